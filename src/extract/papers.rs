//! Collects all papers of a page: what its sentences together state of each, and about their reservations; `settlement`
//! combines the two.

mod settlement;

use super::codes::Code;
use super::decisions::{self, Mention};
use super::draft_day::DraftDay;
use super::dutch_text;
use super::notes::{Note, Sentence};
use super::reservations::{self, AwaitedDecision, Settlement};
use super::round::Round;
use crate::language::Message;
use crate::message;

/// A sentence dates its paper only where these words lead to the day; `per` and `vanaf` lead to a day of effect.
const LEADS_TO_DECISION: [&str; 6] = ["op", "in", "dd", "d.d.", "van", ""];

/// A paper as all its mentions on the page describe it.
pub(super) struct Paper {
    pub mention: Mention,
    pub purport: &'static str,
    pub body: Option<&'static str>,
    pub subject: Option<String>,
    pub reservation: Option<ReservationDraft>,
    pub nodes: Vec<Code>,
    pub when: DraftDay,
    pub line: u32,
}

/// A reservation as it will be drafted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ReservationDraft {
    pub text: String,
    pub body: Option<&'static str>,
    pub end: ReservationEnd,
}

/// What the page states about the end of a reservation. None of it is certain: many words can fulfil one, and the page
/// need not mention it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ReservationEnd {
    /// Nothing.
    NotStated,
    /// This line states that it is fulfilled, by the paper with this id.
    By { slug: String, line: u32 },
    /// This line states so without a single paper to refer to.
    ByUnknown { line: u32 },
    /// This line may state so, or be about something else.
    Perhaps { line: u32 },
    /// This line states that it was refused.
    Refused { line: u32 },
}

/// The papers of a page, and what the page states about their reservations.
#[derive(Default)]
pub(super) struct Papers {
    pub list: Vec<Paper>,
    reserved: Vec<PlacedReservation>,
    statements: Vec<SettledStatement>,
    sentences: usize,
}

/// A reservation at its place on the page.
struct PlacedReservation {
    paper: usize,
    reservation: AwaitedDecision,
    place: PagePlace,
    /// The topics of the reservation and its paper, to compare with those of another sentence.
    about: Vec<String>,
    /// Papers that its own words name: those it waits for.
    awaits: Vec<usize>,
}

/// A sentence that states that something is settled.
struct SettledStatement {
    settled: Settlement,
    text: String,
    place: PagePlace,
    about: Vec<String>,
    papers: Vec<usize>,
    /// It follows a reservation in the same sentence.
    same_sentence: bool,
}

#[derive(Debug, Clone, Copy)]
struct PagePlace {
    note: usize,
    sentence: usize,
    line: u32,
}

impl Papers {
    /// Reads the sentences of a note; returns the doubts, by line.
    pub fn note(&mut self, note: &Note, at: usize, round: &Round) -> Vec<(u32, Message)> {
        let mut doubts = Vec::new();
        let head = note.head.iter().map(|head| Sentence { text: head.clone(), line: note.span.0 });
        let mut last: Option<(usize, usize)> = None;
        for sentence in head.chain(note.sentences()) {
            self.sentences += 1;
            let place = PagePlace { note: at, sentence: self.sentences, line: sentence.line };
            let mentions = decisions::find_papers(&sentence.text);
            let is_only = mentions.len() == 1;
            let starts: Vec<usize> = mentions.iter().map(|mention| mention.range.start).collect();
            let ids: Vec<usize> =
                mentions.into_iter().map(|mention| self.paper(note, &sentence, mention, is_only, round)).collect();
            let found: Vec<(usize, usize)> = starts.into_iter().zip(ids).collect();
            let before = last;
            last = found.last().map(|(_, paper)| (*paper, place.sentence)).or(last);
            let Some(reservation) = reservations::find_reservation(&sentence.text) else {
                self.settles(&sentence.text, &found, place, false);
                continue;
            };
            let end = reservation.range.end;
            let behind: Vec<(usize, usize)> = found.iter().copied().filter(|(start, _)| *start >= end).collect();
            match owner(&reservation, &found, before, place.sentence) {
                Some(paper) => self.reserve(paper, reservation, &found, place, &sentence.text),
                None if reservation.is_plain => {
                    doubts.push((sentence.line, message!("extract-reservation-nowhere")));
                }
                None => {}
            }
            self.settles(&sentence.text[end..], &behind, place, true);
        }
        doubts
    }

    fn reserve(
        &mut self,
        paper: usize,
        reservation: AwaitedDecision,
        found: &[(usize, usize)],
        place: PagePlace,
        text: &str,
    ) {
        let inside =
            |(start, other): &(usize, usize)| (reservation.range.contains(start) && *other != paper).then_some(*other);
        let awaits = found.iter().filter_map(inside).collect();
        let subject = self.list[paper].subject.clone().unwrap_or_default();
        let about = topics(&format!("{text} {subject} {}", self.list[paper].mention.title.as_deref().unwrap_or("")));
        self.reserved.push(PlacedReservation { paper, reservation, place, about, awaits });
    }

    fn settles(&mut self, text: &str, found: &[(usize, usize)], place: PagePlace, same_sentence: bool) {
        let settled = match same_sentence {
            true => reservations::settlement_after_reservation(text),
            false => reservations::find_settlement(text, !found.is_empty()),
        };
        let papers = found.iter().map(|(_, paper)| *paper).collect();
        let said = |settled| SettledStatement {
            settled,
            text: text.to_owned(),
            place,
            about: topics(text),
            papers,
            same_sentence,
        };
        self.statements.extend(settled.map(said));
    }

    /// Adds a paper, or adds this sentence to one that was mentioned before; returns its index.
    fn paper(&mut self, note: &Note, sentence: &Sentence, mention: Mention, is_only: bool, round: &Round) -> usize {
        let purport = decisions::purport(&sentence.text, &mention, is_only);
        let slug = mention.slug();
        if let Some(at) = self.list.iter().position(|paper| paper.mention.slug() == slug) {
            let paper = &mut self.list[at];
            if !paper.nodes.contains(&note.node) {
                paper.nodes.push(note.node.clone());
            }
            if paper.purport == "onbekend" {
                paper.purport = purport;
            }
            paper.subject = paper.subject.take().or_else(|| decisions::subject(&sentence.text, &mention));
            return at;
        }
        let year = year_of(&mention.number).unwrap_or(round.year);
        let days: Vec<_> = super::dates::find_days(&sentence.text, year)
            .into_iter()
            .filter(|day| LEADS_TO_DECISION.contains(&day.lead.as_str()))
            .collect();
        let day = match days.as_slice() {
            [day] if is_only || purport != "onbekend" => Some(day),
            _ => None,
        };
        let when = DraftDay::named_or_latest(day, round);
        self.list.push(Paper {
            purport,
            body: decisions::body(&sentence.text, &mention),
            subject: decisions::subject(&sentence.text, &mention)
                .filter(|_| is_only || !decisions::piece(&sentence.text, &mention.range).is_empty()),
            reservation: None,
            nodes: vec![note.node.clone()],
            when,
            line: sentence.line,
            mention,
        });
        self.list.len() - 1
    }
}

/// Returns the paper that a reservation is about: the last before it in its sentence, else the first after it that it
/// does not wait for, else the last of the note if the words are explicit or directly follow it, else the last within
/// it.
fn owner(
    reservation: &AwaitedDecision,
    found: &[(usize, usize)],
    last: Option<(usize, usize)>,
    sentence: usize,
) -> Option<usize> {
    let before = found.iter().rev().find(|(start, _)| *start < reservation.range.start);
    let behind = found.iter().find(|(start, _)| *start >= reservation.range.end);
    let earlier = last.filter(|(_, at)| reservation.is_plain || at + 1 == sentence).map(|(paper, _)| paper);
    let inside = found.iter().rev().find(|(start, _)| reservation.range.contains(start));
    before.or(behind).map(|(_, paper)| *paper).or(earlier).or(inside.map(|(_, paper)| *paper))
}

pattern!(FIGURE, r"(\d)\.(\d)");

/// Returns the words that show what a text is about: names, figures, and longer words that are not common to papers.
fn topics(text: &str) -> Vec<String> {
    const COMMON: [&str; 26] = [
        "besluit",
        "besluitvorming",
        "raad",
        "gemeenteraad",
        "college",
        "voorbehoud",
        "beschikbaar",
        "gesteld",
        "vastgesteld",
        "ingestemd",
        "inmiddels",
        "middelen",
        "budget",
        "benodigde",
        "goedgekeurd",
        "onder",
        "door",
        "heeft",
        "hebben",
        "hiervoor",
        "daarvoor",
        "waarmee",
        "programma",
        "instemming",
        "goedkeuring",
        "gemeente",
    ];
    // Figures stay in one piece: 75.000, 21.0317.
    let plain = dutch_text::normalize(&FIGURE.replace_all(text, "$1$2"));
    let is_topic = |word: &&str| {
        let is_figure = word.len() > 2 && word.bytes().all(|b| b.is_ascii_digit()) && !is_year(word);
        (word.len() > 4 && !word.starts_with(|c: char| c.is_ascii_digit()) && !COMMON.contains(word)) || is_figure
    };
    let mut topics: Vec<String> = plain.split(' ').filter(is_topic).map(str::to_owned).collect();
    topics.sort_unstable();
    topics.dedup();
    topics
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && (word.starts_with("19") || word.starts_with("20"))
}

/// Returns the year in the number of a paper: 2019 for `B&W 19.0017`.
fn year_of(number: &str) -> Option<i32> {
    let digits = number.trim_start_matches(|c: char| !c.is_ascii_digit());
    let (year, rest) = digits.split_once('.')?;
    let is_numbered = year.len() == 2 && rest.len() >= 4;
    year.parse::<i32>().ok().filter(|_| is_numbered).map(|year| 2000 + year)
}
