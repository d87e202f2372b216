//! Money for a controller: totals, targets as bars, cover as arrows, amounts without a year apart, and how forecasts
//! became what they are.

use maud::{Markup, html};
use serde_json::Value;

use crate::address::Address;
use crate::frame::{Frame, Section, Viewer, document, kept};
use crate::json::{list, number, text};
use crate::message;
use crate::parts::{amount, day, scrolled};
use crate::reader::Reader;
use crate::render::wording;

/// The key of the budget year.
pub const YEAR_KEY: &str = "begrotingsjaar";

/// The contents of the page.
pub struct MoneyPage<'a> {
    /// Who reads it.
    pub reader: Reader,
    /// Who is looking.
    pub viewer: Viewer<'a>,
    /// The address, with both axes and the year.
    pub here: Address,
    /// The bar with the axes.
    pub bar: Markup,
    /// The overview of money.
    pub found: &'a Value,
    /// The years to choose from.
    pub years: &'a [i64],
}

/// Returns the page.
pub fn page(asked: &MoneyPage<'_>) -> String {
    let reader = asked.reader;
    let basis = &asked.found["basis"];
    let on = text(basis, "peildatum").map_or_else(String::new, |iso| wording::day(reader.language, iso, None));
    let recorded = text(basis, "beschikbaarOp").map_or_else(String::new, |iso| wording::moment(reader.language, iso));
    let position = number(basis, "positie");
    let stand = message!("page-stand-position", day = on, position = position, recorded = recorded);
    let frame = Frame {
        reader,
        here: asked.here.clone(),
        title: reader.say(&message!("page-money-title")),
        section: Some(Section::Money),
        viewer: Some(asked.viewer),
        bar: asked.bar.clone(),
        stand: html! {
            p.lead { (reader.say(&stand)) }
            (year(asked))
        },
    };
    let content = html! {
        (targets(reader, asked.found))
        (cover(reader, asked.found))
        (totals(reader, asked.found))
        (out_of_sight(reader, &asked.found["buitenBeeld"]))
        (courses(reader, asked.found))
    };
    document(&frame, &content)
}

/// Returns the choice of a budget year.
fn year(asked: &MoneyPage<'_>) -> Markup {
    let (reader, chosen) = (asked.reader, asked.found["basis"]["begrotingsjaar"].as_i64());
    html! {
        form.owner method="get" action=(asked.here.path()) {
            (kept(reader, &asked.here, &[YEAR_KEY]))
            label for=(YEAR_KEY) { (reader.say(&message!("label-begrotingsjaar"))) }
            select id=(YEAR_KEY) name=(YEAR_KEY) {
                option value="" { (reader.say(&message!("page-money-all-years"))) }
                @for year in asked.years { option value=(year) selected[chosen == Some(*year)] { (year) } }
            }
            button type="submit" { (reader.say(&message!("page-show"))) }
        }
    }
}

/// Returns the name of an amount: its description and its year.
fn name_of(reader: Reader, one: &Value) -> String {
    let name = text(one, "omschrijving").or_else(|| text(one, "id")).unwrap_or_default();
    let year =
        one["begrotingsjaar"].as_i64().map_or_else(|| reader.say(&message!("page-no-year")), |year| year.to_string());
    format!("{name} ({year})")
}

fn cents(one: &Value) -> i64 {
    one["bedragInCenten"].as_i64().unwrap_or_default()
}

/// Returns each target, shortfall and covered amount as a bar: what is realised, what is covered, what is open.
fn targets(reader: Reader, found: &Value) -> Markup {
    let rows = list(found, "dekkingen");
    let largest = rows.iter().map(|row| cents(&row["bijstelling"])).max().unwrap_or_default().max(1);
    let caption = reader.say(&message!("page-money-targets"));
    html! {
        h2 { (caption) }
        @if rows.is_empty() { p { (reader.say(&message!("page-money-no-targets"))) } }
        @else {
            (scrolled(&caption, &html! {
                table.bars {
                    caption { (reader.say(&message!("page-money-targets-how"))) }
                    thead { tr {
                        th scope="col" { (reader.say(&message!("label-omschrijving"))) }
                        th.number scope="col" { (reader.say(&message!("label-bedrag"))) }
                        th.number scope="col" { (reader.say(&message!("page-money-realised"))) }
                        th.number scope="col" { (reader.say(&message!("page-money-covered"))) }
                        th.number scope="col" { (reader.say(&message!("label-open-in-centen"))) }
                    } }
                    tbody { @for row in rows { (target(reader, row, largest)) } }
                }
            }))
        }
    }
}

fn target(reader: Reader, row: &Value, largest: i64) -> Markup {
    let of = &row["bijstelling"];
    let sum = |key: &str| list(row, key).iter().map(cents).sum::<i64>();
    let (realised, covered) = (sum("gerealiseerdDoor"), sum("gedektDoor"));
    let euros = |cents: i64| wording::euros(reader.language, cents);
    html! {
        tr {
            th scope="row" {
                (name_of(reader, of))
                @if let Some(kind) = text(of, "soort") { " " span.subtle.small { (wording::words(reader.language, kind)) } }
                @if of["bedragInCenten"].is_i64() { (bar(cents(of), [realised, covered], largest)) }
            }
            td.number { (amount(reader, &of["bedragInCenten"])) }
            td.number { (euros(realised)) }
            td.number { (euros(covered)) }
            td.number {
                @match row["openInCenten"].as_i64() {
                    Some(open) => strong { (euros(open)) },
                    None => span.quiet { (reader.say(&message!("page-money-open-unknown"))) },
                }
            }
        }
    }
}

/// Returns a bar as wide as the amount is beside the largest: filled for what is realised, lighter for what is
/// covered.
fn bar(all: i64, [realised, covered]: [i64; 2], largest: i64) -> Markup {
    let width = |cents: i64| i64::try_from(i128::from(cents.max(0)) * 400 / i128::from(largest)).unwrap_or(400);
    let (whole, first, second) = (width(all).max(2), width(realised), width(covered));
    let (first, second) = (first.min(whole), second.min(whole - first.min(whole)));
    html! {
        svg.bar-of-target viewBox="0 0 400 12" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            rect.all width=(whole) height="12" {}
            rect.realised width=(first) height="12" {}
            rect.covered x=(first) width=(second) height="12" {}
        }
    }
}

/// Returns what covers what, as arrows; across years it says so.
fn cover(reader: Reader, found: &Value) -> Markup {
    let pairs = list(found, "dekkingen").iter().flat_map(|row| {
        let of = |key: &str| list(row, key).iter().map(move |by| (by, &row["bijstelling"]));
        of("gedektDoor").map(|pair| (pair, false)).chain(of("gerealiseerdDoor").map(|pair| (pair, true)))
    });
    let pairs: Vec<_> = pairs.collect();
    html! {
        @if !pairs.is_empty() {
            h2 { (reader.say(&message!("page-money-cover"))) }
            ul.arrows.plain {
                @for ((by, of), realises) in pairs {
                    @let across = by["begrotingsjaar"].is_i64() && of["begrotingsjaar"].is_i64() && by["begrotingsjaar"] != of["begrotingsjaar"];
                    li {
                        span { (name_of(reader, by)) " " strong { (amount(reader, &by["bedragInCenten"])) } }
                        " " span.arrow { span aria-hidden="true" { "→ " }
                            @if realises { (reader.say(&message!("page-money-realises"))) } @else { (reader.say(&message!("page-money-covers"))) } }
                        " " span { (name_of(reader, of)) }
                        @if across { " " span.mark.alert { (reader.say(&message!("page-money-across"))) } }
                    }
                }
            }
        }
    }
}

fn totals(reader: Reader, found: &Value) -> Markup {
    let rows = list(found, "totalen");
    let caption = reader.say(&message!("label-totalen"));
    html! {
        h2 { (caption) }
        @if rows.is_empty() { p { (reader.say(&message!("page-no-money"))) } }
        @else {
            (scrolled(&caption, &html! {
                table {
                    caption { (reader.say(&message!("page-money-totals-how"))) }
                    thead { tr {
                        th scope="col" { (reader.say(&message!("label-begrotingsjaar"))) }
                        th scope="col" { (reader.say(&message!("label-programma"))) }
                        th scope="col" { (reader.say(&message!("label-soort"))) }
                        th.number scope="col" { (reader.say(&message!("label-aantal"))) }
                        th.number scope="col" { (reader.say(&message!("label-bedrag"))) }
                    } }
                    tbody {
                        @for row in rows {
                            tr.quiet[row["verbonden"] == true] {
                                td.nowrap { (row["begrotingsjaar"].as_i64().map_or_else(|| reader.say(&message!("page-no-year")), |year| year.to_string())) }
                                td { (text(row, "beleidsterrein").or_else(|| text(row, "programma")).unwrap_or("–")) }
                                th scope="row" {
                                    (wording::capital(&wording::amount_words(reader.language, |key| text(row, key)).join(", ")))
                                    @if row["verbonden"] == true { " " span.mark { (reader.say(&message!("page-money-linked"))) } }
                                }
                                td.number { (number(row, "aantal")) }
                                td.number { (sum(reader, row)) }
                            }
                        }
                    }
                }
            }))
        }
    }
}

fn sum(reader: Reader, row: &Value) -> String {
    let euros = wording::euros(reader.language, cents(row));
    match number(row, "aantalPm") {
        0 => euros,
        count => format!("{euros} + {}", reader.say(&message!("amounts-pm", count = count))),
    }
}

/// Returns what the choice of a year leaves out: amounts without a year, and those of other years.
fn out_of_sight(reader: Reader, left_out: &Value) -> Markup {
    let boxes = [
        ("zonderBegrotingsjaar", message!("page-money-without-year")),
        ("andereBegrotingsjaren", message!("page-money-other-years")),
    ];
    html! {
        @for (key, what) in boxes {
            @let one = &left_out[key];
            @if number(one, "aantal") > 0 {
                aside.findings {
                    p { strong { (reader.say(&what)) } }
                    p { (reader.say(&message!("page-money-left-out", count = number(one, "aantal"), amount = sum(reader, one)))) }
                }
            }
        }
    }
}

/// Returns how amounts became what they are.
fn courses(reader: Reader, found: &Value) -> Markup {
    let rows = list(found, "verloop");
    html! {
        @if !rows.is_empty() {
            h2 { (reader.say(&message!("page-money-courses"))) }
            @for row in rows {
                h3 { (name_of(reader, &row["bijstelling"])) }
                ol.plain.course-of-amount {
                    @for step in list(row, "stappen") {
                        li {
                            (day(reader.language, step, "ingangsdatum").unwrap_or_default()) ": "
                            strong { (amount(reader, &step["bedragInCenten"])) }
                            @if let Some(standing) = text(step, "stand") { " " span.subtle { (wording::words(reader.language, standing)) } }
                        }
                    }
                }
            }
        }
    }
}
