//! Renders a report as text: header, tree, totals, decisions.

mod agenda;
mod bundle;
mod comparison;
mod erased;
mod finance;
mod findings;
mod half_page;
mod history;
mod missing_texts;
mod recorded;
mod rounds;
mod search;
mod sentences;
mod series;
mod tree;

use serde_json::Value;

pub use agenda::agenda;
pub use bundle::{BundleInfo, differs, key, read_me};
pub use comparison::{ComparisonDetail, comparison};
pub use erased::erased;
pub use finance::finance;
pub(super) use finance::out_of_sight;
pub(super) use findings::window;
pub use findings::{findings, since as finding_since};
pub use half_page::half_page;
pub use history::{history, value_in_words};
pub(super) use missing_texts::{
    fill_missing as with_missing, fill_missing_in_comparison as compared_with_missing,
    missing_in_comparison as missing_of_comparison,
};
pub use recorded::{own_changes, preview, recorded};
pub use rounds::version as sealing_version;
pub use rounds::{completeness_of, rounds};
pub use search::hits;
pub use sentences::{lines, sentences};
pub use series::series;
pub use series::{facts as series_facts, round_line as series_round, view as series_view};

use super::page::{Ink, TextPage, without_control_characters};
use super::{Style, items, labelled_fields, list, remarks, wording};
use crate::language::{Language, Message};
use crate::message;

/// Renders a report as text, from its canonical JSON or an answer that contains it with `staat`.
pub fn report(report: &Value, style: Style) -> String {
    let mut page = TextPage::new(style);
    let report = missing_texts::fill_missing(without_control_characters(report), style.language);
    let report = &super::with_marks(report);
    header(&mut page, report);
    missing_texts::count(&mut page, &report["staat"]);
    let not_reported = list(&report["staat"], "nietGerapporteerd");
    for node in list(report, "onderdelen") {
        tree::node(&mut page, 0, node, not_reported.contains(&node["code"]));
    }
    money(&mut page, list(report, "financien"));
    decisions(&mut page, list(report, "besluiten"));
    state(&mut page, &report["staat"]);
    page.finish()
}

/// Returns a string of an object; none where it is null.
fn text<'v>(object: &'v Value, key: &str) -> Option<&'v str> {
    object[key].as_str()
}

fn strings(object: &Value, key: &str) -> Vec<String> {
    list(object, key).iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Returns the day of an object under this key, with the precision that the object records.
fn day(language: Language, object: &Value, key: &str) -> Option<String> {
    text(object, key).map(|iso| wording::day(language, iso, text(object, "nauwkeurigheid")))
}

/// Returns what a reader must not miss about an object, in brackets.
fn marks(language: Language, object: &Value) -> String {
    let marks = remarks::remarks_of(language, object);
    if marks.is_empty() { String::new() } else { format!(" [{}]", marks.join("; ")) }
}

fn header(page: &mut TextPage, report: &Value) {
    let language = page.language();
    let (basis, round) = (&report["basis"], &report["ronde"]);
    let title = text(round, "titel").map_or_else(|| page.say(&message!("report-title")), str::to_owned);
    page.heading(&title);
    if let Some(id) = text(round, "id").or_else(|| text(basis, "ronde")) {
        page.named(&message!("report-round"), &format!("{id}{}", kind_of_round(language, round)));
    }
    if let Some(on) = text(basis, "peildatum") {
        page.named(&message!("report-date"), &format!("{} ({on})", wording::day(language, on, None)));
    }
    known_at(page, basis);
    let sealed = &report["staat"]["vaststelling"];
    if sealed.is_object() {
        page.named(&message!("report-sealed"), &rounds::version(language, sealed));
    }
    if let Some(year) = basis["begrotingsjaar"].as_i64() {
        page.named(&message!("report-year"), &year.to_string());
    }
    if let Some(node) = text(basis, "onderdeel") {
        page.named(&message!("report-node"), node);
    }
}

/// Formats the kind of a round: ` (voortgangsrapportage)`.
fn kind_of_round(language: Language, round: &Value) -> String {
    text(round, "soort").map_or_else(String::new, |kind| format!(" ({})", wording::words(language, kind)))
}

fn known_at(page: &mut TextPage, basis: &Value) {
    let (name, told) = wording::known_label_and_text(page.language(), basis);
    page.labelled(&name, &told);
}

fn money(page: &mut TextPage, rows: &[Value]) {
    if rows.is_empty() {
        return;
    }
    let language = page.language();
    page.titled(&message!("report-money"));
    let mut group = None;
    for row in rows {
        let this = (text(row, "onderdeel").filter(|code| !code.is_empty()), row["begrotingsjaar"].as_i64());
        if group != Some(this) {
            let node = this.0.map_or_else(|| page.say(&message!("report-without-node")), str::to_owned);
            let year = match this.1 {
                Some(year) => message!("report-of-year", year = year),
                None => message!("report-without-year"),
            };
            page.line(0, &format!("{node}, {}", year.in_language(language)));
            group = Some(this);
        }
        page.amount(2, &wording::amount_words(language, |key| text(row, key)).join(", "), &total(language, row));
    }
}

/// Formats a sum, with the count of amounts of unknown size beside it; those are never read as zero.
fn total(language: Language, row: &Value) -> String {
    let (cents, open) = (row["bedragInCenten"].as_i64().unwrap_or(0), row["aantalPm"].as_i64().unwrap_or(0));
    let pm = || message!("amounts-pm", count = open).in_language(language);
    match (cents, open) {
        (cents, 0) => wording::euros(language, cents),
        (0, _) => pm(),
        (cents, _) => format!("{} + {}", wording::euros(language, cents), pm()),
    }
}

fn decisions(page: &mut TextPage, decisions: &[Value]) {
    if decisions.is_empty() {
        return;
    }
    let language = page.language();
    page.titled(&message!("report-decisions"));
    for decision in decisions {
        let number = text(decision, "kenmerk").or_else(|| text(decision, "id")).unwrap_or_default();
        let title = text(decision, "titel").map_or_else(|| page.say(&message!("title-erased")), str::to_owned);
        let bold = page.ink(Ink::Bold, number);
        page.line(0, &format!("{bold}  {title}{}", marks(language, decision)));
        let words = ["soort", "strekking"].map(|key| text(decision, key).map(|word| wording::words(language, word)));
        let words: Vec<String> = words.into_iter().flatten().chain(day(language, decision, "ingangsdatum")).collect();
        page.line(2, &wording::capital(&words.join(", ")));
        tree::facts(page, 2, decision, &labelled_fields("besluit"));
        let concerns = strings(decision, "betreft");
        if !concerns.is_empty() {
            page.message_line(2, &message!("decision-concerns", what = concerns.join(", ")));
        }
        let reservation = &decision["voorbehoud"];
        if reservation.is_object() {
            let what = text(reservation, "tekst").map_or_else(|| page.say(&message!("text-erased")), str::to_owned);
            page.message_line(
                2,
                &match text(reservation, "vervuldDoor") {
                    Some(by) => message!("decision-reservation-met", what = what, by = by),
                    None => message!("decision-reservation-open", what = what),
                },
            );
        }
    }
}

/// Returns the verdict on a sealing, from the `staat` of its report; none for a report that is not sealed. A deviating
/// verdict is worded so that nobody overlooks it.
pub fn verdict(state: &Value, language: Language) -> Option<String> {
    let told = match text(state, "oordeel") {
        Some("afwijkend") => message!("report-verdict-differs"),
        Some("klopt") => message!("report-verdict-holds"),
        Some("klopt-behoudens-wissing") => message!("report-verdict-holds-but-erased"),
        Some(other) => Message::verbatim(other),
        // A sealing without a verdict can not be recomputed.
        None if state["vaststelling"].is_object() => message!("verdict-texts-missing"),
        None => return None,
    };
    Some(told.in_language(language))
}

/// Writes the data about the report: digest and root, and what was erased.
fn state(page: &mut TextPage, state: &Value) {
    let facts = [
        (message!("report-digest"), text(state, "digest").map(str::to_owned)),
        (message!("report-root"), text(state, "wortel").map(str::to_owned)),
        (message!("report-verdict"), verdict(state, page.language())),
    ];
    if facts.iter().all(|(_, value)| value.is_none()) {
        return;
    }
    page.titled(&message!("report-check"));
    for (label, value) in facts {
        if let Some(value) = value {
            // On a line of its own: a digest is copied as a whole.
            page.message_line(0, &label);
            page.line(2, &value);
        }
    }
    for erased in list(state, "gewist") {
        let position = erased.as_u64().unwrap_or_default();
        let told = match list(state, "wissingen").iter().find(|told| told["positie"] == *erased) {
            Some(told) => {
                let why = [text(told, "grondslag"), text(told, "besluit")].into_iter().flatten().collect::<Vec<_>>();
                let by = told["door"].as_u64().unwrap_or_default();
                message!("report-erased-by", position = position, by = by, why = why.join(", "))
            }
            None => message!("report-erased-position", position = position),
        };
        let told = page.say(&told);
        page.named(&message!("report-erased"), &told);
    }
}
