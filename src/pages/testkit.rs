//! What the tests of templates share: a hostile text, readers, and a check that a page is well formed.

use crate::language::Language;
use crate::reader::Reader;

/// A text that would run, close elements or load something if it were not escaped.
pub const HOSTILE: &str =
    "\"'><script>alert(1)</script><img src=x onerror=alert(2)><!--</title></style>&lt;javascript:alert(3)";

/// Elements without an end tag (HTML, 13.1.2).
const VOID: [&str; 8] = ["meta", "link", "input", "br", "img", "hr", "col", "wbr"];

/// Every kind of reader.
pub fn readers() -> Vec<Reader> {
    let both =
        |language| [Reader::at_service(language, false), Reader::at_service(language, true), Reader::of_file(language)];
    Language::ALL.into_iter().flat_map(both).collect()
}

/// Asserts that a page is well formed, runs and loads nothing, and that ids are unique.
pub fn assert_sound(page: &str) {
    assert!(page.starts_with("<!DOCTYPE html>"), "{page}");
    let (mut open, mut ids, mut labels): (Vec<&str>, Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new(), Vec::new());
    let mut rest = page.strip_prefix("<!DOCTYPE html>").expect("it begins so");
    while let Some(at) = rest.find('<') {
        let end = at + rest[at..].find('>').expect("a tag ends");
        let tag = &rest[at + 1..end];
        let name = tag.split([' ', '/']).find(|part| !part.is_empty()).unwrap_or_default();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "before {}", &rest[end..rest.len().min(end + 80)]);
        } else {
            check_attributes(tag, name);
            for (key, value) in attributes(tag) {
                match key {
                    "id" => ids.push(value),
                    "for" | "aria-labelledby" => labels.push(value),
                    _ => {}
                }
            }
            if !VOID.contains(&name) {
                open.push(name);
            }
            assert!(name != "script" || ends_at_once(rest, end), "a script holds no text: <{tag}>");
            // What a style element holds is no markup.
            if name == "style" {
                rest = &rest[end + 1 + rest[end + 1..].find("</style>").expect("it ends")..];
                continue;
            }
        }
        rest = &rest[end + 1..];
    }
    assert_eq!(open, Vec::<&str>::new());
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "an id stands twice: {ids:?}");
    for label in labels {
        assert!(ids.contains(&label), "a label for {label}, which is not there");
    }
}

fn ends_at_once(rest: &str, end: usize) -> bool {
    rest[end + 1..].starts_with("</script>")
}

fn check_attributes(tag: &str, name: &str) {
    assert!(!["iframe", "object", "embed", "base"].contains(&name), "<{tag}>");
    // A script is a file of ours, never a text in the page.
    let is_ours = |tag: &str| {
        tag == format!("script type=\"module\" src=\"{}\"", crate::assets::script().address())
            || tag.starts_with("script src=\"/bestanden/") && tag.ends_with(".js\" defer")
    };
    assert!(name != "script" || is_ours(tag), "<{tag}>");
    for (key, value) in attributes(tag) {
        assert!(!key.starts_with("on") && key != "style", "<{tag}>");
        if key == "href" || key == "action" {
            assert!(value.starts_with(['/', '#']) || value.starts_with("http"), "<{tag}>");
        }
    }
}

/// Returns the attributes of a tag. Values are in double quotes, as the macro writes them.
fn attributes(tag: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = tag.split_once(' ').map_or("", |(_, rest)| rest);
    while !rest.is_empty() {
        let (key, after) = rest.split_at(rest.find(['=', ' ']).unwrap_or(rest.len()));
        let (value, after) = match after.strip_prefix("=\"") {
            Some(quoted) => quoted.split_once('"').expect("a value ends"),
            None => ("", after),
        };
        found.push((key, value));
        rest = after.trim_start();
    }
    found
}
