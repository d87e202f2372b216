//! The rows: collected column by column, then filled with their texts, filtered and ordered.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::{CellReader, DraftCell, TitleSource};
use super::chains::{Chain, NodeAt, chains};
use super::columns::{self, RoundColumn};
use super::filter::{has_title, is_of_kinds, may_want};
use super::model::{SeriesCell, SeriesColumn, SeriesRow, SeriesText};
use super::{CELLS_MAX, FindingsBySubject, SUBJECTS, SeriesError, SeriesRequest};
use crate::candidates::ReportCandidates;
use crate::domain::field::Field;
use crate::domain::ids::{SubjectKind, compare_codes};
use crate::domain::state::{State, SubjectNo};
use crate::text_source::{FullText, Records, TextSource as _};
use crate::{RecordReadError, RecordSource, ReportError};

/// What a row is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum RowKey {
    /// A node over all columns, by the number of its chain.
    Chain(usize),
    /// Another subject; an indicator by period.
    Subject(SubjectNo, Option<String>),
}

/// A row without its texts.
#[derive(Debug)]
struct DraftRow {
    cells: Vec<Option<DraftCell>>,
    /// Whether some column has it at the node that was asked for, or below it.
    within: bool,
}

/// All rows without their texts.
#[derive(Debug)]
pub(super) struct Rows {
    rows: BTreeMap<RowKey, DraftRow>,
    width: usize,
}

impl Rows {
    /// Collects the rows of a request.
    ///
    /// # Errors
    /// [`SeriesError`] for an unknown node, too many cells, and a sum that can not be carried.
    pub fn collect(
        state: &State,
        columns: &[RoundColumn],
        findings: &[FindingsBySubject],
        request: &SeriesRequest,
    ) -> Result<Rows, SeriesError> {
        let wants = |kind| may_want(&request.kinds, kind);
        let only = request.subject.as_deref().and_then(|subject| state.subject(subject));
        let mut chains =
            if wants(SubjectKind::Node) || request.node.is_some() { chains(state, columns) } else { Vec::new() };
        let scope =
            request.node.as_deref().map(|code| NodeScope::of(state, &chains, code, columns.len())).transpose()?;
        if !wants(SubjectKind::Node) {
            chains.clear();
        }
        chains.retain(|chain| request.subject.is_none() || chain.iter().any(|at| at.node() == only));
        let mut subjects = scope.as_ref().map_or_else(|| everything(state), |scope| scope.candidates(state));
        subjects.retain(|no| wants(state.entry(*no).kind) && (request.subject.is_none() || only == Some(*no)));
        let mut all = Rows { rows: BTreeMap::new(), width: columns.len() };
        for (at, column) in columns.iter().enumerate() {
            let reader = CellReader::new(state, column, &findings[at]);
            let here = scope.as_ref().map(|scope| scope.nodes[at]);
            for (number, chain) in chains.iter().enumerate() {
                all.put(RowKey::Chain(number), at, reader.node(chain[at]), &reader, here);
            }
            for &no in &subjects {
                if state.entry(no).kind == SubjectKind::Indicator {
                    for (period, draft) in reader.indicator(no) {
                        all.put(RowKey::Subject(no, period), at, Some(draft), &reader, here);
                    }
                } else {
                    all.put(RowKey::Subject(no, None), at, reader.subject(no)?, &reader, here);
                }
            }
            if all.rows.len().saturating_mul(all.width) > CELLS_MAX {
                return Err(SeriesError::TooManyCells);
            }
        }
        // Before rows are left out: an indicator that was measured elsewhere was measured.
        all.drop_unmeasured();
        all.rows.retain(|_, row| scope.is_none() || row.within);
        Ok(all)
    }

    fn put(
        &mut self,
        key: RowKey,
        at: usize,
        draft: Option<DraftCell>,
        reader: &CellReader<'_, '_>,
        scope: Option<Option<SubjectNo>>,
    ) {
        let Some(draft) = draft else { return };
        let within = draft.node.zip(scope.flatten()).is_some_and(|(node, scope)| reader.view.within(node, scope));
        let width = self.width;
        let row = self.rows.entry(key).or_insert_with(|| DraftRow { cells: vec![None; width], within: false });
        row.cells[at] = Some(draft);
        row.within |= within;
    }

    /// Leaves out the row without a period of an indicator that was measured in some column.
    fn drop_unmeasured(&mut self) {
        let measured: BTreeSet<SubjectNo> = self
            .rows
            .keys()
            .filter_map(|key| match key {
                RowKey::Subject(no, Some(_)) => Some(*no),
                RowKey::Subject(_, None) | RowKey::Chain(_) => None,
            })
            .collect();
        self.rows.retain(|key, _| !matches!(key, RowKey::Subject(no, None) if measured.contains(no)));
    }

    /// Reads the texts, and returns the columns and the rows that were asked for, in their order.
    ///
    /// # Errors
    /// [`RecordReadError`] when a record can not be read.
    pub fn with_texts(
        self,
        state: &State,
        contents: &dyn RecordSource,
        columns: &[RoundColumn],
        request: &SeriesRequest,
    ) -> Result<(Vec<SeriesColumn>, Vec<SeriesRow>), RecordReadError> {
        let views: Vec<(SeriesColumn, Option<u64>)> =
            columns.iter().map(|column| columns::view(state, column)).collect();
        let with_notes = request.subject.is_some();
        let cells = || self.rows.values().flat_map(|row| row.cells.iter().flatten());
        let titles = cells().filter_map(|draft| match draft.title {
            TitleSource::Text { position, .. } => Some(position),
            TitleSource::Id(_) => None,
        });
        let notes = cells().filter(|_| with_notes).flat_map(|draft| draft.own_notes.iter().copied());
        let wanted: BTreeSet<u64> = views.iter().filter_map(|(_, title)| *title).chain(titles).chain(notes).collect();
        let positions: Vec<u64> = wanted.into_iter().collect();
        let records: Records = positions.iter().copied().zip(contents.records(&positions)?).collect();
        let texts = Texts { state, words: FullText(&records), with_notes };
        let named = |(view, title): (SeriesColumn, Option<u64>)| SeriesColumn {
            title: title.and_then(|position| texts.words.text(position, Field::Title)),
            ..view
        };
        let mut rows: Vec<(RowKey, SeriesRow)> =
            self.rows.into_iter().map(|(key, row)| (key.clone(), texts.row(&key, row))).collect();
        rows.retain(|(_, row)| {
            is_of_kinds(row, &request.kinds) && request.title.as_deref().is_none_or(|title| has_title(row, title))
        });
        rows.sort_by(|(a, x), (b, y)| order(state, (a, x), (b, y)));
        Ok((views.into_iter().map(named).collect(), rows.into_iter().map(|(_, row)| row).collect()))
    }
}

/// Returns every subject that may have a row, but for nodes.
fn everything(state: &State) -> Vec<SubjectNo> {
    let kinds = SUBJECTS.iter().filter(|kind| **kind != SubjectKind::Node);
    kinds.flat_map(|kind| state.subjects_of(*kind)).copied().collect()
}

/// Nodes first, in the order of codes; then the rest by kind, id and period.
fn order(state: &State, (a, x): (&RowKey, &SeriesRow), (b, y): (&RowKey, &SeriesRow)) -> std::cmp::Ordering {
    let code = |row: &SeriesRow| row.subject.split_once('/').map(|(_, id)| id.to_owned()).unwrap_or_default();
    let place = |no: SubjectNo| SUBJECTS.iter().position(|kind| *kind == state.entry(no).kind);
    match (a, b) {
        (RowKey::Chain(m), RowKey::Chain(n)) => compare_codes(&code(x), &code(y)).then(m.cmp(n)),
        (RowKey::Chain(_), RowKey::Subject(..)) => std::cmp::Ordering::Less,
        (RowKey::Subject(..), RowKey::Chain(_)) => std::cmp::Ordering::Greater,
        (RowKey::Subject(m, p), RowKey::Subject(n, q)) => (place(*m), code(x), p).cmp(&(place(*n), code(y), q)),
    }
}

/// The node that rows are limited to, in each column.
struct NodeScope {
    nodes: Vec<Option<SubjectNo>>,
}

impl NodeScope {
    /// Returns the scope of a code: the node that has it in the last column in which some node has it.
    fn of(state: &State, chains: &[Chain], code: &str, width: usize) -> Result<NodeScope, ReportError> {
        let unknown = || ReportError::NoSuchNode(code.to_owned());
        let no = state.subject(&format!("{}/{code}", SubjectKind::Node.name())).ok_or_else(unknown)?;
        let has = |at: usize| chains.iter().find(|chain| chain[at] == NodeAt::Stands(no));
        let chain = (0..width).rev().find_map(has).ok_or_else(unknown)?;
        let standing = |at: &NodeAt| match at {
            NodeAt::Stands(no) => Some(*no),
            NodeAt::Absent | NodeAt::Dropped { .. } => None,
        };
        Ok(NodeScope { nodes: chain.iter().map(standing).collect() })
    }

    /// Returns the subjects that may lie at the scope or below it, but for nodes.
    fn candidates(&self, state: &State) -> Vec<SubjectNo> {
        let nodes: BTreeSet<SubjectNo> = self.nodes.iter().flatten().copied().collect();
        let below = nodes.into_iter().map(|node| ReportCandidates::below(state, node));
        let all: BTreeSet<SubjectNo> = below.flat_map(|found| found.cases.into_iter().chain(found.things)).collect();
        all.into_iter().collect()
    }
}

/// Fills rows with their texts.
struct Texts<'a> {
    state: &'a State,
    words: FullText<'a>,
    with_notes: bool,
}

impl Texts<'_> {
    fn row(&self, key: &RowKey, row: DraftRow) -> SeriesRow {
        let last = row.cells.iter().flatten().next_back();
        let id = |code: Option<&String>, no: Option<SubjectNo>| match (code, no) {
            (Some(code), _) => format!("{}/{code}", SubjectKind::Node.name()),
            (None, no) => no.map_or_else(String::new, |no| self.state.entry(no).name.to_string()),
        };
        let (subject, period) = match key {
            RowKey::Chain(_) => (id(last.and_then(|draft| draft.cell.code.as_ref()), None), None),
            RowKey::Subject(no, period) => (id(None, Some(*no)), period.clone()),
        };
        let mut made = SeriesRow {
            level: last.and_then(|draft| draft.level.clone()),
            node: last.and_then(|draft| draft.cell.node.clone()),
            kind: last.and_then(|draft| draft.kind.clone()),
            title: last.and_then(|draft| self.title(draft.title)),
            cells: row.cells.into_iter().map(|draft| draft.map(|draft| self.cell(draft))).collect(),
            subject,
            period,
        };
        mark_revisions(&mut made);
        made
    }

    fn title(&self, source: TitleSource) -> Option<String> {
        match source {
            TitleSource::Id(no) => Some(self.state.entry(no).id().to_owned()),
            TitleSource::Text { position, field } => self.words.text(position, field),
        }
    }

    fn cell(&self, draft: DraftCell) -> SeriesCell {
        let mut cell = SeriesCell { title: self.title(draft.title), ..draft.cell };
        if let Some(note) = cell.note.as_mut().filter(|_| self.with_notes) {
            let text = |position: u64| SeriesText {
                heading: self.words.text(position, Field::Heading),
                position,
                body: self.words.text(position, Field::Body),
            };
            note.texts = draft.own_notes.into_iter().map(text).collect();
        }
        cell
    }
}

/// Marks the values of a period that are not those of the nearest column before that has one.
fn mark_revisions(row: &mut SeriesRow) {
    let mut before: Option<String> = None;
    for cell in row.cells.iter_mut().flatten() {
        let Some(value) = &cell.value else { continue };
        cell.revised = before.as_ref().is_some_and(|before| before != value);
        before = Some(value.clone());
    }
}
