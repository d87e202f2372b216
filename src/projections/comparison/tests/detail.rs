//! The warning that a programme is reported to another depth: by example, and against a full scan of the records.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;

use super::random::{self, pick};
use super::{compared, point};
use crate::comparison::{ComparisonPoint, Warning};
use crate::plain::PlainReport;
use crate::tests::kit::TestLog;
use crate::tests::random::{Seeds, log_of};

const LEVELS: [&str; 4] = ["programma", "beleidsterrein", "doel", "prestatie"];

fn is_warned(log: &TestLog, from: ComparisonPoint, to: ComparisonPoint) -> bool {
    compared(log, from, to).warnings.contains(&Warning::OtherLevelOfDetail)
}

#[test]
fn depth_is_compared_programme_by_programme() {
    let mut log = TestLog::default();
    let node = |log: &mut TestLog, code: &str, level: &str, above: Option<&str>| {
        let mut data = json!({ "niveau": level, "titel": code });
        above.into_iter().for_each(|above| data["bovenliggend"] = above.into());
        log.add("onderdeel.opgenomen", &format!("onderdeel/{code}"), "2019-01-01", data);
    };
    for number in ["7", "9"] {
        node(&mut log, number, "programma", None);
        node(&mut log, &format!("{number}A"), "beleidsterrein", Some(number));
        node(&mut log, &format!("{number}A1"), "doel", Some(&format!("{number}A")));
    }
    for (round, date) in [("a", "2019-04-01"), ("b", "2019-09-01")] {
        let data =
            json!({ "soort": "voortgangsrapportage", "begrotingsjaar": 2019, "titel": round, "peildatum": date });
        log.add("ronde.geopend", &format!("ronde/{round}"), date, data);
    }
    let note = |log: &mut TestLog, code: &str, round: &str, on: &str| {
        let data = json!({ "tekst": "Stand.", "ronde": round });
        log.add("toelichting.vastgelegd", &format!("onderdeel/{code}"), on, data)
    };
    let warned = |log: &TestLog| {
        let of = |round: &str, on: &str| ComparisonPoint { round: Some(round.into()), ..point(on, log.state.head()) };
        is_warned(log, of("a", "2019-04-01"), of("b", "2019-09-01"))
    };
    note(&mut log, "7A", "a", "2019-04-01");
    note(&mut log, "9A1", "b", "2019-09-01");
    assert!(!warned(&log), "each round is about another programme");
    note(&mut log, "7A", "b", "2019-09-01");
    assert!(!warned(&log), "the one that both report goes as deep, though the second round goes deeper elsewhere");
    note(&mut log, "7", "a", "2019-04-01");
    assert!(!warned(&log), "the deepest counts, not what stands above it");
    note(&mut log, "9A", "a", "2019-04-01");
    assert!(warned(&log), "programme 9 goes deeper, though the deepest of both rounds is not of one programme");
}

/// Returns the deepest level of each programme, as it is called at the later of two points.
fn levels(log: &TestLog, of: &ComparisonPoint, later: &PlainReport<'_>) -> BTreeMap<String, usize> {
    let side = random::side(log, of.on, of.position, of.round.as_ref()).plain;
    let mut levels = BTreeMap::new();
    for record in side.log.iter().filter(|record| side.counts(record) && record.effective_on <= of.on) {
        let Some(code) = record.subject.as_str().strip_prefix("onderdeel/") else { continue };
        let is_own =
            of.round.is_some() && record.data.get("ronde").and_then(|round| round.as_str()) == of.round.as_deref();
        let node = side.resolve(code, record.effective_on);
        let fields = side.fold(&format!("onderdeel/{node}"), of.on).0;
        let level =
            fields.get("niveau").and_then(|(level, _)| LEVELS.iter().position(|one| level.as_str() == Some(one)));
        let programme = side.programme_of(&node).and_then(|code| later.programme_of(&later.resolve(&code, of.on)));
        if let Some((programme, level)) = programme.zip(level).filter(|_| is_own) {
            let deepest = levels.entry(programme).or_insert(level);
            *deepest = level.max(*deepest);
        }
    }
    levels
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_warning_is_what_a_full_scan_finds(
        all in prop::collection::vec(any::<Seeds>(), 1..70), a in pick(), b in pick(),
    ) {
        let log = log_of(&all);
        let (a, b) = (random::point(&log, a), random::point(&log, b));
        let last = if (a.on, a.position) <= (b.on, b.position) { &b } else { &a };
        let later = random::side(&log, last.on, last.position, None).plain;
        let (left, right) = (levels(&log, &a, &later), levels(&log, &b, &later));
        let wanted = left.iter().any(|(programme, level)| right.get(programme).is_some_and(|other| other != level));
        prop_assert_eq!(is_warned(&log, a, b), wanted, "{:?} {:?}", left, right);
    }
}
