//! The recorded streams in `replay/streams`: every line has the form of the catalogue, and they are in order.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use peildatum::domain::actor::Actor;
use peildatum::domain::decide::{Context, decide, decide_request, decide_sealing};
use peildatum::domain::event::EventData;
use peildatum::domain::ids::RoundId;
use peildatum::domain::proposal::Proposal;
use peildatum::domain::rejection::Rejection;
use peildatum::domain::state::State;
use peildatum::log::commitment;
use peildatum::log::export::{is_full_record, parse};
use serde_json::Value;

/// Returns every recorded stream of the repository, by name.
fn streams() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("replay/streams");
    let mut found: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("the repository has replay/streams")
        .map(|entry| entry.expect("the folder can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "ndjson"))
        .collect();
    found.sort();
    assert!(!found.is_empty(), "no stream in {}", folder.display());
    found
}

/// Returns the events of one stream; invalid lines fail the test, all at once with their errors.
fn events(path: &Path) -> Vec<Proposal> {
    let text = std::fs::read_to_string(path).expect("a stream is UTF-8");
    let (mut events, mut refused) = (Vec::new(), Vec::new());
    for (index, line) in text.lines().enumerate() {
        match peildatum::input::proposal(&as_sent(serde_json::from_str(line).expect("a line is JSON"))) {
            Ok(event) => events.push(event),
            Err(errors) => refused.push((index + 1, errors)),
        }
    }
    assert!(refused.is_empty(), "{}: {refused:#?}", path.display());
    events
}

/// Returns what a caller sent of a full record, with its id and moment; any other line unchanged.
fn as_sent(line: Value) -> Value {
    if !is_full_record(&line) {
        return line;
    }
    let record = parse(&line).expect("a full record is in the form of an export");
    commitment::check_commitments(&record).expect("its commitments hold");
    let mut sent = record.content();
    sent["id"] = line["id"].clone();
    sent["geregistreerdOp"] = line["geregistreerdOp"].clone();
    sent
}

/// The actor of the streams: an administrator, since one of them erases.
fn recorder() -> Actor {
    Actor::administrator("lokaal:proef").expect("an actor id")
}

/// Applies the rules to one event; a sealing is checked as the service does.
fn judge(state: &State, event: &Proposal) -> Result<(), Rejection> {
    let EventData::RoundSealed(sealed) = &event.data else { return decide(state, event, &recorder()) };
    let round = RoundId::parse(event.subject.id()).expect("the id of a round");
    decide_sealing(state, &round, sealed, &Context::at(event.recorded_at.expect("a recorded event has its moment")))
}

#[test]
fn every_line_of_a_recorded_stream_is_in_the_form_of_the_catalogue() {
    for path in streams() {
        assert!(!events(&path).is_empty(), "{} is empty", path.display());
    }
}

#[test]
fn a_recorded_stream_names_ids_and_rising_moments_so_that_it_loads_the_same_twice() {
    for path in streams() {
        let events = events(&path);
        let ids: HashSet<String> = events
            .iter()
            .map(|event| format!("{:?}", event.id.as_ref().expect("a recorded event has an id")))
            .collect();
        assert_eq!(ids.len(), events.len(), "{}: an id stands twice", path.display());
        let moments: Vec<_> =
            events.iter().map(|event| event.recorded_at.expect("a recorded event has its moment")).collect();
        assert!(moments.is_sorted_by(|a, b| a < b), "{}: moments do not rise", path.display());
    }
}

#[test]
fn the_rules_take_every_event_of_a_recorded_stream() {
    for path in streams() {
        let events = events(&path);
        let (mut state, by) = (State::new(), recorder());
        let mut refused = Vec::new();
        for (index, event) in events.iter().enumerate() {
            if let Err(rejection) = judge(&state, event) {
                refused.push(format!("{}: {}: {rejection}", index + 1, rejection.code()));
            }
            let moment = event.recorded_at.expect("a recorded event has its moment");
            let id = event.id.expect("a recorded event has an id");
            let fact = event.folded(event.header(id, &by), state.head() + 1, moment);
            state.apply(&fact).expect("it follows what came before");
        }
        if let Err((position, rejection)) = decide_request(&state, (1..).zip(&events)) {
            refused.push(format!("{position}: {}: {rejection}", rejection.code()));
        }
        assert!(refused.is_empty(), "{}: {refused:#?}", path.display());
    }
}
