//! `peildatum verify`: verifies a log by recomputing everything, and reports what does not hold.

use std::path::PathBuf;

use clap::Args;
use serde_json::Value;

use super::client::{Client, read_all};
use super::failure::{Exit, Failure};
use super::language;
use super::location::{self, LogLocation, PlaceArgs};
use super::options::{Format, FormatArgs};
use super::output::{self, ProgressDisplay};
use super::outside_checkpoint::{self, OutsideCheckpoints};
use crate::app::request_target::RequestTarget;
use crate::app::verify;
use crate::language::{Argument, Language, Message};
use crate::message;
use crate::render::text;

/// Recomputes records, order, checksums, commitments and what was sealed; exit code 1 when something does not hold.
#[derive(Args)]
pub struct Verify {
    #[command(flatten)]
    place: PlaceArgs,
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    #[arg(long, value_name = "KEY", requires = "checkpoint")]
    key: Option<String>,
    #[command(flatten)]
    format: FormatArgs,
}

impl Verify {
    /// Prints the result.
    ///
    /// # Errors
    /// [`Failure`] with exit code 1 when something does not hold, 3 when the folder is refused.
    pub fn run(&self) -> Result<(), Failure> {
        let place = self.place.place()?;
        place.check_exists()?;
        let elsewhere =
            self.checkpoint.as_deref().map(|file| OutsideCheckpoints::read(file, self.key.as_deref())).transpose()?;
        let mut found = match &place {
            LogLocation::Folder(folder) => location::with_folder_to_read(folder, |service| {
                let bar = ProgressDisplay::new(&message!("progress-verifying"));
                let verified = verify::verify(service, &mut |done, of| bar.set(done, of));
                let mut found = verified.map_err(|e| location::app_failure(&e))?.to_json(language());
                if let Some(elsewhere) = &elsewhere {
                    let root = |size| service.root(size).map_err(|e| location::log_failure(&e));
                    elsewhere.verify_log(&mut found, Some(&service.verifier()), &root)?;
                }
                Ok(found)
            })?,
            LogLocation::Service(client) => fetch_verification(client)?,
        };
        if let (LogLocation::Service(client), Some(elsewhere)) = (&place, &elsewhere) {
            let signed = outside_checkpoint::fetch_checkpoint(client)?;
            let root = |size| outside_checkpoint::compute_root(client, size, signed.checkpoint.size).map(Some);
            let root = |size| if size > signed.checkpoint.size { Ok(None) } else { root(size) };
            elsewhere.verify_log(&mut found, None, &root)?;
        }
        let written = match self.format.chosen() {
            Format::Json => format!("{found}\n"),
            Format::Text => as_text(&found, language()),
        };
        output::emit(written.as_bytes(), None)?;
        if found["klopt"] == true { Ok(()) } else { Err(Failure::Answered(Exit::No)) }
    }
}

fn fetch_verification(client: &Client) -> Result<Value, Failure> {
    let answer = client.post(&RequestTarget::of("/v1/controles"), "application/json", b"", &|_| None)?;
    let found: Value = serde_json::from_slice(&read_all(client, answer)?).map_err(|e| client.no_json(&e))?;
    if found["klopt"].is_boolean() { Ok(found) } else { Err(client.unreadable(message!("answer-no-verdict"))) }
}

/// The counts, the sealings, each fault once, and the conclusion as the last line.
fn as_text(found: &Value, language: Language) -> String {
    let number = |key: &str| found[key].as_u64().unwrap_or_default();
    let list = |key: &str| found[key].as_array().map(Vec::as_slice).unwrap_or_default();
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut lines =
        vec![message!("verify-counted-folder", count = number("gebeurtenissen"), erased = number("gewist"))];
    lines.push(message!("verify-sealings", count = list("vaststellingen").len()));
    lines.extend(list("vaststellingen").iter().flat_map(sealing));
    lines.push(message!("verify-root", root = word(&found["wortel"])));
    let faults = list("bevindingen");
    lines.extend(faults.iter().map(|fault| message!("verify-fault", what = word(&fault["wat"]))));
    let left = number("aantalBevindingen").saturating_sub(faults.len() as u64);
    if left > 0 {
        lines.push(message!("and-more", count = left));
    }
    lines.push(Message::verbatim(word(&found["conclusie"])));
    let lines: Vec<String> = lines.iter().map(|line| line.in_language(language)).collect();
    text::lines(&lines, output::wrapped_at(), language)
}

/// A sealing and the result of its check in one line, and below it what was erased of it.
fn sealing(sealed: &Value) -> Vec<Message> {
    let word = |key: &str| sealed[key].as_str().unwrap_or_default();
    let verdict = match word("oordeel") {
        "klopt" => message!("verdict-holds"),
        "klopt-behoudens-wissing" => message!("verdict-holds-but-erased"),
        "" => message!("verdict-texts-missing"),
        _ => message!("verdict-differs"),
    };
    let line = message!(
        "verify-sealing",
        round = word("ronde"),
        version = sealed["versie"].as_u64().unwrap_or_default(),
        body = Argument::word(word("orgaan")),
        on = Argument::known_day(word("peildatum"), None),
        position = sealed["positie"].as_u64().unwrap_or_default(),
        verdict = verdict,
    );
    std::iter::once(line).chain(sealed["gewist"].as_array().into_iter().flatten().map(erasure)).collect()
}

/// The position, ground and decision of an erasure.
fn erasure(erased: &Value) -> Message {
    let word = |key: &str| erased[key].as_str().map_or_else(|| message!("nobody-knows"), Message::verbatim);
    message!(
        "verify-erased-of-sealing",
        position = erased["positie"].as_u64().unwrap_or_default(),
        ground = word("grondslag"),
        decision = word("besluit"),
    )
}
