//! `GET /gebeurtenissen` and `GET /gebeurtenissen/{id}`: the log, and one event with its proof.

use axum::extract::{Path, State};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::report::sealing_choices;
use super::{ASKING_POLICY, Visit, respond, respond_under, viewer};
use crate::access::caller::Caller;
use crate::app::Service;
use crate::app::newest::{NewestQuery, newest};
use crate::app::queries::{self, QueryError};
use crate::domain::event::EventType;
use crate::domain::ids::{EventId, Subject, SubjectKind};
use crate::domain::moment::end_of_day;
use crate::domain::query_keys as keys;
use crate::domain::time::{Day, Instant};
use crate::http::app_state::AppState;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::log::record::{Record, RecordView};
use crate::message;
use crate::pages::address::Address;
use crate::pages::events::{
    ACTOR_KEY, BEFORE_KEY, EventPage, EventsAsked, EventsPage, Following, LATE_KEY, Proof, SEALING_KEY, SUBJECT_KEY,
    TYPE_KEY, event_page, page,
};
use crate::pages::reader::Reader;
use crate::projections::EventRange;
use crate::projections::feed::EventFilter;
use crate::projections::sealing::{SealingSelector, parse_round_name};
use crate::render::without_control_characters;

/// The events on one page: a screen of a table, and with the longest texts 5 MB, of which the page shows none.
const EVENTS_MAX: usize = 50;

/// The most days of a filter: a century.
const DAYS_MAX: u64 = 36_500;

/// The most characters of a filter on who recorded an event, as of the name of an actor.
const ACTOR_CHARS_MAX: usize = 300;

/// The filters as the log is asked, before the sealing is looked up.
struct AskedFilters {
    query: NewestQuery,
    sealing: Option<(String, SealingSelector)>,
}

/// Reads the filters: as they were written, and as the log is asked.
fn read(query: &mut Query) -> (EventsAsked, AskedFilters) {
    let keys = [TYPE_KEY, SUBJECT_KEY, keys::SINCE, keys::UNTIL, LATE_KEY, ACTOR_KEY, SEALING_KEY];
    keys.iter().for_each(|key| query.drop_blank(key));
    let kind = query.value(TYPE_KEY, |name| EventType::from_name(name).ok_or_else(|| message!("query-event-type")));
    let subject = query.value(SUBJECT_KEY, |text| Subject::parse(text.trim()));
    let (from, until) = (query.value(keys::SINCE, Day::parse), query.value(keys::UNTIL, Day::parse));
    let late = query.number(LATE_KEY, 0, DAYS_MAX);
    let before = query.number(BEFORE_KEY, 1, u64::from(u32::MAX));
    let actor = query.value(ACTOR_KEY, |text| {
        let text = text.trim().to_owned();
        if text.chars().count() <= ACTOR_CHARS_MAX {
            Ok(text)
        } else {
            Err(message!("value-too-long", most = ACTOR_CHARS_MAX))
        }
    });
    let sealing = query.value(SEALING_KEY, |text| {
        let parsed = parse_round_name(text.trim()).map_err(|_| message!("query-sealing"));
        parsed.map(|(round, which)| (text.trim().to_owned(), (round.to_owned(), which)))
    });
    let (written, sealing) = sealing.unzip();
    let subject = subject.map(|subject| subject.as_str().to_owned());
    let asked = EventsAsked {
        kind: kind.map(|kind| kind.name().to_owned()),
        subject: subject.clone(),
        from: from.map(|day| day.to_string()),
        until: until.map(|day| day.to_string()),
        late,
        actor: actor.clone(),
        sealing: written,
    };
    // A day begins one microsecond after the day before it ends.
    let begin = |day: Day| Instant::from_micros(end_of_day(Day::from_number(day.number() - 1)).micros() + 1);
    let query = NewestQuery {
        filter: EventFilter { kind, subject, node: None },
        from: from.map(begin),
        until: until.map(end_of_day),
        late_days: late.and_then(|days| i64::try_from(days).ok()),
        actor,
        after: 0,
        before,
        limit: EVENTS_MAX,
    };
    (asked, AskedFilters { query, sealing })
}

/// `GET /gebeurtenissen`: the newest events first.
pub async fn events(
    State(site): State<AppState>,
    Visit { reader, caller, mut query }: Visit,
) -> Result<Response, Problem> {
    let (asked, mut wanted) = read(&mut query);
    query.finish()?;
    let here = Address::of(&["gebeurtenissen"])
        .with_some(TYPE_KEY, asked.kind.as_deref())
        .with_some(SUBJECT_KEY, asked.subject.as_deref())
        .with_some(ACTOR_KEY, asked.actor.as_deref())
        .with_some(keys::SINCE, asked.from.as_deref())
        .with_some(keys::UNTIL, asked.until.as_deref())
        .with_some(SEALING_KEY, asked.sealing.as_deref())
        .with_some(LATE_KEY, asked.late.map(|days| days.to_string()));
    let page = site.run_large(move |service| {
        if let Some((round, which)) = &wanted.sealing {
            wanted.query.after = sealed_position(service, round, *which)?;
        }
        let head = service.durable_head();
        let following = following(service, &wanted.query);
        // The list ends where the stream begins, so that no event is missing and none comes twice.
        wanted.query.before = Some(wanted.query.before.map_or(head + 1, |before| before.min(head + 1)));
        let found = newest(service, &wanted.query)?;
        let events: Vec<Value> = found.records.iter().map(shown).collect();
        let sealings = if head == 0 { Vec::new() } else { sealing_choices(service, reader)? };
        Ok(page(&EventsPage {
            reader,
            viewer: viewer(&caller),
            here,
            asked: &asked,
            events: &events,
            head,
            next: found.next,
            sealings: &sealings,
            following,
        }))
    });
    Ok(respond_under(ASKING_POLICY, reader, page.await?))
}

/// Returns the last position that a sealing fixed.
fn sealed_position(service: &Service, round: &str, which: SealingSelector) -> Result<u64, Problem> {
    let point = queries::round_point(service, round, which)?;
    let missing =
        || Problem::bad_field(SEALING_KEY, "niet-vastgesteld", message!("page-events-not-sealed", round = round));
    point.sealing.as_ref().map(|_| point.position).ok_or_else(missing)
}

/// Returns how new events are followed; none on an older page, and for a period that is over.
fn following(service: &Service, wanted: &NewestQuery) -> Option<Following> {
    let is_over = wanted.until.is_some_and(|until| until < service.now());
    if wanted.before.is_some() || is_over {
        return None;
    }
    let stream = Address::of(&["v1", "gebeurtenissen", "stroom"])
        .with_some("type", wanted.filter.kind.map(EventType::full_name))
        .with_some("onderwerp", wanted.filter.subject.as_deref());
    Some(Following { stream: stream.to_string(), most: EVENTS_MAX })
}

fn shown(record: &Record) -> Value {
    without_control_characters(&record.to_json(RecordView::Feed))
}

/// `GET /gebeurtenissen/{id}`: one event, by its id or its position.
pub async fn event(
    State(site): State<AppState>,
    Path(id): Path<String>,
    Visit { reader, caller, query }: Visit,
) -> Result<Response, Problem> {
    query.finish()?;
    let page = site.run_large(move |service| build(&caller, service, reader, &id));
    Ok(respond(reader, page.await?))
}

fn build(caller: &Caller, service: &Service, reader: Reader, id: &str) -> Result<String, Problem> {
    let missing = || Problem::not_found(message!("problem-no-event"));
    let head = service.durable_head();
    let by_position = id.parse::<u64>().ok().filter(|position| (1..=head).contains(position));
    let record = match (by_position, EventId::parse(id)) {
        (Some(position), _) => service.record(position)?,
        (None, Ok(id)) => service.record_of(id)?,
        (None, Err(_)) => None,
    };
    let record = record.ok_or_else(missing)?;
    let proof = service.inclusion_proof_of(record.id)?.ok_or_else(missing)?;
    let row = history_row(service, &record, head)?;
    let proof =
        Proof { hashes: proof.hashes.iter().map(|hash| STANDARD.encode(hash)).collect(), checkpoint: proof.checkpoint };
    Ok(event_page(&EventPage {
        reader,
        viewer: viewer(caller),
        here: Address::of(&["gebeurtenissen", id]),
        event: &shown(&record),
        row: row.as_ref(),
        proof: &proof,
        head,
    }))
}

/// Returns the row of an event in the history of its subject, or of the subject of the event that it is about.
fn history_row(service: &Service, record: &Record, head: u64) -> Result<Option<Value>, QueryError> {
    let subject = record.subject.as_str();
    let about_event = subject.split_once('/').filter(|(kind, _)| *kind == SubjectKind::Event.name());
    let subject = match about_event.and_then(|(_, id)| EventId::parse(id).ok()) {
        Some(id) => match service.record_of(id)? {
            Some(target) => target.subject.as_str().to_owned(),
            None => return Ok(None),
        },
        None => subject.to_owned(),
    };
    let part = EventRange { after: record.position - 1, limit: 1, until: None };
    let found = queries::history_page(service, &subject, head, part)?;
    let row = found.rows.into_iter().find(|row| row["positie"] == record.position);
    Ok(row.map(|row| without_control_characters(&row)))
}
