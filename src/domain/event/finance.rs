//! Financial adjustments: amounts that change, cover or realise a budget.

use schemars::JsonSchema;
use serde::Deserialize;

use super::patch::recorded_and_changed;
use crate::ids::{AdjustmentId, CaseId, DecisionId, NodeCode, RoundId};
use crate::money::{Cents, FiscalYear, ProMemorie, SourceUnit};
use crate::text::{TaskFieldCode, Text};
use crate::word_enum;

word_enum! {
    /// What kind of amount an adjustment is.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, JsonSchema)]
    #[schemars(inline)]
    pub enum AdjustmentKind {
        /// Money that was made available.
        Budget = "budget",
        /// A cut still to be filled in.
        SavingsTarget = "taakstelling",
        /// What of a target was filled in.
        Realisation = "realisatie",
        /// What is lacking.
        Shortfall = "tekort",
        /// Better than planned.
        Windfall = "meevaller",
        /// Worse than planned.
        Setback = "tegenvaller",
        /// What pays for something else.
        Cover = "dekking",
        /// Any other amount.
        Other = "overig",
    }
}

word_enum! {
    /// Which way an amount works.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, JsonSchema)]
    #[schemars(inline)]
    pub enum Effect {
        /// It helps the budget.
        Favourable = "voordeel",
        /// It hurts the budget.
        Unfavourable = "nadeel",
        /// It does neither.
        Neutral = "neutraal",
        /// The source does not say.
        Unknown = "onbekend",
    }
}

word_enum! {
    /// Whether an amount is expected or came out.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, JsonSchema)]
    #[schemars(inline)]
    pub enum Standing {
        /// As the budget was first adopted.
        Original = "primitief",
        /// As the budget stands after amendments.
        Amended = "na-wijziging",
        /// What is expected.
        Forecast = "prognose",
        /// What came out.
        Actual = "realisatie",
        /// The source does not say.
        Unknown = "onbekend",
    }
}

word_enum! {
    /// The side of the accounts.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, JsonSchema)]
    #[schemars(inline)]
    pub enum Side {
        /// Expenses.
        Expenses = "lasten",
        /// Revenues.
        Revenues = "baten",
        /// Reserves.
        Reserve = "reserve",
    }
}

word_enum! {
    /// Whether an amount comes once or each year.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, JsonSchema)]
    #[schemars(inline)]
    pub enum Duration {
        /// Once.
        OneOff = "incidenteel",
        /// Each year.
        Recurring = "structureel",
    }
}

/// A task field, in the list of the year that defines it.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskField {
    /// Its code.
    #[serde(rename = "code")]
    pub code: TaskFieldCode,
    /// The year whose list the code is of.
    #[serde(rename = "iv3Jaar")]
    pub iv3_year: FiscalYear,
}

recorded_and_changed! {
    /// An amount was recorded.
    AdjustmentRecorded;
    /// The standing amount changed from this day on: a forecast that moves, not a second amount.
    AdjustmentChanged;
    {
        /// Where in the goal tree it belongs; this or a case.
        node: optional(NodeCode) = "onderdeel";
        /// The case it belongs to; this or an element.
        case: optional(CaseId) = "dossier";
        /// What the amount is for.
        description: required(Text<2000>) = "omschrijving";
        /// The amount in whole eurocents, never negative; this or `pm`.
        cents: optional(Cents) = "bedragInCenten";
        /// There is an amount, but the source does not give its size.
        pro_memorie: optional(ProMemorie) = "pm";
        /// What kind of amount it is.
        kind: required(AdjustmentKind) = "soort";
        /// Whether it helps or hurts the budget; the amount itself has no sign.
        effect: required(Effect) = "effect";
        /// Whether it is expected or came out.
        standing: required(Standing) = "stand";
        /// Expenses, revenues or reserves.
        side: optional(Side) = "lastenBaten";
        /// Once, or each year.
        duration: optional(Duration) = "duur";
        /// The budget year it belongs to, where the source gives one.
        fiscal_year: optional(FiscalYear) = "begrotingsjaar";
        /// Whether the source counts euros or thousands.
        source_unit: optional(SourceUnit) = "eenheidBron";
        /// The task field in the accounts.
        task_field: optional(TaskField) = "taakveld";
        /// The decision it rests on.
        decision: optional(DecisionId) = "besluit";
        /// The shortfall it covers.
        covers: optional(AdjustmentId) = "dekt";
        /// The target it fills in.
        realises: optional(AdjustmentId) = "realiseert";
    }
}

/// A later round reports an amount again as it stands: it is not carried over in silence. It sets no field of the amount.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdjustmentToldAgain {
    /// The round that reports it again.
    #[serde(rename = "ronde")]
    pub round: RoundId,
}

/// An amount no longer stands.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdjustmentDropped {
    /// Why.
    #[serde(rename = "reden")]
    pub reason: Text<2000>,
}
