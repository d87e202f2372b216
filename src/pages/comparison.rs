//! The comparison of two reports: first what it comes down to, then one card a thing, corrections apart from new facts.

pub(crate) mod cards;

use maud::{Markup, html};
use serde_json::Value;

use crate::address::Address;
use crate::domain::query_keys as keys;
use crate::frame::{Frame, Section, Viewer, document, kept};
use crate::json::{list, number, text};
use crate::language::Language;
use crate::message;
use crate::parts::{LightLook, filter_links, light, scrolled};
use crate::reader::Reader;
use crate::render::{comparison, without_control_characters, wording};

/// The key of the nature: corrections, views, or new facts.
pub const NATURE_KEY: &str = "aard";
/// The key of the kind of subject.
pub const KIND_KEY: &str = "soort";

/// The natures in the order in which they are shown, changes in the world first.
const NATURES: [&str; 3] = ["nieuw", "herstel", "weergave"];

/// A comparison that was made.
pub struct Compared<'a> {
    /// The comparison.
    pub found: &'a Value,
    /// The reports on both sides, for the matrix of lights; none where only the comparison is known.
    pub reports: Option<[&'a Value; 2]>,
}

/// The contents of the page.
pub struct ComparisonPage<'a> {
    /// Who reads it.
    pub reader: Reader,
    /// Who is looking; none in a file.
    pub viewer: Option<Viewer<'a>>,
    /// The address, with both points and the filters.
    pub here: Address,
    /// The two points as they were asked for.
    pub points: [&'a str; 2],
    /// The points to choose from: what stands in the address, and its description.
    pub choices: &'a [(String, String)],
    /// The kinds to choose from.
    pub kinds: &'a [&'a str],
    /// The nature and the kind that were asked for.
    pub asked: (Option<&'a str>, Option<&'a str>),
    /// The comparison; none while two points are still to be chosen.
    pub compared: Option<Compared<'a>>,
    /// Pairs to begin with: one round and the next.
    pub suggested: &'a [(String, String)],
}

/// Returns the page.
pub fn page(asked: &ComparisonPage<'_>) -> String {
    let reader = asked.reader;
    let frame = Frame {
        reader,
        here: asked.here.clone(),
        title: reader.say(&message!("page-compare-title")),
        section: Some(Section::Comparison),
        viewer: asked.viewer,
        bar: if reader.has_file() {
            html! {}
        } else {
            bar(asked)
        },
        stand: stand(asked),
    };
    let content = match &asked.compared {
        Some(compared) => html! {
            (gist(reader, compared.found))
            @if let Some(reports) = compared.reports { (matrix(reader, reports)) }
            (totals(reader, compared.found))
            (unreported(reader, compared.found))
            (not_renewed(reader, compared.found))
            @if !reader.has_file() { (filters(asked)) }
            @for nature in NATURES { (cards::of_nature(reader, compared.found, nature)) }
            @for (reach, _) in comparison::REACHES { (cards::of_reach(reader, compared.found, reach)) }
        },
        None => suggestions(asked),
    };
    document(&frame, &content)
}

/// Returns a comparison as one file that refers to nothing outside itself.
pub fn file(found: &Value, language: Language) -> String {
    let found = &without_control_characters(found);
    page(&ComparisonPage {
        reader: Reader::of_file(language),
        viewer: None,
        here: Address::of(&[]),
        points: ["", ""],
        choices: &[],
        kinds: &[],
        asked: (None, None),
        compared: Some(Compared { found, reports: None }),
        suggested: &[],
    })
}

fn bar(asked: &ComparisonPage<'_>) -> Markup {
    let reader = asked.reader;
    let fields = [(keys::FROM, message!("page-compare-from")), (keys::TO, message!("page-compare-to"))];
    html! {
        div.bar {
            form.wide method="get" action=(asked.here.path()) aria-label=(reader.say(&message!("page-compare-title"))) {
                (kept(reader, &asked.here, &[keys::FROM, keys::TO]))
                @for ((key, label), point) in fields.iter().zip(asked.points) {
                    div.field {
                        label for=(key) { (reader.say(label)) }
                        input type="text" id=(key) name=(key) value=(point) list="punten" autocomplete="off" size="22" required
                            placeholder="2019-vr1";
                    }
                }
                datalist id="punten" { @for (value, told) in asked.choices { option value=(value) { (told) } } }
                button type="submit" { (reader.say(&message!("page-compare-do"))) }
            }
        }
    }
}

fn stand(asked: &ComparisonPage<'_>) -> Markup {
    let reader = asked.reader;
    let Some(compared) = &asked.compared else {
        return html! { p.lead { (reader.say(&message!("page-compare-lead"))) } };
    };
    let found = compared.found;
    let [from, to] = ["van", "naar"].map(|side| comparison::point(&found[side], reader.language));
    html! {
        p.lead { (reader.say(&message!("page-compare-of", from = from, to = to))) }
        @if let Some(filter) = comparison::filter(found, reader.language) {
            p { strong { (reader.say(&message!("page-compare-only", what = filter))) } }
        }
        @let warnings: Vec<&str> = list(found, "waarschuwingen").iter().filter_map(Value::as_str).collect();
        @if !warnings.is_empty() {
            ul.small { @for word in warnings { li { (reader.say(&comparison::warning(word))) } } }
        }
        @if !reader.has_file() {
            ul.tools { li { a href=(data(asked)) { (reader.say(&message!("page-data"))) } } }
        }
    }
}

fn data(asked: &ComparisonPage<'_>) -> Address {
    let [from, to] = asked.points;
    Address::of(&["v1", "vergelijking"])
        .with(keys::FROM, from)
        .with(keys::TO, to)
        .with_some(NATURE_KEY, asked.asked.0)
        .with_some(KIND_KEY, asked.asked.1)
        // The page lists what nobody renewed, which the API does on request.
        .with("nietVernieuwd", "true")
}

/// Returns pairs to begin with.
fn suggestions(asked: &ComparisonPage<'_>) -> Markup {
    let reader = asked.reader;
    html! {
        @if !asked.suggested.is_empty() {
            h2 { (reader.say(&message!("page-compare-suggested"))) }
            ul {
                @for (from, to) in asked.suggested {
                    @let address = asked.here.clone().with(keys::FROM, from.as_str()).with(keys::TO, to.as_str());
                    li { a href=(address.read_by(reader)) { (reader.say(&message!("page-compare-pair", from = from, to = to))) } }
                }
            }
        }
    }
}

/// Returns what the comparison comes down to.
fn gist(reader: Reader, found: &Value) -> Markup {
    let summary = &found["samenvatting"];
    let all = |pick: fn(&Value) -> usize| NATURES.iter().map(|nature| pick(&summary[*nature])).sum::<usize>();
    let kinds = ["onderdelen", "dossiers", "voorzieningen", "bijstellingen", "indicatoren", "mijlpalen", "besluiten"];
    let things = move |part: &Value, key: &str| kinds.iter().map(|kind| list(&part[*kind], key).len()).sum::<usize>();
    let figures = [
        (all(|part| list(&part["stoplichten"], "slechter").len()), message!("page-compare-worse")),
        (all(|part| list(&part["stoplichten"], "beter").len()), message!("page-compare-better")),
        (NATURES.iter().map(|nature| things(&summary[*nature], "toegevoegd")).sum(), message!("page-compare-added")),
        (NATURES.iter().map(|nature| things(&summary[*nature], "vervallen")).sum(), message!("page-compare-gone")),
        (list(found, "nietVernieuwd").len(), message!("page-compare-silent")),
    ];
    let lines = comparison::summary_lines(found, reader.language);
    html! {
        h2 { (reader.say(&message!("page-compare-gist"))) }
        ul.figures {
            @for (count, what) in figures { li { strong.none[count == 0] { (count) } (reader.say(&what)) } }
        }
        @if !lines.is_empty() {
            dl.gist { @for (label, told) in lines { dt { (label) } dd { (told) } } }
        }
    }
}

const COLOURS: [Option<&str>; 5] = [Some("groen"), Some("oranje"), Some("rood"), Some("onbekend"), None];

/// Returns the lights of outputs that stand on both sides, counted by the colour on each.
fn matrix(reader: Reader, reports: [&Value; 2]) -> Markup {
    let [from, to] = reports.map(crate::report::output_lights);
    let count = |then: Option<&str>, now: Option<&str>| {
        from.iter().filter(|(code, light)| **light == then && to.get(*code).is_some_and(|light| *light == now)).count()
    };
    let caption = message!("page-compare-matrix");
    html! {
        h2 { (reader.say(&message!("label-stoplichten"))) }
        (scrolled(&reader.say(&caption), &html! {
            table.matrix {
                caption { (reader.say(&caption)) }
                thead { tr {
                    th scope="col" { (reader.say(&message!("page-compare-then-now"))) }
                    @for now in COLOURS { th.number scope="col" { (light(reader, now, LightLook::Plain)) } }
                } }
                tbody {
                    @for then in COLOURS {
                        tr {
                            th scope="row" { (light(reader, then, LightLook::Plain)) }
                            @for now in COLOURS {
                                @let count = count(then, now);
                                td.number.same[then == now] {
                                    @if count == 0 { span.quiet { "–" } } @else if then == now { (count) } @else { strong { (count) } }
                                }
                            }
                        }
                    }
                }
            }
        }))
    }
}

/// Returns the totals on both sides, with what moved each.
fn totals(reader: Reader, found: &Value) -> Markup {
    let rows = list(found, "totalen");
    if rows.is_empty() {
        return html! {};
    }
    let euros = |row: &Value, key: &str| wording::euros(reader.language, row[key].as_i64().unwrap_or_default());
    let pm = |row: &Value, key: &str| match number(row, key) {
        0 => String::new(),
        count => format!(" + {}", reader.say(&message!("amounts-pm", count = count))),
    };
    let heads = ["van", "herstel", "nieuw", "naar"];
    let caption = reader.say(&message!("page-compare-totals"));
    html! {
        h2 { (reader.say(&message!("report-money"))) }
        @if let Some(limits) = comparison::explain_totals(found, reader.language) { p.subtle { (limits) } }
        (scrolled(&caption, &html! {
            table {
                caption { (caption) }
                thead { tr {
                    th scope="col" { (reader.say(&message!("label-soort"))) }
                    @for head in heads { th.number scope="col" { (crate::render::labels::field(reader.language, head)) } }
                } }
                tbody {
                    @for row in rows {
                        @let is_same = row["van"] == row["naar"] && row["herstel"] == 0 && row["nieuw"] == 0;
                        tr.quiet[is_same] {
                            th scope="row" { (total_name(reader, row)) }
                            td.number { (euros(row, "van")) (pm(row, "aantalPmVan")) }
                            td.number { (euros(row, "herstel")) }
                            td.number { (euros(row, "nieuw")) }
                            td.number { (euros(row, "naar")) (pm(row, "aantalPmNaar")) }
                        }
                    }
                }
            }
        }))
    }
}

fn total_name(reader: Reader, row: &Value) -> String {
    let words = wording::amount_words(reader.language, |key| text(row, key)).join(", ");
    let year =
        row["begrotingsjaar"].as_i64().map_or_else(|| reader.say(&message!("page-no-year")), |year| year.to_string());
    wording::capital(&format!("{words}, {year}"))
}

/// Returns the programmes that a side does not report.
fn unreported(reader: Reader, found: &Value) -> Markup {
    let programmes = comparison::programmes(found, reader.language);
    html! {
        @if !programmes.is_empty() {
            h2 { (reader.say(&message!("compare-unreported"))) }
            ul { @for told in programmes { li { (told) } } }
        }
    }
}

/// Returns what nobody renewed, in grey.
fn not_renewed(reader: Reader, found: &Value) -> Markup {
    let silent = list(found, "nietVernieuwd");
    html! {
        @if !silent.is_empty() {
            h2 { (reader.say(&message!("page-quiet"))) }
            ul.quiet {
                @for one in silent {
                    @let what = wording::words(reader.language, text(one, "wat").unwrap_or_default());
                    @let name = text(one, "titel").or_else(|| text(one, "onderwerp")).unwrap_or_default();
                    @let code = text(one, "onderdeel").unwrap_or_default();
                    @let since = crate::parts::day(reader.language, one, "ingangsdatum").unwrap_or_default();
                    li { (code) " " (name) ": " (what) " " (reader.say(&message!("page-quiet-since", day = since))) }
                }
            }
        }
    }
}

fn filters(asked: &ComparisonPage<'_>) -> Markup {
    let reader = asked.reader;
    let (nature, kind) = asked.asked;
    let natures = [
        (None, message!("page-filter-all")),
        (Some("nieuw"), message!("page-compare-new-only")),
        (Some("herstel"), message!("page-compare-correction-only")),
        (Some("weergave"), message!("page-compare-view-only")),
    ];
    let links = natures.into_iter().map(|(word, name)| {
        let address = asked.here.clone().without(NATURE_KEY).with_some(NATURE_KEY, word);
        (address, reader.say(&name), nature == word)
    });
    html! {
        h2 { (reader.say(&message!("label-verschillen"))) }
        (filter_links(reader, links))
        form.owner method="get" action=(asked.here.path()) {
            (kept(reader, &asked.here, &[KIND_KEY]))
            label for=(KIND_KEY) { (reader.say(&message!("page-compare-kind"))) }
            select id=(KIND_KEY) name=(KIND_KEY) {
                option value="" { (reader.say(&message!("page-compare-kind-all"))) }
                @for word in asked.kinds {
                    option value=(word) selected[kind == Some(word)] { (wording::words(reader.language, word)) }
                }
            }
            button type="submit" { (reader.say(&message!("page-show"))) }
        }
    }
}
