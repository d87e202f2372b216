//! `/vastleggen`: forms to record from a page. The first press checks and shows what the report will say, the second
//! appends as the API does.
//!
//! A form holds the id of the event, so that pressing twice records once; and the version of the subject that the person
//! saw, so that two people who edit the same thing are told of each other.

pub(super) mod choices;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::Value;

use super::sent::Sent;
use super::{Visit, form_pairs, respond, respond_refused, see_other, viewer};
use crate::access::caller::Caller;
use crate::app::preview::{PreviewError, preview_event};
use crate::app::queries::{self, QueryError};
use crate::app::{AppError, AppendOptions, Service, prepare};
use crate::domain::access::Action;
use crate::domain::event::EventType;
use crate::domain::event_form::{Form, IN_CENTS};
use crate::domain::ids::{EventId, RoundId, Subject, SubjectKind};
use crate::domain::proposal::FieldError;
use crate::domain::time::Day;
use crate::http::access::{must_be_allowed, must_be_in_role, outside_nodes};
use crate::http::app_state::{AppState, WorkKind};
use crate::http::axes;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::input;
use crate::log::record::RecordView;
use crate::message;
use crate::pages::address::Address;
use crate::pages::reader::Reader;
use crate::pages::recording::{
    CHANGE, CORRECTS_KEY, DAY_KEY, FormPage, FormsPage, PreviewPage, RECORD, ROUND_KEY, SEEN_KEY, STEP_KEY,
    SUBJECT_KEY, Trouble, Typed, form_page, forms_page, has_form, preview_page,
};
use crate::projections::EventRange;
use crate::projections::placing::first_outside;
use crate::render::without_control_characters;

/// The most events of others that a form names.
pub(super) const OTHERS_MAX: usize = 20;

/// `GET /vastleggen`: what can be recorded.
pub async fn index(State(site): State<AppState>, Visit { reader, caller, query }: Visit) -> Result<Response, Problem> {
    query.finish()?;
    let closed = site.service().refuse_read_only().err().map(|error| error.message());
    let refused = must_be_in_role(&caller, &[Action::Record, Action::Correct, Action::Publish]).err();
    let closed = closed.or_else(|| refused.map(|problem| problem.parts().1.clone()));
    Ok(respond(reader, forms_page(&FormsPage { reader, viewer: viewer(&caller), closed: closed.as_ref() })))
}

/// What a form begins with.
struct Begin {
    subject: Option<Subject>,
    round: Option<RoundId>,
    day: Option<Day>,
    node: Option<String>,
    corrects: Option<String>,
}

impl Begin {
    fn read(query: &mut Query, kind: EventType) -> Begin {
        let subject = query.value(SUBJECT_KEY, Subject::parse);
        let wrong = subject.as_ref().is_some_and(|subject| !kind.subject_kinds().contains(&subject.kind()));
        if wrong {
            query.refuse(SUBJECT_KEY, "ongeldige-waarde", message!("recording-other-subject", kind = kind.name()));
        }
        Begin {
            subject,
            round: query.value(ROUND_KEY, RoundId::parse),
            day: query.value(DAY_KEY, Day::parse),
            node: axes::node(query),
            corrects: query.text(CORRECTS_KEY),
        }
    }
}

/// `GET /vastleggen/{soort}`: the form of a type, with what the address asks for filled in.
pub async fn form(
    State(site): State<AppState>,
    Path(name): Path<String>,
    Visit { reader, caller, mut query }: Visit,
) -> Result<Response, Problem> {
    let kind = kind_of(&name)?;
    let begin = Begin::read(&mut query, kind);
    query.finish()?;
    must_be_in_role(&caller, &[Action::of_event(kind, begin.corrects.is_some())])?;
    let page = site.run_large(move |service| {
        let typed = begun(service, kind, &begin)?;
        let answer = FormContext { caller: &caller, service, reader, kind };
        answer.form(&typed, None, &[], &[])
    });
    Ok(respond(reader, page.await?))
}

/// Returns the type with this name, if it has a form.
fn kind_of(name: &str) -> Result<EventType, Problem> {
    let kind = EventType::from_name(name).filter(|kind| has_form(*kind));
    kind.ok_or_else(|| {
        Problem::not_found(message!("recording-no-form", kind = name.chars().take(80).collect::<String>()))
    })
}

/// Returns what a new form holds.
fn begun(service: &Service, kind: EventType, begin: &Begin) -> Result<Typed, Problem> {
    let mut typed = match &begin.corrects {
        Some(named) => corrected(service, kind, named)?,
        None => Typed::default(),
    };
    typed.set("id", prepare::new_id(service.now())?.to_string());
    if let Some(subject) = &begin.subject {
        typed.set(SUBJECT_KEY, subject.as_str());
    }
    let has = |name: &str| Form::of(kind).field(name).is_some();
    if let Some(node) = begin.node.as_deref().filter(|_| has("onderdeel")) {
        typed.set("gegevens.onderdeel", node);
    }
    let mut day = begin.day.map(|day| day.to_string());
    if let Some(round) = &begin.round {
        let known = queries::rounds(service, Some(round.as_str()))?;
        day = day.or_else(|| Some(known.first()?["peildatum"].as_str()?.to_owned()));
        if has("ronde") {
            typed.set("gegevens.ronde", round.as_str());
        }
    }
    let day = day.or_else(|| kind.holds_from_position().then(|| service.now().amsterdam_day().to_string()));
    if let Some(day) = day {
        typed.set(DAY_KEY, day);
    }
    Ok(settled(service, kind, typed))
}

/// Returns the fields of an event that is corrected.
fn corrected(service: &Service, kind: EventType, named: &str) -> Result<Typed, Problem> {
    let missing = || Problem::not_found(message!("problem-no-event"));
    let id = EventId::parse(named).map_err(|_| missing())?;
    let record = service.record_of(id)?.ok_or_else(missing)?;
    if record.kind != kind {
        let detail = message!("recording-other-kind", kind = record.kind.name());
        return Err(Problem::bad_field(CORRECTS_KEY, "ander-type", detail));
    }
    let mut typed = Typed::of_record(kind, &record.to_json(RecordView::Feed));
    typed.set(CORRECTS_KEY, id.to_string());
    Ok(typed)
}

/// What a person saw of a subject: its version, and the last position of the log.
struct Seen {
    version: u32,
    position: u64,
    subject: String,
}

impl Seen {
    fn now(service: &Service, subject: &str) -> Seen {
        let position = service.durable_head();
        let state = service.state();
        let version = state.subject(subject).map_or(0, |no| state.version_at(no, position));
        Seen { version, position, subject: subject.to_owned() }
    }

    fn parse(text: &str) -> Option<Seen> {
        let mut parts = text.splitn(3, '/');
        let (version, position) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        Some(Seen { version, position, subject: parts.next()?.to_owned() })
    }

    /// Returns what was seen of the subject of a form; none where the form was opened for another.
    fn of(typed: &Typed, kind: EventType) -> Option<Seen> {
        let event = typed.event(kind);
        Seen::parse(typed.get(SEEN_KEY)).filter(|seen| event[SUBJECT_KEY] == *seen.subject)
    }
}

impl std::fmt::Display for Seen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}/{}", self.version, self.position, self.subject)
    }
}

/// Names the event that a position stands for by its id, and notes what is seen of the subject, where that is not noted
/// yet.
fn settled(service: &Service, kind: EventType, mut typed: Typed) -> Typed {
    let event = typed.event(kind);
    let subject = event[SUBJECT_KEY].as_str().unwrap_or_default().to_owned();
    let named = subject.split_once('/').filter(|(of, _)| *of == SubjectKind::Event.name());
    let position = named.and_then(|(_, id)| id.parse::<u64>().ok()).filter(|at| *at <= service.durable_head());
    let id = position.and_then(|position| service.state().id_at(position));
    let subject = id.map_or(subject, |id| format!("{}/{id}", SubjectKind::Event.name()));
    if id.is_some() {
        typed.set(SUBJECT_KEY, subject.as_str());
    }
    if !subject.is_empty() && Seen::of(&typed, kind).is_none() {
        typed.set(SEEN_KEY, Seen::now(service, &subject).to_string());
    }
    typed
}

/// `POST /vastleggen/{soort}`: checks what was typed and shows what the report will say; or records it, after it was
/// shown.
pub async fn record(
    State(site): State<AppState>,
    Path(name): Path<String>,
    Sent { reader, caller, form: pairs, .. }: Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let kind = kind_of(&name)?;
    site.service().refuse_read_only()?;
    let typed = typed_of(kind, pairs)?;
    must_be_in_role(&caller, &[Action::of_event(kind, !typed.get(CORRECTS_KEY).is_empty())])?;
    // What was not shown before is shown first.
    let seen = Seen::of(&typed, kind).filter(|_| typed.get(STEP_KEY) == RECORD);
    let failed = match seen {
        Some(seen) => match append((&site, &caller), kind, &typed, seen.version).await? {
            Ok(position) => {
                return Ok(see_other(Address::of(&["gebeurtenissen", &position.to_string()]), reader));
            }
            Err(error) => Some(error),
        },
        None => None,
    };
    let answered = site.run_large(move |service| {
        let answer = FormContext { caller: &caller, service, reader, kind };
        match failed {
            Some(error) => answer.refused(typed, error),
            None if typed.get(STEP_KEY) == CHANGE => Ok((StatusCode::OK, answer.form(&typed, None, &[], &[])?)),
            None => answer.check(settled(service, kind, typed)),
        }
    });
    let (status, page) = answered.await?;
    Ok(if status == StatusCode::OK { respond(reader, page) } else { respond_refused(reader, status, page) })
}

/// Returns what was typed in the form of a type.
pub(super) fn typed_of(kind: EventType, pairs: Vec<(String, String)>) -> Result<Typed, Problem> {
    let (typed, unknown) = Typed::read(kind, pairs);
    form_pairs::refuse_unknown(unknown.iter().map(String::as_str))?;
    Ok(typed)
}

/// Appends the event as the API does. Returns its position, also if it was recorded before.
async fn append(
    (site, caller): (&AppState, &Caller),
    kind: EventType,
    typed: &Typed,
    version: u32,
) -> Result<Result<u64, AppError>, Problem> {
    let proposal = match input::proposal(&typed.event(kind)) {
        Ok(proposal) => proposal,
        Err(errors) => return Ok(Err(AppError::Input { index: 0, errors })),
    };
    let options = AppendOptions { if_match: Some(version), keep_times: false, dry_run: false };
    let proposals = must_be_allowed(site, caller, vec![proposal], false).await?;
    let _pass = site.enter(WorkKind::Append).await?;
    let appended = site.service().append_async(proposals, caller.actor(), options).await;
    Ok(appended.map(|appended| appended.records[0].position))
}

/// Returns the form of a type with what was typed elsewhere, and why it could not be kept there. It is another event.
///
/// # Errors
/// [`Problem`] where the log can not be read.
pub(super) fn given_back(
    caller: &Caller,
    service: &Service,
    reader: Reader,
    (kind, typed, problem): (EventType, &Typed, &Problem),
) -> Result<Response, Problem> {
    let mut typed = typed.clone();
    typed.set("id", prepare::new_id(service.now())?.to_string());
    let typed = settled(service, kind, typed);
    let (status, why, _) = problem.parts();
    let trouble = Trouble::GivenBack(why.clone());
    let answer = FormContext { caller, service, reader, kind };
    Ok(respond_refused(reader, status, answer.form(&typed, Some(&trouble), &[], &[])?))
}

/// What every answer to a form needs.
struct FormContext<'a> {
    caller: &'a Caller,
    service: &'a Service,
    reader: Reader,
    kind: EventType,
}

impl FormContext<'_> {
    /// Checks what was typed, and shows what the report will say.
    fn check(&self, typed: Typed) -> Result<(StatusCode, String), Problem> {
        let proposal = match input::proposal(&typed.event(self.kind)) {
            Ok(proposal) => proposal,
            Err(errors) => return self.refused(typed, AppError::Input { index: 0, errors }),
        };
        if let Some(nodes) = self.caller.own_nodes()
            && first_outside(&self.service.state(), std::slice::from_ref(&proposal), nodes).is_some()
        {
            let trouble = Trouble::Refused(outside_nodes(nodes));
            return Ok((StatusCode::FORBIDDEN, self.form(&typed, Some(&trouble), &[], &[])?));
        }
        let seen = Seen::of(&typed, self.kind).map(|seen| seen.version);
        let preview = match preview_event(self.service, &proposal, self.caller.actor(), seen) {
            Ok(preview) => preview,
            Err(PreviewError::App(error)) => return self.refused(typed, error),
            Err(PreviewError::Query(error)) => return Err(error.into()),
        };
        let (reader, viewer) = (self.reader, viewer(self.caller));
        let preview = &without_control_characters(&preview.to_json(reader.language));
        Ok((StatusCode::OK, preview_page(&PreviewPage { reader, viewer, kind: self.kind, typed: &typed, preview })))
    }

    /// Returns the form with everything that was typed, and why it is not recorded.
    fn refused(&self, mut typed: Typed, error: AppError) -> Result<(StatusCode, String), Problem> {
        let used = if let AppError::Conflict { position, .. } = &error { Some(*position) } else { None };
        let is_input = matches!(error, AppError::Input { .. });
        let is_moved = used.is_some() || matches!(error, AppError::Precondition { .. });
        let meanwhile = if is_moved { self.meanwhile(&typed)? } else { Vec::new() };
        let problem = Problem::from(error);
        let (status, detail, errors) = problem.parts();
        if is_moved {
            // From now on the person knows of what was recorded meanwhile.
            typed.set(SEEN_KEY, "");
            typed = settled(self.service, self.kind, typed);
        }
        let trouble = match used {
            Some(position) => {
                // What is typed now is another event.
                typed.set("id", prepare::new_id(self.service.now())?.to_string());
                Trouble::Used(position)
            }
            None if is_moved => Trouble::Moved,
            None if is_input => Trouble::Wrong,
            None => Trouble::Refused(detail.clone()),
        };
        let errors: Vec<FieldError> = errors.iter().map(|error| in_euros(error, &typed)).collect();
        let errors = if is_moved { Vec::new() } else { errors };
        Ok((status, self.form(&typed, Some(&trouble), &errors, &meanwhile)?))
    }

    /// Returns what others recorded about the subject since the form was opened.
    fn meanwhile(&self, typed: &Typed) -> Result<Vec<Value>, QueryError> {
        let Some(seen) = Seen::of(typed, self.kind) else { return Ok(Vec::new()) };
        let part = EventRange { after: seen.position, limit: OTHERS_MAX, until: None };
        let head = self.service.durable_head();
        let found = queries::history_page(self.service, &seen.subject, head, part)?;
        Ok(found.rows.iter().map(without_control_characters).collect())
    }

    fn form(
        &self,
        typed: &Typed,
        trouble: Option<&Trouble>,
        errors: &[FieldError],
        meanwhile: &[Value],
    ) -> Result<String, Problem> {
        let choices = choices::load(self.service, self.kind, typed)?;
        let about = self.about(typed)?;
        let closed = self.service.refuse_read_only().err().map(|error| error.message());
        Ok(form_page(&FormPage {
            reader: self.reader,
            viewer: viewer(self.caller),
            kind: self.kind,
            typed,
            choices: &choices,
            errors,
            trouble,
            meanwhile,
            about: about.as_ref(),
            closed: closed.as_ref(),
        }))
    }

    /// Returns the event that is corrected, or withdrawn.
    fn about(&self, typed: &Typed) -> Result<Option<Value>, Problem> {
        let named = match typed.get(CORRECTS_KEY) {
            "" => Subject::parse(typed.get(SUBJECT_KEY)).ok().filter(|subject| subject.kind() == SubjectKind::Event),
            id => Subject::new(SubjectKind::Event, id).ok(),
        };
        let Some(id) = named.and_then(|named| EventId::parse(named.id()).ok()) else { return Ok(None) };
        let record = self.service.record_of(id)?;
        Ok(record.map(|record| without_control_characters(&record.to_json(RecordView::Feed))))
    }
}

/// Returns the error of an amount in euros, as it was typed; the schema knows only cents.
pub(super) fn in_euros(error: &FieldError, typed: &Typed) -> FieldError {
    if error.field.ends_with(IN_CENTS) && !typed.get(&error.field).is_empty() {
        return FieldError::new(
            error.field.clone(),
            "geen-bedrag",
            message!("recording-no-euros", example = "1.234,56"),
        );
    }
    error.clone()
}
