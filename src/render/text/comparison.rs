//! Renders a comparison as text: first a summary, then items by element, then totals that reconcile, and at the end
//! what it is based on.
//!
//! Corrections, views and new differences are distinguished by mark and word (`↺ herstel`, `◐ weergave`, `+ nieuw`);
//! colour comes in addition.

mod reach;
mod totals;

use serde_json::Value;
use textwrap::core::display_width;

use super::{list, text};
use crate::comparison_items::{self, ComparisonItem, ItemChange, ItemKind, ItemPart, group_items};
use crate::differences::{self, Length};
use crate::language::Message;
use crate::message;
use crate::page::{Ink, TextPage, without_control_characters};
use crate::{Style, comparison_reach, comparison_summary, comparison_terms, labels, wording};

/// How much of a comparison is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ComparisonDetail {
    /// Each added or dropped item in one line; a goal tree that is added, and added lights that are unknown, as a
    /// count.
    #[default]
    Folded,
    /// Everything, field by field.
    All,
}

/// Renders a comparison as text, from its JSON.
pub fn comparison(found: &Value, detail: ComparisonDetail, style: Style) -> String {
    let mut page = TextPage::new(style);
    let found = &super::compared_with_missing(without_control_characters(found), style.language);
    top(&mut page, found);
    differing(&mut page, found, detail);
    reach::sections(&mut page, found, detail);
    totals::totals(&mut page, found);
    not_renewed(&mut page, list(found, "nietVernieuwd"));
    grounds(&mut page, found);
    page.finish()
}

/// Writes the summary, in about ten lines.
fn top(page: &mut TextPage, found: &Value) {
    let language = page.language();
    let counts = ["herstel", "weergave", "nieuw"].into_iter().filter_map(|nature| {
        let count = found["samenvatting"][nature]["aantal"].as_u64();
        let count = count.or_else(|| found["tellingen"][nature].as_u64()).unwrap_or(0);
        let left_out = comparison_terms::is_left_out(found, nature) || nature == "weergave" && count == 0;
        (!left_out).then(|| format!("{count} {}", marked(page, nature)))
    });
    let reached = comparison_reach::counted(found).map(|(word, count)| format!("{count} {}", marked(page, word)));
    let counts = counts.chain(reached).collect::<Vec<_>>().join(", ");
    let title = page.ink(Ink::Bold, &page.say(&message!("compare-title")).to_uppercase());
    page.line(0, &format!("{title}: {counts}"));
    for (label, key) in [(message!("compare-from"), "van"), (message!("compare-to"), "naar")] {
        let basis = &found[key];
        let point = comparison_terms::point(basis, language);
        let label = page.say(&label);
        page.labelled(&label, &point);
    }
    if let Some(node) = text(&found["naar"], "onderdeel") {
        let label = page.say(&message!("compare-node"));
        page.labelled(&label, node);
    }
    if let Some(filter) = comparison_terms::filter(found, language) {
        let label = page.say(&message!("compare-only"));
        page.labelled(&label, &filter);
    }
    let warnings: Vec<&str> = warned(found).collect();
    if !warnings.is_empty() {
        let label = page.say(&message!("compare-mind"));
        let told: Vec<String> =
            warnings.iter().map(|word| page.say(&differences::short_warning(word, found))).collect();
        let more = |count: usize| page.say(&message!("compare-more-below", count = count));
        let fitted = fitted(&told, page.room_of_label(), more);
        page.labelled(&label, &fitted);
    }
    if let Some(missing) = super::missing_of_comparison(found) {
        let missing = page.say(&missing);
        page.line(0, &missing);
    }
    for (label, told) in comparison_summary::summary_lines(found, language) {
        page.labelled(&label, &told);
    }
}

/// Returns the warnings that apply to what is shown. That corrections are shown backwards applies only where there are
/// corrections.
fn warned(found: &Value) -> impl Iterator<Item = &str> {
    let corrected = found["tellingen"]["herstel"].as_u64().unwrap_or(0) > 0;
    let all = list(found, "waarschuwingen").iter().filter_map(Value::as_str);
    all.filter(move |word| corrected || *word != "naar-eerder-bekend")
}

/// Returns as many of these as fit on a line, and how many more there are; always the first.
fn fitted(told: &[String], room: usize, more: impl Fn(usize) -> String) -> String {
    for count in (1..=told.len()).rev() {
        let rest = told.len() - count;
        let rest = if rest == 0 { String::new() } else { format!("; {}", more(rest)) };
        let line = format!("{}{rest}", told[..count].join("; "));
        if count == 1 || display_width(&line) <= room {
            return line;
        }
    }
    String::new()
}

/// Formats `↺ herstel`, `◐ weergave` or `+ nieuw`, in its colour.
fn marked(page: &TextPage, nature: &str) -> String {
    let mark = comparison_summary::nature_mark(nature, page.language());
    match nature {
        "herstel" => page.ink(Ink::Yellow, &mark),
        "weergave" => page.ink(Ink::Bold, &mark),
        "nieuw" => page.ink(Ink::Green, &mark),
        _ => mark,
    }
}

/// Writes the items of programmes that both sides report, and how many are folded.
fn differing(page: &mut TextPage, found: &Value, detail: ComparisonDetail) {
    let rows = list(found, "verschillen");
    let heading = page.say(&message!("compare-differences"));
    page.heading(&heading);
    let is_ordinary = |part: &ItemPart<'_>| !comparison_reach::REACHES.iter().any(|(word, _)| *word == part.nature);
    if !rows.iter().any(|row| row["reikwijdte"].is_null()) {
        let filtered = comparison_terms::is_filtered(found);
        let none = if filtered { message!("compare-none-in-filter") } else { message!("compare-none") };
        let none = page.say(&none);
        page.line(0, &none);
    }
    items(page, found, detail, is_ordinary).write_item(page);
}

/// Writes the items that are wanted, below the element that each belongs to, and returns what is folded.
fn items(
    page: &mut TextPage,
    found: &Value,
    detail: ComparisonDetail,
    wanted: impl Fn(&ItemPart<'_>) -> bool,
) -> FoldedCounts {
    let titles = list(found, "onderdelen");
    let title = |code: &str| titles.iter().find(|node| node["code"] == code).and_then(|node| text(node, "titel"));
    let mut node = None;
    let mut folded = FoldedCounts::default();
    for thing in group_items(list(found, "verschillen")) {
        let (hidden, parts): (Vec<ItemPart<'_>>, Vec<ItemPart<'_>>) = thing
            .parts()
            .into_iter()
            .filter(|part| wanted(part))
            .partition(|part| detail == ComparisonDetail::Folded && part.is_folded(&thing));
        hidden.iter().for_each(|part| folded.add(part));
        if parts.is_empty() {
            continue;
        }
        if node != Some(thing.node()) {
            page.gap();
            let name = match thing.node() {
                Some(code) => format!("{code} {}", title(code).unwrap_or_default()),
                None => page.say(&message!("compare-without-node")),
            };
            let bold = page.ink(Ink::Bold, name.trim());
            page.line(0, &bold);
            node = Some(thing.node());
        }
        tell(page, &thing, &parts, detail);
    }
    folded
}

/// What is shown only as a count.
#[derive(Default)]
struct FoldedCounts {
    nodes: usize,
    lights: usize,
}

impl FoldedCounts {
    fn add(&mut self, part: &ItemPart<'_>) {
        match part.what {
            ItemKind::Light => self.lights += 1,
            ItemKind::Subject | ItemKind::Note => self.nodes += 1,
        }
    }

    fn write_item(&self, page: &mut TextPage) {
        let nodes = (self.nodes > 0).then(|| message!("compare-folded-nodes", count = self.nodes));
        let lights = (self.lights > 0).then(|| message!("compare-folded-lights", count = self.lights));
        let all: Vec<Message> = nodes.into_iter().chain(lights).collect();
        if !all.is_empty() {
            page.gap();
            let told = page.say(&message!("compare-folded", what = Message::joined(all, "; ")));
            page.line(0, &told);
        }
    }
}

/// Writes one item: a line where it was added or dropped, else its name with its fields below it.
fn tell(page: &mut TextPage, thing: &ComparisonItem<'_>, parts: &[ItemPart<'_>], detail: ComparisonDetail) {
    let mut named = thing.is_node(); // its heading names it
    for part in parts {
        let whole = part.became() != ItemChange::Changed;
        if whole && detail == ComparisonDetail::Folded || part.what == ItemKind::Light {
            in_one_line(page, thing, part, detail);
            continue;
        }
        if !std::mem::replace(&mut named, true) {
            let name = thing.name(page.language());
            let title = thing.title().filter(|_| part.what == ItemKind::Subject);
            let title = title.map_or_else(String::new, |title| format!(": {title}"));
            page.line(2, &format!("{name}{title}"));
        }
        fields(page, part, if thing.is_node() { 2 } else { 4 }, detail);
    }
}

/// Writes `+ nieuw Voorziening opvang-kade: open sinds 1 april 2019, 24 plaatsen, De Kade [12]`, cut off at the end of
/// the line.
fn in_one_line(page: &mut TextPage, thing: &ComparisonItem<'_>, part: &ItemPart<'_>, detail: ComparisonDetail) {
    let language = page.language();
    let name = if thing.is_node() { page.say(&message!("compare-this-node")) } else { thing.name(language) };
    let name = match (part.what, part.became()) {
        (ItemKind::Subject | ItemKind::Note, ItemChange::Dropped) => page.say(&message!("compare-gone", name = name)),
        (ItemKind::Subject | ItemKind::Note | ItemKind::Light, _) => name,
    };
    let told = match part.what {
        ItemKind::Light => colours(page, part),
        ItemKind::Subject | ItemKind::Note => comparison_items::item_facts(thing, part, language).join(", "),
    };
    let head = format!("{}{} {name}: ", marked(page, part.nature), ground(page, part));
    let tail = positions(page, part, detail);
    let told: String = told.split_whitespace().collect::<Vec<_>>().join(" ");
    match detail {
        ComparisonDetail::Folded if part.what != ItemKind::Light => {
            // Colour codes have no width.
            let taken = 2 + display_width(&head) + display_width(&tail);
            let cut = cut(&told, page.width().saturating_sub(taken));
            page.hanging(2, 6, &format!("{head}{cut}{tail}"));
        }
        ComparisonDetail::All | ComparisonDetail::Folded => page.hanging(2, 6, &format!("{head}{told}{tail}")),
    }
}

/// Returns the text, or as much of it as fits with an ellipsis after it: at least a few words.
fn cut(text: &str, room: usize) -> String {
    let room = room.max(ROOM_MIN);
    if display_width(text) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        if display_width(&kept) + 2 > room {
            break;
        }
        kept.push(c);
    }
    format!("{}…", kept.trim_end_matches(|c: char| c.is_whitespace() || c == ',' || c == '.'))
}

/// The minimum width for the text of an item in one line, if need be on a line of its own.
const ROOM_MIN: usize = 24;

/// Formats `slechter: ● groen → ■ rood`, and aspects that changed.
fn colours(page: &TextPage, part: &ItemPart<'_>) -> String {
    let language = page.language();
    let row = part.rows.iter().find(|row| row["veld"] == "kleur");
    let grave = |side: &str| match row.and_then(|row| row[side].as_str()) {
        Some("groen") => Some(0),
        Some("oranje") => Some(1),
        Some("rood") => Some(2),
        Some(_) | None => None,
    };
    let turned = match grave("van").zip(grave("naar")) {
        Some((before, after)) if after > before => format!("{}, ", page.say(&message!("compare-worse"))),
        Some((before, after)) if after < before => format!("{}, ", page.say(&message!("compare-better"))),
        Some(_) | None => String::new(),
    };
    let mut rows: Vec<&&Value> = part.rows.iter().collect();
    rows.sort_by_key(|row| row["veld"] != "kleur");
    let told = rows.into_iter().map(|row| {
        let told = differences::format_change(language, row, Length::Shortened);
        let key = text(row, "veld").unwrap_or_default();
        if key == "kleur" { told } else { format!("{} {told}", wording::words(language, key)) }
    });
    format!("{turned}{}", told.collect::<Vec<_>>().join("; "))
}

fn ground(page: &TextPage, part: &ItemPart<'_>) -> String {
    part.ground.map_or_else(String::new, |ground| format!(" ({})", wording::words(page.language(), ground)))
}

/// Formats the events that explain a part, ` [37, 120]`; all of them where everything is shown.
fn positions(page: &TextPage, part: &ItemPart<'_>, detail: ComparisonDetail) -> String {
    let positions: Vec<String> = part.positions().iter().map(u64::to_string).collect();
    match (positions.len(), detail) {
        (0, _) => String::new(),
        (count, ComparisonDetail::Folded) if count > POSITIONS_SHOWN => {
            let shown = positions[..POSITIONS_SHOWN].join(",\u{a0}");
            format!(" [{shown},\u{a0}…]")
        }
        (_, ComparisonDetail::Folded) => format!(" [{}]", positions.join(",\u{a0}")),
        (count, ComparisonDetail::All) => {
            let told = page.say(&message!("compare-positions", count = count, positions = positions.join(", ")));
            format!(" [{told}]")
        }
    }
}

/// How many positions the line of an item has; `--all` and the JSON have all of them.
const POSITIONS_SHOWN: usize = 4;

/// Writes the fields of a part: the short ones in a line, with what explains them; each long one below it.
fn fields(page: &mut TextPage, part: &ItemPart<'_>, indent: usize, detail: ComparisonDetail) {
    let language = page.language();
    let length = if detail == ComparisonDetail::All { Length::Shortened } else { Length::Brief };
    let field = |row: &&Value| {
        let key = text(row, "veld").unwrap_or_default();
        (labels::field(language, key), differences::format_change(language, row, length))
    };
    let told = part.rows.iter().filter(|row| row["veld"] != "bestaan").map(field);
    let (long, short): (Vec<_>, Vec<_>) = told.partition(|(_, told)| display_width(told) > SHORT);
    let short = short.iter().map(|(name, told)| format!("{name} {told}")).collect::<Vec<_>>().join("; ");
    let short = if short.is_empty() { short } else { format!(": {short}") };
    let became = match part.became() {
        ItemChange::Added => format!(" {}", wording::words(language, "toegevoegd")),
        ItemChange::Dropped => format!(" {}", wording::words(language, "vervallen")),
        ItemChange::Changed => String::new(),
    };
    let (mark, ground) = (marked(page, part.nature), ground(page, part));
    let positions = positions(page, part, ComparisonDetail::All);
    page.hanging(indent, indent + 2, &format!("{mark}{ground}{became}{short}{positions}"));
    for (name, told) in long {
        page.hanging(indent + 2, indent + 4, &format!("{name}: {told}"));
    }
}

/// Wider values are on a line of their own: sentences between fields are hard to distinguish.
const SHORT: usize = 48;

fn not_renewed(page: &mut TextPage, rows: &[Value]) {
    if rows.is_empty() {
        return;
    }
    let heading = page.say(&message!("compare-not-renewed"));
    page.heading(&heading);
    for row in rows {
        let subject = text(row, "onderwerp").unwrap_or_default();
        let subject =
            subject.split_once('/').map_or(subject, |(kind, id)| if kind == "onderdeel" { id } else { subject });
        let title = text(row, "titel").map_or_else(String::new, |title| format!(" {title}"));
        let day = text(row, "ingangsdatum").map_or_else(String::new, |iso| wording::day(page.language(), iso, None));
        let what = wording::words(page.language(), text(row, "wat").unwrap_or_default());
        let told = match text(row, "ronde") {
            Some(round) => message!("compare-left-of-round", what = what, day = day, round = round),
            None => message!("compare-left", what = what, day = day),
        };
        let told = page.say(&told);
        page.bullet(0, &format!("{subject}{title}: {told}"));
    }
}

/// Writes what the comparison is based on: what was known on either side, the meaning of each nature here, and each
/// warning as a sentence.
fn grounds(page: &mut TextPage, found: &Value) {
    let language = page.language();
    let heading = page.say(&message!("compare-grounds"));
    page.heading(&heading);
    for (label, key) in [(message!("compare-from"), "van"), (message!("compare-to"), "naar")] {
        let (name, known) = wording::known_label_and_text(language, &found[key]);
        let label = page.say(&label);
        page.labelled(&label, &format!("{} {known}", name.to_lowercase()));
    }
    let natures = [
        ("herstel", comparison_terms::explain_correction(found, language)),
        ("weergave", comparison_terms::explain_view(found, language)),
        ("nieuw", comparison_terms::explain_new(found, language)),
    ];
    for (nature, meaning) in natures {
        let count = found["tellingen"][nature].as_u64().unwrap_or(0);
        if comparison_terms::is_left_out(found, nature) || nature == "weergave" && count == 0 {
            continue;
        }
        page.labelled(&comparison_summary::nature_mark(nature, language), &meaning);
    }
    for (word, _) in comparison_reach::counted(found) {
        // Its name is wider than the column of labels.
        let (name, meaning) =
            (comparison_summary::nature_mark(word, language), comparison_reach::explain(word, language));
        page.hanging(0, 18, &format!("{name}: {meaning}"));
    }
    for word in warned(found) {
        let (label, told) = (page.say(&message!("compare-mind")), page.say(&differences::warning(word)));
        page.labelled(&label, &told);
    }
}
