//! Tests of the extraction, rule by rule, on invented pages; `leiden` reads the real ones.

use serde_json::Value;

use super::{Draft, Extraction, Options, extract};
use crate::domain::testkit::TestLog;
use crate::language::Language;

mod against;
mod bytes;
mod facilities;
mod later;
mod leiden;
mod lights;
mod money;
mod naming;
mod papers;
mod parts;
mod publishers;
mod realised;
mod reservations;
mod structure;
mod years;

/// Returns the options of an invented second progress report of 2021.
fn options() -> Options {
    Options {
        round: "2021-vr2".into(),
        reporting_date: Some("2021-09-01".into()),
        document: "pagina.txt".into(),
        accepts_heading: true,
        ..Options::default()
    }
}

/// Extracts an invented page, and checks that a log accepts its drafts in order.
fn extraction(page: &str) -> Extraction {
    let extraction = extract(page.as_bytes(), &options()).expect("an invented report page");
    for draft in &extraction.drafts {
        assert_eq!(draft.event["herkomst"]["document"], "pagina.txt");
        assert_eq!(draft.event["herkomst"]["regels"], serde_json::json!([draft.lines.0, draft.lines.1]));
    }
    import(&[&extraction]);
    extraction
}

/// Returns a log that accepted the drafts of these pages one after another.
fn import(pages: &[&Extraction]) -> TestLog {
    let mut log = TestLog::new();
    for draft in pages.iter().flat_map(|page| &page.drafts) {
        assert_eq!(log.code(&draft.event), "aangenomen", "{}", draft.event);
        log.take(&draft.event);
    }
    log
}

/// Extracts a page with one output, 3A1.1, and this text to explain it.
fn explained(text: &str) -> Extraction {
    extraction(&format!("{TREE}\nToelichting doelenboom Beleidsterrein 3A Wegen\n\n3A1.1 Wegen vegen\n{text}\n"))
}

const TREE: &str = "2e Voortgangsrapportage 2021\n\nBeleidsterrein 3A Wegen\n\nDoel\n\nPrestatie\n\n3A1 Wegen zijn schoon\n\n\
                    3A1.1 Wegen vegen\n\n3A1.2 Borden wassen\n";

/// Returns the drafts of a type as their subject and data.
fn of<'a>(extraction: &'a Extraction, kind: &str) -> Vec<(&'a str, &'a Value)> {
    let data = |draft: &'a Draft| (draft.subject(), &draft.event["gegevens"]);
    extraction.drafts.iter().filter(|draft| draft.kind() == kind).map(data).collect()
}

/// Returns the only draft of a type.
fn only<'a>(extraction: &'a Extraction, kind: &str) -> &'a Draft {
    let found: Vec<&Draft> = extraction.drafts.iter().filter(|draft| draft.kind() == kind).collect();
    assert_eq!(found.len(), 1, "{kind}\n{}{}", extraction.to_ndjson(), messages(extraction));
    found[0]
}

/// Returns the notes as `subject | head | text`.
fn notes(extraction: &Extraction) -> Vec<String> {
    let row = |(subject, data): &(&str, &Value)| {
        format!("{subject} | {} | {}", data["kop"].as_str().unwrap_or("-"), data["tekst"].as_str().unwrap_or_default())
    };
    of(extraction, "toelichting.vastgelegd").iter().map(row).collect()
}

fn messages(extraction: &Extraction) -> String {
    extraction
        .notices
        .iter()
        .map(|notice| format!("{:?} {}\n", notice.lines, notice.message.in_language(Language::English)))
        .collect()
}
