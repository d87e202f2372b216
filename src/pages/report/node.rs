//! One node of a report: its light then and now, findings, notes, cases, and what belongs to it.

use maud::{Markup, html};
use serde_json::Value;

use super::attached::{announced, belongings, status_since};
use super::index::{Index, IndexEntry};
use super::{Known, ReportPage, colour, is_carried_over, is_left_out, name_of, node_link, notes_with_cases, to_node};
use crate::domain::event::EventType;
use crate::json::{list, text};
use crate::message;
use crate::parts::{HeadingLevel, LightLook, course, day, facts, heading, light, marks, place_in_log, to_history};
use crate::reader::Reader;
use crate::record_links::to_record;
use crate::recording;
use crate::render::text::finding_since;
use crate::render::{labelled_fields, labels, reference_in_words, wording};

/// Returns the chosen node, with the way to it, the nodes below it, and those before and after it.
pub(super) fn chosen(asked: &ReportPage<'_>, index: &Index<'_>, entry: &IndexEntry<'_>) -> Markup {
    let reader = asked.reader;
    let path = index.path(entry);
    // What the filter leaves out is not in the way of who turns the pages.
    let before = index.entries[..entry.at].iter().rev().find(|other| index.is_asked_for(asked, other.node));
    let after = index.entries[entry.at + 1..].iter().find(|other| index.is_asked_for(asked, other.node));
    html! {
        @if !path.is_empty() {
            nav.path aria-label=(reader.say(&message!("page-path"))) {
                ol { @for above in path { li { (node_link(asked, above.node)) } } }
            }
        }
        (node(asked, index, entry))
        (below(asked, index, entry))
        (turn(asked, before, after))
    }
}

/// Returns links to the node before and the node after.
pub(super) fn turn(asked: &ReportPage<'_>, before: Option<&IndexEntry<'_>>, after: Option<&IndexEntry<'_>>) -> Markup {
    let reader = asked.reader;
    let to = |entry: &IndexEntry<'_>| to_node(asked, text(entry.node, "code").unwrap_or_default());
    html! {
        @if before.is_some() || after.is_some() {
            nav.turn aria-label=(reader.say(&message!("page-turn"))) {
                @match before {
                    Some(before) => a rel="prev" href=(to(before)) { (reader.say(&message!("page-before", node = name_of(before.node)))) },
                    None => span {},
                }
                @if let Some(after) = after {
                    a rel="next" href=(to(after)) { (reader.say(&message!("page-after", node = name_of(after.node)))) }
                }
            }
        }
    }
}

/// Returns a node with all that belongs to it, without the nodes below it.
pub(super) fn node(asked: &ReportPage<'_>, index: &Index<'_>, entry: &IndexEntry<'_>) -> Markup {
    let (reader, node) = (asked.reader, entry.node);
    let code = text(node, "code").unwrap_or_default();
    let level = wording::words(reader.language, text(node, "niveau").unwrap_or("onderdeel"));
    let name = match code {
        "" => wording::capital(&reader.say(&message!("report-without-node"))),
        _ => format!("{} {}", wording::capital(&level), name_of(node)),
    };
    let mut findings = index.findings_of(node);
    // What is about a case stands beside that case.
    findings.retain(|finding| !list(node, "dossiers").iter().any(|case| is_about(finding, "dossier", case)));
    html! {
        h2 { (name) (marks(reader, node)) }
        @if !code.is_empty() {
            p.facts { (place_in_log(reader, node)) (to_history(reader, "onderdeel", code)) }
            (to_note_and_light(asked, &format!("onderdeel/{code}"), code))
        }
        @if is_left_out(asked, node) {
            p.facts { span.mark.alert { (reader.say(&message!("report-programme-not-reported"))) } }
        }
        (facts(reader, node, &labelled_fields("onderdeel")))
        (lights(reader, index.light_then(node), &node["stoplicht"]))
        (beside(reader, HeadingLevel::Third, &findings))
        @for note in list(node, "toelichtingen") { (self::note(reader, HeadingLevel::Third, note)) }
        @if text(node, "niveau") == Some("prestatie") && notes_with_cases(node).next().is_none() {
            p.quiet { (reader.say(&message!("page-no-note"))) }
        }
        @for case in list(node, "dossiers") { (self::case(asked, index, case)) }
        (belongings(reader, HeadingLevel::Third, node))
        (announced(reader, &format!("onderdeel/{code}"), node))
    }
}

fn is_about(finding: &Value, kind: &str, object: &Value) -> bool {
    let subject = text(finding, "onderwerp").and_then(|subject| subject.split_once('/'));
    subject.is_some_and(|(of, id)| of == kind && text(object, "id") == Some(id))
}

/// Returns findings beside what they are about.
fn beside(reader: Reader, level: HeadingLevel, findings: &[&Value]) -> Markup {
    html! {
        @if !findings.is_empty() {
            div.findings {
                (heading(level, &html! { (reader.say(&message!("findings-title"))) }))
                ul { @for finding in findings { li { (text(finding, "melding").unwrap_or_default()) (since(reader, finding)) } } }
            }
        }
    }
}

/// Returns since which round a finding stands.
pub(super) fn since(reader: Reader, finding: &Value) -> Markup {
    html! { @if let Some(since) = finding_since(finding) { " " span.subtle { (reader.say(&since)) } } }
}

/// Returns the light of a node or case then and now, with its aspects, and the lights beside it.
fn lights(reader: Reader, then: Option<Option<&str>>, light: &Value) -> Markup {
    let now = text(light, "kleur");
    html! {
        @if light.is_object() {
            div.status.quiet[is_carried_over(light)] {
                (course(reader, then, now, LightLook::Tile))
                (aspects(reader, light))
                (of_group(reader, light)) (marks(reader, light)) (place_in_log(reader, light))
            }
            @for other in list(light, "daarnaast") {
                div.status {
                    span.subtle { (reader.say(&message!("thing-light-beside"))) }
                    (self::light(reader, text(other, "kleur"), LightLook::Plain)) (aspects(reader, other))
                    (of_group(reader, other)) (marks(reader, other)) (place_in_log(reader, other))
                }
            }
        }
    }
}

fn aspects(reader: Reader, of: &Value) -> Markup {
    let names = [
        ("tijd", message!("aspect-time")),
        ("geld", message!("aspect-money")),
        ("kwaliteit", message!("aspect-quality")),
    ];
    html! {
        @for (key, name) in names {
            @if let Some(colour) = text(of, key) {
                span.nowrap { span.subtle { (reader.say(&name)) } " " (light(reader, Some(colour), LightLook::Plain)) }
            }
        }
    }
}

/// Returns the day and the round of a note or light.
fn of_group(reader: Reader, member: &Value) -> Markup {
    let round = text(member, "ronde").map(|round| reader.say(&message!("thing-of-round", round = round)));
    let told: Vec<String> = day(reader.language, member, "ingangsdatum").into_iter().chain(round).collect();
    html! { span.subtle.small { (told.join(", ")) } }
}

/// Returns a note; in grey where it was not renewed for this round.
fn note(reader: Reader, level: HeadingLevel, note: &Value) -> Markup {
    let erased = reader.say(&message!("text-erased"));
    let keys = ["oorzaak", "gevolg", "bijsturing"];
    let mut others = labelled_fields("toelichting");
    others.retain(|key| !keys.contains(key));
    html! {
        div.note.quiet[is_carried_over(note)] {
            @if let Some(told) = text(note, "kop") { (heading(level, &html! { (told) })) }
            p { (text(note, "tekst").unwrap_or(&erased)) }
            @if keys.iter().any(|key| note[*key].is_string()) {
                dl {
                    @for key in keys {
                        @if let Some(told) = text(note, key) { dt { (labels::field(reader.language, key)) } dd { (told) } }
                    }
                }
            }
            (facts(reader, note, &others))
            p.of { (of_group(reader, note)) (marks(reader, note)) " " (place_in_log(reader, note)) }
        }
    }
}

/// Returns links to record a note or a light of a node or case, for the round or the day of the page.
fn to_note_and_light(asked: &ReportPage<'_>, subject: &str, name: &str) -> Markup {
    let basis = &asked.report["basis"];
    // A sealed round takes no notes and lights; what holds on its day can still be recorded.
    let is_sealed = asked.report["staat"]["vaststelling"].is_object() || asked.known == Known::NowBesideSealing;
    let at = match text(basis, "ronde").filter(|_| !is_sealed) {
        Some(round) => (recording::ROUND_KEY, round),
        None => (recording::DAY_KEY, text(basis, "peildatum").unwrap_or_default()),
    };
    let begin = [(recording::SUBJECT_KEY, subject), at];
    let forms = [
        (EventType::NoteRecorded, message!("recording-to-note"), &begin[..]),
        (EventType::LightSet, message!("recording-to-light"), &begin[..]),
    ];
    to_record(asked.reader, name, &forms)
}

fn case(asked: &ReportPage<'_>, index: &Index<'_>, case: &Value) -> Markup {
    let reader = asked.reader;
    let id = text(case, "id").unwrap_or_default();
    let kind = text(case, "soort").map(|word| wording::words(reader.language, word));
    let told: Vec<String> = kind.into_iter().chain(status_since(reader, case)).collect();
    html! {
        div.case.quiet[case["status"] == "gesloten"] {
            h3 { (text(case, "titel").unwrap_or(id)) (marks(reader, case)) }
            p.facts { (wording::capital(&told.join(", "))) " " (place_in_log(reader, case)) (to_history(reader, "dossier", id)) }
            (to_note_and_light(asked, &format!("dossier/{id}"), text(case, "titel").unwrap_or(id)))
            @if let Some(summary) = text(case, "samenvatting") { p { (summary) } }
            (facts(reader, case, &labelled_fields("dossier")))
            (lights(reader, index.case_light_then(id), &case["stoplicht"]))
            (beside(reader, HeadingLevel::Fourth, &index.findings_about(&format!("dossier/{id}"))))
            @for note in list(case, "toelichtingen") { (self::note(reader, HeadingLevel::Fourth, note)) }
            (facts(reader, case, &["uitkomst"]))
            (belongings(reader, HeadingLevel::Fourth, case))
            (announced(reader, &format!("dossier/{id}"), case))
            @for reference in list(case, "verwijzingen") {
                p.facts { (reader.say(&message!("thing-reference", what = reference_in_words(reader.language, reference)))) }
            }
        }
    }
}

/// Returns the nodes directly below a node, each with its light and the line above its first note.
fn below(asked: &ReportPage<'_>, index: &Index<'_>, entry: &IndexEntry<'_>) -> Markup {
    let reader = asked.reader;
    let below: Vec<&IndexEntry<'_>> = index.below(Some(entry.at)).collect();
    html! {
        @if !below.is_empty() {
            h3 { (reader.say(&message!("page-below"))) }
            div.scroll tabindex="0" role="group" aria-label=(reader.say(&message!("page-below"))) {
                table {
                    thead { tr {
                        th scope="col" { (reader.say(&message!("label-onderdeel"))) }
                        th scope="col" { (reader.say(&message!("page-then-now"))) }
                        th scope="col" { (reader.say(&message!("label-toelichtingen"))) }
                        @if index.has_findings() { th.number scope="col" { (reader.say(&message!("findings-title"))) } }
                    } }
                    tbody { @for entry in below { (row_below(asked, index, entry.node)) } }
                }
            }
        }
    }
}

fn row_below(asked: &ReportPage<'_>, index: &Index<'_>, node: &Value) -> Markup {
    let reader = asked.reader;
    let (own, carried): (Vec<_>, Vec<_>) = notes_with_cases(node).partition(|note| !is_carried_over(note));
    html! {
        tr {
            th scope="row" { (node_link(asked, node)) }
            td {
                @if colour(node).is_some() {
                    span.quiet[is_carried_over(&node["stoplicht"])] {
                        (course(reader, index.light_then(node), colour(node), LightLook::Plain))
                    }
                }
            }
            td {
                @match (own.len(), carried.len()) {
                    (0, 0) => span.quiet { "–" },
                    (0, count) => span.quiet { (reader.say(&message!("page-notes-carried", count = count))) },
                    (count, _) => (reader.say(&message!("count-notes", count = count))),
                }
            }
            @if index.has_findings() { td.number { (index.findings_of(node).len()) } }
        }
    }
}
