//! Finds traffic lights: a colour beside an output, or a sentence that sets one or more. A light without a colour is
//! unknown.

use super::codes::{self, Code};
use crate::domain::event::{Colour, Level};
use crate::language::Message;
use crate::message;

fn parse_colour(word: &str) -> Colour {
    match word.to_lowercase().as_str() {
        "groen" | "groene" => Colour::Green,
        "oranje" => Colour::Orange,
        "rood" | "rode" => Colour::Red,
        _ => Colour::Unknown,
    }
}

/// What a sentence states about lights.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum LightStatement {
    /// These outputs have this colour.
    Set { codes: Vec<Code>, colour: Colour },
    /// It is about lights of these outputs, and the colour can not be determined.
    Unclear { codes: Vec<Code>, why: Message },
}

pattern!(CELL, r"(?i)^(?:(?:stoplicht|status|kleur)\s*[:=-]?\s*)?(groen|oranje|rood|🟢|🟠|🔴)\.?$");
pattern!(COLOUR, r"(?i)\b(groene?|oranje|rood|rode|gele?)\b");
pattern!(
    ABOUT,
    r"(?i)(?:stoplicht|verkeerslicht|\b(?:de|onze)\s+kleur\s+(?:is|blijft|wordt)\b|\blicht(?:en)?\b|\b(?:staa[nt]|blij(?:ft|ven)|springt|springen|gaat|gaan|krijgt|krijgen|kleurt|kleuren)\b[^.]{0,60}?\b(?:op|naar)\s+(?:groen|oranje|rood)\b)"
);
pattern!(
    PRESENT,
    r"(?i)\b(krijgt|krijgen|staat|staan|heeft|hebben|is|zijn|blijft|blijven|gaat|gaan|kleurt|kleuren|springt|springen|zetten|geven)\b"
);
pattern!(NEGATED, r"(?i)\b(niet|geen|nog niet)\b");
pattern!(
    EVERY,
    r"(?i)\b(alle|de|deze|onderstaande|bovenstaande)\s+(?:overige\s+|andere\s+)?(?:\w+\s+)?prestaties\b|\balle stoplichten\b"
);
pattern!(REST, r"(?i)\b(overige|andere)\s+prestaties\b|\b(?:overige|andere)\s+stoplichten\b");
pattern!(EXCEPT, r"(?i)\b(behalve|uitgezonderd|met uitzondering van|op .{1,40} na\b|exclusief)");
pattern!(MOVE, r"(?i)\bvan\s+(?:groen|oranje|rood)\s+naar\s+(groen|oranje|rood)\b");
pattern!(EARLIER, r"(?i)\b(kreeg|kregen|stond|stonden|had|hadden|was|waren|vorige|vorig)\b");

/// Parses a line or cell that is only a colour.
pub(super) fn parse_cell(text: &str) -> Option<Colour> {
    let word = CELL.captures(text)?.get(1)?.as_str();
    Some(match word {
        "🟢" => Colour::Green,
        "🟠" => Colour::Orange,
        "🔴" => Colour::Red,
        word => parse_colour(word),
    })
}

/// Returns what `sentence`, under the heading of `here`, states about the lights of `outputs`; empty where it is not
/// about lights.
pub(super) fn find_lights(sentence: &str, here: &Code, outputs: &[Code]) -> Vec<LightStatement> {
    let colours: Vec<(usize, Colour)> =
        COLOUR.find_iter(sentence).map(|word| (word.start(), parse_colour(word.as_str()))).collect();
    if colours.is_empty() || !ABOUT.is_match(sentence) {
        return Vec::new();
    }
    let named: Vec<(usize, Code)> = codes::find_codes(sentence)
        .into_iter()
        .map(|(code, range)| (range.start, code))
        .filter(|(_, code)| outputs.contains(code))
        .collect();
    let named = named.into_iter().chain(dotted_codes(sentence, outputs)).collect::<Vec<_>>();
    let scope = scope(sentence, here, outputs);
    let every = EVERY.is_match(sentence) || REST.is_match(sentence);
    let all_named = || named.iter().map(|(_, code)| code.clone()).collect::<Vec<_>>();
    let about = match (every, named.is_empty(), here.level()) {
        (true, _, _) => scope,
        (false, false, _) => all_named(),
        (false, true, Level::Output) => vec![here.clone()],
        (false, true, Level::Programme | Level::PolicyArea | Level::Goal) => Vec::new(),
    };
    if NEGATED.is_match(sentence) || !PRESENT.is_match(sentence) || EARLIER.is_match(sentence) {
        return vec![LightStatement::Unclear { codes: about, why: message!("extract-light-denied") }];
    }
    if let Some(to) = MOVE.captures(sentence).and_then(|found| found.get(1)) {
        return vec![LightStatement::Set { codes: about, colour: parse_colour(to.as_str()) }];
    }
    match (every, EXCEPT.find(sentence)) {
        (true, Some(except)) => excepted(&about, &named, &colours, except.start(), sentence),
        (true, None) if !named.is_empty() => by_clause(sentence, &about, &named, &colours),
        (false, _) if named.len() > 1 && colours.len() > 1 => by_clause(sentence, &[], &named, &colours),
        (_, _) => single(about, &colours),
    }
}

/// Finds the outputs with dots only that a sentence names: `1.1.2`.
fn dotted_codes(sentence: &str, outputs: &[Code]) -> Vec<(usize, Code)> {
    let is_part = |c: char| c.is_alphanumeric();
    let of = |code: &Code| {
        let name = code.to_string();
        let at = sentence.find(&name)?;
        let (before, after) = (&sentence[..at], &sentence[at + name.len()..]);
        let goes_on = after.starts_with(is_part)
            || after.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        (!before.ends_with(|c: char| is_part(c) || c == '.') && !goes_on).then(|| (at, code.clone()))
    };
    outputs.iter().filter(|code| code.is_dotted()).filter_map(of).collect()
}

/// Returns the outputs of the area or goal that the sentence is under, or of the programme where it names that.
fn scope(sentence: &str, here: &Code, outputs: &[Code]) -> Vec<Code> {
    let lower = sentence.to_lowercase();
    let areas: Vec<Code> = codes::find_codes(sentence)
        .into_iter()
        .map(|(code, _)| code)
        .filter(|code| code.level() < Level::Output)
        .collect();
    let mut top = vec![here.clone()];
    if !areas.is_empty() {
        top = areas;
    } else if here.level() == Level::Output {
        top = here.parent().into_iter().filter_map(|goal| goal.parent()).collect();
    }
    if lower.contains("dit programma") || lower.contains("het programma") || lower.contains("hele programma") {
        top = vec![outputs.first().map_or(here.clone(), programme_of)];
    }
    outputs.iter().filter(|code| top.iter().any(|top| code.is_within(top))).cloned().collect()
}

fn programme_of(code: &Code) -> Code {
    let mut at = code.clone();
    while let Some(up) = at.parent() {
        at = up;
    }
    at
}

fn single(about: Vec<Code>, colours: &[(usize, Colour)]) -> Vec<LightStatement> {
    let mut distinct: Vec<Colour> = Vec::new();
    colours.iter().filter(|(_, colour)| *colour != Colour::Unknown).for_each(|(_, colour)| {
        if !distinct.contains(colour) {
            distinct.push(*colour);
        }
    });
    match (about.is_empty(), distinct.as_slice()) {
        (true, _) => vec![LightStatement::Unclear { codes: about, why: message!("extract-light-nowhere") }],
        (false, [colour]) => vec![LightStatement::Set { codes: about, colour: *colour }],
        (false, _) => vec![LightStatement::Unclear { codes: about, why: message!("extract-light-no-colour") }],
    }
}

/// Handles "all but X": the others get the first colour, X the one that the sentence gives it, or none.
fn excepted(
    about: &[Code],
    named: &[(usize, Code)],
    colours: &[(usize, Colour)],
    except: usize,
    sentence: &str,
) -> Vec<LightStatement> {
    let exceptions: Vec<Code> = named
        .iter()
        .filter(|(at, _)| *at > except || sentence[except..].contains(" na"))
        .map(|(_, code)| code.clone())
        .collect();
    if exceptions.is_empty() {
        return vec![LightStatement::Unclear { codes: about.to_vec(), why: message!("extract-light-exception") }];
    }
    // Of two colours the one nearest to the exception belongs to it.
    let near = |colour: &(usize, Colour)| named.iter().map(|(at, _)| at.abs_diff(colour.0)).min().unwrap_or(usize::MAX);
    let own = (colours.len() > 1).then(|| colours.iter().min_by_key(|colour| near(colour))).flatten();
    let general: Vec<(usize, Colour)> = colours.iter().filter(|colour| Some(*colour) != own).copied().collect();
    let others = about.iter().filter(|code| !exceptions.contains(code)).cloned().collect();
    let mut said = single(others, &general);
    said.push(match own {
        Some((_, colour)) if *colour != Colour::Unknown => LightStatement::Set { codes: exceptions, colour: *colour },
        _ => LightStatement::Unclear { codes: exceptions, why: message!("extract-light-excepted") },
    });
    said
}

/// Handles "9A1.1 is orange, the others are green": each colour belongs to its clause.
fn by_clause(
    sentence: &str,
    all: &[Code],
    named: &[(usize, Code)],
    colours: &[(usize, Colour)],
) -> Vec<LightStatement> {
    let mut said = Vec::new();
    let mut done: Vec<Code> = Vec::new();
    let mut from = 0;
    let rest_at = REST.find(sentence).map(|rest| rest.start());
    let mut rest_colour = None;
    for (at, colour) in colours {
        let clause_end = sentence[*at..].find([',', ';']).map_or(sentence.len(), |end| at + end);
        let codes: Vec<Code> = named
            .iter()
            .filter(|(code_at, _)| (from..clause_end).contains(code_at))
            .map(|(_, code)| code.clone())
            .collect();
        if rest_at.is_some_and(|rest| (from..clause_end).contains(&rest)) {
            rest_colour = Some(*colour);
        } else if codes.is_empty() || codes.iter().any(|code| done.contains(code)) {
            let codes = named.iter().map(|(_, code)| code.clone()).chain(all.iter().cloned()).collect();
            return vec![LightStatement::Unclear { codes, why: message!("extract-light-which") }];
        } else {
            done.extend(codes.iter().cloned());
            said.extend(single(codes, &[(*at, *colour)]));
        }
        from = clause_end;
    }
    let others: Vec<Code> = all.iter().filter(|code| !done.contains(code)).cloned().collect();
    if let Some(colour) = rest_colour {
        said.extend(single(others, &[(0, colour)]));
    } else if !others.is_empty() {
        said.push(LightStatement::Unclear { codes: others, why: message!("extract-light-which") });
    }
    said
}
