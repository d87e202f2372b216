//! The findings of a round as text: a heading for each kind, the gravest first.

use serde_json::Value;

use super::{known_at, list, text};
use crate::render::page::{Ink, Page, harmless};
use crate::render::{Style, wording};

/// Findings as text.
pub fn findings(findings: &Value, style: Style) -> String {
    let mut page = Page::new(style);
    let findings = &harmless(findings);
    header(&mut page, findings);
    let all = list(findings, "signalen");
    if all.is_empty() {
        page.gap();
        page.line(0, "Geen signalen.");
    }
    let mut code = None;
    for finding in all {
        if code != text(finding, "code") {
            code = text(finding, "code");
            let code = code.unwrap_or_default();
            let count = &findings["tellingen"][code];
            let severity = text(finding, "ernst").unwrap_or_default();
            page.gap();
            let what = page.ink(
                ink(severity),
                &format!("{} ({severity}, {count})", wording::capital(&wording::words(page.language(), code))),
            );
            page.line(0, &what);
        }
        page.bullet(2, text(finding, "melding").unwrap_or_default());
        page.line(4, &rests_on(finding));
    }
    page.finish()
}

fn header(page: &mut Page, findings: &Value) {
    let (basis, window) = (&findings["basis"], &findings["tijdvak"]);
    page.heading("Signalen");
    let version = findings["versie"].as_i64().map_or_else(String::new, |version| format!(", vaststelling {version}"));
    page.labelled("Ronde", &format!("{}{version}", text(basis, "ronde").unwrap_or_default()));
    let language = page.language();
    let day =
        |object: &Value, key: &str| text(object, key).map_or_else(String::new, |iso| wording::day(language, iso, None));
    page.labelled("Peildatum", &day(basis, "peildatum"));
    known_at(page, basis);
    let previous = text(window, "vorigeRonde").map_or_else(String::new, |id| format!(", na ronde {id}"));
    page.labelled("Tijdvak", &format!("{} tot en met {}{previous}", day(window, "vanaf"), day(window, "tot")));
    if let Some(node) = text(basis, "onderdeel") {
        page.labelled("Onderdeel", node);
    }
}

/// The subject and the events that a finding rests on.
fn rests_on(finding: &Value) -> String {
    let positions: Vec<String> = list(finding, "posities").iter().map(Value::to_string).collect();
    let subject = text(finding, "onderwerp").unwrap_or_default();
    match positions.as_slice() {
        [] => subject.to_owned(),
        [only] => format!("{subject}, positie {only}"),
        several => format!("{subject}, posities {}", several.join(", ")),
    }
}

fn ink(severity: &str) -> Ink {
    match severity {
        "hoog" => Ink::Red,
        "midden" => Ink::Yellow,
        _ => Ink::Bold,
    }
}
