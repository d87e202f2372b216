//! `peildatum enter`: makes a log of old report pages by a plan, each page at its own moment and sealed when each body
//! took it.
//!
//! A log grows in the order of its moments, so the plan is put in that order whatever the order of its rows. Everything
//! is built in a folder beside the one that is asked for and moved there at the end: what goes wrong on the way leaves
//! nothing behind, and the plan can be mended and tried again.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Deserialize;
use serde_json::json;

use super::failure::{Failure, one_line};
use super::{import, language, location, login, output, seal};
use crate::app::import::{self as app_import, ImportFile, ImportOptions, Imported};
use crate::app::known_log::compare;
use crate::app::sealing::{SealRequest, seal as seal_round};
use crate::app::text_reads::query_with_texts;
use crate::app::{OpenOptions, Service};
use crate::domain::actor::Actor;
use crate::domain::event::{Body, RoundKind, SealingPurport};
use crate::domain::ids::RoundId;
use crate::domain::time::{Day, Instant};
use crate::extract::{self, Extraction, Options};
use crate::language::{Argument, Message};
use crate::log::folder::IfMissing;
use crate::message;

/// The most rows of a plan: thirty years of three rounds of ten programmes.
const ROWS_MAX: usize = 1_000;
/// The hours at which a page and the sealings of one day are recorded, in this order.
const HOURS: [u32; 3] = [10, 11, 12];

// The help text is in the catalogue.
#[derive(Args)]
pub struct Enter {
    #[arg(value_name = "PLAN")]
    plan: PathBuf,
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    #[arg(long)]
    dry_run: bool,
    #[arg(long)]
    accept_heading: bool,
    #[arg(long)]
    no_proposals: bool,
    #[arg(long, value_name = "WHO")]
    actor: Option<String>,
}

/// A row of the plan, as it is written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanRow {
    /// Its line in the plan.
    #[serde(skip)]
    line: u64,
    /// The page as text, beside the plan.
    #[serde(rename = "bestand")]
    file: PathBuf,
    #[serde(rename = "ronde")]
    round: String,
    #[serde(rename = "peildatum")]
    reporting_date: String,
    /// The day on which the page was published.
    #[serde(rename = "vastgelegd")]
    recorded: String,
    /// The days on which the bodies took it; none where a body did not.
    college: Option<String>,
    raad: Option<String>,
    #[serde(rename = "soort")]
    kind: Option<String>,
    #[serde(rename = "programma")]
    programme: Option<String>,
}

/// What is recorded at one moment.
#[derive(Debug)]
struct PlanStep {
    on: Day,
    /// Its place in the day: pages before the sealings of the college, and those before the council.
    order: usize,
    /// The row of the plan, from 0.
    row: usize,
}

/// What the steps came to.
#[derive(Default)]
struct Entered {
    pages: usize,
    sealings: usize,
    conflicts: usize,
    unreviewed: u64,
}

impl Enter {
    /// Makes the log, and prints step by step what was recorded and what conflicts.
    ///
    /// # Errors
    /// [`Failure`] for a plan that can not be read or carried out; then there is no folder.
    pub fn run(&self) -> Result<(), Failure> {
        let actor = import::local_administrator(&self.actor.clone().unwrap_or_else(login::local_actor))?;
        let rows = self.rows()?;
        let steps = self.steps(&rows)?;
        if self.data.exists() && !self.dry_run {
            return Err(Failure::refused(message!("enter-folder-exists", folder = self.data.display().to_string())));
        }
        let parent = self.data.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let beside = tempfile::tempdir_in(parent).map_err(|e| Failure::file("make", parent, &e))?;
        let building = beside.path().join("log");
        let options = OpenOptions { if_missing: IfMissing::Create, ..OpenOptions::default() };
        let entered = location::with_folder(&building, options, |service| {
            let mut entered = Entered::default();
            for step in &steps {
                self.take(service, &rows[step.row], step, &actor, &mut entered)?;
            }
            if !self.dry_run {
                location::print_key(service);
            }
            Ok(entered)
        })?;
        if !self.dry_run {
            std::fs::rename(&building, &self.data).map_err(|e| Failure::file("move", &self.data, &e))?;
        }
        let told = message!(
            "enter-done",
            pages = entered.pages,
            sealings = entered.sealings,
            conflicts = entered.conflicts,
            unreviewed = entered.unreviewed
        );
        print(&told)?;
        if self.dry_run { print(&message!("enter-tried")) } else { Ok(()) }
    }

    fn rows(&self) -> Result<Vec<PlanRow>, Failure> {
        let text = std::fs::read(&self.plan).map_err(|e| Failure::file("read", &self.plan, &e))?;
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(&text[..]);
        let mut rows = Vec::new();
        // The words of the library are not ours: the place is.
        let wrong = |line| self.wrong(line, message!("enter-row-wrong"));
        let columns = reader.headers().map_err(|_| wrong(1))?.clone();
        for record in reader.records() {
            let record = record.map_err(|error| wrong(error.position().map_or(1, csv::Position::line)))?;
            let line = record.position().map_or(1, csv::Position::line);
            let row: PlanRow = record.deserialize(Some(&columns)).map_err(|_| wrong(line))?;
            rows.push(PlanRow { line, ..row });
        }
        match rows.len() {
            0 => Err(Failure::refused(message!("enter-plan-empty", file = self.plan.display().to_string()))),
            count if count > ROWS_MAX => Err(self.wrong(1, message!("enter-plan-long", most = ROWS_MAX))),
            _ => Ok(rows),
        }
    }

    /// A failure at a line of the plan.
    fn wrong(&self, line: u64, why: Message) -> Failure {
        Failure::refused(message!("enter-at", file = self.plan.display().to_string(), line = line, why = why))
    }

    /// Puts everything that the plan has in the order in which it happened.
    fn steps(&self, rows: &[PlanRow]) -> Result<Vec<PlanStep>, Failure> {
        let mut steps = Vec::new();
        for (row, said) in rows.iter().enumerate() {
            let day = |text: &str| {
                Day::parse(text).map_err(|_| self.wrong(said.line, message!("enter-day-wrong", day = text)))
            };
            RoundId::parse(&said.round)
                .map_err(|_| self.wrong(said.line, message!("round-no-id", id = said.round.as_str())))?;
            day(&said.reporting_date)?;
            let recorded = day(&said.recorded)?;
            steps.push(PlanStep { on: recorded, order: 0, row });
            for (order, (body, taken)) in [("college", &said.college), ("raad", &said.raad)].into_iter().enumerate() {
                let Some(taken) = taken.as_deref().filter(|text| !text.is_empty()) else { continue };
                let on = day(taken)?;
                if on < recorded {
                    return Err(
                        self.wrong(said.line, message!("enter-sealed-before", body = Argument::word(body), day = on))
                    );
                }
                // Of the pages of one round the last row that names a day has it.
                steps.retain(|step| step.order != order + 1 || rows[step.row].round != said.round);
                steps.push(PlanStep { on, order: order + 1, row });
            }
        }
        steps.sort_by_key(|step| (step.on, step.order, step.row));
        Ok(steps)
    }

    fn take(
        &self,
        service: &Service,
        row: &PlanRow,
        step: &PlanStep,
        actor: &Actor,
        entered: &mut Entered,
    ) -> Result<(), Failure> {
        let moment = format!("{}T{:02}:00:00.{:06}Z", step.on, HOURS[step.order], step.row);
        let at = Instant::parse(&moment).expect("a day and an hour are a moment");
        match step.order {
            0 => self.enter_page(service, row, step, at, actor, entered),
            order => {
                let body = if order == 1 { Body::Executive } else { Body::Council };
                let purport = if order == 1 { SealingPurport::Offered } else { SealingPurport::Adopted };
                let round = RoundId::parse(&row.round).expect("the plan was checked");
                let said = json!({ "orgaan": body.name(), "strekking": purport.name(), "onbeoordeeld": true,
                    "genomenOp": step.on.to_string(), "geregistreerdOp": at.to_string() });
                let request = SealRequest::from_json(&round, &said).map_err(seal::wrong)?;
                let sealed = seal_round(service, &request, actor);
                let sealed = sealed.map_err(|e| self.at_row(row, seal::seal_failure(&e)))?;
                entered.sealings += 1;
                print(&message!(
                    "enter-sealed",
                    day = step.on,
                    round = row.round.as_str(),
                    body = Argument::word(body.name()),
                    version = sealed.version
                ))
            }
        }
    }

    fn at_row(&self, row: &PlanRow, failure: Failure) -> Failure {
        match failure {
            Failure::Error(_, why) => self.wrong(row.line, why),
            other => other,
        }
    }

    fn enter_page(
        &self,
        service: &Service,
        row: &PlanRow,
        step: &PlanStep,
        at: Instant,
        actor: &Actor,
        entered: &mut Entered,
    ) -> Result<(), Failure> {
        let file = self.plan.parent().unwrap_or(Path::new(".")).join(&row.file);
        let page = std::fs::read(&file).map_err(|e| Failure::file("read", &file, &e))?;
        let options = self.options(row, at)?;
        let found = extract::extract(&page, &options).map_err(|e| self.wrong(row.line, e.message()))?;
        let new = self.beside_log(service, &found, row)?;
        let name = row.file.display().to_string();
        // A page that the log has already, as when it stands on two rows, adds nothing.
        let taken = if new.drafts.is_empty() {
            Imported::default()
        } else {
            let drafts = ImportFile::spooled(&name, &mut new.to_ndjson().as_bytes())
                .map_err(|e| Failure::file("read", &file, &e))?;
            let choices = ImportOptions { keep_times: true, accept_unreviewed: true, dry_run: false };
            app_import::import(service, &[drafts], actor, choices, &mut |_| {})
                .map_err(|e| self.at_row(row, location::app_failure(&e)))?
        };
        entered.pages += 1;
        entered.unreviewed += taken.unreviewed;
        print(&message!(
            "enter-page",
            day = step.on,
            round = row.round.as_str(),
            file = name,
            count = taken.added,
            unreviewed = taken.unreviewed
        ))?;
        // What the page says by itself is told where it is reviewed: here is what it says otherwise than the log.
        for notice in new.notices.iter().filter(|notice| !found.notices.contains(notice)) {
            entered.conflicts += 1;
            let what = one_line(&notice.message.in_language(language()));
            print(&message!("enter-conflict", line = notice.lines.0, what = what))?;
        }
        Ok(())
    }

    /// What the page adds to the log as it is by then.
    fn beside_log(&self, service: &Service, found: &Extraction, row: &PlanRow) -> Result<Extraction, Failure> {
        let head = service.durable_head();
        if head == 0 {
            return Ok(found.clone());
        }
        let compared = query_with_texts(service, |state, contents| compare(found, state, contents, head));
        let compared =
            compared.map_err(|error| Failure::folder(message!("extract-log-unreadable", position = error.position)))?;
        match compared.differs.filter(|_| !self.accept_heading) {
            Some(why) => Err(self.wrong(row.line, why.message())),
            None => Ok(compared.drafts),
        }
    }

    fn options(&self, row: &PlanRow, at: Instant) -> Result<Options, Failure> {
        let said = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let programme = said(&row.programme).map(|text| text.parse::<extract::Programme>()).transpose();
        let kind = said(&row.kind)
            .map(|word| RoundKind::from_name(&word).ok_or_else(|| message!("enter-kind-wrong", kind = word)))
            .transpose();
        Ok(Options {
            round: row.round.clone(),
            fiscal_year: None,
            reporting_date: Some(row.reporting_date.clone()),
            recorded_at: Some(at.to_string()),
            programme: programme.map_err(|why| self.wrong(row.line, why))?,
            kind: kind.map_err(|why| self.wrong(row.line, why))?,
            accepts_heading: self.accept_heading,
            without_proposals: self.no_proposals,
            document: row.file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        })
    }
}

fn print(told: &Message) -> Result<(), Failure> {
    output::emit(format!("{}\n", told.in_language(language())).as_bytes(), None)
}
