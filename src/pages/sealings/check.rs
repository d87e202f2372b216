//! Checking a bundle, or what is on paper, in the browser of the auditor: the form, and the sentences that its script says.
//!
//! The script names faults as `replay verify` does, from the same catalogue. It gets the sentences from the page, with
//! their values in braces, and so needs no words of its own.

use maud::{Markup, html};

use crate::assets;
use crate::domain::event::{Body, EventType};
use crate::domain::field::Field;
use crate::language::{Argument, Message};
use crate::message;
use crate::reader::Reader;
use crate::render::{event_name, wording};

/// The sentences of the script, each with the names of its values.
const SENTENCES: &[(&str, &[&str])] = &[
    ("audit-about", &["version", "round", "body", "digest", "events"]),
    ("audit-about-nothing", &[]),
    ("audit-busy", &[]),
    ("audit-digest-is-given", &[]),
    ("audit-failed", &["why"]),
    ("audit-fails", &["count"]),
    ("audit-faults", &[]),
    ("audit-holds", &[]),
    ("audit-holds-erased", &[]),
    ("audit-in-paper", &[]),
    ("audit-not-json", &[]),
    ("audit-nothing", &[]),
    ("audit-other-digest", &[]),
    ("audit-paper-digest", &["digest", "sealing"]),
    ("audit-paper-digest-here", &["digest"]),
    ("audit-paper-digest-unknown", &["digest"]),
    ("audit-paper-key", &["name"]),
    ("audit-paper-no-key", &["size", "origin"]),
    ("audit-paper-nothing", &[]),
    ("audit-paper-signed", &["size", "origin"]),
    ("audit-paper-unable", &["size", "origin"]),
    ("audit-paper-unsigned", &["size", "origin", "why"]),
    ("audit-signed-elsewhere", &["size"]),
    ("audit-signed-none", &[]),
    ("audit-signed-own", &["size"]),
    ("audit-signed-unable", &[]),
    ("audit-signed-wrong", &["size"]),
    ("audit-too-large", &["max"]),
    ("audit-unchecked", &[]),
    ("audit-unchecked-beyond", &["positions"]),
    ("audit-unchecked-completeness", &[]),
    ("audit-unchecked-digest", &[]),
    ("audit-unchecked-erased", &[]),
    ("audit-unchecked-key-origin", &[]),
    ("audit-unchecked-rebuilt", &[]),
    ("audit-unchecked-signature", &[]),
    ("at-the-latest", &["day"]),
    ("bundle-bomb", &["max"]),
    ("bundle-does-not-follow", &[]),
    ("bundle-double-names", &[]),
    ("bundle-file-missing", &[]),
    ("bundle-no-archive", &[]),
    ("bundle-no-checkpoint", &[]),
    ("bundle-no-hash", &[]),
    ("bundle-no-sealing", &[]),
    ("bundle-not-sealed", &["key"]),
    ("bundle-not-unpacked", &[]),
    ("bundle-other-hash", &[]),
    ("bundle-other-key", &[]),
    ("bundle-overlap", &[]),
    ("bundle-proof-wrong", &[]),
    ("bundle-strange-file", &[]),
    ("bundle-sums-form", &[]),
    ("bundle-too-many-files", &["max"]),
    ("bundle-unknown-sealing", &[]),
    ("checkpoint-origin", &[]),
    ("day-unknown", &[]),
    ("event-name", &["position", "what"]),
    ("fault-core-altered", &[]),
    ("fault-earlier", &[]),
    ("fault-missing", &[]),
    ("fault-no-record", &["line", "why"]),
    ("fault-no-root", &[]),
    ("fault-other-checkpoint", &["size", "origin"]),
    ("fault-other-root", &["position"]),
    ("fault-out-of-order", &["line"]),
    ("fault-root", &["size", "found", "signed"]),
    ("fault-short", &["size"]),
    ("fault-signature", &["why"]),
    ("fault-text-altered", &[]),
    ("fault-text-gone", &[]),
    ("fault-text-there", &["by"]),
    ("fault-twice", &["first", "line"]),
    ("fault-version", &["found", "wanted"]),
    ("key-none", &[]),
    ("key-several", &["count"]),
    ("key-signs", &[]),
    ("line-no-text", &[]),
    ("line-too-long", &["max"]),
    ("note-key-id", &[]),
    ("note-kind", &[]),
    ("note-name", &[]),
    ("note-signature", &[]),
    ("note-unsigned", &[]),
    ("note-verifier-key", &[]),
    ("positions-several", &["from", "to"]),
    ("positions-two", &["from", "to"]),
    ("quarter-of-year", &["quarter", "year"]),
    ("record-field-missing", &["field"]),
    ("record-field-unknown", &["field"]),
    ("record-field-value", &["field"]),
    ("record-from-one", &[]),
    ("record-gone-twice", &[]),
    ("record-no-object", &[]),
    ("record-salt", &[]),
    ("record-type", &["kind"]),
    ("texts-missing", &["count"]),
];

/// The value that decides between one and more.
const COUNT: &str = "count";

/// Returns the form and its script, with what to do where no script runs.
pub fn section(reader: Reader) -> Markup {
    let texts: Vec<&str> = Field::ALL.iter().filter(|field| field.is_text()).map(|field| field.name()).collect();
    let hint = |id: &str, told: &Message| html! { p.hint id=(id) { (reader.say(told)) } };
    html! {
        h2 id="nagaan-kop" { (reader.say(&message!("audit-title"))) }
        p { (reader.say(&message!("audit-lead"))) }
        p { (reader.say(&message!("audit-caveat"))) }
        noscript { p { strong { (reader.say(&message!("audit-without-scripts"))) } } }
        form.record id="nagaan" aria-labelledby="nagaan-kop" hidden {
            div.ask.drop id="bundel-vak" {
                label for="bundel" { (reader.say(&message!("audit-file"))) }
                (hint("bundel-hint", &message!("audit-file-hint")))
                input type="file" id="bundel" accept=".zip,application/zip" aria-describedby="bundel-hint";
            }
            div.ask {
                label for="papier" { (reader.say(&message!("audit-paper"))) }
                (hint("papier-hint", &message!("audit-paper-hint")))
                textarea id="papier" rows="8" spellcheck="false" autocomplete="off" aria-describedby="papier-hint" {}
            }
            button.primary type="submit" { (reader.say(&message!("audit-run"))) }
        }
        section.verdict id="uitkomst" aria-labelledby="uitkomst-kop" tabindex="-1" hidden {
            h3 id="uitkomst-kop" { (reader.say(&message!("audit-result"))) }
            div id="oordeel" role="status" {}
            div id="bijzonderheden" {}
        }
        p { (reader.say(&message!("audit-with-replay"))) }
        pre.line { "replay verify bundel.zip --key halve-pagina.txt" }
        template id="woorden" data-taal=(reader.language.tag()) data-tekstvelden=(texts.join(" ")) { (sentences(reader)) }
        script type="module" src=(assets::script().address()) {}
    }
}

fn sentences(reader: Reader) -> Markup {
    let say = |name: &'static str, values: &[&'static str], count: Option<i64>| {
        let value = |key: &&'static str| match count {
            Some(count) if *key == COUNT => (*key, Argument::Number(count)),
            Some(_) | None => (*key, Argument::Text(format!("{{{key}}}"))),
        };
        reader.say(&Message::named(name, values.iter().map(value).collect()))
    };
    html! {
        @for (name, values) in SENTENCES.iter().copied() {
            p data-zin=(name) data-een=[values.contains(&COUNT).then(|| say(name, values, Some(1)))] { (say(name, values, None)) }
        }
        @for kind in EventType::ALL.iter().copied() {
            p data-zin=(kind.full_name()) { (reader.say(&event_name(kind, "{id}", Argument::known_day("{day}", None)))) }
        }
        @for body in Body::ALL { p data-zin=(body.name()) { (wording::words(reader.language, body.name())) } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Language, variables};

    #[test]
    fn every_sentence_of_the_script_is_in_the_catalogue_with_its_values() {
        let all = variables(Language::Dutch);
        for (name, values) in SENTENCES {
            let wanted = all.get(*name).unwrap_or_else(|| panic!("{name}"));
            assert_eq!(
                &values.iter().map(|value| (*value).to_owned()).collect::<std::collections::BTreeSet<_>>(),
                wanted,
                "{name}"
            );
        }
    }

    #[test]
    fn the_script_says_no_other_sentence_than_the_page_gives_it() {
        let given = |name: &str| SENTENCES.iter().any(|(given, _)| *given == name);
        let starts = ["audit-", "bundle-", "fault-", "record-", "note-", "key-", "line-", "positions-", "checkpoint-"];
        for (module, text) in assets::MODULES {
            for quoted in
                text.split('"').skip(1).step_by(2).filter(|quoted| starts.iter().any(|start| quoted.starts_with(start)))
            {
                assert!(given(quoted), "{module} says {quoted}");
            }
        }
    }
}
