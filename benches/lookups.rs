//! Queries about one event and one subject, in logs of several sizes: `cargo bench -- lookups [EVENTS [LEAVES]]`,
//! on a real disk.
//!
//! Measures the inclusion proof of an event, complete as a client gets it, in a log of EVENTS and in one of a tenth;
//! the part that reads the tree is also measured over LEAVES leaves. Then measures the history of a subject of 10,000
//! events next to one of 1,000: its time should grow with the events of the subject and with nothing else.

use std::path::Path;
use std::time::{Duration, Instant};

use peildatum::app::queries::{self, KnownAt};
use peildatum::app::{AppendOptions, OpenOptions, Service};
use peildatum::domain::actor::Actor;
use peildatum::domain::ids::EventId;
use peildatum::domain::text::Slug;
use peildatum::log::folder::IfMissing;
use peildatum::log::tree::{inclusion_proof, leaf_hash};
use peildatum::log::tree_file::TreeFile;
use serde_json::{Value, json};

use crate::number;

/// Number of proofs that are timed.
const PROOFS: usize = 2_000;
/// Number of histories that are timed.
const HISTORIES: usize = 15;
/// Numbers of events of the two subjects whose histories are read.
const LONG: usize = 10_000;
const SHORT: usize = 1_000;
/// Number of events per request.
const BATCH: usize = 1_000;

/// Runs the measurement; the arguments are the number of events and that of the leaves of a tree.
pub fn run(arguments: &[String]) {
    let events = number(arguments, 0, 200_000);
    let leaves = number(arguments, 1, 10_000_000);
    for size in [events / 10, events] {
        let folder = tempfile::tempdir_in("target").expect("a folder on a real disk");
        let service = filled(folder.path(), size);
        proofs(&service);
        histories(&service);
        service.close().expect("closes");
    }
    tree(leaves);
}

fn filled(folder: &Path, events: u64) -> Service {
    let options = OpenOptions { if_missing: IfMissing::Create, ..OpenOptions::default() };
    let service = Service::open(&folder.join("data"), options).expect("a new folder");
    let actor = Actor::new("lokaal:bench", None, Slug::parse("beheren").expect("a slug")).expect("an actor");
    let programme = json!({ "niveau": "programma", "titel": "Sociaal domein" });
    let mut all = vec![event("onderdeel.opgenomen", "onderdeel/9", &programme)];
    for case in ["lang", "kort", "overig"] {
        let data = json!({ "titel": case, "soort": "wachtlijst", "onderdeel": "9" });
        all.push(event("dossier.geopend", &format!("dossier/{case}"), &data));
    }
    for number in 0..events as usize {
        let about = match number {
            0..LONG => "dossier/lang",
            LONG..11_000 => "dossier/kort",
            _ => "dossier/overig",
        };
        let text = format!(
            "Stand van zaken {number}: er zijn met de aanbieders plaatsen afgesproken, die voor het einde van het jaar open \
             gaan; de kosten vallen binnen de begroting van dit jaar."
        );
        all.push(event("toelichting.vastgelegd", about, &json!({ "tekst": text, "volgorde": number })));
        if all.len() >= BATCH {
            append(&service, &actor, std::mem::take(&mut all));
        }
    }
    append(&service, &actor, all);
    service
}

fn event(kind: &str, about: &str, data: &Value) -> Value {
    json!({ "type": format!("nl.peildatum.{kind}"), "onderwerp": about, "ingangsdatum": "2021-09-01", "gegevens": data })
}

fn append(service: &Service, actor: &Actor, events: Vec<Value>) {
    let proposals =
        events.iter().map(|event| peildatum::input::proposal(event).expect("an event of this file is right"));
    service.append(proposals.collect(), actor, AppendOptions::default()).expect("every event is accepted");
}

/// Measures complete proofs: the record with its salts, the path through the tree, the checkpoint.
fn proofs(service: &Service) {
    let head = service.durable_head();
    service.sign_now().expect("it signs");
    let mut random = random();
    let ids: Vec<EventId> =
        (0..PROOFS).map(|_| service.record(1 + random(head)).expect("it reads").expect("it is there").id).collect();
    let mut bytes = 0;
    let took = ids.iter().map(|id| {
        let begin = Instant::now();
        let proof = service.inclusion_proof_of(*id).expect("it reads").expect("it is there").to_string();
        bytes += proof.len();
        begin.elapsed()
    });
    let took: Vec<Duration> = took.collect();
    println!("proof of one event of {head}: {}, {} bytes each", told(took), bytes / PROOFS);
}

fn histories(service: &Service) {
    for (subject, events) in [("dossier/lang", LONG), ("dossier/kort", SHORT)] {
        let mut bytes = 0;
        let took = (0..HISTORIES).map(|_| {
            let begin = Instant::now();
            bytes = queries::history(service, subject, KnownAt::Head).expect("a history").to_string().len();
            begin.elapsed()
        });
        let told = told(took.collect());
        let head = service.durable_head();
        println!("history of {events} events, in a log of {head}: {told}, {} KB", bytes / 1024);
    }
}

/// Measures the path through a tree of `leaves` leaves.
fn tree(leaves: u64) {
    let folder = tempfile::tempdir_in("target").expect("a folder on a real disk");
    let mut tree = TreeFile::open(&folder.path().join("tree"), 0).expect("a new tree");
    let mut next = 0_u64;
    while next < leaves {
        let some: Vec<_> = (next..leaves.min(next + 65_536)).map(|n| leaf_hash(&n.to_be_bytes())).collect();
        next += some.len() as u64;
        tree.append(&some).expect("the disk takes it");
    }
    let stored = tree.hashes();
    let mut random = random();
    let took = (0..PROOFS).map(|_| {
        let index = random(leaves);
        let begin = Instant::now();
        std::hint::black_box(inclusion_proof(&stored, index, leaves).expect("it reads"));
        begin.elapsed()
    });
    println!("path through a tree of {leaves} leaves: {}", told(took.collect()));
}

fn random() -> impl FnMut(u64) -> u64 {
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    move |below| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    }
}

fn told(mut took: Vec<Duration>) -> String {
    took.sort_unstable();
    format!("p50 {:.1?}, p99 {:.1?}, {} runs", took[took.len() / 2], took[took.len() * 99 / 100], took.len())
}
