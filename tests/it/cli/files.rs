//! Reports as CSV and as workbooks, from a folder and through a service.

use super::{Place, Running, run};

#[test]
fn a_report_is_a_file_for_programs_or_for_people() {
    let place = Place::new();
    let data = place.loaded();
    let ask = ["report", "--on", "2019-04-01", "--position", "100", "--node", "9"];
    let csv = run(&[&ask[..], &["--data", &data, "--format", "csv"]].concat()).done();
    assert!(csv.out.starts_with("Feit,Peildatum,Bekend tot en met positie,Programma,") && csv.err.is_empty());
    let written = |from: [&str; 2], name: &str| {
        let file = place.path(name);
        let ran = run(&[&ask[..], &from, &["--format", "xlsx", "-o", &file]].concat()).done();
        assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", ""));
        std::fs::read(file).expect("it was written")
    };
    let folder = written(["--data", &data], "folder.xlsx");
    assert!(folder.starts_with(b"PK"));
    assert!(folder == written(["--data", &data], "again.xlsx"), "the same report, other bytes");
    let service = Running::serve(&data);
    assert!(folder == written(["--url", &service.address], "service.xlsx"), "through a service, other bytes");
    let through = run(&[&ask[..], &["--url", &service.address, "--format", "csv"]].concat()).done();
    assert!(through.out == csv.out);
}
