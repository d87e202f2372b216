//! Money: whole eurocents without a sign, budget years, and amounts of unknown size (p.m.).

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

/// The maximum of an amount and of a sum: canonical JSON represents no larger integer exactly.
pub const CENTS_MAX: i64 = (1 << 53) - 1;

/// An amount in whole eurocents, never negative; the field `effect` gives the direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "u64")]
pub struct Cents(i64);

impl Cents {
    /// Returns the whole eurocents.
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl TryFrom<u64> for Cents {
    type Error = &'static str;
    fn try_from(cents: u64) -> Result<Self, &'static str> {
        let cents = i64::try_from(cents).ok().filter(|cents| *cents <= CENTS_MAX);
        cents.map(Cents).ok_or("more cents than an amount takes")
    }
}

impl JsonSchema for Cents {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Centen".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 0, "maximum": CENTS_MAX })
    }
}

/// Parses an amount in Dutch notation, `1.234,56` or `€ 1234,5`, into eurocents.
pub fn parse_euros(raw: &str) -> Option<i64> {
    let typed: String = raw.trim().trim_start_matches('€').chars().filter(|c| !c.is_whitespace()).collect();
    let (whole, fraction) = typed.split_once(',').unwrap_or((&typed, ""));
    let grouped: Vec<&str> = whole.split('.').collect();
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let groups = grouped.len() == 1 || (grouped[0].len() <= 3 && grouped[1..].iter().all(|group| group.len() == 3));
    let fraction_fits = fraction.len() <= 2 && (fraction.is_empty() != typed.contains(','));
    if !grouped.iter().all(|group| digits(group))
        || !groups
        || !fraction_fits
        || (!fraction.is_empty() && !digits(fraction))
    {
        return None;
    }
    let cents = format!("{}{fraction:0<2}", grouped.concat());
    cents.parse().ok()
}

/// A budget year, 1900 to 2200.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "i64")]
pub struct FiscalYear(i32);

impl FiscalYear {
    /// Returns the calendar year.
    pub const fn get(self) -> i32 {
        self.0
    }
}

impl TryFrom<i64> for FiscalYear {
    type Error = &'static str;
    fn try_from(year: i64) -> Result<Self, &'static str> {
        if (1900..=2200).contains(&year) { Ok(FiscalYear(year as i32)) } else { Err("no budget year") }
    }
}

impl JsonSchema for FiscalYear {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Begrotingsjaar".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 1900, "maximum": 2200 })
    }
}

/// The value `pm: true`: there is an amount, but its size is not given. `pm: false` does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "bool")]
pub struct ProMemorie;

impl TryFrom<bool> for ProMemorie {
    type Error = &'static str;
    fn try_from(value: bool) -> Result<Self, &'static str> {
        if value { Ok(ProMemorie) } else { Err("pm is true or left out") }
    }
}

impl JsonSchema for ProMemorie {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ProMemorie".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "const": true })
    }
}

/// Whether a source counts euros (1) or thousands of euros (1000).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u64")]
pub struct SourceUnit(u16);

impl SourceUnit {
    /// Returns the number of euros in one unit of the source.
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl TryFrom<u64> for SourceUnit {
    type Error = &'static str;
    fn try_from(unit: u64) -> Result<Self, &'static str> {
        match unit {
            1 | 1000 => Ok(SourceUnit(unit as u16)),
            _ => Err("the unit of the source is 1 or 1000"),
        }
    }
}

impl JsonSchema for SourceUnit {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "EenheidBron".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "enum": [1, 1000] })
    }
}

/// The places of a facility, at most a million.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u64")]
pub struct Capacity(u32);

impl Capacity {
    /// Returns the number of places.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl TryFrom<u64> for Capacity {
    type Error = &'static str;
    fn try_from(places: u64) -> Result<Self, &'static str> {
        if places <= 1_000_000 {
            Ok(Capacity(places as u32))
        } else {
            Err("een capaciteit is hooguit 1000000 plaatsen")
        }
    }
}

impl JsonSchema for Capacity {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Capaciteit".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 0, "maximum": 1_000_000 })
    }
}
