//! Rounds as text: how far each is, what was sealed and what was published.

use serde_json::Value;

use super::{day, list, text};
use crate::language::Language;
use crate::render::page::{Page, harmless};
use crate::render::{Style, wording};

/// The rounds, one after the other.
pub fn rounds(rounds: &[Value], style: Style) -> String {
    let mut page = Page::new(style);
    for round in rounds.iter().map(harmless) {
        one(&mut page, &round);
    }
    if rounds.is_empty() {
        page.line(0, "Er is nog geen ronde geopend.");
    }
    page.finish()
}

fn one(page: &mut Page, round: &Value) {
    page.heading(text(round, "titel").unwrap_or("Ronde"));
    let kind =
        text(round, "soort").map_or_else(String::new, |kind| format!(" ({})", wording::words(page.language(), kind)));
    page.labelled("Ronde", &format!("{}{kind}", text(round, "id").unwrap_or_default()));
    if let Some(on) = day(page.language(), round, "peildatum") {
        page.labelled("Peildatum", &on);
    }
    if let Some(before) = day(page.language(), round, "aanleverenVoor") {
        page.labelled("Aanleveren voor", &before);
    }
    page.labelled("Status", text(round, "status").unwrap_or("onbekend"));
    for sealed in list(round, "vaststellingen") {
        page.labelled(&format!("Versie {}", sealed["versie"]), &sealing(page.language(), sealed));
    }
    for published in list(round, "publicaties") {
        let moment = text(published, "moment")
            .map_or_else(|| "onbekend".to_owned(), |iso| wording::moment(page.language(), iso));
        page.labelled("Gepubliceerd", &format!("versie {} op {moment}", published["versie"]));
        if let Some(url) = text(published, "url") {
            page.line(18, url);
        }
    }
}

/// A sealing in a line: what, by whom, when, why, and of which state.
pub(super) fn sealing(language: Language, sealed: &Value) -> String {
    let word = |key: &str| text(sealed, key).map(|word| wording::words(language, word)).unwrap_or_default();
    let mut told = format!("{} door {}", word("strekking"), word("orgaan"));
    if let Some(on) = text(sealed, "genomenOp") {
        told.push_str(&format!(" op {}", wording::day(language, on, None)));
    }
    if let Some(decision) = text(sealed, "besluit") {
        told.push_str(&format!(", besluit {decision}"));
    }
    if let Some(reason) = text(sealed, "reden") {
        told.push_str(&format!(", omdat: {reason}"));
    }
    format!("{told} (positie {})", sealed["positie"])
}
