//! The own moment of what is of before: a page that was published, or a sealing that was done, on an earlier day.
//!
//! A log grows in the order of its moments. So it takes what is of before at its own moment as long as it ends before
//! that, as a log does that is made of old pages; one that is in use has events of today. When it was written is kept
//! beside the moment (`gelogdOp`), and a comparison says so.

use super::service::Service;
use crate::domain::time::{Day, Instant};
use crate::language::Message;
use crate::message;

/// The hour at which something of a day is recorded: the first of those that `peildatum enter` uses.
const HOUR: u32 = 10;

/// Whether a log takes what is of before at its own moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnMoments {
    /// It does, from a day on; from any day where it has no events.
    From(Option<Day>),
    /// Its last event is of today, at this moment.
    Running(Instant),
}

impl Service {
    /// Returns whether the log takes what is of before at its own moment.
    pub fn own_moments(&self) -> OwnMoments {
        match self.last_recorded() {
            None => OwnMoments::From(None),
            Some(last) if last.amsterdam_day() < self.now().amsterdam_day() => {
                OwnMoments::From(Some(last.amsterdam_day()))
            }
            Some(last) => OwnMoments::Running(last),
        }
    }

    /// Returns the moment at which what is of a day that is over is recorded, after what the log has of that day.
    ///
    /// # Errors
    /// The code and the sentence of why the log does not take it at that moment.
    pub fn own_moment(&self, on: Day) -> Result<Instant, (&'static str, Message)> {
        let today = self.now().amsterdam_day();
        if on >= today {
            return Err(("dag-niet-voorbij", message!("own-moment-not-over", day = on, today = today)));
        }
        let at = Instant::parse(&format!("{on}T{HOUR:02}:00:00Z")).expect("a day and an hour are a moment");
        match self.last_recorded() {
            Some(last) if last.amsterdam_day() > on => {
                Err(("moment-te-vroeg", message!("own-moment-too-early", day = on, last = last.amsterdam_day())))
            }
            last => Ok(last.map_or(at, |last| last.max(at))),
        }
    }
}
