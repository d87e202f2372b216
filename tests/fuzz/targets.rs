//! The fuzz targets: each function takes any bytes and panics if a rule is violated. The rules only require that a
//! decoder returns, and that what it accepts is unambiguous.

use std::sync::LazyLock;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Request, StatusCode, header};
use peildatum::app::import::{ImportFile, ImportOptions, import};
use peildatum::app::text_reads::query_with_texts;
use peildatum::app::{OpenOptions, Service};
use peildatum::domain::actor::Actor;
use peildatum::domain::ids::EventId;
use peildatum::domain::proposal::Proposal;
use peildatum::domain::state::State;
use peildatum::domain::text::Slug;
use peildatum::domain::time::{Day, Instant};
use peildatum::extract::{Options, extract};
use peildatum::http::{HttpSettings, router};
use peildatum::log::codec::{StoredCore, StoredRecord, decode_texts, encode_texts};
use peildatum::log::folder::IfMissing;
use peildatum::log::frame::{Frame, FrameHeader, PageKey, page_content};
use peildatum::log::record::RecordView;
use peildatum::log::{commitment, export};
use peildatum::projections::{ReportRequest, report};
use serde_json::Value;
use tower::ServiceExt;
use twox_hash::XxHash3_64;

/// One target: its name, which is that of its folder in the corpus, and its function. The function returns whether it
/// accepted the input, so that a run can show that it does not only see refusals.
pub type Target = (&'static str, fn(&[u8]) -> bool);

/// All targets.
pub const TARGETS: [Target; 12] = [
    ("frame", frame),
    ("page", page),
    ("record", record),
    ("texts", texts),
    ("snapshot", snapshot),
    ("proposal", proposal),
    ("export-line", export_line),
    ("import-file", import_file),
    ("report-page", report_page),
    ("query", query),
    ("body", body),
    ("words", words),
];

/// A frame as read from disk, with its position in the first eight bytes. A checksum is no defence against somebody who
/// recomputes it, so each input is also tried with a matching checksum.
pub fn frame(data: &[u8]) -> bool {
    let Some((first, bytes)) = data.split_first_chunk::<8>() else { return false };
    let first = u64::from_be_bytes(*first);
    let mut mended = bytes.to_vec();
    if bytes.len() > 8 {
        mended[..8].copy_from_slice(&XxHash3_64::oneshot(&bytes[8..]).to_le_bytes());
    }
    let mut taken = false;
    for bytes in [bytes.to_vec(), mended] {
        if let Ok(header) = FrameHeader::parse(first, &bytes) {
            assert_eq!(header.end_position() - header.first, u64::from(header.count), "positions are dense");
        }
        let Ok(frame) = Frame::check(first, bytes.clone()) else { continue };
        assert_eq!(frame.as_bytes(), bytes);
        let records: Vec<(u64, &[u8])> = frame.records().collect();
        assert_eq!(records.len(), frame.header().count as usize);
        for (position, record) in records {
            assert_eq!(frame.record(position), Some(record));
        }
        let pages: Vec<u8> = frame
            .pages()
            .flat_map(|(key, stored)| page_content(key, &stored).expect("our own page is whole").to_vec())
            .collect();
        assert_eq!(pages, bytes, "the pages of a frame hold the frame");
        taken = true;
    }
    taken
}

/// One page, preceded by its key.
pub fn page(data: &[u8]) -> bool {
    let (key, stored) = data.split_at(data.len().min(12));
    if let Ok(key) = PageKey::parse(key) {
        assert_eq!(PageKey::parse(&key.to_bytes()).ok(), Some(key));
        if let Ok(content) = page_content(key, stored) {
            assert!(content.len() <= stored.len());
            return true;
        }
    }
    false
}

/// A stored record: what decodes is the encoding of what it decodes to.
pub fn record(data: &[u8]) -> bool {
    let Ok(stored) = StoredRecord::decode(data) else { return false };
    let mut again = Vec::new();
    stored.encode(&mut again);
    assert_eq!(again, data, "a record has one form");
    if let Ok(core) = StoredCore::decode(stored.core) {
        let again = core.encode().expect("what was decoded can be encoded");
        assert_eq!(again, stored.core, "a core has one form");
    }
    if let Ok(fact) = stored.folded() {
        let mut state = State::new();
        // A log that starts elsewhere is refused; this must not panic.
        state.apply(&fact).ok();
        let first = peildatum::domain::state::FoldedEvent { position: 1, ..fact };
        if state.apply(&first).is_ok() {
            state.release_savepoints();
            assert_eq!(state.head(), 1);
        }
    }
    true
}

/// The texts of a record, as they are before encryption.
pub fn texts(data: &[u8]) -> bool {
    let Ok(texts) = decode_texts(data) else { return false };
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    assert_eq!(encode_texts(&texts).expect("what was decoded can be encoded"), data);
    true
}

/// The snapshot of the index. Who can write it can write the log, but it still must not crash the service.
pub fn snapshot(data: &[u8]) -> bool {
    let Some(state) = State::from_snapshot(data) else { return false };
    let mut again = Vec::new();
    state.to_snapshot(&mut again);
    assert!(State::from_snapshot(&again).is_some_and(|other| other.head() == state.head()));
    true
}

/// One event as a caller sends it.
pub fn proposal(data: &[u8]) -> bool {
    let Ok(value) = serde_json::from_slice::<Value>(data) else { return false };
    match peildatum::input::proposal(&value) {
        Ok(proposal) => {
            let actor = Actor::administrator("lokaal:fuzz").expect("an actor id");
            let content =
                |proposal: &Proposal| proposal.content(&proposal.header(EventId::from_bytes([1; 16]), &actor));
            let sent = content(&proposal);
            let again = peildatum::input::proposal(&sent).expect("what was read can be read again");
            assert_eq!(content(&again), sent, "the parsed form is stable");
            true
        }
        Err(errors) => {
            assert!(!errors.is_empty(), "a refusal says why");
            assert!(errors.iter().all(|error| !error.message.to_string().is_empty()));
            false
        }
    }
}

/// One line of an export: what is accepted is written again unchanged.
pub fn export_line(data: &[u8]) -> bool {
    let Ok(line) = std::str::from_utf8(data) else { return false };
    let Ok(record) = export::parse_line(1, line) else { return false };
    let value: Value = serde_json::from_str(line).expect("it was just read");
    assert_eq!(record.to_json(RecordView::Export), value);
    commitment::check_commitments(&record).ok();
    record.folded().ok();
    true
}

struct Running {
    service: Service,
    router: Router,
    runtime: tokio::runtime::Runtime,
    actor: Actor,
    _folder: tempfile::TempDir,
}

/// One service over the recorded stream, for every input that needs one. No target may change it.
static RUNNING: LazyLock<Running> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let options = OpenOptions { if_missing: IfMissing::Create, ..OpenOptions::default() };
    let service = Service::open(&folder.path().join("data"), options).expect("a fresh folder opens");
    let actor = Actor::new("lokaal:toets", None, Slug::parse("beheren").expect("a slug")).expect("an actor");
    let stream = concat!(env!("CARGO_MANIFEST_DIR"), "/replay/streams/voorbeeldstad.v1.ndjson");
    let options = ImportOptions { keep_times: true, accept_unreviewed: true, dry_run: false };
    import(&service, &[ImportFile::at(stream.as_ref())], &actor, options, &mut |_| {}).expect("the stream loads");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let router = router(service.clone(), HttpSettings::of(actor.clone()));
    Running { service, router, runtime: runtime.expect("a runtime starts"), actor, _folder: folder }
});

/// A whole import file, checked and not written.
pub fn import_file(data: &[u8]) -> bool {
    let running = &*RUNNING;
    let head = running.service.durable_head();
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("invoer.ndjson");
    std::fs::write(&path, data).expect("a temporary file can be written");
    let mut taken = false;
    for keep_times in [false, true] {
        let options = ImportOptions { keep_times, accept_unreviewed: true, dry_run: true };
        let done = import(&running.service, &[ImportFile::at(&path)], &running.actor, options, &mut |_| {});
        match done {
            Ok(_) => taken = true,
            Err(error) => assert!(!error.to_string().is_empty()),
        }
        assert_eq!(running.service.durable_head(), head, "a trial writes nothing");
    }
    taken
}

/// A report page saved as text: every resulting draft is an event that the log could parse.
pub fn report_page(data: &[u8]) -> bool {
    let options = Options {
        round: "2021-vr2".to_owned(),
        reporting_date: Some("2021-09-01".to_owned()),
        document: "bladzijde.txt".to_owned(),
        accepts_heading: true,
        ..Options::default()
    };
    let Ok(extraction) = extract(data, &options) else { return false };
    for draft in &extraction.drafts {
        if let Err(errors) = peildatum::input::proposal(&draft.event) {
            // The only thing that a page may contain and an event may not.
            assert!(errors.iter().all(|error| error.code == "bsn"), "{}: {errors:?}", draft.event);
        }
        assert!(draft.lines.0 >= 1 && draft.lines.0 <= draft.lines.1);
    }
    !extraction.drafts.is_empty()
}

/// Sends a request and checks what every response guarantees.
fn ask(mut request: Request<Body>) -> bool {
    request.headers_mut().insert(header::HOST, HeaderValue::from_static("localhost"));
    let running = &*RUNNING;
    let head = running.service.durable_head();
    let (status, kind, body) = running.runtime.block_on(async {
        let answer = running.router.clone().oneshot(request).await.expect("the router always answers");
        let kind = answer.headers().get(header::CONTENT_TYPE).cloned();
        let status = answer.status();
        let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await.expect("a body that ends");
        (status, kind, body)
    });
    assert!(!status.is_server_error(), "{status}");
    if status.is_client_error() {
        assert_eq!(kind.as_ref().map(|kind| kind.as_bytes()), Some(&b"application/problem+json"[..]), "{status}");
        let problem: Value = serde_json::from_slice(&body).expect("a problem is JSON");
        assert_eq!(problem["status"], status.as_u16());
        assert_ne!(status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(running.service.durable_head(), head, "nothing was written");
    status.is_success()
}

/// A path with its query, as a client could send it.
pub fn query(data: &[u8]) -> bool {
    // Input that every HTTP library refuses does not reach the service. The event stream never ends, so it is not read.
    let Ok(text) = std::str::from_utf8(data) else { return false };
    let Ok(uri) = format!("/{}", text.trim_start_matches('/')).parse::<axum::http::Uri>() else { return false };
    !uri.path().ends_with("/stroom") && Request::get(uri).body(Body::empty()).is_ok_and(ask)
}

/// A body that is never an event the log would accept, since it starts with an invalid type.
pub fn body(data: &[u8]) -> bool {
    let mut sent = br#"[{"type":"nl.peildatum.bestaat.niet"},"#.to_vec();
    sent.extend_from_slice(data);
    sent.push(b']');
    let request = Request::post("/v1/gebeurtenissen").header(header::CONTENT_TYPE, "application/json");
    assert!(!ask(request.body(Body::from(sent)).expect("a request of our own")), "an unknown type is refused");
    serde_json::from_slice::<Value>(data).is_ok()
}

/// Days, moments and codes, which occur in all input; and a report for the resulting day.
pub fn words(data: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(data) else { return false };
    if let Ok(moment) = Instant::parse(text) {
        assert_eq!(Instant::parse(&moment.to_string()).ok(), Some(moment), "a moment has one meaning");
    }
    let Ok(day) = Day::parse(text) else { return false };
    assert_eq!(day.to_string(), text, "a day has one form");
    let service = &RUNNING.service;
    let request =
        ReportRequest { on: day, position: service.durable_head(), node: None, fiscal_year: None, round: None };
    query_with_texts(service, |state, contents| report(state, contents, &request))
        .expect("there is a report for every day");
    true
}
