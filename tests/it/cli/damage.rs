//! A damaged folder: exit code 3 with advice if it is refused, exit code 1 if verification fails.

use std::path::{Path, PathBuf};

use super::{Place, run};

/// Returns the file with this name below `folder`.
fn find(folder: &Path, name: &str) -> PathBuf {
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder can be listed") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|found| found == name) {
                return path;
            }
        }
    }
    panic!("no {name} below {}", folder.display());
}

#[test]
fn a_log_that_lost_its_events_is_refused_and_not_taken_for_an_empty_one() {
    let place = Place::new();
    let data = place.loaded();
    std::fs::write(find(Path::new(&data), "db"), b"").expect("the file can be emptied");
    let asks: [&[&str]; 3] = [&["report", "--on", "2019-04-01"], &["history", "voorziening/gebouw-c"], &["verify"]];
    for ask in asks {
        run(&[ask, &["--data", &data]].concat()).refused(3, &[&data]);
    }
    run(&["serve", "--data", &data, "--listen", "127.0.0.1:0"]).refused(3, &[&data]);
    run(&["import", "--data", &data, "--keep-times", &super::stream("leiden.v1.ndjson")]).refused(3, &[&data]);
}

#[test]
fn a_text_whose_secret_is_gone_does_not_hold() {
    let place = Place::new();
    let data = place.loaded();
    let secrets = find(Path::new(&data), "secrets");
    let mut bytes = std::fs::read(&secrets).expect("the secrets can be read");
    bytes[64 * 100..64 * 104].fill(0x5a); // four slots of 64 bytes, each with the key and the salt of a text
    std::fs::write(&secrets, bytes).expect("the secrets can be written");
    let verified = run(&["verify", "--data", &data]);
    assert_eq!(verified.code, 1, "{verified:?}");
    let told: Vec<&str> = verified.out.lines().filter(|line| line.starts_with("AFWIJKEND: ")).collect();
    assert_eq!(told.len(), 4, "each event once: {verified:?}");
    assert!(told.iter().all(|line| line.contains(" van ") && line.contains(": tekst ")), "{told:#?}");
    assert!(
        verified.out.lines().last().is_some_and(|line| line.starts_with("KLOPT NIET: 4 bevindingen")),
        "{verified:?}"
    );
    assert_eq!(verified.err, "", "the answer is on stdout");
}

/// Damages a file of the folder.
type Spoil = fn(&Path);

fn cut_to(path: &Path, share: u64) {
    let length = std::fs::metadata(path).expect("it is there").len();
    let file = std::fs::File::options().write(true).open(path).expect("it can be opened");
    file.set_len(length * share / 4).expect("it can be cut");
}

/// Missing and truncated files, and derived files, which are rebuilt.
const DAMAGES: [(&str, Spoil); 14] = [
    ("log/db gone", |data| std::fs::remove_file(data.join("log/db")).expect("it is there")),
    ("log/db empty", |data| cut_to(&data.join("log/db"), 0)),
    ("log/db half", |data| cut_to(&data.join("log/db"), 2)),
    ("head gone", |data| std::fs::remove_file(data.join("head")).expect("it is there")),
    ("head empty", |data| cut_to(&data.join("head"), 0)),
    ("secrets gone", |data| std::fs::remove_file(data.join("secrets")).expect("it is there")),
    ("secrets empty", |data| cut_to(&data.join("secrets"), 0)),
    ("secrets half", |data| cut_to(&data.join("secrets"), 2)),
    ("key gone", |data| std::fs::remove_file(data.join("key")).expect("it is there")),
    ("key half", |data| cut_to(&data.join("key"), 2)),
    ("checkpoint gone", |data| std::fs::remove_file(data.join("checkpoint")).expect("it is there")),
    ("checkpoint half", |data| cut_to(&data.join("checkpoint"), 2)),
    ("FORMAT empty", |data| cut_to(&data.join("FORMAT"), 0)),
    ("FORMAT gone", |data| std::fs::remove_file(data.join("FORMAT")).expect("it is there")),
];

#[test]
fn a_damaged_folder_ends_every_command_with_3() {
    let place = Place::new();
    let sound = place.loaded();
    let stream = super::stream("leiden.v1.ndjson");
    let (bundle, backup) = (place.path("bundel.zip"), place.path("back-up.pb"));
    let commands: [&[&str]; 16] = [
        &["report", "--on", "2019-04-01"],
        &["export", "--tiles", &bundle],
        &["export"],
        &["verify"],
        &["compare", "2019-04-01", "2021-04-01"],
        &["history", "voorziening/gebouw-c"],
        &["findings", "2019-vr1"],
        &["rounds"],
        &["finance", "--on", "2021-04-01"],
        &["bundle", "2019-vr1", "-o", &bundle],
        &["backup", "--output", &backup],
        &["record", "toelichting.vastgelegd", "onderdeel/9", "--on", "2021-04-01", "tekst=Het loopt"],
        &["import", "--keep-times", &stream],
        &["seal", "2019-vr1", "--body", "college", "--purport", "aangeboden"],
        &["erase", "290", "--yes", "--ground", "AVG", "--decision", "B&W 21.0001"],
        &["serve", "--listen", "127.0.0.1:0"],
    ];
    for (nth, (damage, spoil)) in DAMAGES.into_iter().enumerate() {
        // Each command is tried with two kinds of damage and each kind with three commands, since all share the path to
        // the exit code.
        let met = |at: &usize| at % 5 == nth % 5;
        for command in (0..commands.len()).filter(met).map(|at| commands[at]) {
            let data = place.path("spoiled");
            crate::faults::copy_folder(sound.as_ref(), data.as_ref());
            spoil(data.as_ref());
            let ran = run(&[command, &["--data", &data]].concat());
            assert_eq!(ran.code, 3, "{damage}: {command:?}: {}", ran.err);
            let last = ran.err.lines().last().unwrap_or_default();
            assert!(last.starts_with("fout: ") && last.contains("beschadigd"), "{damage}: {command:?}: {}", ran.err);
            std::fs::remove_dir_all(&data).expect("it can be removed");
        }
    }
}
