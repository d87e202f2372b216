//! The access log: one line of JSON for each request, also for one that is refused, with the fields that BIO2 8.15.01
//! asks for. It has no query, no body, no text and no secret: of an address only its route and the ids in it, and whose
//! sessions ended.

use std::io::Write;
use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{MatchedPath, Request};
use axum::http::{Method, StatusCode};
use parking_lot::Mutex;
use serde_json::json;

use super::{RouteActions, SignedIn};
use crate::access::AccessSettings;
use crate::access::caller::Caller;
use crate::access::grant::Refused;
use crate::access::token::PREFIX;
use crate::app::trace::TraceContext;
use crate::domain::access::{Action, Role};
use crate::http::app_state::AppState;
use crate::http::middleware::RequestId;

/// The longest id of an address that is written.
const ID_MAX: usize = 100;

/// A line that is begun with the request and written with its answer; where the client did not wait for one, when the
/// request is given up.
pub(super) struct LogLine {
    log: Arc<Mutex<dyn Write + Send>>,
    identity: Result<Caller, Refused>,
    signed_in: SignedIn,
    status: Option<StatusCode>,
    moment: String,
    method: Method,
    route: String,
    /// What the route does, where that is one thing.
    action: Option<Action>,
    ids: Vec<String>,
    client: Option<IpAddr>,
    request: String,
    trace: Option<TraceContext>,
}

impl LogLine {
    /// Begins the line of a request; none where no log is kept.
    pub(super) fn begin(
        (site, access): (&AppState, &AccessSettings),
        actions: &RouteActions,
        request: &Request,
        (identity, client): (&Result<Caller, Refused>, Option<IpAddr>),
        signed_in: &SignedIn,
    ) -> Option<LogLine> {
        let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str);
        Some(LogLine {
            log: Arc::clone(access.log.as_ref()?),
            identity: identity.clone(),
            signed_in: signed_in.clone(),
            status: None,
            moment: site.service().now().to_string(),
            method: request.method().clone(),
            ids: ids(route, request.uri().path()),
            route: route.to_owned(),
            action: actions.of(request.method(), route),
            client,
            request: request.extensions().get::<RequestId>().map_or_else(String::new, |id| id.0.to_string()),
            trace: request.extensions().get::<TraceContext>().cloned(),
        })
    }

    /// Writes the line with the status of the answer.
    pub(super) fn end(mut self, status: StatusCode) {
        self.status = Some(status);
    }

    /// Returns what was done: what the handler noted, else what the route does where that is one thing.
    fn actions(&self, caller: Option<&Caller>) -> Vec<Action> {
        let noted = caller.map(Caller::noted).filter(|noted| !noted.is_empty());
        noted.unwrap_or_else(|| self.action.into_iter().collect())
    }
}

impl Drop for LogLine {
    fn drop(&mut self) {
        let identity = self.signed_in.get().unwrap_or(&self.identity).as_ref();
        let caller = identity.ok();
        let line = json!({
            "moment": self.moment,
            "actor": caller.map(|caller| caller.actor().id()),
            "toegangsbewijs": caller.and_then(Caller::token).map(|token| token.to_string()),
            "rol": caller.and_then(Caller::role).map(Role::name),
            "handeling": self.actions(caller).iter().map(|action| action.name()).collect::<Vec<_>>(),
            "object": { "methode": self.method.as_str(), "route": self.route, "ids": self.ids,
                "wie": caller.map(Caller::about).unwrap_or_default() },
            "resultaat": self.status.map(|status| status.as_u16()),
            "aanmelding": identity.err().map(|refused| refused.code()),
            "herkomst": self.client.map(|address| address.to_string()),
            "verzoek": self.request,
            "traceId": self.trace.as_ref().map(TraceContext::trace_id),
            "spanId": self.trace.as_ref().map(TraceContext::span_id),
        });
        if let Err(error) = self.log.lock().write_all(format!("{line}\n").as_bytes()) {
            tracing::error!(%error, "a line of the access log");
        }
    }
}

/// Returns what stands in an address at the places that the route leaves open.
fn ids(route: &str, path: &str) -> Vec<String> {
    let mut parts = path.split('/');
    let mut ids = Vec::new();
    for open in route.split('/') {
        let part = parts.next().unwrap_or_default();
        if open.starts_with("{*") {
            let rest = parts.by_ref().fold(part.to_owned(), |rest, more| format!("{rest}/{more}"));
            ids.push(rest);
        } else if open.starts_with('{') {
            ids.push(part.to_owned());
        }
    }
    for id in &mut ids {
        if id.contains(PREFIX) {
            "-".clone_into(id); // somebody put a token in an address
        }
        id.truncate(id.floor_char_boundary(ID_MAX));
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_address_only_the_ids_are_told() {
        assert_eq!(ids("/v1/dossiers/{id}/geschiedenis", "/v1/dossiers/wachtlijst/geschiedenis"), ["wachtlijst"]);
        assert_eq!(ids("/tlog/tile/{niveau}/{*pad}", "/tlog/tile/0/x001/067"), ["0", "x001/067"]);
        assert_eq!(ids("-", "/pd_geheim"), Vec::<String>::new());
        assert_eq!(ids("/rondes/{id}", "/rondes/pd_geheim"), ["-"]);
        assert_eq!(ids("/rondes/{id}", &format!("/rondes/{}", "x".repeat(500)))[0].len(), ID_MAX);
    }
}
