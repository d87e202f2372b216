//! An event that is to be recorded, as each border makes it: from a proposal, a sealing or a full record. All work up to
//! the frame is done on this form.

use std::sync::Arc;

use serde_json::Value;

use super::error::AppError;
use crate::domain::actor::Actor;
use crate::domain::event::EventType;
use crate::domain::event_core::CoreError;
use crate::domain::header::HeaderRef;
use crate::domain::ids::{EventId, Subject};
use crate::domain::proposal::Proposal;
use crate::domain::state::FoldedEvent;
use crate::domain::text::Text;
use crate::domain::time::Instant;
use crate::log::commitment::SplitEvent;
use crate::log::record::Record;

/// An event that has no place in this log yet. What it comes from decides which rules judge it.
#[derive(Debug)]
pub enum NewEvent {
    /// A caller's proposal, to be judged by the rules.
    Proposal(ProposedEvent),
    /// A sealing made by this service, to be judged by the rules of sealing.
    Sealing(ProposedEvent),
    /// A full record of an export, to be restored as it was: it has to fit its place.
    Restored(Box<Record>),
}

/// A proposal with the id and the actor that it is recorded under.
#[derive(Debug)]
pub struct ProposedEvent {
    /// The id, which is the idempotency key.
    pub id: EventId,
    /// Who records it.
    pub actor: Arc<Actor>,
    /// What is proposed.
    pub proposal: Box<Proposal>,
}

impl ProposedEvent {
    /// Gives a proposal its id and its actor.
    pub fn new(proposal: impl Into<Box<Proposal>>, id: EventId, actor: &Arc<Actor>) -> ProposedEvent {
        ProposedEvent { id, actor: Arc::clone(actor), proposal: proposal.into() }
    }

    /// Returns the header.
    pub fn header(&self) -> HeaderRef<'_> {
        self.proposal.header(self.id, &self.actor)
    }
}

impl NewEvent {
    /// Returns the header.
    pub fn header(&self) -> HeaderRef<'_> {
        match self {
            NewEvent::Proposal(new) | NewEvent::Sealing(new) => new.header(),
            NewEvent::Restored(record) => record.header.borrowed(),
        }
    }

    /// Returns the id.
    pub fn id(&self) -> EventId {
        self.header().id
    }

    /// Returns the type.
    pub fn kind(&self) -> EventType {
        self.header().kind
    }

    /// Returns the subject.
    pub fn subject(&self) -> &Subject {
        match self {
            NewEvent::Proposal(new) | NewEvent::Sealing(new) => &new.proposal.subject,
            NewEvent::Restored(record) => &record.header.subject,
        }
    }

    /// Returns whether it still has to be reviewed.
    pub fn unreviewed(&self) -> bool {
        match self {
            NewEvent::Proposal(new) | NewEvent::Sealing(new) => new.proposal.unreviewed(),
            NewEvent::Restored(record) => record.unreviewed(),
        }
    }

    /// Returns the moment at which it says that it was recorded.
    pub fn stated_recorded_at(&self) -> Option<Instant> {
        match self {
            NewEvent::Proposal(new) | NewEvent::Sealing(new) => new.proposal.recorded_at,
            NewEvent::Restored(record) => Some(record.recorded_at),
        }
    }

    /// Returns what the caller sent, without id and recorded time: two events under one id are the same when these are
    /// equal.
    pub fn content(&self) -> Value {
        match self {
            NewEvent::Proposal(new) | NewEvent::Sealing(new) => new.proposal.content(&new.header()),
            NewEvent::Restored(record) => record.content(),
        }
    }

    /// Splits it into what is permanent and its texts.
    ///
    /// # Errors
    /// [`CoreError`] when the data of a full record have a shape that no event has.
    pub fn split(&self) -> Result<SplitEvent<'_>, CoreError> {
        match self {
            NewEvent::Proposal(new) | NewEvent::Sealing(new) => {
                let Proposal { body, provenance_body, reason, .. } = &*new.proposal;
                let (reason, name) = (reason.as_ref().map(Text::as_str), new.actor.name.as_ref().map(Text::as_str));
                SplitEvent::of(new.header(), body, provenance_body.as_ref(), reason, name)
            }
            NewEvent::Restored(record) => SplitEvent::of_record(record),
        }
    }

    /// Returns the input of the fold, at this position.
    ///
    /// # Errors
    /// [`AppError::Input`] when the data of a full record have a shape that no event has.
    pub fn folded(&self, position: u64, recorded_at: Instant) -> Result<FoldedEvent<'_>, AppError> {
        match self {
            NewEvent::Proposal(new) | NewEvent::Sealing(new) => {
                Ok(new.proposal.folded(new.header(), position, recorded_at))
            }
            NewEvent::Restored(record) => Ok(FoldedEvent { position, ..record.folded().map_err(shape_error)? }),
        }
    }
}

/// The error for data with a shape that no event has.
pub fn shape_error(error: CoreError) -> AppError {
    AppError::input(0, "gegevens", "ongeldige-waarde", error.message())
}
