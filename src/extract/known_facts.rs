//! Compares the drafts with what a log already contains: leaves out what it has, and marks what differs.

use serde_json::{Value, json};

use super::amount_kinds::word_argument;
use super::{Draft, Extraction, Notice};
use crate::domain::time::Day;
use crate::language::{Argument, Message};
use crate::message;

/// A node in the log on the day for which the drafts are compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownNode {
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
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownFacility {
    /// Its name.
    pub name: String,
    /// The days of its changes with their kind, `("gesloten", "2019-04-01")`, by day.
    pub changes: Vec<(String, String)>,
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

/// An adjustment in the log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownAdjustment {
    /// The amount; none is p.m.
    pub cents: Option<i64>,
}

/// Reads what a log already contains. Ids are the part of a subject after the slash.
pub trait ExistingFacts {
    /// Returns true when the round was opened.
    fn round(&self, id: &str) -> bool;
    /// Returns the node, if it stands.
    fn node(&self, code: &str) -> Option<KnownNode>;
    /// Returns true when the case was opened.
    fn case(&self, id: &str) -> bool;
    /// Returns the facility, open or closed.
    fn facility(&self, id: &str) -> Option<KnownFacility>;
    /// Returns the decision.
    fn decision(&self, id: &str) -> Option<KnownDecision>;
    /// Returns the adjustment, if it stands.
    fn adjustment(&self, id: &str) -> Option<KnownAdjustment>;
    /// Returns true when the subject has a note with exactly this text, in the round if one is given.
    fn has_note(&self, subject: &str, round: Option<&str>, text: &str) -> bool;
    /// Returns the colour of the subject's light that was set in the round.
    fn light(&self, subject: &str, round: Option<&str>) -> Option<String>;
}

/// How one draft compares with the log.
enum DraftVerdict {
    Keep,
    /// The log contains it already.
    Drop,
    /// The log differs: no draft is kept, and somebody has to review it.
    Differs(Message),
    /// It becomes another draft, to be reviewed.
    Becomes {
        kind: &'static str,
        data: Value,
        why: Message,
    },
}

/// Returns the drafts that add something to what `known` contains.
pub fn leave_out_known(extraction: Extraction, known: &dyn ExistingFacts) -> Extraction {
    let Extraction { drafts, mut notices, lines } = extraction;
    let mut kept = Vec::with_capacity(drafts.len());
    let mut left_out: Vec<Draft> = Vec::new();
    for draft in drafts {
        let tell = |why: Message| Notice { lines: draft.lines, message: draft.about(why) };
        match judge(&draft, known) {
            DraftVerdict::Keep => kept.push(draft),
            DraftVerdict::Drop => left_out.push(draft),
            DraftVerdict::Differs(why) => {
                notices.push(tell(why));
                left_out.push(draft);
            }
            DraftVerdict::Becomes { kind, data, why } => {
                notices.push(tell(why.clone()));
                left_out.push(draft.clone());
                kept.push(into_change(draft, kind, data, why));
            }
        }
    }
    // Notices about drafts that are left out are removed as well.
    let is_moot = |notice: &Notice| {
        let about =
            |draft: &Draft| draft.uncertain.as_ref().is_some_and(|why| notice.message == draft.about(why.clone()));
        left_out.iter().any(about) && !kept.iter().any(about)
    };
    notices.retain(|notice| !is_moot(notice));
    notices.sort_by_key(|notice| notice.lines);
    Extraction { drafts: kept, notices, lines }
}

/// Turns the draft into a change of what stands. Its day stays, and it is to be reviewed.
fn into_change(draft: Draft, kind: &str, data: Value, why: Message) -> Draft {
    let mut event = draft.event;
    event["type"] = json!(format!("nl.peildatum.{kind}"));
    event["gegevens"] = data;
    event["herkomst"]["oordeel"] = json!("nakijken");
    Draft { event, uncertain: Some(why), ..draft }
}

fn judge(draft: &Draft, known: &dyn ExistingFacts) -> DraftVerdict {
    let data = &draft.event["gegevens"];
    let id = draft.subject().split_once('/').map_or("", |(_, id)| id);
    let round = data["ronde"].as_str();
    match draft.kind() {
        "ronde.geopend" if known.round(id) => DraftVerdict::Drop,
        "onderdeel.opgenomen" => known.node(id).map_or(DraftVerdict::Keep, |node| judge_node(draft, &node)),
        "dossier.geopend" if known.case(id) => DraftVerdict::Drop,
        kind if kind.starts_with("voorziening.") => {
            known.facility(id).map_or(DraftVerdict::Keep, |facility| judge_facility(draft, &facility))
        }
        "besluit.genomen" => known.decision(id).map_or(DraftVerdict::Keep, |decision| judge_decision(data, &decision)),
        "bijstelling.vastgelegd" => {
            known.adjustment(id).map_or(DraftVerdict::Keep, |adjustment| judge_adjustment(data, &adjustment))
        }
        "toelichting.vastgelegd" if known.has_note(draft.subject(), round, text(data, "tekst")) => DraftVerdict::Drop,
        "stoplicht.gezet" => judge_light(data, known.light(draft.subject(), round)),
        _ => DraftVerdict::Keep,
    }
}

fn text<'a>(data: &'a Value, field: &str) -> &'a str {
    data[field].as_str().unwrap_or_default()
}

/// Returns a day of a draft or the log as a message argument.
fn civil(day: &str) -> Argument {
    Day::parse(day).map_or_else(|_| day.into(), Argument::from)
}

fn money(cents: i64) -> Argument {
    Argument::Amount(cents.into())
}

/// Compares a node. A node that the page only presupposes never contradicts the log.
fn judge_node(draft: &Draft, known: &KnownNode) -> DraftVerdict {
    let data = &draft.event["gegevens"];
    if draft.presupposed {
        return DraftVerdict::Drop;
    }
    if text(data, "niveau") != known.level {
        return DraftVerdict::Differs(message!(
            "extract-known-level",
            known = word_argument(&known.level),
            said = word_argument(text(data, "niveau"))
        ));
    }
    let mut changed = json!({});
    let differs = |field: &str, old: &str| !data[field].is_null() && text(data, field) != old;
    let texts = [
        ("titel", known.title.as_str()),
        ("bovenliggend", known.parent.as_deref().unwrap_or_default()),
        ("commissie", known.committee.as_deref().unwrap_or_default()),
        ("missie", known.mission.as_deref().unwrap_or_default()),
    ];
    for (field, _) in texts.iter().filter(|(field, old)| differs(field, old)) {
        changed[*field] = data[*field].clone();
    }
    if !data["portefeuilles"].is_null() && data["portefeuilles"] != json!(known.portfolios) {
        changed["portefeuilles"] = data["portefeuilles"].clone();
    }
    let fields: Vec<&str> = changed.as_object().into_iter().flatten().map(|(field, _)| field.as_str()).collect();
    if fields.is_empty() {
        return DraftVerdict::Drop;
    }
    let why = message!("extract-known-node", fields = fields.join(", "), title = known.title.as_str());
    DraftVerdict::Becomes { kind: "onderdeel.gewijzigd", data: changed, why }
}

fn judge_facility(draft: &Draft, known: &KnownFacility) -> DraftVerdict {
    let day = draft.event["ingangsdatum"].as_str().unwrap_or_default();
    let change = draft.kind().trim_start_matches("voorziening.");
    if known.changes.iter().any(|(kind, on)| kind == change && on == day) {
        return DraftVerdict::Drop;
    }
    let opens = |kind: &str| matches!(kind, "geopend" | "heropend");
    let last =
        known.changes.iter().rev().find(|(_, on)| on.as_str() <= day).map(|(kind, on)| (kind.as_str(), on.as_str()));
    match (change, last) {
        ("geopend", _) if draft.presupposed => DraftVerdict::Drop,
        ("geopend", Some(("gesloten", _))) => DraftVerdict::Becomes {
            kind: "voorziening.heropend",
            data: json!({}),
            why: message!("extract-known-reopened", name = known.name.as_str()),
        },
        ("geopend", _) => DraftVerdict::Differs(message!("extract-known-open", name = known.name.as_str())),
        ("gesloten", Some(("gesloten", on))) => {
            DraftVerdict::Differs(message!("extract-known-closed", known = civil(on), said = civil(day)))
        }
        ("beperkt", Some(("gesloten", on))) => {
            DraftVerdict::Differs(message!("extract-known-closed-restricted", known = civil(on)))
        }
        ("heropend", Some((kind, on))) if opens(kind) => {
            DraftVerdict::Differs(message!("extract-known-already-open", known = civil(on)))
        }
        (_, _) => DraftVerdict::Keep,
    }
}

/// Compares a decision. The page may add to the log: a purport that was unknown, or another node it concerns.
fn judge_decision(data: &Value, known: &KnownDecision) -> DraftVerdict {
    let mut changed = json!({});
    let purport = text(data, "strekking");
    if purport != "onbekend" && purport != known.purport {
        changed["strekking"] = json!(purport);
    }
    let named: Vec<&str> = data["betreft"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if named.iter().any(|subject| !known.concerns.iter().any(|other| other == subject)) {
        let added =
            named.iter().map(|subject| (*subject).to_owned()).filter(|subject| !known.concerns.contains(subject));
        changed["betreft"] = json!(known.concerns.iter().cloned().chain(added).collect::<Vec<_>>());
    }
    if let Some(under) = judge_reservation(&data["voorbehoud"], known.reservation.as_ref()) {
        changed["voorbehoud"] = under;
    }
    if changed.as_object().is_none_or(serde_json::Map::is_empty) {
        return DraftVerdict::Drop;
    }
    let why = message!("extract-known-decision", purport = word_argument(&known.purport));
    DraftVerdict::Becomes { kind: "besluit.gewijzigd", data: changed, why }
}

/// Returns the reservation as it changes: one that the log does not have, or the log's own one that the page reports as
/// fulfilled.
fn judge_reservation(said: &Value, known: Option<&KnownReservation>) -> Option<Value> {
    let by = said["vervuldDoor"].as_str();
    match known {
        None => (!said.is_null()).then(|| said.clone()),
        Some(known) if known.fulfilled_by.is_none() => by.map(|by| {
            let mut under = json!({ "tekst": known.text, "vervuldDoor": by });
            if let Some(body) = &known.body {
                under["orgaan"] = json!(body);
            }
            under
        }),
        Some(_) => None,
    }
}

fn judge_adjustment(data: &Value, known: &KnownAdjustment) -> DraftVerdict {
    match (data["bedragInCenten"].as_i64(), known.cents) {
        (new, old) if new == old => DraftVerdict::Drop,
        (None, Some(_)) => DraftVerdict::Differs(message!("extract-known-amount")),
        (Some(new), old) => {
            let was = old.map_or_else(|| Argument::from("p.m."), money);
            let why = message!("extract-known-amount-moved", known = was, said = money(new));
            DraftVerdict::Becomes { kind: "bijstelling.gewijzigd", data: json!({ "bedragInCenten": new }), why }
        }
        (None, None) => DraftVerdict::Drop,
    }
}

/// Compares a light. A page that lost its colours does not remove one.
fn judge_light(data: &Value, known: Option<String>) -> DraftVerdict {
    match (known.as_deref(), text(data, "kleur")) {
        (None, _) => DraftVerdict::Keep,
        (Some(_), "onbekend") => DraftVerdict::Drop,
        (Some(old), new) if old == new => DraftVerdict::Drop,
        (Some("onbekend"), _) => DraftVerdict::Keep,
        (Some(old), new) => DraftVerdict::Differs(message!(
            "extract-known-light",
            known = word_argument(old),
            said = word_argument(new)
        )),
    }
}
