//! `GET /`: a page that explains what the service is, what the log contains, and what to try.

use std::fmt::Write;
use std::sync::OnceLock;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use base64::Engine as _;
use sha2::{Digest as _, Sha256};

use super::app_state::AppState;
use super::problem::Problem;
use super::query::NoQuery;
use super::subjects::RESOURCES;
use crate::domain::ids::SubjectKind;
use crate::domain::state::State as LogState;
use crate::domain::time::Day;

const STYLE: &str = include_str!("home.css");

/// Returns the content security policy: the page may use its own style and nothing else.
fn policy() -> HeaderValue {
    static POLICY: OnceLock<HeaderValue> = OnceLock::new();
    let make = || {
        let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(STYLE));
        let text = format!(
            "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        );
        HeaderValue::from_str(&text).expect("base64 in ASCII")
    };
    POLICY.get_or_init(make).clone()
}

/// `GET /`
pub async fn page(State(site): State<AppState>, _: NoQuery) -> Result<Response, Problem> {
    let html = site.run_large(|service| {
        let head = service.durable_head();
        let today = service.now().amsterdam_day();
        Ok(render(&service.state(), head, today))
    });
    Ok(([(header::CONTENT_SECURITY_POLICY, policy())], Html(html.await?)).into_response())
}

fn render(state: &LogState, head: u64, today: Day) -> String {
    let mut page = String::with_capacity(8 * 1024);
    page.push_str("<!doctype html>\n<html lang=\"nl\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.push_str("<title>Peildatum</title>\n<style>");
    page.push_str(STYLE);
    page.push_str("</style>\n</head>\n<body>\n<main>\n<h1>Peildatum</h1>\n");
    page.push_str(
        "<p class=\"lead\">Wat de gemeente over het sociaal domein heeft gemeld, voor elke peildatum, zoals het op elk \
         moment bekend was.</p>\n",
    );
    page.push_str(&standing(state, head));
    page.push_str("<h2>Om te proberen</h2>\n<ul>\n");
    for (address, what) in to_try(state, head, today) {
        item(&mut page, &address, &what);
    }
    page.push_str("</ul>\n<h2>Wat er is</h2>\n<ul class=\"columns\">\n");
    for (resource, _) in RESOURCES {
        item(&mut page, &format!("/v1/{resource}"), "");
    }
    page.push_str("</ul>\n<h2>Voor wie erop aansluit</h2>\n<ul>\n");
    item(&mut page, "/v1/openapi.json", "de beschrijving van deze API (OpenAPI 3.1)");
    item(&mut page, "/v1/woordenlijst", "elke naam die hier voorkomt, met de betekenis");
    item(&mut page, "/v1/export", "het hele logboek als regels JSON, na te rekenen met het programma replay");
    item(&mut page, "/metrics", "metingen voor Prometheus");
    page.push_str(
        "</ul>\n<p class=\"foot\">De adressen onder /v1 antwoorden met JSON. Dit is de enige pagina in deze versie.</p>\n",
    );
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

/// Every part is an id, a date or a sentence of this file, so `&` is the only character to escape in HTML.
fn item(page: &mut String, address: &str, what: &str) {
    let address = address.replace('&', "&amp;");
    let gap = if what.is_empty() { "" } else { "<br>" };
    writeln!(page, "<li><a href=\"{address}\">{address}</a>{gap}{what}</li>").expect("a string takes all");
}

fn standing(state: &LogState, head: u64) -> String {
    match state.recorded_at(head).filter(|_| head > 0) {
        None => "<p>Het logboek is nog leeg. Stuur een gebeurtenis naar <code>POST /v1/gebeurtenissen</code>, of laad \
                 een voorbeeld met <code>peildatum demo</code>.</p>\n"
            .to_owned(),
        Some(last) => format!(
            "<p>Het logboek telt <strong>{head}</strong> {}; de laatste is vastgelegd op <time>{last}</time>.</p>\n",
            if head == 1 { "gebeurtenis" } else { "gebeurtenissen" }
        ),
    }
}

/// Returns addresses that show something in the present log.
fn to_try(state: &LogState, head: u64, today: Day) -> Vec<(String, String)> {
    let mut all =
        vec![("/v1/gebeurtenissen?limit=10".to_owned(), "de eerste gebeurtenissen van het logboek".to_owned())];
    if head == 0 {
        return all;
    }
    let last_day =
        (1..=head).rev().take(1000).filter_map(|p| state.at(p)).map(|(_, row)| row.day).filter(|day| *day <= today);
    let day = last_day.max().unwrap_or(today);
    all.push((format!("/v1/rapportage?geldigOp={day}"), format!("de rapportage voor {day}, zoals die nu bekend is")));
    if head > 1 {
        let half = head / 2;
        let address = format!("/v1/rapportage?geldigOp={day}&positie={half}");
        all.push((address, format!("dezelfde dag, zoals die bekend was na {half} van de {head} gebeurtenissen")));
    }
    let changed = |no: &&crate::domain::state::SubjectNo| {
        state.entry(**no).rows.iter().filter(|row| u64::from(row.position) <= head).count()
    };
    if let Some(no) = state.subjects_of(SubjectKind::Facility).iter().max_by_key(changed) {
        let id = state.entry(*no).id();
        let address = format!("/v1/voorzieningen/{id}/geschiedenis");
        all.push((
            address,
            format!("alles wat over voorziening {id} is vastgelegd, en wat elke gebeurtenis veranderde"),
        ));
    }
    all
}
