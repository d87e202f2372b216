//! Seals a round. Its report is built at the head, outside the writer, which only checks that no event of the round
//! came in between. If one did, the report is built again; of two concurrent sealings one succeeds and one is refused.
//! [`preview_sealing`] shows what would be fixed.

mod preview;
mod request;
mod view;

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

pub use preview::{SealingPreview, preview_sealing};
pub use request::SealRequest;
pub use view::PreviewView;

use super::engine::{Purpose, TimePolicy, WriteItem, WriteRequest};
use super::error::AppError;
use super::new_event::{NewEvent, ProposedEvent};
use super::prepare;
use super::queries::{QueryError, refuse_round_before_begin};
use super::service::Service;
use super::text_reads::query_with_texts;
use crate::domain::actor::Actor;
use crate::domain::decide::moved_since;
use crate::domain::event::{Body, RoundKind};
use crate::domain::field::Field;
use crate::domain::ids::RoundId;
use crate::domain::rejection::Reason;
use crate::domain::state::State;
use crate::domain::time::{Day, Instant};
use crate::log::record::Salt;
use crate::log::secrets::Slot;
use crate::message;
use crate::projections::findings::{FindingCode, Findings, FindingsRequest, findings};
use crate::projections::sealing::{Sealing, reporting_day, sealings};
use crate::projections::{self, BuiltReport, REPORT_VERSION, RecordSource, Report, ReportRequest};

/// How often the report is rebuilt when events of the round come in between. Each time costs one report, some
/// milliseconds; a round that changes faster than that is not finished.
const ATTEMPTS_MAX: u32 = 5;
/// The code of a refusal to seal drafts that nobody has reviewed.
const NOT_REVIEWED: &str = "niet-nagekeken";
/// The code of a refusal to seal before what the sealing rests on.
const OUT_OF_ORDER: &str = "buiten-volgorde";

/// Why a round was not sealed.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// There is no such round, its report can not be built, or the log can not be read.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// A rule refuses it, or the log does not accept it.
    #[error(transparent)]
    App(#[from] AppError),
}

/// The report of a round as a sealing would fix it, and what has to be reviewed before.
#[derive(Debug)]
struct SealingDraft {
    computed: ComputedFields,
    answer: BuiltReport,
    findings: Findings,
    /// The sealings before it.
    all: Vec<Sealing>,
}

impl SealingDraft {
    /// The newest sealing before it.
    fn previous(&self) -> Option<&Sealing> {
        self.all.last()
    }

    /// The version of the first sealing that fixed the same report.
    fn equal_to(&self) -> Option<u32> {
        self.all.iter().find(|sealing| sealing.digest == self.computed.digest).map(|sealing| sealing.version)
    }

    /// The positions of drafts behind the report that nobody has reviewed.
    fn unreviewed(&self) -> Vec<u64> {
        let drafts = self.findings.findings.iter().filter(|finding| finding.code == FindingCode::NotReviewed);
        let mut positions: Vec<u64> = drafts.flat_map(|finding| finding.positions.iter().copied()).collect();
        positions.sort_unstable();
        positions.dedup();
        positions
    }
}

/// The values of a sealing that the service computes.
#[derive(Debug)]
struct ComputedFields {
    version: usize,
    on: Day,
    position: u64,
    root: [u8; 32],
    digest: String,
    skeleton_digest: String,
    today: Day,
}

impl ComputedFields {
    fn sample() -> ComputedFields {
        let digest = format!("sha256:{}", "0".repeat(64));
        let on = Day::from_number(0);
        ComputedFields {
            version: 1,
            on,
            position: 1,
            root: [0; 32],
            skeleton_digest: digest.clone(),
            digest,
            today: on,
        }
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
/// [`SealError`]: nothing was written, also not of a decision that comes with it, unless a
/// [`LogError`](crate::log::LogError) says that this is unknown. Of an error, index 0 is the decision where there is one.
pub fn seal(service: &Service, request: &SealRequest, actor: &Actor) -> Result<Sealing, SealError> {
    let request = request.clone().with_decision_id(service)?;
    request.refuse_future_decision(request.today(service.now()))?;
    let mut attempt = 1;
    loop {
        match try_to_seal(service, &request, actor) {
            // A caller that named what they saw has to decide again; any other gets the report as it is now.
            Err(SealError::App(AppError::Refused(refusal)))
                if refusal.code == Reason::RoundMoved.code()
                    && attempt < ATTEMPTS_MAX
                    && request.position.is_none()
                    && request.digest.is_none() =>
            {
                attempt += 1;
            }
            Err(SealError::App(error)) => return Err(SealError::App(with_request_fields(error))),
            Err(error @ SealError::Query(_)) => return Err(error),
            Ok(sealing) => return Ok(sealing),
        }
    }
}

fn try_to_seal(service: &Service, request: &SealRequest, actor: &Actor) -> Result<Sealing, SealError> {
    let found = build_draft(service, request)?;
    let refusal = refuse_version(request, &found).or_else(|| refuse_draft(request, &found));
    if let Some(refusal) = refusal.or_else(|| refuse_order(request, &found)) {
        return Err(refusal.into());
    }
    let slot = service.slot().map_err(AppError::from)?;
    let salt = prepare::random_bytes().map_err(AppError::from)?;
    let append = build_request(service, request, &found.computed, actor, (&slot, salt), Purpose::Write)?;
    let at = service.append_prepared(append)?.position;
    if let Err(error) = service.sign_now() {
        // The round is sealed and that is durable: the checkpoint follows as soon as it can be written.
        tracing::error!(error = error.message().logged(), "no checkpoint could be signed for the sealing");
    }
    let round = request.round.as_str();
    let mut all: Vec<Sealing> = query_with_texts(service, |state, contents| sealings(state, contents, round, at))
        .map_err(QueryError::Unreadable)?;
    Ok(all.pop().expect("what was just written is there"))
}

/// Why the sealing is not the one that the caller expects: another came first.
fn refuse_version(request: &SealRequest, found: &SealingDraft) -> Option<AppError> {
    let at = found.previous().map_or(0, |sealing| sealing.at);
    let subject = request.round.subject();
    request.expected_version.filter(|version| *version != found.computed.version).map(|_| {
        let message = message!("rule-round-moved", subject = subject.as_str(), position = at);
        AppError::refused(0, Reason::RoundMoved.code(), message)
    })
}

/// Why the sealing comes before what it rests on: the council before the college, or a body before the reporting date.
/// A round that looks ahead is neither: a budget is the council's own, and lies before its year.
fn refuse_order(request: &SealRequest, found: &SealingDraft) -> Option<AppError> {
    let kind = found.answer.report.round.as_ref().and_then(|round| round.kind.as_deref());
    if request.accepts_order || kind.is_some_and(RoundKind::looks_ahead) {
        return None;
    }
    let day = |text: Option<&str>| text.and_then(|day| Day::parse(day).ok());
    let decided = day(request.word(Field::DecidedOn)).or_else(|| request.recorded_at.map(Instant::amsterdam_day));
    let refused = |message| Some(AppError::refused(0, OUT_OF_ORDER, message));
    let on = found.computed.on;
    if let Some(decided) = decided.filter(|decided| *decided < on) {
        return refused(message!("sealing-before-date", decided = decided, on = on));
    }
    if request.word(Field::DecidingBody) != Some(Body::Council.name()) {
        return None;
    }
    let offered: Vec<&Sealing> = found.all.iter().filter(|sealing| sealing.body == Body::Executive.name()).collect();
    let Some(last) = offered.last() else {
        return refused(message!("sealing-before-college", round = request.round.as_str()));
    };
    let offered_on = day(last.decided_on.as_deref());
    let before = decided.zip(offered_on).filter(|(decided, offered)| decided < offered);
    before
        .and_then(|(decided, offered)| refused(message!("sealing-before-offer", decided = decided, offered = offered)))
}

/// Why the report is not sealed as requested: it is not what the caller saw, or nobody has reviewed a part of it.
fn refuse_draft(request: &SealRequest, found: &SealingDraft) -> Option<AppError> {
    let ComputedFields { digest, position, .. } = &found.computed;
    if request.digest.as_ref().is_some_and(|seen| seen != digest) {
        let round = request.round.as_str();
        let message = message!("sealing-other-report", round = round, position = *position, digest = digest.as_str());
        return Some(AppError::refused(0, "rapportage-anders", message));
    }
    let drafts = found.unreviewed();
    if drafts.is_empty() || request.accepts_unreviewed {
        return None;
    }
    let message = message!("sealing-drafts", count = drafts.len(), positions = preview::first_positions(&drafts));
    Some(AppError::refused(0, NOT_REVIEWED, message).because_of(drafts))
}

/// Builds the request that has the writer record the sealing, after the decision that comes with it.
fn build_request(
    service: &Service,
    request: &SealRequest,
    computed: &ComputedFields,
    actor: &Actor,
    (slot, salt): (&Slot, Salt),
    purpose: Purpose,
) -> Result<WriteRequest, AppError> {
    let actor = Arc::new(actor.clone());
    let mut events = Vec::new();
    if let Some(decision) = &request.decision {
        let id = decision.id.map_or_else(|| prepare::new_id(service.now()), Ok)?;
        events.push(service.item(0, ProposedEvent::new(decision.clone(), id, &actor), purpose)?);
    }
    let index = events.len();
    let proposal = request.event(computed).map_err(|errors| AppError::Input { index, errors })?;
    let id = prepare::new_id(service.now())?;
    let event = NewEvent::Sealing(ProposedEvent::new(proposal, id, &actor));
    let prepared = prepare::prepare(event, slot, salt).map_err(|error| error.at(index))?;
    events.push(WriteItem::New(Arc::new(prepared)));
    Ok(WriteRequest {
        events,
        if_match: None,
        times: if request.recorded_at.is_some() { TimePolicy::Keep } else { TimePolicy::Live },
        purpose,
    })
}

/// Checks a requested sealing against the rules, as a dry run.
fn dry_run(service: &Service, request: &SealRequest, computed: &ComputedFields, actor: &Actor) -> Result<(), AppError> {
    let (slot, salt) = (prepare::dry_run_slot()?, prepare::random_bytes()?);
    let judged = build_request(service, request, computed, actor, (&slot, salt), Purpose::DryRun)?;
    service.submit(judged).map(drop)
}

/// Builds the report of the round at the position that the caller saw, or at the head, with the values that a sealing
/// would fix.
fn build_draft(service: &Service, request: &SealRequest) -> Result<SealingDraft, QueryError> {
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
    let today = request.today(service.now());
    let mut found = query_with_texts(service, |state, contents| {
        let on = reporting_day(state, round, position).ok_or_else(|| QueryError::NoSuchRound(round.to_owned()))?;
        refuse_round_before_begin(state, round, on, position)?;
        let all = sealings(state, contents, round, head)?;
        let round = Some(round.to_owned());
        let wanted = ReportRequest { on, position, node: None, fiscal_year: None, round };
        let mut answer = projections::report(state, contents, &wanted)?;
        let mut position = position;
        if request.position.is_none()
            && let Some((same, at)) = unchanged(state, contents, &request.round, all.last(), &answer, &wanted)?
        {
            (answer, position) = (same, at);
        }
        let round = request.round.as_str().to_owned();
        let request = FindingsRequest { round, position, version: None, node: None, head, with_since: false };
        let findings = findings(state, contents, &request)?;
        let (digest, skeleton_digest) = (answer.digest.clone(), answer.skeleton_digest.clone());
        let computed = ComputedFields { version: all.len() + 1, on, position, root, digest, skeleton_digest, today };
        Ok::<_, QueryError>(SealingDraft { computed, answer, findings, all })
    })?;
    let at = found.computed.position;
    if at != position {
        found.computed.root = service.root(at)?.ok_or(QueryError::NoSuchPosition { position: at, head })?;
    }
    Ok(found)
}

/// Returns the report that the newest sealing fixed, with its position, where nothing in it has changed since. A second
/// body then seals the same report, and both digests are equal.
fn unchanged(
    state: &State,
    contents: &dyn RecordSource,
    round: &RoundId,
    newest: Option<&Sealing>,
    now: &BuiltReport,
    wanted: &ReportRequest,
) -> Result<Option<(BuiltReport, u64)>, QueryError> {
    let Some(newest) = newest.filter(|newest| newest.reporting_date == wanted.on.to_string()) else { return Ok(None) };
    if newest.position >= wanted.position || moved_since(state, round, newest.position).is_some() {
        return Ok(None);
    }
    let then = projections::report(state, contents, &ReportRequest { position: newest.position, ..wanted.clone() })?;
    let says_the_same = same_contents(&then.report, &now.report);
    Ok((then.digest == newest.digest && says_the_same).then_some((then, newest.position)))
}

/// Returns true if two reports say the same, whatever their bases are.
fn same_contents(one: &Report, other: &Report) -> bool {
    let Report { basis: _, decisions, finance, nodes, version, round } = one;
    *decisions == other.decisions
        && *finance == other.finance
        && *nodes == other.nodes
        && *version == other.version
        && *round == other.round
}

/// Renames refused fields to those of the request: the caller did not send them under `gegevens`.
fn with_request_fields(error: AppError) -> AppError {
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
        | AppError::Partly { .. }
        | AppError::Read { .. }
        | AppError::Write(_)
        | AppError::Clock(_)
        | AppError::Log(_)) => other,
    }
}
