//! Links of amounts to what they cover or realise, with the ids and the room of the log.

use std::collections::BTreeMap;

use serde_json::json;

use super::super::super::Draft;
use super::super::id_of;
use super::pairs::Pairs;

/// The fields that link an amount to another.
const LINKS: [&str; 2] = ["dekt", "realiseert"];

/// Gives a draft the id that it has in the log, and its links those of what they point to.
pub(super) fn relink(draft: &mut Draft, ids: &BTreeMap<String, String>) {
    if let Some(id) = ids.get(id_of(draft)) {
        draft.event["onderwerp"] = json!(format!("bijstelling/{id}"));
    }
    for field in LINKS {
        let linked = draft.event["gegevens"][field].as_str().and_then(|id| ids.get(id)).cloned();
        if let Some(id) = linked {
            draft.event["gegevens"][field] = json!(id);
        }
    }
}

/// Leaves out a link to an amount of the log that has less open than the draft takes. Returns whether it did.
///
/// `taken` is what the drafts before it take that the log does not have.
pub(super) fn leave_out_full_link(
    draft: &mut Draft,
    at: usize,
    all: &Pairs<'_>,
    taken: &mut BTreeMap<String, i64>,
) -> bool {
    let cents = draft.event["gegevens"]["bedragInCenten"].as_i64().unwrap_or(0);
    let pair = all.of_page[at].filter(|_| !all.is_another(at));
    let mut left_out = false;
    for field in LINKS {
        let Some(id) = draft.event["gegevens"][field].as_str().map(str::to_owned) else { continue };
        let Some(target) = all.known.iter().position(|known| known.id == id) else { continue };
        let is_linked =
            |number: usize| LINKS.iter().any(|field| all.known[number].data.get(*field) == Some(&json!(id)));
        let others = (0..all.known.len()).filter(|number| is_linked(*number) && Some(*number) != pair);
        let used = others.filter_map(|number| sizes(all, number, at).into_iter().max()).fold(0, i64::saturating_add);
        let on_page = taken.entry(id.clone()).or_default();
        let sum = used.saturating_add(*on_page).saturating_add(cents);
        if sizes(all, target, at).into_iter().min().is_none_or(|size| sum <= size) {
            if !pair.is_some_and(is_linked) {
                *on_page = on_page.saturating_add(cents);
            }
        } else {
            left_out = true;
            if let Some(data) = draft.event["gegevens"].as_object_mut() {
                data.remove(field);
            }
        }
    }
    left_out
}

/// Returns the sizes that an adjustment of the log has while the draft at `at` is recorded: its new one where the page
/// moved it before, either where the page moves it later.
fn sizes(all: &Pairs<'_>, number: usize, at: usize) -> Vec<i64> {
    let old = all.things[number].cents;
    let draft = all.draft_of(number).filter(|draft| !all.is_another(*draft));
    let draft = draft.filter(|_| all.known[number].begins_later.is_none());
    match draft.and_then(|draft| all.page[draft].cents.map(|new| (draft, new))) {
        Some((draft, new)) if draft < at => vec![new],
        Some((_, new)) => old.into_iter().chain([new]).collect(),
        None => old.into_iter().collect(),
    }
}
