//! Builds the first sheet of a comparison: its two points, the summary, the warnings, and the totals that moved.

use serde_json::Value;

use crate::first_sheet::{heading, message_pair, pair};
use crate::language::{Language, Message};
use crate::message;
use crate::table::{Cell, ColumnKind};
use crate::xlsx::{FirstSheet, SheetPart};
use crate::{comparison_reach, comparison_summary, comparison_terms, differences, labels, text, wording};

/// Builds the first sheet.
pub(super) fn of_comparison(found: &Value, language: Language) -> FirstSheet {
    let say = |message: Message| message.in_language(language);
    let mut parts = vec![
        SheetPart::Title(say(message!("compare-title"))),
        SheetPart::Text(say(message!("opening-lead-comparison"))),
    ];
    for (side, name) in [("van", message!("compare-from")), ("naar", message!("compare-to"))] {
        let (known, told) = wording::known_label_and_text(language, &found[side]);
        let point = comparison_terms::point(&found[side], language);
        parts.push(pair(&name, format!("{point}. {known}: {told}."), language));
    }
    let scope = match found["naar"]["onderdeel"].as_str() {
        Some(code) => message!("opening-node", code = code),
        None => message!("opening-everything"),
    };
    parts.push(message_pair(&message!("opening-scope"), &scope, language));
    if let Some(filter) = comparison_terms::filter(found, language) {
        parts.push(pair(&message!("compare-only"), filter, language));
    }
    parts.push(heading(&message!("opening-in-short"), language));
    parts.extend(natures(found, language));
    parts.extend(comparison_reach::counted(found).map(|(word, count)| {
        let name = format!("{count} {}", comparison_summary::nature_mark(word, language));
        SheetPart::Pair(Cell::Text(name), comparison_reach::explain(word, language))
    }));
    parts.extend(
        comparison_summary::summary_lines(found, language)
            .into_iter()
            .map(|(label, told)| SheetPart::Pair(Cell::Text(label), told)),
    );
    let warnings = found["waarschuwingen"].as_array().map_or(&[][..], Vec::as_slice);
    if !warnings.is_empty() {
        parts.push(heading(&message!("opening-attention"), language));
        let warning = |word: &Value| SheetPart::Text(say(differences::warning(word.as_str().unwrap_or_default())));
        parts.extend(warnings.iter().map(warning));
        parts.extend(comparison_reach::programmes(found, language).into_iter().map(SheetPart::Text));
    }
    parts.extend(text::missing_of_comparison(found).map(|missing| SheetPart::Text(say(missing))));
    parts.extend(totals(found, language));
    FirstSheet { name: message!("sheet-opening"), parts }
}

/// Returns how many corrections, views and new differences there are, and what each of them means between these two
/// points.
fn natures(found: &Value, language: Language) -> Vec<SheetPart> {
    let asked =
        ["nieuw", "herstel", "weergave"].into_iter().filter(|nature| !comparison_terms::is_left_out(found, nature));
    let part = |nature: &str| {
        let count = found["samenvatting"][nature]["aantal"].as_u64().or_else(|| found["tellingen"][nature].as_u64());
        let meaning = match nature {
            "herstel" => {
                let what = comparison_terms::explain_correction(found, language);
                message!("account-correction", what = what).in_language(language)
            }
            "weergave" => comparison_terms::explain_view(found, language),
            _ => comparison_terms::explain_new(found, language),
        };
        let name = format!("{} {}", count.unwrap_or(0), comparison_summary::nature_mark(nature, language));
        SheetPart::Pair(Cell::Text(name), meaning)
    };
    asked.map(part).collect()
}

/// Returns the totals that moved, each with what moved it; and how many stayed the same.
fn totals(found: &Value, language: Language) -> Vec<SheetPart> {
    let all = found["totalen"].as_array().map_or(&[][..], Vec::as_slice);
    let moved = |row: &&Value| {
        ["herstel", "nieuw"].iter().any(|key| row[*key].as_i64().unwrap_or(0) != 0)
            || row["aantalPmVan"] != row["aantalPmNaar"]
    };
    let (moved, still): (Vec<&Value>, Vec<&Value>) = all.iter().partition(moved);
    if all.is_empty() {
        return Vec::new();
    }
    let mut parts = vec![heading(&message!("opening-money"), language)];
    parts.extend(comparison_terms::explain_totals(found, language).map(SheetPart::Text));
    if !moved.is_empty() {
        parts.push(SheetPart::Text(message!("account-totals-how").in_language(language)));
        parts.push(side_by_side(&moved, language));
    }
    if !still.is_empty() {
        parts.push(SheetPart::Text(message!("compare-unchanged-totals", count = still.len()).in_language(language)));
    }
    parts
}

fn side_by_side(rows: &[&Value], language: Language) -> SheetPart {
    let head = |key: &str, kind| (labels::field(language, key), kind);
    let heads = vec![
        (message!("opening-total-of").in_language(language), ColumnKind::Name),
        head("begrotingsjaar", ColumnKind::Whole),
        head("vanInCenten", ColumnKind::Cents),
        head("herstel", ColumnKind::Cents),
        head("nieuw", ColumnKind::Cents),
        head("naarInCenten", ColumnKind::Cents),
        head("aantalPmNaar", ColumnKind::Whole),
    ];
    let row = |row: &&Value| {
        let words = wording::amount_words(language, |key| row[key].as_str()).join(", ");
        let year = row["begrotingsjaar"].as_i64().map_or(Cell::Empty, Cell::Whole);
        let side = |key: &str, open: &str| match row[open].as_u64() {
            Some(1..) if row[key] == 0 => Cell::Text(message!("amount-pm").in_language(language)),
            Some(_) | None => Cell::of(ColumnKind::Cents, &row[key], None),
        };
        let moved = |key: &str| Cell::of(ColumnKind::Cents, &row[key], None);
        let (from, to) = (side("van", "aantalPmVan"), side("naar", "aantalPmNaar"));
        let amounts = [from, moved("herstel"), moved("nieuw"), to];
        let open = row["aantalPmNaar"].as_i64().filter(|count| *count != 0).map_or(Cell::Empty, Cell::Whole);
        [Cell::Text(words), year].into_iter().chain(amounts).chain([open]).collect()
    };
    SheetPart::Rows(heads, rows.iter().map(row).collect())
}
