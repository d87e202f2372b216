//! Following the log: catching up and live, without losing or repeating an event, whatever is written meanwhile.

use super::*;
use peildatum::app::follow::{Follower, PageLimits, read};
use peildatum::domain::event::EventType;
use peildatum::projections::feed::{EventFilter, FilterKeys};

const SMALL: PageLimits = PageLimits { records: 7, bytes: 20_000 };

fn note(text: &str) -> Value {
    json!({ "type": "nl.peildatum.toelichting.vastgelegd", "onderwerp": "onderdeel/9", "ingangsdatum": "2019-01-01",
        "gegevens": { "tekst": text } })
}

fn voorbeeldstad() -> Opened {
    let log = Opened::new();
    let options = ImportOptions { accept_unreviewed: true, ..ImportOptions::default() };
    log.import(&stream("voorbeeldstad.v1.ndjson"), options).unwrap();
    log
}

/// Follows until `last` was covered, and returns the positions.
async fn followed(mut follower: Follower, last: u64) -> Vec<u64> {
    let mut positions = Vec::new();
    while follower.after() < last {
        let page = follower.next().await.unwrap();
        assert_eq!(page.until, follower.after());
        assert!(page.items.len() <= SMALL.records);
        positions.extend(page.items.iter().map(|record| record.position));
    }
    positions
}

#[tokio::test(flavor = "multi_thread")]
async fn followers_get_every_event_once_and_in_order_while_others_write() {
    const WRITERS: u64 = 4;
    const EACH: u64 = 60;
    let log = Opened::new();
    log.service
        .append_async(vec![event(node("9", "Sociaal domein"))], &actor(), AppendOptions::default())
        .await
        .unwrap();
    let last = 1 + WRITERS * EACH;
    let only_notes = EventFilter { kind: Some(EventType::NoteRecorded), ..EventFilter::default() };
    let mut following = Vec::new();
    for after in [0, 0, 1, 100, last - 1] {
        for filter in [EventFilter::default(), only_notes.clone()] {
            following.push((after, tokio::spawn(followed(Follower::new(&log.service, filter, after, SMALL), last))));
        }
    }
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let service = log.service.clone();
            tokio::spawn(async move {
                for n in 0..EACH {
                    let one = event(note(&format!("Bericht {n} van {writer}")));
                    service.append_async(vec![one], &actor(), AppendOptions::default()).await.unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    for (index, (after, task)) in following.into_iter().enumerate() {
        let begin = if index % 2 == 0 { after } else { after.max(1) };
        assert_eq!(task.await.unwrap(), (begin + 1..=last).collect::<Vec<_>>(), "after {after}");
    }
}

#[test]
fn pages_of_any_size_and_filter_join_to_what_the_filter_says() {
    let log = voorbeeldstad();
    let head = log.service.durable_head();
    let subject = |name: &str| EventFilter { subject: Some(name.to_owned()), ..EventFilter::default() };
    let below = |code: &str| EventFilter { node: Some(code.to_owned()), ..EventFilter::default() };
    let closing = EventFilter { kind: Some(EventType::FacilityClosed), ..below("9") };
    let filters =
        [EventFilter::default(), subject("voorziening/gebouw-c"), below("9"), below("9A1"), closing, below("nergens")];
    for filter in filters {
        let wanted: Vec<u64> = (1..=head).filter(|position| filter.matches(&log.service.state(), *position)).collect();
        for (records, bytes) in [(1, 1_000_000), (3, 2_500), (1000, 1), (1000, 1_000_000)] {
            let (mut after, mut found) = (0, Vec::new());
            while after < head {
                let weigh = |record: peildatum::log::record::Record| (record.position, 1_000);
                let page = read(&log.service, &filter, (after, head), PageLimits { records, bytes }, weigh).unwrap();
                assert!(page.until > after, "a page always gets on");
                assert!(page.items.len() <= records && page.items.len() <= bytes.div_ceil(1_000));
                found.extend(page.items);
                after = page.until;
            }
            assert_eq!(found, wanted, "{filter:?} in pages of {records} records and {bytes} bytes");
        }
    }
}

#[test]
fn what_a_filter_says_of_an_event_never_changes_and_its_marks_say_the_same() {
    let log = voorbeeldstad();
    let records = log.service.records(0, 1000).unwrap();
    let state = log.service.state();
    let mut early = peildatum::domain::state::State::new();
    let mut codes = std::collections::BTreeSet::new();
    for record in records {
        early.apply(&record.folded().unwrap()).unwrap();
        let marks = FilterKeys::of(&early, record.position).unwrap();
        assert_eq!(Some(&marks), FilterKeys::of(&state, record.position).as_ref(), "at {}", record.position);
        if record.kind == EventType::NodeRecorded {
            codes.insert(record.subject.id().to_owned());
        }
        let node = |code: &String| EventFilter { node: Some(code.clone()), ..EventFilter::default() };
        let kind = EventFilter { kind: Some(EventType::NoteRecorded), ..EventFilter::default() };
        let subject = EventFilter { subject: Some(record.subject.as_str().to_owned()), ..EventFilter::default() };
        let other = EventFilter { subject: Some("voorziening/gebouw-c".to_owned()), ..EventFilter::default() };
        for filter in codes.iter().map(node).chain([EventFilter::default(), kind, subject, other]) {
            assert_eq!(
                filter.matches_keys(&marks),
                filter.matches(&state, record.position),
                "{filter:?} at {}",
                record.position
            );
        }
    }
    assert_eq!(FilterKeys::of(&state, state.head() + 1), None);
}
