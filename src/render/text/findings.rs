//! Renders the findings of a round as text: a heading for each code, the gravest first.

use serde_json::Value;

use super::{known_at, list, text};
use crate::language::{Argument, Language, Message};
use crate::message;
use crate::page::{Ink, TextPage, without_control_characters};
use crate::{Style, wording};

/// Renders findings as text.
pub fn findings(findings: &Value, style: Style) -> String {
    let mut page = TextPage::new(style);
    let findings = &without_control_characters(findings);
    header(&mut page, findings);
    let all = list(findings, "signalen");
    if all.is_empty() {
        page.gap();
        page.message_line(0, &message!("findings-none"));
    }
    let language = page.language();
    let mut code = None;
    for finding in all {
        if code != text(finding, "code") {
            code = text(finding, "code");
            let code = code.unwrap_or_default();
            let severity = text(finding, "ernst").unwrap_or_default();
            page.gap();
            let kind = message!(
                "findings-kind",
                kind = wording::capital(&wording::words(language, code)),
                severity = Argument::word(severity),
                count = findings["tellingen"][code].as_u64().unwrap_or_default(),
            );
            let kind = page.ink(ink(severity), &kind.in_language(language));
            page.line(0, &kind);
        }
        page.bullet(2, text(finding, "melding").unwrap_or_default());
        page.message_line(4, &rests_on(finding));
        if let Some(since) = since(finding) {
            page.message_line(4, &since);
        }
    }
    if let Some(count) = findings["vastgesteldeConcepten"].as_u64().filter(|count| *count > 0) {
        page.gap();
        page.message_line(0, &message!("findings-adopted", count = count));
    }
    page.finish()
}

fn header(page: &mut TextPage, findings: &Value) {
    let language = page.language();
    let basis = &findings["basis"];
    page.titled(&message!("findings-title"));
    let round = text(basis, "ronde").unwrap_or_default();
    let round = match findings["versie"].as_i64() {
        Some(version) => page.say(&message!("findings-round-sealed", round = round, version = version)),
        None => round.to_owned(),
    };
    page.named(&message!("findings-round"), &round);
    let day =
        |object: &Value, key: &str| text(object, key).map_or_else(String::new, |iso| wording::day(language, iso, None));
    page.named(&message!("report-date"), &day(basis, "peildatum"));
    known_at(page, basis);
    page.named(&message!("findings-window"), &window(findings, language));
    if let Some(node) = text(basis, "onderdeel") {
        page.named(&message!("report-node"), node);
    }
}

/// Formats the days that the round is about, and the round before it.
pub fn window(findings: &Value, language: Language) -> String {
    let window = &findings["tijdvak"];
    let day = |key: &str| text(window, key).map_or_else(String::new, |iso| wording::day(language, iso, None));
    let (from, until) = (day("vanaf"), day("tot"));
    let told = match text(window, "vorigeRonde") {
        Some(round) => message!("findings-window-after", from = from, until = until, round = round),
        None => message!("findings-window-days", from = from, until = until),
    };
    told.in_language(language)
}

/// Says since which round a finding stands; none where it did not stand in the round before.
pub fn since(finding: &Value) -> Option<Message> {
    text(finding, "sindsRonde").map(|round| message!("findings-since", round = round))
}

/// Formats the subject and the events on which a finding is based.
fn rests_on(finding: &Value) -> Message {
    let positions: Vec<String> = list(finding, "posities").iter().map(Value::to_string).collect();
    let subject = text(finding, "onderwerp").unwrap_or_default();
    match positions.as_slice() {
        [] => Message::verbatim(subject),
        [only] => message!("findings-position", subject = subject, position = only),
        several => message!("findings-positions", subject = subject, positions = several.join(", ")),
    }
}

fn ink(severity: &str) -> Ink {
    match severity {
        "hoog" => Ink::Red,
        "midden" => Ink::Yellow,
        _ => Ink::Bold,
    }
}
