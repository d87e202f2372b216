//! Builds the report from what it shows: every field is filled, with texts from [`TextSource`].

use std::collections::BTreeMap;

use super::after_sealing::SealingName;
use super::model::{AdjustmentView, AnnouncedView, CaseView, FinanceRow, LightView, NodeView, NoteView, Positions};
use super::money::{Overflow, checked_sum};
use super::notes::{self, Attached, ReportRound};
use super::report_scope::{Attachments, LocatedSubject, ReportContents};
use super::rules::ReportRules;
use super::subject_views::FieldReader;
use super::text_source::TextSource;
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::state::{EventRow, FieldSettings, State, SubjectNo, SubjectState};
use crate::domain::time::{Day, Precision};

/// Builds the views of a report from its contents.
pub struct ReportBuilder<'a, 's, W> {
    /// What is shown.
    pub contents: &'a ReportContents<'s>,
    /// The round the report is made for.
    pub round: Option<&'a ReportRound>,
    /// The source of the texts.
    pub words: &'a W,
}

impl<'s, W: TextSource> ReportBuilder<'_, 's, W> {
    pub(super) fn state(&self) -> &'s State {
        self.contents.tree.state
    }

    pub(super) fn field_reader<'c>(&'c self, settings: &'c FieldSettings) -> FieldReader<'c, W> {
        FieldReader { state: self.contents.tree.state, settings, words: self.words }
    }

    pub(super) fn id(&self, no: SubjectNo) -> String {
        self.state().entry(no).id().to_owned()
    }

    pub(super) fn ids(&self, all: &[SubjectNo]) -> Vec<String> {
        all.iter().map(|no| self.id(*no)).collect()
    }

    /// Returns the nodes below `above` with everything attached to them; for the top level also what belongs to no
    /// node.
    ///
    /// # Errors
    /// [`Overflow`] when a sum can not be carried in canonical JSON.
    pub fn nodes(&self, above: Option<SubjectNo>) -> Result<Vec<NodeView>, Overflow> {
        let mut nodes = Vec::new();
        for no in self.contents.children.get(&above).map_or(&[][..], Vec::as_slice) {
            nodes.push(self.node(*no)?);
        }
        if above.is_none() {
            nodes.extend(self.unplaced_node()?);
        }
        Ok(nodes)
    }

    /// Returns what belongs to no node, as a node without a code; `None` when everything has a node.
    ///
    /// # Errors
    /// [`Overflow`] when a sum can not be carried in canonical JSON.
    pub(super) fn unplaced_node(&self) -> Result<Option<NodeView>, Overflow> {
        let things = self.contents.on_nodes.get(&None);
        things.map(|things| self.node_view(None, String::new(), &SubjectState::default(), false, things)).transpose()
    }

    pub(super) fn node(&self, no: SubjectNo) -> Result<NodeView, Overflow> {
        let mut view = self.node_without_children(no)?;
        view.nodes = self.nodes(Some(no))?;
        Ok(view)
    }

    /// Returns a node without the nodes below it.
    ///
    /// # Errors
    /// [`Overflow`] when the open part of an amount can not be carried in canonical JSON.
    pub(super) fn node_without_children(&self, no: SubjectNo) -> Result<NodeView, Overflow> {
        let node = self.contents.tree.node(no);
        self.node_view(Some(no), self.id(no), &node.folded, !node.exists(), &self.contents.on_nodes[&Some(no)])
    }

    fn node_view(
        &self,
        no: Option<SubjectNo>,
        code: String,
        folded: &SubjectState,
        dropped: bool,
        things: &Attachments<'s>,
    ) -> Result<NodeView, Overflow> {
        let cells = self.field_reader(&folded.settings);
        let title = if code.is_empty() { Some("Zonder onderdeel".to_owned()) } else { Some(code.clone()) };
        Ok(NodeView {
            level: cells.token(Field::Level),
            title: cells.text(Field::Title).or_else(|| title.filter(|_| !cells.has(Field::Title))),
            committee: cells.text(Field::Committee),
            portfolios: cells.texts(Field::Portfolios),
            mission: cells.text(Field::Mission),
            continuation_of: cells.tokens(Field::ContinuationOf),
            dropped,
            light: self.light(&things.lights),
            notes: self.notes(&things.notes),
            cases: things.cases.iter().map(|placed| self.case(placed)).collect::<Result<_, _>>()?,
            facilities: things.facilities.iter().map(|placed| self.facility(placed)).collect(),
            adjustments: self.adjustments(&things.adjustments)?,
            indicators: things.indicators.iter().map(|placed| self.indicator(placed)).collect(),
            milestones: things.milestones.iter().map(|placed| self.milestone(placed)).collect(),
            announced: self.announced(&things.announced),
            nodes: Vec::new(),
            after_sealings: no.map_or_else(|| self.since_version_2(Vec::new), |no| self.after_sealings_of(no)),
            precision: precision(folded),
            judgement: judgement(folded),
            positions: positions(folded),
            position: folded.last.map_or(0, |last| last.position),
            code,
        })
    }

    pub(super) fn case(&self, placed: &LocatedSubject) -> Result<CaseView, Overflow> {
        let (folded, cells) = (&placed.folded, self.field_reader(&placed.folded.settings));
        let things = &self.contents.on_cases[&placed.no];
        let closed = folded.status.is_some_and(|status| status.kind == EventType::CaseClosed);
        Ok(CaseView {
            id: self.id(placed.no),
            title: self.name_or_id(&cells, Field::Title, placed.no),
            kind: cells.token(Field::Kind),
            status: if closed { "gesloten" } else { "open" },
            since: folded.status.map(|status| status.day.to_string()),
            owner: cells.text(Field::Owner),
            summary: cells.text(Field::Summary),
            outcome: cells.text(Field::Outcome).filter(|_| closed),
            parties: cells.list(Field::Parties),
            references: cells.list(Field::References),
            light: self.light(&things.lights),
            notes: self.notes(&things.notes),
            adjustments: self.adjustments(&things.adjustments)?,
            facilities: things.facilities.iter().map(|placed| self.facility(placed)).collect(),
            milestones: things.milestones.iter().map(|placed| self.milestone(placed)).collect(),
            announced: self.announced(&things.announced),
            dropped_node: placed.dropped.map(|no| self.id(no)),
            after_sealings: self.after_sealings_of(placed.no),
            precision: precision(folded),
            judgement: judgement(folded),
            positions: positions(folded),
            position: folded.last.map_or(0, |last| last.position),
        })
    }

    fn adjustments(&self, all: &[LocatedSubject]) -> Result<Vec<AdjustmentView>, Overflow> {
        all.iter().map(|placed| self.adjustment(placed)).collect()
    }

    fn light(&self, all: &[Attached<'s>]) -> Option<LightView> {
        let shown = notes::shown_in_tree(&self.contents.tree, all, self.round);
        let mut lights = notes::group_lights(self.state(), &shown.members).into_iter();
        let light = self.one_light(&lights.next()?, shown.carried_over)?;
        let beside = || lights.filter_map(|group| self.one_light(&group, shown.carried_over)).collect();
        Some(LightView { beside: self.since_version_2(beside), ..light })
    }

    fn one_light(&self, group: &[Attached<'s>], carried_over: bool) -> Option<LightView> {
        let last = group.last()?;
        let folded = notes::fold_light(self.state(), group);
        let cells = self.field_reader(&folded.settings);
        Some(LightView {
            beside: self.since_version_2(Vec::new),
            after_sealings: self.after_sealings(group.iter().map(|hung| hung.row), self.contents.tree.at.day),
            colour: cells.token(Field::Colour),
            time: cells.token(Field::Time),
            money: cells.token(Field::Money),
            quality: cells.token(Field::Quality),
            round: cells.token(Field::Round),
            carried_over,
            effective_on: last.row.day.to_string(),
            dropped_node: self.recorded_code(last),
            precision: precision_name(last.row.precision),
            judgement: judgement(&folded),
            positions: positions(&folded),
            position: u64::from(last.row.position),
        })
    }

    /// Returns a field that was added in version 2; `None` in version 1.
    fn since_version_2<T>(&self, value: impl FnOnce() -> T) -> Option<T> {
        match self.contents.tree.rules {
            ReportRules::V1 => None,
            ReportRules::V2 => Some(value()),
        }
    }

    /// Returns the sealings after which a note, a light or an announced event was recorded.
    fn after_sealings<'r>(&self, rows: impl Iterator<Item = &'r EventRow>, until: Day) -> Option<Vec<SealingName>> {
        self.since_version_2(|| self.contents.covers.before_rows(self.state(), rows, until))
    }

    /// Returns the sealings after which something about the subject was recorded.
    pub(super) fn after_sealings_of(&self, no: SubjectNo) -> Option<Vec<SealingName>> {
        let at = self.contents.tree.at;
        self.since_version_2(|| self.contents.covers.before_subject(self.state(), no, at.position, at.day))
    }

    /// Returns the code a note or light was recorded on, when references to that code now mean another node.
    fn recorded_code(&self, hung: &Attached<'_>) -> Option<String> {
        let is_node = self.state().entry(hung.subject).kind == crate::domain::ids::SubjectKind::Node;
        let moved = is_node && self.contents.tree.resolve(hung.subject, hung.row.day) != hung.subject;
        moved.then(|| self.id(hung.subject))
    }

    fn notes(&self, all: &[Attached<'s>]) -> Vec<NoteView> {
        let state = self.state();
        let mut shown = notes::shown_in_tree(&self.contents.tree, all, self.round);
        notes::sort_in_reading_order(state, &mut shown.members);
        let view = |hung: &Attached<'_>| {
            let settings = FieldSettings::of_group(state.entry(hung.subject), [hung.row]);
            let cells = self.field_reader(&settings);
            let position = u64::from(hung.row.position);
            NoteView {
                id: state.id_at(position).map_or_else(String::new, |id| id.to_string()),
                heading: cells.text(Field::Heading),
                body: cells.text(Field::Body),
                cause: cells.text(Field::Cause),
                consequence: cells.text(Field::Consequence),
                steering: cells.text(Field::Steering),
                effective_on: hung.row.day.to_string(),
                round: cells.token(Field::Round),
                order: settings.number(Field::Order),
                carried_over: shown.carried_over,
                follow_up_on: cells.token(Field::FollowUpOn),
                cases: cells.tokens(Field::Cases),
                dropped_node: self.recorded_code(hung),
                after_sealings: self.after_sealings(std::iter::once(hung.row), self.contents.tree.at.day),
                precision: precision_name(hung.row.precision),
                judgement: hung.row.unreviewed.then_some("nakijken"),
                positions: Positions::new(),
                position,
            }
        };
        shown.members.iter().map(view).collect()
    }

    pub(super) fn announced(&self, all: &[Attached<'_>]) -> Vec<AnnouncedView> {
        let view = |hung: &Attached<'_>| AnnouncedView {
            subject: self.state().entry(hung.subject).name.to_string(),
            what: hung.row.kind.name(),
            due: hung.row.day.to_string(),
            position: u64::from(hung.row.position),
            after_sealings: self.after_sealings(std::iter::once(hung.row), Day::from_number(i32::MAX)),
            precision: precision_name(hung.row.precision),
            judgement: hung.row.unreviewed.then_some("nakijken"),
        };
        all.iter().map(view).collect()
    }

    /// Returns the name of a subject, or its id where no introduction sets a name. An erased name stays empty.
    pub(super) fn name_or_id(&self, cells: &FieldReader<'_, W>, field: Field, no: SubjectNo) -> Option<String> {
        if cells.has(field) { cells.text(field) } else { Some(self.id(no)) }
    }

    /// Returns the totals over the amounts shown, per node they belong to directly.
    ///
    /// # Errors
    /// [`Overflow`] when a sum can not be carried in canonical JSON.
    pub fn finance(&self) -> Result<Vec<FinanceRow>, Overflow> {
        type Key = (Option<i64>, Option<SubjectNo>, [Option<String>; 5]);
        let mut totals: BTreeMap<Key, (i64, u32)> = BTreeMap::new();
        let things = self.contents.on_nodes.values().chain(self.contents.on_cases.values());
        for placed in things.flat_map(|things| &things.adjustments) {
            let settings = &placed.folded.settings;
            let cells = self.field_reader(settings);
            let words =
                [Field::Kind, Field::Effect, Field::Standing, Field::Side, Field::Duration].map(|f| cells.token(f));
            let total = totals.entry((settings.number(Field::FiscalYear), placed.node, words)).or_default();
            match settings.number(Field::Cents) {
                Some(cents) => total.0 = checked_sum(total.0 + cents)?,
                None => total.1 += 1,
            }
        }
        let mut rows: Vec<FinanceRow> = totals
            .into_iter()
            .map(|((fiscal_year, node, [kind, effect, standing, side, duration]), (cents, pro_memorie_count))| {
                FinanceRow {
                    fiscal_year,
                    node: node.map_or_else(String::new, |no| self.id(no)),
                    kind,
                    effect,
                    standing,
                    side,
                    duration,
                    cents,
                    pro_memorie_count,
                }
            })
            .collect();
        // By year, then by code in reading order; the stable sort keeps the words in order.
        rows.sort_by(|a, b| {
            a.fiscal_year.cmp(&b.fiscal_year).then_with(|| crate::domain::ids::compare_codes(&a.node, &b.node))
        });
        Ok(rows)
    }
}

/// Returns the precision as a report shows it: `None` when it is to the day.
pub fn precision_name(precision: Precision) -> Option<&'static str> {
    (precision != Precision::Day).then(|| precision.name())
}

pub(super) fn precision(folded: &SubjectState) -> Option<&'static str> {
    folded.status.or(folded.last).and_then(|event| precision_name(event.precision))
}

/// Returns `nakijken` while an event that sets something shown has not been reviewed.
pub(super) fn judgement(folded: &SubjectState) -> Option<&'static str> {
    let unreviewed = folded.settings.iter().any(|(_, setting)| setting.unreviewed)
        || folded.status.is_some_and(|status| status.unreviewed);
    unreviewed.then_some("nakijken")
}

/// Returns which event set each field; empty when one event set them all.
pub(super) fn positions(folded: &SubjectState) -> Positions {
    let mut set = folded.settings.iter().map(|(_, setting)| setting.position).chain(folded.status.map(|s| s.position));
    let first = set.next();
    if set.all(|position| Some(position) == first) {
        return Positions::new();
    }
    let mut positions: Positions =
        folded.settings.iter().map(|(field, setting)| (field.name(), setting.position)).collect();
    if let Some(status) = folded.status {
        positions.entry("status").or_insert(status.position);
    }
    positions
}
