//! The views of what is below a node: cases, facilities, amounts, indicators, milestones.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::{AnnouncedView, LightView, NoteView, Positions};
use crate::after_sealing::SealingName;

/// A case.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CaseView {
    /// What takes effect later.
    #[serde(rename = "aangekondigd")]
    pub announced: Vec<AnnouncedView>,
    /// Its amounts.
    #[serde(rename = "bijstellingen")]
    pub adjustments: Vec<AdjustmentView>,
    /// The department that answers for it.
    #[serde(rename = "eigenaar")]
    pub owner: Option<String>,
    /// Its id.
    pub id: String,
    /// Its milestones.
    #[serde(rename = "mijlpalen")]
    pub milestones: Vec<MilestoneView>,
    /// The sealings after which something of it was recorded that is about a day they cover.
    #[serde(rename = "naVaststelling", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<SealingName>")]
    pub after_sealings: Option<Vec<SealingName>>,
    /// How exactly its day is known; none means to the day.
    #[serde(rename = "nauwkeurigheid")]
    pub precision: Option<&'static str>,
    /// The element it was recorded under, where that was dropped.
    #[serde(rename = "onderdeelVervallen")]
    pub dropped_node: Option<String>,
    /// `nakijken` while somebody still has to look at it.
    #[serde(rename = "oordeel")]
    pub judgement: Option<&'static str>,
    /// The organisations that take part.
    #[serde(rename = "partijen")]
    pub parties: Value,
    /// The event that last set it.
    #[serde(rename = "positie")]
    pub position: u64,
    /// Which event set each field, where there was more than one.
    #[serde(rename = "posities")]
    pub positions: Positions,
    /// What it is about.
    #[serde(rename = "samenvatting")]
    pub summary: Option<String>,
    /// Since when.
    #[serde(rename = "sinds")]
    pub since: Option<String>,
    /// Its kind.
    #[serde(rename = "soort")]
    pub kind: Option<String>,
    /// `open` or `gesloten`.
    pub status: &'static str,
    /// Its traffic light.
    #[serde(rename = "stoplicht")]
    pub light: Option<LightView>,
    /// Its title.
    #[serde(rename = "titel")]
    pub title: Option<String>,
    /// Its notes.
    #[serde(rename = "toelichtingen")]
    pub notes: Vec<NoteView>,
    /// What came of it.
    #[serde(rename = "uitkomst")]
    pub outcome: Option<String>,
    /// What it has to do with.
    #[serde(rename = "verwijzingen")]
    pub references: Value,
    /// Its facilities.
    #[serde(rename = "voorzieningen")]
    pub facilities: Vec<FacilityView>,
}

/// A facility.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FacilityView {
    /// What takes effect later.
    #[serde(rename = "aangekondigd")]
    pub announced: Vec<AnnouncedView>,
    /// The decision its status rests on.
    #[serde(rename = "besluit")]
    pub decision: Option<String>,
    /// Places.
    #[serde(rename = "capaciteit")]
    pub capacity: Option<i64>,
    /// The case it belongs to.
    #[serde(rename = "dossier")]
    pub case: Option<String>,
    /// Its id.
    pub id: String,
    /// Where it is.
    #[serde(rename = "locatie")]
    pub place: Option<String>,
    /// The sealings after which something of it was recorded that is about a day they cover.
    #[serde(rename = "naVaststelling", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<SealingName>")]
    pub after_sealings: Option<Vec<SealingName>>,
    /// Its name.
    #[serde(rename = "naam")]
    pub name: Option<String>,
    /// How exactly its day is known; none means to the day.
    #[serde(rename = "nauwkeurigheid")]
    pub precision: Option<&'static str>,
    /// How much less than usual.
    #[serde(rename = "omvang")]
    pub extent: Option<String>,
    /// The element it was recorded under, where that was dropped.
    #[serde(rename = "onderdeelVervallen")]
    pub dropped_node: Option<String>,
    /// `nakijken` while somebody still has to look at it.
    #[serde(rename = "oordeel")]
    pub judgement: Option<&'static str>,
    /// The event that last set it.
    #[serde(rename = "positie")]
    pub position: u64,
    /// Which event set each field, where there was more than one.
    #[serde(rename = "posities")]
    pub positions: Positions,
    /// Why it has this status.
    #[serde(rename = "reden")]
    pub reason: Option<String>,
    /// Since when.
    #[serde(rename = "sinds")]
    pub since: Option<String>,
    /// What it offers.
    #[serde(rename = "soort")]
    pub kind: Option<String>,
    /// `open`, `beperkt-open` or `gesloten`.
    pub status: &'static str,
    /// Meant for a time only.
    #[serde(rename = "tijdelijk")]
    pub temporary: Option<bool>,
    /// What took over its places.
    #[serde(rename = "vervangenDoor")]
    pub replaced_by: Option<String>,
}

/// A financial adjustment.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AdjustmentView {
    /// The amount in eurocents; none when p.m.
    #[serde(rename = "bedragInCenten")]
    pub cents: Option<i64>,
    /// Its budget year.
    #[serde(rename = "begrotingsjaar")]
    pub fiscal_year: Option<i64>,
    /// The decision it rests on.
    #[serde(rename = "besluit")]
    pub decision: Option<String>,
    /// What it covers.
    #[serde(rename = "dekt")]
    pub covers: Option<String>,
    /// The case it belongs to.
    #[serde(rename = "dossier")]
    pub case: Option<String>,
    /// Once or each year.
    #[serde(rename = "duur")]
    pub duration: Option<String>,
    /// What the source counts in.
    #[serde(rename = "eenheidBron")]
    pub source_unit: Option<i64>,
    /// Which way it works.
    pub effect: Option<String>,
    /// What covers it.
    #[serde(rename = "gedektDoor")]
    pub covered_by: Vec<String>,
    /// What realises it.
    #[serde(rename = "gerealiseerdDoor")]
    pub realised_by: Vec<String>,
    /// Its id.
    pub id: String,
    /// Side of the accounts.
    #[serde(rename = "lastenBaten")]
    pub side: Option<String>,
    /// The sealings after which something of it was recorded that is about a day they cover.
    #[serde(rename = "naVaststelling", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<SealingName>")]
    pub after_sealings: Option<Vec<SealingName>>,
    /// How exactly its day is known; none means to the day.
    #[serde(rename = "nauwkeurigheid")]
    pub precision: Option<&'static str>,
    /// What it is for.
    #[serde(rename = "omschrijving")]
    pub description: Option<String>,
    /// The element it was recorded under, where that was dropped.
    #[serde(rename = "onderdeelVervallen")]
    pub dropped_node: Option<String>,
    /// `nakijken` while somebody still has to look at it.
    #[serde(rename = "oordeel")]
    pub judgement: Option<&'static str>,
    /// What of it is not covered or realised yet; none when that can not be told.
    #[serde(rename = "openInCenten")]
    pub open_cents: Option<i64>,
    /// Its size is not given.
    #[serde(rename = "pm")]
    pub pro_memorie: bool,
    /// The event that last set it.
    #[serde(rename = "positie")]
    pub position: u64,
    /// Which event set each field, where there was more than one.
    #[serde(rename = "posities")]
    pub positions: Positions,
    /// What it realises.
    #[serde(rename = "realiseert")]
    pub realises: Option<String>,
    /// Its kind.
    #[serde(rename = "soort")]
    pub kind: Option<String>,
    /// Expected, or came out.
    #[serde(rename = "stand")]
    pub standing: Option<String>,
    /// The task field.
    #[serde(rename = "taakveld")]
    pub task_field: Value,
}

/// An indicator with its latest measurement.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct IndicatorView {
    /// Who measures it.
    #[serde(rename = "bron")]
    pub source: Option<String>,
    /// What it counts.
    #[serde(rename = "eenheid")]
    pub unit: Option<String>,
    /// Its id.
    pub id: String,
    /// The sealings after which something of it was recorded that is about a day they cover.
    #[serde(rename = "naVaststelling", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<SealingName>")]
    pub after_sealings: Option<Vec<SealingName>>,
    /// Its name.
    #[serde(rename = "naam")]
    pub name: Option<String>,
    /// How exactly its day is known; none means to the day.
    #[serde(rename = "nauwkeurigheid")]
    pub precision: Option<&'static str>,
    /// Whether the norm was met.
    pub norm: Option<String>,
    /// The element it was recorded under, where that was dropped.
    #[serde(rename = "onderdeelVervallen")]
    pub dropped_node: Option<String>,
    /// How it moves.
    #[serde(rename = "ontwikkeling")]
    pub trend: Option<String>,
    /// `nakijken` while somebody still has to look at it.
    #[serde(rename = "oordeel")]
    pub judgement: Option<&'static str>,
    /// The latest period measured.
    #[serde(rename = "periode")]
    pub period: Option<String>,
    /// The event that last set it.
    #[serde(rename = "positie")]
    pub position: u64,
    /// Which event set each field, where there was more than one.
    #[serde(rename = "posities")]
    pub positions: Positions,
    /// Which way it should go.
    #[serde(rename = "richting")]
    pub direction: Option<String>,
    /// How final the value is.
    pub status: Option<String>,
    /// What is aimed for in that year.
    #[serde(rename = "streefwaarde")]
    pub target: Option<String>,
    /// The value.
    #[serde(rename = "waarde")]
    pub value: Option<String>,
}

/// A milestone.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MilestoneView {
    /// What has to happen first.
    #[serde(rename = "afhankelijkVan")]
    pub depends_on: Vec<String>,
    /// The case it belongs to.
    #[serde(rename = "dossier")]
    pub case: Option<String>,
    /// Its id.
    pub id: String,
    /// The sealings after which something of it was recorded that is about a day they cover.
    #[serde(rename = "naVaststelling", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<SealingName>")]
    pub after_sealings: Option<Vec<SealingName>>,
    /// How exactly its day is known; none means to the day.
    #[serde(rename = "nauwkeurigheid")]
    pub precision: Option<&'static str>,
    /// What should happen.
    #[serde(rename = "omschrijving")]
    pub description: Option<String>,
    /// The element it was recorded under, where that was dropped.
    #[serde(rename = "onderdeelVervallen")]
    pub dropped_node: Option<String>,
    /// `nakijken` while somebody still has to look at it.
    #[serde(rename = "oordeel")]
    pub judgement: Option<&'static str>,
    /// The body that decides.
    #[serde(rename = "orgaan")]
    pub body: Option<String>,
    /// The day it is due.
    #[serde(rename = "per")]
    pub due: Option<String>,
    /// The event that last set it.
    #[serde(rename = "positie")]
    pub position: u64,
    /// Which event set each field, where there was more than one.
    #[serde(rename = "posities")]
    pub positions: Positions,
    /// Why it was moved or dropped.
    #[serde(rename = "reden")]
    pub reason: Option<String>,
    /// What came of it.
    #[serde(rename = "resultaat")]
    pub result: Option<String>,
    /// The day its status holds from.
    #[serde(rename = "sinds")]
    pub since: Option<String>,
    /// `gepland`, `gehaald` or `vervallen`.
    pub status: &'static str,
}
