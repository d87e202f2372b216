//! `GET /over-de-jaren`: the rounds beside each other.

use axum::extract::State;
use axum::response::Response;

use super::known::AskedKnown;
use super::report::sealing_choices;
use super::{Visit, parsed, respond, viewer};
use crate::access::caller::Caller;
use crate::app::Service;
use crate::app::queries::{KnownAt, QueryError};
use crate::app::series::{SeriesQuery, kind, series, subject, title};
use crate::domain::query_keys as keys;
use crate::domain::time::Day;
use crate::http::app_state::AppState;
use crate::http::axes;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::pages::address::Address;
use crate::pages::reader::Reader;
use crate::pages::series::{KIND_KEY, SUBJECT_KEY, SeriesAsked, SeriesPage, TITLE_KEY, page};
use crate::projections::series::{KINDS, RoundSelection, SeriesView};

/// What is asked for, as read from the query.
struct SeriesWanted {
    shown: SeriesAsked,
    known: AskedKnown,
    rounds: RoundSelection,
}

impl SeriesWanted {
    fn read(query: &mut Query) -> SeriesWanted {
        let open = [keys::FROM, keys::UNTIL, keys::NOW, keys::NODE, KIND_KEY, TITLE_KEY, SUBJECT_KEY];
        open.iter().for_each(|key| query.drop_blank(key));
        let (known, written) = AskedKnown::read(query);
        let (from, until) = (query.value(keys::FROM, Day::parse), query.value(keys::UNTIL, Day::parse));
        let shown = SeriesAsked {
            from: from.map(|day| day.to_string()),
            until: until.map(|day| day.to_string()),
            now: query.flag(keys::NOW),
            known: written,
            node: axes::node(query),
            kind: query.value(KIND_KEY, kind),
            title: query.value(TITLE_KEY, title),
            subject: query.value(SUBJECT_KEY, |text| subject(text.trim())),
        };
        SeriesWanted { shown, known, rounds: RoundSelection::Between { from, until } }
    }

    fn address(&self) -> Address {
        let shown = &self.shown;
        let here = Address::of(&["over-de-jaren"])
            .with_some(keys::FROM, shown.from.as_deref())
            .with_some(keys::UNTIL, shown.until.as_deref())
            .with_some(keys::NOW, shown.now.then_some("true"))
            .with_some(keys::NODE, shown.node.as_deref())
            .with_some(KIND_KEY, shown.kind.as_deref())
            .with_some(TITLE_KEY, shown.title.as_deref())
            .with_some(SUBJECT_KEY, shown.subject.as_deref());
        match self.known {
            AskedKnown::Now => here,
            AskedKnown::Position(position) => here.with(keys::POSITION, position.to_string()),
            AskedKnown::Moment(_) | AskedKnown::Sealing(..) => here.with(keys::KNOWN_AT, shown.known.as_str()),
        }
    }

    fn query(&self, position: u64) -> SeriesQuery {
        let shown = &self.shown;
        SeriesQuery {
            rounds: self.rounds.clone(),
            known: KnownAt::Position(position),
            view: if shown.now { SeriesView::AsKnownNow } else { SeriesView::AsReported },
            node: shown.node.clone(),
            kinds: shown.kind.iter().cloned().collect(),
            subject: shown.subject.clone(),
            title: shown.title.clone(),
        }
    }
}

/// `GET /over-de-jaren`
pub async fn over_the_years(
    State(site): State<AppState>,
    Visit { reader, caller, mut query }: Visit,
) -> Result<Response, Problem> {
    let asked = SeriesWanted::read(&mut query);
    query.finish()?;
    let whole = asked.shown.node.is_none() && asked.shown.subject.is_none();
    let page = site.run_large_or_vast(whole, move |service| Ok(build(&caller, service, reader, &asked)?));
    Ok(respond(reader, page.await?))
}

fn build(caller: &Caller, service: &Service, reader: Reader, asked: &SeriesWanted) -> Result<String, QueryError> {
    let (found, sealings) = match asked.known.position(service) {
        Ok(position) => {
            let found = series(service, &asked.query(position))?;
            let found = parsed(&serde_json::to_vec(&found).expect("series always serialise"));
            (Some(found), sealing_choices(service, reader)?)
        }
        Err(QueryError::Empty) => (None, Vec::new()),
        Err(error) => return Err(error),
    };
    let kinds: Vec<&str> = KINDS.iter().map(String::as_str).collect();
    Ok(page(&SeriesPage {
        reader,
        viewer: viewer(caller),
        here: asked.address(),
        asked: &asked.shown,
        sealings: &sealings,
        kinds: &kinds,
        found: found.as_ref(),
        head: service.durable_head(),
    }))
}
