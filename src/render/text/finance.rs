//! Renders money as text: totals by budget year and programme, coverage, how amounts moved, and what the budget year
//! leaves out.

use serde_json::Value;

use super::{known_at, list, text, total};
use crate::language::{Language, Message};
use crate::message;
use crate::page::{Ink, TextPage, without_control_characters};
use crate::{Style, wording};

/// Renders money as text.
pub fn finance(finance: &Value, style: Style) -> String {
    let mut page = TextPage::new(style);
    let finance = &without_control_characters(finance);
    let basis = &finance["basis"];
    heading(&mut page, &message!("finance"));
    if let Some(on) = text(basis, "peildatum") {
        let day = wording::day(page.language(), on, None);
        labelled(&mut page, &message!("finance-on"), &day);
    }
    known_at(&mut page, basis);
    let year = basis["begrotingsjaar"].as_i64();
    if let Some(year) = year {
        labelled(&mut page, &message!("finance-year"), &year.to_string());
    }
    if let Some(node) = text(basis, "onderdeel") {
        labelled(&mut page, &message!("finance-node"), node);
    }
    totals(&mut page, list(finance, "totalen"), year);
    coverage(&mut page, list(finance, "dekkingen"));
    courses(&mut page, list(finance, "verloop"));
    if year.is_some() {
        page.gap();
        for message in out_of_sight(&finance["buitenBeeld"], page.language()) {
            let said = page.say(&message!("finance-out-of-sight", what = message));
            page.line(0, &said);
        }
    }
    page.finish()
}

fn heading(page: &mut TextPage, message: &Message) {
    let said = page.say(message);
    page.heading(&said);
}

fn labelled(page: &mut TextPage, label: &Message, value: &str) {
    let label = page.say(label);
    page.labelled(&label, value);
}

fn totals(page: &mut TextPage, rows: &[Value], asked: Option<i64>) {
    heading(page, &message!("finance-totals"));
    if let Some(year) = asked {
        let said = page.say(&message!("finance-totals-of", year = year.to_string()));
        page.prose(0, &said);
    }
    if rows.is_empty() {
        let said = page.say(&message!("finance-none"));
        page.line(0, &said);
    }
    let mut group = None;
    for row in rows {
        let this = (row["begrotingsjaar"].as_i64(), text(row, "programma"), text(row, "beleidsterrein"));
        if group != Some(this) {
            let said = page.say(&of_group(this, asked.filter(|_| row["verbonden"] == true)));
            page.line(0, &said);
            group = Some(this);
        }
        let what = wording::amount_words(page.language(), |key| text(row, key)).join(", ");
        page.amount(2, &what, &total(page.language(), row));
    }
}

type Group<'v> = (Option<i64>, Option<&'v str>, Option<&'v str>);

/// Formats a group: `Begrotingsjaar 2021, programma 9, beleidsterrein 9A`; for amounts that are only linked, with the
/// year they are linked to.
fn of_group((year, programme, area): Group<'_>, joined: Option<i64>) -> Message {
    let year = year
        .map_or_else(|| message!("finance-without-year"), |year| message!("finance-of-year", year = year.to_string()));
    let place = match (programme, area) {
        (None, None) => message!("finance-no-programme"),
        (Some(programme), None) => message!("finance-programme", programme = programme),
        (None, Some(area)) => message!("finance-area", area = area),
        (Some(programme), Some(area)) => message!("finance-programme-area", programme = programme, area = area),
    };
    match joined {
        Some(with) => message!("finance-group-joined", year = year, place = place, with = with.to_string()),
        None => message!("finance-group", year = year, place = place),
    }
}

fn coverage(page: &mut TextPage, rows: &[Value]) {
    if rows.is_empty() {
        return;
    }
    heading(page, &message!("finance-coverage"));
    for row in rows {
        line(page, 0, None, &row["bijstelling"]);
        list(row, "gedektDoor").iter().for_each(|cover| line(page, 2, Some(message!("finance-covered-by")), cover));
        list(row, "gerealiseerdDoor")
            .iter()
            .for_each(|part| line(page, 2, Some(message!("finance-realised-by")), part));
        let open = row["openInCenten"].as_i64();
        let open = open.map(|cents| wording::euros(page.language(), cents));
        let open = open.unwrap_or_else(|| page.say(&message!("finance-open-unknown")));
        let label = page.say(&message!("finance-open"));
        page.amount(2, &label, &open);
    }
}

fn courses(page: &mut TextPage, rows: &[Value]) {
    if rows.is_empty() {
        return;
    }
    heading(page, &message!("finance-course"));
    for row in rows {
        let name = page.ink(Ink::Bold, &name(&row["bijstelling"]));
        page.line(0, &name);
        for step in list(row, "stappen") {
            let language = page.language();
            let from = text(step, "ingangsdatum").map_or_else(String::new, |day| wording::day(language, day, None));
            let position = step["positie"].to_string();
            let said = match text(step, "stand") {
                Some(standing) => {
                    let standing = wording::words(language, standing);
                    message!("finance-step-standing", day = from, standing = standing, position = position)
                }
                None => message!("finance-step", day = from, position = position),
            };
            let said = page.say(&said);
            page.amount(2, &said, &size(language, step));
        }
    }
}

/// Returns the last lines, which name everything that the budget year leaves out.
pub fn out_of_sight(left_out: &Value, language: Language) -> Vec<Message> {
    let sum = |key: &str| {
        let sum = &left_out[key];
        let count = |key: &str| sum[key].as_i64().unwrap_or(0);
        (count("aantal"), count("aantalPm"), wording::euros(language, count("bedragInCenten")))
    };
    let others = match sum("andereBegrotingsjaren") {
        (0, ..) => None,
        (count, 0, much) => Some(message!("finance-other-years", count = count, much = much)),
        (count, open, much) => Some(message!("finance-other-years-pm", count = count, much = much, open = open)),
    };
    let without = match sum("zonderBegrotingsjaar") {
        (0, ..) => message!("finance-none-without-year"),
        (count, 0, much) => message!("finance-some-without-year", count = count, much = much),
        (count, open, much) => message!("finance-some-without-year-pm", count = count, much = much, open = open),
    };
    others.into_iter().chain([without]).collect()
}

fn line(page: &mut TextPage, indent: usize, before: Option<Message>, amount: &Value) {
    let language = page.language();
    let before = before.map_or_else(String::new, |before| format!("{} ", page.say(&before)));
    let facts = text(amount, "soort").map(|word| wording::words(language, word));
    let facts: Vec<String> =
        facts.into_iter().chain(amount["begrotingsjaar"].as_i64().map(|y| y.to_string())).collect();
    let kind = if facts.is_empty() { String::new() } else { format!(" ({})", facts.join(", ")) };
    page.amount(indent, &format!("{before}{}{kind}", name(amount)), &size(language, amount));
}

fn name(amount: &Value) -> String {
    text(amount, "omschrijving").or_else(|| text(amount, "id")).unwrap_or_default().to_owned()
}

fn size(language: Language, amount: &Value) -> String {
    amount["bedragInCenten"].as_i64().map_or_else(|| "p.m.".to_owned(), |cents| wording::euros(language, cents))
}
