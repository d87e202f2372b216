//! `GET /zoeken`: words in the texts of all rounds.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use serde_json::Value;

use super::{Visit, parsed, respond, viewer};
use crate::access::caller::Caller;
use crate::app::Service;
use crate::app::queries::{self, QueryError};
use crate::app::search::{SearchQuery, search};
use crate::domain::ids::Subject;
use crate::domain::query_keys as keys;
use crate::domain::state::AsOf;
use crate::http::app_state::AppState;
use crate::http::axes;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::message;
use crate::pages::address::Address;
use crate::pages::reader::Reader;
use crate::pages::search::{BEFORE_KEY, Hit, SUBJECT_KEY, SearchAsked, SearchPage, ShownIn, TEXT_KEY, page};
use crate::projections::feed::{EventFilter, node_at};
use crate::projections::sealing::SealingSelector;
use crate::projections::search::{SEARCH_TEXT_MAX, SEARCH_TEXT_MIN, SearchText};

/// Reads what is asked for: as it was written, and as the log is asked; none while there are no words.
fn read(query: &mut Query) -> (SearchAsked, Option<SearchQuery>) {
    [TEXT_KEY, keys::NODE, SUBJECT_KEY].iter().for_each(|key| query.drop_blank(key));
    let wrong = || message!("query-search-text", least = SEARCH_TEXT_MIN, most = SEARCH_TEXT_MAX);
    let text = query.value(TEXT_KEY, |text| SearchText::parse(text).map_err(|_| wrong()));
    let node = axes::node(query);
    let subject = query.value(SUBJECT_KEY, |text| Subject::parse(text.trim()));
    let before = query.number(BEFORE_KEY, 1, u64::from(u32::MAX));
    let subject = subject.map(|subject| subject.as_str().to_owned());
    let words = text.as_ref().map(|text| text.as_str().to_owned());
    let asked = SearchAsked { words, node: node.clone(), subject: subject.clone() };
    let filter = EventFilter { kind: None, subject, node };
    (asked, text.map(|text| SearchQuery { text, filter, before, limit: None }))
}

/// `GET /zoeken`
pub async fn find(
    State(site): State<AppState>,
    Visit { reader, caller, mut query }: Visit,
) -> Result<Response, Problem> {
    let (asked, wanted) = read(&mut query);
    query.finish()?;
    let page = site.run_large(move |service| Ok(build(&caller, service, reader, &asked, wanted.as_ref())?));
    Ok(respond(reader, page.await?))
}

fn build(
    caller: &Caller,
    service: &Service,
    reader: Reader,
    asked: &SearchAsked,
    wanted: Option<&SearchQuery>,
) -> Result<String, QueryError> {
    let (hits, next) = match wanted {
        None => (Vec::new(), None),
        Some(wanted) => {
            let found = search(service, wanted)?;
            let mut points = Points { service, known: BTreeMap::new() };
            let hits = found.hits.iter().map(|hit| {
                let found = parsed(&serde_json::to_vec(hit).expect("a hit always serialises"));
                points.hit(found, &wanted.text)
            });
            (hits.collect(), found.next)
        }
    };
    let here = Address::of(&["zoeken"])
        .with_some(TEXT_KEY, asked.words.as_deref())
        .with_some(keys::NODE, asked.node.as_deref())
        .with_some(SUBJECT_KEY, asked.subject.as_deref());
    let lengths = (SEARCH_TEXT_MIN, SEARCH_TEXT_MAX);
    Ok(page(&SearchPage { reader, viewer: viewer(caller), here, asked, lengths, hits: &hits, next }))
}

/// The points of the reports that hits lead to. Many hits stand in the same sealings, so each is looked up once.
struct Points<'s> {
    service: &'s Service,
    known: BTreeMap<(String, Option<u64>), Option<AsOf>>,
}

impl Points<'_> {
    fn hit(&mut self, found: Value, words: &SearchText) -> Hit {
        let position = found["positie"].as_u64().unwrap_or_default();
        let round = found["ronde"].as_str().and_then(|round| self.shown_in(round.to_owned(), None, position));
        let sealings = found["gerapporteerdIn"].as_array().into_iter().flatten().filter_map(|sealing| {
            let text = |key: &str| sealing[key].as_str().unwrap_or_default().to_owned();
            self.shown_in(text("ronde"), Some((sealing["versie"].as_u64()?, text("orgaan"))), position)
        });
        let sealings = sealings.collect();
        let places = found["vindplaatsen"].as_array().into_iter().flatten().map(|place| {
            let part = |key: &str| place[key].as_str().unwrap_or_default();
            let around = [part("ervoor"), part("gevonden"), part("erna")].concat();
            (part("veld").to_owned(), words.marked(&around))
        });
        let places = places.collect();
        Hit { found, places, round, sealings }
    }

    /// Returns the report of a round, or of one of its sealings, with the node at which it has the event; none where the
    /// log has no such round.
    fn shown_in(&mut self, round: String, sealing: Option<(u64, String)>, position: u64) -> Option<ShownIn> {
        let version = sealing.as_ref().map(|(version, _)| *version);
        let at = (*self.known.entry((round.clone(), version)).or_insert_with(|| point(self.service, &round, version)))?;
        let node = node_at(&self.service.state(), position, at);
        Some(ShownIn { round, sealing, node })
    }
}

fn point(service: &Service, round: &str, version: Option<u64>) -> Option<AsOf> {
    let which = match version {
        Some(version) => SealingSelector::Version(u32::try_from(version).ok()?),
        None => SealingSelector::Newest,
    };
    let point = queries::round_point(service, round, which).ok()?;
    Some(AsOf { day: point.on, position: point.position })
}
