//! A damaged folder: exit 3 and what to do; what does not hold without being refused: exit 1.

use std::path::{Path, PathBuf};

use super::{Place, run};

/// The file with this name somewhere below `folder`.
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
    bytes[64 * 100..64 * 104].fill(0x5a); // four slots of 64 bytes: the key and the salt of a text each
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
