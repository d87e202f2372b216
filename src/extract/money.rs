//! Turns amounts in sentences into adjustments: kind, effect, year and link only as far as the sentence states them.

use std::ops::Range;

use super::amounts::{self, Amount};
use super::codes::{self, Code};
use super::naming::{self, AmountName};
use super::notes::{Note, Sentence};
use super::{amount_kinds, dates, decisions, dutch_text};
use crate::language::Message;
use crate::message;

/// An amount that will be drafted.
#[derive(Debug, Clone)]
pub(super) struct Adjustment {
    pub id: String,
    pub node: Code,
    /// The case that its note is about, if any.
    pub case: Option<String>,
    /// Its name, which is set when all amounts of the page are known; see `naming`.
    pub description: String,
    pub name_parts: AmountName,
    /// Its sentence, in lower case.
    pub sentence: String,
    /// The case title or head of its note.
    pub head: Option<String>,
    /// The amount; none is p.m.
    pub cents: Option<i64>,
    pub kind: &'static str,
    pub effect: &'static str,
    pub standing: &'static str,
    pub side: Option<&'static str>,
    pub duration: Option<&'static str>,
    pub year: Option<i32>,
    /// The unit of the source in euros, where it states one.
    pub unit: Option<u32>,
    pub decision: Option<String>,
    pub covers: Option<String>,
    pub realises: Option<String>,
    pub line: u32,
    pub assumed: Vec<&'static str>,
    pub uncertain: Option<Message>,
}

/// All adjustments of a page. It assigns their ids, so that none is used twice.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    pub adjustments: Vec<Adjustment>,
    /// Lines with something about money that was not drafted, and why.
    pub doubts: Vec<(u32, Message)>,
    /// The last heading that was read: it may apply to several notes.
    heading: String,
}

pattern!(PRO_MEMORIE, r"(?i)\bp\.m\.|\bpro memorie\b|\bPM\b");
pattern!(
    YEAR,
    r"(?i)\b(?:in|van|over|voor|vanaf|begrotingsjaar|jaarrekening|begroting)\s+(?:(?:het|de)\s+)?(?:(?:begrotings)?jaar\s+|jaarrekening\s+|begroting\s+)?((?:19|20)\d\d)\b"
);
pattern!(MORE_YEARS, r"(?i)\b(?:19|20)\d\d\s?(?:-|–|en|tot en met|t/m|tot)\s?(?:19|20)\d\d\b");
pattern!(
    TURN,
    r"(?i)[,;]|\s(?:en|waarvan|terwijl|maar|wordt|worden|is|zijn|werd|werden|kan|kon|kunnen|konden|zal|zullen|heeft|had|hebben|hadden|moet|moeten|boekt|boekte|boeken|boekten|realiseert|realiseerde|realiseren|realiseerden|haalt|haalde|halen|haalden|vult|vulde|vullen|vulden|verwachten|ramen|resteert)\s"
);
// `in 2021` directly before an amount is the year of that amount, `van de taakstelling van` what it is.
pattern!(
    LEADS_TO_NEXT,
    r"(?i)\s(?:(?:in|voor|over|vanaf)\s+(?:(?:het|de)\s+)?(?:jaar\s+)?(?:19|20)\d\d\s+(?:\S+\s+){0,2}|(?:van|op|uit|binnen)\s+(?:de|het|een|deze|die|onze|dit)\s+(?:[\p{L}-]+\s+){1,5}?(?:van\s+)?(?:circa\s+|ongeveer\s+|ruim\s+)?)$"
);
pattern!(PART, r"(?i)\b(waarvan|daarvan|hiervan)\b");
pattern!(SHORTFALL, r"(?i)\b(begrotingstekort|tekort|tegenvaller|nadeel|meevaller|voordeel)\b");
pattern!(BACK, r"(?i)\b(dit|dat|deze|die|genoemde|bovenstaande)\s+(?:\S+\s+){0,2}$");
pattern!(DENIED, r"(?i)\b(geen|zonder|niet)\s+(?:\S+\s+){0,2}$");
pattern!(THE, r"(?i)\b(het|de)\s+(?:\S+\s+){0,1}$");
pattern!(LACK, r"(?i)^(?:en)?\s+aan\s+(\S+)");
pattern!(
    FINANCIAL,
    r"(?i)(financi|budget|subsidie|begroting|middelen|kosten|lasten|baten|uitgaven|exploitatie|bekostiging|inkomsten|jaarrekening|bijdrage)"
);
pattern!(RISK, r"(?i)\b(risico|kans op|kan leiden|kunnen leiden|mogelijk|dreigt|dreigen|dreigend|zou|wellicht)\b");
pattern!(EFFECTS, r"(?i)\bfinanciële\s+(effecten|gevolgen|consequenties)\b");
pattern!(COVERING, r"(?i)\b(dekken|dekking|gedekt|dekt|opvangen|opgevangen)\b");

impl Ledger {
    /// Reads the sentences of a note.
    pub fn note(&mut self, note: &Note, year: i32) {
        let first = self.adjustments.len();
        let head = note.head.clone().unwrap_or_default();
        // A heading applies to all items of its list, each of which may add a heading of its own.
        let own = head.strip_prefix(self.heading.as_str()).filter(|_| !self.heading.is_empty());
        let text = own.map_or(head.as_str(), |own| own.trim_start_matches([':', ' '])).to_owned();
        if own.is_none() {
            self.heading = head;
        }
        if text.contains('€') {
            self.sentence(note, &Sentence { text, line: note.span.0 }, first, year);
        }
        for sentence in note.sentences() {
            self.sentence(note, &sentence, first, year);
        }
        self.link_to_later_target(first);
    }

    /// Links what was realised to the only target of the note where that comes after it, and puts the target first.
    fn link_to_later_target(&mut self, first: usize) {
        let targets: Vec<usize> =
            (first..self.adjustments.len()).filter(|at| self.adjustments[*at].kind == "taakstelling").collect();
        let [target] = targets[..] else { return };
        let Adjustment { id, cents: size, year, .. } = self.adjustments[target].clone();
        let is_linked = |one: &&Adjustment| one.realises.as_ref() == Some(&id) || one.covers.as_ref() == Some(&id);
        let mut taken: i64 = self.adjustments.iter().filter(is_linked).filter_map(|one| one.cents).sum();
        for at in first..target {
            let one = &mut self.adjustments[at];
            if one.kind != "realisatie" || one.realises.is_some() {
                continue;
            }
            let sum = taken.saturating_add(one.cents.unwrap_or(0));
            if size.is_none_or(|size| sum <= size) {
                (taken, one.realises) = (sum, Some(id.clone()));
                let doubt = other_year(one.year, year);
                one.uncertain = one.uncertain.take().or(doubt);
            } else {
                self.doubts.push((one.line, message!("extract-link-too-much")));
            }
        }
        self.adjustments[first..=target].rotate_right(1);
    }

    /// Reads a sentence. `first` is the index of the first adjustment of this note: links do not reach further back.
    fn sentence(&mut self, note: &Note, sentence: &Sentence, first: usize, year: i32) {
        let text = sentence.text.as_str();
        let papers = decisions::find_papers(text);
        let mut masked: Vec<Range<usize>> = papers.iter().map(|paper| paper.range.clone()).collect();
        masked.extend(dates::find_days(text, year).into_iter().map(|day| day.range));
        masked.extend(codes::find_codes(text).into_iter().map(|(_, range)| range));
        let mut reading = amounts::find_amounts(text, &masked);
        self.doubts.extend(reading.doubts.drain(..).map(|doubt| (sentence.line, doubt)));
        if reading.amounts.is_empty() {
            reading.amounts.extend(pro_memorie(text));
        }
        if reading.amounts.is_empty() {
            self.shortfalls(note, sentence, first);
            return;
        }
        let papers: Vec<String> = papers.iter().map(decisions::Mention::slug).collect();
        let stands_alone = reading.amounts.len() == 1;
        for (at, amount) in reading.amounts.iter().enumerate() {
            if amount.is_difference && !stands_alone {
                let told = text[amount.range.clone()].trim().to_owned();
                self.doubts.push((sentence.line, message!("extract-amount-difference", number = told)));
                continue;
            }
            let (before, after) = words_around(text, &reading.amounts, at);
            let has_target = text.to_lowercase().contains("taakstelling")
                || self.adjustments[first..].iter().any(|other| other.kind == "taakstelling");
            let mut new = amount_kinds::classify_amount(before, after, text, has_target);
            new.amount(amount);
            new.doubt(amount.is_difference.then(|| message!("extract-amount-only-difference")));
            let (tied, doubt) = tied_year(before, after);
            new.doubt(doubt);
            let is_of_target = new.kind == "taakstelling" && tied.is_some() && amount_kinds::speaks_of_realising(text);
            new.doubt(is_of_target.then(|| message!("extract-amount-year-of-target")));
            if PART.is_match(before) && new.kind != "realisatie" {
                new.doubt(Some(message!("extract-amount-part")));
            }
            let decision = match papers.as_slice() {
                [paper] => Some(paper.clone()),
                _ => None,
            };
            let called = match naming::name_from_heading(text, &amount.range).filter(|_| stands_alone) {
                Some(heading) => heading,
                None => naming::name_amount(new.kind, before, after),
            };
            let draft = AdjustmentDraft { found: new, amount: amount.clone(), year: tied, decision, before, called };
            self.add(note, sentence, first, draft);
        }
    }

    fn add(&mut self, note: &Note, sentence: &Sentence, first: usize, draft: AdjustmentDraft<'_>) {
        let AdjustmentDraft { found, amount, year, decision, before, called } = draft;
        let is_same = |other: &Adjustment| {
            other.node == note.node && other.kind == found.kind && other.cents == amount.cents && amount.cents.is_some()
        };
        if BACK.is_match(before) && self.adjustments.iter().any(is_same) {
            return;
        }
        let mut uncertain = found.uncertain;
        let (id, is_second) = self.free_id(&base_id(&note.node, found.kind, year), called.purpose.as_deref());
        // Of some kinds a node has one; of the others a second of the same size may be the same.
        let is_same_size = |other: &Adjustment| {
            other.node == note.node && other.kind == found.kind && other.year == year && other.cents == amount.cents
        };
        let is_one_of_its_kind = matches!(found.kind, "taakstelling" | "realisatie" | "tekort");
        if is_second && (is_one_of_its_kind || self.adjustments.iter().any(is_same_size)) {
            uncertain.get_or_insert_with(|| message!("extract-amount-second"));
        }
        let mut new = Adjustment {
            id,
            node: note.node.clone(),
            case: note.case_id(),
            description: String::new(),
            name_parts: called,
            sentence: sentence.text.to_lowercase(),
            head: note.case.as_ref().map(|case| case.title.clone()).or_else(|| note.head.clone()),
            cents: amount.cents,
            kind: found.kind,
            effect: found.effect,
            standing: found.standing,
            side: found.side,
            duration: found.duration,
            year,
            unit: if amount.in_thousands { Some(1000) } else { amount.in_euros.then_some(1) },
            decision,
            covers: None,
            realises: None,
            line: sentence.line,
            assumed: found.assumed,
            uncertain,
        };
        self.link(&mut new, &sentence.text, first);
        self.adjustments.push(new);
    }

    /// Returns an id that no amount of the page has, by what it is for where that tells it apart from the others, else
    /// with a number and true.
    fn free_id(&self, base: &str, purpose: Option<&str>) -> (String, bool) {
        /// With the longest code, kind and year an id stays within its 64 characters.
        const PURPOSE_MAX: usize = 30;
        let is_taken = |id: &str| self.adjustments.iter().any(|other| other.id == id);
        let named =
            purpose.map(|purpose| format!("{base}-{}", dutch_text::slug(&dutch_text::cut(purpose, PURPOSE_MAX))));
        let first = std::iter::once(base.to_owned()).chain(named).find(|id| !is_taken(id));
        let numbered = || (2..).map(|number| format!("{base}-{number}")).find(|id| !is_taken(id));
        match first {
            Some(id) => (id, false),
            None => (numbered().unwrap_or_default(), true),
        }
    }

    /// Links it to what it realises or covers, where exactly one amount of the same note qualifies and has room for it.
    fn link(&mut self, new: &mut Adjustment, text: &str, first: usize) {
        let lower = text.to_lowercase();
        let realises = new.kind == "realisatie";
        let names_shortfall = ["tekort", "tegenvaller", "nadeel"].iter().any(|word| lower.contains(word));
        let covers =
            !realises && COVERING.is_match(text) && names_shortfall && !matches!(new.kind, "tekort" | "tegenvaller");
        if !realises && !covers {
            return;
        }
        let fits = |other: &&Adjustment| match other.kind {
            "taakstelling" => realises,
            "tekort" | "tegenvaller" => covers,
            _ => covers && other.effect == "nadeel",
        };
        let targets: Vec<&Adjustment> = self.adjustments[first..].iter().filter(fits).collect();
        let [target] = targets.as_slice() else {
            if !targets.is_empty() {
                self.doubts.push((new.line, message!("extract-link-many")));
            }
            return;
        };
        let linked = |other: &&Adjustment| {
            other.covers.as_ref() == Some(&target.id) || other.realises.as_ref() == Some(&target.id)
        };
        let taken: i64 = self.adjustments.iter().filter(linked).filter_map(|other| other.cents).sum();
        let has_room = target.cents.is_none_or(|cents| taken.saturating_add(new.cents.unwrap_or(0)) <= cents);
        let id = Some(target.id.clone());
        match (has_room, realises) {
            (false, _) => self.doubts.push((new.line, message!("extract-link-too-much"))),
            (true, true) => {
                let doubt = other_year(new.year, target.year);
                new.realises = id;
                new.uncertain = new.uncertain.take().or(doubt);
            }
            (true, false) => new.covers = id,
        }
    }

    /// Drafts a shortfall, disadvantage or the like that is mentioned without its size.
    fn shortfalls(&mut self, note: &Note, sentence: &Sentence, first: usize) {
        let text = sentence.text.as_str();
        if EFFECTS.is_match(text) && !SHORTFALL.is_match(text) {
            self.doubts.push((sentence.line, message!("extract-effects-unsaid")));
        }
        for word in SHORTFALL.find_iter(text) {
            let (before, after) = (&text[..word.start()], &text[word.end()..]);
            let lower = word.as_str().to_lowercase();
            let lacks_things =
                LACK.captures(after).is_some_and(|found| !FINANCIAL.is_match(&found[1]) && &found[1] != "geld");
            let is_back = BACK.is_match(before) || (THE.is_match(before) && self.adjustments.len() > first);
            if lacks_things || is_back || DENIED.is_match(before) {
                continue;
            }
            let is_money = FINANCIAL.is_match(text);
            if !is_money || RISK.is_match(text) {
                if is_money || lower.ends_with("valler") {
                    self.doubts.push((sentence.line, message!("extract-shortfall-perhaps", word = lower)));
                }
                continue;
            }
            let mut found = amount_kinds::classify_amount("", word.as_str(), text, false);
            found.assumed.clear();
            if THE.is_match(before) {
                found.doubt(Some(message!("extract-shortfall-known")));
            }
            let (year, doubt) = tied_year(text, "");
            found.doubt(doubt);
            let amount = Amount::without_size_at(word.range());
            let called = naming::without_amount(text, &word.range());
            self.add(note, sentence, first, AdjustmentDraft { found, amount, year, decision: None, before, called });
            return;
        }
    }
}

struct AdjustmentDraft<'a> {
    found: amount_kinds::AmountClass,
    amount: Amount,
    year: Option<i32>,
    decision: Option<String>,
    before: &'a str,
    called: AmountName,
}

/// Returns why what was realised in one year is not surely of a target of another.
fn other_year(realised: Option<i32>, target: Option<i32>) -> Option<Message> {
    let (_, target) = realised.zip(target).filter(|(realised, target)| realised != target)?;
    Some(message!("extract-link-other-year", year = target.to_string()))
}

fn pro_memorie(text: &str) -> Option<Amount> {
    let found = PRO_MEMORIE.find(text).filter(|_| FINANCIAL.is_match(text) || SHORTFALL.is_match(text))?;
    Some(Amount::without_size_at(found.range()))
}

/// Returns the words about one amount, before and after it. The text between two amounts is split at the turn of the
/// sentence.
fn words_around<'a>(text: &'a str, amounts: &[Amount], at: usize) -> (&'a str, &'a str) {
    let own = &amounts[at].range;
    let turn = |from: usize, to: usize| {
        let between = &text[from..to];
        let turn = TURN.find(between).or_else(|| LEADS_TO_NEXT.find(between));
        turn.map_or(to, |turn| from + turn.start())
    };
    let from = if at == 0 { amounts[at].since } else { turn(amounts[at - 1].range.end, own.start) };
    let to = amounts.get(at + 1).map_or(text.len(), |next| turn(own.end, next.range.start));
    (&text[from..own.start], &text[own.end..to])
}

/// Returns the one year to which the words before an amount, else those after it, tie it.
fn tied_year(before: &str, after: &str) -> (Option<i32>, Option<Message>) {
    for stretch in [before, after] {
        let mut years: Vec<i32> = Vec::new();
        for found in YEAR.captures_iter(stretch) {
            let year = found
                .get(1)
                .filter(|year| !is_in_range(stretch, year.range()))
                .and_then(|year| year.as_str().parse().ok());
            years.extend(year.filter(|year| !years.contains(year)));
        }
        match years.as_slice() {
            [] if MORE_YEARS.is_match(stretch) => {
                return (None, Some(message!("extract-amount-years")));
            }
            [] => {}
            [year] => return (Some(*year), None),
            _ => return (None, Some(message!("extract-amount-years"))),
        }
    }
    (None, None)
}

fn is_in_range(text: &str, year: Range<usize>) -> bool {
    MORE_YEARS.find_iter(text).any(|range| range.start() <= year.start && year.end <= range.end())
}

/// Builds an id from what does not change between rounds, so that the next page yields the same id whatever the amount
/// has become: `9C1.1-realisatie-2021`.
fn base_id(node: &Code, kind: &str, year: Option<i32>) -> String {
    let year = year.map(|year| format!("-{year}")).unwrap_or_default();
    format!("{node}-{kind}{year}")
}
