//! The view of a decision.

use super::declaration::view;
use super::source::SubjectSource;
use crate::domain::field::Field;

view! {
    /// A decision.
    DecisionView(decision: SubjectSource)
    read {
        /// Its number.
        number: text(PaperNumber),
        /// Its kind.
        kind: token(Kind),
        /// Its title.
        title: name(Title),
        /// What was decided.
        purport: token(Purport),
        /// What it waits for.
        reservation: nested(Reservation),
        /// What it is about.
        concerns: tokens(Concerns),
        /// Who took it.
        body: token(DecidingBody),
        /// Where it can be read.
        url: text(Url),
    }
    derived {
        /// Its id.
        id: String = "id", decision.id();
        /// The day it was taken.
        effective_on: String = "ingangsdatum",
            decision.folded.status.or(decision.folded.last).map_or_else(String::new, |event| event.day.to_string());
    }
}
