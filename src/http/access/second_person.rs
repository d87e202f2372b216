//! Erasing is not for one person, where a second is asked for.

use axum::http::StatusCode;

use crate::domain::event::EventType;
use crate::domain::proposal::Proposal;
use crate::http::app_state::AppState;
use crate::http::problem::Problem;
use crate::message;

/// Refuses erasures of one person, where a second is asked for.
///
/// # Errors
/// A problem 403.
pub fn must_not_erase_alone(site: &AppState, erases: bool) -> Result<(), Problem> {
    let asks_second = site.settings().access.as_ref().is_some_and(|access| access.second_person);
    if erases && asks_second {
        return Err(Problem::new(StatusCode::FORBIDDEN, "tweede-persoon-nodig", message!("erasure-alone")));
    }
    Ok(())
}

/// Returns true if one of these is an erasure.
pub fn erases(proposals: &[Proposal]) -> bool {
    proposals.iter().any(|proposal| proposal.kind() == EventType::EventErased)
}
