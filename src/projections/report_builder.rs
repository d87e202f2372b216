//! Builds the report from what it shows: every field is filled, with texts from [`TextSource`].

use std::collections::BTreeMap;

use super::after_sealing::SealingName;
use super::model::{AnnouncedView, FinanceRow};
use super::money::{Overflow, checked_sum};
use super::notes::{self, Attached, ReportRound};
use super::report_scope::{Attachments, LocatedSubject, ReportContents};
use super::rules::ReportRules;
use super::text_source::TextSource;
use super::views::{
    AdjustmentView, CaseView, DecisionView, FacilityView, FieldReader, IndicatorSource, IndicatorView, LightSource,
    LightView, MilestoneSource, MilestoneView, NodeSource, NodeView, NoteSource, NoteView, SubjectSource,
    precision_name,
};
use crate::domain::field::Field;
use crate::domain::state::{EventRow, FieldSettings, State, SubjectNo, SubjectState};
use crate::domain::time::Day;

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
        things.map(|things| self.node_view(None, &SubjectState::default(), false, things)).transpose()
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
        self.node_view(Some(no), &node.folded, !node.exists(), &self.contents.on_nodes[&Some(no)])
    }

    fn node_view(
        &self,
        no: Option<SubjectNo>,
        folded: &SubjectState,
        dropped: bool,
        attachments: &Attachments<'s>,
    ) -> Result<NodeView, Overflow> {
        let fields = self.field_reader(&folded.settings);
        NodeView::of(&NodeSource { builder: self, no, folded, dropped, attachments, fields })
    }

    /// Returns a case with what belongs to it.
    ///
    /// # Errors
    /// [`Overflow`] when the open part of an amount can not be carried in canonical JSON.
    pub(super) fn case(&self, placed: &LocatedSubject) -> Result<CaseView, Overflow> {
        CaseView::of(&SubjectSource::placed(self, placed))
    }

    pub(super) fn facility(&self, placed: &LocatedSubject) -> Result<FacilityView, Overflow> {
        FacilityView::of(&SubjectSource::placed(self, placed))
    }

    /// Returns an amount.
    ///
    /// # Errors
    /// [`Overflow`] when its open part can not be carried in canonical JSON.
    pub(super) fn adjustment(&self, placed: &LocatedSubject) -> Result<AdjustmentView, Overflow> {
        AdjustmentView::of(&SubjectSource::placed(self, placed))
    }

    pub(super) fn indicator(&self, placed: &LocatedSubject) -> Result<IndicatorView, Overflow> {
        IndicatorView::of(&IndicatorSource::new(SubjectSource::placed(self, placed)))
    }

    pub(super) fn milestone(&self, placed: &LocatedSubject) -> Result<MilestoneView, Overflow> {
        MilestoneView::of(&MilestoneSource(SubjectSource::placed(self, placed)))
    }

    pub(super) fn decision(&self, no: SubjectNo, folded: &SubjectState) -> Result<DecisionView, Overflow> {
        DecisionView::of(&SubjectSource::without_place(self, no, folded))
    }

    pub(super) fn cases(&self, all: &[LocatedSubject]) -> Result<Vec<CaseView>, Overflow> {
        all.iter().map(|placed| self.case(placed)).collect()
    }

    pub(super) fn facilities(&self, all: &[LocatedSubject]) -> Result<Vec<FacilityView>, Overflow> {
        all.iter().map(|placed| self.facility(placed)).collect()
    }

    pub(super) fn indicators(&self, all: &[LocatedSubject]) -> Result<Vec<IndicatorView>, Overflow> {
        all.iter().map(|placed| self.indicator(placed)).collect()
    }

    pub(super) fn milestones(&self, all: &[LocatedSubject]) -> Result<Vec<MilestoneView>, Overflow> {
        all.iter().map(|placed| self.milestone(placed)).collect()
    }

    pub(super) fn adjustments(&self, all: &[LocatedSubject]) -> Result<Vec<AdjustmentView>, Overflow> {
        all.iter().map(|placed| self.adjustment(placed)).collect()
    }

    pub(super) fn light(&self, all: &[Attached<'s>]) -> Result<Option<LightView>, Overflow> {
        let shown = notes::shown_in_tree(&self.contents.tree, all, self.round);
        let mut lights = notes::group_lights(self.state(), &shown.members).into_iter();
        let Some(first) = lights.next() else { return Ok(None) };
        let Some(light) = self.one_light(&first, shown.carried_over)? else { return Ok(None) };
        let beside = || {
            lights.filter_map(|group| self.one_light(&group, shown.carried_over).transpose()).collect::<Result<_, _>>()
        };
        Ok(Some(LightView { beside: self.since(ReportRules::V2, beside).transpose()?, ..light }))
    }

    fn one_light(&self, group: &[Attached<'s>], carried_over: bool) -> Result<Option<LightView>, Overflow> {
        let Some(last) = group.last() else { return Ok(None) };
        let folded = &notes::fold_light(self.state(), group);
        let fields = self.field_reader(&folded.settings);
        LightView::of(&LightSource { builder: self, group, last, folded, carried_over, fields }).map(Some)
    }

    /// Returns a value that came with a version of the report; `None` in an earlier version.
    pub(super) fn since<T>(&self, version: ReportRules, value: impl FnOnce() -> T) -> Option<T> {
        (self.contents.tree.rules.version() >= version.version()).then(value)
    }

    /// Returns the sealings after which a note, a light or an announced event was recorded.
    pub(super) fn after_sealings<'r>(
        &self,
        rows: impl Iterator<Item = &'r EventRow>,
        until: Day,
    ) -> Option<Vec<SealingName>> {
        self.since(ReportRules::V2, || self.contents.covers.before_rows(self.state(), rows, until))
    }

    /// Returns the sealings after which something about the subject was recorded.
    pub(super) fn after_sealings_of(&self, no: SubjectNo) -> Option<Vec<SealingName>> {
        let at = self.contents.tree.at;
        self.since(ReportRules::V2, || self.contents.covers.before_subject(self.state(), no, at.position, at.day))
    }

    /// Returns the code a note or light was recorded on, when references to that code now mean another node.
    pub(super) fn recorded_code(&self, hung: &Attached<'_>) -> Option<String> {
        let is_node = self.state().entry(hung.subject).kind == crate::domain::ids::SubjectKind::Node;
        let moved = is_node && self.contents.tree.resolve(hung.subject, hung.row.day) != hung.subject;
        moved.then(|| self.id(hung.subject))
    }

    pub(super) fn notes(&self, all: &[Attached<'s>]) -> Result<Vec<NoteView>, Overflow> {
        let state = self.state();
        let mut shown = notes::shown_in_tree(&self.contents.tree, all, self.round);
        notes::sort_in_reading_order(state, &mut shown.members);
        let view = |attached: &Attached<'s>| {
            let settings = FieldSettings::of_group(state.entry(attached.subject), [attached.row]);
            let fields = self.field_reader(&settings);
            NoteView::of(&NoteSource { builder: self, attached, carried_over: shown.carried_over, fields })
        };
        shown.members.iter().map(view).collect()
    }

    /// Returns what takes effect later on a facility.
    pub(super) fn announced_on_facility(&self, no: SubjectNo) -> Vec<AnnouncedView> {
        self.contents.on_facilities.get(&no).map_or_else(Vec::new, |later| self.announced(later))
    }

    /// Returns the ids of the amounts that cover or realise an amount.
    pub(super) fn amounts_linked_by(&self, no: SubjectNo, field: Field) -> Vec<String> {
        self.contents.amounts.linked_by(no, field).into_iter().map(|no| self.id(no)).collect()
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
