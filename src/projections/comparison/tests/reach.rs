//! What rounds do not report, and what was first entered: by example, and against the plain definition.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::examples::{node, round};
use super::plain::{Side, sides};
use super::random::{self, pick, side};
use super::{between, compared, point};
use crate::comparison::{Comparison, ComparisonPoint, Difference, Reach, compare};
use crate::tests::kit::{TestLog, with_cases};
use crate::tests::random::{CODES, Seeds, log_of};

/// Adds a programme with one output, as a page of a round does.
fn page(log: &mut TestLog, programme: &str, round: &str, on: &str, text: &str) {
    let day = format!("{}-01-01", &on[..4]);
    let output = format!("{programme}A1.1");
    let known = log.records.iter().any(|record| record.subject.as_str() == format!("onderdeel/{programme}"));
    if !known {
        let data = json!({ "niveau": "programma", "titel": format!("Programma {programme}") });
        log.add("onderdeel.opgenomen", &format!("onderdeel/{programme}"), &day, data);
        node(log, &output, &day, json!({ "bovenliggend": programme }));
    }
    let note = json!({ "tekst": text, "ronde": round });
    log.add("toelichting.vastgelegd", &format!("onderdeel/{output}"), on, note);
    log.add("stoplicht.gezet", &format!("onderdeel/{output}"), on, json!({ "kleur": "groen", "ronde": round }));
}

pub(super) fn of_round(id: &str, on: &str, position: u64) -> ComparisonPoint {
    ComparisonPoint { round: Some(id.to_owned()), ..point(on, position) }
}

/// Three rounds of which each position is remembered: 9 is in all of them, 7 in the first and the third, 8 in the last.
fn three_rounds() -> (TestLog, [ComparisonPoint; 3]) {
    let mut log = TestLog::default();
    let mut points = Vec::new();
    let rounds =
        [("r1", "2019-06-01", &["9", "7"][..]), ("r2", "2020-06-01", &["9"]), ("r3", "2021-06-01", &["9", "7", "8"])];
    for (id, on, programmes) in rounds {
        round(&mut log, id, "voortgangsrapportage", on[..4].parse().unwrap(), on);
        for programme in programmes {
            page(&mut log, programme, id, on, &format!("Noot van {id}"));
        }
        points.push(of_round(id, on, log.state.head()));
    }
    (log, points.try_into().unwrap())
}

fn lines(told: &Comparison) -> Vec<String> {
    let of = |one: &crate::comparison::UnreportedProgramme| {
        format!("{} {} {} {}", one.code, one.on_left, one.on_right, one.reach.name())
    };
    told.unreported.iter().map(of).collect()
}

fn subjects(told: &Comparison, reach: Option<Reach>) -> Vec<&str> {
    let rows = told.differences.iter().filter(|row| row.reach == reach);
    let mut all: Vec<&str> = rows.map(|row| row.subject.as_str()).collect();
    all.dedup();
    all
}

#[test]
fn a_programme_that_the_later_round_does_not_report_is_neither_dropped_nor_kept() {
    let (log, [first, second, _]) = three_rounds();
    let mut request = between(first, second);
    request.unrenewed = true;
    let told = compare(&log.state, &log, &request).unwrap();
    assert_eq!(lines(&told), ["7 true false niet-gerapporteerd"]);
    assert_eq!(told.unreported[0].title.as_deref(), Some("Programma 7"));
    assert_eq!(subjects(&told, None), ["onderdeel/9A1.1"], "the note of 9 changed, nothing of 7 was dropped");
    let kept: Vec<&str> = told.not_renewed.iter().map(|row| row.subject.as_str()).collect();
    assert_eq!(kept, Vec::<&str>::new(), "what was not reported was not kept either");
    assert!(told.warnings.iter().any(|warning| warning.name() == "niet-gerapporteerde-programmas"));
}

#[test]
fn a_programme_that_comes_back_was_not_changed_since_the_round_before() {
    let (log, [_, second, third]) = three_rounds();
    let told = compared(&log, second, third);
    assert_eq!(lines(&told), ["7 false true niet-gerapporteerd", "8 false true voor-het-eerst-ingevoerd"]);
    assert_eq!(subjects(&told, Some(Reach::NotReported)), ["onderdeel/7A1.1"]);
    assert_eq!(subjects(&told, Some(Reach::FirstEntered)), ["onderdeel/8", "onderdeel/8A1.1"]);
    assert_eq!(subjects(&told, None), ["onderdeel/9A1.1"]);
    let counts = &told.counts;
    let all = counts.corrections + counts.new + counts.views + counts.first_entered + counts.unreported;
    assert_eq!(all, told.differences.len() as u64);
    assert_eq!(counts.per_field.values().sum::<u64>(), counts.corrections + counts.new + counts.views);
    assert_eq!(told.summary.new.nodes.added, Vec::<String>::new(), "a tree that was first entered is not new");
    assert_eq!(told.summary.first_entered.nodes.added, ["onderdeel/8", "onderdeel/8A1.1"]);
    assert_eq!(told.summary.unreported.notes.changed, ["onderdeel/7A1.1"]);
}

#[test]
fn a_programme_that_left_the_tree_was_dropped() {
    let (mut log, [first, ..]) = three_rounds();
    for code in ["7A1.1", "7"] {
        log.add("onderdeel.vervallen", &format!("onderdeel/{code}"), "2022-01-01", json!({ "opvolgers": [] }));
    }
    round(&mut log, "r4", "voortgangsrapportage", 2022, "2022-06-01");
    page(&mut log, "9", "r4", "2022-06-01", "Noot van r4");
    let told = compared(&log, first, of_round("r4", "2022-06-01", log.state.head()));
    assert!(!lines(&told).iter().any(|line| line.starts_with("7 ")), "{:?}", lines(&told));
    assert!(told.summary.new.nodes.dropped.contains(&"onderdeel/7".to_owned()));
}

#[test]
fn an_amount_of_a_programme_that_was_first_entered_is_told_in_the_totals() {
    let (mut log, [_, second, _]) = three_rounds();
    for (id, node, cents) in [("oud", "9A1.1", 100), ("ingevoerd", "8A1.1", 40)] {
        let data = json!({ "onderdeel": node, "omschrijving": id, "bedragInCenten": cents, "soort": "tekort",
            "effect": "nadeel", "stand": "prognose", "begrotingsjaar": 2021 });
        log.add("bijstelling.vastgelegd", &format!("bijstelling/{id}"), "2021-05-01", data);
    }
    let told = compared(&log, second, of_round("r3", "2021-06-01", log.state.head()));
    let row = &told.totals[0];
    assert_eq!((row.from, row.new, row.to, row.unreported), (0, 140, 140, 40));
    assert_eq!(told.summary.money[0].unreported, 40);
}

#[test]
fn a_level_that_only_the_later_round_shows_is_first_entered() {
    let mut log = TestLog::default();
    let data = json!({ "niveau": "programma", "titel": "Programma 9" });
    log.add("onderdeel.opgenomen", "onderdeel/9", "2019-01-01", data);
    let note = |log: &mut TestLog, code: &str, on: &str, round: &str| {
        let data = json!({ "tekst": on, "ronde": round });
        log.add("toelichting.vastgelegd", &format!("onderdeel/{code}"), on, data)
    };
    round(&mut log, "r1", "voortgangsrapportage", 2019, "2019-06-01");
    let first = of_round("r1", "2019-06-01", note(&mut log, "9", "2019-06-01", "r1"));
    round(&mut log, "r2", "voortgangsrapportage", 2020, "2020-06-01");
    node(&mut log, "9A1.1", "2020-01-01", json!({ "bovenliggend": "9" }));
    let second = of_round("r2", "2020-06-01", note(&mut log, "9A1.1", "2020-06-01", "r2"));
    node(&mut log, "9A1.2", "2020-07-01", json!({ "bovenliggend": "9" }));
    round(&mut log, "r3", "voortgangsrapportage", 2021, "2021-06-01");
    let third = of_round("r3", "2021-06-01", note(&mut log, "9A1.1", "2021-06-01", "r3"));
    let told = compared(&log, first, second.clone());
    assert_eq!(told.summary.first_entered.nodes.added, ["onderdeel/9A1.1"]);
    assert_eq!(told.summary.new.notes.added, ["onderdeel/9A1.1"], "a note on it is news");
    let told = compared(&log, second, third);
    assert_eq!(told.summary.first_entered.nodes.added, Vec::<String>::new());
    assert_eq!(told.summary.new.nodes.added, ["onderdeel/9A1.2"], "beside others it is new");
}

/// The two sides with what they report, by the plain definition.
struct Plain<'r> {
    left: Side<'r>,
    right: Side<'r>,
    left_is_earlier: bool,
    /// Code, whether the left and the right report it, and the word.
    unreported: Vec<(String, [bool; 2], &'static str)>,
    by_programme: Vec<(String, &'static str)>,
    /// What a programme of the later side is on the earlier one.
    before: Vec<(String, String)>,
}

impl<'r> Plain<'r> {
    fn of(log: &'r TestLog, a: &ComparisonPoint, b: &ComparisonPoint) -> Plain<'r> {
        let [left, right] = [a, b].map(|point| side(log, point.on, point.position, point.round.as_ref()));
        let left_is_earlier = (a.on, a.position) <= (b.on, b.position);
        let mut plain = Plain {
            left,
            right,
            left_is_earlier,
            unreported: Vec::new(),
            by_programme: Vec::new(),
            before: Vec::new(),
        };
        let scope = |side: &Side<'_>| {
            let scope = side.plain.scope(side.plain.round.as_ref()?);
            Some(scope).filter(|scope| scope.named.is_some() || !scope.came.is_empty())
        };
        let scopes = [scope(&plain.left), scope(&plain.right)];
        let reports = |at: usize, code: Option<&str>| {
            scopes[at].as_ref().is_none_or(|scope| code.is_some_and(|code| scope.covers(code)))
        };
        let (earlier, later) = plain.by_date();
        let (_, before_of) = sides(earlier, later);
        let name = |code: &str| format!("onderdeel/{code}");
        let mut found = Vec::new();
        for code in &later.plain.scope("").programmes {
            let before = before_of.get(&name(code)).cloned().unwrap_or_else(|| Some(name(code)));
            let before =
                before.filter(|before| earlier.alive(before)).map(|name| name["onderdeel/".len()..].to_owned());
            let [at_earlier, at_later] = if left_is_earlier { [0, 1] } else { [1, 0] };
            let mut told = [true, true];
            told[at_earlier] = reports(at_earlier, before.as_deref());
            told[at_later] = reports(at_later, Some(code));
            found.push((code.clone(), before.clone(), told, before.is_none()));
        }
        for (code, before, told, first) in found.into_iter().filter(|(_, _, told, _)| *told != [true, true]) {
            let word = if first { "voor-het-eerst-ingevoerd" } else { "niet-gerapporteerd" };
            plain.before.extend(before.iter().map(|before| (code.clone(), before.clone())));
            plain.by_programme.extend(before.map(|before| (before, word)));
            plain.by_programme.push((code.clone(), word));
            plain.unreported.push((code, told, word));
        }
        plain
    }

    /// Returns the numbers of a programme on both sides.
    fn programmes_of(&self, code: &str) -> Vec<String> {
        let before = self.before.iter().filter(|(now, _)| now == code).map(|(_, before)| before.clone());
        std::iter::once(code.to_owned()).chain(before).collect()
    }

    /// Returns the side with the earlier date, and the other one.
    fn by_date(&self) -> (&Side<'r>, &Side<'r>) {
        if self.left_is_earlier { (&self.left, &self.right) } else { (&self.right, &self.left) }
    }

    fn of_subject(&self, subject: &str) -> Option<&'static str> {
        let (earlier, later) = self.by_date();
        let programme = [later, earlier].into_iter().find_map(|side| {
            let node = match subject.strip_prefix("onderdeel/") {
                _ if !side.alive(subject) => None,
                Some(code) => Some(code.to_owned()),
                None => side.plain.place(&side.plain.fold(subject, side.plain.day).0).0,
            };
            side.plain.programme_of(&node?)
        })?;
        self.by_programme.iter().rfind(|(code, _)| *code == programme).map(|(_, word)| *word)
    }

    fn of_row(&self, row: &Difference) -> Option<&'static str> {
        let before = row.subject_before.as_deref();
        let colours = ["kleur", "tijd", "geld", "kwaliteit"];
        let is_node = row.subject.starts_with("onderdeel/") && row.note.is_none() && before.is_none();
        let is_new = is_node && !colours.contains(&row.field.as_str()) && self.is_new_level(&row.subject);
        let left = before.unwrap_or(&row.subject);
        let (first, second) = if self.left_is_earlier { (&*row.subject, left) } else { (left, &*row.subject) };
        self.of_subject(first)
            .or_else(|| self.of_subject(second))
            .or_else(|| is_new.then_some("voor-het-eerst-ingevoerd"))
            .or_else(|| self.is_undated(&row.subject).then_some("voor-het-eerst-ingevoerd"))
    }

    fn is_undated(&self, subject: &str) -> bool {
        let (earlier, later) = self.by_date();
        let of_kind = subject.starts_with("voorziening/") || subject.starts_with("besluit/");
        let rounds = earlier.plain.round.is_some() && later.plain.round.is_some();
        if !of_kind || !rounds || earlier.alive(subject) || !later.alive(subject) {
            return false;
        }
        let all = later.plain.standing(subject, later.plain.day);
        let since: Vec<_> = all.iter().filter(|row| row.effective_on > earlier.plain.day).collect();
        !since.is_empty() && since.iter().all(|row| ["uiterlijk", "onbekend"].contains(&row.precision.name()))
    }

    fn is_new_level(&self, subject: &str) -> bool {
        let (earlier, later) = self.by_date();
        if earlier.plain.round.is_none()
            || later.plain.round.is_none()
            || earlier.alive(subject)
            || !later.alive(subject)
        {
            return false;
        }
        let mut above = later.plain.parent(&subject["onderdeel/".len()..]);
        while let Some(code) = &above {
            if earlier.alive(&format!("onderdeel/{code}")) {
                let all = earlier.plain.subjects("onderdeel/");
                return !all.iter().any(|node| earlier.plain.parent(&node["onderdeel/".len()..]) == above);
            }
            above = later.plain.parent(code);
        }
        false
    }
}

proptest! {
    #![proptest_config(with_cases(400))]

    /// What is not reported, and what each row says of it, is what a full scan of the records finds.
    #[test]
    fn what_is_not_reported_agrees_with_the_plain_definition(
        all in prop::collection::vec(any::<Seeds>(), 1..70), a in pick(), b in pick(), code in 0..CODES.len(),
    ) {
        let log = log_of(&all);
        let (a, b) = (random::point(&log, a), random::point(&log, b));
        let told = compared(&log, a.clone(), b.clone());
        let plain = Plain::of(&log, &a, &b);
        let mut fast: Vec<String> = lines(&told);
        fast.sort();
        let mut wanted: Vec<String> = plain.unreported.iter()
            .map(|(code, [left, right], word)| format!("{code} {left} {right} {word}")).collect();
        wanted.sort();
        prop_assert_eq!(fast, wanted);
        for row in &told.differences {
            prop_assert_eq!(row.reach.map(Reach::name), plain.of_row(row), "{:?}", row);
        }
        // Turned it says the same of the same programmes, seen from the other side.
        if (a.on, a.position) != (b.on, b.position) {
            let turn = |line: &crate::comparison::UnreportedProgramme| (line.code.clone(), line.on_right, line.on_left, line.reach);
            let back = compared(&log, b.clone(), a.clone());
            let same: Vec<_> = told.unreported.iter().map(|one| (one.code.clone(), one.on_left, one.on_right, one.reach)).collect();
            prop_assert_eq!(back.unreported.iter().map(turn).collect::<Vec<_>>(), same);
            let not_reported = |told: &Comparison| told.totals.iter().map(|row| row.unreported.abs()).sum::<i64>();
            prop_assert_eq!(not_reported(&back), not_reported(&told));
        }
        // With a node, the programmes that it lies in on either side, under either number.
        let mut request = between(a.clone(), b.clone());
        request.node = Some(CODES[code].to_owned());
        if let Ok(part) = compare(&log.state, &log, &request) {
            let homes: Vec<String> = [&plain.left, &plain.right].into_iter().filter_map(|side| side.plain.programme_of(CODES[code])).collect();
            let of_node = |one: &crate::comparison::UnreportedProgramme| {
                plain.programmes_of(&one.code).iter().any(|code| homes.contains(code))
            };
            let wanted: Vec<&str> = told.unreported.iter().filter(|one| of_node(one)).map(|one| one.code.as_str()).collect();
            prop_assert_eq!(part.unreported.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), wanted);
        }
        let counts = &told.counts;
        let counted = counts.corrections + counts.new + counts.views + counts.first_entered + counts.unreported;
        prop_assert_eq!(counted, told.differences.len() as u64);
    }
}

#[test]
fn a_comparison_of_days_leaves_nothing_out() {
    let (log, _) = three_rounds();
    let told = compared(&log, point("2019-06-01", 3), point("2021-06-01", log.state.head()));
    assert!(told.unreported.is_empty() && told.differences.iter().all(|row| row.reach.is_none()));
    let json: Value = serde_json::to_value(&told.counts).unwrap();
    assert_eq!((&json["eersteInvoer"], &json["nietGerapporteerd"]), (&json!(0), &json!(0)));
}
