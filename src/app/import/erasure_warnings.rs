//! The erasures of an import, and the other events with the words that they destroy, as one warning per line.

use super::{LinePlace, Warnings};
use crate::app::erasing::{ErasedWords, MatchingFields};
use crate::app::service::Service;
use crate::domain::ids::EventId;
use crate::domain::proposal::FieldError;
use crate::language::Message;
use crate::log::LogError;
use crate::message;

/// The code of the warning.
pub const SAME_WORDS: &str = "zelfde-woorden";
/// Fields that one warning names; the rest is counted.
const NAMED_MAX: usize = 5;

/// New erasures, with the words of the events they hit.
pub struct ErasureWarnings {
    erasures: Vec<(LinePlace, EventId)>,
    words: ErasedWords,
}

impl ErasureWarnings {
    /// Reads the words before they are destroyed.
    ///
    /// # Errors
    /// [`LogError`] when a record can not be read.
    pub fn before(service: &Service, erasures: Vec<(LinePlace, EventId)>) -> Result<ErasureWarnings, LogError> {
        let words = ErasedWords::of(service, erasures.iter().map(|(_, hit)| *hit), &[])?;
        Ok(ErasureWarnings { erasures, words })
    }

    /// Adds a warning for each erasure whose words occur in other events. After a dry run only the log is searched, not
    /// the files.
    pub fn warn(&self, service: &Service, warnings: &mut Warnings) {
        let found = self.words.look(service).unwrap_or_else(|error| {
            // The erasures are durable by now, even if the log can not be read.
            tracing::error!(error = error.message().logged(), "the log can not be read for what holds the same words");
            std::collections::BTreeMap::new()
        });
        for (place, hit) in &self.erasures {
            if let Some(found) = found.get(hit).filter(|found| found.count > 0) {
                warnings.add(*place, vec![FieldError::new("onderwerp", SAME_WORDS, sentence(found))]);
            }
        }
    }
}

fn sentence(found: &MatchingFields) -> Message {
    let named = found.named.iter().take(NAMED_MAX);
    let mut named: Vec<Message> =
        named.map(|same| message!("import-same-words-field", position = same.position, field = &same.field)).collect();
    if found.count > named.len() {
        named.push(message!("and-more", count = found.count - named.len()));
    }
    message!("import-same-words", count = found.count, fields = named)
}
