//! The event stream, in process: its start, its contents, resuming, and its end.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::http::Request;
use peildatum::http::HttpSettings;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::{PATIENCE, TestApp, actor, closed, node, opened, piece};

/// Short enough that a test sees one soon.
const HEARTBEAT: Duration = Duration::from_millis(40);

/// One block of a stream, parsed as the standard prescribes.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Block {
    pub id: Option<String>,
    pub event: Option<String>,
    pub data: Option<Value>,
    pub retry: Option<u64>,
}

impl Block {
    fn read(text: &str) -> Block {
        let mut read = Block::default();
        for line in text.lines() {
            match line.split_once(": ") {
                Some(("id", id)) => read.id = Some(id.to_owned()),
                Some(("event", name)) => read.event = Some(name.to_owned()),
                Some(("data", data)) => read.data = Some(serde_json::from_str(data).unwrap()),
                Some(("retry", millis)) => read.retry = Some(millis.parse().unwrap()),
                _ => assert_eq!(line, ":", "nothing else is written"),
            }
        }
        read
    }
}

/// A stream that is read block by block.
pub struct Reading {
    pieces: BodyDataStream,
    blocks: VecDeque<Block>,
    /// The last event id, as a client stores it.
    pub last: String,
}

impl Reading {
    /// Returns the next block; `None` at the end.
    pub async fn block(&mut self) -> Option<Block> {
        while self.blocks.is_empty() {
            let piece = tokio::time::timeout(PATIENCE, piece(&mut self.pieces)).await.expect("a stream shows life")?;
            let piece = std::str::from_utf8(&piece).unwrap();
            assert!(piece.ends_with("\n\n"), "a piece is whole blocks: {piece}");
            self.blocks.extend(piece.split_terminator("\n\n").map(Block::read));
        }
        let block = self.blocks.pop_front()?;
        if let Some(id) = &block.id {
            self.last.clone_from(id);
        }
        Some(block)
    }

    /// Returns the next block with data.
    pub async fn event(&mut self) -> Value {
        let next = async {
            loop {
                let block = self.block().await.expect("the stream goes on");
                if let Some(data) = block.data {
                    assert_eq!(block.event, None, "events have no name, so that onmessage gets them");
                    return data;
                }
            }
        };
        tokio::time::timeout(PATIENCE, next).await.expect("signs of life, and no event")
    }

    /// Returns the positions of the next events, as records.
    pub async fn positions(&mut self, count: usize) -> Vec<u64> {
        let mut found = Vec::with_capacity(count);
        while found.len() < count {
            let event = self.event().await;
            assert_eq!(event["positie"].to_string(), self.last, "the id is the position");
            found.push(event["positie"].as_u64().unwrap());
        }
        found
    }
}

impl TestApp {
    /// Opens a stream.
    pub async fn follow(&self, query: &str, headers: &[(&str, &str)]) -> Reading {
        let mut request = Request::get(format!("/v1/gebeurtenissen/stroom{query}")).header("host", "localhost");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        Reading { pieces: answer.into_body().into_data_stream(), blocks: VecDeque::new(), last: String::new() }
    }
}

fn quick() -> TestApp {
    TestApp::with(HttpSettings { heartbeat: HEARTBEAT, ..HttpSettings::of(actor()) })
}

#[tokio::test]
async fn the_stream_gives_every_record_of_the_feed_in_order_and_then_what_comes() {
    let app = TestApp::with_stream("voorbeeldstad");
    let answer = app.get("/v1/gebeurtenissen/stroom").await;
    assert_eq!(answer.header("cache-control"), "no-store, no-transform");
    assert_eq!(answer.header("x-accel-buffering"), "no");
    let mut stream = app.follow("", &[]).await;
    let first = stream.block().await.unwrap();
    assert!(
        first.data.is_none() && first.id.as_deref() == Some("0") && first.retry.is_some_and(|millis| millis >= 1_000)
    );
    let feed = app.get("/v1/gebeurtenissen?limit=1000").await.json();
    for record in feed.as_array().unwrap() {
        assert_eq!(stream.event().await, *record);
    }
    let sent = app.append(&node("5")).await.json();
    assert_eq!(stream.event().await, sent, "what is recorded comes at once");
    assert_eq!(stream.last, sent["positie"].to_string());
}

#[tokio::test]
async fn accept_says_whether_the_data_are_records_or_cloud_events() {
    let app = TestApp::with_stream("voorbeeldstad");
    let record = app.get("/v1/gebeurtenissen?limit=1").await.json()[0].clone();
    for accept in ["*/*", "text/event-stream", "text/*;q=0.5", "application/cloudevents+json;q=0, */*"] {
        assert_eq!(app.follow("", &[("accept", accept)]).await.event().await, record, "{accept}");
    }
    for accept in ["application/cloudevents+json", "text/event-stream, Application/CloudEvents+JSON;q=0.5"] {
        let event = app.follow("", &[("accept", accept)]).await.event().await;
        assert_eq!((&event["data"], &event["sequence"], &event["id"]), (&record, &json!("0000000001"), &record["id"]));
    }
    let refused = app.get_with("/v1/gebeurtenissen/stroom", "accept", "application/json").await;
    assert_eq!(refused.problem("/v1/gebeurtenissen/stroom"), "406 formaat-niet-beschikbaar");
}

#[tokio::test]
async fn a_stream_begins_where_it_is_asked_to() {
    let app = TestApp::with_stream("voorbeeldstad");
    let head = app.service.durable_head();
    let hundred = "?na=100";
    assert_eq!(app.follow(hundred, &[]).await.positions(2).await, [101, 102]);
    let resumed = [("last-event-id", "200")];
    assert_eq!(app.follow(hundred, &resumed).await.positions(1).await, [201], "who comes back goes on where it was");
    assert_eq!(app.follow(hundred, &[("last-event-id", "")]).await.positions(1).await, [101]);
    assert_eq!(app.follow("?na=0", &[]).await.positions(1).await, [1]);
    assert_eq!(app.follow("?vanaf=1999-01-01T00:00:00Z", &[]).await.positions(1).await, [1]);
    let record = app.service.record(150).unwrap().unwrap();
    let since = format!("?vanaf={}", record.recorded_at);
    let first = app.follow(&since, &[]).await.positions(1).await[0];
    assert!(first <= 150 && app.service.record(first).unwrap().unwrap().recorded_at == record.recorded_at);
    assert_eq!(app.follow(&format!("{since}&na=200"), &[]).await.positions(1).await, [201], "the later of the two");
    let mut at_head = app.follow("?na=hoofd", &[]).await;
    assert_eq!(
        at_head.block().await.unwrap().id,
        Some(head.to_string()),
        "an end before the first event loses nothing"
    );
    app.append(&node("5")).await;
    assert_eq!(at_head.positions(1).await, [head + 1]);
}

#[tokio::test]
async fn a_wrong_beginning_is_refused_before_the_stream_begins() {
    let app = TestApp::with_stream("voorbeeldstad");
    let path = "/v1/gebeurtenissen/stroom";
    let past = app.service.durable_head() + 1;
    for na in [&past.to_string(), "-1", "1.5", "kop", "", "99999999999999999999", "%2B1"] {
        let gist = app.get(&format!("{path}?na={na}")).await.problem(path);
        assert_eq!(gist, "400 ongeldige-invoer; na: ongeldige-waarde", "{na}");
    }
    for id in [&past.to_string(), "hoofd", "12a", " "] {
        let answer = app.get_with(path, "last-event-id", id).await;
        if id.trim().is_empty() {
            continue; // a blank header counts as absent, so the response would have no end
        }
        assert_eq!(answer.problem(path), "400 ongeldige-invoer; Last-Event-ID: positie-onbekend", "{id}");
    }
    let all =
        app.get(&format!("{path}?na=x&type=y&onderwerp=z&vanaf=2999-01-01T00:00:00Z&limit=3")).await.problem(path);
    assert_eq!(
        all,
        "400 ongeldige-invoer; na: ongeldige-waarde; type: ongeldige-waarde; onderwerp: ongeldige-waarde; \
         vanaf: moment-in-toekomst; limit: onbekende-parameter"
    );
    assert_eq!(app.get(&format!("{path}?onderdeel=77")).await.problem(path), "404 niet-gevonden");
    // A value that is nearly right gets a suggestion.
    let told = app.get(&format!("{path}?na=kop&type=voorziening.gesloten")).await.json();
    let told: Vec<&str> =
        ["0", "1"].map(|at| told.pointer(&format!("/fouten/{at}/melding")).unwrap().as_str().unwrap()).into();
    assert!(
        told[0].ends_with(", of hoofd") && told[1].ends_with("bedoel je nl.peildatum.voorziening.gesloten?"),
        "{told:?}"
    );
}

#[tokio::test]
async fn a_filter_gives_what_the_feed_gives_with_it_old_and_new() {
    let app = TestApp::with_stream("voorbeeldstad");
    for filter in [
        "type=nl.peildatum.toelichting.vastgelegd",
        "onderwerp=voorziening/gebouw-c",
        "onderdeel=9&vanaf=2020-01-01T00:00:00Z",
    ] {
        let feed = app.get(&format!("/v1/gebeurtenissen?limit=1000&{filter}")).await.json();
        let wanted: Vec<u64> =
            feed.as_array().unwrap().iter().map(|record| record["positie"].as_u64().unwrap()).collect();
        assert!(wanted.len() > 1, "{filter}");
        let mut stream = app.follow(&format!("?{filter}"), &[]).await;
        assert_eq!(stream.positions(wanted.len()).await, wanted, "{filter}");
    }
    app.append(&node("5")).await;
    let mut below = app.follow("?na=hoofd&onderdeel=5", &[]).await;
    let mut about = app.follow("?na=hoofd&onderwerp=voorziening/nieuw-een", &[]).await;
    let mut facility = opened("nieuw-een");
    facility["gegevens"]["onderdeel"] = json!("5");
    app.append(&json!([opened("nieuw-elders"), facility])).await;
    let closing = app.append(&closed("nieuw-een", "2020-01-01")).await.json();
    let withdrawn = json!({ "type": "nl.peildatum.gebeurtenis.ingetrokken", "ingangsdatum": "2020-01-01",
        "onderwerp": format!("gebeurtenis/{}", closing["id"].as_str().unwrap()), "gegevens": { "reden": "vergissing" } });
    let last = app.append(&withdrawn).await.json()["positie"].as_u64().unwrap();
    assert_eq!(below.positions(3).await, [last - 2, last - 1, last]);
    assert_eq!(about.positions(3).await, [last - 2, last - 1, last], "a withdrawal belongs to what it hits");
}

#[tokio::test]
async fn the_place_to_resume_moves_also_when_nothing_is_found() {
    let app = quick();
    app.append(&node("9")).await;
    let mut stream = app.follow("?onderwerp=voorziening/komt-nog", &[]).await;
    for count in 1..=3_u64 {
        app.append(&opened(&format!("iets-{count}"))).await;
        let head = app.service.durable_head();
        let mut beats = 0;
        while stream.last != head.to_string() {
            assert_eq!(stream.block().await.unwrap().data, None, "nothing is found");
            assert!(stream.last.parse::<u64>().unwrap() <= head, "who resumes there would miss what comes next");
            beats += 1;
            assert!(beats < 100, "the place to resume stays at {}", stream.last);
        }
    }
    // An idle stream still sends heartbeats.
    let quiet = stream.block().await.unwrap();
    assert_eq!(quiet, Block::default());
}

#[tokio::test]
async fn a_reader_who_waits_long_gets_everything_all_the_same() {
    let app = TestApp::new();
    app.append(&node("9")).await;
    let mut slow = app.follow("?na=hoofd", &[]).await;
    let mut live = app.follow("?na=hoofd", &[]).await;
    slow.block().await.unwrap();
    // More than the 8 MiB of newest events in the ring.
    let note = |n: usize| {
        json!({ "type": "nl.peildatum.toelichting.vastgelegd", "onderwerp": "onderdeel/9",
        "ingangsdatum": "2019-01-01", "gegevens": { "tekst": format!("{n} {}", "x".repeat(19_000)) } })
    };
    let batch: Vec<Value> = (0..90).map(note).collect();
    for round in 0..5_u64 {
        assert_eq!(app.append(&json!(batch)).await.status, 201);
        let from = 2 + round * 90;
        assert_eq!(live.positions(90).await, (from..from + 90).collect::<Vec<_>>());
    }
    assert_eq!(slow.positions(450).await, (2..452).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_text_that_is_erased_is_gone_from_the_stream_at_once() {
    let app = TestApp::new();
    app.append(&node("9")).await;
    let mut live = app.follow("?na=hoofd", &[]).await;
    let note = json!({ "type": "nl.peildatum.toelichting.vastgelegd", "onderwerp": "onderdeel/9", "ingangsdatum": "2019-01-01",
        "gegevens": { "tekst": "Dit moet weg" } });
    let sent = app.append(&note).await.json();
    assert_eq!(live.event().await["gegevens"]["tekst"], "Dit moet weg");
    let erased = json!({ "type": "nl.peildatum.gebeurtenis.gewist", "ingangsdatum": "2020-01-01",
        "onderwerp": format!("gebeurtenis/{}", sent["id"].as_str().unwrap()),
        "gegevens": { "grondslag": "AVG artikel 17", "besluit": "RV 26.0001" } });
    assert_eq!(app.append(&erased).await.status, 201);
    let again = app.follow("?na=1", &[]).await.event().await;
    assert_eq!((&again["id"], &again["gewist"], &again["gegevens"]), (&sent["id"], &json!(true), &json!({})));
    assert_eq!(live.positions(1).await, [3], "who followed on meets the erasure as an event");
}

#[tokio::test]
async fn more_subscribers_than_the_service_bears_are_told_to_come_back() {
    const MOST: usize = 12_288;
    let app = TestApp::new();
    let mut streams = BTreeMap::new();
    for number in 0..MOST {
        streams.insert(number, app.follow("", &[]).await);
    }
    let path = "/v1/gebeurtenissen/stroom";
    let refused = app.get(path).await;
    assert_eq!((refused.problem(path).as_str(), refused.header("retry-after")), ("503 te-veel-volgers", "60"));
    streams.remove(&0);
    app.follow("", &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_the_feed_join_without_gap_or_double_while_others_write() {
    const EACH: usize = 60;
    let app = TestApp::new();
    app.append(&node("9")).await;
    let last = 1 + 2 * EACH as u64;
    let walking = |first: &'static str| {
        let app = &app;
        async move {
            let (mut at, mut found) = (first.to_owned(), Vec::new());
            while found.last().is_none_or(|position| *position < last) {
                let page = app.get(&at).await;
                found.extend(page.json().as_array().unwrap().iter().map(|record| record["positie"].as_u64().unwrap()));
                let next = page.header("link").split_once('>').map(|(link, _)| link.trim_start_matches('<').to_owned());
                // At the end, a client returns later after the last position that was covered.
                let again = format!("{}&cursor={}", first, page.header("x-laatste-positie"));
                at = next.unwrap_or(again);
            }
            found
        }
    };
    let writing = |writer: usize| {
        let app = &app;
        async move {
            for n in 0..EACH {
                assert_eq!(app.append(&opened(&format!("plek-{writer}-{n}"))).await.status, 201);
            }
        }
    };
    let (all, filtered, (), ()) = tokio::join!(
        walking("/v1/gebeurtenissen?limit=7"),
        walking(
            "/v1/gebeurtenissen?limit=3&onderdeel=9&type=nl.peildatum.voorziening.geopend&vanaf=1999-01-01T00:00:00Z"
        ),
        writing(0),
        writing(1),
    );
    assert_eq!(all, (1..=last).collect::<Vec<_>>());
    assert_eq!(filtered, (2..=last).collect::<Vec<_>>());
}
