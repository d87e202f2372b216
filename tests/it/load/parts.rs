//! Responses that are built in parts equal those built as a whole, byte for byte.

use peildatum::app::backup::{self, RecordsParts};
use peildatum::app::export::{export, export_part};
use peildatum::app::history_parts::HistoryParts;
use peildatum::app::queries::{self, KnownAt, ReportQuery, ReportTarget};
use peildatum::app::report_parts::ReportParts;
use peildatum::app::{OpenOptions, Service};
use peildatum::domain::time::Day;

use crate::cli::Place;

fn whole_history(service: &Service, subject: &str, first: usize) -> Vec<u8> {
    let position = service.durable_head();
    let (mut all, mut parts, mut count) = (Vec::new(), Some(HistoryParts::new(subject.to_owned(), position, None)), 0);
    while let Some(next) = parts.take() {
        let next = if count == 0 { next.of_events(first) } else { next };
        let (bytes, more) = next.next(service).expect("a subject of the stream");
        all.extend(bytes);
        parts = more;
        count += 1;
    }
    all
}

#[test]
fn answers_made_part_by_part_are_those_made_whole() {
    let place = Place::new();
    let service = Service::open(place.loaded().as_ref(), OpenOptions::default()).expect("a folder");
    let head = service.durable_head();
    let subjects: std::collections::BTreeSet<String> = service
        .records(0, 1_000)
        .expect("records")
        .into_iter()
        .map(|record| record.subject.to_string())
        .filter(|subject| !subject.starts_with("gebeurtenis/"))
        .collect();
    assert!(subjects.len() > 50, "{}", subjects.len());
    for subject in &subjects {
        let whole = queries::history(&service, subject, KnownAt::Head).expect("a history").to_string();
        for first in [1, 2, 100] {
            let parts = String::from_utf8(whole_history(&service, subject, first)).expect("JSON");
            assert!(parts == whole, "{subject} from parts of {first}");
        }
    }
    let mut whole = Vec::new();
    export(&service, None, &mut whole, &mut |_, _| {}).expect("an export");
    for bytes in [1, 5_000, 1 << 30] {
        let (mut all, mut next) = (Vec::new(), Some(0));
        while let Some(after) = next {
            let (lines, more) = export_part(&service, (after, head), bytes).expect("a part");
            all.extend(lines);
            next = more;
        }
        assert!(all == whole, "an export in parts of {bytes} bytes");
    }
    let mut whole = Vec::new();
    backup::records(&service, &mut whole, &mut |_, _| {}).expect("a back-up");
    let (mut all, mut next) = (Vec::new(), Some(RecordsParts::begin(&service).expect("a back-up")));
    while let Some(parts) = next {
        let (bytes, more) = parts.next(&service).expect("a part");
        all.extend(bytes);
        next = more;
    }
    assert!(all == whole, "a back-up in parts");
    for on in ["2019-01-01", "2019-04-01", "2020-06-01", "2021-05-01"] {
        for position in [1, head / 3, head / 2, head] {
            let of = ReportTarget::Day { on: Day::parse(on).expect("a day"), known: KnownAt::Position(position) };
            let query = ReportQuery { of, node: None, fiscal_year: None };
            let Ok(whole) = queries::report(&service, &query) else { continue };
            let mut next = ReportParts::begin(&service, &query).expect("a report");
            let mut all = Vec::new();
            while let Some(parts) = next {
                let (bytes, more) = parts.next(&service).expect("a part");
                all.extend(bytes);
                next = more;
            }
            assert!(all == *whole, "the report for {on} at {position} in parts");
        }
    }
    service.close().expect("in good order");
}
