//! Marks in the report of a round which amounts the round tells again, and which it takes over without a word.

use std::collections::BTreeSet;

use serde_json::Value;

use super::list;

/// The key of what the round says about an amount.
pub(super) const TOLD: &str = "gemeld";

/// Adds to the amounts in the report of a round what the round says about them. The JSON that is served has no such key:
/// it follows from `staat`. Where a round tells nothing of a programme again, as in logs of before there was an event for
/// it, nobody said that what it does not tell is taken over.
pub fn with_telling(mut report: Value) -> Value {
    let ids = |key: &str| -> BTreeSet<String> {
        list(&report["staat"], key).iter().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let told =
        [("opnieuw-gemeld", ids("opnieuwGemeldeBijstellingen")), ("overgenomen", ids("overgenomenBijstellingen"))];
    for programme in report["onderdelen"].as_array_mut().into_iter().flatten() {
        let is_told = is_programme(programme) && has_any(programme, &told[0].1);
        mark_within(programme, if is_told { &told } else { &told[..1] });
    }
    report
}

/// What belongs to no element, or to one that was dropped, is of no programme.
fn is_programme(node: &Value) -> bool {
    node["code"].as_str().is_some_and(|code| !code.is_empty()) && node["vervallen"] != true
}

/// Returns true when one of these amounts stands somewhere within.
fn has_any(value: &Value, ids: &BTreeSet<String>) -> bool {
    match value {
        Value::Object(object) => object.iter().any(|(key, part)| {
            let own = || list(value, key).iter().any(|amount| amount["id"].as_str().is_some_and(|id| ids.contains(id)));
            (key == "bijstellingen" && own()) || has_any(part, ids)
        }),
        Value::Array(parts) => parts.iter().any(|part| has_any(part, ids)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn mark_within(value: &mut Value, told: &[(&str, BTreeSet<String>)]) {
    match value {
        Value::Object(object) => {
            for amount in object.get_mut("bijstellingen").and_then(Value::as_array_mut).into_iter().flatten() {
                let said = amount["id"].as_str().and_then(|id| told.iter().find(|(_, ids)| ids.contains(id)));
                if let Some((word, _)) = said {
                    amount[TOLD] = (*word).into();
                }
            }
            object.values_mut().for_each(|part| mark_within(part, told));
        }
        Value::Array(parts) => parts.iter_mut().for_each(|part| mark_within(part, told)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::language::Language;
    use crate::remarks::remarks_of;

    #[test]
    fn an_amount_says_whether_the_round_tells_it_again_or_takes_it_over() {
        let amounts = json!([{ "id": "a" }, { "id": "b" }, { "id": "c" }]);
        let inner = json!([{ "bijstellingen": amounts, "onderdelen": [], "dossiers": [] }]);
        let report = json!({ "onderdelen": [{ "code": "9", "bijstellingen": [], "dossiers": inner, "onderdelen": inner }],
            "staat": { "opnieuwGemeldeBijstellingen": ["b"], "overgenomenBijstellingen": ["c"] } });
        let marked = with_telling(report);
        for place in ["dossiers", "onderdelen"] {
            let amounts = &marked["onderdelen"][0][place][0]["bijstellingen"];
            let said = |at: usize| remarks_of(Language::Dutch, &amounts[at]);
            assert_eq!(
                [said(0), said(1), said(2)],
                [vec![], vec!["opnieuw gemeld".to_owned()], vec!["overgenomen".into()]]
            );
        }
    }

    #[test]
    fn where_a_round_tells_nothing_again_nothing_is_said_to_be_taken_over() {
        let programme =
            |code: &str, id: &str| json!({ "code": code, "bijstellingen": [{ "id": id }], "onderdelen": [] });
        let mut none = programme("", "d");
        none["bijstellingen"] = json!([{ "id": "d" }, { "id": "e" }]);
        let report = json!({ "onderdelen": [programme("7", "b"), programme("9", "c"), none],
            "staat": { "opnieuwGemeldeBijstellingen": ["b", "d"], "overgenomenBijstellingen": ["c", "e"] } });
        let marked = with_telling(report.clone());
        assert_eq!(marked["onderdelen"][0]["bijstellingen"][0][TOLD], "opnieuw-gemeld");
        assert_eq!(marked["onderdelen"][1], report["onderdelen"][1], "of programme 9 it tells nothing again");
        let of_none = &marked["onderdelen"][2]["bijstellingen"];
        assert_eq!((&of_none[0][TOLD], &of_none[1][TOLD]), (&json!("opnieuw-gemeld"), &Value::Null));
    }
}
