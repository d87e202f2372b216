//! Comparisons over large logs: `cargo bench -- comparison [EVENTS]`.
//!
//! The log has 500 subjects per programme with 20 events each, in memory, followed by a second round with 5,000
//! changes. The comparison of the two rounds is measured next to building the report of either round in the same run,
//! and next to a comparison of as many changes in a log of a tenth of the size. That smaller log has either a shorter
//! past, with the same subjects and rounds, or fewer subjects, with a smaller first round. Work proportional to the
//! changes grows with neither. Notes that only one of the two rounds has count as changes of what a report shows, so
//! they grow with the number of subjects.

use std::sync::Arc;
use std::time::{Duration, Instant};

use peildatum::domain::actor::Actor;
use peildatum::domain::ids::EventId;
use peildatum::domain::state::State;
use peildatum::domain::text::Slug;
use peildatum::domain::time::{Day, Instant as Moment};
use peildatum::log::record::Record;
use peildatum::projections::comparison::{ComparisonPoint, ComparisonRequest, compare};
use peildatum::projections::{RecordReadError, RecordSource, ReportRequest, report};
use serde_json::{Value, json};

use crate::number;

/// Number of subjects of one programme, including its nodes.
pub const SUBJECTS: usize = 500;
/// Number of elements of the goal tree in a programme: itself, 4 areas, 15 goals, 80 outputs.
const NODES: usize = 100;
/// Number of events per subject before the second round: the usual number, and that of a log with a long past.
pub const EACH: usize = 20;
const EACH_LONG: usize = 10 * EACH;
/// Number of changes between the two rounds.
const CHANGES: usize = 5_000;
/// Colours of lights, used in turn.
const COLOURS: [&str; 3] = ["groen", "oranje", "rood"];
/// Number of comparisons, and of reports, that are timed.
const TURNS: usize = 15;

/// Runs the measurement; the argument is the number of events.
pub fn run(arguments: &[String]) {
    let events: usize = number(arguments, 0, 1_000_000);
    let programmes = events / (SUBJECTS * EACH);
    let small = measure(programmes / 10, EACH);
    let long = measure(programmes / 10, EACH_LONG);
    let wide = measure(programmes, EACH);
    for (what, at) in [("of rounds", 0), ("of days", 1)] {
        let over_small = |times: [Duration; 2]| times[at].as_secs_f64() / small[at].as_secs_f64();
        println!(
            "the same changes in a log of ten times the size, comparison {what}: {:.2} x the time where the past is longer, {:.2} x where \
             the subjects are more",
            over_small(long),
            over_small(wide)
        );
    }
}

/// A log in memory: the state and the records.
#[derive(Default)]
pub struct Log {
    pub state: State,
    records: Vec<Arc<Record>>,
}

impl RecordSource for Log {
    fn records(&self, positions: &[u64]) -> Result<Vec<Arc<Record>>, RecordReadError> {
        Ok(positions.iter().map(|position| Arc::clone(&self.records[*position as usize - 1])).collect())
    }
}

impl Log {
    /// Adds an event, which is right by construction, as the next one.
    pub fn push(&mut self, event: &Value, actor: &Actor) {
        let proposal = peildatum::input::proposal(event).expect("an event of this file is right");
        let position = self.records.len() as u64 + 1;
        let recorded_at = Moment::from_micros(1_546_300_800_000_000 + position as i64 * 1_000_000);
        let id = EventId::from_bytes((u128::from(position) | (7 << 76) | (2 << 62)).to_be_bytes());
        let record = Record {
            header: proposal.header(id, actor).with(proposal.subject.clone(), actor.clone()),
            position,
            subject_version: 0,
            data: proposal.body.clone(),
            provenance: None,
            reason: None,
            recorded_at,
            logged_at: recorded_at,
            logged_by: "lokaal:bench".to_owned(),
            core_salt: [0; 32],
            text_salt: Some([0; 32]),
            text_commitment: [0; 32],
            commitment: [0; 32],
            erased_fields: Vec::new(),
            lost: false,
        };
        self.state.apply(&record.folded().expect("a core")).expect("it fits");
        self.records.push(Arc::new(record));
    }
}

/// Builds an event as a caller sends it.
pub fn event(kind: &str, about: &str, day: &str, data: &Value) -> Value {
    json!({ "type": format!("nl.peildatum.{kind}"), "onderwerp": about, "ingangsdatum": day, "gegevens": data })
}

fn code(programme: usize, node: usize) -> String {
    match node {
        0 => format!("{programme}"),
        1..=4 => format!("{programme}A{node}"),
        5..=19 => format!("{programme}B{node}"),
        _ => format!("{programme}C{node}"),
    }
}

/// Returns the name of a subject: a node, a case, a facility or an adjustment.
fn about(programme: usize, subject: usize) -> String {
    match (subject < NODES, subject % 3) {
        (true, _) => format!("onderdeel/{}", code(programme, subject)),
        (false, 0) => format!("dossier/p{programme}-{subject}"),
        (false, 1) => format!("voorziening/p{programme}-{subject}"),
        (false, _) => format!("bijstelling/p{programme}-{subject}"),
    }
}

/// Builds the first event of a subject.
pub fn introduction(programme: usize, subject: usize, day: &str) -> Value {
    let output = code(programme, 20 + subject % 80);
    let (kind, data) = match (subject < NODES, subject % 3) {
        (true, _) => {
            let (level, above) = match subject {
                0 => ("programma", None),
                1..=4 => ("beleidsterrein", Some(code(programme, 0))),
                5..=19 => ("doel", Some(code(programme, 1 + subject % 4))),
                _ => ("prestatie", Some(code(programme, 5 + subject % 15))),
            };
            let title = format!("Onderdeel {subject} van programma {programme}");
            let mut data = json!({ "niveau": level, "titel": title });
            if let Some(above) = above {
                data["bovenliggend"] = above.into();
            }
            ("onderdeel.opgenomen", data)
        }
        (false, 0) => (
            "dossier.geopend",
            json!({ "titel": format!("Wachtlijst {subject}"), "soort": "wachtlijst", "onderdeel": output }),
        ),
        (false, 1) => (
            "voorziening.geopend",
            json!({ "naam": format!("Wijkteam {subject}"), "soort": "wijkteam", "onderdeel": output, "capaciteit": 20 }),
        ),
        (false, _) => (
            "bijstelling.vastgelegd",
            json!({ "onderdeel": output, "omschrijving": format!("Prognose {subject}"), "bedragInCenten": 1_000_000 + subject,
                "soort": "overig", "effect": "nadeel", "stand": "prognose", "duur": "incidenteel", "lastenBaten": "lasten" }),
        ),
    };
    event(kind, &about(programme, subject), day, &data)
}

/// Builds a later event of a subject: a note, a light, a capacity or an amount.
pub fn change(programme: usize, subject: usize, turn: usize, day: &str, round: Option<&str>) -> Value {
    let about = about(programme, subject);
    let (kind, mut data) = match (subject < NODES, subject % 3, turn % 2) {
        (true, _, 0) => ("stoplicht.gezet", json!({ "kleur": COLOURS[turn % 3] })),
        (true, ..) | (false, 0, _) => (
            "toelichting.vastgelegd",
            json!({ "volgorde": 1, "tekst": format!("Stand van zaken {turn} bij {programme}.{subject}: de gemeente heeft met de \
                aanbieders afgesproken dat er voor het einde van het jaar plaatsen bij komen; de kosten vallen binnen de begroting.") }),
        ),
        (false, 1, _) => (
            "voorziening.capaciteit-gewijzigd",
            json!({ "capaciteit": 20 + turn, "reden": "bijgesteld naar de vraag" }),
        ),
        (false, ..) => ("bijstelling.gewijzigd", json!({ "bedragInCenten": 1_000_000 + subject * turn })),
    };
    if let Some(round) = round.filter(|_| ["stoplicht.gezet", "toelichting.vastgelegd"].contains(&kind)) {
        data["ronde"] = round.into();
    }
    event(kind, &about, day, &data)
}

fn filled(programmes: usize, each: usize) -> (Log, u64) {
    let actor = Actor::new("lokaal:bench", None, Slug::parse("beheren").expect("a slug")).expect("an actor");
    let mut log = Log::default();
    for (id, date) in [("r1", "2024-06-01"), ("r2", "2024-10-01")] {
        let data = json!({ "soort": "voortgangsrapportage", "begrotingsjaar": 2024, "titel": id, "peildatum": date });
        log.push(&event("ronde.geopend", &format!("ronde/{id}"), "2019-01-01", &data), &actor);
    }
    for turn in 0..each {
        // The events span five years, whatever the number of turns.
        let month = turn * 60 / each;
        for programme in 1..=programmes {
            for subject in 0..SUBJECTS {
                let day = format!("20{:02}-{:02}-{:02}", 19 + month / 12, 1 + month % 12, 1 + subject % 28);
                let last = (turn + 1 == each).then_some("r1");
                let line = match turn {
                    0 => introduction(programme, subject, &day),
                    _ => change(programme, subject, turn, if last.is_some() { "2024-05-20" } else { &day }, last),
                };
                log.push(&line, &actor);
            }
        }
    }
    let first = log.state.head();
    for n in 0..CHANGES {
        // Spread over all programmes: every subject at most once while there are enough of them.
        let at = n * (programmes * SUBJECTS / CHANGES).max(1) % (programmes * SUBJECTS);
        let line = change(1 + at / SUBJECTS, at % SUBJECTS, each + 1 + n % 2, "2024-09-20", Some("r2"));
        log.push(&line, &actor);
    }
    (log, first)
}

/// Measures the median time of comparing two rounds, and of comparing the same two days without rounds.
fn measure(programmes: usize, each: usize) -> [Duration; 2] {
    let (log, first) = filled(programmes, each);
    let head = log.state.head();
    let day = |day: &str| Day::parse(day).expect("a day");
    let point =
        |on: &str, position, round: &str| ComparisonPoint { on: day(on), position, round: Some(round.to_owned()) };
    let request = ComparisonRequest {
        from: point("2024-06-01", first, "r1"),
        to: point("2024-10-01", head, "r2"),
        node: None,
        kinds: Vec::new(),
        nature: None,
        minimum_cents: None,
        unrenewed: false,
    };
    let mut rows = 0;
    let mut compared = timed(|| rows = compare(&log.state, &log, &request).expect("a comparison").differences.len());
    let days = |point: &ComparisonPoint| ComparisonPoint { round: None, ..point.clone() };
    let of_days = ComparisonRequest { from: days(&request.from), to: days(&request.to), ..request.clone() };
    let mut rows_of_days = 0;
    let mut between_days =
        timed(|| rows_of_days = compare(&log.state, &log, &of_days).expect("a comparison").differences.len());
    let built = |point: &ComparisonPoint| {
        let ComparisonPoint { on, position, round } = point.clone();
        let request = ReportRequest { on, position, node: None, fiscal_year: None, round };
        timed(|| drop(std::hint::black_box(report(&log.state, &log, &request).expect("a report"))))
    };
    let (mut of_a, mut of_b) = (built(&request.from), built(&request.to));
    let [compared, between_days, of_a, of_b] =
        [&mut compared, &mut between_days, &mut of_a, &mut of_b].map(|all| (percentile(all, 50), percentile(all, 99)));
    println!(
        "{head} events, {CHANGES} changes between two rounds, {rows} differences, {TURNS} runs each: comparison p50 {:.1?}, p99 {:.1?}; \
         of the two days {:.1?}, {rows_of_days} differences; report of the first round {:.1?}, of the second {:.1?}; {:.2} x the faster \
         report",
        compared.0,
        compared.1,
        between_days.0,
        of_a.0,
        of_b.0,
        compared.0.as_secs_f64() / of_a.0.min(of_b.0).as_secs_f64()
    );
    [compared.0, between_days.0]
}

/// Runs the work once, and then times it.
pub fn timed(mut work: impl FnMut()) -> Vec<Duration> {
    work();
    let turn = |_| {
        let begin = Instant::now();
        work();
        begin.elapsed()
    };
    (0..TURNS).map(turn).collect()
}

pub fn percentile(all: &mut [Duration], percent: usize) -> Duration {
    all.sort_unstable();
    all[(all.len() * percent / 100).min(all.len() - 1)]
}
