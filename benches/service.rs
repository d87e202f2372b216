//! The cost of an event above the byte layer: `cargo bench -- service [EVENTS]`. Measures parsing, preparing
//! (canonical JSON, hashes, compression, encryption), appending in batches of 1,000 with every rule checked, reading
//! back, rebuilding, and verifying.

use std::sync::Arc;
use std::time::Instant;

use peildatum::app::import::{ImportFile, ImportOptions, import};
use peildatum::app::new_event::{NewEvent, ProposedEvent};
use peildatum::app::prepare::{dry_run_slot, new_id, prepare, random_bytes};
use peildatum::app::verify::verify;
use peildatum::app::{AppendOptions, OpenOptions, Service};
use peildatum::domain::actor::Actor;
use peildatum::domain::proposal::Proposal;
use peildatum::domain::text::Slug;
use peildatum::log::folder::IfMissing;
use serde_json::{Value, json};

use crate::number;

/// Runs the measurement; the argument is the number of events.
pub fn run(arguments: &[String]) {
    let events: usize = number(arguments, 0, 20_000);
    let folder = tempfile::tempdir_in("target").expect("a folder on a real disk");
    let actor = Actor::new("lokaal:bench", None, Slug::parse("beheren").expect("a slug")).expect("an actor");
    let lines: Vec<Value> = (0..events).map(line).collect();
    let bytes: usize = lines.iter().map(|line| line.to_string().len()).sum();
    println!("{events} events of {} bytes as sent", bytes / events);

    let begin = Instant::now();
    let proposals: Vec<Proposal> =
        lines.iter().map(|line| peildatum::input::proposal(line).expect("a line of this file is right")).collect();
    told("parse", events, begin);

    let shared = Arc::new(actor.clone());
    let copies = proposals.clone();
    let begin = Instant::now();
    for proposal in copies {
        let slot = dry_run_slot().expect("random bytes");
        let id = new_id(peildatum::domain::time::Instant::from_micros(0)).expect("random bytes");
        let prepared = prepare(
            NewEvent::Proposal(ProposedEvent::new(proposal, id, &shared)),
            &slot,
            random_bytes().expect("random bytes"),
        )
        .expect("small enough");
        std::hint::black_box(prepared);
    }
    told("prepare, one thread", events, begin);

    let service = open(&folder.path().join("a"));
    let begin = Instant::now();
    let mut left = proposals;
    while !left.is_empty() {
        let rest = left.split_off(left.len().min(1000));
        service.append(left, &actor, AppendOptions::default()).expect("every line is accepted");
        left = rest;
    }
    told("append, 1,000 a request, one caller", events, begin);

    let begin = Instant::now();
    let mut after = 0;
    while after < service.durable_head() {
        after += service.records(after, 1000).expect("the log reads").len() as u64;
    }
    told("read back, texts opened", events, begin);

    let begin = Instant::now();
    assert!(verify(&service, &mut |_, _| {}).expect("the log reads").holds());
    told("verify", events, begin);
    service.close().expect("closes");
    drop(service);

    let begin = Instant::now();
    let service = open(&folder.path().join("a"));
    told("open: rebuild the state", events, begin);
    service.close().expect("closes");

    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let service = open(&folder.path().join("b"));
    let file = ImportFile::bytes("bench", text.as_bytes());
    let begin = Instant::now();
    import(&service, &[file], &actor, ImportOptions::default(), &mut |_| {}).expect("every line is accepted");
    told("import: judged whole, then written", events, begin);
    service.close().expect("closes");
}

fn open(folder: &std::path::Path) -> Service {
    Service::open(folder, OpenOptions { if_missing: IfMissing::Create, ..OpenOptions::default() })
        .expect("a new folder")
}

fn told(what: &str, events: usize, begin: Instant) {
    let seconds = begin.elapsed().as_secs_f64();
    println!(
        "{what:<40} {:>8.2} us an event {:>10.0} events/s",
        seconds * 1e6 / events as f64,
        events as f64 / seconds
    );
}

/// Builds an import line: one programme, one case for every 25 events, and notes of some 300 bytes about these cases.
fn line(number: usize) -> Value {
    let case = format!("dossier/zaak-{}", number / 25);
    let (kind, subject, data) = match (number, number % 25) {
        (0, _) => (
            "onderdeel.opgenomen",
            "onderdeel/9".to_owned(),
            json!({ "niveau": "programma", "titel": "Sociaal domein" }),
        ),
        (1, _) | (_, 0) => (
            "dossier.geopend",
            case,
            json!({ "titel": format!("Zaak {number}"), "soort": "wachtlijst", "onderdeel": "9" }),
        ),
        _ => (
            "toelichting.vastgelegd",
            case,
            json!({ "tekst": format!("De wachtlijst telt nu {number} plaatsen. De gemeente heeft met de aanbieders afgesproken dat \
                er voor het einde van het jaar extra plaatsen komen, en dat wie langer dan een half jaar wacht voorrang krijgt. \
                De kosten vallen binnen de begroting van dit jaar."), "volgorde": number % 25 }),
        ),
    };
    json!({ "type": format!("nl.peildatum.{kind}"), "onderwerp": subject, "ingangsdatum": "2021-09-01", "gegevens": data })
}
