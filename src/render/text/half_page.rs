//! Renders the half page that fits into a council paper: the cheapest place outside the server to keep a digest and a
//! checkpoint.

use super::bundle::{BundleInfo, hex_of, verdict};
use super::{list, text};
use crate::wording;

/// Columns that fit any page and any mail.
const WIDTH: usize = 80;
/// Half of a page of 60 lines.
const LINES_MAX: usize = 30;
/// Where the values begin, which leaves room for the 64 digits of a digest.
const LABEL_WIDTH: usize = 14;
/// The indent of what is copied as a whole.
const INDENT: usize = 2;
/// Lines of a title that is longer than a line. More of its 300 characters would not help to find the report.
const TITLE_LINES_MAX: usize = 2;

/// Renders `raadsstuk.txt`: at most 30 lines of 80 columns, plain.
pub fn half_page(bundled: &BundleInfo) -> String {
    let bundled = &bundled.harmless();
    let whole = lines(bundled, true);
    // Only a key name of more than a line makes it longer. Then the signature is left out, which a council paper does
    // not need, and the name, with which the key begins.
    let lines = if whole.len() <= LINES_MAX { whole } else { lines(bundled, false) };
    lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn lines(bundled: &BundleInfo, with_signature: bool) -> Vec<String> {
    let sealed = &bundled.sealed;
    let mut lines = vec!["CONTROLEGEGEVENS BIJ EEN VASTGESTELDE RAPPORTAGE".to_owned(), String::new()];
    let mut title = labelled("Rapportage", bundled.title());
    if title.len() > TITLE_LINES_MAX {
        title.truncate(TITLE_LINES_MAX);
        let last = title.last_mut().expect("two lines are left");
        *last = last.chars().take(WIDTH - 1).collect::<String>() + "…";
    }
    lines.extend(title);
    let version = format!("{}, versie {}{}", bundled.round(), sealed["versie"], bundled.equal());
    lines.extend(labelled("Ronde", &version));
    lines.extend(labelled("Vastgesteld", &format_adoption(bundled)));
    lines.extend(labelled("Peildatum", &bundled.reporting_date()));
    let known = format!("positie {}, {}", sealed["positie"], bundled.known_at());
    lines.extend(labelled("Logboek t/m", &known));
    lines.extend(labelled("Oordeel", &judged(bundled)));
    lines.extend(labelled("Digest", hex_of(sealed, "digest")));
    let erased = !list(sealed, "gewist").is_empty();
    if erased {
        lines.extend(labelled("Geraamte", hex_of(sealed, "digestGeraamte")));
    }
    lines.push(String::new());
    let (text, signature) = bundled.note.split_once("\n\n").unwrap_or((bundled.note.as_str(), ""));
    lines.push(format!("Checkpoint tot en met gebeurtenis {} (een volle regel loopt door):", bundled.size));
    let told = if with_signature { 0 } else { 1 }; // the key contains its name as well
    text.lines().skip(told).for_each(|line| lines.extend(pieces(line)));
    if with_signature {
        lines.push(String::new());
        signature.lines().for_each(|line| lines.extend(pieces(line)));
    }
    lines.push(String::new());
    lines.push("Openbare sleutel waarmee iedereen dat checkpoint controleert:".to_owned());
    lines.extend(pieces(&bundled.key));
    lines.push(String::new());
    let compared = match erased {
        false => "'sha256sum rapportage.canoniek.json' geeft de digest",
        true => "'sha256sum geraamte.json' geeft het geraamte",
    };
    let how = format!(
        "Nagaan kan iedereen met de bundel van deze vaststelling: {compared}, en 'replay verify BUNDEL.zip --key DIT_STUK' zegt met \
         de sleutel van dit papier of alles erin nog klopt."
    );
    lines.extend(wrapped(&how, ""));
    lines
}

/// Formats by whom, what and when, without the reason: a reason is free text, and a text may have to be erased.
fn format_adoption(bundled: &BundleInfo) -> String {
    let sealed = &bundled.sealed;
    let body = match text(sealed, "orgaan") {
        Some("raad") => "de gemeenteraad",
        Some("college") => "het college van burgemeester en wethouders",
        Some(other) => other,
        None => "onbekend",
    };
    let mut told = format!(
        "{} door {body}",
        text(sealed, "strekking").map(|word| wording::words(bundled.language, word)).unwrap_or_default()
    );
    if let Some(on) = text(sealed, "genomenOp") {
        told.push_str(&format!(" op {}", wording::day(bundled.language, on, None)));
    }
    if let Some(decision) = text(sealed, "besluit") {
        told.push_str(&format!(", besluit {decision}"));
    }
    told
}

fn judged(bundled: &BundleInfo) -> String {
    let mut told = verdict(bundled);
    if bundled.differs() {
        told.push_str(". Neem deze gegevens niet op, en laat het logboek narekenen");
    } else if !list(&bundled.sealed, "gewist").is_empty() {
        told.push_str("; het geraamte klopt");
    }
    told
}

fn labelled(label: &str, value: &str) -> Vec<String> {
    let first = format!("{label:<LABEL_WIDTH$}");
    let mut lines = wrapped(value, &" ".repeat(LABEL_WIDTH));
    if let Some(line) = lines.first_mut() {
        line.replace_range(..LABEL_WIDTH, &first);
    }
    lines
}

fn wrapped(text: &str, indent: &str) -> Vec<String> {
    let options = textwrap::Options::new(WIDTH)
        .initial_indent(indent)
        .subsequent_indent(indent)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    let text = text.replace('\u{a0}', " ");
    textwrap::wrap(&text, options).into_iter().map(std::borrow::Cow::into_owned).collect()
}

/// Splits what is copied as a whole into full lines, which a reader concatenates. No piece ends in a blank, which would
/// be lost.
fn pieces(line: &str) -> Vec<String> {
    let mut left: Vec<char> = line.chars().collect();
    let mut pieces = Vec::new();
    while !left.is_empty() {
        let mut cut = left.len().min(WIDTH - INDENT);
        while cut > 1 && cut < left.len() && left[cut - 1] == ' ' {
            cut -= 1;
        }
        let rest = left.split_off(cut);
        pieces.push(format!("{}{}", " ".repeat(INDENT), left.iter().collect::<String>()));
        left = rest;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use unicode_width::UnicodeWidthStr as _;

    use super::*;
    use crate::language::Language;

    fn bundled(name: &str, oordeel: &str, gewist: serde_json::Value) -> BundleInfo {
        let hex = "a4dd1fdfb8687c8578c87b2ee244ddf409bbe70fbe7a593671f4e236d5bad395";
        let signature = "A".repeat(92);
        BundleInfo {
            sealed: json!({ "ronde": "2019-vr1", "versie": 2, "orgaan": "college", "strekking": "gewijzigd-vastgesteld",
                "besluit": "B&W 19.0017", "genomenOp": "2019-05-28", "reden": null, "peildatum": "2019-04-01", "positie": 123,
                "digest": format!("sha256:{hex}"), "digestGeraamte": format!("sha256:{hex}"), "oordeel": oordeel,
                "gewist": gewist, "afwijkingen": [] }),
            report: json!({ "ronde": { "titel": "Eerste ".repeat(40), "soort": "voortgangsrapportage" },
                "basis": { "beschikbaarOp": "2019-05-28T20:40:00Z" } }),
            canonical_digest: format!("sha256:{hex}"),
            size: 1_000_000,
            root: "r".repeat(44),
            note: format!("{name}\n1000000\n{}\n\n\u{2014} {name} {signature}\n", "r".repeat(44)),
            key: format!("{name}+0a1b2c3d+{}", "k".repeat(44)),
            newer: None,
            equal_to: None,
            reopened: false,
            software: "0.1.0".to_owned(),
            language: Language::Dutch,
        }
    }

    #[test]
    fn half_a_page_is_half_a_page_whatever_it_says() {
        let gewist = json!([{ "positie": 3, "door": 9, "grondslag": "artikel 17 AVG", "besluit": "B&W 26.0012" }]);
        let names = ["peildatum/0123456789abcdef".to_owned(), "peildatum.gemeente.example/".repeat(2), "n".repeat(255)];
        for name in &names {
            for (verdict, erased) in
                [("klopt", json!([])), ("klopt-behoudens-wissing", gewist.clone()), ("afwijkend", json!([]))]
            {
                let told = bundled(name, verdict, erased);
                let page = half_page(&told);
                assert!(page.lines().count() <= LINES_MAX, "{} lines\n{page}", page.lines().count());
                assert!(page.lines().all(|line| line.width() <= WIDTH && line.trim_end() == line), "{page}");
                let whole: String = page.lines().map(str::trim_start).collect();
                for part in [&told.key, told.note.lines().nth(2).unwrap(), hex_of(&told.sealed, "digest")] {
                    assert!(whole.contains(part), "{part} in\n{page}");
                }
                let signed = told.note.lines().last().unwrap();
                assert_eq!(whole.contains(signed), name.len() < 255, "{page}");
            }
        }
    }
}
