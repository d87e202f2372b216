//! Builds draft events in the wire form, with the Dutch names at the border.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::amount_kinds::word_argument;
use super::codes::Code;
use super::draft_day::DraftDay;
use super::facilities::{ChangeKind, FacilityChange};
use super::money::Adjustment;
use super::notes::Note;
use super::outline::{LineSpan, Node};
use super::papers::{Paper, ReservationDraft, ReservationEnd};
use super::proposals::{CaseProposal, MilestoneProposal};
use super::round::Round;
use super::{Draft, Options};
use crate::domain::event::{Colour, Level};
use crate::domain::time::{Day, Precision};
use crate::language::{Argument, Message};
use crate::message;

/// What every draft of a page shares.
pub(super) struct DraftBuilder<'a> {
    pub options: &'a Options,
    pub sha256: String,
    pub round: &'a Round,
}

/// What the page does not state, and why somebody has to review it.
#[derive(Default)]
struct Doubt {
    assumed: Vec<&'static str>,
    why: Option<Message>,
}

impl DraftBuilder<'_> {
    /// Builds a draft. What is inferred is to be reviewed: `zeker` is only a draft that assumes nothing.
    fn draft(&self, kind: &str, subject: String, when: &DraftDay, data: Value, span: LineSpan, doubt: Doubt) -> Draft {
        let mut assumed = doubt.assumed;
        if when.is_assumed && !assumed.contains(&"ingangsdatum") {
            assumed.push("ingangsdatum");
        }
        let is_certain = assumed.is_empty() && doubt.why.is_none();
        let mut source = json!({
            "document": self.options.document,
            "regels": [span.0, span.1],
            "sha256": self.sha256,
            "oordeel": if is_certain { "zeker" } else { "nakijken" },
        });
        if !assumed.is_empty() {
            source["aangenomen"] = json!(assumed);
        }
        let mut event = json!({
            "type": format!("nl.peildatum.{kind}"),
            "onderwerp": subject,
            "ingangsdatum": when.day.to_string(),
            "gegevens": without_null(data),
            "herkomst": source,
        });
        if when.precision != Precision::Day {
            event["ingangsdatumNauwkeurigheid"] = json!(when.precision.name());
        }
        if let Some(recorded_at) = &self.options.recorded_at {
            event["geregistreerdOp"] = json!(recorded_at);
        }
        Draft { event, lines: span, uncertain: doubt.why, presupposed: false, listed: false }
    }

    /// Drafts the round: it covers the programmes of the page.
    pub fn round(&self, last_line: u32, programmes: &BTreeSet<Code>) -> Draft {
        let round = self.round;
        let programmes: Vec<String> = programmes.iter().map(Code::to_string).collect();
        let data = json!({
            "soort": round.kind,
            "begrotingsjaar": round.year,
            "volgnummer": round.sequence,
            "titel": round.title,
            "peildatum": round.reporting_date.to_string(),
            "programmas": (!programmes.is_empty()).then_some(programmes),
        });
        let span = round.line.map_or((1, last_line), |line| (line, line));
        let why =
            (!round.assumed.is_empty()).then(|| message!("extract-round-assumed", fields = round.assumed.join(", ")));
        let doubt = Doubt { assumed: round.assumed.clone(), why };
        let subject = format!("ronde/{}", round.id);
        self.draft("ronde.geopend", subject, &DraftDay::exactly(round.reporting_date), data, span, doubt)
    }

    pub fn node(&self, code: &Code, node: &Node) -> Draft {
        let title = super::dutch_text::cut(&node.title, 300);
        let cut = (title != node.title).then(|| message!("extract-title-cut"));
        let passport = &node.passport;
        let data = json!({
            "niveau": code.level().name(),
            "titel": title,
            "bovenliggend": code.parent().map(|parent| parent.to_string()),
            "commissie": passport.committee,
            "portefeuilles": (!passport.portfolios.is_empty()).then_some(&passport.portfolios),
            "missie": passport.mission.as_ref().map(|mission| super::dutch_text::cut(mission, 20_000)),
            "codeZoalsGevonden": node.code_as_found,
        });
        let assumed = if node.presupposed { vec!["titel"] } else { Vec::new() };
        let doubt = Doubt { assumed, why: node.uncertain.clone().or(cut) };
        let draft = self.draft(
            "onderdeel.opgenomen",
            format!("onderdeel/{code}"),
            &DraftDay::first_of_year(self.round),
            data,
            node.span,
            doubt,
        );
        Draft { presupposed: node.presupposed, listed: node.listed, ..draft }
    }

    pub fn case(&self, id: &str, note: &Note, title: &str, kind: &str) -> Draft {
        let data = json!({ "titel": title, "soort": kind, "onderdeel": note.node.to_string() });
        let doubt =
            Doubt { assumed: vec!["soort"], why: Some(message!("extract-case-assumed", kind = word_argument(kind))) };
        self.draft(
            "dossier.geopend",
            format!("dossier/{id}"),
            &DraftDay::exactly(self.round.reporting_date),
            data,
            note.span,
            doubt,
        )
    }

    /// Drafts a case that plain sentences speak of.
    pub fn proposed_case(&self, case: &CaseProposal) -> Draft {
        let data = json!({
            "titel": case.title,
            "soort": case.kind,
            "onderdeel": case.node.to_string(),
            "samenvatting": case.summary,
        });
        let why = message!("extract-case-proposed", kind = word_argument(case.kind));
        let doubt = Doubt { assumed: vec!["titel", "soort"], why: Some(why) };
        let when = DraftDay::exactly(self.round.reporting_date);
        self.draft("dossier.geopend", format!("dossier/{}", case.id), &when, data, (case.line, case.line), doubt)
    }

    /// Drafts a milestone that a plain sentence speaks of.
    pub fn proposed_milestone(&self, milestone: &MilestoneProposal) -> Draft {
        let due = milestone.due.day.to_string();
        let data = json!({
            "omschrijving": milestone.description,
            "onderdeel": milestone.node.to_string(),
            "per": due,
            "nauwkeurigheid": (milestone.due.precision != Precision::Day).then(|| milestone.due.precision.name()),
            "orgaan": milestone.body,
        });
        let day = Day::parse(&due).map_or_else(|_| due.as_str().into(), Argument::from);
        let why = message!("extract-milestone-proposed", day = day);
        let doubt = Doubt { assumed: vec!["per"], why: Some(why) };
        let when = DraftDay::exactly(self.round.reporting_date);
        let span = (milestone.line, milestone.line);
        self.draft("mijlpaal.gepland", format!("mijlpaal/{}", milestone.id), &when, data, span, doubt)
    }

    /// Drafts a facility that opens, or that must have been open before what the page reports of it.
    pub fn opened(
        &self,
        id: &str,
        told: &FacilityChange,
        node: &Code,
        when: &DraftDay,
        line: u32,
        presupposed: bool,
    ) -> Draft {
        let data = json!({
            "naam": told.name,
            "soort": told.kind,
            "onderdeel": node.to_string(),
            "locatie": told.place,
            "tijdelijk": told.temporary.then_some(true),
        });
        let assumed = if told.kind_assumed { vec!["soort"] } else { Vec::new() };
        let why = match (presupposed, told.change == ChangeKind::Reopened) {
            (true, _) => Some(message!("extract-facility-was-open", name = told.name.as_str())),
            (false, true) => Some(message!("extract-facility-reopens", name = told.name.as_str())),
            (false, false) => told.uncertain.clone(),
        };
        let draft = self.draft(
            "voorziening.geopend",
            format!("voorziening/{id}"),
            when,
            data,
            (line, line),
            Doubt { assumed, why },
        );
        Draft { presupposed, ..draft }
    }

    pub fn facility(
        &self,
        kind: &str,
        id: &str,
        data: Value,
        when: &DraftDay,
        line: u32,
        why: Option<Message>,
    ) -> Draft {
        self.draft(
            &format!("voorziening.{kind}"),
            format!("voorziening/{id}"),
            when,
            data,
            (line, line),
            Doubt { assumed: Vec::new(), why },
        )
    }

    pub fn decision(&self, paper: &Paper) -> Draft {
        let mention = &paper.mention;
        let mut doubt = Doubt { assumed: Vec::new(), why: mention.uncertain.clone() };
        if mention.uncertain.is_some() {
            doubt.assumed.extend(["soort", "kenmerk"]);
        }
        let title = mention.title.clone().or(paper.subject.clone());
        if mention.title.is_none() && paper.subject.is_some() {
            doubt.assumed.push("titel");
        }
        if let Some(under) = &paper.reservation {
            doubt.assumed.push("voorbehoud.vervuldDoor");
            let why = end_of_reservation(under);
            doubt.why = Some(match doubt.why {
                Some(first) => Message::joined(vec![first, why], "; "),
                None => why,
            });
        }
        let data = json!({
            "soort": mention.kind,
            "kenmerk": mention.number,
            "kenmerkZoalsGevonden": (mention.as_found != mention.number).then(|| super::dutch_text::cut(&mention.as_found, 100)),
            "titel": title.unwrap_or_else(|| mention.number.clone()),
            "strekking": paper.purport,
            "betreft": paper.nodes.iter().map(|node| format!("onderdeel/{node}")).collect::<Vec<_>>(),
            "voorbehoud": paper.reservation.as_ref().map(reservation),
            "orgaan": paper.body,
        });
        self.draft(
            "besluit.genomen",
            format!("besluit/{}", mention.slug()),
            &paper.when,
            data,
            (paper.line, paper.line),
            doubt,
        )
    }

    pub fn adjustment(&self, adjustment: &Adjustment) -> Draft {
        let data = json!({
            "onderdeel": adjustment.case.is_none().then(|| adjustment.node.to_string()),
            "dossier": adjustment.case,
            "omschrijving": adjustment.description,
            "bedragInCenten": adjustment.cents,
            "pm": adjustment.cents.is_none().then_some(true),
            "soort": adjustment.kind,
            "effect": adjustment.effect,
            "stand": adjustment.standing,
            "lastenBaten": adjustment.side,
            "duur": adjustment.duration,
            "begrotingsjaar": adjustment.year,
            "eenheidBron": adjustment.unit,
            "besluit": adjustment.decision,
            "dekt": adjustment.covers,
            "realiseert": adjustment.realises,
        });
        let doubt = Doubt { assumed: adjustment.assumed.clone(), why: adjustment.uncertain.clone() };
        let line = (adjustment.line, adjustment.line);
        let subject = format!("bijstelling/{}", adjustment.id);
        let mut draft = self.draft(
            "bijstelling.vastgelegd",
            subject,
            &DraftDay::exactly(self.round.reporting_date),
            data,
            line,
            doubt,
        );
        if adjustment.year.is_none() {
            // Written as null, so that a reviewer sees that the source gives no year.
            draft.event["gegevens"]["begrotingsjaar"] = Value::Null;
        }
        draft
    }

    pub fn note(&self, note: &Note, case: Option<&str>, order: u32) -> Draft {
        let text = |passage: &Option<super::notes::Passage>| passage.as_ref().map(|passage| passage.text.clone());
        let data = json!({
            "tekst": note.text.text,
            "kop": note.head,
            "oorzaak": text(&note.cause),
            "gevolg": text(&note.consequence),
            "bijsturing": text(&note.steering),
            "ronde": self.round.id,
            "volgorde": order,
        });
        let subject = case.map_or_else(|| format!("onderdeel/{}", note.node), |case| format!("dossier/{case}"));
        let doubt = Doubt { assumed: Vec::new(), why: note.uncertain.clone() };
        self.draft(
            "toelichting.vastgelegd",
            subject,
            &DraftDay::exactly(self.round.reporting_date),
            data,
            note.span,
            doubt,
        )
    }

    pub fn light(&self, node: &Code, colour: Colour, span: LineSpan, why: Option<Message>) -> Draft {
        debug_assert_eq!(node.level(), Level::Output, "lights are read for outputs");
        let data = json!({ "kleur": colour.name(), "ronde": self.round.id });
        let doubt = Doubt { assumed: Vec::new(), why };
        self.draft(
            "stoplicht.gezet",
            format!("onderdeel/{node}"),
            &DraftDay::exactly(self.round.reporting_date),
            data,
            span,
            doubt,
        )
    }
}

fn reservation(under: &ReservationDraft) -> Value {
    let by = match &under.end {
        ReservationEnd::By { slug, .. } => Some(slug),
        ReservationEnd::NotStated
        | ReservationEnd::ByUnknown { .. }
        | ReservationEnd::Perhaps { .. }
        | ReservationEnd::Refused { .. } => None,
    };
    without_null(json!({ "tekst": under.text, "orgaan": under.body, "vervuldDoor": by }))
}

/// Returns what the page reports about the end of a reservation, always for somebody to review.
fn end_of_reservation(under: &ReservationDraft) -> Message {
    match &under.end {
        ReservationEnd::NotStated => message!("extract-reservation-open"),
        ReservationEnd::By { slug, line } => message!("extract-reservation-by", line = *line, decision = slug),
        ReservationEnd::ByUnknown { line } => message!("extract-reservation-somehow", line = *line),
        ReservationEnd::Perhaps { line } => message!("extract-reservation-perhaps", line = *line),
        ReservationEnd::Refused { line } => message!("extract-reservation-refused", line = *line),
    }
}

/// Leaves out absent fields, as the log stores them.
pub(super) fn without_null(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            Value::Object(fields.into_iter().filter(|(_, value)| !value.is_null()).collect::<Map<_, _>>())
        }
        other => other,
    }
}
