//! `/inlezen/{id}/vastleggen`: what will be recorded of a review; and the press that records it, as one batch.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::{cleaned, id_of, may_record_the_past, viewer};
use crate::access::caller::Caller;
use crate::app::reviews::reading::{OpenReview, ReviewStanding};
use crate::app::reviews::recording::{CheckedBatch, digest_of, proposals};
use crate::app::reviews::{ReviewError, ReviewId};
use crate::app::{AppError, AppendOptions, Service};
use crate::domain::access::Action;
use crate::domain::proposal::Proposal;
use crate::http::access::{must_be_allowed, must_be_in_role};
use crate::http::app_state::{AppState, WorkKind};
use crate::http::pages::sent::{FormInputs, Sent, query_in};
use crate::http::pages::{Visit, respond, respond_refused, see};
use crate::http::problem::Problem;
use crate::language::Message;
use crate::message;
use crate::pages::reader::Reader;
use crate::pages::recording::{RECORD, SEEN_KEY, STEP_KEY};
use crate::pages::review::{AS_OF_NOW, ConfirmPage, DraftStanding, RefusedDraft, confirm_page, to_review};
use crate::render::without_control_characters;

/// `GET`: what will be recorded, with what does not fit and what to look at first.
pub async fn show(
    State(site): State<AppState>,
    Path(id): Path<String>,
    Visit { reader, caller, query }: Visit,
) -> Result<Response, Problem> {
    query.finish()?;
    let id = id_of(&id)?;
    let asked = caller.clone();
    let answer = site.run_large(move |service| match service.standing_review(&id)? {
        ReviewStanding::Open(open) => Ok(respond(reader, page(&asked, service, reader, (&open, None))?)),
        ReviewStanding::Recorded(_) => Ok(see(&to_review(id.as_str()).read_by(reader))),
    });
    answer.await
}

fn page(
    caller: &Caller,
    service: &Service,
    reader: Reader,
    (open, trouble): (&OpenReview, Option<&Message>),
) -> Result<String, Problem> {
    // What can not be recorded at its own moment any more is shown as of now.
    let overtaken = service.moment_of(open).err().map(|(_, why)| why);
    let as_of_now = overtaken.is_some().then(|| open.clone().as_of_now());
    let open = as_of_now.as_ref().unwrap_or(open);
    let CheckedBatch { items, refused, warnings, differences } = service.check_batch(open, caller.actor())?;
    let differences = differences.map(|(day, found)| {
        let found = serde_json::to_value(found).expect("a comparison always serialises");
        (day.to_string(), without_control_characters(&found))
    });
    let closed = service.refuse_read_only().err().map(|error| error.message());
    let refused = refused.iter().map(|(index, error)| RefusedDraft {
        index: *index,
        key: items.get(*index).map_or_else(String::new, |item| item.key.clone()),
        why: error.message(),
    });
    let events: Vec<_> = items.iter().map(|item| without_control_characters(&item.event)).collect();
    let warnings: Vec<_> =
        warnings.into_iter().map(|(index, warning)| (index, warning.field, warning.message)).collect();
    let drafts = super::views::drafts(open);
    let is_dropped = |standing: DraftStanding| standing == DraftStanding::Dropped;
    Ok(confirm_page(&ConfirmPage {
        reader,
        viewer: viewer(caller),
        id: open.review.id.as_str(),
        seen: &digest_of(&items),
        document: &cleaned(&open.review.page.document),
        events: &events,
        refused: &refused.collect::<Vec<_>>(),
        warnings: &warnings,
        dropped: drafts.iter().filter(|draft| is_dropped(draft.verdict.standing)).count(),
        undecided: open.undecided(),
        moot: open.moot.len(),
        report: differences.as_ref().map(|(day, found)| (day.as_str(), found)),
        own_day: open.review.page.published_on.as_deref(),
        reporting_date: open.reporting_date(),
        overtaken: overtaken.as_ref(),
        is_in_role: !open.has_own_moment() || may_record_the_past(caller),
        trouble,
        closed: closed.as_ref(),
    }))
}

/// What is appended, or the answer where nothing is.
enum Ready {
    /// The events, and whether they are recorded at a moment of their own.
    Batch(Vec<Proposal>, bool),
    Answer(Response),
}

/// The press that records a batch: by what digest it names what the person saw, and whether a page of before is recorded
/// as of now.
pub struct Confirmed {
    seen: String,
    as_of_now: bool,
}

impl FormInputs for Confirmed {
    fn read(bytes: &[u8]) -> Result<Confirmed, Problem> {
        let mut query = query_in(bytes)?;
        let seen = query.text(SEEN_KEY).unwrap_or_default();
        let step = query.text(STEP_KEY).unwrap_or_default();
        query.finish()?;
        let as_of_now = step == AS_OF_NOW;
        let wrong = || Problem::bad_field(STEP_KEY, "ongeldige-waarde", message!("review-step-wrong"));
        (as_of_now || step == RECORD).then_some(Confirmed { seen, as_of_now }).ok_or_else(wrong)
    }
}

/// `POST`: appends what was accepted, and goes to what was recorded.
pub async fn record(
    State(site): State<AppState>,
    Path(id): Path<String>,
    Sent { reader, caller, form: Confirmed { seen, as_of_now }, .. }: Sent<Confirmed>,
) -> Result<Response, Problem> {
    let id = id_of(&id)?;
    site.service().refuse_read_only()?;
    // One at a time, so that a second press finds what the first recorded.
    let _turn = site.review_turn().await;
    let (asked, named) = (caller.clone(), id.clone());
    let ready = site.run_large(move |service| {
        if as_of_now && matches!(service.standing_review(&named)?, ReviewStanding::Open(_)) {
            service.record_as_of_now(&named, asked.actor().id())?;
        }
        ready(&asked, service, reader, (&named, &seen))
    });
    let ready = ready.await?;
    let (batch, keep_times) = match ready {
        Ready::Batch(batch, keep_times) => (batch, keep_times),
        Ready::Answer(answer) => return Ok(answer),
    };
    let in_role = if keep_times { must_be_in_role(&caller, &[Action::Correct]) } else { Ok(()) };
    let allowed = match in_role {
        Ok(()) => must_be_allowed(&site, &caller, batch, true).await,
        Err(problem) => Err(problem),
    };
    let batch = match allowed {
        Ok(batch) => batch,
        Err(problem) => {
            let asked = caller.clone();
            return site.run_large(move |service| not_recorded(&asked, service, reader, (&id, &problem))).await;
        }
    };
    let options = AppendOptions { if_match: None, keep_times, dry_run: false };
    let pass = site.enter(WorkKind::Append).await?;
    let appended = site.service().append_async(batch, caller.actor(), options).await;
    drop(pass);
    let asked = caller.clone();
    let answer = site.run_large(move |service| match appended {
        Ok(appended) => {
            let positions = appended.records.iter().map(|record| record.position).collect();
            let by = asked.actor().id();
            // What is recorded is recorded: a receipt that can not be written now is written when the review is opened.
            if let Err(error) = service.finish_review(&id, positions, by) {
                tracing::warn!(review = id.as_str(), ?error, "a review was recorded and its page is still there");
            }
            Ok(see(&to_review(id.as_str()).read_by(reader)))
        }
        Err(error) => not_recorded(&asked, service, reader, (&id, &error.into())),
    });
    answer.await
}

/// Returns the batch, if it is what the person saw.
fn ready(caller: &Caller, service: &Service, reader: Reader, (id, seen): (&ReviewId, &str)) -> Result<Ready, Problem> {
    let open = match service.standing_review(id)? {
        ReviewStanding::Open(open) => open,
        ReviewStanding::Recorded(_) => return Ok(Ready::Answer(see(&to_review(id.as_str()).read_by(reader)))),
    };
    let items = match service.batch_of(&open) {
        Ok(items) => items,
        Err(error @ ReviewError::Bound(..)) => {
            return not_recorded(caller, service, reader, (id, &error.into())).map(Ready::Answer);
        }
        Err(error) => return Err(error.into()),
    };
    let moved = open.undecided() > 0 || items.is_empty() || digest_of(&items) != seen;
    match proposals(&items) {
        Ok(batch) if !moved => Ok(Ready::Batch(batch, open.has_own_moment())),
        Ok(_) | Err(_) => {
            let why = message!("review-confirm-moved");
            let status = conflict(&why);
            let page = page(caller, service, reader, (&open, Some(&why)))?;
            Ok(Ready::Answer(respond_refused(reader, status, page)))
        }
    }
}

fn conflict(why: &Message) -> StatusCode {
    Problem::from(AppError::refused(0, "intussen-gewijzigd", why.clone())).parts().0
}

/// Returns the page again, with why nothing was recorded.
fn not_recorded(
    caller: &Caller,
    service: &Service,
    reader: Reader,
    (id, problem): (&ReviewId, &Problem),
) -> Result<Response, Problem> {
    let (status, why, _) = problem.parts();
    match service.standing_review(id)? {
        ReviewStanding::Open(open) => {
            let page = page(caller, service, reader, (&open, Some(why)))?;
            Ok(respond_refused(reader, status, page))
        }
        ReviewStanding::Recorded(_) => Ok(see(&to_review(id.as_str()).read_by(reader))),
    }
}
