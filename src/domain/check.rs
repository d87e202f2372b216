//! Form checks: what one event must satisfy beyond the shape of its fields, independent of the log.

use super::bsn;
use super::event::{AdjustmentChanged, DecisionKind, EventData, MilestonePlanned, Patch, Reference};
use super::proposal::{FieldError, Proposal};
use crate::language::Message;
use crate::message;

/// Checks the form of a proposal.
///
/// # Errors
/// All errors in it.
pub fn check(proposal: Proposal) -> Result<Proposal, Vec<FieldError>> {
    let mut errors = Vec::new();
    collect_errors(&proposal, &mut errors);
    if errors.is_empty() { Ok(proposal) } else { Err(errors) }
}

fn collect_errors(proposal: &Proposal, errors: &mut Vec<FieldError>) {
    let kind = proposal.kind();
    if !kind.subject_kinds().contains(&proposal.subject.kind()) {
        let wanted: Vec<Message> = kind.subject_kinds().iter().map(|kind| Message::verbatim(kind.name())).collect();
        let message = message!("check-other-kind", kind = kind.name(), wanted = wanted);
        errors.push(FieldError::new("onderwerp", "verkeerd-soort-onderwerp", message));
    }
    if kind.is_change() && proposal.body.is_empty() {
        errors.push(FieldError::new("gegevens", "lege-wijziging", message!("check-empty-change")));
    }
    if let Some([from, to]) = proposal.provenance.as_ref().and_then(|p| p.lines)
        && (from == 0 || from > to)
    {
        errors.push(FieldError::new("herkomst.regels", "ongeldige-waarde", message!("check-lines")));
    }
    check_data(&proposal.data, errors);
    errors.extend(bsn::refusals(proposal));
}

fn check_data(data: &EventData, errors: &mut Vec<FieldError>) {
    match data {
        EventData::CaseOpened(case) => check_references(case.references.as_deref(), errors),
        EventData::CaseChanged(case) => check_references(case.references.value().map(Vec::as_slice), errors),
        EventData::MilestonePlanned(MilestonePlanned { node, case, .. }) => {
            one_place(node.is_some(), case.is_some(), errors);
        }
        EventData::AdjustmentRecorded(adjustment) => {
            one_place(adjustment.node.is_some(), adjustment.case.is_some(), errors);
            if adjustment.cents.is_some() == adjustment.pro_memorie.is_some() {
                errors.push(amount(message!("check-amount")));
            }
        }
        EventData::AdjustmentChanged(change) => check_change(change, errors),
        EventData::FacilityOpened(facility) => one_place(facility.node.is_some(), facility.case.is_some(), errors),
        EventData::IndicatorMeasured(measured) => {
            if measured.value.is_none() && measured.trend.is_none() && measured.norm.is_none() {
                let message = message!("check-no-outcome");
                errors.push(FieldError::new("gegevens", "meting-zonder-uitkomst", message));
            }
        }
        EventData::DecisionTaken(decision) => check_number(decision.kind, decision.number.as_str(), errors),
        EventData::DecisionChanged(change) => {
            if let (Some(kind), Some(number)) = (change.kind.0, change.number.0.as_ref()) {
                check_number(kind, number.as_str(), errors);
            }
        }
        EventData::NodeRecorded(_)
        | EventData::NodeChanged(_)
        | EventData::NodeDropped(_)
        | EventData::CaseClosed(_)
        | EventData::CaseReopened(_)
        | EventData::NoteRecorded(_)
        | EventData::LightSet(_)
        | EventData::MilestoneMoved(_)
        | EventData::MilestoneMet(_)
        | EventData::MilestoneDropped(_)
        | EventData::AdjustmentToldAgain(_)
        | EventData::AdjustmentDropped(_)
        | EventData::FacilityCapacityChanged(_)
        | EventData::FacilityRestricted(_)
        | EventData::FacilityClosed(_)
        | EventData::FacilityReopened(_)
        | EventData::IndicatorRecorded(_)
        | EventData::RoundOpened(_)
        | EventData::RoundChanged(_)
        | EventData::RoundReopened(_)
        | EventData::RoundSealed(_)
        | EventData::RoundPublished(_)
        | EventData::EventWithdrawn(_)
        | EventData::EventErased(_) => {}
    }
}

fn amount(message: Message) -> FieldError {
    FieldError::new("gegevens.bedragInCenten", "bedrag-of-pm", message)
}

fn one_place(node: bool, case: bool, errors: &mut Vec<FieldError>) {
    if node == case {
        let message = message!("check-one-place");
        errors.push(FieldError::new("gegevens.onderdeel", "onderdeel-of-dossier", message));
    }
}

fn check_change(change: &AdjustmentChanged, errors: &mut Vec<FieldError>) {
    let (cents, pm) = (&change.cents, &change.pro_memorie);
    if cents.value().is_some() && pm.value().is_some() {
        errors.push(amount(message!("check-amount")));
    }
    if matches!(cents, Patch::Clear) && pm.value().is_none() {
        errors.push(amount(message!("check-amount-cleared")));
    }
    if matches!(pm, Patch::Clear) && cents.value().is_none() {
        errors.push(amount(message!("check-pm-cleared")));
    }
    if change.node.value().is_some() && change.case.value().is_some() {
        one_place(true, true, errors);
    }
}

fn check_references(references: Option<&[Reference]>, errors: &mut Vec<FieldError>) {
    for (at, reference) in references.unwrap_or_default().iter().enumerate() {
        if reference.url.is_some() == reference.id.is_some() {
            let field = format!("gegevens.verwijzingen[{at}]");
            errors.push(FieldError::new(field, "url-of-id", message!("check-url-or-id")));
        }
    }
}

/// Checks the number of a paper. Each paper has exactly one written form, so that it has one number: `B&W 19.0017`,
/// `A.22.0057/01`.
fn check_number(kind: DecisionKind, number: &str, errors: &mut Vec<FieldError>) {
    match kind {
        DecisionKind::Motion | DecisionKind::FrameworkLetter | DecisionKind::Other => {}
        DecisionKind::ExecutiveDecision
        | DecisionKind::CouncilProposal
        | DecisionKind::CouncilDecision
        | DecisionKind::Amendment => {
            if !is_paper_number(number) {
                let message = message!("check-paper-number", number = number);
                errors.push(FieldError::new("gegevens.kenmerk", "kenmerk-vorm", message));
            }
        }
    }
}

/// Returns true if the number is in its one written form. The prefix `BW` is refused, because it is written `B&W`.
pub fn is_paper_number(number: &str) -> bool {
    let letters = number.bytes().take_while(|b| b.is_ascii_uppercase() || *b == b'&').count();
    let (prefix, rest) = number.split_at(letters);
    let separator = rest.as_bytes().first();
    (1..=8).contains(&letters)
        && prefix != "BW"
        && matches!(separator, Some(b' ' | b'.'))
        && rest[1..].starts_with(|c: char| c.is_ascii_digit())
        && rest[1..].bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase() || matches!(b, b'.' | b'/' | b'-'))
}
