//! Sentences that were said elsewhere, each from a new line.

use serde_json::Value;

use crate::render::Style;
use crate::render::page::{Page, harmless};

/// The sentences of a list, one below the other, as wide as the page; what begins with a hyphen is further in.
pub fn sentences(list: &Value, style: Style) -> String {
    let mut page = Page::new(style);
    let list = harmless(list);
    for sentence in list.as_array().into_iter().flatten().filter_map(Value::as_str) {
        match sentence.strip_prefix("- ") {
            Some(item) => page.bullet(2, item),
            None => page.line(0, sentence),
        }
    }
    page.finish()
}
