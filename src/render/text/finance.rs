//! Money as text: totals by budget year and programme, coverage, and how amounts moved.

use serde_json::Value;

use super::{known_at, list, text, total};
use crate::render::page::{Ink, Page, harmless};
use crate::render::{Style, wording};

/// Money as text.
pub fn finance(finance: &Value, style: Style) -> String {
    let mut page = Page::new(style);
    let finance = &harmless(finance);
    let basis = &finance["basis"];
    page.heading("Financiën");
    if let Some(on) = text(basis, "peildatum") {
        page.labelled("Peildatum", &wording::day(page.language(), on, None));
    }
    known_at(&mut page, basis);
    if let Some(year) = basis["begrotingsjaar"].as_i64() {
        page.labelled("Begrotingsjaar", &year.to_string());
    }
    if let Some(node) = text(basis, "onderdeel") {
        page.labelled("Onderdeel", node);
    }
    totals(&mut page, list(finance, "totalen"));
    coverage(&mut page, list(finance, "dekkingen"));
    courses(&mut page, list(finance, "verloop"));
    page.finish()
}

fn totals(page: &mut Page, rows: &[Value]) {
    page.heading("Totalen");
    if rows.is_empty() {
        page.line(0, "Geen bedragen.");
    }
    let mut group = None;
    for row in rows {
        let this = (row["begrotingsjaar"].as_i64(), text(row, "programma"), text(row, "beleidsterrein"));
        if group != Some(this) {
            let (year, programme, area) = this;
            let year = year.map_or_else(|| "Zonder begrotingsjaar".to_owned(), |year| format!("Begrotingsjaar {year}"));
            let programme = programme.map_or("zonder programma".to_owned(), |code| format!("programma {code}"));
            let area = area.map_or_else(String::new, |code| format!(", beleidsterrein {code}"));
            page.line(0, &format!("{year}, {programme}{area}"));
            group = Some(this);
        }
        page.amount(
            2,
            &wording::of_amount(page.language(), |key| text(row, key)).join(", "),
            &total(page.language(), row),
        );
    }
}

fn coverage(page: &mut Page, rows: &[Value]) {
    if rows.is_empty() {
        return;
    }
    page.heading("Dekking");
    for row in rows {
        line(page, 0, "", &row["bijstelling"]);
        list(row, "gedektDoor").iter().for_each(|cover| line(page, 2, "gedekt door ", cover));
        list(row, "gerealiseerdDoor").iter().for_each(|part| line(page, 2, "ingevuld door ", part));
        let open = row["openInCenten"]
            .as_i64()
            .map_or_else(|| "niet te zeggen (p.m.)".to_owned(), |cents| wording::euros(page.language(), cents));
        page.amount(2, "nog open", &open);
    }
}

fn courses(page: &mut Page, rows: &[Value]) {
    if rows.is_empty() {
        return;
    }
    page.heading("Verloop");
    for row in rows {
        let name = page.ink(Ink::Bold, &name(&row["bijstelling"]));
        page.line(0, &name);
        for step in list(row, "stappen") {
            let from =
                text(step, "ingangsdatum").map_or_else(String::new, |day| wording::day(page.language(), day, None));
            let standing = text(step, "stand")
                .map_or_else(String::new, |word| format!(", {}", wording::words(page.language(), word)));
            page.amount(2, &format!("vanaf {from}{standing} (positie {})", step["positie"]), &size(page, step));
        }
    }
}

fn line(page: &mut Page, indent: usize, before: &str, amount: &Value) {
    let year = amount["begrotingsjaar"].as_i64().map_or_else(String::new, |year| format!(", {year}"));
    let kind = text(amount, "soort")
        .map_or_else(String::new, |word| format!(" ({}{year})", wording::words(page.language(), word)));
    page.amount(indent, &format!("{before}{}{kind}", name(amount)), &size(page, amount));
}

fn name(amount: &Value) -> String {
    text(amount, "omschrijving").or_else(|| text(amount, "id")).unwrap_or_default().to_owned()
}

fn size(page: &Page, amount: &Value) -> String {
    amount["bedragInCenten"].as_i64().map_or_else(|| "p.m.".to_owned(), |cents| wording::euros(page.language(), cents))
}
