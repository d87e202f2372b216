//! Classifies a line: a heading of the page, a row of the goal tree, a label, navigation, or text.

use super::codes::{self, Code, CodeMatch};
use super::dutch_text;
use super::lines::Line;

/// A heading or row, classified from one line without its neighbours.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Heading<'a> {
    /// Navigation and the heads of table columns.
    Ignored,
    /// `Programma 9 Ondersteuning`.
    Programme {
        number: u32,
        title: &'a str,
    },
    /// A label of the programme's passport, with the value after it on the line.
    Label {
        label: Label,
        value: &'a str,
    },
    /// `De missie van het programma X luidt:`, with a mission that may start on the same line.
    Mission {
        title: Option<&'a str>,
        text: &'a str,
    },
    /// `Beleidsterrein 9A Preventie`.
    Area {
        found: CodeMatch<'a>,
    },
    /// `Toelichting doelenboom Beleidsterrein 9A ...`, `Toelichting`, `Toelichting: text`.
    Explanation {
        rest: &'a str,
    },
    /// `Stand van zaken bij ...`: the text after it is about the current programme or area.
    State,
    /// A section of a report without notes: finances, indicators, reserves.
    Elsewhere,
    /// A line that starts with a code: a row of the tree, a heading or a sentence.
    Coded {
        found: CodeMatch<'a>,
    },
    /// A row of figures.
    TableRow,
    Text,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    Number,
    Committee,
    Portfolios,
}

/// The maximum length of a heading; the longest known output title has 190 characters.
const HEADING_MAX: usize = 300;
/// The maximum length of a section heading: a longer line that starts the same way is a sentence.
const SECTION_HEADING_MAX: usize = 90;

pattern!(
    LABEL,
    r"(?i)^(programmanummer|nummer programma|(?:raads)?commissie|portefeuille(?:\(s\)|s|houders?|houder\(s\))?)\s*(?::\s*(.*))?$"
);
pattern!(PROGRAMME, r"(?i)^programma\s+0?(\d{1,2})\b[\s.:–-]*(.*)$");
pattern!(
    MISSION,
    r"(?i)^(?:de )?missie(?: van (?:het |dit )?programma(?: (.{1,200}?))?)?(?: luidt(?: als volgt)?)?(?:\s*:\s*(.*)|)$"
);
pattern!(AREA, r"(?i)^(?:doelenboom\s+)?beleidsterrein\s+(.+)$");
pattern!(
    EXPLANATION,
    r"(?i)^toelichting(?:en)?\b(?:\s+(?:op|bij|van|de|het|per|en|doelenboom|doelen|doel|prestaties?|beleidsterrein(?:en)?|programma)\b)*\s*[:–-]?\s*(.*)$"
);
pattern!(
    STATE,
    r"(?i)^(stand van zaken|voortgang\b|(?:actuele |relevante )?ontwikkelingen\b|beleidsmatige (?:afwijkingen|ontwikkelingen|voortgang))"
);
pattern!(
    ELSEWHERE,
    r"(?i)^(financi|wat (?:mag|gaat|heeft) (?:het|dit) (?:kosten|gekost)|(?:effect|prestatie|beleids)?indicatoren\b|verbonden partijen|reserves?\b|investeringen\b|programmabudget|begrotingswijziging|bedragen (?:x|maal|in)\b|overzicht (?:van )?(?:de )?(?:baten|lasten|reserves)|(?:lasten|baten|saldo)\b)"
);
pattern!(
    NAVIGATION,
    r"(?i)^((?:ga |terug )?naar (?:boven|beneden|inhoud|inhoudsopgave|navigatie(?: [-–] .*)?)|terug|vorige|volgende|inhoud(?:sopgave)?|home|menu|zoeken|delen|sluiten|lees (?:meer|voor)|meer informatie|print(?: deze pagina)?|download(?: pdf)?|privacy(?:verklaring)?|cookies?|contact|toegankelijkheid|proclaimer|colofon|sitemap|©.*|doelenboom|doel(?:en)?(?: (?:en )?prestaties?)?|prestaties?|stoplicht(?:en)?|status)$"
);

/// Classifies `line` by itself.
pub(super) fn classify_line(line: &Line) -> Heading<'_> {
    let text = line.text.as_str();
    let length = text.chars().count();
    if let Some(label) = label(text) {
        return label;
    }
    if NAVIGATION.is_match(text) {
        return Heading::Ignored;
    }
    if is_table_row(line) {
        return Heading::TableRow;
    }
    if let Some(mission) = mission(text) {
        return mission;
    }
    if let Some(found) = codes::parse_at_start(text).or_else(|| codes::parse_dotted(text).filter(|_| line.dotted)) {
        return Heading::Coded { found };
    }
    if length <= HEADING_MAX
        && let Some(heading) = named(text)
    {
        return heading;
    }
    let is_section =
        length <= SECTION_HEADING_MAX && (!dutch_text::ends_sentence(text) || dutch_text::is_question(text));
    if is_section && STATE.is_match(text) {
        return Heading::State;
    }
    if is_section && ELSEWHERE.is_match(text) {
        return Heading::Elsewhere;
    }
    Heading::Text
}

fn label(text: &str) -> Option<Heading<'_>> {
    let found = LABEL.captures(text)?;
    let name = found.get(1)?.as_str().to_lowercase();
    let label = match () {
        () if name.contains("nummer") => Label::Number,
        () if name.contains("commissie") => Label::Committee,
        () => Label::Portfolios,
    };
    Some(Heading::Label { label, value: found.get(2).map_or("", |value| value.as_str()) })
}

fn mission(text: &str) -> Option<Heading<'_>> {
    let found = MISSION.captures(text)?;
    Some(Heading::Mission {
        title: found.get(1).map(|title| title.as_str().trim()),
        text: found.get(2).map_or("", |text| text.as_str()),
    })
}

/// Classifies headings that name their kind: programme, area, output, explanation.
fn named(text: &str) -> Option<Heading<'_>> {
    if let Some(found) = PROGRAMME.captures(text) {
        let title = found.get(2).map_or("", |title| title.as_str());
        let is_title = !title.starts_with(char::is_lowercase) && !dutch_text::ends_sentence(title);
        let number = found.get(1)?.as_str().parse().ok().filter(|number| *number > 0);
        return number.filter(|_| is_title).map(|number| Heading::Programme { number, title });
    }
    if let Some(found) = AREA.captures(text) {
        let found = codes::parse_at_start(found.get(1)?.as_str())?;
        let is_title = !found.rest.starts_with(char::is_lowercase) && !dutch_text::ends_sentence(found.rest);
        return is_title.then_some(Heading::Area { found });
    }
    if let Some(rest) = EXPLANATION.captures(text).and_then(|found| found.get(1)) {
        let says_text = text[..rest.start()].contains(':');
        let is_heading = !dutch_text::ends_sentence(text) || says_text;
        return is_heading.then_some(Heading::Explanation { rest: rest.as_str() });
    }
    coded_by_word(text)
}

/// Parses `Prestatie 9A1.1 Title` and `Doel 9A1 Title`.
fn coded_by_word(text: &str) -> Option<Heading<'_>> {
    let (word, rest) = text.split_once(' ')?;
    let is_word = matches!(word.to_lowercase().as_str(), "prestatie" | "doel" | "doelstelling");
    let found = codes::parse_at_start(rest).filter(|_| is_word)?;
    (!found.rest.starts_with(char::is_lowercase)).then_some(Heading::Coded { found })
}

/// Returns true for figures in columns: at least three words at the end, or all cells but the first, are numbers.
fn is_table_row(line: &Line) -> bool {
    let figure = |word: &str| {
        let digits = word.chars().filter(char::is_ascii_digit).count();
        digits > 0
            && word.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '–' | '%' | '€' | '+' | ' '))
    };
    let words =
        line.text.split(' ').rev().take_while(|word| figure(word) || *word == "€").filter(|word| figure(word)).count();
    // Cells between bars, as pages write their tables in text.
    line.text.matches(" | ").count() >= 2
        || words >= 3
        || (line.cells.len() >= 3 && line.cells.iter().skip(1).all(|cell| figure(cell)))
}

/// Returns true when the text after a code is a title, and not the rest of a sentence.
pub(super) fn is_title(rest: &str) -> bool {
    !rest.is_empty()
        && rest.chars().count() <= HEADING_MAX
        && !rest.starts_with(char::is_lowercase)
        && !dutch_text::ends_sentence(rest)
}

/// Parses the code of a programme from its number.
pub(super) fn programme(text: &str) -> Option<Code> {
    let digits: String = text.trim().chars().take_while(char::is_ascii_digit).collect();
    let rest = &text.trim()[digits.len()..];
    let number = digits.parse::<u32>().ok().filter(|number| (1..100).contains(number))?;
    (!rest.starts_with(|c: char| c.is_alphanumeric())).then(|| Code::programme(number))
}
