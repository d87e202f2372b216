//! The shapes of the financial overview at the border.

use schemars::JsonSchema;
use serde::Serialize;

/// Money at a point.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Finance {
    /// The point.
    pub basis: FinanceBasis,
    /// What a budget year that was asked for leaves out.
    #[serde(rename = "buitenBeeld")]
    pub out_of_sight: OutOfSight,
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

/// How many amounts, and how much.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Sum {
    /// How many, those p.m. too.
    #[serde(rename = "aantal")]
    pub count: u32,
    /// How many of them are p.m.
    #[serde(rename = "aantalPm")]
    pub pro_memorie_count: u32,
    /// The sum of the others in eurocents, whatever their effect.
    #[serde(rename = "bedragInCenten")]
    pub cents: i64,
}

/// What stands on the day and is not shown: nothing where no budget year was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OutOfSight {
    /// Amounts of other budget years that are not joined to one of the year.
    #[serde(rename = "andereBegrotingsjaren")]
    pub other_years: Sum,
    /// Amounts without a budget year that are not joined to one of the year.
    #[serde(rename = "zonderBegrotingsjaar")]
    pub without_year: Sum,
}

/// One total.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FinanceTotal {
    /// How many amounts it adds up, those p.m. too.
    #[serde(rename = "aantal")]
    pub count: u32,
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
    /// True where its amounts are not of the year that was asked for and came along by what they cover or realise.
    #[serde(rename = "verbonden")]
    pub by_link: bool,
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
