//! Who a request comes from, and what they may do.

use std::sync::Arc;

use super::grant::{Ending, Grant, Refused};
use super::sessions::{LiveSession, SessionId};
use super::token::TokenId;
use crate::domain::access::{ActingRole, Action, Role};
use crate::domain::actor::Actor;
use crate::domain::time::Instant;
use parking_lot::Mutex;

/// Who a request comes from: somebody who signed in, or, where access is not limited, the actor of the configuration.
///
/// A token of this service and what an OpenID provider says are two ways to a [`Grant`]; nothing below asks which.
#[derive(Debug, Clone)]
pub struct Caller {
    actor: Arc<Actor>,
    grant: Option<Arc<Grant>>,
    /// The session of a browser.
    session: Option<LiveSession>,
    /// What the request turned out to do, for the access log.
    done: Arc<Mutex<Vec<Action>>>,
    /// Whom it turned out to be about, for the access log.
    about: Arc<Mutex<Vec<String>>>,
}

impl Caller {
    /// Returns the caller where access is not limited: everything is allowed.
    pub fn local(actor: Actor) -> Caller {
        Caller { actor: Arc::new(actor), grant: None, session: None, done: Arc::default(), about: Arc::default() }
    }

    /// Returns the caller who signed in, in a session or not.
    pub fn with(grant: Arc<Grant>, session: Option<LiveSession>) -> Caller {
        Caller {
            actor: Arc::new(grant.actor.clone()),
            grant: Some(grant),
            session,
            done: Arc::default(),
            about: Arc::default(),
        }
    }

    /// Returns who records.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Returns the role of somebody who signed in.
    pub fn role(&self) -> Option<Role> {
        self.grant.as_ref().map(|grant| grant.role)
    }

    /// Returns the token of somebody who signed in with one.
    pub fn token(&self) -> Option<TokenId> {
        self.grant.as_ref().and_then(|grant| grant.token())
    }

    /// Returns the session that the request is made in, if it is made in one.
    pub fn session(&self) -> Option<SessionId> {
        self.session.as_ref().map(|session| session.id)
    }

    /// Returns the role in which somebody who signed in acts.
    pub fn acting_role(&self) -> Option<ActingRole> {
        self.grant.as_ref().map(|grant| ActingRole { role: grant.role, is_auditor: grant.is_auditor })
    }

    /// Returns true if they may do this.
    pub fn may(&self, action: Action) -> bool {
        self.acting_role().is_none_or(|acting_role| acting_role.may(action))
    }

    /// Returns the nodes that they record about; `None` for all.
    pub fn own_nodes(&self) -> Option<&[String]> {
        self.grant.as_ref().filter(|grant| grant.role.is_bound_to_nodes()).map(|grant| grant.nodes.as_slice())
    }

    /// Notes what the request does, where its address does not say it.
    pub fn note(&self, actions: impl IntoIterator<Item = Action>) {
        let mut done = self.done.lock();
        for action in actions {
            if !done.contains(&action) {
                done.push(action);
            }
        }
    }

    /// Notes whom the request is about, where its address does not say it. Where access is not limited no log is kept, and
    /// all requests have one caller.
    pub fn note_about(&self, who: &str) {
        if self.grant.is_none() {
            return;
        }
        let mut about = self.about.lock();
        if !about.iter().any(|noted| noted == who) {
            about.push(who.to_owned());
        }
    }

    /// Returns whom it is about.
    pub fn about(&self) -> Vec<String> {
        self.about.lock().clone()
    }

    /// Returns what was noted.
    pub fn noted(&self) -> Vec<Action> {
        self.done.lock().clone()
    }

    /// Returns what an answer without end watches.
    pub fn pass(&self) -> Pass {
        let ending = self.grant.as_ref().map(|grant| grant.ending());
        Pass { grant: self.grant.clone(), ending, session: self.session.clone() }
    }
}

/// The permission that an answer without end goes on by.
#[derive(Debug, Clone)]
pub struct Pass {
    grant: Option<Arc<Grant>>,
    ending: Option<Ending>,
    session: Option<LiveSession>,
}

impl Pass {
    /// Returns why the answer must end at this moment, if so.
    pub fn refused(&self, now: Instant) -> Option<Refused> {
        let signed_out = self.session.as_ref().is_some_and(|session| session.is_over(now));
        let refused = self.grant.as_ref().and_then(|grant| grant.refused(now));
        refused.or_else(|| signed_out.then_some(Refused::Missing))
    }

    /// Waits until the permission may have been withdrawn, or the session ends.
    pub async fn ended(&mut self) {
        let withdrawn = async |ending: &mut Option<Ending>| match ending {
            Some(ending) => ending.came().await,
            None => std::future::pending().await,
        };
        let signed_out = async |session: &mut Option<LiveSession>| match session {
            Some(session) => session.removed().await,
            None => std::future::pending().await,
        };
        tokio::select! {
            () = withdrawn(&mut self.ending) => {}
            () = signed_out(&mut self.session) => {}
        }
    }
}
