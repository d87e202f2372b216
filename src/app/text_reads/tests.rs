//! Runs every query on an open log: at each step of an erasure, where all must be answered, and while an append goes
//! through as the query reads its texts.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::app::comparison::{ComparisonQuery, comparison};
use crate::app::findings::{FindingsOf, FindingsQuery, findings};
use crate::app::follow::{self, PageLimits};
use crate::app::points::PointQuery;
use crate::app::queries::{self, KnownAt, ReportQuery, ReportTarget};
use crate::app::sealing::{SealRequest, preview_sealing, seal};
use crate::app::search::{SearchQuery, search};
use crate::app::series::{SeriesQuery, series};
use crate::app::{AppendOptions, OpenOptions, Service, audit, backup, export, verify};
use crate::bundle::{self, OnDifference};
use crate::domain::actor::Actor;
use crate::domain::ids::{RoundId, SubjectKind};
use crate::domain::state::AsOf;
use crate::domain::testkit::event;
use crate::domain::text::Slug;
use crate::domain::time::Day;
use crate::http::{HttpSettings, router};
use crate::input;
use crate::log::folder::IfMissing;
use crate::log::test_hooks::{self, HookPoint};
use crate::projections::feed::EventFilter;
use crate::projections::finance::FinanceRequest;
use crate::projections::lists::{self, PageRequest};
use crate::projections::sealing::SealingSelector;
use crate::projections::search::SearchText;
use crate::projections::series::{RoundSelection, SeriesView};
use crate::projections::{Addresses, EventRange};

const SUBJECT: &str = "onderdeel/9";
const ROUND: &str = "2019-vr1";

fn actor() -> Actor {
    Actor::new("lokaal:test", None, Slug::parse("beheren").unwrap()).unwrap()
}

fn append(service: &Service, events: &[Value]) {
    let events = events.iter().map(|event| input::proposal(event).unwrap()).collect();
    service.append(events, &actor(), AppendOptions::default()).unwrap();
}

fn id(number: u32) -> String {
    format!("00000000-0000-7000-8000-{number:012x}")
}

fn note(number: u32, day: &str) -> Value {
    let data = json!({ "kop": "Wachtlijst", "tekst": format!("Er wachten {number} inwoners."), "ronde": ROUND });
    let mut note = event("toelichting.vastgelegd", SUBJECT, day, data);
    note["id"] = id(number).into();
    note
}

fn erase(service: &Service, number: u32) {
    let data = json!({ "grondslag": "AVG artikel 17", "besluit": "B&W 19.0001" });
    append(service, &[event("gebeurtenis.gewist", &format!("gebeurtenis/{}", id(number)), "2019-08-01", data)]);
}

/// A sealed round with two notes, an amount and a case, and a note recorded after the sealing.
fn filled(folder: &Path) -> Service {
    let options = OpenOptions { if_missing: IfMissing::Create, ..OpenOptions::default() };
    let service = Service::open(folder, options).unwrap();
    let day = "2019-05-01";
    let without_round = |mut note: Value| {
        note["gegevens"].as_object_mut().unwrap().remove("ronde");
        note
    };
    append(
        &service,
        &[
            event("onderdeel.opgenomen", SUBJECT, "2019-01-01", json!({ "niveau": "programma", "titel": "Zorg" })),
            event(
                "ronde.geopend",
                &format!("ronde/{ROUND}"),
                "2019-03-01",
                json!({ "titel": "Eerste", "soort": "voortgangsrapportage", "begrotingsjaar": 2019, "peildatum": day }),
            ),
            note(1, day),
            event("stoplicht.gezet", SUBJECT, day, json!({ "kleur": "rood", "ronde": ROUND })),
            event(
                "dossier.geopend",
                "dossier/wachtlijst",
                day,
                json!({ "soort": "wachtlijst", "titel": "Wachtlijst", "onderdeel": "9" }),
            ),
        ],
    );
    let amount = json!({ "soort": "tekort", "omschrijving": "Inhuur", "bedragInCenten": 100, "effect": "nadeel", "stand": "prognose",
        "begrotingsjaar": 2019, "onderdeel": "9" });
    append(
        &service,
        &[event("bijstelling.vastgelegd", "bijstelling/inhuur", day, amount), without_round(note(2, day))],
    );
    let said = json!({ "orgaan": "college", "strekking": "vastgesteld" });
    let request = SealRequest::from_json(&RoundId::parse(ROUND).unwrap(), &said).unwrap();
    seal(&service, &request, &actor()).unwrap();
    append(&service, &[without_round(note(3, "2019-06-01"))]);
    service
}

type Question = (&'static str, fn(&Service) -> Result<(), String>);

fn told<T, E: std::fmt::Debug>(answer: Result<T, E>) -> Result<(), String> {
    answer.map(drop).map_err(|error| format!("{error:?}"))
}

fn on() -> Day {
    Day::parse("2019-07-01").unwrap()
}

fn compared(service: &Service, from: &str, to: &str) -> Result<(), String> {
    let point = |text| PointQuery::parse(text).unwrap();
    told(comparison(
        service,
        &ComparisonQuery {
            from: point(from),
            to: point(to),
            node: None,
            kinds: Vec::new(),
            nature: None,
            minimum_cents: None,
            unrenewed: true,
        },
    ))
}

fn reported(service: &Service, of: ReportTarget) -> Result<(), String> {
    told(queries::report(service, &ReportQuery { of, node: None, fiscal_year: None }))
}

fn listed(service: &Service, kind: SubjectKind) -> Result<(), String> {
    let at = AsOf { day: on(), position: service.durable_head() };
    let page = PageRequest { limit: 1_000, ..PageRequest::default() };
    told(super::query_with_texts(service, |state, contents| lists::list(state, contents, kind, at, &page)))
}

fn all_series(subject: Option<&str>) -> SeriesQuery {
    SeriesQuery {
        rounds: RoundSelection::Between { from: None, until: None },
        known: KnownAt::Head,
        view: SeriesView::AsReported,
        node: None,
        kinds: Vec::new(),
        subject: subject.map(str::to_owned),
        title: None,
    }
}

/// Sends the query over HTTP, on a runtime of its own, because this is called from the writer thread.
fn over_http(service: &Service, path: &'static str) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let asked = Request::get(path).header("host", "localhost").body(Body::empty()).unwrap();
    let answer = runtime.block_on(router(service.clone(), HttpSettings::of(actor())).oneshot(asked)).unwrap();
    if answer.status().is_success() { Ok(()) } else { Err(format!("{path}: {}", answer.status())) }
}

/// Every query of the application.
const QUESTIONS: [Question; 25] = [
    ("report by date", |service| reported(service, ReportTarget::Day { on: on(), known: KnownAt::Head })),
    ("report by position", |service| reported(service, ReportTarget::Day { on: on(), known: KnownAt::Position(6) })),
    ("report of a round", |service| {
        reported(service, ReportTarget::Round { id: ROUND.to_owned(), which: SealingSelector::Newest })
    }),
    ("history", |service| told(queries::history(service, SUBJECT, KnownAt::Head))),
    ("audit trail", |service| {
        let addresses = Addresses { base: "", collection: "onderdelen" };
        told(audit::audit(service, SUBJECT, KnownAt::Head, EventRange::ALL, addresses))
    }),
    ("comparison of dates", |service| compared(service, "2019-05-01@6", "2019-07-01")),
    ("comparison of a round", |service| compared(service, "ronde:2019-vr1", "2019-07-01")),
    ("findings", |service| {
        let of = FindingsOf::Round(SealingSelector::Newest);
        told(findings(service, &FindingsQuery { round: ROUND.to_owned(), of, node: None }))
    }),
    ("findings as known", |service| {
        let of = FindingsOf::Known(KnownAt::Head);
        told(findings(service, &FindingsQuery { round: ROUND.to_owned(), of, node: None }))
    }),
    ("money", |service| {
        let at = AsOf { day: on(), position: service.durable_head() };
        told(audit::finance(service, &FinanceRequest { at, fiscal_year: None, node: None }))
    }),
    ("sealings", |service| told(queries::sealings(service, ROUND))),
    ("rounds", |service| told(queries::rounds(service, None))),
    ("a round", |service| told(queries::rounds(service, Some(ROUND)))),
    ("cases", |service| listed(service, SubjectKind::Case)),
    ("nodes", |service| listed(service, SubjectKind::Node)),
    ("bundle", |service| told(bundle::prepare_bundle(service, ROUND, SealingSelector::Newest, OnDifference::Refuse))),
    ("export", |service| told(export::export(service, None, &mut Vec::new(), &mut |_, _| {}))),
    ("verification", |service| match verify::verify(service, &mut |_, _| {}) {
        Ok(found) if found.holds() => Ok(()),
        other => Err(format!("{other:?}")),
    }),
    ("back-up", |service| told(backup::records(service, &mut Vec::new(), &mut |_, _| {}))),
    ("feed", |service| {
        let bounds = PageLimits { records: 100, bytes: 1 << 20 };
        told(follow::read(service, &EventFilter::default(), (0, u64::MAX), bounds, |record| (record, 1)))
    }),
    ("feed of a node", |service| {
        let filter = EventFilter { node: Some("9".to_owned()), ..EventFilter::default() };
        let bounds = PageLimits { records: 100, bytes: 1 << 20 };
        told(follow::read(service, &filter, (0, u64::MAX), bounds, |record| (record, 1)))
    }),
    ("series", |service| told(series(service, &all_series(None)))),
    ("series of one subject", |service| told(series(service, &all_series(Some(SUBJECT))))),
    ("search", |service| {
        let text = SearchText::parse("inwoners").unwrap();
        let found =
            search(service, &SearchQuery { text, filter: EventFilter::default(), before: None, limit: Some(10) });
        told(found)
    }),
    ("proof", |service| {
        let first = service.record(3).unwrap().unwrap().id;
        told(service.inclusion_proof_of(first))
    }),
];

/// The preview of a sealing, with a decision that is looked up by its number. It ends with a request to the writer, so it
/// is not asked from the thread of the writer.
const PREVIEW: Question = ("preview of a sealing", |service| {
    let said = json!({ "orgaan": "raad", "strekking": "vastgesteld", "besluit": "RV 19.0001" });
    let request = SealRequest::for_preview(&RoundId::parse(ROUND).unwrap(), &said).unwrap();
    told(preview_sealing(service, &request, &actor()))
});

const PATHS: [&str; 14] = [
    "/v1/rapportage?geldigOp=2019-07-01",
    "/v1/rondes/2019-vr1/rapportage",
    "/v1/rondes/2019-vr1/signalen",
    "/v1/rondes/2019-vr1/vaststellingen",
    "/v1/rondes",
    "/v1/vergelijking?van=ronde:2019-vr1&naar=2019-07-01",
    "/v1/onderdelen/9/geschiedenis",
    "/v1/onderdelen/9/audittrail",
    "/v1/onderdelen",
    "/v1/financien?geldigOp=2019-07-01",
    "/v1/gebeurtenissen?onderdeel=9",
    "/v1/reeksen",
    "/v1/zoeken?tekst=wachten",
    "/v1/gebeurtenissen/00000000-0000-7000-8000-000000000001",
];

#[test]
fn every_question_is_answered_at_each_step_of_an_erasure() {
    let dir = tempfile::tempdir().unwrap();
    let service = filled(dir.path());
    let failed: Arc<Mutex<Vec<String>>> = Arc::default();
    let steps: Arc<Mutex<Vec<String>>> = Arc::default();
    let (asked, noted, seen) = (service.clone(), Arc::clone(&failed), Arc::clone(&steps));
    test_hooks::watch(move |place| {
        let HookPoint::After(step) = place else { return };
        if asked.inner.state.is_locked() {
            return; // the writer holds the state lock: a reader waits until it is released
        }
        seen.lock().unwrap().push(step.to_owned());
        let answers = QUESTIONS.iter().map(|(name, ask)| (*name, ask(&asked)));
        let paths = PATHS.iter().map(|path| (*path, over_http(&asked, path)));
        for (name, answer) in answers.chain(paths) {
            if let Err(error) = answer {
                noted.lock().unwrap().push(format!("{name}, after {step}: {error}"));
            }
        }
    });
    (1..=3).for_each(|number| erase(&service, number));
    assert_eq!(*failed.lock().unwrap(), Vec::<String>::new());
    let steps = steps.lock().unwrap();
    for step in ["frame durable", "tree written", "published", "slot synced", "followed on"] {
        assert!(steps.iter().filter(|seen| *seen == step).count() >= 3, "{step} of {steps:?}");
    }
}

#[test]
fn an_append_is_finished_while_a_question_reads_its_texts() {
    let dir = tempfile::tempdir().unwrap();
    let service = filled(dir.path());
    let finished = Arc::new(AtomicUsize::new(0));
    let (appending, count) = (service.clone(), Arc::clone(&finished));
    // The reader waits here until the append is durable and answered. If it held the state lock, that would be a
    // deadlock.
    test_hooks::watch(move |place| {
        if place == HookPoint::Reading {
            let number = u32::try_from(count.fetch_add(1, Ordering::SeqCst)).unwrap();
            append(
                &appending,
                &[event(
                    "onderdeel.opgenomen",
                    &format!("onderdeel/{}", 10 + number),
                    "2019-01-01",
                    json!({ "niveau": "programma", "titel": "Erbij" }),
                )],
            );
        }
    });
    for (name, ask) in QUESTIONS.into_iter().chain([PREVIEW]) {
        let before = finished.load(Ordering::SeqCst);
        ask(&service).unwrap_or_else(|error| panic!("{name}: {error}"));
        let texts = !matches!(name, "back-up" | "verification");
        assert!(!texts || finished.load(Ordering::SeqCst) > before, "{name} reads texts");
    }
}

#[test]
fn every_question_is_answered_when_a_text_it_reads_is_erased_meanwhile() {
    let dir = tempfile::tempdir().unwrap();
    let service = filled(dir.path());
    let notes: Vec<Value> = (100..150)
        .map(|number| {
            let mut note = note(number, "2019-06-01");
            note["gegevens"].as_object_mut().unwrap().remove("ronde");
            note
        })
        .collect();
    append(&service, &notes);
    let (next, is_asked) = (Arc::new(AtomicUsize::new(100)), Arc::new(AtomicBool::new(false)));
    let (erasing, number, asked) = (service.clone(), Arc::clone(&next), Arc::clone(&is_asked));
    test_hooks::watch(move |place| {
        if place == HookPoint::Reading && asked.swap(false, Ordering::SeqCst) {
            let number = u32::try_from(number.fetch_add(1, Ordering::SeqCst)).unwrap();
            erase(&erasing, number);
        }
    });
    for (name, ask) in QUESTIONS {
        is_asked.store(true, Ordering::SeqCst);
        ask(&service).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    assert!(next.load(Ordering::SeqCst) > 115, "most of them read texts this way");
}

#[test]
fn a_part_of_a_history_asks_no_report_of_a_sealing_until_what_it_reported_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let service = filled(folder.path());
    let head = service.durable_head();
    let part = EventRange { after: 0, limit: 100, until: None };
    let cached = || service.inner.shown.lock().len();
    let before = cached();
    let mut found = queries::history_page(&service, SUBJECT, head, part).unwrap();
    assert_eq!(cached(), before);
    assert!(found.rows.iter().all(|row| row["gerapporteerdIn"] == json!([])));
    queries::add_reported_in(&service, &mut found.rows, head).unwrap();
    assert!(cached() > before && found.rows.iter().any(|row| row["gerapporteerdIn"] != json!([])));
}
