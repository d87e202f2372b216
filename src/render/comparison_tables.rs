//! Renders a comparison as tables: one CSV with all rows, one per field, for programs; and a workbook for people, whose
//! first sheet has a row per item and whose next sheet has a row per field.

use serde_json::{Value, json};

use super::comparison_items::{self, ComparisonItem, ItemChange, ItemKind, group_items, item_facts};
use super::differences::{self, Length};
use super::table::{Cell, Column, ColumnKind, Table, joined};
use super::xlsx::WorkbookContent;
use super::{basis_sheet, comparison_reach, csv, labels, text, wording, xlsx};
use crate::language::Language;
use crate::message;

mod first_sheet;

/// Creates a column of the CSV with its header.
const fn column(key: &'static str, header: &'static str, kind: ColumnKind) -> Column {
    Column { key, header, kind }
}

/// Every column of the CSV, in order. Amounts have their own columns, so that each column holds one kind of value.
pub(super) const COLUMNS: &[Column] = &[
    column("feit", "Feit", ColumnKind::Word),
    column("van.peildatum", "Peildatum van", ColumnKind::Day),
    column("van.positie", "Positie van", ColumnKind::Whole),
    column("naar.peildatum", "Peildatum naar", ColumnKind::Day),
    column("naar.positie", "Positie naar", ColumnKind::Whole),
    column("onderdeel", "Onderdeel", ColumnKind::Id),
    column("onderwerp", "Onderwerp", ColumnKind::Id),
    column("titel", "Titel", ColumnKind::Name),
    column("veld", "Veld", ColumnKind::Id),
    column("veldnaam", "Veldnaam", ColumnKind::Name),
    column("aard", "Aard", ColumnKind::Word),
    column("grond", "Grond", ColumnKind::Word),
    column("wijziging", "Wijziging", ColumnKind::Word),
    column("van", "Van", ColumnKind::Prose),
    column("naar", "Naar", ColumnKind::Prose),
    column("woorden", "Woorden", ColumnKind::Prose),
    column("vanInCenten", "Bedrag van", ColumnKind::Cents),
    column("herstel", "Herstel", ColumnKind::Cents),
    column("waarvanNagekomen", "Waarvan nagekomen", ColumnKind::Cents),
    column("nieuw", "Nieuw", ColumnKind::Cents),
    column("naarInCenten", "Bedrag naar", ColumnKind::Cents),
    column("aantalPmVan", "Aantal p.m. van", ColumnKind::Whole),
    column("aantalPmNaar", "Aantal p.m. naar", ColumnKind::Whole),
    column("begrotingsjaar", "Begrotingsjaar", ColumnKind::Whole),
    column("soort", "Soort", ColumnKind::Word),
    column("effect", "Effect", ColumnKind::Word),
    column("stand", "Stand", ColumnKind::Word),
    column("lastenBaten", "Lasten of baten", ColumnKind::Word),
    column("duur", "Duur", ColumnKind::Word),
    column("wat", "Wat", ColumnKind::Word),
    column("ronde", "Ronde", ColumnKind::Id),
    column("ingangsdatum", "Ingangsdatum", ColumnKind::Day),
    column("onderwerpVan", "Onderwerp van", ColumnKind::Id),
    column("toelichting.van", "Toelichting van", ColumnKind::Id),
    column("toelichting.naar", "Toelichting naar", ColumnKind::Id),
    column("gewist", "Gewist", ColumnKind::Flag),
    column("posities", "Posities", ColumnKind::Trail),
    column("melding", "Melding", ColumnKind::Prose),
    column("reikwijdte", "Reikwijdte", ColumnKind::Word),
    column("waarvanNietGerapporteerd", "Waarvan niet gerapporteerd", ColumnKind::Cents),
];

/// Columns of the sheet with a row per item: a subject, a note or a light that differs by one nature.
const ITEM_COLUMNS: &[Column] = &[
    Column::of("onderdeel", ColumnKind::Id),
    Column::of("naamOnderdeel", ColumnKind::Name),
    Column::of("ding", ColumnKind::Name),
    Column::of("aard", ColumnKind::Word),
    Column::of("grond", ColumnKind::Word),
    Column::of("wijziging", ColumnKind::Word),
    Column::of("verschil", ColumnKind::Prose),
    Column::of("vanInCenten", ColumnKind::Cents),
    Column::of("naarInCenten", ColumnKind::Cents),
    Column::of("gebeurtenissen", ColumnKind::Trail),
];

/// Columns of the sheet with a row per field.
const FIELD_COLUMNS: &[Column] = &[
    Column::of("onderdeel", ColumnKind::Id),
    Column::of("onderwerp", ColumnKind::Id),
    Column::of("veldnaam", ColumnKind::Id),
    Column::of("aard", ColumnKind::Word),
    Column::of("grond", ColumnKind::Word),
    Column::of("wijziging", ColumnKind::Word),
    Column::of("van", ColumnKind::Prose),
    Column::of("naar", ColumnKind::Prose),
    Column::of("gebeurtenissen", ColumnKind::Trail),
];

const OF_TOTAL: &[Column] = &[
    Column::of("onderdeel", ColumnKind::Id),
    Column::of("begrotingsjaar", ColumnKind::Whole),
    Column::of("soort", ColumnKind::Word),
    Column::of("effect", ColumnKind::Word),
    Column::of("stand", ColumnKind::Word),
    Column::of("lastenBaten", ColumnKind::Word),
    Column::of("duur", ColumnKind::Word),
    Column::of("vanInCenten", ColumnKind::Cents),
    Column::of("herstel", ColumnKind::Cents),
    Column::of("waarvanNagekomen", ColumnKind::Cents),
    Column::of("nieuw", ColumnKind::Cents),
    Column::of("naarInCenten", ColumnKind::Cents),
    Column::of("aantalPmVan", ColumnKind::Whole),
    Column::of("aantalPmNaar", ColumnKind::Whole),
    Column::of("waarvanNietGerapporteerd", ColumnKind::Cents),
];

const OF_NOT_RENEWED: &[Column] = &[
    Column::of("onderdeel", ColumnKind::Id),
    Column::of("onderwerp", ColumnKind::Id),
    Column::of("titel", ColumnKind::Name),
    Column::of("wat", ColumnKind::Word),
    Column::of("ingangsdatum", ColumnKind::Day),
    Column::of("ronde", ColumnKind::Id),
    Column::of("gebeurtenissen", ColumnKind::Trail),
];

/// Renders a comparison as CSV, with a row for each warning, difference, total and item that was not renewed. It is for
/// programs and so the same in every language.
pub fn comparison_csv(found: &Value) -> Vec<u8> {
    let found = &text::compared_with_missing(found.clone(), csv::LANGUAGE);
    let rows = rows(found);
    csv::write(COLUMNS, rows.iter().map(|row| COLUMNS.iter().map(|column| cell(column, row)).collect()))
}

/// Renders a comparison as a workbook for people: a summary, a row per item, and the details after that.
pub fn comparison_xlsx(found: &Value, language: Language) -> Vec<u8> {
    let found = &text::compared_with_missing(found.clone(), language);
    // The point that is known later: a workbook is not older than its content.
    let known = |side: &str| (found[side]["positie"].as_u64(), found[side]["beschikbaarOp"].as_str());
    let made_at = known("van").max(known("naar")).1;
    xlsx::write(WorkbookContent {
        title: message!("compare-title").in_language(language),
        opening: first_sheet::of_comparison(found, language),
        tables: sheets(found, language).into_iter().map(Table::without_empty_columns).collect(),
        account: basis_sheet::of_comparison(found, language),
        made_at: made_at.map(str::to_owned),
        language,
    })
}

/// Returns the sheets in order.
fn sheets(found: &Value, language: Language) -> Vec<Table> {
    let list = |key: &str| found[key].as_array().map_or(&[][..], Vec::as_slice);
    let things = item_rows(found, language);
    let fields = list("verschillen").iter().map(|row| field_row(row, language)).collect();
    let of_rows = |named, columns: &[Column], rows: Vec<Value>| Table::of_rows(named, columns, rows.iter());
    let totals = |key: &str| list(key).iter().map(|row| total(row, "totaal")).collect::<Vec<_>>();
    let left = list("nietVernieuwd").iter().cloned().map(|mut row| {
        row["gebeurtenissen"] = joined(&row["posities"]).into();
        row
    });
    let left = left.collect::<Vec<_>>();
    vec![
        of_rows((message!("sheet-things"), message!("sheet-things-about")), ITEM_COLUMNS, things),
        of_rows((message!("compare-totals"), message!("sheet-totals-about")), OF_TOTAL, totals("totalen")),
        of_rows(
            (message!("sheet-totals-by-node"), message!("sheet-totals-by-node-about")),
            OF_TOTAL,
            totals("totalenPerOnderdeel"),
        ),
        of_rows((message!("compare-not-renewed"), message!("sheet-not-renewed-about")), OF_NOT_RENEWED, left),
        Table {
            name: message!("sheet-fields"),
            about: message!("sheet-fields-about"),
            columns: FIELD_COLUMNS.to_vec(),
            heads: Vec::new(),
            rows: fields,
        },
    ]
}

/// Returns the row of a differing field for people: an old or new value that is a day, a number or a word stays one, an
/// amount is in euros.
fn field_row(row: &Value, language: Language) -> Vec<Cell> {
    let key = row["veld"].as_str().unwrap_or_default();
    let side = |side: &str| {
        let kind = differences::kind(key).filter(|kind| is_one_value(*kind) || *kind == ColumnKind::Cents);
        let text = |told: String| Cell::Text(told);
        match kind {
            Some(kind) => Cell::of(kind, &row[side], None),
            None => differences::format_value(language, key, &row[side]).map_or(Cell::Empty, text),
        }
    };
    let erased =
        |side: &str, but: &str| row["gewist"] == true && row[side].is_null() && row["wijziging"].as_str() != Some(but);
    let cell = |column: &Column| match column.key {
        // Something added had no value before, and something dropped has none now.
        "van" if erased("van", "toegevoegd") => Cell::Text(wording::erased(language)),
        "naar" if erased("naar", "vervallen") => Cell::Text(wording::erased(language)),
        "van" | "naar" => side(column.key),
        "veldnaam" => Cell::Text(labels::field(language, key)),
        "gebeurtenissen" => Cell::of(column.kind, &joined(&row["posities"]).into(), None),
        other => Cell::of(column.kind, &row[other], None),
    };
    FIELD_COLUMNS.iter().map(cell).collect()
}

/// Returns the file name of the comparison: `vergelijking-2019-vr1-positie-57-2019-vr2-positie-120.csv`.
pub fn comparison_file_name(found: &Value, extension: &str) -> String {
    let side = |key: &str| {
        let basis = &found[key];
        let name = basis["ronde"].as_str().or(basis["peildatum"].as_str()).unwrap_or_default();
        let safe = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-');
        format!("{}-positie-{}", if safe { name } else { "" }, basis["positie"])
    };
    format!("vergelijking-{}-{}.{extension}", side("van"), side("naar"))
}

/// Returns the cell of a column. Rows are flat: each key is that of a column, points included. An old or new value that
/// is a day, a number or a word stays one.
fn cell(column: &Column, row: &Value) -> Cell {
    let of_field = || differences::kind(row["veld"].as_str().unwrap_or_default()).filter(|kind| is_one_value(*kind));
    let kind = if matches!(column.key, "van" | "naar") { of_field() } else { None };
    Cell::of(kind.unwrap_or(column.kind), &row[column.key], None)
}

/// Returns true for kinds of which a cell holds one value rather than a text.
const fn is_one_value(kind: ColumnKind) -> bool {
    match kind {
        ColumnKind::Word
        | ColumnKind::Colour
        | ColumnKind::Whole
        | ColumnKind::Decimal
        | ColumnKind::Day
        | ColumnKind::Flag => true,
        ColumnKind::Prose
        | ColumnKind::Name
        | ColumnKind::Id
        | ColumnKind::Trail
        | ColumnKind::Event
        | ColumnKind::Cents => false,
    }
}

/// Returns every row, flattened.
fn rows(found: &Value) -> Vec<Value> {
    let list = |key: &str| found[key].as_array().map_or(&[][..], Vec::as_slice);
    let warnings = list("waarschuwingen").iter().filter_map(Value::as_str);
    let mut rows: Vec<Value> = warnings
        .map(|word| json!({ "feit": "waarschuwing", "wat": word, "melding": differences::warning(word) }))
        .collect();
    rows.extend(list("verschillen").iter().map(difference));
    rows.extend(list("totalen").iter().map(|row| total(row, "totaal")));
    rows.extend(list("totalenPerOnderdeel").iter().map(|row| total(row, "totaal-per-onderdeel")));
    rows.extend(list("nietGerapporteerd").iter().zip(comparison_reach::programmes(found, Language::Dutch)).map(
        |(one, told)| {
            json!({ "feit": "niet-gerapporteerd", "onderdeel": one["code"], "titel": one["titel"],
                "reikwijdte": one["reikwijdte"], "melding": told })
        },
    ));
    rows.extend(list("nietVernieuwd").iter().map(|row| {
        let mut row = row.clone();
        row["feit"] = "niet-vernieuwd".into();
        row["posities"] = joined(&row["posities"]).into();
        row
    }));
    for row in &mut rows {
        for side in ["van", "naar"] {
            for key in ["peildatum", "positie"] {
                row[format!("{side}.{key}")] = found[side][key].clone();
            }
        }
    }
    rows
}

/// Returns a flattened row for each item and nature.
fn item_rows(found: &Value, language: Language) -> Vec<Value> {
    let list = |key: &str| found[key].as_array().map_or(&[][..], Vec::as_slice);
    let title = |code: &str| list("onderdelen").iter().find(|node| node["code"] == code).map(|node| &node["titel"]);
    let mut rows = Vec::new();
    for thing in group_items(list("verschillen")) {
        for part in thing.parts() {
            let became = match part.became() {
                ItemChange::Added => "toegevoegd",
                ItemChange::Dropped => "vervallen",
                ItemChange::Changed => "gewijzigd",
            };
            let cents = |side: &str| {
                let row = part.rows.iter().find(|row| row["veld"] == "bedragInCenten");
                row.map_or(Value::Null, |row| row[side].clone())
            };
            let title_of = thing.title().map_or_else(String::new, |title| format!(": {title}"));
            rows.push(json!({
                "onderdeel": thing.node(), "naamOnderdeel": thing.node().and_then(title),
                "ding": format!("{}{title_of}", thing.name(language)), "aard": part.nature, "grond": part.ground, "wijziging": became,
                "verschil": difference_of(&thing, &part, language), "vanInCenten": cents("van"), "naarInCenten": cents("naar"),
                "gebeurtenissen": joined(&part.positions().into()),
            }));
        }
    }
    rows
}

/// Returns what differs of an item: its main facts where it was added or dropped, else each field on a line.
fn difference_of(thing: &ComparisonItem<'_>, part: &comparison_items::ItemPart<'_>, language: Language) -> String {
    if part.became() != ItemChange::Changed && part.what != ItemKind::Light {
        let mut facts = item_facts(thing, part, language);
        facts.retain(|fact| part.what == ItemKind::Note || Some(fact.as_str()) != thing.title());
        return facts.join(", ");
    }
    let told = part.rows.iter().filter(|row| row["veld"] != "bestaan").map(|row| {
        let name = labels::field(language, row["veld"].as_str().unwrap_or_default());
        format!("{name}: {}", differences::format_change(language, row, Length::Whole))
    });
    told.collect::<Vec<_>>().join("\n")
}

fn difference(row: &Value) -> Value {
    let key = row["veld"].as_str().unwrap_or_default();
    let mut flat = row.clone();
    flat["feit"] = "verschil".into();
    flat["veldnaam"] = labels::field(Language::Dutch, key).into();
    flat["posities"] = joined(&row["posities"]).into();
    let words = row["woorden"].as_array().map_or(&[][..], Vec::as_slice);
    flat["woorden"] = differences::format_words(words, Length::Whole).into();
    for side in ["van", "naar"] {
        flat[format!("toelichting.{side}")] = row["toelichting"][side].clone();
        if differences::is_amount(key) {
            flat[format!("{side}InCenten")] = row[side].clone();
            flat[side] = Value::Null;
        } else if !row[side].is_null() && !differences::kind(key).is_some_and(is_one_value) {
            flat[side] = differences::format_for_programs(Language::Dutch, key, &row[side]).into();
        }
    }
    flat
}

fn total(row: &Value, kind: &str) -> Value {
    let mut flat = row.clone();
    flat["feit"] = kind.into();
    for side in ["van", "naar"] {
        flat[format!("{side}InCenten")] = row[side].clone();
        flat[side] = Value::Null;
    }
    flat
}
