//! The report of a programme in the tree around it says of each node and case what the report of everything says, and
//! the same of the round before.

use std::collections::{BTreeMap, BTreeSet};

use peildatum::app::queries::{KnownAt, ReportQuery, ReportTarget, report, report_at};
use peildatum::app::tree_branch::{earlier, programme_beside, within_tree};
use peildatum::domain::state::AsOf;
use peildatum::domain::time::Day;
use peildatum::projections::ReportRequest;

use super::*;

/// The lights of nodes by code and of cases by id.
type Lights = BTreeMap<String, Value>;

fn add(node: &Value, lights: &mut Lights) {
    let list = |key: &str| node[key].as_array().cloned().unwrap_or_default();
    lights.insert(format!("onderdeel/{}", node["code"].as_str().unwrap()), node["stoplicht"]["kleur"].clone());
    for case in list("dossiers") {
        lights.insert(format!("dossier/{}", case["id"].as_str().unwrap()), case["stoplicht"]["kleur"].clone());
    }
    list("onderdelen").iter().for_each(|below| add(below, lights));
}

fn lights(report: &Value) -> Lights {
    let mut lights = Lights::new();
    report["onderdelen"].as_array().unwrap().iter().for_each(|node| add(node, &mut lights));
    lights
}

fn read(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

#[test]
fn a_programme_in_its_tree_is_that_of_the_whole_report_and_compares_with_the_same_lights() {
    let streams = [
        ("leiden.v1.ndjson", vec![("2019-berap", "2019-04-01"), ("2021-vr2", "2021-09-01")]),
        (
            "voorbeeldstad.v2.ndjson",
            vec![("2019-vr1", "2019-04-01"), ("2020-vr1", "2020-04-01"), ("2020-vr2", "2020-09-01")],
        ),
    ];
    for (name, rounds) in streams {
        let opened = Opened::new();
        let options = ImportOptions { keep_times: true, accept_unreviewed: true, dry_run: false };
        opened.import(&stream(name), options).unwrap();
        let service = &opened.service;
        let position = service.durable_head();
        let (mut seen, mut compared) = (BTreeSet::new(), 0);
        for (on, known) in [("2019-04-01", position / 2), ("2019-06-01", position), ("2021-09-01", position)] {
            let day = |day: &str| Day::parse(day).unwrap();
            let on = day(on);
            let of = ReportTarget::Day { on, known: KnownAt::Position(known) };
            let at = AsOf { day: on, position: known };
            let ask = |node: Option<String>| report(service, &ReportQuery { of: of.clone(), node, fiscal_year: None });
            let Ok(whole) = ask(None).map(|bytes| read(&bytes)) else { continue };
            let tops: Vec<&Value> = whole["onderdelen"].as_array().unwrap().iter().collect();
            for node in
                lights(&whole).keys().filter_map(|name| name.strip_prefix("onderdeel/")).filter(|code| !code.is_empty())
            {
                assert_eq!(programme_beside(service, at, node, usize::MAX), None, "a small tree is shown whole");
                let Some(programme) = programme_beside(service, at, node, 0) else { continue };
                let branch = within_tree(service, &programme, &ask(Some(programme.clone())).unwrap()).unwrap();
                let shown = branch["onderdelen"].as_array().unwrap();
                let mut standing = tops.iter().filter(|top| top["vervallen"] == false && top["code"] != "");
                for (shown, top) in shown.iter().zip(standing.by_ref()) {
                    if shown["code"] == programme.as_str() {
                        assert_eq!(shown, *top);
                    } else {
                        let keys = ["code", "niveau", "stoplicht", "titel"];
                        let outline: Value = keys.iter().map(|key| ((*key).to_owned(), top[*key].clone())).collect();
                        assert_eq!(shown, &outline, "{name} {node}");
                    }
                }
                assert!(standing.next().is_none(), "{name} {node}: a programme is missing");
                if !seen.insert((on, programme)) {
                    continue;
                }
                for (round, then) in &rounds {
                    let round = Some((*round).to_owned());
                    let request = ReportRequest { on: day(then), position, node: None, fiscal_year: None, round };
                    let before = lights(&read(&report_at(service, &request).unwrap()));
                    let told = lights(&earlier(service, &request, &branch).unwrap());
                    for subject in lights(&branch).keys() {
                        assert_eq!(told.get(subject), before.get(subject), "{name} {then:?} {subject}");
                        compared += 1;
                    }
                }
            }
        }
        assert!(compared > 100, "{name}: {compared}");
    }
}

#[test]
fn what_moved_from_another_programme_is_compared_with_where_it_was() {
    let opened = Opened::new();
    let light = |subject: &str, colour: &str| {
        json!({ "type": "nl.peildatum.stoplicht.gezet", "onderwerp": subject, "ingangsdatum": "2019-02-01",
            "gegevens": { "kleur": colour } })
    };
    let changed = |subject: &str, kind: &str, data: Value| {
        json!({ "type": format!("nl.peildatum.{kind}.gewijzigd"), "onderwerp": subject, "ingangsdatum": "2019-06-01",
            "gegevens": data })
    };
    let case = json!({ "type": "nl.peildatum.dossier.geopend", "onderwerp": "dossier/opvang", "ingangsdatum": "2019-01-01",
        "gegevens": { "titel": "Opvang", "soort": "overig", "onderdeel": "3" } });
    let mut goal = node("2.1", "Herstel");
    goal["gegevens"] = json!({ "niveau": "doel", "titel": "Herstel", "bovenliggend": "2" });
    let events = [
        node("1", "Zorg"),
        node("2", "Wonen"),
        node("3", "Jeugd"),
        node("9", "Werk"),
        goal,
        case,
        light("onderdeel/2.1", "rood"),
        light("dossier/opvang", "oranje"),
        light("onderdeel/9", "groen"),
        changed("onderdeel/2.1", "onderdeel", json!({ "bovenliggend": "1" })),
        changed("dossier/opvang", "dossier", json!({ "onderdeel": "2.1" })),
    ];
    opened.append(&events).unwrap();
    let (service, day) = (&opened.service, |day: &str| Day::parse(day).unwrap());
    let (position, now) = (service.durable_head(), day("2019-07-01"));
    let programme = programme_beside(service, AsOf { day: now, position }, "2.1", 0).unwrap();
    assert_eq!(programme, "1");
    let of = ReportTarget::Day { on: now, known: KnownAt::Head };
    let asked = report(service, &ReportQuery { of, node: Some(programme.clone()), fiscal_year: None }).unwrap();
    let branch = within_tree(service, &programme, &asked).unwrap();
    let request = ReportRequest { on: day("2019-03-01"), position, node: None, fiscal_year: None, round: None };
    let then = lights(&earlier(service, &request, &branch).unwrap());
    let told: Vec<(&str, &str)> =
        then.iter().filter_map(|(name, colour)| Some((name.as_str(), colour.as_str()?))).collect();
    assert_eq!(told, [("dossier/opvang", "oranje"), ("onderdeel/2.1", "rood"), ("onderdeel/9", "groen")]);
}
