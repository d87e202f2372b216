//! Reading a report page: as a browser without scripts does it, a page is sent, its drafts are judged, and what was
//! accepted is recorded as one batch.

mod before;
mod bounds;
mod kept;
mod unreviewed;

use peildatum::app::Service;
use serde_json::Value;

use super::forms::{Inputs, fill, inputs, press};
use super::{BROWSER, browse, links, sound};
use crate::http::{Answer, TestApp};
use crate::tools::need;

/// An invented page of a second progress report of 2021.
pub const PAGE: &str = include_str!("../../../../docs/voorbeeldpagina.txt");

const BOUNDARY: &str = "grens";

/// A part of a form: its name, the name of a file, and what it holds.
type Part<'a> = (&'a str, Option<&'a str>, &'a [u8]);

/// Sends the form that takes a page.
async fn take(app: &TestApp, parts: &[Part<'_>]) -> Answer {
    let mut body = Vec::new();
    for (name, file, bytes) in parts {
        let file = file.map_or_else(String::new, |file| format!("; filename=\"{file}\"\r\nContent-Type: text/plain"));
        body.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").bytes());
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").bytes());
    let request = axum::http::Request::post("/inlezen")
        .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"))
        .header("accept", BROWSER)
        .header("sec-fetch-site", "same-origin");
    app.send(request.body(body.into()).unwrap()).await
}

/// The parts that take a pasted page of a new round.
fn pasted<'a>(text: &'a str, round: &'a str, day: &'a str) -> Vec<Part<'a>> {
    vec![
        ("tekst", None, text.as_bytes()),
        ("nieuweRonde", None, round.as_bytes()),
        ("peildatum", None, day.as_bytes()),
        ("bestand", Some(""), b""),
    ]
}

/// Takes the invented page, and returns the address of its review.
async fn begun(app: &TestApp) -> String {
    let answer = take(app, &pasted(PAGE, "2021-vr2", "2021-09-01")).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    answer.header("location").to_owned()
}

/// The keys of the drafts on a page that can be accepted.
fn open_keys(page: &str) -> Vec<String> {
    let found = page.split(" value=\"akkoord:").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
    found.collect()
}

fn version(page: &str) -> String {
    page.split("name=\"versie\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

/// Presses a button of the review at `path`, having seen a version of it.
async fn judge(app: &TestApp, path: &str, seen: &str, step: &str) -> Answer {
    press(app, path, &vec![("versie".to_owned(), seen.to_owned())], &step.replace(':', "%3A")).await
}

async fn shown(app: &TestApp, path: &str) -> String {
    sound(&browse(app, path).await, path)
}

/// Opens what will be recorded, and presses the button.
async fn record(app: &TestApp, review: &str) -> Answer {
    let path = format!("{review}/vastleggen");
    let confirm = inputs(&shown(app, &path).await);
    assert!(!confirm.is_empty(), "there is a button");
    press(app, &path, &confirm, "vastleggen").await
}

/// The records of a log, from the first.
async fn records(app: &TestApp) -> Vec<Value> {
    app.get("/v1/gebeurtenissen?limit=500").await.json().as_array().unwrap().clone()
}

/// The file of a review on disk; none where there is none.
fn on_disk(service: &Service, review: &str) -> Option<String> {
    let path = service.folder().join("reviews").join(review.trim_start_matches("/inlezen/"));
    std::fs::read_to_string(path).ok()
}

#[tokio::test]
async fn a_page_is_read_reviewed_and_recorded_as_one_batch() {
    let app = TestApp::new();
    let review = begun(&app).await;
    let page = shown(&app, &review).await;
    let keys = open_keys(&page);
    assert!(keys.len() > 10, "{page}");
    for part in
        ["class=\"lit\"", "De nachtopvang aan de Kade", "id=\"concept-1\"", "id=\"regel-20\"", "Wat niet is begrepen"]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert_eq!(app.service.durable_head(), 0);
    let first = judge(&app, &review, &version(&page), &format!("akkoord:{}", keys[0])).await;
    assert_eq!((first.status.as_u16(), first.header("location")), (303, format!("{review}#concept-2").as_str()));
    let page = shown(&app, &review).await;
    assert!(page.contains("1 akkoord") && !page.contains(&format!("{review}/vastleggen")), "{page}");
    let rest = judge(&app, &review, &version(&page), "ongezien").await;
    assert_eq!(rest.header("location"), format!("{review}#verder"));
    let confirm = shown(&app, &format!("{review}/vastleggen")).await;
    assert!(confirm.contains(&format!("Leg {} gebeurtenissen vast", keys.len())), "{confirm}");
    assert!(!confirm.contains("id=\"rapportage\""), "an empty log has no report to compare");
    let done = record(&app, &review).await;
    assert_eq!((done.status.as_u16(), done.header("location")), (303, review.as_str()), "{}", done.text);
    assert_eq!(app.service.durable_head() as usize, keys.len());
    let all = records(&app).await;
    assert_eq!(all[0]["herkomst"]["oordeel"], "zeker", "{}", all[0]);
    assert_eq!(all[0]["herkomst"]["document"], "Geplakte tekst");
    assert!(all.iter().all(|record| record["herkomst"]["regels"].is_array()));
    assert!(all[1..].iter().any(|record| record["herkomst"]["oordeel"] == "nakijken"), "taken unseen");
    let receipt = shown(&app, &review).await;
    for link in [format!("/gebeurtenissen/{}", keys.len()), "/rondes/2021-vr2".to_owned()] {
        assert!(links(&receipt).contains(&link), "{link}: {receipt}");
        assert_eq!(browse(&app, &link).await.status, 200);
    }
    assert_eq!(on_disk(&app.service, &review), None, "the page is dropped");
    // What is open is listed, and this is not.
    assert!(!shown(&app, "/inlezen").await.contains(&review));
}

#[tokio::test]
async fn a_button_pressed_twice_records_once() {
    let app = TestApp::new();
    let review = begun(&app).await;
    judge(&app, &review, "1", "ongezien").await;
    let path = format!("{review}/vastleggen");
    let confirm = inputs(&shown(&app, &path).await);
    let both = tokio::join!(press(&app, &path, &confirm, "vastleggen"), press(&app, &path, &confirm, "vastleggen"));
    let head = app.service.durable_head();
    assert_eq!([both.0.status.as_u16(), both.1.status.as_u16()], [303, 303], "{} {}", both.0.text, both.1.text);
    let again = press(&app, &path, &confirm, "vastleggen").await;
    assert_eq!((again.status.as_u16(), again.header("location")), (303, review.as_str()));
    assert_eq!(browse(&app, &path).await.header("location"), review);
    assert_eq!(judge(&app, &review, "1", "weg").await.header("location"), review);
    assert_eq!(app.service.durable_head(), head);
    assert!(shown(&app, &review).await.contains(&format!("Vastgelegd: {head} gebeurtenissen")));
}

#[tokio::test]
async fn a_draft_is_changed_or_dropped_and_its_provenance_stays() {
    let app = TestApp::new();
    let review = begun(&app).await;
    let page = shown(&app, &review).await;
    let is_note = |part: &&str| part.contains("<dt>Tekst</dt>") && part.contains("De nachtopvang aan de Kade zit");
    let note = page.split("id=\"concept-").skip(1).find(is_note).unwrap();
    let key = open_keys(note).remove(0);
    let path = format!("{review}/concepten/{key}");
    let form = shown(&app, &path).await;
    assert!(form.contains("<blockquote") && form.contains("De nachtopvang aan de Kade"), "{form}");
    let mut filled = inputs(&form);
    fill(&mut filled, "gegevens.tekst", "");
    fill(&mut filled, "gegevens.kop", "Een eigen kop");
    let wrong = press(&app, &path, &filled, "controleren").await;
    assert_eq!(wrong.status, 400);
    let again = inputs(&sound(&wrong, &path));
    assert!(again.contains(&("gegevens.kop".to_owned(), "Een eigen kop".to_owned())), "{again:?}");
    fill(&mut filled, "gegevens.tekst", "Mijn eigen woorden");
    let kept = press(&app, &path, &filled, "controleren").await;
    assert_eq!(kept.status, 303, "{}", kept.text);
    assert!(kept.header("location").starts_with(&format!("{review}#concept-")));
    let page = shown(&app, &review).await;
    assert!(page.contains("Gewijzigd en akkoord") && page.contains("Mijn eigen woorden"), "{page}");
    judge(&app, &review, &version(&page), "weg:stoplicht.gezet").await;
    judge(&app, &review, &version(&page), "ongezien").await;
    assert_eq!(record(&app, &review).await.status, 303);
    let all = records(&app).await;
    assert!(all.iter().all(|record| record["type"] != "nl.peildatum.stoplicht.gezet"), "they were dropped");
    let own = all.iter().find(|record| record["gegevens"]["tekst"] == "Mijn eigen woorden").unwrap();
    assert_eq!(own["gegevens"]["kop"], "Een eigen kop");
    assert_eq!(own["herkomst"]["oordeel"], "zeker");
    assert!(own["herkomst"]["regels"][0].as_u64() > Some(10) && own["herkomst"]["sha256"].is_string(), "{own}");
}

#[tokio::test]
async fn what_is_recorded_stands_beside_what_the_report_says_now_where_it_changes() {
    let app = TestApp::new();
    let review = begun(&app).await;
    judge(&app, &review, "1", "ongezien").await;
    assert_eq!(record(&app, &review).await.status, 303);
    // The same page with another note for one node.
    let text = PAGE
        .replace("Stoplicht: oranje", "Stoplicht: rood")
        .replace("dit najaar tien woningen", "dit najaar twintig woningen");
    let mut parts = pasted(&text, "2021-vr2", "2021-09-01");
    parts[1].0 = "ronde"; // it is there by now
    let answer = take(&app, &parts).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    let review = answer.header("location").to_owned();
    let page = shown(&app, &review).await;
    judge(&app, &review, &version(&page), "ongezien").await;
    let confirm = shown(&app, &format!("{review}/vastleggen")).await;
    let report = confirm.split("id=\"rapportage\"").nth(1).expect("it is shown");
    let report = report.split("<table").next().unwrap().replace('\u{a0}', " ");
    for part in ["1 september 2021", "<h3>9C1.1 Bieden van maatschappelijke opvang</h3>", "twintig"] {
        assert!(report.contains(part), "{part}: {report}");
    }
    assert!(!report.contains("9C1.2"), "what stays is left out: {report}");
}

#[tokio::test]
async fn what_was_typed_for_a_draft_that_is_gone_comes_back_as_an_event_of_its_own() {
    let app = TestApp::new();
    for end in ["weggooien", "vastleggen"] {
        let review = begun(&app).await;
        let page = shown(&app, &review).await;
        let is_note = |part: &&str| part.contains("<dt>Tekst</dt>") && part.contains("De nachtopvang aan de Kade zit");
        let key = open_keys(page.split("id=\"concept-").skip(1).find(is_note).unwrap()).remove(0);
        let path = format!("{review}/concepten/{key}");
        let mut filled = inputs(&shown(&app, &path).await);
        fill(&mut filled, "gegevens.tekst", "Met zorg getypt");
        if end == "weggooien" {
            press(&app, &format!("{review}/weggooien"), &Inputs::new(), "weg").await;
        } else {
            judge(&app, &review, "1", "ongezien").await;
            assert_eq!(record(&app, &review).await.status, 303);
        }
        let head = app.service.durable_head();
        let given_back = press(&app, &path, &filled, "controleren").await;
        assert_eq!((given_back.status.as_u16(), app.service.durable_head()), (404, head), "{}", given_back.text);
        let page = sound(&given_back, &path);
        assert!(page.contains("Met zorg getypt") && page.contains("op zichzelf"), "{page}");
        assert!(page.contains("action=\"/vastleggen/toelichting.vastgelegd\""), "{page}");
        if end == "vastleggen" {
            // From there it is recorded as any other event is.
            let form = "/vastleggen/toelichting.vastgelegd";
            let shown = press(&app, form, &inputs(&page), "controleren").await;
            assert_eq!(shown.status, 200, "{}", shown.text);
            assert_eq!(press(&app, form, &inputs(&shown.text), "vastleggen").await.status, 303);
            assert_eq!(app.service.durable_head(), head + 1);
        }
    }
}

#[tokio::test]
async fn two_people_in_one_review_are_told_of_each_other() {
    let app = TestApp::new();
    let review = begun(&app).await;
    let keys = open_keys(&shown(&app, &review).await);
    // Both saw version 1. The first accepts, the second would drop the same draft.
    judge(&app, &review, "1", &format!("akkoord:{}", keys[0])).await;
    let moved = judge(&app, &review, "1", &format!("weg:{}", keys[0])).await;
    assert_eq!(moved.status, 409);
    let page = sound(&moved, &review);
    assert!(page.contains("intussen anders beslist") && page.contains("1 akkoord") && page.contains("0 weg"), "{page}");
    // About another draft the second goes on, and is told.
    let other = judge(&app, &review, "1", &format!("weg:{}", keys[1])).await;
    assert_eq!(other.header("location"), format!("{review}?sinds=1#concept-3"));
    let page = shown(&app, &format!("{review}?sinds=1")).await;
    assert!(page.contains("ook door een ander beoordeeld") && page.contains("lokaal:toets"), "{page}");
    assert!(!shown(&app, &review).await.contains("ook door een ander"));
    // The form of a draft is held by the version too.
    let path = format!("{review}/concepten/{}", keys[0]);
    let mut filled = inputs(&shown(&app, &path).await);
    fill(&mut filled, "versie", "1");
    let moved = press(&app, &path, &filled, "controleren").await;
    assert_eq!(moved.status, 409);
    let kept = inputs(&sound(&moved, &path));
    assert_eq!(press(&app, &path, &kept, "controleren").await.status, 303, "knowing of it, it goes on");
    // What is recorded is what was shown.
    judge(&app, &review, "9", "ongezien").await;
    let path = format!("{review}/vastleggen");
    let confirm = inputs(&shown(&app, &path).await);
    judge(&app, &review, "99", &format!("terug:{}", keys[2])).await;
    judge(&app, &review, "99", &format!("weg:{}", keys[2])).await;
    let moved = press(&app, &path, &confirm, "vastleggen").await;
    assert_eq!(moved.status, 409);
    assert!(sound(&moved, &path).contains("is er iets veranderd"));
    assert_eq!(app.service.durable_head(), 0);
}

#[tokio::test]
async fn what_the_log_says_meanwhile_is_no_draft_any_more_and_that_is_told() {
    let app = TestApp::new();
    let (review, other) = (begun(&app).await, begun(&app).await);
    judge(&app, &review, "1", "ongezien").await;
    let confirm = inputs(&shown(&app, &format!("{review}/vastleggen")).await);
    judge(&app, &other, "1", "ongezien").await;
    assert_eq!(record(&app, &other).await.status, 303);
    let head = app.service.durable_head();
    let page = shown(&app, &review).await;
    assert!(page.contains("passen niet meer") && page.contains("(al in het logboek)"), "{page}");
    let moved = press(&app, &format!("{review}/vastleggen"), &confirm, "vastleggen").await;
    assert_eq!(moved.status, 409, "nothing of it adds anything");
    assert_eq!(app.service.durable_head(), head);
    // It can be taken off the list, and the page thrown away.
    let key = page.split("value=\"terug:").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(judge(&app, &review, &version(&page), &format!("terug:{key}")).await.status, 303);
    let gone = press(&app, &format!("{review}/weggooien"), &Inputs::new(), "weg").await;
    assert_eq!(gone.header("location"), "/inlezen");
    assert_eq!((on_disk(&app.service, &review), browse(&app, &review).await.status.as_u16()), (None, 404));
}

const HOSTILE: &str = "</textarea><script>alert(1)</script>\"'<img src=x onerror=alert(2)>\u{202e}";

#[tokio::test]
async fn a_hostile_page_runs_nowhere_and_is_recorded_as_it_is() {
    let app = TestApp::new();
    let text = PAGE.replace("De nachtopvang aan de Kade", HOSTILE);
    let mut parts = pasted("", "2021-vr2", "2021-09-01");
    parts[3] = ("bestand", Some("../map/<b>x.txt"), text.as_bytes());
    let answer = take(&app, &parts).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    let review = answer.header("location").to_owned();
    let page = shown(&app, &review).await;
    assert!(page.contains("alert(1)") && page.contains("&lt;b&gt;x.txt") && !page.contains("../map"), "{page}");
    sound(&browse(&app, "/inlezen").await, "/inlezen");
    for key in open_keys(&page) {
        let path = format!("{review}/concepten/{key}");
        sound(&browse(&app, &path).await, &path);
    }
    judge(&app, &review, "1", "ongezien").await;
    shown(&app, &format!("{review}/vastleggen")).await;
    assert_eq!(record(&app, &review).await.status, 303);
    let all = records(&app).await;
    let note =
        all.iter().find(|record| record["gegevens"]["tekst"].as_str().is_some_and(|text| text.contains("alert(1)")));
    assert!(note.unwrap()["gegevens"]["tekst"].as_str().unwrap().contains("<img src=x onerror=alert(2)>"));
}

#[tokio::test]
async fn from_the_front_door_a_page_is_reviewed_and_recorded_in_five_steps() {
    let app = TestApp::new();
    let door = shown(&app, "/").await;
    assert!(links(&door).contains(&"/inlezen".to_owned()), "step 1: the link");
    assert!(shown(&app, "/inlezen").await.contains("<form class=\"record\""));
    let review = begun(&app).await; // step 2: read the page
    let page = shown(&app, &review).await;
    judge(&app, &review, &version(&page), "ongezien").await; // step 3: take what is there
    let page = shown(&app, &review).await;
    assert!(links(&page).contains(&format!("{review}/vastleggen")), "step 4: check");
    assert_eq!(record(&app, &review).await.status, 303); // step 5: record
    assert!(app.service.durable_head() > 10);
    assert!(links(&shown(&app, "/rondes/2021-vr2").await).contains(&"/nakijken?ronde=2021-vr2".to_owned()));
}

#[tokio::test]
async fn a_real_page_is_reviewed_press_by_press_and_recorded() {
    let path = format!("{}/../shared/leiden/bestuursrapportage-2019-programma-9.txt", env!("CARGO_MANIFEST_DIR"));
    need("report-pages", std::path::Path::new(&path).exists());
    let bytes = std::fs::read(path).unwrap();
    let app = TestApp::new();
    let parts = [
        ("bestand", Some("berap.txt"), &bytes[..]),
        ("nieuweRonde", None, b"2019-br1"),
        ("peildatum", None, b"2019-04-01"),
    ];
    let answer = take(&app, &parts).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    let review = answer.header("location").to_owned();
    let mut page = shown(&app, &review).await;
    let keys = open_keys(&page);
    assert!(keys.len() >= 15, "{}", keys.len());
    let mut at = 1;
    for key in &keys {
        let next = judge(&app, &review, &version(&page), &format!("akkoord:{key}")).await;
        at += 1;
        let anchor = if at > keys.len() { "#verder".to_owned() } else { format!("#concept-{at}") };
        assert_eq!(next.header("location"), format!("{review}{anchor}"), "{}", next.text);
        page = shown(&app, &review).await;
    }
    assert_eq!(record(&app, &review).await.status, 303);
    let all = records(&app).await;
    assert_eq!(all.len(), keys.len());
    assert!(
        all.iter()
            .all(|record| record["herkomst"]["oordeel"] == "zeker" && record["herkomst"]["document"] == "berap.txt")
    );
    let left = app.get("/v1/rondes/2019-br1/signalen").await.json();
    assert_eq!(left["tellingen"]["concept-niet-nagekeken"], Value::Null, "all of it was looked at");
}
