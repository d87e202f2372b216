//! Tests that each schema accepts and refuses what the types do, on samples of every type and on mutations of them.

use serde_json::{Value, json};

use super::{proposal, validate_event};
use crate::domain::proposal::Proposal;
use crate::domain::testkit::samples;

/// Replacement values, most of them invalid, some of them valid for some fields.
fn replacements() -> Vec<Value> {
    // As many as a struct has fields: a list of their values is no object.
    let lists = (1..=9).flat_map(|count| [Value::Null, json!("a")].map(|one| Value::from(vec![one; count])));
    let mut all = vec![
        Value::Null,
        json!(true),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(2201),
        json!(9_007_199_254_740_992_u64),
        json!(""),
        json!(" \n"),
        json!("a"),
        json!("A b/c"),
        json!("x".repeat(301)),
        json!("x".repeat(20_001)),
        json!([]),
        json!(["a", 1]),
        json!({}),
        json!({ "onbekend": 1 }),
    ];
    all.extend(lists);
    all
}

/// Collects every place in a value, as JSON pointers.
fn places(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (key, inner) in object {
                let path = format!("{path}/{key}");
                places(inner, &path, found);
                found.push(path);
            }
        }
        Value::Array(items) => {
            for (at, inner) in items.iter().enumerate() {
                let path = format!("{path}/{at}");
                places(inner, &path, found);
                found.push(path);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn without(sample: &Value, place: &str) -> Value {
    let mut changed = sample.clone();
    let (parent, key) = place.rsplit_once('/').expect("a place has a slash");
    if let Some(Value::Object(object)) = changed.pointer_mut(parent) {
        object.remove(key);
    }
    changed
}

fn with(sample: &Value, place: &str, value: Value) -> Value {
    let mut changed = sample.clone();
    *changed.pointer_mut(place).expect("the place is in the sample") = value;
    changed
}

fn same_judgement(value: &Value, what: &str) {
    let (types, schema) = (Proposal::parse(value), validate_event(value));
    assert_eq!(types.is_ok(), schema.is_empty(), "{what}: {value}\n{types:?}\n{schema:?}");
}

#[test]
fn a_sample_of_every_type_is_taken_by_schema_and_types() {
    for sample in samples() {
        assert_eq!(validate_event(&sample), [], "{sample}");
        assert!(proposal(&sample).is_ok(), "{sample}");
    }
}

#[test]
fn what_is_made_wrong_in_a_sample_is_refused_by_both_or_by_none() {
    for sample in samples() {
        let mut all = Vec::new();
        places(&sample, "", &mut all);
        for place in all.iter().filter(|place| *place != "/type") {
            same_judgement(&without(&sample, place), &format!("without {place}"));
            for value in replacements() {
                same_judgement(&with(&sample, place, value.clone()), &format!("{place} = {value}"));
            }
        }
        for parent in ["", "/gegevens"] {
            let mut more = sample.clone();
            more.pointer_mut(parent).expect("an object")["onbekendVeld"] = json!(1);
            same_judgement(&more, "one field more");
        }
    }
}

#[test]
fn all_that_is_wrong_is_told_at_once_each_place_once() {
    let event = json!({ "type": "nl.peildatum.voorziening.geopend", "onderwerp": "gebouw-c", "ingangsdatum": "2019-02-30",
        "herstelt": "x", "gegevens": { "naam": "", "foo": 1 } });
    let found = validate_event(&event);
    let mut places: Vec<&str> = found.iter().map(|error| error.field.as_str()).collect();
    places.sort_unstable();
    assert_eq!(
        places,
        ["gegevens.foo", "gegevens.naam", "gegevens.soort", "herstelt", "ingangsdatum", "onderwerp"],
        "{found:?}"
    );
    let day = found.iter().find(|error| error.field == "ingangsdatum").expect("the day is among them");
    assert!(day.message.to_string().contains("geen bestaande dag"));
}

/// The validator itself reports in English.
#[test]
fn what_is_wrong_is_told_in_dutch_and_without_a_pattern() {
    let mut told = std::collections::BTreeSet::new();
    for sample in samples() {
        let mut all = Vec::new();
        places(&sample, "", &mut all);
        for (place, value) in all.iter().flat_map(|place| replacements().into_iter().map(move |value| (place, value))) {
            told.extend(
                validate_event(&with(&sample, place, value)).into_iter().map(|error| error.message.to_string()),
            );
        }
    }
    let english =
        ["patroon", " is not ", " is less", " is greater", " does not", " has ", " under any", "string", "integer"];
    let wrong: Vec<&String> = told.iter().filter(|message| english.iter().any(|word| message.contains(word))).collect();
    assert_eq!(wrong, Vec::<&String>::new());
    assert!(told.contains("hier hoort een getal als tekst, met een punt voor de decimalen, zoals 12.50"), "{told:#?}");
    assert!(told.contains("het getal is minstens 0") && told.contains("hier hoort een geheel getal of null"));
}

#[test]
fn an_unknown_type_or_field_is_answered_with_the_nearest_few() {
    let with = |data: Value| {
        json!({ "type": "nl.peildatum.voorziening.capaciteit-gewijzigd", "onderwerp": "voorziening/c",
            "ingangsdatum": "2026-01-01", "gegevens": data })
    };
    let mut event = with(json!({ "capaciteit": 40 }));
    event["type"] = "nl.peildatum.voorziening.capaciteit".into();
    let told = proposal(&event).unwrap_err()[0].message.to_string();
    assert!(told.contains("bedoel je nl.peildatum.voorziening.capaciteit-gewijzigd"), "{told}");
    assert!(told.matches("nl.peildatum.").count() <= 4, "{told}");
    let errors = proposal(&with(json!({ "capaciteit": 40, "redn": "x" }))).unwrap_err();
    assert_eq!(errors[0].message.to_string(), "dit veld bestaat hier niet; bedoel je reden?");
}

#[test]
fn a_list_is_no_object() {
    let decision = |data: Value| {
        json!({ "type": "nl.peildatum.besluit.genomen", "onderwerp": "besluit/bw-1", "ingangsdatum": "2021-05-03",
            "gegevens": data })
    };
    let whole =
        json!({ "soort": "collegebesluit", "kenmerk": "B&W 21.0017", "titel": "Inkoop", "strekking": "vastgesteld" });
    assert!(proposal(&decision(whole.clone())).is_ok());
    let mut reservation = whole.clone();
    reservation["voorbehoud"] = json!(["Jan Jansen moet nog tekenen", "raad", "bw-2"]);
    let mut provenance = decision(whole);
    provenance["herkomst"] = json!(["doc", [1, 2], null, null, null, "nakijken", null]);
    let case = json!({ "type": "nl.peildatum.dossier.geopend", "onderwerp": "dossier/a", "ingangsdatum": "2021-05-03",
        "gegevens": { "titel": "A", "soort": "wachtlijst", "onderdeel": "9", "partijen": [["a", "aanbieder"]] } });
    for (sent, field) in [
        (decision(reservation), "gegevens.voorbehoud"),
        (provenance, "herkomst"),
        (case, "gegevens.partijen[0]"),
        (json!([null, "nl.peildatum.besluit.genomen"]), ""),
    ] {
        let errors = proposal(&sent).unwrap_err();
        assert_eq!(errors.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), [field], "{sent}: {errors:?}");
    }
}
