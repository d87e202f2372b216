//! Money as a controller adds it up: every amount that stands at (D, P), of every budget year.
//!
//! **Totals** are per budget year, programme, policy area, kind, effect, state, side and duration. An amount counts in exactly one
//! of them: the area and the programme that its own node is, or lies below; so nothing is counted both at a node and above it.
//! An amount on a programme itself, or on a node without an area, has no area. Signs are as found: amounts are never negative and
//! `effect` tells the direction. Amounts p.m. are counted, never read as zero; a sum beyond 2^53 - 1 is refused.
//!
//! A forecast that moves is one amount: what stands on D counts, and its **course** lists what stood before it.
//!
//! **Coverage** tells of each amount that is covered or realised, and of each target, shortfall and setback, by what, and what is
//! open of it; that is not told where an amount on either side is p.m.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use super::gather::{Picture, Placed, gather_alone};
use super::money::carried;
use super::words::Records;
use super::{Contents, ReportError};
use crate::domain::field::Field;
use crate::domain::ids::{SubjectKind, compare_codes};
use crate::domain::state::{At, Folded, State, SubjectNo, Value};

/// Which money is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinanceRequest {
    /// The day, and up to which event.
    pub at: At,
    /// One budget year; none for all, and for amounts without one.
    pub fiscal_year: Option<i64>,
    /// One node with what is below it.
    pub node: Option<String>,
}

/// Money at a point.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Finance {
    /// The point.
    pub basis: FinanceBasis,
    /// What covers what, and what is open.
    #[serde(rename = "dekkingen")]
    pub coverage: Vec<CoverageRow>,
    /// The totals.
    #[serde(rename = "totalen")]
    pub totals: Vec<FinanceTotal>,
    /// How amounts that moved came to be what they are.
    #[serde(rename = "verloop")]
    pub courses: Vec<CourseRow>,
}

/// The point that money is told at.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FinanceBasis {
    /// The budget year it is limited to.
    #[serde(rename = "begrotingsjaar")]
    pub fiscal_year: Option<i64>,
    /// When the event at that position was recorded.
    #[serde(rename = "beschikbaarOp")]
    pub known_at: String,
    /// The element it is limited to.
    #[serde(rename = "onderdeel")]
    pub node: Option<String>,
    /// The day.
    #[serde(rename = "peildatum")]
    pub on: String,
    /// The position.
    #[serde(rename = "positie")]
    pub position: u64,
}

/// One total.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FinanceTotal {
    /// How many amounts are p.m.
    #[serde(rename = "aantalPm")]
    pub pro_memorie_count: u32,
    /// The sum in eurocents.
    #[serde(rename = "bedragInCenten")]
    pub cents: i64,
    /// The budget year.
    #[serde(rename = "begrotingsjaar")]
    pub fiscal_year: Option<i64>,
    /// The policy area; none for what belongs to a programme itself.
    #[serde(rename = "beleidsterrein")]
    pub area: Option<String>,
    /// Once or each year.
    #[serde(rename = "duur")]
    pub duration: Option<String>,
    /// Which way.
    pub effect: Option<String>,
    /// Side of the accounts.
    #[serde(rename = "lastenBaten")]
    pub side: Option<String>,
    /// The programme; none where it can not be told.
    #[serde(rename = "programma")]
    pub programme: Option<String>,
    /// The kind.
    #[serde(rename = "soort")]
    pub kind: Option<String>,
    /// Expected, or came out.
    #[serde(rename = "stand")]
    pub standing: Option<String>,
}

/// An amount in a list.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AmountView {
    /// The amount in eurocents; none when p.m.
    #[serde(rename = "bedragInCenten")]
    pub cents: Option<i64>,
    /// Its budget year.
    #[serde(rename = "begrotingsjaar")]
    pub fiscal_year: Option<i64>,
    /// Its id.
    pub id: String,
    /// What it is for; none where it was erased.
    #[serde(rename = "omschrijving")]
    pub description: Option<String>,
    /// The element it belongs to.
    #[serde(rename = "onderdeel")]
    pub node: Option<String>,
    /// True for an amount whose size the source does not give.
    #[serde(rename = "pm")]
    pub pro_memorie: bool,
    /// The event that set the amount.
    #[serde(rename = "positie")]
    pub position: u64,
    /// Its kind.
    #[serde(rename = "soort")]
    pub kind: Option<String>,
}

/// An amount with what covers and realises it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CoverageRow {
    /// The amount.
    #[serde(rename = "bijstelling")]
    pub amount: AmountView,
    /// What covers it.
    #[serde(rename = "gedektDoor")]
    pub covered_by: Vec<AmountView>,
    /// What realises it.
    #[serde(rename = "gerealiseerdDoor")]
    pub realised_by: Vec<AmountView>,
    /// What is open of it; none where that can not be told.
    #[serde(rename = "openInCenten")]
    pub open_cents: Option<i64>,
}

/// An amount that moved.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CourseRow {
    /// The amount as it stands.
    #[serde(rename = "bijstelling")]
    pub amount: AmountView,
    /// What it was from each day on, the last what it is.
    #[serde(rename = "stappen")]
    pub steps: Vec<CourseStep>,
}

/// What an amount was from a day on.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CourseStep {
    /// In eurocents; none when p.m.
    #[serde(rename = "bedragInCenten")]
    pub cents: Option<i64>,
    /// From this day on.
    #[serde(rename = "ingangsdatum")]
    pub effective_on: String,
    /// True for p.m.
    #[serde(rename = "pm")]
    pub pro_memorie: bool,
    /// The event.
    #[serde(rename = "positie")]
    pub position: u64,
    /// Expected, or came out.
    #[serde(rename = "stand")]
    pub standing: Option<String>,
}

/// The money at a point.
///
/// # Errors
/// [`ReportError`] for a position or node that is not there, a sum that can not be carried, or a record that can not be read.
pub fn finance(state: &State, contents: &dyn Contents, request: &FinanceRequest) -> Result<Finance, ReportError> {
    let (position, head) = (request.at.position, state.head());
    let known_at = state.recorded_at(position).ok_or(ReportError::NoSuchPosition { position, head })?;
    let subjects = state.subjects_of(SubjectKind::Adjustment);
    let (picture, placed) = gather_alone(state, request.at, subjects);
    let scope = scope(&picture, request)?;
    let mut shown: Vec<&Placed> =
        placed.iter().filter(|placed| picture.amounts.standing(placed.no).is_some()).collect();
    shown.retain(|placed| {
        let of_year = |year: i64| placed.folded.settings.number(Field::FiscalYear) == Some(year);
        let below = |scope| placed.node.is_some_and(|node| path(&picture, node).any(|no| no == scope));
        request.fiscal_year.is_none_or(of_year) && scope.is_none_or(below)
    });
    shown.sort_by_key(|placed| state.entry(placed.no).id());
    let all: BTreeMap<SubjectNo, &Placed> = placed.iter().map(|placed| (placed.no, placed)).collect();
    let books = Books { picture: &picture, all, records: Records::new() };
    let positions = books.wanted();
    let records = positions.iter().copied().zip(contents.records(&positions)?).collect();
    let books = Books { records, ..books };
    Ok(Finance {
        basis: FinanceBasis {
            fiscal_year: request.fiscal_year,
            known_at: known_at.to_string(),
            node: request.node.clone(),
            on: request.at.day.to_string(),
            position,
        },
        coverage: books.coverage(&shown)?,
        totals: books.totals(&shown)?,
        courses: shown.iter().filter_map(|placed| books.course(placed)).collect(),
    })
}

fn scope(picture: &Picture<'_>, request: &FinanceRequest) -> Result<Option<SubjectNo>, ReportError> {
    let Some(code) = &request.node else { return Ok(None) };
    let no = picture.tree.state.subject(&format!("{}/{code}", SubjectKind::Node.name()));
    let no = no.filter(|no| picture.tree.node(*no).stands());
    no.map(Some).ok_or_else(|| ReportError::NoSuchNode(code.clone()))
}

/// A node and those above it.
fn path<'p>(picture: &'p Picture<'_>, node: SubjectNo) -> impl Iterator<Item = SubjectNo> + 'p {
    let up = std::iter::successors(Some(node), |no| picture.tree.parent(*no));
    up.take(picture.tree.state.subject_count())
}

struct Books<'p, 's> {
    picture: &'p Picture<'s>,
    all: BTreeMap<SubjectNo, &'p Placed>,
    records: Records,
}

impl Books<'_, '_> {
    /// The records that hold the descriptions of the amounts that stand.
    fn wanted(&self) -> Vec<u64> {
        let standing = self.all.values().filter(|placed| self.picture.amounts.standing(placed.no).is_some());
        let described = standing.filter_map(|placed| placed.folded.settings.get(Field::Description));
        let mut positions: Vec<u64> = described.map(|setting| setting.position).collect();
        positions.sort_unstable();
        positions.dedup();
        positions
    }

    fn word(&self, folded: &Folded, field: Field) -> Option<String> {
        folded.settings.token(field).map(|symbol| self.picture.tree.state.token(symbol).to_owned())
    }

    /// The code of the element of this level that a node is or lies below.
    fn above(&self, node: Option<SubjectNo>, level: &str) -> Option<String> {
        let state = self.picture.tree.state;
        let is_level = |no: &SubjectNo| {
            let found = self.picture.tree.node(*no).folded.settings.token(Field::Level);
            found.is_some_and(|found| state.token(found) == level)
        };
        path(self.picture, node?).find(is_level).map(|no| state.entry(no).id().to_owned())
    }

    fn totals(&self, shown: &[&Placed]) -> Result<Vec<FinanceTotal>, ReportError> {
        type Key = (Option<i64>, Option<String>, Option<String>, [Option<String>; 5]);
        let mut totals: BTreeMap<Key, (i64, u32)> = BTreeMap::new();
        for placed in shown {
            let settings = &placed.folded.settings;
            let words = [Field::Kind, Field::Effect, Field::Standing, Field::Side, Field::Duration]
                .map(|field| self.word(&placed.folded, field));
            let (programme, area) = (self.above(placed.node, "programma"), self.above(placed.node, "beleidsterrein"));
            let total = totals.entry((settings.number(Field::FiscalYear), programme, area, words)).or_default();
            match settings.number(Field::Cents) {
                Some(cents) => total.0 = carried(total.0 + cents)?,
                None => total.1 += 1,
            }
        }
        let row = |((fiscal_year, programme, area, words), (cents, pro_memorie_count)): (Key, (i64, u32))| {
            let [kind, effect, standing, side, duration] = words;
            FinanceTotal {
                pro_memorie_count,
                cents,
                fiscal_year,
                area,
                duration,
                effect,
                side,
                programme,
                kind,
                standing,
            }
        };
        let mut rows: Vec<FinanceTotal> = totals.into_iter().map(row).collect();
        let code = |code: &Option<String>| code.clone().unwrap_or_default();
        rows.sort_by(|a, b| {
            let programmes = || compare_codes(&code(&a.programme), &code(&b.programme));
            let areas = || compare_codes(&code(&a.area), &code(&b.area));
            a.fiscal_year.cmp(&b.fiscal_year).then_with(programmes).then_with(areas)
        });
        Ok(rows)
    }

    fn amount(&self, placed: &Placed) -> AmountView {
        let (state, settings) = (self.picture.tree.state, &placed.folded.settings);
        let described = settings.get(Field::Description).and_then(|setting| self.records.get(&setting.position));
        let description = described.and_then(|record| record.data.get(Field::Description.name()));
        let set = settings.get(Field::Cents).or_else(|| settings.get(Field::ProMemorie));
        AmountView {
            cents: settings.number(Field::Cents),
            fiscal_year: settings.number(Field::FiscalYear),
            id: state.entry(placed.no).id().to_owned(),
            description: description.and_then(Json::as_str).map(str::to_owned),
            node: placed.node.map(|no| state.entry(no).id().to_owned()),
            pro_memorie: settings.flag(Field::ProMemorie),
            position: set.map_or(0, |set| set.position),
            kind: self.word(&placed.folded, Field::Kind),
        }
    }

    fn coverage(&self, shown: &[&Placed]) -> Result<Vec<CoverageRow>, ReportError> {
        let amounts = &self.picture.amounts;
        let mut rows = Vec::new();
        for placed in shown {
            let pointing = |field| -> Vec<AmountView> {
                amounts.pointing(placed.no, field).iter().map(|no| self.amount(self.all[no])).collect()
            };
            let (covered_by, realised_by) = (pointing(Field::Covers), pointing(Field::Realises));
            let open_cents = amounts.open(placed.no, &placed.folded)?;
            let kind = self.word(&placed.folded, Field::Kind);
            let asks = matches!(kind.as_deref(), Some("taakstelling" | "tekort" | "tegenvaller"));
            if asks || !covered_by.is_empty() || !realised_by.is_empty() {
                rows.push(CoverageRow { amount: self.amount(placed), covered_by, realised_by, open_cents });
            }
        }
        Ok(rows)
    }

    /// What an amount was before it became what it is; none for one that never moved.
    fn course(&self, placed: &Placed) -> Option<CourseRow> {
        let (state, at) = (self.picture.tree.state, self.picture.tree.at);
        let rows = state.standing_rows(placed.no, at);
        let start = rows.iter().rposition(|row| row.kind.introduces()).unwrap_or(0);
        let entry = state.entry(placed.no);
        let mut steps = Vec::new();
        let mut folded = Folded::default();
        for row in &rows[start..] {
            folded.settings.apply(entry, row);
            let sets = |field| entry.cell(row, field).is_some_and(|value| value != Value::Clear);
            if sets(Field::Cents) || sets(Field::ProMemorie) {
                steps.push(CourseStep {
                    cents: folded.settings.number(Field::Cents),
                    effective_on: row.day.to_string(),
                    pro_memorie: folded.settings.flag(Field::ProMemorie),
                    position: row.position.into(),
                    standing: self.word(&folded, Field::Standing),
                });
            }
        }
        (steps.len() > 1).then(|| CourseRow { amount: self.amount(placed), steps })
    }
}
