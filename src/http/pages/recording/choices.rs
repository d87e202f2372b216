//! What the fields of a form are chosen from: what stands on the day of the form, as known now.

use serde_json::Value;

use crate::app::Service;
use crate::app::queries::{self, QueryError};
use crate::domain::event::EventType;
use crate::domain::ids::{Subject, SubjectKind};
use crate::domain::state::AsOf;
use crate::domain::time::Day;
use crate::pages::recording::{Choice, Choices, DAY_KEY, SUBJECT_KEY, Typed, wanted};
use crate::render::without_control_characters;

/// The most choices of one field; what is not among them is typed.
pub const CHOICES_MAX: usize = 1_000;

/// The most characters of a text that stands for a note.
const GIST_MAX: usize = 80;

/// Loads the choices of a form.
pub fn load(service: &Service, kind: EventType, typed: &Typed) -> Result<Choices, QueryError> {
    let (wanted, position) = (wanted(kind), service.durable_head());
    let mut choices = Choices::default();
    if position == 0 {
        return Ok(choices);
    }
    let day = Day::parse(typed.get(DAY_KEY)).unwrap_or_else(|_| service.now().amsterdam_day());
    let at = AsOf { day, position };
    for kind in wanted.kinds {
        let found = queries::listed(service, kind, at)?;
        choices.subjects.insert(kind, found.iter().take(CHOICES_MAX).filter_map(|one| choice(kind, one)).collect());
    }
    if wanted.owners {
        choices.owners = owners(&queries::listed(service, SubjectKind::Case, at)?);
    }
    if let Some(subject) = Subject::parse(typed.get(SUBJECT_KEY)).ok().filter(|_| wanted.notes) {
        let found = queries::found(service, subject.kind(), subject.id(), at)?;
        choices.notes = found.iter().flat_map(notes).collect();
    }
    Ok(choices)
}

/// Returns a subject as something to choose.
pub fn choice(kind: SubjectKind, one: &Value) -> Option<Choice> {
    let one = without_control_characters(one);
    let id = one["code"].as_str().filter(|_| kind == SubjectKind::Node).or_else(|| one["id"].as_str())?;
    let name = ["titel", "naam", "omschrijving", "kenmerk"].iter().find_map(|key| one[*key].as_str());
    let told = match name {
        Some(name) if kind == SubjectKind::Node => format!("{id} {}", gist(name)),
        Some(name) => format!("{} ({id})", gist(name)),
        None => id.to_owned(),
    };
    Some(Choice { value: id.to_owned(), told })
}

/// Returns the first words of a text.
fn gist(text: &str) -> String {
    match text.char_indices().nth(GIST_MAX) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

fn owners(cases: &[Value]) -> Vec<Choice> {
    let mut names: Vec<String> = cases.iter().filter_map(|case| case["eigenaar"].as_str().map(str::to_owned)).collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().take(CHOICES_MAX).map(|name| Choice { told: name.clone(), value: name }).collect()
}

/// Returns the notes of a node or case, which a new one may go on from.
fn notes(subject: &Value) -> Vec<Choice> {
    let subject = without_control_characters(subject);
    let all = subject["toelichtingen"].as_array().into_iter().flatten();
    let told = |note: &Value| {
        let text = note["kop"].as_str().or_else(|| note["tekst"].as_str())?;
        Some(Choice { value: note["id"].as_str()?.to_owned(), told: gist(text) })
    };
    all.take(CHOICES_MAX).filter_map(told).collect()
}
