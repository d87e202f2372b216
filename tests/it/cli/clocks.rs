//! A clock that cannot be right: recording is refused with the reason and reading continues; moments that the log
//! itself returned can be used in queries, whatever the clock says.

use std::sync::Arc;

use peildatum::app::clock::{Clock as _, FixedClock, SystemClock};
use peildatum::app::{AppendOptions, OpenOptions, Service};
use peildatum::domain::time::Instant;
use peildatum::log::folder::IfMissing;
use serde_json::{Value, json};

use super::{Place, Ran, Running, run, stream};
use crate::http::actor;

const MINUTE: i64 = 60_000_000;

/// Creates a folder with one programme that was recorded by a clock `minutes` ahead.
fn recorded_ahead(place: &Place, minutes: i64) -> (String, Instant) {
    let data = place.path("data");
    let at = Instant::from_micros(SystemClock.now().micros() + minutes * MINUTE);
    let clock = Arc::new(FixedClock::at(at));
    let options = OpenOptions { if_missing: IfMissing::Create, clock, ..OpenOptions::default() };
    let service = Service::open(data.as_ref(), options).expect("opens");
    let event = json!({ "type": "nl.peildatum.onderdeel.opgenomen", "onderwerp": "onderdeel/9",
        "ingangsdatum": "2019-01-01", "gegevens": { "niveau": "programma", "titel": "Zorg" } });
    let proposal = peildatum::input::proposal(&event).expect("an event");
    service.append(vec![proposal], &actor(), AppendOptions::default()).expect("appends");
    service.close().expect("closes");
    (data, at)
}

fn note(data: &str, more: &[&str]) -> Ran {
    let note =
        ["record", "toelichting.vastgelegd", "onderdeel/9", "--on", "2021-04-01", "tekst=Het loopt", "--data", data];
    run(&[&note[..], more].concat())
}

fn last(data: &str) -> Value {
    let exported = run(&["export", "--data", data]).done();
    serde_json::from_str(exported.out.lines().last().expect("an event")).expect("JSON")
}

#[test]
fn by_a_clock_that_can_not_be_right_nothing_is_recorded_and_reading_goes_on() {
    let place = Place::new();
    let data = place.loaded();
    let clock = std::path::Path::new(&data).join("clock");
    assert!(clock.exists(), "what was recorded a moment ago is noted");
    std::fs::write(&clock, "2020-01-01T00:00:00Z\n").expect("it can be written");
    let wanted = ["dagen niets vastgelegd", "--trust-clock"];
    note(&data, &[]).refused(2, &wanted);
    note(&data, &["--dry-run"]).refused(2, &wanted);
    let line = json!({ "type": "nl.peildatum.toelichting.vastgelegd", "onderwerp": "onderdeel/9", "ingangsdatum": "2021-04-01",
        "gegevens": { "tekst": "Het loopt" } });
    let file = place.file("note.ndjson", &format!("{line}\n"));
    run(&["import", "--data", &data, &file]).refused(2, &wanted);
    run(&["import", "--data", &data, "--dry-run", &file]).refused(2, &wanted);
    let seal =
        ["seal", "2019-vr1", "--body", "college", "--purport", "aangeboden", "--accept-unreviewed", "--data", &data];
    let sealed = run(&seal);
    assert!(sealed.code == 2 && sealed.err.contains("--trust-clock"), "{sealed:#?}");
    let erase = ["erase", "290", "--yes", "--ground", "AVG artikel 17", "--decision", "B&W 21.0001", "--data", &data];
    run(&erase).refused(2, &wanted);
    // The log can be read, and its own lines can be imported again.
    run(&["report", "--data", &data, "--on", "2021-04-01"]).done();
    run(&["import", "--data", &data, "--keep-times", "--accept-unreviewed", &stream("voorbeeldstad.v1.ndjson")]).done();
    let served = Running::serve(&data);
    assert_eq!(served.get("/v1/rapportage?geldigOp=2021-04-01").0, 200);
    let (status, body) = served.get("/readyz");
    assert!(status == 503 && body.contains("klok-onbetrouwbaar"), "{body}");
    assert!(served.get("/metrics").1.contains("peildatum_clock_trusted 0"));
    let (status, body) = served.post("/v1/gebeurtenissen", &line.to_string());
    assert!(status == 503 && body.contains("klok-onbetrouwbaar") && body.contains("--trust-clock"), "{status} {body}");
    let ended = served.stop("-TERM");
    assert!(ended.err.contains("let op: lezen gaat door, vastleggen niet: "), "{ended:#?}");
    // With this flag the clock is trusted, and later events then confirm it.
    note(&data, &["--trust-clock"]).done();
    note(&data, &[]).done();
}

#[test]
fn a_log_far_ahead_of_the_clock_refuses_recording_and_told_so_keeps_the_clocks_own_moment() {
    let place = Place::new();
    let (data, ahead) = recorded_ahead(&place, 30 * 365 * 24 * 60);
    note(&data, &[]).refused(2, &["de laatste gebeurtenis van het logboek is van ", "--trust-clock"]);
    run(&["verify", "--data", &data]).done();
    note(&data, &["--trust-clock"]).done();
    let last = last(&data);
    let after = Instant::from_micros(ahead.micros() + 1).to_string();
    assert_eq!(last["geregistreerdOp"], after, "moments never fall");
    let logged = Instant::parse(last["gelogdOp"].as_str().expect("a moment")).expect("a moment");
    let by_the_clock = SystemClock.now().micros() - logged.micros();
    assert!((0..5 * MINUTE).contains(&by_the_clock), "the machine's own moment is kept: {last}");
    run(&["verify", "--data", &data]).done();
}

#[test]
fn in_the_hour_that_comes_twice_the_offset_tells_two_states_apart_and_must_be_given() {
    let place = Place::new();
    let data = place.path("data");
    let line = |code: &str, at: &str| {
        json!({ "type": "nl.peildatum.onderdeel.opgenomen", "onderwerp": format!("onderdeel/{code}"), "ingangsdatum": "2019-01-01",
            "geregistreerdOp": at, "gegevens": { "niveau": "programma", "titel": "Zorg" } })
    };
    let (first, second) = ("2019-10-27T00:30:00Z", "2019-10-27T01:30:00Z");
    let file = place.file("lines.ndjson", &format!("{}\n{}\n", line("1", first), line("2", second)));
    run(&["import", "--data", &data, "--keep-times", &file]).done();
    let asked = |known: &str| run(&["report", "--on", "2019-01-01", "--known-at", known, "--data", &data]);
    for (known, other, told) in [
        (first, "2019-10-27 02:30+02:00", "27 oktober 2019, 02:30:00 (Nederlandse tijd, UTC+02:00)"),
        (second, "2019-10-27 02:30+01:00", "27 oktober 2019, 02:30:00 (Nederlandse tijd, UTC+01:00)"),
    ] {
        assert!(asked(known).done().out.contains(told), "{known}");
        assert_eq!(asked(known).out, asked(other).out);
    }
    let wanted = ["2019-10-27T02:30:00+02:00", "2019-10-27T02:30:00+01:00"];
    asked("2019-10-27 02:30").refused(2, &wanted);
    run(&["compare", "2019-01-01@2019-10-27 02:30", "2019-01-01", "--data", &data]).refused(2, &wanted);
    let history = |code: &str| run(&["history", &format!("onderdeel/{code}"), "--data", &data]).done().out;
    assert!(history("1").contains("UTC+02:00") && history("2").contains("UTC+01:00"), "{}", history("1"));
}

#[test]
fn what_the_log_gave_can_be_asked_again_by_a_clock_that_is_behind() {
    let place = Place::new();
    let (data, ahead) = recorded_ahead(&place, 3);
    let (then, day) = (ahead.to_string(), ahead.amsterdam_day().to_string());
    for known in [&then, &day] {
        run(&["report", "--on", "2019-01-01", "--known-at", known, "--data", &data]).done();
        run(&["finance", "--on", "2019-01-01", "--known-at", known, "--data", &data]).done();
    }
    run(&["compare", &format!("2019-01-01@{then}"), "2019-01-01", "--data", &data]).done();
    let later = Instant::from_micros(ahead.micros() + 1).to_string();
    run(&["report", "--on", "2019-01-01", "--known-at", &later, "--data", &data]).refused(2, &["ligt na nu"]);
    let served = Running::serve(&data);
    for path in [
        format!("/v1/rapportage?geldigOp=2019-01-01&beschikbaarOp={then}"),
        format!("/v1/onderdelen?geldigOp=2019-01-01&beschikbaarOp={then}"),
        format!("/v1/onderdelen/9/geschiedenis?beschikbaarOp={then}"),
        format!("/v1/financien?geldigOp=2019-01-01&beschikbaarOp={then}"),
        format!("/v1/vergelijking?van=2019-01-01@{then}&naar=2019-01-01"),
        format!("/v1/gebeurtenissen?vanaf={then}"),
    ] {
        let (status, body) = served.get(&path);
        assert_eq!(status, 200, "{path}: {body}");
    }
    served.stop("-TERM").done();
    // A line with a recorded time is accepted with that time.
    let line = json!({ "id": "019a5000-0000-7000-8000-000000000001", "type": "nl.peildatum.toelichting.vastgelegd",
        "onderwerp": "onderdeel/9", "ingangsdatum": "2021-04-01", "geregistreerdOp": then, "gegevens": { "tekst": "Het loopt" } });
    let file = place.file("note.ndjson", &format!("{line}\n"));
    run(&["import", "--data", &data, "--keep-times", &file]).done();
    assert_eq!(last(&data)["geregistreerdOp"], then);
}
