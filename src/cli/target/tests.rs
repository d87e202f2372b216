//! Writing to regular files, links, pipes and devices.

use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _, PermissionsExt as _, symlink};

use super::*;
use crate::cli::output::emit;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// Creates a named pipe.
fn pipe(place: &Path) {
    let made = std::process::Command::new("mkfifo").arg(place).status().unwrap();
    assert!(made.success(), "mkfifo");
}

fn mode(place: &Path) -> u32 {
    fs::metadata(place).unwrap().permissions().mode() & 0o7777
}

#[test]
fn a_plain_file_is_swapped_in_whole_and_keeps_its_mode() {
    let folder = folder();
    let place = folder.path().join("rapportage.txt");
    emit(b"eerst", Some(&place)).unwrap();
    let (usual, before) = (mode(&place), fs::metadata(&place).unwrap().ino());
    assert_eq!(usual & 0o600, 0o600);
    fs::set_permissions(&place, fs::Permissions::from_mode(0o640)).unwrap();
    emit(b"daarna", Some(&place)).unwrap();
    assert_eq!((fs::read_to_string(&place).unwrap().as_str(), mode(&place)), ("daarna", 0o640));
    assert_ne!(fs::metadata(&place).unwrap().ino(), before, "another file took its place in one step");
    // Only an administrator can give a file to another user.
    if std::os::unix::fs::chown(&place, Some(4_242), Some(4_243)).is_ok() {
        emit(b"weer", Some(&place)).unwrap();
        let owned = fs::metadata(&place).unwrap();
        assert_eq!((owned.uid(), owned.gid(), mode(&place)), (4_242, 4_243, 0o640));
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no draft is left behind");
}

#[test]
fn a_draft_that_is_not_put_in_place_leaves_everything_as_it_was() {
    let folder = folder();
    let place = folder.path().join("rapportage.txt");
    fs::write(&place, "eerst").unwrap();
    let mut draft = DraftFile::of(&place, IfExists::Replace, FileAccess::Default).unwrap();
    draft.file().write_all(b"half").unwrap();
    drop(draft);
    assert_eq!(fs::read_to_string(&place).unwrap(), "eerst");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_link_is_followed_and_stays_a_link() {
    let folder = folder();
    let (place, link, second) = (folder.path().join("a.txt"), folder.path().join("b.txt"), folder.path().join("c.txt"));
    fs::write(&place, "eerst").unwrap();
    symlink("a.txt", &link).unwrap();
    symlink(&link, &second).unwrap();
    emit(b"daarna", Some(&second)).unwrap();
    assert!(link.is_symlink() && second.is_symlink() && !place.is_symlink());
    assert_eq!(fs::read_to_string(&place).unwrap(), "daarna");

    let (dangling, new) = (folder.path().join("d.txt"), folder.path().join("e.txt"));
    symlink("e.txt", &dangling).unwrap();
    emit(b"nieuw", Some(&dangling)).unwrap();
    assert!(dangling.is_symlink() && !new.is_symlink());
    assert_eq!(fs::read_to_string(&new).unwrap(), "nieuw");

    let round = folder.path().join("f.txt");
    symlink("f.txt", &round).unwrap();
    assert!(emit(b"nergens", Some(&round)).is_err() && round.is_symlink());
}

#[test]
fn a_pipe_is_written_to_and_stays_a_pipe_also_behind_a_link() {
    let folder = folder();
    let (place, link) = (folder.path().join("pijp"), folder.path().join("koppeling"));
    pipe(&place);
    symlink("pijp", &link).unwrap();
    for through in [&place, &link] {
        let reader = std::thread::spawn({
            let place = place.clone();
            move || fs::read_to_string(place).unwrap()
        });
        emit(b"rapportage", Some(through)).unwrap();
        assert_eq!(reader.join().unwrap(), "rapportage");
        assert!(fs::symlink_metadata(&place).unwrap().file_type().is_fifo());
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing was made beside it");
}

#[test]
fn a_device_is_written_to_and_stays_a_device() {
    let folder = folder();
    let place = folder.path().join("niets");
    // Only an administrator can create devices; this one is another `/dev/null`, so the real one stays out of it.
    let made = std::process::Command::new("mknod").arg(&place).args(["c", "1", "3"]).output().unwrap();
    let usable = made.status.success() && OpenOptions::new().write(true).open(&place).is_ok();
    if !usable {
        eprintln!("LEFT OUT: a device can not be made here");
        return;
    }
    emit(b"rapportage", Some(&place)).unwrap();
    assert!(fs::symlink_metadata(&place).unwrap().file_type().is_char_device());
    assert_eq!(OutputTarget::of(&place).unwrap(), OutputTarget::Stream(place.clone()));
    let mut draft = DraftFile::of(&place, IfExists::Keep, FileAccess::Owner).unwrap();
    draft.file().write_all(b"bundel").unwrap();
    put_in_place(vec![draft]).unwrap();
    assert!(fs::symlink_metadata(&place).unwrap().file_type().is_char_device());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_descriptor_is_written_to_whatever_lies_behind_it() {
    let folder = folder();
    let place = folder.path().join("log.txt");
    fs::write(&place, "wat er stond\n").unwrap();
    let open = OpenOptions::new().append(true).open(&place).unwrap();
    let number = std::os::fd::AsRawFd::as_raw_fd(&open);
    for name in [format!("/dev/fd/{number}"), format!("/proc/self/fd/{number}")] {
        emit(b"en meer\n", Some(Path::new(&name))).unwrap();
    }
    assert_eq!(fs::read_to_string(&place).unwrap(), "wat er stond\nen meer\nen meer\n");
    for stdout in ["-", "/dev/stdout", "/dev/fd/1"] {
        assert_eq!(OutputTarget::of(Path::new(stdout)).unwrap(), OutputTarget::Stdout, "{stdout}");
    }
}

#[test]
fn what_is_there_stays_where_it_is_to_and_all_files_are_put_in_place_or_none() {
    let folder = folder();
    let (one, other) = (folder.path().join("a.peildatum"), folder.path().join("b.peildatum"));
    let draft = |place: &Path| DraftFile::of(place, IfExists::Keep, FileAccess::Owner);
    let drafts = vec![draft(&one).unwrap(), draft(&other).unwrap()];
    fs::write(&other, "van een ander").unwrap(); // created meanwhile
    assert!(put_in_place(drafts).is_err());
    assert!(!one.exists() && fs::read_to_string(&other).unwrap() == "van een ander");
    assert_eq!(draft(&other).err().map(|error| error.kind()), Some(io::ErrorKind::AlreadyExists));
    put_in_place(vec![draft(&one).unwrap()]).unwrap();
    assert_eq!(mode(&one), 0o600, "for its owner alone");
}

#[test]
fn a_folder_is_no_place_for_a_file() {
    let folder = folder();
    assert_eq!(OutputTarget::of(folder.path()).unwrap_err().kind(), io::ErrorKind::IsADirectory);
    assert!(emit(b"rapportage", Some(folder.path())).is_err());
}
