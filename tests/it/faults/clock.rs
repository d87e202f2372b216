//! A clock that jumps back: recorded times in the log never decrease, and nothing is refused for it.

use std::sync::Arc;

use peildatum::app::clock::FixedClock;
use peildatum::app::{AppendOptions, OpenOptions, Service};
use peildatum::domain::time::Instant;
use peildatum::log::folder::IfMissing;
use serde_json::json;

use crate::http::actor;

#[test]
fn a_clock_that_jumps_back_makes_no_moment_earlier_than_the_one_before() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let mut last = None;
    let mut moments = Vec::new();
    for (n, now) in ["2026-11-02T12:00:00Z", "2026-11-02T11:00:00Z", "2020-01-01T00:00:00Z", "2026-11-02T12:00:01Z"]
        .iter()
        .enumerate()
    {
        let clock = Arc::new(FixedClock::at(Instant::parse(now).expect("a moment")));
        let options = OpenOptions { if_missing: IfMissing::Create, clock, ..OpenOptions::default() };
        let service = Service::open(&folder.path().join("data"), options).expect("opens");
        let event = json!({ "type": "nl.peildatum.onderdeel.opgenomen", "onderwerp": format!("onderdeel/{}", n + 1),
            "ingangsdatum": "2019-01-01", "gegevens": { "niveau": "programma", "titel": "Programma" } });
        let proposal = peildatum::input::proposal(&event).expect("an event");
        let appended = service.append(vec![proposal], &actor(), AppendOptions::default()).expect("appends");
        let recorded = appended.records[0].recorded_at;
        assert!(last.is_none_or(|last| recorded > last), "{recorded} after {last:?}");
        last = Some(recorded);
        moments.push(recorded.to_string());
        service.close().expect("closes");
    }
    // One hour back and six years back: each time the log advances by one microsecond. Then the clock is ahead again,
    // and is used.
    assert_eq!(moments[1], "2026-11-02T12:00:00.000001Z");
    assert_eq!(moments[2], "2026-11-02T12:00:00.000002Z");
    assert_eq!(moments[3], "2026-11-02T12:00:01Z");
    super::told("faults: a clock that jumped back by an hour and by six years");
}
