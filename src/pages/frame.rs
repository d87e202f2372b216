//! What stands on every page: the links, the bar with the two axes, the sentence that says what is shown, the switch of
//! language, and who is looking.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::address::Address;
use crate::assets;
use crate::domain::access::Action;
use crate::domain::query_keys as keys;
use crate::language::{Argument, Language, Message};
use crate::message;
use crate::reader::Reader;

/// Declares the main pages, in the order of their links: what each shows, its name in code, its path below `/`, its name
/// on the page, and what a reader must be allowed to do to open it.
macro_rules! sections {
    ($($(#[$what:meta])* $name:ident = $path:expr, $title:expr, $needs:ident;)+) => {
        /// The main pages, in the order of their links.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Section { $($(#[$what])* $name,)+ }

        impl Section {
            const ALL: &'static [Section] = &[$(Section::$name),+];

            fn address(self) -> Address {
                let path: &[&str] = match self { $(Section::$name => &$path,)+ };
                Address::of(path)
            }

            fn name(self) -> Message {
                match self { $(Section::$name => $title,)+ }
            }

            fn is_open_to(self, reader: Reader) -> bool {
                reader.may(match self { $(Section::$name => Action::$needs,)+ })
            }
        }
    };
}

sections! {
    /// The rounds as tasks.
    Rounds = [], message!("page-nav-rounds"), Read;
    /// The state on a day.
    Report = ["rapportage"], message!("page-nav-report"), Read;
    /// Two reports beside each other.
    Comparison = ["vergelijken"], message!("page-nav-compare"), Read;
    /// The rounds beside each other.
    Series = ["over-de-jaren"], message!("page-nav-series"), Read;
    /// What takes effect between two days.
    Agenda = ["agenda"], message!("page-nav-agenda"), Read;
    /// Money on a day.
    Money = ["geld"], message!("page-nav-money"), Read;
    /// The log.
    Events = ["gebeurtenissen"], message!("page-nav-events"), Read;
    /// Words in the texts of all rounds.
    Search = ["zoeken"], message!("page-nav-search"), Read;
    /// What was reported when.
    Sealings = ["controle"], message!("page-nav-sealings"), Read;
    /// What can be recorded.
    Recording = ["vastleggen"], message!("recording-title"), Read;
    /// Report pages that are read and reviewed.
    Reviewing = ["inlezen"], message!("review-title"), Record;
    /// Who hears of new events.
    Subscriptions = ["abonnementen"], message!("page-nav-subscriptions"), ManageSubscriptions;
    /// The API described.
    Api = ["api"], message!("page-nav-api"), Read;
}

/// Who is looking.
#[derive(Debug, Clone, Copy)]
pub struct Viewer<'a> {
    /// The id of the actor.
    pub name: &'a str,
    /// The role of the actor.
    pub role: &'a str,
}

/// What stands around the content of a page.
pub struct Frame<'a> {
    /// Who reads it.
    pub reader: Reader,
    /// The address of the page.
    pub here: Address,
    /// The title.
    pub title: String,
    /// The main page that it belongs to.
    pub section: Option<Section>,
    /// Who is looking; none in a file and for a refusal.
    pub viewer: Option<Viewer<'a>>,
    /// The bar with the axes.
    pub bar: Markup,
    /// The sentence that says what is shown, below the title.
    pub stand: Markup,
}

/// The id of the main content, where the skip link leads.
const MAIN: &str = "inhoud";

/// Returns the page as a document.
pub fn document(frame: &Frame<'_>, content: &Markup) -> String {
    let reader = frame.reader;
    let page = html! {
        (DOCTYPE)
        html lang=(reader.language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (frame.title) " - Peildatum" }
                (styles(reader))
            }
            body {
                @if !reader.has_file() {
                    a.skip href=(format!("#{MAIN}")) { (reader.say(&message!("page-skip"))) }
                    header.site { div.wide { (brand(reader)) (languages(frame)) (signed_in(frame)) (links(frame)) } }
                }
                (frame.bar)
                main id=(MAIN) tabindex="-1" {
                    div.wide {
                        div.stand { h1 { (frame.title) } (frame.stand) }
                        (content)
                    }
                }
                (footer(frame))
            }
        }
    };
    page.into_string()
}

/// Returns the style sheets: linked at the service, inside a file.
fn styles(reader: Reader) -> Markup {
    html! {
        @if reader.has_file() {
            style { (PreEscaped(assets::inline_style())) }
        } @else {
            @for sheet in assets::style_sheets() { link rel="stylesheet" href=(sheet.address()); }
        }
    }
}

/// Returns the name of the service with its mark: two axes and a point between them.
fn brand(reader: Reader) -> Markup {
    html! {
        a.brand href=(Address::of(&[]).read_by(reader)) {
            svg viewBox="0 0 20 20" aria-hidden="true" focusable="false" {
                path d="M3 2v15h15" fill="none" stroke="currentColor" stroke-width="2.4" {}
                circle cx="11.5" cy="8.5" r="3.4" fill="currentColor" {}
            }
            "Peildatum"
        }
    }
}

/// Returns the links to the main pages. A narrow screen folds them below one word; the style sheet opens them on a wide
/// one, where the browser can.
fn links(frame: &Frame<'_>) -> Markup {
    let reader = frame.reader;
    html! {
        nav aria-label=(reader.say(&message!("page-nav"))) {
            details.menu {
                summary {
                    (reader.say(&message!("page-nav-menu")))
                    @if let Some(section) = frame.section { span.subtle { " · " (reader.say(&section.name())) } }
                }
                ul {
                    @for section in Section::ALL.iter().copied().filter(|section| section.is_open_to(reader)) {
                        @let current = (frame.section == Some(section)).then_some("page");
                        li { a href=(section.address().read_by(reader)) aria-current=[current] { (reader.say(&section.name())) } }
                    }
                }
            }
        }
    }
}

/// Returns the link to this page in the other language, in that language. A refusal has no page of its own to lead to.
fn languages(frame: &Frame<'_>) -> Markup {
    html! {
        @if frame.viewer.is_some() {
            div.languages {
                @for language in Language::ALL.into_iter().filter(|language| *language != frame.reader.language) {
                    a href=(frame.here.clone().in_language(language)) lang=(language.tag()) hreflang=(language.tag()) {
                        (message!("page-this-language").in_language(language))
                    }
                }
            }
        }
    }
}

/// Returns who signed in, in which role, and how to sign out; nothing where access is not limited.
fn signed_in(frame: &Frame<'_>) -> Markup {
    let reader = frame.reader;
    html! {
        @if let (Some(viewer), Some(role)) = (frame.viewer, reader.acting_role.map(|acting| acting.role)) {
            form.signed-in method="post" action="/afmelden" {
                span { (reader.say(&message!("page-signed-in", name = viewer.name, role = Argument::word(role.name())))) }
                @if reader.may(Action::ManageTokens) {
                    " " a href=(Address::of(&["toegang"]).read_by(reader)) { (reader.say(&message!("tokens-title"))) }
                }
                " " a href=(Address::of(&["sessies"]).read_by(reader)) { (reader.say(&message!("sessions-title"))) }
                " " button.plain type="submit" { (reader.say(&message!("page-sign-out"))) }
            }
        }
    }
}

/// Returns what a reader may record on these pages; where that is nothing, why.
fn recording(reader: Reader) -> Message {
    if !reader.may_record {
        return message!("page-read-only");
    }
    if reader.may_record_something() {
        return message!("page-may-record");
    }
    let may = Action::Record.roles().iter().map(|role| Message::verbatim(role.name())).collect();
    message!("page-role-reads", may = Message::joined(may, ", "))
}

fn footer(frame: &Frame<'_>) -> Markup {
    let reader = frame.reader;
    html! {
        @if let Some(viewer) = frame.viewer {
            footer {
                div.wide {
                    p { (reader.say(&message!("page-viewer", name = viewer.name, role = Argument::word(viewer.role)))) }
                    p { (reader.say(&recording(reader))) }
                    @if reader.may(Action::Watch) {
                        p { a href=(Address::of(&["beheer"]).read_by(reader)) { (reader.say(&message!("watch-title"))) } }
                    }
                    p { a href=(Address::of(&["toegankelijkheid"]).read_by(reader)) { (reader.say(&message!("page-access-title"))) } }
                }
            }
        }
    }
}

/// Returns hidden fields for what a form of a page does not ask itself, so that it stays as it is.
pub fn kept(reader: Reader, here: &Address, asked: &[&str]) -> Markup {
    let here = here.clone().read_by(reader);
    html! {
        @for (key, value) in here.pairs().filter(|(key, _)| !asked.contains(key)) {
            input type="hidden" name=(key) value=(value);
        }
    }
}

/// What the bar of a report by date shows.
#[derive(Debug, Clone, Copy)]
pub struct DateBar<'a> {
    /// The reporting date, as `YYYY-MM-DD`.
    pub on: &'a str,
    /// The bound of what is known, as it was asked; empty for now.
    pub known: &'a str,
    /// The sealings to choose from: what stands in the address, and its description.
    pub sealings: &'a [(String, String)],
    /// The address of the page.
    pub here: &'a Address,
}

/// Returns the bar of a report by date: both axes, changed in place.
pub fn date_bar(reader: Reader, bar: &DateBar<'_>) -> Markup {
    let asked = [keys::ON, keys::KNOWN_AT, keys::POSITION];
    html! {
        div.bar {
            form.wide method="get" action=(bar.here.path()) aria-label=(reader.say(&message!("page-axes"))) {
                (kept(reader, bar.here, &asked))
                div.field {
                    label for=(keys::ON) { (reader.say(&message!("report-date"))) }
                    input type="date" id=(keys::ON) name=(keys::ON) value=(bar.on) required;
                }
                (known_field(reader, bar.known, bar.sealings))
                button type="submit" { (reader.say(&message!("page-show"))) }
            }
        }
    }
}

/// Returns the field of what was known: now, a day, a moment, or a sealing chosen from those that there are.
pub(crate) fn known_field(reader: Reader, known: &str, sealings: &[(String, String)]) -> Markup {
    html! {
        div.field {
            label for=(keys::KNOWN_AT) { (reader.say(&message!("page-known-label"))) }
            input type="text" id=(keys::KNOWN_AT) name=(keys::KNOWN_AT) value=(known) list="bekend" autocomplete="off"
                placeholder=(reader.say(&message!("page-known-now"))) size="26";
            datalist id="bekend" { @for (value, told) in sealings { option value=(value) { (told) } } }
        }
    }
}

/// Returns the field of a day.
pub(crate) fn day_field(name: &str, label: &str, day: Option<&str>) -> Markup {
    html! {
        div.field {
            label for=(name) { (label) }
            input type="date" id=(name) name=(name) value=[day];
        }
    }
}

/// Returns the bar of a round: its reporting date, and which of its sealings is shown.
pub fn round_bar(
    reader: Reader,
    here: &Address,
    on: &str,
    sealings: &[(String, String)],
    version: Option<u64>,
) -> Markup {
    let chosen = version.map(|version| version.to_string());
    html! {
        div.bar {
            form.wide method="get" action=(here.path()) aria-label=(reader.say(&message!("page-axes"))) {
                (kept(reader, here, &["versie"]))
                div.field {
                    label for="peildatum" { (reader.say(&message!("report-date"))) }
                    input type="date" id="peildatum" value=(on) readonly;
                }
                div.field {
                    label for="versie" { (reader.say(&message!("page-known-label"))) }
                    select id="versie" name="versie" {
                        option value="nu" selected[chosen.is_none()] { (reader.say(&message!("page-known-now"))) }
                        @for (value, told) in sealings {
                            option value=(value) selected[chosen.as_deref() == Some(value)] { (told) }
                        }
                    }
                }
                button type="submit" { (reader.say(&message!("page-show"))) }
            }
        }
    }
}
