//! Computes one of the steps from A to B: what differs between two points, first by the places of the texts, then by the
//! texts themselves.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::candidates::ComparisonCandidates;
use super::compared_value::{
    ComparedValue, Fields, ResolvedValue, TextCache, TextPlace, differing_fields, is_empty_value,
};
use super::model::{Change, Difference, Ground, Nature, NotePair};
use super::node_pairing::{self, SubjectPairs};
use super::note_pairing::{self, AttachedNote, AttachmentsByHome};
use super::point_view::PointView;
use super::reasons::GroundFinder;
use super::sufficiency::EventsBetween;
use super::word_diff::diff_words;
use crate::ReportError;
use crate::domain::field::Field;
use crate::domain::state::{EventRow, State, SubjectNo};

/// Which part of its subject a row is about.
#[derive(Debug, Clone, Copy)]
pub(super) enum RowTopic<'s> {
    /// Its own fields.
    Subject,
    /// Its light.
    Light,
    /// A note.
    Note(Option<AttachedNote<'s>>, Option<AttachedNote<'s>>),
}

/// A field that differs, judged by the places of texts.
#[derive(Debug, Clone)]
pub(super) struct UnresolvedRow<'s> {
    pub left: Option<SubjectNo>,
    pub right: Option<SubjectNo>,
    pub topic: RowTopic<'s>,
    pub field: String,
    pub from: ComparedValue,
    pub to: ComparedValue,
    /// The subject, or the note, exists on both sides.
    pub both: bool,
}

/// A row with its texts filled in.
pub(super) struct ResolvedRow<'s> {
    pub row: UnresolvedRow<'s>,
    pub difference: Difference,
    /// Whether it is known to be a difference. It is not when the texts of both sides are gone.
    pub is_known: bool,
}

/// Two points, with the pairs and attachments that are compared between them.
pub(super) struct ComparisonStep<'a, 's> {
    pub nature: Nature,
    pub left_view: &'a PointView<'s>,
    pub right_view: &'a PointView<'s>,
    pub pairs: SubjectPairs,
    pub attachments: (AttachmentsByHome<'s>, AttachmentsByHome<'s>),
    pub between: EventsBetween,
}

impl<'a, 's> ComparisonStep<'a, 's> {
    /// Finds what differs between `x` and `y`, among the candidates.
    ///
    /// # Errors
    /// Returns [`ReportError`] when the open part of an amount can not be represented, or a record can not be read.
    pub fn compute(
        nature: Nature,
        (x, y): (&'a PointView<'s>, &'a PointView<'s>),
        candidates: &ComparisonCandidates,
        texts: &mut TextCache<'_>,
    ) -> Result<(ComparisonStep<'a, 's>, Vec<UnresolvedRow<'s>>), ReportError> {
        let looked_at: BTreeSet<SubjectNo> = candidates.subjects.iter().chain(&candidates.homes).copied().collect();
        let pairs = node_pairing::pair_nodes(x, y, &looked_at);
        let hang = |side: &PointView<'s>| -> AttachmentsByHome<'s> {
            candidates.homes.iter().map(|home| (*home, side.shown_on(*home, candidates.contributors(*home)))).collect()
        };
        let step = ComparisonStep {
            nature,
            left_view: x,
            right_view: y,
            pairs,
            attachments: (hang(x), hang(y)),
            between: EventsBetween::new(x, y),
        };
        let mut rows = Vec::new();
        for &no in &candidates.subjects {
            step.compare_subject(no, &mut rows)?;
        }
        for (left, right) in step.homes() {
            step.compare_lights(left, right, &mut rows);
        }
        for pair in note_pairing::pair_notes((x, y), (&step.attachments.0, &step.attachments.1), &step.pairs, texts)? {
            step.compare_note(pair.left, pair.right, pair.is_itself(), &mut rows);
        }
        Ok((step, rows))
    }

    pub fn state(&self) -> &'s State {
        self.left_view.state()
    }

    /// Compares a subject on the left with its other side, and a subject on the right that has no left side with
    /// nothing.
    fn compare_subject(&self, no: SubjectNo, rows: &mut Vec<UnresolvedRow<'s>>) -> Result<(), ReportError> {
        let right = self.pairs.right_of(no);
        let fields =
            (self.left_view.fields(no)?, right.map(|right| self.right_view.fields(right)).transpose()?.flatten());
        self.fields_of(Some(no), right, fields, rows);
        if self.pairs.left_of(no).is_none() {
            self.fields_of(None, Some(no), (None, self.right_view.fields(no)?), rows);
        }
        Ok(())
    }

    fn fields_of(
        &self,
        left: Option<SubjectNo>,
        right: Option<SubjectNo>,
        (from, to): (Option<Fields>, Option<Fields>),
        rows: &mut Vec<UnresolvedRow<'s>>,
    ) {
        let both = from.is_some() && to.is_some();
        let whole = |field: &str, from: ComparedValue, to: ComparedValue| UnresolvedRow {
            left,
            right,
            topic: RowTopic::Subject,
            field: field.to_owned(),
            from,
            to,
            both,
        };
        match (&from, &to) {
            (None, None) => return,
            (Some(_), None) => rows.push(whole("bestaan", core(true), core(false))),
            (None, Some(_)) => rows.push(whole("bestaan", core(false), core(true))),
            (Some(_), Some(_)) => {
                let code = |no: Option<SubjectNo>| core(no.map(|no| self.state().entry(no).id()));
                if left != right {
                    rows.push(whole("code", code(left), code(right)));
                }
            }
        }
        rows.extend(differing_fields(from, to).map(|(field, from, to)| whole(&field, from, to)));
    }

    /// Returns each node or case that was looked at, with its other side.
    fn homes(&self) -> BTreeSet<(Option<SubjectNo>, Option<SubjectNo>)> {
        let all = self.attachments.0.keys();
        all.flat_map(|home| [(Some(*home), self.pairs.right_of(*home)), (self.pairs.left_of(*home), Some(*home))])
            .collect()
    }

    fn compare_lights(&self, left: Option<SubjectNo>, right: Option<SubjectNo>, rows: &mut Vec<UnresolvedRow<'s>>) {
        let lights = |hangs: &AttachmentsByHome<'s>, home: Option<SubjectNo>| {
            home.and_then(|home| hangs.get(&home)).map_or_else(Vec::new, |on| on.lights.clone())
        };
        let (on_left, on_right) = (lights(&self.attachments.0, left), lights(&self.attachments.1, right));
        if on_left.iter().map(|hung| hung.row.position).eq(on_right.iter().map(|hung| hung.row.position)) {
            return;
        }
        for (field, from, to) in
            differing_fields(Some(self.left_view.colours(&on_left)), Some(self.right_view.colours(&on_right)))
        {
            rows.push(UnresolvedRow {
                left,
                right,
                topic: RowTopic::Light,
                field,
                from,
                to,
                both: left.is_some() && right.is_some(),
            });
        }
    }

    fn compare_note(
        &self,
        left: Option<AttachedNote<'s>>,
        right: Option<AttachedNote<'s>>,
        itself: bool,
        rows: &mut Vec<UnresolvedRow<'s>>,
    ) {
        let (l, r) = (left.map(|note| note.home), right.map(|note| note.home));
        let row = |field: &str, from: ComparedValue, to: ComparedValue| UnresolvedRow {
            left: l,
            right: r,
            topic: RowTopic::Note(left, right),
            field: field.to_owned(),
            from,
            to,
            both: left.is_some() && right.is_some(),
        };
        if let (Some(l), Some(r)) = (l, r)
            && self.pairs.right_of(l) != Some(r)
            && l != r
        {
            let name = |no: SubjectNo| core(&*self.state().entry(no).name);
            rows.push(row("onderwerp", name(l), name(r)));
        }
        if let (Some(l), Some(r)) = (&left, &right)
            && l.attached.row.position == r.attached.row.position
        {
            return; // one event always has the same content
        }
        let alone = left.is_none() || right.is_none();
        let fields = |side: &PointView<'s>, note: Option<AttachedNote<'s>>| {
            note.map(|note| side.note(&note.attached, itself || alone))
        };
        let (from, to) = (fields(self.left_view, left), fields(self.right_view, right));
        let body = |fields: &Option<Fields>| {
            fields.as_ref().map_or(ComparedValue::NONE, |fields| fields[Field::Body.name()].clone())
        };
        if alone {
            rows.push(row("tekst", body(&from), body(&to)));
        }
        let told = differing_fields(from, to).filter(|(field, ..)| !(alone && field == "tekst"));
        rows.extend(told.map(|(field, from, to)| row(&field, from, to)));
    }

    /// Returns the node that a row belongs to, on each side.
    pub fn nodes_of(&self, row: &UnresolvedRow<'s>) -> (Option<SubjectNo>, Option<SubjectNo>) {
        (row.left.and_then(|no| self.left_view.node_of(no)), row.right.and_then(|no| self.right_view.node_of(no)))
    }

    /// Fills in texts and reasons. Rows whose texts stand in another place and are the same are left out, unless the texts of both sides
    /// are gone: then it is unknown whether they differed.
    pub fn resolve_rows(
        &self,
        rows: Vec<UnresolvedRow<'s>>,
        grounds: &mut GroundFinder<'_>,
        texts: &TextCache<'_>,
    ) -> Vec<ResolvedRow<'s>> {
        // The fields of one note come one after the other and have the same explanation.
        let mut last: Option<(NotePositions, Vec<u64>)> = None;
        let told = rows.into_iter().filter_map(|row| {
            let (from, to) = (texts.resolve(&row.from), texts.resolve(&row.to));
            // The row `tekst` is what reports an added or dropped note, even when its text was erased.
            let came_or_went =
                matches!(row.topic, RowTopic::Note(None, _) | RowTopic::Note(_, None)) && row.field == "tekst";
            let both_say_nothing = is_empty_value(&row.field, &from.value) && is_empty_value(&row.field, &to.value);
            let is_known = came_or_went || !(from.is_gone() && to.is_gone());
            if is_known && (from.value == to.value || both_say_nothing) && !came_or_went {
                return None;
            }
            let positions = match (note_positions(&row.topic), &last) {
                (Some(pair), Some((same, positions))) if pair == *same => positions.clone(),
                (pair, _) => {
                    let positions = self.positions(&row);
                    last = pair.map(|pair| (pair, positions.clone()));
                    positions
                }
            };
            let difference = self.difference(&row, (from, to), positions, grounds, texts);
            Some(ResolvedRow { row, difference, is_known })
        });
        told.collect()
    }

    fn difference(
        &self,
        row: &UnresolvedRow<'s>,
        (from, to): (ResolvedValue, ResolvedValue),
        positions: Vec<u64>,
        grounds: &mut GroundFinder<'_>,
        texts: &TextCache<'_>,
    ) -> Difference {
        let state = self.state();
        let name = |no: SubjectNo| state.entry(no).name.to_string();
        let (node_left, node_right) = self.nodes_of(row);
        let ground = |grounds: &mut GroundFinder<'_>| -> Ground {
            grounds.of(row.left.into_iter().chain(row.right), &positions)
        };
        let (right, left) = (row.right.or(row.left), row.left);
        Difference {
            nature: self.nature,
            erased: from.erased || to.erased,
            missing_texts: from.missing_at.into_iter().chain(to.missing_at).collect(),
            ground: (self.nature == Nature::Correction).then(|| ground(grounds)),
            node: node_right.or(node_left).map(|no| state.entry(no).id().to_owned()),
            subject: right.map_or_else(String::new, name),
            subject_before: left.filter(|left| Some(*left) != right).map(name),
            title: texts.words(self.title(row).as_ref()),
            note: note_pair(state, &row.topic, texts.words(self.heading(row).as_ref())),
            field: row.field.clone(),
            change: classify_change(row, &from.value, &to.value),
            words: match (&from.value, &to.value) {
                (Json::String(a), Json::String(b)) if is_free_text(row) => diff_words(a, b),
                _ => Vec::new(),
            },
            from: from.value,
            to: to.value,
            positions,
        }
    }

    /// Returns what has to be read for the rows: the texts that differ, the titles of their subjects, and the titles of
    /// the nodes these belong to.
    pub fn texts_to_read(&self, rows: &[UnresolvedRow<'s>]) -> Vec<TextPlace> {
        let nodes: BTreeSet<(bool, SubjectNo)> = rows.iter().flat_map(|row| self.sides_of_node(row)).collect();
        let named =
            nodes.into_iter().map(|(on_left, no)| if on_left { self.left_view } else { self.right_view }.named(no));
        let of_row = |row: &UnresolvedRow<'s>| {
            [row.from.text().cloned(), row.to.text().cloned(), self.title(row), self.heading(row)]
        };
        rows.iter().flat_map(of_row).chain(named).flatten().collect()
    }

    fn sides_of_node(&self, row: &UnresolvedRow<'s>) -> impl Iterator<Item = (bool, SubjectNo)> + use<'s> {
        let (left, right) = self.nodes_of(row);
        left.map(|no| (true, no)).into_iter().chain(right.map(|no| (false, no)))
    }

    /// Returns where the heading of a note is recorded.
    fn heading(&self, row: &UnresolvedRow<'s>) -> Option<TextPlace> {
        let RowTopic::Note(left, right) = row.topic else { return None };
        match (left, right) {
            (_, Some(right)) => self.right_view.heading(&right.attached),
            (Some(left), None) => self.left_view.heading(&left.attached),
            (None, None) => None,
        }
    }

    fn title(&self, row: &UnresolvedRow<'s>) -> Option<TextPlace> {
        let (side, no) = match (row.left, row.right) {
            (_, Some(right)) if self.right_view.exists(right) => (self.right_view, right),
            (Some(left), _) => (self.left_view, left),
            (None, Some(right)) => (self.right_view, right),
            (None, None) => return None,
        };
        side.named(no)
    }
}

/// The positions of a note on either side.
type NotePositions = (Option<u32>, Option<u32>);

fn note_positions(item: &RowTopic<'_>) -> Option<NotePositions> {
    let RowTopic::Note(left, right) = item else { return None };
    let position = |note: &AttachedNote<'_>| note.attached.row.position;
    Some((left.as_ref().map(position), right.as_ref().map(position)))
}

fn note_pair(state: &State, item: &RowTopic<'_>, heading: Option<String>) -> Option<NotePair> {
    let RowTopic::Note(left, right) = item else { return None };
    let id = |note: &AttachedNote<'_>| state.id_at(u64::from(note.attached.row.position)).map(|id| id.to_string());
    Some(NotePair { heading, from: left.as_ref().and_then(id), to: right.as_ref().and_then(id) })
}

/// Returns a value that the state holds.
fn core(value: impl Into<Json>) -> ComparedValue {
    ComparedValue::Core(value.into())
}

/// Fields that name where something belongs.
const PLACES: [&str; 4] = ["onderdeel", "bovenliggend", "dossier", "onderwerp"];

fn classify_change(row: &UnresolvedRow<'_>, from: &Json, to: &Json) -> Change {
    let whole = row.field == "bestaan";
    match (is_empty_value(&row.field, from), is_empty_value(&row.field, to)) {
        _ if matches!(row.topic, RowTopic::Note(None, _)) || whole && *to == true => Change::Added,
        _ if matches!(row.topic, RowTopic::Note(_, None)) || whole => Change::Dropped,
        _ if row.both && PLACES.contains(&row.field.as_str()) => Change::Moved,
        (true, false) => Change::Added,
        (false, true) => Change::Dropped,
        (true, true) | (false, false) => Change::Changed,
    }
}

/// Returns true for texts that are compared word by word: sentences, not codes.
fn is_free_text(row: &UnresolvedRow<'_>) -> bool {
    Field::from_name(&row.field).is_some_and(Field::is_text)
}

/// Returns a sort key that keeps the rows about one note together, by the rank of the note.
pub(super) fn note_rank(item: &RowTopic<'_>) -> (u8, u32) {
    let rank = |row: &EventRow| row.rank;
    match item {
        RowTopic::Subject => (0, 0),
        RowTopic::Light => (1, 0),
        RowTopic::Note(left, right) => (2, right.or(*left).map_or(0, |note| rank(note.attached.row))),
    }
}
