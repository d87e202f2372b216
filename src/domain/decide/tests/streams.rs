//! The recorded streams, judged event by event: the rules take all that a municipality records.

use serde_json::Value;

use crate::domain::decide::{Context, decide, decide_request};
use crate::domain::event::EventType;
use crate::domain::proposal::Proposal;
use crate::domain::state::State;

/// Every event is judged at its own moment, as an import that keeps times does; requests are not told apart in a stream,
/// so what only a whole request satisfies is judged over the stream.
#[test]
fn the_rules_take_every_recorded_stream() {
    let streams = [
        include_str!("../../../../replay/streams/leiden.v1.ndjson"),
        include_str!("../../../../replay/streams/voorbeeldstad.v1.ndjson"),
    ];
    for stream in streams {
        let mut state = State::new();
        let mut proposals = Vec::new();
        for (at, line) in stream.lines().enumerate() {
            let line: Value = serde_json::from_str(line).expect("a line is JSON");
            let proposal = Proposal::from_json(&line).expect("a line is an event");
            let moment = proposal.recorded_at.expect("a recorded event has its moment");
            if proposal.kind() != EventType::RoundSealed {
                let judged = decide(&state, &proposal, &Context::at(moment));
                judged.unwrap_or_else(|r| panic!("line {}: {} {r}", at + 1, r.code()));
            }
            let id = proposal.id.expect("a recorded event has an id");
            state.apply(&proposal.fact(at as u64 + 1, id, moment)).expect("it fits");
            proposals.push(proposal);
        }
        decide_request(&state, &proposals).unwrap_or_else(|(at, r)| panic!("line {}: {} {r}", at + 1, r.code()));
    }
}
