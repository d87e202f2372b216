//! Writes what differs in programmes that a side does not report, and what was first entered: apart from what the world
//! did.

use serde_json::Value;

use super::{ComparisonDetail, items, list};
use crate::comparison_reach::{contents, programmes};
use crate::message;
use crate::page::TextPage;

pub(super) fn sections(page: &mut TextPage, found: &Value, detail: ComparisonDetail) {
    unreported(page, found, detail);
    first_entered(page, found, detail);
}

fn unreported(page: &mut TextPage, found: &Value, detail: ComparisonDetail) {
    if list(found, "nietGerapporteerd").is_empty() {
        return;
    }
    page.titled(&message!("compare-unreported"));
    for told in programmes(found, page.language()) {
        page.bullet(0, &told);
    }
    items(page, found, detail, |part| part.nature == "niet-gerapporteerd").write_item(page);
}

/// Writes what was first entered as counts; in full only where everything is shown.
fn first_entered(page: &mut TextPage, found: &Value, detail: ComparisonDetail) {
    let told = contents(&found["samenvatting"]["eersteInvoer"], page.language());
    if told.is_empty() {
        return;
    }
    page.titled(&message!("compare-first-entered"));
    page.line(0, &told);
    match detail {
        ComparisonDetail::All => {
            items(page, found, detail, |part| part.nature == "voor-het-eerst-ingevoerd").write_item(page)
        }
        ComparisonDetail::Folded => page.message_line(0, &message!("compare-first-entered-folded")),
    }
}
