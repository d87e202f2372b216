//! Computes one of the steps from A to B: what differs between two points, first with marks for texts, then with the
//! texts.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::candidates::Candidates;
use super::enough::Between;
use super::marks::{Texts, Told};
use super::model::{Change, Difference, Ground, Nature, NotePair};
use super::nodes::{self, Pairs};
use super::notes::{self, Hangs, Note};
use super::reasons::Grounds;
use super::stand::{Fields, Stand};
use super::words::words;
use crate::domain::field::Field;
use crate::domain::state::{Row, State, SubjectNo};
use crate::projections::ReportError;

/// Which part of its subject a row is about.
#[derive(Debug, Clone, Copy)]
pub(super) enum Item<'s> {
    /// Its own fields.
    Subject,
    /// Its light.
    Light,
    /// A note.
    Note(Option<Note<'s>>, Option<Note<'s>>),
}

/// A field that differs, judged by marks.
#[derive(Debug, Clone)]
pub(super) struct Raw<'s> {
    pub left: Option<SubjectNo>,
    pub right: Option<SubjectNo>,
    pub item: Item<'s>,
    pub field: String,
    pub from: Json,
    pub to: Json,
    /// The subject, or the note, exists on both sides.
    pub both: bool,
}

/// A row with its texts filled in.
pub(super) struct RowTold<'s> {
    pub row: Raw<'s>,
    pub difference: Difference,
    /// Whether it is known to be a difference. It is not when the texts of both sides are gone.
    pub is_known: bool,
}

/// Two points, with the pairs and attachments that are compared between them.
pub(super) struct Step<'a, 's> {
    pub nature: Nature,
    pub x: &'a Stand<'s>,
    pub y: &'a Stand<'s>,
    pub pairs: Pairs,
    pub hangs: (Hangs<'s>, Hangs<'s>),
    pub between: Between,
}

impl<'a, 's> Step<'a, 's> {
    /// Finds what differs between `x` and `y`, among the candidates.
    ///
    /// # Errors
    /// Returns [`ReportError`] when the open part of an amount can not be represented, or a record can not be read.
    pub fn rows(
        nature: Nature,
        (x, y): (&'a Stand<'s>, &'a Stand<'s>),
        candidates: &Candidates,
        texts: &mut Texts<'_>,
    ) -> Result<(Step<'a, 's>, Vec<Raw<'s>>), ReportError> {
        let looked_at: BTreeSet<SubjectNo> = candidates.subjects.iter().chain(&candidates.homes).copied().collect();
        let pairs = nodes::pair(x, y, &looked_at);
        let hang = |side: &Stand<'s>| -> Hangs<'s> {
            candidates.homes.iter().map(|home| (*home, side.shown_on(*home, candidates.contributors(*home)))).collect()
        };
        let step = Step { nature, x, y, pairs, hangs: (hang(x), hang(y)), between: Between::new(x, y) };
        let mut rows = Vec::new();
        for &no in &candidates.subjects {
            step.subject(no, &mut rows)?;
        }
        for (left, right) in step.homes() {
            step.light(left, right, &mut rows);
        }
        for pair in notes::pair((x, y), (&step.hangs.0, &step.hangs.1), &step.pairs, texts)? {
            step.note(pair.left, pair.right, pair.is_itself(), &mut rows);
        }
        Ok((step, rows))
    }

    pub fn state(&self) -> &'s State {
        self.x.state()
    }

    /// Compares a subject on the left with its other side, and a subject on the right that has no left side with
    /// nothing.
    fn subject(&self, no: SubjectNo, rows: &mut Vec<Raw<'s>>) -> Result<(), ReportError> {
        let right = self.pairs.right_of(no);
        let fields = (self.x.fields(no)?, right.map(|right| self.y.fields(right)).transpose()?.flatten());
        self.fields_of(Some(no), right, fields, rows);
        if self.pairs.left_of(no).is_none() {
            self.fields_of(None, Some(no), (None, self.y.fields(no)?), rows);
        }
        Ok(())
    }

    fn fields_of(
        &self,
        left: Option<SubjectNo>,
        right: Option<SubjectNo>,
        (from, to): (Option<Fields>, Option<Fields>),
        rows: &mut Vec<Raw<'s>>,
    ) {
        let both = from.is_some() && to.is_some();
        let whole = |field: &str, from: Json, to: Json| Raw {
            left,
            right,
            item: Item::Subject,
            field: field.to_owned(),
            from,
            to,
            both,
        };
        match (&from, &to) {
            (None, None) => return,
            (Some(_), None) => rows.push(whole("bestaan", true.into(), false.into())),
            (None, Some(_)) => rows.push(whole("bestaan", false.into(), true.into())),
            (Some(_), Some(_)) => {
                let code = |no: Option<SubjectNo>| Json::from(no.map(|no| self.state().entry(no).id()));
                if left != right {
                    rows.push(whole("code", code(left), code(right)));
                }
            }
        }
        rows.extend(differing(from, to).map(|(field, from, to)| whole(&field, from, to)));
    }

    /// Returns each node or case that was looked at, with its other side.
    fn homes(&self) -> BTreeSet<(Option<SubjectNo>, Option<SubjectNo>)> {
        let all = self.hangs.0.keys();
        all.flat_map(|home| [(Some(*home), self.pairs.right_of(*home)), (self.pairs.left_of(*home), Some(*home))])
            .collect()
    }

    fn light(&self, left: Option<SubjectNo>, right: Option<SubjectNo>, rows: &mut Vec<Raw<'s>>) {
        let lights = |hangs: &Hangs<'s>, home: Option<SubjectNo>| {
            home.and_then(|home| hangs.get(&home)).map_or_else(Vec::new, |on| on.lights.clone())
        };
        let (on_left, on_right) = (lights(&self.hangs.0, left), lights(&self.hangs.1, right));
        if on_left.iter().map(|hung| hung.row.position).eq(on_right.iter().map(|hung| hung.row.position)) {
            return;
        }
        for (field, from, to) in differing(Some(self.x.colours(&on_left)), Some(self.y.colours(&on_right))) {
            rows.push(Raw { left, right, item: Item::Light, field, from, to, both: left.is_some() && right.is_some() });
        }
    }

    fn note(&self, left: Option<Note<'s>>, right: Option<Note<'s>>, itself: bool, rows: &mut Vec<Raw<'s>>) {
        let (l, r) = (left.map(|note| note.home), right.map(|note| note.home));
        let row = |field: &str, from: Json, to: Json| Raw {
            left: l,
            right: r,
            item: Item::Note(left, right),
            field: field.to_owned(),
            from,
            to,
            both: left.is_some() && right.is_some(),
        };
        if let (Some(l), Some(r)) = (l, r)
            && self.pairs.right_of(l) != Some(r)
            && l != r
        {
            let name = |no: SubjectNo| Json::from(&*self.state().entry(no).name);
            rows.push(row("onderwerp", name(l), name(r)));
        }
        if let (Some(l), Some(r)) = (&left, &right)
            && l.hung.row.position == r.hung.row.position
        {
            return; // one event always has the same content
        }
        let alone = left.is_none() || right.is_none();
        let fields = |side: &Stand<'s>, note: Option<Note<'s>>| note.map(|note| side.note(&note.hung, itself || alone));
        let (from, to) = (fields(self.x, left), fields(self.y, right));
        let body = |fields: &Option<Fields>| fields.as_ref().map_or(Json::Null, |fields| fields["tekst"].clone());
        if alone {
            rows.push(row("tekst", body(&from), body(&to)));
        }
        let told = differing(from, to).filter(|(field, ..)| !(alone && field == "tekst"));
        rows.extend(told.map(|(field, from, to)| row(&field, from, to)));
    }

    /// Returns the node that a row belongs to, on each side.
    pub fn nodes_of(&self, row: &Raw<'s>) -> (Option<SubjectNo>, Option<SubjectNo>) {
        (row.left.and_then(|no| self.x.node_of(no)), row.right.and_then(|no| self.y.node_of(no)))
    }

    /// Fills in texts and reasons. Rows that differed in their marks only are left out, unless the texts of both sides
    /// are gone: then it is unknown whether they differed.
    pub fn tell(&self, rows: Vec<Raw<'s>>, grounds: &mut Grounds<'_>, texts: &Texts<'_>) -> Vec<RowTold<'s>> {
        // The fields of one note come one after the other and have the same explanation.
        let mut last: Option<(Pair, Vec<u64>)> = None;
        let told = rows.into_iter().filter_map(|row| {
            let (from, to) = (texts.tell(&row.from), texts.tell(&row.to));
            // The row `tekst` is what reports an added or dropped note, even when its text was erased.
            let came_or_went = matches!(row.item, Item::Note(None, _) | Item::Note(_, None)) && row.field == "tekst";
            let both_say_nothing = nothing(&row.field, &from.value) && nothing(&row.field, &to.value);
            let is_known = came_or_went || !(from.is_gone() && to.is_gone());
            if is_known && (from.value == to.value || both_say_nothing) && !came_or_went {
                return None;
            }
            let positions = match (pair(&row.item), &last) {
                (Some(pair), Some((same, positions))) if pair == *same => positions.clone(),
                (pair, _) => {
                    let positions = self.positions(&row);
                    last = pair.map(|pair| (pair, positions.clone()));
                    positions
                }
            };
            let difference = self.difference(&row, (from, to), positions, grounds, texts);
            Some(RowTold { row, difference, is_known })
        });
        told.collect()
    }

    fn difference(
        &self,
        row: &Raw<'s>,
        (from, to): (Told, Told),
        positions: Vec<u64>,
        grounds: &mut Grounds<'_>,
        texts: &Texts<'_>,
    ) -> Difference {
        let state = self.state();
        let name = |no: SubjectNo| state.entry(no).name.to_string();
        let (node_left, node_right) = self.nodes_of(row);
        let ground =
            |grounds: &mut Grounds<'_>| -> Ground { grounds.of(row.left.into_iter().chain(row.right), &positions) };
        let (right, left) = (row.right.or(row.left), row.left);
        Difference {
            nature: self.nature,
            erased: from.erased || to.erased,
            lost: from.lost.into_iter().chain(to.lost).collect(),
            ground: (self.nature == Nature::Correction).then(|| ground(grounds)),
            node: node_right.or(node_left).map(|no| state.entry(no).id().to_owned()),
            subject: right.map_or_else(String::new, name),
            subject_before: left.filter(|left| Some(*left) != right).map(name),
            title: texts.tell(&self.title(row)).value.as_str().map(str::to_owned),
            note: note_pair(state, &row.item, texts.tell(&self.heading(row)).value.as_str()),
            field: row.field.clone(),
            change: change(row, &from.value, &to.value),
            words: match (&from.value, &to.value) {
                (Json::String(a), Json::String(b)) if is_free_text(row) => words(a, b),
                _ => Vec::new(),
            },
            from: from.value,
            to: to.value,
            positions,
        }
    }

    /// Returns what has to be read for the rows: the texts that differ, the titles of their subjects, and the titles of
    /// the nodes these belong to.
    pub fn wanted(&self, rows: &[Raw<'s>]) -> Vec<Json> {
        let nodes: BTreeSet<(bool, SubjectNo)> = rows.iter().flat_map(|row| self.sides_of_node(row)).collect();
        let named = nodes.into_iter().map(|(on_left, no)| if on_left { self.x } else { self.y }.named(no));
        let told = |row: &Raw<'s>| [row.from.clone(), row.to.clone(), self.title(row), self.heading(row)];
        rows.iter().flat_map(told).chain(named).collect()
    }

    fn sides_of_node(&self, row: &Raw<'s>) -> impl Iterator<Item = (bool, SubjectNo)> + use<'s> {
        let (left, right) = self.nodes_of(row);
        left.map(|no| (true, no)).into_iter().chain(right.map(|no| (false, no)))
    }

    /// Returns the heading of a note, as a mark.
    fn heading(&self, row: &Raw<'s>) -> Json {
        let Item::Note(left, right) = row.item else { return Json::Null };
        let told = |side: &Stand<'s>, note: Note<'s>| side.note(&note.hung, false)[Field::Heading.name()].clone();
        match (left, right) {
            (_, Some(right)) => told(self.y, right),
            (Some(left), None) => told(self.x, left),
            (None, None) => Json::Null,
        }
    }

    fn title(&self, row: &Raw<'s>) -> Json {
        let (side, no) = match (row.left, row.right) {
            (_, Some(right)) if self.y.stands(right) => (self.y, right),
            (Some(left), _) => (self.x, left),
            (None, Some(right)) => (self.y, right),
            (None, None) => return Json::Null,
        };
        side.named(no)
    }
}

/// The positions of a note on either side.
type Pair = (Option<u32>, Option<u32>);

fn pair(item: &Item<'_>) -> Option<Pair> {
    let Item::Note(left, right) = item else { return None };
    let position = |note: &Note<'_>| note.hung.row.position;
    Some((left.as_ref().map(position), right.as_ref().map(position)))
}

fn note_pair(state: &State, item: &Item<'_>, heading: Option<&str>) -> Option<NotePair> {
    let Item::Note(left, right) = item else { return None };
    let id = |note: &Note<'_>| state.id_at(u64::from(note.hung.row.position)).map(|id| id.to_string());
    let heading = heading.map(str::to_owned);
    Some(NotePair { heading, from: left.as_ref().and_then(id), to: right.as_ref().and_then(id) })
}

/// Returns the fields that differ. A field that is missing on a side is null there, and two empty values are no
/// difference.
fn differing(from: Option<Fields>, to: Option<Fields>) -> impl Iterator<Item = (String, Json, Json)> {
    let (mut from, to) = (from.unwrap_or_default(), to.unwrap_or_default());
    let mut both: BTreeMap<String, (Json, Json)> = BTreeMap::new();
    for (field, to) in to {
        let from = from.remove(&field).unwrap_or(Json::Null);
        both.insert(field, (from, to));
    }
    both.extend(from.into_iter().map(|(field, from)| (field, (from, Json::Null))));
    let differs =
        move |(field, (from, to)): &(String, (Json, Json))| from != to && !(nothing(field, from) && nothing(field, to));
    both.into_iter().filter(differs).map(|(field, (from, to))| (field, from, to))
}

/// Returns true for a value that counts as none: null, an empty list, and `pm: false`.
fn nothing(field: &str, value: &Json) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty) || field == "pm" && *value == false
}

/// Fields that name where something belongs.
const PLACES: [&str; 4] = ["onderdeel", "bovenliggend", "dossier", "onderwerp"];

fn change(row: &Raw<'_>, from: &Json, to: &Json) -> Change {
    let whole = row.field == "bestaan";
    match (nothing(&row.field, from), nothing(&row.field, to)) {
        _ if matches!(row.item, Item::Note(None, _)) || whole && *to == true => Change::Added,
        _ if matches!(row.item, Item::Note(_, None)) || whole => Change::Dropped,
        _ if row.both && PLACES.contains(&row.field.as_str()) => Change::Moved,
        (true, false) => Change::Added,
        (false, true) => Change::Dropped,
        (true, true) | (false, false) => Change::Changed,
    }
}

/// Returns true for texts that are compared word by word: sentences, not codes.
fn is_free_text(row: &Raw<'_>) -> bool {
    Field::from_name(&row.field).is_some_and(Field::is_text)
}

/// Returns a sort key that keeps the rows about one note together, by the rank of the note.
pub(super) fn note_rank(item: &Item<'_>) -> (u8, u32) {
    let rank = |row: &Row| row.rank;
    match item {
        Item::Subject => (0, 0),
        Item::Light => (1, 0),
        Item::Note(left, right) => (2, right.or(*left).map_or(0, |note| rank(note.hung.row))),
    }
}
