//! Pages that are refused, and the bounds of what is kept.

use std::sync::Arc;

use peildatum::app::clock::FixedClock;
use peildatum::domain::time::Instant;
use peildatum::http::HttpSettings;
use peildatum::subscriptions::timer::SystemTimer;

use super::super::forms::{FORM, send};
use super::super::{BROWSER, browse, sound};
use super::{PAGE, Part, begun, judge, on_disk, pasted, shown, take};
use crate::http::{Agreeable, NOW, TestApp, actor};

#[tokio::test]
async fn what_is_wrong_with_a_page_is_told_at_once_and_what_was_typed_comes_back() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let typed = [("tekst", None, "wat tekst".as_bytes()), ("bestand", Some("a.txt"), b"x" as &[u8])];
    let many = [
        typed[0],
        typed[1],
        ("peildatum", None, b"gisteren"),
        ("programma", None, b"x"),
        ("nieuweRonde", None, b"2019-vr1"),
        ("begrotingsjaar", None, b"1"),
    ];
    let answer = take(&app, &many).await;
    assert_eq!(answer.status, 400);
    let page = sound(&answer, "/inlezen");
    for part in [
        "wat tekst",
        "id=\"tekst-fout\"",
        "id=\"peildatum-fout\"",
        "id=\"programma-fout\"",
        "id=\"nieuweRonde-fout\"",
        "id=\"begrotingsjaar-fout\"",
        "gisteren",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let day = "2021-09-01";
    let large = "a".repeat(256 * 1024 + 1);
    let other = PAGE.replace("2de Voortgangsrapportage 2021", "1e Voortgangsrapportage 2022");
    let cases: [(&str, Vec<Part<'_>>, u16, &str); 8] = [
        ("nothing", vec![("ronde", None, b"2019-vr1")], 400, "tekst-fout"),
        ("no round", vec![("tekst", None, b"x")], 400, "ronde-fout"),
        ("no such round", vec![("tekst", None, b"x"), ("ronde", None, b"nergens")], 400, "ronde-fout"),
        ("no report", pasted("Lees meer", "2021-vr2", day), 400, "tekst-fout"),
        ("no day", pasted(PAGE, "2021-vr2", ""), 400, "peildatum-fout"),
        ("other heading", pasted(&other, "2021-vr2", day), 400, "nieuweRonde-fout"),
        ("too large", pasted(&large, "2021-vr2", day), 413, "256 KiB"),
        ("binary", vec![("bestand", Some("a.pdf"), b"%PDF-1.7"), ("ronde", None, b"2020-vr2")], 400, "bestand-fout"),
    ];
    for (what, parts, status, gist) in cases {
        let answer = take(&app, &parts).await;
        assert_eq!(answer.status, status, "{what}: {}", answer.text);
        let page = sound(&answer, what);
        assert!(
            page.contains(gist) && !page.contains("--reporting-date") && !page.contains("--accept"),
            "{what}: {page}"
        );
    }
    let heading = [pasted(&other, "2021-vr2", day), vec![("kopAanvaard", None, b"ja")]].concat();
    assert_eq!(take(&app, &heading).await.status, 303);
    // Bytes of another encoding are read, and that is told.
    let latin: Vec<u8> = PAGE
        .replace("€ 60", "60")
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
        .chain([0xE9, b'\n'])
        .collect();
    let parts = vec![
        ("bestand", Some("a.txt"), &latin[..]),
        ("nieuweRonde", None, b"2021-vr2"),
        ("peildatum", None, day.as_bytes()),
    ];
    let answer = take(&app, &parts).await;
    assert!(shown(&app, answer.header("location")).await.contains("Windows-1252"));
    let unknown = take(&app, &[("iets", None, b"x")]).await;
    assert_eq!(unknown.status, 400);
    assert_eq!(take(&app, &[("tekst", None, b"\xff")]).await.status, 400);
}

#[tokio::test]
async fn forms_of_elsewhere_and_bodies_that_are_no_form_are_refused() {
    let app = TestApp::new();
    let review = begun(&app).await;
    let html = ("accept", BROWSER);
    for (path, kind) in [
        ("/inlezen".to_owned(), "multipart/form-data; boundary=x"),
        (review.clone(), FORM),
        (format!("{review}/weggooien"), FORM),
        (format!("{review}/vastleggen"), FORM),
        (format!("{review}/concepten/0011223344556677"), FORM),
        ("/nakijken".to_owned(), FORM),
    ] {
        for foreign in [vec![], vec![("origin", "https://evil.example")], vec![("sec-fetch-site", "same-site")]] {
            let headers = [vec![("content-type", kind), html], foreign].concat();
            assert_eq!(send(&app, &path, &headers, "stap=weg&versie=1".to_owned()).await.status, 403, "{path}");
        }
        let own = [("content-type", "text/plain"), html, ("sec-fetch-site", "same-origin")];
        assert_eq!(send(&app, &path, &own, "stap=weg".to_owned()).await.status, 415, "{path}");
    }
    assert!(shown(&app, &review).await.contains("0 weg"), "nothing was judged");
    for step in ["", "iets", "akkoord", "terug", "weg:nergens", "akkoord:stoplicht.gezet"] {
        let answer = judge(&app, &review, "1", step).await;
        assert!(answer.status == 400 || answer.status == 404, "{step}: {}", answer.status);
    }
    for path in
        ["/inlezen/x", "/inlezen/00112233445566778899aabbccddeeff", "/inlezen/../FORMAT", "/inlezen/..%2FFORMAT"]
    {
        assert_eq!(browse(&app, path).await.status, 404, "{path}");
    }
    let large = [("tekst", None, &vec![b'a'; 1024 * 1024][..])];
    let answer = take(&app, &large).await;
    assert_eq!(answer.status, 413);
    assert!(sound(&answer, "/inlezen").contains("1048576") || answer.text.contains("1.048.576"), "{}", answer.text);
}

#[tokio::test]
async fn reviews_are_bounded_in_number_and_in_days() {
    let clock = Arc::new(FixedClock::at(Instant::parse(NOW).unwrap()));
    let app = TestApp::with_carrier(
        HttpSettings::of(actor()),
        Arc::clone(&clock),
        Box::new(Agreeable),
        Box::new(SystemTimer),
    );
    let mut reviews = Vec::new();
    for _ in 0..20 {
        reviews.push(begun(&app).await);
    }
    let full = take(&app, &pasted(PAGE, "2021-vr2", "2021-09-01")).await;
    assert_eq!(full.status, 409);
    let page = sound(&full, "/inlezen");
    assert!(
        page.contains("al 20 pagina") && page.contains("De nachtopvang aan de Kade"),
        "nothing typed is lost: {page}"
    );
    // A month after the last press it is gone, with its page.
    let micros = Instant::parse(NOW).unwrap().micros();
    clock.set(Instant::from_micros(micros + 20 * 86_400_000_000));
    judge(&app, &reviews[0], "1", "ongezien").await;
    clock.set(Instant::from_micros(micros + 31 * 86_400_000_000));
    let page = shown(&app, "/inlezen").await;
    assert!(page.contains(&reviews[0]) && !page.contains(&reviews[1]), "{page}");
    assert!(on_disk(&app.service, &reviews[0]).is_some() && on_disk(&app.service, &reviews[1]).is_none());
    assert!(shown(&app, "/").await.contains("1 ingelezen pagina is nog niet af"));
}
