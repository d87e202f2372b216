//! The page for a request that is refused: what is wrong, where, and what to do.

use maud::html;
use serde_json::Value;

use crate::address::Address;
use crate::frame::{Frame, document};
use crate::json::{list, text};
use crate::message;
use crate::reader::Reader;

/// Returns the page for a problem document (RFC 9457) in the language of the reader.
pub fn page(reader: Reader, problem: &Value) -> String {
    let frame = Frame {
        reader,
        here: Address::of(&[]),
        title: text(problem, "title").unwrap_or_default().to_owned(),
        section: None,
        viewer: None,
        bar: html! {},
        stand: html! {},
    };
    let errors = list(problem, "fouten");
    document(
        &frame,
        &html! {
            p.lead { (text(problem, "detail").unwrap_or_default()) }
            @if errors.len() > 1 {
                ul {
                    @for error in errors {
                        li { strong { (text(error, "veld").unwrap_or_default()) } ": " (text(error, "melding").unwrap_or_default()) }
                    }
                }
            }
            p { a href=(Address::of(&[]).read_by(reader)) { (reader.say(&message!("page-to-rounds"))) } }
        },
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testkit::{HOSTILE, assert_sound, readers};

    #[test]
    fn a_refusal_says_what_is_wrong_field_by_field_and_runs_nothing() {
        let errors = json!([{ "veld": "geldigOp", "melding": HOSTILE }, { "veld": HOSTILE, "melding": "b" }]);
        let problem = json!({ "title": "Ongeldige invoer", "detail": HOSTILE, "fouten": errors });
        for reader in readers() {
            let page = page(reader, &problem);
            assert_sound(&page);
            assert!(page.contains("geldigOp") && !page.contains("class=\"languages\""), "{page}");
        }
    }
}
