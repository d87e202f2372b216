//! `/inlezen/{id}/concepten/{concept}`: a draft in the form of its type. What is kept is accepted, and recorded with the
//! rest; its document and lines stay those of the draft.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::Value;

use super::{cleaned, id_of, viewer, views};
use crate::access::caller::Caller;
use crate::app::Service;
use crate::app::reviews::ReviewError;
use crate::app::reviews::reading::{OpenReview, ReviewDraft, ReviewStanding};
use crate::domain::event::EventType;
use crate::domain::proposal::FieldError;
use crate::http::app_state::AppState;
use crate::http::pages::recording::{self, choices, in_euros, typed_of};
use crate::http::pages::sent::Sent;
use crate::http::pages::{Visit, respond, respond_refused, see};
use crate::http::problem::Problem;
use crate::input;
use crate::message;
use crate::pages::reader::Reader;
use crate::pages::recording::{FormPage, STEP_KEY, Trouble, Typed};
use crate::pages::review::{ChangePage, EVENT_KIND_KEY as KIND_KEY, VERSION_KEY, change_page, to_review};
use crate::render::without_control_characters;

/// The most lines of its source that a form shows.
const SOURCE_MAX: usize = 60;

/// A draft that is changed: its review, its key, and who changes it in which language.
struct Changing<'a> {
    caller: &'a Caller,
    service: &'a Service,
    reader: Reader,
    open: &'a OpenReview,
    draft: &'a ReviewDraft,
}

impl Changing<'_> {
    fn kind(&self) -> Result<EventType, Problem> {
        kind_of(self.draft)
    }

    fn form(
        &self,
        typed: &Typed,
        version: u32,
        (trouble, errors): (Option<&Trouble>, &[FieldError]),
    ) -> Result<String, Problem> {
        let kind = self.kind()?;
        let choices = choices::load(self.service, kind, typed)?;
        let closed = self.service.refuse_read_only().err().map(|error| error.message());
        let (from, to) = self.draft.draft.lines;
        let lines = self.open.lines.iter().skip((from as usize).saturating_sub(1)).take((to - from) as usize + 1);
        let source: Vec<String> = lines.take(SOURCE_MAX).map(|line| cleaned(line)).collect();
        Ok(change_page(&ChangePage {
            form: FormPage {
                reader: self.reader,
                viewer: viewer(self.caller),
                kind,
                typed,
                choices: &choices,
                errors,
                trouble,
                meanwhile: &[],
                about: None,
                closed: closed.as_ref(),
            },
            id: self.open.review.id.as_str(),
            version,
            key: &self.draft.key,
            source: &source,
            draft: &without_control_characters(self.draft.event()),
        }))
    }
}

fn kind_of(draft: &ReviewDraft) -> Result<EventType, Problem> {
    EventType::from_name(draft.draft.kind()).ok_or_else(Problem::internal)
}

/// Returns the open review and one of its drafts, or where to go when it was recorded.
fn opened(
    service: &Service,
    reader: Reader,
    (id, key): (&str, &str),
) -> Result<Result<(Box<OpenReview>, ReviewDraft), Response>, Problem> {
    let id = id_of(id)?;
    match service.standing_review(&id)? {
        ReviewStanding::Open(open) => {
            let draft = open.draft(key)?.clone();
            Ok(Ok((open, draft)))
        }
        ReviewStanding::Recorded(_) => Ok(Err(see(&to_review(id.as_str()).read_by(reader)))),
    }
}

/// `GET`: the form, filled in as the draft says it.
pub async fn form(
    State(site): State<AppState>,
    Path((id, key)): Path<(String, String)>,
    Visit { reader, caller, query }: Visit,
) -> Result<Response, Problem> {
    query.finish()?;
    let asked = caller.clone();
    let answer = site.run_large(move |service| {
        let (open, draft) = match opened(service, reader, (&id, &key))? {
            Ok(opened) => opened,
            Err(elsewhere) => return Ok(elsewhere),
        };
        let changing = Changing { caller: &asked, service, reader, open: &open, draft: &draft };
        let typed = typed_from(changing.kind()?, draft.event());
        Ok(respond(reader, changing.form(&typed, open.review.version, (None, &[]))?))
    });
    answer.await
}

/// Returns what a form holds that says what an event says.
fn typed_from(kind: EventType, event: &Value) -> Typed {
    let mut typed = Typed::of_record(kind, event);
    for key in ["herstelt", "toelichtingWijziging"] {
        typed.set(key, event[key].as_str().unwrap_or_default());
    }
    typed
}

/// `POST`: checks what was typed, and keeps it. Where the draft is gone meanwhile, what was typed comes back in a form of
/// its own.
pub async fn keep(
    State(site): State<AppState>,
    Path((id, key)): Path<(String, String)>,
    Sent { reader, caller, form: mut pairs, .. }: Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    site.service().refuse_read_only()?;
    let kind = taken(&mut pairs, KIND_KEY).and_then(|name| EventType::from_name(&name));
    let kind = kind.ok_or_else(|| Problem::bad_field(KIND_KEY, "verplicht", message!("field-required")))?;
    let seen = taken(&mut pairs, VERSION_KEY).and_then(|seen| seen.parse::<u32>().ok());
    let seen = seen.ok_or_else(|| Problem::bad_field(VERSION_KEY, "verplicht", message!("field-required")))?;
    taken(&mut pairs, STEP_KEY);
    let typed = typed_of(kind, pairs)?;
    let asked = caller.clone();
    let answer = site.run_large(move |service| {
        let given_back = |problem: &Problem| recording::given_back(&asked, service, reader, (kind, &typed, problem));
        let (open, draft) = match opened(service, reader, (&id, &key)) {
            Ok(Ok(opened)) => opened,
            Ok(Err(_)) => return given_back(&ReviewError::Gone.into()),
            Err(problem) => return given_back(&problem),
        };
        let changing = Changing { caller: &asked, service, reader, open: &open, draft: &draft };
        if changing.kind()? != kind {
            return given_back(&ReviewError::NoSuchDraft.into());
        }
        let mut event = typed.event(kind);
        event["herkomst"] = draft.draft.event["herkomst"].clone();
        if let Err(errors) = input::proposal(&event) {
            let errors: Vec<FieldError> = errors.iter().map(|error| in_euros(error, &typed)).collect();
            let page = changing.form(&typed, seen, (Some(&Trouble::Wrong), &errors))?;
            return Ok(respond_refused(reader, wrong_input(), page));
        }
        let by = asked.actor().id();
        match service.change_draft(&open.review.id, (&draft.key, event), (seen, by)) {
            Ok(_) => Ok(see(&kept(reader, &open, &draft))),
            Err(error @ (ReviewError::Gone | ReviewError::NoSuchDraft)) => given_back(&error.into()),
            Err(error) => {
                // From now on the person knows of what the other decided.
                let version = if matches!(error, ReviewError::Moved) { open.review.version } else { seen };
                let problem = Problem::from(error);
                let (status, why, _) = problem.parts();
                let page = changing.form(&typed, version, (Some(&Trouble::Refused(why.clone())), &[]))?;
                Ok(respond_refused(reader, status, page))
            }
        }
    });
    answer.await
}

/// Takes an input out of a form that is no field of the event.
fn taken(pairs: &mut Vec<(String, String)>, key: &str) -> Option<String> {
    let at = pairs.iter().position(|(name, _)| name == key)?;
    let value = pairs.swap_remove(at).1;
    pairs.retain(|(name, _)| name != key);
    Some(value)
}

fn wrong_input() -> StatusCode {
    Problem::bad_input(Vec::new()).parts().0
}

/// Returns where the draft stands on the page of its review.
fn kept(reader: Reader, open: &OpenReview, draft: &ReviewDraft) -> crate::pages::address::Address {
    let number = views::drafts(open).iter().find(|view| view.key == draft.key).map_or(1, |view| view.number);
    to_review(open.review.id.as_str()).read_by(reader).at(format!("concept-{number}"))
}
