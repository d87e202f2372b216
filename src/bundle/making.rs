//! Makes a bundle: finds the sealing, holds it against the log, signs a checkpoint, and gathers what follows.

use std::sync::Arc;

use super::derived::{Derived, Sources};
use crate::app::apart::read_apart;
use crate::app::queries::{self, KnownAt, QueryError};
use crate::app::{AppError, Service};
use crate::domain::ids::RoundId;
use crate::language::Message;
use crate::log::LogError;
use crate::log::checkpoint::SignedCheckpoint;
use crate::message;
use crate::projections::sealing::{self, CheckError, Difference, Sealing, Verdict, Which, check, opened_for};
use crate::projections::{ContentsError, ReportError, report_in};

/// How often all is gathered anew when a text of the round was erased meanwhile: twice in a row is no chance.
const ATTEMPTS_MAX: u32 = 3;

/// What to do with a sealing whose report the log no longer gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Differing {
    /// There is no bundle of it.
    Refuse,
    /// Whoever asked knows, and the bundle says it aloud.
    Accept,
}

/// Everything of a bundle but the log and its proofs, which are read while it is written.
#[derive(Debug)]
pub struct Bundle {
    pub(super) sealing: Sealing,
    pub(super) derived: Derived,
    pub(super) signed: Arc<SignedCheckpoint>,
}

/// Why there is no bundle.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum BundleError {
    /// There is no such round or sealing, its report can not be built, or the log can not be read.
    Query(#[from] QueryError),
    /// The round was opened, and nobody sealed it.
    NotSealed(String),
    /// The log no longer gives what was sealed.
    Differs {
        /// The round.
        round: String,
        /// The sealing.
        version: u32,
        /// The first thing that differs.
        why: Message,
    },
    /// Texts that it shows are missing.
    TextsMissing {
        /// The round.
        round: String,
        /// The sealing.
        version: u32,
        /// How many.
        count: usize,
    },
    /// The log.
    App(#[from] AppError),
}

impl BundleError {
    /// Why, and what to do.
    pub fn message(&self) -> Message {
        match self {
            BundleError::Query(error) => error.message(),
            BundleError::NotSealed(round) => message!("bundle-not-sealed-round", round = round),
            BundleError::Differs { round, version, why } => {
                message!("bundle-differs", round = round, version = *version, why = why.clone())
            }
            BundleError::TextsMissing { round, version, count } => {
                message!("bundle-texts-missing", round = round, version = *version, count = *count)
            }
            BundleError::App(error) => error.message(),
        }
    }

    /// What kind of error it is, stable.
    pub fn code(&self) -> &'static str {
        match self {
            BundleError::Query(error) => error.code(),
            BundleError::NotSealed(_) => "ronde-niet-vastgesteld",
            BundleError::Differs { .. } => "vaststelling-afwijkend",
            BundleError::TextsMissing { .. } => "teksten-ontbreken",
            BundleError::App(error) => error.code(),
        }
    }
}

impl From<ContentsError> for BundleError {
    fn from(error: ContentsError) -> BundleError {
        BundleError::Query(QueryError::Unreadable(error))
    }
}

impl From<CheckError> for BundleError {
    fn from(error: CheckError) -> BundleError {
        BundleError::Query(error.into())
    }
}

impl From<ReportError> for BundleError {
    fn from(error: ReportError) -> BundleError {
        BundleError::Query(error.into())
    }
}

impl From<LogError> for BundleError {
    fn from(error: LogError) -> BundleError {
        BundleError::App(error.into())
    }
}

/// The bundle of a sealing of this round: by default the newest, also where the round was reopened since. Under a checkpoint
/// of the log as it is now. Not to be called from async code.
///
/// # Errors
/// [`BundleError`]; nothing was written but perhaps a checkpoint.
pub fn gather(service: &Service, round: &str, which: Which, differing: Differing) -> Result<Bundle, BundleError> {
    queries::position(service, KnownAt::Head)?;
    let round = RoundId::parse(round).map_err(QueryError::from)?;
    for _ in 0..ATTEMPTS_MAX {
        if let Some(bundle) = try_to_gather(service, round.as_str(), which, differing)? {
            return Ok(bundle);
        }
    }
    Err(erased_meanwhile(Message::verbatim(round.subject().as_str())).into())
}

/// The half page for a council paper, alone.
///
/// # Errors
/// As for [`gather`].
pub fn half_page(service: &Service, round: &str, which: Which, differing: Differing) -> Result<String, BundleError> {
    Ok(crate::render::text::half_page(&gather(service, round, which, differing)?.derived.told))
}

/// None when a text was erased between the checkpoint and the reading: the log under that checkpoint would not say why it is
/// gone.
fn try_to_gather(
    service: &Service,
    round: &str,
    which: Which,
    differing: Differing,
) -> Result<Option<Bundle>, BundleError> {
    let signed = service.sign_now()?;
    let size = signed.checkpoint.size;
    let (sealing, newest) = find(service, round, which, size)?;
    let root = if sealing.position <= size { service.root(sealing.position)? } else { None };
    let verdict = read_apart(service, |state, contents| check(state, contents, &sealing, root.as_ref()))?;
    if let (Verdict::Differs { what }, Differing::Refuse) = (&verdict, differing) {
        let why = what.first().map_or_else(|| Message::verbatim(""), Difference::message);
        return Err(BundleError::Differs { round: round.to_owned(), version: sealing.version, why });
    }
    if let Verdict::TextsMissing { missing } = &verdict {
        let (round, version, count) = (round.to_owned(), sealing.version, missing.len());
        return Err(BundleError::TextsMissing { round, version, count });
    }
    let head = size;
    let missing = || QueryError::NoSuchPosition { position: sealing.position, head };
    let root = root.ok_or_else(missing)?;
    let request = sealing.request().ok_or_else(|| unknown(round, which))?;
    let answer = read_apart(service, |state, contents| report_in(sealing.report_version, state, contents, &request))?;
    let erased_later = verdict.erased().iter().chain(&answer.erasures).any(|erased| erased.by > size);
    // What is written is what was judged: an erasure between the two would make the one a lie about the other.
    let as_judged =
        matches!(verdict, Verdict::Differs { .. }) || (answer.digest == sealing.digest) == (verdict == Verdict::Holds);
    if erased_later || !as_judged {
        return Ok(None);
    }
    let derived = {
        let (sealing, verdict, signed, key) = (&sealing, &verdict, &*signed, service.verifier().to_string());
        let software = env!("CARGO_PKG_VERSION");
        let sources = Sources { sealing, newest, verdict, root: &root, signed, key, software };
        Derived::of(&service.state(), answer, &sources)
    };
    Ok(Some(Bundle { sealing, derived, signed }))
}

/// The sealing that is meant, and the version of the newest.
fn find(service: &Service, round: &str, which: Which, size: u64) -> Result<(Sealing, u32), BundleError> {
    let all: Vec<Sealing> = read_apart(service, |state, contents| sealing::sealings(state, contents, round, size))?;
    let Some(newest) = all.last().map(|sealing| sealing.version) else {
        return Err(match opened_for(&service.state(), round, size) {
            Some(_) => BundleError::NotSealed(round.to_owned()),
            None => QueryError::NoSuchRound(round.to_owned()).into(),
        });
    };
    let found = match which {
        Which::Newest => all.into_iter().next_back(),
        Which::Body(body) => all.into_iter().rfind(|sealing| sealing.body == body.name()),
        Which::Version(version) => all.into_iter().find(|sealing| sealing.version == version),
    };
    found.map(|sealing| (sealing, newest)).ok_or_else(|| unknown(round, which).into())
}

fn unknown(round: &str, which: Which) -> QueryError {
    QueryError::NoSuchSealing { round: round.to_owned(), which: which.to_string() }
}

pub(super) fn erased_meanwhile(what: Message) -> AppError {
    AppError::refused(0, "intussen-gewist", message!("bundle-erased-meanwhile", what = what))
}
