//! Rejections by a rule: a stable code, and a sentence that explains what is wrong, where, and what to do.

use std::fmt;

use super::time::Day;
use crate::language::Message;
use crate::message;

macro_rules! reasons {
    ($($(#[$doc:meta])* $variant:ident = $code:literal;)*) => {
        /// The rule that refused an event. Its code is part of the API and never changes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Reason { $($(#[$doc])* $variant,)* }

        impl Reason {
            /// Every reason.
            pub const ALL: &[Reason] = &[$(Reason::$variant,)*];

            /// Returns the code used at the border.
            pub const fn code(self) -> &'static str {
                match self { $(Reason::$variant => $code,)* }
            }
        }
    };
}

reasons! {
    /// No counting event introduced the subject.
    UnknownSubject = "onderwerp-onbekend";
    /// The subject exists already.
    AlreadyExists = "bestaat-al";
    /// The target of a reference was never recorded by an event that counts.
    UnknownReference = "verwijzing-onbekend";
    /// The parent is not of a higher level.
    ParentNotHigher = "ouder-niet-hoger";
    /// A subject would be above, cover or replace itself.
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
    /// The cover exceeds what is open.
    CoverTooHigh = "dekking-te-hoog";
    /// The realisation exceeds what is open.
    RealisationTooHigh = "realisatie-te-hoog";
    /// The sum exceeds what canonical JSON can represent.
    AmountTooLarge = "bedrag-te-groot";
    /// The number of a paper is not in its one written form.
    PaperNumberForm = "kenmerk-vorm";
    /// The round is sealed and has not been reopened.
    RoundIsSealed = "ronde-vastgesteld";
    /// The round is not sealed.
    RoundNotSealed = "ronde-niet-vastgesteld";
    /// A sealing can be made by the service only.
    SealingByServiceOnly = "vaststelling-alleen-via-dienst";
    /// The round has no sealing of that version.
    UnknownSealing = "vaststelling-onbekend";
    /// The body has already sealed the round since its last opening.
    BodyAlreadySealed = "orgaan-stelde-al-vast";
    /// The reporting date has not come yet.
    ReportingDateAhead = "peildatum-in-toekomst";
    /// The event holds from a day after the reporting date of the round that it names.
    AfterReportingDate = "na-peildatum";
    /// The amount did not exist yet on that day.
    NotYetRecorded = "nog-niet-vastgelegd";
    /// The amount is of another budget year than the round that tells it again.
    OtherFiscalYear = "ander-begrotingsjaar";
    /// A sealing after a reopening needs a reason.
    SealingReasonMissing = "reden-ontbreekt";
    /// The round changed while its report was being built.
    RoundMoved = "ronde-intussen-gewijzigd";
    /// The version or reporting date of the sealing does not match its round.
    SealingDoesNotFit = "vaststelling-past-niet";
    /// The event is not in the log.
    UnknownEvent = "gebeurtenis-onbekend";
    /// The event was corrected or withdrawn before, so it does not count.
    EventDoesNotCount = "gebeurtenis-telt-niet";
    /// A sealing can be neither corrected nor withdrawn.
    SealingFixed = "vaststelling-ligt-vast";
    /// A withdrawal can be neither corrected nor withdrawn.
    WithdrawalFixed = "intrekking-ligt-vast";
    /// An erasure cannot be undone.
    ErasureFixed = "wissing-ligt-vast";
    /// The correction has another type or subject than the event it corrects.
    OtherCorrection = "anders-herstel";
    /// The event was erased before.
    AlreadyErased = "al-gewist";
    /// The actor does not have the required role.
    RoleMissing = "rol-niet-bevoegd";
}

/// The refusal of an event by a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    reason: Reason,
    message: Message,
    field: Option<String>,
    positions: Vec<u64>,
}

impl Rejection {
    /// Creates a refusal with a sentence that explains what is wrong and what to do.
    pub fn new(reason: Reason, message: impl Into<Message>) -> Rejection {
        Rejection { reason, message: message.into(), field: None, positions: Vec::new() }
    }

    /// Adds the position of an event that causes the refusal.
    #[must_use]
    pub fn because_of(mut self, position: u64) -> Rejection {
        self.positions.push(position);
        self
    }

    /// Sets the field that is refused.
    #[must_use]
    pub fn in_field(mut self, field: impl Into<String>) -> Rejection {
        self.field = Some(field.into());
        self
    }

    /// Returns the rule that refused.
    pub const fn reason(&self) -> Reason {
        self.reason
    }

    /// Returns the stable code, `voorziening-al-gesloten`.
    pub const fn code(&self) -> &'static str {
        self.reason.code()
    }

    /// Returns the message, not yet in any language.
    pub const fn message(&self) -> &Message {
        &self.message
    }

    /// Returns the field that is refused, if any: `gegevens.onderdeel`.
    pub fn field(&self) -> Option<&str> {
        self.field.as_deref()
    }

    /// Returns the positions of the events that cause the refusal.
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

/// Returns the position and day of an event, for use in a sentence.
pub fn event_place(position: u64, day: Day) -> Message {
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
