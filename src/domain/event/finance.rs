//! Financial adjustments: amounts that change, cover or realise a budget.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Patch, Settable};
use crate::ids::{AdjustmentId, CaseId, DecisionId, NodeCode};
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

/// An amount was recorded.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdjustmentRecorded {
    /// Where in the goal tree it belongs; this or a case.
    #[serde(rename = "onderdeel")]
    pub node: Option<NodeCode>,
    /// The case it belongs to; this or an element.
    #[serde(rename = "dossier")]
    pub case: Option<CaseId>,
    /// What the amount is for.
    #[serde(rename = "omschrijving")]
    pub description: Text<2000>,
    /// The amount in whole eurocents, never negative; this or `pm`.
    #[serde(rename = "bedragInCenten")]
    pub cents: Option<Cents>,
    /// There is an amount, but the source does not give its size.
    #[serde(rename = "pm")]
    pub pro_memorie: Option<ProMemorie>,
    /// What kind of amount it is.
    #[serde(rename = "soort")]
    pub kind: AdjustmentKind,
    /// Whether it helps or hurts the budget; the amount itself has no sign.
    #[serde(rename = "effect")]
    pub effect: Effect,
    /// Whether it is expected or came out.
    #[serde(rename = "stand")]
    pub standing: Standing,
    /// Expenses, revenues or reserves.
    #[serde(rename = "lastenBaten")]
    pub side: Option<Side>,
    /// Once, or each year.
    #[serde(rename = "duur")]
    pub duration: Option<Duration>,
    /// The budget year it belongs to, where the source gives one.
    #[serde(rename = "begrotingsjaar")]
    pub fiscal_year: Option<FiscalYear>,
    /// Whether the source counts euros or thousands.
    #[serde(rename = "eenheidBron")]
    pub source_unit: Option<SourceUnit>,
    /// The task field in the accounts.
    #[serde(rename = "taakveld")]
    pub task_field: Option<TaskField>,
    /// The decision it rests on.
    #[serde(rename = "besluit")]
    pub decision: Option<DecisionId>,
    /// The shortfall it covers.
    #[serde(rename = "dekt")]
    pub covers: Option<AdjustmentId>,
    /// The target it fills in.
    #[serde(rename = "realiseert")]
    pub realises: Option<AdjustmentId>,
}

/// The standing amount changed from this day on: a forecast that moves, not a second amount.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdjustmentChanged {
    /// Where in the goal tree it belongs; this or a case.
    #[serde(rename = "onderdeel", default)]
    pub node: Patch<NodeCode>,
    /// The case it belongs to; this or an element.
    #[serde(rename = "dossier", default)]
    pub case: Patch<CaseId>,
    /// What the amount is for.
    #[serde(rename = "omschrijving", default)]
    pub description: Settable<Text<2000>>,
    /// The amount in whole eurocents, never negative; this or `pm`.
    #[serde(rename = "bedragInCenten", default)]
    pub cents: Patch<Cents>,
    /// There is an amount, but the source does not give its size.
    #[serde(rename = "pm", default)]
    pub pro_memorie: Patch<ProMemorie>,
    /// What kind of amount it is.
    #[serde(rename = "soort", default)]
    pub kind: Settable<AdjustmentKind>,
    /// Whether it helps or hurts the budget; the amount itself has no sign.
    #[serde(rename = "effect", default)]
    pub effect: Settable<Effect>,
    /// Whether it is expected or came out.
    #[serde(rename = "stand", default)]
    pub standing: Settable<Standing>,
    /// Expenses, revenues or reserves.
    #[serde(rename = "lastenBaten", default)]
    pub side: Patch<Side>,
    /// Once, or each year.
    #[serde(rename = "duur", default)]
    pub duration: Patch<Duration>,
    /// The budget year it belongs to, where the source gives one.
    #[serde(rename = "begrotingsjaar", default)]
    pub fiscal_year: Patch<FiscalYear>,
    /// Whether the source counts euros or thousands.
    #[serde(rename = "eenheidBron", default)]
    pub source_unit: Patch<SourceUnit>,
    /// The task field in the accounts.
    #[serde(rename = "taakveld", default)]
    pub task_field: Patch<TaskField>,
    /// The decision it rests on.
    #[serde(rename = "besluit", default)]
    pub decision: Patch<DecisionId>,
    /// The shortfall it covers.
    #[serde(rename = "dekt", default)]
    pub covers: Patch<AdjustmentId>,
    /// The target it fills in.
    #[serde(rename = "realiseert", default)]
    pub realises: Patch<AdjustmentId>,
}

/// An amount no longer stands.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdjustmentDropped {
    /// Why.
    #[serde(rename = "reden")]
    pub reason: Text<2000>,
}
