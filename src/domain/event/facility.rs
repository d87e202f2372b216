//! Facilities: places and services that open, close and change.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::ids::{CaseId, DecisionId, FacilityId, NodeCode};
use crate::money::Capacity;
use crate::text::Text;
use crate::word_enum;

word_enum! {
    /// What a facility offers.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, JsonSchema)]
    #[schemars(inline)]
    pub enum FacilityKind {
        /// Shelter for the homeless.
        Shelter = "maatschappelijke-opvang",
        /// Shelter from domestic violence.
        WomensShelter = "vrouwenopvang",
        /// Housing with care.
        ShelteredHousing = "beschermd-wonen",
        /// Activities by day.
        DayCare = "dagbesteding",
        /// Help in the household.
        HouseholdSupport = "huishoudelijke-ondersteuning",
        /// Advice for clients.
        ClientSupport = "clientondersteuning",
        /// A team in the neighbourhood.
        NeighbourhoodTeam = "wijkteam",
        /// The advice and report centre for domestic violence.
        SafeAtHome = "veilig-thuis",
        /// Anything else.
        Other = "overig",
    }
}

/// A facility takes people in from this day on.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FacilityOpened {
    /// What it is called.
    #[serde(rename = "naam")]
    pub name: Text<300>,
    /// What it offers.
    #[serde(rename = "soort")]
    pub kind: FacilityKind,
    /// Where in the goal tree it belongs; this or a case.
    #[serde(rename = "onderdeel")]
    pub node: Option<NodeCode>,
    /// The case it belongs to; this or an element.
    #[serde(rename = "dossier")]
    pub case: Option<CaseId>,
    /// Places.
    #[serde(rename = "capaciteit")]
    pub capacity: Option<Capacity>,
    /// Where it is.
    #[serde(rename = "locatie")]
    pub place: Option<Text<300>>,
    /// Whether it was meant for a time only.
    #[serde(rename = "tijdelijk")]
    pub temporary: Option<bool>,
}

/// A facility has this many places from this day on.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FacilityCapacityChanged {
    /// Places.
    #[serde(rename = "capaciteit")]
    pub capacity: Capacity,
    /// Why.
    #[serde(rename = "reden")]
    pub reason: Option<Text<2000>>,
}

/// A facility is open, but for less than usual.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FacilityRestricted {
    /// Why.
    #[serde(rename = "reden")]
    pub reason: Text<2000>,
    /// How much less.
    #[serde(rename = "omvang")]
    pub extent: Option<Text<2000>>,
}

/// A facility stopped: from this day on it takes nobody in.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FacilityClosed {
    /// Why, as the municipality would say it in public.
    #[serde(rename = "reden")]
    pub reason: Option<Text<2000>>,
    /// The decision it rests on.
    #[serde(rename = "besluit")]
    pub decision: Option<DecisionId>,
    /// The facility that took over its places.
    #[serde(rename = "vervangenDoor")]
    pub replaced_by: Option<FacilityId>,
}

/// A facility takes people in again, without restriction.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FacilityReopened {
    /// Why.
    #[serde(rename = "reden")]
    pub reason: Option<Text<2000>>,
    /// The decision it rests on.
    #[serde(rename = "besluit")]
    pub decision: Option<DecisionId>,
    /// The facility that takes over its places.
    #[serde(rename = "vervangenDoor")]
    pub replaced_by: Option<FacilityId>,
}
