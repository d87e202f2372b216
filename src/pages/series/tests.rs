//! The page of series, with samples and hostile texts.

use serde_json::{Value, json};

use super::*;
use crate::language::Language;
use crate::testkit::{HOSTILE, assert_sound, readers};

fn found() -> Value {
    let round = |id: &str, day: &str, position: u64, version: Option<u64>| {
        json!({ "id": id, "peildatum": day, "positie": position, "versie": version,
            "orgaan": version.map(|_| "raad"), "titel": HOSTILE })
    };
    let light = |colour: &str, carried: bool| json!({ "kleur": colour, "overgenomen": carried });
    let note = json!({ "aantal": 2, "overgenomen": false, "teksten": [
        { "kop": HOSTILE, "tekst": HOSTILE, "positie": 12 }, { "kop": null, "tekst": null, "positie": 13 }] });
    let node = json!({ "onderwerp": "onderdeel/9A1.1", "titel": HOSTILE, "niveau": "prestatie", "cellen": [
        { "code": "9A1.3", "onderdeel": "9A1", "stoplicht": light("groen", false), "toelichting": note, "titel": HOSTILE, "status": null },
        { "code": "9A1.1", "onderdeel": "9A1", "stoplicht": light("rood", true), "status": null },
        { "code": "9A1.1", "status": "vervallen", "positie": 70, "opvolgers": ["9A1.2"] }] });
    let steady = json!({ "onderwerp": "onderdeel/9", "titel": "Vast", "cellen": [{ "code": "9" }, { "code": "9" }, { "code": "9" }] });
    let place = json!({ "onderwerp": "voorziening/gebouw-c", "titel": "Gebouw C", "soort": "opvang", "cellen": [
        { "status": "open", "capaciteit": 40, "onderdeel": "9C1.1" }, null, { "status": "gesloten", "onderdeel": null }] });
    let series = json!({ "onderwerp": "indicator/x", "titel": "X", "periode": HOSTILE, "cellen": [
        { "waarde": "1", "onderdeel": "9" }, { "waarde": HOSTILE, "herzien": true, "onderdeel": "9" }, null] });
    json!({ "basis": { "positie": 90, "beschikbaarOp": "2020-05-19T13:00:00Z", "nu": false },
        "rondes": [round("2019-vr1", "2019-04-01", 50, Some(2)), round("2019-vr2", "2019-09-01", 80, None),
            round("2020-vr1", "2020-04-01", 90, None)],
        "rijen": [node, steady, place, series],
        "tellingen": [{ "stoplichten": { "groen": 1 }, "metToelichting": 1, "signalen": { "a": 3, "b": 4 } },
            { "stoplichten": { "rood": 17 }, "overgenomenStoplichten": 1 }, {}] })
}

fn shown(reader: Reader, found: Option<&Value>, asked: &SeriesAsked) -> String {
    page(&SeriesPage {
        reader,
        viewer: Viewer { name: HOSTILE, role: "r" },
        here: Address::of(&["over-de-jaren"]).with_some(SUBJECT_KEY, asked.subject.as_deref()),
        asked,
        sealings: &[("2019-vr1/2".to_owned(), HOSTILE.to_owned())],
        kinds: &["voorziening", "stoplicht"],
        found,
        head: 90,
    })
}

#[test]
fn series_are_sound_as_tables_and_as_the_course_of_one_subject() {
    let found = found();
    let none = json!({ "basis": {}, "rondes": [], "rijen": [] });
    let subject = |subject: &str| SeriesAsked { subject: Some(subject.to_owned()), ..SeriesAsked::default() };
    let hostile = SeriesAsked { known: HOSTILE.to_owned(), title: Some(HOSTILE.to_owned()), ..SeriesAsked::default() };
    for reader in readers().into_iter().filter(|reader| !reader.has_file()) {
        for asked in [SeriesAsked::default(), hostile.clone(), subject("onderdeel/9A1.1"), subject("indicator/x")] {
            for found in [None, Some(&none), Some(&found)] {
                assert_sound(&shown(reader, found, &asked));
            }
        }
    }
}

#[test]
fn the_counts_of_each_round_stand_above_the_series() {
    let page = shown(Reader::at_service(Language::Dutch, false), Some(&found()), &SeriesAsked::default());
    for row in [
        "<td class=\"number\">0</td><td class=\"number\">17</td>",
        "<td class=\"number\">7</td><td class=\"number\">0</td>",
    ] {
        assert!(page.contains(row), "{row}: {page}");
    }
    let one = SeriesAsked { subject: Some("indicator/x".to_owned()), ..SeriesAsked::default() };
    let page = shown(Reader::at_service(Language::Dutch, false), Some(&found()), &one);
    assert!(!page.contains("<td class=\"number\">17</td>"), "of one subject there is nothing to count");
}

#[test]
fn every_cell_leads_to_its_round_at_its_node_and_one_that_was_dropped_to_what_dropped_it() {
    let page = shown(Reader::at_service(Language::Dutch, false), Some(&found()), &SeriesAsked::default());
    for address in [
        "/rondes/2019-vr1?versie=2&amp;onderdeel=9A1.3#gekozen",
        // Known then, and not now: the day as known then.
        "/rapportage?geldigOp=2019-09-01&amp;positie=80&amp;onderdeel=9A1.1#gekozen",
        "/rondes/2019-vr1?versie=2&amp;onderdeel=9C1.1#gekozen",
        "/rondes/2020-vr1?versie=nu\"",
        "/gebeurtenissen/70",
        "/over-de-jaren?onderwerp=onderdeel/9A1.1",
    ] {
        assert!(page.contains(address), "{address}: {page}");
    }
    assert!(!page.contains("/rondes/2020-vr1?versie=nu&amp;onderdeel=9A1.1#"), "the node is not in that report");
}

#[test]
fn a_light_is_word_shape_and_colour_and_says_that_it_was_carried_over() {
    let page = shown(Reader::at_service(Language::Dutch, false), Some(&found()), &SeriesAsked::default());
    let lights = page.split("<h2>Stoplichten</h2>").nth(1).expect("lights").split("<h2>").next().expect("a part");
    assert!(lights.contains("class=\"light groen\"><svg") && lights.contains("groen"), "{lights}");
    let red = lights.split("class=\"light rood\"").nth(1).expect("red").split("</td>").next().expect("a cell");
    assert!(red.contains("overgenomen"), "{red}");
    let green = lights.split("class=\"light groen\"").nth(1).expect("green").split("</td>").next().expect("a cell");
    assert!(!green.contains("overgenomen"), "{green}");
}

#[test]
fn an_amount_says_that_a_round_told_it_again_or_carried_it_over() {
    let mut found = found();
    let told = |word: &str| json!({ "bedragInCenten": 2_000_000, "gemeld": word, "onderdeel": "9" });
    found["rijen"] = json!([{ "onderwerp": "bijstelling/b", "titel": "Bezems",
        "cellen": [told("nieuw"), told("opnieuw-gemeld"), told("overgenomen")] }]);
    let page = shown(Reader::at_service(Language::Dutch, false), Some(&found), &SeriesAsked::default());
    let marks: Vec<&str> =
        page.split("<span class=\"mark\">").skip(1).filter_map(|part| part.split('<').next()).collect();
    assert_eq!(marks, ["opnieuw gemeld", "overgenomen"], "what is new needs no mark: {page}");
    assert!(!page.contains("<h2>Bedragen gemeld of overgenomen"), "the marks say it beside the amounts");
}

#[test]
fn the_tree_folds_what_stayed_the_same_away() {
    let page = shown(Reader::at_service(Language::English, false), Some(&found()), &SeriesAsked::default());
    let folded = page.split("<details>").nth(1).expect("details").split("</details>").next().expect("an end");
    assert!(folded.contains("1 element is the same") && folded.contains("9 Vast") && !folded.contains("9A1.1"));
}

#[test]
fn the_course_of_a_subject_has_the_texts_of_each_round_and_says_which_was_erased() {
    let asked = SeriesAsked { subject: Some("onderdeel/9A1.1".to_owned()), ..SeriesAsked::default() };
    let mut one = found();
    one["rijen"] = json!([one["rijen"][0], one["rijen"][2]]);
    let page = shown(Reader::at_service(Language::Dutch, false), Some(&one), &asked);
    for part in
        ["(tekst gewist)", "/gebeurtenissen/12", "Niet in deze ronde.", "/geschiedenis/onderdeel/9A1.1", "Code: 9A1.3"]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
}

#[test]
fn a_vast_side_is_cut_and_says_how_many_rows_are_left_out() {
    let mut many = found();
    let row = |at: usize| json!({ "onderwerp": format!("dossier/d{at}"), "titel": "D", "cellen": [{ "status": "open" }, null, null] });
    many["rijen"] = (0..ROWS_MAX + 3).map(row).collect();
    let page = shown(Reader::at_service(Language::Dutch, false), Some(&many), &SeriesAsked::default());
    assert!(page.contains("Nog 3 rijen staan hier niet"));
    assert_eq!(page.matches("/over-de-jaren?onderwerp=dossier/d").count(), ROWS_MAX);
}
