//! `/rondes/{id}/vaststellen`: sealing a round from a page. The first press shows what would be fixed, the second seals
//! exactly that.
//!
//! The confirmation holds the position, the digest and the number of the sealing that was shown. Pressing twice seals
//! once: the second press finds the sealing that the first made. When somebody else recorded about the round or sealed
//! it meanwhile, nothing is sealed and the person is told of it.

mod decision;
mod request;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value, json};

use self::decision::{decision_id, decision_of, of_decision};
use self::request::{RECORDED_AT, moment_in, request_of, said_in};
use super::recording::{OTHERS_MAX, choices};
use super::sent::{FormInputs, Sent};
use super::{Visit, form_pairs, respond, respond_refused, see_other, viewer};
use crate::access::caller::Caller;
use crate::app::own_moment::OwnMoments;
use crate::app::queries::{self, QueryError};
use crate::app::sealing::{SealError, SealRequest, preview_sealing, seal};
use crate::app::{AppError, AppendOptions, Service, prepare};
use crate::bundle::{self, OnDifference};
use crate::domain::access::Action;
use crate::domain::event::Body;
use crate::domain::ids::{RoundId, SubjectKind};
use crate::domain::proposal::FieldError;
use crate::domain::rejection::Reason;
use crate::domain::state::AsOf;
use crate::domain::time::Day;
use crate::http::access::must_be_in_role;
use crate::http::app_state::{AppState, WorkKind};
use crate::http::problem::Problem;
use crate::input;
use crate::message;
use crate::pages::reader::Reader;
use crate::pages::recording::{
    CHANGE, Choice, DECISION_EVENT_KEY, NUMBER_KEY, SEAL, STEP_KEY, SealPage, SealedPage, Trouble, Typed,
    seal_confirmation, seal_form, sealed_page, sealing_keys, to_sealing,
};
use crate::projections::EventRange;
use crate::projections::sealing::{Sealing, SealingSelector};
use crate::render::without_control_characters;

/// `GET /rondes/{id}/vaststellen`: the form; with `versie`, what was sealed, with the half page.
pub async fn form(
    State(site): State<AppState>,
    Path(id): Path<String>,
    Visit { reader, caller, mut query }: Visit,
) -> Result<Response, Problem> {
    let version = query.number("versie", 1, u64::from(u32::MAX)).and_then(|version| u32::try_from(version).ok());
    query.finish()?;
    let round = RoundId::parse(&id).map_err(QueryError::from)?;
    let asked = caller.clone();
    let page = site.run_large_or_vast(true, move |service| {
        let answer = SealContext { caller: &asked, service, reader, round: &round };
        match version {
            Some(version) => answer.sealed(version),
            None => answer.form(&answer.begun()?, &Returned::default()),
        }
    });
    Ok(respond(reader, page.await?))
}

/// `POST /rondes/{id}/vaststellen`: shows what would be fixed; or seals it, after it was shown.
pub async fn record(
    State(site): State<AppState>,
    Path(id): Path<String>,
    Sent { reader, caller, form: SealingInputs(typed), .. }: Sent<SealingInputs>,
) -> Result<Response, Problem> {
    let round = RoundId::parse(&id).map_err(QueryError::from)?;
    site.service().refuse_read_only()?;
    let mut refused = None;
    if typed.get(STEP_KEY) == SEAL && shown(&typed).is_some() {
        if decision_of(&typed).is_some() {
            must_be_in_role(&caller, &[Action::Decide])?;
            caller.note([Action::Seal, Action::Decide]);
        }
        let pass = site.enter(WorkKind::Append).await?;
        let (asked, sent, of) = (caller.clone(), typed.clone(), round.clone());
        let sealed = site.run_to_end(pass, move |service| Ok(seal_as_shown(&asked, service, &of, &sent)));
        match sealed.await? {
            Ok(version) => return Ok(see_sealing(reader, &round, version)),
            Err(error) => refused = Some(error),
        }
    }
    let asked = caller.clone();
    let answered = site.run_large_or_vast(true, move |service| {
        let answer = SealContext { caller: &asked, service, reader, round: &round };
        match refused {
            Some(error) => answer.refused(&typed, error),
            None if typed.get(STEP_KEY) == CHANGE => Ok((StatusCode::OK, answer.form(&typed, &Returned::default())?)),
            None => answer.check(typed),
        }
    });
    let (status, page) = answered.await?;
    Ok(if status == StatusCode::OK { respond(reader, page) } else { respond_refused(reader, status, page) })
}

/// What was typed to seal a round.
pub struct SealingInputs(Typed);

impl FormInputs for SealingInputs {
    fn read(bytes: &[u8]) -> Result<SealingInputs, Problem> {
        let (mut typed, mut unknown) = (Typed::default(), Vec::new());
        for (name, value) in form_pairs::parse(bytes)? {
            if sealing_keys().chain([STEP_KEY]).any(|key| key == name) {
                typed.set(&name, value.replace("\r\n", "\n"));
            } else {
                unknown.push(name);
            }
        }
        form_pairs::refuse_unknown(unknown.iter().map(String::as_str))?;
        Ok(SealingInputs(typed))
    }
}

/// Returns the position, the digest and the number of the sealing that were shown.
fn shown(typed: &Typed) -> Option<(u64, &str, usize)> {
    Some((typed.get("positie").parse().ok()?, typed.get("digest"), typed.get("versie").parse().ok()?))
}

/// Seals what was shown, together with the decision that was typed: both are recorded, or neither. Returns the version
/// of the sealing, also if it was made before.
fn seal_as_shown(caller: &Caller, service: &Service, round: &RoundId, typed: &Typed) -> Result<u32, SealError> {
    let input = |errors| SealError::App(AppError::Input { index: 0, errors });
    let actor = caller.actor();
    let mut said = said_in(typed);
    let mut decision = decision_of(typed);
    if decision.is_some() {
        said.insert("besluit".to_owned(), decision_id(typed.get(NUMBER_KEY).trim()).into());
    }
    // Before its moment is judged: a second press finds what the first one sealed, whatever others recorded meanwhile.
    if let Some(version) = made_before(service, round, typed, &said)? {
        return Ok(version);
    }
    if let Some(at) = moment_in(service, typed).map_err(input)? {
        said.insert(RECORDED_AT.to_owned(), at.clone());
        // Both are of one moment: that of the sealing.
        if let Some(decision) = &mut decision {
            decision[RECORDED_AT] = at;
        }
    }
    let decision = decision.as_ref().map(input::proposal).transpose();
    let decision = decision.map_err(|errors| input(of_decision(errors)))?;
    let has_decision = decision.is_some();
    let Some((position, digest, version)) = shown(typed) else { return Err(input(Vec::new())) };
    let mut request = Value::Object(said.clone());
    (request["positie"], request["digest"]) = (position.into(), digest.into());
    let request = SealRequest::from_json(round, &request).map_err(input)?.expecting_version(version);
    match seal(service, &request.with_decision(decision), actor) {
        Ok(sealed) => Ok(sealed.version),
        // Of two presses at once the second is refused.
        Err(error) => made_before(service, round, typed, &said)?.ok_or_else(|| at_inputs(error, has_decision)),
    }
}

/// Names the inputs of the form in what is wrong with one of the two events.
fn at_inputs(error: SealError, has_decision: bool) -> SealError {
    match error {
        SealError::App(AppError::Input { index: 0, errors }) if has_decision => {
            SealError::App(AppError::Input { index: 0, errors: of_decision(errors) })
        }
        SealError::App(error) => SealError::App(error.at(0)),
        SealError::Query(error) => SealError::Query(error),
    }
}

/// Returns the version of the sealing that fixed exactly what was shown and typed.
fn made_before(
    service: &Service,
    round: &RoundId,
    typed: &Typed,
    said: &Map<String, Value>,
) -> Result<Option<u32>, QueryError> {
    let Some((position, digest, version)) = shown(typed) else { return Ok(None) };
    let word = |key: &str| said.get(key).and_then(Value::as_str);
    let is_it = |sealed: &Sealing| {
        let fixed = (sealed.position, sealed.digest.as_str(), sealed.version as usize) == (position, digest, version);
        fixed
            && word("orgaan") == Some(&sealed.body)
            && word("strekking") == Some(&sealed.purport)
            && word("besluit") == sealed.decision.as_deref()
            && word("genomenOp") == sealed.decided_on.as_deref()
            && word("reden") == sealed.reason.as_deref()
    };
    Ok(queries::sealings(service, round.as_str())?.iter().find(|sealed| is_it(sealed)).map(|sealed| sealed.version))
}

/// Sends the browser to what was sealed, so that loading again sends nothing again.
fn see_sealing(reader: Reader, round: &RoundId, version: u32) -> Response {
    see_other(to_sealing(round.as_str()).with("versie", version.to_string()), reader)
}

/// Why a form comes back.
#[derive(Default)]
struct Returned {
    errors: Vec<FieldError>,
    obstacles: Vec<Value>,
    trouble: Option<Trouble>,
    meanwhile: Vec<Value>,
}

/// What every answer needs.
struct SealContext<'a> {
    caller: &'a Caller,
    service: &'a Service,
    reader: Reader,
    round: &'a RoundId,
}

impl SealContext<'_> {
    /// Returns what a new form holds: the body whose turn it is, and the id of the event of a decision.
    fn begun(&self) -> Result<Typed, Problem> {
        let mut typed = Typed::default();
        let earlier = queries::sealings(self.service, self.round.as_str())?;
        let last = earlier.last().filter(|sealed| sealed.body == Body::Executive.name());
        let is_reopened = self.round()?["status"] == "heropend";
        let body = if last.is_some() && !is_reopened { Body::Council } else { Body::Executive };
        typed.set("orgaan", body.name());
        typed.set(DECISION_EVENT_KEY, prepare::new_id(self.service.now())?.to_string());
        Ok(typed)
    }

    fn round(&self) -> Result<Value, QueryError> {
        let mut found = queries::rounds(self.service, Some(self.round.as_str()))?;
        found.pop().ok_or_else(|| QueryError::NoSuchRound(self.round.as_str().to_owned()))
    }

    /// Returns what a sealing by the body that was chosen would fix now.
    fn seen(&self, said: &Value) -> Result<Value, SealError> {
        let request =
            SealRequest::for_preview(self.round, said).map_err(|errors| AppError::Input { index: 0, errors })?;
        let seen = preview_sealing(self.service, &request, self.caller.actor())?;
        let seen = serde_json::to_value(seen.view(self.reader.language)).expect("a preview always serialises");
        Ok(without_control_characters(&seen))
    }

    /// Checks what was typed, and shows what would be fixed.
    fn check(&self, mut typed: Typed) -> Result<(StatusCode, String), Problem> {
        let request = request_of(self.service, &typed);
        let request = request.map_err(|errors| SealError::App(AppError::Input { index: 0, errors }));
        let seen = match request.and_then(|said| self.seen(&Value::Object(said))) {
            Ok(seen) => seen,
            Err(SealError::Query(error)) => return Err(error.into()),
            Err(SealError::App(error)) => return self.refused(&typed, error.into()),
        };
        let errors = self.decision_errors(&typed)?;
        let obstacles = seen["belemmeringen"].as_array().cloned().unwrap_or_default();
        if !errors.is_empty() || !obstacles.is_empty() {
            let refused = AppError::refused(0, Reason::SealingDoesNotFit.code(), message!("seal-not-yet"));
            let problem = if errors.is_empty() { Problem::from(refused) } else { Problem::bad_input(errors.clone()) };
            let (status, ..) = problem.parts();
            let trouble = (!errors.is_empty()).then_some(Trouble::Wrong);
            let back = Returned { errors, obstacles, trouble, meanwhile: Vec::new() };
            return Ok((status, self.form(&typed, &back)?));
        }
        typed.set("positie", seen["positie"].to_string());
        typed.set("digest", seen["digest"].as_str().unwrap_or_default());
        typed.set("versie", seen["versie"].to_string());
        Ok((StatusCode::OK, seal_confirmation(&self.page(&seen, &typed, &Returned::default(), None)?)))
    }

    /// Returns what is wrong with a decision that would be recorded here; nothing is recorded.
    fn decision_errors(&self, typed: &Typed) -> Result<Vec<FieldError>, Problem> {
        let Some(event) = decision_of(typed) else { return Ok(Vec::new()) };
        if !typed.get("besluit").trim().is_empty() {
            return Ok(vec![FieldError::new(NUMBER_KEY, "dubbel", message!("seal-two-decisions"))]);
        }
        if typed.get("genomenOp").trim().is_empty() {
            return Ok(vec![FieldError::new("genomenOp", "verplicht", message!("seal-day-missing"))]);
        }
        let proposal = match input::proposal(&event) {
            Ok(proposal) => proposal,
            Err(errors) => return Ok(of_decision(errors)),
        };
        let options = AppendOptions { dry_run: true, ..AppendOptions::default() };
        match self.service.append(vec![proposal], self.caller.actor(), options) {
            Ok(_) => Ok(Vec::new()),
            Err(AppError::Input { errors, .. }) => Ok(of_decision(errors)),
            Err(AppError::Refused(refusal)) => {
                Ok(vec![FieldError::new(NUMBER_KEY, refusal.code, refusal.message.clone())])
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Returns the form with everything that was typed, and why nothing is sealed.
    fn refused(&self, typed: &Typed, error: SealError) -> Result<(StatusCode, String), Problem> {
        let moved = [Reason::RoundMoved, Reason::BodyAlreadySealed].map(Reason::code);
        let is_moved = matches!(&error, SealError::App(AppError::Refused(refusal))
            if moved.contains(&refusal.code) && shown(typed).is_some());
        let is_input = matches!(&error, SealError::App(AppError::Input { .. }));
        let problem = Problem::from(error);
        let (status, detail, errors) = problem.parts();
        let trouble = match (is_moved, is_input) {
            (true, _) => Trouble::Moved,
            (false, true) => Trouble::Wrong,
            (false, false) => Trouble::Refused(detail.clone()),
        };
        let errors = if is_input { errors.to_vec() } else { Vec::new() };
        let meanwhile = if is_moved { self.meanwhile(typed)? } else { Vec::new() };
        // A note or a light for the round is no event of the round itself: then the refusal says which one came between.
        let detail = detail.in_language(self.reader.language);
        let named = (is_moved && meanwhile.is_empty()).then(|| json!({ "melding": detail }));
        let obstacles = named.into_iter().collect();
        let back = Returned { errors, obstacles, trouble: Some(trouble), meanwhile };
        Ok((status, self.form(typed, &back)?))
    }

    /// Returns what others recorded about the round since what was shown.
    fn meanwhile(&self, typed: &Typed) -> Result<Vec<Value>, QueryError> {
        let Some((position, ..)) = shown(typed) else { return Ok(Vec::new()) };
        let part = EventRange { after: position, limit: OTHERS_MAX, until: None };
        let head = self.service.durable_head();
        let subject = self.round.subject();
        let found = queries::history_page(self.service, subject.as_str(), head, part)?;
        // Who, when and what is enough: each row leads to its event.
        let named = |row: &Value| json!({ "positie": row["positie"], "gebeurtenis": row["gebeurtenis"] });
        Ok(found.rows.iter().map(|row| without_control_characters(&named(row))).collect())
    }

    fn form(&self, typed: &Typed, back: &Returned) -> Result<String, Problem> {
        // What is still open does not depend on what was typed, which may be wrong.
        let body = Body::from_name(typed.get("orgaan")).unwrap_or(Body::Executive);
        let seen = self.seen(&json!({ "orgaan": body.name() })).map_err(Problem::from)?;
        let closed = self.service.refuse_read_only().err().map(|error| error.message());
        Ok(seal_form(&self.page(&seen, typed, back, closed.as_ref())?))
    }

    fn page<'p>(
        &'p self,
        seen: &'p Value,
        typed: &'p Typed,
        back: &'p Returned,
        closed: Option<&'p crate::language::Message>,
    ) -> Result<SealPage<'p>, Problem> {
        let round = self.round()?;
        let sealed = round["vaststellingen"].as_array().into_iter().flatten();
        let is_reopened = round["status"] == "heropend" || sealed.clone().any(|sealed| !sealed["reden"].is_null());
        Ok(SealPage {
            reader: self.reader,
            viewer: viewer(self.caller),
            seen,
            is_reopened,
            typed,
            takes_past: matches!(self.service.own_moments(), OwnMoments::From(_)),
            decisions: self.decisions()?,
            errors: &back.errors,
            obstacles: &back.obstacles,
            trouble: back.trouble.as_ref(),
            meanwhile: &back.meanwhile,
            closed,
        })
    }

    /// Returns the recorded decisions, the newest first.
    fn decisions(&self) -> Result<Vec<Choice>, QueryError> {
        let at = AsOf { day: Day::from_number(i32::MAX), position: self.service.durable_head() };
        let mut found = queries::listed(self.service, SubjectKind::Decision, at)?;
        found.sort_by_key(|decision| std::cmp::Reverse(decision["positie"].as_u64()));
        let choice = |one: &Value| {
            let number = without_control_characters(&one["kenmerk"]);
            let choice = choices::choice(SubjectKind::Decision, one)?;
            let told = number.as_str().map(|number| format!("{number}: {}", choice.told));
            Some(Choice { told: told.unwrap_or(choice.told), value: choice.value })
        };
        Ok(found.iter().take(choices::CHOICES_MAX).filter_map(choice).collect())
    }

    /// Returns what was sealed, with the half page.
    fn sealed(&self, version: u32) -> Result<String, Problem> {
        let id = self.round.as_str();
        let selector = SealingSelector::Version(version);
        let all = queries::sealings(self.service, id)?;
        let missing = || QueryError::NoSuchSealing { round: id.to_owned(), which: selector.to_string() };
        let sealed = all.iter().find(|sealed| sealed.version == version).ok_or_else(missing)?;
        let half_page = bundle::half_page(self.service, id, selector, OnDifference::Accept)?;
        let record = self.service.records(sealed.at - 1, 1).map_err(AppError::from)?;
        let actor = record.first().map_or("", |record| record.actor.id());
        let sealed = serde_json::to_value(sealed).expect("a sealing always serialises");
        let sealed = &without_control_characters(&sealed);
        let (reader, viewer) = (self.reader, viewer(self.caller));
        Ok(sealed_page(&SealedPage { reader, viewer, sealed, actor, half_page: &half_page }))
    }
}
