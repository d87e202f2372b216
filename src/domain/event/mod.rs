//! The catalogue of events: one typed struct a type, one file a family, and the table that joins them.
//!
//! The structs exist to parse, to bound and to describe: after that an event is a list of fields. English here, Dutch
//! at the border; the serde names are the only mapping between the two.

mod case;
mod decision;
mod facility;
mod finance;
mod indicator;
mod journal;
mod milestone;
mod note;
mod patch;
mod plan;
mod round;

pub use case::*;
pub use decision::*;
pub use facility::*;
pub use finance::*;
pub use indicator::*;
pub use journal::*;
pub use milestone::*;
pub use note::*;
pub use patch::{Patch, Settable};
pub use plan::*;
pub use round::*;

use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::Value;

use super::field::Field;
use super::ids::SubjectKind::{self, *};

/// What stands before every type name at the border.
pub const TYPE_PREFIX: &str = "nl.peildatum.";

macro_rules! event_types {
    ($($variant:ident = $number:literal, $name:literal, v $version:literal, [$($kind:ident),+];)*) => {
        /// The type of an event. Numbers are written to disk and never reused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum EventType { $(#[doc = $name] $variant = $number,)* }

        impl EventType {
            /// Every type of the catalogue.
            pub const ALL: &[EventType] = &[$(EventType::$variant,)*];

            /// The name at the border without [`TYPE_PREFIX`].
            pub const fn name(self) -> &'static str {
                match self { $(EventType::$variant => $name,)* }
            }

            /// The type of a name without prefix.
            pub fn from_name(name: &str) -> Option<EventType> {
                match name { $($name => Some(EventType::$variant),)* _ => None }
            }

            /// The type of a stored number.
            pub const fn from_number(number: u8) -> Option<EventType> {
                match number { $($number => Some(EventType::$variant),)* _ => None }
            }

            /// The version of the schema that new events of this type are written with.
            pub const fn schema_version(self) -> u8 {
                match self { $(EventType::$variant => $version,)* }
            }

            /// The kinds of subject that events of this type are about.
            pub const fn subject_kinds(self) -> &'static [SubjectKind] {
                match self { $(EventType::$variant => &[$($kind),+],)* }
            }

            /// The JSON Schema of the data of this type.
            pub fn data_schema(self, generator: &mut SchemaGenerator) -> Schema {
                match self { $(EventType::$variant => generator.subschema_for::<$variant>(),)* }
            }
        }

        /// The data of one event, parsed.
        #[derive(Debug, Clone, PartialEq)]
        pub enum EventData { $(#[doc = $name] $variant($variant),)* }

        impl EventData {
            /// Parses the data of an event of `kind`.
            ///
            /// # Errors
            /// The first thing that is wrong, with its path.
            pub fn parse(kind: EventType, data: &Value) -> Result<EventData, serde_path_to_error::Error<serde_json::Error>> {
                match kind { $(EventType::$variant => {
                    let parsed: $variant = serde_path_to_error::deserialize(data)?;
                    Ok(EventData::$variant(parsed))
                })* }
            }

            /// The type of this data.
            pub const fn kind(&self) -> EventType {
                match self { $(EventData::$variant(_) => EventType::$variant,)* }
            }
        }
    };
}

event_types! {
    NodeRecorded = 1, "onderdeel.opgenomen", v 1, [Node];
    NodeChanged = 2, "onderdeel.gewijzigd", v 1, [Node];
    NodeDropped = 3, "onderdeel.vervallen", v 1, [Node];
    CaseOpened = 4, "dossier.geopend", v 1, [Case];
    CaseChanged = 5, "dossier.gewijzigd", v 1, [Case];
    CaseClosed = 6, "dossier.gesloten", v 1, [Case];
    CaseReopened = 7, "dossier.heropend", v 1, [Case];
    NoteRecorded = 8, "toelichting.vastgelegd", v 1, [Case, Node];
    LightSet = 9, "stoplicht.gezet", v 1, [Case, Node];
    MilestonePlanned = 10, "mijlpaal.gepland", v 1, [Milestone];
    MilestoneMoved = 11, "mijlpaal.verschoven", v 1, [Milestone];
    MilestoneMet = 12, "mijlpaal.gehaald", v 1, [Milestone];
    MilestoneDropped = 13, "mijlpaal.vervallen", v 1, [Milestone];
    AdjustmentRecorded = 14, "bijstelling.vastgelegd", v 1, [Adjustment];
    AdjustmentChanged = 15, "bijstelling.gewijzigd", v 1, [Adjustment];
    AdjustmentDropped = 16, "bijstelling.vervallen", v 1, [Adjustment];
    FacilityOpened = 17, "voorziening.geopend", v 1, [Facility];
    FacilityCapacityChanged = 18, "voorziening.capaciteit-gewijzigd", v 1, [Facility];
    FacilityRestricted = 19, "voorziening.beperkt", v 1, [Facility];
    FacilityClosed = 20, "voorziening.gesloten", v 1, [Facility];
    FacilityReopened = 21, "voorziening.heropend", v 1, [Facility];
    IndicatorRecorded = 22, "indicator.opgenomen", v 1, [Indicator];
    IndicatorMeasured = 23, "indicator.gemeten", v 1, [Indicator];
    DecisionTaken = 24, "besluit.genomen", v 1, [Decision];
    DecisionChanged = 25, "besluit.gewijzigd", v 1, [Decision];
    RoundOpened = 26, "ronde.geopend", v 1, [Round];
    RoundChanged = 27, "ronde.gewijzigd", v 1, [Round];
    RoundReopened = 28, "ronde.heropend", v 1, [Round];
    RoundSealed = 29, "ronde.vastgesteld", v 1, [Round];
    RoundPublished = 30, "ronde.gepubliceerd", v 1, [Round];
    EventWithdrawn = 31, "gebeurtenis.ingetrokken", v 1, [Event];
    EventErased = 32, "gebeurtenis.gewist", v 1, [Event];
}

impl EventType {
    /// The type of a name as it stands at the border, `nl.peildatum.voorziening.gesloten`.
    pub fn parse(name: &str) -> Option<EventType> {
        name.strip_prefix(TYPE_PREFIX).and_then(EventType::from_name)
    }

    /// The name as it stands at the border.
    pub fn full_name(self) -> String {
        format!("{TYPE_PREFIX}{}", self.name())
    }

    /// The fields that the data of an event of this type may have, without those inside others.
    pub fn fields(self) -> Vec<Field> {
        let mut generator = SchemaSettings::draft2020_12().with(|s| s.inline_subschemas = true).into_generator();
        let schema = self.data_schema(&mut generator).to_value();
        let properties = schema.get("properties").and_then(Value::as_object);
        properties.into_iter().flat_map(|all| all.keys()).filter_map(|key| Field::from_name(key)).collect()
    }

    /// True for the types whose day decides nothing: they hold from their position on.
    pub const fn holds_from_position(self) -> bool {
        matches!(self.subject_kinds()[0], SubjectKind::Round | SubjectKind::Event)
    }

    /// True for the types whose data are fields to change, where null clears.
    pub const fn is_change(self) -> bool {
        use EventType as T;
        matches!(self, T::NodeChanged | T::CaseChanged | T::AdjustmentChanged | T::DecisionChanged | T::RoundChanged)
    }

    /// True for the types that stand side by side or per period, and never set the fields of their subject.
    pub const fn stands_apart(self) -> bool {
        matches!(self, EventType::NoteRecorded | EventType::LightSet | EventType::IndicatorMeasured)
    }

    /// True for the types after which a subject is not there any more.
    pub const fn drops(self) -> bool {
        matches!(self, EventType::NodeDropped | EventType::AdjustmentDropped)
    }

    /// True for the types that say whether a subject stands, is open, closed or met.
    pub const fn sets_status(self) -> bool {
        use EventType as T;
        self.introduces()
            || matches!(
                self,
                T::NodeDropped
                    | T::CaseClosed
                    | T::CaseReopened
                    | T::MilestoneMet
                    | T::MilestoneDropped
                    | T::AdjustmentDropped
                    | T::FacilityRestricted
                    | T::FacilityClosed
                    | T::FacilityReopened
                    | T::RoundReopened
                    | T::RoundSealed
            )
    }

    /// True for the types that bring a subject into being.
    pub const fn introduces(self) -> bool {
        use EventType as T;
        matches!(
            self,
            T::NodeRecorded
                | T::CaseOpened
                | T::MilestonePlanned
                | T::AdjustmentRecorded
                | T::FacilityOpened
                | T::IndicatorRecorded
                | T::DecisionTaken
                | T::RoundOpened
        )
    }
}
