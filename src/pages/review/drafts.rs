//! A page beside its drafts: each is accepted, changed or dropped with one press, which is kept at once; or all of a
//! kind. All buttons stand in one form, which names the version of the review that the person saw.

use maud::{Markup, html};
use serde_json::Value;

use super::source::{self, NoticeView, PageLine, draft_id, to_lines};
use super::{ACCEPT, ACCEPT_UNSEEN, DROP, UNDO, VERSION_KEY, to_review};
use crate::frame::{Frame, Section, Viewer, document};
use crate::json::text;
use crate::language::Message;
use crate::message;
use crate::own_day::own_day;
use crate::parts::event_kind;
use crate::reader::Reader;
use crate::recording::{STEP_KEY, closed};
use crate::render::text::value_in_words;
use crate::render::{labels, wording};

/// What was decided about a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DraftStanding {
    /// Nothing yet.
    Undecided,
    /// It is recorded, as reviewed.
    Accepted,
    /// It is recorded with its mark.
    Unseen,
    /// It is not recorded.
    Dropped,
}

/// A verdict as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerdictView {
    /// What was decided.
    pub standing: DraftStanding,
    /// Whether a person changed what the page says.
    pub is_changed: bool,
    /// The version of the review that it came with.
    pub version: u32,
    /// Who decided.
    pub by: String,
}

impl VerdictView {
    fn said(&self) -> Option<Message> {
        match (self.standing, self.is_changed) {
            (DraftStanding::Undecided, _) => None,
            (DraftStanding::Accepted, true) => Some(message!("review-is-changed")),
            (DraftStanding::Accepted, false) => Some(message!("review-is-accepted")),
            (DraftStanding::Unseen, _) => Some(message!("review-is-unseen")),
            (DraftStanding::Dropped, _) => Some(message!("review-is-dropped")),
        }
    }
}

/// A draft as a page shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftView {
    /// Its number on the page, from 1.
    pub number: usize,
    /// By what verdicts name it.
    pub key: String,
    /// The event as it would be recorded.
    pub event: Value,
    /// First and last line of its source.
    pub lines: (u32, u32),
    /// Why somebody has to look at it.
    pub reasons: Vec<Message>,
    /// What was decided.
    pub verdict: VerdictView,
}

/// What was accepted and is no draft of this page any more.
#[derive(Debug, Clone, PartialEq)]
pub struct MootView {
    /// By what verdicts name it.
    pub key: String,
    /// The event.
    pub event: Value,
}

/// The contents of a review.
pub struct ReviewPage<'a> {
    /// Who reads it.
    pub reader: Reader,
    /// Who is looking.
    pub viewer: Viewer<'a>,
    /// Its name in addresses.
    pub id: &'a str,
    /// Its version, which the form sends.
    pub version: u32,
    /// The name of the document.
    pub document: &'a str,
    /// The round.
    pub round: &'a str,
    /// The day of its own on which it will be recorded; none for a page of now.
    pub own_day: Option<&'a str>,
    /// The reporting date of the round.
    pub reporting_date: Option<&'a str>,
    /// The lines of the page.
    pub lines: &'a [PageLine],
    /// The drafts, by kind.
    pub drafts: &'a [DraftView],
    /// What was accepted and is no draft any more.
    pub moot: &'a [MootView],
    /// What was not understood.
    pub notices: &'a [NoticeView],
    /// The version after which decisions of others are told.
    pub since: Option<u32>,
    /// Why something was not done.
    pub trouble: Option<&'a Message>,
    /// Why nothing can be recorded now; none where it can.
    pub closed: Option<&'a Message>,
}

impl ReviewPage<'_> {
    fn count(&self, standing: DraftStanding) -> usize {
        self.drafts.iter().filter(|draft| draft.verdict.standing == standing).count()
    }
}

/// Returns the page.
pub fn page(asked: &ReviewPage<'_>) -> String {
    let reader = asked.reader;
    let frame = Frame {
        reader,
        here: to_review(asked.id),
        title: reader.say(&message!("review-page-title", document = asked.document)),
        section: Some(Section::Reviewing),
        viewer: Some(asked.viewer),
        bar: html! {},
        stand: html! {
            p.lead { (reader.say(&message!("review-page-lead", round = asked.round, count = asked.drafts.len()))) }
            @if let Some(day) = asked.own_day { (own_day(reader, day, asked.reporting_date)) }
            ul.tools {
                li { a href="#concepten" { (reader.say(&message!("review-drafts"))) } }
                li { a href="#tekst" { (reader.say(&message!("review-source"))) } }
                li { a href="#niet-begrepen" { (reader.say(&message!("review-not-understood"))) } }
            }
        },
    };
    let content = html! {
        (closed(reader, asked.closed))
        @if let Some(why) = asked.trouble { div.warning role="alert" { p { (wording::capital(&reader.say(why))) } } }
        (of_others(asked))
        div.review {
            div.side { (source::text(asked)) }
            div { (drafts(asked)) (source::not_understood(asked)) (to_drop(asked)) }
        }
    };
    document(&frame, &content)
}

/// Returns what was decided since a version.
fn of_others(asked: &ReviewPage<'_>) -> Markup {
    let reader = asked.reader;
    let since = asked.since.unwrap_or(u32::MAX);
    let newer: Vec<&DraftView> = asked.drafts.iter().filter(|draft| draft.verdict.version > since).collect();
    html! {
        @if !newer.is_empty() {
            div.warning {
                p { (reader.say(&message!("review-of-others"))) }
                ul {
                    @for draft in newer {
                        li {
                            a href=(format!("#{}", draft_id(draft.number))) { (reader.say(&message!("review-draft", number = draft.number))) } ": "
                            @if let Some(said) = draft.verdict.said() { (reader.say(&said)) " " }
                            (reader.say(&message!("review-by", actor = &draft.verdict.by)))
                        }
                    }
                }
            }
        }
    }
}

fn drafts(asked: &ReviewPage<'_>) -> Markup {
    let reader = asked.reader;
    let action = to_review(asked.id).read_by(reader);
    let told = message!(
        "review-counts",
        accepted = asked.count(DraftStanding::Accepted),
        unseen = asked.count(DraftStanding::Unseen),
        dropped = asked.count(DraftStanding::Dropped),
        open = asked.count(DraftStanding::Undecided),
    );
    let all = html! {
        (rest(asked))
        (moot(asked))
        @for (kind, of_kind) in kinds(asked.drafts) { (group(asked, kind, &of_kind)) }
    };
    html! {
        h2 id="concepten" { (reader.say(&message!("review-drafts"))) }
        p { (reader.say(&told)) }
        @if asked.drafts.is_empty() { p { (reader.say(&message!("review-no-drafts"))) } }
        @if asked.closed.is_none() && !(asked.drafts.is_empty() && asked.moot.is_empty()) {
            form method="post" action=(action) {
                input type="hidden" name=(VERSION_KEY) value=(asked.version);
                (all)
            }
        } @else { (all) }
        (to_confirm(asked))
    }
}

/// Returns the drafts by kind, in their order.
fn kinds(drafts: &[DraftView]) -> Vec<(&str, Vec<&DraftView>)> {
    let mut kinds: Vec<(&str, Vec<&DraftView>)> = Vec::new();
    for draft in drafts {
        let kind = text(&draft.event, "type").unwrap_or_default();
        match kinds.iter_mut().find(|(other, _)| *other == kind) {
            Some((_, of_kind)) => of_kind.push(draft),
            None => kinds.push((kind, vec![draft])),
        }
    }
    kinds
}

/// Returns a button that sends a step about a draft, a kind, or the rest.
fn button(reader: Reader, step: &str, about: &str, name: &Message, hidden: &str) -> Markup {
    let value = if about.is_empty() { step.to_owned() } else { format!("{step}:{about}") };
    html! {
        button type="submit" name=(STEP_KEY) value=(value) {
            (reader.say(name)) @if !hidden.is_empty() { span.hidden { " (" (hidden) ")" } }
        }
    }
}

/// Returns buttons for everything that nobody decided about.
fn rest(asked: &ReviewPage<'_>) -> Markup {
    let (reader, open) = (asked.reader, asked.count(DraftStanding::Undecided));
    html! {
        @if open > 0 && asked.closed.is_none() {
            div.buttons {
                (button(reader, ACCEPT_UNSEEN, "", &message!("review-rest-unseen", count = open), ""))
                (button(reader, DROP, "", &message!("review-rest-drop", count = open), ""))
            }
            p.hint { (reader.say(&message!("review-unseen-hint"))) }
        }
    }
}

fn group(asked: &ReviewPage<'_>, kind: &str, drafts: &[&DraftView]) -> Markup {
    let reader = asked.reader;
    let open = drafts.iter().filter(|draft| draft.verdict.standing == DraftStanding::Undecided).count();
    let name = event_kind(reader.language, kind);
    let bare = kind.trim_start_matches(crate::domain::event::TYPE_PREFIX);
    html! {
        section {
            h3 { (reader.say(&message!("review-kind", kind = &name, count = drafts.len()))) }
            @if open > 1 && asked.closed.is_none() {
                div.buttons {
                    (button(reader, ACCEPT_UNSEEN, bare, &message!("review-kind-unseen", count = open), &name))
                    (button(reader, DROP, bare, &message!("review-kind-drop", count = open), &name))
                }
            }
            ol.drafts { @for draft in drafts { (one(asked, draft)) } }
        }
    }
}

fn one(asked: &ReviewPage<'_>, draft: &DraftView) -> Markup {
    let (reader, event) = (asked.reader, &draft.event);
    let name = reader.say(&message!("review-draft", number = draft.number));
    let class = match draft.verdict.standing {
        DraftStanding::Undecided => "open",
        DraftStanding::Accepted | DraftStanding::Unseen => "taken",
        DraftStanding::Dropped => "dropped",
    };
    let is_open = draft.verdict.standing == DraftStanding::Undecided;
    html! {
        li.draft.(class) id=(draft_id(draft.number)) tabindex="-1" {
            h4 { (name) ": " (text(event, "onderwerp").unwrap_or_default()) (mark(reader, event)) }
            p.facts { (day_of(reader, event)) " · " (to_lines(reader, draft.lines)) }
            @if !draft.reasons.is_empty() { ul.small { @for reason in &draft.reasons { li { (wording::capital(&reader.say(reason))) } } } }
            (content(reader, event))
            @if let Some(said) = draft.verdict.said() {
                p.became { strong { (reader.say(&said)) } " " (reader.say(&message!("review-by", actor = &draft.verdict.by))) }
            }
            @if asked.closed.is_none() {
                div.buttons {
                    @if is_open {
                        (button(reader, ACCEPT, &draft.key, &message!("review-accept"), &name))
                        (button(reader, DROP, &draft.key, &message!("review-drop"), &name))
                    } @else {
                        (button(reader, UNDO, &draft.key, &message!("review-undo"), &name))
                    }
                    a.as-button href=(to_review(asked.id).read_by(reader).below(&["concepten", &draft.key])) {
                        (reader.say(&message!("review-change"))) span.hidden { " (" (name) ")" }
                    }
                }
            }
        }
    }
}

/// Returns the mark of what is to be reviewed.
pub(super) fn mark(reader: Reader, event: &Value) -> Markup {
    let is_doubted = text(&event["herkomst"], "oordeel") == Some("nakijken");
    html! { @if is_doubted { " " span.mark.alert { (wording::words(reader.language, "nakijken")) } } }
}

/// Returns the day of an event.
pub(super) fn day_of(reader: Reader, event: &Value) -> String {
    let day = text(event, "ingangsdatum")
        .map_or_else(String::new, |iso| wording::day(reader.language, iso, text(event, "ingangsdatumNauwkeurigheid")));
    reader.say(&message!("review-from", day = day))
}

/// Returns what an event says, each field after its label.
pub(super) fn content(reader: Reader, event: &Value) -> Markup {
    let assumed: Vec<&str> =
        event["herkomst"]["aangenomen"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    html! {
        dl.says {
            @for (key, value) in event["gegevens"].as_object().into_iter().flatten() {
                dt { (labels::field(reader.language, key)) }
                dd { (value_in_words(reader.language, key, value)) @if assumed.contains(&key.as_str()) { " " span.mark { (reader.say(&message!("review-assumed"))) } } }
            }
            @if let Some(why) = text(event, "toelichtingWijziging") { dt { (labels::field(reader.language, "toelichtingWijziging")) } dd { (why) } }
        }
    }
}

/// Returns what was accepted and does not fit any more.
fn moot(asked: &ReviewPage<'_>) -> Markup {
    let reader = asked.reader;
    html! {
        @if !asked.moot.is_empty() {
            div.warning {
                h3 { (reader.say(&message!("review-moot", count = asked.moot.len()))) }
                p { (reader.say(&message!("review-moot-hint"))) }
                @for one in asked.moot {
                    @let name = event_kind(reader.language, text(&one.event, "type").unwrap_or_default());
                    @let subject = text(&one.event, "onderwerp").unwrap_or_default();
                    h4 { (name) ": " (subject) }
                    p.facts { (day_of(reader, &one.event)) }
                    (content(reader, &one.event))
                    @if asked.closed.is_none() { (button(reader, UNDO, &one.key, &message!("review-moot-drop"), subject)) }
                }
            }
        }
    }
}

/// Returns the way on: to what will be recorded, once everything is decided.
fn to_confirm(asked: &ReviewPage<'_>) -> Markup {
    let (reader, open) = (asked.reader, asked.count(DraftStanding::Undecided));
    let taken = asked.count(DraftStanding::Accepted) + asked.count(DraftStanding::Unseen);
    html! {
        h2 id="verder" { (reader.say(&message!("review-record-title"))) }
        @if asked.closed.is_some() {}
        @else if open > 0 { p { (reader.say(&message!("review-still-open", count = open))) } }
        @else if taken == 0 { p { (reader.say(&message!("review-nothing-taken"))) } }
        @else {
            p { a.as-button.primary href=(to_review(asked.id).read_by(reader).below(&["vastleggen"])) { (reader.say(&message!("review-to-record", count = taken))) } }
        }
    }
}

/// Returns the form that drops the review with its page, behind a summary, since that can not be undone.
fn to_drop(asked: &ReviewPage<'_>) -> Markup {
    let reader = asked.reader;
    html! {
        @if asked.closed.is_none() {
            details {
                summary { (reader.say(&message!("review-discard"))) }
                p { (reader.say(&message!("review-discard-hint"))) }
                form method="post" action=(to_review(asked.id).read_by(reader).below(&["weggooien"])) {
                    button type="submit" name=(STEP_KEY) value=(DROP) { (reader.say(&message!("review-discard-now"))) }
                }
            }
        }
    }
}
