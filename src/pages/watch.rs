//! How the service is: the alarms, each with what it means and what to do, and what was measured.

use maud::{Markup, html};

use crate::address::Address;
use crate::frame::{Frame, Viewer, document};
use crate::language::{Message, sentence};
use crate::message;
use crate::parts::scrolled;
use crate::reader::Reader;

/// Whether an alarm goes off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlarmState {
    /// It does.
    On,
    /// It does not.
    Off,
    /// It can not be told, or the service has no such thing.
    Unknown,
}

/// An alarm on the page.
#[derive(Debug, Clone, Copy)]
pub struct AlarmRow {
    /// Its name, also in the address; its sentences are messages with this name.
    pub slug: &'static str,
    /// Whether somebody must look now.
    pub is_critical: bool,
    /// Whether it goes off.
    pub state: AlarmState,
}

/// The contents of the page.
pub struct WatchPage<'a> {
    /// Who reads it.
    pub reader: Reader,
    /// Who is looking.
    pub viewer: Viewer<'a>,
    /// The alarms, the worst first.
    pub alarms: &'a [AlarmRow],
    /// What was measured, each with its name.
    pub facts: &'a [(Message, Message)],
}

/// Returns the page.
pub fn page(asked: &WatchPage<'_>) -> String {
    let reader = asked.reader;
    let on: Vec<&AlarmRow> = asked.alarms.iter().filter(|alarm| alarm.state == AlarmState::On).collect();
    let frame = Frame {
        reader,
        here: Address::of(&["beheer"]),
        title: reader.say(&message!("watch-title")),
        section: None,
        viewer: Some(asked.viewer),
        bar: html! {},
        stand: html! { p.lead { (reader.say(&message!("watch-lead", count = on.len()))) } },
    };
    let caption = reader.say(&message!("watch-alarms"));
    let content = html! {
        @if !on.is_empty() {
            ul { @for alarm in &on { li { a href=(format!("#{}", alarm.slug)) { (said(reader, alarm, "")) } } } }
        }
        h2 { (caption) }
        (scrolled(&caption, &table(reader, asked.alarms)))
        h2 { (reader.say(&message!("watch-facts"))) }
        div.check {
            dl { @for (name, value) in asked.facts { dt { (reader.say(name)) } dd { (reader.say(value)) } } }
        }
        p { (reader.say(&message!("watch-more"))) }
    };
    document(&frame, &content)
}

fn said(reader: Reader, alarm: &AlarmRow, what: &str) -> String {
    sentence(reader.language, &format!("alarm-{}{what}", alarm.slug), &[])
}

fn table(reader: Reader, alarms: &[AlarmRow]) -> Markup {
    html! {
        table {
            thead {
                tr {
                    th scope="col" { (reader.say(&message!("watch-alarm"))) }
                    th scope="col" { (reader.say(&message!("watch-state"))) }
                    th scope="col" { (reader.say(&message!("watch-means"))) }
                }
            }
            tbody {
                @for alarm in alarms {
                    tr id=(alarm.slug) {
                        th scope="row" { (said(reader, alarm, "")) }
                        td { (state(reader, alarm)) }
                        td { p { (said(reader, alarm, "-means")) } p { (said(reader, alarm, "-do")) } }
                    }
                }
            }
        }
    }
}

/// Returns the state as a word, which a colour only supports.
fn state(reader: Reader, alarm: &AlarmRow) -> Markup {
    let word = match (alarm.state, alarm.is_critical) {
        (AlarmState::On, true) => message!("watch-critical"),
        (AlarmState::On, false) => message!("watch-warning"),
        (AlarmState::Off, _) => message!("watch-fine"),
        (AlarmState::Unknown, _) => message!("watch-unknown"),
    };
    let word = reader.say(&word);
    html! {
        @if alarm.state == AlarmState::On { strong.mark.alert { (word) } } @else { (word) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::{HOSTILE, assert_sound, readers};

    #[test]
    fn the_page_is_sound_and_names_each_alarm_that_goes_off_at_its_top() {
        let row = |slug, is_critical, state| AlarmRow { slug, is_critical, state };
        let alarms = [
            row("klok", true, AlarmState::On),
            row("schijf", false, AlarmState::On),
            row("back-up", false, AlarmState::Off),
            row("certificaat", false, AlarmState::Unknown),
        ];
        let facts = [(Message::verbatim(HOSTILE), Message::verbatim(HOSTILE))];
        let viewer = Viewer { name: "a", role: "b" };
        for reader in readers().into_iter().filter(|reader| !reader.has_file()) {
            let shown = page(&WatchPage { reader, viewer, alarms: &alarms, facts: &facts });
            assert_sound(&shown);
            for slug in ["klok", "schijf"] {
                assert!(shown.contains(&format!("href=\"#{slug}\"")) && shown.contains(&format!("<tr id=\"{slug}\"")));
            }
            assert!(!shown.contains("href=\"#back-up\""));
            assert_sound(&page(&WatchPage { reader, viewer, alarms: &[], facts: &[] }));
        }
    }
}
