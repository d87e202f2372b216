//! The comparison against its plain definition and its invariants, over random logs and points.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::apply::{Whole, or_null};
use super::plain::{PlainRow, Side, step, totals};
use super::{between, compared};
use crate::comparison::{
    Comparison, ComparisonPoint, ComparisonRequest, Difference, Fate, Ground, Nature, TotalRow, Warning, compare,
};
use crate::domain::time::Day;
use crate::plain::PlainReport;
use crate::tests::kit::{TestLog, with_cases};
use crate::tests::random::{CODES, DAYS, Seeds, log_of};

/// A day, a share of the log in percent, and a round or none.
pub(super) type Pick = (usize, u64, u8);

pub(super) fn pick() -> impl Strategy<Value = Pick> {
    (0..DAYS.len(), 1..=100u64, 0..5u8)
}

pub(super) fn point(log: &TestLog, (day, known, round): Pick) -> ComparisonPoint {
    let position = 1 + known * (log.state.head() - 1) / 100;
    let mut point = ComparisonPoint { on: Day::parse(DAYS[day]).unwrap(), position, round: None };
    if round > 1 {
        point.round = Some(format!("ronde{}", round - 2));
        if compare(&log.state, log, &between(point.clone(), point.clone())).is_err() {
            point.round = None; // not opened yet at that position
        }
    }
    point
}

pub(super) fn side<'r>(log: &'r TestLog, on: Day, position: u64, round: Option<&String>) -> Side<'r> {
    let records = log.records[..position as usize].iter().map(AsRef::as_ref).collect();
    Side { plain: PlainReport { log: records, day: on, year: 2019, round: round.cloned(), version: 2 } }
}

/// Returns the four points of the plain definition; B is not known before A.
fn four<'r>(log: &'r TestLog, a: &ComparisonPoint, b: &ComparisonPoint) -> [Side<'r>; 4] {
    let (looks_as, on) = if a.on <= b.on { (&b.round, a.on) } else { (&a.round, b.on) };
    [
        side(log, a.on, a.position, a.round.as_ref()),
        side(log, a.on, b.position, a.round.as_ref()),
        side(log, on, b.position, looks_as.as_ref()),
        side(log, b.on, b.position, b.round.as_ref()),
    ]
}

/// Returns the three steps in order: the view changes at the earlier of the dates.
fn natures(a: &ComparisonPoint, b: &ComparisonPoint) -> [Nature; 3] {
    let [corrected, viewed, new] = Nature::ALL;
    if a.on <= b.on { [corrected, viewed, new] } else { [corrected, new, viewed] }
}

/// Returns every row of the plain definition. Each step changes one coordinate and is named after it.
fn all_steps(points: &[Side<'_>; 4], natures: [Nature; 3]) -> Vec<PlainRow> {
    let steps = points.iter().zip(&points[1..]).zip(natures);
    steps.flat_map(|((x, y), nature)| step(nature.name(), x, y)).collect()
}

fn ordered(log: &TestLog, a: Pick, b: Pick) -> (ComparisonPoint, ComparisonPoint) {
    let (a, b) = (point(log, a), point(log, b));
    if a.position <= b.position { (a, b) } else { (b, a) }
}

fn as_plain(row: &Difference) -> PlainRow {
    let note =
        |of: fn(&crate::comparison::NotePair) -> &Option<String>| json!(row.note.as_ref().and_then(|n| of(n).clone()));
    let value = |value: &Value| if row.field == "bestaan" { value.clone() } else { or_null(&row.field, value) };
    [
        json!(row.nature.name()),
        json!(row.subject),
        json!(row.subject_before),
        note(|n| &n.from),
        note(|n| &n.to),
        json!(row.field),
        value(&row.from),
        value(&row.to),
        json!(row.change.name()),
    ]
}

fn sorted(rows: impl Iterator<Item = PlainRow>) -> Vec<String> {
    let mut all: Vec<String> = rows.map(|row| json!(row).to_string()).collect();
    all.sort();
    all
}

/// Formats what only one of the two has.
fn apart(fast: &[String], plain: &[String]) -> String {
    let only = |a: &[String], b: &[String]| {
        a.iter().filter(|row| !b.contains(row)).cloned().collect::<Vec<_>>().join("\n    ")
    };
    format!("only fast:\n    {}\n  only plain:\n    {}", only(fast, plain), only(plain, fast))
}

fn of(comparison: &Comparison, nature: Nature) -> Vec<&Difference> {
    comparison.differences.iter().filter(|row| row.nature == nature).collect()
}

fn check_totals(told: &Comparison, sides: &[Side<'_>; 4]) -> Result<(), TestCaseError> {
    let [a, between, other, b] = sides.each_ref().map(totals);
    prop_assert!(other == between || other == b, "how one looks decides nothing of an amount");
    let key = |row: &TotalRow| {
        json!([row.fiscal_year, row.kind, row.effect, row.standing, row.side, row.duration]).to_string()
    };
    let keys: BTreeSet<&(String, String)> = a.keys().chain(between.keys()).chain(b.keys()).collect();
    let found: BTreeMap<(String, String), &TotalRow> =
        told.totals_per_node.iter().map(|row| ((key(&row.total), row.node.clone()), &row.total)).collect();
    prop_assert_eq!(found.len(), told.totals_per_node.len());
    for row in told.totals.iter().chain(told.totals_per_node.iter().map(|row| &row.total)) {
        prop_assert_eq!(row.from + row.correction + row.new, row.to);
    }
    prop_assert!(keys.iter().all(|key| found.contains_key(*key)));
    for (key, row) in &found {
        let at = |totals: &BTreeMap<(String, String), (i64, u64)>| totals.get(key).copied().unwrap_or_default();
        prop_assert_eq!((row.from, u64::from(row.pro_memorie_from)), at(&a));
        prop_assert_eq!((row.to, u64::from(row.pro_memorie_to)), at(&b));
        prop_assert_eq!(row.from + row.correction, at(&between).0);
    }
    for row in &told.totals {
        let parts = told.totals_per_node.iter().map(|part| &part.total).filter(|part| key(part) == key(row));
        let sum = |of: fn(&TotalRow) -> i64| parts.clone().map(of).sum::<i64>();
        prop_assert_eq!(
            (sum(|r| r.from), sum(|r| r.correction), sum(|r| r.late), sum(|r| r.new)),
            (row.from, row.correction, row.late, row.new)
        );
    }
    Ok(())
}

/// Checks the ground of a correction, and its positions.
fn check_reasons(
    log: &TestLog,
    told: &Comparison,
    a: &ComparisonPoint,
    b: &ComparisonPoint,
) -> Result<(), TestCaseError> {
    let record = |position: u64| &log.records[position as usize - 1];
    let subject_of = |position: u64| match record(position).subject.as_str().strip_prefix("gebeurtenis/") {
        Some(id) => log.records.iter().find(|r| r.id.to_string() == id).unwrap().subject.as_str().to_owned(),
        None => record(position).subject.as_str().to_owned(),
    };
    let between = |position: u64| position > a.position && position <= b.position;
    let mut grounds: BTreeMap<String, Ground> = BTreeMap::new();
    for position in a.position + 1..=b.position {
        let own = record(position);
        let hits = |id: &str| log.records.iter().find(|r| r.id.to_string() == id).filter(|r| r.position <= a.position);
        let ground = match (own.corrects, own.kind.name()) {
            (Some(id), _) if hits(&id.to_string()).is_some() => Ground::Corrected,
            (None, "gebeurtenis.ingetrokken") if hits(&own.subject.as_str()["gebeurtenis/".len()..]).is_some() => {
                Ground::Withdrawn
            }
            _ => continue,
        };
        let known = grounds.entry(subject_of(position)).or_insert(ground);
        *known = ground.min(*known);
    }
    for row in &told.differences {
        prop_assert!(!row.positions.is_empty() && row.positions.iter().all(|p| *p <= b.position), "{row:?}");
        if row.nature != Nature::Correction {
            prop_assert_eq!(row.ground, None);
            continue;
        }
        prop_assert!(row.positions.iter().any(|p| between(*p)), "nothing recorded between explains {row:?}");
        let mut subjects: BTreeSet<String> = row.positions.iter().map(|p| subject_of(*p)).collect();
        subjects.extend([Some(row.subject.clone()), row.subject_before.clone()].into_iter().flatten());
        let expected = subjects.iter().filter_map(|s| grounds.get(s)).min().copied().unwrap_or(Ground::Late);
        prop_assert_eq!(row.ground, Some(expected), "{:?}", row);
    }
    Ok(())
}

fn turned(row: &PlainRow) -> PlainRow {
    let [nature, subject, before, from_note, to_note, field, from, to, change] = row.clone();
    let change = match change.as_str().unwrap() {
        "toegevoegd" => "vervallen",
        "vervallen" => "toegevoegd",
        same => same,
    };
    let (subject, before) = if before.is_null() { (subject, before) } else { (before, subject) };
    [nature, subject, before, to_note, from_note, field, to, from, json!(change)]
}

fn words_are_whole(row: &Difference) -> bool {
    let side = |not: Fate| row.words.iter().filter(|w| w.fate != not).map(|w| w.text.as_str()).collect::<String>();
    row.words.is_empty() || row.from == side(Fate::Added) && row.to == side(Fate::Gone)
}

proptest! {
    #![proptest_config(with_cases(400))]

    /// The fast comparison looks only at what changed and must agree with a full scan at three points: rows, totals to
    /// the cent, and reasons.
    #[test]
    fn the_comparison_agrees_with_the_plain_definition(all in prop::collection::vec(any::<Seeds>(), 1..70), a in pick(), b in pick()) {
        let log = log_of(&all);
        let (a, b) = ordered(&log, a, b);
        let told = compared(&log, a.clone(), b.clone());
        let sides = four(&log, &a, &b);
        let plain = sorted(all_steps(&sides, natures(&a, &b)).into_iter());
        let fast = sorted(told.differences.iter().map(as_plain));
        prop_assert!(fast == plain, "{a:?} {b:?}\n  {}", apart(&fast, &plain));
        prop_assert!(told.differences.iter().all(words_are_whole));
        check_totals(&told, &sides)?;
        check_reasons(&log, &told, &a, &b)?;
    }

    /// The world can not have changed between one day and itself, and with one round no view differs. The view decides
    /// which notes and lights are shown, and nothing else.
    #[test]
    fn one_date_gives_nothing_new_and_one_look_no_other_view(all in prop::collection::vec(any::<Seeds>(), 1..70), a in pick(), b in pick()) {
        let log = log_of(&all);
        let (a, b) = (point(&log, a), point(&log, b));
        let count = |a: &ComparisonPoint, b: &ComparisonPoint, nature: Nature| of(&compared(&log, a.clone(), b.clone()), nature).len();
        let same_date = ComparisonPoint { on: a.on, ..b.clone() };
        prop_assert_eq!(count(&a, &same_date, Nature::New), 0);
        let same_look = ComparisonPoint { round: a.round.clone(), ..b.clone() };
        if compare(&log.state, &log, &between(a.clone(), same_look.clone())).is_ok() {
            prop_assert_eq!(count(&a, &same_look, Nature::View), 0);
        }
        let same_knowledge = ComparisonPoint { position: a.position, ..b.clone() };
        if compare(&log.state, &log, &between(a.clone(), same_knowledge.clone())).is_ok() {
            prop_assert_eq!(count(&a, &same_knowledge, Nature::Correction), 0);
        }
        let told = compared(&log, a, b);
        let hangs = |row: &&Difference| row.note.is_some() || ["kleur", "tijd", "geld", "kwaliteit"].contains(&row.field.as_str());
        prop_assert!(of(&told, Nature::View).iter().all(hangs));
        let warned = told.warnings.contains(&Warning::OtherView);
        prop_assert_eq!((told.counts.views > 0, told.counts.views), (warned, of(&told, Nature::View).len() as u64));
    }

    /// Corrections lead from A to what is now reported of its date, the view from there to what B shows of it, and what
    /// is new to B.
    #[test]
    fn applying_the_differences_to_a_gives_b(all in prop::collection::vec(any::<Seeds>(), 1..70), a in pick(), b in pick()) {
        let log = log_of(&all);
        let (a, b) = ordered(&log, a, b);
        let told = compared(&log, a.clone(), b.clone());
        let points = four(&log, &a, &b).each_ref().map(Whole::of);
        for ((from, to), nature) in points.iter().zip(&points[1..]).zip(natures(&a, &b)) {
            let mut applied = from.apply(&of(&told, nature)).map_err(TestCaseError::fail)?;
            applied.keep_same_codes(from, to);
            prop_assert_eq!(&applied.subjects, &to.subjects);
            prop_assert_eq!(&applied.lights, &to.lights);
            prop_assert_eq!(applied.notes(), to.notes());
        }
    }

    /// B known before A: the same rows, seen from the other side. A report compared with itself has no differences.
    #[test]
    fn a_turned_comparison_mirrors_and_one_with_itself_is_empty(all in prop::collection::vec(any::<Seeds>(), 1..70), a in pick(), b in pick()) {
        let log = log_of(&all);
        let (a, b) = (point(&log, a), point(&log, b));
        prop_assert!(compared(&log, a.clone(), a.clone()).differences.is_empty());
        prop_assume!(a.position != b.position);
        let (there, back) = (compared(&log, a.clone(), b.clone()), compared(&log, b, a));
        let mirrored = sorted(back.differences.iter().map(as_plain).map(|row| turned(&row)));
        prop_assert_eq!(sorted(there.differences.iter().map(as_plain)), mirrored);
        prop_assert_eq!(there.totals.len(), back.totals.len());
        for (one, other) in there.totals.iter().zip(&back.totals) {
            prop_assert_eq!((one.from, one.to, one.pro_memorie_from), (other.to, other.from, other.pro_memorie_to));
            prop_assert_eq!((one.correction, one.late, one.new), (-other.correction, -other.late, -other.new));
            prop_assert_eq!(one.from + one.correction + one.new, one.to);
        }
        let counts = |told: &Comparison| (told.counts.corrections, told.counts.views, told.counts.new);
        prop_assert_eq!(counts(&there), counts(&back));
    }

    /// A filter leaves rows out and changes none.
    #[test]
    fn a_filter_shows_a_part_of_the_whole(all in prop::collection::vec(any::<Seeds>(), 1..70), a in pick(), b in pick(), code in 0..CODES.len(), minimum in 0..9_000i64) {
        let log = log_of(&all);
        let (a, b) = ordered(&log, a, b);
        let whole = compared(&log, a.clone(), b.clone());
        let ask = |change: &dyn Fn(&mut ComparisonRequest)| {
            let mut request = between(a.clone(), b.clone());
            change(&mut request);
            compare(&log.state, &log, &request)
        };
        let keeps = |told: &Comparison, rule: &dyn Fn(&Difference) -> bool| {
            let kept: Vec<&Difference> = whole.differences.iter().filter(|row| rule(row)).collect();
            kept == told.differences.iter().collect::<Vec<_>>()
        };
        for nature in Nature::ALL {
            let part = ask(&|request| request.nature = Some(nature)).unwrap();
            prop_assert!(keeps(&part, &|row| row.nature == nature));
            prop_assert_eq!(&part.totals, &whole.totals);
        }
        let kind = ask(&|request| request.kinds = vec!["voorziening".into(), "stoplicht".into()]).unwrap();
        let light = |row: &Difference| ["kleur", "tijd", "geld", "kwaliteit"].contains(&row.field.as_str());
        prop_assert!(keeps(&kind, &|row| row.subject.starts_with("voorziening/") || light(row)));
        let least = ask(&|request| request.minimum_cents = Some(minimum)).unwrap();
        let large = |row: &Difference| match (row.from.as_i64(), row.to.as_i64()) {
            (Some(from), Some(to)) => (to - from).abs() >= minimum,
            (one, other) => one.or(other).is_none_or(|cents| cents.abs() >= minimum),
        };
        prop_assert!(keeps(&least, &|row| row.field == "pm" || ["bedragInCenten", "openInCenten"].contains(&row.field.as_str()) && large(row)));
        // With a node: what belongs there, by the plain tree of either side.
        let sides = four(&log, &a, &b);
        let subject = format!("onderdeel/{}", CODES[code]);
        match ask(&|request| request.node = Some(CODES[code].into())) {
            Err(_) => prop_assert!(sides.iter().all(|side| !side.alive(&subject))),
            Ok(part) => {
                let rule = |row: &Difference| {
                    let at = natures(&a, &b).iter().position(|nature| *nature == row.nature).unwrap();
                    let (x, y) = (&sides[at], &sides[at + 1]);
                    let (left, right) = ends(row);
                    left.is_some_and(|s| below(x, &s, CODES[code])) || right.is_some_and(|s| below(y, &s, CODES[code]))
                };
                prop_assert!(keeps(&part, &rule));
                for row in &part.totals_per_node {
                    prop_assert_eq!(row.total.from + row.total.correction + row.total.new, row.total.to);
                }
                let sum = |side: &Side<'_>| totals(side).iter().filter(|((_, node), _)| !node.is_empty() && below(side, &format!("onderdeel/{node}"), CODES[code])).map(|(_, (cents, _))| *cents).sum::<i64>();
                let parts = |of: fn(&TotalRow) -> i64| part.totals.iter().map(of).sum::<i64>();
                prop_assert_eq!((parts(|r| r.from), parts(|r| r.from + r.correction), parts(|r| r.to)), (sum(&sides[0]), sum(&sides[1]), sum(&sides[3])));
            }
        }
    }
}

/// Returns the subject of a row on either side, where it has that side.
fn ends(row: &Difference) -> (Option<String>, Option<String>) {
    let before = row.subject_before.clone().unwrap_or_else(|| row.subject.clone());
    (Some(before), Some(row.subject.clone()))
}

/// Returns true when a subject belongs to a node or to one below it, or is a decision about such a subject.
fn below(side: &Side<'_>, subject: &str, scope: &str) -> bool {
    let plain = &side.plain;
    let (kind, id) = subject.split_once('/').unwrap();
    let (fields, _) = plain.fold(subject, plain.day);
    if kind == "besluit" {
        let Some((concerns, by)) = fields.get("betreft") else { return false };
        return concerns.as_array().unwrap().iter().any(|one| {
            let one = one.as_str().unwrap();
            match one.strip_prefix("onderdeel/") {
                Some(code) => below(side, &format!("onderdeel/{}", plain.resolve(code, by.effective_on)), scope),
                None => below(side, one, scope),
            }
        });
    }
    let mut next = if kind == "onderdeel" { Some(id.to_owned()) } else { plain.place(&fields).0 };
    let mut seen = BTreeSet::new();
    while let Some(code) = next {
        if code == scope {
            return true;
        }
        if !seen.insert(code.clone()) {
            return false;
        }
        next = plain.parent(&code);
    }
    false
}
