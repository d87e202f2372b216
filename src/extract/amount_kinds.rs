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
// Of these words a sentence has to name the target: one fetches or books much else.
pattern!(PERHAPS_REALISED, r"(?i)\b(haalt|haalden|halen|ingeboekt)\b");
pattern!(
    SURELY_REALISED,
    r"(?i)\b(gerealiseerd|realiseert|realiseerde|realiseren|realiseerden|gehaald|behaald|ingevuld)\b"
);
pattern!(BOOKED, r"(?i)\bingeboekt\b");
pattern!(OUT_OF, r"(?i)\buit\b");
pattern!(DENIED, r"(?i)\b(?:niet|geen|nooit)\b");
pattern!(
    NOT_REALISED,
    r"(?i)\b(?:niet|nooit)\s+(?:\S+\s+){0,2}(?:gerealiseerd|realiseer\w*|realiseren|gehaald|haalt|haalden|halen|behaald|ingevuld|ingeboekt)\b|\b(?:gerealiseerd|realiseer\w*|realiseren|gehaald|haalt|haalden|halen|behaald|ingevuld|ingeboekt)\s+(?:\S+\s+){0,2}niet\b"
);
pattern!(A_YEAR, r"\b(?:19|20)\d\d\b");
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
    let realised = Realised::of(&own, sentence, has_target);
    let (kind, mixed) = kind(&before, &after, realised.words());
    let (kind, doubt) = realised.judge(kind, &own, sentence);
    let uncertain = mixed.or(doubt);
    let effect = match (kind, GOOD.is_match(&own), BAD.is_match(&own)) {
        ("meevaller", _, _) => "voordeel",
        ("tegenvaller" | "tekort", _, _) => "nadeel",
        // The disadvantage beside a cover is what is covered.
        ("dekking", _, _) => "onbekend",
        (_, true, false) => "voordeel",
        (_, false, true) => "nadeel",
        (_, true, true) | (_, false, false) => "onbekend",
    };
    // Beside what was realised of it a target has no standing but that of the words behind it.
    let is_of_target = kind == "taakstelling" && REALISED.is_match(sentence);
    let told = if is_of_target { &after } else { sentence };
    let standing = match (FORECAST.is_match(told), ACTUAL.is_match(told)) {
        _ if kind == "realisatie" && is_denied(&own, sentence) => "onbekend",
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

/// How the words about an amount may speak of what was realised of a target.
struct Realised {
    /// The note has a target, without which such a word means something else.
    has_target: bool,
    /// The sentence names the target, and the amount does not come out of something, as out of a reserve.
    counts_all: bool,
    /// Some word of the sentence may be about the target.
    may_speak: bool,
}

impl Realised {
    fn of(own: &str, sentence: &str, has_target: bool) -> Realised {
        let (names_target, is_out_of) = (TARGET.is_match(sentence), OUT_OF.is_match(own));
        let is_perhaps = PERHAPS_REALISED.is_match(sentence) && (names_target || !is_out_of);
        Realised {
            has_target,
            counts_all: names_target && !is_out_of,
            may_speak: has_target && (SURELY_REALISED.is_match(sentence) || is_perhaps),
        }
    }

    fn words(&self) -> Option<&'static regex::Regex> {
        let words: &regex::Regex = if self.counts_all { &REALISED } else { &SURELY_REALISED };
        self.has_target.then_some(words)
    }

    /// Returns the kind, and why it is not sure. A further year of what was realised (`in 2021 € 30.000`) is that too.
    fn judge(&self, kind: &'static str, own: &str, sentence: &str) -> (&'static str, Option<Message>) {
        let says_more = self.counts_all || SURELY_REALISED.is_match(sentence);
        let is_further = kind == "overig" && A_YEAR.is_match(own) && !OTHER.is_match(own) && says_more;
        let doubt = || Some(message!("extract-amount-realised-perhaps"));
        match kind {
            "overig" if self.may_speak && is_further => ("realisatie", doubt()),
            "overig" if self.may_speak => (kind, doubt()),
            "realisatie" if is_denied(own, sentence) => (kind, doubt()),
            "realisatie" if BOOKED.is_match(own) && !SURELY_REALISED.is_match(own) => (kind, doubt()),
            _ => (kind, None),
        }
    }
}

/// Returns true where the amount, or what the sentence says of realising, is denied.
fn is_denied(own: &str, sentence: &str) -> bool {
    DENIED.is_match(own) || NOT_REALISED.is_match(sentence)
}

/// Returns true where a sentence says that something of a target was realised.
pub(super) fn speaks_of_realising(sentence: &str) -> bool {
    REALISED.is_match(sentence)
}

/// Returns the kind by the nearest word before the amount, else by the nearest after it.
fn kind(before: &str, after: &str, realised: Option<&'static regex::Regex>) -> (&'static str, Option<Message>) {
    let all = named(before, realised);
    let nearest = all.iter().max_by_key(|(at, _)| *at);
    if let Some((_, kind)) = nearest {
        let is_mixed = all.iter().any(|(_, other)| other != kind);
        return (kind, is_mixed.then(|| message!("extract-amount-kinds", kind = word_argument(kind))));
    }
    named(after, realised).iter().min_by_key(|(at, _)| *at).map_or(("overig", None), |(_, kind)| (*kind, None))
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

/// Returns every word of a kind, with its place; `realised` are the words for realisation that count here.
fn named(text: &str, realised: Option<&'static regex::Regex>) -> Vec<(usize, &'static str)> {
    let kinds: [(&regex::Regex, &'static str); 6] = [
        (&TARGET, "taakstelling"),
        (&SHORTFALL, "tekort"),
        (&WINDFALL, "meevaller"),
        (&SETBACK, "tegenvaller"),
        (&COVER, "dekking"),
        (&BUDGET, "budget"),
    ];
    let of = |(pattern, kind): (&regex::Regex, &'static str)| -> Vec<(usize, &'static str)> {
        pattern.find_iter(text).map(|word| (word.start(), kind)).collect()
    };
    let realised = realised.map(|words| (words, "realisatie"));
    kinds.into_iter().chain(realised).flat_map(of).collect()
}
