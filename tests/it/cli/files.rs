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

#[test]
fn findings_money_and_rounds_are_files_too_from_a_folder_and_through_a_service() {
    let place = Place::new();
    let data = place.loaded();
    let asks: [(&[&str], &str); 3] = [
        (&["findings", "2019-vr1"], "Ronde,Versie,Peildatum,Bekend tot en met positie,Ernst,Code,"),
        (&["finance", "--on", "2019-04-01"], "Feit,Peildatum,Bekend tot en met positie,Begrotingsjaar,Programma,"),
        (&["rounds"], "Feit,Ronde,Titel,Soort,Begrotingsjaar,Volgnummer,Peildatum,"),
    ];
    let written = |ask: &[&str], from: [&str; 2], format: &str| {
        let file = place.path("file");
        let ran = run(&[ask, &from, &["--format", format, "-o", &file]].concat()).done();
        assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", ""), "{ask:?}");
        std::fs::read(file).expect("it was written")
    };
    let local = asks.map(|(ask, head)| {
        let csv = written(ask, ["--data", &data], "csv");
        assert!(String::from_utf8_lossy(&csv).starts_with(head), "{}", String::from_utf8_lossy(&csv));
        let xlsx = written(ask, ["--data", &data], "xlsx");
        assert!(xlsx.starts_with(b"PK"), "{ask:?}");
        (csv, xlsx)
    });
    // A CSV is entirely Dutch, whatever the language of the run, since headers and sentences must be in one language.
    let english = |from: [&str; 2]| {
        let args = [&["--lang", "en", "findings", "2019-vr1", "--format", "csv"][..], &from].concat();
        run(&args).done().out.into_bytes()
    };
    assert!(english(["--data", &data]) == local[0].0, "Dutch heads over English sentences");
    let service = Running::serve(&data);
    assert!(english(["--url", &service.address]) == local[0].0, "through a service");
    for ((ask, _), (csv, xlsx)) in asks.into_iter().zip(local) {
        assert!(written(ask, ["--url", &service.address], "csv") == csv, "{ask:?} through a service, other bytes");
        assert!(written(ask, ["--url", &service.address], "xlsx") == xlsx, "{ask:?} through a service, other bytes");
    }
}
