//! Finds the events that set a value, on the subject itself and on the subjects it depends on.

use std::collections::BTreeSet;

use super::point_view::PointView;
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{EventRow, FieldValue, SubjectNo, present_life};
use crate::domain::time::Day;
use crate::notes::Attached;
use crate::views::latest_period;

/// One event that a value depends on, and what it contributed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ValueSource {
    pub position: u64,
    pub contribution: Contribution,
}

/// What an event contributed to a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Contribution {
    /// The status of the subject: standing, open, closed, met or dropped.
    Status,
    /// The value of a field.
    Field(Field),
    /// The event itself: a note, a light, a measurement, the end of a time of standing.
    Itself,
    /// A link of a circle.
    Circle,
    /// That a reference had a target: the beginning of a subject, or the date of a round.
    Existence,
}

/// Returns the events that a field of the report depends on.
pub(super) fn field_sources(side: &PointView<'_>, no: SubjectNo, field: &str) -> BTreeSet<ValueSource> {
    let kind = side.state().entry(no).kind;
    let mut from = SourceCollector { side, found: BTreeSet::new() };
    match (kind, field) {
        (_, "bestaan" | "sinds" | "code") => from.status(no),
        (SubjectKind::Indicator, "periode" | "waarde" | "ontwikkeling" | "norm" | "status" | "nauwkeurigheid") => {
            from.status(no);
            from.measured(no);
        }
        (SubjectKind::Indicator, "streefwaarde") => {
            from.field(no, Field::Targets);
            from.measured(no);
        }
        (SubjectKind::Milestone, "nauwkeurigheid") => from.field(no, Field::DuePrecision),
        (_, "status" | "nauwkeurigheid" | "ingangsdatum") => from.status(no),
        (_, "onderdeel") => from.place(no),
        (_, "bovenliggend") => from.parent(no),
        (_, "gedektDoor") => from.pointing(no, Field::Covers, &[]),
        (_, "gerealiseerdDoor") => from.pointing(no, Field::Realises, &[]),
        (_, "openInCenten") => {
            [Field::Cents, Field::ProMemorie, Field::Kind].into_iter().for_each(|field| from.field(no, field));
            from.pointing(no, Field::Covers, &[Field::Cents, Field::ProMemorie]);
            from.pointing(no, Field::Realises, &[Field::Cents, Field::ProMemorie]);
        }
        (_, "voorbehoudVervuld") => {
            from.field(no, Field::Reservation);
            side.fulfilled_by(no).into_iter().for_each(|by| from.status(by));
        }
        (_, "bedragInCenten" | "pm") => {
            [Field::Cents, Field::ProMemorie].into_iter().for_each(|field| from.field(no, field))
        }
        (_, "reden" | "omvang" | "uitkomst") => {
            from.status(no);
            Field::from_name(field).into_iter().for_each(|field| from.field(no, field));
        }
        _ => Field::from_name(field).into_iter().for_each(|field| from.field(no, field)),
    }
    if from.found.is_empty() && ["titel", "naam", "omschrijving"].contains(&field) {
        from.status(no); // a subject without a name shows its id
    }
    from.found
}

/// Returns the events that notes or a light depend on: their own, and those that let them be shown where they are.
pub(super) fn attachment_sources(side: &PointView<'_>, attached: &[Attached<'_>]) -> BTreeSet<ValueSource> {
    let mut found = visibility_sources(side, attached);
    found.extend(
        attached
            .iter()
            .map(|one| ValueSource { position: u64::from(one.row.position), contribution: Contribution::Itself }),
    );
    found
}

/// Returns the events that decide whether notes or lights are shown where they are: for a dropped code what made it
/// pass to another, for a case its first day, and the dates of rounds, which decide which groups are shown.
pub(super) fn visibility_sources(side: &PointView<'_>, attached: &[Attached<'_>]) -> BTreeSet<ValueSource> {
    let state = side.state();
    let mut from = SourceCollector { side, found: BTreeSet::new() };
    for one in attached {
        match state.entry(one.subject).kind {
            SubjectKind::Node => from.path(one.subject, one.row.day),
            _ => from.opened(one.subject), // a case shows its notes from its own first day on
        }
        if let Some(FieldValue::Token(round)) = state.entry(one.subject).cell(one.row, Field::Round) {
            for id in [state.token(round)].into_iter().chain(side.round.as_ref().map(|own| own.id.as_str())) {
                let round = state.subject(&format!("{}/{id}", SubjectKind::Round.name()));
                let dated = round.and_then(|no| setting_event(side, no, Field::ReportingDate));
                from.add_source(dated.map(|source| ValueSource { contribution: Contribution::Existence, ..source }));
            }
        }
    }
    from.found
}

struct SourceCollector<'a, 's> {
    side: &'a PointView<'s>,
    found: BTreeSet<ValueSource>,
}

impl SourceCollector<'_, '_> {
    fn add(&mut self, row: &EventRow, what: Contribution) {
        self.add_source(Some(ValueSource { position: u64::from(row.position), contribution: what }));
    }

    fn add_source(&mut self, on: Option<ValueSource>) {
        self.found.extend(on);
    }

    /// Adds the events by which a subject exists: for a node every beginning and end of a time of standing, else the
    /// last status event. The event that introduced it counts whatever its day: a subject without one shows by any
    /// event at all.
    fn status(&mut self, no: SubjectNo) {
        let state = self.side.state();
        self.opened(no);
        let own = self.side.own_rows(no);
        let ends = |row: &EventRow| matches!(row.kind, EventType::NodeRecorded | EventType::NodeDropped);
        if state.entry(no).kind == SubjectKind::Node && own.iter().any(|row| ends(row)) {
            own.iter().filter(|row| ends(row)).for_each(|row| self.add(row, Contribution::Status));
            return;
        }
        match status_event(self.side, no) {
            Some(source) => self.add_source(Some(source)),
            None => self.side.view().rows(no).into_iter().for_each(|row| self.add(row, Contribution::Status)),
        }
    }

    fn introduced(&mut self, no: SubjectNo) {
        let view = self.side.view();
        let rows = view.state().entry(no).rows.iter();
        let introduced = rows.filter(|row| row.kind.introduces() && view.counts(row));
        introduced.for_each(|row| self.add(row, Contribution::Existence));
    }

    /// Adds what lets a subject show, and the event that makes it show by now.
    fn opened(&mut self, no: SubjectNo) {
        self.introduced(no);
        if self.side.exists(no) {
            let first = self.side.own_rows(no).iter().find(|row| row.kind.introduces()).copied();
            let any = || self.side.view().rows(no).first().copied();
            first.or_else(any).into_iter().for_each(|row| self.add(row, Contribution::Itself));
        }
    }

    fn field(&mut self, no: SubjectNo, field: Field) {
        self.add_source(setting_event(self.side, no, field));
    }

    /// Adds the node a subject belongs to: by its own field or by that of its case, and by what became of that node.
    fn place(&mut self, no: SubjectNo) {
        self.field(no, Field::Case);
        self.side.located(no).case.into_iter().for_each(|case| self.opened(case));
        match self.side.located(no).case {
            Some(case) if self.side.exists(case) => self.reference(case, Field::Node),
            Some(case) => {
                let folded = self.side.view().on(Day::from_number(i32::MAX)).fold(case);
                let said = folded.decided_by(SubjectKind::Case, Field::Node);
                let source =
                    said.map(|position| ValueSource { position, contribution: Contribution::Field(Field::Node) });
                source.into_iter().for_each(|source| self.led(source, Field::Node));
            }
            None => self.reference(no, Field::Node),
        }
    }

    /// Adds the parent of a node. For a node that a circle turns into a top, it adds the parent field of every node in
    /// the circle, its own included a second time: being in the circle is a different contribution than having a
    /// parent.
    fn parent(&mut self, no: SubjectNo) {
        self.status(no); // a node that does not stand has no parent
        self.reference(no, Field::Parent);
        let is_top = self.side.tree().parent(no).is_none();
        let mut path = vec![no];
        while let Some(above) = path.last().and_then(|last| self.side.tree().direct_parent(*last)) {
            if path.contains(&above) {
                let circle = if is_top && above == no { &path[..] } else { &[] };
                for node in circle {
                    self.reference(*node, Field::Parent);
                    let says = setting_event(self.side, *node, Field::Parent);
                    self.add_source(says.map(|source| ValueSource { contribution: Contribution::Circle, ..source }));
                }
                return;
            }
            path.push(above);
        }
    }

    fn reference(&mut self, no: SubjectNo, field: Field) {
        setting_event(self.side, no, field).into_iter().for_each(|source| self.led(source, field));
    }

    /// Adds the event that set a reference to a node, and the path from there.
    fn led(&mut self, source: ValueSource, field: Field) {
        self.add_source(Some(source));
        let state = self.side.state();
        let Some((no, row)) = state.at(source.position) else { return };
        let Some(FieldValue::Token(code)) = state.entry(no).cell(row, field) else { return };
        let named = state.subject(&format!("{}/{}", SubjectKind::Node.name(), state.token(code)));
        named.into_iter().for_each(|named| self.path(named, row.day));
    }

    /// Adds the ends that a reference passes, the beginnings of the times of standing it refers to, and the parents it
    /// falls back on where an end names no sole successor.
    fn path(&mut self, named: SubjectNo, day: Day) {
        let (state, tree) = (self.side.state(), self.side.tree());
        let (mut no, mut day, mut seen) = (named, day, BTreeSet::new());
        loop {
            let node = tree.node(no);
            let Some(interval) = crate::goal_tree::find_interval(&node.intervals, day) else { return };
            let begins = |row: &&&EventRow| row.kind == EventType::NodeRecorded && row.day == interval.from;
            let rows = self.side.own_rows(no);
            if let Some(row) = rows.iter().find(begins) {
                self.add(row, Contribution::Existence);
            }
            let Some((end, position)) = interval.dropped else { return };
            self.add_source(Some(ValueSource { position, contribution: Contribution::Itself }));
            let end_of_it = rows.iter().position(|row| u64::from(row.position) == position);
            let before = &rows[..end_of_it.unwrap_or(rows.len())];
            let parent = present_life(SubjectKind::Node, before, |row| row.kind)
                .iter()
                .rfind(|row| state.entry(no).cell(row, Field::Parent).is_some())
                .filter(|_| tree.sole_successor(no, position).is_none());
            if let Some(row) = parent {
                self.add(row, Contribution::Field(Field::Parent));
            }
            let Some(heir) = tree.heir(no, position, end) else { return };
            if !seen.insert(position) {
                return;
            }
            (no, day) = (heir, end);
        }
    }

    /// Adds the amounts that point at an amount, and their fields `also`.
    fn pointing(&mut self, no: SubjectNo, field: Field, also: &[Field]) {
        for other in self.side.report_contents.amounts.linked_by(no, field) {
            self.status(other);
            [field].iter().chain(also).for_each(|field| self.field(other, *field));
        }
    }

    /// Adds the measurements of the period that is shown.
    fn measured(&mut self, no: SubjectNo) {
        let rows = self.side.view().rows(no);
        let (_, measured) = latest_period(self.side.state(), no, &rows).unwrap_or_default();
        measured.into_iter().for_each(|row| self.add(row, Contribution::Itself));
    }
}

/// Returns the event that last set or cleared a field, in the present life of the subject.
pub(super) fn setting_event(side: &PointView<'_>, no: SubjectNo, field: Field) -> Option<ValueSource> {
    let position = side.located(no).folded.decided_by(side.state().entry(no).kind, field)?;
    Some(ValueSource { position, contribution: Contribution::Field(field) })
}

/// Returns the event that last set the status of a subject: standing, open, closed, met or dropped.
pub(super) fn status_event(side: &PointView<'_>, no: SubjectNo) -> Option<ValueSource> {
    let folded = &side.located(no).folded;
    let event = folded.status.or(folded.last)?;
    Some(ValueSource { position: event.position, contribution: Contribution::Status })
}
