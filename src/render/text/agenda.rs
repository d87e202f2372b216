//! Renders an agenda as text: a line an entry, below its day.

use serde_json::Value;

use super::{day, known_at, list, text};
use crate::Style;
use crate::agenda_tables::{details, line, period};
use crate::message;
use crate::page::{Ink, TextPage, without_control_characters};

/// Renders an agenda as text.
pub fn agenda(agenda: &Value, style: Style) -> String {
    let mut page = TextPage::new(style);
    let agenda = &without_control_characters(agenda);
    let basis = &agenda["basis"];
    let language = page.language();
    page.titled(&message!("agenda-title"));
    page.named(&message!("agenda-period"), &period(basis).in_language(language));
    known_at(&mut page, basis);
    if let Some(node) = text(basis, "onderdeel") {
        page.named(&message!("report-node"), node);
    }
    let entries = list(agenda, "agendapunten");
    if entries.is_empty() {
        page.gap();
        page.message_line(0, &message!("agenda-none"));
    }
    let mut last = None;
    for entry in entries {
        let on = day(language, entry, "per");
        if on != last {
            page.gap();
            let head = page.ink(Ink::Bold, on.as_deref().unwrap_or_default());
            page.line(0, &head);
            last = on;
        }
        page.bullet(2, &line(entry, language));
        page.line(4, &details(entry, language).join(" · "));
    }
    page.finish()
}
