//! Series over rounds, as a query on a service.

use super::Service;
use super::queries::{self, KnownAt, QueryError};
use super::query_keys as keys;
use super::request_target::{Query, RequestTarget};
use super::text_reads::query_with_texts;
use super::time_axes::{self, InLog};
use crate::domain::ids::{Subject, is_id};
use crate::domain::time::Day;
use crate::language::Message;
use crate::message;
use crate::projections::sealing::{ROUND_PREFIX, SealingSelector, parse_round_name};
use crate::projections::series::{
    self, COLUMNS_MAX, RoundSelection, SUBJECTS, Series, SeriesError, SeriesRequest, SeriesView, is_kind,
};

/// The most characters of a title that is searched for: that of a title itself.
pub const TITLE_MAX: usize = 300;

/// What the columns are: the only word of `over`.
const ROUNDS: &str = "rondes";

/// A query for series over rounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesQuery {
    /// Which rounds are the columns.
    pub rounds: RoundSelection,
    /// Up to where rounds and events are known.
    pub known: KnownAt,
    /// At which point each column is shown.
    pub view: SeriesView,
    /// Only rows at this node or below it.
    pub node: Option<String>,
    /// Only rows of these kinds; all when empty.
    pub kinds: Vec<String>,
    /// Only this subject, with the texts of its notes.
    pub subject: Option<String>,
    /// Only rows with this in their title.
    pub title: Option<String>,
}

impl SeriesQuery {
    /// Writes the query as the target of a request.
    pub fn to_target(&self) -> RequestTarget {
        let target = RequestTarget::of("/v1/reeksen").with(keys::OVER, ROUNDS);
        let target = match &self.rounds {
            RoundSelection::Between { from, until } => {
                target.with_some(keys::FROM, *from).with_some(keys::UNTIL, *until)
            }
            RoundSelection::Named(rounds) => {
                target.with_list(keys::ROUNDS, &rounds.iter().map(written).collect::<Vec<_>>())
            }
        };
        let target = target
            .known(self.known)
            .with_flag(keys::NOW, self.view == SeriesView::AsKnownNow)
            .with_list(keys::KINDS, &self.kinds)
            .with_some(keys::NODE, self.node.as_ref())
            .with_some(keys::SUBJECT, self.subject.as_ref());
        target.with_some_text(keys::TITLE, self.title.as_deref())
    }

    /// Reads the query.
    pub fn from_query(query: &mut Query, in_log: InLog<'_>) -> SeriesQuery {
        query.value(keys::OVER, |word| if word == ROUNDS { Ok(()) } else { Err(message!("query-series-over")) });
        let known = KnownAt::from_query(query, in_log);
        let (rounds, view) = columns(query);
        SeriesQuery {
            rounds,
            known,
            view,
            node: time_axes::node(query),
            kinds: query.value(keys::KINDS, kinds).unwrap_or_default(),
            subject: query.value(keys::SUBJECT, subject),
            title: query.value(keys::TITLE, title),
        }
    }
}

/// Writes a round as `ronde:ID` or `ronde:ID/college`.
fn written((id, which): &(String, SealingSelector)) -> String {
    match which {
        SealingSelector::Newest => format!("{ROUND_PREFIX}{id}"),
        SealingSelector::Body(_) | SealingSelector::Version(_) => format!("{ROUND_PREFIX}{id}/{which}"),
    }
}

/// Reads which rounds are the columns, and at which point each is shown.
fn columns(query: &mut Query) -> (RoundSelection, SeriesView) {
    let now = query.flag(keys::NOW);
    let view = if now { SeriesView::AsKnownNow } else { SeriesView::AsReported };
    let named = query.value(keys::ROUNDS, rounds);
    let (from, until) = (query.value(keys::FROM, Day::parse), query.value(keys::UNTIL, Day::parse));
    let Some(named) = named else { return (RoundSelection::Between { from, until }, view) };
    if from.is_some() || until.is_some() {
        query.refuse(keys::ROUNDS, "een-van-deze", message!("query-rounds-or-days"));
    }
    if now && named.iter().any(|(_, which)| *which != SealingSelector::Newest) {
        query.refuse(keys::NOW, "een-van-deze", message!("query-now-or-sealing"));
    }
    (RoundSelection::Named(named), view)
}

/// Parses `2019-vr1,2019-vr2/college`.
fn rounds(text: &str) -> Result<Vec<(String, SealingSelector)>, Message> {
    let named = |name: &str| match parse_round_name(name) {
        Ok((id, which)) => Ok((id.to_owned(), which)),
        Err(_) => Err(message!("query-rounds", text = name.chars().take(80).collect::<String>())),
    };
    let all = text.split(',').take(COLUMNS_MAX + 1).map(named).collect::<Result<Vec<_>, _>>()?;
    if all.len() > COLUMNS_MAX {
        return Err(message!("series-too-many-rounds", rounds = text.split(',').count(), most = COLUMNS_MAX));
    }
    Ok(all)
}

/// Parses `voorziening,stoplicht`.
fn kinds(text: &str) -> Result<Vec<String>, Message> {
    text.split(',').map(kind).collect()
}

/// Parses a kind.
pub fn kind(word: &str) -> Result<String, Message> {
    match is_kind(word) {
        true => Ok(word.to_owned()),
        false => Err(message!("series-kind-unknown", kind = word.chars().take(40).collect::<String>())),
    }
}

/// Parses a subject of a kind that has series.
pub fn subject(text: &str) -> Result<String, Message> {
    let kinds = || SUBJECTS.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", ");
    let parsed = Subject::parse(text).ok().filter(|subject| SUBJECTS.contains(&subject.kind()));
    parsed.map(|subject| subject.as_str().to_owned()).ok_or_else(|| message!("use-subject", kinds = kinds()))
}

/// Parses a part of a title.
pub fn title(text: &str) -> Result<String, Message> {
    let fits = !text.trim().is_empty() && text.chars().count() <= TITLE_MAX;
    if fits { Ok(text.to_owned()) } else { Err(message!("query-title", most = TITLE_MAX)) }
}

/// Returns series over rounds.
///
/// # Errors
/// [`QueryError`] for an unknown moment, position, round, sealing, node or subject, for more rounds or cells than there
/// is room for, and for a log that can not be read.
pub fn series(service: &Service, query: &SeriesQuery) -> Result<Series, QueryError> {
    if let RoundSelection::Named(rounds) = &query.rounds
        && let Some((id, _)) = rounds.iter().find(|(id, _)| !is_id(id))
    {
        return Err(QueryError::NoSuchRound(id.clone()));
    }
    let request = SeriesRequest {
        rounds: query.rounds.clone(),
        position: queries::resolve_position(service, query.known)?,
        view: query.view,
        node: query.node.clone(),
        kinds: query.kinds.clone(),
        subject: query.subject.clone(),
        title: query.title.clone(),
    };
    Ok(query_with_texts(service, |state, contents| series::series(state, contents, &request))?)
}

impl From<SeriesError> for QueryError {
    fn from(error: SeriesError) -> QueryError {
        match error {
            SeriesError::Report(error) => error.into(),
            SeriesError::Round(error) => error.into(),
            SeriesError::TooManyRounds { rounds } => QueryError::TooManyRounds { rounds },
            SeriesError::TooManyCells => QueryError::TooManyCells,
            SeriesError::NoSuchSubject(subject) => QueryError::NoSuchSubject(subject),
        }
    }
}
