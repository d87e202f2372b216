//! Proposes cases and milestones from plain sentences: a waiting list that grows, a shortage, a paper that is due.
//!
//! Nothing here is ever certain. A case is one of its kind for a node, so that the next page finds it again; what a
//! later page no longer mentions goes quiet, and a milestone whose day has passed is overdue.

use chrono::{Datelike, NaiveDate};

use super::codes::Code;
use super::dates::{self, DayMatch};
use super::notes::Note;
use super::{dutch_text, facilities, naming};
use crate::domain::time::Precision;

/// A case that a sentence speaks of.
#[derive(Debug, Clone)]
pub(super) struct CaseProposal {
    pub id: String,
    pub node: Code,
    pub kind: &'static str,
    pub title: String,
    pub summary: String,
    pub line: u32,
}

/// A milestone that a sentence speaks of.
#[derive(Debug, Clone)]
pub(super) struct MilestoneProposal {
    pub id: String,
    pub node: Code,
    pub description: String,
    pub due: DayMatch,
    pub body: Option<&'static str>,
    pub line: u32,
}

pattern!(WAITING, r"(?i)\b(wachtlijst|wachttijd)(?:en)?\b");
pattern!(
    SHORTAGE,
    r"(?i)\b(personeelstekort|knelpunt|tekort)(?:en)?(\s+aan\s+(?:\p{Ll}+\s+)?(?:personeel|medewerkers|krachten|vakmensen|hulpverleners|plekken|plaatsen|bedden|woningen|ruimte))?\b"
);
pattern!(STEERING, r"(?i)\b(bijsturingsmaatregel|bijsturing|bijgestuurd|bij te sturen|sturen (?:we )?bij)(?:en)?\b");
pattern!(OVER, r"(?i)\b(?:geen|zonder|niet langer|niet meer|opgelost|weggewerkt|verdwenen|voorbij)\b");
pattern!(
    EXPECTED,
    r"(?i)\b(zal|zullen|wordt|worden|moet|moeten|gereed|klaar|afgerond|opgeleverd|verwacht\w*|gepland|planning|volgt|volgen|start|starten|begint|beginnen|aangeboden|voorgelegd|aanbieden|voorleggen|besluit|besluiten|vaststelling|komt|komen|streven|uiterlijk)\b"
);
// Verbs with which a sentence about a case goes on.
pattern!(
    MOVES,
    r"(?i)\s(?:groei|neem|nem|krimp|bestaa|tel|duur|ontstaa|zorg|leid|vraag|vrag|nam|liep|steeg|daalde|groeide|ontstond)\p{Ll}*\b"
);
pattern!(MONEY, r"(?i)€|\beuro\b|\b(?:miljoen|mln)\b");
pattern!(
    SEASON,
    r"(?i)\b(?:dit|in het|het komende) (voorjaar|najaar)\b|\b(?:eind|einde|voor het eind(?:e)?) (?:van )?(?:dit|het) jaar\b"
);

/// Returns the cases that the sentences of these notes speak of, one for each node and kind.
pub(super) fn find_cases(notes: &[Note], title_of: impl Fn(&Code) -> String) -> Vec<CaseProposal> {
    let mut found: Vec<CaseProposal> = Vec::new();
    for note in notes.iter().filter(|note| note.case.is_none()) {
        for sentence in note.sentences() {
            let Some((kind, word, rest)) = case_in(&sentence.text) else { continue };
            let id = format!("{}-{kind}", note.node);
            if found.iter().any(|other| other.id == id) {
                continue;
            }
            let about = subject_of(rest).unwrap_or_else(|| format!("bij {}", title_of(&note.node)));
            found.push(CaseProposal {
                id,
                node: note.node.clone(),
                kind,
                title: dutch_text::cut(&format!("{} {about}", dutch_text::capital(&word)), 300),
                summary: dutch_text::cut(&sentence.text, 2000),
                line: sentence.line,
            });
        }
    }
    found
}

/// Returns the kind of case that a sentence speaks of, its word, and the text after that.
fn case_in(sentence: &str) -> Option<(&'static str, String, &str)> {
    if OVER.is_match(sentence) {
        return None;
    }
    let told = |found: regex::Match<'_>| (found.as_str().to_lowercase(), &sentence[found.end()..]);
    if let Some(found) = WAITING.find(sentence) {
        let (word, rest) = told(found);
        return Some(("wachtlijst", word, rest));
    }
    if let Some(found) = SHORTAGE.captures(sentence) {
        // A shortfall of money is an amount, a shortage of people or places is a case.
        let is_bare = found[1].eq_ignore_ascii_case("tekort") && found.get(2).is_none();
        if let Some(whole) = found.get(0).filter(|_| !is_bare) {
            let (word, rest) = told(whole);
            return Some(("knelpunt", word, rest));
        }
    }
    let found = STEERING.find(sentence)?;
    let (_, rest) = told(found);
    Some(("bijsturingsmaatregel", "bijsturing".to_owned(), rest))
}

/// Returns what a case is about, by the phrase after its word: `voor zwemles`.
fn subject_of(rest: &str) -> Option<String> {
    let phrase = naming::phrase_after(rest)?;
    Some(MOVES.find(&phrase).map_or(phrase.as_str(), |verb| &phrase[..verb.start()]).trim().to_owned())
        .filter(|subject| !subject.is_empty())
}

/// Returns what the sentences of these notes say is due after the reporting date.
pub(super) fn find_milestones(notes: &[Note], year: i32, reporting_date: NaiveDate) -> Vec<MilestoneProposal> {
    let mut found: Vec<MilestoneProposal> = Vec::new();
    for note in notes {
        for sentence in note.sentences() {
            let text = sentence.text.as_str();
            let is_facility = !facilities::find_changes(text, text, year).changes.is_empty();
            if !EXPECTED.is_match(text) || MONEY.is_match(text) || is_facility {
                continue;
            }
            let Some(due) = due_day(text, year, reporting_date) else { continue };
            let words = format!("{}{}", &text[..due.range.start], &text[due.range.end..]);
            let id = format!("{}-{}", note.node, dutch_text::slug(&dutch_text::cut(&words, 60)));
            if found.iter().any(|other| other.id == id) {
                continue;
            }
            found.push(MilestoneProposal {
                id,
                node: note.node.clone(),
                description: dutch_text::cut(text, 500),
                due,
                body: body_of(text),
                line: sentence.line,
            });
        }
    }
    found
}

/// Returns the first day after the reporting date. A bare year is the year of something else.
fn due_day(text: &str, year: i32, reporting_date: NaiveDate) -> Option<DayMatch> {
    let mut days = dates::find_days(text, year);
    days.extend(SEASON.captures(text).and_then(|found| season(&found, reporting_date)));
    days.into_iter().find(|day| day.day > reporting_date && day.precision != Precision::Year)
}

/// Reads `dit najaar` and `eind van het jaar`, as of the reporting date.
fn season(found: &regex::Captures<'_>, reporting_date: NaiveDate) -> Option<DayMatch> {
    let (month, day, precision) = match found.get(1).map(|season| season.as_str().to_lowercase()) {
        Some(season) if season == "voorjaar" => (4, 1, Precision::Quarter),
        Some(_) => (10, 1, Precision::Quarter),
        None => (12, 31, Precision::AtLatest),
    };
    let day = NaiveDate::from_ymd_opt(reporting_date.year(), month, day)?;
    Some(DayMatch { range: found.get(0)?.range(), day, precision, inferred: true, lead: String::new() })
}

fn body_of(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    match (has(&["de raad", "gemeenteraad"]), has(&["het college", "college van"])) {
        (true, false) => Some("raad"),
        (false, true) => Some("college"),
        (true, true) | (false, false) => None,
    }
}
