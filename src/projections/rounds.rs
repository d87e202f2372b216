//! A round in a list: the fields of a report, with its dates, its status, its sealings and its publications; and how
//! complete a single round is.

use serde_json::{Value as Json, json};

use super::goal_tree::GoalTree;
use super::report_builder::ReportBuilder;
use super::report_scope::LocatedSubject;
use super::round_scope::completeness;
use super::sealing::{RoundPointError, Sealing, SealingSelector, listed, read_sealing, round_point, sealing_rows};
use super::text_source::{FullText, Records, TextSource};
use super::views::{SubjectSource, judgement, positions, precision};
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::state::{AsOf, EventRow, FieldValue, State, SubjectNo, SubjectState};
use crate::{RecordSource, ReportError};

/// Returns a round with its sealings and publications, as known at the point of the list.
pub fn round<W: TextSource>(builder: &ReportBuilder<'_, '_, W>, placed: &LocatedSubject) -> Json {
    let (folded, cells) = (&placed.folded, SubjectSource::placed(builder, placed));
    let known = builder.contents.tree.at.position;
    let sealings = sealings(builder, placed.no, known);
    let publications = publications(builder, placed.no);
    let status = status(folded, &sealings, &publications);
    json!({
        "id": builder.id(placed.no),
        "titel": cells.name(Field::Title),
        "soort": cells.token(Field::Kind),
        "begrotingsjaar": folded.settings.number(Field::FiscalYear),
        "volgnummer": folded.settings.number(Field::Sequence),
        "peildatum": cells.token(Field::ReportingDate),
        "aanleverenVoor": cells.token(Field::DeliverBefore),
        "programmas": named_programmes(builder.state(), folded),
        COMPLETENESS: null,
        "status": status,
        "vaststellingen": listed(sealings),
        "publicaties": publications,
        "nauwkeurigheid": precision(folded),
        "oordeel": judgement(folded),
        "posities": positions(folded),
        "positie": folded.last.map_or(0, |last| last.position),
    })
}

/// The key of how complete a round is for each programme: null in a list, where it would cost a pass over the tree for
/// each round.
pub const COMPLETENESS: &str = "volledigheid";

fn named_programmes<'s>(state: &'s State, folded: &SubjectState) -> Option<Vec<&'s str>> {
    let list = folded.settings.get(Field::Programmes)?.value;
    Some(state.list(list).iter().map(|code| state.token(*code)).collect())
}

/// Returns how complete a round is for each programme, by its newest sealing, or as known at `known` while it is open;
/// null where it was not opened by then.
///
/// # Errors
/// [`ReportError::UnreadableRecord`] when a title can not be read.
pub fn round_completeness(
    state: &State,
    contents: &dyn RecordSource,
    round: &str,
    known: u64,
) -> Result<Json, ReportError> {
    let point = match round_point(state, contents, round, SealingSelector::Newest, known) {
        Ok(point) => point,
        Err(RoundPointError::UnreadableRecord(error)) => return Err(error.into()),
        Err(RoundPointError::Round(_) | RoundPointError::Sealing { .. }) => return Ok(Json::Null),
    };
    let tree = GoalTree::new(state, AsOf { day: point.on, position: point.position });
    let (_, programmes) = completeness(&tree, round);
    let titled = |no: SubjectNo| tree.node(no).folded.settings.get(Field::Title).map(|setting| setting.position);
    let positions: Vec<Option<u64>> = programmes.iter().map(|one| one.programme.and_then(titled)).collect();
    let read: Vec<u64> = positions.iter().flatten().copied().collect();
    let records: Records = read.iter().copied().zip(contents.records(&read)?).collect();
    let words = FullText(&records);
    let told = programmes.iter().zip(positions).map(|(one, position)| {
        json!({
            "programma": one.code,
            "titel": position.and_then(|position| words.text(position, Field::Title)),
            "gedekt": one.covered,
            "gerapporteerd": one.came,
            "prestaties": one.outputs,
            "metToelichting": one.with_note,
        })
    });
    Ok(told.collect())
}

/// Returns the status: published as soon as the newest sealing is published, and reopened from a reopening on.
fn status(folded: &SubjectState, sealings: &[Sealing], publications: &[Json]) -> &'static str {
    let newest = sealings.last().map(|sealing| Json::from(sealing.version));
    let published = newest.is_some_and(|version| publications.iter().any(|one| one["versie"] == version));
    match folded.status.map(|status| status.kind) {
        Some(EventType::RoundSealed) if published => "gepubliceerd",
        Some(EventType::RoundSealed) => "vastgesteld",
        Some(EventType::RoundReopened) => "heropend",
        Some(_) | None => "open",
    }
}

fn sealings<W: TextSource>(builder: &ReportBuilder<'_, '_, W>, no: SubjectNo, known: u64) -> Vec<Sealing> {
    let state = builder.state();
    let sealing = |row: &EventRow| {
        let said = state.entry(no).cell(row, Field::Reason).is_some();
        let reason = said.then(|| builder.words.text(row.position.into(), Field::Reason)).flatten();
        read_sealing(state, no, row, reason)
    };
    sealing_rows(state, no, known).into_iter().map(sealing).collect()
}

/// Returns the publications of the sealings, in the order of the log.
fn publications<W: TextSource>(builder: &ReportBuilder<'_, '_, W>, no: SubjectNo) -> Vec<Json> {
    let state = builder.state();
    let entry = state.entry(no);
    let rows = state.standing_rows(no, builder.contents.tree.at);
    let published = rows.into_iter().filter(|row| row.kind == EventType::RoundPublished).map(|row| {
        let at = u64::from(row.position);
        let cell = |field| entry.cell(row, field);
        let text = |field| cell(field).and_then(|_| builder.words.text(at, field));
        let version = cell(Field::Version).and_then(FieldValue::number);
        json!({
            "versie": version,
            "moment": match cell(Field::Moment) {
                Some(FieldValue::Token(moment)) => Some(state.token(moment)),
                _ => None, // every publication has a moment, and it is always a token
            },
            "url": text(Field::Url),
            "weergaven": match builder.words.nested(at, Field::Renderings) {
                Json::Array(all) => Json::Array(all),
                _ => json!([]), // no renderings were recorded
            },
            "vervangt": text(Field::Replaces),
            "positie": at,
        })
    });
    published.collect()
}
