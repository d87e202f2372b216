//! The view of an element of the goal tree.

use std::ops::Deref;

use super::announced::AnnouncedView;
use super::declaration::view;
use super::trace::{EventTrace, judgement, positions, precision};
use super::{AdjustmentView, CaseView, FacilityView, IndicatorView, LightView, MilestoneView, NoteView};
use crate::domain::field::Field;
use crate::domain::state::{SubjectNo, SubjectState};
use crate::field_reader::FieldReader;
use crate::money::Overflow;
use crate::report_builder::ReportBuilder;
use crate::report_scope::Attachments;
use crate::rules::ReportRules;
use crate::text_source::TextSource;

view! {
    /// An element of the goal tree with what belongs to it.
    NodeView(node: NodeSource)
    read {
        /// Its level.
        level: token(Level),
        /// Its title.
        title: name(Title),
        /// The council committee.
        committee: text(Committee),
        /// The portfolios.
        portfolios: texts(Portfolios),
        /// What it is for.
        mission: text(Mission),
        /// What it goes on from.
        continuation_of: tokens(ContinuationOf),
    }
    derived {
        /// Its code.
        code: String = "code", node.code();
        /// True when it does not stand on this day and is shown for what refers to it.
        dropped: bool = "vervallen", node.dropped;
        /// Its traffic light.
        light: Option<LightView> = "stoplicht", node.builder.light(&node.attachments.lights)?;
        /// Its notes.
        notes: Vec<NoteView> = "toelichtingen", node.builder.notes(&node.attachments.notes)?;
        /// Its cases.
        cases: Vec<CaseView> = "dossiers", node.builder.cases(node.attachments)?;
        /// Its facilities.
        facilities: Vec<FacilityView> = "voorzieningen", node.builder.facilities(node.attachments)?;
        /// Its amounts.
        adjustments: Vec<AdjustmentView> = "bijstellingen", node.builder.adjustments(node.attachments)?;
        /// Its indicators.
        indicators: Vec<IndicatorView> = "indicatoren", node.builder.indicators(node.attachments)?;
        /// Its milestones.
        milestones: Vec<MilestoneView> = "mijlpalen", node.builder.milestones(node.attachments)?;
        /// What is known and takes effect later.
        announced: Vec<AnnouncedView> = "aangekondigd", node.builder.announced(&node.attachments.announced);
        /// The elements below it.
        nodes: Vec<NodeView> = "onderdelen", Vec::new();
    }
}

/// An element of the goal tree, or what belongs to none.
pub(crate) struct NodeSource<'b, 's, W> {
    pub builder: &'b ReportBuilder<'b, 's, W>,
    /// The element; `None` for what belongs to none.
    pub no: Option<SubjectNo>,
    pub folded: &'b SubjectState,
    /// Whether it does not stand on this day.
    pub dropped: bool,
    pub attachments: &'b Attachments<'s>,
    pub fields: FieldReader<'b, W>,
}

impl<'b, W> Deref for NodeSource<'b, '_, W> {
    type Target = FieldReader<'b, W>;

    fn deref(&self) -> &FieldReader<'b, W> {
        &self.fields
    }
}

impl<W: TextSource> NodeSource<'_, '_, W> {
    fn code(&self) -> String {
        self.no.map_or_else(String::new, |no| self.builder.id(no))
    }

    /// Returns the title; the code where no event sets one. What belongs to no element has a title in words.
    fn name(&self, field: Field) -> Option<String> {
        match self.no {
            Some(_) if self.has(field) => self.text(field),
            Some(_) => Some(self.code()),
            None => Some("Zonder onderdeel".to_owned()),
        }
    }

    fn trace(&self) -> EventTrace {
        let nothing = || self.builder.since(ReportRules::V2, Vec::new);
        EventTrace {
            after_sealings: self.no.map_or_else(nothing, |no| self.builder.after_sealings_of(no)),
            precision: precision(self.folded),
            judgement: judgement(self.folded),
            positions: positions(self.folded),
            position: self.folded.last.map_or(0, |last| last.position),
        }
    }
}

impl<'s, W: TextSource> ReportBuilder<'_, 's, W> {
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
    pub(crate) fn unplaced_node(&self) -> Result<Option<NodeView>, Overflow> {
        let things = self.contents.on_nodes.get(&None);
        things.map(|things| self.node_view(None, &SubjectState::default(), false, things)).transpose()
    }

    pub(crate) fn node(&self, no: SubjectNo) -> Result<NodeView, Overflow> {
        let mut view = self.node_without_children(no)?;
        view.nodes = self.nodes(Some(no))?;
        Ok(view)
    }

    /// Returns a node without the nodes below it.
    ///
    /// # Errors
    /// [`Overflow`] when the open part of an amount can not be carried in canonical JSON.
    pub(crate) fn node_without_children(&self, no: SubjectNo) -> Result<NodeView, Overflow> {
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
}
