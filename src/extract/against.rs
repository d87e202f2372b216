//! Compares the drafts of a page with what a log already contains: leaves out what it has, and marks what differs.
//!
//! `tree` finds nodes that changed, moved or went, `amounts` the course of one amount over rounds, `facilities` what was
//! put off, `cases` the cases and milestones that a sentence speaks of again. `days` says from which day a difference holds.

mod amounts;
mod cases;
mod days;
mod facilities;
mod lineage;
mod refused;
mod scope;
mod tree;

use serde_json::{Value, json};

use super::amount_kinds::word_argument;
use super::known_facts::{ExistingFacts, KnownDecision, KnownReservation};
use super::{Draft, Extraction, Notice};
use crate::domain::time::Day;
use crate::language::{Argument, Message};
use crate::message;

/// Why the day of a change is corrected, in the language of what is recorded.
const PUT_OFF: &str = "Volgens een latere rapportagepagina verschoven.";

/// How one draft compares with the log.
enum DraftVerdict {
    Keep,
    /// It is kept, and somebody has to review it.
    Doubt(Message),
    /// The log contains it already.
    Drop,
    /// The log differs: no draft is kept, and somebody has to review it.
    Differs(Message),
    /// It becomes another draft, to be reviewed.
    Becomes(Box<Replacement>),
    /// The page tells again what stands; as certain as the draft, unless a reason stands here to review it.
    Again(Option<Message>),
}

/// Another event in the place of a draft.
struct Replacement {
    kind: &'static str,
    /// Where it is about another subject than the draft.
    subject: Option<String>,
    data: Value,
    /// The id of the event that it corrects.
    corrects: Option<String>,
    why: Message,
}

impl DraftVerdict {
    fn becomes(kind: &'static str, data: Value, why: Message) -> DraftVerdict {
        DraftVerdict::becomes_of(kind, None, data, why)
    }

    /// The same about another subject than the draft.
    fn becomes_of(kind: &'static str, subject: Option<String>, data: Value, why: Message) -> DraftVerdict {
        DraftVerdict::Becomes(Box::new(Replacement { kind, subject, data, corrects: None, why }))
    }
}

/// The drafts that were judged so far.
#[derive(Default)]
struct DraftComparison {
    kept: Vec<Draft>,
    left_out: Vec<Draft>,
    notices: Vec<Notice>,
}

impl DraftComparison {
    fn tell(&mut self, draft: &Draft, why: Message) {
        self.notices.push(Notice::about(draft, why));
    }

    fn take(&mut self, draft: Draft, verdict: DraftVerdict, days: &days::PageDays) {
        self.take_as(draft.clone(), draft, verdict, days);
    }

    /// Takes a draft that stood otherwise on the page: `original` is what the notices of the page are about.
    fn take_as(&mut self, original: Draft, draft: Draft, verdict: DraftVerdict, days: &days::PageDays) {
        match verdict {
            DraftVerdict::Keep => {
                self.kept.push(draft);
                return;
            }
            DraftVerdict::Drop => {}
            DraftVerdict::Doubt(why) => {
                self.tell(&draft, why.clone());
                self.kept.push(doubted(draft, why));
            }
            DraftVerdict::Differs(why) => self.tell(&draft, why),
            DraftVerdict::Again(doubt) => {
                let kept = told_again(draft, days, doubt.clone());
                if let Some(why) = doubt {
                    self.tell(&kept, why);
                }
                self.kept.push(kept);
            }
            DraftVerdict::Becomes(new) => {
                let mut kept = replaced(draft, *new);
                if matches!(kept.kind(), "onderdeel.gewijzigd" | "besluit.gewijzigd") {
                    days.date_change(&mut kept.event);
                }
                if let Some(why) = kept.uncertain.clone() {
                    self.tell(&kept, why);
                }
                self.kept.push(kept);
            }
        }
        self.left_out.push(original);
    }
}

/// Turns the draft of an amount into one that tells it again, by the reporting date of the round. What the page leaves to
/// be assumed of the amount stands in the log already.
fn told_again(mut draft: Draft, days: &days::PageDays, doubt: Option<Message>) -> Draft {
    draft.event["type"] = json!("nl.peildatum.bijstelling.opnieuw-gemeld");
    draft.event["gegevens"] = json!({ "ronde": days.round });
    draft.event["ingangsdatum"] = json!(days.last_reported.to_string());
    if let Some(source) = draft.event["herkomst"].as_object_mut() {
        source.remove("aangenomen");
    }
    match doubt {
        Some(why) => doubted(draft, why),
        None => draft,
    }
}

/// Marks a draft for somebody to review, beside what was uncertain already.
fn doubted(mut draft: Draft, why: Message) -> Draft {
    draft.event["herkomst"]["oordeel"] = json!("nakijken");
    draft.uncertain = Some(match draft.uncertain.take() {
        Some(first) => Message::joined(vec![first, why], "; "),
        None => why,
    });
    draft
}

/// Returns the drafts that add something to what `known` contains.
pub fn leave_out_known(extraction: Extraction, known: &dyn ExistingFacts) -> Extraction {
    let Extraction { drafts, mut notices, lines, round, cut_off } = extraction;
    let days = days::PageDays::of(&round, &known.rounds());
    notices.retain(|notice| super::collector::tree_notice(&drafts).as_ref() != Some(notice));
    let places = refused::places(&drafts);
    let (nodes, rest): (Vec<Draft>, Vec<Draft>) =
        drafts.into_iter().partition(|draft| draft.kind() == "onderdeel.opgenomen");
    let (amounts, rest): (Vec<Draft>, Vec<Draft>) =
        rest.into_iter().partition(|draft| draft.kind() == "bijstelling.vastgelegd");
    let mut all = DraftComparison::default();
    let (rounds, rest): (Vec<Draft>, Vec<Draft>) = rest.into_iter().partition(|draft| draft.kind() == "ronde.geopend");
    for draft in rounds {
        match known.rounds().iter().find(|known| known.id == id_of(&draft)) {
            Some(known) => {
                all.kept.extend(scope::extended(&draft, known));
                all.take(draft, DraftVerdict::Drop, &days);
            }
            None => all.take(draft, DraftVerdict::Keep, &days),
        }
    }
    let known_nodes = known.nodes();
    let mut lineage = lineage::Lineage::of(&nodes, &known_nodes);
    let codes = tree::compare(nodes, &known_nodes, &days, cut_off, &mut all);
    lineage.divide(&codes.divided);
    let adjustments = known.adjustments(&days.round);
    let against = amounts::Against { known: &adjustments, codes: &codes, lineage: &lineage, days: &days };
    let cases = cases::KnownCases::of(known, &codes);
    let mut amounts = Some(amounts);
    for draft in rest {
        // Amounts may refer to decisions and cases, and notes to nothing of theirs.
        if matches!(draft.kind(), "toelichting.vastgelegd" | "stoplicht.gezet")
            && let Some(amounts) = amounts.take()
        {
            amounts::compare(&amounts, &against, &mut all);
        }
        let verdict = judge(&draft, known, &cases, &days);
        all.take(draft, verdict, &days);
    }
    if let Some(amounts) = amounts {
        amounts::compare(&amounts, &against, &mut all);
    }
    refused::mark(&mut all, &codes.refused, &places);
    let DraftComparison { kept, left_out, notices: told } = all;
    // Notices about drafts that are left out are removed as well.
    let is_moot = |notice: &Notice| {
        let about =
            |draft: &Draft| draft.uncertain.as_ref().is_some_and(|why| notice.message == draft.about(why.clone()));
        left_out.iter().any(about) && !kept.iter().any(about)
    };
    notices.retain(|notice| !is_moot(notice));
    notices.extend(told);
    notices.extend(super::collector::tree_notice(&kept));
    notices.sort_by_key(|notice| notice.lines);
    Extraction { drafts: kept, notices, lines, round, cut_off }
}

/// Turns the draft into another event about what stands. Its day stays, and it is to be reviewed.
fn replaced(draft: Draft, new: Replacement) -> Draft {
    let mut event = draft.event;
    event["type"] = json!(format!("nl.peildatum.{}", new.kind));
    if let Some(subject) = new.subject {
        event["onderwerp"] = json!(subject);
    }
    event["gegevens"] = new.data;
    event["herkomst"]["oordeel"] = json!("nakijken");
    if let Some(corrected) = new.corrects {
        event["herstelt"] = json!(corrected);
        event["toelichtingWijziging"] = json!(PUT_OFF);
    }
    Draft { event, uncertain: Some(new.why), presupposed: false, ..draft }
}

fn judge(draft: &Draft, known: &dyn ExistingFacts, cases: &cases::KnownCases, days: &days::PageDays) -> DraftVerdict {
    let data = &draft.event["gegevens"];
    let id = id_of(draft);
    let round = data["ronde"].as_str();
    match draft.kind() {
        "dossier.geopend" => cases.judge_case(draft),
        "mijlpaal.gepland" => cases.judge_milestone(draft),
        kind if kind.starts_with("voorziening.") => {
            known.facility(id).map_or(DraftVerdict::Keep, |facility| facilities::judge(draft, &facility, days))
        }
        "besluit.genomen" => known.decision(id).map_or(DraftVerdict::Keep, |decision| judge_decision(data, &decision)),
        "toelichting.vastgelegd" if known.has_note(draft.subject(), round, text(data, "tekst")) => DraftVerdict::Drop,
        "stoplicht.gezet" => judge_light(data, known.light(draft.subject(), round)),
        _ => DraftVerdict::Keep,
    }
}

/// Returns the part of the subject after the slash.
fn id_of(draft: &Draft) -> &str {
    draft.subject().split_once('/').map_or("", |(_, id)| id)
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
    DraftVerdict::becomes("besluit.gewijzigd", changed, why)
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
