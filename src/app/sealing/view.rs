//! The preview of a sealing, in the form in which it is returned.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::projections::findings::Finding;
use crate::projections::sealing::Sealing;

/// What a sealing would fix, and what is still open.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PreviewView {
    /// The round.
    #[serde(rename = "ronde")]
    pub(super) round: String,
    /// What the round is called.
    #[serde(rename = "titel")]
    pub(super) title: Option<String>,
    /// Which sealing of the round it would be, from 1.
    #[serde(rename = "versie")]
    pub(super) version: usize,
    /// The body.
    #[serde(rename = "orgaan")]
    pub(super) body: String,
    /// What the body does with the report; none where that is yet to be said.
    #[serde(rename = "strekking")]
    pub(super) purport: Option<String>,
    /// The decision it rests on.
    #[serde(rename = "besluit")]
    pub(super) decision: Option<String>,
    /// The day that was taken.
    #[serde(rename = "genomenOp")]
    pub(super) decided_on: Option<String>,
    /// Why, after a reopening.
    #[serde(rename = "reden")]
    pub(super) reason: Option<String>,
    /// The reporting date it would fix.
    #[serde(rename = "peildatum")]
    pub(super) reporting_date: String,
    /// The position it would fix: send it along, and what is sealed is what was seen.
    #[serde(rename = "positie")]
    pub(super) position: u64,
    /// When the event at that position was recorded.
    #[serde(rename = "beschikbaarOp")]
    pub(super) known_at: String,
    /// The root of the log at that position, in Base64.
    #[serde(rename = "wortel")]
    pub(super) root: String,
    /// The digest of the report.
    pub(super) digest: String,
    /// The digest of the report with its texts replaced by commitments.
    #[serde(rename = "digestGeraamte")]
    pub(super) skeleton_digest: String,
    /// The shape of the report.
    #[serde(rename = "rapportageVersie")]
    pub(super) report_version: u32,
    /// How much the report shows.
    #[serde(rename = "tellingen")]
    pub(super) counts: PreviewCounts,
    /// The positions of drafts behind the report that nobody looked at.
    #[serde(rename = "nietNagekeken")]
    pub(super) unreviewed: Vec<u64>,
    /// The gravest findings.
    #[serde(rename = "signalen")]
    pub(super) findings: Vec<Finding>,
    /// How many findings there are of each weight.
    #[serde(rename = "signalenPerErnst")]
    pub(super) per_severity: PerSeverity,
    /// The sealing before it; none where it would be the first.
    #[serde(rename = "vorigeVaststelling")]
    pub(super) previous: Option<Sealing>,
    /// The version of the sealing that fixed the same report, letter for letter.
    #[serde(rename = "gelijkAanVersie")]
    pub(super) equal_to: Option<u32>,
    /// Why it would be refused as it is asked for.
    #[serde(rename = "belemmeringen")]
    pub(super) obstacles: Vec<Obstacle>,
    /// The same in words.
    #[serde(rename = "woorden")]
    pub(super) words: Vec<String>,
}

/// One reason for which a sealing would be refused.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Obstacle {
    /// The field of the request; empty where it is none of them.
    #[serde(rename = "veld")]
    pub(super) field: String,
    /// What kind of reason, stable.
    pub(super) code: &'static str,
    /// What is wrong and what to do.
    #[serde(rename = "melding")]
    pub(super) message: String,
}

/// How much a report shows.
#[derive(Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PreviewCounts {
    /// Notes.
    #[serde(rename = "toelichtingen")]
    pub(super) notes: u32,
    /// Those of them that nobody renewed for this round.
    #[serde(rename = "overgenomenToelichtingen")]
    pub(super) carried_notes: u32,
    /// Lights, by colour.
    #[serde(rename = "stoplichten")]
    pub(super) lights: LightCounts,
    /// Those of them that nobody renewed for this round.
    #[serde(rename = "overgenomenStoplichten")]
    pub(super) carried_lights: u32,
    /// Amounts.
    #[serde(rename = "bijstellingen")]
    pub(super) amounts: u32,
    /// Those of them whose size is not given.
    #[serde(rename = "aantalPm")]
    pub(super) pro_memorie: u32,
}

impl PreviewCounts {
    /// How much a report shows, in its JSON.
    pub(super) fn of(report: &Value) -> PreviewCounts {
        let mut counts = PreviewCounts::default();
        count(&report["onderdelen"], &mut counts);
        counts
    }
}

/// Lights by colour.
#[derive(Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LightCounts {
    /// Green.
    #[serde(rename = "groen")]
    pub(super) green: u32,
    /// Orange.
    #[serde(rename = "oranje")]
    pub(super) orange: u32,
    /// Red.
    #[serde(rename = "rood")]
    pub(super) red: u32,
    /// Colour lost.
    #[serde(rename = "onbekend")]
    pub(super) unknown: u32,
}

impl LightCounts {
    pub(super) const fn all(&self) -> u32 {
        self.green + self.orange + self.red + self.unknown
    }
}

/// How many findings there are of each weight.
#[derive(Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PerSeverity {
    /// Before the round is sealed.
    #[serde(rename = "hoog")]
    pub(super) high: usize,
    /// For the department.
    #[serde(rename = "midden")]
    pub(super) medium: usize,
    /// To tidy up.
    #[serde(rename = "laag")]
    pub(super) low: usize,
}

/// Adds the counts of a part of a report and of all parts below it.
fn count(part: &Value, counts: &mut PreviewCounts) {
    let carried = |shown: &Value| u32::from(shown["overgenomen"] == true);
    match part {
        Value::Array(parts) => parts.iter().for_each(|part| count(part, counts)),
        Value::Object(fields) => {
            for (key, value) in fields {
                match (key.as_str(), value) {
                    ("toelichtingen", Value::Array(notes)) => {
                        counts.notes += notes.len() as u32;
                        counts.carried_notes += notes.iter().map(carried).sum::<u32>();
                    }
                    ("bijstellingen", Value::Array(amounts)) => {
                        counts.amounts += amounts.len() as u32;
                        counts.pro_memorie += amounts.iter().map(|amount| u32::from(amount["pm"] == true)).sum::<u32>();
                    }
                    ("stoplicht", Value::Object(light)) => {
                        counts.carried_lights += carried(value);
                        match light.get("kleur").and_then(Value::as_str) {
                            Some("groen") => counts.lights.green += 1,
                            Some("oranje") => counts.lights.orange += 1,
                            Some("rood") => counts.lights.red += 1,
                            Some(_) | None => counts.lights.unknown += 1,
                        }
                    }
                    ("onderdelen" | "dossiers", below) => count(below, counts),
                    _ => {}
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
