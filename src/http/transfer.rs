//! Export, import and verification of the whole log while the service runs.

use std::io;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::access::second_person::must_not_erase_alone;
use super::app_state::{AppState, WorkKind};
use super::body::{self, BodyPieces};
use super::byte_budget::PIECE;
use super::language::{self, CallerLanguage};
use super::piecewise::piecewise_body;
use super::problem::{Problem, disk_full};
use super::query::{NoQuery, Query};
use crate::access::caller::Caller;
use crate::app::export::export_part;
use crate::app::import::{self, ImportFile, ImportOptions, Imported, LineWarning};
use crate::app::query_keys as keys;
use crate::app::verify::verify;
use crate::language::Language;
use crate::log::error::is_out_of_descriptors;
use crate::message;

/// The media type of lines of JSON.
pub const NDJSON: &str = "application/x-ndjson";

/// The accepted media types of an import: the registered name and two others in use.
const IMPORT_TYPES: [&str; 3] = [NDJSON, "application/ndjson", "application/jsonl"];

/// The number of pieces of a body that wait for the disk. A piece is at most the 32 KiB that one read returns.
const PIECES_AHEAD: usize = 16;

/// The maximum size of an import: a log of 4,000,000 events of 1 KiB. While it is checked it is on disk, not in memory.
pub const IMPORT_BYTES_MAX: u64 = 4 * 1024 * 1024 * 1024;

/// `GET /v1/export`: the log as lines of JSON, with salts and commitments.
pub async fn export(State(site): State<AppState>, mut query: Query) -> Result<Response, Problem> {
    let head = site.service().durable_head();
    let until = query.value(keys::UNTIL, |text| match text.parse::<u64>() {
        Ok(until) if (1..=head).contains(&until) => Ok(until),
        _ => Err(message!("query-position-to", to = head)),
    });
    query.finish()?;
    let until = until.unwrap_or(head);
    let body = piecewise_body(&site, 0, move |service, after| Ok(export_part(service, (after, until), PIECE)?)).await?;
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static(NDJSON))], body).into_response())
}

/// `POST /v1/invoer`: imports a file of events or records, as a whole or not at all; with `proef=true` it is only
/// checked.
pub async fn import(
    State(site): State<AppState>,
    caller: Caller,
    CallerLanguage(language): CallerLanguage,
    mut query: Query,
    request: Request,
) -> Result<Response, Problem> {
    let options = ImportOptions::from_query(&mut query);
    let actor = site.actor(&caller, &mut query);
    query.finish()?;
    body::media_type(request.headers(), &IMPORT_TYPES)?;
    let spooling = site.enter(WorkKind::Spool).await?;
    let file = spool(BodyPieces::of_import(request.into_body(), site.settings().patience)).await?;
    let alone = must_not_erase_alone(&site, true);
    let done = site.run_gated(WorkKind::Import, move |service| {
        let _spooling = spooling;
        let files = [file];
        if alone.is_err() && !options.dry_run {
            // What is in the file is known once it is read; it is the same file the second time.
            let trial = ImportOptions { dry_run: true, ..options };
            if import::import(service, &files, &actor, trial, &mut |_| {})?.erasures > 0 {
                alone?;
            }
        }
        let imported = import::import(service, &files, &actor, options, &mut |_| {})?;
        Ok((imported, service.durable_head()))
    });
    let (imported, head) = done.await?;
    let created = imported.added > 0 && !options.dry_run;
    let status = if created { StatusCode::CREATED } else { StatusCode::OK };
    let told = imported_json(&imported, head, options.dry_run, language);
    Ok(language::with_language(language, (status, Json(told))))
}

/// Returns the result of an import as JSON, with its sentences in `language`.
pub fn imported_json(imported: &Imported, head: u64, dry_run: bool, language: Language) -> Value {
    let Imported { lines, added, known, unreviewed, times_not_kept, warnings, erasures: _, empty_files: _ } = imported;
    let listed = warnings.first.iter().map(|LineWarning { line, warning, .. }| {
        let mut told = warning.to_json(language);
        told["regel"] = (*line).into();
        told
    });
    json!({
        "gelezen": lines, "toegevoegd": added, "bekend": known, "nakijken": unreviewed, "tijdenNietBewaard": times_not_kept,
        "positie": head, "proef": dry_run,
        "aantalWaarschuwingen": warnings.count(), "waarschuwingenPerCode": warnings.found,
        "waarschuwingen": listed.collect::<Vec<_>>(),
    })
}

/// Writes a body to a temporary file while it arrives, since an import reads its file twice.
async fn spool(mut body: BodyPieces) -> Result<ImportFile, Problem> {
    let (pieces, received) = mpsc::channel::<Bytes>(PIECES_AHEAD);
    let spooled = tokio::task::spawn_blocking(move || {
        let mut reader = PieceReader { received, piece: Bytes::new() };
        ImportFile::spooled("invoer", &mut reader)
    });
    let mut seen = 0;
    while let Some(piece) = body.next().await? {
        seen += piece.len() as u64;
        if seen > IMPORT_BYTES_MAX {
            let detail = message!("problem-import-large", max = IMPORT_BYTES_MAX);
            return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "verzoek-te-groot", detail));
        }
        if pieces.send(piece).await.is_err() {
            break; // the file cannot be written: its error is returned below
        }
    }
    drop(pieces);
    let written = spooled.await.map_err(io::Error::other).flatten();
    written.map_err(|error| {
        if is_out_of_descriptors(&error) {
            return Problem::no_descriptor_left();
        }
        if matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
            tracing::error!(%error, "no room for the body of an import in the folder for temporary files");
            return disk_full(message!("problem-disk-full"));
        }
        tracing::error!(%error, "the body of an import could not be put into a temporary file");
        Problem::internal()
    })
}

/// A blocking reader of the pieces of a body. A body that broke off ends here like a complete one; the sending side
/// knows the error and discards the file.
struct PieceReader {
    received: mpsc::Receiver<Bytes>,
    piece: Bytes,
}

impl io::Read for PieceReader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            match self.received.blocking_recv() {
                Some(piece) => self.piece = piece,
                None => return Ok(0),
            }
        }
        let length = into.len().min(self.piece.len());
        into[..length].copy_from_slice(&self.piece.split_to(length));
        Ok(length)
    }
}

/// `POST /v1/controles`: verifies everything that can be recomputed. The status is 200 even if something does not hold,
/// since `klopt` contains the result.
pub async fn verification(
    State(site): State<AppState>,
    CallerLanguage(language): CallerLanguage,
    _: NoQuery,
) -> Result<Response, Problem> {
    let asked = site.clone();
    let verified = site.run_gated(WorkKind::Verification, move |service| {
        let verified = verify(service, &mut |_, _| {})?;
        asked.last_verification().keep(&verified, service.now());
        Ok(verified)
    });
    let told = verified.await?.to_json(language);
    Ok(language::with_language(language, Json(told)))
}
