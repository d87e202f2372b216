//! Property tests of the fast series against their plain definition, over random logs.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::plain::{PlainColumn, rows};
use super::{asked, everything};
use crate::domain::time::Day;
use crate::log::record::Record;
use crate::series::SeriesView;
use crate::tests::kit::{TestLog, with_cases};
use crate::tests::random::{CODES, Seeds, log_of, sealed_log_of};

/// Returns the rows of an answer in the fields that the plain definition has, in one order.
fn of_answer(answer: &Value) -> Vec<String> {
    let cell = |cell: &Value| {
        if cell.is_null() {
            return Value::Null;
        }
        let mut short = Map::new();
        let fields = [
            "code",
            "onderdeel",
            "titel",
            "status",
            "capaciteit",
            "per",
            "bedragInCenten",
            "openInCenten",
            "gemeld",
            "waarde",
        ];
        for field in fields {
            short.insert(field.into(), cell[field].clone());
        }
        if cell["status"] == "vervallen" && cell["code"].is_string() {
            short.insert("sinds".into(), cell["sinds"].clone());
            short.insert("opvolgers".into(), cell["opvolgers"].clone());
        }
        short.insert("kleur".into(), cell["stoplicht"]["kleur"].clone());
        short.insert("toelichtingen".into(), cell["toelichting"]["aantal"].clone());
        short.insert("overgenomen".into(), cell["toelichting"]["overgenomen"].clone());
        Value::Object(short)
    };
    let row = |row: &Value| {
        let cells: Vec<Value> = row["cellen"].as_array().unwrap().iter().map(cell).collect();
        json!({ "onderwerp": row["onderwerp"], "periode": row["periode"], "cellen": cells })
    };
    sorted(answer["rijen"].as_array().unwrap().iter().map(row))
}

fn sorted(rows: impl Iterator<Item = Value>) -> Vec<String> {
    let mut rows: Vec<String> = rows.map(|row| without_empty(row).to_string()).collect();
    rows.sort();
    rows
}

/// Returns the value without nulls and empty lists inside objects.
fn without_empty(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .into_iter()
            .filter(|(_, value)| !value.is_null() && !value.as_array().is_some_and(Vec::is_empty))
            .map(|(key, value)| (key, without_empty(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(without_empty).collect(),
        other => other,
    }
}

/// Returns the columns of an answer for the plain definition.
fn plain_columns<'l>(log: &'l TestLog, answer: &Value) -> Vec<PlainColumn<'l>> {
    let column = |round: &Value| {
        let on = Day::parse(round["peildatum"].as_str().unwrap()).unwrap();
        let position = round["positie"].as_u64().unwrap();
        let records: Vec<&Record> = log.records[..position as usize].iter().map(AsRef::as_ref).collect();
        let year = round["begrotingsjaar"].as_i64().unwrap();
        PlainColumn::new(records, on, year, round["id"].as_str().unwrap())
    };
    answer["rondes"].as_array().unwrap().iter().map(column).collect()
}

proptest! {
    #![proptest_config(with_cases(300))]

    /// The fast implementation must agree with the plain definition.
    #[test]
    fn series_agree_with_the_plain_definition(
        all in prop::collection::vec(any::<Seeds>(), 1..90), sealed in any::<bool>(), now in any::<bool>(), known in 50..=100u64,
    ) {
        let log = if sealed { sealed_log_of(&all) } else { log_of(&all) };
        let mut request = everything(&log);
        request.position = 1 + known * (log.state.head() - 1) / 100;
        if now {
            request.view = SeriesView::AsKnownNow;
        }
        let answer = asked(&log, &request);
        let columns = plain_columns(&log, &answer);
        let (fast, plain) = (of_answer(&answer), sorted(rows(&columns).into_iter()));
        let missing: Vec<&String> = plain.iter().filter(|row| !fast.contains(row)).collect();
        let extra: Vec<&String> = fast.iter().filter(|row| !plain.contains(row)).collect();
        prop_assert!(missing.is_empty() && extra.is_empty(), "plain only: {:#?}\nfast only: {:#?}", missing, extra);
        prop_assert_eq!(fast.len(), plain.len());
    }

    /// A filter leaves rows out and changes none.
    #[test]
    fn a_filter_leaves_rows_out_and_changes_none(
        all in prop::collection::vec(any::<Seeds>(), 1..70), code in 0..CODES.len(), kind in 0..4usize,
    ) {
        let log = sealed_log_of(&all);
        let whole = asked(&log, &everything(&log));
        let whole = whole["rijen"].as_array().unwrap();
        let kinds = [["voorziening"], ["stoplicht"], ["taakstelling"], ["onderdeel"]][kind].map(str::to_owned).to_vec();
        let part = asked(&log, &super::SeriesRequest { kinds, ..everything(&log) });
        prop_assert!(part["rijen"].as_array().unwrap().iter().all(|row| whole.contains(row)));
        let below = super::series(&log.state, &log, &super::SeriesRequest { node: Some(CODES[code].to_owned()), ..everything(&log) });
        if let Ok(below) = below {
            let below = serde_json::to_value(below).unwrap();
            let below = below["rijen"].as_array().unwrap();
            prop_assert!(below.iter().all(|row| whole.contains(row)));
            let at_it = |row: &&Value| row["cellen"].as_array().unwrap().last().is_some_and(|cell| cell["onderdeel"] == CODES[code]);
            let stands = below.iter().any(|row| row["cellen"].as_array().unwrap().last().is_some_and(|cell| cell["code"] == CODES[code] && cell["status"].is_null()));
            if stands {
                prop_assert!(whole.iter().filter(at_it).all(|row| below.contains(row)));
            }
        }
    }
}
