//! Summarises a comparison: lights that got better or worse, notes that were added, changed, dropped or not renewed,
//! money, facilities and structure, separately for each nature.
//!
//! It counts items and not fields: a subject, a note or a light that differs counts once, however many of its fields
//! differ. What was first entered, and what belongs to a programme that a side does not report, is counted apart.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::model::{Change, Difference, Nature, NotRenewed, Reach, TotalRow};
use super::shown_attachments::COLOURS;
use crate::ReportError;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::money::CENTS_MAX;

/// What a comparison comes down to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Summary {
    /// What was first entered, by whatever nature: no change of the world.
    #[serde(rename = "eersteInvoer")]
    pub first_entered: Part,
    /// The totals that moved, by kind and effect, over all years; those of amounts without a year apart.
    #[serde(rename = "geld")]
    pub money: Vec<Moved>,
    /// What we now say otherwise of the old date.
    #[serde(rename = "herstel")]
    pub corrections: Part,
    /// What differs in programmes that a side does not report, by whatever nature.
    #[serde(rename = "nietGerapporteerd")]
    pub unreported: Part,
    /// What B shows at a later date than A and nobody renewed.
    #[serde(rename = "nietVernieuwd")]
    pub not_renewed: Left,
    /// What the world changed since.
    #[serde(rename = "nieuw")]
    pub new: Part,
    /// What only looks otherwise.
    #[serde(rename = "weergave")]
    pub views: Part,
}

/// The things that differ by one nature.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Part {
    /// How many things differ: subjects, notes and lights.
    #[serde(rename = "aantal")]
    pub count: u64,
    /// Decisions.
    #[serde(rename = "besluiten")]
    pub decisions: Tally,
    /// Amounts.
    #[serde(rename = "bijstellingen")]
    pub adjustments: Tally,
    /// Cases.
    #[serde(rename = "dossiers")]
    pub cases: Tally,
    /// Indicators.
    #[serde(rename = "indicatoren")]
    pub indicators: Tally,
    /// Milestones.
    #[serde(rename = "mijlpalen")]
    pub milestones: Tally,
    /// Elements of the goal tree.
    #[serde(rename = "onderdelen")]
    pub nodes: Tally,
    /// Traffic lights, by the node or case they are of.
    #[serde(rename = "stoplichten")]
    pub lights: Lights,
    /// Notes, by the node or case they are on; one with several notes stands there as often.
    #[serde(rename = "toelichtingen")]
    pub notes: Tally,
    /// Facilities.
    #[serde(rename = "voorzieningen")]
    pub facilities: Tally,
}

/// What became of the subjects of one kind. Each stands in one of the four lists.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Tally {
    /// Something else of them changed.
    #[serde(rename = "gewijzigd")]
    pub changed: Vec<String>,
    /// Those whose status changed, by the status they have now; they stand in one of the other lists as well.
    #[serde(rename = "status")]
    pub status: BTreeMap<String, Vec<String>>,
    /// They came.
    #[serde(rename = "toegevoegd")]
    pub added: Vec<String>,
    /// They belong elsewhere.
    #[serde(rename = "verplaatst")]
    pub moved: Vec<String>,
    /// They went.
    #[serde(rename = "vervallen")]
    pub dropped: Vec<String>,
}

/// What became of lights. Each stands in one list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Lights {
    /// Neither better nor worse: one of its aspects changed, or the colour that it had is not known any more, or is known now.
    #[serde(rename = "anders")]
    pub other: Vec<Turned>,
    /// From red by way of orange to green.
    #[serde(rename = "beter")]
    pub better: Vec<Turned>,
    /// The other way.
    #[serde(rename = "slechter")]
    pub worse: Vec<Turned>,
    /// There was none.
    #[serde(rename = "toegevoegd")]
    pub added: Vec<Turned>,
    /// There is none any more.
    #[serde(rename = "vervallen")]
    pub dropped: Vec<Turned>,
}

/// A light that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Turned {
    /// Its colour on the right; null where there is no light, or only its aspects changed.
    #[serde(rename = "naar")]
    pub to: Option<String>,
    /// The node or case.
    #[serde(rename = "onderwerp")]
    pub subject: String,
    /// Its colour on the left.
    #[serde(rename = "van")]
    pub from: Option<String>,
}

/// The nodes and cases of which nobody renewed something; one with several notes stands there as often.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Left {
    /// Their light.
    #[serde(rename = "stoplichten")]
    pub lights: Vec<String>,
    /// Their notes.
    #[serde(rename = "toelichtingen")]
    pub notes: Vec<String>,
}

/// A total that moved, in eurocents: `van` + `herstel` + `nieuw` = `naar`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Moved {
    /// How many amounts are p.m. on the right.
    #[serde(rename = "aantalPmNaar")]
    pub pro_memorie_to: u32,
    /// How many amounts are p.m. on the left.
    #[serde(rename = "aantalPmVan")]
    pub pro_memorie_from: u32,
    /// Which way.
    pub effect: Option<String>,
    /// What we now say otherwise of the old date.
    #[serde(rename = "herstel")]
    pub correction: i64,
    /// The total on the right.
    #[serde(rename = "naar")]
    pub to: i64,
    /// What the world changed since.
    #[serde(rename = "nieuw")]
    pub new: i64,
    /// The kind.
    #[serde(rename = "soort")]
    pub kind: Option<String>,
    /// The total on the left.
    #[serde(rename = "van")]
    pub from: i64,
    /// Of correction and new together, what is of programmes that a side does not report.
    #[serde(rename = "waarvanNietGerapporteerd")]
    pub unreported: i64,
    /// Whether it is the total of the amounts without a budget year, which stand in no total of a year.
    #[serde(rename = "zonderJaar")]
    pub without_year: bool,
}

impl Summary {
    /// Summarises the rows, the totals, and what was not renewed where that is meaningful.
    ///
    /// # Errors
    /// Returns [`ReportError::Overflow`] when a sum over years can not be represented.
    pub(super) fn of(
        differences: &[Difference],
        totals: &[TotalRow],
        not_renewed: &[NotRenewed],
    ) -> Result<Summary, ReportError> {
        let part = |nature| Part::of(&things(differences, |row| row.reach.is_none() && row.nature == nature));
        let reached = |reach| Part::of(&things(differences, |row| row.reach == Some(reach)));
        let of = |what: &'static str| not_renewed.iter().filter(move |row| row.what == what);
        let notes = of("toelichtingen").flat_map(|row| vec![row.subject.clone(); row.positions.len()]);
        let lights = of("stoplicht").map(|row| row.subject.clone());
        Ok(Summary {
            first_entered: reached(Reach::FirstEntered),
            money: money(totals)?,
            corrections: part(Nature::Correction),
            unreported: reached(Reach::NotReported),
            not_renewed: Left { lights: lights.collect(), notes: notes.collect() },
            new: part(Nature::New),
            views: part(Nature::View),
        })
    }
}

/// The rows of one item for one nature.
type ItemRows<'d> = Vec<&'d Difference>;

/// Groups the rows that count by item (one subject, one note or one light), in the order of the first row of each.
fn things(differences: &[Difference], counts: impl Fn(&Difference) -> bool) -> Vec<ItemRows<'_>> {
    let mut places: BTreeMap<_, usize> = BTreeMap::new();
    let mut things: Vec<ItemRows<'_>> = Vec::new();
    for row in differences.iter().filter(|row| counts(row)) {
        let note = row.note.as_ref().map(|note| (&note.from, &note.to));
        let at = *places.entry((&row.subject, &row.subject_before, note, is_light(row))).or_insert(things.len());
        match things.get_mut(at) {
            Some(thing) => thing.push(row),
            None => things.push(vec![row]),
        }
    }
    things
}

/// Returns true for a row about a light: no subject has fields of these names.
fn is_light(row: &Difference) -> bool {
    row.note.is_none() && COLOURS.iter().any(|colour| colour.name() == row.field)
}

impl Part {
    fn of(things: &[ItemRows<'_>]) -> Part {
        let mut part = Part { count: things.len() as u64, ..Part::default() };
        for thing in things {
            let first = thing[0];
            if is_light(first) {
                part.lights.add(thing);
                continue;
            }
            if first.note.is_some() {
                part.notes.add(thing);
                continue;
            }
            match SubjectKind::from_name(first.subject.split('/').next().unwrap_or_default()) {
                Some(SubjectKind::Node) => part.nodes.add(thing),
                Some(SubjectKind::Case) => part.cases.add(thing),
                Some(SubjectKind::Facility) => part.facilities.add(thing),
                Some(SubjectKind::Adjustment) => part.adjustments.add(thing),
                Some(SubjectKind::Indicator) => part.indicators.add(thing),
                Some(SubjectKind::Milestone) => part.milestones.add(thing),
                Some(SubjectKind::Decision) => part.decisions.add(thing),
                // Neither is compared.
                Some(SubjectKind::Round | SubjectKind::Event) | None => {}
            }
        }
        part
    }
}

impl Tally {
    fn add(&mut self, thing: &ItemRows<'_>) {
        let subject = thing[0].subject.clone();
        if let Some(row) = thing.iter().find(|row| row.field == Field::Status.name())
            && let Some(status) = row.to.as_str()
        {
            self.status.entry(status.to_owned()).or_default().push(subject.clone());
        }
        let list = match became(thing) {
            Change::Added => &mut self.added,
            Change::Dropped => &mut self.dropped,
            Change::Moved => &mut self.moved,
            Change::Changed => &mut self.changed,
        };
        list.push(subject);
    }
}

/// Returns what happened to an item as a whole. A code under which another node stands now was both dropped and added,
/// which is a change.
fn became(thing: &ItemRows<'_>) -> Change {
    let whole = |change: Change| {
        thing.iter().any(|row| {
            let of_note = row.note.as_ref().is_some_and(|note| note.from.is_none() || note.to.is_none());
            (row.field == "bestaan" || of_note) && row.change == change
        })
    };
    match (whole(Change::Added), whole(Change::Dropped)) {
        (true, false) => Change::Added,
        (false, true) => Change::Dropped,
        (true, true) => Change::Changed,
        (false, false) if thing.iter().any(|row| row.change == Change::Moved) => Change::Moved,
        (false, false) => Change::Changed,
    }
}

impl Lights {
    fn add(&mut self, thing: &ItemRows<'_>) {
        let colour = thing.iter().find(|row| row.field == Field::Colour.name());
        let told = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        let (from, to) = (told(colour.map(|row| &row.from)), told(colour.map(|row| &row.to)));
        let list = match (&from, &to) {
            (None, Some(_)) => &mut self.added,
            (Some(_), None) => &mut self.dropped,
            (Some(from), Some(to)) => match (grave(from), grave(to)) {
                (Some(before), Some(after)) if after < before => &mut self.better,
                (Some(before), Some(after)) if after > before => &mut self.worse,
                _ => &mut self.other,
            },
            (None, None) => &mut self.other,
        };
        list.push(Turned { to, subject: thing[0].subject.clone(), from });
    }
}

/// Returns how bad a colour is; none for one that is not known.
fn grave(colour: &str) -> Option<u8> {
    match colour {
        "groen" => Some(0),
        "oranje" => Some(1),
        "rood" => Some(2),
        _ => None,
    }
}

/// Returns the totals that moved, summed over years, states, sides and durations; those of amounts without a year apart.
fn money(totals: &[TotalRow]) -> Result<Vec<Moved>, ReportError> {
    let carried = |sum: Option<i64>| sum.filter(|sum| sum.abs() <= CENTS_MAX).ok_or(ReportError::Overflow);
    let mut sums: BTreeMap<(&Option<String>, &Option<String>, bool), Moved> = BTreeMap::new();
    for row in totals {
        let sum = sums.entry((&row.kind, &row.effect, row.fiscal_year.is_none())).or_default();
        sum.pro_memorie_from += row.pro_memorie_from;
        sum.pro_memorie_to += row.pro_memorie_to;
        sum.from = carried(sum.from.checked_add(row.from))?;
        sum.correction = carried(sum.correction.checked_add(row.correction))?;
        sum.new = carried(sum.new.checked_add(row.new))?;
        sum.to = carried(sum.to.checked_add(row.to))?;
        sum.unreported = carried(sum.unreported.checked_add(row.unreported))?;
    }
    let moved = |sum: &Moved| sum.correction != 0 || sum.new != 0 || sum.pro_memorie_from != sum.pro_memorie_to;
    let named = sums.into_iter().filter(|(_, sum)| moved(sum));
    let told = named.map(|((kind, effect, without_year), sum)| Moved {
        kind: kind.clone(),
        effect: effect.clone(),
        without_year,
        ..sum
    });
    Ok(told.collect())
}
