//! Builds a report for a reporting date and a position, with its digests.

use sha2::{Digest as _, Sha256};

use super::erasures::{Erased, erasures};
use super::field_reader::FieldReader;
use super::model::{Basis, Report, RoundView};
use super::money::Overflow;
use super::notes::ReportRound;
use super::report_builder::ReportBuilder;
use super::report_scope::{ReportContents, select_contents};
use super::reporting_dates::reporting_date;
use super::round_scope::{RoundScope, programme_of, programmes};
use super::rules::ReportRules;
use super::telling::{Telling, TellingReader, known_tellings};
use super::text_positions::text_positions;
use super::text_source::{Commitments, FullText, Records, TextSource};
use super::views::DecisionView;
use super::{RecordReadError, RecordSource};
use crate::domain::event::RoundKind;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{AsOf, FieldSettings, State, SubjectNo};
use crate::domain::time::Day;
use crate::language::Message;
use crate::message;

/// The parameters of a report.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ReportRequest {
    /// The reporting date.
    pub on: Day,
    /// The position up to which events count: at least 1, at most the head.
    pub position: u64,
    /// Limits the report to this node and what is below it; `None` reports everything.
    pub node: Option<String>,
    /// The budget year, where it differs from that of the round or the year of the reporting date.
    pub fiscal_year: Option<i32>,
    /// The round the report is made for: its own notes and lights take precedence.
    pub round: Option<String>,
}

/// Why a report could not be built.
#[derive(Debug)]
pub enum ReportError {
    /// The log had no events at that position.
    NoSuchPosition {
        /// The requested position.
        position: u64,
        /// The last position of the log.
        head: u64,
    },
    /// No event up to the position was about this node, or it does not show on the day.
    NoSuchNode(String),
    /// No event up to the position opened this round.
    NoSuchRound(String),
    /// A sum is larger than canonical JSON can carry.
    Overflow,
    /// The report was sealed in a shape that this version of the software does not know.
    UnknownShape(u32),
    /// A record could not be read.
    UnreadableRecord(RecordReadError),
}

impl ReportError {
    /// Returns the reason as a sentence for the user.
    pub fn message(&self) -> Message {
        match self {
            ReportError::NoSuchPosition { position, head } => {
                message!("report-no-position", position = *position, head = *head)
            }
            ReportError::NoSuchNode(code) => message!("report-no-node", code = code),
            ReportError::NoSuchRound(round) => message!("report-no-round", round = round),
            ReportError::Overflow => message!("report-overflow"),
            ReportError::UnknownShape(version) => message!("report-unknown-shape", version = *version),
            ReportError::UnreadableRecord(error) => error.message(),
        }
    }
}

impl_message_error!(ReportError, UnreadableRecord);

impl From<Overflow> for ReportError {
    fn from(_: Overflow) -> Self {
        ReportError::Overflow
    }
}

/// A built report with its canonical bytes and digests.
#[derive(Debug, Clone, PartialEq)]
pub struct BuiltReport {
    /// The report.
    pub report: Report,
    /// Its canonical bytes (RFC 8785).
    pub canonical: Vec<u8>,
    /// The SHA-256 of those bytes, which a sealing fixes.
    pub digest: String,
    /// The SHA-256 of `skeleton`, which a sealing fixes as well.
    pub skeleton_digest: String,
    /// The canonical bytes of the report with every text replaced by the commitment of its event.
    pub skeleton: Vec<u8>,
    /// The positions of erased events whose texts the report would show.
    pub erased: Vec<u64>,
    /// Who erased them, and on what legal ground. Empty when the log contains no erasure for one of them.
    pub erasures: Vec<Erased>,
    /// The positions of events whose texts the report would show but can not, because the log was restored without its
    /// secrets.
    pub lost: Vec<u64>,
    /// What the rounds say about it.
    pub context: RoundContext,
}

/// What the rounds say about a report. It is no part of the report, and of no digest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoundContext {
    /// The codes of the programmes that the round does not report; none for a report by date, or a round without a
    /// scope.
    pub not_reported: Vec<String>,
    /// Of a report by date: the id of the round with the latest reporting date up to that day, and that date.
    pub last_round: Option<(String, String)>,
    /// The ids of the amounts shown of which the round says nothing, and of those that it tells again; none for a report
    /// by date.
    pub carried_over: Vec<String>,
    /// Of `carried_over` those of which that is known: the round tells another amount of their programme again, whichever
    /// part of the report was asked for.
    pub known_carried_over: Vec<String>,
    /// See `carried_over`.
    pub told_again: Vec<String>,
}

/// Builds the report in the shape with this number, as a sealing of that shape fixed it. A shape never changes and is
/// never removed.
///
/// # Errors
/// The errors of [`report`], and [`ReportError::UnknownShape`] for a shape of a later version of the software.
pub fn report_in_version(
    version: u32,
    state: &State,
    contents: &dyn RecordSource,
    request: &ReportRequest,
) -> Result<BuiltReport, ReportError> {
    let rules = ReportRules::of_version(version).ok_or(ReportError::UnknownShape(version))?;
    build_report(rules, state, contents, request)
}

/// Builds the report for a date, as known at a position, in the current shape.
///
/// # Errors
/// [`ReportError`] for an unknown position, node or round, for a sum that canonical JSON can not carry, or for a record
/// that can not be read.
pub fn report(state: &State, contents: &dyn RecordSource, request: &ReportRequest) -> Result<BuiltReport, ReportError> {
    build_report(ReportRules::CURRENT, state, contents, request)
}

fn build_report(
    rules: ReportRules,
    state: &State,
    contents: &dyn RecordSource,
    request: &ReportRequest,
) -> Result<BuiltReport, ReportError> {
    let scope = request.node.as_deref().map(|code| {
        let no = state.subject(&format!("{}/{code}", SubjectKind::Node.name()));
        no.ok_or_else(|| ReportError::NoSuchNode(code.to_owned()))
    });
    let scope = scope.transpose()?;
    let frame = prepare_report(rules, state, request, scope)?;
    if scope.is_some() && !frame.contents.on_nodes.contains_key(&scope) {
        return Err(ReportError::NoSuchNode(request.node.clone().unwrap_or_default()));
    }
    let round = frame.round_settings();
    let positions = text_positions(&frame.contents, round);
    let records: Records = positions.iter().copied().zip(contents.records(&positions)?).collect();
    let gone = |lost: bool| {
        let gone = records.iter().filter(move |(_, record)| record.is_erased() && record.lost == lost);
        gone.map(|(position, _)| *position).collect::<Vec<u64>>()
    };
    let (erased, lost) = (gone(false), gone(true));
    let report = frame.build(&FullText(&records))?;
    let canonical = canonical(&report);
    let skeleton = self::canonical(&frame.build(&Commitments(&records))?);
    Ok(BuiltReport {
        digest: digest(&canonical),
        skeleton_digest: digest(&skeleton),
        skeleton,
        erasures: erasures(state, contents, &erased)?,
        erased,
        lost,
        context: frame.round_context(scope),
        report,
        canonical,
    })
}

/// Selects what a report shows, before any text is read: everything, or `scope` with what is below it.
///
/// # Errors
/// [`ReportError::NoSuchPosition`] and [`ReportError::NoSuchRound`].
pub(super) fn prepare_report<'s>(
    rules: ReportRules,
    state: &'s State,
    request: &ReportRequest,
    scope: Option<SubjectNo>,
) -> Result<PreparedReport<'s>, ReportError> {
    let at = AsOf { day: request.on, position: request.position };
    let head = state.head();
    let known_at = state.recorded_at(request.position).filter(|_| request.position <= head);
    let known_at = known_at.ok_or(ReportError::NoSuchPosition { position: request.position, head })?;
    let round = request.round.as_deref().map(|id| find_round(state, at, id)).transpose()?;
    let fiscal_year = request.fiscal_year.or(round.as_ref().and_then(|r| r.fiscal_year)).unwrap_or(request.on.year());
    let basis = Basis {
        reporting_date: request.on.to_string(),
        position: request.position,
        known_at: known_at.to_string(),
        round: request.round.clone(),
        node: request.node.clone(),
        fiscal_year,
    };
    Ok(PreparedReport { contents: select_contents(rules, state, at, scope, fiscal_year), round, basis })
}

/// A round in its state at a point on the two time axes.
pub(super) struct FoundRound {
    pub(super) folded: crate::domain::state::SubjectState,
    round: ReportRound,
    pub(super) fiscal_year: Option<i32>,
}

impl FoundRound {
    /// The round, as notes and lights are judged by it.
    pub(super) const fn round(&self) -> &ReportRound {
        &self.round
    }
}

/// Finds the round with this id.
///
/// # Errors
/// [`ReportError::NoSuchRound`] when the round was not yet opened at that point.
pub(super) fn find_round(state: &State, at: AsOf, id: &str) -> Result<FoundRound, ReportError> {
    let no = state.subject(&format!("{}/{id}", SubjectKind::Round.name()));
    let no = no.filter(|no| state.is_visible(*no, at)).ok_or_else(|| ReportError::NoSuchRound(id.to_owned()))?;
    let folded = state.fold(no, at);
    let fiscal_year = folded.settings.number(Field::FiscalYear).and_then(|year| i32::try_from(year).ok());
    let round = ReportRound { id: id.to_owned(), reporting_date: reporting_date(state.as_of(at), id) };
    Ok(FoundRound { folded, round, fiscal_year })
}

/// A report before its texts are filled in: what it shows, and the point, node and round it is made for.
pub(super) struct PreparedReport<'s> {
    pub(super) contents: ReportContents<'s>,
    round: Option<FoundRound>,
    pub(super) basis: Basis,
}

impl<'s> PreparedReport<'s> {
    pub(super) fn builder<'a, W: TextSource>(&'a self, words: &'a W) -> ReportBuilder<'a, 's, W> {
        ReportBuilder { contents: &self.contents, round: self.round.as_ref().map(FoundRound::round), words }
    }

    /// The round the report is made for, and the fields recorded about it.
    pub(super) fn round_settings(&self) -> Option<(&ReportRound, &FieldSettings)> {
        self.round.as_ref().map(|found| (&found.round, &found.folded.settings))
    }

    pub(super) fn round_view<W: TextSource>(&self, builder: &ReportBuilder<'_, '_, W>) -> Option<RoundView> {
        self.round.as_ref().map(|found| round_view(&builder.field_reader(&found.folded.settings), &found.round.id))
    }

    /// Returns what the rounds say about the report of everything, or of one node.
    pub(super) fn round_context(&self, scope: Option<SubjectNo>) -> RoundContext {
        match &self.basis.round {
            Some(round) => RoundContext { not_reported: self.not_reported(round, scope), ..self.amounts(round, scope) },
            None => RoundContext { last_round: self.last_round(), ..RoundContext::default() },
        }
    }

    /// Returns the ids of the amounts shown that the round tells again, and of those that it takes over; all in order.
    fn amounts(&self, round: &str, scope: Option<SubjectNo>) -> RoundContext {
        let (tree, amounts) = (&self.contents.tree, &self.contents.amounts);
        let telling = TellingReader::of_programme(tree, round, scope.and_then(|node| programme_of(tree, node)));
        let is_shown = |no: &SubjectNo| amounts.in_effect(*no).is_some() && amounts.is_shown(*no);
        let all = tree.state.subjects_of(SubjectKind::Adjustment).iter().copied().filter(is_shown);
        let known = known_tellings(tree, round, all);
        let mut told = RoundContext::default();
        let attached = self.contents.on_nodes.values().chain(self.contents.on_cases.values());
        for placed in attached.flat_map(|things| things.of(SubjectKind::Adjustment)) {
            let id = tree.state.entry(placed.no).id().to_owned();
            match telling.of(placed.no, placed.node) {
                Telling::Again => told.told_again.push(id),
                Telling::CarriedOver => {
                    if known.get(&placed.no) == Some(&Telling::CarriedOver) {
                        told.known_carried_over.push(id.clone());
                    }
                    told.carried_over.push(id);
                }
                Telling::New | Telling::Changed => {}
            }
        }
        let all = [&mut told.told_again, &mut told.carried_over, &mut told.known_carried_over];
        all.into_iter().for_each(|ids| ids.sort_unstable());
        told
    }

    fn last_round(&self) -> Option<(String, String)> {
        let tree = &self.contents.tree;
        let rounds = tree.state.subjects_of(SubjectKind::Round).iter().filter(|no| tree.view.is_visible(**no));
        let dated = rounds.filter_map(|no| {
            let id = tree.state.entry(*no).id();
            let kind = tree.fold(*no).settings.token(Field::Kind).map(|kind| tree.state.token(kind));
            let date = tree.reporting_date(id)?;
            // A round that looks ahead renews nothing.
            kind.is_none_or(|kind| !RoundKind::looks_ahead(kind)).then(|| (date, id.to_owned()))
        });
        let last = dated.filter(|(date, _)| *date <= self.basis.reporting_date).max();
        last.map(|(date, id)| (id, date))
    }

    /// Returns the codes of the programmes that the round does not report; with a node, only of the one it lies in.
    fn not_reported(&self, round: &str, scope: Option<SubjectNo>) -> Vec<String> {
        let tree = &self.contents.tree;
        let covered = RoundScope::of(tree, round);
        let programmes = match scope {
            Some(node) => programme_of(tree, node).into_iter().collect(),
            None => programmes(tree),
        };
        let left_out = programmes.into_iter().filter(|no| covered.covers(*no) == Some(false));
        left_out.map(|no| tree.code(no).to_owned()).collect()
    }

    pub(super) fn decisions<W: TextSource>(
        &self,
        builder: &ReportBuilder<'_, '_, W>,
    ) -> Result<Vec<DecisionView>, Overflow> {
        self.contents.decisions.iter().map(|(no, folded)| builder.decision(*no, folded)).collect()
    }

    fn build<W: TextSource>(&self, words: &W) -> Result<Report, Overflow> {
        let builder = self.builder(words);
        Ok(Report {
            version: self.contents.tree.rules.version(),
            basis: self.basis.clone(),
            round: self.round_view(&builder),
            nodes: builder.nodes(None)?,
            finance: builder.finance()?,
            decisions: self.decisions(&builder)?,
        })
    }
}

fn round_view<W: TextSource>(cells: &FieldReader<'_, W>, id: &str) -> RoundView {
    RoundView {
        id: id.to_owned(),
        title: cells.text(Field::Title),
        kind: cells.token(Field::Kind),
        fiscal_year: cells.settings.number(Field::FiscalYear),
        sequence: cells.settings.number(Field::Sequence),
    }
}

/// Serialises a report to its canonical bytes: its structs declare their fields in the order that RFC 8785 prescribes.
pub fn canonical(report: &Report) -> Vec<u8> {
    serde_json::to_vec(report).expect("a report always serialises")
}

/// Returns `sha256:` followed by the digest in hexadecimal.
pub fn digest(bytes: &[u8]) -> String {
    format!("sha256:{}", hex::encode(Sha256::digest(bytes)))
}
