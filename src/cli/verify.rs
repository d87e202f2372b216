//! `peildatum verify`: recomputes everything that can be, and says what does not hold.

use std::fmt::Write as _;

use clap::Args;
use serde_json::Value;

use super::client::{Client, read_all};
use super::failure::{Exit, Failure};
use super::options::{Format, FormatArgs};
use super::output::{self, Progress};
use super::place::{self, Place, PlaceArgs};
use crate::app::verify;
use crate::http::transfer;
use crate::log::folder::IfMissing;
use crate::message;

/// Recomputes records, order, checksums, commitments and what was sealed; exit code 1 when something does not hold
#[derive(Args)]
pub struct Verify {
    #[command(flatten)]
    place: PlaceArgs,
    #[command(flatten)]
    format: FormatArgs,
}

impl Verify {
    /// Prints what was found.
    ///
    /// # Errors
    /// [`Failure`] with exit code 1 when something does not hold, 3 when the folder is refused.
    pub fn run(&self) -> Result<(), Failure> {
        let found = match self.place.place()? {
            Place::Folder(folder) => place::with_folder(&folder, IfMissing::Refuse, |service| {
                let bar = Progress::new(&message!("progress-verifying"));
                let verified = verify::verify(service, &mut |done, of| bar.set(done, of));
                Ok(transfer::verified_json(&verified.map_err(|e| place::of_app(&e))?))
            })?,
            Place::Service(client) => ask(&client)?,
        };
        let written = match self.format.chosen() {
            Format::Json => format!("{found}\n"),
            Format::Text => as_text(&found),
        };
        output::emit(written.as_bytes(), None)?;
        if found["klopt"] == true { Ok(()) } else { Err(Failure::Answered(Exit::No)) }
    }
}

fn ask(client: &Client) -> Result<Value, Failure> {
    let answer = client.post("/v1/controles", &[], "application/json", b"", &|_| None)?;
    let found: Value = serde_json::from_slice(&read_all(client, answer)?).map_err(|e| client.unreadable(e))?;
    if found["klopt"].is_boolean() {
        Ok(found)
    } else {
        Err(client.unreadable("it does not say whether the log holds"))
    }
}

/// A sealing and what its check says, in a line.
fn sealing(sealed: &Value) -> String {
    let word = |key: &str| sealed[key].as_str().unwrap_or_default();
    let erased: Vec<String> = sealed["gewist"].as_array().into_iter().flatten().map(erasure).collect();
    let erased = if erased.is_empty() { String::new() } else { format!(" (erased: {})", erased.join("; ")) };
    let verdict = match word("oordeel") {
        "klopt" => "holds".to_owned(),
        "klopt-behoudens-wissing" => "holds but for erased texts".to_owned(),
        _ => "DIFFERS FROM WHAT WAS SEALED".to_owned(),
    };
    format!("{}/{} by {} at {}: {verdict}{erased}", word("ronde"), sealed["versie"], word("orgaan"), sealed["positie"])
}

/// Where, on what ground and by which decision a text was erased.
fn erasure(erased: &Value) -> String {
    let word = |key: &str| erased[key].as_str().unwrap_or("unknown");
    format!("position {} on {}, {}", erased["positie"], word("grondslag"), word("besluit"))
}

fn as_text(found: &Value) -> String {
    let number = |key: &str| found[key].as_u64().unwrap_or_default();
    let mut text = String::new();
    let mut line = |shown: std::fmt::Arguments<'_>| writeln!(text, "{shown}").expect("a string takes every line");
    line(format_args!("events      {}", number("gebeurtenissen")));
    line(format_args!("erased      {}", number("gewist")));
    line(format_args!("root        {}", found["wortel"].as_str().unwrap_or_default()));
    for sealed in found["vaststellingen"].as_array().map(Vec::as_slice).unwrap_or_default() {
        line(format_args!("sealing     {}", sealing(sealed)));
    }
    if found["klopt"] == true {
        line(format_args!("result      everything holds"));
        return text;
    }
    let findings = found["bevindingen"].as_array().map(Vec::as_slice).unwrap_or_default();
    let (shown, all) = (findings.len(), number("aantalBevindingen"));
    line(format_args!("result      {all} things do not hold"));
    for finding in findings {
        let what = finding["wat"].as_str().unwrap_or_default();
        match finding["positie"].as_u64().unwrap_or_default() {
            0 => line(format_args!("the whole   {what}")),
            position => line(format_args!("{position:<11} {what}")),
        }
    }
    if (shown as u64) < all {
        line(format_args!("            and {} more", all - shown as u64));
    }
    text
}
