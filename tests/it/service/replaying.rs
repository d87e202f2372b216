//! The output of a service equals that of its export alone: the same report bytes, the same histories.

use peildatum::app::import::ImportOptions;
use peildatum::app::queries::{self, KnownAt, ReportQuery, ReportTarget};
use peildatum::domain::time::Day;
use peildatum::log::export::parse_line;
use peildatum::projections::{self, InMemoryLog, ReportRequest};

use super::*;

fn read(export: &str) -> InMemoryLog {
    let mut log = InMemoryLog::default();
    for (number, line) in (1..).zip(export.lines()) {
        log.push(parse_line(number, line).unwrap()).unwrap();
    }
    log
}

#[test]
fn a_service_and_its_export_alone_give_the_same_bytes() {
    for name in ["leiden.v1.ndjson", "voorbeeldstad.v1.ndjson"] {
        let opened = Opened::new();
        opened.clock.set(moment("2026-11-22T00:00:00Z"));
        let options = ImportOptions { keep_times: true, accept_unreviewed: true, dry_run: false };
        opened.import(&stream(name), options).unwrap();
        let log = read(&opened.exported());
        let head = log.state().head();
        for (on, position) in [("2019-04-01", 30), ("2019-04-01", head), ("2021-09-01", head)] {
            let on = Day::parse(on).unwrap();
            let of = ReportTarget::Day { on, known: KnownAt::Position(position) };
            let query = ReportQuery { of, node: None, fiscal_year: None };
            let served = queries::report(&opened.service, &query).unwrap();
            let request = ReportRequest { on, position, node: None, fiscal_year: None, round: None };
            let replayed = projections::report(log.state(), &log, &request).unwrap();
            assert!(*served == replayed.canonical_with_state(&log.root(position), None), "{name} {on} {position}");
        }
        for record in log.all() {
            let subject = record.subject.as_str();
            let served = queries::history(&opened.service, subject, KnownAt::Head).unwrap();
            assert_eq!(served, projections::history(log.state(), &log, subject, head).unwrap());
        }
    }
}
