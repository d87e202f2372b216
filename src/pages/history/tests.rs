//! The page of a history: a closing that was announced, corrected and taken back, with hostile texts.

use serde_json::json;

use super::*;
use crate::testkit::{HOSTILE, assert_sound, readers};

fn row(position: u64, day: &str, recorded: &str, more: &Value) -> Value {
    let mut row = json!({
        "positie": position, "teltMee": true, "herstelt": null, "trektIn": null, "wist": null, "gewistDoor": null,
        "teltNietMeerSinds": null, "eerstGemeldAanRaad": null, "gerapporteerdIn": [],
        "wijzigingen": [{ "veld": "status", "van": "open", "naar": "gesloten" }],
        "gebeurtenis": { "type": "nl.peildatum.voorziening.gesloten", "ingangsdatum": day, "geregistreerdOp": recorded,
            "actor": { "id": "a", "naam": HOSTILE }, "toelichtingWijziging": HOSTILE,
            "herkomst": { "document": HOSTILE, "regels": [1, 2], "oordeel": "nakijken", "aangenomen": ["capaciteit"] } },
    });
    for (key, value) in more.as_object().into_iter().flatten() {
        row[key] = value.clone();
    }
    row
}

fn rows() -> Vec<Value> {
    let sealing = json!({ "ronde": "2019-vr1", "versie": 2, "orgaan": "raad", "aangekondigd": false });
    vec![
        row(1, "2019-01-01", "2019-01-01T10:00:00Z", &json!({})),
        row(
            7,
            "2019-04-01",
            "2019-03-20T10:00:00Z",
            &json!({ "teltMee": false, "gerapporteerdIn": [sealing],
            "eerstGemeldAanRaad": sealing, "teltNietMeerSinds": { "positie": 9, "reden": "gecorrigeerd" } }),
        ),
        row(9, "2019-04-08", "2019-06-03T10:00:00Z", &json!({ "herstelt": 7 })),
        row(12, "2019-02-01", "2019-09-20T10:00:00Z", &json!({ "wijzigingen": [] })),
        row(13, "2020-02-01", "2019-09-21T10:00:00Z", &json!({})),
        row(14, "2019-09-22", "2019-09-22T10:00:00Z", &json!({ "trektIn": 12 })),
    ]
}

fn written(reader: Reader, rows: &[Value]) -> String {
    let sealing = SealingLine {
        name: "2019-vr1/2".to_owned(),
        on: "2019-04-01".to_owned(),
        recorded_at: "2019-05-28T20:40:00Z".to_owned(),
    };
    page(&HistoryPage {
        reader,
        viewer: Viewer { name: "a", role: "b" },
        here: Address::of(&["geschiedenis", "voorziening", "gebouw-c"]),
        subject: "voorziening/gebouw-c",
        name: Some(HOSTILE),
        rows,
        basis: &json!({ "positie": 14, "beschikbaarOp": "2019-09-22T10:00:00Z" }),
        sealings: &[sealing],
        next: Some(Address::of(&["geschiedenis", "voorziening", "gebouw-c"]).with("na", "14")),
    })
}

#[test]
fn a_history_is_sound_for_every_reader_also_of_one_event_and_of_none() {
    let rows = rows();
    for reader in readers().into_iter().filter(|reader| !reader.has_file()) {
        for count in [0, 1, rows.len()] {
            assert_sound(&written(reader, &rows[..count]));
        }
    }
}

#[test]
fn what_stands_out_has_a_shape_of_its_own_and_the_same_word_in_the_table() {
    let rows = rows();
    let stands: Vec<EventMark> = rows.iter().map(EventMark::of).collect();
    use EventMark as S;
    assert_eq!(stands, [S::Plain, S::Ceased, S::Correction, S::Late, S::Announced, S::TakesBack]);
    let page = written(readers()[0], &rows);
    let svg =
        page.split("<svg viewBox=\"0 0 760").nth(1).and_then(|rest| rest.split("</svg>").next()).expect("a picture");
    for class in
        ["plain-dot", "ceased", "class=\"correction\"", "late", "announced", "takes-back", "corrects", "sealing"]
    {
        assert!(svg.contains(class), "{class}");
    }
    let table = page.split("<table>").nth(1).and_then(|rest| rest.split("</table>").next()).expect("a table");
    for stand in stands {
        assert!(table.contains(&readers()[0].say(&stand.name())), "{stand:?}");
    }
}

#[test]
fn each_place_in_the_picture_lies_inside_it() {
    let page = written(readers()[0], &rows());
    for attribute in ["cx=\"", "x1=\"", "x2=\"", "cy=\"", "y1=\"", "y2=\""] {
        for value in page.split(attribute).skip(1).map(|rest| rest.split('"').next().expect("a value ends")) {
            let place: f64 = value.parse().unwrap_or_else(|_| panic!("{attribute}{value}"));
            assert!((0.0..=760.0).contains(&place), "{attribute}{value}");
        }
    }
}

#[test]
fn an_event_says_what_it_was_and_became_and_where_it_stood() {
    let page = written(readers()[0], &rows());
    for part in
        ["Ervoor", "Erna", "Herstelt positie 7", "Trekt positie 12 in", "Stond in: ronde 2019-vr1 (versie 2, raad)"]
    {
        assert!(page.contains(part), "{part}");
    }
}
