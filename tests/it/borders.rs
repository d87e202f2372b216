//! The borders between crates and modules, each tested as an absence: a violation fails here with its place.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The maximum length of a file. Unit tests are in a sibling file.
const LINES_MAX: usize = 400;

/// Files that are clearer in one piece, each with the reason.
const LONGER: [(&str, &str); 1] =
    [("src/projections/model/subject_models.rs", "the fields of a report, one struct a thing")];

/// The statuses that errors of the application and the log are mapped to.
const ERROR_STATUSES: [&str; 4] = [
    "StatusCode::BAD_REQUEST",
    "StatusCode::CONFLICT",
    "StatusCode::PRECONDITION_FAILED",
    "StatusCode::INTERNAL_SERVER_ERROR",
];

/// Returns the lines of code below `folder` that contain one of `words`, without comments, except in the files in
/// `allowed`.
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

/// Like [`lines_with`], but without unit tests, which may read a page or start a program and are not part of the
/// border.
fn code_with(folder: &str, words: &[&str]) -> Vec<String> {
    let mut found = lines_with(folder, words, &[]);
    found.retain(|line| !line.split(':').next().unwrap_or_default().contains("tests"));
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
    assert_eq!(code_with("src/projections", &OUTSIDE), NONE);
    assert_eq!(code_with("src/projections", &CLOCKS), NONE);
}

#[test]
fn only_the_store_names_the_storage_engine() {
    assert_eq!(lines_with("src", &["sled::"], &["src/log/store.rs"]), NONE);
    assert_eq!(lines_with("replay", &["sled::", "axum::", "tokio::"], &[]), NONE);
}

#[test]
fn texts_pages_and_drafts_are_made_without_storage_clock_or_files() {
    for folder in ["src/render", "src/pages", "src/extract"] {
        assert_eq!(code_with(folder, &OUTSIDE), NONE);
        assert_eq!(code_with(folder, &CLOCKS), NONE);
    }
}

/// A content security policy without `unsafe-inline` holds only while no template needs it. Escaping is left to the
/// macro; the one text that passes it by is our own style sheet, in a page that is a file.
#[test]
fn pages_hold_no_script_no_style_of_an_element_and_no_markup_from_outside() {
    assert_eq!(lines_with("src/pages", &["PreEscaped("], &["src/pages/frame.rs"]), NONE);
    let mut found = code_with("src/pages", &["style=", "script {", "onclick", "javascript:"]);
    found.retain(|line| !line.starts_with("src/pages/testkit.rs") && !line.starts_with("src/pages/address.rs"));
    found.retain(|line| !line.contains("noscript {"));
    assert_eq!(found, NONE);
}

#[test]
fn only_the_problem_documents_map_errors_to_statuses() {
    for folder in
        ["src/app", "src/cli", "src/domain", "src/extract", "src/log", "src/pages", "src/projections", "src/render"]
    {
        assert_eq!(lines_with(folder, &["StatusCode::"], &[]), NONE);
    }
    assert_eq!(
        lines_with("src/http", &ERROR_STATUSES, &["src/http/problem.rs", "src/http/problem/conversions.rs"]),
        NONE
    );
}

#[test]
fn only_one_file_brings_the_state_and_the_texts_of_an_open_log_together() {
    // An import reads its own lines; everything else goes through `query_with_texts`, which releases the state lock while
    // reading.
    let allowed = ["src/app/text_reads.rs", "src/app/import/restored_sealings.rs"];
    for folder in ["src/app", "src/bundle", "src/cli", "src/http", "src/log", "src/subscriptions"] {
        assert_eq!(lines_with(folder, &["RecordSource for "], &allowed), NONE);
    }
    let mut taken = code_with("src", &["state.read()"]);
    let allowed = ["src/app/engine.rs:", "src/app/reading.rs:", "src/app/snapshot.rs:"];
    taken.retain(|line| !allowed.iter().any(|file| line.starts_with(file)));
    assert_eq!(taken, NONE);
}

#[test]
fn the_auditors_tool_has_no_storage_server_or_runtime_in_its_tree() {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "-p", "replay", "-e", "normal", "--prefix", "none"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs: it built this test");
    let told = String::from_utf8_lossy(&tree.stdout);
    assert!(told.contains("peildatum-domain "), "cargo tree: {}", String::from_utf8_lossy(&tree.stderr));
    let kept_out = ["sled", "axum", "tokio", "hyper", "jsonschema"];
    let names = told.lines().filter_map(|line| line.split(' ').next());
    assert_eq!(names.filter(|name| kept_out.contains(name)).collect::<Vec<_>>(), Vec::<&str>::new());
}

#[test]
fn a_file_is_read_in_one_sitting() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let lines = |file: &Path| std::fs::read_to_string(file).expect("a source file is UTF-8").lines().count();
    let excused = |file: &Path| LONGER.iter().any(|(name, _)| file.ends_with(name));
    let files = ["src", "replay/src", "tests", "benches"].iter().flat_map(|folder| rust_files(&root.join(folder)));
    let long: Vec<String> = files
        .map(|file| (lines(&file), file))
        .filter(|(count, file)| *count > LINES_MAX && !excused(file))
        .map(|(count, file)| format!("{}: {count} lines", file.display()))
        .collect();
    assert_eq!(long, NONE);
}

/// Files beside each other that once formed a circle, and what the one must not take from the other again.
const NO_WAY_BACK: [(&str, &str); 50] = [
    ("src/app/reviews.rs", "super::service"),
    ("src/app/reviews/reading.rs", "super::recording"),
    ("src/app/time_axes.rs", "super::queries"),
    ("src/domain/check.rs", "super::schema"),
    ("src/domain/language/time.rs", "crate::moment"),
    ("src/domain/language/time.rs", "crate::time"),
    ("src/domain/proposal.rs", "super::check"),
    ("src/domain/state/day_index.rs", "super::snapshot::"),
    ("src/extract/against/tree/matching.rs", "super::parts"),
    ("src/extract/naming.rs", "super::money"),
    ("src/extract/papers.rs", "super::drafts"),
    ("src/http/access.rs", "pages::"),
    ("src/http/access/record.rs", "http::routes"),
    ("src/http/app_state.rs", "super::access"),
    ("src/http/app_state.rs", "super::body::"),
    ("src/http/app_state.rs", "super::serve"),
    ("src/http/byte_budget.rs", "app_state"),
    ("src/http/connection.rs", "super::access"),
    ("src/http/connection.rs", "super::serve"),
    ("src/http/events.rs", "erasures::"),
    ("src/http/gate.rs", "super::body::"),
    ("src/http/pages/openid.rs", "super::sign_in"),
    ("src/http/problem.rs", "super::events"),
    ("src/http/routes.rs", "pages::"),
    ("src/http/socket.rs", "super::connection::"),
    ("src/http/stream/arrivals.rs", "super::relay"),
    ("src/log/engine_copy.rs", "opening"),
    ("src/log/opening.rs", "folder::"),
    ("src/log/opening.rs", "salvage"),
    ("src/log/salvage.rs", "folder::"),
    ("src/log/signing.rs", "super::folder"),
    ("src/pages/parts.rs", "crate::recording"),
    ("src/pages/recording/fields.rs", "super::form::"),
    ("src/projections/comparison/model.rs", "super::reach"),
    ("src/projections/comparison/model.rs", "super::summary"),
    ("src/projections/comparison/model.rs", "super::warnings"),
    ("src/projections/findings/collect.rs", "super::sentence"),
    ("src/projections/findings/sentence.rs", "super::late"),
    ("src/projections/goal_tree.rs", "super::notes"),
    ("src/projections/plain/place.rs", "super::views"),
    ("src/projections/report_builder.rs", "super::model"),
    ("src/projections/report_builder.rs", "super::views"),
    ("src/projections/series/model.rs", "super::counts"),
    ("src/render/differences.rs", "super::comparison_items"),
    ("src/render/differences.rs", "super::report_tables"),
    ("src/render/text/tree.rs", "report_tables"),
    ("src/subscriptions/arrivals.rs", "super::progress"),
    ("src/subscriptions/delivery_service.rs", "super::service"),
    ("src/subscriptions/settings.rs", "super::service"),
    ("src/subscriptions/worker.rs", "super::service"),
];

#[test]
fn a_circle_of_files_that_was_cut_stays_cut() {
    for (file, other) in NO_WAY_BACK {
        let folder = file.rsplit_once('/').expect("a file lies in a folder").0;
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(file).exists(), "{file} has another name");
        let mut found = lines_with(folder, &[other], &[]);
        found.retain(|line| line.starts_with(&format!("{file}:")));
        assert_eq!(found, NONE);
    }
}

/// Names of types that one crate declares twice, each with the reason.
const DECLARED_TWICE: [(&str, &str); 1] = [("Token", "a command has the name of what it makes")];

/// Returns the names of the types that a source file declares, without those of its tests.
fn declared_types(text: &str) -> impl Iterator<Item = &str> {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    text.lines().filter_map(|line| {
        let code = line.trim_start();
        let words = code.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty());
        let mut words = words.skip_while(|word| ["pub", "super", "crate", "in"].contains(word));
        match words.next()? {
            "struct" | "enum" | "trait" if !code.contains("$") => words.next(),
            // An indented one is the associated type of a trait.
            "type" if code == line => words.next(),
            _ => None,
        }
    })
}

#[test]
fn one_word_names_one_type_within_a_crate() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let crates = ["arguments", "audit", "domain", "extract", "log", "pages", "projections", "records", "render"];
    let mut places = std::collections::BTreeMap::<(String, String), Vec<String>>::new();
    for file in rust_files(&root.join("src")).into_iter().chain(rust_files(&root.join("replay/src"))) {
        let name = file.strip_prefix(root).expect("the file lies in the repository").display().to_string();
        if name.contains("test") {
            continue;
        }
        let folder = name.split('/').nth(1).unwrap_or_default();
        let of = crates.into_iter().find(|of| *of == folder).or_else(|| name.split('/').next()).unwrap_or_default();
        for declared in declared_types(&std::fs::read_to_string(&file).expect("a source file is UTF-8")) {
            places.entry((of.to_owned(), declared.to_owned())).or_default().push(name.clone());
        }
    }
    assert!(places.len() > 1_000, "few types were found: {}", places.len());
    let allowed = |name: &str| DECLARED_TWICE.iter().any(|(twice, _)| *twice == name);
    let twice: Vec<_> = places.iter().filter(|((_, name), at)| at.len() > 1 && !allowed(name)).collect();
    assert_eq!(twice, Vec::<(&(String, String), &Vec<String>)>::new());
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
    // The words are split so that this file does not match itself.
    let (ignored, panics, sleeps) =
        (["#[", "ignore"].concat(), ["#[", "should_panic"].concat(), ["thread::", "sleep"].concat());
    for folder in ["src", "replay", "tests"] {
        assert_eq!(lines_with(folder, &[&ignored, &panics], &[]), NONE);
    }
    // A soak applies load over time: its clients pause as people do, but no result depends on a clock.
    let soak = ["tests/it/soak.rs", "tests/it/soak/load.rs"];
    assert_eq!(lines_with("tests", &[&sleeps], &soak), NONE);
}

#[test]
fn no_message_takes_the_words_of_a_library() {
    // The text of a library error is in the language of its author, so it is logged or replaced by a message of our
    // own.
    let said = ["error", "err", "e", "refusal", "source", "panic"].map(|name| format!("= {name}.to_string()"));
    let said: Vec<&str> = said.iter().map(String::as_str).collect();
    let found = lines_with("src", &said, &[]);
    let in_messages: Vec<String> = found.into_iter().filter(|line| line.contains("message!(")).collect();
    assert_eq!(in_messages, NONE);
}

/// Returns true if licences of the list meet a licence expression: one of its alternatives, and every part of that.
fn is_met(expression: &str, allowed: &[&str]) -> bool {
    let expression = expression.trim();
    let parts = |by: &str| {
        let (mut parts, mut depth) = (vec![String::new()], 0);
        for word in expression.split(' ') {
            match word {
                _ if depth == 0 && word == by => parts.push(String::new()),
                _ => *parts.last_mut().expect("one at least") += &format!("{word} "),
            }
            depth += word.matches('(').count();
            depth -= word.matches(')').count();
        }
        parts
    };
    match (parts("OR"), parts("AND")) {
        (any, _) if any.len() > 1 => any.iter().any(|part| is_met(part, allowed)),
        (_, all) if all.len() > 1 => all.iter().all(|part| is_met(part, allowed)),
        _ => match expression.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            Some(inner) => is_met(inner, allowed),
            None => allowed.contains(&expression),
        },
    }
}

/// `cargo deny` checks this thoroughly, where it is installed; this test needs only cargo.
#[test]
fn every_dependency_has_a_licence_that_deny_toml_allows() {
    let rules: toml::Table = toml::from_str(include_str!("../../deny.toml")).expect("it is TOML");
    let allowed = rules["licenses"]["allow"].as_array().expect("a list");
    let allowed: Vec<&str> = allowed.iter().map(|licence| licence.as_str().expect("a name")).collect();
    let asked = ["tree", "--locked", "--offline", "--workspace", "--prefix", "none", "--format", "{p}\t{l}"];
    let tree = Command::new(env!("CARGO")).args(asked).current_dir(env!("CARGO_MANIFEST_DIR")).output();
    let tree = String::from_utf8(tree.expect("cargo is here").stdout).expect("UTF-8");
    let each = tree.lines().filter_map(|line| line.trim_end_matches(" (*)").split_once('\t'));
    let each: std::collections::BTreeSet<(&str, &str)> = each.collect();
    assert!(each.len() > 100, "the tree was not read: {tree}");
    // The older way to say `OR`.
    let unmet = |(_, licence): &&(&str, &str)| !is_met(&licence.replace('/', " OR ").replace("  ", " "), &allowed);
    assert_eq!(each.iter().filter(unmet).collect::<Vec<_>>(), Vec::<&(&str, &str)>::new());
    for (expression, met) in [("MIT AND GPL-3.0", false), ("MIT OR GPL-3.0", true), ("(GPL-3.0 OR MIT) AND ISC", true)]
    {
        assert_eq!(is_met(expression, &allowed), met, "{expression}");
    }
}
