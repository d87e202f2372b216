//! OpenID Connect: people sign in at a provider with the authorization code flow and PKCE, and programs bring a JWT that
//! it issued.
//!
//! [`provider`] is one issuer with its document, its keys and what may be asked of it; [`keys`] are those keys;
//! [`verify`] checks a token as a whole, and [`signatures`] its signature; [`claims`] reads the account out of it;
//! [`sign_in`] is what a browser carries through a sign-in; [`withdrawn`] remembers who signed out; [`client`] is the way
//! to the provider.
//!
//! Nothing in a token says where its keys are: they come from the document of the issuer in the configuration.

pub mod claims;
pub mod client;
pub mod keys;
pub mod provider;
pub mod sign_in;
pub mod signatures;
pub mod verify;
pub mod withdrawn;

use std::sync::Arc;

use serde_json::Value;

use super::grant::{Grant, Refused};
use crate::domain::time::Instant;
use provider::Provider;
use verify::{Unverified, Use, numeric_date};
use withdrawn::{SignedOut, Withdrawn};

/// The providers whose people and programs are let in.
#[derive(Default)]
pub struct Providers {
    all: Vec<Arc<Provider>>,
    withdrawn: Arc<Withdrawn>,
}

impl std::fmt::Debug for Providers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.all.iter().map(|provider| &provider.settings.name)).finish()
    }
}

impl Providers {
    /// Returns these providers.
    pub fn of(all: Vec<Provider>) -> Providers {
        if !all.is_empty() {
            signatures::install();
        }
        Providers { all: all.into_iter().map(Arc::new).collect(), withdrawn: Arc::default() }
    }

    /// Returns those that people sign in at.
    pub fn for_people(&self) -> impl Iterator<Item = &Arc<Provider>> {
        self.all.iter().filter(|provider| provider.settings.client.is_some())
    }

    /// Returns the one with this name, if people sign in there.
    pub fn named(&self, name: &str) -> Option<&Arc<Provider>> {
        self.for_people().find(|provider| provider.settings.name == name)
    }

    /// Returns true if a bearer token may be a JWT of one of them.
    pub fn take_bearer(&self) -> bool {
        self.all.iter().any(|provider| provider.settings.audience.is_some())
    }

    /// Returns what a JWT opens that a program sent.
    ///
    /// # Errors
    /// Why it opens nothing.
    pub async fn admit(&self, token: &str, now: Instant) -> Result<Arc<Grant>, Refused> {
        let unverified = Unverified::parse(token)?;
        let issuer = unverified.claims["iss"].as_str().unwrap_or_default();
        let mut taking = self.all.iter().filter(|provider| provider.settings.audience.is_some());
        let provider = taking.find(|provider| provider.settings.issuer == issuer).ok_or(Refused::ForeignIssuer)?;
        let claims = provider.verify(unverified, now).await?;
        provider.settings.check(&claims, &Use::Bearer, now)?;
        self.grant(provider, &claims, now)
    }

    /// Returns what somebody may do of whom a provider says this.
    ///
    /// # Errors
    /// Why that is nothing.
    pub fn grant(&self, provider: &Provider, claims: &Value, now: Instant) -> Result<Arc<Grant>, Refused> {
        let grant = provider.settings.grant(claims, &self.withdrawn, now)?;
        match grant.refused(now) {
            Some(refused) => Err(refused),
            None => Ok(Arc::new(grant)),
        }
    }

    /// Ends what a provider issued to somebody until now, by the id of their actor: what they bring next has to be of later.
    pub fn end_person(&self, actor: &str, now: Instant) {
        let of =
            |provider: &&Arc<Provider>| actor.split_once(':').is_some_and(|(name, _)| name == provider.settings.name);
        if let Some(provider) = self.all.iter().find(of) {
            // Its clock may be ahead of ours, and so may what it issued.
            let at = Instant::from_micros(now.micros().saturating_add(provider.settings.leeway * 1_000_000));
            self.withdrawn.end_actor(&provider.settings.name, actor, at);
        }
    }

    /// Ends what a provider issued to somebody who signed out there, by its logout token.
    ///
    /// # Errors
    /// Why the token is none.
    pub async fn sign_out(&self, provider: &Arc<Provider>, token: &str, now: Instant) -> Result<(), Refused> {
        let claims = provider.verify(Unverified::parse(token)?, now).await?;
        provider.settings.check(&claims, &Use::Logout, now)?;
        let text = |key: &str| claims[key].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        let (subject, session) = (text("sub"), text("sid"));
        let at = numeric_date(&claims["iat"])?.map_or(now, |at| Instant::from_micros(at.saturating_mul(1_000_000)));
        let who = SignedOut { provider: provider.settings.name.clone(), subject, session };
        self.withdrawn.add(&who, at);
        Ok(())
    }
}

#[cfg(test)]
#[path = "openid/tests.rs"]
mod tests;
