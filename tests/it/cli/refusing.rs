//! Points that are not there, on every command that takes one: each is refused with what to do, none gives an empty answer.

use super::{Place, run};

/// What is asked, and what the one line on stderr holds.
const REFUSED: [(&str, &str); 39] = [
    ("report --on 2017-01-01", "the first fact holds from 2019-01-01"),
    ("report --on 2019-02-30", "no existing day"),
    ("report --on 2019-04-01 --position 292", "the log has 1 to 291"),
    ("report --on 2019-04-01 --position 0", "--position"),
    ("report --on 2019-04-01 --known-at 2100-01-01T00:00:00Z", "lies after now"),
    (
        "report --on 2019-04-01 --known-at 2001-01-01T00:00:00Z",
        "nothing was known yet; the first event was recorded at",
    ),
    ("report --on 2019-04-01 --known-at gisteren", "no instant"),
    ("report --round 2031-vr1", "round 2031-vr1 was not opened"),
    ("report --round 2019-vr1/raad", "no sealing raad"),
    ("report --round 2019-vr1/7", "no sealing 7"),
    ("report --on 2019-04-01 --node 77", "node 77 does not stand"),
    ("compare ronde:2031-vr1 2019-04-01", "A (ronde:2031-vr1): round 2031-vr1 was not opened"),
    ("compare 2019-04-01 ronde:2019-vr1/raad", "B (ronde:2019-vr1/raad): round 2019-vr1 has no sealing raad"),
    ("compare 2019-02-30 2019-04-01", "no existing day"),
    ("compare 2019-04-01@292 2019-04-01", "A (2019-04-01@292): there is no position 292"),
    ("compare 2019-04-01@0 2019-04-01", "a position from 1"),
    ("compare 2019-04-01 2019-04-01@2100-01-01T00:00:00Z", "leave the moment out"),
    ("compare 2019-04-01@2001-01-01T00:00:00Z 2019-04-01", "nothing was known yet"),
    ("compare 2017-01-01 2017-06-01", "A (2017-01-01): on 2017-01-01 nothing held yet"),
    ("compare 2019-04-01 2017-06-01", "B (2017-06-01): on 2017-06-01 nothing held yet"),
    ("compare 2019-04-01 2020-04-01 --node 77", "node 77 does not stand"),
    ("history voorziening/nergens", "nothing was recorded about voorziening/nergens"),
    ("history ronde/2031-vr1", "nothing was recorded about ronde/2031-vr1"),
    ("history nergens", "no subject in the form KIND/ID"),
    ("findings 2031-vr1", "round 2031-vr1 was not opened"),
    ("findings 2019-vr1/raad", "no sealing raad"),
    ("findings 2019-vr1 --position 292", "the log has 1 to 291"),
    ("findings 2019-vr1 --known-at 2100-01-01T00:00:00Z", "lies after now"),
    ("findings 2019-vr1 --known-at 2001-01-01T00:00:00Z", "nothing was known yet"),
    ("findings 2019-vr1 --node 77", "node 77 does not stand"),
    ("finance --on 2017-01-01", "the first fact holds from 2019-01-01"),
    ("finance --on 2019-02-30", "no existing day"),
    ("finance --on 2019-04-01 --position 292", "the log has 1 to 291"),
    ("finance --on 2019-04-01 --known-at 2100-01-01T00:00:00Z", "lies after now"),
    ("finance --on 2019-04-01 --node 77", "node 77 does not stand"),
    ("seal 2031-vr1 --body raad", "round 2031-vr1 was not opened"),
    ("seal 2019-vr1 --body raad --position 292", "the log has 1 to 291"),
    ("seal 2019-vr1 --body raad --decided-on 2019-02-30", "no existing day"),
    ("seal 2019-vr1 --body raad --decided-on 2100-01-01", "2100-01-01 moet nog komen"),
];

#[test]
fn a_point_that_is_not_there_is_refused_and_says_why() {
    let place = Place::new();
    let data = place.loaded();
    for (asked, told) in REFUSED {
        let asked: Vec<&str> = asked.split(' ').chain(["--data", &data]).collect();
        let refused = run(&asked);
        assert!(refused.out.is_empty(), "{asked:?} answers something: {}", refused.out);
        refused.refused(2, &[told]);
    }
    let verified = run(&["verify", "--data", &data]).done().out;
    assert!(verified.contains("291") && !verified.contains("sealing "), "nothing was written: {verified}");
}

#[test]
fn a_known_later_than_b_is_compared_backwards_and_says_so() {
    let place = Place::new();
    let data = place.loaded();
    let told = run(&["compare", "2019-04-01@291", "2019-04-01@119", "--data", &data]).done().out;
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("\"Naar\" was eerder bekend dan \"van\"; herstel staat achterstevoren."), "{told}");
    let there = run(&["compare", "2019-04-01@119", "2019-04-01@291", "--data", &data, "--json"]).done().out;
    let back = run(&["compare", "2019-04-01@291", "2019-04-01@119", "--data", &data, "--json"]).done().out;
    let totals = |text: &str| {
        let value: serde_json::Value = serde_json::from_str(text).expect("JSON");
        value["totalen"].as_array().expect("totals").clone()
    };
    let (there, back) = (totals(&there), totals(&back));
    assert!(!there.is_empty() && there.len() == back.len());
    for (one, other) in there.iter().zip(&back) {
        assert_eq!((&one["van"], &one["naar"]), (&other["naar"], &other["van"]));
        assert_eq!(one["herstel"].as_i64(), other["herstel"].as_i64().map(|cents| -cents));
    }
}
