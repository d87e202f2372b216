//! Selects the part of a comparison that is requested.

use super::kinds::{LIGHT, NOTE};
use super::model::Difference;
use super::point_view::PointView;
use super::request::ComparisonRequest;
use super::step::{ComparisonStep, RowTopic, UnresolvedRow};
use crate::ReportError;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{State, SubjectNo};

/// Fields that hold an amount, or hold that its size is not given.
const AMOUNTS: [&str; 3] = ["bedragInCenten", "openInCenten", "pm"];

/// The requested part of a comparison.
pub(super) struct ComparisonFilter<'a> {
    request: &'a ComparisonRequest,
    state: &'a State,
    /// The node to which the comparison is limited.
    pub scope: Option<SubjectNo>,
}

impl<'a> ComparisonFilter<'a> {
    /// Creates the filter of a request.
    ///
    /// # Errors
    /// Returns [`ReportError::NoSuchNode`] when the node stands at none of the points.
    pub fn new(
        state: &'a State,
        request: &'a ComparisonRequest,
        stands: &[PointView<'_>],
    ) -> Result<ComparisonFilter<'a>, ReportError> {
        let scope = request.node.as_deref().map(|code| {
            let no = state.subject(&format!("{}/{code}", SubjectKind::Node.name()));
            let no = no.filter(|no| stands.iter().any(|side| side.exists(*no)));
            no.ok_or_else(|| ReportError::NoSuchNode(code.to_owned()))
        });
        Ok(ComparisonFilter { request, state, scope: scope.transpose()? })
    }

    /// Returns true for a row in the requested part.
    pub fn keeps(&self, step: &ComparisonStep<'_, '_>, row: &UnresolvedRow<'_>, told: &Difference) -> bool {
        self.request.nature.is_none_or(|nature| nature == told.nature)
            && self.keeps_amount(told)
            && self.keeps_kind(step, row)
            && self.keeps_place(step, row)
    }

    /// Returns true when totals of amounts of this `soort` are requested.
    pub fn wants_amounts(&self, kind: Option<&str>) -> bool {
        let kinds = &self.request.kinds;
        let adjustments = SubjectKind::Adjustment.name();
        kinds.is_empty() || kinds.iter().any(|wanted| wanted == adjustments || Some(wanted.as_str()) == kind)
    }

    /// With a minimum, keeps only amounts that differ by at least as much, and amounts that are p.m. on a side.
    fn keeps_amount(&self, told: &Difference) -> bool {
        let Some(minimum) = self.request.minimum_cents else { return true };
        if !AMOUNTS.contains(&told.field.as_str()) {
            return false;
        }
        if told.field == "pm" {
            return true;
        }
        let cents = |value: &serde_json::Value| value.as_i64();
        match (cents(&told.from), cents(&told.to)) {
            (Some(from), Some(to)) => (to - from).abs() >= minimum,
            (Some(one), None) | (None, Some(one)) => one.abs() >= minimum,
            (None, None) => true,
        }
    }

    /// Returns true for notes or a light on a node or case in the requested part.
    pub fn keeps_attached(&self, side: &PointView<'_>, home: SubjectNo, item: &str) -> bool {
        let kinds = &self.request.kinds;
        let soort = side.located(home).folded.settings.token(Field::Kind).map(|token| self.state.token(token));
        let words = [Some(item), Some(self.state.entry(home).kind.name()), soort];
        let wanted = kinds.is_empty() || words.into_iter().flatten().any(|word| kinds.iter().any(|kind| kind == word));
        wanted && self.scope.is_none_or(|scope| side.node_of(home).is_some_and(|node| side.within(node, scope)))
    }

    fn keeps_kind(&self, step: &ComparisonStep<'_, '_>, row: &UnresolvedRow<'_>) -> bool {
        let kinds = &self.request.kinds;
        let wants = |kind: &str| kinds.iter().any(|wanted| wanted == kind);
        let item = match row.topic {
            RowTopic::Subject => None,
            RowTopic::Light => Some(LIGHT),
            RowTopic::Note(..) => Some(NOTE),
        };
        let soort = |side: &PointView<'_>, no: Option<SubjectNo>| {
            let token = side.located(no?).folded.settings.token(Field::Kind)?;
            Some(self.state.token(token).to_owned())
        };
        kinds.is_empty()
            || item.is_some_and(wants)
            || row.left.or(row.right).is_some_and(|no| wants(self.state.entry(no).kind.name()))
            || [soort(step.left_view, row.left), soort(step.right_view, row.right)]
                .into_iter()
                .flatten()
                .any(|soort| wants(&soort))
    }

    /// Returns true when at either point the subject lies within the requested node, even if it exists at one of them
    /// only. A decision does when something it concerns does.
    fn keeps_place(&self, step: &ComparisonStep<'_, '_>, row: &UnresolvedRow<'_>) -> bool {
        let Some(scope) = self.scope else { return true };
        [(step.left_view, row.left.or(row.right)), (step.right_view, row.right.or(row.left))].into_iter().any(
            |(side, no)| {
                let Some(no) = no else { return false };
                let nodes = match self.state.entry(no).kind {
                    SubjectKind::Decision => concerned(side, no),
                    _ => side.node_of(no).into_iter().collect(),
                };
                nodes.into_iter().any(|node| side.within(node, scope))
            },
        )
    }
}

/// Returns the nodes of what a decision concerns.
fn concerned(side: &PointView<'_>, decision: SubjectNo) -> Vec<SubjectNo> {
    let (state, placed) = (side.state(), side.located(decision));
    let Some(setting) = placed.folded.settings.get(Field::Concerns) else { return Vec::new() };
    let named = state.list(setting.value).iter().filter_map(|subject| state.subject(state.token(*subject)));
    named
        .filter_map(|no| match state.entry(no).kind {
            SubjectKind::Node => Some(side.tree().resolve(no, setting.day)),
            _ => side.node_of(no),
        })
        .collect()
}
