//! The documentation: every link of a Markdown file leads somewhere, the README stays short, every page is in an index.

use std::path::{Path, PathBuf};

/// The most lines of a README: a newcomer reads it before and beside the first command.
const README_LINES_MAX: usize = 150;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the Markdown files below `folder`, except in `target` and in hidden folders.
fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder can be listed") {
        let entry = entry.expect("the folder can be listed");
        let kind = entry.file_type().expect("the kind of a file can be read");
        let name = entry.file_name().to_string_lossy().into_owned();
        if kind.is_dir() && !name.starts_with('.') && name != "target" {
            found.extend(pages(&entry.path()));
        } else if kind.is_file() && name.ends_with(".md") {
            found.push(entry.path());
        }
    }
    found.sort();
    found
}

/// Returns a page without its code blocks, in which a `#` does not begin a heading.
fn prose(page: &Path) -> String {
    let text = std::fs::read_to_string(page).expect("a page is UTF-8");
    text.split("\n```").step_by(2).collect::<Vec<_>>().join("\n")
}

/// Returns the targets of the links of a page, as written, without links to other sites.
fn links(page: &Path) -> Vec<String> {
    let prose = prose(page);
    let without_code: String = prose.split('`').step_by(2).collect();
    let targets = without_code.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    let here = targets.map(|(target, _)| target).filter(|target| !target.contains("://"));
    here.map(str::to_owned).collect()
}

/// Returns the anchors of a page by the rule of GitHub: its headings in lower case, without punctuation, with hyphens for
/// spaces.
fn anchors(page: &Path) -> Vec<String> {
    let prose = prose(page);
    let titles = prose.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let kept = |title: &str| -> String {
        let characters = title.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        characters.map(|c| if c == ' ' { '-' } else { c }).flat_map(char::to_lowercase).collect()
    };
    titles.map(kept).collect()
}

/// Returns true if a link of a page leads to a file or folder, and to a heading in it if the link names one.
fn leads_somewhere(page: &Path, link: &str) -> bool {
    let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
    let folder = page.parent().expect("a file lies in a folder");
    let target = if path.is_empty() { page.to_owned() } else { folder.join(path) };
    target.exists() && (anchor.is_empty() || anchors(&target).iter().any(|heading| heading == anchor))
}

#[test]
fn every_link_of_a_page_leads_somewhere() {
    let pages = pages(root());
    assert!(pages.len() > 30, "the pages were not found: {pages:?}");
    let mut broken = Vec::new();
    for page in &pages {
        let links = links(page).into_iter().filter(|link| !leads_somewhere(page, link));
        broken.extend(links.map(|link| format!("{}: {link}", page.display())));
    }
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn the_readme_is_short_enough_for_a_newcomer() {
    for name in ["README.md", "README.nl.md"] {
        let lines = std::fs::read_to_string(root().join(name)).expect("it is there").lines().count();
        assert!(lines <= README_LINES_MAX, "{name}: {lines} lines; the rest belongs in docs/");
    }
}

#[test]
fn every_page_of_the_documentation_is_in_the_index_of_its_folder() {
    let in_index = |page: &PathBuf| {
        let folder = page.parent().expect("a page lies in a folder");
        // An index is listed in the index of the folder above it; that of docs/ is listed in the README.
        let above = if page.ends_with("README.md") { folder.parent() } else { Some(folder) };
        let above = above.expect("docs/ lies in the repository");
        let name = page.strip_prefix(above).expect("it lies below").display().to_string();
        links(&above.join("README.md")).contains(&name)
    };
    let missing: Vec<PathBuf> = pages(&root().join("docs")).into_iter().filter(|page| !in_index(page)).collect();
    assert_eq!(missing, Vec::<PathBuf>::new());
}

/// Returns the sources of the program and of its tests.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder can be listed") {
        let path = entry.expect("the folder can be listed").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            found.push(path);
        }
    }
    found
}

/// What is said to be met is met by something that is there: the file, the test, or the module of tests.
#[test]
fn what_the_reading_of_the_standard_names_is_there() {
    let page = std::fs::read_to_string(root().join("docs/security-reading.md")).expect("a page is UTF-8");
    let files: Vec<PathBuf> = ["src", "tests"].iter().flat_map(|folder| sources(&root().join(folder))).collect();
    let all: String = files.iter().map(|file| std::fs::read_to_string(file).expect("a source is UTF-8")).collect();
    let is_module = |name: &str| {
        let is_file = |file: &PathBuf| {
            file.file_stem().is_some_and(|stem| stem == name) || file.ends_with(format!("{name}/mod.rs"))
        };
        files.iter().any(is_file) || all.contains(&format!("mod {name} {{"))
    };
    let (mut tests, mut missing) = (0, Vec::new());
    for named in page.split('`').skip(1).step_by(2) {
        let is_there = match (named.rsplit_once("::"), named.contains('/') && !named.starts_with('/')) {
            (Some((modules, "")), _) => modules.rsplit("::").next().is_some_and(is_module),
            (Some((_, test)), _) => all.contains(&format!("fn {test}(")),
            (None, true) => root().join(named.split(' ').next().unwrap_or_default()).exists(),
            (None, false) => continue,
        };
        tests += usize::from(named.contains("::"));
        if !is_there {
            missing.push(named);
        }
    }
    assert!(missing.is_empty() && tests > 50, "{tests}: {missing:?}");
    let rows = page.lines().filter(|line| line.starts_with("| ") && line.contains("| meets"));
    let bare: Vec<&str> = rows.filter(|row| !row.contains('`') && !row.contains("](")).collect();
    assert!(bare.is_empty(), "each says where it can be seen: {bare:#?}");
}
