//! Data folders, exports and back-ups that earlier versions made (`tests/folders/`), used by the program of today; and
//! what is refused the other way round.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::cli::{Place, Running, run};
use crate::readme::programs;

/// What an archive holds, as the version that made it said.
struct Earlier {
    archive: &'static str,
    /// The events of the log, and the root of the tree over them in base64.
    events: u64,
    root: &'static str,
    /// The sealed round, and the verdict on it.
    round: &'static str,
    verdict: &'static str,
    /// A day with a report, and a node to report about.
    day: &'static str,
    node: &'static str,
}

const OLDEST: Earlier = Earlier {
    archive: "2026-11-26-df905c2",
    events: 128,
    root: "3eNo7IsOMa7z4hy+IDg1M08lvFD6KqF5YVwsj4hPWTY=",
    round: "2019-berap",
    verdict: "klopt-behoudens-wissing",
    day: "2019-04-01",
    node: "onderdeel/9",
};

/// One with all that may lie beside the log.
const WITH_ALL: Earlier =
    Earlier { archive: "2026-11-30-upkeep", root: "9dQHEsoHRZvoz7uGV2MOz4hGFwzeHDHbjzSJo/X0nzg=", ..OLDEST };

const ALL: [Earlier; 3] = [
    OLDEST,
    WITH_ALL,
    Earlier {
        archive: "2026-11-30-bada138-snapshot",
        events: 1_008,
        root: "mBKnQya/qenLLvhxhXoi68537ssrzUJJuus/wfrXk5k=",
        round: "2021-vr1",
        verdict: "klopt",
        day: "2021-06-01",
        node: "onderdeel/9",
    },
];

impl Earlier {
    /// Unpacks the archive.
    fn unpacked(&self) -> Place {
        let place = Place::new();
        let archive = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/folders/{}.tar.gz", self.archive));
        let mut tar = Command::new("tar");
        let unpacked = tar.arg("-xzf").arg(&archive).current_dir(place.path(".")).status().expect("tar is there");
        assert!(unpacked.success(), "{}", self.archive);
        place
    }

    /// Verifies a folder, and asserts that all holds as the version that made it said.
    fn verified(&self, data: &str, events: u64) -> Value {
        let found: Value = serde_json::from_str(&run(&["verify", "--data", data, "--json"]).done().out).expect("JSON");
        assert_eq!(
            (&found["klopt"], &found["gebeurtenissen"]),
            (&Value::Bool(true), &Value::from(events)),
            "{found:#}"
        );
        let sealed = &found["vaststellingen"][0];
        assert_eq!((&sealed["ronde"], &sealed["oordeel"]), (&self.round.into(), &self.verdict.into()), "{found:#}");
        found
    }
}

#[test]
fn a_folder_of_an_earlier_version_is_verified_reported_from_appended_to_and_exported() {
    for earlier in &ALL {
        let place = earlier.unpacked();
        let data = place.path("map");
        let found = earlier.verified(&data, earlier.events);
        assert_eq!(found["wortel"], earlier.root, "{}", earlier.archive);
        let report = |ask: &[&str]| run(&[&["report", "--data", &data, "--json"], ask].concat()).done().out;
        assert!(report(&["--on", earlier.day]).contains("\"onderdelen\":["));
        let sealed: Value = serde_json::from_str(&report(&["--round", &format!("{}/1", earlier.round)])).expect("JSON");
        assert_eq!(sealed["staat"]["oordeel"], earlier.verdict, "the report that was sealed is built as it was");
        let light = ["record", "stoplicht.gezet", earlier.node, "--on", "2026-01-01", "kleur=groen", "--data", &data];
        run(&light).done();
        earlier.verified(&data, earlier.events + 1);
        let key = place.path("sleutel");
        let exported = place.file("uit.ndjson", &run(&["export", "--data", &data]).done().out);
        let checkpoint = format!("{data}/checkpoint");
        let mut replay = Command::new(programs().join("replay"));
        let replayed = replay.args(["verify", &exported, "--checkpoint", &checkpoint, "--key", &key]).output();
        let replayed = replayed.expect("replay was built");
        assert!(replayed.status.success(), "{}", String::from_utf8_lossy(&replayed.stderr));
    }
}

#[test]
fn what_lies_beside_the_log_of_an_earlier_version_is_read() {
    let place = WITH_ALL.unpacked();
    let data = place.path("map");
    assert!(run(&["token", "list", "--data", &data]).done().out.contains("koppeling"));
    let service = Running::serve(&data);
    let measured = service.get("/metrics").1;
    assert!(measured.contains("peildatum_backup_position 128\n"), "{measured}");
    assert_eq!(service.get("/inlezen").0, 200);
    service.stop("-TERM").done();
}

#[test]
fn an_export_of_an_earlier_version_gives_the_same_log_today() {
    let place = OLDEST.unpacked();
    let (data, export) = (place.path("nieuw"), place.path("export.ndjson"));
    run(&["import", "--data", &data, "--keep-times", "--accept-unreviewed", &export]).done();
    assert_eq!(OLDEST.verified(&data, OLDEST.events)["wortel"], OLDEST.root);
    let (key, checkpoint) = (place.path("sleutel"), place.path("checkpoint"));
    let mut replay = Command::new(programs().join("replay"));
    let replayed =
        replay.args(["verify", &export, "--checkpoint", &checkpoint, "--key", &key]).output().expect("replay");
    assert!(replayed.status.success(), "{}", String::from_utf8_lossy(&replayed.stderr));
}

#[test]
fn a_back_up_of_an_earlier_version_is_restored_today() {
    let place = OLDEST.unpacked();
    let data = place.path("nieuw");
    run(&["restore", &place.path("back-up"), "--data", &data]).done();
    assert_eq!(OLDEST.verified(&data, OLDEST.events)["wortel"], OLDEST.root);
}

#[test]
fn a_folder_that_another_format_marks_is_refused_with_both_numbers_and_stays_as_it_is() {
    let place = OLDEST.unpacked();
    let data = place.path("map");
    let marked = Path::new(&data).join("FORMAT");
    let text = std::fs::read_to_string(&marked).expect("a folder says its format");
    std::fs::write(&marked, text.replacen("peildatum 1", "peildatum 2", 1)).expect("it can be written");
    let files = || -> Vec<_> {
        let all = std::fs::read_dir(&data).expect("it can be listed").map(|file| file.expect("a file").path());
        let mut all: Vec<_> = all.filter(|path| path.is_file()).map(|path| (std::fs::read(&path).ok(), path)).collect();
        all.retain(|(_, path)| !path.ends_with("lock"));
        all.sort();
        all
    };
    let before = files();
    for ask in
        [&["verify"][..], &["serve", "--listen", "127.0.0.1:0"], &["serve", "--check", "--listen", "127.0.0.1:0"]]
    {
        let refused = run(&[ask, &["--data", &data]].concat());
        assert!(
            refused.code != 0 && refused.err.contains("peildatum 2") && refused.err.contains("peildatum 1"),
            "{refused:?}"
        );
    }
    assert!(before == files() && before.len() > 4);
}
