//! The sessions of browsers: one's own, and for who manages access those of everybody, with a button to end each.

use maud::{Markup, html};
use serde_json::Value;

use crate::address::Address;
use crate::frame::{Frame, Viewer, document};
use crate::json::text;
use crate::language::Argument;
use crate::message;
use crate::parts::scrolled;
use crate::reader::Reader;
use crate::recording::STEP_KEY;
use crate::render::wording;

/// Ends one session, by its id.
pub const END: &str = "sessie";
/// Ends one's own sessions but for this one.
pub const END_OTHERS: &str = "andere";
/// Ends everything of somebody, by the id of their actor.
pub const END_PERSON: &str = "wie";

/// The most sessions that are listed; the rest is counted.
pub const SHOWN_MAX: usize = 500;

/// The contents of the page.
pub struct SessionsPage<'a> {
    /// Who reads it.
    pub reader: Reader,
    /// Who is looking.
    pub viewer: Viewer<'a>,
    /// One's own sessions, the newest first.
    pub own: &'a [Value],
    /// The sessions of everybody, the newest first, and how many more there are; none for who does not manage access.
    pub all: Option<(&'a [Value], usize)>,
    /// False where access is not limited: then nobody signs in.
    pub is_limited: bool,
}

/// Returns the page of sessions.
pub fn sessions_page(asked: &SessionsPage<'_>) -> String {
    let reader = asked.reader;
    let frame = Frame {
        reader,
        here: Address::of(&["sessies"]),
        title: reader.say(&message!("sessions-title")),
        section: None,
        viewer: Some(asked.viewer),
        bar: html! {},
        stand: html! { p.lead { (reader.say(&message!("sessions-lead"))) } },
    };
    let content = html! {
        @if !asked.is_limited { div.warning { p { (reader.say(&message!("sessions-not-limited"))) } } }
        (own(asked))
        @if let Some((sessions, more)) = asked.all { (all(reader, sessions, more)) }
    };
    document(&frame, &content)
}

fn own(asked: &SessionsPage<'_>) -> Markup {
    let reader = asked.reader;
    let title = reader.say(&message!("sessions-own"));
    let has_others = asked.own.iter().any(|session| session["huidig"] != true);
    html! {
        h2 { (title) }
        @if asked.own.is_empty() { p { (reader.say(&message!("sessions-none"))) } }
        @else { (scrolled(&title, &table(reader, asked.own, false))) }
        @if has_others && asked.own.len() > 1 {
            form method="post" action=(action(reader)) {
                button type="submit" name=(STEP_KEY) value=(END_OTHERS) { (reader.say(&message!("sessions-end-others"))) }
            }
        }
    }
}

fn all(reader: Reader, sessions: &[Value], more: usize) -> Markup {
    let title = reader.say(&message!("sessions-all"));
    html! {
        h2 { (title) }
        p.hint { (reader.say(&message!("sessions-all-hint"))) }
        @if sessions.is_empty() { p { (reader.say(&message!("sessions-none"))) } }
        @else { (scrolled(&title, &table(reader, sessions, true))) }
        @if more > 0 { p.hint { (reader.say(&message!("and-more", count = more))) } }
    }
}

fn action(reader: Reader) -> Address {
    Address::of(&["sessies"]).read_by(reader)
}

/// Returns the sessions as a table; with whose they are, for those of everybody.
fn table(reader: Reader, sessions: &[Value], is_of_all: bool) -> Markup {
    html! {
        table {
            thead { tr {
                @if is_of_all { th scope="col" { (reader.say(&message!("sessions-who"))) } }
                th scope="col" { (reader.say(&message!("sessions-begun"))) }
                th scope="col" { (reader.say(&message!("tokens-used"))) }
                th scope="col" { (reader.say(&message!("sessions-origin"))) }
                th scope="col" { span.hidden { (reader.say(&message!("sessions-end"))) } }
            } }
            tbody { @for session in sessions { (row(reader, session, is_of_all)) } }
        }
    }
}

fn row(reader: Reader, session: &Value, is_of_all: bool) -> Markup {
    let said = |key: &str| text(session, key).unwrap_or_default();
    let moment = |key: &str| wording::moment(reader.language, said(key));
    let (id, who) = (said("id"), said("wie"));
    let role = reader.say(&message!("tokens-word", word = Argument::word(said("rol"))));
    let is_current = session["huidig"] == true;
    html! {
        tr {
            @if is_of_all {
                th scope="row" { (text(session, "naam").unwrap_or(who)) br; span.subtle.small { (who) " · " (role) } }
                td { (moment("sessieSinds")) }
            } @else { th scope="row" { (moment("sessieSinds")) } }
            td { (moment("laatstGebruiktOp")) }
            td { (text(session, "aangemeldVanaf").unwrap_or("–")) }
            td {
                @if is_current { span.mark { (reader.say(&message!("sessions-current"))) } }
                @if !is_current || is_of_all {
                    form method="post" action=(action(reader)) {
                        @if !is_current {
                            button type="submit" name=(STEP_KEY) value=(format!("{END}:{id}")) {
                                (reader.say(&message!("sessions-end"))) span.hidden { " " (who) " " (moment("sessieSinds")) }
                            }
                        }
                        @if is_of_all {
                            " " button type="submit" name=(STEP_KEY) value=(format!("{END_PERSON}:{who}")) {
                                (reader.say(&message!("sessions-end-person"))) span.hidden { " " (who) }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testkit::{HOSTILE, assert_sound, readers};

    fn session(id: &str, is_current: bool) -> Value {
        json!({ "id": id, "wie": HOSTILE, "naam": HOSTILE, "rol": "controleren", "sessieSinds": "2026-11-02T08:00:00Z",
            "laatstGebruiktOp": "2026-11-02T12:00:00Z", "aangemeldVanaf": HOSTILE, "huidig": is_current })
    }

    #[test]
    fn each_session_but_this_one_has_a_button_and_nothing_runs() {
        let own = [session("00ff00ff00ff00ff", true), session("11ff00ff00ff00ff", false)];
        let everybody = [own[0].clone(), own[1].clone(), session("22ff00ff00ff00ff", false)];
        for reader in readers() {
            let of = |own: &[Value], all| {
                let viewer = Viewer { name: HOSTILE, role: "beheren" };
                let page = sessions_page(&SessionsPage { reader, viewer, own, all, is_limited: all.is_none() });
                assert_sound(&page);
                page
            };
            let page = of(&own, None);
            assert_eq!(page.matches("value=\"sessie:").count(), 1, "{page}");
            assert!(page.contains("value=\"andere\"") && !page.contains("value=\"wie:"), "{page}");
            assert!(!of(&own[..1], None).contains("value=\"andere\""), "there is no other");
            let page = of(&own, Some((&everybody[..], 7)));
            assert_eq!(page.matches("value=\"wie:").count(), 3, "{page}");
            assert!(!of(&[], None).contains("<table"));
        }
    }
}
