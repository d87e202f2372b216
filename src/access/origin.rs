//! Where a request came from: the address of the connection, or what a trusted proxy says of it.
//!
//! `Forwarded` (RFC 7239) and `X-Forwarded-For` can be sent by anyone, so they are read only where the connection is
//! that of a proxy that the configuration names. Of the addresses in them the last one that is no trusted proxy counts:
//! what stands before it was written by the client. A proxy that writes one of the two headers and passes the other on
//! would let a client choose, so where both are there and differ neither counts.

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderName, header};

use crate::subscriptions::guard::Network;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// The headers in which a proxy names its client.
pub const FORWARDING: [HeaderName; 2] = [header::FORWARDED, X_FORWARDED_FOR];
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// The proxies that are trusted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies(Vec<Network>);

impl Proxies {
    /// Returns the proxies with these addresses.
    pub const fn of(networks: Vec<Network>) -> Proxies {
        Proxies(networks)
    }

    /// Returns true if there are none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns true if one of them has this address.
    pub fn holds(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.holds(address))
    }

    /// Returns true if a connection from this address may be answered: it comes from this machine, or from a proxy that
    /// ends TLS.
    pub fn admits(&self, peer: IpAddr) -> bool {
        peer.to_canonical().is_loopback() || self.holds(peer)
    }

    /// Returns the address of the client of a request that `peer` sent.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let peer = peer.to_canonical();
        if !self.holds(peer) {
            return peer;
        }
        let by = |named: Vec<Option<IpAddr>>| self.last_foreign(peer, named);
        match (headers.contains_key(header::FORWARDED), headers.contains_key(X_FORWARDED_FOR)) {
            (true, false) => by(forwarded_for(headers)),
            (false, true) => by(x_forwarded_for(headers)),
            (true, true) => {
                Some(by(forwarded_for(headers))).filter(|one| *one == by(x_forwarded_for(headers))).unwrap_or(peer)
            }
            (false, false) => peer,
        }
    }

    /// Returns true if `peer` is a proxy that says that the client came over TLS.
    pub fn is_encrypted(&self, peer: IpAddr, headers: &HeaderMap) -> bool {
        // The last element of each header was written by the proxy itself; where both are there they must agree.
        let by_forwarded = forwarded(headers, "proto").pop();
        let by_other = elements(headers, &X_FORWARDED_PROTO).pop();
        let is_https = |text: &str| text.eq_ignore_ascii_case("https");
        let said = [by_forwarded.map(Option::unwrap_or_default), by_other];
        let mut said = said.iter().flatten().peekable();
        self.holds(peer) && said.peek().is_some() && said.all(|text| is_https(text))
    }

    /// Returns the last of the named addresses that is no proxy of ours.
    fn last_foreign(&self, peer: IpAddr, named: Vec<Option<IpAddr>>) -> IpAddr {
        let mut client = peer;
        // An address that can not be read ends the part that our own proxies wrote.
        for address in named.into_iter().rev() {
            let Some(address) = address else { break };
            client = address;
            if !self.holds(address) {
                break;
            }
        }
        client
    }
}

/// Returns the elements of a header: those of its lines, divided by commas.
fn elements(headers: &HeaderMap, name: &HeaderName) -> Vec<String> {
    let lines = headers.get_all(name).iter().map(|value| value.to_str().unwrap_or_default());
    lines.flat_map(|line| line.split(',')).map(|element| element.trim().to_owned()).collect()
}

/// Returns what each element of `Forwarded: for=192.0.2.1;proto=https, for="[2001:db8::1]:4711"` says of `key`.
fn forwarded(headers: &HeaderMap, key: &str) -> Vec<Option<String>> {
    let value = |element: String| {
        let named = element.split(';').filter_map(|pair| pair.split_once('='));
        let mut named = named.filter(|(named, _)| named.trim().eq_ignore_ascii_case(key));
        named.next().map(|(_, value)| value.trim().trim_matches('"').to_owned())
    };
    elements(headers, &header::FORWARDED).into_iter().map(value).collect()
}

/// Returns the addresses in `Forwarded`; `None` for one that is no address.
fn forwarded_for(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    forwarded(headers, "for").into_iter().map(|text| parse(&text?)).collect()
}

fn x_forwarded_for(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    elements(headers, &X_FORWARDED_FOR).iter().map(|text| parse(text)).collect()
}

/// Parses an address, with or without a port.
fn parse(text: &str) -> Option<IpAddr> {
    let bare = match text.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None if text.matches(':').count() == 1 => text.split(':').next().unwrap_or_default(),
        None => text,
    };
    bare.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, headers: &[(&'static str, &str)]) -> String {
        let proxies = Proxies::of(vec![Network::parse("10.0.0.5").unwrap(), Network::parse("10.1.0.0/16").unwrap()]);
        let mut all = HeaderMap::new();
        for (name, value) in headers {
            all.append(*name, value.parse().unwrap());
        }
        proxies.client(peer.parse().unwrap(), &all).to_string()
    }

    #[test]
    fn only_a_proxy_can_say_that_a_client_came_over_tls() {
        let said = |peer: &str, headers: &[(&'static str, &str)]| {
            let proxies = Proxies::of(vec![Network::parse("10.0.0.5").unwrap()]);
            let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
            proxies.is_encrypted(peer.parse().unwrap(), &headers.collect())
        };
        let proto = |text| [("x-forwarded-proto", text)];
        assert!(said("10.0.0.5", &proto("https")) && !said("192.0.2.9", &proto("https")));
        assert!(said("10.0.0.5", &proto("http, HTTPS")) && !said("10.0.0.5", &proto("https, http")));
        assert!(said("10.0.0.5", &[("forwarded", "for=192.0.2.1;proto=https")]));
        assert!(!said("10.0.0.5", &[("forwarded", "proto=https, for=192.0.2.1")]) && !said("10.0.0.5", &[]));
        let both = |other| [("forwarded", "proto=https"), ("x-forwarded-proto", other)];
        assert!(said("10.0.0.5", &both("https")) && !said("10.0.0.5", &both("http")));
    }

    #[test]
    fn what_a_proxy_says_counts_and_what_a_client_says_does_not() {
        let forged = [("x-forwarded-for", "127.0.0.1"), ("forwarded", "for=127.0.0.1")];
        assert_eq!(client("192.0.2.9", &forged), "192.0.2.9", "no proxy");
        assert_eq!(client("10.0.0.5", &[]), "10.0.0.5", "it said nothing");
        assert_eq!(client("10.0.0.5", &[("x-forwarded-for", "192.0.2.1")]), "192.0.2.1");
        assert_eq!(client("::ffff:10.0.0.5", &[("x-forwarded-for", "192.0.2.1")]), "192.0.2.1");
        assert_eq!(client("10.0.0.5", &[("x-forwarded-for", "127.0.0.1, 192.0.2.1")]), "192.0.2.1", "forged before");
        assert_eq!(
            client("10.0.0.5", &[("x-forwarded-for", "127.0.0.1"), ("x-forwarded-for", "192.0.2.1")]),
            "192.0.2.1"
        );
        assert_eq!(client("10.0.0.5", &[("x-forwarded-for", "192.0.2.1, 10.1.2.3")]), "192.0.2.1", "two proxies");
        assert_eq!(client("10.0.0.5", &[("x-forwarded-for", "192.0.2.1, onzin, 10.1.2.3")]), "10.1.2.3");
        assert_eq!(
            client("10.0.0.5", &[("forwarded", "for=127.0.0.1, for=\"[2001:db8::1]:4711\";proto=https")]),
            "2001:db8::1"
        );
        assert_eq!(client("10.0.0.5", &[("forwarded", "proto=https;For=192.0.2.1:80")]), "192.0.2.1");
        let both = |other: &'static str| [("forwarded", "for=192.0.2.1"), ("x-forwarded-for", other)];
        assert_eq!(client("10.0.0.5", &both("192.0.2.1")), "192.0.2.1");
        assert_eq!(client("10.0.0.5", &both("192.0.2.2")), "10.0.0.5", "one of the two was passed on unread");
        assert_eq!(client("10.0.0.5", &[("forwarded", "for=_verborgen")]), "10.0.0.5");
    }
}
