//! `peildatum compare`: two reports side by side, as text, JSON, CSV, a workbook or a page.

use std::path::PathBuf;

use clap::Args;
use serde_json::Value;

use super::client::read_all;
use super::failure::{Exit, Failure};
use super::location::{self, LogLocation, PlaceArgs};
use super::options::{self, FileFormat, FileFormatArgs};
use super::output;
use super::report::query_failure;
use crate::app::comparison::{ComparisonError, ComparisonQuery, ComparisonSide, comparison};
use crate::app::points::{PointError, PointQuery};
use crate::app::queries::KnownAt;
use crate::domain::time::Instant;
use crate::language::Message;
use crate::message;
use crate::pages;
use crate::projections::comparison::{Nature, is_kind};
use crate::render;
use crate::render::text::{self, ComparisonDetail};

/// What differs between two reports, and whether the world changed, we corrected ourselves, or it is only looked at otherwise
///
/// A and B are a round by its ID, bare or as ronde:ID (its newest sealing, or as of now when it is open), ID/college, ID/2, DATE,
/// DATE@INSTANT or DATE@POSITION.
#[derive(Args)]
pub struct Compare {
    /// The report on the left, such as 2021-vr1 or 2019-04-01@57
    #[arg(value_name = "A", value_parser = parse_point)]
    from: PointQuery,
    /// The report on the right
    #[arg(value_name = "B", value_parser = parse_point)]
    to: PointQuery,
    #[command(flatten)]
    place: PlaceArgs,
    /// Only one node with what is below it, such as 9 or 9A1.1
    #[arg(long, value_name = "CODE")]
    node: Option<String>,
    /// Only this kind: of subject (voorziening), toelichting, stoplicht, or of its own (taakstelling); may be repeated
    #[arg(long, value_name = "SOORT", value_parser = parse_kind)]
    kind: Vec<String>,
    /// Only corrections (herstel), only what looks otherwise (weergave), or only what is new (nieuw)
    #[arg(long, value_name = "NATURE", value_parser = Nature::ALL.map(Nature::name))]
    nature: Option<String>,
    /// Only amounts that differ by at least this many eurocents, and those p.m.
    #[arg(long, value_name = "CENTS", allow_negative_numbers = true, value_parser = minimum)]
    minimum: Option<i64>,
    /// Also what B shows and nobody renewed
    #[arg(long)]
    unrenewed: bool,
    /// As text everything, field by field, also what is otherwise folded to a line or a count
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    format: FileFormatArgs,
    /// Writes the comparison to this file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Ends with 1 when there is a difference
    #[arg(long)]
    exit_code: bool,
}

impl Compare {
    /// Prints the comparison.
    ///
    /// # Errors
    /// [`Failure`] when a point is unknown or the result can not be written; with `--exit-code` also when the reports
    /// differ.
    pub fn run(&self) -> Result<(), Failure> {
        let (format, file) = (self.format.chosen(), self.output.as_deref());
        output::fit_for(format, file)?;
        let query = self.query();
        let mut json = match self.place.place()? {
            LogLocation::Folder(folder) => location::with_folder_to_read(&folder, |service| {
                let found = comparison(service, &query).map_err(|error| comparison_failure(&query, &error))?;
                Ok(serde_json::to_vec(&found).expect("a comparison always serialises"))
            })?,
            LogLocation::Service(client) => read_all(&client, client.get(&query.to_target(), "application/json")?)?,
        };
        let mut found: Value =
            serde_json::from_slice(&json).map_err(|_| Failure::refused(message!("compare-not-what-came")))?;
        for (side, point) in [("van", &query.from), ("naar", &query.to)] {
            if let Some(moment) = moment_asked(point) {
                render::set_asked_at(&mut found[side], moment);
            }
        }
        if format == FileFormat::Json {
            json.push(b'\n');
            output::emit(&json, file)?;
        } else {
            let told = |found: &Value, style| text::comparison(found, self.detail(), style);
            output::emit_as(format, file, &found, told, (render::COMPARISON, Some(pages::comparison::file)))?;
        }
        let differs = found["verschillen"].as_array().is_some_and(|rows| !rows.is_empty());
        if self.exit_code && differs { Err(Failure::Answered(Exit::No)) } else { Ok(()) }
    }

    const fn detail(&self) -> ComparisonDetail {
        if self.all { ComparisonDetail::All } else { ComparisonDetail::Folded }
    }

    fn query(&self) -> ComparisonQuery {
        ComparisonQuery {
            from: self.from.clone(),
            to: self.to.clone(),
            node: self.node.clone(),
            kinds: self.kind.clone(),
            nature: self.nature.as_deref().and_then(Nature::from_name),
            minimum_cents: self.minimum,
            unrenewed: self.unrenewed,
        }
    }
}

/// Parses a point. After the `@` of a day a person may also write a day, which stands for its end in the Netherlands,
/// or a local time.
fn parse_point(text: &str) -> Result<PointQuery, Message> {
    let is_moment = |known: &str| !known.is_empty() && !known.bytes().all(|b| b.is_ascii_digit());
    match text.split_once('@').filter(|(_, known)| is_moment(known)) {
        Some((day, known)) => {
            let on = options::parse_day(day)?;
            Ok(PointQuery::Day { on, known: KnownAt::Moment(options::parse_known_at(known)?) })
        }
        None => PointQuery::parse(text).map_err(PointError::message),
    }
}

/// The moment that was asked for on one side, if any.
fn moment_asked(point: &PointQuery) -> Option<Instant> {
    match point {
        PointQuery::Day { known: KnownAt::Moment(moment), .. } => Some(*moment),
        PointQuery::Day { known: KnownAt::Head | KnownAt::Position(_), .. } | PointQuery::Round { .. } => None,
    }
}

fn parse_kind(word: &str) -> Result<String, Message> {
    if is_kind(word) { Ok(word.to_owned()) } else { Err(message!("compare-kind-unknown")) }
}

/// Parses a minimum. A negative number also ends up here, so that it is not taken for an unknown option.
fn minimum(text: &str) -> Result<i64, Message> {
    let cents = text.parse().ok().filter(|cents| *cents >= 0);
    cents.ok_or_else(|| message!("compare-minimum-wrong"))
}

/// Converts an error of a comparison to a failure of the command: one line that names the point.
fn comparison_failure(query: &ComparisonQuery, error: &ComparisonError) -> Failure {
    let points = match error {
        ComparisonError::Query(error) => return query_failure(error),
        ComparisonError::Points(points) => points,
    };
    let mut exit = Exit::Refused;
    let told = points.iter().map(|(side, error)| {
        let (name, asked) = match side {
            ComparisonSide::From => ("A", &query.from),
            ComparisonSide::To => ("B", &query.to),
        };
        match query_failure(error) {
            Failure::Error(as_told, line) => {
                exit = as_told;
                message!("compare-point", side = name, asked = asked.to_string(), why = line)
            }
            Failure::Errors(..) | Failure::Answered(_) | Failure::ReaderGone => {
                unreachable!("a question without an answer is told")
            }
        }
    });
    let told: Vec<Message> = told.collect();
    Failure::Error(exit, Message::joined(told, "; "))
}
