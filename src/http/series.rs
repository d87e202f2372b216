//! Series over rounds.

use axum::extract::State;
use axum::response::Response;

use super::accept::ResponsePreferences;
use super::app_state::AppState;
use super::axes;
use super::problem::Problem;
use super::query::Query;
use crate::app::queries::{KnownAt, QueryError};
use crate::app::series::{SeriesQuery, series};
use crate::domain::ids::Subject;
use crate::domain::time::Day;
use crate::language::Message;
use crate::message;
use crate::projections::sealing::{SealingSelector, parse_round_name};
use crate::projections::series::{COLUMNS_MAX, RoundSelection, SUBJECTS, SeriesView, is_kind};
use crate::render;

/// The most characters of a title that is searched for: that of a title itself.
pub const TITLE_MAX: usize = 300;

/// `GET /v1/reeksen`: one row a subject, one column a round.
pub async fn over_rounds(
    State(site): State<AppState>,
    wish: ResponsePreferences,
    mut query: Query,
) -> Result<Response, Problem> {
    let wish = wish.known_at(axes::known_at_moment(&query));
    query.value("over", |word| if word == "rondes" { Ok(()) } else { Err(message!("query-series-over")) });
    let position = axes::position(&mut query, &site);
    let (rounds, view) = columns(&mut query);
    let node = axes::node(&mut query);
    let kinds = query.value("soort", kinds).unwrap_or_default();
    let subject = query.value("onderwerp", subject);
    let title = query.value("titel", title);
    query.finish()?;
    if position == 0 {
        return Err(QueryError::Empty.into());
    }
    let asked = SeriesQuery { rounds, known: KnownAt::Position(position), view, node, kinds, subject, title };
    let whole = asked.node.is_none() && asked.subject.is_none();
    let answer = site.run_large_or_vast(whole, move |service| {
        let json = serde_json::to_vec(&series(service, &asked)?).expect("series always serialise");
        Ok(wish.answer(json, render::SERIES, render::series_file_name))
    });
    answer.await
}

/// Reads which rounds are the columns, and at which point each is shown.
fn columns(query: &mut Query) -> (RoundSelection, SeriesView) {
    let now = query.flag("nu");
    let view = if now { SeriesView::AsKnownNow } else { SeriesView::AsReported };
    let named = query.value("rondes", rounds);
    let (from, until) = (query.value("van", Day::parse), query.value("tot", Day::parse));
    let Some(named) = named else { return (RoundSelection::Between { from, until }, view) };
    if from.is_some() || until.is_some() {
        query.refuse("rondes", "een-van-deze", message!("query-rounds-or-days"));
    }
    if now && named.iter().any(|(_, which)| *which != SealingSelector::Newest) {
        query.refuse("nu", "een-van-deze", message!("query-now-or-sealing"));
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
