//! `/nakijken`: drafts in the log that nobody looked at, of a round or one event. A press records that somebody did: a
//! correction with the same data (decision 17).

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::sent::{FormInputs, Sent, query_in};
use super::{Visit, respond, respond_refused, see, viewer};
use crate::access::caller::Caller;
use crate::app::prepare::new_id;
use crate::app::reviews::recorded::{confirmation, confirmation_id, unreviewed_of_round};
use crate::app::{AppError, AppendOptions, Service, queries};
use crate::domain::ids::RoundId;
use crate::domain::proposal::Proposal;
use crate::http::access::must_be_allowed;
use crate::http::app_state::{AppState, WorkKind};
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::language::Message;
use crate::log::record::{Record, RecordView};
use crate::message;
use crate::pages::reader::Reader;
use crate::pages::recording::STEP_KEY;
use crate::pages::review::{
    ACCEPT, DONE_KEY, EVENT_KEY, FORM_KEY, ROUND_KEY, SHOWN_KEY, UnreviewedOf, UnreviewedPage, unreviewed_page,
};
use crate::render::without_control_characters;

/// The most drafts on one page: as many as a person looks at in one go.
const SHOWN_MAX: usize = 100;

fn read_of(query: &mut Query) -> Result<UnreviewedOf, Problem> {
    let round = query.value(ROUND_KEY, RoundId::parse);
    let event = query.number(EVENT_KEY, 1, u64::from(u32::MAX));
    match (round, event) {
        (Some(round), None) => Ok(UnreviewedOf::Round(round.as_str().to_owned())),
        (None, Some(position)) => Ok(UnreviewedOf::Event(position)),
        (Some(_), Some(_)) | (None, None) => {
            query.refuse(ROUND_KEY, "verplicht", message!("unreviewed-of"));
            Err(std::mem::take(query).finish().err().map_or_else(Problem::internal, Problem::from))
        }
    }
}

/// `GET /nakijken`: the drafts of a round, or one.
pub async fn show(
    State(site): State<AppState>,
    Visit { reader, caller, mut query }: Visit,
) -> Result<Response, Problem> {
    let of = read_of(&mut query)?;
    let done = query.number(DONE_KEY, 0, SHOWN_MAX as u64);
    query.finish()?;
    let asked = caller.clone();
    let page = site.run_large_or_vast(true, move |service| page(&asked, service, reader, (&of, done, None)));
    Ok(respond(reader, page.await?))
}

/// Returns the drafts that are shown, and how many there are.
fn drafts(service: &Service, of: &UnreviewedOf) -> Result<(Vec<Record>, usize), Problem> {
    match of {
        UnreviewedOf::Round(round) => Ok(unreviewed_of_round(service, round, SHOWN_MAX)?),
        UnreviewedOf::Event(position) => {
            let head = service.durable_head();
            let record = if *position <= head { service.record(*position)? } else { None };
            let record = record.ok_or_else(|| Problem::not_found(message!("problem-no-event")))?;
            let counts = {
                let state = service.state();
                state.at(*position).is_some_and(|(_, row)| state.counts(row, head))
            };
            let found: Vec<Record> = Some(record).filter(|record| record.unreviewed() && counts).into_iter().collect();
            let count = found.len();
            Ok((found, count))
        }
    }
}

fn page(
    caller: &Caller,
    service: &Service,
    reader: Reader,
    (of, done, trouble): (&UnreviewedOf, Option<u64>, Option<&Message>),
) -> Result<String, Problem> {
    let (found, count) = drafts(service, of)?;
    let title = match of {
        UnreviewedOf::Round(round) => {
            let rounds = queries::rounds(service, Some(round))?;
            let title = rounds.first().map(without_control_characters);
            title.and_then(|round| round["titel"].as_str().map(str::to_owned)).unwrap_or_else(|| round.clone())
        }
        UnreviewedOf::Event(position) => reader.say(&message!("page-event-number", position = *position)),
    };
    let shown = |record: &Record| without_control_characters(&record.to_json(RecordView::Feed));
    let closed = service.refuse_read_only().err().map(|error| error.message());
    Ok(unreviewed_page(&UnreviewedPage {
        reader,
        viewer: viewer(caller),
        of,
        title: &title,
        events: &found.iter().map(shown).collect::<Vec<_>>(),
        count,
        done,
        form: &new_id(service.now())?.to_string(),
        trouble,
        closed: closed.as_ref(),
    }))
}

/// What was pressed.
pub struct Press {
    of: UnreviewedOf,
    form: String,
    /// The positions that it is about.
    positions: Vec<u64>,
    /// Whether it is about one of those shown.
    is_one: bool,
}

impl FormInputs for Press {
    fn read(bytes: &[u8]) -> Result<Press, Problem> {
        let mut query = query_in(bytes)?;
        let of = read_of(&mut query)?;
        let form = query.text(FORM_KEY).unwrap_or_default();
        let shown = query.text(SHOWN_KEY).unwrap_or_default();
        let step = query.text(STEP_KEY).unwrap_or_default();
        query.finish()?;
        let one = step.strip_prefix(ACCEPT).and_then(|rest| rest.strip_prefix(':'));
        let list = if step == ACCEPT { Some(shown.as_str()) } else { one };
        let positions: Option<Vec<u64>> = list.and_then(|list| list.split(',').map(|one| one.parse().ok()).collect());
        let positions = positions.filter(|positions| positions.len() <= SHOWN_MAX);
        let wrong = || Problem::bad_field(STEP_KEY, "ongeldige-waarde", message!("review-step-wrong"));
        Ok(Press { of, form, positions: positions.ok_or_else(wrong)?, is_one: one.is_some() })
    }
}

/// `POST /nakijken`: records that somebody looked at drafts and that they are right.
pub async fn confirm(
    State(site): State<AppState>,
    Sent { reader, caller, form: press, .. }: Sent<Press>,
) -> Result<Response, Problem> {
    site.service().refuse_read_only()?;
    let asked = caller.clone();
    let made = site.run_large_or_vast(true, move |service| {
        let made = corrections(service, &press);
        match made {
            Ok(made) => Ok((press.of, Ok(made))),
            Err(why) => {
                let status = Problem::from(AppError::refused(0, "niet-na-te-kijken", why.clone())).parts().0;
                Ok((press.of.clone(), Err(refusal(&asked, service, reader, (&press.of, status, &why))?)))
            }
        }
    });
    let (of, made) = made.await?;
    let made: Vec<Proposal> = match made {
        Ok(made) => made,
        Err(answer) => return Ok(answer),
    };
    if made.is_empty() {
        return Ok(see(&of.address().with(DONE_KEY, "0").read_by(reader)));
    }
    let made = must_be_allowed(&site, &caller, made, true).await?;
    let options = AppendOptions { if_match: None, keep_times: false, dry_run: false };
    let pass = site.enter(WorkKind::Append).await?;
    let appended = site.service().append_async(made, caller.actor(), options).await;
    drop(pass);
    match appended {
        Ok(appended) => Ok(see(&of.address().with(DONE_KEY, appended.added.to_string()).read_by(reader))),
        Err(error) => {
            let asked = caller.clone();
            let answer = site.run_large_or_vast(true, move |service| {
                let problem = Problem::from(error);
                let (status, why, _) = problem.parts();
                refusal(&asked, service, reader, (&of, status, why))
            });
            answer.await
        }
    }
}

fn refusal(
    caller: &Caller,
    service: &Service,
    reader: Reader,
    (of, status, why): (&UnreviewedOf, StatusCode, &Message),
) -> Result<Response, Problem> {
    let page = page(caller, service, reader, (of, None, Some(why)))?;
    Ok(respond_refused(reader, status, page))
}

/// Returns the corrections that a press records: none for what it recorded before. What is to be reviewed no longer is
/// left out of all, and refused for one.
fn corrections(service: &Service, press: &Press) -> Result<Vec<Proposal>, Message> {
    let found = drafts(service, &press.of).map_err(|problem| problem.parts().1.clone())?.0;
    let mut made = Vec::new();
    for position in &press.positions {
        let no_draft = || message!("unreviewed-not", position = *position);
        match found.iter().find(|record| record.position == *position) {
            Some(record) => made.push(confirmation(record, &press.form).map_err(|errors| {
                Message::joined(errors.iter().map(crate::domain::proposal::FieldError::named).collect(), "; ")
            })?),
            None => {
                let id = service.state().id_at(*position);
                let pressed = id.is_some_and(|id| service.position_of(confirmation_id(id, &press.form)).is_some());
                if press.is_one && !pressed {
                    return Err(no_draft());
                }
            }
        }
    }
    Ok(made)
}
