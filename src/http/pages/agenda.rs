//! `GET /agenda`: what takes effect between two days.

use axum::extract::State;
use axum::response::Response;

use super::known::AskedKnown;
use super::report::sealing_choices;
use super::{Visit, parsed, respond, viewer};
use crate::access::caller::Caller;
use crate::app::Service;
use crate::app::agenda::{AgendaQuery, Period, agenda};
use crate::app::queries::{KnownAt, QueryError};
use crate::domain::query_keys as keys;
use crate::http::app_state::AppState;
use crate::http::axes;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::pages::address::Address;
use crate::pages::agenda::{AgendaAsked, AgendaPage, page};
use crate::pages::reader::Reader;

/// What is asked for, as read from the query.
struct AgendaWanted {
    shown: AgendaAsked,
    known: AskedKnown,
    period: Period,
    /// The address, with what was asked for and no more: a period that was not asked for moves along with the days.
    here: Address,
}

impl AgendaWanted {
    fn read(query: &mut Query, site: &AppState) -> AgendaWanted {
        [keys::FROM, keys::UNTIL, keys::NODE].iter().for_each(|key| query.drop_blank(key));
        let named = [keys::FROM, keys::UNTIL].map(|key| query.peek(key).map(str::to_owned));
        let (known, written) = AskedKnown::read(query);
        let period = Period::from_query(query, site.service().now().amsterdam_day());
        let node = axes::node(query);
        let [from, until] = named;
        let here = Address::of(&["agenda"])
            .with_some(keys::FROM, from)
            .with_some(keys::UNTIL, until)
            .with_some(keys::NODE, node.as_deref());
        let here = match known {
            AskedKnown::Now => here,
            AskedKnown::Position(position) => here.with(keys::POSITION, position.to_string()),
            AskedKnown::Moment(_) | AskedKnown::Sealing(..) => here.with(keys::KNOWN_AT, written.as_str()),
        };
        let (from, until) = (period.from.to_string(), period.until.to_string());
        AgendaWanted { shown: AgendaAsked { from, until, known: written, node }, known, period, here }
    }
}

/// `GET /agenda`
pub async fn between(
    State(site): State<AppState>,
    Visit { reader, caller, mut query }: Visit,
) -> Result<Response, Problem> {
    let asked = AgendaWanted::read(&mut query, &site);
    query.finish()?;

    let page = site.run_large(move |service| Ok(build(&caller, service, reader, &asked)?));
    Ok(respond(reader, page.await?))
}

fn build(caller: &Caller, service: &Service, reader: Reader, asked: &AgendaWanted) -> Result<String, QueryError> {
    let (found, sealings) = match asked.known.position(service) {
        Ok(position) => {
            let node = asked.shown.node.clone();
            let query = AgendaQuery { period: asked.period, known: KnownAt::Position(position), node };
            let found = agenda(service, &query)?;
            let found = parsed(&serde_json::to_vec(&found).expect("an agenda always serialises"));
            (Some(found), sealing_choices(service, reader)?)
        }
        Err(QueryError::Empty) => (None, Vec::new()),
        Err(error) => return Err(error),
    };
    Ok(page(&AgendaPage {
        reader,
        viewer: viewer(caller),
        here: asked.here.clone(),
        asked: &asked.shown,
        today: &service.now().amsterdam_day().to_string(),
        sealings: &sealings,
        found: found.as_ref(),
    }))
}
