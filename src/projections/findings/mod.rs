//! Findings (`signalen`) of a round: what a controller should check before a report is published.
//!
//! Findings are computed on request, never stored, and not part of any digest. They are about what the report of the
//! round shows at one point (D, P): D is the reporting date of the round, P the position up to which events are known.
//! For an open round P is the head of the log; for a sealed one the point that its newest sealing fixed, unless the
//! request names another sealing or position. When the request names a node, only findings that belong to it or to what
//! is below it are returned.
//!
//! **The window** runs from the day after the reporting date of the previous round to D. The previous round is, of the
//! other rounds known at P that account for the past (`bestuursrapportage`, `voortgangsrapportage`, `jaarstukken`), the
//! one with the latest reporting date before D; without one the window begins on 1 January of the year of D. **For what
//! belongs to a programme** only the rounds before count that cover the programme (see `round_windows`):
//! a round that says nothing of it is no round before it.
//!
//! | code | there is a finding for |
//! | --- | --- |
//! | `programma-niet-gerapporteerd` | each programme that stands, or that the round names in `programmas`, and to which nothing of this round belongs (see `round_scope`) |
//! | `prestatie-zonder-toelichting` | each output that exists and has no note of this round; not in a programme that the round does not cover, which has a finding of its own |
//! | `dossier-stil` | each open case, not in a programme that the round does not cover, for which no event counts with a day in the window of its programme, and that has no note or light of this round: on the case itself, on an amount, facility or milestone that belongs to it, or as a note elsewhere that names it in `dossiers` |
//! | `stoplicht-zonder-bijsturing` | each light shown, on a node or an open case, that is orange or red, where no single note beside it has `oorzaak`, `gevolg` and `bijsturing` |
//! | `stoplicht-onbekend` | each light shown, on a node or an open case, whose colour is `onbekend` (set, but not known; a light that was never set does not count) |
//! | `mijlpaal-verstreken` | each planned milestone whose day is before D: with precision `maand`, `kwartaal` or `jaar` the last day of that period counts; with `onbekend` never |
//! | `taakstelling-open` | each savings target of which a part is open, or for which that can not be determined because an amount is p.m. |
//! | `bedrag-niet-opnieuw-gemeld` | each amount of the budget year, or of none, that is carried over ([`telling`](super::telling)), in a programme of which this round tells an amount again |
//! | `dekking-over-jaargrens` | each amount that covers one of another budget year (both years known), where neither its `besluit` nor any decision whose `betreft` names it was taken; a decision is taken when it shows and is neither `voorgesteld` nor `verworpen` |
//! | `besluit-onder-voorbehoud` | each decision with a reservation whose `vervuldDoor` names no decision that was taken |
//! | `na-vaststelling` | each subject about which something was recorded after a sealing about a day that it covers ([`after_sealing`](super::after_sealing)): after the sealing of this round that is requested or that is the newest known, up to the end of the log where a sealing is requested and else up to P; and up to P after the newest sealing of the previous round. A correction that only reviews a draft does not count |
//! | `concept-niet-nagekeken` | each subject with events behind what is shown that are still `nakijken` |
//! | `herstel-zonder-reden` | each correction behind what is shown that gives no reason; one that only reviews a draft needs none, and for one whose texts were erased it can not be determined |
//! | `stand-ongerijmd` | each event behind what is shown that contradicts the one before it in the order of days (`odd`), each subject without a remaining event that introduces it, and each amount of which more is covered or realised than its size |
//!
//! **The notes of a node** are those attached to it, also through a code that passed to it, and those of the cases that
//! it shows; the notes of a case are those on it and those elsewhere that name it in `dossiers`. The notes beside a
//! light are those that the report shows with it, those of the same round (or without a round of the same day), and
//! those of this round.
//!
//! **Settled.** A draft (`nakijken`) that was in a report adopted by the council is no finding any more: the council took
//! it as it is. Counted are sealings by the council that adopted, up to the position that `na-vaststelling` looks at,
//! which fix a position and a reporting date that the draft does not lie behind.
//!
//! **Since.** A finding stands since the earliest round of the unbroken row of previous rounds (of its programme, but for
//! `programma-niet-gerapporteerd`) in which a finding of the same code on the same subject stood, each as its newest sealing fixed it, or as known at P while it is open. At most
//! [`ROUNDS_BACK`] rounds are looked at.
//!
//! **The events behind what is shown** are, of each subject that the report shows and of the round itself, the events
//! that count at P and hold from D or earlier; of notes and lights only those that the report shows.

mod catalogue;
mod collect;
mod events;
mod inconsistencies;
mod late;
mod money;
mod pending;
mod point;
mod programmes;
mod sentence;
mod since;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

pub use crate::reporting_dates::ROUNDS_BACK;
pub use catalogue::{FindingCode, Severity};

use super::model::Basis;
use super::report_scope::{ReportContents, select_contents};
use super::rules::ReportRules;
use super::text_source::Records;
use super::{RecordSource, ReportError};
use crate::domain::ids::{SubjectKind, compare_codes};
use crate::domain::state::{State, SubjectNo};
use crate::language::{Language, Message};
use collect::FindingCollector;
use pending::PendingFinding;
use point::FindingsPoint;
use sentence::FindingWriter;

/// The version of the shape of the findings below. Each new kind of finding increases it; the schema of the new version
/// is kept beside the old ones.
pub const FINDINGS_VERSION: u32 = 4;

/// The parameters of the findings of a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingsRequest {
    /// The id of the round.
    pub round: String,
    /// The position up to which events count: at least 1, at most the head.
    pub position: u64,
    /// The version of the sealing that fixed that position; `None` where no sealing did.
    pub version: Option<u32>,
    /// The end of the log as the caller sees it: events up to here that came after that sealing are reported.
    pub head: u64,
    /// Limits the findings to this node and what is below it; `None` returns all.
    pub node: Option<String>,
    /// Whether each finding says since which round it stands, for which the earlier rounds are looked at as well.
    pub with_since: bool,
}

/// What a controller should look at in a round.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Findings {
    /// The point they are told at.
    pub basis: Basis,
    /// The findings: the gravest first, then by code, node and subject.
    #[serde(rename = "signalen")]
    pub findings: Vec<Finding>,
    /// How many there are of each code that there is.
    #[serde(rename = "tellingen")]
    pub counts: BTreeMap<&'static str, u32>,
    /// The time that the round is about.
    #[serde(rename = "tijdvak")]
    pub window: Window,
    /// How many drafts behind what is shown nobody looked at, and the council adopted in a report: settled, so no finding.
    #[serde(rename = "vastgesteldeConcepten")]
    pub adopted_drafts: u32,
    /// The sealing that fixed the point; none where it was not one.
    #[serde(rename = "versie")]
    pub version: Option<u32>,
}

/// The time that a round is about: from the day after the round before it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Window {
    /// The last day: the reporting date.
    #[serde(rename = "tot")]
    pub until: String,
    /// The first day.
    #[serde(rename = "vanaf")]
    pub from: String,
    /// The round before; none where the window begins with the year.
    #[serde(rename = "vorigeRonde")]
    pub previous: Option<String>,
}

/// Something a controller should look at.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Finding {
    /// What kind it is.
    pub code: FindingCode,
    /// How much it weighs.
    #[serde(rename = "ernst")]
    pub severity: Severity,
    /// What there is to see, in a sentence.
    #[serde(rename = "melding")]
    #[schemars(with = "String")]
    pub message: Message,
    /// The node it belongs to; none where there is none.
    #[serde(rename = "onderdeel")]
    pub node: Option<String>,
    /// What it is about.
    #[serde(rename = "onderwerp")]
    pub subject: String,
    /// The events it rests on.
    #[serde(rename = "posities")]
    pub positions: Vec<u64>,
    /// The earliest of the rounds before, without a gap, in which it stood; none where it did not stand in the round
    /// before, or was not asked for.
    #[serde(rename = "sindsRonde")]
    pub since: Option<String>,
}

impl Findings {
    /// Returns the findings with their sentences in a language; without this call they are in Dutch.
    pub fn in_language(mut self, language: Language) -> Findings {
        for finding in &mut self.findings {
            finding.message = Message::verbatim(finding.message.in_language(language));
        }
        self
    }
}

/// Returns the findings of a round.
///
/// # Errors
/// [`ReportError`] for an unknown round, position or node, for a sum that canonical JSON can not carry, or for a record
/// that can not be read.
pub fn findings(
    state: &State,
    contents: &dyn RecordSource,
    request: &FindingsRequest,
) -> Result<Findings, ReportError> {
    let point = FindingsPoint::of(state, request)?;
    let report_contents = select_contents(ReportRules::CURRENT, state, point.at, None, point.fiscal_year);
    let collector = FindingCollector::new(&report_contents, &point);
    let drafts = pending_findings(&collector, request)?;
    let speaker = FindingWriter::new(&collector, &drafts);
    let positions = speaker.record_positions();
    let read = contents.records(&positions)?;
    let records: Records = positions.into_iter().zip(read).collect();
    let mut findings = speaker.findings(&records);
    if request.with_since {
        since::add_since(state, contents, (&point, request.position), &mut findings)?;
    }
    let mut counts = BTreeMap::new();
    for finding in &findings {
        *counts.entry(finding.code.name()).or_default() += 1;
    }
    Ok(Findings {
        basis: point.basis(request),
        findings,
        counts,
        window: point.window(),
        adopted_drafts: collector.adopted_drafts(),
        version: request.version,
    })
}

/// Returns the codes of the findings of a round by subject, each as often as it stands. Of the texts only those are read
/// that decide whether a finding stands.
///
/// # Errors
/// As [`findings`].
pub fn finding_codes(
    state: &State,
    contents: &dyn RecordSource,
    request: &FindingsRequest,
) -> Result<BTreeMap<String, Vec<FindingCode>>, ReportError> {
    let point = FindingsPoint::of(state, request)?;
    let report_contents = select_contents(ReportRules::CURRENT, state, point.at, None, point.fiscal_year);
    let collector = FindingCollector::new(&report_contents, &point);
    let drafts = pending_findings(&collector, request)?;
    let writer = FindingWriter::without_names(&collector, &drafts);
    let positions = writer.record_positions();
    let records: Records = positions.iter().copied().zip(contents.records(&positions)?).collect();
    let mut codes: BTreeMap<String, Vec<FindingCode>> = BTreeMap::new();
    for draft in writer.confirmed(&records) {
        codes.entry(state.entry(draft.subject).name.to_string()).or_default().push(draft.code);
    }
    Ok(codes)
}

/// Returns the findings in the scope of the request, in the order of the result.
fn pending_findings(
    collector: &FindingCollector<'_, '_>,
    request: &FindingsRequest,
) -> Result<Vec<PendingFinding>, ReportError> {
    let mut drafts = collector.collect()?;
    let state = collector.state();
    if let Some(code) = &request.node {
        let no = state.subject(&format!("{}/{code}", SubjectKind::Node.name()));
        let no = no.filter(|no| collector.contents.on_nodes.contains_key(&Some(*no)));
        let no = no.ok_or_else(|| ReportError::NoSuchNode(code.clone()))?;
        drafts.retain(|draft| draft.nodes.iter().any(|node| is_below(collector.contents, *node, no)));
    }
    let code = |draft: &PendingFinding| draft.nodes.first().map_or("", |no| state.entry(*no).id());
    drafts.sort_by(|a, b| {
        let places = compare_codes(code(a), code(b));
        let subjects = state.entry(a.subject).name.cmp(&state.entry(b.subject).name);
        a.code.cmp(&b.code).then(places).then(subjects).then_with(|| a.positions.cmp(&b.positions))
    });
    Ok(drafts)
}

/// Returns true when `node` is `above` or is below it.
fn is_below(report_contents: &ReportContents<'_>, node: SubjectNo, above: SubjectNo) -> bool {
    let path = std::iter::successors(Some(node), |no| report_contents.tree.parent(*no));
    path.take(report_contents.tree.state.subject_count()).any(|no| no == above)
}

#[cfg(test)]
mod tests;
