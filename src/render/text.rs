//! A report as text: header, tree, totals, decisions.

mod bundle;
mod comparison;
mod finance;
mod findings;
mod half_page;
mod history;
mod lost;
mod recorded;
mod rounds;
mod sentences;
mod things;

use serde_json::Value;

pub use bundle::{Bundled, differs, key, read_me};
pub use comparison::{Detail, comparison};
pub use finance::finance;
pub use findings::findings;
pub use half_page::half_page;
pub use history::history;
pub use recorded::{preview, recorded};
pub use rounds::rounds;
pub use sentences::sentences;

use super::page::{Ink, Page, harmless};
use super::{Style, wording};
use crate::language::Language;

/// A report, in its canonical JSON or an answer that holds it with `staat`, as text.
pub fn report(report: &Value, style: Style) -> String {
    let mut page = Page::new(style);
    let report = &lost::told(harmless(report), style.language);
    header(&mut page, report);
    lost::count(&mut page, &report["staat"]);
    for node in list(report, "onderdelen") {
        things::node(&mut page, 0, node);
    }
    money(&mut page, list(report, "financien"));
    decisions(&mut page, list(report, "besluiten"));
    state(&mut page, &report["staat"]);
    page.finish()
}

/// A string of an object; none where it is null.
fn text<'v>(object: &'v Value, key: &str) -> Option<&'v str> {
    object[key].as_str()
}

/// A list of an object; empty where it is not there.
fn list<'v>(object: &'v Value, key: &str) -> &'v [Value] {
    object[key].as_array().map_or(&[], Vec::as_slice)
}

fn strings(object: &Value, key: &str) -> Vec<String> {
    list(object, key).iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The day of an object under this key, as exactly as the object says it is known.
fn day(language: Language, object: &Value, key: &str) -> Option<String> {
    text(object, key).map(|iso| wording::day(language, iso, text(object, "nauwkeurigheid")))
}

/// What a reader must not miss about an object, in brackets.
fn marks(object: &Value) -> String {
    let mut marks = Vec::new();
    if object["overgenomen"] == true {
        marks.push("overgenomen".to_owned());
    }
    if object["vervallen"] == true {
        marks.push("vervallen".to_owned());
    }
    if let Some(code) = text(object, "onderdeelVervallen") {
        marks.push(format!("vastgelegd bij {code}, dat is vervallen"));
    }
    if let Some(judgement) = text(object, "oordeel") {
        marks.push(judgement.to_owned());
    }
    let mut rounds: Vec<&str> = list(object, "naVaststelling").iter().filter_map(|one| text(one, "ronde")).collect();
    rounds.dedup();
    if !rounds.is_empty() {
        marks.push(format!("vastgelegd na vaststelling van {}", rounds.join(", ")));
    }
    if marks.is_empty() { String::new() } else { format!(" [{}]", marks.join("; ")) }
}

fn header(page: &mut Page, report: &Value) {
    let (basis, round) = (&report["basis"], &report["ronde"]);
    page.heading(text(round, "titel").unwrap_or("Rapportage"));
    if let Some(id) = text(round, "id").or_else(|| text(basis, "ronde")) {
        let kind = text(round, "soort")
            .map_or_else(String::new, |kind| format!(" ({})", wording::words(page.language(), kind)));
        page.labelled("Ronde", &format!("{id}{kind}"));
    }
    if let Some(on) = text(basis, "peildatum") {
        page.labelled("Peildatum", &format!("{} ({on})", wording::day(page.language(), on, None)));
    }
    known_at(page, basis);
    let sealed = &report["staat"]["vaststelling"];
    if sealed.is_object() {
        page.labelled(
            "Vastgesteld",
            &format!("versie {}: {}", sealed["versie"], rounds::sealing(page.language(), sealed)),
        );
    }
    if let Some(year) = basis["begrotingsjaar"].as_i64() {
        page.labelled("Begrotingsjaar", &year.to_string());
    }
    if let Some(node) = text(basis, "onderdeel") {
        page.labelled("Onderdeel", node);
    }
}

fn known_at(page: &mut Page, basis: &Value) {
    let (name, told) = wording::known(page.language(), basis);
    page.labelled(&name, &told);
}

fn money(page: &mut Page, rows: &[Value]) {
    if rows.is_empty() {
        return;
    }
    page.heading("Financiën");
    let mut group = None;
    for row in rows {
        let node = text(row, "onderdeel").filter(|code| !code.is_empty()).unwrap_or("zonder onderdeel");
        let this = (node, row["begrotingsjaar"].as_i64());
        if group != Some(this) {
            let year =
                this.1.map_or_else(|| "zonder begrotingsjaar".to_owned(), |year| format!("begrotingsjaar {year}"));
            page.line(0, &format!("{node}, {year}"));
            group = Some(this);
        }
        page.amount(
            2,
            &wording::of_amount(page.language(), |key| text(row, key)).join(", "),
            &total(page.language(), row),
        );
    }
}

/// A sum, and how many amounts without a size stand beside it; those are never read as zero.
fn total(language: Language, row: &Value) -> String {
    let (cents, open) = (row["bedragInCenten"].as_i64().unwrap_or(0), row["aantalPm"].as_i64().unwrap_or(0));
    match (cents, open) {
        (cents, 0) => wording::euros(language, cents),
        (0, 1) => "p.m.".to_owned(),
        (0, open) => format!("{open} × p.m."),
        (cents, open) => format!("{} + {open} × p.m.", wording::euros(language, cents)),
    }
}

fn decisions(page: &mut Page, decisions: &[Value]) {
    if decisions.is_empty() {
        return;
    }
    page.heading("Besluiten");
    for decision in decisions {
        let number = text(decision, "kenmerk").or_else(|| text(decision, "id")).unwrap_or_default();
        let title = text(decision, "titel").unwrap_or("(titel gewist)");
        let bold = page.ink(Ink::Bold, number);
        page.line(0, &format!("{bold}  {title}{}", marks(decision)));
        let facts =
            ["soort", "strekking"].map(|key| text(decision, key).map(|word| wording::words(page.language(), word)));
        let facts: Vec<String> =
            facts.into_iter().flatten().chain(day(page.language(), decision, "ingangsdatum")).collect();
        page.line(2, &wording::capital(&facts.join(", ")));
        let concerns = strings(decision, "betreft");
        if !concerns.is_empty() {
            page.line(2, &format!("Betreft: {}", concerns.join(", ")));
        }
        let reservation = &decision["voorbehoud"];
        if reservation.is_object() {
            let met = match text(reservation, "vervuldDoor") {
                Some(by) => format!(" (vervuld door {by})"),
                None => " (nog niet vervuld)".to_owned(),
            };
            page.line(2, &format!("Voorbehoud: {}{met}", text(reservation, "tekst").unwrap_or("(tekst gewist)")));
        }
    }
}

/// What is told about the report: digest and root, and what was erased.
/// What the check of a sealing says; what differs is said so that nobody reads over it.
fn verdict(state: &Value) -> Option<&str> {
    match text(state, "oordeel") {
        Some("afwijkend") => Some("AFWIJKEND: dit is niet wat werd vastgesteld; laat het logboek narekenen (verify)"),
        other => other,
    }
}

fn state(page: &mut Page, state: &Value) {
    let facts = [("Digest", text(state, "digest")), ("Wortel", text(state, "wortel")), ("Oordeel", verdict(state))];
    if !facts.iter().any(|(_, value)| value.is_some()) {
        return;
    }
    page.heading("Controle");
    for (label, value) in facts {
        if let Some(value) = value {
            // On a line of its own: a digest is copied whole.
            page.line(0, label);
            page.line(2, value);
        }
    }
    for erased in list(state, "gewist") {
        let why =
            list(state, "wissingen").iter().find(|told| told["positie"] == *erased).map_or_else(String::new, |told| {
                let by = [text(told, "grondslag"), text(told, "besluit")].into_iter().flatten().collect::<Vec<_>>();
                format!(", door positie {} ({})", told["door"], by.join(", "))
            });
        page.labelled("Gewist", &format!("de tekst van positie {erased}{why}"));
    }
}
