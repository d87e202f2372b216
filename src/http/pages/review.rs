//! `/inlezen`: a report page is pasted or uploaded, its drafts are reviewed beside its text, and what was accepted is
//! appended as one batch. What was decided is kept with each press, in a review (`app::reviews`).

pub(super) mod change;
pub(super) mod confirm;
mod taking;
mod views;

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::Value;

use super::door::newest_first;
use super::sent::{FormInputs, Sent, query_in};
use super::{Visit, respond, respond_refused, see, viewer};
use crate::access::caller::Caller;
use crate::app::own_moment::OwnMoments;
use crate::app::reviews::reading::{OpenReview, ReviewStanding, Which};
use crate::app::reviews::{DAYS_KEPT, Judged, Review, ReviewError, ReviewId};
use crate::app::{AppError, Service, queries};
use crate::domain::access::Action;
use crate::domain::event::EventType;
use crate::domain::ids::RoundId;
use crate::domain::proposal::FieldError;
use crate::domain::time::Day;
use crate::http::access::must_be_in_role;
use crate::http::app_state::AppState;
use crate::http::body::ReceivedBody;
use crate::http::multipart;
use crate::http::problem::Problem;
use crate::language::Message;
use crate::message;
use crate::pages::address::Address;
use crate::pages::reader::Reader;
use crate::pages::recording::{Choice, STEP_KEY};
use crate::pages::review::{
    ACCEPT, ACCEPT_UNSEEN, DROP, PUBLISHED_KEY, PageTyped, Past, ROUND_KEY, ReceiptPage, ReviewPage, SINCE_KEY,
    TakePage, UNDO, UnfinishedReview, VERSION_KEY, recorded_page, review_page, take_page, to_review,
};
use crate::render::without_control_characters;

/// `GET /inlezen`: the form that takes a page, and the reviews that are not finished.
pub async fn index(
    State(site): State<AppState>,
    Visit { reader, caller, mut query }: Visit,
) -> Result<Response, Problem> {
    query.drop_blank(ROUND_KEY);
    let round = query.value(ROUND_KEY, RoundId::parse);
    query.finish()?;
    let asked = caller.clone();
    let page = site.run_large(move |service| {
        let mut typed = PageTyped::default();
        typed.set(ROUND_KEY, round.map_or_else(String::new, |round| round.as_str().to_owned()));
        index_with(&asked, service, reader, (&typed, &[], None))
    });
    Ok(respond(reader, page.await?))
}

/// Returns the form with what was typed, and what is wrong with it.
fn index_with(
    caller: &Caller,
    service: &Service,
    reader: Reader,
    (typed, errors, trouble): (&PageTyped, &[FieldError], Option<&Message>),
) -> Result<String, Problem> {
    let unfinished: Vec<UnfinishedReview> = service.reviews()?.iter().map(unfinished).collect();
    let closed = service.refuse_read_only().err().map(|error| error.message());
    let moments = service.own_moments();
    let told = match moments {
        OwnMoments::From(last) => last.map_or_else(String::new, |last| last.amsterdam_day().to_string()),
        OwnMoments::Running(last) => last.to_string(),
    };
    let past = match moments {
        OwnMoments::From(_) | OwnMoments::Running(_) if !may_record_the_past(caller) => Past::NotInRole,
        OwnMoments::From(last) => Past::From(last.map(|_| told.as_str())),
        OwnMoments::Running(_) => Past::Running(&told),
    };
    Ok(take_page(&TakePage {
        reader,
        viewer: viewer(caller),
        rounds: &rounds(service, reader)?,
        past,
        typed,
        errors,
        trouble,
        unfinished: &unfinished,
        closed: closed.as_ref(),
    }))
}

/// Returns true for who may record a page of before at its own moment: who may correct, since it changes what was known
/// when.
fn may_record_the_past(caller: &Caller) -> bool {
    caller.may(Action::Correct)
}

fn unfinished(review: &Review) -> UnfinishedReview {
    let last = i64::from(review.changed_at().amsterdam_day().number()) + DAYS_KEPT;
    UnfinishedReview {
        id: review.id.as_str().to_owned(),
        document: cleaned(&review.page.document),
        round: review.page.round.clone(),
        own_day: review.page.published_on.clone(),
        drafts: review.drafts,
        decided: review.verdicts.len(),
        changed_at: review.changed_at().to_string(),
        changed_by: review.changed_by.clone(),
        kept_until: Day::from_number(i32::try_from(last).unwrap_or(i32::MAX)).to_string(),
    }
}

/// Returns the rounds to choose from, the newest first.
fn rounds(service: &Service, reader: Reader) -> Result<Vec<Choice>, Problem> {
    if service.durable_head() == 0 {
        return Ok(Vec::new());
    }
    let rounds = newest_first(service)?;
    let told = |round: &Value| {
        let id = round["id"].as_str()?.to_owned();
        let status = crate::render::wording::words(reader.language, round["status"].as_str().unwrap_or_default());
        Some(Choice { told: format!("{} ({id}, {status})", round["titel"].as_str().unwrap_or_default()), value: id })
    };
    Ok(rounds.iter().filter_map(told).collect())
}

/// Returns a text without characters that would change how the text around it is shown.
fn cleaned(text: &str) -> String {
    without_control_characters(&Value::from(text)).as_str().unwrap_or_default().to_owned()
}

/// `POST /inlezen`: reads a page, and goes to its review.
pub async fn take(
    State(site): State<AppState>,
    Visit { reader, caller, query }: Visit,
    request: Request,
) -> Result<Response, Problem> {
    query.finish()?;
    site.service().refuse_read_only()?;
    let ReceivedBody { what: parts, held: _held } = multipart::read(&site, request).await?;
    let (typed, file) = taking::typed_in(parts)?;
    let asked = caller.clone();
    let answer = site.run_large(move |service| {
        let by = asked.actor().id();
        if !typed.get(PUBLISHED_KEY).is_empty() {
            must_be_in_role(&asked, &[Action::Correct])?;
        }
        let (status, errors, trouble) = match taking::page_of(service, &typed, file)? {
            Err(errors) => (taking::status_of(&errors), errors, None),
            Ok((page, places)) => match service.begin_review(page, by) {
                Ok(id) => return Ok(see(&to_review(id.as_str()).read_by(reader))),
                Err(error) => taking::told(error, &places),
            },
        };
        let page = index_with(&asked, service, reader, (&typed, &errors, trouble.as_ref()))?;
        Ok(respond_refused(reader, status, page))
    });
    answer.await
}

fn id_of(text: &str) -> Result<ReviewId, Problem> {
    ReviewId::parse(text).ok_or_else(|| Problem::from(ReviewError::Gone))
}

/// `GET /inlezen/{id}`: a page beside its drafts; or what was recorded of it.
pub async fn show(
    State(site): State<AppState>,
    Path(id): Path<String>,
    Visit { reader, caller, mut query }: Visit,
) -> Result<Response, Problem> {
    let since = query.number(SINCE_KEY, 0, u64::from(u32::MAX)).and_then(|since| u32::try_from(since).ok());
    query.finish()?;
    let id = id_of(&id)?;
    let asked = caller.clone();
    let page = site.run_large(move |service| match service.standing_review(&id)? {
        ReviewStanding::Open(open) => Ok(page_of(&asked, service, reader, (&open, since, None))),
        ReviewStanding::Recorded(review) => receipt(&asked, service, reader, &review),
    });
    Ok(respond(reader, page.await?))
}

fn page_of(
    caller: &Caller,
    service: &Service,
    reader: Reader,
    (open, since, trouble): (&OpenReview, Option<u32>, Option<&Message>),
) -> String {
    let closed = service.refuse_read_only().err().map(|error| error.message());
    let drafts = views::drafts(open);
    review_page(&ReviewPage {
        reader,
        viewer: viewer(caller),
        id: open.review.id.as_str(),
        version: open.review.version,
        document: &cleaned(&open.review.page.document),
        round: &open.review.page.round,
        own_day: open.review.page.published_on.as_deref(),
        reporting_date: open.reporting_date(),
        lines: &views::lines(open, &drafts),
        notices: &views::notices(open),
        drafts: &drafts,
        moot: &views::moot(open),
        since,
        trouble,
        closed: closed.as_ref(),
    })
}

fn receipt(caller: &Caller, service: &Service, reader: Reader, review: &Review) -> Result<String, Problem> {
    let receipt = review.receipt.as_ref().ok_or_else(|| Problem::from(ReviewError::Gone))?;
    let round = review.page.round.as_str();
    Ok(recorded_page(&ReceiptPage {
        reader,
        viewer: viewer(caller),
        id: review.id.as_str(),
        round,
        own_day: review.page.published_on.as_deref(),
        has_round: service.durable_head() > 0 && queries::rounds(service, Some(round)).is_ok(),
        positions: &receipt.positions,
        dropped: receipt.dropped,
    }))
}

/// What a button of a review does.
pub struct ReviewStep {
    seen: u32,
    judged: Option<Judged>,
    about: String,
}

impl FormInputs for ReviewStep {
    fn read(bytes: &[u8]) -> Result<ReviewStep, Problem> {
        let mut query = query_in(bytes)?;
        let seen = query.number(VERSION_KEY, 1, u64::from(u32::MAX)).and_then(|seen| u32::try_from(seen).ok());
        let step = query.text(STEP_KEY).unwrap_or_default();
        let (word, about) = step.split_once(':').unwrap_or((&step, ""));
        let is_one = !about.is_empty() && EventType::from_name(about).is_none();
        let judged = match word {
            ACCEPT if is_one => Some(Some(Judged::Accepted)),
            ACCEPT_UNSEEN => Some(Some(Judged::Unseen)),
            DROP => Some(Some(Judged::Dropped)),
            UNDO if is_one => Some(None),
            _ => None,
        };
        match (seen, judged) {
            (Some(seen), Some(judged)) => {
                let about = about.to_owned();
                query.finish()?;
                Ok(ReviewStep { seen, judged, about })
            }
            (_, None) => Err(Problem::bad_field(STEP_KEY, "ongeldige-waarde", message!("review-step-wrong"))),
            (None, Some(_)) => {
                query.refuse(VERSION_KEY, "verplicht", message!("field-required"));
                Err(query.finish().err().map_or_else(Problem::internal, Problem::from))
            }
        }
    }
}

impl ReviewStep {
    fn which(&self) -> Which<'_> {
        match self.about.as_str() {
            "" => Which::Rest,
            kind if EventType::from_name(kind).is_some() => Which::Kind(kind),
            key => Which::One(key),
        }
    }
}

/// `POST /inlezen/{id}`: decides about drafts, and goes to the next one.
pub async fn judge(
    State(site): State<AppState>,
    Path(id): Path<String>,
    Sent { reader, caller, form: step, .. }: Sent<ReviewStep>,
) -> Result<Response, Problem> {
    let id = id_of(&id)?;
    site.service().refuse_read_only()?;
    let asked = caller.clone();
    let answer = site.run_large(move |service| {
        let open = match service.standing_review(&id)? {
            ReviewStanding::Open(open) => open,
            ReviewStanding::Recorded(_) => return Ok(see(&to_review(id.as_str()).read_by(reader))),
        };
        let by = asked.actor().id();
        match service.judge_drafts(&open, &step.which(), step.judged, (step.seen, by)) {
            Ok(review) => Ok(see(&next(reader, &open, &review, &step))),
            Err(error) => {
                let is_full = matches!(error, ReviewError::App(_) | ReviewError::Bound(..));
                let problem = Problem::from(error);
                let (status, why, _) = problem.parts();
                let why = if is_full { &message!("review-not-kept", why = why.clone()) } else { why };
                // What stands now, also where somebody else was first.
                let ReviewStanding::Open(open) = service.standing_review(&id)? else { return Err(problem.clone()) };
                let page = page_of(&asked, service, reader, (&open, Some(step.seen), Some(why)));
                Ok(respond_refused(reader, status, page))
            }
        }
    });
    answer.await
}

/// Returns where a press leads: to the next draft that nobody decided about, and else to what comes after.
fn next(reader: Reader, before: &OpenReview, review: &Review, step: &ReviewStep) -> Address {
    let drafts = views::drafts(before);
    let at = drafts.iter().position(|draft| draft.key == step.about);
    let is_open = |key: &str| !review.verdicts.contains_key(key);
    let anchor = match (step.judged, at) {
        (None, Some(at)) => format!("concept-{}", drafts[at].number),
        (_, at) => {
            let after = drafts.iter().skip(at.map_or(0, |at| at + 1)).find(|draft| is_open(&draft.key));
            after.map_or_else(|| "verder".to_owned(), |draft| format!("concept-{}", draft.number))
        }
    };
    let to = to_review(review.id.as_str()).read_by(reader);
    let by_others = review.version > step.seen + 1;
    to.with_some(SINCE_KEY, by_others.then(|| step.seen.to_string())).at(anchor)
}

/// The press that drops a review.
pub struct Discarded;

impl FormInputs for Discarded {
    fn read(bytes: &[u8]) -> Result<Discarded, Problem> {
        let mut query = query_in(bytes)?;
        let is_meant = query.text(STEP_KEY).as_deref() == Some(DROP);
        query.finish()?;
        let wrong = || Problem::bad_field(STEP_KEY, "ongeldige-waarde", message!("review-step-wrong"));
        is_meant.then_some(Discarded).ok_or_else(wrong)
    }
}

/// `POST /inlezen/{id}/weggooien`: drops a review with its page.
pub async fn discard(
    State(site): State<AppState>,
    Path(id): Path<String>,
    Sent { reader, .. }: Sent<Discarded>,
) -> Result<Response, Problem> {
    let id = id_of(&id)?;
    site.run_small(move |service| Ok(service.drop_review(&id)?)).await?;
    Ok(see(&Address::of(&["inlezen"]).read_by(reader)))
}

impl From<ReviewError> for Problem {
    fn from(error: ReviewError) -> Problem {
        let conflict = |code, why| Problem::from(AppError::refused(0, code, why));
        match error {
            ReviewError::Gone => Problem::not_found(message!("review-gone")),
            ReviewError::NoSuchDraft => Problem::not_found(message!("review-draft-gone")),
            ReviewError::Page(why) => Problem::bad_field("", "niet-ingelezen", taking::page_message(&why)),
            ReviewError::OtherRound(differs) => {
                Problem::bad_field(ROUND_KEY, "andere-ronde", taking::round_message(&differs))
            }
            ReviewError::Moved => conflict("intussen-beoordeeld", message!("review-moved")),
            ReviewError::Bound(taking::TOO_LARGE, why) => {
                Problem::new(StatusCode::PAYLOAD_TOO_LARGE, taking::TOO_LARGE, why)
            }
            ReviewError::Bound(code, why) => conflict(code, why),
            ReviewError::App(error) => Problem::from(error),
            ReviewError::Query(error) => Problem::from(error),
        }
    }
}
