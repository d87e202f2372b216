//! Looks up the titles of the nodes that rows refer to.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::model::{Difference, NamedNode, NotRenewed};
use super::placeholders::TextCache;
use super::point_view::PointView;
use crate::RecordReadError;
use crate::domain::ids::{SubjectKind, compare_codes};
use crate::domain::state::State;

/// The node codes that rows refer to.
pub(super) fn codes<'d>(differences: &'d [Difference], not_renewed: &'d [NotRenewed]) -> BTreeSet<&'d str> {
    let rows = differences.iter().filter_map(|row| row.node.as_deref());
    rows.chain(not_renewed.iter().filter_map(|row| row.node.as_deref())).collect()
}

/// Returns the nodes with these codes and their titles, in the order of codes. The title on the right is used, else the
/// one on the left.
///
/// # Errors
/// Returns [`RecordReadError`] when a title can not be read.
pub(super) fn of_nodes(
    state: &State,
    (left, right): (&PointView<'_>, &PointView<'_>),
    codes: BTreeSet<&str>,
    texts: &mut TextCache<'_>,
) -> Result<Vec<NamedNode>, RecordReadError> {
    let marked = |code: &&str| -> Json {
        let no = state.subject(&format!("{}/{code}", SubjectKind::Node.name()));
        no.map_or(Json::Null, |no| if right.exists(no) { right.named(no) } else { left.named(no) })
    };
    let mut titles: Vec<(&str, Json)> = codes.into_iter().map(|code| (code, marked(&code))).collect();
    titles.sort_by(|a, b| compare_codes(a.0, b.0));
    texts.read(titles.iter().map(|(_, title)| title))?;
    let told = |title: &Json| texts.resolve(title).value.as_str().map(str::to_owned);
    Ok(titles.iter().map(|(code, title)| NamedNode { code: (*code).to_owned(), title: told(title) }).collect())
}
