//! Classifies an amount by the words beside it: kind, effect, state, side and duration.

use std::ops::Range;

use super::amounts::Amount;
use crate::language::{Argument, Message};
use crate::message;

/// The classification of one amount.
#[derive(Debug, Clone)]
pub(super) struct AmountClass {
    pub kind: &'static str,
    pub effect: &'static str,
    pub standing: &'static str,
    pub side: Option<&'static str>,
    pub duration: Option<&'static str>,
    pub assumed: Vec<&'static str>,
    pub uncertain: Option<Message>,
}

impl AmountClass {
    /// Sets the reason for review, unless there is one already.
    pub fn doubt(&mut self, why: Option<Message>) {
        self.uncertain = self.uncertain.take().or(why);
    }

    /// Takes over what is uncertain about the amount itself.
    pub fn amount(&mut self, amount: &Amount) {
        if amount.uncertain.is_some() {
            self.assumed.push(if amount.cents.is_some() { "bedragInCenten" } else { "pm" });
        }
        self.doubt(amount.uncertain.clone());
        if let Some(effect) = amount.letters.effect {
            let says_otherwise = self.effect != "onbekend" && self.effect != effect;
            self.doubt(says_otherwise.then(|| message!("extract-amount-letters", effect = word_argument(effect))));
            self.effect = effect;
        }
        self.duration = amount.letters.duration.or(self.duration);
    }
}

pattern!(TARGET, r"(?i)\b\w*taakstelling(?:en)?\b");
pattern!(
    REALISED,
    r"(?i)\b(gerealiseerd|realiseert|realiseerde|realiseren|realiseerden|gehaald|haalt|haalden|halen|behaald|ingevuld|ingeboekt)\b"
);
pattern!(SHORTFALL, r"(?i)\b\w*tekort(?:en)?\b");
pattern!(WINDFALL, r"(?i)\bmeevallers?\b");
pattern!(SETBACK, r"(?i)\btegenvallers?\b");
pattern!(COVER, r"(?i)\b(dekking|gedekt|dekt)\b");
pattern!(BUDGET, r"(?i)\b(\w*budget(?:ten)?|krediet|middelen|beschikbaar ?gesteld)\b");
// A shortfall that is covered is not the kind of the amount.
pattern!(
    COVERED,
    r"(?i)(dekking) van (?:het |dit |dat |een |de )?(?:\w+ )?(?:tekort|tegenvaller|nadeel)|om (?:het |dit |dat |een |de )(?:\w+ )?(?:tekort|tegenvaller|nadeel) te (?:dekken|betalen)"
);

pattern!(
    GOOD,
    r"(?i)\b(voordee?l(?:en)?|voordelig|meevallers?|overschot|onderschrijding|vrijval|vrijgevallen|valt vrij)\b"
);
pattern!(BAD, r"(?i)\b(nadee?l(?:en)?|nadelig|tegenvallers?|\w*tekort(?:en)?|overschrijding)\b");
pattern!(FORECAST, r"(?i)\b(verwacht\w*|naar verwachting|prognose|geraamd\w*|raming|zal|zullen)\b");
pattern!(ACTUAL, r"(?i)\b(?:is|zijn|was|waren|werd|werden)\b.*\b(gerealiseerd|uitgegeven|ontvangen|besteed|betaald)\b");
pattern!(ONE_OFF, r"(?i)\b(incidentee?le?|eenmalige?)\b");
pattern!(RECURRING, r"(?i)\bstructure(?:el|le)\b");
pattern!(EXPENSES, r"(?i)\b(lasten|uitgaven)\b");
pattern!(REVENUES, r"(?i)\b(baten|inkomsten|ontvangst(?:en)?|opbrengst(?:en)?)\b");
pattern!(
    RESERVE,
    r"(?i)\b(onttrekking aan|onttrokken aan|toevoeging aan|toegevoegd aan)\s+(?:de|het)?\s*\w*\s?reserve"
);

/// Returns a Dutch word of the border as a message argument.
pub(super) fn word_argument(word: &str) -> Argument {
    Argument::Word(word.to_owned())
}

/// Returns true where one effect is a gain and the other a loss.
pub(super) fn is_opposite(one: &str, other: &str) -> bool {
    matches!((one, other), ("voordeel", "nadeel") | ("nadeel", "voordeel"))
}

/// Classifies an amount by the words before and after it; only the state is read from the whole sentence.
pub(super) fn classify_amount(before: &str, after: &str, sentence: &str, has_target: bool) -> AmountClass {
    let before = COVERED.replace_all(before, "$1");
    let after = COVERED.replace_all(after, "$1");
    let own = format!("{before} {after}");
    let (kind, uncertain) = kind(&before, &after, has_target);
    let effect = match (kind, GOOD.is_match(&own), BAD.is_match(&own)) {
        ("meevaller", _, _) => "voordeel",
        ("tegenvaller" | "tekort", _, _) => "nadeel",
        // The disadvantage beside a cover is what is covered.
        ("dekking", _, _) => "onbekend",
        (_, true, false) => "voordeel",
        (_, false, true) => "nadeel",
        (_, true, true) | (_, false, false) => "onbekend",
    };
    let standing = match (FORECAST.is_match(sentence), ACTUAL.is_match(sentence)) {
        (true, false) => "prognose",
        (false, true) => "realisatie",
        (true, true) | (false, false) => "onbekend",
    };
    let side = match (EXPENSES.is_match(&own), REVENUES.is_match(&own), RESERVE.is_match(&own)) {
        (true, false, false) => Some("lasten"),
        (false, true, false) => Some("baten"),
        (false, false, true) => Some("reserve"),
        _ => None,
    };
    let duration = match (ONE_OFF.is_match(&own), RECURRING.is_match(&own)) {
        (true, false) => Some("incidenteel"),
        (false, true) => Some("structureel"),
        (true, true) | (false, false) => None,
    };
    AmountClass { kind, effect, standing, side, duration, assumed: Vec::new(), uncertain }
}

/// Returns true where a sentence says that something of a target was realised.
pub(super) fn speaks_of_realising(sentence: &str) -> bool {
    REALISED.is_match(sentence)
}

/// Returns the kind by the nearest word before the amount, else by the nearest after it.
fn kind(before: &str, after: &str, has_target: bool) -> (&'static str, Option<Message>) {
    let all = named(before, has_target);
    let nearest = all.iter().max_by_key(|(at, _)| *at);
    if let Some((_, kind)) = nearest {
        let is_mixed = all.iter().any(|(_, other)| other != kind);
        return (kind, is_mixed.then(|| message!("extract-amount-kinds", kind = word_argument(kind))));
    }
    named(after, has_target).iter().min_by_key(|(at, _)| *at).map_or(("overig", None), |(_, kind)| (*kind, None))
}

pattern!(
    OTHER,
    r"(?i)\b\p{L}*(?:subsidies?|bijdragen?|lasten|baten|kosten|uitgaven|inkomsten|reserve|bezuiniging(?:en)?|besparing(?:en)?|overschot|overschrijding|onderschrijding|investering(?:en)?|ontvangst(?:en)?|opbrengst(?:en)?|raming|voordeel|nadeel|vergoeding|lening|resultaat)\b"
);

/// Returns the word for an amount of this kind: the nearest before it, else the nearest after it (then true).
pub(super) fn word(kind: &str, before: &str, after: &str) -> Option<(bool, Range<usize>)> {
    let pattern: &regex::Regex = match kind {
        "taakstelling" => &TARGET,
        "realisatie" => &REALISED,
        "tekort" => &SHORTFALL,
        "meevaller" => &WINDFALL,
        "tegenvaller" => &SETBACK,
        "dekking" => &COVER,
        "budget" => &BUDGET,
        _ => &OTHER,
    };
    let nearest = pattern.find_iter(before).last().map(|word| (false, word.range()));
    nearest.or_else(|| pattern.find(after).map(|word| (true, word.range())))
}

/// Returns every word of a kind, with its place.
fn named(text: &str, has_target: bool) -> Vec<(usize, &'static str)> {
    let kinds: [(&regex::Regex, &'static str); 7] = [
        (&TARGET, "taakstelling"),
        (&REALISED, "realisatie"),
        (&SHORTFALL, "tekort"),
        (&WINDFALL, "meevaller"),
        (&SETBACK, "tegenvaller"),
        (&COVER, "dekking"),
        (&BUDGET, "budget"),
    ];
    let of = |(pattern, kind): (&regex::Regex, &'static str)| -> Vec<(usize, &'static str)> {
        pattern.find_iter(text).map(|word| (word.start(), kind)).collect()
    };
    // Without a target nearby, a word for realisation means something else.
    kinds.into_iter().filter(|(_, kind)| has_target || *kind != "realisatie").flat_map(of).collect()
}
