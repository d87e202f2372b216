//! Finds decisions under a reservation in a sentence: what it waits for, and what the sentence states about something
//! awaited.

use std::ops::Range;

use super::dutch_text;

/// What a decision waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AwaitedDecision {
    pub range: Range<usize>,
    pub text: String,
    /// Who it waits for, where it names them: `raad`, `college`, `rijk`, ...
    pub parties: Vec<&'static str>,
    /// Stated explicitly; otherwise it counts as one only beside the decision itself.
    pub is_plain: bool,
}

/// The outcome of something awaited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReservationOutcome {
    Fulfilled,
    Refused,
}

/// A statement in a sentence that a body, money or a reservation is settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Settlement {
    pub outcome: ReservationOutcome,
    /// Who settled it, where the sentence names them.
    pub parties: Vec<&'static str>,
    /// It refers to something mentioned before: this budget, that decision, by now.
    pub refers_back: bool,
    /// It names a reservation by that word.
    pub names_reservation: bool,
    /// It is about more than one.
    pub is_plural: bool,
}

/// Up to the end of a reservation: at the end of its sentence, or where the sentence continues about something else.
const END: &str = r"(?:[^.;]|\.\d)*?";
pattern!(
    PLAIN,
    &format!(
        r"(?i)\b(?:(?:onder|met|maakt|maakte|maakten|heeft|op|een|het)\s+(?:\S+\s+){{0,2}})?voorbehou\w*(?:\s+(?:gemaakt|geplaatst))?\b{END}(?:{TURN}|[.;]\s|[.;]?$)|\b(?:mits|onder de (?:opschortende )?voorwaarde dat|op voorwaarde dat|behoudens)\s+(?:{AWAITED}){END}(?:{TURN}|[.;]\s|[.;]?$)"
    )
);
pattern!(
    PASSING,
    &format!(
        r"(?i)\b(?:in afwachting van|vooruitlopend op|afhankelijk van|indien|zodra|wanneer|tenzij|hangende)\s+(?:{AWAITED}){END}(?:{TURN}|[.;]\s|[.;]?$)|\b(?:moet|moeten|dient|dienen)\s+(?:\S+\s+){{0,3}}?nog\s+{END}\b(?:raad|gemeenteraad|college|besluitvorming)\b{END}(?:{TURN}|[.;]\s|[.;]?$)|\b(?:raad|gemeenteraad|college)\s+(?:\S+\s+){{0,3}}?(?:moet|dient|zal)\s+(?:\S+\s+){{0,3}}?(?:nog|later)\s+{END}(?:{TURN}|[.;]\s|[.;]?$)"
    )
);
/// What decisions wait for.
const AWAITED: &str = r"(?:(?:het|de|een|die|dit|deze|zijn|haar|formele|definitieve|nadere|verdere|positieve|politieke|bestuurlijke|benodigde|laatste|uiteindelijke)\s+){0,3}(?:gemeente|raads?)?(?:raad\b|besluit|besluitvorming|voorstel|college\b|instemming|goedkeuring|akkoord|toestemming|vaststelling|bekrachtiging|middelen|budget|financiering|dekking|subsidie|beschikking|toekenning|begroting|kader(?:brief|nota)|rijk\b|provincie|ministerie|minister\b)";
/// What follows these words is about the reservation, or about something else.
const TURN: &str = r",\s+(?:die|dat|wat|welke|maar|en|inmiddels|intussen|ondertussen|waarmee|waarna|waarop|waarvoor|hetgeen)\b|\s+(?:maar|en)\s+inmiddels\b";
pattern!(LEAVES_OUT, &format!(r"(?i)(?:{TURN}|[.;]\s*)$"));

/// Returns the reservation of a sentence.
pub(super) fn find_reservation(sentence: &str) -> Option<AwaitedDecision> {
    let is_lifted = LIFTED.is_match(sentence) && !FRESH.is_match(sentence);
    let plain = PLAIN.find(sentence).filter(|_| !is_lifted);
    let found = plain.or_else(|| PASSING.find(sentence))?;
    let kept = LEAVES_OUT.find(found.as_str()).map_or(found.end(), |end| found.start() + end.start());
    let text = sentence[found.start()..kept].trim();
    Some(AwaitedDecision {
        range: found.start()..kept,
        text: dutch_text::cut(text, 2000),
        parties: parties(text),
        is_plain: plain.is_some(),
    })
}

impl AwaitedDecision {
    /// Returns the body at the border, where it waits for only one of the two.
    pub fn body(&self) -> Option<&'static str> {
        match self.parties.as_slice() {
            [one @ ("raad" | "college")] => Some(one),
            _ => None,
        }
    }
}

/// Returns the bodies and governments that a text names.
fn parties(text: &str) -> Vec<&'static str> {
    let all: [(&regex::Regex, &'static str); 5] =
        [(&COUNCIL, "raad"), (&EXECUTIVE, "college"), (&NATION, "rijk"), (&PROVINCE, "provincie"), (&REGION, "regio")];
    all.into_iter().filter(|(pattern, _)| pattern.is_match(text)).map(|(_, party)| party).collect()
}

pattern!(COUNCIL, r"(?i)\b(?:gemeenteraad|raad|raads(?:voorstel|besluit|besluitvorming|leden))\b");
pattern!(EXECUTIVE, r"(?i)\b(?:college|burgemeester en wethouders|collegebesluit)\b");
pattern!(NATION, r"(?i)\b(?:rijk|ministerie|minister|staatssecretaris|kabinet|vws)\b");
pattern!(PROVINCE, r"(?i)\b(?:provincie|gedeputeerde staten|provinciale staten)\b");
pattern!(REGION, r"(?i)\b(?:regio|holland rijnland|algemeen bestuur|gemeenschappelijke regeling)\b");
pattern!(FRESH, r"(?i)\bonder (?:het |een )?voorbehoud\b");
pattern!(
    LIFTED,
    r"(?i)\bvoorbehou\w*\b.*\b(?:vervallen|verviel|vervalt|vervuld|opgeheven|ingelost|weggenomen|voldaan|ingetrokken|van de baan|niet (?:meer|langer))\b|\bvoldaan aan\b.*\bvoorbehou\w*"
);
/// Verbs for something that was done, as they close a Dutch clause or stand in the simple past.
const DONE: &str = r"beschikbaar ?gesteld|beschikbaargesteld|beschikbaar gekomen|ingestemd|vastgesteld|goedgekeurd|goedgevonden|toegekend|toegewezen|toegezegd|bekrachtigd|akkoord(?: gegaan| bevonden| verklaard)?|geaccordeerd|verleend|gehonoreerd|besloten|aangenomen|gevoteerd|gefiatteerd|vrijgemaakt|vrijgegeven|vrijgevallen|gereserveerd|geregeld|gevonden|gedekt|opgenomen|verwerkt|verkregen|ontvangen|genomen|gebeurd|plaatsgevonden|afgerond|gegeven";
pattern!(PARTICIPLE, &format!(r"(?i)\b(?:{DONE})\b"));
pattern!(AUXILIARY, r"(?i)\b(?:heeft|hebben|had|hadden|is|zijn|was|waren|werd|werden)\b");
pattern!(
    PAST,
    r"(?i)\b(?:stemden?\b.*\bin\b|ging(?:en)?\b.*\bakkoord\b|stelden?\b.*\b(?:vast|beschikbaar)\b|keurden?\b.*\bgoed\b|kenden?\b.*\btoe\b|na(?:m|men)\b.*\baan\b|gaf\b.*\b(?:goedkeuring|instemming|akkoord|toestemming|groen licht)\b|maakten?\b.*\bvrij\b|besloot|besloten|bekrachtigden?|verleenden?|accordeerden?|voteerden?|honoreerden?)\b"
);
pattern!(
    NOT_YET,
    r"(?i)\b(?:nog|niet|geen|moet|moeten|dient|dienen|zal|zullen|wordt|worden|verwacht|verwachting|indien|mits|zodra|wanneer|zou|zouden|kan|kunnen|beoogd|voornemens|voorgelegd|voorgesteld|gevraagd|verzocht|voorwaarde|voorbehoud|afwachting|nadat|tenzij|hangende)\b"
);
pattern!(
    REFUSED,
    r"(?i)\b(?:verworpen|verwierp|afgewezen|afgekeurd|ingetrokken|wees\b.*\baf|stemden?\b.*\b(?:niet in|tegen)|niet\s+(?:\S+\s+){0,3}?(?:ingestemd|akkoord|vastgesteld|beschikbaar gesteld|goedgekeurd|toegekend|gehonoreerd|aangenomen)|geen\s+(?:\S+\s+){0,2}?(?:middelen|budget|geld|instemming|goedkeuring|akkoord|toestemming)\b.*\b(?:gesteld|gegeven|verleend|gekregen|toegekend))\b"
);
pattern!(
    MONEY,
    r"(?i)\b(?:\w*budget(?:ten)?|middelen|bedrag|bedragen|krediet|financiering|dekking|geld|subsidie|bijdrage)\b"
);
pattern!(
    DECISION,
    r"(?i)\b(?:besluitvorming|besluit|raadsbesluit|voorstel|instemming|goedkeuring|toestemming|akkoord|voorwaarde)\b"
);
pattern!(NOT_LIFTED, r"(?i)\b(?:wordt|worden|zal|zullen|kan|kunnen|indien|zodra|als|niet vervallen|niet vervuld)\b");
pattern!(BY_NOW, r"(?i)\b(?:inmiddels|intussen|ondertussen|nadien|daarna|vervolgens|sindsdien|daarop|hierop)\b");
pattern!(
    BACK,
    r"(?i)\b(?:dit|dat|deze|die|hiermee|daarmee|hiervoor|daarvoor|hiertoe|daartoe|hierover|daarover|hieraan|daaraan|ervoor|ermee|waarmee|beide|genoemde|benodigde|voorbehou\w*|besluitvorming)\b"
);
pattern!(ALSO, r"(?i)\b(?:ook|eveneens|tevens|daarnaast|verder|andere)\b");
pattern!(PLURAL, r"(?i)\b(?:beide|allebei|alle|voorbehouden|deze besluiten|de besluiten)\b");
pattern!(CLAUSE, r"(?i)[,;:]\s|\s(?:maar|zodat|waardoor|waarna|omdat|terwijl)\s");

/// Returns what a sentence settles. `has_paper` is true when the sentence names a decision.
pub(super) fn find_settlement(text: &str, has_paper: bool) -> Option<Settlement> {
    let is_about_it = has_paper
        || !parties(text).is_empty()
        || [&LIFTED, &BY_NOW, &MONEY, &DECISION].iter().any(|pattern| pattern.is_match(text));
    is_about_it.then(|| settlement_after_reservation(text)).flatten()
}

/// Returns what the part of a sentence after its reservation settles: it can be about nothing else.
pub(super) fn settlement_after_reservation(text: &str) -> Option<Settlement> {
    let names_reservation = LIFTED.is_match(text);
    let outcome = outcome(text, names_reservation)?;
    let points = [&BY_NOW, &MONEY, &BACK].iter().any(|pattern| pattern.is_match(text));
    Some(Settlement {
        outcome,
        parties: parties(text),
        refers_back: names_reservation || (points && !ALSO.is_match(text)),
        names_reservation,
        is_plural: PLURAL.is_match(text),
    })
}

fn outcome(text: &str, names_reservation: bool) -> Option<ReservationOutcome> {
    let is_still = |clause: &str| clause.to_lowercase().contains("nog ");
    if names_reservation {
        return (!is_still(text) && !NOT_LIFTED.is_match(text)).then_some(ReservationOutcome::Fulfilled);
    }
    let clauses: Vec<&str> = CLAUSE.split(text).collect();
    if clauses.iter().any(|clause| REFUSED.is_match(clause) && !is_still(clause)) {
        return Some(ReservationOutcome::Refused);
    }
    let is_done = |clause: &&str| {
        let says = (PARTICIPLE.is_match(clause) && AUXILIARY.is_match(text)) || PAST.is_match(clause);
        says && !NOT_YET.is_match(clause)
    };
    clauses.iter().any(is_done).then_some(ReservationOutcome::Fulfilled)
}
