//! A read-only medium, as an auditor may get one: every reading command works, and nothing is changed.

use std::fs;
use std::path::Path;

use super::small_disk::Mounted;
use super::{Ground, copy_folder, files::contents, text, told};
use crate::cli::{Running, run};

/// Every command that reads, with its output written into `elsewhere`.
pub fn every_reading_command(data: &Path, elsewhere: &Path) {
    let (backup, tiles) = (elsewhere.join("elders.pb"), elsewhere.join("tiles"));
    let asks: [&[&str]; 13] = [
        &["report", "--on", "2021-04-01"],
        &["report", "--on", "2021-04-01", "--format", "json"],
        &["export"],
        &["export", "--tiles", text(&tiles)],
        &["verify"],
        &["compare", "2019-04-01", "2021-04-01"],
        &["history", "voorziening/gebouw-c"],
        &["findings", "2019-vr1", "--now"],
        &["rounds"],
        &["finance", "--on", "2021-04-01"],
        &["series"],
        &["search", "opvang"],
        &["backup", "--output", text(&backup)],
    ];
    for ask in asks {
        let ran = run(&[ask, &["--data", text(data)]].concat());
        assert_eq!(ran.code, 0, "{ask:?}: {ran:#?}");
    }
    fs::remove_dir_all(tiles).expect("it was made");
}

#[test]
fn a_medium_that_is_read_only_is_read_by_every_command_that_reads() {
    let ground = Ground::new();
    let disk = Mounted::at(&ground.folder.path().join("image"), 16);
    let data = disk.0.join("data");
    copy_folder(&ground.folder.path().join("data"), &data);
    let seal = ["seal", "2019-vr1", "--body", "college", "--purport", "aangeboden", "--accept-unreviewed"];
    run(&[&seal[..], &["--data", text(&data)]].concat()).done();
    let before = contents(&data);
    disk.read_only();
    every_reading_command(&data, ground.folder.path());
    for ask in [vec!["report", "--round", "2019-vr1"], vec!["findings", "2019-vr1"], vec!["rounds", "2019-vr1"]] {
        run(&[&ask[..], &["--data", text(&data)]].concat()).done();
    }
    let bundle = ground.folder.path().join("bundel.zip");
    run(&["bundle", "2019-vr1", "-o", text(&bundle), "--data", text(&data)]).done();
    run(&["bundle", "2019-vr1", "--half-page", "--data", text(&data)]).done();
    let record = ["record", "toelichting.vastgelegd", "onderdeel/9", "--on", "2021-04-01", "tekst=Het loopt"];
    run(&[&record[..], &["--data", text(&data)]].concat()).refused(2, &["de schijf is alleen te lezen"]);
    let service = Running::serve(text(&data));
    assert_eq!(service.get("/v1/rapportage?geldigOp=2021-04-01").0, 200);
    assert_eq!(service.get("/tlog/checkpoint").0, 200);
    let (status, body) = service.post("/v1/gebeurtenissen", "{}");
    assert_eq!(status, 400, "what is wrong is said first: {body}");
    let event = r#"{"type":"nl.peildatum.toelichting.vastgelegd","onderwerp":"onderdeel/9","ingangsdatum":"2021-04-01","gegevens":{"tekst":"x"}}"#;
    let (status, body) = service.post("/v1/gebeurtenissen", event);
    assert!(status == 503 && body.contains("alleen-lezen"), "{status} {body}");
    // Pages say why there is no button, and lead to no form.
    for page in ["/vastleggen", "/vastleggen/stoplicht.gezet", "/inlezen"] {
        let (status, body) = service.get(page);
        assert!(status == 200 && body.contains("Er kan nu niets worden vastgelegd"), "{page}: {status} {body}");
        assert!(!body.contains("name=\"stap\"") && !body.contains("name=\"tekst\""), "{page}: {body}");
    }
    let (status, body) = service.get("/rapportage?geldigOp=2021-04-01&onderdeel=9");
    assert!(
        status == 200 && !body.contains("href=\"/vastleggen/") && body.contains("Er kan nu niets bij komen"),
        "{body}"
    );
    let (status, body) = service.get("/readyz");
    assert!(status == 503 && body.contains("alleen-lezen"), "{status} {body}");
    assert_eq!(service.get("/readyz?voor=lezen").0, 200, "who only reads is sent here");
    // A second reader is allowed; the folder of a recording service cannot be read at the same time.
    run(&["report", "--on", "2021-04-01", "--data", text(&data)]).done();
    service.stop("-TERM").done();
    assert!(contents(&data) == before, "nothing in the folder changed");
    told("faults: a medium that is read only was read by every command");
}

#[test]
fn on_a_medium_that_is_read_only_a_text_that_the_log_says_is_erased_is_not_shown() {
    let ground = Ground::new();
    let disk = Mounted::at(&ground.folder.path().join("image"), 16);
    let data = disk.0.join("data");
    copy_folder(&ground.folder.path().join("data"), &data);
    let record = ["record", "toelichting.vastgelegd", "onderdeel/9", "--on", "2021-04-01", "tekst=Zeldzaam woord"];
    run(&[&record[..], &["--data", text(&data)]].concat()).done();
    let secrets = fs::read(data.join("secrets")).expect("they can be read");
    let last = (super::BEFORE + 1).to_string();
    let erase = ["erase", &last, "--yes", "--ground", "AVG artikel 17", "--decision", "B&W 21.0001"];
    run(&[&erase[..], &["--data", text(&data)]].concat()).done();
    // A stop between the erasure event and the destruction leaves the key of the text in place.
    let mut after = fs::read(data.join("secrets")).expect("they can be read");
    after[..secrets.len()].copy_from_slice(&secrets);
    fs::write(data.join("secrets"), after).expect("they can be written");
    disk.read_only();
    for ask in [vec!["report", "--on", "2021-04-01", "--node", "9"], vec!["export"], vec!["history", "onderdeel/9"]] {
        let ran = run(&[&ask[..], &["--data", text(&data)]].concat()).done();
        assert!(!ran.out.contains("Zeldzaam"), "{ask:?}: {}", ran.out);
    }
}
