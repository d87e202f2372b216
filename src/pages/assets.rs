//! The files that pages refer to, embedded in the program. The name of each holds a digest of its bytes, so a browser
//! may keep it for ever, and a new version has a new name.

use std::borrow::Cow;
use std::sync::OnceLock;

use sha2::{Digest as _, Sha256};

/// The path below which they are served.
pub const FOLDER: &str = "bestanden";

/// The number of hexadecimal digits of a digest in a name: 64 bits tell versions of one file apart.
const DIGITS: usize = 16;

/// The design tokens: custom properties with the names of the NL Design System, which a municipality overrides.
const TOKENS: &str = include_str!("assets/tokens.css");
/// The layout, which takes every colour, size and font from the tokens.
const LAYOUT: &str = include_str!("assets/layout.css");

/// The modules of the script that checks a bundle in the browser, each after those that it imports. They are plain
/// JavaScript, without a build step.
pub(crate) const MODULES: [(&str, &str); 12] = [
    ("bytes", include_str!("assets/check/bytes.js")),
    ("fault", include_str!("assets/check/fault.js")),
    ("sha256", include_str!("assets/check/sha256.js")),
    ("canonical", include_str!("assets/check/canonical.js")),
    ("tree", include_str!("assets/check/tree.js")),
    ("zip", include_str!("assets/check/zip.js")),
    ("note", include_str!("assets/check/note.js")),
    ("record", include_str!("assets/check/record.js")),
    ("log", include_str!("assets/check/log.js")),
    ("bundle", include_str!("assets/check/bundle.js")),
    ("words", include_str!("assets/check/words.js")),
    ("page", include_str!("assets/check/page.js")),
];

/// A file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// The name with the digest: `tokens.0123456789abcdef.css`.
    pub name: String,
    /// The media type.
    pub media_type: &'static str,
    /// The contents.
    pub bytes: Cow<'static, [u8]>,
}

impl Asset {
    fn of(stem: &str, kind: &str, media_type: &'static str, text: impl Into<Cow<'static, str>>) -> Asset {
        let bytes = match text.into() {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        };
        let mut digest = hex::encode(Sha256::digest(&bytes));
        digest.truncate(DIGITS);
        Asset { name: format!("{stem}.{digest}.{kind}"), media_type, bytes }
    }

    fn sheet(stem: &str, text: &'static str) -> Asset {
        Asset::of(stem, "css", "text/css; charset=utf-8", text)
    }

    /// Returns the address of the file.
    pub fn address(&self) -> String {
        format!("/{FOLDER}/{}", self.name)
    }
}

/// Returns the style sheets, in the order in which pages load them.
pub fn style_sheets() -> &'static [Asset] {
    static SHEETS: OnceLock<[Asset; 2]> = OnceLock::new();
    SHEETS.get_or_init(|| [Asset::sheet("tokens", TOKENS), Asset::sheet("layout", LAYOUT)])
}

/// Returns the modules that check a bundle. A module imports others by the names that they are served under, so its own
/// digest covers theirs.
fn modules() -> &'static [Asset] {
    static SCRIPTS: OnceLock<Vec<Asset>> = OnceLock::new();
    SCRIPTS.get_or_init(|| {
        let mut made: Vec<Asset> = Vec::with_capacity(MODULES.len());
        for (at, (stem, text)) in MODULES.iter().enumerate() {
            let named = made.iter().zip(&MODULES[..at]).fold((*text).to_owned(), |text, (asset, (stem, _))| {
                text.replace(&format!("\"./{stem}.js\""), &format!("\"./{}\"", asset.name))
            });
            made.push(Asset::of(stem, "js", "text/javascript; charset=utf-8", named));
        }
        made
    })
}

/// Returns the script of the page that checks a bundle.
pub fn script() -> &'static Asset {
    modules().last().expect("the page has a module")
}

/// Returns the file with this name.
pub fn find(name: &str) -> Option<&'static Asset> {
    style_sheets().iter().chain(modules()).find(|asset| asset.name == name)
}

/// Returns all style sheets as one text, for a page that is a file of its own.
pub fn inline_style() -> String {
    format!("{TOKENS}{LAYOUT}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_by_the_name_that_pages_give_it_and_by_no_other() {
        for asset in style_sheets() {
            assert_eq!(find(&asset.name), Some(asset));
            assert!(asset.address().starts_with("/bestanden/") && asset.address().ends_with(".css"));
        }
        for asset in modules() {
            assert_eq!(find(&asset.name), Some(asset));
            assert!(asset.address().ends_with(".js"));
        }
        assert_eq!(find("tokens.css"), None);
    }

    #[test]
    fn style_sheets_load_nothing_and_can_not_end_the_element_that_holds_them() {
        let style = inline_style();
        for word in ["url(", "@import", "</", "expression("] {
            assert!(!style.contains(word), "{word}");
        }
    }

    #[test]
    fn a_module_imports_only_what_is_served_and_asks_and_runs_nothing_else() {
        for asset in modules() {
            let text = std::str::from_utf8(&asset.bytes).expect("UTF-8");
            for import in text.split(" from \"").skip(1).map(|rest| rest.split('"').next().expect("it ends")) {
                assert!(find(import.trim_start_matches("./")).is_some(), "{} imports {import}", asset.name);
            }
            for word in [
                "import(",
                "eval(",
                "Function(",
                "innerHTML",
                "fetch(",
                "XMLHttpRequest",
                "WebSocket",
                "sendBeacon",
                "localStorage",
            ] {
                assert!(!text.contains(word), "{} has {word}", asset.name);
            }
            assert!(text.starts_with("// "), "{} says first what is in it", asset.name);
            assert!(text.lines().count() <= 400 && text.lines().all(|line| line.len() <= 140), "{}", asset.name);
        }
    }

    #[test]
    fn every_token_that_the_layout_takes_is_declared() {
        let declared: Vec<&str> =
            TOKENS.lines().filter_map(|line| line.trim().split_once(':')).map(|(name, _)| name).collect();
        for used in LAYOUT.split("var(").skip(1).map(|rest| &rest[..rest.find([')', ',']).expect("it ends")]) {
            assert!(declared.contains(&used), "{used}");
        }
    }

    /// Colours belong in the tokens: what a municipality lays over them then reaches every page.
    #[test]
    fn the_layout_names_no_colour_of_its_own() {
        let coloured =
            LAYOUT.lines().filter(|line| line.contains(": #") || line.contains(" #") || line.contains("rgb("));
        assert_eq!(coloured.collect::<Vec<_>>(), Vec::<&str>::new());
    }
}
