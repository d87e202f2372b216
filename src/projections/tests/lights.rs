//! Tests of the list of lights.

use serde_json::json;

use super::kit::TestLog;
use crate::domain::state::AsOf;
use crate::domain::time::Day;
use crate::lights::{LightsFilter, LightsPage, lights};

/// Returns a log with three outputs, of which two have a light; the second was set on a code that passed on.
fn log() -> TestLog {
    let mut log = TestLog::default();
    log.add("onderdeel.opgenomen", "onderdeel/9", "2019-01-01", json!({ "niveau": "programma", "titel": "Zorg" }));
    for code in ["9A1.1", "9A1.2", "9A1.3", "9A1.10"] {
        let data = json!({ "niveau": "prestatie", "titel": format!("Titel {code}"), "bovenliggend": "9" });
        log.add("onderdeel.opgenomen", &format!("onderdeel/{code}"), "2019-01-01", data);
    }
    log.add("stoplicht.gezet", "onderdeel/9A1.1", "2019-03-01", json!({ "kleur": "groen" }));
    log.add("stoplicht.gezet", "onderdeel/9A1.3", "2019-03-01", json!({ "kleur": "rood" }));
    log.add("onderdeel.vervallen", "onderdeel/9A1.3", "2019-03-15", json!({ "opvolgers": ["9A1.10"] }));
    log
}

fn page(log: &TestLog, filter: &LightsFilter, after: Option<&str>, limit: usize) -> LightsPage {
    let at = AsOf { day: Day::parse("2019-04-01").unwrap(), position: log.state.head() };
    lights(&log.state, log, at, filter, (after, limit)).unwrap()
}

fn told(page: &LightsPage) -> Vec<String> {
    let line = |one: &crate::lights::NodeLight| {
        format!("{} {} {}", one.node, one.title.as_deref().unwrap(), one.light.colour.as_deref().unwrap())
    };
    page.lights.iter().map(line).collect()
}

#[test]
fn a_light_stands_at_the_node_that_it_passed_to() {
    let all = page(&log(), &LightsFilter::default(), None, 10);
    assert_eq!(told(&all), ["9A1.1 Titel 9A1.1 groen", "9A1.10 Titel 9A1.10 rood"]);
    assert_eq!((all.total, all.next), (2, None));
}

#[test]
fn the_lights_come_in_pages() {
    let log = log();
    let first = page(&log, &LightsFilter::default(), None, 1);
    assert_eq!((told(&first), first.total), (vec!["9A1.1 Titel 9A1.1 groen".to_owned()], 2));
    assert_eq!(first.next.as_deref(), Some("9A1.1"));
    let last = page(&log, &LightsFilter::default(), first.next.as_deref(), 1);
    assert_eq!((told(&last), last.next, last.total), (vec!["9A1.10 Titel 9A1.10 rood".to_owned()], None, 2));
}

#[test]
fn a_filter_names_a_colour_or_a_node_with_what_is_below_it() {
    let log = log();
    let red = LightsFilter { colour: Some("rood".into()), ..LightsFilter::default() };
    assert_eq!(told(&page(&log, &red, None, 10)), ["9A1.10 Titel 9A1.10 rood"]);
    let one = LightsFilter { node: Some("9A1.1".into()), ..LightsFilter::default() };
    assert_eq!(told(&page(&log, &one, None, 10)), ["9A1.1 Titel 9A1.1 groen"]);
    let all = LightsFilter { node: Some("9".into()), ..LightsFilter::default() };
    assert_eq!(page(&log, &all, None, 10).total, 2);
}
