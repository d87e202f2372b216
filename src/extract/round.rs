//! Determines which round a page reports: kind, number, budget year and reporting date, from the page or from the
//! caller.

use chrono::{Datelike, NaiveDate};

use super::amount_kinds::word_argument;
use super::known_facts::KnownRound;
use super::lines::Line;
use super::{ExtractError, Notice, Options, PageHeading, PageRound, dates, dutch_text};
use crate::domain::event::RoundKind;
use crate::domain::time::Day;
use crate::language::Message;
use crate::message;

/// The kind of a round where nothing names it: most pages are of this kind. It is marked for review, so that what
/// belongs to the round can be recorded.
const KIND_UNSAID: &str = "bestuursrapportage";

/// The round that the drafts belong to.
#[derive(Debug, Clone)]
pub(super) struct Round {
    pub id: String,
    pub kind: &'static str,
    pub sequence: Option<u8>,
    pub year: i32,
    pub title: String,
    pub reporting_date: NaiveDate,
    /// The line of its title, if the page has one.
    pub line: Option<u32>,
    pub assumed: Vec<&'static str>,
    heading: Option<PageHeading>,
}

impl Round {
    /// Returns the first of January of the budget year.
    pub fn structure_day(&self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, 1, 1).unwrap_or(self.reporting_date)
    }

    /// Returns what a comparison with a log needs of it.
    pub fn of_page(&self) -> PageRound {
        let day = |date: NaiveDate| Day::parse(&date.to_string()).unwrap_or(Day::from_number(0));
        PageRound {
            id: self.id.clone(),
            fiscal_year: self.year,
            reporting_date: day(self.reporting_date),
            structure_day: day(self.structure_day()),
            heading: self.heading.clone(),
        }
    }
}

/// The title of a round, as a line of the page shows it.
struct Title {
    line: u32,
    text: String,
    kind: &'static str,
    sequence: Option<u8>,
    year: Option<i32>,
}

pattern!(
    TITLE,
    r"(?i)\b(?:(\d{1,2})\s?(?:e|de|ste)\s+|(eerste|tweede|derde|vierde)\s+)?(voortgangsrapportage|vorap|bestuursrapportage|berap|kaderbrief|kadernota|programmabegroting|jaarstukken|jaarrekening|jaarverslag)(?:\s+(i{1,3}|[1-4])\b)?(?:\s+(?:over\s+)?((?:19|20)\d\d))?(?:\s?-\s?(i{1,3}|[1-4])\b)?"
);
pattern!(REPORTING_DATE, r"(?i)\b(peildatum|stand per|naar de stand van)\b");
pattern!(NUMBER_IN_ID, r"(?i)(?:^|[^a-z0-9])[a-z]+-?([1-9]\d?)(?:[^0-9]|$)");
pattern!(YEAR_IN_ID, r"(?:^|[^0-9])((?:19|20)\d\d)(?:[^0-9]|$)");

/// Determines the round of a page.
///
/// # Errors
/// Returns [`ExtractError::Option`] for a reporting date in a wrong form, or where neither the page nor the options
/// give one.
pub(super) fn read_round(lines: &[Line], options: &Options, notices: &mut Vec<Notice>) -> Result<Round, ExtractError> {
    let title = title(lines);
    let reporting_date = reporting_date(lines, options)?;
    let mut assumed = Vec::new();
    let from_page = title.as_ref().and_then(|title| title.year);
    let from_id = year_of_id(&options.round);
    let accepted = title.as_ref().map(|title| hold_heading(title, options, notices)).transpose()?.unwrap_or_default();
    assumed.extend(accepted.assumed());
    let year = match (options.fiscal_year, from_page, from_id) {
        (Some(given), Some(page), _) if given != page => {
            let line = title.as_ref().map_or(1, |title| title.line as usize);
            notices.push(Notice::new(
                (line, line),
                message!("extract-other-year", page = page.to_string(), given = given.to_string()),
            ));
            given
        }
        (Some(given), _, _) => given,
        (None, Some(page), _) if !accepted.is_other_year => page,
        (None, _, from_id) => {
            if !accepted.is_other_year {
                assumed.push("begrotingsjaar");
            }
            from_id.unwrap_or(reporting_date.year())
        }
    };
    let said = title.as_ref().map(|title| title.kind);
    let given = options.kind.map(RoundKind::name);
    let kind = given.or(said).or_else(|| kind_of_id(&options.round)).unwrap_or(KIND_UNSAID);
    if given.or(said).is_none() {
        assumed.push("soort");
    }
    let shown =
        title.as_ref().filter(|title| title.year.is_some() && !accepted.is_other_year).map(|title| title.text.clone());
    if shown.is_none() {
        assumed.push("titel");
    }
    let name = dutch_text::capital(kind);
    let sequence = title.as_ref().and_then(|title| title.sequence);
    let built = sequence.map_or(format!("{name} {year}"), |sequence| format!("{sequence}e {name} {year}"));
    Ok(Round {
        id: options.round.clone(),
        kind,
        sequence,
        year,
        title: shown.unwrap_or(built),
        reporting_date,
        line: title.as_ref().map(|title| title.line),
        assumed,
        heading: title.map(|title| PageHeading {
            line: title.line,
            year: title.year.filter(|_| options.fiscal_year.is_none()),
            sequence: title.sequence.map(i64::from),
            text: title.text,
        }),
    })
}

/// How a heading of another round differs that was accepted.
#[derive(Debug, Default)]
struct AcceptedHeading {
    is_other_year: bool,
    is_other_number: bool,
}

impl AcceptedHeading {
    /// Returns the fields of the round that are not sure.
    fn assumed(&self) -> impl Iterator<Item = &'static str> {
        let fields = [self.is_other_year.then_some("begrotingsjaar"), self.is_other_number.then_some("volgnummer")];
        fields.into_iter().flatten()
    }
}

fn year_of_id(id: &str) -> Option<i32> {
    YEAR_IN_ID.captures(id).and_then(|found| found[1].parse().ok())
}

/// Holds the heading of a page against the id of its round. Notes of another year or number would never show in it:
/// where such a heading is accepted, the round keeps its own year.
fn hold_heading(title: &Title, options: &Options, notices: &mut Vec<Notice>) -> Result<AcceptedHeading, ExtractError> {
    let number: Option<u8> = NUMBER_IN_ID.captures(&options.round).and_then(|found| found[1].parse().ok());
    let year = year_of_id(&options.round).filter(|_| options.fiscal_year.is_none());
    let differs = differences((title.year, title.sequence.map(i64::from)), (year, number.map(i64::from)));
    if !differs.is_empty() && !options.accepts_heading {
        return Err(ExtractError::OtherRound(other_heading(&title.text, title.line, &options.round, differs)));
    }
    let line = title.line as usize;
    if !differs.is_empty() {
        let round = options.round.as_str();
        let differs = Message::joined(differs, ", ");
        let why = message!("extract-heading-accepted", title = title.text.as_str(), round = round, differs = differs);
        notices.push(Notice::new((line, line), why));
    }
    let of_id = kind_of_id(&options.round).filter(|kind| *kind != title.kind && options.kind.is_none());
    if let Some(kind) = of_id.filter(|_| title.year.is_some()) {
        let message = message!("extract-heading-kind", page = word_argument(title.kind), round = word_argument(kind));
        notices.push(Notice::new((line, line), message));
    }
    Ok(AcceptedHeading {
        is_other_year: year.zip(title.year).is_some_and(|(own, page)| own != page),
        is_other_number: number.zip(title.sequence).is_some_and(|(own, page)| own != page),
    })
}

/// How a page differs from the round that it is said to report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoundDifference {
    /// Its heading names another year or number.
    Heading {
        /// The heading.
        title: String,
        /// Its line, from 1.
        line: u32,
        /// The id of the round.
        round: String,
        /// The year or number of both.
        differs: Message,
    },
    /// Its reporting date is another than the log has.
    Day {
        /// The id of the round.
        round: String,
        /// The reporting date in the log.
        known: Day,
        /// That of the page.
        said: Day,
    },
}

impl RoundDifference {
    /// Returns what differs, and what to do on the command line.
    pub fn message(&self) -> Message {
        match self {
            RoundDifference::Heading { title, line, round, differs } => {
                message!("extract-heading-other", title = title, line = *line, round = round, differs = differs.clone())
            }
            RoundDifference::Day { round, known, said } => {
                message!("extract-date-other", round = round, known = *known, said = *said)
            }
        }
    }
}

fn other_heading(title: &str, line: u32, round: &str, differs: Vec<Message>) -> RoundDifference {
    let differs = Message::joined(differs, ", ");
    RoundDifference::Heading { title: title.to_owned(), line, round: round.to_owned(), differs }
}

/// Returns how year and number of a heading differ from those of a round, as far as both are known.
fn differences(page: (Option<i32>, Option<i64>), round: (Option<i32>, Option<i64>)) -> Vec<Message> {
    let year = page.0.zip(round.0).filter(|(page, round)| page != round);
    let number = page.1.zip(round.1).filter(|(page, round)| page != round);
    let told = [
        year.map(|(page, round)| message!("extract-heading-year", page = page.to_string(), round = round.to_string())),
        number.map(|(page, round)| {
            message!("extract-heading-number", page = page.to_string(), round = round.to_string())
        }),
    ];
    told.into_iter().flatten().collect()
}

/// Returns how a page differs from its round as a log has it: the year and number of its heading, and the reporting
/// date.
pub fn differs_from_round(page: &PageRound, known: &[KnownRound]) -> Option<RoundDifference> {
    let round = known.iter().find(|round| round.id == page.id)?;
    if let Some(heading) = &page.heading {
        let differs = differences((heading.year, heading.sequence), (round.fiscal_year, round.sequence));
        if !differs.is_empty() {
            return Some(other_heading(&heading.text, heading.line, &page.id, differs));
        }
    }
    let known = round.reporting_date.filter(|day| *day != page.reporting_date)?;
    Some(RoundDifference::Day { round: page.id.clone(), known, said: page.reporting_date })
}

/// Returns the line with the title of the round, which is not a heading.
pub(super) fn title_line(lines: &[Line]) -> Option<u32> {
    title(lines).map(|title| title.line)
}

/// Returns the first short line that names a kind of report; a line with a year takes precedence.
fn title(lines: &[Line]) -> Option<Title> {
    let titles: Vec<Title> = lines.iter().filter_map(title_of).collect();
    let dated = titles.iter().position(|title| title.year.is_some());
    titles.into_iter().nth(dated.unwrap_or(0))
}

fn title_of(line: &Line) -> Option<Title> {
    const MOST: usize = 90;
    let text = line.text.as_str();
    if text.chars().count() > MOST || dutch_text::ends_sentence(text) {
        return None;
    }
    let found = TITLE.captures(text)?;
    let before = text[..found.get(0)?.start()].trim();
    // A head line may name another paper; a title has at most a few known words before it.
    let leads =
        ["", "stand van zaken bij", "stand van zaken bij de", "stand van zaken", "programma", "de", "gemeente leiden"];
    let is_title = leads.contains(&before.to_lowercase().as_str()) || before.split(' ').count() <= 2;
    let group = |number: usize| found.get(number).map(|group| group.as_str().to_lowercase());
    let sequence = group(1).or(group(2)).or(group(4)).or(group(6)).and_then(|word| sequence(&word));
    let kind = match group(3)?.as_str() {
        "voortgangsrapportage" | "vorap" => "voortgangsrapportage",
        "bestuursrapportage" | "berap" => "bestuursrapportage",
        "kaderbrief" | "kadernota" => "kaderbrief",
        "programmabegroting" => "programmabegroting",
        _ => "jaarstukken",
    };
    let year = group(5).and_then(|year| year.parse().ok());
    is_title.then(|| Title { line: line.number, text: text.to_owned(), kind, sequence, year })
}

fn sequence(word: &str) -> Option<u8> {
    match word {
        "eerste" | "i" => Some(1),
        "tweede" | "ii" => Some(2),
        "derde" | "iii" => Some(3),
        "vierde" => Some(4),
        digits => digits.parse().ok().filter(|number| (1..=12).contains(number)),
    }
}

fn kind_of_id(id: &str) -> Option<&'static str> {
    let lower = id.to_lowercase();
    let kinds = [
        ("berap", "bestuursrapportage"),
        ("bestuursrapportage", "bestuursrapportage"),
        ("voortgang", "voortgangsrapportage"),
        ("vorap", "voortgangsrapportage"),
        ("-vr", "voortgangsrapportage"),
        ("-br", "bestuursrapportage"),
        ("-js", "jaarstukken"),
        ("-kb", "kaderbrief"),
        ("-pb", "programmabegroting"),
        ("kaderbrief", "kaderbrief"),
        ("begroting", "programmabegroting"),
        ("jaarstukken", "jaarstukken"),
    ];
    kinds.iter().find(|(word, _)| lower.contains(word)).map(|(_, kind)| *kind)
}

fn reporting_date(lines: &[Line], options: &Options) -> Result<NaiveDate, ExtractError> {
    if let Some(given) = &options.reporting_date {
        let day = Day::parse(given).ok().and_then(|_| NaiveDate::parse_from_str(given, "%Y-%m-%d").ok());
        return day.ok_or_else(|| ExtractError::Option(message!("extract-date-wrong", day = given.as_str())));
    }
    let said = |line: &Line| {
        let found = REPORTING_DATE.find(&line.text)?;
        dates::exact(&line.text[found.end()..])
    };
    lines.iter().find_map(said).ok_or(ExtractError::NoReportingDate)
}
