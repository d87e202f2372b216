//! The names of the keys of queries, each once: the codecs of queries, the routes of the API and the command line all
//! name them from here.

/// Who records.
pub const ACTOR: &str = "actor";
/// Whether a sealing that the log no longer reproduces is accepted.
pub const ACCEPT_DIFFERING: &str = "afwijkend";
/// Whether drafts that nobody reviewed are accepted.
pub const ACCEPT_UNREVIEWED: &str = "onbeoordeeld";
/// Whether it is told what takes effect on a day, when that day begins.
pub const ARRIVALS: &str = "ingegaan";
/// The position after which a follower begins.
pub const AFTER: &str = "na";
/// The body that sealed.
pub const BODY: &str = "orgaan";
/// The colour of a light.
pub const COLOUR: &str = "kleur";
/// Whether all of a list is counted.
pub const COUNT: &str = "aantal";
/// Where a page begins: what the page before it ended with.
pub const CURSOR: &str = "cursor";
/// Whether everything is judged and nothing recorded.
pub const DRY_RUN: &str = "proef";
/// The budget year.
pub const FISCAL_YEAR: &str = "begrotingsjaar";
/// The first of two points or days.
pub const FROM: &str = "van";
/// Whether the moments of recording are kept.
pub const KEEP_TIMES: &str = "metTijden";
/// Kinds of subject, note or light, separated by commas.
pub const KINDS: &str = "soort";
/// The moment up to which things are known (transaction time).
pub const KNOWN_AT: &str = "beschikbaarOp";
/// The most items of a page.
pub const LIMIT: &str = "limit";
/// The smallest amount that differs, in eurocents.
pub const MINIMUM: &str = "minimum";
/// Whether a difference is a correction or a new fact.
pub const NATURE: &str = "aard";
/// A node, by its code.
pub const NODE: &str = "onderdeel";
/// Whether things are shown as known now.
pub const NOW: &str = "nu";
/// The day on which things hold (valid time).
pub const ON: &str = "geldigOp";
/// What the columns of series are.
pub const OVER: &str = "over";
/// The department that a case belongs to.
pub const OWNER: &str = "eigenaar";
/// The position up to which things are known (transaction time).
pub const POSITION: &str = "positie";
/// The root hash of the log at a position.
pub const ROOT: &str = "wortel";
/// A round, by its id.
pub const ROUND: &str = "ronde";
/// Rounds, separated by commas.
pub const ROUNDS: &str = "rondes";
/// The words that are searched for.
pub const SEARCH_TEXT: &str = "tekst";
/// The moment from which events were recorded.
pub const SINCE: &str = "vanaf";
/// Whether a case is open.
pub const STATUS: &str = "status";
/// A subject.
pub const SUBJECT: &str = "onderwerp";
/// A part of a title.
pub const TITLE: &str = "titel";
/// The second of two points.
pub const TO: &str = "naar";
/// The type of an event.
pub const TYPE: &str = "type";
/// Whether what was not renewed is listed as well.
pub const UNRENEWED: &str = "nietVernieuwd";
/// The last of two days, or the last position.
pub const UNTIL: &str = "tot";
/// The version of a sealing.
pub const VERSION: &str = "versie";
