//! Reports as files: selected by `Accept`, with a file name, and with the content of the JSON.

use axum::body::Body;
use axum::http::{HeaderMap, Request};
use peildatum::language::Language;
use peildatum::render::{FINANCE, FINDINGS, FileFormats, ROUNDS, report_csv, report_xlsx};
use tower::ServiceExt;

use super::TestApp;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Returns the headers and bytes of a successful response.
pub async fn file(app: &TestApp, path: &str, accept: &str) -> (HeaderMap, Vec<u8>) {
    let request = Request::get(path).header("host", "localhost").header("accept", accept).body(Body::empty()).unwrap();
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
        let link = headers["link"].to_str().unwrap();
        assert!(link.starts_with("</v1/tabelschemas/") && link.contains("rel=\"describedby\""), "{path}: {link}");
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

/// Reads the bytes of a response as a workbook, requested in English.
async fn english(app: &TestApp, path: &str) -> (axum::http::HeaderMap, Vec<u8>) {
    let request = Request::get(path)
        .header("host", "localhost")
        .header("accept", XLSX)
        .header("accept-language", "en")
        .body(Body::empty())
        .unwrap();
    let answer = app.router.clone().oneshot(request).await.unwrap();
    let (parts, body) = answer.into_parts();
    (parts.headers, axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec())
}

#[tokio::test]
async fn findings_money_and_rounds_are_files_too_when_asked_for_as_one() {
    let app = TestApp::with_stream("voorbeeldstad");
    let all = [
        ("/v1/rondes/2019-vr1/signalen", "signalen-2019-vr1-2019-04-01-positie-291", FINDINGS),
        ("/v1/financien?geldigOp=2019-12-31", "financien-2019-12-31-positie-291", FINANCE),
        ("/v1/rondes?geldigOp=2019-12-31", "rondes-positie-291", ROUNDS),
    ];
    for (path, name, FileFormats { csv, xlsx, .. }) in all {
        let json = app.get(path).await;
        assert_eq!(
            (json.header("content-type"), json.header("content-disposition")),
            ("application/json", ""),
            "{path}"
        );
        let (headers, bytes) = file(&app, path, "text/csv").await;
        assert_eq!(headers["content-disposition"], format!("attachment; filename=\"{name}.csv\""));
        assert!(bytes == csv(&json.json()), "{path}");
        let (headers, bytes) = file(&app, path, XLSX).await;
        assert_eq!(
            (&headers["content-type"], &headers["content-language"]),
            (&XLSX.parse().unwrap(), &"nl".parse().unwrap())
        );
        assert_eq!(headers["content-disposition"], format!("attachment; filename=\"{name}.xlsx\""));
        assert!(bytes == xlsx(&json.json(), Language::Dutch), "{path}");
        let (headers, bytes) = english(&app, path).await;
        assert_eq!(headers["content-language"], "en", "{path}");
        assert!(bytes.starts_with(b"PK"), "{path}");
        assert_eq!(app.get_with(path, "accept", "text/html").await.problem(path), "406 formaat-niet-beschikbaar");
    }
}

#[tokio::test]
async fn a_workbook_is_in_the_language_of_whoever_asks() {
    let app = TestApp::with_stream("voorbeeldstad");
    let path = "/v1/rapportage?geldigOp=2019-04-01";
    let json = app.get(path).await.json();
    let (headers, bytes) = english(&app, path).await;
    assert_eq!(headers["content-language"], "en");
    let varies: Vec<_> = headers.get_all("vary").iter().map(|value| value.to_str().unwrap()).collect();
    assert_eq!(varies, ["accept", "Accept-Language"]);
    assert!(bytes == report_xlsx(&json, Language::English));
}
