//! Finds places and services that a sentence reports as closing, opening or moving. Without a name nothing is drafted.

use regex::Captures;

use super::{dates, dutch_text};
use crate::language::Message;
use crate::message;

/// What happens to a facility.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ChangeKind {
    Closed,
    Opened,
    Reopened,
    Restricted,
    /// It continues elsewhere, at the named place.
    Moved {
        to: String,
    },
}

/// A change of one facility, as a sentence reports it.
#[derive(Debug, Clone)]
pub(super) struct FacilityChange {
    pub name: String,
    pub noun: String,
    pub place: Option<String>,
    pub kind: &'static str,
    /// True where the sentence itself does not name the kind; the rest of the note does, or nothing does.
    pub kind_assumed: bool,
    pub temporary: bool,
    pub change: ChangeKind,
    pub day: Option<dates::DayMatch>,
    pub uncertain: Option<Message>,
}

impl FacilityChange {
    /// Returns the name of the facility that continues at another place.
    pub fn name_at(&self, to: &str) -> String {
        match self.place {
            Some(_) => format!("{} {to}", self.noun),
            None => format!("{} ({to})", self.name),
        }
    }
}

/// The result for a sentence: changes, or why there are none although it mentions one.
#[derive(Debug, Default)]
pub(super) struct FacilityReading {
    pub changes: Vec<FacilityChange>,
    pub doubt: Option<Message>,
}

pattern!(
    NAME,
    r#"\b((?i:gebouw|pand|locatie|opvanglocatie|vestiging|\p{L}*opvang|dagbesteding(?:slocatie)?|\p{L}*hotel|\p{L}*huis|huize|\p{L}*centrum|wijkteam|steunpunt|inloop(?:punt|huis|locatie)?|pension|hostel|woonvoorziening|loket))\s+['"‘“]?((?:\p{Lu}|\d+\p{Lu})[\p{L}\d'’-]*(?:\s+(?:(?:van|de|der|den|het|ter|ten|'t|aan)\s+){0,2}(?:\p{Lu}[\p{L}\d'’-]*|\d{1,3}[a-z]?\b))*)"#
);
pattern!(
    AT,
    r#"\b((?i:gebouw|pand|locatie|\p{L}*opvang|dagbesteding|\p{L}*hotel|\p{L}*huis|\p{L}*centrum|steunpunt|inloop|pension|hostel|woonvoorziening|loket))\s+(?:aan|op|in)\s+(?:(?:de|het|den)\s+)?((?:\p{Lu})[\p{L}'’-]*(?:\s+(?:\p{Lu}[\p{L}'’-]*|\d{1,3}[a-z]?\b))*)"#
);
pattern!(
    CLOSES,
    r"(?i)\b(sluit|sluiten|sluiting|gesloten|ga(?:at|an)\s(?:[^.,;]*?\s)?dicht|dichtgegaan|dicht gegaan)\b"
);
// `dicht bij het station werken` is being near, `dicht op 1 november` a closing.
pattern!(NEAR, r"(?i)^\s+(?:bij|op\s+(?:de|het|een|elkaar)|in\s+de\s+buurt)\b");
pattern!(
    OPENS,
    r"(?i)\b(opent|openen|opening|geopend|opengegaan|open gegaan|gaat open|gaan open|in gebruik genomen|van start gegaan op)\b"
);
pattern!(REOPENS, r"(?i)\b(heropend|heropent|heropening|weer (?:open|geopend|opengegaan))\b");
pattern!(MOVES, r"(?i)\b(verhuisd|verhuist|verhuizen|verhuizing|verplaatst|verplaatsing)\b");
pattern!(
    TO,
    r"\bnaar\s+(?:(?:de|het|een)\s+)?(?:(?i:locatie|gebouw|pand)\s+)?(?:(?:aan|op|in)\s+(?:de|het)\s+)?(\p{Lu}[\p{L}\d'’-]*(?:\s+(?:\p{Lu}[\p{L}'’-]*|\d{1,3}[a-z]?\b))*)"
);
pattern!(
    LIMITED,
    r"(?i)\b(minder open|beperkt open|beperkt geopend|gedeeltelijk gesloten|gedeeltelijk open|beperkte openingstijden|tijdelijk beperkt)\b"
);
pattern!(
    NO_PLACE,
    r"(?i)\b(overeenkomst(?:en)?|contract(?:en)?|convenant(?:en)?|akkoord|verdrag|pact|deal|lening|begroting|boek(?:jaar)?|gesloten (?:jeugd\w*|instelling\w*|setting|plaatsing\w*|afdeling\w*|beurzen|deuren|systeem)|sluitende?)\b"
);
pattern!(
    UNDECIDED,
    r"(?i)\b(onderzocht|onderzoeken|onderzoek naar|mogelijk|mogelijkheid|wellicht|overwogen|overwegen|voornemen|voorgenomen|misschien|zou|streven|plan(?:nen)? om|dreigt|als gevolg kan)\b"
);
pattern!(DENIED, r"(?i)\b(niet|geen|nooit)\b");
pattern!(NOT_BUT, r"(?i)\bniet\b.*?\b(maar)\s+(?:pas\s+|al\s+|eerst\s+)?");
pattern!(INSTEAD, r"(?i)\b(?:in plaats van|i\.p\.v\.|niet meer)\s");
pattern!(
    MOVED_DAY,
    r"(?i)\b(uitgesteld|uitstel|verschoven|verschuift|opgeschoven|doorgeschoven|vervroegd|naar voren gehaald|vertraagd|verlaat|(?:sluiting|opening|heropening)\b[^.,;]*?\bverplaatst)\b"
);
pattern!(TO_DAY, r"(?i)\b(?:tot|naar)\s+(?:uiterlijk\s+)?");
pattern!(EXPECTED, r"(?i)\b(naar verwachting|verwacht|waarschijnlijk|kan|kunnen)\b");
pattern!(
    PEOPLE,
    r"(?i)\b(bewoners|cliënten|clienten|mensen|gasten|jongeren|kinderen|gezinnen|medewerkers|deelnemers|bezoekers|daklozen|vrouwen)\b"
);
pattern!(PLACED, r"(?i)^\s+(?:op|in|aan|bij)\s+(?:(?:de|het)\s+)?$");
pattern!(TEMPORARY, r"(?i)\btijdelijke\b");
pattern!(CLAUSE, r"(?i)[,;]\s|\s(?:en|terwijl|maar)\s");

/// Returns the changes that `sentence` reports, within a note with the text `note`.
pub(super) fn find_changes(sentence: &str, note: &str, year: i32) -> FacilityReading {
    let tells = closes(sentence)
        || OPENS.is_match(sentence)
        || REOPENS.is_match(sentence)
        || MOVES.is_match(sentence)
        || LIMITED.is_match(sentence);
    if NO_PLACE.is_match(sentence) {
        return FacilityReading::default();
    }
    let names = names(sentence);
    let days = dates::find_days(sentence, year);
    if !tells {
        return FacilityReading { changes: Vec::new(), doubt: moved_without_change(sentence, &names, &days) };
    }
    if names.is_empty() {
        let speaks = !days.is_empty() || LIMITED.is_match(sentence) || MOVED_DAY.is_match(sentence);
        return FacilityReading { changes: Vec::new(), doubt: speaks.then(|| message!("extract-facility-no-name")) };
    }
    let put_off = put_off(sentence, &days);
    if matches!(put_off, PutOff::NoDay) {
        let name = names[0].name.as_str();
        let doubt = Some(message!("extract-facility-put-off-no-day", name = name));
        return FacilityReading { changes: Vec::new(), doubt };
    }
    if matches!(put_off, PutOff::No) && (UNDECIDED.is_match(sentence) || DENIED.is_match(sentence)) {
        return FacilityReading { changes: Vec::new(), doubt: Some(message!("extract-facility-undecided")) };
    }
    if let PutOff::To(day) = put_off {
        return put_off_changes(sentence, note, &names, &day);
    }
    let mut reading = FacilityReading::default();
    let clauses = clauses(sentence, &names);
    for clause in &clauses {
        let Some(change) = change(clause.text) else { continue };
        let own: Vec<&dates::DayMatch> = days.iter().filter(|day| clause.range.contains(&day.range.start)).collect();
        let day = match (own.as_slice(), days.as_slice()) {
            ([day], _) => Some((*day).clone()),
            ([], [day]) => Some(day.clone()),
            _ => None,
        };
        let is_torn = day.is_none() && !days.is_empty();
        for name in &clause.names {
            let mut told = build_change(name, sentence, note, change.clone(), day.clone());
            if is_torn {
                told.uncertain = Some(message!("extract-facility-many-days"));
            }
            reading.changes.push(told);
        }
    }
    let told_until = clauses.last().map_or(0, |clause| clause.range.end);
    if reading.changes.is_empty() {
        reading.doubt = Some(message!("extract-facility-apart"));
    } else if change(&sentence[told_until..]).is_some() {
        reading.doubt = Some(message!("extract-facility-no-name"));
    }
    reading
}

/// Returns true where a word says that something closes, and not that it is close to something.
fn closes(text: &str) -> bool {
    CLOSES.find_iter(text).any(|found| !(found.as_str().ends_with("dicht") && NEAR.is_match(&text[found.end()..])))
}

/// Returns why nothing is drafted of a facility with a day that moved, where no word says what happens on it.
fn moved_without_change(sentence: &str, names: &[Name], days: &[dates::DayMatch]) -> Option<Message> {
    let name = names.first()?.name.as_str();
    let moves = MOVED_DAY.is_match(sentence)
        || INSTEAD.find(sentence).is_some_and(|found| old_day(sentence, found.end(), days).is_some());
    moves.then(|| message!("extract-facility-put-off-what", name = name))
}

/// Returns the day directly behind `in plaats van`.
fn old_day<'a>(sentence: &str, from: usize, days: &'a [dates::DayMatch]) -> Option<&'a dates::DayMatch> {
    let day = days.iter().find(|day| day.range.start >= from)?;
    Some(day).filter(|day| sentence[from..day.range.start].split_whitespace().count() < 3)
}

/// Whether a sentence gives a change another day than the one it had.
enum PutOff {
    No,
    To(dates::DayMatch),
    NoDay,
}

/// Finds the new day: behind `maar` after a denied day, behind `tot` or `naar`, or the one that stands in the place of
/// another.
fn put_off(sentence: &str, days: &[dates::DayMatch]) -> PutOff {
    let behind = |from: usize| days.iter().find(|day| day.range.start >= from).cloned();
    if let Some(found) = NOT_BUT.captures(sentence).and_then(|found| found.get(1))
        && days.iter().any(|day| day.range.end <= found.start())
    {
        return behind(found.start()).map_or(PutOff::No, PutOff::To);
    }
    if let Some(found) = INSTEAD.find(sentence) {
        let old = behind(found.end()).map(|day| day.range);
        let new = days.iter().find(|day| Some(&day.range) != old.as_ref()).cloned();
        // With the old day alone there is nothing to draft; what stands in the place of something else has its day.
        let none = if old_day(sentence, found.end(), days).is_some() { PutOff::NoDay } else { PutOff::No };
        return new.map_or(none, PutOff::To);
    }
    if !MOVED_DAY.is_match(sentence) {
        return PutOff::No;
    }
    let leads = |day: &&dates::DayMatch| matches!(day.lead.as_str(), "tot" | "naar" | "tot:" | "uiterlijk");
    let to = TO_DAY.find(sentence).and_then(|found| behind(found.end()));
    days.iter().find(leads).cloned().or(to).map_or(PutOff::NoDay, PutOff::To)
}

/// Returns the changes of a sentence that puts off, all on the new day.
fn put_off_changes(sentence: &str, note: &str, names: &[Name], day: &dates::DayMatch) -> FacilityReading {
    let kind = match () {
        () if REOPENS.is_match(sentence) => ChangeKind::Reopened,
        () if closes(sentence) => ChangeKind::Closed,
        () if OPENS.is_match(sentence) => ChangeKind::Opened,
        () => {
            return FacilityReading { changes: Vec::new(), doubt: Some(message!("extract-facility-undecided")) };
        }
    };
    let change = |name: &Name| {
        let told = build_change(name, sentence, note, kind.clone(), Some(day.clone()));
        FacilityChange { uncertain: Some(message!("extract-facility-put-off")), ..told }
    };
    FacilityReading { changes: names.iter().map(change).collect(), doubt: None }
}

#[derive(Debug, Clone)]
struct Name {
    start: usize,
    end: usize,
    name: String,
    pub noun: String,
    place: Option<String>,
}

fn names(sentence: &str) -> Vec<Name> {
    let of = |captures: Captures<'_>, is_place: bool| -> Option<Name> {
        let (noun, own) = (captures.get(1)?, captures.get(2)?);
        let place = is_place.then(|| own.as_str().to_owned());
        let whole = &sentence[noun.start()..own.end()];
        let mut letters = whole.chars();
        let first: String = letters.next()?.to_lowercase().collect();
        let name = format!("{first}{}", letters.as_str()).replace(['"', '“', '‘'], "");
        Some(Name { start: noun.start(), end: own.end(), name, noun: noun.as_str().to_lowercase(), place })
    };
    let mut found: Vec<Name> = NAME.captures_iter(sentence).filter_map(|captures| of(captures, false)).collect();
    for name in AT.captures_iter(sentence).filter_map(|captures| of(captures, true)) {
        if found.iter().all(|other| other.start != name.start) {
            found.push(name);
        }
    }
    // A place to which something moves is not a facility of its own.
    found.retain(|name| {
        !sentence[..name.start].trim_end().to_lowercase().ends_with(" naar")
            && !sentence[..name.start].trim_end().ends_with("naar de")
    });
    found.sort_by_key(|name| name.start);
    placed(sentence, found)
}

/// Joins a facility and its place: `gebouw A op de locatie B` is one facility.
fn placed(sentence: &str, found: Vec<Name>) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    for name in found {
        match names.last_mut() {
            Some(last) if sentence.get(last.end..name.start).is_some_and(|between| PLACED.is_match(between)) => {
                last.place.get_or_insert(name.name);
                last.end = name.end;
            }
            _ => names.push(name),
        }
    }
    names
}

struct Clause<'a> {
    text: &'a str,
    range: std::ops::Range<usize>,
    names: Vec<&'a Name>,
}

/// Splits the sentence into clauses with a verb; a part with a name and no verb belongs to the next clause.
fn clauses<'a>(sentence: &'a str, names: &'a [Name]) -> Vec<Clause<'a>> {
    let mut ends: Vec<usize> = CLAUSE.find_iter(sentence).map(|turn| turn.start()).collect();
    ends.push(sentence.len());
    let has_verb = |from: usize, to: usize| change(&sentence[from..to]).is_some();
    let mut clauses: Vec<Clause<'a>> = Vec::new();
    let mut from = 0;
    for end in ends {
        let of = |from: usize| names.iter().filter(|name| (from..end).contains(&name.start)).collect::<Vec<_>>();
        let is_whole = has_verb(from, end) && !of(from).is_empty();
        if is_whole {
            clauses.push(Clause { text: &sentence[from..end], range: from..end, names: of(from) });
            from = end;
        }
    }
    // A rest with a verb of its own is about something else, which has no name here.
    if from < sentence.len()
        && !has_verb(from, sentence.len())
        && let Some(last) = clauses.last_mut().filter(|_| names.iter().all(|name| name.start < from))
    {
        last.range.end = sentence.len();
        last.text = &sentence[last.range.clone()];
    }
    clauses
}

fn change(clause: &str) -> Option<ChangeKind> {
    let to = TO.captures(clause).and_then(|found| found.get(1)).map(|to| to.as_str().to_owned());
    match () {
        () if LIMITED.is_match(clause) => Some(ChangeKind::Restricted),
        () if REOPENS.is_match(clause) => Some(ChangeKind::Reopened),
        // People who move do not change the facility they leave.
        () if MOVES.is_match(clause) && !PEOPLE.is_match(clause) => to.map(|to| ChangeKind::Moved { to }),
        () if closes(clause) => Some(ChangeKind::Closed),
        () if OPENS.is_match(clause) => Some(ChangeKind::Opened),
        () => None,
    }
}

fn build_change(
    name: &Name,
    sentence: &str,
    note: &str,
    change: ChangeKind,
    day: Option<dates::DayMatch>,
) -> FacilityChange {
    let said = kind(&name.noun).or_else(|| kind(sentence));
    let before = &sentence[..name.start];
    let near: Vec<&str> = before.split(' ').rev().take(4).collect();
    let expected = EXPECTED.is_match(sentence).then(|| message!("extract-facility-expected"));
    FacilityChange {
        name: dutch_text::cut(&name.name, 100),
        noun: name.noun.clone(),
        place: name.place.clone(),
        kind: said.or_else(|| kind(note)).unwrap_or("overig"),
        kind_assumed: said.is_none(),
        temporary: near.iter().any(|word| TEMPORARY.is_match(word)),
        change,
        day,
        uncertain: expected,
    }
}

/// Returns the kind that a text names explicitly.
fn kind(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    let kinds = [
        ("maatschappelijke opvang", "maatschappelijke-opvang"),
        ("nachtopvang", "maatschappelijke-opvang"),
        ("daklozenopvang", "maatschappelijke-opvang"),
        ("vrouwenopvang", "vrouwenopvang"),
        ("beschermd wonen", "beschermd-wonen"),
        ("dagbesteding", "dagbesteding"),
        ("huishoudelijke ondersteuning", "huishoudelijke-ondersteuning"),
        ("huishoudelijke hulp", "huishoudelijke-ondersteuning"),
        ("cliëntondersteuning", "clientondersteuning"),
        ("wijkteam", "wijkteam"),
        ("veilig thuis", "veilig-thuis"),
    ];
    kinds.iter().find(|(word, _)| lower.contains(word)).map(|(_, kind)| *kind)
}
