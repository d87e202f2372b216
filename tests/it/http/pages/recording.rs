//! Recording from a page, as a browser without scripts does it: the form is opened, filled in, checked, and recorded.

use peildatum::domain::event::EventType;
use peildatum::domain::testkit::types_by_example;
use serde_json::json;

use super::forms::{FORM, Inputs, encoded, fill, inputs, opened, press, recorded, send};
use super::{BROWSER, browse, links, sound};
use crate::http::{TestApp, node};

/// The inputs of an example of the catalogue, `partijen[0].naam=GGD`, as they are called in a form.
fn example(kind: EventType, argument: &str) -> Vec<(String, String)> {
    let (name, value) = argument.split_once('=').unwrap();
    let name = if name == "bedrag" { "bedragInCenten" } else { name };
    let path = format!("gegevens.{name}");
    match (name.split_once('.'), value) {
        (Some(("streefwaarden", year)), _) => {
            let row = "gegevens.streefwaarden[0]";
            vec![(format!("{row}.sleutel"), year.to_owned()), (format!("{row}.waarde"), value.to_owned())]
        }
        (_, "") => Vec::new(),
        _ if matches!(name, "portefeuilles" | "betreft" | "programmas") => {
            value.split(',').enumerate().map(|(row, one)| (format!("{path}[{row}]"), one.to_owned())).collect()
        }
        _ => {
            assert!(!kind.example().is_empty());
            vec![(path, value.to_owned())]
        }
    }
}

#[tokio::test]
async fn the_form_of_every_type_records_what_its_fields_say() {
    let app = TestApp::new();
    for kind in types_by_example() {
        if matches!(kind, EventType::RoundSealed | EventType::EventErased) {
            let path = format!("/vastleggen/{}", kind.name());
            assert_eq!(browse(&app, &path).await.status, 404, "{path}");
            continue;
        }
        if kind == EventType::RoundReopened {
            let seal = json!({ "orgaan": "college", "strekking": "aangeboden" }).to_string();
            assert_eq!(app.post("/v1/rondes/2026-vr1/vaststellingen", "application/json", seal).await.status, 201);
        }
        let path = format!("/vastleggen/{}", kind.name());
        let mut filled = opened(&app, &path).await;
        let [subject, fields @ ..] = kind.example() else { panic!("an example names its subject") };
        fill(&mut filled, "onderwerp", subject);
        if !kind.holds_from_position() {
            fill(&mut filled, "ingangsdatum", "2026-01-01");
        }
        let typed: Vec<(String, String)> = fields.iter().flat_map(|field| example(kind, field)).collect();
        typed.iter().for_each(|(name, value)| fill(&mut filled, name, value));
        let record = recorded(&app, &path, &filled).await;
        assert_eq!(record["type"], kind.full_name());
        for (name, value) in typed {
            let said = match name.strip_prefix("gegevens.").unwrap() {
                "streefwaarden[0].sleutel" => continue,
                "streefwaarden[0].waarde" => &record["gegevens"]["streefwaarden"]["2026"],
                "bedragInCenten" => {
                    let cents = value.replace(['.', ','], "").parse::<u64>().unwrap();
                    assert_eq!(record["gegevens"]["bedragInCenten"], cents);
                    continue;
                }
                path => {
                    let pointer = path.replace(['.', '['], "/").replace(']', "");
                    record["gegevens"].pointer(&format!("/{pointer}")).unwrap_or_else(|| panic!("{name}: {record}"))
                }
            };
            assert_eq!(said.as_str().map_or_else(|| said.to_string(), str::to_owned), value, "{name}");
        }
    }
}

#[tokio::test]
async fn everything_wrong_is_told_at_once_and_nothing_typed_is_lost() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let path = "/vastleggen/bijstelling.vastgelegd";
    let mut filled = opened(&app, path).await;
    for (name, value) in [
        ("onderwerp", "niet goed"),
        ("ingangsdatum", "gisteren"),
        ("gegevens.omschrijving", "Eerste regel\n\n<b>tweede</b> & \"meer\" "),
        ("gegevens.bedragInCenten", "12.34"),
        ("gegevens.begrotingsjaar", "vorig jaar"),
        ("gegevens.soort", "wens"),
        ("gegevens.taakveld.code", "?"),
        ("toelichtingWijziging", "omdat"),
    ] {
        fill(&mut filled, name, value);
    }
    for button in ["controleren", "vastleggen"] {
        let answer = press(&app, path, &filled, button).await;
        assert_eq!(answer.status, 400);
        let page = sound(&answer, path);
        for field in [
            "onderwerp",
            "ingangsdatum",
            "bedragInCenten",
            "begrotingsjaar",
            "soort",
            "effect",
            "stand",
            "taakveld-code",
        ] {
            let id = if field.starts_with("ingangs") || field == "onderwerp" {
                field.to_owned()
            } else {
                format!("gegevens-{field}")
            };
            assert!(page.contains(&format!("id=\"{id}-fout\"")), "{field}: {page}");
        }
        assert!(page.contains("1.234,56") && !page.contains("<b>tweede"), "{page}");
        let again: Inputs = inputs(&page).into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let sent: Inputs = filled.iter().filter(|(_, value)| !value.is_empty()).cloned().collect();
        let lost: Vec<_> = sent.iter().filter(|input| input.0 != "gezien" && !again.contains(input)).collect();
        assert!(lost.is_empty(), "{lost:?}");
    }
    assert_eq!(app.service.durable_head(), 308);
}

const NOTE: &str = "/vastleggen/toelichting.vastgelegd?onderwerp=onderdeel/9A1.1&ingangsdatum=2021-10-01";
const HOSTILE: &str = "</textarea><script>alert(1)</script>\"'<img src=x onerror=alert(2)>\u{202e}";

#[tokio::test]
async fn a_hostile_text_is_recorded_as_it_is_and_runs_nowhere() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let mut filled = opened(&app, NOTE).await;
    fill(&mut filled, "gegevens.tekst", HOSTILE);
    let record = recorded(&app, NOTE, &filled).await;
    assert_eq!(record["gegevens"]["tekst"], HOSTILE);
    assert_eq!((&record["ingangsdatum"], &record["onderwerp"]), (&json!("2021-10-01"), &json!("onderdeel/9A1.1")));
    fill(&mut filled, "ingangsdatum", "geen dag");
    sound(&press(&app, NOTE, &filled, "controleren").await, NOTE);
}

#[tokio::test]
async fn a_button_pressed_twice_records_once_and_a_form_used_twice_says_so() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let mut filled = opened(&app, NOTE).await;
    fill(&mut filled, "gegevens.tekst", "Op koers");
    let shown = inputs(&press(&app, NOTE, &filled, "controleren").await.text);
    let first = press(&app, NOTE, &shown, "vastleggen").await;
    let second = press(&app, NOTE, &shown, "vastleggen").await;
    assert_eq!((first.status.as_u16(), first.header("location")), (303, "/gebeurtenissen/309"));
    assert_eq!((second.status.as_u16(), second.header("location")), (303, "/gebeurtenissen/309"));
    let known = sound(&press(&app, NOTE, &filled, "controleren").await, NOTE);
    assert!(known.contains("Dit is al vastgelegd, als nr. 309"), "{known}");
    // Back in the browser, with something else in the same form: that is another event, and the person is told.
    fill(&mut filled, "gegevens.tekst", "Toch niet op koers");
    let used = press(&app, NOTE, &filled, "controleren").await;
    assert_eq!(used.status, 409);
    let page = sound(&used, NOTE);
    assert!(page.contains("al vastgelegd, als nr. 309") && page.contains("Toch niet op koers"), "{page}");
    assert_eq!(app.service.durable_head(), 309);
    assert_eq!(recorded(&app, NOTE, &inputs(&page)).await["positie"], 310);
}

#[tokio::test]
async fn two_people_who_edit_the_same_thing_are_told_of_each_other() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let path = "/vastleggen/voorziening.capaciteit-gewijzigd?onderwerp=voorziening/gebouw-c&ingangsdatum=2021-10-01";
    let (mut first, mut second, third) = (opened(&app, path).await, opened(&app, path).await, opened(&app, path).await);
    fill(&mut second, "gegevens.capaciteit", "30");
    let shown = inputs(&press(&app, path, &second, "controleren").await.text);
    fill(&mut first, "gegevens.capaciteit", "25");
    assert_eq!(recorded(&app, path, &first).await["positie"], 309);
    // Before the check as well as between the check and the button.
    for (inputs_sent, button) in [(&second, "controleren"), (&shown, "vastleggen")] {
        let moved = press(&app, path, inputs_sent, button).await;
        assert_eq!(moved.status, 412);
        let page = sound(&moved, path);
        for part in
            ["vastgelegd door lokaal:toets op 2", "/gebeurtenissen/309", "Intussen vastgelegd: 25", "value=\"30\""]
        {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert_eq!(app.service.durable_head(), 309);
    }
    // After that it goes on from what the other recorded.
    let moved = inputs(&press(&app, path, &second, "controleren").await.text);
    assert_eq!(recorded(&app, path, &moved).await["gegevens"]["capaciteit"], 30);
    // Who turns to another subject is not stopped by the first.
    let mut other = third;
    fill(&mut other, "onderwerp", "voorziening/gebouw-d");
    fill(&mut other, "gegevens.capaciteit", "9");
    assert_ne!(press(&app, path, &other, "controleren").await.status, 412);
}

#[tokio::test]
async fn a_form_that_no_page_of_this_service_sent_is_refused() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let mut filled = opened(&app, NOTE).await;
    fill(&mut filled, "gegevens.tekst", "Van elders");
    let shown = inputs(&press(&app, NOTE, &filled, "controleren").await.text);
    let body = format!("{}&stap=vastleggen", encoded(&shown));
    let path = NOTE.split('?').next().unwrap();
    let html = ("accept", BROWSER);
    let own = ("sec-fetch-site", "same-origin");
    for (headers, status) in [
        (vec![("content-type", FORM), html], 403),
        (vec![("content-type", FORM), html, ("origin", "https://evil.example")], 403),
        (vec![("content-type", FORM), html, ("origin", "null"), own], 403),
        (vec![("content-type", FORM), html, ("origin", "http://localhost"), ("sec-fetch-site", "cross-site")], 403),
        (vec![("content-type", FORM), html, ("sec-fetch-site", "same-site")], 403),
        (vec![("content-type", "text/plain"), html, own], 415),
        (vec![("content-type", "application/json"), html, own], 415),
        (vec![("content-type", "multipart/form-data; boundary=x"), html, own], 415),
        (vec![html, own], 415),
    ] {
        let answer = send(&app, path, &headers, body.clone()).await;
        assert_eq!(answer.status, status, "{headers:?}: {}", answer.text);
        sound(&answer, path);
    }
    assert_eq!(app.service.durable_head(), 308);
    let large = format!("gegevens.tekst={}", "a".repeat(1024 * 1024));
    let all = [("content-type", FORM), html, own];
    assert_eq!(send(&app, path, &all, large).await.status, 413);
    assert_eq!(send(&app, path, &all, "gegevens.niets=1".to_owned()).await.status, 400);
    assert_eq!(send(&app, path, &all, "gegevens.tekst=%FF".to_owned()).await.status, 400);
    assert_eq!(send(&app, path, &all, "a=1&".repeat(1_001)).await.status, 400);
    // An origin that is the host itself also shows where it came from.
    let origin = [("content-type", FORM), html, ("origin", "http://localhost")];
    assert_eq!(send(&app, path, &origin, body).await.status, 303);
    // Only with this policy does a browser name the origin of our own forms.
    assert_eq!(browse(&app, path).await.header("referrer-policy"), "same-origin");
    assert!(browse(&app, path).await.header("content-security-policy").contains("form-action 'self'"));
}

#[tokio::test]
async fn nothing_is_recorded_before_it_was_shown() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let mut filled = opened(&app, "/vastleggen/stoplicht.gezet").await;
    for (name, value) in [("onderwerp", "onderdeel/9A1.1"), ("ingangsdatum", "2021-10-01"), ("gegevens.kleur", "rood")]
    {
        fill(&mut filled, name, value);
    }
    // The form was opened for no subject, so no report was shown for this one.
    let shown = press(&app, "/vastleggen/stoplicht.gezet", &filled, "vastleggen").await;
    assert_eq!(shown.status, 200);
    let page = sound(&shown, "light");
    assert!(page.contains("Wat de rapportage dan zegt") && page.contains("value=\"vastleggen\""), "{page}");
    let back = press(&app, "/vastleggen/stoplicht.gezet", &inputs(&page), "wijzigen").await;
    let back: Inputs = inputs(&sound(&back, "back"));
    assert!(back.contains(&("gegevens.kleur".to_owned(), "rood".to_owned())));
    assert_eq!(app.service.durable_head(), 308);
}

#[tokio::test]
async fn a_preview_shows_the_report_before_and_after_and_warns_of_people_and_sealings() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let path = "/vastleggen/voorziening.capaciteit-gewijzigd?onderwerp=voorziening/gebouw-c&ingangsdatum=2019-03-01";
    let mut filled = opened(&app, path).await;
    fill(&mut filled, "gegevens.capaciteit", "1");
    fill(&mut filled, "gegevens.reden", "Op verzoek van jan@stad.example");
    let page = sound(&press(&app, path, &filled, "controleren").await, path);
    for part in ["Capaciteit", "e-mailadres", "vastgesteld", "class=\"from\"", "class=\"warning\""] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let path =
        "/vastleggen/voorziening.capaciteit-gewijzigd?onderwerp=voorziening/gebouw-c&ingangsdatum=2025-03-01&taal=en";
    let mut filled = opened(&app, path).await;
    fill(&mut filled, "gegevens.capaciteit", "1");
    let answer = press(&app, path, &filled, "controleren").await;
    assert!(!answer.text.contains("class=\"warning\""), "{}", answer.text);
}

#[tokio::test]
async fn a_rule_that_refuses_is_told_with_all_that_was_typed() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let path = "/vastleggen/voorziening.heropend?onderwerp=voorziening/gebouw-c&ingangsdatum=2019-01-15";
    let mut filled = opened(&app, path).await;
    fill(&mut filled, "gegevens.reden", "Toch weer open");
    let answer = press(&app, path, &filled, "controleren").await;
    assert_eq!(answer.status, 409);
    let page = sound(&answer, path);
    assert!(page.contains("Dit kan niet:") && page.contains("Toch weer open"), "{page}");
}

#[tokio::test]
async fn pages_lead_to_the_forms_with_what_they_are_about_filled_in() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let to = async |path: &str, form: &str| {
        let page = sound(&browse(&app, path).await, path);
        let found = links(&page).into_iter().find(|link| link.starts_with(&format!("/vastleggen/{form}?")));
        found.unwrap_or_else(|| panic!("{path} leads to no {form}"))
    };
    assert_eq!(
        to("/rondes/2020-vr2?onderdeel=9A1.1", "toelichting.vastgelegd").await,
        "/vastleggen/toelichting.vastgelegd?onderwerp=onderdeel/9A1.1&ronde=2020-vr2"
    );
    let begun = opened(&app, "/vastleggen/toelichting.vastgelegd?onderwerp=onderdeel/9A1.1&ronde=2020-vr2").await;
    for (name, value) in
        [("onderwerp", "onderdeel/9A1.1"), ("ingangsdatum", "2020-09-01"), ("gegevens.ronde", "2020-vr2")]
    {
        assert!(begun.contains(&(name.to_owned(), value.to_owned())), "{name}: {begun:?}");
    }
    // A round that was sealed takes no notes: the form begins with its day.
    for path in ["/rondes/2019-vr2?onderdeel=9A1.1", "/rondes/2019-vr2?onderdeel=9A1.1&versie=nu"] {
        let to = to(path, "toelichting.vastgelegd").await;
        assert_eq!(to, "/vastleggen/toelichting.vastgelegd?onderwerp=onderdeel/9A1.1&ingangsdatum=2019-09-01");
    }
    assert_eq!(
        to("/rapportage?geldigOp=2019-09-01&onderdeel=9A1.1&taal=en", "stoplicht.gezet").await,
        "/vastleggen/stoplicht.gezet?onderwerp=onderdeel/9A1.1&ingangsdatum=2019-09-01&taal=en"
    );
    assert!(to("/indicatoren/bijstand", "indicator.gemeten").await.ends_with("?onderwerp=indicator/bijstand"));
    // The page of an event leads to its correction, which begins with what it says.
    let id = app.service.state().id_at(126).unwrap().to_string();
    let correct = to("/gebeurtenissen/126", "voorziening.gesloten").await;
    assert_eq!(correct, format!("/vastleggen/voorziening.gesloten?herstelt={id}"));
    let mut filled = opened(&app, &correct).await;
    assert!(filled.contains(&("onderwerp".to_owned(), "voorziening/gebouw-c".to_owned())), "{filled:?}");
    fill(&mut filled, "gegevens.reden", "Het huurcontract liep af");
    let record = recorded(&app, &correct, &filled).await;
    assert_eq!((&record["herstelt"], &record["gegevens"]["reden"]), (&json!(id), &json!("Het huurcontract liep af")));
    // And to its withdrawal.
    let withdraw = to("/gebeurtenissen/309", "gebeurtenis.ingetrokken").await;
    let mut filled = opened(&app, &withdraw).await;
    fill(&mut filled, "gegevens.reden", "Dubbel vastgelegd");
    assert_eq!(
        recorded(&app, &withdraw, &filled).await["onderwerp"],
        format!("gebeurtenis/{}", record["id"].as_str().unwrap())
    );
    // What was withdrawn is not offered to be corrected again.
    let page = browse(&app, "/gebeurtenissen/309").await.text;
    assert!(!page.contains("/vastleggen/voorziening.gesloten"), "{page}");
}

#[tokio::test]
async fn an_address_that_no_form_can_begin_with_is_refused() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let id = app.service.state().id_at(126).unwrap().to_string();
    for (query, gist) in [
        ("stoplicht.gezet?onderwerp=voorziening/gebouw-c", "400 ongeldige-invoer; onderwerp: ongeldige-waarde"),
        ("stoplicht.gezet?onderwerp=x", "400 ongeldige-invoer; onderwerp: ongeldige-waarde"),
        ("stoplicht.gezet?ronde=nergens", "404 ronde-onbekend"),
        ("stoplicht.gezet?ingangsdatum=ooit", "400 ongeldige-invoer; ingangsdatum: ongeldige-waarde"),
        (&format!("stoplicht.gezet?herstelt={id}"), "400 ongeldige-invoer; herstelt: ander-type"),
        ("stoplicht.gezet?herstelt=x", "404 niet-gevonden"),
        ("stoplicht.gezet?x=1", "400 ongeldige-invoer; x: onbekende-parameter"),
        ("iets", "404 niet-gevonden"),
    ] {
        let path = format!("/vastleggen/{query}");
        assert_eq!(app.get(&path).await.problem(&path), gist, "{path}");
    }
    // On an empty log, and for a node that is not there, a form is still a form.
    let empty = TestApp::new();
    sound(&browse(&empty, "/vastleggen").await, "/vastleggen");
    let path = "/vastleggen/onderdeel.opgenomen";
    let mut filled = opened(&empty, path).await;
    for (name, value) in [
        ("onderwerp", "9"),
        ("ingangsdatum", "2019-01-01"),
        ("gegevens.niveau", "programma"),
        ("gegevens.titel", "Negen"),
    ] {
        fill(&mut filled, name, value);
    }
    assert_eq!(recorded(&empty, path, &filled).await["onderwerp"], node("9")["onderwerp"]);
}
