//! Why the log does not take an event: a stable code, and a sentence that says what, where, and what to do.

use std::fmt;

use super::time::Day;
use crate::language::Message;
use crate::message;

macro_rules! reasons {
    ($($(#[$doc:meta])* $variant:ident = $code:literal;)*) => {
        /// The rule that refused. Its code stands in the API and never changes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Reason { $($(#[$doc])* $variant,)* }

        impl Reason {
            /// Every reason.
            pub const ALL: &[Reason] = &[$(Reason::$variant,)*];

            /// The code at the border.
            pub const fn code(self) -> &'static str {
                match self { $(Reason::$variant => $code,)* }
            }
        }
    };
}

reasons! {
    /// No counting event brought the subject into being.
    UnknownSubject = "onderwerp-onbekend";
    /// The subject stands already.
    AlreadyExists = "bestaat-al";
    /// What a field points at was never recorded by an event that counts.
    UnknownReference = "verwijzing-onbekend";
    /// The parent is not of a higher level.
    ParentNotHigher = "ouder-niet-hoger";
    /// Something would be above, covered by or replaced by itself.
    Circle = "kringverwijzing";
    /// The level of an element never changes.
    LevelFixed = "niveau-ligt-vast";
    /// The element still has children.
    NodeHasChildren = "onderdeel-heeft-kinderen";
    /// The element was dropped already.
    NodeAlreadyDropped = "onderdeel-al-vervallen";
    /// The case is closed already.
    CaseAlreadyClosed = "dossier-al-gesloten";
    /// The case is open already.
    CaseAlreadyOpen = "dossier-al-open";
    /// The facility is closed already.
    FacilityAlreadyClosed = "voorziening-al-gesloten";
    /// The facility is open already.
    FacilityAlreadyOpen = "voorziening-al-open";
    /// The facility is closed, so it can not be restricted.
    FacilityClosed = "voorziening-gesloten";
    /// The milestone was met already.
    MilestoneAlreadyMet = "mijlpaal-al-gehaald";
    /// The milestone was dropped already.
    MilestoneAlreadyDropped = "mijlpaal-al-vervallen";
    /// The adjustment was dropped already.
    AdjustmentAlreadyDropped = "bijstelling-al-vervallen";
    /// More cover than is open.
    CoverTooHigh = "dekking-te-hoog";
    /// More realised than is open.
    RealisationTooHigh = "realisatie-te-hoog";
    /// A sum that canonical JSON does not carry.
    AmountTooLarge = "bedrag-te-groot";
    /// A numbered paper whose number is not in its one form.
    PaperNumberForm = "kenmerk-vorm";
    /// The round is sealed and was not reopened.
    RoundIsSealed = "ronde-vastgesteld";
    /// The round is not sealed.
    RoundNotSealed = "ronde-niet-vastgesteld";
    /// A sealing is made by the service.
    SealingByServiceOnly = "vaststelling-alleen-via-dienst";
    /// The round has no sealing of that version.
    UnknownSealing = "vaststelling-onbekend";
    /// That body sealed since the last opening.
    BodyAlreadySealed = "orgaan-stelde-al-vast";
    /// The reporting date has not come yet.
    ReportingDateAhead = "peildatum-in-toekomst";
    /// A sealing after a reopening says why.
    SealingReasonMissing = "reden-ontbreekt";
    /// The round changed while its report was built.
    RoundMoved = "ronde-intussen-gewijzigd";
    /// The version or reporting date of a sealing is not that of its round.
    SealingDoesNotFit = "vaststelling-past-niet";
    /// The event is not in the log.
    UnknownEvent = "gebeurtenis-onbekend";
    /// The event was corrected or withdrawn before.
    EventDoesNotCount = "gebeurtenis-telt-niet";
    /// A sealing is neither corrected nor withdrawn.
    SealingFixed = "vaststelling-ligt-vast";
    /// A withdrawal is neither corrected nor withdrawn.
    WithdrawalFixed = "intrekking-ligt-vast";
    /// An erasure is not undone.
    ErasureFixed = "wissing-ligt-vast";
    /// A correction is of the same type and subject.
    OtherCorrection = "anders-herstel";
    /// The event was erased before.
    AlreadyErased = "al-gewist";
    /// Whoever records it has another role than it takes.
    RoleMissing = "rol-niet-bevoegd";
}

/// A refusal by a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    reason: Reason,
    message: Message,
    field: Option<String>,
    positions: Vec<u64>,
}

impl Rejection {
    /// A refusal with a sentence that says what is wrong and what to do.
    pub fn new(reason: Reason, message: impl Into<Message>) -> Rejection {
        Rejection { reason, message: message.into(), field: None, positions: Vec::new() }
    }

    /// Names an event that stands in the way.
    #[must_use]
    pub fn because_of(mut self, position: u64) -> Rejection {
        self.positions.push(position);
        self
    }

    /// Names the field that is refused.
    #[must_use]
    pub fn in_field(mut self, field: impl Into<String>) -> Rejection {
        self.field = Some(field.into());
        self
    }

    /// The rule that refused.
    pub const fn reason(&self) -> Reason {
        self.reason
    }

    /// The stable code, `voorziening-al-gesloten`.
    pub const fn code(&self) -> &'static str {
        self.reason.code()
    }

    /// The sentence, in no language yet.
    pub const fn message(&self) -> &Message {
        &self.message
    }

    /// The field that is refused, where it is one: `gegevens.onderdeel`.
    pub fn field(&self) -> Option<&str> {
        self.field.as_deref()
    }

    /// The events that stand in the way.
    pub fn positions(&self) -> Vec<u64> {
        self.positions.clone()
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message.fmt(f)
    }
}

impl std::error::Error for Rejection {}

/// Where in the log and on the calendar an event lies, for a sentence.
pub fn place(position: u64, day: Day) -> Message {
    message!("rule-place", position = position, day = day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_distinct_and_in_kebab_case() {
        let mut codes: Vec<&str> = Reason::ALL.iter().map(|reason| reason.code()).collect();
        assert!(codes.iter().all(|code| code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')));
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Reason::ALL.len());
    }
}
