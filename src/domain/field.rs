//! Every key that occurs in the data of an event: its Dutch name, its stored number, and whether it is free text.
//!
//! A key has the same meaning wherever it occurs, nested or not. Numbers are written to disk and never reused.

use serde::{Serialize, Serializer};

macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident = $number:literal, $name:literal, $class:ident;)*) => {
        /// A key of an event's data.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Field { $(#[doc = $name] $variant = $number,)* }

        impl Field {
            /// Every field.
            pub const ALL: &[Field] = &[$(Field::$variant,)*];

            /// Returns the key used at the border.
            pub const fn name(self) -> &'static str {
                match self { $(Field::$variant => $name,)* }
            }

            /// Returns the field with this key.
            pub fn from_name(name: &str) -> Option<Field> {
                match name { $($name => Some(Field::$variant),)* _ => None }
            }

            /// Returns the field with this stored number.
            pub const fn from_number(number: u8) -> Option<Field> {
                match number { $($number => Some(Field::$variant),)* _ => None }
            }

            /// Returns true if the value is free text: it is stored in the text part of a record and can be erased.
            pub const fn is_text(self) -> bool {
                match self { $(Field::$variant => fields!(@ $class),)* }
            }
        }
    };
    (@ core) => { false };
    (@ text) => { true };
}

fields! {
    Level = 1, "niveau", core;
    Title = 2, "titel", text;
    Parent = 3, "bovenliggend", core;
    ContinuationOf = 4, "voortzettingVan", core;
    Committee = 5, "commissie", text;
    Portfolios = 6, "portefeuilles", text;
    Mission = 7, "missie", text;
    CodeAsFound = 8, "codeZoalsGevonden", text;
    Successors = 9, "opvolgers", core;
    Reason = 10, "reden", text;
    Kind = 11, "soort", core;
    Node = 12, "onderdeel", core;
    Owner = 13, "eigenaar", text;
    Summary = 14, "samenvatting", text;
    Parties = 15, "partijen", core;
    Name = 16, "naam", text;
    Role = 17, "rol", core;
    References = 18, "verwijzingen", core;
    Url = 19, "url", text;
    Id = 20, "id", core;
    Label = 21, "label", text;
    Outcome = 22, "uitkomst", text;
    Body = 23, "tekst", text;
    Heading = 24, "kop", text;
    Cause = 25, "oorzaak", text;
    Consequence = 26, "gevolg", text;
    Steering = 27, "bijsturing", text;
    Round = 28, "ronde", core;
    Order = 29, "volgorde", core;
    FollowUpOn = 30, "vervolgOp", core;
    Cases = 31, "dossiers", core;
    Colour = 32, "kleur", core;
    Time = 33, "tijd", core;
    Money = 34, "geld", core;
    Quality = 35, "kwaliteit", core;
    Description = 36, "omschrijving", text;
    Case = 37, "dossier", core;
    Due = 38, "per", core;
    DuePrecision = 39, "nauwkeurigheid", core;
    DecidingBody = 40, "orgaan", core;
    DependsOn = 41, "afhankelijkVan", core;
    Result = 42, "resultaat", text;
    Cents = 43, "bedragInCenten", core;
    ProMemorie = 44, "pm", core;
    Effect = 45, "effect", core;
    Standing = 46, "stand", core;
    Side = 47, "lastenBaten", core;
    Duration = 48, "duur", core;
    FiscalYear = 49, "begrotingsjaar", core;
    SourceUnit = 50, "eenheidBron", core;
    TaskField = 51, "taakveld", core;
    Code = 52, "code", core;
    Iv3Year = 53, "iv3Jaar", core;
    Decision = 54, "besluit", core;
    Covers = 55, "dekt", core;
    Realises = 56, "realiseert", core;
    Capacity = 57, "capaciteit", core;
    Place = 58, "locatie", text;
    Temporary = 59, "tijdelijk", core;
    Extent = 60, "omvang", text;
    ReplacedBy = 61, "vervangenDoor", core;
    Unit = 62, "eenheid", text;
    Direction = 63, "richting", core;
    Source = 64, "bron", text;
    Targets = 65, "streefwaarden", core;
    Period = 66, "periode", core;
    Value = 67, "waarde", core;
    Trend = 68, "ontwikkeling", core;
    Norm = 69, "norm", core;
    Status = 70, "status", core;
    PaperNumber = 71, "kenmerk", text;
    PaperNumberAsFound = 72, "kenmerkZoalsGevonden", text;
    Purport = 73, "strekking", core;
    Concerns = 74, "betreft", core;
    Reservation = 75, "voorbehoud", core;
    FulfilledBy = 76, "vervuldDoor", core;
    Sequence = 77, "volgnummer", core;
    ReportingDate = 78, "peildatum", core;
    DeliverBefore = 79, "aanleverenVoor", core;
    DecidedOn = 80, "genomenOp", core;
    Version = 81, "versie", core;
    Position = 82, "positie", core;
    Root = 83, "wortel", core;
    Digest = 84, "digest", core;
    SkeletonDigest = 85, "digestGeraamte", core;
    ReportVersion = 86, "rapportageVersie", core;
    SoftwareVersion = 87, "softwareVersie", core;
    Moment = 88, "moment", core;
    Renderings = 89, "weergaven", core;
    Format = 90, "formaat", core;
    Sha256 = 91, "sha256", core;
    Replaces = 92, "vervangt", text;
    Ground = 93, "grondslag", text;
    Document = 94, "document", text;
    Lines = 95, "regels", core;
    FetchedAt = 96, "opgehaaldOp", core;
    Judgement = 97, "oordeel", core;
    Assumed = 98, "aangenomen", core;
}

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
