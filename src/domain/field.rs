//! Every key that occurs in the data of an event: its stored number, its Dutch name, whether it is free text, what its
//! value is, and its term in the glossary. A field is labelled with its name, unless `labels.ftl` has a better label.
//!
//! A key has the same meaning wherever it occurs, nested or not. Numbers are written to disk and never reused.

use serde::{Serialize, Serializer};

use crate::glossary::term::{Term, term};

/// What a value is. Tables lay out a column by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    /// Free text of any length.
    Prose,
    /// A title or a name.
    Name,
    /// An id, a code, an address, or a list of them.
    Id,
    /// A word of a list, such as `beschermd-wonen`.
    Word,
    /// A colour of a traffic light.
    Colour,
    /// A whole number.
    Whole,
    /// An amount in eurocents.
    Cents,
    /// A decimal number, as it was recorded.
    Decimal,
    /// A day.
    Day,
    /// A moment.
    Moment,
    /// Yes or no.
    Flag,
    /// An object with fields of its own, or a map.
    Object,
}

/// Declares the catalogue. A line has the number, the key, whether it is core or text, what its value is, and (unless
/// the key is also the name of something else in the glossary) its English name and its meaning for users.
macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident = $number:literal, $name:literal, $class:ident $kind:ident
        $(, ($english:literal, $meaning:literal))?;)*) => {
        /// A key of an event's data.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Field { $(#[doc = $name] $variant = $number,)* }

        impl Field {
            /// Every field.
            pub const ALL: &[Field] = &[$(Field::$variant,)*];

            /// The terms of the glossary.
            pub(crate) const TERMS: &[Term] = &[$($(term($name, $english, $meaning),)?)*];

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

            /// Returns the English name, in small letters; `None` for a key that is also the name of something else.
            pub const fn english_name(self) -> Option<&'static str> {
                match self { $(Field::$variant => fields!(? $($english)?),)* }
            }

            /// Returns what the value is.
            pub const fn value_kind(self) -> ValueKind {
                match self { $(Field::$variant => ValueKind::$kind,)* }
            }
        }
    };
    (@ core) => { false };
    (@ text) => { true };
    (?) => { None };
    (? $english:literal) => { Some($english) };
}

fields! {
    Level = 1, "niveau", core Word, ("level", "plaats in de doelenboom: programma, beleidsterrein, doel of prestatie");
    Title = 2, "titel", text Name, ("title", "naam van een onderdeel, dossier, besluit of ronde");
    Parent = 3, "bovenliggend", core Id, ("parent", "code van het onderdeel waar dit onderdeel onder valt");
    ContinuationOf = 4, "voortzettingVan", core Id, ("continuation of", "onderdelen waar dit onderdeel uit voortkomt");
    Committee = 5, "commissie", text Name, ("committee", "raadscommissie die over een programma gaat");
    Portfolios = 6, "portefeuilles", text Name, ("portfolios", "portefeuilles van wethouders");
    Mission = 7, "missie", text Prose, ("mission", "waar een programma voor is");
    CodeAsFound = 8, "codeZoalsGevonden", text Name, ("code as found", "de code in de schrijfwijze van de bron");
    Successors = 9, "opvolgers", core Id,
        ("successors", "onderdelen die in de plaats komen van een vervallen onderdeel");
    Reason = 10, "reden", text Prose, ("reason", "waarom");
    Kind = 11, "soort", core Word, ("kind", "nadere indeling van een dossier, bedrag, voorziening, besluit of ronde");
    Node = 12, "onderdeel", core Id;
    Owner = 13, "eigenaar", text Name, ("owner", "afdeling die verantwoordelijk is");
    Summary = 14, "samenvatting", text Prose,
        ("summary", "waar een dossier over gaat; waar een vergelijking op neerkomt");
    Parties = 15, "partijen", core Prose, ("parties", "organisaties bij een dossier");
    Name = 16, "naam", text Name, ("name", "naam van een organisatie, voorziening, indicator of actor");
    Role = 17, "rol", core Word, ("role", "rol van een organisatie, actor of verwijzing");
    References = 18, "verwijzingen", core Prose, ("references", "waar een dossier naar verwijst");
    Url = 19, "url", text Id, ("URL", "adres van een document of pagina");
    Id = 20, "id", core Id, ("id", "kenmerk dat één ding aanwijst");
    Label = 21, "label", text Name, ("label", "tekst bij een verwijzing");
    Outcome = 22, "uitkomst", text Prose, ("outcome", "waar een dossier op uitliep");
    Body = 23, "tekst", text Prose, ("text", "vrije tekst; het deel van een gebeurtenis dat gewist kan worden");
    Heading = 24, "kop", text Name, ("heading", "kopregel van een toelichting");
    Cause = 25, "oorzaak", text Prose, ("cause", "waardoor iets zo is");
    Consequence = 26, "gevolg", text Prose, ("consequence", "waar een oorzaak toe leidt");
    Steering = 27, "bijsturing", text Prose, ("steering", "wat er wordt gedaan om terug op koers te komen");
    Round = 28, "ronde", core Id;
    Order = 29, "volgorde", core Whole, ("order", "plaats van een toelichting tussen andere");
    FollowUpOn = 30, "vervolgOp", core Id, ("follow-up on", "eerdere toelichting waar deze op volgt");
    Cases = 31, "dossiers", core Id, ("cases", "dossiers waar een toelichting ook over gaat");
    Colour = 32, "kleur", core Colour, ("colour", "kleur van een stoplicht");
    Time = 33, "tijd", core Colour, ("time", "aspect van een stoplicht");
    Money = 34, "geld", core Colour,
        ("money", "aspect van een stoplicht; in een samenvatting: de totalen die veranderden");
    Quality = 35, "kwaliteit", core Colour, ("quality", "aspect van een stoplicht");
    Description = 36, "omschrijving", text Name, ("description", "waar een bedrag of mijlpaal voor staat");
    Case = 37, "dossier", core Id;
    Due = 38, "per", core Day, ("due", "dag waarop een mijlpaal of aangekondigde wijziging valt");
    DuePrecision = 39, "nauwkeurigheid", core Word, ("precision", "hoe precies een dag bekend is");
    DecidingBody = 40, "orgaan", core Word, ("body", "wie besluit of vaststelt");
    DependsOn = 41, "afhankelijkVan", core Id, ("depends on", "onderwerpen die eerst klaar moeten zijn");
    Result = 42, "resultaat", text Prose, ("result", "wat een mijlpaal opleverde");
    Cents = 43, "bedragInCenten", core Cents,
        ("amount in cents", "bedrag in hele eurocenten, nooit negatief; effect geeft de richting");
    ProMemorie = 44, "pm", core Flag, ("pro memorie", "er is een bedrag, de omvang is niet gegeven");
    Effect = 45, "effect", core Word, ("effect", "of een bedrag gunstig of ongunstig is");
    Standing = 46, "stand", core Word, ("standing", "of een bedrag begroot, verwacht of gerealiseerd is");
    Side = 47, "lastenBaten", core Word, ("side", "lasten, baten of reserve");
    Duration = 48, "duur", core Word, ("duration", "of een bedrag eenmalig is of elk jaar terugkomt");
    FiscalYear = 49, "begrotingsjaar", core Whole,
        ("budget year", "jaar waar een bedrag of ronde bij hoort; leeg als de bron geen jaar noemt");
    SourceUnit = 50, "eenheidBron", core Whole,
        ("unit of the source", "of de bron in euro's (1) of duizenden euro's (1000) rekent");
    TaskField = 51, "taakveld", core Object, ("task field", "taakveld van de begroting met het jaar van de indeling");
    Code = 52, "code", core Id, ("code", "code van een onderdeel of taakveld, of welk soort fout of signaal");
    Iv3Year = 53, "iv3Jaar", core Whole, ("Iv3 year", "jaar van de taakveldindeling");
    Decision = 54, "besluit", core Id;
    Covers = 55, "dekt", core Id, ("covers", "de bijstelling die met dit bedrag wordt gedekt");
    Realises = 56, "realiseert", core Id, ("realises", "de taakstelling die met dit bedrag wordt ingevuld");
    Capacity = 57, "capaciteit", core Whole, ("capacity", "aantal plaatsen");
    Place = 58, "locatie", text Name, ("place", "waar een voorziening is");
    Temporary = 59, "tijdelijk", core Flag, ("temporary", "bedoeld voor een beperkte tijd");
    Extent = 60, "omvang", text Prose, ("extent", "in hoeverre een voorziening nog open is");
    ReplacedBy = 61, "vervangenDoor", core Id, ("replaced by", "voorziening die de plaatsen overneemt");
    Unit = 62, "eenheid", text Name, ("unit", "eenheid van een indicator");
    Direction = 63, "richting", core Word, ("direction", "of een hogere waarde beter of slechter is");
    Source = 64, "bron", text Name, ("source", "waar de waarden van een indicator vandaan komen");
    Targets = 65, "streefwaarden", core Object, ("targets", "beoogde waarde per jaar");
    Period = 66, "periode", core Id, ("period", "jaar, kwartaal of maand van een meting");
    Value = 67, "waarde", core Decimal, ("value", "gemeten waarde, als decimaal getal");
    Trend = 68, "ontwikkeling", core Word, ("trend", "richting van een meting, ook zonder getal");
    Norm = 69, "norm", core Word, ("norm", "of een afgesproken norm is gehaald");
    Status = 70, "status", core Word, ("status", "toestand: open of gesloten; van een meting: hoe definitief");
    PaperNumber = 71, "kenmerk", text Name, ("paper number", "nummer van een stuk, in één schrijfwijze");
    PaperNumberAsFound = 72, "kenmerkZoalsGevonden", text Name,
        ("paper number as found", "het nummer in de schrijfwijze van de bron");
    Purport = 73, "strekking", core Word, ("purport", "wat een besluit met het stuk doet");
    Concerns = 74, "betreft", core Id, ("concerns", "onderwerpen waar een besluit over gaat");
    Reservation = 75, "voorbehoud", core Object, ("reservation", "voorwaarde waaronder een besluit geldt");
    FulfilledBy = 76, "vervuldDoor", core Id, ("fulfilled by", "besluit dat een voorbehoud vervult");
    Sequence = 77, "volgnummer", core Whole, ("sequence", "de hoeveelste rapportage van het jaar");
    ReportingDate = 78, "peildatum", core Day;
    DeliverBefore = 79, "aanleverenVoor", core Day, ("deliver before", "dag waarvoor afdelingen hun teksten leveren");
    DecidedOn = 80, "genomenOp", core Day, ("decided on", "dag waarop een orgaan besloot");
    Version = 81, "versie", core Whole, ("version", "volgnummer van een vaststelling");
    Position = 82, "positie", core Whole;
    Root = 83, "wortel", core Id, ("root", "hash over het hele logboek tot een positie");
    Digest = 84, "digest", core Id, ("digest", "SHA-256 van de canonieke rapportage");
    SkeletonDigest = 85, "digestGeraamte", core Id,
        ("skeleton digest", "digest van dezelfde rapportage met verbintenissen in plaats van teksten");
    ReportVersion = 86, "rapportageVersie", core Whole, ("report version", "versie van de vorm van de rapportage");
    SoftwareVersion = 87, "softwareVersie", core Id,
        ("software version", "versie van Peildatum die de vaststelling maakte");
    Moment = 88, "moment", core Moment, ("moment", "tijdstip van publicatie");
    Renderings = 89, "weergaven", core Object, ("renderings", "bestanden waarin een rapportage is gepubliceerd");
    Format = 90, "formaat", core Id, ("format", "bestandsvorm van een weergave");
    Sha256 = 91, "sha256", core Id, ("SHA-256", "hash van een document of weergave");
    Replaces = 92, "vervangt", text Id, ("replaces", "adres van de eerdere publicatie");
    Ground = 93, "grondslag", text Prose, ("legal ground", "waarop een wissing berust");
    Document = 94, "document", text Name, ("document", "naam van het document waar een feit uit komt");
    Lines = 95, "regels", core Whole, ("lines", "eerste en laatste regel in het document");
    FetchedAt = 96, "opgehaaldOp", core Moment, ("fetched at", "moment waarop een document is opgehaald");
    Judgement = 97, "oordeel", core Word,
        ("judgement", "of een gelezen feit is nagekeken; bij een vaststelling: of zij nog klopt");
    Assumed = 98, "aangenomen", core Id, ("assumed", "velden die de bron niet noemt en die de lezer heeft gekozen");
    Programmes = 99, "programmas", core Id, ("programmes", "programma's waar een ronde over gaat");
}

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
