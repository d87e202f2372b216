//! Bundles on the command line: from a folder and from a service, with erased texts, of a sealing that no longer holds,
//! and refused.

use serde_json::Value;

use super::backup::cut_off;
use super::{Place, Ran, Running, run, stream};
use crate::bundle::{Unpacked, every_flipped_byte_is_found, half_page};

/// Creates a data folder with the recorded stream that contains sealings.
fn loaded(place: &Place) -> String {
    let data = place.path("data");
    run(&["import", "--data", &data, "--keep-times", "--accept-unreviewed", &stream("voorbeeldstad.v2.ndjson")]).done();
    data
}

fn bundle(round: &str, place: [&str; 2], more: &[&str]) -> Ran {
    run(&[&["bundle", round, place[0], place[1]], more].concat())
}

fn key_of(data: &str) -> String {
    run(&["key", "--data", data]).done().out.trim().to_owned()
}

/// Makes a bundle of a data folder and unpacks it.
fn unpacked(place: &Place, round: &str, data: &str, more: &[&str]) -> Unpacked {
    let file = place.path("uitgepakt.zip");
    bundle(round, ["--data", data], &[&["-o", &file], more].concat()).done();
    let unpacked = Unpacked::of(&std::fs::read(&file).expect("it was made"));
    std::fs::remove_file(&file).expect("it is there");
    unpacked
}

/// Returns the position and the text of a note that a report shows.
fn a_shown_note(bundle: &Unpacked) -> (u64, String) {
    let proved =
        |position: &Value| bundle.names().iter().any(|name| name.starts_with(&format!("bewijzen/{position}-")));
    let lines = bundle.text("log.ndjson");
    let records = lines.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let note = |record: &Value| record["type"] == "nl.peildatum.toelichting.vastgelegd" && proved(&record["positie"]);
    let found = records.into_iter().find(note).expect("the report shows a note");
    (found["positie"].as_u64().expect("a number"), found["gegevens"]["tekst"].as_str().expect("a text").to_owned())
}

#[test]
fn a_bundle_is_all_that_is_needed_to_compute_a_sealing_again() {
    let place = Place::new();
    let data = loaded(&place);
    let key = key_of(&data);
    for (round, version, body) in
        [("2019-vr1", 4, "raad"), ("2019-vr1/college", 3, "college"), ("2019-vr2/1", 1, "college")]
    {
        let bundle = unpacked(&place, round, &data, &[]);
        let sealing = bundle.checked(&key);
        assert_eq!(
            (&sealing["versie"], &sealing["orgaan"], &sealing["oordeel"]),
            (&version.into(), &body.into(), &"klopt".into())
        );
        let name = format!("{}/{version}", round.split('/').next().expect("an id"));
        let report = |format: &str| {
            let file = place.path("rapportage");
            run(&["report", "--data", &data, "--round", &name, "--format", format, "-o", &file]).done();
            std::fs::read(&file).expect("it was written")
        };
        for (format, file) in [("text", "rapportage.txt"), ("csv", "rapportage.csv"), ("xlsx", "rapportage.xlsx")] {
            assert!(report(format) == bundle.bytes(file), "{file} is the report as {format}");
        }
        assert!(report("json") == [&bundle.bytes("rapportage.json")[..], b"\n"].concat());
        assert!(run(&["export", "--data", &data]).done().out == bundle.text("log.ndjson"), "the export, byte for byte");
        let page = super::run(&["bundle", &name, "--data", &data, "--half-page"]).done().out;
        assert_eq!(page, bundle.text("raadsstuk.txt"));
        let later = bundle.text("LEESMIJ.txt").contains("latere vaststelling");
        assert_eq!(later, version != 4, "whoever reads an older sealing is told of the newest");
    }
}

#[test]
fn the_same_log_gives_the_same_bytes_in_a_folder_and_through_a_service() {
    let place = Place::new();
    let data = loaded(&place);
    let files = ["een", "twee", "drie"].map(|name| place.path(&format!("{name}.zip")));
    bundle("2019-vr1", ["--data", &data], &["-o", &files[0]]).done();
    bundle("2019-vr1", ["--data", &data], &["-o", &files[1]]).done();
    let served = Running::serve(&data);
    let said = bundle("2019-vr1", ["--url", &served.address], &["-o", &files[2]]).done();
    assert!(said.out.is_empty() && said.err.contains(" bestanden in ") && said.err.lines().count() == 2, "{said:?}");
    let page = bundle("2019-vr1/raad", ["--url", &served.address], &["--half-page"]).done().out;
    bundle("2020-vr2", ["--url", &served.address], &["--half-page"]).refused(2, &["2020-vr2", "niet vastgesteld"]);
    bundle("2020-vr2", ["--url", &served.address], &["-o", &place.path("x.zip")])
        .refused(2, &["2020-vr2", "niet vastgesteld"]);
    served.stop("-TERM");
    let bytes = files.clone().map(|file| std::fs::read(file).expect("it was made"));
    assert!(bytes[0] == bytes[1] && bytes[0] == bytes[2]);
    let bundle = Unpacked::of(&bytes[2]);
    let sealing = bundle.checked(&key_of(&data));
    half_page(&page, &sealing, &key_of(&data), &bundle.text("checkpoint"));
    every_flipped_byte_is_found(&bundle);
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&files[2]).expect("there").permissions());
    assert_eq!(mode & 0o777, 0o600, "it holds every text");

    // A longer log gives a different bundle of the same report.
    let later = r#"{"type":"nl.peildatum.onderdeel.opgenomen","onderwerp":"onderdeel/3","ingangsdatum":"2019-01-01","gegevens":{"niveau":"programma","titel":"Nieuw"}}"#;
    super::run_with(&["import", "--data", &data, "-"], later.as_bytes()).done();
    let longer = unpacked(&place, "2019-vr1", &data, &[]);
    longer.checked(&key_of(&data));
    assert_eq!(longer.text("log.ndjson").lines().count(), bundle.text("log.ndjson").lines().count() + 1);
    assert!(longer.bytes("rapportage.canoniek.json") == bundle.bytes("rapportage.canoniek.json"));
}

#[test]
fn a_bundle_tells_what_was_erased_since_and_holds_nothing_of_it() {
    let place = Place::new();
    let data = loaded(&place);
    let (position, text) = a_shown_note(&unpacked(&place, "2019-vr1/2", &data, &[]));
    let why = ["--ground", "artikel 17 AVG", "--decision", "B&W 26.0012", "--yes"];
    run(&[&["erase", &position.to_string(), "--data", &data], &why[..]].concat()).done();
    let bundle = unpacked(&place, "2019-vr1/2", &data, &[]);
    let sealing = bundle.checked(&key_of(&data));
    assert_eq!(sealing["oordeel"], "klopt-behoudens-wissing");
    assert_eq!((&sealing["gewist"][0]["positie"], &sealing["gewist"][0]["door"]), (&position.into(), &309.into()));
    let read_me = bundle.text("LEESMIJ.txt");
    for said in ["artikel 17 AVG", "B&W 26.0012", &format!("positie {position}"), "sha256sum geraamte.json"] {
        assert!(read_me.contains(said), "{said} in\n{read_me}");
    }
    let page = bundle.text("raadsstuk.txt");
    let skeleton = sealing["digestGeraamte"].as_str().expect("a digest").trim_start_matches("sha256:");
    assert!(page.contains("behoudens wissing") && page.contains(skeleton), "{page}");
    assert_eq!(bundle.holding(&text.as_bytes()[..20]), Vec::<String>::new(), "what was erased is nowhere");
}

#[test]
fn a_sealing_that_the_log_no_longer_gives_has_no_bundle_unless_that_is_said() {
    let place = Place::new();
    let data = loaded(&place);
    let (position, _) = a_shown_note(&unpacked(&place, "2019-vr1/2", &data, &[]));
    // A text is missing without an erasure event.
    let (secrets, slot) = (format!("{data}/secrets"), usize::try_from(position).expect("small") - 1);
    let mut bytes = std::fs::read(&secrets).expect("there");
    bytes[slot * 64..][..64].fill(0);
    std::fs::write(&secrets, bytes).expect("it can be written");

    let file = place.path("bundel.zip");
    let said = ["AFWIJKEND", "2019-vr1", "--accept-differing"];
    bundle("2019-vr1/2", ["--data", &data], &["-o", &file]).refused(1, &said);
    bundle("2019-vr1/2", ["--data", &data], &["--half-page"]).refused(1, &said);
    let served = Running::serve(&data);
    bundle("2019-vr1/2", ["--url", &served.address], &["-o", &file]).refused(1, &["AFWIJKEND", "2019-vr1"]);
    bundle("2019-vr1/2", ["--url", &served.address], &["--half-page"]).refused(1, &["AFWIJKEND"]);
    assert!(!place.names().contains(&"bundel.zip".to_owned()));
    let told = bundle("2019-vr1/2", ["--url", &served.address], &["-o", &file, "--accept-differing"]).done();
    assert!(told.err.contains("let op: AFWIJKEND"), "{told:?}");
    served.stop("-TERM");

    let bundle = Unpacked::of(&std::fs::read(&file).expect("it was made"));
    let sealing = bundle.checked(&key_of(&data));
    assert_eq!(sealing["oordeel"], "afwijkend");
    for name in ["LEESMIJ.txt", "AFWIJKEND.txt", "raadsstuk.txt"] {
        assert!(bundle.text(name).contains("AFWIJKEND"), "{name} says it");
    }
    let digest = sealing["digest"].as_str().expect("a digest").trim_start_matches("sha256:");
    assert!(bundle.text("AFWIJKEND.txt").contains(digest));
}

#[test]
fn what_has_no_bundle_is_refused_and_nothing_is_made() {
    let place = Place::new();
    let data = loaded(&place);
    let file = place.path("bundel.zip");
    let refused = |round: &str, said: &[&str]| {
        bundle(round, ["--data", &data], &["-o", &file]).refused(2, said);
        bundle(round, ["--data", &data], &["--half-page"]).refused(2, said);
    };
    refused("2020-vr2", &["2020-vr2", "nog niet vastgesteld", "peildatum seal 2020-vr2"]);
    refused("2019-vr9", &["2019-vr9", "niet geopend"]);
    refused("2019-vr1/9", &["2019-vr1", "9", "rounds"]);
    refused("2020-vr1/raad", &["2020-vr1", "raad", "rounds"]);
    refused("2019-vr1/burgemeester", &["2019-vr1/burgemeester", "college"]);
    bundle("2019-vr1", ["--data", &data], &[]).refused(2, &["--output"]);
    bundle("2019-vr1", ["--data", &data], &["-o", "-"]).refused(2, &["-o BESTAND.zip"]);
    bundle("2019-vr1", ["--data", &data], &["-o", &file, "--half-page"]).refused(2, &["--half-page"]);
    bundle("2019-vr1", ["--data", &place.path("nergens")], &["-o", &file]).refused(2, &["nergens"]);
    bundle("2019-vr1", ["--data", &data], &["-o", &place.path("nergens/bundel.zip")])
        .refused(2, &["de map waarin het moet komen is er niet"]);
    assert_eq!(place.names(), ["data"]);
    place.file("bundel.zip", "van iemand anders");
    bundle("2019-vr1", ["--data", &data], &["-o", &file]).refused(2, &["is er al"]);
    assert_eq!(std::fs::read_to_string(&file).expect("there"), "van iemand anders");
}

#[test]
fn a_full_disk_leaves_no_half_bundle_and_is_told() {
    let place = Place::new();
    let data = loaded(&place);
    let file = place.path("bundel.zip");
    // The bundle is taken from a service, so that it is the only file this process writes.
    let served = Running::serve(&data);
    for killed in [true, false] {
        let ended = cut_off(killed, &["bundle", "2019-vr1", "--url", &served.address, "-o", &file]);
        let told = ["bundel.zip", "niet te schrijven", "groter"].iter().all(|word| ended.err.contains(word));
        assert!(if killed { ended.code > 128 } else { ended.code == 2 && told }, "{ended:?}");
        assert!(!place.names().contains(&"bundel.zip".to_owned()), "{:?}", place.names());
    }
    served.stop("-TERM");
    unpacked(&place, "2019-vr1", &data, &[]).checked(&key_of(&data));
}
