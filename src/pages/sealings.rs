//! What was reported when: every sealing with its body, day, decision and digest; and what the log can be checked with.

mod check;

use maud::{Markup, html};
use serde_json::Value;

use crate::address::Address;
use crate::domain::access::Action;
use crate::frame::{Frame, Section, Viewer, document};
use crate::json::{number, text};
use crate::message;
use crate::parts::scrolled;
use crate::reader::Reader;
use crate::recording::{sealing_link, waits_for_sealing};
use crate::render::text::sealing_version;
use crate::render::wording;

/// The last time that the service verified its own log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnVerification {
    /// When it ended (RFC 3339).
    pub at: String,
    /// The last event that was verified.
    pub events: u64,
    /// How many faults were found.
    pub faults: u64,
    /// The verdict on each sealing: its round, its version, and the code.
    pub verdicts: Vec<(String, u64, String)>,
}

impl OwnVerification {
    fn verdict(&self, round: &str, version: u64) -> Option<&str> {
        let found = self.verdicts.iter().find(|(of, number, _)| of == round && *number == version);
        found.map(|(_, _, verdict)| verdict.as_str())
    }
}

/// The contents of the page.
pub struct SealingsPage<'a> {
    /// Who reads it.
    pub reader: Reader,
    /// Who is looking.
    pub viewer: Viewer<'a>,
    /// The sealings, the newest first.
    pub sealings: &'a [Value],
    /// The rounds, of which some are still to be sealed.
    pub rounds: &'a [Value],
    /// The last signed checkpoint.
    pub checkpoint: &'a str,
    /// The public key that checks its signature.
    pub key: &'a str,
    /// The last verification by the service itself, since it runs.
    pub own: Option<&'a OwnVerification>,
}

/// Returns the page.
pub fn page(asked: &SealingsPage<'_>) -> String {
    let reader = asked.reader;
    let frame = Frame {
        reader,
        here: Address::of(&["controle"]),
        title: reader.say(&message!("page-sealings-title")),
        section: Some(Section::Sealings),
        viewer: Some(asked.viewer),
        bar: html! {},
        stand: html! { p.lead { (reader.say(&message!("page-sealings-lead"))) } },
    };
    let caption = reader.say(&message!("page-sealings-what"));
    let content = html! {
        h2 { (caption) }
        @if asked.sealings.is_empty() { p { (reader.say(&message!("page-sealings-none"))) } }
        @else { (scrolled(&caption, &table(asked))) }
        (still_open(reader, asked.rounds))
        (check::section(reader))
        h2 { (reader.say(&message!("page-sealings-check"))) }
        p { (reader.say(&message!("page-sealings-how"))) }
        div.check { (log(asked)) }
    };
    document(&frame, &content)
}

/// Returns the head, the root and the key of the log, and what the service found when it verified itself.
fn log(asked: &SealingsPage<'_>) -> Markup {
    let reader = asked.reader;
    let mut lines = asked.checkpoint.lines().skip(1);
    let (head, root) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let own = match asked.own {
        None => message!("audit-own-none"),
        Some(own) => {
            let moment = wording::moment(reader.language, &own.at);
            match own.faults {
                0 => message!("audit-own-holds", moment = moment, events = own.events),
                count => message!("audit-own-fails", moment = moment, events = own.events, count = count),
            }
        }
    };
    html! {
        dl {
            dt { (reader.say(&message!("audit-head"))) } dd { (head) }
            dt { (reader.say(&message!("audit-root"))) } dd.digest { (root) }
            dt { (reader.say(&message!("page-sealings-key"))) } dd.digest { (asked.key) }
            dt { (reader.say(&message!("page-event-checkpoint"))) } dd { pre.digest { (asked.checkpoint) } }
            dt { (reader.say(&message!("audit-own"))) } dd { (reader.say(&own)) }
        }
    }
}

/// Returns the rounds that a body has yet to seal, for a reader who may.
fn still_open(reader: Reader, rounds: &[Value]) -> Markup {
    let waiting: Vec<&str> =
        rounds.iter().filter(|round| waits_for_sealing(round)).filter_map(|round| text(round, "id")).collect();
    html! {
        @if reader.may_now(Action::Seal) && !waiting.is_empty() {
            h3 { (reader.say(&message!("seal-still"))) }
            ul { @for round in waiting { li { (round) ": " (sealing_link(reader, round)) } } }
        }
    }
}

fn table(asked: &SealingsPage<'_>) -> Markup {
    let reader = asked.reader;
    html! {
        table {
            thead { tr {
                th scope="col" { (reader.say(&message!("label-ronde"))) }
                th scope="col" { (reader.say(&message!("label-peildatum"))) }
                th scope="col" { (reader.say(&message!("label-vaststelling"))) }
                th scope="col" { (reader.say(&message!("page-sealings-recorded"))) }
                th scope="col" { (reader.say(&message!("label-digest"))) }
                th scope="col" { (reader.say(&message!("audit-verdict"))) }
                th scope="col" { (reader.say(&message!("page-sealings-files"))) }
            } }
            tbody { @for sealed in asked.sealings { (row(asked, sealed)) } }
        }
    }
}

fn row(asked: &SealingsPage<'_>, sealed: &Value) -> Markup {
    let reader = asked.reader;
    let round = text(sealed, "ronde").unwrap_or_default();
    let version = number(sealed, "versie").to_string();
    let page = Address::of(&["rondes", round]).with("versie", version.as_str()).read_by(reader);
    let file = |name: &str| Address::of(&["v1", "rondes", round, name]).with("versie", version.as_str());
    let moment = text(sealed, "geregistreerdOp").map_or_else(String::new, |iso| wording::moment(reader.language, iso));
    let day = text(sealed, "peildatum").map_or_else(String::new, |iso| wording::day(reader.language, iso, None));
    let digest = text(sealed, "digest").unwrap_or_default();
    let verdict = asked.own.and_then(|own| own.verdict(round, number(sealed, "versie")));
    let verdict = verdict
        .map_or_else(|| reader.say(&message!("audit-verdict-none")), |code| wording::words(reader.language, code));
    html! {
        tr data-digest=(digest) data-vaststelling=(format!("{round} / {version}")) {
            th scope="row" { a href=(page) { (round) " / " (version) } }
            td.nowrap { (day) }
            td { (wording::capital(&sealing_version(reader.language, sealed))) }
            td { (moment) }
            td.digest { (digest) }
            td { (verdict) }
            td.nowrap {
                a href=(file("bundel")) { (reader.say(&message!("page-sealings-bundle"))) } br;
                a href=(file("raadsstuk")) { (reader.say(&message!("page-sealings-half-page"))) }
            }
        }
    }
}
