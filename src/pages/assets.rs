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

/// The scripts. Each adds to one kind of page, which works without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// Shows new events in the log while they arrive.
    Follow,
    /// The live example of the stream.
    Stream,
    /// Keys to turn the pages of a report.
    Keys,
    /// Shows the answer of the API below the form that asks for it.
    Try,
}

impl Script {
    const ALL: [Script; 4] = [Script::Follow, Script::Stream, Script::Keys, Script::Try];

    /// Returns the file of the script.
    pub fn asset(self) -> &'static Asset {
        static SCRIPTS: OnceLock<[Asset; 4]> = OnceLock::new();
        let scripts = SCRIPTS.get_or_init(|| {
            Script::ALL.map(|script| {
                let (stem, text) = script.source();
                Asset::of(stem, (SCRIPT, "js"), text)
            })
        });
        &scripts[self as usize]
    }

    const fn source(self) -> (&'static str, &'static str) {
        match self {
            Script::Follow => ("follow", include_str!("assets/follow.js")),
            Script::Stream => ("stream", include_str!("assets/stream.js")),
            Script::Keys => ("keys", include_str!("assets/keys.js")),
            Script::Try => ("try", include_str!("assets/try.js")),
        }
    }
}

const STYLE: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

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
    fn of(stem: &str, (media_type, ending): (&'static str, &str), text: impl Into<Cow<'static, str>>) -> Asset {
        let bytes = match text.into() {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        };
        let mut digest = hex::encode(Sha256::digest(&bytes));
        digest.truncate(DIGITS);
        Asset { name: format!("{stem}.{digest}.{ending}"), media_type, bytes }
    }

    /// Returns the address of the file.
    pub fn address(&self) -> String {
        format!("/{FOLDER}/{}", self.name)
    }
}

/// Returns the style sheets, in the order in which pages load them.
pub fn style_sheets() -> &'static [Asset] {
    static SHEETS: OnceLock<[Asset; 2]> = OnceLock::new();
    SHEETS.get_or_init(|| {
        [("tokens", TOKENS), ("layout", LAYOUT)].map(|(stem, text)| Asset::of(stem, (STYLE, "css"), text))
    })
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
            made.push(Asset::of(stem, (SCRIPT, "js"), named));
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
    let sheets = style_sheets().iter().chain(modules());
    sheets.chain(Script::ALL.map(Script::asset)).find(|asset| asset.name == name)
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
        for script in Script::ALL {
            let asset = script.asset();
            assert_eq!(find(&asset.name), Some(asset));
            let (stem, text) = script.source();
            assert!(asset.name.starts_with(stem) && asset.name.ends_with(".js") && asset.bytes == text.as_bytes());
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

    /// What a script shows stands in a message of the page or in an answer, and is set as text.
    #[test]
    fn scripts_make_no_markup_of_texts_and_load_nothing_from_elsewhere() {
        for script in Script::ALL {
            let (stem, text) = script.source();
            for word in [
                "innerHTML",
                "outerHTML",
                "insertAdjacentHTML",
                "document.write",
                "eval(",
                "import(",
                "http:",
                "https:",
            ] {
                assert!(!text.contains(word), "{stem}: {word}");
            }
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
