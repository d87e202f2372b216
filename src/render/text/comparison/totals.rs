//! Writes totals side by side, each with what moved it: van + herstel + nieuw = naar.

use serde_json::Value;
use textwrap::core::display_width;

use crate::message;
use crate::page::TextPage;
use crate::text::{list, text};
use crate::{comparison_summary, comparison_terms, wording};

pub(super) fn totals(page: &mut TextPage, found: &Value) {
    let language = page.language();
    let rows = list(found, "totalen");
    let amount = |row: &Value, key: &str| row[key].as_i64().unwrap_or(0);
    let moved = |row: &&Value| {
        ["herstel", "nieuw"].iter().any(|key| amount(row, key) != 0) || row["aantalPmVan"] != row["aantalPmNaar"]
    };
    let (moved, still): (Vec<&Value>, Vec<&Value>) = rows.iter().partition(moved);
    if rows.is_empty() {
        return;
    }
    let heading = page.say(&message!("compare-totals"));
    page.heading(&heading);
    if let Some(bounds) = comparison_terms::explain_totals(found, language) {
        page.line(0, &bounds);
    }
    if !moved.is_empty() {
        let [from, to] =
            [message!("compare-from"), message!("compare-to")].map(|label| page.say(&label).to_lowercase());
        page.columns(
            2,
            &[
                from,
                comparison_summary::nature_mark("herstel", language),
                comparison_summary::nature_mark("nieuw", language),
                to,
            ],
        );
    }
    for row in moved {
        let year = match row["begrotingsjaar"].as_i64() {
            Some(year) => year.to_string(),
            None => page.say(&message!("compare-without-year")),
        };
        let words: Vec<String> =
            std::iter::once(year).chain(wording::amount_words(language, |key| text(row, key))).collect();
        page.line(0, &words.join(", "));
        page.columns(2, &["van", "herstel", "nieuw", "naar"].map(|key| wording::euros(language, amount(row, key))));
        if amount(row, "waarvanNagekomen") != 0 {
            let late = wording::euros(language, amount(row, "waarvanNagekomen"));
            let told = page.say(&message!("compare-of-which-late", amount = late));
            page.line(2, &told);
        }
        if amount(row, "waarvanNietGerapporteerd") != 0 {
            let unreported = wording::euros(language, amount(row, "waarvanNietGerapporteerd"));
            page.message_line(2, &message!("compare-of-which-unreported", amount = unreported));
        }
        let (before, after) = (amount(row, "aantalPmVan"), amount(row, "aantalPmNaar"));
        if (before, after) != (0, 0) {
            let told = page.say(&message!("compare-pro-memorie", before = before, after = after));
            page.line(2, &told);
        }
    }
    if !still.is_empty() {
        let told = page.say(&message!("compare-unchanged-totals", count = still.len()));
        page.line(0, &told);
    }
}

impl TextPage {
    /// Writes amounts right-aligned in columns of equal width; where one does not fit, below each other.
    fn columns(&mut self, indent: usize, cells: &[String]) {
        let room = (self.width() - indent) / cells.len();
        if cells.iter().any(|cell| display_width(cell) + 1 > room) {
            cells.iter().for_each(|cell| self.amount(indent, "", cell));
            return;
        }
        let line: String =
            cells.iter().map(|cell| format!("{}{cell}", " ".repeat(room - display_width(cell)))).collect();
        self.raw(indent, &line);
    }
}
