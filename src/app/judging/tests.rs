//! A batch judged in one pass against the plain definition, a trial run of the whole for each event that is refused; and
//! its differences against those of the log after it was recorded.

use std::cell::Cell;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::app::OpenOptions;
use crate::app::text_reads::query_with_texts;
use crate::domain::testkit::event;
use crate::domain::text::Slug;
use crate::log::folder::IfMissing;

const ROUND: &str = "2019-vr1";
const DAY: &str = "2019-05-01";

fn actor() -> Actor {
    Actor::new("lokaal:test", None, Slug::parse("beheren").unwrap()).unwrap()
}

fn proposals(events: &[Value]) -> Vec<Proposal> {
    let with_id = |(number, event): (usize, &Value)| {
        let mut event = event.clone();
        event["id"] = format!("00000000-0000-7000-8000-{:012x}", number + 1).into();
        crate::input::proposal(&event).unwrap()
    };
    events.iter().enumerate().map(with_id).collect()
}

fn node(code: &str, parent: Option<&str>) -> Value {
    let level = if parent.is_none() { "programma" } else { "beleidsterrein" };
    let data = json!({ "niveau": level, "titel": format!("Titel {code}"), "bovenliggend": parent });
    let mut event = event("onderdeel.opgenomen", &format!("onderdeel/{code}"), "2019-01-01", data);
    if parent.is_none() {
        event["gegevens"].as_object_mut().unwrap().remove("bovenliggend");
    }
    event
}

fn note(code: &str, text: &str) -> Value {
    event("toelichting.vastgelegd", &format!("onderdeel/{code}"), DAY, json!({ "tekst": text, "ronde": ROUND }))
}

fn light(code: &str, colour: &str) -> Value {
    event("stoplicht.gezet", &format!("onderdeel/{code}"), DAY, json!({ "kleur": colour, "ronde": ROUND }))
}

/// A log with a programme and a round of which a light is reported.
fn service(folder: &std::path::Path) -> Service {
    let options = OpenOptions { if_missing: IfMissing::Create, ..OpenOptions::default() };
    let service = Service::open(folder, options).unwrap();
    let round = json!({ "titel": "Eerste", "soort": "voortgangsrapportage", "begrotingsjaar": 2019, "peildatum": DAY });
    let begin =
        [node("9", None), event("ronde.geopend", &format!("ronde/{ROUND}"), "2019-03-01", round), light("9", "groen")];
    let begin = begin.iter().map(|event| crate::input::proposal(event).unwrap()).collect();
    service.append(begin, &actor(), AppendOptions::default()).unwrap();
    service
}

/// The pool that batches are made of: what fits, what fits after another, and what a rule refuses.
fn pool() -> Vec<Value> {
    let facility = |what: &str, data: Value| event(what, "voorziening/kade", DAY, data);
    vec![
        node("9A", Some("9")),
        note("9A", "Op de area"),
        note("9", "Bel mevrouw op 123456782"),
        light("9A", "rood"),
        light("7", "rood"),
        note("7", "Nergens"),
        facility("voorziening.gesloten", json!({})),
        facility("voorziening.geopend", json!({ "naam": "Kade", "soort": "wijkteam", "onderdeel": "9A" })),
        node("9A", Some("9")),
        event("ronde.heropend", &format!("ronde/{ROUND}"), DAY, json!({ "reden": "Een bedrag was fout." })),
    ]
}

/// The index and the code of each event that is refused.
type Refused = Vec<(usize, &'static str)>;
/// The warnings, with the index of their event.
type Warned = Vec<(usize, FieldError)>;

/// The plain definition: the first event that is refused is left out, and the rest is tried again.
fn plainly(service: &Service, all: &[Proposal]) -> (Refused, Warned) {
    let mut left: Vec<usize> = (0..all.len()).collect();
    let mut refused = Vec::new();
    let options = AppendOptions { dry_run: true, ..AppendOptions::default() };
    loop {
        let some = left.iter().map(|index| all[*index].clone()).collect();
        match service.append(some, &actor(), options) {
            Ok(appended) => {
                let warnings = left.iter().zip(appended.warnings);
                let warnings = warnings.flat_map(|(index, all)| all.into_iter().map(move |one| (*index, one)));
                refused.sort_unstable();
                return (refused, warnings.collect());
            }
            Err(error) => refused.push((left.remove(error.index().unwrap()), code(&error))),
        }
    }
}

fn code(error: &AppError) -> &'static str {
    match error {
        AppError::Refused(refusal) => refusal.code,
        other => panic!("{other:?}"),
    }
}

#[test]
fn one_pass_finds_what_a_trial_for_each_refusal_finds() {
    let folder = tempfile::tempdir().unwrap();
    let service = service(folder.path());
    let head = service.durable_head();
    let pool = pool();
    let (some_refused, some_fit) = (Cell::new(false), Cell::new(false));
    proptest!(ProptestConfig::with_cases(64), |(batch in prop::collection::vec(0..pool.len(), 1..12))| {
        let all = proposals(&batch.iter().map(|index| pool[*index].clone()).collect::<Vec<_>>());
        let judged = service.judge_each(all.clone(), &actor(), TimePolicy::Live).unwrap();
        let found: Vec<(usize, &str)> = judged.refused.iter().map(|(index, error)| (*index, code(error))).collect();
        some_refused.set(some_refused.get() || found.len() > 1);
        some_fit.set(some_fit.get() || !judged.added.is_empty());
        let told = |all: &[(usize, FieldError)]| all.iter().map(|(at, one)| (*at, format!("{one:?}"))).collect::<Vec<_>>();
        let (refused, warnings) = plainly(&service, &all);
        prop_assert_eq!(found, refused);
        prop_assert_eq!(told(&judged.warnings), told(&warnings));
        prop_assert_eq!(judged.added.len() + judged.refused.len(), all.len());
    });
    assert!(some_refused.get() && some_fit.get(), "the pool is not one-sided");
    assert_eq!(service.durable_head(), head, "nothing is recorded");
}

#[test]
fn what_a_report_would_say_otherwise_is_what_it_says_once_the_batch_is_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let service = service(folder.path());
    let before = service.durable_head();
    let batch = proposals(&[
        node("9A", Some("9")),
        note("9A", "Er wachten dertig inwoners"),
        light("9", "rood"),
        event(
            "voorziening.geopend",
            "voorziening/kade",
            DAY,
            json!({ "naam": "Kade", "soort": "wijkteam", "onderdeel": "9A" }),
        ),
    ]);
    let judged = service.judge_each(batch.clone(), &actor(), TimePolicy::Live).unwrap();
    assert!(judged.refused.is_empty(), "{:?}", judged.refused);
    let (on, foreseen) = judged.differences(&service, ROUND).unwrap().unwrap();
    assert_eq!((on.to_string(), service.durable_head()), (DAY.to_owned(), before));
    service.append(batch, &actor(), AppendOptions::default()).unwrap();
    let point = |position| ComparisonPoint { on, position, round: Some(ROUND.to_owned()) };
    let request = ComparisonRequest {
        from: point(before),
        to: point(service.durable_head()),
        node: None,
        kinds: Vec::new(),
        nature: None,
        minimum_cents: None,
        unrenewed: false,
    };
    let found: Result<_, QueryError> = query_with_texts(&service, |state, contents| {
        comparison::compare(state, contents, &request).map_err(QueryError::from)
    });
    let found = found.unwrap();
    assert_eq!(json!(foreseen.differences), json!(found.differences));
    let told = json!(foreseen.differences).to_string();
    assert!(
        told.contains("Er wachten dertig inwoners") && told.contains("groen") && told.contains("Titel 9A"),
        "{told}"
    );
    // A round that nobody knows has no report to compare.
    let judged = service.judge_each(Vec::new(), &actor(), TimePolicy::Live).unwrap();
    assert!(judged.differences(&service, "2099-vr9").unwrap().is_none());
}
