//! Compression of answers, and pages of a lasting address that a client already has.

use std::io::Read as _;

use axum::body::Body;
use axum::http::Request;
use flate2::read::GzDecoder;
use peildatum::http::HttpSettings;
use peildatum::http::gate::Capacity;

use super::{Answer, TestApp, actor, node};

const REPORT: &str = "/v1/rapportage?geldigOp=2020-09-01";

async fn gzipped(app: &TestApp, path: &str, accept: &str) -> Answer {
    let request = Request::get(path).header("accept-encoding", "gzip").header("accept", accept);
    app.send(request.body(Body::empty()).unwrap()).await
}

fn unpacked(answer: &Answer) -> Vec<u8> {
    let mut plain = Vec::new();
    GzDecoder::new(answer.bytes.as_slice()).read_to_end(&mut plain).unwrap();
    plain
}

#[tokio::test]
async fn a_compressed_answer_is_the_same_answer_and_smaller() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    for (path, accept) in [
        (REPORT, "application/json"),
        (REPORT, "text/csv"),
        ("/v1/gebeurtenissen", "application/json"),
        ("/v1/voorzieningen/gebouw-c/geschiedenis", "application/json"),
        ("/agenda.ics?van=2019-01-01&tot=2020-12-31", "*/*"),
        ("/rondes/2019-vr1?versie=2", "text/html"),
    ] {
        let (plain, packed) = (app.get_with(path, "accept", accept).await, gzipped(&app, path, accept).await);
        assert_eq!((packed.status.as_u16(), packed.header("content-encoding")), (200, "gzip"), "{path}");
        assert_eq!(plain.header("content-encoding"), "", "{path}: not asked for");
        assert_eq!(unpacked(&packed), plain.bytes, "{path}");
        assert!(packed.bytes.len() < plain.bytes.len() / 2, "{path}: {} of {}", packed.bytes.len(), plain.bytes.len());
        for answer in [&plain, &packed] {
            let varies: Vec<&str> =
                answer.headers.get_all("vary").iter().map(|value| value.to_str().unwrap()).collect();
            assert!(varies.join(", ").contains("accept-encoding"), "{path}: caches have to know");
        }
        if !plain.header("etag").is_empty() {
            assert_eq!(packed.header("etag"), format!("W/{}", plain.header("etag")), "{path}: other bytes");
            let again = Request::get(path).header("accept", accept).header("accept-encoding", "gzip");
            let again = again.header("if-none-match", packed.header("etag")).body(Body::empty()).unwrap();
            assert_eq!(app.send(again).await.status, 304, "{path}");
        }
    }
}

#[tokio::test]
async fn small_answers_files_streams_and_what_goes_into_if_match_are_left_as_they_are() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    for (path, accept) in [
        ("/livez", "application/json"),
        ("/v1/voorzieningen/gebouw-c", "application/json"),
        ("/v1/onderdelen/9C1.1", "application/json"),
        (REPORT, xlsx),
        ("/v1/export", "*/*"),
        ("/v1/rondes/2019-vr1/bundel", "*/*"),
        ("/v1/gebeurtenissen/stroom", "text/event-stream"),
    ] {
        let answer = gzipped(&app, path, accept).await;
        assert_eq!((answer.status.as_u16(), answer.header("content-encoding")), (200, ""), "{path}");
    }
    let tag = gzipped(&app, "/v1/onderdelen/9C1.1", "application/json").await.header("etag").to_owned();
    assert!(tag.starts_with('"'), "it compares strongly: {tag}");
}

#[tokio::test]
async fn without_room_for_a_compressor_an_answer_goes_as_it_is() {
    let capacity = Capacity { answer_bytes: 100_000, ..Capacity::default() };
    let app = TestApp::with(HttpSettings { capacity, ..HttpSettings::of(actor()) });
    let many: serde_json::Value = ('A'..='Z').map(|letter| node(&format!("9{letter}"))).collect();
    assert_eq!(app.append(&node("9")).await.status, 201);
    assert_eq!(app.append(&many).await.status, 201);
    let answer = gzipped(&app, "/v1/gebeurtenissen", "application/json").await;
    assert_eq!((answer.status.as_u16(), answer.header("content-encoding")), (200, ""));
    assert!(answer.bytes.len() > 1024);
}

#[tokio::test]
async fn a_page_of_a_lasting_address_is_not_sent_twice_and_one_of_now_is_not_kept() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let ask = async |path: &str, tag: &str| {
        let request = Request::get(path).header("accept", "text/html").header("if-none-match", tag);
        app.send(request.body(Body::empty()).unwrap()).await
    };
    for path in ["/rapportage?geldigOp=2019-04-01&positie=124", "/rondes/2019-vr1?versie=2", "/agenda?positie=124"] {
        let first = ask(path, "\"geen\"").await;
        assert_eq!((first.status.as_u16(), first.header("cache-control")), (200, "private, no-cache"), "{path}");
        let again = ask(path, first.header("etag")).await;
        assert_eq!((again.status.as_u16(), again.text.as_str()), (304, ""), "{path}");
        let english = ask(&format!("{path}&taal=en"), first.header("etag")).await;
        assert_eq!(english.status, 200, "{path}: another text");
    }
    let now = ask("/rapportage?geldigOp=2019-04-01", "\"geen\"").await;
    assert_eq!((now.header("etag"), now.header("cache-control")), ("", "no-store"));
}
