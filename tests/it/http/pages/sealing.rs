//! Sealing a round from its page, as a browser without scripts does it: what is open, what would be fixed, the seal, and
//! the half page.

use serde_json::{Value, json};

use super::forms::{FORM, Inputs, encoded, fill, inputs, opened, press, send};
use super::{BROWSER, browse, links, sound};
use crate::http::{Answer, TestApp};

const PATH: &str = "/rondes/2020-vr2/vaststellen";

/// Fills in the form for a body.
async fn filled(app: &TestApp, body: &str, purport: &str, more: &[(&str, &str)]) -> Inputs {
    let mut inputs = opened(app, PATH).await;
    fill(&mut inputs, "orgaan", body);
    fill(&mut inputs, "strekking", purport);
    more.iter().for_each(|(name, value)| fill(&mut inputs, name, value));
    inputs.push(("onbeoordeeld".to_owned(), "ja".to_owned()));
    inputs
}

/// Checks, and returns the inputs of the confirmation.
async fn confirmed(app: &TestApp, typed: &Inputs) -> Inputs {
    let answer = press(app, PATH, typed, "controleren").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let page = sound(&answer, PATH);
    assert!(page.contains("Wat niet terug te draaien is") && page.contains("value=\"vaststellen\""), "{page}");
    inputs(&page)
}

async fn sealings(app: &TestApp) -> Vec<Value> {
    app.get("/v1/rondes/2020-vr2/vaststellingen").await.json().as_array().unwrap().clone()
}

fn seen_version(answer: &Answer, version: u32) {
    let to = format!("{PATH}?versie={version}");
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, to.as_str()), "{}", answer.text);
}

#[tokio::test]
async fn a_clerk_seals_what_was_shown_and_gets_the_half_page() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let form = sound(&browse(&app, PATH).await, PATH);
    for part in [
        // The other draft was in a report that the council adopted.
        "1 concept is niet nagekeken",
        "/gebeurtenissen/267",
        "2 hoog",
        "stoplicht van prestatie 8B1.1",
    ] {
        assert!(form.contains(part), "{part}: {form}");
    }
    let typed = filled(&app, "college", "aangeboden", &[("genomenOp", "2020-09-22")]).await;
    let shown = confirmed(&app, &typed).await;
    assert!(shown.contains(&("positie".to_owned(), "308".to_owned())), "{shown:?}");
    assert_eq!(app.service.durable_head(), 308, "nothing is sealed before the second press");
    let done = press(&app, PATH, &shown, "vaststellen").await;
    seen_version(&done, 1);
    let sealed = sealings(&app).await;
    assert_eq!((&sealed[0]["orgaan"], &sealed[0]["genomenOp"]), (&json!("college"), &json!("2020-09-22")));
    let digest = ("digest".to_owned(), sealed[0]["digest"].as_str().unwrap().to_owned());
    assert!(shown.contains(&digest), "what is sealed is what was shown");
    let page = sound(&browse(&app, done.header("location")).await, PATH);
    let half = app.get("/v1/rondes/2020-vr2/raadsstuk?versie=1").await.text;
    let first = half.lines().find(|line| line.starts_with("Digest")).unwrap();
    for part in ["<textarea", first, "lokaal:toets", "/v1/rondes/2020-vr2/bundel?versie=1", "/controle"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert_eq!(browse(&app, &format!("{PATH}?versie=9")).await.status, 404);
    // The council's turn is next, and the form says so.
    assert!(opened(&app, PATH).await.contains(&("orgaan".to_owned(), "raad".to_owned())));
}

#[tokio::test]
async fn a_button_pressed_twice_seals_once() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let decision = [("nieuwKenmerk", "B&W 20.0412"), ("nieuwTitel", "Aanbieding"), ("genomenOp", "2020-09-22")];
    for more in [&[][..], &decision] {
        let app = if more.is_empty() { &app } else { &TestApp::with_stream("voorbeeldstad.v2") };
        let shown = confirmed(app, &filled(app, "college", "aangeboden", more).await).await;
        let (first, second) =
            tokio::join!(press(app, PATH, &shown, "vaststellen"), press(app, PATH, &shown, "vaststellen"));
        seen_version(&first, 1);
        seen_version(&second, 1);
        seen_version(&press(app, PATH, &shown, "vaststellen").await, 1);
        assert_eq!(sealings(app).await.len(), 1);
        assert_eq!(app.service.durable_head(), if more.is_empty() { 309 } else { 310 });
    }
}

#[tokio::test]
async fn a_decision_is_chosen_or_recorded_with_the_sealing() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let form = browse(&app, PATH).await.text;
    assert!(form.contains("<option value=\"rv-19.0044\">RV 19.0044"), "{form}");
    let new = [("nieuwKenmerk", "B&W 20.0412"), ("nieuwTitel", "Aanbieding <b>2e</b> rapportage")];
    // Without a day, and beside another one, it is told before anything is recorded.
    for (more, field) in
        [(&[][..], "genomenOp"), (&[("besluit", "rv-19.0044"), ("genomenOp", "2020-09-22")][..], "nieuwKenmerk")]
    {
        let typed = filled(&app, "college", "aangeboden", &[&new[..], more].concat()).await;
        let answer = press(&app, PATH, &typed, "controleren").await;
        assert_eq!(answer.status, 400);
        assert!(sound(&answer, PATH).contains(&format!("id=\"{field}-fout\"")), "{field}: {}", answer.text);
    }
    let typed = filled(&app, "college", "aangeboden", &[&new[..], &[("genomenOp", "2020-09-22")]].concat()).await;
    let shown = confirmed(&app, &typed).await;
    assert_eq!(app.service.durable_head(), 308);
    seen_version(&press(&app, PATH, &shown, "vaststellen").await, 1);
    let decision = app.get("/v1/besluiten/b-w-20.0412").await.json();
    assert_eq!((&decision["kenmerk"], &decision["titel"]), (&json!("B&W 20.0412"), &json!(new[1].1)));
    assert_eq!(sealings(&app).await[0]["besluit"], "b-w-20.0412");
    // Where the round can not be sealed after all, the decision is not there either.
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let typed = filled(&app, "college", "aangeboden", &[&new[..], &[("genomenOp", "2020-09-22")]].concat()).await;
    let shown = confirmed(&app, &typed).await;
    let note = json!({ "type": "nl.peildatum.toelichting.vastgelegd", "onderwerp": "onderdeel/9A1.1", "ingangsdatum": "2020-09-01",
        "gegevens": { "tekst": "Op de valreep", "ronde": "2020-vr2" } });
    assert_eq!(app.append(&note).await.status, 201);
    let refused = press(&app, PATH, &shown, "vaststellen").await;
    assert_eq!((refused.status.as_u16(), app.service.durable_head()), (409, 309), "{}", refused.text);
    assert_eq!(app.get("/v1/besluiten/b-w-20.0412").await.status, 404);
    // What was typed is still there, and goes through once it is shown again: both events in one step.
    let shown = confirmed(&app, &inputs(&refused.text)).await;
    seen_version(&press(&app, PATH, &shown, "vaststellen").await, 1);
    assert_eq!(app.service.durable_head(), 311);
    assert_eq!(app.get("/v1/besluiten/b-w-20.0412").await.json()["kenmerk"], "B&W 20.0412");
    // A number that is no number of a paper, and one that is there already.
    let app = TestApp::with_stream("voorbeeldstad.v2");
    for number in ["zomaar", "RV 19.0044"] {
        let more = [("nieuwKenmerk", number), ("nieuwTitel", "x"), ("genomenOp", "2020-09-22")];
        let answer = press(&app, PATH, &filled(&app, "raad", "vastgesteld", &more).await, "controleren").await;
        assert_eq!(answer.status, 400, "{number}");
        assert!(sound(&answer, PATH).contains("id=\"nieuwKenmerk-fout\""), "{number}: {}", answer.text);
    }
}

#[tokio::test]
async fn what_stands_in_the_way_is_told_with_what_takes_it_away() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let mut typed = filled(&app, "raad", "", &[]).await;
    typed.retain(|(name, _)| name != "onbeoordeeld");
    let answer = press(&app, PATH, &typed, "controleren").await;
    assert_eq!(answer.status, 409);
    let page = sound(&answer, PATH);
    for part in
        ["href=\"#strekking\"", "href=\"#onbeoordeeld\"", "href=\"#buitenVolgorde\"", "Er is nog niets vastgesteld"]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("--accept-unreviewed"), "no options of a program: {page}");
    fill(&mut typed, "strekking", "vastgesteld");
    typed.push(("onbeoordeeld".to_owned(), "ja".to_owned()));
    typed.push(("buitenVolgorde".to_owned(), "ja".to_owned()));
    seen_version(&press(&app, PATH, &confirmed(&app, &typed).await, "vaststellen").await, 1);
    // Before the reporting date, and a round that looks ahead, which may.
    let mut typed = filled(&app, "college", "aangeboden", &[("genomenOp", "2020-08-01")]).await;
    let answer = press(&app, PATH, &typed, "controleren").await;
    assert!(sound(&answer, PATH).contains("href=\"#buitenVolgorde\""), "{}", answer.text);
    fill(&mut typed, "genomenOp", "2099-01-01");
    let answer = press(&app, PATH, &typed, "controleren").await;
    assert!(sound(&answer, PATH).contains("href=\"#genomenOp\""), "{}", answer.text);
}

#[tokio::test]
async fn a_round_that_looks_ahead_is_sealed_before_its_day_by_the_council_alone() {
    let app = TestApp::new();
    let budget = json!({ "type": "nl.peildatum.ronde.geopend", "onderwerp": "ronde/2027-pb", "ingangsdatum": "2026-09-01",
        "gegevens": { "soort": "programmabegroting", "begrotingsjaar": 2099, "titel": "Begroting", "peildatum": "2099-01-01", "aanleverenVoor": "2098-09-01" } });
    assert_eq!(app.append(&json!([crate::http::node("9"), budget])).await.status, 201);
    let path = "/rondes/2027-pb/vaststellen";
    let mut typed = opened(&app, path).await;
    fill(&mut typed, "orgaan", "raad");
    fill(&mut typed, "strekking", "vastgesteld");
    let answer = press(&app, path, &typed, "controleren").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(press(&app, path, &inputs(&answer.text), "vaststellen").await.status, 303);
}

#[tokio::test]
async fn two_clerks_are_told_of_each_other_and_one_seals() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let first = confirmed(&app, &filled(&app, "college", "aangeboden", &[]).await).await;
    let other = confirmed(&app, &filled(&app, "college", "ter-kennisname", &[]).await).await;
    let council = {
        let mut typed = filled(&app, "raad", "vastgesteld", &[]).await;
        typed.push(("buitenVolgorde".to_owned(), "ja".to_owned()));
        confirmed(&app, &typed).await
    };
    seen_version(&press(&app, PATH, &first, "vaststellen").await, 1);
    for shown in [&other, &council] {
        let answer = press(&app, PATH, shown, "vaststellen").await;
        assert_eq!(answer.status, 409);
        let page = sound(&answer, PATH);
        for part in ["/gebeurtenissen/309", "vastgelegd door lokaal:toets", "Er is door u niets vastgesteld"] {
            assert!(page.contains(part), "{part}: {page}");
        }
    }
    assert_eq!(sealings(&app).await.len(), 1);
    // What was shown again goes through.
    let again = inputs(&press(&app, PATH, &council, "vaststellen").await.text);
    let mut again: Inputs = again.into_iter().filter(|(name, _)| name != "onbeoordeeld").collect();
    again.push(("onbeoordeeld".to_owned(), "ja".to_owned()));
    seen_version(&press(&app, PATH, &confirmed(&app, &again).await, "vaststellen").await, 2);
    // A note for the round that comes between is told as well.
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let shown = confirmed(&app, &filled(&app, "college", "aangeboden", &[]).await).await;
    let note = json!({ "type": "nl.peildatum.toelichting.vastgelegd", "onderwerp": "onderdeel/9A1.1", "ingangsdatum": "2020-09-01",
        "gegevens": { "tekst": "Op de valreep", "ronde": "2020-vr2" } });
    assert_eq!(app.append(&note).await.status, 201);
    let answer = press(&app, PATH, &shown, "vaststellen").await;
    assert_eq!(answer.status, 409);
    assert!(sound(&answer, PATH).contains("Er is nog niets vastgesteld"), "{}", answer.text);
    assert_eq!(app.service.durable_head(), 309);
}

#[tokio::test]
async fn a_round_that_was_reopened_is_sealed_with_a_reason() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let path = "/rondes/2019-vr2/vaststellen";
    assert!(!browse(&app, path).await.text.contains("name=\"reden\""));
    let reopen = json!({ "type": "nl.peildatum.ronde.heropend", "onderwerp": "ronde/2019-vr2", "ingangsdatum": "2021-03-10",
        "gegevens": { "reden": "Een bedrag was fout." } });
    assert_eq!(app.append(&reopen).await.status, 201);
    let mut typed = opened(&app, path).await;
    fill(&mut typed, "strekking", "aangeboden");
    if browse(&app, path).await.text.contains("id=\"onbeoordeeld\"") {
        typed.push(("onbeoordeeld".to_owned(), "ja".to_owned()));
    }
    let refused = press(&app, path, &typed, "controleren").await;
    assert_eq!(refused.status, 409);
    assert!(sound(&refused, path).contains("href=\"#reden\""), "{}", refused.text);
    fill(&mut typed, "reden", "Het bedrag is hersteld.");
    let shown = press(&app, path, &typed, "controleren").await;
    assert_eq!(shown.status, 200, "{}", shown.text);
    assert_eq!(press(&app, path, &inputs(&shown.text), "vaststellen").await.status, 303);
}

#[tokio::test]
async fn a_form_of_another_site_seals_nothing_and_one_with_more_in_it_is_refused() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let shown = confirmed(&app, &filled(&app, "college", "aangeboden", &[]).await).await;
    let body = format!("{}&stap=vaststellen", encoded(&shown));
    let (form, html, own) = (("content-type", FORM), ("accept", BROWSER), ("sec-fetch-site", "same-origin"));
    for headers in [
        vec![form, html],
        vec![form, html, ("origin", "https://evil.example")],
        vec![form, html, ("sec-fetch-site", "cross-site")],
    ] {
        let answer = send(&app, PATH, &headers, body.clone()).await;
        assert_eq!(answer.status, 403, "{headers:?}");
        sound(&answer, PATH);
    }
    assert_eq!(send(&app, PATH, &[form, html, own], format!("{body}&iets=1")).await.status, 400);
    assert_eq!(send(&app, PATH, &[html, own], body.clone()).await.status, 415);
    assert_eq!(send(&app, "/rondes/nergens/vaststellen", &[form, html, own], body).await.status, 404);
    assert_eq!(app.service.durable_head(), 308);
}

#[tokio::test]
async fn the_front_door_the_round_and_the_sealings_lead_to_it() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    for path in ["/", "/rondes/2020-vr2", "/controle"] {
        assert!(links(&sound(&browse(&app, path).await, path)).contains(&PATH.to_owned()), "{path}");
    }
    assert!(
        !links(&browse(&app, "/").await.text).contains(&"/rondes/2019-vr1/vaststellen".to_owned()),
        "the council sealed it"
    );
}
