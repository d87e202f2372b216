//! The kinds of finding: a stable code and a severity for each.

use schemars::JsonSchema;
use serde::Serialize;

use crate::word_enum;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $severity:ident;)*) => {
        word_enum! {
            /// What kind of finding it is. Programs choose on these words; they do not change.
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
            #[schemars(inline)]
            pub enum FindingCode { $($(#[$doc])* $variant = $name,)* }
        }

        impl FindingCode {
            /// Returns the severity.
            pub const fn severity(self) -> Severity {
                match self { $(FindingCode::$variant => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    /// What is recorded contradicts itself in the order of days.
    OddState = "stand-ongerijmd", High;
    /// Orange or red, and nobody says what is done about it.
    LightWithoutSteering = "stoplicht-zonder-bijsturing", High;
    /// Money of one budget year covers another, and no decision says so.
    CoverAcrossYears = "dekking-over-jaargrens", High;
    /// A programme for which nothing came in this round.
    ProgrammeNotReported = "programma-niet-gerapporteerd", Medium;
    /// An output that nobody wrote about for this round.
    OutputWithoutNote = "prestatie-zonder-toelichting", Medium;
    /// An open case of which nothing was heard since the round before.
    QuietCase = "dossier-stil", Medium;
    /// A planned moment has passed.
    MilestonePassed = "mijlpaal-verstreken", Medium;
    /// A savings target is not filled in.
    TargetOpen = "taakstelling-open", Medium;
    /// A decision waits for another.
    UnderReservation = "besluit-onder-voorbehoud", Medium;
    /// Something was recorded after a sealing about a day that it covers.
    AfterSealing = "na-vaststelling", Medium;
    /// An amount that the round says nothing of, while it tells others of the programme again.
    AmountNotToldAgain = "bedrag-niet-opnieuw-gemeld", Low;
    /// A light without a colour.
    LightUnknown = "stoplicht-onbekend", Low;
    /// Drafts that nobody looked at.
    NotReviewed = "concept-niet-nagekeken", Low;
    /// A correction that does not say why.
    CorrectionWithoutReason = "herstel-zonder-reden", Low;
}

word_enum! {
    /// How much a finding weighs.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
    #[schemars(inline)]
    pub enum Severity {
        /// Before the round is sealed.
        High = "hoog",
        /// For the department.
        Medium = "midden",
        /// To tidy up.
        Low = "laag",
    }
}
