//! What is attached to a node or a case: facilities, amounts, indicators, milestones, and what takes effect later.

use maud::{Markup, html};
use serde_json::Value;

use crate::address::Address;
use crate::domain::event::EventType;
use crate::json::{list, strings, text};
use crate::language::{Argument, Message};
use crate::message;
use crate::parts::{HeadingLevel, amount, day, facts, heading, marks, place_in_log, to_history};
use crate::reader::Reader;
use crate::record_links::to_record;
use crate::recording;
use crate::render::{labelled_fields, wording};

/// Returns what both nodes and cases have below their notes.
pub(super) fn belongings(reader: Reader, level: HeadingLevel, holder: &Value) -> Markup {
    html! {
        (facilities(reader, level, list(holder, "voorzieningen")))
        (adjustments(reader, level, list(holder, "bijstellingen")))
        (indicators(reader, level, list(holder, "indicatoren")))
        (milestones(reader, level, list(holder, "mijlpalen")))
    }
}

/// Returns the status of a case or facility, and since when.
pub(super) fn status_since(reader: Reader, object: &Value) -> Option<String> {
    let status = Argument::word(text(object, "status")?);
    let told = match day(reader.language, object, "sinds") {
        Some(since) => message!("thing-since", status = status, since = since),
        None => message!("thing-status", status = status),
    };
    Some(reader.say(&told))
}

fn facilities(reader: Reader, level: HeadingLevel, all: &[Value]) -> Markup {
    html! {
        @if !all.is_empty() {
            (heading(level, &html! { (reader.say(&message!("label-voorzieningen"))) }))
            @for facility in all {
                div.thing.quiet[facility["status"] == "gesloten"] {
                    @let name = text(facility, "naam").or_else(|| text(facility, "id")).unwrap_or_default();
                    (heading(level.below(), &html! { (name) (marks(reader, facility)) }))
                    p.facts {
                        (facility_line(reader, facility)) " " (place_in_log(reader, facility))
                        (to_history(reader, "voorziening", text(facility, "id").unwrap_or_default()))
                    }
                    (to_changes(reader, facility, name))
                    (facts(reader, facility, &labelled(facility)))
                    (announced(reader, &format!("voorziening/{}", text(facility, "id").unwrap_or_default()), facility))
                }
            }
        }
    }
}

/// Returns the fields of a facility that stand with their label. What took over its places does so until it opens again.
fn labelled(facility: &Value) -> Vec<&'static str> {
    let mut labelled = labelled_fields("voorziening");
    labelled.retain(|key| *key != "vervangenDoor" || facility["status"] == "gesloten");
    labelled
}

/// Returns links to record what became of a facility.
fn to_changes(reader: Reader, facility: &Value, name: &str) -> Markup {
    let subject = format!("voorziening/{}", text(facility, "id").unwrap_or_default());
    let begin = [(recording::SUBJECT_KEY, subject.as_str())];
    let of = |kind, name| (kind, name, &begin[..]);
    if facility["status"] == "gesloten" {
        return to_record(reader, name, &[of(EventType::FacilityReopened, message!("recording-to-reopen"))]);
    }
    let forms = [
        of(EventType::FacilityClosed, message!("recording-to-close")),
        of(EventType::FacilityCapacityChanged, message!("recording-to-capacity")),
        of(EventType::FacilityRestricted, message!("recording-to-restrict")),
    ];
    to_record(reader, name, &forms)
}

fn facility_line(reader: Reader, facility: &Value) -> String {
    let told = [
        status_since(reader, facility).map(|status| wording::capital(&status)),
        text(facility, "soort").map(|word| wording::words(reader.language, word)),
        facility["capaciteit"].as_i64().map(|places| reader.say(&message!("thing-places", count = places))),
        text(facility, "locatie").map(str::to_owned),
        (facility["tijdelijk"] == true).then(|| reader.say(&message!("thing-temporary"))),
    ];
    told.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn adjustments(reader: Reader, level: HeadingLevel, all: &[Value]) -> Markup {
    html! {
        @if !all.is_empty() {
            (heading(level, &html! { (reader.say(&message!("label-bijstellingen"))) }))
            div.scroll tabindex="0" role="group" aria-label=(reader.say(&message!("label-bijstellingen"))) {
                table {
                    thead { tr {
                        th scope="col" { (reader.say(&message!("label-omschrijving"))) }
                        th.number scope="col" { (reader.say(&message!("label-bedrag"))) }
                        th.number scope="col" { (reader.say(&message!("label-open-in-centen"))) }
                    } }
                    tbody { @for adjustment in all { (adjustment_row(reader, adjustment)) } }
                }
            }
        }
    }
}

fn adjustment_row(reader: Reader, adjustment: &Value) -> Markup {
    let words = ["soort", "effect", "stand", "lastenBaten", "duur"].into_iter();
    let words = words.filter_map(|key| text(adjustment, key)).map(|word| wording::words(reader.language, word));
    let year = match adjustment["begrotingsjaar"].as_i64() {
        Some(year) => message!("report-of-year", year = year),
        None => message!("report-without-year"),
    };
    let words: Vec<String> = words.chain([reader.say(&year)]).collect();
    let links = Message::joined(links(adjustment), "; ").in_language(reader.language);
    html! {
        tr {
            th scope="row" {
                (text(adjustment, "omschrijving").or_else(|| text(adjustment, "id")).unwrap_or_default()) (marks(reader, adjustment))
                p.facts {
                    (wording::capital(&words.join(", "))) " " (place_in_log(reader, adjustment))
                    (to_history(reader, "bijstelling", text(adjustment, "id").unwrap_or_default()))
                }
                @if !links.is_empty() { p.facts { (wording::capital(&links)) } }
                (facts(reader, adjustment, &labelled_fields("bijstelling")))
            }
            td.number { (amount(reader, &adjustment["bedragInCenten"])) }
            td.number { @if adjustment["openInCenten"].is_i64() { (amount(reader, &adjustment["openInCenten"])) } }
        }
    }
}

/// Returns what an amount covers and realises, and what does that to it.
fn links(adjustment: &Value) -> Vec<Message> {
    let others = |key| Some(strings(adjustment, key).join(", ")).filter(|all| !all.is_empty());
    let links = [
        others("gedektDoor").map(|ids| message!("thing-covered-by", ids = ids)),
        others("gerealiseerdDoor").map(|ids| message!("thing-realised-by", ids = ids)),
        text(adjustment, "dekt").map(|id| message!("thing-covers", id = id)),
        text(adjustment, "realiseert").map(|id| message!("thing-realises", id = id)),
        text(adjustment, "besluit").map(|id| message!("thing-by-decision", id = id)),
    ];
    links.into_iter().flatten().collect()
}

fn indicators(reader: Reader, level: HeadingLevel, all: &[Value]) -> Markup {
    html! {
        @if !all.is_empty() {
            (heading(level, &html! { (reader.say(&message!("label-indicatoren"))) }))
            div.scroll tabindex="0" role="group" aria-label=(reader.say(&message!("label-indicatoren"))) {
                table {
                    thead { tr {
                        th scope="col" { (reader.say(&message!("label-naam"))) }
                        th scope="col" { (reader.say(&message!("label-periode"))) }
                        th.number scope="col" { (reader.say(&message!("label-waarde"))) }
                        th.number scope="col" { (reader.say(&message!("label-streefwaarde"))) }
                        th scope="col" { (reader.say(&message!("label-status"))) }
                    } }
                    tbody { @for indicator in all { (indicator_row(reader, indicator)) } }
                }
            }
        }
    }
}

fn indicator_row(reader: Reader, indicator: &Value) -> Markup {
    let language = reader.language;
    let unit = text(indicator, "eenheid").map_or_else(String::new, |unit| format!(" {unit}"));
    let value = text(indicator, "waarde").map(|value| format!("{}{unit}", wording::decimal(language, value)));
    let words =
        ["ontwikkeling", "norm", "status"].map(|key| text(indicator, key).map(|word| wording::words(language, word)));
    html! {
        tr {
            th scope="row" {
                @let id = text(indicator, "id").unwrap_or_default();
                @if reader.has_file() || id.is_empty() { (text(indicator, "naam").unwrap_or(id)) }
                @else { a href=(Address::of(&["indicatoren", id]).read_by(reader)) { (text(indicator, "naam").unwrap_or(id)) } }
                (marks(reader, indicator))
                " " (place_in_log(reader, indicator))
                (facts(reader, indicator, &labelled_fields("indicator")))
            }
            td.nowrap {
                @match text(indicator, "periode") {
                    Some(period) => (period),
                    None => span.quiet { (reader.say(&message!("thing-not-measured"))) },
                }
            }
            td.number { (value.unwrap_or_default()) }
            td.number { (text(indicator, "streefwaarde").map_or_else(String::new, |target| wording::decimal(language, target))) }
            td { (words.into_iter().flatten().collect::<Vec<_>>().join(", ")) }
        }
    }
}

fn milestones(reader: Reader, level: HeadingLevel, all: &[Value]) -> Markup {
    html! {
        @if !all.is_empty() {
            (heading(level, &html! { (reader.say(&message!("label-mijlpalen"))) }))
            ul {
                @for milestone in all {
                    @let status = Argument::word(text(milestone, "status").unwrap_or_default());
                    @let name = text(milestone, "omschrijving").or_else(|| text(milestone, "id")).unwrap_or_default();
                    li {
                        @match day(reader.language, milestone, "per") {
                            Some(due) => (reader.say(&message!("page-milestone-due", name = name, status = status, due = due))),
                            None => (reader.say(&message!("page-milestone", name = name, status = status))),
                        }
                        (marks(reader, milestone)) " " (place_in_log(reader, milestone))
                        (facts(reader, milestone, &labelled_fields("mijlpaal")))
                    }
                }
            }
        }
    }
}

/// Returns what takes effect later on `own` and on what belongs to it. Notes, lights and measurements of later days are
/// counted.
pub(super) fn announced(reader: Reader, own: &str, holder: &Value) -> Markup {
    let is_counted = |change: &&Value| wording::counting_message(text(change, "wat").unwrap_or_default()).is_some();
    let (reported, changes): (Vec<_>, Vec<_>) = list(holder, "aangekondigd").iter().partition(is_counted);
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for kind in reported.iter().filter_map(|change| text(change, "wat")) {
        match counts.iter_mut().find(|(other, _)| *other == kind) {
            Some((_, count)) => *count += 1,
            None => counts.push((kind, 1)),
        }
    }
    let counts: Vec<Message> =
        counts.iter().filter_map(|(kind, count)| Some(wording::counting_message(kind)?(*count))).collect();
    let from = reported.first().and_then(|first| day(reader.language, first, "per")).unwrap_or_default();
    html! {
        @for change in changes {
            p.announced { (announcement(reader, own, change)) (marks(reader, change)) " " (place_in_log(reader, change)) }
        }
        @if !counts.is_empty() { p.announced { (reader.say(&message!("page-of-later", from = from, counts = counts))) } }
    }
}

fn announcement(reader: Reader, own: &str, change: &Value) -> String {
    let on = day(reader.language, change, "per").unwrap_or_default();
    let what = wording::announced(reader.language, text(change, "wat").unwrap_or_default());
    let subject = text(change, "onderwerp").unwrap_or_default();
    reader.say(&if subject == own {
        message!("page-announced", on = on, what = what)
    } else {
        message!("page-announced-of", on = on, what = what, subject = subject)
    })
}
