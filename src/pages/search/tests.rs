//! The page of search, with samples and hostile texts.

use serde_json::json;

use super::*;
use crate::language::Language;
use crate::testkit::{HOSTILE, assert_sound, readers};

fn hit(sealings: usize) -> Hit {
    let shown = |version: u64| ShownIn {
        round: "2019-vr1".to_owned(),
        sealing: Some((version, "raad".to_owned())),
        node: (version == 1).then(|| "9C1.1".to_owned()),
    };
    Hit {
        found: json!({ "positie": 77, "onderwerp": "voorziening/gebouw-c", "type": "nl.peildatum.voorziening.gesloten",
            "ingangsdatum": "2019-04-01", "onderdeel": "9C1.1", "ronde": "2019-vr1", "teltMee": false }),
        places: vec![(
            "gegevens.teksten[2].tekst".to_owned(),
            vec![(HOSTILE.to_owned(), false), ("wacht".to_owned(), true), (HOSTILE.to_owned(), true)],
        )],
        round: Some(ShownIn { round: HOSTILE.to_owned(), sealing: None, node: Some(HOSTILE.to_owned()) }),
        sealings: (1..=sealings as u64).map(shown).collect(),
    }
}

fn shown(reader: Reader, asked: &SearchAsked, hits: &[Hit], next: Option<u64>) -> String {
    page(&SearchPage {
        reader,
        viewer: Viewer { name: HOSTILE, role: "r" },
        here: Address::of(&["zoeken"]).with_some(TEXT_KEY, asked.words.as_deref()),
        asked,
        lengths: (2, 200),
        hits,
        next,
    })
}

fn asked() -> SearchAsked {
    SearchAsked { words: Some(HOSTILE.to_owned()), node: Some("9".to_owned()), subject: None }
}

#[test]
fn search_is_sound_with_and_without_words_and_hits() {
    for reader in readers().into_iter().filter(|reader| !reader.has_file()) {
        assert_sound(&shown(reader, &SearchAsked::default(), &[], None));
        for (hits, next) in [(vec![], None), (vec![], Some(3)), (vec![hit(0), hit(1), hit(9)], Some(3))] {
            assert_sound(&shown(reader, &asked(), &hits, next));
        }
    }
}

#[test]
fn the_words_are_marked_and_a_hit_says_where_it_belongs_and_in_which_sealings_it_stood() {
    let reader = Reader::at_service(Language::Dutch, false);
    let page = shown(reader, &asked(), &[hit(2)], Some(40));
    for part in [
        "<mark>wacht</mark>",
        "Tekst: ",
        "href=\"/gebeurtenissen/77\"",
        "/geschiedenis/onderdeel/9C1.1",
        "/geschiedenis/voorziening/gebouw-c",
        "/over-de-jaren?onderwerp=voorziening/gebouw-c",
        "/rondes/2019-vr1?versie=1&amp;onderdeel=9C1.1#gekozen",
        "/rondes/2019-vr1?versie=2\"",
        "telt niet meer mee",
        "voor=40",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(shown(reader, &asked(), &[hit(0)], None).contains("Nooit vastgesteld"));
    assert!(shown(reader, &asked(), &[hit(9)], None).contains("en in nog 5 vaststellingen"));
}

#[test]
fn nothing_found_is_told_apart_from_nothing_found_yet() {
    let reader = Reader::at_service(Language::Dutch, false);
    assert!(shown(reader, &asked(), &[], None).contains("Niets gevonden."));
    let yet = shown(reader, &asked(), &[], Some(40));
    assert!(yet.contains("oudere zijn nog niet bekeken") && !yet.contains("Niets gevonden"), "{yet}");
    let before = shown(reader, &SearchAsked::default(), &[], None);
    assert!(!before.contains("Niets gevonden") && !before.contains("<h2>Gevonden"), "nothing was asked yet");
}
