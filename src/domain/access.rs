//! Access: the five roles, what can be done, and which role may do what.
//!
//! [`Action::roles`] is the only table. The router, the forms, the OpenAPI document and `docs/access.md` read it; what it
//! does not name for a role is refused to that role.

use serde::{Deserialize, Serialize};

use crate::event::EventType;
use crate::word_enum;

word_enum! {
    /// What somebody who signed in may do.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
    #[schemars(inline)]
    pub enum Role {
        /// Reads everything that is reported.
        Reader = "lezen",
        /// Also records, about its own nodes.
        Reporter = "rapporteren",
        /// Records about every node, reviews, corrects and withdraws; reads the audit trail.
        Controller = "controleren",
        /// Seals rounds and publishes them.
        Sealer = "vaststellen",
        /// Manages access and subscriptions, erases, and moves the log as a whole.
        Administrator = "beheren",
    }
}

word_enum! {
    /// Something that can be done. Each has one row in the table of [`Action::roles`].
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
    pub enum Action {
        /// Reports, lists, histories, findings, searches, the feed and the stream, proofs, measurements.
        Read = "raadplegen",
        /// The audit trail of a subject: who did what and when.
        ReadAudit = "audittrail-inzien",
        /// The pages with drafts that nobody reviewed.
        SeeDrafts = "concepten-inzien",
        /// Events that add what is new.
        Record = "vastleggen",
        /// Decisions that were taken, also those that a sealing rests on.
        Decide = "besluiten-vastleggen",
        /// Corrections, withdrawals, and the review of drafts, which is a correction.
        Correct = "herstellen",
        /// Sealing a round, and its preview.
        Seal = "vaststellen",
        /// Saying where a sealed round was published.
        Publish = "publiceren",
        /// Destroying a text.
        Erase = "wissen",
        /// The auditor's file of a sealed round.
        Bundle = "bundelen",
        /// Recomputing everything that can be.
        Verify = "narekenen",
        /// Reading in a file.
        Import = "inlezen",
        /// The log as a whole, with salts.
        Export = "exporteren",
        /// A back-up, with the secrets of the texts.
        BackUp = "back-up-maken",
        /// Webhooks.
        ManageSubscriptions = "abonnementen-beheren",
        /// Tokens, and the sessions of everybody.
        ManageTokens = "toegang-beheren",
        /// The state of the service: signatures, back-ups, disk, clock, and the alarms on them.
        Watch = "bewaken",
        /// One's own sessions: seeing them, and ending them.
        ManageOwnSessions = "eigen-sessies-beheren",
    }
}

impl Action {
    /// Returns the roles that may do this: the table of access.
    pub const fn roles(self) -> &'static [Role] {
        use Role::{Administrator, Controller, Reporter, Sealer};
        match self {
            Action::Read | Action::SeeDrafts | Action::ManageOwnSessions => &Role::ALL,
            Action::ReadAudit | Action::Correct => &[Controller],
            Action::Record => &[Reporter, Controller],
            Action::Decide => &[Reporter, Controller, Sealer],
            Action::Seal | Action::Publish => &[Sealer],
            Action::Bundle => &[Controller, Sealer, Administrator],
            Action::Verify => &[Controller, Administrator],
            Action::Erase
            | Action::Import
            | Action::Export
            | Action::BackUp
            | Action::ManageSubscriptions
            | Action::ManageTokens
            | Action::Watch => &[Administrator],
        }
    }

    /// Returns true if an external auditor may do this in a role that may: what changes nothing of the log, and shows no draft.
    pub const fn is_for_auditors(self) -> bool {
        match self {
            Action::Read | Action::ReadAudit | Action::Bundle | Action::Verify | Action::ManageOwnSessions => true,
            Action::SeeDrafts
            | Action::Record
            | Action::Decide
            | Action::Correct
            | Action::Seal
            | Action::Publish
            | Action::Erase
            | Action::Import
            | Action::Export
            | Action::BackUp
            | Action::ManageSubscriptions
            | Action::ManageTokens
            | Action::Watch => false,
        }
    }

    /// Returns what recording an event of this type does; `corrects` if it takes the place of another event.
    pub const fn of_event(kind: EventType, corrects: bool) -> Action {
        use EventType as T;
        match kind {
            T::EventErased => Action::Erase,
            T::EventWithdrawn => Action::Correct,
            T::RoundSealed => Action::Seal,
            _ if corrects => Action::Correct,
            T::RoundPublished => Action::Publish,
            T::DecisionTaken | T::DecisionChanged => Action::Decide,
            T::NodeRecorded
            | T::NodeChanged
            | T::NodeDropped
            | T::CaseOpened
            | T::CaseChanged
            | T::CaseClosed
            | T::CaseReopened
            | T::NoteRecorded
            | T::LightSet
            | T::MilestonePlanned
            | T::MilestoneMoved
            | T::MilestoneMet
            | T::MilestoneDropped
            | T::AdjustmentRecorded
            | T::AdjustmentChanged
            | T::AdjustmentToldAgain
            | T::AdjustmentDropped
            | T::FacilityOpened
            | T::FacilityCapacityChanged
            | T::FacilityRestricted
            | T::FacilityClosed
            | T::FacilityReopened
            | T::IndicatorRecorded
            | T::IndicatorMeasured
            | T::RoundOpened
            | T::RoundChanged
            | T::RoundReopened => Action::Record,
        }
    }
}

/// The role in which somebody acts, and perhaps as an external auditor, who is bound further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActingRole {
    /// The role.
    pub role: Role,
    /// Whether it is held as an external auditor.
    pub is_auditor: bool,
}

impl ActingRole {
    /// Returns true if they may do this.
    pub fn may(self, action: Action) -> bool {
        self.role.may(action) && (!self.is_auditor || action.is_for_auditors())
    }
}

impl From<Role> for ActingRole {
    fn from(role: Role) -> ActingRole {
        ActingRole { role, is_auditor: false }
    }
}

impl Role {
    /// Returns true if the table names this role for the action.
    pub fn may(self, action: Action) -> bool {
        action.roles().contains(&self)
    }

    /// Returns true if the role records about its own nodes only.
    pub const fn is_bound_to_nodes(self) -> bool {
        matches!(self, Role::Reporter)
    }
}

/// Returns the table as it stands in the documentation: a row an action, a column a role, and one for external auditors.
pub fn table() -> String {
    let heads = Role::ALL.map(Role::name).join(" | ");
    let mut table = format!("| action | {heads} | auditor |\n| --- |{}\n", " --- |".repeat(Role::ALL.len() + 1));
    for action in Action::ALL {
        let cells = Role::ALL.map(|role| match (role.may(action), action, role.is_bound_to_nodes()) {
            (false, _, _) => "",
            (true, Action::Record | Action::Decide, true) => "own nodes",
            (true, _, _) => "yes",
        });
        let of_auditors = if action.is_for_auditors() { "in a role that may" } else { "" };
        table.push_str(&format!("| `{}` | {} | {of_auditors} |\n", action.name(), cells.join(" | ")));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sentence of each role, written again by hand: the table must say the same.
    #[test]
    fn each_role_may_what_was_agreed_and_no_more() {
        use Action as A;
        let may = |role: Role| Action::ALL.into_iter().filter(|action| role.may(*action)).collect::<Vec<_>>();
        let own = A::ManageOwnSessions;
        assert_eq!(may(Role::Reader), [A::Read, A::SeeDrafts, own]);
        assert_eq!(may(Role::Reporter), [A::Read, A::SeeDrafts, A::Record, A::Decide, own]);
        let controllers = [A::Read, A::ReadAudit, A::SeeDrafts, A::Record, A::Decide, A::Correct, A::Bundle, A::Verify];
        assert_eq!(may(Role::Controller), [&controllers[..], &[own]].concat());
        assert_eq!(may(Role::Sealer), [A::Read, A::SeeDrafts, A::Decide, A::Seal, A::Publish, A::Bundle, own]);
        let administrators = [A::Read, A::SeeDrafts, A::Erase, A::Bundle, A::Verify, A::Import, A::Export, A::BackUp];
        assert_eq!(
            may(Role::Administrator),
            [&administrators[..], &[A::ManageSubscriptions, A::ManageTokens, A::Watch, own]].concat()
        );
    }

    #[test]
    fn an_external_auditor_reads_and_computes_and_does_nothing_else() {
        let may = |role| {
            let auditor = ActingRole { role, is_auditor: true };
            Action::ALL.into_iter().filter(|action| auditor.may(*action)).collect::<Vec<_>>()
        };
        let own = Action::ManageOwnSessions;
        assert_eq!(may(Role::Reader), [Action::Read, own]);
        assert_eq!(may(Role::Controller), [Action::Read, Action::ReadAudit, Action::Bundle, Action::Verify, own]);
    }

    #[test]
    fn what_an_event_does_follows_from_its_type_and_from_what_it_takes_the_place_of() {
        let of = |name: &str, corrects| Action::of_event(EventType::from_name(name).unwrap(), corrects).name();
        assert_eq!(of("ronde.gepubliceerd", false), "publiceren");
        assert_eq!(of("ronde.gepubliceerd", true), "herstellen");
        assert_eq!(of("besluit.genomen", false), "besluiten-vastleggen");
        assert_eq!(of("gebeurtenis.gewist", false), "wissen");
        assert_eq!(of("gebeurtenis.ingetrokken", false), "herstellen");
        assert_eq!(of("stoplicht.gezet", true), "herstellen");
        assert_eq!(of("stoplicht.gezet", false), "vastleggen");
    }

    /// Erasing is bound to a role by a rule of the domain as well, which must be the role of the table.
    #[test]
    fn the_rule_of_erasure_and_the_table_name_the_same_role() {
        assert_eq!(
            Action::Erase.roles().iter().map(|role| role.name()).collect::<Vec<_>>(),
            [crate::actor::ADMINISTRATOR_ROLE]
        );
    }
}
