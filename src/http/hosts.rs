//! Checks the host that a request is addressed to, and the page that it comes from.
//!
//! Where access is not limited, the service trusts everyone who can reach its address; where it is, browsers send their
//! cookie with every request. So a page in a browser on the same machine must not reach it
//! by a name that was pointed at it (DNS rebinding), or by a form or script of another site. A request must name
//! exactly one host, that of the loopback or of `public-url`; a request that changes something must not name another
//! origin.

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::problem::Problem;
use crate::message;
use crate::subscriptions::Origin;

/// The header in which a browser describes the page that sent a request (W3C Fetch Metadata).
const FETCH_SITE: &str = "sec-fetch-site";

/// The public address of the service, in addition to the loopback.
#[derive(Debug, Clone)]
pub struct PublicAddress(Option<Authority>);

impl PublicAddress {
    /// Returns the public address of these settings.
    pub fn of(origin: &Origin) -> PublicAddress {
        PublicAddress(origin.authority().and_then(|text| text.parse().ok()))
    }
}

/// Accepts a request that is addressed to this service and was not sent by a page of another site.
pub async fn guard(State(PublicAddress(public)): State<PublicAddress>, request: Request, next: Next) -> Response {
    match judge(request.method(), request.headers(), request.uri().authority(), public.as_ref()) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

fn judge(
    method: &Method,
    headers: &HeaderMap,
    absolute: Option<&Authority>,
    public: Option<&Authority>,
) -> Result<(), Problem> {
    let host = host(headers, absolute)?;
    let is_ours = is_loopback(host.host()) || public.is_some_and(|public| names(public, &host));
    if !is_ours {
        let detail = message!("problem-host", host = host.as_str());
        return Err(Problem::new(StatusCode::MISDIRECTED_REQUEST, "andere-host", detail));
    }
    if method.is_safe() {
        return Ok(());
    }
    let from_elsewhere = headers.get_all(header::ORIGIN).iter().any(|origin| {
        let origin = origin.to_str().ok().and_then(|text| text.split_once("://")).map(|(_, authority)| authority);
        let origin = origin.and_then(|authority| authority.parse::<Authority>().ok());
        // Another port of this machine is another program, so the origin must be the exact host of the request.
        !origin.is_some_and(|origin| origin == host || public.is_some_and(|public| *public == origin))
    });
    if from_elsewhere || headers.get_all(FETCH_SITE).iter().any(|site| site == "cross-site") {
        return Err(Problem::new(StatusCode::FORBIDDEN, "andere-herkomst", message!("problem-origin")));
    }
    Ok(())
}

/// Refuses a form that no page of this service sent. A form of another site needs no permission from the browser, so
/// that it does not come from one must be shown: by the fetch metadata, or by the origin, which [`guard`] has compared.
///
/// # Errors
/// A problem 403.
pub fn refuse_foreign_form(headers: &HeaderMap) -> Result<(), Problem> {
    let mut sites = headers.get_all(FETCH_SITE).iter().peekable();
    let is_own = match sites.peek() {
        Some(_) => sites.all(|site| site == "same-origin"),
        None => headers.contains_key(header::ORIGIN),
    };
    if is_own {
        Ok(())
    } else {
        Err(Problem::new(StatusCode::FORBIDDEN, "andere-herkomst", message!("problem-origin")))
    }
}

/// Returns the only host that a request names, in its header or in an absolute address.
fn host(headers: &HeaderMap, absolute: Option<&Authority>) -> Result<Authority, Problem> {
    let wrong = || Problem::bad_field("Host", "ongeldige-host", message!("problem-one-host"));
    let mut named = headers.get_all(header::HOST).iter();
    let (first, second) = (named.next(), named.next());
    match (first, second, absolute) {
        (Some(one), None, _) => one.to_str().ok().and_then(|text| text.parse().ok()).ok_or_else(wrong),
        (None, None, Some(authority)) => Ok(authority.clone()),
        (None, None, None) | (_, Some(_), _) => Err(wrong()),
    }
}

/// Returns true if the host is that of the public address. The port is compared if the address has one.
fn names(public: &Authority, host: &Authority) -> bool {
    let same_port = public.port_u16().is_none() || public.port_u16() == host.port_u16();
    public.host().eq_ignore_ascii_case(host.host()) && same_port
}

/// Returns true for names that only refer to this machine, so that no foreign DNS server can point them elsewhere.
fn is_loopback(host: &str) -> bool {
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    let bare = bare.strip_suffix('.').unwrap_or(bare);
    bare.eq_ignore_ascii_case("localhost")
        || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the status and code with which a request is refused; `None` if it is accepted.
    fn refused(method: &str, headers: &[(&'static str, &str)], public: Option<&str>) -> Option<String> {
        let mut all = HeaderMap::new();
        for (name, value) in headers {
            all.append(*name, value.parse().unwrap());
        }
        let public: Option<Authority> = public.map(|text| text.parse().unwrap());
        let judged = judge(&method.parse().unwrap(), &all, None, public.as_ref());
        let language = crate::language::Language::Dutch;
        judged.err().map(|problem| {
            let document = problem.document("/", language);
            format!("{} {}", document["status"], document["code"].as_str().unwrap())
        })
    }

    #[test]
    fn a_request_names_one_host_and_that_is_this_machine_or_the_public_address() {
        let told = |hosts: &[&str], public| {
            let headers: Vec<(&'static str, &str)> = hosts.iter().map(|host| ("host", *host)).collect();
            refused("GET", &headers, public)
        };
        for own in ["localhost", "LOCALHOST:8080", "127.0.0.1:8080", "127.8.9.1", "[::1]:8080", "localhost."] {
            assert_eq!(told(&[own], None), None, "{own}");
        }
        let other = Some("421 andere-host".to_owned());
        for foreign in ["evil.example", "localhost.evil.example", "10.0.0.1", "127.0.0.1.evil.example", "[::2]"] {
            assert_eq!(told(&[foreign], None), other, "{foreign}");
        }
        let wrong = Some("400 ongeldige-invoer".to_owned());
        assert_eq!(told(&[], None), wrong);
        assert_eq!(told(&["localhost", "localhost"], None), wrong);
        assert_eq!(told(&["a b"], None), wrong);
        assert_eq!(told(&["Stad.example:443"], Some("stad.example")), None);
        assert_eq!(told(&["stad.example"], Some("stad.example:8443")), other);
        assert_eq!(told(&["stad.example:8443"], Some("stad.example:8443")), None);
        assert_eq!(told(&["elders.example"], Some("stad.example")), other);
    }

    #[test]
    fn a_form_shows_that_a_page_of_this_service_sent_it() {
        let judged = |headers: &[(&'static str, &str)]| {
            let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
            refuse_foreign_form(&headers.collect::<HeaderMap>()).is_ok()
        };
        assert!(judged(&[(FETCH_SITE, "same-origin")]) && judged(&[("origin", "http://localhost:8080")]));
        assert!(!judged(&[]), "nothing shows where it came from");
        for foreign in ["same-site", "cross-site", "none", ""] {
            assert!(!judged(&[(FETCH_SITE, foreign), ("origin", "http://localhost:8080")]), "{foreign}");
        }
    }

    #[test]
    fn what_changes_something_comes_from_no_page_of_another_site() {
        let host = ("host", "localhost:8080");
        let other = Some("403 andere-herkomst".to_owned());
        for foreign in ["https://evil.example", "null", "http://localhost:3000", "http://127.0.0.1:8080", ""] {
            assert_eq!(refused("POST", &[host, ("origin", foreign)], None), other, "{foreign:?}");
            assert_eq!(refused("DELETE", &[host, ("origin", foreign)], None), other, "{foreign:?}");
            assert_eq!(refused("GET", &[host, ("origin", foreign)], None), None, "a browser keeps the answer from it");
        }
        assert_eq!(refused("POST", &[host, (FETCH_SITE, "cross-site")], None), other);
        for own in ["same-origin", "same-site", "none"] {
            assert_eq!(refused("POST", &[host, (FETCH_SITE, own)], None), None, "{own}");
        }
        assert_eq!(refused("POST", &[host, ("origin", "http://localhost:8080")], None), None);
        assert_eq!(refused("POST", &[host], None), None, "no browser sent it");
        let behind = [("host", "127.0.0.1:8080"), ("origin", "https://stad.example")];
        assert_eq!(refused("POST", &behind, Some("stad.example")), None, "behind a proxy that names its own host");
    }
}
