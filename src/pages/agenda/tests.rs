//! The page of the agenda, with samples and hostile texts.

use serde_json::{Value, json};

use super::*;
use crate::domain::access::Role;
use crate::domain::query_keys as keys;
use crate::language::Language;
use crate::testkit::{HOSTILE, assert_sound, readers};

fn entry(day: &str, what: &str, subject: &str, name: Value) -> Value {
    json!({ "per": day, "wat": what, "onderwerp": subject, "naam": name, "reden": HOSTILE, "onderdeel": "9C1.1",
        "dossier": HOSTILE, "positie": 12, "oordeel": "nakijken", "nauwkeurigheid": "maand", "capaciteit": 40 })
}

fn found() -> Value {
    let entries = [
        entry("2021-05-01", "voorziening.gesloten", "voorziening/c", json!("Gebouw C")),
        entry("2021-07-01", "voorziening.capaciteit-gewijzigd", "voorziening/c", json!(HOSTILE)),
        entry("2021-08-01", "besluit.genomen", "besluit/b", Value::Null),
        entry("2021-09-01", "mijlpaal.verschoven", "mijlpaal/m", json!("Gunning")),
    ];
    json!({ "basis": { "van": "2021-05-01", "tot": "2021-12-31", "positie": 90, "beschikbaarOp": "2021-06-01T10:00:00Z" },
        "agendapunten": entries })
}

fn shown(reader: Reader, found: Option<&Value>, known: &str) -> String {
    let asked = AgendaAsked {
        from: "2021-05-01".to_owned(),
        until: "2021-12-31".to_owned(),
        known: known.to_owned(),
        node: Some("9".to_owned()),
    };
    page(&AgendaPage {
        reader,
        viewer: Viewer { name: HOSTILE, role: "r" },
        here: Address::of(&["agenda"]).with(keys::NODE, "9"),
        asked: &asked,
        today: "2021-06-15",
        sealings: &[("2019-vr1/2".to_owned(), HOSTILE.to_owned())],
        found,
    })
}

#[test]
fn an_agenda_is_sound_with_entries_without_and_of_an_empty_log() {
    let (none, found) = (json!({ "basis": {}, "agendapunten": [] }), found());
    for reader in readers().into_iter().filter(|reader| !reader.has_file()) {
        for found in [None, Some(&none), Some(&found)] {
            assert_sound(&shown(reader, found, HOSTILE));
        }
    }
}

#[test]
fn an_entry_says_what_happens_in_words_and_today_stands_between_past_and_future() {
    let page = shown(Reader::at_service(Language::Dutch, false), Some(&found()), "");
    for told in [
        ": sluit",
        ": 40 plaatsen",
        ": besluit",
        ": mijlpaal",
        "besluit/b (naam gewist)",
        "/geschiedenis/voorziening/c",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text}: {page}"));
    assert!(at(": sluit") < at("Vandaag") && at("Vandaag") < at(": 40 plaatsen"));
    assert!(page.contains("/agenda.ics?onderdeel=9&amp;taal=nl"), "{page}");
}

#[test]
fn where_readers_sign_in_no_calendar_follows_and_the_page_says_what_does() {
    for role in Role::ALL {
        let page = shown(Reader::at_service(Language::Dutch, false).acting(Some(role.into())), Some(&found()), "");
        assert_sound(&page);
        assert!(
            !page.contains("agenda.ics?") && page.contains("peildatum agenda --node 9 --format ics --url ADRES"),
            "{page}"
        );
    }
}
