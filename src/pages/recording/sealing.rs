//! Sealing a round from a page: what is still open and what the body did, then one confirmation that says what can not
//! be undone, then the half page for the council paper.

mod confirmed;

use maud::{Markup, html};
use serde_json::Value;

use super::fields::{self, Around, id_of, labelled};
use super::form::meanwhile_list;
use super::form_page::FormPage;
use super::typed::TICKED;
use super::{CHECK, Choice, Choices, STEP_KEY, Trouble, Typed, closed};
use crate::address::Address;
use crate::domain::access::Action;
use crate::domain::event::{Body, EventType, SealingPurport};
use crate::domain::proposal::FieldError;
use crate::frame::{Frame, Section, Viewer, document};
use crate::json::{list, number, text};
use crate::language::Message;
use crate::message;
use crate::parts::to_event;
use crate::reader::Reader;
use crate::render::text::sealing_version;
use crate::render::{labels, wording};
pub use confirmed::{SealedPage, seal_confirmation, sealed_page};

/// The last part of the address.
pub const SEAL: &str = "vaststellen";
/// The box that accepts drafts that nobody reviewed.
pub const UNREVIEWED_KEY: &str = "onbeoordeeld";
/// The box that accepts a sealing before what it rests on.
pub const ORDER_KEY: &str = "buitenVolgorde";
/// The box by which the sealing is recorded on the day on which it was decided.
pub const OWN_DAY_KEY: &str = "opDieDag";
/// The number of a decision that is recorded here.
pub const NUMBER_KEY: &str = "nieuwKenmerk";
/// The title of a decision that is recorded here.
pub const TITLE_KEY: &str = "nieuwTitel";
/// The id of the event of that decision, so that pressing twice records it once.
pub const DECISION_EVENT_KEY: &str = "besluitId";
/// What the API takes as text, under the same names.
pub const TEXT_KEYS: [&str; 5] = ["orgaan", "strekking", "besluit", "genomenOp", "reden"];
/// What was shown, and is sealed as it was shown.
pub const SHOWN_KEYS: [&str; 3] = ["positie", "digest", "versie"];
/// Returns everything that the form sends besides its button.
pub fn sealing_keys() -> impl Iterator<Item = &'static str> {
    let others = [UNREVIEWED_KEY, ORDER_KEY, OWN_DAY_KEY, NUMBER_KEY, TITLE_KEY, DECISION_EVENT_KEY];
    TEXT_KEYS.into_iter().chain(SHOWN_KEYS).chain(others)
}

/// The most drafts that are named one by one.
const NAMED_MAX: usize = 20;
/// The codes of refusals that a box of the form takes away.
const NOT_REVIEWED: &str = "niet-nagekeken";
const OUT_OF_ORDER: &str = "buiten-volgorde";

/// Returns the address where a round is sealed.
pub fn to_sealing(round: &str) -> Address {
    Address::of(&["rondes", round, SEAL])
}

/// Returns a link to where a round is sealed; nothing for a reader who may not seal.
pub fn sealing_link(reader: Reader, round: &str) -> Markup {
    html! {
        @if reader.may_now(Action::Seal) && !reader.has_file() {
            a href=(to_sealing(round).read_by(reader)) { (reader.say(&message!("seal-link"))) span.hidden { ": " (round) } }
        }
    }
}

/// Returns true for a round that a body has yet to seal: it is open, or the executive alone sealed it.
pub fn waits_for_sealing(round: &Value) -> bool {
    let last = list(round, "vaststellingen").last().and_then(|sealed| text(sealed, "orgaan"));
    matches!(text(round, "status"), Some("open" | "heropend")) || last == Some(Body::Executive.name())
}

/// The contents of the form, and of the confirmation.
pub struct SealPage<'a> {
    /// Who reads it.
    pub reader: Reader,
    /// Who is looking.
    pub viewer: Viewer<'a>,
    /// What a sealing would fix now and what is still open, as the API previews it.
    pub seen: &'a Value,
    /// Whether the round was reopened, so that a sealing has a reason.
    pub is_reopened: bool,
    /// What was typed.
    pub typed: &'a Typed,
    /// Whether the log takes what is of before at its own moment.
    pub takes_past: bool,
    /// The recorded decisions.
    pub decisions: Vec<Choice>,
    /// What is wrong with fields.
    pub errors: &'a [FieldError],
    /// Why it would be refused, as the API says it.
    pub obstacles: &'a [Value],
    /// Why the form comes back; none where it is new.
    pub trouble: Option<&'a Trouble>,
    /// What others recorded about the round meanwhile, as rows of its history.
    pub meanwhile: &'a [Value],
    /// Why nothing can be recorded now; none where it can.
    pub closed: Option<&'a Message>,
}

impl SealPage<'_> {
    fn round(&self) -> &str {
        text(self.seen, "ronde").unwrap_or_default()
    }

    fn frame(&self, lead: &Message) -> Frame<'_> {
        let (reader, round) = (self.reader, self.round());
        Frame {
            reader,
            here: to_sealing(round),
            title: reader.say(&message!("seal-title", round = round)),
            section: Some(Section::Rounds),
            viewer: Some(self.viewer),
            bar: html! {},
            stand: html! { p.lead { (reader.say(lead)) } },
        }
    }

    /// Returns the same as the helpers of recording forms take it.
    fn as_form<'f>(&'f self, choices: &'f Choices) -> FormPage<'f> {
        FormPage {
            reader: self.reader,
            viewer: self.viewer,
            kind: EventType::RoundSealed,
            typed: self.typed,
            choices,
            errors: self.errors,
            trouble: self.trouble,
            meanwhile: &[],
            about: None,
            closed: self.closed,
        }
    }
}

/// Returns the form: what is still open, and what the body did.
pub fn seal_form(asked: &SealPage<'_>) -> String {
    let reader = asked.reader;
    let content = html! {
        (closed(reader, asked.closed))
        (summary(asked))
        (open(asked))
        @if asked.closed.is_none() { (form(asked)) }
    };
    document(&asked.frame(&message!("seal-lead")), &content)
}

/// Returns why nothing is sealed yet: fields, refusals, and what others did.
fn summary(asked: &SealPage<'_>) -> Markup {
    let reader = asked.reader;
    let told = match asked.trouble {
        None if asked.obstacles.is_empty() => return html! {},
        None | Some(Trouble::Used(_) | Trouble::GivenBack(_)) => None,
        Some(Trouble::Wrong) => Some(message!("recording-wrong", count = asked.errors.len())),
        Some(Trouble::Refused(why)) => Some(message!("recording-refused", why = why.clone())),
        Some(Trouble::Moved) => Some(message!("seal-moved", count = asked.meanwhile.len())),
    };
    html! {
        div.warning role="alert" {
            h2 { (reader.say(&message!("seal-not-yet"))) }
            @if let Some(told) = told { p { (reader.say(&told)) } }
            @if !asked.errors.is_empty() {
                ul { @for error in asked.errors {
                    li { a href=(format!("#{}", id_of(&error.field))) { (label(reader, &error.field)) } ": " (reader.say(&error.message)) }
                } }
            }
            @if !asked.obstacles.is_empty() {
                ul { @for obstacle in asked.obstacles { li { (self::obstacle(asked, obstacle)) } } }
            }
            (meanwhile_list(reader, asked.meanwhile))
        }
    }
}

fn obstacle(asked: &SealPage<'_>, obstacle: &Value) -> Markup {
    let reader = asked.reader;
    let code = text(obstacle, "code").unwrap_or_default();
    let (to, told) = match code {
        NOT_REVIEWED => {
            (UNREVIEWED_KEY, reader.say(&message!("seal-drafts", count = list(asked.seen, "nietNagekeken").len())))
        }
        OUT_OF_ORDER => (ORDER_KEY, reader.say(&message!("seal-order", day = self::day(reader, asked.seen)))),
        _ => (text(obstacle, "veld").unwrap_or_default(), text(obstacle, "melding").unwrap_or_default().to_owned()),
    };
    let told = wording::capital(&told);
    html! {
        @if sealing_keys().any(|key| key == to) && !SHOWN_KEYS.contains(&to) { a href=(format!("#{}", id_of(to))) { (told) } }
        @else { (told) }
    }
}

fn day(reader: Reader, seen: &Value) -> String {
    text(seen, "peildatum").map_or_else(String::new, |iso| wording::day(reader.language, iso, None))
}

fn label(reader: Reader, key: &str) -> String {
    match key {
        NUMBER_KEY => reader.say(&message!("seal-new-number")),
        TITLE_KEY => reader.say(&message!("seal-new-title")),
        key => labels::field(reader.language, key),
    }
}

/// Returns what is still open, each with a link to it.
fn open(asked: &SealPage<'_>) -> Markup {
    let (reader, seen) = (asked.reader, asked.seen);
    let drafts = list(seen, "nietNagekeken");
    let weights = ["hoog", "midden", "laag"].map(|weight| number(&seen["signalenPerErnst"], weight));
    let [high, medium, low] = weights;
    let round = Address::of(&["rondes", asked.round()]);
    let findings = round.clone().at("signalen").read_by(reader);
    html! {
        h2 { (reader.say(&message!("seal-open"))) }
        ul {
            @if drafts.is_empty() { li { (reader.say(&message!("seal-no-drafts"))) } }
            @else {
                li {
                    (reader.say(&message!("seal-open-drafts", count = drafts.len()))) " "
                    @for position in drafts.iter().take(NAMED_MAX).filter_map(Value::as_u64) {
                        a.nowrap href=(to_event(reader, position)) { (reader.say(&message!("page-event-number", position = position))) } " "
                    }
                    @if drafts.len() > NAMED_MAX { (reader.say(&message!("seal-more", count = drafts.len() - NAMED_MAX))) }
                }
            }
            li {
                @if high + medium + low == 0 { (reader.say(&message!("seal-no-findings"))) }
                @else { a href=(findings) { (reader.say(&message!("seal-findings", high = high, medium = medium, low = low))) } }
                @if high > 0 { ul { @for finding in list(seen, "signalen").iter().take(NAMED_MAX) { li { (text(finding, "melding").unwrap_or_default()) } } } }
            }
            @if seen["vorigeVaststelling"].is_object() {
                li { (reader.say(&message!("seal-previous", sealed = sealing_version(reader.language, &seen["vorigeVaststelling"])))) }
            } @else { li { (reader.say(&message!("sealing-first"))) } }
        }
        p { a href=(round.with("versie", "nu").read_by(reader)) { (reader.say(&message!("seal-report"))) } }
    }
}

fn form(asked: &SealPage<'_>) -> Markup {
    let (reader, typed) = (asked.reader, asked.typed);
    let choices = Choices::default();
    let fields = asked.as_form(&choices);
    let around = |path: &'static str, hint: Message, required: bool| Around {
        path,
        label: label(reader, path),
        hint: reader.say(&hint),
        required,
    };
    html! {
        h2 { (reader.say(&message!("seal-what"))) }
        form.record method="post" action=(to_sealing(asked.round()).read_by(reader)) novalidate {
            input type="hidden" name=(DECISION_EVENT_KEY) value=(typed.get(DECISION_EVENT_KEY));
            (labelled(&fields, &around("orgaan", message!("seal-body"), true),
                |ids| fields::words(&fields, Body::ALL.into_iter().map(Body::name), "orgaan", (ids, true))))
            (labelled(&fields, &around("strekking", message!("seal-purport"), true),
                |ids| fields::words(&fields, SealingPurport::ALL.into_iter().map(SealingPurport::name), "strekking", (ids, true))))
            (labelled(&fields, &around("genomenOp", message!("seal-day"), false), |ids| fields::day("genomenOp", typed.get("genomenOp"), ids, false)))
            @if asked.takes_past || typed.get(OWN_DAY_KEY) == TICKED { (tick(asked, OWN_DAY_KEY, &message!("seal-own-day"))) }
            (labelled(&fields, &around("besluit", message!("seal-decision"), false),
                |ids| fields::chosen(&fields, "besluit", &asked.decisions, ids, false)))
            @let opened = [NUMBER_KEY, TITLE_KEY].iter().any(|key| !typed.get(key).is_empty());
            details open[opened] {
                summary { (reader.say(&message!("seal-new-decision"))) }
                p.hint { (reader.say(&message!("seal-new-decision-hint"))) }
                (labelled(&fields, &around(NUMBER_KEY, message!("seal-new-number-hint"), false), |ids| fields::line(NUMBER_KEY, typed.get(NUMBER_KEY), ids, false)))
                (labelled(&fields, &around(TITLE_KEY, message!("seal-new-title-hint"), false), |ids| fields::line(TITLE_KEY, typed.get(TITLE_KEY), ids, false)))
            }
            @if asked.is_reopened || !typed.get("reden").is_empty() {
                (labelled(&fields, &around("reden", message!("seal-reason"), asked.is_reopened), |ids| fields::area("reden", typed.get("reden"), ids, asked.is_reopened)))
            }
            @let drafts = list(asked.seen, "nietNagekeken").len();
            @if drafts > 0 { (tick(asked, UNREVIEWED_KEY, &message!("seal-accept-drafts", count = drafts))) }
            @let is_early = asked.obstacles.iter().any(|obstacle| text(obstacle, "code") == Some(OUT_OF_ORDER));
            @if is_early || typed.get(ORDER_KEY) == TICKED { (tick(asked, ORDER_KEY, &message!("seal-accept-order"))) }
            p.hint { (reader.say(&message!("seal-check-hint"))) }
            button.primary type="submit" name=(STEP_KEY) value=(CHECK) { (reader.say(&message!("recording-check"))) }
        }
    }
}

fn tick(asked: &SealPage<'_>, key: &str, told: &Message) -> Markup {
    html! {
        p.tick.alone {
            input type="checkbox" id=(id_of(key)) name=(key) value=(TICKED) checked[asked.typed.get(key) == TICKED];
            label for=(id_of(key)) { (asked.reader.say(told)) }
        }
    }
}

#[cfg(test)]
mod tests;
