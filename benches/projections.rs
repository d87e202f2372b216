//! Replay and reports over a large log: `cargo bench -- projections [EVENTS [FOLDER]]`, on a real disk.
//!
//! The log has 20 events per subject and 500 subjects per programme, as in the performance targets. Replay is measured
//! next to decoding the same frames without applying them. A report of one programme is measured next to the cheapest
//! possible full scan: iterating over every record in memory and selecting those of the programme by date and position.
//! The texts of a report are read from the log.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use peildatum::app::text_reads::query_with_texts;
use peildatum::app::{AppendOptions, OpenOptions, Service};
use peildatum::domain::actor::Actor;
use peildatum::domain::state::State;
use peildatum::domain::text::Slug;
use peildatum::domain::time::Day;
use peildatum::log::codec::StoredRecord;
use peildatum::log::folder::{IfMissing, Log};
use peildatum::log::storage::{Appender as _, Reader as _};
use peildatum::projections::{ReportRequest, report};
use serde_json::{Value, json};

use crate::{median, number};

/// Number of subjects of one programme, including its nodes.
const SUBJECTS: usize = 500;
/// Number of elements of the goal tree in a programme: itself, 4 areas, 15 goals, 80 outputs.
const NODES: usize = 100;
/// Number of events per subject.
const EACH: usize = 20;
/// Number of reports that are timed.
const REPORTS: usize = 400;
/// Colours of lights, used in turn.
const COLOURS: [&str; 3] = ["groen", "oranje", "rood"];
/// Number of turns of replay and decoding.
const TURNS: usize = 5;

/// Runs the measurement; the arguments are the number of events and the folder to keep the log in.
pub fn run(arguments: &[String]) {
    let events: usize = number(arguments, 0, 1_000_000);
    let folder = filled(events, arguments.get(1));
    replay(&folder);
    reports(&folder, programmes(events));
}

/// Returns the folder with a log of so many events, below `base` or `target`. It is filled once and kept.
pub fn filled(events: usize, base: Option<&String>) -> PathBuf {
    let folder = PathBuf::from(base.map_or("target", String::as_str)).join(format!("bench-{events}"));
    if !folder.exists() {
        fill(&folder, events);
    }
    folder
}

/// Returns the number of programmes in such a log, called `1`, `2` and so on.
pub const fn programmes(events: usize) -> usize {
    events / (SUBJECTS * EACH)
}

fn open(folder: &Path) -> Service {
    let options = OpenOptions { if_missing: IfMissing::Create, ..OpenOptions::default() };
    Service::open(folder, options).expect("the folder opens")
}

fn fill(folder: &Path, events: usize) {
    let service = open(folder);
    let actor = Actor::new("lokaal:bench", None, Slug::parse("beheren").expect("a slug")).expect("an actor");
    let begin = Instant::now();
    let programmes = programmes(events);
    let (mut batch, mut bytes) = (Vec::with_capacity(1_000), 0);
    // Every subject of every programme gets its first event, then its second, and so on, as in successive rounds.
    for turn in 0..EACH {
        for programme in 0..programmes {
            for subject in 0..SUBJECTS {
                let line = event(programme + 1, subject, turn);
                bytes += line.to_string().len() + 1;
                batch.push(peildatum::input::proposal(&line).expect("a line of this file is right"));
                if batch.len() == 1_000 {
                    let full = std::mem::replace(&mut batch, Vec::with_capacity(1_000));
                    service.append(full, &actor, AppendOptions::default()).expect("every line is accepted");
                }
            }
        }
    }
    if !batch.is_empty() {
        service.append(batch, &actor, AppendOptions::default()).expect("every line is accepted");
    }
    let head = service.durable_head();
    service.close().expect("closes");
    let disk = size(folder);
    println!(
        "filled with {head} events of {} bytes as sent in {:.1?}; the folder is {:.2} x the lines",
        bytes as u64 / head,
        begin.elapsed(),
        disk as f64 / bytes as f64
    );
}

fn size(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).expect("the folder reads").map(|entry| entry.expect("an entry"));
    entries
        .map(|entry| {
            let kind = entry.metadata().expect("metadata");
            if kind.is_dir() { size(&entry.path()) } else { kind.len() }
        })
        .sum()
}

/// Builds an event of a programme: first a tree, then cases, facilities and amounts on its outputs; after that, notes
/// and changes.
fn event(programme: usize, subject: usize, turn: usize) -> Value {
    let code = |n: usize| match n {
        0 => format!("{programme}"),
        1..=4 => format!("{programme}A{n}"),
        5..=19 => format!("{programme}B{n}"),
        _ => format!("{programme}C{n}"),
    };
    let output = code(20 + subject % 80);
    let day = format!("20{:02}-{:02}-{:02}", 19 + turn / 4, 1 + (turn % 4) * 3, 1 + subject % 28);
    let note = |about: String| {
        (
            "toelichting.vastgelegd",
            about,
            json!({ "tekst": format!("Stand van zaken {turn} bij {programme}.{subject}: de gemeente heeft met de aanbieders afgesproken \
                dat er voor het einde van het jaar plaatsen bij komen; de kosten vallen binnen de begroting."), "volgorde": 1 }),
        )
    };
    let (kind, about, data) = if subject < NODES {
        let about = format!("onderdeel/{}", code(subject));
        let (level, above) = match subject {
            0 => ("programma", None),
            1..=4 => ("beleidsterrein", Some(code(0))),
            5..=19 => ("doel", Some(code(1 + subject % 4))),
            _ => ("prestatie", Some(code(5 + subject % 15))),
        };
        match (turn, turn % 2) {
            (0, _) => {
                let mut data =
                    json!({ "niveau": level, "titel": format!("Onderdeel {subject} van programma {programme}") });
                if let Some(above) = above {
                    data["bovenliggend"] = above.into();
                }
                ("onderdeel.opgenomen", about, data)
            }
            (_, 0) => ("stoplicht.gezet", about, json!({ "kleur": COLOURS[turn % 3] })),
            _ => note(about),
        }
    } else {
        thing(programme, subject, turn, &output, note)
    };
    json!({ "type": format!("nl.peildatum.{kind}"), "onderwerp": about, "ingangsdatum": day, "gegevens": data })
}

fn thing(
    programme: usize,
    subject: usize,
    turn: usize,
    output: &str,
    note: impl Fn(String) -> (&'static str, String, Value),
) -> (&'static str, String, Value) {
    let id = |kind: &str| format!("{kind}/p{programme}-{subject}");
    match (subject % 3, turn) {
        (0, 0) => (
            "dossier.geopend",
            id("dossier"),
            json!({ "titel": format!("Wachtlijst {subject}"), "soort": "wachtlijst", "onderdeel": output }),
        ),
        (0, _) => note(id("dossier")),
        (1, 0) => (
            "voorziening.geopend",
            id("voorziening"),
            json!({ "naam": format!("Wijkteam {subject}"), "soort": "wijkteam", "onderdeel": output, "capaciteit": 20 }),
        ),
        (1, _) => (
            "voorziening.capaciteit-gewijzigd",
            id("voorziening"),
            json!({ "capaciteit": 20 + turn, "reden": "bijgesteld naar de vraag" }),
        ),
        (_, 0) => (
            "bijstelling.vastgelegd",
            id("bijstelling"),
            json!({ "onderdeel": output, "omschrijving": format!("Prognose {subject}"), "bedragInCenten": 1_000_000 + subject,
                "soort": "overig", "effect": "nadeel", "stand": "prognose", "duur": "incidenteel", "lastenBaten": "lasten" }),
        ),
        _ => ("bijstelling.gewijzigd", id("bijstelling"), json!({ "bedragInCenten": 1_000_000 + subject * turn })),
    }
}

fn replay(folder: &Path) {
    let log = Log::open(folder, IfMissing::Refuse).expect("the folder opens");
    let head = log.reader.head().get();
    let decode = || {
        let begin = Instant::now();
        let mut fields = 0;
        log.reader
            .for_each(1, head, &mut |_, bytes| {
                let stored = StoredRecord::decode(bytes).expect("a record");
                fields += stored.folded().expect("a core").fields.len();
                Ok(())
            })
            .expect("the log reads");
        std::hint::black_box(fields);
        begin.elapsed()
    };
    let apply = || {
        let begin = Instant::now();
        let mut state = State::new();
        state.reserve(head as usize);
        log.reader
            .for_each(1, head, &mut |_, bytes| {
                let stored = StoredRecord::decode(bytes).expect("a record");
                state.apply(&stored.folded().expect("a core")).expect("it fits");
                Ok(())
            })
            .expect("the log reads");
        let took = begin.elapsed();
        std::hint::black_box(state.head());
        took
    };
    decode();
    let turns: Vec<(Duration, Duration)> = (0..TURNS).map(|_| (decode(), apply())).collect();
    let rate = |took: Duration| head as f64 / took.as_secs_f64();
    println!(
        "replay from zero, {head} events: {:.0}/s; decoding alone {:.0}/s; ratio {:.2} (median of {TURNS} turns)",
        median(turns.iter().map(|(_, apply)| rate(*apply))),
        median(turns.iter().map(|(decode, _)| rate(*decode))),
        median(turns.iter().map(|(decode, apply)| decode.as_secs_f64() / apply.as_secs_f64())),
    );
    Box::new(log.appender).close().expect("closes");
}

fn reports(folder: &Path, programmes: usize) {
    let begin = Instant::now();
    let service = open(folder);
    println!("open: {:.2?}", begin.elapsed());
    let head = service.durable_head();
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let mut took = Vec::new();
    let mut bytes = 0;
    for _ in 0..REPORTS {
        let day = Day::from_ymd(2019 + random(6) as i32, 1 + random(12) as u32, 1 + random(28) as u32);
        let request = ReportRequest {
            on: day.expect("a day"),
            position: head / 4 + random(head * 3 / 4) + 1,
            node: Some((1 + random(programmes as u64)).to_string()),
            fiscal_year: None,
            round: None,
        };
        let begin = Instant::now();
        let answer = query_with_texts(&service, |state, contents| report(state, contents, &request));
        if let Ok(answer) = answer {
            took.push(begin.elapsed());
            bytes += answer.canonical.len();
        }
    }
    took.sort_unstable();
    service.close().expect("closes");
    drop(service);
    let scan = full_scan(folder);
    let p50 = took[took.len() / 2];
    println!(
        "report of one programme of {SUBJECTS}: p50 {p50:.2?}, p99 {:.2?}, {} reports of {} KB; a full scan in memory {scan:.2?}: {:.0} x",
        took[took.len() * 99 / 100],
        took.len(),
        bytes / took.len() / 1024,
        scan.as_secs_f64() / p50.as_secs_f64()
    );
}

/// Measures iterating over every record in memory, decoding it, and selecting those that a report of one programme
/// uses.
fn full_scan(folder: &Path) -> Duration {
    let log = Log::open(folder, IfMissing::Refuse).expect("the folder opens");
    let head = log.reader.head().get();
    let (mut all, mut ends) = (Vec::new(), Vec::new());
    log.reader
        .for_each(1, head, &mut |_, bytes| {
            all.extend_from_slice(bytes);
            ends.push(all.len());
            Ok(())
        })
        .expect("the log reads");
    Box::new(log.appender).close().expect("closes");
    let until = Day::from_ymd(2021, 7, 1).expect("a day");
    let begin = Instant::now();
    let mut from = 0;
    let mut picked = 0;
    for end in ends {
        let stored = StoredRecord::decode(&all[from..end]).expect("a record");
        let fact = stored.folded().expect("a core");
        if fact.header.effective_on <= until && fact.position <= head && fact.header.subject.contains("/p7-") {
            picked += fact.fields.len();
        }
        from = end;
    }
    std::hint::black_box(picked);
    begin.elapsed()
}
