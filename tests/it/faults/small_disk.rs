//! A disk that is really full: a small file system of its own, mounted where that can be done.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Ground, copy_folder, exported, import, one_line, told};
use crate::can_run;

/// Room for the folder and its copy after an unclean stop, and not for much more.
const SMALL: &str = "size=3m";

/// A file system in memory of a given size, unmounted at the end.
struct Mounted(PathBuf);

impl Mounted {
    fn at(path: &Path) -> Option<Mounted> {
        std::fs::create_dir(path).expect("a folder can be made");
        can_run(Command::new("mount").args(["-t", "tmpfs", "-o", SMALL, "tmpfs"]).arg(path))
            .then(|| Mounted(path.to_owned()))
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

/// Notes on one output, about `kib` KiB of them in all, with ids of their own.
fn notes(path: &Path, from: usize, count: usize) {
    // Text that does not compress: the disk must fill up.
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
    let Some(disk) = Mounted::at(&ground.folder.path().join("small")) else {
        told(
            "LEFT OUT: no small file system can be mounted here, so no disk is really full (its errors are injected elsewhere)",
        );
        return;
    };
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
    // Again on the full disk: refused again, or done where something fitted after all; never half.
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
