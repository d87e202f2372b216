//! The own moment of what is of before: a page that was published, or a sealing that was done, on an earlier day.
//!
//! A log grows in the order of its moments. It takes what is of before at its own moment as long as it is made of old
//! pages: it is empty, or its last event was itself entered afterwards, on a later day than that of its moment. Once
//! something was recorded as it happened the log is in use, and what was known on a day does not change any more. When it
//! was written is kept beside the moment (`gelogdOp`), and a comparison says so.

use super::service::Service;
use crate::domain::time::{Day, Instant};
use crate::language::Message;
use crate::message;

/// The hour at which something of a day is recorded: the first of those that `peildatum enter` uses.
const HOUR: u32 = 10;

/// Whether a log takes what is of before at its own moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnMoments {
    /// It does, from a moment on; from any where it has no events.
    From(Option<Instant>),
    /// It is in use: its last event, of this moment, was recorded as it happened.
    Running(Instant),
}

impl Service {
    /// Returns whether the log takes what is of before at its own moment. One whose last record can not be read does not.
    pub fn own_moments(&self) -> OwnMoments {
        let Some(last) = self.last_recorded() else { return OwnMoments::From(None) };
        let records = self.records(self.durable_head() - 1, 1).unwrap_or_default();
        let entered_afterwards =
            records.first().is_some_and(|one| one.logged_at.amsterdam_day() > one.recorded_at.amsterdam_day());
        if entered_afterwards { OwnMoments::From(Some(last)) } else { OwnMoments::Running(last) }
    }

    /// Returns the moment at which what is of a day that is over is recorded, after what the log has of that day.
    ///
    /// # Errors
    /// The code and the sentence of why the log does not take it at that moment; what can be done is for the form to say.
    pub fn own_moment(&self, on: Day) -> Result<Instant, (&'static str, Message)> {
        let today = self.now().amsterdam_day();
        if on >= today {
            return Err(("dag-niet-voorbij", message!("own-moment-not-over", day = on)));
        }
        let at = Instant::parse(&format!("{on}T{HOUR:02}:00:00Z")).expect("a day and an hour are a moment");
        match self.own_moments() {
            OwnMoments::From(None) => Ok(at),
            OwnMoments::From(Some(last)) if last.amsterdam_day() <= on => Ok(last.max(at)),
            OwnMoments::From(Some(last)) => {
                Err(("moment-te-vroeg", message!("own-moment-too-early", day = on, last = last.amsterdam_day())))
            }
            OwnMoments::Running(last) => {
                Err(("logboek-in-gebruik", message!("own-moment-running", last = last.amsterdam_day())))
            }
        }
    }
}
