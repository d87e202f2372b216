//! What somebody who signed in may do, until when, and why somebody is not let in.

use std::sync::Arc;

use tokio::sync::watch;

use super::openid::withdrawn::{Person, Withdrawn};
use super::token::TokenId;
use crate::domain::access::Role;
use crate::domain::actor::Actor;
use crate::domain::time::Instant;
use crate::language::Message;
use crate::message;

/// Why somebody is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// They did not sign in.
    Missing,
    /// What they signed in with is no token in the one place for it.
    Unreadable,
    /// They put a token in an address, where it is kept by everyone who passes it on.
    InAddress,
    /// There is no such token.
    Unknown,
    /// Its time is over.
    Expired,
    /// Its time has not come.
    NotYetValid,
    /// It was withdrawn, or its person signed out.
    Withdrawn,
    /// Its issuer is none of those that are trusted.
    ForeignIssuer,
    /// It is signed in another way than was configured, or not at all.
    Algorithm,
    /// It is meant for another service.
    Audience,
    /// The issuer has no key of that name.
    UnknownKey,
    /// The signature is not that of the key.
    Signature,
    /// The issuer does not answer, so nothing of its can be checked.
    Unreachable,
    /// The issuer gives the account no role here.
    NoRole,
    /// The issuer gives the account roles of which only one can hold.
    ManyRoles,
    /// The time of the account is over.
    AccountEnded,
    /// The account is that of an external auditor, and has no end.
    EndMissing,
    /// The account signed in with less than was asked for.
    Weak,
    /// The account signed in longer ago than was asked for, or the provider does not say when.
    Stale,
    /// The answer of a provider belongs to no sign-in of this browser.
    OtherSignIn,
    /// The provider did not let them in, or gave an answer that does not hold.
    Provider,
    /// Too many sign-ins failed from where this one came; they may try again after so many minutes.
    TooOften(u64),
    /// They sent too many requests; they may go on after so many seconds.
    TooMany(u64),
    /// A form of another site used the session of a browser.
    ForeignForm,
    /// The tokens can not be read, so nobody is let in.
    Damaged,
}

impl Refused {
    /// Returns the stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Refused::Missing => "niet-aangemeld",
            Refused::Unreadable => "toegang-onleesbaar",
            Refused::InAddress => "toegang-in-adres",
            Refused::Unknown => "toegang-onbekend",
            Refused::Expired => "toegang-verlopen",
            Refused::NotYetValid => "toegang-nog-niet-geldig",
            Refused::Withdrawn => "toegang-ingetrokken",
            Refused::ForeignIssuer => "uitgever-onbekend",
            Refused::Algorithm => "algoritme-geweigerd",
            Refused::Audience => "voor-andere-dienst",
            Refused::UnknownKey => "sleutel-onbekend",
            Refused::Signature => "handtekening-onjuist",
            Refused::Unreachable => "uitgever-onbereikbaar",
            Refused::NoRole => "geen-rol",
            Refused::ManyRoles => "meer-rollen",
            Refused::AccountEnded => "account-verlopen",
            Refused::EndMissing => "einddatum-ontbreekt",
            Refused::Weak => "aanmelding-te-licht",
            Refused::Stale => "aanmelding-te-oud",
            Refused::OtherSignIn => "andere-aanmelding",
            Refused::Provider => "aanmelding-mislukt",
            Refused::TooOften(_) => "te-veel-pogingen",
            Refused::TooMany(_) => "te-veel-verzoeken",
            Refused::ForeignForm => "andere-herkomst",
            Refused::Damaged => "toegang-beschadigd",
        }
    }
}

impl Refused {
    /// Returns the reason for who was refused.
    pub fn message(self) -> Message {
        match self {
            Refused::Missing => message!("access-missing"),
            Refused::Unreadable => message!("access-unreadable"),
            Refused::InAddress => message!("access-in-address"),
            Refused::Unknown => message!("access-unknown"),
            Refused::Expired => message!("access-expired"),
            Refused::NotYetValid => message!("access-not-yet"),
            Refused::Withdrawn => message!("access-withdrawn"),
            Refused::ForeignIssuer => message!("access-foreign-issuer"),
            Refused::Algorithm => message!("access-algorithm"),
            Refused::Audience => message!("access-audience"),
            Refused::UnknownKey => message!("access-unknown-key"),
            Refused::Signature => message!("access-signature"),
            Refused::Unreachable => message!("access-unreachable"),
            Refused::NoRole => message!("access-no-role"),
            Refused::ManyRoles => message!("access-many-roles"),
            Refused::AccountEnded => message!("access-account-ended"),
            Refused::EndMissing => message!("access-end-missing"),
            Refused::Weak => message!("access-weak"),
            Refused::Stale => message!("access-stale"),
            Refused::OtherSignIn => message!("access-other-sign-in"),
            Refused::Provider => message!("access-provider"),
            Refused::TooOften(minutes) => message!("access-wait", minutes = minutes),
            Refused::TooMany(seconds) => message!("access-too-many", seconds = seconds),
            Refused::ForeignForm => message!("problem-origin"),
            Refused::Damaged => message!("access-damaged"),
        }
    }
}

/// By what somebody is let in, and what ends it early.
#[derive(Debug, Clone)]
pub enum Credential {
    /// A token of this service; true once it is withdrawn.
    Token(TokenId, watch::Receiver<bool>),
    /// What an issuer says of a person or a program; it ends where they sign out there.
    Person(Person, Arc<Withdrawn>),
}

/// What somebody who signed in may do.
#[derive(Debug, Clone)]
pub struct Grant {
    /// By what they are let in.
    pub by: Credential,
    /// Who records.
    pub actor: Actor,
    /// What they may do.
    pub role: Role,
    /// Whether they are an external auditor, who is bound further.
    pub is_auditor: bool,
    /// The nodes that a reporter records about.
    pub nodes: Vec<String>,
    /// Until when.
    pub expires_at: Instant,
}

impl Grant {
    /// Returns why it opens nothing at this moment, if so.
    pub fn refused(&self, now: Instant) -> Option<Refused> {
        let is_withdrawn = match &self.by {
            Credential::Token(_, ended) => *ended.borrow(),
            Credential::Person(person, withdrawn) => withdrawn.holds(person, now),
        };
        if is_withdrawn {
            return Some(Refused::Withdrawn);
        }
        (now >= self.expires_at).then_some(Refused::Expired)
    }

    /// Returns the token, where one lets in.
    pub fn token(&self) -> Option<TokenId> {
        match &self.by {
            Credential::Token(id, _) => Some(*id),
            Credential::Person(..) => None,
        }
    }

    /// Returns what an answer without end waits for.
    pub fn ending(&self) -> Ending {
        match &self.by {
            Credential::Token(_, ended) => Ending::Token(ended.clone()),
            Credential::Person(_, withdrawn) => Ending::Person(withdrawn.changes()),
        }
    }
}

/// What may end a grant early.
#[derive(Debug, Clone)]
pub enum Ending {
    /// Its token is withdrawn.
    Token(watch::Receiver<bool>),
    /// Somebody signed out at a provider: who, is asked again.
    Person(watch::Receiver<()>),
}

impl Ending {
    /// Waits until the grant may have ended.
    pub async fn came(&mut self) {
        match self {
            Ending::Token(ended) => drop(ended.wait_for(|ended| *ended).await),
            Ending::Person(changes) => {
                if changes.changed().await.is_err() {
                    std::future::pending().await
                }
            }
        }
    }
}
