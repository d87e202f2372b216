//! The files that pages refer to, embedded in the program. The name of each holds a digest of its bytes, so a browser
//! may keep it for ever, and a new version has a new name.

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

/// A file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// The name with the digest: `tokens.0123456789abcdef.css`.
    pub name: String,
    /// The media type.
    pub media_type: &'static str,
    /// The contents.
    pub bytes: &'static [u8],
}

impl Asset {
    fn of(stem: &str, text: &'static str) -> Asset {
        let mut digest = hex::encode(Sha256::digest(text));
        digest.truncate(DIGITS);
        Asset { name: format!("{stem}.{digest}.css"), media_type: "text/css; charset=utf-8", bytes: text.as_bytes() }
    }

    /// Returns the address of the file.
    pub fn address(&self) -> String {
        format!("/{FOLDER}/{}", self.name)
    }
}

/// Returns the style sheets, in the order in which pages load them.
pub fn style_sheets() -> &'static [Asset] {
    static SHEETS: OnceLock<[Asset; 2]> = OnceLock::new();
    SHEETS.get_or_init(|| [Asset::of("tokens", TOKENS), Asset::of("layout", LAYOUT)])
}

/// Returns the file with this name.
pub fn find(name: &str) -> Option<&'static Asset> {
    style_sheets().iter().find(|asset| asset.name == name)
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
