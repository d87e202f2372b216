//! The resource lists: what is visible at a point on the two time axes, page by page.

use peildatum::domain::ids::SubjectKind;
use peildatum::domain::state::AsOf;
use peildatum::domain::time::Day;
use peildatum::projections::InMemoryLog;
use peildatum::projections::lists::{PageRequest, find, find_complete, list};
use serde_json::{Value, json};

use crate::recorded::stream;

const ALL: [SubjectKind; 8] = [
    SubjectKind::Node,
    SubjectKind::Case,
    SubjectKind::Facility,
    SubjectKind::Adjustment,
    SubjectKind::Indicator,
    SubjectKind::Milestone,
    SubjectKind::Decision,
    SubjectKind::Round,
];

fn at(day: &str, position: u64) -> AsOf {
    AsOf { day: Day::parse(day).expect("a day"), position }
}

fn ids(items: &[Value]) -> Vec<String> {
    let id = |item: &Value| item["id"].as_str().or_else(|| item["code"].as_str()).expect("an id").to_owned();
    items.iter().map(id).collect()
}

fn pages(log: &InMemoryLog, kind: SubjectKind, at: AsOf, limit: usize) -> Vec<Value> {
    let mut items = Vec::new();
    let mut after = None;
    loop {
        let page =
            list(log.state(), log, kind, at, &PageRequest { after, limit, ..PageRequest::default() }).expect("a list");
        assert!(page.items.len() <= limit);
        items.extend(page.items);
        after = page.next;
        if after.is_none() {
            return items;
        }
    }
}

#[test]
fn pages_of_any_size_give_the_same_list_and_each_item_is_what_its_detail_says() {
    let log = stream("voorbeeldstad.v1.ndjson");
    let at = at("2020-04-01", log.state().head());
    for kind in ALL {
        let all = pages(&log, kind, at, 1000);
        assert!(!all.is_empty(), "{kind:?}");
        assert_eq!(pages(&log, kind, at, 3), all, "{kind:?}");
        for (item, id) in all.iter().zip(ids(&all)) {
            let detail = find(log.state(), &log, kind, &id, at).expect("a detail").expect("it is in the list");
            assert_eq!(&detail, item);
            let mut complete = find_complete(log.state(), &log, kind, &id, at).expect("a detail").expect("as before");
            if kind == SubjectKind::Round {
                assert!(complete["volledigheid"].is_array(), "{id}");
                complete["volledigheid"] = Value::Null; // it costs a pass over the tree for each round
            }
            assert_eq!(complete, detail);
        }
    }
}

#[test]
fn a_facility_is_listed_as_it_stands_on_the_day_as_known_at_the_position() {
    let log = stream("voorbeeldstad.v1.ndjson");
    let status = |day: &str, position: u64| {
        let found = find(log.state(), &log, SubjectKind::Facility, "gebouw-c", at(day, position)).expect("a detail");
        found.map(|item| (item["status"].clone(), item["onderdeel"].clone()))
    };
    assert_eq!(status("2019-04-01", 119), Some((json!("gesloten"), json!("9C1.1"))));
    assert_eq!(status("2019-04-01", 120), Some((json!("open"), json!("9C1.1"))), "the correction moved it a week");
    assert_eq!(status("2018-04-01", 120), None, "not there yet");
}

#[test]
fn nodes_come_in_the_order_of_their_codes_and_name_the_one_they_are_part_of() {
    let log = stream("leiden.v1.ndjson");
    let nodes = pages(&log, SubjectKind::Node, at("2021-09-01", log.state().head()), 1000);
    let node = nodes.iter().find(|node| node["code"] == "9C1").expect("a goal");
    assert_eq!(node["bovenliggend"], "9C");
    assert!(node.get("dossiers").is_none(), "what hangs below has lists of its own");
    let codes = ids(&nodes);
    let place = |code: &str| codes.iter().position(|other| other == code).expect("a code");
    assert!(place("9") < place("9A") && place("9A") < place("9C1"));
}
