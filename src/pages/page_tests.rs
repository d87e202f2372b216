//! The pages of comparisons, money, events, sealings and accessibility, with samples and hostile texts.

use maud::html;
use serde_json::{Value, json};

use crate::address::Address;
use crate::frame::Viewer;
use crate::language::Language;
use crate::reader::Reader;
use crate::testkit::{HOSTILE, assert_sound, readers};
use crate::{accessibility, comparison, events, indicator, money, sealings};

const VIEWER: Viewer<'_> = Viewer { name: "a", role: "b" };

fn comparison_found() -> Value {
    let basis =
        |day: &str, position: u64, round: &str| json!({ "peildatum": day, "positie": position, "ronde": round });
    let row = |nature: &str, field: &str, from: Value, to: Value| {
        json!({ "aard": nature, "grond": if nature == "herstel" { json!("gecorrigeerd") } else { Value::Null },
            "onderdeel": "9A1.1", "onderwerp": "voorziening/gebouw-c", "onderwerpVan": null, "titel": HOSTILE, "veld": field,
            "van": from, "naar": to, "wijziging": "gewijzigd", "posities": [3, 4], "woorden": [], "toelichting": null,
            "gewist": false })
    };
    let words = [("gelijk", "Gebouw "), ("weg", HOSTILE), ("erbij", "open")];
    let words: Vec<Value> = words.map(|(kind, text)| json!({ "soort": kind, "tekst": text })).into();
    let mut note = row("nieuw", "tekst", json!("a"), json!("b"));
    note["woorden"] = words.into();
    note["toelichting"] = json!({ "kop": HOSTILE, "van": "x", "naar": "y" });
    let light = row("nieuw", "kleur", json!("groen"), json!("rood"));
    json!({
        "van": basis("2019-04-01", 124, "2019-vr1"), "naar": basis("2019-09-01", 183, "2019-vr2"),
        "filter": { "aard": null, "soorten": [], "minimum": null, "onderdeel": null },
        "waarschuwingen": ["pm-bedragen", HOSTILE], "onderdelen": [{ "code": "9A1.1", "titel": HOSTILE }],
        "samenvatting": { "nieuw": { "stoplichten": { "slechter": [{ "onderwerp": "onderdeel/9A1.1" }] } }, "herstel": {}, "weergave": {},
            "geld": [], "nietVernieuwd": { "toelichtingen": [] } },
        "totalen": [{ "begrotingsjaar": 2019, "soort": "tekort", "effect": "nadeel", "van": 42_000_000, "herstel": 0, "nieuw": 9_000_000,
            "naar": 51_000_000, "aantalPmVan": 1, "aantalPmNaar": 0 }],
        "nietVernieuwd": [{ "onderdeel": "9B1.2", "onderwerp": "onderdeel/9B1.2", "titel": HOSTILE, "wat": "toelichting",
            "ingangsdatum": "2019-04-01" }],
        "verschillen": [row("nieuw", "status", json!("open"), json!("gesloten")), note, light,
            row("herstel", "sinds", json!("2019-04-01"), json!("2019-04-08"))],
    })
}

fn compared(reader: Reader, found: Option<&Value>) -> String {
    let report = |colour: &str| json!({ "onderdelen": [{ "code": "9A1.1", "niveau": "prestatie", "stoplicht": { "kleur": colour }, "onderdelen": [] }] });
    let reports = [report("groen"), report("rood")];
    comparison::page(&comparison::ComparisonPage {
        reader,
        viewer: Some(Viewer { name: "lokaal:toets", role: "beheren" }),
        here: Address::of(&["vergelijken"]).with("van", "2019-vr1").with("naar", HOSTILE),
        points: ["2019-vr1", HOSTILE],
        choices: &[("2019-vr1/2".to_owned(), HOSTILE.to_owned())],
        kinds: &["voorziening", "toelichting"],
        asked: (None, Some("voorziening")),
        compared: found.map(|found| comparison::Compared { found, reports: Some([&reports[0], &reports[1]]) }),
        suggested: &[("2019-vr1".to_owned(), "2019-vr2".to_owned())],
    })
}

#[test]
fn a_comparison_is_sound_and_sets_corrections_apart_from_what_is_new() {
    let found = comparison_found();
    for reader in readers().into_iter().filter(|reader| !reader.has_file()) {
        assert_sound(&compared(reader, None));
        assert_sound(&compared(reader, Some(&found)));
    }
    let page = compared(Reader::at_service(Language::Dutch, false), Some(&found));
    let (new, apart) =
        (page.find("class=\"nature\"").expect("what is new"), page.find("nature apart").expect("corrections"));
    assert!(new < apart && page[apart..].contains("gecorrigeerd") && !page[new..apart].contains("gecorrigeerd"));
    assert!(page.contains("<ins>open</ins>") && page.contains("<del>"), "words are marked");
    let matrix = page.split("class=\"matrix\"").nth(1).expect("a matrix");
    assert!(matrix.contains("<strong>1</strong>"), "one output went to red: {matrix}");
}

#[test]
fn a_comparison_is_also_a_file_of_its_own() {
    for language in Language::ALL {
        let page = comparison::file(&comparison_found(), language);
        assert_sound(&page);
        for word in [" href=\"", " src=\"", " action=\"", "<link", "<form"] {
            assert!(!page.contains(word), "{word}");
        }
    }
}

#[test]
fn money_is_sound_and_shows_targets_as_bars_and_cover_across_years() {
    let amount = |id: &str, year: Option<i64>, cents: Option<i64>| {
        json!({ "id": id, "omschrijving": HOSTILE, "begrotingsjaar": year, "bedragInCenten": cents, "pm": cents.is_none(),
            "soort": "taakstelling", "positie": 3 })
    };
    let found = json!({
        "basis": { "peildatum": "2020-04-01", "beschikbaarOp": "2020-05-19T13:00:00Z", "positie": 254, "begrotingsjaar": 2020 },
        "dekkingen": [
            { "bijstelling": amount("a", Some(2020), Some(35_000_000)), "gerealiseerdDoor": [amount("b", Some(2020), Some(10_000_000))],
              "gedektDoor": [amount("c", Some(2019), Some(5_000_000))], "openInCenten": 20_000_000 },
            { "bijstelling": amount("d", None, None), "gerealiseerdDoor": [], "gedektDoor": [], "openInCenten": null },
        ],
        "totalen": [{ "begrotingsjaar": null, "programma": "9", "beleidsterrein": null, "soort": "tekort", "aantal": 2, "aantalPm": 1,
            "bedragInCenten": 5, "verbonden": true }],
        "buitenBeeld": { "zonderBegrotingsjaar": { "aantal": 1, "aantalPm": 0, "bedragInCenten": 7 },
            "andereBegrotingsjaren": { "aantal": 0, "aantalPm": 0, "bedragInCenten": 0 } },
        "verloop": [{ "bijstelling": amount("a", Some(2020), Some(1)), "stappen": [{ "ingangsdatum": "2020-01-01", "bedragInCenten": 1 },
            { "ingangsdatum": "2020-04-01", "bedragInCenten": null, "stand": "prognose" }] }],
    });
    for reader in readers().into_iter().filter(|reader| !reader.has_file()) {
        let (viewer, here) = (VIEWER, Address::of(&["geld"]));
        let page =
            money::page(&money::MoneyPage { reader, viewer, here, bar: html! {}, found: &found, years: &[2019, 2020] });
        assert_sound(&page);
        assert!(page.contains("bar-of-target") && page.contains("mark alert"), "{page}");
    }
}

fn event() -> Value {
    json!({ "positie": 77, "id": "0169a1c0-0000-7000-8000-000000000001", "type": "nl.peildatum.voorziening.gesloten",
        "onderwerp": "voorziening/gebouw-c", "ingangsdatum": "2019-04-01", "geregistreerdOp": "2019-03-20T10:00:00Z",
        "gelogdOp": "2019-03-20T10:00:00Z", "gegevens": { "reden": HOSTILE, "besluit": "bw-1" }, "toelichtingWijziging": HOSTILE,
        "actor": { "id": "x", "naam": HOSTILE }, "herkomst": { "document": HOSTILE, "regels": [3, 4] }, "verbintenis": "00" })
}

#[test]
fn the_log_and_an_event_are_sound_and_lead_to_each_other() {
    let event = event();
    let row = json!({ "herstelt": 70, "trektIn": null, "wist": null, "teltNietMeerSinds": { "positie": 90, "reden": "gecorrigeerd" } });
    let proof = events::Proof { hashes: vec!["aa".to_owned(), "bb".to_owned()], checkpoint: HOSTILE.to_owned() };
    let asked =
        events::EventsAsked { kind: Some("voorziening.gesloten".to_owned()), late: Some(45), ..Default::default() };
    for reader in readers().into_iter().filter(|reader| !reader.has_file()) {
        let list = events::page(&events::EventsPage {
            reader,
            viewer: VIEWER,
            here: Address::of(&["gebeurtenissen"]).with("type", "voorziening.gesloten"),
            asked: &asked,
            events: std::slice::from_ref(&event),
            head: 308,
            next: Some(77),
            sealings: &[("2019-vr1/2".to_owned(), HOSTILE.to_owned())],
            following: Some(events::Following { stream: format!("/v1/x?onderwerp={HOSTILE}"), most: 50 }),
        });
        assert_sound(&list);
        assert!(
            list.contains("data-stroom=") && list.contains("data-positie=\"77\"") && list.contains("actor="),
            "{list}"
        );
        assert!(list.contains("/gebeurtenissen/77") && list.contains("/geschiedenis/voorziening/gebouw-c"), "{list}");
        assert!(list.contains("voor=77") && list.contains("value=\"45\""));
        let here = Address::of(&["gebeurtenissen", "77"]);
        let one = events::event_page(&events::EventPage {
            reader,
            viewer: VIEWER,
            here,
            event: &event,
            row: Some(&row),
            proof: &proof,
            head: 308,
        });
        assert_sound(&one);
        for part in ["/gebeurtenissen/70", "/gebeurtenissen/90", "/gebeurtenissen/76", "/gebeurtenissen/78", "/bewijs"]
        {
            assert!(one.contains(part), "{part}");
        }
    }
}

#[test]
fn a_series_sets_provisional_values_apart_and_survives_odd_periods_and_values() {
    let of = |period: &str, value: Option<&str>, status: &str| indicator::Measurement {
        period: period.to_owned(),
        value: value.map(str::to_owned),
        trend: Some("stijgend".to_owned()),
        norm: None,
        status: Some(status.to_owned()),
        target: Some("80.5".to_owned()),
        position: 3,
    };
    let series = [
        of("2018", Some("78.5"), "definitief"),
        of("2019-Q1", Some("-3"), "voorlopig"),
        of("2019-03", None, "onbekend"),
        of("2019-Q9", Some("4"), HOSTILE),
        of(HOSTILE, Some("NaN"), "definitief"),
    ];
    let known = json!({ "naam": HOSTILE, "eenheid": HOSTILE, "richting": "hoger-is-beter", "onderdeel": "9" });
    for reader in readers().into_iter().filter(|reader| !reader.has_file()) {
        for count in [0, 1, series.len()] {
            let page = indicator::page(&indicator::IndicatorPage {
                reader,
                viewer: VIEWER,
                id: "bereik",
                indicator: &known,
                series: &series[..count],
            });
            assert_sound(&page);
            assert!(!page.contains("NaN\"") && !page.contains("inf\""), "{page}");
        }
        let none = indicator::IndicatorPage { reader, viewer: VIEWER, id: "x", indicator: &Value::Null, series: &[] };
        assert_sound(&indicator::page(&none));
    }
}

#[test]
fn sealings_and_the_statement_are_sound() {
    let sealed = json!({ "ronde": "2019-vr1", "versie": 2, "orgaan": "raad", "strekking": "vastgesteld", "peildatum": "2019-04-01",
        "genomenOp": "2019-05-28", "geregistreerdOp": "2019-05-28T20:40:00Z", "digest": "sha256:00", "reden": HOSTILE, "positie": 123 });
    let verdicts = vec![("2019-vr1".to_owned(), 2, HOSTILE.to_owned())];
    let own = sealings::OwnVerification { at: "2019-05-28T20:40:00Z".to_owned(), events: 3, faults: 1, verdicts };
    for reader in readers().into_iter().filter(|reader| !reader.has_file()) {
        let page = |all: &[Value]| {
            sealings::page(&sealings::SealingsPage {
                reader,
                viewer: VIEWER,
                sealings: all,
                rounds: &[],
                checkpoint: HOSTILE,
                key: "k",
                own: Some(&own),
            })
        };
        assert_sound(&page(&[]));
        assert!(page(std::slice::from_ref(&sealed)).contains("/v1/rondes/2019-vr1/bundel?versie=2"));
        assert_sound(&page(std::slice::from_ref(&sealed)));
        assert_sound(&accessibility::page(reader, Some(Viewer { name: HOSTILE, role: "r" })));
    }
}
