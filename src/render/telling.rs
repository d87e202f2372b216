//! Marks in the report of a round which amounts the round tells again, and which it takes over without a word.

use std::collections::BTreeSet;

use serde_json::Value;

use super::list;

/// The key of what the round says about an amount.
pub(super) const TOLD: &str = "gemeld";

/// Adds to the amounts in the report of a round what the round says about them. The JSON that is served has no such key:
/// it follows from `staat`. Where a round tells nothing of a programme again, as in logs of before there was an event for
/// it, nobody said that what it does not tell is taken over: `staat` has apart of which amounts that is known.
pub fn with_telling(mut report: Value) -> Value {
    let ids = |key: &str| -> BTreeSet<String> {
        list(&report["staat"], key).iter().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let told =
        [("opnieuw-gemeld", ids("opnieuwGemeldeBijstellingen")), ("overgenomen", ids("zekerOvergenomenBijstellingen"))];
    report["onderdelen"].as_array_mut().into_iter().flatten().for_each(|node| mark_within(node, &told));
    report
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
            "staat": { "opnieuwGemeldeBijstellingen": ["b"], "overgenomenBijstellingen": ["c"],
                "zekerOvergenomenBijstellingen": ["c"] } });
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
    fn what_is_not_known_to_be_taken_over_is_not_said_to_be() {
        let report = json!({ "onderdelen": [{ "code": "9A", "bijstellingen": [{ "id": "b" }, { "id": "c" }] }],
            "staat": { "overgenomenBijstellingen": ["b", "c"], "zekerOvergenomenBijstellingen": ["c"] } });
        let marked = with_telling(report);
        let amounts = &marked["onderdelen"][0]["bijstellingen"];
        assert_eq!((&amounts[0][TOLD], &amounts[1][TOLD]), (&Value::Null, &json!("overgenomen")));
    }
}
