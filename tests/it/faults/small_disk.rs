//! A disk that is really full: a small file system of its own, which only root may mount.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::read_only::every_reading_command;
use super::{Ground, copy_folder, exported, import, one_line, text, told};
use crate::can_run;
use crate::cli::{Running, run};
use crate::tools::need;

/// The size in MiB: room for the folder and its copy after an unclean stop, and for little more.
const SMALL: u64 = 3;

/// A file system in memory of a given size, unmounted on drop.
pub struct Mounted(pub PathBuf);

impl Mounted {
    pub fn at(path: &Path, mib: u64) -> Mounted {
        std::fs::create_dir(path).expect("a folder can be made");
        let size = format!("size={mib}m");
        need("mount", can_run(Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(path)));
        Mounted(path.to_owned())
    }

    /// Makes it read-only from here on.
    pub fn read_only(&self) {
        assert!(can_run(Command::new("mount").args(["-o", "remount,ro"]).arg(&self.0)), "it can be made read only");
    }

    /// Fills it up until this many KiB are left.
    fn fill(&self, left: usize) {
        let mut file = std::fs::File::create(self.0.join("fill")).expect("a file can be made");
        let full = |file: &mut std::fs::File| std::io::Write::write_all(file, &[1; 1024]).is_err();
        while !full(&mut file) {}
        let length = file.metadata().expect("it is there").len();
        file.set_len(length - 1024 * left as u64).expect("it can be shortened");
    }

    fn empty(&self) {
        std::fs::remove_file(self.0.join("fill")).expect("it can be removed");
    }

    fn grow(&self) {
        assert!(can_run(Command::new("mount").args(["-o", "remount,size=256m"]).arg(&self.0)), "it can be made larger");
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        can_run(Command::new("umount").arg("-l").arg(&self.0));
    }
}

/// Returns notes on one output, about `kib` KiB in total, with ids of their own.
fn notes(path: &Path, from: usize, count: usize) {
    // The text must not compress, so that the disk fills up.
    let mut state = 88_172_645_463_325_252_u64 ^ (from as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut word = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        format!("{state:016x}")
    };
    let lines: String = (from..from + count)
        .map(|n| {
            let text: String = (0..120).map(|_| word() + " ").collect();
            let event = serde_json::json!({
                "id": format!("019a5000-0000-7000-8000-{n:012x}"), "type": "nl.peildatum.toelichting.vastgelegd",
                "onderwerp": "onderdeel/9", "ingangsdatum": "2021-04-01", "gegevens": { "tekst": text } });
            format!("{event}\n")
        })
        .collect();
    std::fs::write(path, lines).expect("a file can be written");
}

#[test]
fn on_a_disk_that_fills_up_whole_imports_stay_and_the_rest_comes_after_there_is_room() {
    let ground = Ground::new();
    let disk = Mounted::at(&ground.folder.path().join("small"), SMALL);
    let data = disk.0.join("data");
    copy_folder(&ground.folder.path().join("data"), &data);
    let file = ground.folder.path().join("notes.ndjson");
    let (mut imported, mut failed) = (0, None);
    while failed.is_none() {
        notes(&file, imported, 50);
        let ran = import(&data, &file);
        if ran.code == 0 {
            imported += 50;
            assert!(imported < 5_000, "a disk of 3 MiB does not fill up");
        } else {
            failed = Some(ran);
        }
    }
    let failed = failed.expect("the loop ended by it");
    one_line(&failed, "full");
    assert!(failed.err.contains("de schijf is vol"), "it says that there is no room: {failed:#?}");
    // A repeat on the full disk is refused again, or completes if there is room after all, but never partially.
    let again = import(&data, &file);
    let done = if again.code == 0 { 50 } else { 0 };
    disk.grow();
    let found = exported(&data).unwrap_or_else(|refused| panic!("{refused:#?}"));
    assert!([imported + done, imported + 50].contains(&(found.len() - super::BEFORE)), "{} of {imported}", found.len());
    assert_eq!(found[..super::BEFORE], ground.before);
    assert_eq!(import(&data, &file).code, 0, "with room, the same file completes it");
    assert_eq!(exported(&data).expect("it opens").len(), super::BEFORE + imported + 50);
    told(&format!("faults: a disk of 3 MiB filled up after {imported} notes; all of them stayed"));
}

const EVENT: &str = r#"{"type":"nl.peildatum.toelichting.vastgelegd","onderwerp":"onderdeel/9","ingangsdatum":"2021-04-01","gegevens":{"tekst":"Het loopt"}}"#;

#[test]
fn a_running_service_says_that_a_full_disk_took_nothing_reads_on_and_records_again_when_there_is_room() {
    let ground = Ground::new();
    let disk = Mounted::at(&ground.folder.path().join("small"), 8);
    let data = disk.0.join("data");
    copy_folder(&ground.folder.path().join("data"), &data);
    let service = Running::serve(text(&data));
    assert_eq!(service.post("/v1/gebeurtenissen", EVENT).0, 201);
    let hook = r#"{"url":"https://hooks.example.nl/"}"#;
    let part =
        |name: &str, text: &str| format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n");
    let page = include_str!("../../../docs/voorbeeldpagina.txt");
    let form = part("tekst", page) + &part("nieuweRonde", "2021-vr2") + &part("peildatum", "2021-09-01") + "--x--\r\n";
    let take = || service.post_form("/inlezen", "multipart/form-data; boundary=x", &form);
    for left in [0, 4, 512, 1024] {
        disk.fill(left);
        let (status, body) = service.post("/v1/gebeurtenissen", EVENT);
        assert!(
            status == 507 && body.contains("schijf-vol") && body.contains("niets vastgelegd"),
            "{left}: {status} {body}"
        );
        let (status, body) = service.post("/v1/abonnementen", hook);
        assert!(status == 507 && body.contains("schijf-vol"), "{left}: {status} {body}");
        let (status, body) = take();
        assert!(status == 507 && body.contains("De nachtopvang aan de Kade"), "nothing typed is lost: {status} {body}");
        assert_eq!(service.get("/inlezen").0, 200);
        let (status, body) = service.post("/v1/gebeurtenissen?proef=true", EVENT);
        assert_eq!(status, 200, "judging needs no room: {body}");
        for path in ["/v1/rapportage?geldigOp=2021-04-01", "/v1/export", "/v1/back-up", "/v1/onderdelen", "/livez"] {
            assert_eq!(service.get(path).0, 200, "{left}: {path}");
        }
        assert_eq!(service.post("/v1/controles", "").0, 200);
        let (status, body) = service.get("/readyz");
        assert!(status == 503 && body.contains("schijf-vol"), "{body}");
        assert_eq!(service.get("/readyz?voor=lezen").0, 200, "who only reads is sent here");
        disk.empty();
        assert_eq!(service.post("/v1/gebeurtenissen", EVENT).0, 201, "with room it goes on");
        assert_eq!(service.get("/readyz").0, 200);
    }
    // A press about a draft is not kept either, and comes back.
    let reviews = || std::fs::read_dir(data.join("reviews")).map_or(0, Iterator::count);
    assert_eq!(reviews(), 0, "nothing was left half written");
    take();
    assert_eq!(reviews(), 1);
    let list = service.get("/inlezen").1;
    let review = list.split("href=\"").find(|link| link.starts_with("/inlezen/")).expect("it is listed");
    let review = review.split('"').next().expect("the link ends");
    disk.fill(0);
    let (status, body) = service.post_form(review, "application/x-www-form-urlencoded", "versie=1&stap=ongezien");
    assert!(status == 507 && body.contains("Dit is niet bewaard") && body.contains("0 ongezien"), "{status} {body}");
    disk.empty();
    let (status, body) = service.post_form(review, "application/x-www-form-urlencoded", "versie=1&stap=ongezien");
    assert!(status == 200 && !body.contains("0 ongezien"), "{status} {body}");
    service.stop("-TERM").done();
    assert_eq!(exported(&data).expect("it opens").len(), super::BEFORE + 5);
    assert_eq!(run(&["verify", "--data", text(&data)]).code, 0);
    told("faults: a service on a full disk refused with 507 and went on");
}

#[test]
fn on_a_full_disk_everything_is_read_and_backed_up_elsewhere_and_what_records_says_that_nothing_was() {
    let ground = Ground::new();
    let disk = Mounted::at(&ground.folder.path().join("small"), SMALL);
    let data = disk.0.join("data");
    copy_folder(&ground.folder.path().join("data"), &data);
    disk.fill(0);
    let contents = |data: &Path| {
        let mut all = super::files::contents(data);
        all.remove(Path::new("lock")); // it names the last holder, if it can be written
        all
    };
    let before = contents(&data);
    every_reading_command(&data, ground.folder.path());
    let record = ["record", "toelichting.vastgelegd", "onderdeel/9", "--on", "2021-04-01", "tekst=Het loopt"];
    run(&[&record[..], &["--data", text(&data)]].concat()).refused(2, &["de schijf is vol", "niets vastgelegd"]);
    let imported = import(&data, &ground.second());
    assert!(imported.code == 2 && imported.err.contains("niets vastgelegd"), "{imported:#?}");
    let changed =
        |(path, bytes): (&std::path::PathBuf, &Vec<u8>)| (before.get(path) != Some(bytes)).then(|| path.clone());
    let after = contents(&data);
    assert_eq!(after.iter().filter_map(changed).collect::<Vec<_>>(), Vec::<std::path::PathBuf>::new());
    assert_eq!(after.len(), before.len(), "nothing in the folder changed");
    let service = Running::serve(text(&data));
    assert_eq!(service.get("/v1/rapportage?geldigOp=2021-04-01").0, 200);
    assert_eq!(service.post("/v1/gebeurtenissen", EVENT).0, 507);
    let ended = service.stop("-TERM").done();
    assert!(ended.err.contains("er wordt alleen gelezen"), "{ended:#?}");
}

#[test]
fn after_a_crash_without_room_for_a_copy_it_starts_to_read_and_on_request_to_record() {
    let ground = Ground::new();
    let disk = Mounted::at(&ground.folder.path().join("small"), 48);
    let data = disk.0.join("data");
    copy_folder(&ground.folder.path().join("data"), &data);
    let file = ground.folder.path().join("notes.ndjson");
    for from in 0..6 {
        notes(&file, from * 500, 500);
        assert_eq!(import(&data, &file).code, 0);
    }
    let service = Running::serve(text(&data));
    assert_eq!(service.post("/v1/gebeurtenissen", EVENT).0, 201);
    drop(service); // killed
    disk.fill(3 * 1024);
    let service = Running::serve(text(&data));
    assert_eq!(service.get("/v1/rapportage?geldigOp=2021-04-01").0, 200);
    let (status, body) = service.post("/v1/gebeurtenissen", EVENT);
    assert!(status == 507 && body.contains("--without-copy"), "{status} {body}");
    let ended = service.stop("-TERM").done();
    assert!(ended.err.contains("--without-copy"), "{ended:#?}");
    let args = ["serve", "--data", text(&data), "--listen", "127.0.0.1:0", "--without-copy"];
    let service = Running::start(&args, "luistert op ");
    assert_eq!(service.post("/v1/gebeurtenissen", EVENT).0, 201);
    let ended = service.stop("-TERM").done();
    assert!(ended.err.contains("zonder eerst een kopie"), "{ended:#?}");
    disk.empty();
    assert_eq!(exported(&data).expect("it opens").len(), super::BEFORE + 3_000 + 2);
    assert_eq!(run(&["verify", "--data", text(&data)]).code, 0);
}

#[test]
fn an_import_that_could_only_not_sign_says_that_everything_is_recorded_and_the_next_opening_signs() {
    let ground = Ground::new();
    let data = ground.copy("unsigned");
    // A directory is in the place of the temporary file for the next checkpoint.
    let in_the_way = data.join("checkpoint.new");
    std::fs::create_dir(&in_the_way).expect("a folder can be made");
    let ran = import(&data, &ground.second());
    assert_eq!(ran.code, 0, "{ran:#?}");
    assert!(ran.err.contains("is vastgelegd, maar de handtekening eronder"), "{ran:#?}");
    assert!(ran.err.contains("toegevoegd"), "{ran:#?}");
    std::fs::remove_dir(&in_the_way).expect("it is empty");
    assert_eq!(exported(&data).expect("it opens").len(), super::BEFORE + ground.then.len());
    let signed = std::fs::read_to_string(data.join("checkpoint")).expect("it is there");
    assert_eq!(signed.lines().nth(1), Some((super::BEFORE + ground.then.len()).to_string().as_str()), "{signed}");
}
