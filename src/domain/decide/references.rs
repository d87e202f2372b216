//! Checks references: what an event refers to must have been recorded by an event that counts, on any day.

use super::{Proposal, Reason, Rejection, RuleView, introducing_type};
use crate::event::{EventData, EventType, Reference, ReferenceKind, Reservation, RoundSealed};
use crate::ids::{AdjustmentId, CaseId, DecisionId, EventId, FacilityId, NodeCode, RoundId, Subject, SubjectKind};
use crate::message;

/// Checks every reference in the data of an event, in the order of the fields.
pub(super) fn check(view: &RuleView<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    let of = References { view };
    match &proposal.data {
        EventData::NodeRecorded(data) => of.tree(data.parent.as_ref(), data.continuation_of.as_deref()),
        EventData::NodeChanged(data) => of.tree(data.parent.value(), data.continuation_of.value().map(Vec::as_slice)),
        EventData::NodeDropped(data) => of.nodes("opvolgers", Some(&data.successors)),
        EventData::CaseOpened(data) => {
            of.node("onderdeel", Some(&data.node))?;
            of.listed(data.references.as_deref())
        }
        EventData::CaseChanged(data) => {
            of.node("onderdeel", data.node.0.as_ref())?;
            of.listed(data.references.value().map(Vec::as_slice))
        }
        EventData::NoteRecorded(data) => {
            of.round(data.round.as_ref())?;
            of.note(data.follow_up_on)?;
            of.cases(data.cases.as_deref())
        }
        EventData::LightSet(data) => of.round(data.round.as_ref()),
        EventData::MilestonePlanned(data) => {
            of.place(data.node.as_ref(), data.case.as_ref())?;
            of.subjects("afhankelijkVan", data.depends_on.as_deref())
        }
        EventData::AdjustmentRecorded(data) => {
            of.place(data.node.as_ref(), data.case.as_ref())?;
            of.decision(data.decision.as_ref())?;
            of.adjustments(data.covers.as_ref(), data.realises.as_ref())
        }
        EventData::AdjustmentChanged(data) => {
            of.place(data.node.value(), data.case.value())?;
            of.decision(data.decision.value())?;
            of.adjustments(data.covers.value(), data.realises.value())
        }
        EventData::AdjustmentToldAgain(data) => of.round(Some(&data.round)),
        EventData::FacilityOpened(data) => of.place(data.node.as_ref(), data.case.as_ref()),
        EventData::FacilityClosed(data) => of.facility(data.decision.as_ref(), data.replaced_by.as_ref()),
        EventData::FacilityReopened(data) => of.facility(data.decision.as_ref(), data.replaced_by.as_ref()),
        EventData::IndicatorRecorded(data) => of.node("onderdeel", Some(&data.node)),
        EventData::DecisionTaken(data) => {
            of.subjects("betreft", data.concerns.as_deref())?;
            of.fulfilment(data.reservation.as_ref())
        }
        EventData::DecisionChanged(data) => {
            of.subjects("betreft", data.concerns.value().map(Vec::as_slice))?;
            of.fulfilment(data.reservation.value())
        }
        EventData::RoundSealed(data) => of.decision(data.decision.as_ref()),
        EventData::CaseClosed(_)
        | EventData::CaseReopened(_)
        | EventData::MilestoneMoved(_)
        | EventData::MilestoneMet(_)
        | EventData::MilestoneDropped(_)
        | EventData::AdjustmentDropped(_)
        | EventData::FacilityCapacityChanged(_)
        | EventData::FacilityRestricted(_)
        | EventData::IndicatorMeasured(_)
        | EventData::RoundOpened(_)
        | EventData::RoundChanged(_)
        | EventData::RoundReopened(_)
        | EventData::RoundPublished(_)
        | EventData::EventWithdrawn(_)
        | EventData::EventErased(_) => Ok(()),
    }
}

/// Checks the decision that a sealing is based on.
pub(super) fn decision_of_sealing(view: &RuleView<'_>, sealed: &RoundSealed) -> Result<(), Rejection> {
    References { view }.decision(sealed.decision.as_ref())
}

struct References<'v, 'a> {
    view: &'v RuleView<'a>,
}

impl References<'_, '_> {
    /// Checks one subject, which another event must have introduced.
    fn recorded(&self, field: &str, subject: &Subject) -> Result<(), Rejection> {
        let there = match subject.kind() {
            SubjectKind::Event => EventId::parse(subject.id()).ok().is_some_and(|id| self.counting(id).is_some()),
            _ => self.view.is_recorded(subject), // every other kind is introduced by an event
        };
        if there { Ok(()) } else { Err(missing(field, subject.as_str(), introducing_type(subject.kind()))) }
    }

    /// Returns the type of an event that counts and is not the one under correction.
    fn counting(&self, id: EventId) -> Option<EventType> {
        let state = self.view.state;
        let (_, row) = state.at(state.position_of(id)?)?;
        let corrected = self.view.corrected.is_some_and(|corrected| corrected.position == row.position);
        (!corrected && state.counts(row, state.head())).then_some(row.kind)
    }

    fn node(&self, field: &str, node: Option<&NodeCode>) -> Result<(), Rejection> {
        node.map_or(Ok(()), |node| self.recorded(field, &node.subject()))
    }

    fn nodes(&self, field: &str, nodes: Option<&[NodeCode]>) -> Result<(), Rejection> {
        let mut each = nodes.unwrap_or_default().iter().enumerate();
        each.try_for_each(|(at, node)| self.recorded(&format!("{field}[{at}]"), &node.subject()))
    }

    fn tree(&self, parent: Option<&NodeCode>, continuation_of: Option<&[NodeCode]>) -> Result<(), Rejection> {
        self.node("bovenliggend", parent)?;
        self.nodes("voortzettingVan", continuation_of)
    }

    fn place(&self, node: Option<&NodeCode>, case: Option<&CaseId>) -> Result<(), Rejection> {
        self.node("onderdeel", node)?;
        case.map_or(Ok(()), |case| self.recorded("dossier", &case.subject()))
    }

    fn cases(&self, cases: Option<&[CaseId]>) -> Result<(), Rejection> {
        let mut each = cases.unwrap_or_default().iter().enumerate();
        each.try_for_each(|(at, case)| self.recorded(&format!("dossiers[{at}]"), &case.subject()))
    }

    fn subjects(&self, field: &str, subjects: Option<&[Subject]>) -> Result<(), Rejection> {
        let mut each = subjects.unwrap_or_default().iter().enumerate();
        each.try_for_each(|(at, subject)| self.recorded(&format!("{field}[{at}]"), subject))
    }

    fn round(&self, round: Option<&RoundId>) -> Result<(), Rejection> {
        round.map_or(Ok(()), |round| self.recorded("ronde", &round.subject()))
    }

    fn decision(&self, decision: Option<&DecisionId>) -> Result<(), Rejection> {
        decision.map_or(Ok(()), |decision| self.recorded("besluit", &decision.subject()))
    }

    fn facility(&self, decision: Option<&DecisionId>, facility: Option<&FacilityId>) -> Result<(), Rejection> {
        self.decision(decision)?;
        facility.map_or(Ok(()), |facility| self.recorded("vervangenDoor", &facility.subject()))
    }

    fn adjustments(&self, covers: Option<&AdjustmentId>, realises: Option<&AdjustmentId>) -> Result<(), Rejection> {
        covers.map_or(Ok(()), |id| self.recorded("dekt", &id.subject()))?;
        realises.map_or(Ok(()), |id| self.recorded("realiseert", &id.subject()))
    }

    fn fulfilment(&self, reservation: Option<&Reservation>) -> Result<(), Rejection> {
        let decision = reservation.and_then(|reservation| reservation.fulfilled_by.as_ref());
        decision.map_or(Ok(()), |id| self.recorded("voorbehoud.vervuldDoor", &id.subject()))
    }

    fn note(&self, id: Option<EventId>) -> Result<(), Rejection> {
        match id {
            Some(id) if self.counting(id) != Some(EventType::NoteRecorded) => {
                let message = message!("rule-unknown-note", id = id.to_string());
                Err(Rejection::new(Reason::UnknownReference, message).in_field("gegevens.vervolgOp"))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Checks references of a case by id, for the kinds that this log has. Other registers are not looked up.
    fn listed(&self, references: Option<&[Reference]>) -> Result<(), Rejection> {
        for (at, reference) in references.unwrap_or_default().iter().enumerate() {
            let (Some(kind), Some(id)) = (subject_kind_of(reference.kind), &reference.id) else { continue };
            let field = format!("verwijzingen[{at}].id");
            let subject = Subject::new(kind, id.as_str());
            let subject = subject
                .map_err(|_| missing(&field, &format!("{}/{}", kind.name(), id.as_str()), introducing_type(kind)))?;
            self.recorded(&field, &subject)?;
        }
        Ok(())
    }
}

/// Returns the kind of subject that a reference of a case points at, if this log has that kind.
const fn subject_kind_of(kind: ReferenceKind) -> Option<SubjectKind> {
    match kind {
        ReferenceKind::Decision => Some(SubjectKind::Decision),
        ReferenceKind::Facility => Some(SubjectKind::Facility),
        ReferenceKind::Case => Some(SubjectKind::Case),
        ReferenceKind::Node => Some(SubjectKind::Node),
        ReferenceKind::Adjustment => Some(SubjectKind::Adjustment),
        ReferenceKind::Round => Some(SubjectKind::Round),
        ReferenceKind::Matter | ReferenceKind::Document | ReferenceKind::Other => None,
    }
}

fn missing(field: &str, subject: &str, kind: &str) -> Rejection {
    let message = match kind {
        "" => message!("rule-unknown-event", subject = subject, field = field),
        kind => message!("rule-unknown-reference", subject = subject, field = field, kind = kind),
    };
    Rejection::new(Reason::UnknownReference, message).in_field(format!("gegevens.{field}"))
}
