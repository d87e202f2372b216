//! The message catalogue against the code: every message that the code creates exists with its values, and every
//! existing one is created.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use peildatum::language::{Language, label, names, variables};

/// Messages with computed names: those of the help, of lists of words, of the script that checks a bundle, of
/// settings, and of alarms.
const PUT_TOGETHER: [&str; 5] = ["help-", "label-", "audit-", "setting-", "alarm-"];

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder can be listed") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Returns the messages that the code creates, with the values of each, without comments.
fn made() -> BTreeMap<String, Vec<(String, BTreeSet<String>)>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    ["src", "replay/src"].iter().for_each(|folder| rust_files(&root.join(folder), &mut files));
    let mut found: BTreeMap<String, Vec<(String, BTreeSet<String>)>> = BTreeMap::new();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a source file is UTF-8");
        let code: String =
            text.lines().filter(|line| !line.trim_start().starts_with("//")).map(|l| format!("{l}\n")).collect();
        for call in code.split("message!(").skip(1) {
            let Some(rest) = call.trim_start().strip_prefix('"') else { continue };
            let (name, rest) = rest.split_once('"').expect("a name ends");
            let place = file.display().to_string();
            found.entry(name.to_owned()).or_default().push((place, keys(rest)));
        }
    }
    found
}

/// Returns the keys of a call, from after its name to its end: `, file = file, line = at.max(1))`.
fn keys(rest: &str) -> BTreeSet<String> {
    let (mut depth, mut quoted, mut escaped, mut part, mut parts) = (0_u32, false, false, String::new(), Vec::new());
    for c in rest.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '(' | '[' | '{' => depth += 1,
            ')' if depth == 0 => break,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => parts.push(std::mem::take(&mut part)),
            _ => {}
        }
        part.push(c);
    }
    parts.push(part);
    let key = |part: String| {
        let name = part.trim_start_matches([',', ' ', '\n']).split_once('=')?.0.trim().to_owned();
        name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_').then_some(name)
    };
    parts.into_iter().filter_map(key).filter(|name| !name.is_empty()).collect()
}

/// Returns the label that follows from a field, by the words of its name.
fn label_of(words: &str) -> Option<String> {
    let mut parts = words.split('-');
    let first = parts.next()?.to_owned();
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    label(Language::Dutch, &parts.fold(first, |key, word| key + &capital(word)))
}

#[test]
fn every_message_that_the_code_makes_is_in_the_catalogue_with_its_values() {
    let wanted = variables(Language::Dutch);
    let follows = |name: &str| name.strip_prefix("label-").is_some_and(|words| label_of(words).is_some());
    let mut wrong = Vec::new();
    for (name, calls) in made() {
        for (place, given) in calls {
            match wanted.get(&name) {
                None if given.is_empty() && follows(&name) => {}
                None => wrong.push(format!("{place}: {name} is not in the catalogue")),
                Some(values) if !values.is_subset(&given) => {
                    wrong.push(format!("{place}: {name} wants {values:?} and gets {given:?}"));
                }
                Some(_) => {}
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_message_of_the_catalogue_is_made_somewhere() {
    let made = made();
    let put_together = |name: &str| PUT_TOGETHER.iter().any(|start| name.starts_with(start));
    let all = names(Language::Dutch);
    let stale: Vec<&String> = all.keys().filter(|name| !made.contains_key(*name) && !put_together(name)).collect();
    assert_eq!(stale, Vec::<&String>::new());
}
