//! Reading a report page: the form that takes it, with the reviews that are not finished ([`take_page`]); the page
//! beside its drafts ([`review_page`]); a draft in a form ([`change_page`]); what will be recorded ([`confirm_page`]) and
//! what was ([`recorded_page`]); and drafts in the log that nobody looked at ([`unreviewed_page`]).

mod change;
mod confirm;
mod drafts;
mod source;
mod unreviewed;

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::address::Address;
use crate::domain::access::Role;
use crate::domain::event::RoundKind;
use crate::domain::proposal::FieldError;
use crate::frame::{Frame, Section, Viewer, document};
use crate::language::Message;
use crate::message;
use crate::own_day::own_day;
use crate::parts::scrolled;
use crate::reader::Reader;
use crate::recording::fields::{Around, area, ask, choice_list, day, id_of, line};
use crate::recording::{Choice, closed};
use crate::render::{labels, wording};
pub use change::{ChangePage, page as change_page};
pub use confirm::{ConfirmPage, ReceiptPage, RefusedDraft, confirm_page, recorded_page};
pub use drafts::{DraftStanding, DraftView, MootView, ReviewPage, VerdictView, page as review_page};
pub use source::{LineFate, NoticeView, PageLine};
pub use unreviewed::{UnreviewedOf, UnreviewedPage, page as unreviewed_page};

/// The input with the text of a page.
pub const TEXT_KEY: &str = "tekst";
/// The input with a file.
pub const FILE_KEY: &str = "bestand";
/// The input with the round, chosen from a list.
pub const ROUND_KEY: &str = "ronde";
/// The input with the id of a round that is not there yet.
pub const NEW_ROUND_KEY: &str = "nieuweRonde";
/// The input with the kind of a new round.
pub const KIND_KEY: &str = "soort";
/// The input with the budget year.
pub const YEAR_KEY: &str = "begrotingsjaar";
/// The input with the reporting date.
pub const DAY_KEY: &str = "peildatum";
/// The input with the name of the document.
pub const DOCUMENT_KEY: &str = "document";
/// The input with the programme of a page that names none.
pub const PROGRAMME_KEY: &str = "programma";
/// The input with the day on which a page of before was published.
pub const PUBLISHED_KEY: &str = "gepubliceerdOp";
/// The box by which a page of another heading is read.
pub const HEADING_KEY: &str = "kopAanvaard";
/// The box by which proposals are left out.
pub const NO_PROPOSALS_KEY: &str = "zonderVoorstellen";
/// The inputs of the form, but for the file.
pub const KEYS: [&str; 11] = [
    TEXT_KEY,
    ROUND_KEY,
    NEW_ROUND_KEY,
    KIND_KEY,
    YEAR_KEY,
    DAY_KEY,
    DOCUMENT_KEY,
    PROGRAMME_KEY,
    PUBLISHED_KEY,
    HEADING_KEY,
    NO_PROPOSALS_KEY,
];

/// The value of a box that is ticked.
pub const TICKED: &str = "ja";

/// The input with the version of a review that the person saw.
pub const VERSION_KEY: &str = "versie";
/// The input that names the type of event of a draft, also where the draft is gone.
pub const EVENT_KIND_KEY: &str = "gebeurtenistype";
/// The key of the version after which others decided, in an address.
pub const SINCE_KEY: &str = "sinds";
/// The input that names a form, so that pressing it twice records once.
pub const FORM_KEY: &str = "id";

/// The key of an event in an address, by its position.
pub const EVENT_KEY: &str = "gebeurtenis";
/// The input with the positions that a page shows.
pub const SHOWN_KEY: &str = "getoond";
/// The key of how many drafts were confirmed a moment ago.
pub const DONE_KEY: &str = "klaar";

/// Looked at, and recorded.
pub const ACCEPT: &str = "akkoord";
/// Recorded as nobody looked at it.
pub const ACCEPT_UNSEEN: &str = "ongezien";
/// Not recorded.
pub const DROP: &str = "weg";
/// Recorded as of now, where it can not be at its own moment any more.
pub const AS_OF_NOW: &str = "van-nu";
/// No verdict any more.
pub const UNDO: &str = "terug";

/// Returns the address of a review.
pub fn to_review(id: &str) -> Address {
    Address::of(&["inlezen", id])
}

/// What was typed in the form that takes a page, by the name of the input.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageTyped(BTreeMap<String, String>);

impl PageTyped {
    /// Returns the value of an input without blanks around it; empty where it was left open.
    pub fn get(&self, name: &str) -> &str {
        self.text(name).trim()
    }

    /// Returns the value of an input as it was typed.
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Sets the value of an input.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.insert(name.to_owned(), value.into());
    }

    /// Returns true for a box that is ticked.
    pub fn is_ticked(&self, name: &str) -> bool {
        self.get(name) == TICKED
    }
}

/// A review that is not finished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnfinishedReview {
    /// Its name in addresses.
    pub id: String,
    /// The name of the document.
    pub document: String,
    /// The round.
    pub round: String,
    /// The day of its own on which it will be recorded, as `YYYY-MM-DD`; none for a page of now.
    pub own_day: Option<String>,
    /// The number of drafts when it was begun.
    pub drafts: usize,
    /// The number of drafts that somebody decided about.
    pub decided: usize,
    /// When it was changed last, in UTC.
    pub changed_at: String,
    /// Who changed it.
    pub changed_by: String,
    /// The day on which it is removed, as `YYYY-MM-DD`.
    pub kept_until: String,
}

/// Whether what is of before can be recorded at its own moment, in this log and by this reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Past<'a> {
    /// It can, from a day on, as `YYYY-MM-DD`; from any day where the log has no events.
    From(Option<&'a str>),
    /// The log is in use: its last event, of this moment in UTC, was recorded as it happened.
    Running(&'a str),
    /// The reader is not in the role for it.
    NotInRole,
}

/// The contents of the form that takes a page.
pub struct TakePage<'a> {
    /// Who reads it.
    pub reader: Reader,
    /// Who is looking.
    pub viewer: Viewer<'a>,
    /// The rounds to choose from.
    pub rounds: &'a [Choice],
    /// What was typed.
    pub typed: &'a PageTyped,
    /// What is wrong with fields.
    pub errors: &'a [FieldError],
    /// Why the page is not taken, where it is not about a field.
    pub trouble: Option<&'a Message>,
    /// Whether a page of before can be recorded at its own moment.
    pub past: Past<'a>,
    /// The reviews that are not finished.
    pub unfinished: &'a [UnfinishedReview],
    /// Why nothing can be recorded now; none where it can.
    pub closed: Option<&'a Message>,
}

/// Returns the form that takes a page, with the reviews that are not finished.
pub fn take_page(asked: &TakePage<'_>) -> String {
    let reader = asked.reader;
    let frame = Frame {
        reader,
        here: Address::of(&["inlezen"]),
        title: reader.say(&message!("review-title")),
        section: Some(Section::Reviewing),
        viewer: Some(asked.viewer),
        bar: html! {},
        stand: html! { p.lead { (reader.say(&message!("review-lead"))) } },
    };
    let content = html! {
        (closed(reader, asked.closed))
        (trouble(asked))
        (unfinished(asked))
        @if asked.closed.is_none() { (form(asked)) }
    };
    document(&frame, &content)
}

fn trouble(asked: &TakePage<'_>) -> Markup {
    let reader = asked.reader;
    let told = |error: &FieldError| {
        let name = if error.field == FILE_KEY {
            reader.say(&message!("review-file"))
        } else {
            field_name(reader, &error.field)
        };
        html! { a href=(format!("#{}", id_of(&error.field))) { (name) } ": " (reader.say(&error.message)) }
    };
    html! {
        @if asked.trouble.is_some() || !asked.errors.is_empty() {
            div.warning role="alert" {
                h2 { (reader.say(&message!("review-not-taken"))) }
                @if let Some(why) = asked.trouble { p { (wording::capital(&reader.say(why))) } }
                @if !asked.errors.is_empty() { ul { @for error in asked.errors { li { (told(error)) } } } }
            }
        }
    }
}

fn unfinished(asked: &TakePage<'_>) -> Markup {
    let reader = asked.reader;
    let title = reader.say(&message!("review-unfinished"));
    html! {
        @if !asked.unfinished.is_empty() {
            h2 { (title) }
            p.hint { (reader.say(&message!("review-unfinished-hint"))) }
            (scrolled(&title, &html! {
                table {
                    thead { tr {
                        th scope="col" { (field_name(reader, DOCUMENT_KEY)) }
                        th scope="col" { (field_name(reader, ROUND_KEY)) }
                        th scope="col" { (reader.say(&message!("review-decided"))) }
                        th scope="col" { (reader.say(&message!("review-changed"))) }
                        th scope="col" { (reader.say(&message!("review-kept-until"))) }
                    } }
                    tbody { @for one in asked.unfinished { (unfinished_row(reader, one)) } }
                }
            }))
        }
    }
}

fn unfinished_row(reader: Reader, one: &UnfinishedReview) -> Markup {
    let changed = wording::moment(reader.language, &one.changed_at);
    html! {
        tr {
            th scope="row" { a href=(to_review(&one.id).read_by(reader)) { (one.document) } @if let Some(day) = &one.own_day { (own_day(reader, day, None)) } }
            td { (one.round) }
            td { (reader.say(&message!("review-decided-of", count = one.decided, all = one.drafts))) }
            td { (reader.say(&message!("review-changed-by", moment = changed, actor = &one.changed_by))) }
            td { (wording::day(reader.language, &one.kept_until, None)) }
        }
    }
}

/// Returns the name of an input.
fn field_name(reader: Reader, key: &str) -> String {
    match key {
        TEXT_KEY => reader.say(&message!("review-text")),
        NEW_ROUND_KEY => reader.say(&message!("review-new-round")),
        PUBLISHED_KEY => reader.say(&message!("review-published")),
        PROGRAMME_KEY => reader.say(&message!("review-programme")),
        HEADING_KEY => reader.say(&message!("review-accept-heading")),
        NO_PROPOSALS_KEY => reader.say(&message!("review-no-proposals")),
        other => labels::field(reader.language, other),
    }
}

fn field(asked: &TakePage<'_>, path: &str, hint: &Message, control: impl FnOnce(&str) -> Markup) -> Markup {
    let reader = asked.reader;
    let errors: Vec<&Message> =
        asked.errors.iter().filter(|error| error.field == path).map(|error| &error.message).collect();
    let label = if path == FILE_KEY { reader.say(&message!("review-file")) } else { field_name(reader, path) };
    ask(reader, &Around { path, label, hint: reader.say(hint), required: false }, &errors, control)
}

fn tick(asked: &TakePage<'_>, path: &str) -> Markup {
    html! {
        p.tick.apart {
            input type="checkbox" id=(path) name=(path) value=(TICKED) checked[asked.typed.is_ticked(path)];
            label for=(path) { (field_name(asked.reader, path)) }
        }
    }
}

fn form(asked: &TakePage<'_>) -> Markup {
    let (reader, typed) = (asked.reader, asked.typed);
    let typed_line =
        |path: &str, hint: &Message| field(asked, path, hint, |ids| line(path, typed.text(path), ids, false));
    let kinds: Vec<Choice> = RoundKind::ALL
        .iter()
        .map(|kind| kind.name())
        .map(|name| Choice { value: name.to_owned(), told: wording::capital(&wording::words(reader.language, name)) })
        .collect();
    let is_new = [NEW_ROUND_KEY, KIND_KEY, YEAR_KEY].iter().any(|key| !typed.get(key).is_empty());
    let is_more =
        [DOCUMENT_KEY, PROGRAMME_KEY, HEADING_KEY, NO_PROPOSALS_KEY].iter().any(|key| !typed.get(key).is_empty());
    let wrong = |keys: &[&str]| asked.errors.iter().any(|error| keys.contains(&error.field.as_str()));
    let action = Address::of(&["inlezen"]).read_by(reader);
    html! {
        h2 { (reader.say(&message!("review-take"))) }
        form.record method="post" action=(action) enctype="multipart/form-data" novalidate {
            (field(asked, TEXT_KEY, &message!("review-text-hint"), |ids| area(TEXT_KEY, typed.text(TEXT_KEY), ids, false)))
            (field(asked, FILE_KEY, &message!("review-file-hint"), |ids| html! {
                input.file type="file" id=(FILE_KEY) name=(FILE_KEY) accept=".txt,text/plain" aria-describedby=[Some(ids).filter(|ids| !ids.is_empty())];
            }))
            (field(asked, ROUND_KEY, &message!("review-round-hint"), |ids| choice_list(reader, (ROUND_KEY, typed.get(ROUND_KEY)), asked.rounds, ids, false)))
            details open[is_new || asked.rounds.is_empty() || wrong(&[NEW_ROUND_KEY, KIND_KEY, YEAR_KEY])] {
                summary { (reader.say(&message!("review-round-new"))) }
                (typed_line(NEW_ROUND_KEY, &message!("review-new-round-hint")))
                (field(asked, KIND_KEY, &message!("review-kind-hint"), |ids| choice_list(reader, (KIND_KEY, typed.get(KIND_KEY)), &kinds, ids, false)))
                (typed_line(YEAR_KEY, &message!("review-year-hint")))
            }
            (field(asked, DAY_KEY, &message!("review-day-hint"), |ids| day(DAY_KEY, typed.get(DAY_KEY), ids, false)))
            (past(asked))
            details open[is_more || wrong(&[DOCUMENT_KEY, PROGRAMME_KEY, HEADING_KEY])] {
                summary { (reader.say(&message!("review-more"))) }
                (typed_line(DOCUMENT_KEY, &message!("review-document-hint")))
                (typed_line(PROGRAMME_KEY, &message!("review-programme-hint")))
                (tick(asked, HEADING_KEY))
                (tick(asked, NO_PROPOSALS_KEY))
            }
            p.hint { (reader.say(&message!("review-read-hint"))) }
            button.primary type="submit" { (reader.say(&message!("review-read"))) }
        }
    }
}

/// Returns the day on which a page of before was published; or why it can not be recorded at that moment, and what can be
/// done.
fn past(asked: &TakePage<'_>) -> Markup {
    let (reader, typed) = (asked.reader, asked.typed.get(PUBLISHED_KEY));
    let is_wrong = asked.errors.iter().any(|error| error.field == PUBLISHED_KEY);
    let hint = match asked.past {
        Past::From(Some(from)) => {
            message!("review-published-from", day = wording::day(reader.language, from, None))
        }
        Past::From(None) => message!("review-published-any"),
        Past::Running(last) => message!("review-past-running", moment = wording::moment(reader.language, last)),
        Past::NotInRole => message!("review-past-role", role = Role::Controller.name()),
    };
    let is_offered = matches!(asked.past, Past::From(_)) || !typed.is_empty();
    html! {
        details open[is_wrong || !typed.is_empty()] {
            summary { (reader.say(&message!("review-past"))) }
            @if is_offered { (field(asked, PUBLISHED_KEY, &hint, |ids| day(PUBLISHED_KEY, typed, ids, false))) }
            @else { p.hint { (reader.say(&hint)) } }
            p.hint { (reader.say(&message!("review-past-many"))) " " code { "peildatum enter plan.csv --data nieuwe-map" } }
        }
    }
}

#[cfg(test)]
mod tests;
