//! What was reported when: every sealing with its body, day, decision and digest; and what the log can be checked with.

use maud::{Markup, html};
use serde_json::Value;

use crate::address::Address;
use crate::frame::{Frame, Section, Viewer, document};
use crate::json::{number, text};
use crate::message;
use crate::parts::scrolled;
use crate::reader::Reader;
use crate::render::text::sealing_version;
use crate::render::wording;

/// The contents of the page.
pub struct SealingsPage<'a> {
    /// Who reads it.
    pub reader: Reader,
    /// Who is looking.
    pub viewer: Viewer<'a>,
    /// The sealings, the newest first.
    pub sealings: &'a [Value],
    /// The last signed checkpoint.
    pub checkpoint: &'a str,
    /// The public key that checks its signature.
    pub key: &'a str,
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
        @else { (scrolled(&caption, &table(reader, asked.sealings))) }
        h2 { (reader.say(&message!("page-sealings-check"))) }
        p { (reader.say(&message!("page-sealings-how"))) }
        div.check {
            dl {
                dt { (reader.say(&message!("page-event-checkpoint"))) } dd { pre.digest { (asked.checkpoint) } }
                dt { (reader.say(&message!("page-sealings-key"))) } dd.digest { (asked.key) }
            }
        }
    };
    document(&frame, &content)
}

fn table(reader: Reader, sealings: &[Value]) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { (reader.say(&message!("label-ronde"))) }
                th scope="col" { (reader.say(&message!("label-peildatum"))) }
                th scope="col" { (reader.say(&message!("label-vaststelling"))) }
                th scope="col" { (reader.say(&message!("page-sealings-recorded"))) }
                th scope="col" { (reader.say(&message!("label-digest"))) }
                th scope="col" { (reader.say(&message!("page-sealings-files"))) }
            } }
            tbody { @for sealed in sealings { (row(reader, sealed)) } }
        }
    }
}

fn row(reader: Reader, sealed: &Value) -> Markup {
    let round = text(sealed, "ronde").unwrap_or_default();
    let version = number(sealed, "versie").to_string();
    let page = Address::of(&["rondes", round]).with("versie", version.as_str()).read_by(reader);
    let file = |name: &str| Address::of(&["v1", "rondes", round, name]).with("versie", version.as_str());
    let moment = text(sealed, "geregistreerdOp").map_or_else(String::new, |iso| wording::moment(reader.language, iso));
    let day = text(sealed, "peildatum").map_or_else(String::new, |iso| wording::day(reader.language, iso, None));
    html! {
        tr {
            th scope="row" { a href=(page) { (round) " / " (version) } }
            td.nowrap { (day) }
            td { (wording::capital(&sealing_version(reader.language, sealed))) }
            td { (moment) }
            td.digest { (text(sealed, "digest").unwrap_or_default()) }
            td.nowrap {
                a href=(file("bundel")) { (reader.say(&message!("page-sealings-bundle"))) } br;
                a href=(file("raadsstuk")) { (reader.say(&message!("page-sealings-half-page"))) }
            }
        }
    }
}
