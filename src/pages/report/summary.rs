//! The summary of a report, which is what a council reads on paper: lights then and now, money, what was not renewed,
//! findings, decisions, and what the report can be checked with.

use std::collections::BTreeMap;

use maud::{Markup, html};
use serde_json::Value;

use super::index::{Index, IndexEntry};
use super::node::since;
use super::{ReportPage, colour, is_carried_over, is_left_out, name_of, node_link, notes_with_cases, to_node};
use crate::address::is_web_address;
use crate::json::{list, number, strings, text};
use crate::message;
use crate::parts::{LightLook, course, day, facts, light, marks};
use crate::reader::Reader;
use crate::render::text::verdict;
use crate::render::{labelled_fields, wording};

/// The lights in the order of a table; none is the last column.
const COLOURS: [&str; 4] = ["groen", "oranje", "rood", "onbekend"];

/// Returns the summary.
pub(super) fn summary(asked: &ReportPage<'_>, index: &Index<'_>) -> Markup {
    html! {
        (lights(asked, index))
        (moved(asked, index))
        (at_risk(asked, index))
        (money(asked))
        (not_reported(asked, index))
        (quiet(asked, index))
        (findings(asked, index))
        (decisions(asked))
        (check(asked))
    }
}

/// Returns the lights of the outputs, counted by programme, then and now.
fn lights(asked: &ReportPage<'_>, index: &Index<'_>) -> Markup {
    let reader = asked.reader;
    let programmes: Vec<&IndexEntry<'_>> = index.below(None).filter(|entry| !index.outputs(entry).is_empty()).collect();
    html! {
        h2 { (reader.say(&message!("label-stoplichten"))) }
        @if programmes.is_empty() { p { (reader.say(&message!("page-no-outputs"))) } }
        @else {
            div.scroll tabindex="0" role="group" aria-label=(reader.say(&message!("label-stoplichten"))) {
                table {
                    caption { (reader.say(&message!("page-lights-caption"))) }
                    thead {
                        tr {
                            th scope="col" { (reader.say(&message!("label-programma"))) }
                            @for colour in COLOURS { th.number scope="col" { (light(reader, Some(colour), LightLook::Plain)) } }
                            th.number scope="col" { (light(reader, None, LightLook::Plain)) }
                        }
                    }
                    tbody {
                        @for programme in programmes {
                            @let outputs = index.outputs(programme);
                            tr {
                                th scope="row" {
                                    (node_link(asked, programme.node))
                                    @if is_left_out(asked, programme.node) {
                                        " " span.quiet { (reader.say(&message!("programme-not-reported"))) }
                                    }
                                }
                                @for colour in COLOURS.map(Some).into_iter().chain([None]) {
                                    td.number { (counted(reader, index, &outputs, colour)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Returns how many outputs have a light of this colour, and before it how many had, where that differs.
fn counted(reader: Reader, index: &Index<'_>, outputs: &[&IndexEntry<'_>], wanted: Option<&str>) -> Markup {
    let now = outputs.iter().filter(|entry| colour(entry.node) == wanted).count();
    let seen: Vec<Option<&str>> = outputs.iter().filter_map(|entry| index.light_then(entry.node)).collect();
    let then = seen.iter().filter(|then| **then == wanted).count();
    html! {
        @if seen.is_empty() || then == now { (now) }
        @else {
            span.was { span.hidden { (reader.say(&message!("page-light-then"))) " " } (then) }
            " " span.arrow aria-hidden="true" { "→" } " "
            span.hidden { (reader.say(&message!("page-light-now"))) " " } strong { (now) }
        }
    }
}

/// Returns the nodes whose light moved.
fn moved(asked: &ReportPage<'_>, index: &Index<'_>) -> Markup {
    let reader = asked.reader;
    let moved = index.entries.iter().filter_map(|entry| {
        let then = index.light_then(entry.node)?;
        (then != colour(entry.node)).then_some((entry, then))
    });
    let moved: Vec<_> = moved.collect();
    let Some(earlier) = asked.earlier else { return html! {} };
    html! {
        h2 { (reader.say(&message!("page-moved", round = earlier.round))) }
        @if moved.is_empty() { p { (reader.say(&message!("page-moved-none"))) } }
        @else {
            div.scroll tabindex="0" role="group" aria-label=(reader.say(&message!("page-moved", round = earlier.round))) {
                table {
                    thead { tr {
                        th scope="col" { (reader.say(&message!("label-onderdeel"))) }
                        th scope="col" { (reader.say(&message!("page-then-now"))) }
                    } }
                    tbody {
                        @for (entry, then) in moved {
                            tr {
                                th scope="row" { (node_link(asked, entry.node)) }
                                td { (course(reader, Some(then), colour(entry.node), LightLook::Plain)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Returns the outputs that are orange or red, with what is said of them first.
fn at_risk(asked: &ReportPage<'_>, index: &Index<'_>) -> Markup {
    let reader = asked.reader;
    let at_risk = index.entries.iter().filter(|entry| matches!(colour(entry.node), Some("oranje" | "rood")));
    let at_risk: Vec<_> = at_risk.collect();
    html! {
        h2 { (reader.say(&message!("page-at-risk"))) }
        @if at_risk.is_empty() { p { (reader.say(&message!("page-at-risk-none"))) } }
        @for entry in at_risk {
            @let note = notes_with_cases(entry.node).next();
            div.note.quiet[note.is_some_and(is_carried_over)] {
                h3 { (node_link(asked, entry.node)) }
                p { (course(reader, index.light_then(entry.node), colour(entry.node), LightLook::Plain)) }
                @match note {
                    Some(note) => p { (opening_of(reader, note)) (marks(reader, note)) },
                    None => p.quiet { (reader.say(&message!("page-no-note"))) },
                }
            }
        }
    }
}

/// Returns the line above a note, or its first sentence.
fn opening_of(reader: Reader, note: &Value) -> String {
    let body = || {
        text(note, "tekst").map(|body| {
            let end = body.find(". ").map_or(body.len(), |at| at + 1);
            body[..end].trim().to_owned()
        })
    };
    let heading = text(note, "kop").map(str::to_owned);
    heading.or_else(body).unwrap_or_else(|| reader.say(&message!("text-erased")))
}

/// What tells totals apart: year, then the words of an amount.
type TotalKey<'a> = (Option<i64>, [Option<&'a str>; 5]);

/// Returns the totals of all nodes together.
fn money(asked: &ReportPage<'_>) -> Markup {
    let reader = asked.reader;
    let mut sums: BTreeMap<TotalKey<'_>, (i128, u64)> = BTreeMap::new();
    for row in list(asked.report, "financien") {
        let words = ["soort", "effect", "stand", "lastenBaten", "duur"].map(|key| text(row, key));
        let sum = sums.entry((row["begrotingsjaar"].as_i64(), words)).or_default();
        sum.0 += i128::from(row["bedragInCenten"].as_i64().unwrap_or_default());
        sum.1 += number(row, "aantalPm");
    }
    let keys = ["soort", "effect", "stand", "lastenBaten", "duur"];
    html! {
        h2 { (reader.say(&message!("report-money"))) }
        @if sums.is_empty() { p { (reader.say(&message!("page-no-money"))) } }
        @else {
            div.scroll tabindex="0" role="group" aria-label=(reader.say(&message!("report-money"))) {
                table {
                    caption { (reader.say(&message!("page-money-caption"))) }
                    thead { tr {
                        th scope="col" { (reader.say(&message!("label-begrotingsjaar"))) }
                        th scope="col" { (reader.say(&message!("label-soort"))) }
                        th.number scope="col" { (reader.say(&message!("label-bedrag"))) }
                    } }
                    tbody {
                        @for ((year, words), (cents, pm)) in &sums {
                            @let of = |key: &str| keys.iter().position(|other| *other == key).and_then(|at| words[at]);
                            tr {
                                td.nowrap { (year.map_or_else(|| reader.say(&message!("page-no-year")), |year| year.to_string())) }
                                th scope="row" { (wording::capital(&wording::amount_words(reader.language, of).join(", "))) }
                                td.number { (sum(reader, *cents, *pm)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Returns a sum, with the amounts of unknown size beside it.
fn sum(reader: Reader, cents: i128, pm: u64) -> String {
    let pm_words = || reader.say(&message!("amounts-pm", count = pm));
    match (cents, pm) {
        (_, 0) => wording::euros(reader.language, cents),
        (0, _) => pm_words(),
        (_, _) => format!("{} + {}", wording::euros(reader.language, cents), pm_words()),
    }
}

/// Returns the outputs of which nothing was renewed, in grey, with the day of what stands there.
fn quiet(asked: &ReportPage<'_>, index: &Index<'_>) -> Markup {
    let reader = asked.reader;
    let is_quiet = |entry: &&IndexEntry<'_>| {
        let (node, mut notes) = (entry.node, notes_with_cases(entry.node));
        let has_something = node["stoplicht"].is_object() || notes.next().is_some();
        has_something
            && notes_with_cases(node).all(is_carried_over)
            && (node["stoplicht"].is_null() || is_carried_over(&node["stoplicht"]))
    };
    // What was not reported is not kept either.
    let is_reported = |entry: &&IndexEntry<'_>| !is_left_out(asked, index.path(entry).first().unwrap_or(entry).node);
    let quiet: Vec<_> = index.entries.iter().filter(is_quiet).filter(is_reported).collect();
    // By date nothing is carried over, so there is nothing to say; nor is all renewed where something is not reported.
    let is_partial = !list(&asked.report["staat"], "nietGerapporteerd").is_empty();
    if asked.report["ronde"].is_null() || quiet.is_empty() && is_partial {
        return html! {};
    }
    html! {
        h2 { (reader.say(&message!("page-quiet"))) }
        @if quiet.is_empty() { p { (reader.say(&message!("page-quiet-none"))) } }
        @else {
            p { (reader.say(&message!("page-quiet-what"))) }
            ul.quiet {
                @for entry in quiet { li { (node_link(asked, entry.node)) " " (standing_since(reader, entry.node)) } }
            }
        }
    }
}

/// Returns the programmes that the round does not report.
fn not_reported(asked: &ReportPage<'_>, index: &Index<'_>) -> Markup {
    let reader = asked.reader;
    let left_out: Vec<_> = index.below(None).filter(|entry| is_left_out(asked, entry.node)).collect();
    html! {
        @if !left_out.is_empty() {
            h2 { (reader.say(&message!("compare-unreported"))) }
            p { (reader.say(&message!("page-not-reported-what"))) }
            ul.quiet { @for entry in left_out { li { (node_link(asked, entry.node)) } } }
        }
    }
}

/// Returns the day of the newest of what stands on a node.
fn standing_since(reader: Reader, node: &Value) -> String {
    let dated = std::iter::once(&node["stoplicht"]).chain(notes_with_cases(node));
    let newest = dated.filter(|one| text(one, "ingangsdatum").is_some()).max_by_key(|one| text(one, "ingangsdatum"));
    let day = newest.and_then(|one| day(reader.language, one, "ingangsdatum"));
    day.map_or_else(String::new, |day| reader.say(&message!("page-quiet-since", day = day)))
}

/// Returns the findings, the gravest first.
fn findings(asked: &ReportPage<'_>, index: &Index<'_>) -> Markup {
    let reader = asked.reader;
    if !index.has_findings() {
        return html! {};
    }
    html! {
        h2 id="signalen" { (reader.say(&message!("findings-title"))) }
        @for weight in ["hoog", "midden", "laag"] {
            @let found = index.findings_of_weight(weight);
            @if !found.is_empty() {
                h3 { (reader.say(&message!("page-findings-weight", weight = crate::language::Argument::word(weight), count = found.len()))) }
                ul { @for finding in found { li { (finding_line(asked, index, finding)) } } }
            }
        }
        @if ["hoog", "midden", "laag"].iter().all(|weight| index.findings_of_weight(weight).is_empty()) {
            p { (reader.say(&message!("findings-none"))) }
        }
    }
}

fn finding_line(asked: &ReportPage<'_>, index: &Index<'_>, finding: &Value) -> Markup {
    let told = text(finding, "melding").unwrap_or_default();
    let node = text(finding, "onderdeel").and_then(|code| index.entry(code));
    html! {
        (told) (since(asked.reader, finding))
        @if let Some(entry) = node.filter(|_| !asked.reader.has_file()) {
            " " a href=(to_node(asked, text(entry.node, "code").unwrap_or_default())) { (name_of(entry.node)) }
        }
    }
}

fn decisions(asked: &ReportPage<'_>) -> Markup {
    let (reader, decisions) = (asked.reader, list(asked.report, "besluiten"));
    html! {
        @if !decisions.is_empty() {
            h2 { (reader.say(&message!("report-decisions"))) }
            ul.plain { @for decision in decisions { li.thing { (one_decision(reader, decision)) } } }
        }
    }
}

fn one_decision(reader: Reader, decision: &Value) -> Markup {
    let number = text(decision, "kenmerk").or_else(|| text(decision, "id")).unwrap_or_default();
    let title = text(decision, "titel").map_or_else(|| reader.say(&message!("title-erased")), str::to_owned);
    let words = ["soort", "strekking"].map(|key| text(decision, key).map(|word| wording::words(reader.language, word)));
    let told: Vec<String> = words.into_iter().flatten().chain(day(reader.language, decision, "ingangsdatum")).collect();
    let reservation = &decision["voorbehoud"];
    let concerns = strings(decision, "betreft");
    html! {
        strong { (number) } " "
        @match text(decision, "url").filter(|url| is_web_address(url) && !reader.has_file()) {
            Some(url) => a href=(url) rel="noreferrer" { (title) },
            None => (title),
        }
        (marks(reader, decision))
        p.facts { (wording::capital(&told.join(", "))) }
        (facts(reader, decision, &labelled_fields("besluit")))
        @if !concerns.is_empty() { p.facts { (reader.say(&message!("decision-concerns", what = concerns.join(", ")))) } }
        @if reservation.is_object() {
            @let what = text(reservation, "tekst").map_or_else(|| reader.say(&message!("text-erased")), str::to_owned);
            @match text(reservation, "vervuldDoor") {
                Some(by) => p { (reader.say(&message!("decision-reservation-met", what = what, by = by))) },
                None => p { (reader.say(&message!("decision-reservation-open", what = what))) },
            }
        }
    }
}

/// Returns what the report can be checked with: its digest, the root of the log, and the verdict on a sealing.
fn check(asked: &ReportPage<'_>) -> Markup {
    let (reader, state) = (asked.reader, &asked.report["staat"]);
    let of = |key: &str| text(state, key).map(str::to_owned);
    let facts = [
        (message!("report-verdict"), verdict(state, reader.language)),
        (message!("report-digest"), of("digest")),
        (message!("report-root"), of("wortel")),
    ];
    html! {
        @if facts.iter().any(|(_, value)| value.is_some()) {
            h2 { (reader.say(&message!("report-check"))) }
            div.check {
                p { (reader.say(&message!("page-check-what"))) }
                dl {
                    @for (name, value) in facts {
                        @if let Some(value) = value { dt { (reader.say(&name)) } dd.digest { (value) } }
                    }
                }
            }
        }
    }
}
