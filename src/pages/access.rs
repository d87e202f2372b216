//! Signing in with a token, and the tokens themselves: which there are, making one, withdrawing one.

use maud::{Markup, html};
use serde_json::Value;

use crate::address::Address;
use crate::domain::access::Role;
use crate::domain::proposal::FieldError;
use crate::frame::{Frame, Viewer, document};
use crate::json::{list, text};
use crate::language::{Argument, Language, Message};
use crate::message;
use crate::parts::scrolled;
use crate::reader::Reader;
use crate::render::wording;

/// The key of the page to go to after signing in.
pub const TO_KEY: &str = "naar";
/// The input that holds a token.
pub const TOKEN_KEY: &str = "toegangsbewijs";

/// The contents of the page to sign in.
pub struct SignInPage<'a> {
    /// Who reads it.
    pub reader: Reader,
    /// The page to go to afterwards.
    pub to: Option<&'a str>,
    /// Why somebody was not let in.
    pub refused: Option<&'a Message>,
    /// False where access is not limited, so that there is nothing to sign in to.
    pub is_limited: bool,
    /// True where a token lets in.
    pub takes_tokens: bool,
    /// The providers where people sign in: the name of each in addresses, and the one to show.
    pub providers: &'a [(&'a str, &'a str)],
}

/// Returns the page to sign in.
pub fn sign_in_page(asked: &SignInPage<'_>) -> String {
    let reader = asked.reader;
    let here = Address::of(&["aanmelden"]);
    let frame = Frame {
        reader,
        here: here.clone(),
        title: reader.say(&message!("sign-in-title")),
        section: None,
        viewer: None,
        bar: html! {},
        stand: html! { p.lead { (reader.say(&message!("sign-in-lead"))) } },
    };
    let content = html! {
        @if let Some(why) = asked.refused {
            div.warning role="alert" { p { (reader.say(&message!("sign-in-refused", why = why.clone()))) } }
        }
        @for (name, label) in asked.providers {
            @let there = Address::of(&["aanmelden", name]).with_some(TO_KEY, asked.to).read_by(reader);
            p { a.primary href=(there) { (reader.say(&message!("sign-in-with", provider = *label))) } }
        }
        @if asked.takes_tokens && !asked.providers.is_empty() { h2 { (reader.say(&message!("sign-in-or-token"))) } }
        @if asked.takes_tokens {
            form.record method="post" action=(here.clone().read_by(reader)) {
                @if let Some(to) = asked.to { input type="hidden" name=(TO_KEY) value=(to); }
                div.ask {
                    label for=(TOKEN_KEY) { (reader.say(&message!("sign-in-label"))) }
                    p.hint id="uitleg" { (reader.say(&message!("sign-in-hint"))) }
                    input type="password" id=(TOKEN_KEY) name=(TOKEN_KEY) required autocomplete="current-password" spellcheck="false"
                        aria-describedby="uitleg";
                }
                button.primary type="submit" { (reader.say(&message!("sign-in-button"))) }
            }
        } @else if !asked.is_limited {
            p { (reader.say(&message!("sign-in-open"))) " " a href=(Address::of(&[]).read_by(reader)) { (reader.say(&message!("page-to-rounds"))) } }
        }
        @for language in Language::ALL.into_iter().filter(|language| *language != reader.language) {
            @let there = here.clone().with_some(TO_KEY, asked.to).in_language(language);
            p { a href=(there) lang=(language.tag()) hreflang=(language.tag()) { (message!("page-this-language").in_language(language)) } }
        }
    };
    document(&frame, &content)
}

/// Returns the page for who signed out here, with the way to sign out at the provider too.
pub fn signed_out_page(reader: Reader, provider: &str, there: &str) -> String {
    let frame = Frame {
        reader,
        here: Address::of(&["aanmelden"]),
        title: reader.say(&message!("signed-out-title")),
        section: None,
        viewer: None,
        bar: html! {},
        stand: html! { p.lead { (reader.say(&message!("signed-out-lead"))) } },
    };
    let content = html! {
        p { (reader.say(&message!("signed-out-there", provider = provider))) }
        p { a.primary href=(there) { (reader.say(&message!("signed-out-go", provider = provider))) } }
    };
    document(&frame, &content)
}

/// What was typed for a new token.
#[derive(Debug, Clone, Default)]
pub struct TypedToken {
    /// Its name.
    pub name: String,
    /// Its role.
    pub role: String,
    /// Its nodes, with spaces or commas between them.
    pub nodes: String,
    /// The last day that it lasts.
    pub until: String,
}

/// The contents of the page of tokens.
pub struct TokensPage<'a> {
    /// Who reads it.
    pub reader: Reader,
    /// Who is looking.
    pub viewer: Viewer<'a>,
    /// The tokens, in the order in which they were made.
    pub tokens: &'a [Value],
    /// The name and the text of the token that was just made.
    pub made: Option<(&'a str, &'a str)>,
    /// What was typed for a new one.
    pub typed: &'a TypedToken,
    /// What is wrong with that.
    pub errors: &'a [FieldError],
    /// Why it was not done, where no field is to blame.
    pub refused: Option<&'a Message>,
    /// False where access is not limited: tokens then open nothing that is not open.
    pub is_limited: bool,
}

/// Returns the page of tokens.
pub fn tokens_page(asked: &TokensPage<'_>) -> String {
    let reader = asked.reader;
    let frame = Frame {
        reader,
        here: Address::of(&["toegang"]),
        title: reader.say(&message!("tokens-title")),
        section: None,
        viewer: Some(asked.viewer),
        bar: html! {},
        stand: html! { p.lead { (reader.say(&message!("tokens-lead"))) } },
    };
    let caption = reader.say(&message!("tokens-caption"));
    let content = html! {
        @if !asked.is_limited { div.warning { p { (reader.say(&message!("tokens-not-limited"))) } } }
        @if let Some(why) = asked.refused { div.warning role="alert" { p { (reader.say(why)) } } }
        @if let Some((name, token)) = asked.made { (made(reader, name, token)) }
        h2 { (caption) }
        @if asked.tokens.is_empty() { p { (reader.say(&message!("tokens-none"))) } }
        @else { (scrolled(&caption, &table(reader, asked.tokens))) }
        h2 { (reader.say(&message!("tokens-new"))) }
        (form(asked))
    };
    document(&frame, &content)
}

/// Returns the token that was made. It is shown here and nowhere else.
fn made(reader: Reader, name: &str, token: &str) -> Markup {
    html! {
        div.check role="status" {
            h2 { (reader.say(&message!("tokens-made-title"))) }
            p { (reader.say(&message!("tokens-made", name = name))) }
            pre.digest { (token) }
        }
    }
}

fn table(reader: Reader, tokens: &[Value]) -> Markup {
    let heads = [
        message!("tokens-name"),
        message!("tokens-role"),
        message!("tokens-status"),
        message!("tokens-made-by"),
        message!("tokens-until"),
        message!("tokens-used"),
    ];
    html! {
        table {
            thead { tr {
                @for head in &heads { th scope="col" { (reader.say(head)) } }
                th scope="col" { span.hidden { (reader.say(&message!("tokens-withdraw"))) } }
            } }
            tbody { @for token in tokens { (row(reader, token)) } }
        }
    }
}

fn row(reader: Reader, token: &Value) -> Markup {
    let moment = |key: &str| text(token, key).map(|iso| wording::moment(reader.language, iso));
    let word =
        |key: &str| reader.say(&message!("tokens-word", word = Argument::word(text(token, key).unwrap_or_default())));
    let nodes: Vec<&str> = list(token, "onderdelen").iter().filter_map(Value::as_str).collect();
    let (id, name) = (text(token, "id").unwrap_or_default(), text(token, "naam").unwrap_or_default());
    let is_valid = text(token, "status") == Some("geldig");
    html! {
        tr {
            th scope="row" { (name) " " span.subtle.small.nowrap { (id) } }
            td { (word("rol")) @if !nodes.is_empty() { " (" (nodes.join(", ")) ")" } }
            td { (word("status")) @if let Some(moment) = moment("ingetrokkenOp") { br; span.small.subtle { (moment) } } }
            td { (text(token, "gemaaktDoor").unwrap_or_default()) br; span.small.subtle { (moment("gemaaktOp").unwrap_or_default()) } }
            td { (moment("vervaltOp").unwrap_or_default()) }
            td { (moment("laatstGebruiktOp").unwrap_or_else(|| reader.say(&message!("tokens-used-never")))) }
            td {
                @if is_valid {
                    form method="post" action=(Address::of(&["toegang", id, "intrekking"]).read_by(reader)) {
                        button type="submit" { (reader.say(&message!("tokens-withdraw"))) span.hidden { " " (name) } }
                    }
                }
            }
        }
    }
}

fn form(asked: &TokensPage<'_>) -> Markup {
    let (reader, typed) = (asked.reader, asked.typed);
    html! {
        form.record method="post" action=(Address::of(&["toegang"]).read_by(reader)) novalidate {
            (input(asked, ("naam", "text", &typed.name), (&message!("tokens-name"), &message!("tokens-name-hint"))))
            div.ask.wrong[has_error(asked, "rol")] {
                label for="rol" { (reader.say(&message!("tokens-role"))) }
                p.hint id="rol-uitleg" { (reader.say(&message!("tokens-role-hint"))) }
                (errors(asked, "rol"))
                select id="rol" name="rol" aria-describedby="rol-uitleg" {
                    @for role in Role::ALL {
                        option value=(role.name()) selected[typed.role == role.name()] {
                            (reader.say(&message!("tokens-word", word = Argument::word(role.name()))))
                        }
                    }
                }
            }
            (input(asked, ("onderdelen", "text", &typed.nodes), (&message!("tokens-nodes"), &message!("tokens-nodes-hint"))))
            (input(asked, ("vervaltOp", "date", &typed.until), (&message!("tokens-until"), &message!("tokens-until-hint"))))
            button.primary type="submit" { (reader.say(&message!("tokens-create"))) }
        }
    }
}

fn input(
    asked: &TokensPage<'_>,
    (name, kind, value): (&str, &str, &str),
    (label, hint): (&Message, &Message),
) -> Markup {
    let (reader, hint_id) = (asked.reader, format!("{name}-uitleg"));
    html! {
        div.ask.wrong[has_error(asked, name)] {
            label for=(name) { (reader.say(label)) }
            p.hint id=(hint_id) { (reader.say(hint)) }
            (errors(asked, name))
            input type=(kind) id=(name) name=(name) value=(value) autocomplete="off" aria-describedby=(hint_id)
                aria-invalid=[has_error(asked, name).then_some("true")];
        }
    }
}

fn errors_of<'a>(asked: &'a TokensPage<'_>, name: &'a str) -> impl Iterator<Item = &'a FieldError> {
    asked.errors.iter().filter(move |error| error.field.split('[').next() == Some(name))
}

fn has_error(asked: &TokensPage<'_>, name: &str) -> bool {
    errors_of(asked, name).next().is_some()
}

fn errors(asked: &TokensPage<'_>, name: &str) -> Markup {
    html! { @for error in errors_of(asked, name) { p.error { (wording::capital(&asked.reader.say(&error.message))) } } }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testkit::{HOSTILE, assert_sound, readers};

    #[test]
    fn signing_in_says_why_somebody_was_not_let_in_and_runs_nothing() {
        let why = Message::verbatim(HOSTILE);
        for reader in readers() {
            for (refused, is_limited) in [(None, true), (Some(&why), true), (None, false)] {
                let providers: &[(&str, &str)] = if is_limited { &[("stad", HOSTILE)] } else { &[] };
                let to = Some(HOSTILE);
                let page = SignInPage { reader, to, refused, is_limited, takes_tokens: is_limited, providers };
                let page = sign_in_page(&page);
                assert_sound(&page);
                assert_eq!(page.contains("<input type=\"password\""), is_limited);
                assert_eq!(page.contains("/aanmelden/stad?naar="), is_limited);
                assert_eq!(page.contains("role=\"alert\""), refused.is_some());
            }
        }
    }

    #[test]
    fn the_tokens_stand_in_a_table_and_what_ended_has_no_button() {
        let token = |status: &str| {
            json!({ "id": "00ff00ff00ff00ff", "naam": HOSTILE, "rol": "rapporteren", "onderdelen": ["9", HOSTILE], "status": status,
                "gemaaktDoor": HOSTILE, "gemaaktOp": "2026-11-02T12:00:00Z", "vervaltOp": "2027-11-02T12:00:00Z",
                "laatstGebruiktOp": null, "ingetrokkenOp": null })
        };
        let tokens = [token("geldig"), token("verlopen"), token("ingetrokken")];
        let typed =
            TypedToken { name: HOSTILE.into(), role: "beheren".into(), nodes: HOSTILE.into(), until: HOSTILE.into() };
        let errors = [FieldError::new("onderdelen[1]", "onderdeel-onbekend", Message::verbatim(HOSTILE))];
        for reader in readers() {
            let page = tokens_page(&TokensPage {
                reader,
                viewer: Viewer { name: HOSTILE, role: "beheren" },
                tokens: &tokens,
                made: Some((HOSTILE, "pd_geheim")),
                typed: &typed,
                errors: &errors,
                refused: None,
                is_limited: false,
            });
            assert_sound(&page);
            assert_eq!(page.matches("/intrekking").count(), 1);
            assert!(page.contains("pd_geheim") && page.contains("aria-invalid"), "{page}");
        }
    }
}
