//! Prepares a bundle: finds the sealing, checks it against the log, signs a checkpoint, and derives the files.

use std::sync::Arc;

use super::derived::{BundleSources, DerivedFiles};
use crate::app::queries::{self, KnownAt, QueryError};
use crate::app::text_reads::query_with_texts;
use crate::app::{AppError, Service};
use crate::domain::ids::RoundId;
use crate::language::Message;
use crate::log::LogError;
use crate::log::checkpoint::SignedCheckpoint;
use crate::message;
use crate::projections::sealing::{
    self, Sealing, SealingCheckError, SealingDifference, SealingSelector, SealingVerdict, check_sealing, reporting_day,
};
use crate::projections::{RecordReadError, ReportError, report_in_version};

/// How often preparing is retried when a text of the round was erased meanwhile: twice in a row is not a coincidence.
const ATTEMPTS_MAX: u32 = 3;

/// What to do with a sealing whose report the log no longer reproduces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnDifference {
    /// Refuses to make a bundle of it.
    Refuse,
    /// Makes the bundle, which states the difference prominently; the caller has accepted that.
    Accept,
}

/// A prepared bundle: everything except the log and its proofs, which are read while it is written.
#[derive(Debug)]
pub struct PreparedBundle {
    pub(super) sealing: Sealing,
    pub(super) derived: DerivedFiles,
    pub(super) signed: Arc<SignedCheckpoint>,
}

/// The reason why a bundle can not be made.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum BundleError {
    /// The round or sealing does not exist, its report can not be built, or the log can not be read.
    Query(#[from] QueryError),
    /// The round was opened but never sealed.
    NotSealed(String),
    /// The log no longer reproduces what was sealed.
    Differs {
        /// The id of the round.
        round: String,
        /// The version of the sealing.
        version: u32,
        /// The first difference.
        why: Message,
    },
    /// Texts that the report shows are missing.
    TextsMissing {
        /// The id of the round.
        round: String,
        /// The version of the sealing.
        version: u32,
        /// The number of missing texts.
        count: usize,
    },
    /// The application or the log failed.
    App(#[from] AppError),
}

impl BundleError {
    /// Describes the reason and what to do about it.
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

    /// Returns the stable code of the error.
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

impl From<RecordReadError> for BundleError {
    fn from(error: RecordReadError) -> BundleError {
        BundleError::Query(QueryError::Unreadable(error))
    }
}

impl From<SealingCheckError> for BundleError {
    fn from(error: SealingCheckError) -> BundleError {
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

/// Prepares the bundle of a sealing of this round, by default the newest, even if the round was reopened since. The
/// bundle is under a checkpoint of the log as it is now. Blocks, so it must not be called from async code.
///
/// # Errors
/// [`BundleError`]; nothing was written except perhaps a checkpoint.
pub fn prepare_bundle(
    service: &Service,
    round: &str,
    which: SealingSelector,
    differing: OnDifference,
) -> Result<PreparedBundle, BundleError> {
    queries::resolve_position(service, KnownAt::Head)?;
    let round = RoundId::parse(round).map_err(QueryError::from)?;
    for _ in 0..ATTEMPTS_MAX {
        if let Some(bundle) = try_prepare(service, round.as_str(), which, differing)? {
            return Ok(bundle);
        }
    }
    Err(erased_meanwhile_error(Message::verbatim(round.subject().as_str())).into())
}

/// Renders only the half page for a council paper.
///
/// # Errors
/// As for [`prepare_bundle`].
pub fn half_page(
    service: &Service,
    round: &str,
    which: SealingSelector,
    differing: OnDifference,
) -> Result<String, BundleError> {
    Ok(crate::render::text::half_page(&prepare_bundle(service, round, which, differing)?.derived.texts))
}

/// Returns `None` when a text was erased between the checkpoint and the reading: the log under that checkpoint could
/// not explain why it is missing.
fn try_prepare(
    service: &Service,
    round: &str,
    which: SealingSelector,
    differing: OnDifference,
) -> Result<Option<PreparedBundle>, BundleError> {
    let signed = service.sign_now()?;
    let size = signed.checkpoint.size;
    let (sealing, newest) = find_sealing(service, round, which, size)?;
    let root = if sealing.position <= size { service.root(sealing.position)? } else { None };
    let verdict = query_with_texts(service, |state, contents| check_sealing(state, contents, &sealing, root.as_ref()))?;
    if let (SealingVerdict::Differs { what }, OnDifference::Refuse) = (&verdict, differing) {
        let why = what.first().map_or_else(|| Message::verbatim(""), SealingDifference::message);
        return Err(BundleError::Differs { round: round.to_owned(), version: sealing.version, why });
    }
    if let SealingVerdict::TextsMissing { missing } = &verdict {
        let (round, version, count) = (round.to_owned(), sealing.version, missing.len());
        return Err(BundleError::TextsMissing { round, version, count });
    }
    let head = size;
    let missing = || QueryError::NoSuchPosition { position: sealing.position, head };
    let root = root.ok_or_else(missing)?;
    let request = sealing.request().ok_or_else(|| no_such_sealing(round, which))?;
    let answer = query_with_texts(service, |state, contents| {
        report_in_version(sealing.report_version, state, contents, &request)
    })?;
    let erased_later = verdict.erased().iter().chain(&answer.erasures).any(|erased| erased.by > size);
    // The written report must be the one that was checked: an erasure between the two would make the verdict wrong.
    let as_judged = matches!(verdict, SealingVerdict::Differs { .. })
        || (answer.digest == sealing.digest) == (verdict == SealingVerdict::Holds);
    if erased_later || !as_judged {
        return Ok(None);
    }
    let derived = {
        let (sealing, verdict, signed, key) = (&sealing, &verdict, &*signed, service.verifier().to_string());
        let software = env!("CARGO_PKG_VERSION");
        let sources = BundleSources { sealing, newest, verdict, root: &root, signed, key, software };
        DerivedFiles::derive(&service.state(), answer, &sources)
    };
    Ok(Some(PreparedBundle { sealing, derived, signed }))
}

/// Finds the requested sealing, and the version of the newest.
fn find_sealing(
    service: &Service,
    round: &str,
    which: SealingSelector,
    size: u64,
) -> Result<(Sealing, u32), BundleError> {
    let all: Vec<Sealing> =
        query_with_texts(service, |state, contents| sealing::sealings(state, contents, round, size))?;
    let Some(newest) = all.last().map(|sealing| sealing.version) else {
        return Err(match reporting_day(&service.state(), round, size) {
            Some(_) => BundleError::NotSealed(round.to_owned()),
            None => QueryError::NoSuchRound(round.to_owned()).into(),
        });
    };
    let found = match which {
        SealingSelector::Newest => all.into_iter().next_back(),
        SealingSelector::Body(body) => all.into_iter().rfind(|sealing| sealing.body == body.name()),
        SealingSelector::Version(version) => all.into_iter().find(|sealing| sealing.version == version),
    };
    found.map(|sealing| (sealing, newest)).ok_or_else(|| no_such_sealing(round, which).into())
}

fn no_such_sealing(round: &str, which: SealingSelector) -> QueryError {
    QueryError::NoSuchSealing { round: round.to_owned(), which: which.to_string() }
}

pub(super) fn erased_meanwhile_error(what: Message) -> AppError {
    AppError::refused(0, "intussen-gewist", message!("bundle-erased-meanwhile", what = what))
}
