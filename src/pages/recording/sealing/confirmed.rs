//! The confirmation of a sealing, and the page after it.

use maud::{Markup, html};
use serde_json::Value;

use super::super::{CHANGE, STEP_KEY, TICKED};
use super::{NUMBER_KEY, OWN_DAY_KEY, SEAL, SealPage, day, open, to_sealing};
use crate::address::Address;
use crate::frame::{Frame, Section, Viewer, document};
use crate::json::{list, number, text};
use crate::message;
use crate::own_day::own_day;
use crate::parts::to_event;
use crate::reader::Reader;
use crate::render::text::sealing_version;
use crate::render::{labels, wording};

/// The lines of a preview that say what would be fixed; the rest says what is open, which the page says itself.
const FIXED_LINES: usize = 3;

/// Returns the confirmation: what will be fixed, and what can not be undone.
pub fn seal_confirmation(asked: &SealPage<'_>) -> String {
    let (reader, typed, seen) = (asked.reader, asked.typed, asked.seen);
    let drafts = list(seen, "nietNagekeken").len();
    let number = typed.get(NUMBER_KEY).trim();
    let lasting = [
        Some(message!(
            "seal-lasting-report",
            day = day(reader, seen),
            position = seen["positie"].as_u64().unwrap_or_default()
        )),
        Some(message!("seal-lasting-event")),
        Some(message!("seal-lasting-round")),
        (drafts > 0).then(|| message!("seal-lasting-drafts", count = drafts)),
        (!number.is_empty()).then(|| message!("seal-lasting-decision", number = number)),
    ];
    let content = html! {
        h2 { (reader.say(&message!("seal-fixes"))) }
        @for line in list(seen, "woorden").iter().take(FIXED_LINES).filter_map(Value::as_str) { p { (line) } }
        @if let Some(version) = seen["gelijkAanVersie"].as_u64() { p { (reader.say(&message!("sealing-equal", version = version))) } }
        @if typed.get(OWN_DAY_KEY) == TICKED { (own_day(reader, typed.get("genomenOp").trim(), text(seen, "peildatum"))) }
        (facts(asked))
        (open(asked))
        div.warning {
            h2 { (reader.say(&message!("seal-lasting"))) }
            ul { @for line in lasting.iter().flatten() { li { (reader.say(line)) } } }
        }
        form.record method="post" action=(to_sealing(asked.round()).read_by(reader)) {
            @for (name, value) in typed.pairs().filter(|(name, value)| *name != STEP_KEY && !value.is_empty()) {
                input type="hidden" name=(name) value=(value);
            }
            p.hint { (reader.say(&message!("seal-once"))) }
            div.buttons {
                button.primary type="submit" name=(STEP_KEY) value=(SEAL) { (reader.say(&message!("seal-confirm"))) }
                button type="submit" name=(STEP_KEY) value=(CHANGE) { (reader.say(&message!("recording-change"))) }
            }
        }
    };
    document(&asked.frame(&message!("seal-confirm-lead")), &content)
}

/// Returns what will stand in the sealing, each after its label.
fn facts(asked: &SealPage<'_>) -> Markup {
    let (reader, typed, seen) = (asked.reader, asked.typed, asked.seen);
    let number = typed.get(NUMBER_KEY).trim();
    let decision = if number.is_empty() { text(seen, "besluit").unwrap_or_default() } else { number };
    let words = |key: &str| text(seen, key).map_or_else(String::new, |word| wording::words(reader.language, word));
    let date = |key: &str| text(seen, key).map_or_else(String::new, |iso| wording::day(reader.language, iso, None));
    let all = [
        ("orgaan", words("orgaan")),
        ("strekking", words("strekking")),
        ("besluit", decision.to_owned()),
        ("genomenOp", date("genomenOp")),
        ("reden", text(seen, "reden").unwrap_or_default().to_owned()),
        ("peildatum", date("peildatum")),
        ("positie", seen["positie"].to_string()),
        ("digest", text(seen, "digest").unwrap_or_default().to_owned()),
    ];
    html! {
        div.check {
            dl {
                @for (key, value) in all.iter().filter(|(_, value)| !value.is_empty()) {
                    dt { (labels::field(reader.language, key)) }
                    dd.digest[*key == "digest"] { (value) }
                }
            }
        }
    }
}

/// The contents of the page after sealing.
pub struct SealedPage<'a> {
    /// Who reads it.
    pub reader: Reader,
    /// Who is looking.
    pub viewer: Viewer<'a>,
    /// The sealing.
    pub sealed: &'a Value,
    /// Who recorded it.
    pub actor: &'a str,
    /// The half page for the council paper.
    pub half_page: &'a str,
}

/// Returns what was sealed, with the half page to copy.
pub fn sealed_page(asked: &SealedPage<'_>) -> String {
    let (reader, sealed) = (asked.reader, asked.sealed);
    let round = text(sealed, "ronde").unwrap_or_default();
    let version = number(sealed, "versie").to_string();
    let moment = text(sealed, "geregistreerdOp").map_or_else(String::new, |iso| wording::moment(reader.language, iso));
    let position = number(sealed, "positieVaststelling");
    let frame = Frame {
        reader,
        here: to_sealing(round).with("versie", version.as_str()),
        title: reader.say(&message!("sealed-title", round = round)),
        section: Some(Section::Rounds),
        viewer: Some(asked.viewer),
        bar: html! {},
        stand: html! {
            p.lead { (wording::capital(&sealing_version(reader.language, sealed))) "." }
            p { (reader.say(&message!("sealed-by", actor = asked.actor, moment = moment))) " "
                a href=(to_event(reader, position)) { (reader.say(&message!("page-event-number", position = position))) } }
        },
    };
    let file = |name: &str| Address::of(&["v1", "rondes", round, name]).with("versie", version.as_str());
    let page = Address::of(&["rondes", round]).with("versie", version.as_str()).read_by(reader);
    let content = html! {
        h2 { (reader.say(&message!("sealed-half-page"))) }
        label for="halve-bladzijde" { (reader.say(&message!("sealed-copy"))) }
        textarea.half-page id="halve-bladzijde" readonly rows="30" cols="80" spellcheck="false" lang="nl" { "\n" (asked.half_page) }
        ul.plain {
            li { a href=(file("raadsstuk")) { (reader.say(&message!("page-sealings-half-page"))) } }
            li { a href=(file("bundel")) { (reader.say(&message!("page-sealings-bundle"))) } }
            li { a href=(page) { (reader.say(&message!("sealed-report"))) } }
            li { a href=(Address::of(&["controle"]).read_by(reader)) { (reader.say(&message!("sealed-check"))) } }
        }
    };
    document(&frame, &content)
}
