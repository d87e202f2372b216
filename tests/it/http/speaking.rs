//! Text for people is in one language: apart from the words of users, a text or workbook contains no words of the other
//! language.

use std::collections::BTreeSet;
use std::io::Cursor;

use calamine::{Reader as _, Xlsx, open_workbook_from_rs};
use peildatum::language::Language;
use peildatum::render::text::{self, ComparisonDetail};
use peildatum::render::{Style, comparison_xlsx, finance_xlsx, findings_xlsx, report_xlsx, rounds_xlsx};
use serde_json::Value;

use super::TestApp;

/// Fields that users fill with their own words.
const OF_USERS: [&str; 24] = [
    "bijsturing",
    "bron",
    "commissie",
    "eenheid",
    "eigenaar",
    "gevolg",
    "kenmerk",
    "kop",
    "label",
    "locatie",
    "melding",
    "missie",
    "naam",
    "omschrijving",
    "omvang",
    "oorzaak",
    "portefeuilles",
    "reden",
    "resultaat",
    "samenvatting",
    "tekst",
    "titel",
    "toelichtingWijziging",
    "uitkomst",
];

/// Replaces every word of a user by `X`.
fn quiet(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            let of_user = fields.get("veld").and_then(Value::as_str).is_some_and(|field| OF_USERS.contains(&field));
            for (key, value) in fields.iter_mut() {
                match value {
                    Value::String(text) if OF_USERS.contains(&&**key) => "X".clone_into(text),
                    Value::Array(all) if OF_USERS.contains(&&**key) => all.clear(),
                    value if of_user && matches!(&**key, "van" | "naar") && !value.is_null() => *value = "X".into(),
                    value => quiet(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(quiet),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Words that only one of the two languages has.
const fn own(language: Language) -> &'static [&'static str] {
    match language {
        Language::Dutch => &[
            "van",
            "het",
            "een",
            "de",
            "niet",
            "geen",
            "door",
            "zonder",
            "ronde",
            "positie",
            "bekend",
            "vastgelegd",
            "gewijzigd",
            "toegevoegd",
            "vervallen",
            "nieuw",
            "herstel",
            "nakijken",
            "ja",
            "nee",
            "onderdeel",
            "bedrag",
            "sinds",
            "tot",
            "gewist",
            "peildatum",
            "soort",
            "toelichting",
            "stoplicht",
            "rood",
            "groen",
            "oranje",
        ],
        Language::English => &[
            "the",
            "with",
            "without",
            "round",
            "position",
            "known",
            "recorded",
            "changed",
            "added",
            "dropped",
            "new",
            "correction",
            "yes",
            "no",
            "element",
            "amount",
            "since",
            "until",
            "up",
            "erased",
            "kind",
            "note",
            "light",
            "red",
            "green",
            "orange",
        ],
    }
}

/// Returns the words of a text, separated by blanks. An id with hyphens is not a word of ours.
fn words(text: &str) -> BTreeSet<String> {
    let word = |part: &str| part.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    text.split_whitespace().map(word).collect()
}

fn cells(bytes: &[u8]) -> String {
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let mut all = book.sheet_names().join("\n");
    for sheet in book.sheet_names() {
        for cell in book.worksheet_range(&sheet).unwrap().used_cells() {
            all.push('\n');
            all.push_str(&cell.2.to_string());
        }
    }
    all
}

#[tokio::test]
async fn texts_and_workbooks_are_in_one_language() {
    let app = TestApp::with_stream("voorbeeldstad");
    let paths = [
        "/v1/rapportage?geldigOp=2019-12-31",
        "/v1/vergelijking?van=2019-04-01@119&naar=2020-09-01&nietVernieuwd=true",
        "/v1/rondes/2019-vr1/signalen",
        "/v1/financien?geldigOp=2019-12-31&begrotingsjaar=2019",
        "/v1/rondes",
        "/v1/voorzieningen/gebouw-c/geschiedenis",
    ];
    for (language, other) in [(Language::Dutch, Language::English), (Language::English, Language::Dutch)] {
        let style = Style { language, ..Style::default() };
        for path in paths {
            let mut json = app.get_with(path, "accept-language", language.tag()).await.json();
            quiet(&mut json);
            let told = match path.split(['/', '?']).nth(2).unwrap() {
                "rapportage" => text::report(&json, style) + &cells(&report_xlsx(&json, language)),
                "vergelijking" => {
                    text::comparison(&json, ComparisonDetail::All, style) + &cells(&comparison_xlsx(&json, language))
                }
                "financien" => text::finance(&json, style) + &cells(&finance_xlsx(&json, language)),
                "voorzieningen" => text::history(&json, style),
                _ if json.is_array() => text::rounds(&json, style) + &cells(&rounds_xlsx(&json, language)),
                _ => text::findings(&json, style) + &cells(&findings_xlsx(&json, language)),
            };
            let words = words(&told);
            let foreign: Vec<&&str> = own(other).iter().filter(|word| words.contains(**word)).collect();
            let lines: Vec<&str> =
                told.lines().filter(|line| foreign.iter().any(|word| self::words(line).contains(**word))).collect();
            assert!(foreign.is_empty(), "{path} in {}: {foreign:?} in {lines:#?}", language.tag());
            let ours = own(language).iter().filter(|word| words.contains(**word)).count();
            assert!(ours > 2, "{path} in {} says hardly anything", language.tag());
        }
    }
}
