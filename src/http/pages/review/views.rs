//! A review as its page shows it: the drafts by kind, the lines of the page with what became of each, and what was not
//! understood.

use super::cleaned;
use crate::app::reviews::Judged;
use crate::app::reviews::reading::{OpenReview, ReviewDraft};
use crate::extract::Notice;
use crate::language::Message;
use crate::message;
use crate::pages::review::{DraftStanding, DraftView, LineFate, MootView, NoticeView, PageLine, VerdictView};
use crate::render::without_control_characters;

/// Returns the drafts by kind, numbered as the page shows them.
pub(super) fn drafts(open: &OpenReview) -> Vec<DraftView> {
    let mut kinds: Vec<&str> = Vec::new();
    for draft in &open.drafts {
        if !kinds.contains(&draft.draft.kind()) {
            kinds.push(draft.draft.kind());
        }
    }
    let ordered = kinds.iter().flat_map(|kind| open.drafts.iter().filter(move |draft| draft.draft.kind() == *kind));
    ordered.zip(1..).map(|(draft, number)| view(open, draft, number)).collect()
}

fn view(open: &OpenReview, draft: &ReviewDraft, number: usize) -> DraftView {
    let verdict = draft.verdict.as_ref();
    let standing = match verdict.map(|verdict| verdict.judged) {
        None => DraftStanding::Undecided,
        Some(Judged::Accepted) => DraftStanding::Accepted,
        Some(Judged::Unseen) => DraftStanding::Unseen,
        Some(Judged::Dropped) => DraftStanding::Dropped,
    };
    DraftView {
        number,
        key: draft.key.clone(),
        event: without_control_characters(draft.event()),
        lines: draft.draft.lines,
        reasons: reasons(open, draft),
        verdict: VerdictView {
            standing,
            is_changed: verdict.is_some_and(|verdict| verdict.is_changed),
            version: verdict.map_or(0, |verdict| verdict.version),
            by: verdict.map_or_else(String::new, |verdict| verdict.by.clone()),
        },
    }
}

/// Returns true for a notice about this draft.
fn is_about(notice: &Notice, draft: &ReviewDraft) -> bool {
    notice.lines == draft.draft.lines && notice.subject.as_deref() == Some(draft.draft.subject())
}

/// Returns why somebody has to look at a draft: what was told of it, else the fields that the page does not state.
fn reasons(open: &OpenReview, draft: &ReviewDraft) -> Vec<Message> {
    let told = open.read.new.notices.iter().filter(|notice| is_about(notice, draft));
    let told: Vec<Message> = told.map(|notice| notice.message.clone()).collect();
    let assumed = draft.draft.event["herkomst"]["aangenomen"].as_array().into_iter().flatten();
    let assumed: Vec<&str> = assumed.filter_map(serde_json::Value::as_str).collect();
    if told.is_empty() && !assumed.is_empty() {
        return vec![message!("extract-assumed", fields = assumed.join(", "))];
    }
    told
}

/// Returns the lines of the page with what became of each.
pub(super) fn lines(open: &OpenReview, drafts: &[DraftView]) -> Vec<PageLine> {
    let mut fates = vec![LineFate::Blank; open.lines.len()];
    let mut mark = |spans: &mut dyn Iterator<Item = (u32, u32)>, fate: LineFate| {
        for line in spans.flat_map(|(from, to)| from..=to) {
            // A line without text stays what it is, also between two lines of one draft.
            if let Some(place) = fates
                .get_mut((line as usize).wrapping_sub(1))
                .filter(|place| **place != LineFate::Blank || fate == LineFate::Unused)
            {
                *place = fate;
            }
        }
    };
    let (found, new) = (&open.read.found, &open.read.new);
    mark(&mut found.lines.iter().map(|line| (*line, *line)), LineFate::Unused);
    // A notice about drafts says nothing of the lines between them.
    let notices = found.notices.iter().chain(&new.notices).filter(|notice| notice.subject.is_none());
    mark(&mut notices.map(|notice| notice.lines), LineFate::Noticed);
    mark(&mut found.draft_lines().into_iter(), LineFate::Known);
    mark(&mut new.draft_lines().into_iter(), LineFate::Drafted);
    let mut lines: Vec<PageLine> = open
        .lines
        .iter()
        .zip(fates)
        .map(|(text, fate)| PageLine { text: cleaned(text), fate, drafts: Vec::new() })
        .collect();
    for draft in drafts {
        if let Some(line) = lines.get_mut((draft.lines.0 as usize).wrapping_sub(1)) {
            line.drafts.push(draft.number);
        }
    }
    lines
}

/// Returns what was told of the page and stands at no draft.
pub(super) fn notices(open: &OpenReview) -> Vec<NoticeView> {
    let is_apart = |notice: &&Notice| !open.drafts.iter().any(|draft| is_about(notice, draft));
    let apart = open.read.new.notices.iter().filter(is_apart);
    apart.map(|notice| NoticeView { lines: notice.lines, message: notice.message.clone() }).collect()
}

/// Returns what was accepted and is no draft any more.
pub(super) fn moot(open: &OpenReview) -> Vec<MootView> {
    let event = |verdict: &crate::app::reviews::Verdict| verdict.event.as_ref().map(without_control_characters);
    let moot =
        open.moot.iter().filter_map(|(key, verdict)| Some(MootView { key: key.clone(), event: event(verdict)? }));
    moot.collect()
}
