//! Marks what a page says about a code that is of another programme in the log: somebody has to say what it is about.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::Draft;
use super::{DraftComparison, doubted, text};
use crate::message;

/// The cases, facilities and the like of a page, with the code of the node that each belongs to.
pub(super) fn places(drafts: &[Draft]) -> Vec<(String, String)> {
    let place =
        |draft: &Draft| Some((draft.subject().to_owned(), draft.event["gegevens"]["onderdeel"].as_str()?.to_owned()));
    drafts.iter().filter_map(place).collect()
}

/// Marks every sure draft about a refused code, or about a case or facility that belongs to one.
pub(super) fn mark(all: &mut DraftComparison, refused: &BTreeMap<String, String>, places: &[(String, String)]) {
    for (code, title) in refused {
        let node = format!("onderdeel/{code}");
        let below = places.iter().filter(|(_, place)| place == code).map(|(subject, _)| subject.as_str());
        let subjects: BTreeSet<&str> = below.chain([node.as_str()]).collect();
        for draft in std::mem::take(&mut all.kept) {
            let is_sure = !draft.is_unreviewed();
            if is_sure && is_about(&draft, code, &subjects) {
                let why = message!("extract-known-code-about", code = code.as_str(), title = title.as_str());
                all.tell(&draft, why.clone());
                all.kept.push(doubted(draft, why));
            } else {
                all.kept.push(draft);
            }
        }
    }
}

fn is_about(draft: &Draft, code: &str, subjects: &BTreeSet<&str>) -> bool {
    let data = &draft.event["gegevens"];
    let case = format!("dossier/{}", text(data, "dossier"));
    let mut concerned = data["betreft"].as_array().into_iter().flatten().filter_map(Value::as_str);
    subjects.contains(draft.subject())
        || subjects.contains(case.as_str())
        || ["onderdeel", "bovenliggend"].iter().any(|field| text(data, field) == code)
        || concerned.any(|subject| subjects.contains(subject))
}
