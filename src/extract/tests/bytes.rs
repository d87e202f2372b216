//! Tests that what is not a report page is refused with what was looked for, and that no bytes at all make the reader
//! panic.

use proptest::prelude::*;

use super::{TREE, extraction, import, messages, notes, options};
use crate::language::Language;
use crate::{ExtractError, extract};

const PAGE: &str = "2de Voortgangsrapportage 2021\r\n\r\nBeleidsterrein 3A Wegen\r\n\r\n3A1.1 Wegen vegen\tGroen\r\n\r\n3A1. 2 Borden wassen\r\n\u{a0}\r\n\
    Toelichting doelenboom Beleidsterrein 3A Wegen\r\n\r\n3A1.1. Wegen goed vegen\r\nDe motie ‘Schone Stoep’ (M.21.0057/01) en B&W19.0017 kosten € 1,2 mln. in 2021, \
    tussen de € 10.000 en € 20.000. Gebouw C sluit per 1 april 2019.\r\n- Alle prestaties krijgen een groen stoplicht, behalve 3A1.2 (oranje).\r\n1. Wachtlijst\r\nDe lijst groeit.\r\n";

#[test]
fn ends_of_line_and_marks_of_encoding_make_no_difference() {
    let plain = extraction(&format!("{TREE}\nToelichting\n\n3A1.1 Wegen vegen\nHet café is dicht.\n"));
    let windows =
        format!("\u{feff}{TREE}\nToelichting\n\n3A1.1 Wegen vegen\nHet café is dicht.\n").replace('\n', "\r\n");
    assert_eq!(notes(&extraction(&windows)), notes(&plain));
    let mut utf16 = vec![0xFF, 0xFE];
    utf16.extend(windows.trim_start_matches('\u{feff}').encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(notes(&extract(&utf16, &options()).expect("UTF-16")), notes(&plain));
}

#[test]
fn windows_1252_is_read_and_told_and_a_mix_is_refused() {
    let mut bytes = format!("{TREE}\nToelichting\n\n3A1.1 Wegen vegen\n").into_bytes();
    bytes.extend(b"Het caf\xE9 kost \x80 30.000.\n");
    let extraction = extract(&bytes, &options()).expect("Windows-1252");
    assert_eq!(notes(&extraction), ["onderdeel/3A1.1 | - | Het café kost € 30.000."]);
    assert!(messages(&extraction).contains("Windows-1252"));
    bytes.extend("Het café.".as_bytes());
    assert!(matches!(extract(&bytes, &options()), Err(ExtractError::NotText(_))));
}

#[test]
fn what_is_no_report_page_is_refused_with_what_was_looked_for() {
    let refusal =
        |bytes: &[u8]| extract(bytes, &options()).expect_err("no report page").message().in_language(Language::English);
    assert!(refusal(b"").contains("empty"));
    assert!(refusal(b" \n\xC2\xA0\n").contains("empty"));
    assert!(refusal(b"%PDF-1.7\n\x01").contains("PDF"));
    assert!(refusal(b"<!DOCTYPE html><p>Beleidsterrein 9A").contains("HTML"));
    assert!(refusal(b"\x00\x01\x02").contains("binary"));
    assert!(refusal(b"Beste lezer,\n\nDit is een brief over 2021.\n").contains("Beleidsterrein 9A"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Cut, duplicated and broken pages are read or refused.
    #[test]
    fn a_broken_page_is_read_or_refused(
        cuts in prop::collection::vec((0..PAGE.len(), 0..40usize, prop::collection::vec(any::<u8>(), 0..4)), 0..12)
    ) {
        let mut bytes = PAGE.as_bytes().to_vec();
        for (at, length, new) in cuts {
            let at = at.min(bytes.len());
            let end = (at + length).min(bytes.len());
            bytes.splice(at..end, new);
        }
        if let Ok(extraction) = extract(&bytes, &options()) {
            prop_assert!(extraction.drafts.iter().all(|draft| draft.lines.0 >= 1 && draft.lines.0 <= draft.lines.1));
        }
    }

    /// Text made of the words that the readers look for, in any order: a log accepts whatever is drafted.
    #[test]
    fn any_order_of_the_words_of_a_page_is_read_or_refused(words in prop::collection::vec(0..400usize, 0..120)) {
        let known: Vec<&str> = PAGE.split_inclusive([' ', '\n', '(', '.', ',']).collect();
        let text: String = words.iter().map(|word| known[word % known.len()]).collect();
        let page = format!("Beleidsterrein 3A Wegen\n\n{text}");
        if let Ok(extraction) = extract(page.as_bytes(), &options()) {
            import(&[&extraction]);
        }
    }
}
