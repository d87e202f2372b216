//! Makes the differences of a step: the rows with their texts, their explanation and their ground.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::compared_value::{ResolvedValue, TextCache, TextPlace, is_empty_value};
use super::model::{Change, Difference, Ground, Nature, NotePair};
use super::note_pairing::AttachedNote;
use super::reasons::GroundFinder;
use super::step::{ComparisonStep, RowTopic, UnresolvedRow};
use super::word_diff::diff_words;
use crate::domain::field::Field;
use crate::domain::state::{State, SubjectNo};

/// A row with its texts filled in.
pub(super) struct ResolvedRow<'s> {
    pub row: UnresolvedRow<'s>,
    pub difference: Difference,
    /// Whether it is known to be a difference. It is not when the texts of both sides are gone.
    pub is_known: bool,
}

impl<'s> ComparisonStep<'_, 's> {
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
            reach: None, // the comparison as a whole decides it
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
