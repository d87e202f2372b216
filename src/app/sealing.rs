//! Sealing a round: its report built at the head, outside the writer, which only judges that no event of the round lies
//! between. When one does, the report is built again; two that seal at once get one seal and one refusal.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::apart::read_apart;
use super::engine::{Item, Purpose, Request, Times};
use super::error::AppError;
use super::prepare;
use super::queries::{QueryError, refuse_round_before_begin};
use super::service::Service;
use crate::domain::actor::Actor;
use crate::domain::event::TYPE_PREFIX;
use crate::domain::field::Field;
use crate::domain::ids::{RoundId, SubjectKind, is_id};
use crate::domain::proposal::{FieldError, Proposal};
use crate::domain::rejection::Reason;
use crate::domain::state::{At, State};
use crate::domain::text::Digest;
use crate::domain::time::Day;
use crate::log::record::Record;
use crate::projections::sealing::{Sealing, opened_for, sealings};
use crate::projections::{self, Contents, ContentsError, REPORT_VERSION, ReportRequest};

/// How often the report is built anew when events of the round slip in between. Each time costs one report, some
/// milliseconds; a round that changes faster than that is not finished.
const ATTEMPTS_MAX: u32 = 5;

/// What a caller says of a sealing; the rest is computed.
const ASKED: [Field; 5] = [Field::DecidingBody, Field::Purport, Field::Decision, Field::DecidedOn, Field::Reason];
/// What a caller may say that they saw.
const POSITION: &str = "positie";
const DIGEST: &str = "digest";
/// The longest number of a decision, as its event bounds it.
const NUMBER_MAX: usize = 100;

/// A sealing that is asked for: its form is right.
#[derive(Debug, Clone)]
pub struct SealRequest {
    round: RoundId,
    /// What the caller says, as the data of the event.
    said: Map<String, Value>,
    /// The position of the report that the caller saw.
    position: Option<u32>,
    /// The digest of that report.
    digest: Option<String>,
}

/// Why a round was not sealed.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// There is no such round, its report can not be built, or the log can not be read.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// A rule refuses it, or the log does not take it.
    #[error(transparent)]
    App(#[from] AppError),
}

impl SealRequest {
    /// Reads what a caller sends: `{orgaan, strekking, besluit?, genomenOp?, reden?, positie?, digest?}`.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn from_json(round: &RoundId, sent: &Value) -> Result<SealRequest, Vec<FieldError>> {
        let Some(object) = sent.as_object() else {
            return Err(vec![FieldError::new("", "geen-object", "een vaststelling is een JSON-object")]);
        };
        let mut errors = Vec::new();
        let mut said = Map::new();
        let (mut position, mut digest) = (None, None);
        for (key, value) in object.iter().filter(|(_, value)| !value.is_null()) {
            match key.as_str() {
                POSITION => match value.as_u64().and_then(|at| u32::try_from(at).ok()).filter(|at| *at > 0) {
                    Some(at) => position = Some(at),
                    None => errors.push(FieldError::new(key, "ongeldige-waarde", "hier hoort een positie vanaf 1")),
                },
                DIGEST => match value.as_str() {
                    Some(text) if Digest::parse(text).is_ok() => digest = Some(text.to_owned()),
                    _ => errors.push(FieldError::new(key, "verkeerde-vorm", "hier hoort sha256: en 64 tekens")),
                },
                _ if ASKED.iter().any(|field| field.name() == key) => {
                    said.insert(key.clone(), value.clone());
                }
                _ => errors.push(FieldError::new(key.chars().take(80).collect::<String>(), "onbekend-veld", UNKNOWN)),
            }
        }
        let mut request = SealRequest { round: round.clone(), said, position, digest };
        let number = request.said.get(Field::Decision.name()).and_then(Value::as_str).filter(|said| !is_id(said));
        let number = number.filter(|said| (1..=NUMBER_MAX).contains(&said.chars().count())).map(str::to_owned);
        if number.is_some() {
            request.said.remove(Field::Decision.name()); // found by its number later
        }
        // The form of what was said is that of the event, so the rest is filled with anything that has its form.
        if let Err(found) = request.event(&Computed::sample()) {
            errors.extend(found.into_iter().map(|error| {
                let field = error.field.strip_prefix("gegevens.").unwrap_or(&error.field).to_owned();
                FieldError { field, ..error }
            }));
        }
        if let Some(number) = number {
            request.said.insert(Field::Decision.name().to_owned(), number.into());
        }
        if errors.is_empty() { Ok(request) } else { Err(errors) }
    }

    /// The decision by its number, where the caller named it so: the one event of the log that has that number.
    fn with_decision_found(mut self, service: &Service) -> Result<SealRequest, QueryError> {
        let key = Field::Decision.name();
        let Some(number) = self.said.get(key).and_then(Value::as_str).filter(|said| !is_id(said)) else {
            return Ok(self);
        };
        let at = At { day: Day::from_number(i32::MAX), position: service.durable_head() };
        let found: Vec<String> = read_apart(service, |state, contents| decisions_with(state, contents, at, number))
            .map_err(QueryError::Unreadable)?;
        match found.as_slice() {
            [id] => {
                self.said.insert(key.to_owned(), id.as_str().into());
                Ok(self)
            }
            [] => Err(QueryError::NoSuchDecision(number.to_owned())),
            [_, _, ..] => Err(QueryError::SeveralDecisions(number.to_owned())),
        }
    }

    /// A decision that has yet to be taken seals nothing.
    fn not_decided_yet(&self, today: Day) -> Result<(), AppError> {
        let key = Field::DecidedOn.name();
        let day = self.said.get(key).and_then(Value::as_str).and_then(|day| Day::parse(day).ok());
        match day.filter(|day| *day > today) {
            Some(day) => {
                let message = format!("{day} moet nog komen; geef de dag waarop het besluit is genomen");
                Err(AppError::input(0, key, "datum-in-toekomst", message))
            }
            None => Ok(()),
        }
    }

    fn event(&self, computed: &Computed) -> Result<Proposal, Vec<FieldError>> {
        let mut data = self.said.clone();
        data.extend(computed.data());
        let decided_on = data.get(Field::DecidedOn.name()).and_then(Value::as_str).and_then(|day| Day::parse(day).ok());
        Proposal::from_json(&json!({
            "type": format!("{TYPE_PREFIX}ronde.vastgesteld"),
            "onderwerp": self.round.subject().as_str(),
            "ingangsdatum": decided_on.unwrap_or(computed.today).to_string(),
            "gegevens": data,
        }))
    }
}

/// The ids of the decisions whose paper has this number.
fn decisions_with(state: &State, contents: &dyn Contents, at: At, number: &str) -> Result<Vec<String>, ContentsError> {
    let known = state.subjects_of(SubjectKind::Decision).iter().filter_map(|no| {
        let number = *state.fold(*no, at).settings.get(Field::PaperNumber)?;
        Some((state.entry(*no).id(), number.position))
    });
    let known: Vec<(&str, u64)> = known.collect();
    let records = contents.records(&known.iter().map(|(_, at)| *at).collect::<Vec<_>>())?;
    let has = |record: &Record| record.data.get(Field::PaperNumber.name()).and_then(Value::as_str) == Some(number);
    let found = known.into_iter().zip(records).filter(|(_, record)| has(record));
    Ok(found.map(|((id, _), _)| id.to_owned()).collect())
}

const UNKNOWN: &str = "dit veld bestaat hier niet; wat een vaststelling vastlegt rekent de dienst zelf uit";

/// What the service computes of a sealing.
struct Computed {
    version: usize,
    on: Day,
    position: u64,
    root: [u8; 32],
    digest: String,
    skeleton_digest: String,
    today: Day,
}

impl Computed {
    fn sample() -> Computed {
        let digest = format!("sha256:{}", "0".repeat(64));
        let on = Day::from_number(0);
        Computed { version: 1, on, position: 1, root: [0; 32], skeleton_digest: digest.clone(), digest, today: on }
    }

    fn data(&self) -> Map<String, Value> {
        let fields: [(Field, Value); 8] = [
            (Field::Version, self.version.into()),
            (Field::ReportingDate, self.on.to_string().into()),
            (Field::Position, self.position.into()),
            (Field::Root, STANDARD.encode(self.root).into()),
            (Field::Digest, self.digest.as_str().into()),
            (Field::SkeletonDigest, self.skeleton_digest.as_str().into()),
            (Field::ReportVersion, REPORT_VERSION.into()),
            (Field::SoftwareVersion, env!("CARGO_PKG_VERSION").into()),
        ];
        fields.into_iter().map(|(field, value)| (field.name().to_owned(), value)).collect()
    }
}

/// Seals a round and returns the sealing when it is durable. Not to be called from async code.
///
/// # Errors
/// [`SealError`]: nothing was written, unless the log says that this is unknown.
pub fn seal(service: &Service, request: &SealRequest, actor: &Actor) -> Result<Sealing, SealError> {
    let request = request.clone().with_decision_found(service)?;
    request.not_decided_yet(service.now().amsterdam_day())?;
    let mut attempt = 1;
    loop {
        match try_to_seal(service, &request, actor) {
            // Who named what they saw decides again; who did not gets the report as it is now.
            Err(SealError::App(AppError::Refused(refusal)))
                if refusal.code == Reason::RoundMoved.code()
                    && attempt < ATTEMPTS_MAX
                    && request.position.is_none()
                    && request.digest.is_none() =>
            {
                attempt += 1;
            }
            Err(SealError::App(error)) => return Err(SealError::App(to_caller(error))),
            Err(error @ SealError::Query(_)) => return Err(error),
            Ok(sealing) => return Ok(sealing),
        }
    }
}

fn try_to_seal(service: &Service, request: &SealRequest, actor: &Actor) -> Result<Sealing, SealError> {
    let computed = compute(service, request)?;
    if request.digest.as_ref().is_some_and(|seen| *seen != computed.digest) {
        let message = format!(
            "de rapportage van {} op positie {} heeft digest {}, niet de genoemde; bekijk haar opnieuw en noem ook de positie",
            request.round.subject(),
            computed.position,
            computed.digest
        );
        return Err(AppError::refused(0, "rapportage-anders", message).into());
    }
    let proposal = request.event(&computed).map_err(|errors| AppError::Input { index: 0, errors })?;
    let id = prepare::new_id(service.now()).map_err(AppError::from)?;
    let slot = service.secrets().take().map_err(AppError::from)?;
    let salt = prepare::random().map_err(AppError::from)?;
    let prepared = prepare::prepare_sealing(proposal, id, &Arc::new(actor.clone()), &slot, salt)?;
    let item = Item::New(Arc::new(prepared));
    let append = Request { events: vec![item], if_match: None, times: Times::Live, purpose: Purpose::Write };
    let at = service.append_prepared(append)?.position;
    if let Err(error) = service.sign_now() {
        // The round is sealed and that is durable: the checkpoint follows as soon as it can be written.
        tracing::error!(%error, "no checkpoint could be signed for the sealing");
    }
    let round = request.round.as_str();
    let mut all: Vec<Sealing> =
        read_apart(service, |state, contents| sealings(state, contents, round, at)).map_err(QueryError::Unreadable)?;
    Ok(all.pop().expect("what was just written is there"))
}

/// The report of the round at the position that the caller saw, or at the head, with what a sealing of it fixes.
fn compute(service: &Service, request: &SealRequest) -> Result<Computed, QueryError> {
    let head = service.durable_head();
    let position = request.position.map_or(head, u64::from);
    let round = request.round.as_str();
    if head == 0 {
        return Err(QueryError::NoSuchRound(round.to_owned()));
    }
    if position > head {
        return Err(QueryError::NoSuchPosition { position, head });
    }
    let root = service.root(position)?.ok_or(QueryError::NoSuchPosition { position, head })?;
    let found = read_apart(service, |state, contents| {
        let on = opened_for(state, round, position).ok_or_else(|| QueryError::NoSuchRound(round.to_owned()))?;
        refuse_round_before_begin(state, round, on, position)?;
        let version = sealings(state, contents, round, head)?.len() + 1;
        let round = Some(round.to_owned());
        let wanted = ReportRequest { on, position, node: None, fiscal_year: None, round };
        Ok::<_, QueryError>((on, version, projections::report(state, contents, &wanted)?))
    });
    let (on, version, answer) = found?;
    let (digest, skeleton_digest) = (answer.digest, answer.skeleton_digest);
    let today = service.now().amsterdam_day();
    Ok(Computed { version, on, position, root, digest, skeleton_digest, today })
}

/// A refusal names the fields that the caller sent: these stand in the request, not in `gegevens`.
fn to_caller(error: AppError) -> AppError {
    match error {
        AppError::Refused(mut refusal) => {
            let field = refusal.field.take();
            refusal.field = field.map(|field| field.strip_prefix("gegevens.").map(str::to_owned).unwrap_or(field));
            AppError::Refused(refusal)
        }
        other @ (AppError::Conflict { .. }
        | AppError::Precondition { .. }
        | AppError::Input { .. }
        | AppError::Line { .. }
        | AppError::Read { .. }
        | AppError::Write(_)
        | AppError::Log(_)) => other,
    }
}
