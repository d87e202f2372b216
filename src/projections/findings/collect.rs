//! Collects the findings at a point, before any text is read: outputs, lights, cases, milestones.

use std::collections::BTreeMap;

use super::FindingCode;
use super::pending::{FindingDetails, PendingFinding};
use super::point::FindingsPoint;
use crate::ReportError;
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{AsOf, EventRow, FieldValue, State, SubjectNo, SubjectState, Symbol};
use crate::domain::time::{Day, Precision};
use crate::notes::{self, Attached, GroupKey};
use crate::report_scope::{Attachments, ReportContents};
use crate::round_scope::RoundScope;
use crate::telling::TellingReader;

/// A subject that the report of the round shows.
#[derive(Debug)]
pub(super) struct ShownSubject<'p> {
    pub no: SubjectNo,
    pub folded: &'p SubjectState,
    pub nodes: Vec<SubjectNo>,
}

/// Collects findings from what the report of the round shows.
#[derive(Debug)]
pub(super) struct FindingCollector<'p, 's> {
    pub contents: &'p ReportContents<'s>,
    pub point: &'p FindingsPoint,
    /// Which programmes the round covers.
    pub scope: RoundScope,
    /// What the round says about amounts, and since when its window runs for each programme.
    pub telling: TellingReader<'p, 's>,
    /// The notes that name a case in `dossiers`, by the id of the case.
    mentions: BTreeMap<Symbol, Vec<Attached<'s>>>,
}

impl<'p, 's> FindingCollector<'p, 's> {
    /// Prepares a collector for the contents of a report.
    pub fn new(report_contents: &'p ReportContents<'s>, point: &'p FindingsPoint) -> FindingCollector<'p, 's> {
        let scope = RoundScope::of(&report_contents.tree, &point.round.id);
        let telling = TellingReader::new(&report_contents.tree, &point.round.id);
        FindingCollector {
            contents: report_contents,
            point,
            scope,
            telling,
            mentions: mentions(report_contents.tree.state, point.at),
        }
    }

    /// Returns all findings, in no order.
    ///
    /// # Errors
    /// [`ReportError::Overflow`] when the open part of an amount can not be carried.
    pub fn collect(&self) -> Result<Vec<PendingFinding>, ReportError> {
        let seen = self.shown_subjects();
        let mut drafts = Vec::new();
        self.collect_programmes(&mut drafts);
        self.collect_nodes(&mut drafts);
        self.collect_cases(&mut drafts);
        self.collect_milestones(&seen, &mut drafts);
        self.collect_amounts(&seen, &mut drafts)?;
        self.collect_not_told(&seen, &mut drafts);
        self.collect_decisions(&seen, &mut drafts);
        self.collect_late(&seen, &mut drafts);
        self.collect_events(&seen, &mut drafts);
        Ok(drafts)
    }

    pub(super) fn state(&self) -> &'s State {
        self.contents.tree.state
    }

    /// Returns every subject that the report shows, except nodes.
    pub(super) fn shown_subjects(&self) -> Vec<ShownSubject<'p>> {
        let report_contents = self.contents;
        let things = report_contents.on_nodes.values().chain(report_contents.on_cases.values());
        let placed = things.flat_map(Attachments::subjects);
        let mut seen: Vec<ShownSubject<'p>> =
            placed.map(|p| ShownSubject { no: p.no, folded: &p.folded, nodes: p.node.into_iter().collect() }).collect();
        let places: BTreeMap<SubjectNo, Vec<SubjectNo>> = seen.iter().map(|s| (s.no, s.nodes.clone())).collect();
        for (no, folded) in &report_contents.decisions {
            seen.push(ShownSubject { no: *no, folded, nodes: self.concerned(folded, &places) });
        }
        seen
    }

    /// Returns the nodes that a decision concerns, directly or through another subject.
    fn concerned(&self, decision: &SubjectState, places: &BTreeMap<SubjectNo, Vec<SubjectNo>>) -> Vec<SubjectNo> {
        let Some(setting) = decision.settings.get(Field::Concerns) else { return Vec::new() };
        let state = self.state();
        let concerned = state.list(setting.value).iter().filter_map(|name| state.subject(state.token(*name)));
        let nodes = concerned.flat_map(|no| match state.entry(no).kind {
            SubjectKind::Node => vec![self.contents.tree.resolve(no, setting.day)],
            _ => places.get(&no).cloned().unwrap_or_default(),
        });
        nodes.collect()
    }

    fn collect_nodes(&self, drafts: &mut Vec<PendingFinding>) {
        let report_contents = self.contents;
        for (no, things) in report_contents.on_nodes.iter().filter_map(|(no, things)| Some(((*no)?, things))) {
            let node = report_contents.tree.node(no);
            let output = node.folded.settings.token(Field::Level).is_some_and(|l| self.state().token(l) == "prestatie");
            let mut shown = notes::shown_in_tree(&report_contents.tree, &things.notes, Some(&self.point.round)).members;
            for case in things.of(SubjectKind::Case) {
                let notes = &report_contents.on_cases[&case.no].notes;
                shown.extend(notes::shown_in_tree(&report_contents.tree, notes, Some(&self.point.round)).members);
            }
            let all = self.notes_of_node(things);
            if output && node.exists() && self.is_covered(no) && !all.iter().any(|attached| self.is_of_round(attached))
            {
                let last = shown.iter().max_by_key(|attached| (attached.row.day, attached.row.rank));
                let mut positions = vec![node.folded.status.map_or(0, |status| status.position)];
                positions.extend(last.map(|attached| u64::from(attached.row.position)));
                let details = FindingDetails::NoNote {
                    carried_over: last.map(|attached| (attached.row.day, attached.row.precision)),
                };
                drafts.push(PendingFinding::new(FindingCode::OutputWithoutNote, no, &[no], positions, details));
            }
            self.collect_lights((no, &[no]), &things.lights, (&all, &shown), drafts);
        }
    }

    /// Returns the notes on a node and those of the cases that it shows.
    fn notes_of_node(&self, things: &Attachments<'s>) -> Vec<Attached<'s>> {
        let cases = things.of(SubjectKind::Case).iter().flat_map(|case| self.notes_of_case(case.no));
        things.notes.iter().copied().chain(cases).collect()
    }

    /// Returns the notes on a case, and the notes elsewhere that name it.
    fn notes_of_case(&self, case: SubjectNo) -> Vec<Attached<'s>> {
        let state = self.state();
        let named = state.symbol(state.entry(case).id()).and_then(|id| self.mentions.get(&id));
        let elsewhere = named.into_iter().flatten().filter(|attached| attached.subject != case);
        self.contents.on_cases[&case].notes.iter().chain(elsewhere).copied().collect()
    }

    fn is_of_round(&self, attached: &Attached<'_>) -> bool {
        let state = self.state();
        state.symbol(&self.point.round.id).map(GroupKey::Round) == Some(GroupKey::of(state, attached))
    }

    /// Checks the lights that are shown on a node or case against the notes beside them.
    fn collect_lights(
        &self,
        owner: (SubjectNo, &[SubjectNo]),
        lights: &[Attached<'s>],
        notes: (&[Attached<'s>], &[Attached<'s>]),
        drafts: &mut Vec<PendingFinding>,
    ) {
        let shown = notes::shown_in_tree(&self.contents.tree, lights, Some(&self.point.round));
        for light in notes::group_lights(self.state(), &shown.members) {
            self.collect_light(owner, &light, notes, drafts);
        }
    }

    /// Checks one light of `owner`, which belongs to `nodes`: `notes` are all notes of the owner, `shown` are those
    /// that the report shows.
    fn collect_light(
        &self,
        (owner, nodes): (SubjectNo, &[SubjectNo]),
        light: &[Attached<'s>],
        (notes, shown): (&[Attached<'s>], &[Attached<'s>]),
        drafts: &mut Vec<PendingFinding>,
    ) {
        let state = self.state();
        let folded = notes::fold_light(state, light);
        let colour = folded.settings.get(Field::Colour).zip(folded.settings.token(Field::Colour));
        let Some((setting, colour)) = colour.map(|(setting, colour)| (setting, state.token(colour))) else { return };
        match colour {
            "onbekend" => drafts.push(PendingFinding::new(
                FindingCode::LightUnknown,
                owner,
                nodes,
                [setting.position],
                FindingDetails::LightUnknown,
            )),
            "oranje" | "rood" => {
                let group = light.first().map(|attached| GroupKey::of(state, attached));
                let is_shown =
                    |attached: &Attached<'_>| shown.iter().any(|one| one.row.position == attached.row.position);
                let beside = |attached: &&Attached<'s>| {
                    Some(GroupKey::of(state, attached)) == group || self.is_of_round(attached) || is_shown(attached)
                };
                let notes: Vec<&Attached<'s>> = notes.iter().filter(beside).collect();
                if !notes.iter().any(|attached| is_steered(state, attached)) {
                    let mut positions = vec![setting.position];
                    positions.extend(notes.iter().map(|attached| u64::from(attached.row.position)));
                    let details = FindingDetails::LightWithoutSteering { colour: colour.to_owned() };
                    drafts.push(PendingFinding::new(
                        FindingCode::LightWithoutSteering,
                        owner,
                        nodes,
                        positions,
                        details,
                    ));
                }
            }
            _ => {} // green
        }
    }

    fn collect_cases(&self, drafts: &mut Vec<PendingFinding>) {
        let (report_contents, state) = (self.contents, self.state());
        let cases = report_contents.on_nodes.values().flat_map(|things| things.of(SubjectKind::Case));
        let open =
            cases.filter(|placed| placed.folded.status.is_none_or(|status| status.kind != EventType::CaseClosed));
        for placed in open {
            let nodes: Vec<SubjectNo> = placed.node.into_iter().collect();
            let things = &report_contents.on_cases[&placed.no];
            let shown = notes::shown_in_tree(&report_contents.tree, &things.notes, Some(&self.point.round)).members;
            self.collect_lights((placed.no, &nodes), &things.lights, (&self.notes_of_case(placed.no), &shown), drafts);
            let symbol = state.symbol(state.entry(placed.no).id());
            let named = symbol.and_then(|symbol| self.mentions.get(&symbol)).into_iter().flatten();
            let mut signs: Vec<(SubjectNo, &EventRow)> =
                named.map(|attached| (attached.subject, attached.row)).collect();
            signs.extend(self.rows(placed.no));
            for other in state.entry(placed.no).referrers().filter(|no| self.belongs(*no, symbol)) {
                signs.extend(self.rows(other));
            }
            let from = self.point.first_day(self.telling.before(placed.node));
            let is_left_out = placed.node.is_some_and(|node| !self.is_covered(node));
            if is_left_out || signs.iter().any(|(no, row)| self.is_activity(*no, row, from)) {
                continue;
            }
            let last = signs.iter().map(|(_, row)| *row).max_by_key(|row| (row.day, row.rank));
            let opened = placed.folded.status.map_or(0, |status| status.position);
            let positions = [opened, last.map_or(0, |row| u64::from(row.position))];
            let details = FindingDetails::QuietCase { from, last: last.map(|row| (row.day, row.precision)) };
            drafts.push(PendingFinding::new(FindingCode::QuietCase, placed.no, &nodes, positions, details));
        }
    }

    /// Returns the events of a subject that count and hold from the reporting date or earlier.
    fn rows(&self, no: SubjectNo) -> Vec<(SubjectNo, &'s EventRow)> {
        self.state().standing_rows(no, self.point.at).into_iter().map(|row| (no, row)).collect()
    }

    /// Returns true when a subject belongs to the case at the point.
    fn belongs(&self, no: SubjectNo, case: Option<Symbol>) -> bool {
        let (state, at) = (self.state(), self.point.at);
        let thing =
            matches!(state.entry(no).kind, SubjectKind::Facility | SubjectKind::Adjustment | SubjectKind::Milestone);
        thing && state.fold(no, at).settings.token(Field::Case) == case
    }

    /// Returns true when an event is a sign of activity of a case in this round, whose window begins on a day: by its own
    /// day, or by the round it was written for.
    fn is_activity(&self, no: SubjectNo, row: &EventRow, from: Day) -> bool {
        let state = self.state();
        let own = state.symbol(&self.point.round.id).map(FieldValue::Token);
        from <= row.day && row.day <= self.point.at.day
            || own.is_some() && state.entry(no).cell(row, Field::Round) == own
    }

    fn collect_milestones(&self, seen: &[ShownSubject<'p>], drafts: &mut Vec<PendingFinding>) {
        let state = self.state();
        for milestone in seen.iter().filter(|seen| state.entry(seen.no).kind == SubjectKind::Milestone) {
            let settings = &milestone.folded.settings;
            let ended = milestone.folded.status.is_some_and(|s| s.kind != EventType::MilestonePlanned);
            let Some((setting, due)) = settings.get(Field::Due).zip(settings.token(Field::Due)) else { continue };
            let precision = settings.token(Field::DuePrecision).map(|precision| state.token(precision));
            let Ok(due) = Day::parse(state.token(due)) else { continue };
            if !ended && last_day(due, precision).is_some_and(|last| last < self.point.at.day) {
                let details = FindingDetails::MilestonePassed { due, precision: precision.map(str::to_owned) };
                let positions = [setting.position, milestone.folded.status.map_or(0, |status| status.position)];
                drafts.push(PendingFinding::new(
                    FindingCode::MilestonePassed,
                    milestone.no,
                    &milestone.nodes,
                    positions,
                    details,
                ));
            }
        }
    }
}

/// Returns the notes that name a case in `dossiers`, by the id of the case.
fn mentions(state: &State, at: AsOf) -> BTreeMap<Symbol, Vec<Attached<'_>>> {
    let mut mentions: BTreeMap<Symbol, Vec<Attached<'_>>> = BTreeMap::new();
    let subjects = [SubjectKind::Node, SubjectKind::Case].into_iter().flat_map(|kind| state.subjects_of(kind));
    for &subject in subjects {
        let entry = state.entry(subject);
        let notes = entry.rows.iter().filter(|row| row.kind == EventType::NoteRecorded);
        for row in notes.filter(|row| row.day <= at.day && state.counts(row, at.position)) {
            let cases = entry.cell(row, Field::Cases).map_or(&[][..], |value| state.list(value));
            cases.iter().for_each(|case| mentions.entry(*case).or_default().push(Attached { subject, row }));
        }
    }
    mentions
}

/// Returns true when a note has a cause, a consequence and steering.
fn is_steered(state: &State, attached: &Attached<'_>) -> bool {
    let entry = state.entry(attached.subject);
    [Field::Cause, Field::Consequence, Field::Steering]
        .into_iter()
        .all(|field| entry.cell(attached.row, field).is_some_and(|value| value != FieldValue::Clear))
}

/// Returns the last day that a day of this precision may stand for; `None` where the precision is `onbekend`.
fn last_day(day: Day, precision: Option<&str>) -> Option<Day> {
    use chrono::Datelike as _;
    let date = day.date();
    let (year, month) = (date.year(), date.month());
    let end_of = |month: u32| {
        let (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        Day::from_ymd(year, month, 1).map(|first| Day::from_number(first.number() - 1))
    };
    match Precision::ALL.into_iter().find(|known| precision == Some(known.name())) {
        None | Some(Precision::Day | Precision::AtLatest) => Some(day),
        Some(Precision::Month) => end_of(month),
        Some(Precision::Quarter) => end_of(month.div_ceil(3) * 3),
        Some(Precision::Year) => end_of(12),
        Some(Precision::Unknown) => None,
    }
}
