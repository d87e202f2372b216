//! Compares the cases and milestones that sentences speak of with those of a log.
//!
//! Their ids begin with the code of a node. One of a node that has another code by now is found by that node and the
//! rest of its id, and keeps the id that the log has.

use serde_json::{Value, json};

use super::super::known_facts::{ExistingFacts, KnownCase, KnownMilestone};
use super::super::{Draft, codes};
use super::tree::Codes;
use super::{DraftVerdict, civil, id_of, text};
use crate::language::Argument;
use crate::message;

/// The cases and milestones of a log, each at the node that it is of on the page.
pub(super) struct KnownCases {
    cases: Vec<KnownCase>,
    milestones: Vec<KnownMilestone>,
}

impl KnownCases {
    pub fn of(known: &dyn ExistingFacts, codes: &Codes) -> KnownCases {
        let now = |node: &mut Option<String>| {
            if let Some(moved) = node.as_ref().and_then(|code| codes.moved.get(code)) {
                *node = Some(moved.clone());
            }
        };
        let (mut cases, mut milestones) = (known.cases(), known.milestones());
        cases.iter_mut().for_each(|case| now(&mut case.node));
        milestones.iter_mut().for_each(|due| now(&mut due.node));
        KnownCases { cases, milestones }
    }

    /// Compares a case that sentences speak of. A case that was closed is not opened again by a sentence.
    pub fn judge_case(&self, draft: &Draft) -> DraftVerdict {
        let data = &draft.event["gegevens"];
        let said = data["samenvatting"].as_str();
        let is_proposed = |case: &&KnownCase| {
            case.kind == text(data, "soort") && said.is_some() && is_moved(draft, &case.id, case.node.as_deref())
        };
        let own = self.cases.iter().find(|case| case.id == id_of(draft));
        let Some(known) = own.or_else(|| self.cases.iter().find(is_proposed)) else { return DraftVerdict::Keep };
        if said.is_none() || said == known.summary.as_deref() || !known.is_open {
            return DraftVerdict::Drop;
        }
        let subject = Some(format!("dossier/{}", known.id));
        let data = json!({ "samenvatting": said });
        DraftVerdict::becomes_of("dossier.gewijzigd", subject, data, message!("extract-known-case-again"))
    }

    /// Compares a milestone: another day is a move.
    pub fn judge_milestone(&self, draft: &Draft) -> DraftVerdict {
        let data = &draft.event["gegevens"];
        let own = self.milestones.iter().find(|due| due.id == id_of(draft));
        let moved = |due: &&KnownMilestone| is_moved(draft, &due.id, due.node.as_deref());
        let Some(known) = own.or_else(|| self.milestones.iter().find(moved)) else { return DraftVerdict::Keep };
        let said = text(data, "per");
        if known.due.as_deref() == Some(said) {
            return DraftVerdict::Drop;
        }
        let was = known.due.as_deref().map_or_else(|| Argument::from("-"), civil);
        let why = message!("extract-known-milestone", known = was, said = civil(said));
        let data: Value = json!({ "per": said, "reden": text(data, "omschrijving") });
        DraftVerdict::becomes_of("mijlpaal.verschoven", Some(format!("mijlpaal/{}", known.id)), data, why)
    }
}

/// Returns true where a case or milestone of the log is that of the draft, under another code of the same node.
fn is_moved(draft: &Draft, known: &str, node: Option<&str>) -> bool {
    let rest = |id: &str| {
        let code = codes::parse_at_start(id)?.code.to_string();
        Some(id.strip_prefix(&code)?.to_owned())
    };
    let own = draft.event["gegevens"]["onderdeel"].as_str();
    node.is_some() && node == own && rest(known).is_some_and(|known| Some(known) == rest(id_of(draft)))
}
