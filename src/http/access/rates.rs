//! Counts requests, and refuses those of who sends too many.

use std::net::IpAddr;

use axum::extract::Request;

use crate::access::AccessSettings;
use crate::access::caller::Caller;
use crate::access::grant::Refused;
use crate::access::origin::FORWARDING;
use crate::domain::time::Instant;

/// Where nothing is counted, and nobody is asked who they are: whoever watches over the service may ask without end whether
/// it lives.
pub(in crate::http) const UNCOUNTED: [&str; 2] = ["/livez", "/readyz"];

/// Counts one request.
pub(super) struct Counter<'a> {
    access: &'a AccessSettings,
    client: Option<IpAddr>,
    now: Instant,
    /// Whoever is on the machine itself is not counted: a program that appends there as fast as it can is wanted, and
    /// could do worse. A proxy there names its clients, who are.
    counts: bool,
}

impl<'a> Counter<'a> {
    /// Returns the counter of a request of this client, which this peer sent.
    pub(super) fn of(
        access: &'a AccessSettings,
        (peer, client): (Option<IpAddr>, Option<IpAddr>),
        request: &Request,
        now: Instant,
    ) -> Counter<'a> {
        // What a proxy on this machine passed on is its client's, also where it does not say whose.
        let was_passed_on = peer.is_some_and(|peer| access.proxies.holds(peer))
            && FORWARDING.iter().any(|name| request.headers().contains_key(name));
        let is_here = !was_passed_on && client.is_some_and(|client| client.is_loopback());
        Counter { access, client, now, counts: !is_here && !UNCOUNTED.contains(&request.uri().path()) }
    }

    /// Counts it for its address.
    ///
    /// # Errors
    /// [`Refused::TooMany`].
    pub(super) fn address(&self) -> Result<(), Refused> {
        let client = self.client.filter(|_| self.counts);
        client.map_or(Ok(()), |client| self.access.rates.address(client, self.now)).map_err(Refused::TooMany)
    }

    /// Counts it for who signed in.
    ///
    /// # Errors
    /// [`Refused::TooMany`].
    pub(super) fn caller(&self, caller: &Caller) -> Result<(), Refused> {
        if !self.counts {
            return Ok(());
        }
        self.access.rates.caller(caller.actor().id(), self.now).map_err(Refused::TooMany)
    }
}
