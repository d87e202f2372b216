//! The borders of the house, each as something that is absent: what breaks one fails here, with the place.

use std::path::{Path, PathBuf};

/// The lines of code below `folder` that hold one of `words`, comments left out, but for the files in `allowed`.
fn lines_with(folder: &str, words: &[&str], allowed: &[&str]) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for file in rust_files(&root.join(folder)) {
        let name = file.strip_prefix(root).expect("the file lies in the repository").display().to_string();
        if allowed.contains(&name.as_str()) {
            continue;
        }
        let text = std::fs::read_to_string(&file).expect("a source file is UTF-8");
        for (index, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            if words.iter().any(|word| code.contains(word)) {
                found.push(format!("{name}:{}: {}", index + 1, line.trim()));
            }
        }
    }
    found
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return found };
    for entry in entries {
        let path = entry.expect("the folder can be listed").path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

const NONE: Vec<String> = Vec::new();
const CLOCKS: [&str; 3] = ["SystemTime", "Utc::now", "Local::now"];
const OUTSIDE: [&str; 8] =
    ["sled::", "axum::", "tokio::", "async fn", "std::fs", "std::env", "std::net", "std::process"];

#[test]
fn the_domain_names_no_storage_network_clock_file_or_environment() {
    assert_eq!(lines_with("src/domain", &OUTSIDE, &[]), NONE);
    assert_eq!(lines_with("src/domain", &CLOCKS, &[]), NONE);
}

#[test]
fn projections_fold_without_storage_clock_or_files() {
    assert_eq!(lines_with("src/projections", &OUTSIDE, &[]), NONE);
    assert_eq!(lines_with("src/projections", &CLOCKS, &[]), NONE);
}

#[test]
fn only_the_store_names_the_storage_engine() {
    assert_eq!(lines_with("src", &["sled::"], &["src/log/store.rs"]), NONE);
    assert_eq!(lines_with("replay", &["sled::", "axum::", "tokio::"], &[]), NONE);
}

#[test]
fn one_file_asks_the_clock() {
    assert_eq!(lines_with("src", &["SystemTime::now", "Utc::now", "Local::now"], &["src/app/clock.rs"]), NONE);
}

#[test]
fn every_file_opens_with_what_lives_in_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["src", "replay/src", "tests", "benches"];
    let silent: Vec<PathBuf> = folders
        .iter()
        .flat_map(|folder| rust_files(&root.join(folder)))
        .filter(|file| !std::fs::read_to_string(file).expect("a source file is UTF-8").starts_with("//! "))
        .collect();
    assert_eq!(silent, Vec::<PathBuf>::new());
}

#[test]
fn every_test_runs_and_none_waits_by_the_clock() {
    // Written in halves, so that this file does not find itself.
    let (ignored, panics, sleeps) =
        (["#[", "ignore"].concat(), ["#[", "should_panic"].concat(), ["thread::", "sleep"].concat());
    for folder in ["src", "replay", "tests"] {
        assert_eq!(lines_with(folder, &[&ignored, &panics], &[]), NONE);
    }
    assert_eq!(lines_with("tests", &[&sleeps], &[]), NONE);
}
