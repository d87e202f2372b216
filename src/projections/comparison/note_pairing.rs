//! Pairs the notes of the two sides.

use std::collections::{BTreeMap, BTreeSet};

use super::compared_value::TextCache;
use super::node_pairing::SubjectPairs;
use super::point_view::PointView;
use super::shown_attachments::ShownAttachments;
use crate::RecordReadError;
use crate::domain::field::Field;
use crate::domain::ids::EventId;
use crate::domain::state::{EventRow, FieldValue, State, SubjectNo};
use crate::notes::Attached;

/// What is shown on the nodes and cases that are compared, on one side.
pub(super) type AttachmentsByHome<'s> = BTreeMap<SubjectNo, ShownAttachments<'s>>;

/// A note and the node or case it is attached to.
#[derive(Debug, Clone, Copy)]
pub(super) struct AttachedNote<'s> {
    pub home: SubjectNo,
    pub attached: Attached<'s>,
}

impl AttachedNote<'_> {
    pub fn rank(&self) -> u32 {
        self.attached.row.rank
    }
}

/// A note on both sides, or on one of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct PairedNote<'s> {
    pub left: Option<AttachedNote<'s>>,
    pub right: Option<AttachedNote<'s>>,
}

impl PairedNote<'_> {
    /// Returns true when it is one note on both sides: the same event, or corrections of it.
    pub fn is_itself(&self) -> bool {
        self.left.zip(self.right).is_some_and(|(left, right)| left.rank() == right.rank())
    }
}

/// Pairs notes: by chain of corrections, by `vervolgOp` (also through notes that are not shown), by a heading that no
/// other note on its node or case has on that side, then the only one that is left on each side of a node or case.
///
/// # Errors
/// Returns [`RecordReadError`] when a heading can not be read.
pub(super) fn pair_notes<'s>(
    (x, y): (&PointView<'s>, &PointView<'s>),
    (left, right): (&AttachmentsByHome<'s>, &AttachmentsByHome<'s>),
    homes: &SubjectPairs,
    texts: &mut TextCache<'_>,
) -> Result<Vec<PairedNote<'s>>, RecordReadError> {
    let mut pairing = Pairing { state: x.state(), homes, left: all(left), right: all(right), found: Vec::new() };
    pairing.by_chain();
    pairing.by_follow_up();
    let homes = pairing.homes_left_over();
    let headings = |side: &PointView<'s>, hangs: &AttachmentsByHome<'s>, homes: &BTreeSet<SubjectNo>| -> Vec<_> {
        let notes = homes.iter().filter_map(|home| hangs.get(home)).flat_map(|shown| &shown.notes);
        notes.filter_map(|attached| side.heading(attached)).collect()
    };
    let (on_left, on_right) = (homes.iter().map(|h| h.0).collect(), homes.iter().map(|h| h.1).collect());
    texts.read(headings(x, left, &on_left).iter().chain(&headings(y, right, &on_right)))?;
    for (l, r) in homes {
        let (notes_l, notes_r) = (&left[&l].notes, &right[&r].notes);
        let of_right = unique(y, notes_r, texts);
        for (heading, rank) in unique(x, notes_l, texts) {
            if let Some(other) = of_right.get(&heading) {
                pairing.join(rank, *other);
            }
        }
        let rest = |notes: &[Attached<'s>], left_over: &UnpairedNotes<'s>| -> Vec<u32> {
            notes.iter().map(|attached| attached.row.rank).filter(|rank| left_over.contains_key(rank)).collect()
        };
        if let ([only], [other]) = (&rest(notes_l, &pairing.left)[..], &rest(notes_r, &pairing.right)[..]) {
            pairing.join(*only, *other);
        }
    }
    let Pairing { left, right, mut found, .. } = pairing;
    found.extend(left.into_values().map(|note| PairedNote { left: Some(note), right: None }));
    found.extend(right.into_values().map(|note| PairedNote { left: None, right: Some(note) }));
    Ok(found)
}

/// Returns the headings that only one of these notes has, with the rank of that note.
fn unique(side: &PointView<'_>, notes: &[Attached<'_>], texts: &TextCache<'_>) -> BTreeMap<String, u32> {
    let mut found = BTreeMap::<String, Vec<u32>>::new();
    for attached in notes {
        if let Some(heading) = texts.words(side.heading(attached).as_ref()) {
            found.entry(heading).or_default().push(attached.row.rank);
        }
    }
    found.into_iter().filter(|(_, all)| all.len() == 1).map(|(heading, all)| (heading, all[0])).collect()
}

/// Notes without a counterpart yet, by rank: a chain of corrections has one event that counts.
type UnpairedNotes<'s> = BTreeMap<u32, AttachedNote<'s>>;

fn all<'s>(hangs: &AttachmentsByHome<'s>) -> UnpairedNotes<'s> {
    let on = |(home, shown): (&SubjectNo, &ShownAttachments<'s>)| {
        let home = *home;
        shown
            .notes
            .iter()
            .map(move |attached| (attached.row.rank, AttachedNote { home, attached: *attached }))
            .collect::<Vec<_>>()
    };
    hangs.iter().flat_map(on).collect()
}

struct Pairing<'a, 's> {
    state: &'s State,
    homes: &'a SubjectPairs,
    left: UnpairedNotes<'s>,
    right: UnpairedNotes<'s>,
    found: Vec<PairedNote<'s>>,
}

impl<'s> Pairing<'_, 's> {
    fn by_chain(&mut self) {
        let both: Vec<u32> = self.left.keys().copied().filter(|rank| self.right.contains_key(rank)).collect();
        both.into_iter().for_each(|rank| self.join(rank, rank));
    }

    /// Pairs a note with the nearest earlier one that it follows up on and that is left over; of two notes that follow
    /// up on one, the older.
    fn by_follow_up(&mut self) {
        for (right, left) in follow_ups(self.state, &self.right, &self.left) {
            self.join(left, right);
        }
        // The right side may be the earlier one: then the note on the left follows up on the one on the right.
        for (left, right) in follow_ups(self.state, &self.left, &self.right) {
            self.join(left, right);
        }
    }

    fn join(&mut self, left: u32, right: u32) {
        let homes = self.left.get(&left).map(|note| note.home).zip(self.right.get(&right).map(|note| note.home));
        if homes.is_some_and(|(left, right)| !self.parted(left, right)) {
            let pair = PairedNote { left: self.left.remove(&left), right: self.right.remove(&right) };
            self.found.push(pair);
        }
    }

    /// Returns true for one code that continues under another: what is left under it does not belong to the node that
    /// continued.
    fn parted(&self, left: SubjectNo, right: SubjectNo) -> bool {
        let other = |paired: Option<SubjectNo>| paired.is_some_and(|paired| paired != left);
        left == right && (other(self.homes.right_of(left)) || other(self.homes.left_of(right)))
    }

    /// Returns the nodes and cases with notes left over on both of their sides.
    fn homes_left_over(&self) -> BTreeSet<(SubjectNo, SubjectNo)> {
        let homes = self.homes;
        let on_right: BTreeSet<SubjectNo> = self.right.values().map(|note| note.home).collect();
        let both = self.left.values().filter_map(|note| Some((note.home, homes.right_of(note.home)?)));
        both.filter(|(left, right)| on_right.contains(right) && homes.left_of(*right) == Some(*left)).collect()
    }
}

/// Returns the notes of `from` that follow up on one of `to`, with that one.
fn follow_ups(state: &State, from: &UnpairedNotes<'_>, to: &UnpairedNotes<'_>) -> Vec<(u32, u32)> {
    let mut taken = BTreeSet::new();
    let nearest =
        |note: &AttachedNote<'_>| followed(state, note.attached.row).into_iter().find(|rank| to.contains_key(rank));
    let all = from.iter().filter_map(|(rank, note)| Some((*rank, nearest(note)?)));
    all.filter(|(_, target)| taken.insert(*target)).collect()
}

/// Returns the ranks of the notes that a note follows up on, nearest first.
fn followed(state: &State, row: &EventRow) -> Vec<u32> {
    let mut ranks = Vec::new();
    let mut next = Some(row);
    while let Some(row) = next {
        next = follow_up(state, row).filter(|row| !ranks.contains(&row.rank));
        ranks.extend(next.map(|row| row.rank));
    }
    ranks
}

/// Returns the note that a note follows up on, as it was first recorded.
fn follow_up<'s>(state: &'s State, row: &EventRow) -> Option<&'s EventRow> {
    let (no, _) = state.at(u64::from(row.position))?;
    let Some(FieldValue::Token(id)) = state.entry(no).cell(row, Field::FollowUpOn) else { return None };
    let position = state.position_of(EventId::parse(state.token(id)).ok()?)?;
    state.at(position).map(|(_, row)| row)
}
