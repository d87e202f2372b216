//! Queries about subjects and their codecs: lists, one subject, its history and its audit trail.

use super::feed_query::{PAGE_MAX, limit};
use super::query_keys as keys;
use super::request_target::{Query, RequestTarget, choice};
use super::time_axes::{self, InLog, KnownAt};
use crate::domain::event::{CaseKind, Colour};
use crate::domain::ids::{RoundId, Subject, SubjectKind, is_id};
use crate::domain::time::Day;
use crate::message;
use crate::projections::lights::LightsFilter;
use crate::projections::lists::ListFilter;

/// A point on the two time axes, as requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// The day on which things hold; today if absent.
    pub on: Option<Day>,
    /// Up to which event.
    pub known: KnownAt,
}

impl Point {
    /// Today, as known now.
    pub const NOW: Point = Point { on: None, known: KnownAt::Head };

    /// Reads the point of a query.
    pub fn from_query(query: &mut Query, in_log: InLog<'_>) -> Point {
        let known = KnownAt::from_query(query, in_log);
        Point { on: time_axes::day(query), known }
    }
}

impl RequestTarget {
    /// Writes the point.
    #[must_use]
    pub fn point(self, at: Point) -> RequestTarget {
        self.with_some(keys::ON, at.on).known(at.known)
    }
}

/// A query for a page of all subjects of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListQuery {
    /// The kind.
    pub kind: SubjectKind,
    /// The point at which they show.
    pub at: Point,
    /// The most subjects of a page, if not the usual number.
    pub limit: Option<u64>,
    /// The id after which the page begins.
    pub after: Option<String>,
    /// What the list is limited to.
    pub filter: ListFilter,
    /// Whether the subjects of all pages are counted.
    pub counted: bool,
}

/// The status of a case: open or closed.
pub const CASE_STATUSES: [&str; 2] = ["open", "gesloten"];

/// The longest name of a department.
pub const OWNER_MAX: usize = 300;

/// Returns true for kinds of subject that belong to a node.
pub const fn is_placed(kind: SubjectKind) -> bool {
    !matches!(kind, SubjectKind::Node | SubjectKind::Round | SubjectKind::Event)
}

impl ListQuery {
    /// Writes the query as the target of a request.
    pub fn to_target(&self) -> RequestTarget {
        RequestTarget::of(format!("/v1/{}", self.kind.collection()))
            .point(self.at)
            .with_some(keys::LIMIT, self.limit)
            .with_some(keys::NODE, self.filter.node.as_ref())
            .with_some(keys::STATUS, self.filter.closed.map(|closed| CASE_STATUSES[usize::from(closed)]))
            .with_some(keys::KINDS, self.filter.kind.as_ref())
            .with_some_text(keys::OWNER, self.filter.owner.as_deref())
            .with_flag(keys::COUNT, self.counted)
            .with_some(keys::CURSOR, self.after.as_ref())
    }

    /// Reads the query for subjects of a kind.
    pub fn from_query(kind: SubjectKind, query: &mut Query, in_log: InLog<'_>) -> ListQuery {
        let id = |text: &str| if is_id(text) { Ok(text.to_owned()) } else { Err(message!("query-no-cursor")) };
        ListQuery {
            kind,
            at: Point::from_query(query, in_log),
            limit: limit(query),
            after: query.value(keys::CURSOR, id),
            filter: filter(query, kind),
            counted: query.flag(keys::COUNT),
        }
    }

    /// Returns the first page of all, as many at one time as a page may have.
    pub fn first(kind: SubjectKind) -> ListQuery {
        let filter = ListFilter::default();
        ListQuery { kind, at: Point::NOW, limit: Some(PAGE_MAX), after: None, filter, counted: false }
    }
}

/// Reads what a list of a kind is limited to.
fn filter(query: &mut Query, kind: SubjectKind) -> ListFilter {
    let node = if is_placed(kind) { time_axes::node(query) } else { None };
    if kind != SubjectKind::Case {
        return ListFilter { node, ..ListFilter::default() };
    }
    let owner = |text: &str| match text.chars().all(|c| c == ' ') || text.chars().count() > OWNER_MAX {
        false => Ok(text.to_owned()),
        true => Err(message!("query-owner", most = OWNER_MAX)),
    };
    ListFilter {
        node,
        closed: query.value(keys::STATUS, |word| choice(word, &CASE_STATUSES)).map(|word| word == CASE_STATUSES[1]),
        kind: query.value(keys::KINDS, |word| choice(word, &CaseKind::ALL.map(CaseKind::name))),
        owner: query.value(keys::OWNER, owner),
    }
}

/// A query for the lights of nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LightsQuery {
    /// The point at which they show.
    pub at: Point,
    /// The most lights of a page, if not the usual number.
    pub limit: Option<u64>,
    /// Which lights are listed.
    pub filter: LightsFilter,
    /// Whether the lights of all pages are counted.
    pub counted: bool,
    /// The code after which the page begins.
    pub after: Option<String>,
}

impl LightsQuery {
    /// Writes the query as the target of a request.
    pub fn to_target(&self) -> RequestTarget {
        RequestTarget::of("/v1/stoplichten")
            .point(self.at)
            .with_some(keys::LIMIT, self.limit)
            .with_some(keys::NODE, self.filter.node.as_ref())
            .with_some(keys::COLOUR, self.filter.colour.as_ref())
            .with_some(keys::ROUND, self.filter.round.as_ref())
            .with_flag(keys::COUNT, self.counted)
            .with_some(keys::CURSOR, self.after.as_ref())
    }

    /// Reads the query.
    pub fn from_query(query: &mut Query, in_log: InLog<'_>) -> LightsQuery {
        let id = |text: &str| if is_id(text) { Ok(text.to_owned()) } else { Err(message!("query-no-cursor")) };
        LightsQuery {
            at: Point::from_query(query, in_log),
            limit: limit(query),
            filter: LightsFilter {
                node: time_axes::node(query),
                colour: query.value(keys::COLOUR, |word| choice(word, &Colour::ALL.map(Colour::name))),
                round: query.value(keys::ROUND, |id| RoundId::parse(id).map(|id| id.as_str().to_owned())),
            },
            counted: query.flag(keys::COUNT),
            after: query.value(keys::CURSOR, id),
        }
    }
}

/// A query for one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectQuery {
    /// The kind.
    pub kind: SubjectKind,
    /// The id.
    pub id: String,
    /// The point at which it shows.
    pub at: Point,
}

impl SubjectQuery {
    /// Writes the query as the target of a request.
    pub fn to_target(&self) -> RequestTarget {
        RequestTarget::of(path(self.kind, &self.id, "")).point(self.at)
    }

    /// Reads the query for a subject.
    pub fn from_query((kind, id): (SubjectKind, String), query: &mut Query, in_log: InLog<'_>) -> SubjectQuery {
        SubjectQuery { kind, id, at: Point::from_query(query, in_log) }
    }
}

/// A query for the history of a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryQuery {
    /// The kind.
    pub kind: SubjectKind,
    /// The id.
    pub id: String,
    /// Up to which event.
    pub known: KnownAt,
    /// Leaves out events with a later effective day.
    pub until: Option<Day>,
}

impl HistoryQuery {
    /// Writes the query as the target of a request.
    pub fn to_target(&self) -> RequestTarget {
        RequestTarget::of(path(self.kind, &self.id, "/geschiedenis")).known(self.known).with_some(keys::ON, self.until)
    }

    /// Returns the query for all events of a subject, as known at a bound.
    pub fn whole(subject: &Subject, known: KnownAt) -> HistoryQuery {
        HistoryQuery { kind: subject.kind(), id: subject.id().to_owned(), known, until: None }
    }

    /// Returns the subject by its name.
    pub fn subject(&self) -> String {
        format!("{}/{}", self.kind.name(), self.id)
    }

    /// Reads the query for the history of a subject.
    pub fn from_query((kind, id): (SubjectKind, String), query: &mut Query, in_log: InLog<'_>) -> HistoryQuery {
        HistoryQuery { kind, id, known: KnownAt::from_query(query, in_log), until: time_axes::day(query) }
    }
}

/// A query for a page of the audit trail of a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditQuery {
    /// The history whose events the page is about.
    pub of: HistoryQuery,
    /// The most events of a page, if not the usual number.
    pub limit: Option<u64>,
    /// The position after which the page begins.
    pub after: Option<u64>,
}

impl AuditQuery {
    /// Writes the query as the target of a request.
    pub fn to_target(&self) -> RequestTarget {
        RequestTarget::of(path(self.of.kind, &self.of.id, "/audittrail"))
            .known(self.of.known)
            .with_some(keys::ON, self.of.until)
            .with_some(keys::LIMIT, self.limit)
            .with_some(keys::CURSOR, self.after)
    }

    /// Reads the query for the audit trail of a subject.
    pub fn from_query(subject: (SubjectKind, String), query: &mut Query, in_log: InLog<'_>) -> AuditQuery {
        AuditQuery {
            of: HistoryQuery::from_query(subject, query, in_log),
            limit: limit(query),
            after: query.number(keys::CURSOR, 0, u64::from(u32::MAX)),
        }
    }
}

fn path(kind: SubjectKind, id: &str, what: &str) -> String {
    format!("/v1/{}/{id}{what}", kind.collection())
}
