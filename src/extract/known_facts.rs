//! What the extraction needs to know of a log, to compare a page with it.

use serde_json::{Map, Value};

use crate::domain::time::Day;

/// A round in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownRound {
    /// The part of its subject after the slash.
    pub id: String,
    /// The Dutch word at the border: `bestuursrapportage`.
    pub kind: String,
    /// Its budget year.
    pub fiscal_year: Option<i32>,
    /// Its number within the year.
    pub sequence: Option<i64>,
    /// Its reporting date.
    pub reporting_date: Option<Day>,
    /// The codes of the programmes that it names; none where it names none.
    pub programmes: Option<Vec<String>>,
}

/// A node in the log on the day for which the drafts are compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownNode {
    /// Its code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// `programma`, `beleidsterrein`, `doel` or `prestatie`.
    pub level: String,
    /// The code one level up.
    pub parent: Option<String>,
    /// The committee of the council.
    pub committee: Option<String>,
    /// The portfolios, in order.
    pub portfolios: Vec<String>,
    /// What the programme is for.
    pub mission: Option<String>,
}

/// A facility in the log, with everything that is known, announced changes included.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KnownFacility {
    /// Its name.
    pub name: String,
    /// Its changes, by day.
    pub changes: Vec<KnownChange>,
}

/// A change of a facility in the log.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KnownChange {
    /// The type without its subject: `gesloten`.
    pub kind: String,
    /// The day from which it holds, as `2019-04-01`.
    pub day: String,
    /// The id of the event.
    pub id: String,
    /// The data of the event.
    pub data: Map<String, Value>,
}

/// A case in the log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownCase {
    /// The part of its subject after the slash.
    pub id: String,
    /// Its kind, the Dutch word at the border: `wachtlijst`.
    pub kind: String,
    /// The code of the node that it belongs to, as it stands on the day of the page.
    pub node: Option<String>,
    /// Whether it is open.
    pub is_open: bool,
    /// What it is about.
    pub summary: Option<String>,
}

/// A planned milestone in the log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownMilestone {
    /// The part of its subject after the slash.
    pub id: String,
    /// The code of the node that it belongs to, as it stands on the day of the page.
    pub node: Option<String>,
    /// The day on which it is due.
    pub due: Option<String>,
}

/// A decision in the log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownDecision {
    /// The Dutch word at the border: `vastgesteld`.
    pub purport: String,
    /// The subjects it concerns: `onderdeel/9A`.
    pub concerns: Vec<String>,
    /// The reservation under which it was taken, if any.
    pub reservation: Option<KnownReservation>,
}

/// A reservation in the log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownReservation {
    /// Its text.
    pub text: String,
    /// The body that it waits for.
    pub body: Option<String>,
    /// The decision that fulfilled it.
    pub fulfilled_by: Option<String>,
}

/// An adjustment in the log that was not dropped.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KnownAdjustment {
    /// The part of its subject after the slash.
    pub id: String,
    /// Its fields on the day of the page; of one that begins later, those it then gets. The node is the one that stands
    /// then, where the code that was recorded means another by now.
    pub data: Map<String, Value>,
    /// The first day on which it stands, where that is after the day of the page.
    pub begins_later: Option<Day>,
    /// Whether the round of the page tells of it already: it was recorded, changed or told again for that round.
    pub is_told: bool,
}

/// Reads what a log already contains. Ids are the part of a subject after the slash. What holds is asked for one day,
/// that of the page.
pub trait ExistingFacts {
    /// Returns every round.
    fn rounds(&self) -> Vec<KnownRound>;
    /// Returns every node that stands.
    fn nodes(&self) -> Vec<KnownNode>;
    /// Returns every case, open or closed.
    fn cases(&self) -> Vec<KnownCase>;
    /// Returns every milestone.
    fn milestones(&self) -> Vec<KnownMilestone>;
    /// Returns the facility, open or closed.
    fn facility(&self, id: &str) -> Option<KnownFacility>;
    /// Returns the decision.
    fn decision(&self, id: &str) -> Option<KnownDecision>;
    /// Returns every adjustment that stands, or will, and whether a round tells of it.
    fn adjustments(&self, round: &str) -> Vec<KnownAdjustment>;
    /// Returns true when the subject has a note with exactly this text, in the round if one is given.
    fn has_note(&self, subject: &str, round: Option<&str>, text: &str) -> bool;
    /// Returns the colour of the subject's light that was set in the round.
    fn light(&self, subject: &str, round: Option<&str>) -> Option<String>;
}
