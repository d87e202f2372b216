//! Finds where a subject belongs, given its state.

use super::{LocatedSubject, SubjectState};
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{AsOf, State, SubjectNo};
use crate::domain::time::Day;
use crate::goal_tree::GoalTree;

/// Returns the node that a subject belongs to at a point, as it stands there.
pub fn node_of(state: &State, at: AsOf, no: SubjectNo) -> Option<SubjectNo> {
    let tree = GoalTree::new(state, at);
    locate(&tree, no, tree.fold(no)).node
}

/// Places a subject: on the node it refers to, or on that of its case. A case that does not show yet is read in its
/// latest known state, so that its future node is used.
pub fn locate(tree: &GoalTree<'_>, no: SubjectNo, folded: SubjectState) -> LocatedSubject {
    let state = tree.state;
    let case = folded
        .settings
        .token(Field::Case)
        .and_then(|id| state.subject(&format!("{}/{}", SubjectKind::Case.name(), state.token(id))));
    let whose = case.map(|case| {
        let view = if tree.view.is_visible(case) { tree.view } else { tree.view.on(Day::from_number(i32::MAX)) };
        view.fold(case)
    });
    let whose = whose.as_ref().unwrap_or(&folded);
    let named = whose.settings.get(Field::Node).zip(whose.settings.token(Field::Node)).and_then(|(setting, code)| {
        let no = state.subject(&format!("{}/{}", SubjectKind::Node.name(), state.token(code)))?;
        Some((no, tree.resolve(no, setting.day)))
    });
    let dropped = named.filter(|(named, node)| named != node).map(|(named, _)| named);
    let node = named.map(|(_, node)| node);
    LocatedSubject { no, folded, node, dropped, case }
}
