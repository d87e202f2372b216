//! `GET /geschiedenis/{soort}/{id}`: the life of a thing on two axes.

use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::Value;

use super::known::AskedKnown;
use super::report::rounds_at;
use super::{Visit, respond, viewer};
use crate::access::caller::Caller;
use crate::app::Service;
use crate::app::queries::{self, KnownAt, QueryError};
use crate::domain::ids::{SubjectKind, is_id};
use crate::domain::query_keys as keys;
use crate::domain::state::AsOf;
use crate::http::app_state::AppState;
use crate::http::problem::Problem;
use crate::pages::address::Address;
use crate::pages::history::{HistoryPage, SealingLine, page};
use crate::pages::reader::Reader;
use crate::projections::EventRange;
use crate::render::without_control_characters;

/// The key of the position after which a part begins.
const AFTER_KEY: &str = "na";

/// The events on one page: each with the longest texts before and after takes 80 KB, so 100 take 8 MB at most.
const EVENTS_MAX: usize = 100;

/// `GET /geschiedenis/{soort}/{id}`
pub async fn history(
    State(site): State<AppState>,
    Path((kind, id)): Path<(String, String)>,
    Visit { reader, caller, mut query }: Visit,
) -> Result<Response, Problem> {
    let (known, written) = AskedKnown::read(&mut query);
    let after = query.number(AFTER_KEY, 0, u64::from(u32::MAX)).unwrap_or(0);
    query.finish()?;
    let subject = format!("{kind}/{id}");
    let kind = SubjectKind::from_name(&kind).filter(|kind| *kind != SubjectKind::Event && is_id(&id));
    let kind = kind.ok_or_else(|| QueryError::NoSuchSubject(subject.chars().take(80).collect()))?;
    let page = site.run_large(move |service| {
        let position = known.position(service)?;
        let here = Address::of(&["geschiedenis", kind.name(), &id]);
        let here = match known {
            AskedKnown::Now => here,
            AskedKnown::Position(_) => here.with(keys::POSITION, position.to_string()),
            AskedKnown::Moment(_) | AskedKnown::Sealing(..) => here.with(keys::KNOWN_AT, written),
        };
        Ok(build(&caller, service, reader, (kind, &id), (position, after), here)?)
    });
    Ok(respond(reader, page.await?))
}

fn build(
    caller: &Caller,
    service: &Service,
    reader: Reader,
    (kind, id): (SubjectKind, &str),
    (position, after): (u64, u64),
    here: Address,
) -> Result<String, QueryError> {
    let subject = format!("{}/{id}", kind.name());
    let part = EventRange { after, limit: EVENTS_MAX, until: None };
    let mut found = queries::history_page(service, &subject, position, part)?;
    queries::add_reported_in(service, &mut found.rows, position)?;
    let rows: Vec<Value> = found.rows.iter().map(without_control_characters).collect();
    let name = name(service, kind, id)?;
    let sealings = sealings(&rounds_at(service, position)?, &rows);
    // The next part is of what was known when the first was read.
    let next = found.next.map(|after| {
        here.clone()
            .without(keys::KNOWN_AT)
            .with(keys::POSITION, position.to_string())
            .with(AFTER_KEY, after.to_string())
    });
    Ok(page(&HistoryPage {
        reader,
        viewer: viewer(caller),
        here,
        subject: &subject,
        name: name.as_deref(),
        rows: &rows,
        basis: &found.basis,
        sealings: &sealings,
        next,
    }))
}

/// Returns the name of the thing as it is now; none where it does not stand today.
fn name(service: &Service, kind: SubjectKind, id: &str) -> Result<Option<String>, QueryError> {
    let at = AsOf { day: service.now().amsterdam_day(), position: queries::resolve_position(service, KnownAt::Head)? };
    let found = queries::found(service, kind, id, at)?.map(|found| without_control_characters(&found));
    let name = |key: &str| found.as_ref().and_then(|found| found[key].as_str()).map(str::to_owned);
    Ok(name("titel").or_else(|| name("naam")).or_else(|| name("omschrijving")))
}

/// Returns the sealings that the events of the picture stood in.
fn sealings(rounds: &[Value], rows: &[Value]) -> Vec<SealingLine> {
    let all = |key: &'static str| rows.iter().flat_map(move |row| row[key].as_array().into_iter().flatten());
    let stood = |round: &str, version: &Value| {
        all("gerapporteerdIn").any(|one| one["ronde"] == round && one["versie"] == *version)
    };
    let mut lines = Vec::new();
    for round in rounds {
        let id = round["id"].as_str().unwrap_or_default();
        for sealed in round["vaststellingen"].as_array().into_iter().flatten() {
            let text = |key: &str| sealed[key].as_str().unwrap_or_default().to_owned();
            if stood(id, &sealed["versie"]) {
                lines.push(SealingLine {
                    name: format!("{id}/{}", sealed["versie"]),
                    on: text("peildatum"),
                    recorded_at: text("geregistreerdOp"),
                });
            }
        }
    }
    lines
}
