//! Looks up the titles of the nodes that rows refer to.

use std::collections::BTreeSet;

use super::compared_value::{TextCache, TextPlace};
use super::model::{Difference, NamedNode, NotRenewed};
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
    let title = |code: &str| -> Option<TextPlace> {
        let no = state.subject(&format!("{}/{code}", SubjectKind::Node.name()))?;
        if right.exists(no) { right.named(no) } else { left.named(no) }
    };
    let mut titles: Vec<(&str, Option<TextPlace>)> = codes.into_iter().map(|code| (code, title(code))).collect();
    titles.sort_by(|a, b| compare_codes(a.0, b.0));
    texts.read(titles.iter().filter_map(|(_, title)| title.as_ref()))?;
    let node = |(code, title): &(&str, Option<TextPlace>)| NamedNode {
        code: (*code).to_owned(),
        title: texts.words(title.as_ref()),
    };
    Ok(titles.iter().map(node).collect())
}
