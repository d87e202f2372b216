//! Finds the amounts in a sentence, and skips numbers that are not amounts: people, outputs, years, percentages, codes.

use std::ops::Range;

use super::amount_suffixes::{self, Letters};
use crate::language::Message;
use crate::message;

/// An amount as the sentence states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Amount {
    pub range: Range<usize>,
    /// Whole eurocents; none where the source gives a range, which is drafted p.m.
    pub cents: Option<i64>,
    /// Stated in euros, with a sign or a word.
    pub in_euros: bool,
    /// Stated in thousands: `€ 250 x 1.000`.
    pub in_thousands: bool,
    /// It replaces the amount before it: `van € 10 naar € 20`.
    pub moved: bool,
    /// Where the words about it begin: after the amount that it replaces.
    pub since: usize,
    /// It states how much another amount is more or less than something.
    pub is_difference: bool,
    /// The meaning of the letters after it.
    pub letters: Letters,
    pub uncertain: Option<Message>,
}

impl Amount {
    /// Creates an amount p.m. without further details.
    pub fn without_size_at(range: Range<usize>) -> Amount {
        Amount {
            range,
            cents: None,
            in_euros: false,
            in_thousands: false,
            moved: false,
            since: 0,
            is_difference: false,
            letters: Letters::default(),
            uncertain: None,
        }
    }
}

/// The result for a sentence: amounts, and numbers that may be amounts and are not drafted.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct AmountReading {
    pub amounts: Vec<Amount>,
    pub doubts: Vec<Message>,
}

/// An amount in euros below this, followed by an unknown word, may be in a larger unit.
const SMALL_CENTS: i64 = 1_000 * 100;

/// The largest whole number of canonical JSON, 2^53 - 1.
const CENTS_MAX: i128 = (1 << 53) - 1;

pattern!(
    NUMBER,
    r"(?i)(?P<sign>[-–−]\s?)?(?P<euro>€|\beur\b)?\s?(?P<minus>[-–−]\s?)?(?P<digits>\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?|\d{1,3}(?: \d{3})+|\d+[.,]\d{1,3}|\d+)(?P<dash>,[-–—]{1,2})?(?:\s?(?P<unit>miljoen|mln\b\.?|mio\b\.?|miljard|mld\b\.?|mrd\b\.?|duizend|dzd\b\.?|ton\b|(?-i:M)\b\.?|k\b))?(?:\s?(?P<word>euro\b))?"
);
pattern!(
    MONEY,
    r"(?i)(budget|taakstelling|tekort|meevaller|tegenvaller|voordeel|nadeel|voordelig|nadelig|subsidie|bijdrage|kosten|lasten|baten|bespar|bezuinig|dekking|gedekt|dekken|krediet|middelen|ontvangst|ontvangen|uitgaven|inkomsten|\breserve|begroting|financi|bedrag|raming|geraamd|overschot|overschrijding|onderschrijding|opbrengst|investering|euro|€)"
);
pattern!(THOUSANDS, r"(?i)^\s*[x×]\s*(?:€\s*)?1\.000\b");
pattern!(TIMES, r"(?i)[x×]\s*(?:€\s*)?$");
pattern!(
    TARIFF,
    r"(?i)^\s*(?:euro\s+)?per\s+(uur|dag|dagdeel|week|maand|etmaal|nacht|persoon|cliënt|client|inwoner|kind|leerling|huishouden|gezin|stuk|rit|bezoek|plek|plaats|m2)\b"
);
pattern!(
    RANGE_BEFORE,
    r"(?i)(?:\btussen\s+(?:de\s+)?(?:€\s?)?[\d.,]+(?:\s(?:miljoen|mln\.?|ton|euro))?\s+en|[\d.,]\s?(?:euro|miljoen|mln\.?|ton|k)?\s*(?:\btot|\bà|\ba|\bof|[-–—\x{2010}-\x{2012}]))\s*(?:€\s?)?$"
);
pattern!(COUNTED, r"(?i)\b(?:aantal(?:len)?)\b");
pattern!(MOVE_BEFORE, r"(?i)\bvan\s+(?:€\s?)?[\d.,]+(?:,-)?(?:\s(?:miljoen|mln\.?|euro))?\s+naar\s*$");

/// Words that may follow an amount; any other word is taken for what is counted (`343 personen`).
const AFTER: [&str; 83] = [
    "aan",
    "af",
    "als",
    "alsnog",
    "bij",
    "beschikbaar",
    "besteed",
    "betaald",
    "bespaard",
    "bezuinigd",
    "blijft",
    "dat",
    "die",
    "dit",
    "door",
    "dan",
    "en",
    "euro",
    "extra",
    "gaat",
    "gebruikt",
    "gedekt",
    "gehaald",
    "gerealiseerd",
    "geraamd",
    "had",
    "hadden",
    "heeft",
    "hebben",
    "hoger",
    "hogere",
    "hoog",
    "in",
    "incidenteel",
    "ingezet",
    "is",
    "kan",
    "komt",
    "kunnen",
    "lager",
    "lagere",
    "maar",
    "meer",
    "met",
    "minder",
    "moet",
    "moeten",
    "na",
    "naar",
    "nadelig",
    "niet",
    "nodig",
    "of",
    "om",
    "onder",
    "ontvangen",
    "op",
    "over",
    "overgeheveld",
    "per",
    "staat",
    "structureel",
    "te",
    "ten",
    "ter",
    "terug",
    "toegekend",
    "toegevoegd",
    "tot",
    "toe",
    "uit",
    "van",
    "vanaf",
    "vanuit",
    "verwacht",
    "voor",
    "voordelig",
    "vrij",
    "waarvan",
    "was",
    "werd",
    "wordt",
    "worden",
];

/// Returns the amounts of `sentence`, except in the ranges of `masked` (numbers of papers, days, codes).
pub(super) fn find_amounts(sentence: &str, masked: &[Range<usize>]) -> AmountReading {
    let mut reading = AmountReading::default();
    for captures in NUMBER.captures_iter(sentence) {
        let (Some(whole), Some(digits)) = (captures.get(0), captures.name("digits")) else { continue };
        let is_masked = masked.iter().any(|mask| mask.start < digits.end() && digits.start() < mask.end);
        if is_masked || is_part(sentence, &digits.range(), captures.name("unit").is_some()) {
            continue;
        }
        let found = WrittenNumber {
            digits: digits.as_str(),
            unit: captures.name("unit").map(|unit| unit.as_str().to_lowercase()).unwrap_or_default(),
            in_euros: captures.name("euro").is_some() || captures.name("word").is_some(),
            is_negative: captures.name("sign").is_some_and(|_| captures.name("euro").is_some())
                || captures.name("minus").is_some(),
            before: &sentence[..captures.name("euro").map_or(digits.start(), |euro| euro.start())],
            after: &sentence[whole.end()..],
            has_money: MONEY.is_match(sentence) || amount_suffixes::letters(&sentence[whole.end()..]).any(),
        };
        match found.judge() {
            NumberVerdict::Amount(cents, uncertain) => {
                let in_thousands = THOUSANDS.is_match(found.after);
                let mut amount = Amount::without_size_at(whole.range());
                (amount.in_euros, amount.moved) = (found.in_euros, MOVE_BEFORE.is_match(found.before));
                (amount.is_difference, amount.letters) =
                    (amount_suffixes::is_difference(found.after), amount_suffixes::letters(found.after));
                reading.amounts.push(Amount { cents, in_thousands, uncertain, ..amount });
            }
            NumberVerdict::Doubt(why) => reading.doubts.push(why(whole.as_str().trim())),
            NumberVerdict::NoAmount => {}
        }
    }
    merge_ranges(sentence, &mut reading.amounts);
    reading
}

/// Returns true for digits that are part of a word, a longer number or a percentage.
fn is_part(sentence: &str, digits: &Range<usize>, has_unit: bool) -> bool {
    let before = sentence[..digits.start].chars().next_back();
    let after = &sentence[digits.end..];
    let next = after.chars().next();
    let is_percentage = after.trim_start().starts_with('%') || after.trim_start().to_lowercase().starts_with("procent");
    let joins = |c: char| c.is_alphanumeric() || matches!(c, '.' | '/' | '_' | '\'');
    let comma_number =
        after.strip_prefix([',', '.']).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    before.is_some_and(joins)
        || (next.is_some_and(|c| c.is_alphanumeric() || c == '/') && !has_unit)
        || comma_number
        || is_percentage
}

enum NumberVerdict {
    Amount(Option<i64>, Option<Message>),
    /// The number may be an amount. The message is built from the number as written on the page.
    Doubt(fn(&str) -> Message),
    NoAmount,
}

struct WrittenNumber<'a> {
    digits: &'a str,
    unit: String,
    in_euros: bool,
    is_negative: bool,
    before: &'a str,
    after: &'a str,
    has_money: bool,
}

impl WrittenNumber<'_> {
    fn judge(&self) -> NumberVerdict {
        let is_grouped = self.digits.matches('.').count() > 0
            && self.digits.split(['.', ',']).nth(1).is_some_and(|part| part.len() == 3);
        if TIMES.is_match(self.before) {
            return NumberVerdict::NoAmount;
        }
        // A number of people or reports is not money, whatever else the sentence is about.
        if !self.in_euros && COUNTED.is_match(self.before) {
            return NumberVerdict::NoAmount;
        }
        let is_count =
            !self.after.trim_start().is_empty() && !self.may_follow() && !amount_suffixes::letters(self.after).any();
        if self.in_euros {
            if TARIFF.is_match(self.after) {
                return NumberVerdict::Doubt(|number| message!("extract-amount-tariff", number = number));
            }
        } else if !self.unit.is_empty() {
            let is_also_another = ["k", "m", "m.", "ton", "duizend"].contains(&self.unit.as_str());
            if is_count || (is_also_another && !self.has_money) {
                return NumberVerdict::NoAmount;
            }
        } else if !is_grouped || !self.has_money {
            return NumberVerdict::NoAmount;
        } else if is_count {
            let counted = self.next_word();
            let is_plural = counted.ends_with("en") || counted.ends_with('s');
            return if is_plural {
                NumberVerdict::NoAmount
            } else {
                NumberVerdict::Doubt(|number| message!("extract-amount-perhaps", number = number))
            };
        }
        let Some(cents) = cents(self.digits, &self.unit, self.before.ends_with('€') || self.in_euros) else {
            return NumberVerdict::Doubt(|number| message!("extract-amount-unreadable", number = number));
        };
        if RANGE_BEFORE.is_match(self.before) {
            return NumberVerdict::Amount(None, Some(message!("extract-amount-range")));
        }
        let cents = if THOUSANDS.is_match(self.after) { cents.checked_mul(1000) } else { Some(cents) };
        let Some(cents) = cents.filter(|cents| i128::from(*cents) <= CENTS_MAX) else {
            return NumberVerdict::Doubt(|number| message!("extract-amount-too-big", number = number));
        };
        let uncertain = match () {
            () if self.is_negative => Some(message!("extract-amount-minus")),
            () if MOVE_BEFORE.is_match(self.before) => Some(message!("extract-amount-moved")),
            () if !self.in_euros => Some(message!("extract-amount-bare")),
            // An unknown word may be a unit: few reports mention a sum of a few euros.
            () if is_count && self.unit.is_empty() && !is_grouped && cents < SMALL_CENTS => {
                Some(message!("extract-amount-unit", word = self.next_word()))
            }
            () => None,
        };
        NumberVerdict::Amount(Some(cents), uncertain)
    }

    fn next_word(&self) -> String {
        let word = self.after.trim_start().split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        word.to_lowercase()
    }

    /// Returns true when the text after the number leaves it as a number of its own.
    fn may_follow(&self) -> bool {
        let next = self.after.trim_start();
        next.starts_with(['.', ',', ';', ':', ')', '!', '?', '(', '-', '–', '"', '\''])
            || AFTER.contains(&self.next_word().as_str())
    }
}

/// Parses whole eurocents from `1.234,56`, `2,0` with a unit, or `1.2 mln`; none for a value with a fraction of a cent
/// or out of bounds.
fn cents(digits: &str, unit: &str, is_money: bool) -> Option<i64> {
    let scale: i128 = match unit.trim_end_matches('.') {
        "" => 1,
        "k" | "duizend" | "dzd" => 1_000,
        "ton" => 100_000,
        "miljoen" | "mln" | "mio" | "m" => 1_000_000,
        _ => 1_000_000_000,
    };
    let dots = digits.matches('.').count();
    let last = digits.rsplit(['.', ',']).next().map_or(0, str::len);
    let has_comma = digits.contains(',');
    let is_decimal_dot = dots == 1 && !has_comma && (last != 3 || scale > 1);
    if is_decimal_dot && scale == 1 {
        return None;
    }
    let whole_and_part = if is_decimal_dot { digits.replace('.', ",") } else { digits.replace(['.', ' '], "") };
    let (whole, part) = whole_and_part.split_once(',').unwrap_or((&whole_and_part, ""));
    if part.len() > 2 && scale == 1 {
        return None;
    }
    // A plain number with a comma is a price or a score unless euros are mentioned.
    if !is_money && scale == 1 && !part.is_empty() && dots == 0 {
        return None;
    }
    let places = u32::try_from(part.len()).ok()?;
    let number: i128 = format!("{whole}{part}").parse().ok()?;
    let product = number.checked_mul(scale)?.checked_mul(100)?;
    let divisor = 10_i128.checked_pow(places)?;
    let is_whole = product % divisor == 0;
    i64::try_from(product / divisor).ok().filter(|cents| is_whole && i128::from(*cents) <= CENTS_MAX)
}

/// Removes the lower bound of a range and the old value of a change, which are not amounts of their own.
fn merge_ranges(sentence: &str, amounts: &mut Vec<Amount>) {
    let mut kept: Vec<Amount> = Vec::new();
    for mut amount in amounts.drain(..) {
        if let Some(last) = kept.last() {
            let between = &sentence[last.range.end..amount.range.start];
            let is_near = between.len() <= 10 && !between.contains('.');
            let turned = amount_suffixes::replaces_previous(&sentence[last.since..last.range.start], between);
            if turned {
                amount.moved = true;
                amount.since = last.range.end;
                amount.uncertain.get_or_insert_with(|| message!("extract-amount-moved"));
            }
            if turned || is_near && (amount.cents.is_none() || amount.moved) {
                kept.pop();
            }
        }
        kept.push(amount);
    }
    *amounts = kept;
}
