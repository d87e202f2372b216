//! Access: who is asking, and what that lets them do.
//!
//! [`token`] is the form of a token and [`record`] what is kept of one; [`store`] keeps them in the data folder, in
//! `token_file`;
//! [`openid`] lets in whom a provider of OpenID Connect knows; [`grant`] is what either lets somebody do; [`sessions`] are
//! the sign-ins of browsers, in memory; [`caller`] is who a request comes from; [`attempts`] slows guessing, [`rates`] whatever
//! comes too fast; [`second_person`] keeps erasures that wait for one; [`origin`] reads the address that a trusted proxy names. The table of roles is
//! [`crate::domain::access`], and `http::access` holds requests against it.

pub mod attempts;
pub mod caller;
pub mod grant;
pub mod openid;
pub mod origin;
pub mod rates;
pub mod record;
pub mod second_person;
pub mod sessions;
pub mod store;
pub mod token;
mod token_file;

use std::fmt;
use std::io::Write;
use std::sync::Arc;

use parking_lot::Mutex;

use openid::Providers;
use origin::Proxies;
use rates::Rates;

/// How access is configured.
#[derive(Clone, Default)]
pub struct AccessSettings {
    /// The proxies that end TLS, whose word on the address of a client is taken.
    pub proxies: Proxies,
    /// Whether the tokens of this service let in.
    pub tokens: bool,
    /// Whether the service ends TLS itself, so that anybody may reach it, not only a proxy.
    pub is_encrypted: bool,
    /// The OpenID providers whose people and programs are let in.
    pub providers: Arc<Providers>,
    /// Whether an erasure takes two people.
    pub second_person: bool,
    /// The requests of everybody who sends them.
    pub rates: Arc<Rates>,
    /// Where the lines of the access log go; none where it is not kept.
    pub log: Option<Arc<Mutex<dyn Write + Send>>>,
}

impl fmt::Debug for AccessSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kept = if self.log.is_some() { "kept" } else { "none" };
        f.debug_struct("AccessSettings")
            .field("proxies", &self.proxies)
            .field("providers", &self.providers)
            .field("log", &kept)
            .finish()
    }
}
