//! The summary by example, and against the rows it is computed from.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::examples::{drop_node, node, programme, round};
use super::{between, compared, point};
use crate::comparison::{ComparisonPoint, ComparisonRequest, Difference, Nature, Part, Summary, compare};
use crate::tests::kit::{TestLog, with_cases};
use crate::tests::random::{DAYS, Seeds, log_of};

/// Builds two rounds: lights that got better, worse, unknown and known; notes that were added, changed, dropped and not
/// renewed; money, facilities, nodes.
fn two_rounds() -> (TestLog, ComparisonPoint, ComparisonPoint) {
    let mut log = programme();
    round(&mut log, "r1", "voortgangsrapportage", 2019, "2019-06-01");
    round(&mut log, "r2", "voortgangsrapportage", 2019, "2019-10-01");
    for code in ["9A1.3", "9A1.4", "9A1.5"] {
        node(&mut log, code, "2019-01-01", json!({}));
    }
    let colours = [
        ("9A1.1", "rood", "groen"),
        ("9A1.2", "groen", "oranje"),
        ("9A1.3", "groen", "onbekend"),
        ("9A1.4", "groen", "groen"),
    ];
    for (code, before, after) in colours {
        for (day, colour, round) in [("2019-06-01", before, "r1"), ("2019-10-01", after, "r2")] {
            let data =
                json!({ "kleur": colour, "tijd": if code == "9A1.4" { after } else { "groen" }, "ronde": round });
            log.add("stoplicht.gezet", &format!("onderdeel/{code}"), day, data);
        }
    }
    let mut note = |code: &str, day: &str, text: &str, round: &str| {
        log.add(
            "toelichting.vastgelegd",
            &format!("onderdeel/{code}"),
            day,
            json!({ "tekst": text, "ronde": round, "kop": text }),
        )
    };
    note("9A1.1", "2019-06-01", "Blijft", "r1");
    note("9A1.1", "2019-06-01", "Gaat", "r1");
    note("9A1.1", "2019-10-01", "Blijft", "r2");
    note("9A1.2", "2019-10-01", "Komt", "r2");
    note("9A1.3", "2019-06-01", "Staat er nog", "r1");
    note("9A1.3", "2019-06-01", "Dit ook", "r1");
    let opened = json!({ "naam": "Nachtopvang", "soort": "maatschappelijke-opvang", "onderdeel": "9A1.1" });
    log.add("voorziening.geopend", "voorziening/nacht", "2019-01-01", opened);
    log.add("voorziening.gesloten", "voorziening/nacht", "2019-08-01", json!({}));
    for (id, cents, day) in [("a", 100, "2019-01-01"), ("b", 40, "2019-09-01")] {
        let data = json!({ "onderdeel": "9A1.1", "omschrijving": id, "bedragInCenten": cents, "soort": "tekort", "effect": "nadeel",
            "stand": "prognose", "begrotingsjaar": 2019 });
        log.add("bijstelling.vastgelegd", &format!("bijstelling/{id}"), day, data);
    }
    node(&mut log, "9A1.6", "2019-07-01", json!({}));
    let head = drop_node(&mut log, "9A1.5", "2019-07-01", &[]);
    let of = |round: &str, on: &str| ComparisonPoint { round: Some(round.to_owned()), ..point(on, head) };
    (log, of("r1", "2019-06-01"), of("r2", "2019-10-01"))
}

#[test]
fn a_summary_tells_lights_notes_money_facilities_and_structure_by_what_became_of_them() {
    let (log, from, to) = two_rounds();
    let told = compared(&log, from, to).summary;
    let json = serde_json::to_value(&told).unwrap();
    let new = &json["nieuw"];
    let light = |code: &str, from: &str, to: &str| json!([{ "onderwerp": format!("onderdeel/{code}"), "van": from, "naar": to }]);
    assert_eq!(new["stoplichten"]["beter"], light("9A1.1", "rood", "groen"));
    assert_eq!(new["stoplichten"]["slechter"], light("9A1.2", "groen", "oranje"));
    assert_eq!(new["stoplichten"]["anders"], light("9A1.3", "groen", "onbekend"), "a colour that is lost is not worse");
    let notes = ["toegevoegd", "gewijzigd", "vervallen"].map(|key| new["toelichtingen"][key].clone());
    assert_eq!(notes, [json!(["onderdeel/9A1.2"]), json!([]), json!(["onderdeel/9A1.1"])]);
    assert_eq!(json["nietVernieuwd"]["toelichtingen"], json!(["onderdeel/9A1.3", "onderdeel/9A1.3"]), "one a note");
    assert_eq!(new["voorzieningen"]["status"], json!({ "gesloten": ["voorziening/nacht"] }));
    assert_eq!(
        (&new["onderdelen"]["toegevoegd"], &new["onderdelen"]["vervallen"]),
        (&json!(["onderdeel/9A1.6"]), &json!(["onderdeel/9A1.5"]))
    );
    assert_eq!(new["bijstellingen"]["toegevoegd"], json!(["bijstelling/b"]));
    let moved = &json["geld"][0];
    assert_eq!(["van", "herstel", "nieuw", "naar"].map(|key| moved[key].as_i64().unwrap()), [100, 0, 40, 140]);
    assert_eq!((json["herstel"]["aantal"].as_u64(), json["weergave"]["aantal"].as_u64()), (Some(0), Some(0)));
}

#[test]
fn amounts_without_a_year_are_in_a_total_of_their_own() {
    let (mut log, from, to) = two_rounds();
    let data = json!({ "onderdeel": "9A1.1", "omschrijving": "c", "bedragInCenten": 7, "soort": "tekort", "effect": "nadeel",
        "stand": "prognose" });
    let head = log.add("bijstelling.vastgelegd", "bijstelling/c", "2019-09-01", data);
    let [from, to] = [from, to].map(|point| ComparisonPoint { position: head, ..point });
    let money = compared(&log, from, to).summary.money;
    let told: Vec<(bool, i64, i64)> = money.iter().map(|moved| (moved.without_year, moved.new, moved.to)).collect();
    assert_eq!(told, [(false, 40, 140), (true, 7, 7)]);
}

#[test]
fn what_nobody_renewed_is_told_where_it_says_something() {
    let (log, from, to) = two_rounds();
    let left = |change: &dyn Fn(&mut ComparisonRequest)| {
        let mut request = between(from.clone(), to.clone());
        change(&mut request);
        let told = compare(&log.state, &log, &request).unwrap();
        assert!(request.unrenewed || told.not_renewed.is_empty(), "the list itself is on request");
        told.summary.not_renewed.notes.len()
    };
    assert_eq!(
        (left(&|_| {}), left(&|request| request.nature = Some(Nature::New)), left(&|request| request.unrenewed = true)),
        (2, 2, 2)
    );
    assert_eq!(left(&|request| request.nature = Some(Nature::Correction)), 0);
    assert_eq!(left(&|request| request.minimum_cents = Some(1)), 0);
    assert_eq!(left(&|request| request.to.on = request.from.on), 0, "on one day nothing was to be renewed");
    assert_eq!(left(&|request| std::mem::swap(&mut request.from, &mut request.to)), 0);
}

#[test]
fn rows_name_their_nodes_and_the_headings_of_notes() {
    let (log, from, to) = two_rounds();
    let told = compared(&log, from, to);
    let codes: Vec<&str> = told.nodes.iter().map(|node| node.code.as_str()).collect();
    assert_eq!(codes, ["9A1.1", "9A1.2", "9A1.3", "9A1.5", "9A1.6"], "those that rows name, in the order of codes");
    assert!(told.nodes.iter().all(|node| node.title.as_deref() == Some(&format!("Titel {}", node.code))));
    let headings: BTreeSet<&str> =
        told.differences.iter().filter_map(|row| row.note.as_ref()?.heading.as_deref()).collect();
    assert_eq!(headings, ["Gaat", "Komt"].into());
}

/// Returns every subject that a part names, with the kind of list.
fn named(part: &Part) -> Vec<String> {
    let json = serde_json::to_value(part).unwrap();
    let mut all = Vec::new();
    for (kind, lists) in json.as_object().unwrap() {
        let Value::Object(lists) = lists else { continue };
        for (_, list) in lists.iter().filter(|(key, _)| *key != "status") {
            let subject = |one: &Value| one.as_str().or_else(|| one["onderwerp"].as_str()).unwrap().to_owned();
            all.extend(list.as_array().unwrap().iter().map(|one| format!("{kind} {}", subject(one))));
        }
    }
    all.sort();
    all
}

/// Counts the distinct items of rows: by kind, subject and note.
fn things(rows: &[Difference], nature: Nature) -> usize {
    let light =
        |row: &Difference| row.note.is_none() && ["kleur", "tijd", "geld", "kwaliteit"].contains(&row.field.as_str());
    let key = |row: &Difference| {
        let note = row.note.as_ref().map(|note| (note.from.clone(), note.to.clone()));
        (row.subject.clone(), row.subject_before.clone(), note, light(row))
    };
    rows.iter().filter(|row| row.nature == nature).map(key).collect::<BTreeSet<_>>().len()
}

proptest! {
    #![proptest_config(with_cases(256))]

    /// Every item with a row is counted once, and nothing else is.
    #[test]
    fn the_summary_counts_each_thing_once(
        all in prop::collection::vec(any::<Seeds>(), 1..70), on in (0..DAYS.len(), 0..DAYS.len()), known in (1..=100u64, 1..=100u64),
    ) {
        let log = log_of(&all);
        let at = |day: usize, known: u64| point(DAYS[day], 1 + known * (log.state.head() - 1) / 100);
        let told = compared(&log, at(on.0, known.0), at(on.1, known.1));
        let Summary { corrections, new, views, money, .. } = &told.summary;
        for (nature, part) in [(Nature::Correction, corrections), (Nature::New, new), (Nature::View, views)] {
            prop_assert_eq!(named(part).len(), things(&told.differences, nature));
            prop_assert_eq!(part.count as usize, things(&told.differences, nature));
        }
        for moved in money {
            prop_assert_eq!(moved.from + moved.correction + moved.new, moved.to);
        }
        let sum = |of: fn(&crate::comparison::TotalRow) -> i64| told.totals.iter().map(of).sum::<i64>();
        prop_assert_eq!(money.iter().map(|moved| moved.to - moved.from).sum::<i64>(), sum(|row| row.to) - sum(|row| row.from));
    }
}
