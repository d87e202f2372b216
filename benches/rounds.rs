//! What rounds with a scope cost: `cargo bench -- rounds [EVENTS]`.
//!
//! Two logs in memory with the same subjects and as many events, 500 subjects per programme with 20 events each. In one
//! the rounds have a scope: each names its programmes, leaves out a tenth of them, and its notes, lights and amounts that
//! are told again name it. In the other no round has one: they name no programmes, and no note names a round. Of the
//! newest round the report is measured in both, its findings, and its findings with since when they stand, for which
//! earlier rounds are looked at.

use std::time::Duration;

use peildatum::domain::actor::Actor;
use peildatum::domain::text::Slug;
use peildatum::domain::time::Day;
use peildatum::projections::findings::{FindingsRequest, findings};
use peildatum::projections::{ReportRequest, report};
use serde_json::{Value, json};

use crate::comparison::{EACH, Log, SUBJECTS, change, event, introduction, percentile, timed};
use crate::number;

/// Of how many programmes a round leaves out one.
const LEFT_OUT: usize = 10;

/// Runs the measurement; the argument is the number of events.
pub fn run(arguments: &[String]) {
    let events: usize = number(arguments, 0, 1_000_000);
    let programmes = (events / (SUBJECTS * EACH)).max(1);
    let [without, with] = [false, true].map(|scoped| measure(programmes, scoped));
    for (at, what) in ["report", "findings", "findings with since when"].into_iter().enumerate() {
        let over = with[at].as_secs_f64() / without[at].as_secs_f64();
        println!("{what}: with a scope {:.1?}, without {:.1?}, {over:.2} x", with[at], without[at]);
    }
}

/// Returns the reporting date of a round: four a year, from 2019 on.
fn date(turn: usize) -> String {
    format!("20{:02}-{:02}-28", 19 + turn / 4, 3 + turn % 4 * 3)
}

const fn covers(turn: usize, programme: usize) -> bool {
    !(turn + programme).is_multiple_of(LEFT_OUT)
}

fn filled(programmes: usize, scoped: bool) -> Log {
    let actor = Actor::new("lokaal:bench", None, Slug::parse("beheren").expect("a slug")).expect("an actor");
    let mut log = Log::default();
    for turn in 1..EACH {
        let mut data = json!({ "soort": "voortgangsrapportage", "begrotingsjaar": 2019 + turn / 4, "titel": round(turn),
            "peildatum": date(turn) });
        if scoped {
            let covered = (1..=programmes).filter(|programme| covers(turn, *programme));
            data["programmas"] = covered.map(|programme| programme.to_string()).collect::<Vec<_>>().into();
        }
        log.push(&event("ronde.geopend", &format!("ronde/{}", round(turn)), "2019-01-01", &data), &actor);
    }
    for turn in 0..EACH {
        for programme in 1..=programmes {
            for subject in 0..SUBJECTS {
                let line = match turn {
                    0 => introduction(programme, subject, "2019-01-01"),
                    _ => told(programme, subject, turn, scoped && covers(turn, programme)),
                };
                log.push(&line, &actor);
            }
        }
    }
    log
}

fn round(turn: usize) -> String {
    format!("r{turn}")
}

/// Builds what a round says of a subject. An amount is told again in every second round, and changes in the others. What
/// names no round holds from a week before its reporting date.
fn told(programme: usize, subject: usize, turn: usize, names_round: bool) -> Value {
    let (id, on) = (round(turn), date(turn));
    if !names_round {
        return change(programme, subject, turn, &on.replace("-28", "-21"), None);
    }
    let line = change(programme, subject, turn, &on, Some(&id));
    if line["type"] == "nl.peildatum.bijstelling.gewijzigd" && turn % 2 == 1 {
        let about = line["onderwerp"].as_str().expect("an event has a subject");
        return event("bijstelling.opnieuw-gemeld", about, &on, &json!({ "ronde": id }));
    }
    line
}

/// Measures, of the newest round, its report, its findings, and its findings with since when they stand.
fn measure(programmes: usize, scoped: bool) -> [Duration; 3] {
    let log = filled(programmes, scoped);
    let position = log.state.head();
    let newest = EACH - 1;
    let on = Day::parse(&date(newest)).expect("a day");
    let request = ReportRequest { on, position, node: None, fiscal_year: None, round: Some(round(newest)) };
    let mut of_report = timed(|| drop(std::hint::black_box(report(&log.state, &log, &request).expect("a report"))));
    let mut counted = [0; 2];
    let mut told = |with_since: bool| {
        let request =
            FindingsRequest { round: round(newest), position, version: None, head: position, node: None, with_since };
        timed(|| {
            let found = findings(&log.state, &log, &request).expect("findings").findings;
            counted = [found.len(), found.iter().filter(|finding| finding.since.is_some()).count()];
        })
    };
    let (mut plain, mut since) = (told(false), told(true));
    println!(
        "{position} events, {}: {} findings, {} of which stood in a round before",
        if scoped { "rounds with a scope" } else { "rounds without one" },
        counted[0],
        counted[1]
    );
    [&mut of_report, &mut plain, &mut since].map(|all| percentile(all, 50))
}
