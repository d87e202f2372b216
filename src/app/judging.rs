//! Judges a batch event by event, on a copy of the state: each event that a rule refuses, and what the log would be with
//! the rest. Nothing is recorded, and one pass finds everything, however much is refused.

use std::sync::Arc;

use super::admission::{self, RequestTimes, TimePolicy};
use super::appending::AppendOptions;
use super::engine::WriteItem;
use super::error::AppError;
use super::queries::QueryError;
use super::service::Service;
use super::text_reads::{LogTexts, LogTextsWith};
use super::warnings::add_sealed_days;
use crate::domain::actor::Actor;
use crate::domain::proposal::{FieldError, Proposal};
use crate::domain::state::State;
use crate::domain::time::Day;
use crate::log::record::Record;
use crate::projections::ReportError;
use crate::projections::comparison::{self, Comparison, ComparisonPoint, ComparisonRequest};
use crate::projections::sealing::reporting_day;

/// A batch as the rules judge it.
pub(super) struct JudgedBatch {
    /// The state with everything that fits.
    state: State,
    /// The last position before it.
    before: u64,
    /// What fits, as it would be recorded.
    added: Vec<Record>,
    /// What does not fit: the index of the event, and why.
    pub refused: Vec<(usize, AppError)>,
    /// The warnings of the rest, with the index of their event.
    pub warnings: Vec<(usize, FieldError)>,
}

impl Service {
    /// Judges a batch as if `actor` recorded it now. Not to be called from async code.
    ///
    /// # Errors
    /// [`AppError`] that is about no event of the batch, such as a clock that can not be right.
    pub(super) fn judge_each(
        &self,
        proposals: Vec<Proposal>,
        actor: &Actor,
        times: TimePolicy,
    ) -> Result<JudgedBatch, AppError> {
        if let Some(doubt) = self.clock_doubt() {
            return Err(AppError::Clock(doubt));
        }
        let options = AppendOptions { dry_run: true, ..AppendOptions::default() };
        let (request, mut warnings) = self.prepare_all(proposals, &Arc::new(actor.clone()), options)?;
        let mut state = self.state().clone();
        state.release_savepoints();
        let before = state.head();
        let moments = RequestTimes::of(&state, self.now(), times);
        let (mut added, mut items, mut at, mut refused) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (index, item) in request.events.iter().enumerate() {
            let WriteItem::New(prepared) = item else { continue };
            if state.position_of(prepared.event.id()).is_some() {
                continue;
            }
            match admission::admit(&mut state, index, &prepared.event, &moments) {
                Ok(place) => {
                    added.push(prepared.record(&place));
                    items.push(item.clone());
                    at.push(index);
                }
                Err(error) if error.index().is_some() => refused.push((index, error)),
                Err(error) => return Err(error),
            }
        }
        let placed = added.iter().zip(&at).zip(&items);
        let placed = placed.filter_map(|((record, index), item)| Some((record.position, *index, item.new_event()?)));
        if let Err(error) = admission::check_whole_request(&state, placed) {
            let index = error.index().expect("a rule names the event");
            refused.push((index, error));
        }
        let mut of_added: Vec<Vec<FieldError>> = at.iter().map(|index| std::mem::take(&mut warnings[*index])).collect();
        add_sealed_days(&self.state(), &items, &added, &mut of_added);
        let warnings = at.into_iter().zip(of_added);
        let warnings = warnings.flat_map(|(index, all)| all.into_iter().map(move |warning| (index, warning))).collect();
        Ok(JudgedBatch { state, before, added, refused, warnings })
    }
}

impl JudgedBatch {
    /// Compares the report of a round now with the same report after the batch, both on its reporting date. None where
    /// there is no report to compare: the log is empty, or nobody knows the date of the round.
    ///
    /// # Errors
    /// [`QueryError`] when texts can not be read, as while others record.
    pub fn differences(&self, service: &Service, round: &str) -> Result<Option<(Day, Comparison)>, QueryError> {
        let after = self.state.head();
        let Some(on) = reporting_day(&self.state, round, after).filter(|_| self.before > 0) else { return Ok(None) };
        // A round that the batch opens has no report of its own before it.
        let is_there = reporting_day(&self.state, round, self.before).is_some();
        let point = |position| ComparisonPoint { on, position, round: is_there.then(|| round.to_owned()) };
        let request = ComparisonRequest {
            from: point(self.before),
            to: point(after),
            node: None,
            kinds: Vec::new(),
            nature: None,
            minimum_cents: None,
            unrenewed: false,
        };
        let added = self.added.iter().cloned().map(Arc::new).collect();
        let contents = LogTextsWith { texts: LogTexts(service), added };
        let found: Result<Comparison, ReportError> = comparison::compare(&self.state, &contents, &request);
        Ok(Some((on, found?)))
    }
}

#[cfg(test)]
mod tests;
