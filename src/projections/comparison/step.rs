//! Computes one of the steps from A to B: what differs between two points, first by the places of the texts, then by the
//! texts themselves.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::candidates::ComparisonCandidates;
use super::compared_value::{ComparedFields, ComparedValue, TextCache, differing_fields};
use super::model::Nature;
use super::node_pairing::{self, SubjectPairs};
use super::note_pairing::{self, AttachedNote, AttachmentsByHome};
use super::point_view::PointView;
use super::sufficiency::EventsBetween;
use crate::ReportError;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
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

/// The fields that say where a subject belongs. Nodes that go on under another code are the same place.
const PLACES: [&str; 2] = ["bovenliggend", "onderdeel"];

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
        (from, to): (Option<ComparedFields>, Option<ComparedFields>),
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
        let differing = differing_fields(from, to).filter(|(field, from, to)| !self.is_same_node(field, from, to));
        rows.extend(differing.map(|(field, from, to)| whole(&field, from, to)));
    }

    /// Returns true for a place that only has another code now: what belongs to it did not move.
    fn is_same_node(&self, field: &str, from: &ComparedValue, to: &ComparedValue) -> bool {
        let nodes = self.node_named(from).zip(self.node_named(to));
        PLACES.contains(&field) && nodes.is_some_and(|(from, to)| self.pairs.right_of(from) == Some(to))
    }

    fn node_named(&self, value: &ComparedValue) -> Option<SubjectNo> {
        match value {
            ComparedValue::Core(Json::String(code)) => {
                self.state().subject(&format!("{}/{code}", SubjectKind::Node.name()))
            }
            ComparedValue::Core(_) | ComparedValue::Text(_) => None,
        }
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
        if on_left
            .iter()
            .map(|attached| attached.row.position)
            .eq(on_right.iter().map(|attached| attached.row.position))
        {
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
        let body = |fields: &Option<ComparedFields>| {
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
}

/// Returns a value that the state holds.
fn core(value: impl Into<Json>) -> ComparedValue {
    ComparedValue::Core(value.into())
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
