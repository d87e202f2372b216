//! Reports as files: by `Accept`, with a name, the same as the JSON.

use axum::body::Body;
use axum::http::{HeaderMap, Request};
use peildatum::language::Language;
use peildatum::render::{report_csv, report_xlsx};
use tower::ServiceExt;

use super::TestApp;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The headers and bytes of an answer that went well.
pub async fn file(app: &TestApp, path: &str, accept: &str) -> (HeaderMap, Vec<u8>) {
    let request = Request::get(path).header("accept", accept).body(Body::empty()).unwrap();
    let answer = app.router.clone().oneshot(request).await.unwrap();
    assert_eq!(answer.status(), 200, "{path} as {accept}");
    let (parts, body) = answer.into_parts();
    (parts.headers, axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec())
}

#[tokio::test]
async fn a_report_is_a_file_when_asked_for_as_one() {
    let app = TestApp::with_stream("voorbeeldstad");
    for (path, name) in [
        ("/v1/rapportage?geldigOp=2019-04-01&positie=100&onderdeel=9", "rapportage-9-2019-04-01-positie-100"),
        ("/v1/rondes/2019-vr1/rapportage", "rapportage-2019-vr1-2019-04-01-positie-291"),
    ] {
        let json = app.get(path).await;
        assert_eq!((json.header("content-type"), json.header("content-disposition")), ("application/json", ""));
        let (headers, bytes) = file(&app, path, "text/csv").await;
        assert_eq!(headers["content-type"], "text/csv; charset=utf-8; header=present");
        assert_eq!(headers["content-disposition"], format!("attachment; filename=\"{name}.csv\""));
        assert!(bytes == report_csv(&json.json()), "{path}");
        let (headers, bytes) = file(&app, path, XLSX).await;
        assert_eq!((&headers["content-type"], &headers["vary"]), (&XLSX.parse().unwrap(), &"accept".parse().unwrap()));
        assert_eq!(headers["content-disposition"], format!("attachment; filename=\"{name}.xlsx\""));
        assert!(bytes == report_xlsx(&json.json(), Language::Dutch), "{path}");
        let pages = app.get_with(path, "accept", "text/html").await;
        assert_eq!(pages.problem(path), "406 formaat-niet-beschikbaar");
        assert!(pages.json()["detail"].as_str().unwrap().contains("text/csv"));
    }
}
