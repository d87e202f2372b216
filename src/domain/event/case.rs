//! Cases: matters that are monitored over reporting rounds.

use schemars::JsonSchema;
use serde::Deserialize;

use super::patch::recorded_and_changed;
use crate::ids::NodeCode;
use crate::text::{ReferenceId, Text};
use crate::word_enum;

word_enum! {
    /// What kind of matter a case is.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, JsonSchema)]
    #[schemars(inline)]
    pub enum CaseKind {
        /// A programme that carries out policy.
        ImplementationProgramme = "uitvoeringsprogramma",
        /// A framework of policy.
        PolicyFramework = "beleidskader",
        /// A motion of the council.
        Motion = "motie",
        /// A cut still to be filled in.
        SavingsTarget = "taakstelling",
        /// A waiting list.
        WaitingList = "wachtlijst",
        /// Something that keeps going wrong.
        Bottleneck = "knelpunt",
        /// A measure to get back on course.
        CorrectiveMeasure = "bijsturingsmaatregel",
        /// Any other matter.
        Other = "overig",
    }
}

word_enum! {
    /// What an organisation does in a case.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, JsonSchema)]
    #[schemars(inline)]
    pub enum PartyRole {
        /// Carries it out.
        Executor = "uitvoerder",
        /// Offers the service.
        Provider = "aanbieder",
        /// Receives a subsidy.
        SubsidyRecipient = "subsidieontvanger",
        /// A body the municipality takes part in.
        AffiliatedParty = "verbonden-partij",
        /// The region.
        Region = "regio",
        /// The national government.
        State = "rijk",
    }
}

/// An organisation that takes part in a case.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// Its name; an organisation, never a person.
    #[serde(rename = "naam")]
    pub name: Text<300>,
    /// What it does.
    #[serde(rename = "rol")]
    pub role: PartyRole,
}

word_enum! {
    /// What a reference points at.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, JsonSchema)]
    #[schemars(inline)]
    pub enum ReferenceKind {
        /// A case file in another system.
        Matter = "zaak",
        /// A decision.
        Decision = "besluit",
        /// A facility.
        Facility = "voorziening",
        /// A document.
        Document = "document",
        /// Another case.
        Case = "dossier",
        /// An element of the goal tree.
        Node = "onderdeel",
        /// A financial adjustment.
        Adjustment = "bijstelling",
        /// A reporting round.
        Round = "ronde",
        /// Anything else.
        Other = "overig",
    }
}

word_enum! {
    /// How a case relates to what it refers to.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, JsonSchema)]
    #[schemars(inline)]
    pub enum ReferenceRole {
        /// It goes on from it.
        FollowUpOn = "vervolg-op",
        /// It carries it out.
        ExecutionOf = "uitvoering-van",
        /// It depends on it.
        DependentOn = "afhankelijk-van",
    }
}

/// Something a case has to do with: an address, or the id of a subject.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// What it points at.
    #[serde(rename = "soort")]
    pub kind: ReferenceKind,
    /// How the case relates to it.
    #[serde(rename = "rol")]
    pub role: Option<ReferenceRole>,
    /// Its address, where it lies elsewhere.
    #[serde(rename = "url")]
    pub url: Option<Text<2000>>,
    /// Its id, where this log or another register knows it.
    #[serde(rename = "id")]
    pub id: Option<ReferenceId>,
    /// How to show it.
    #[serde(rename = "label")]
    pub label: Option<Text<300>>,
}

recorded_and_changed! {
    /// A case is monitored from this day on.
    CaseOpened;
    /// Fields of a case changed from this day on.
    CaseChanged;
    {
        /// What the matter is called.
        title: required(Text<300>) = "titel";
        /// What kind of matter it is.
        kind: required(CaseKind) = "soort";
        /// Where in the goal tree it belongs.
        node: required(NodeCode) = "onderdeel";
        /// The department that answers for it; never a person.
        owner: optional(Text<300>) = "eigenaar";
        /// What it is about.
        summary: optional(Text<20000>) = "samenvatting";
        /// The organisations that take part.
        parties: optional(Vec<Party>) = "partijen";
        /// What it has to do with.
        references: optional(Vec<Reference>) = "verwijzingen";
    }
}

/// A case ended.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseClosed {
    /// What came of it.
    #[serde(rename = "uitkomst")]
    pub outcome: Text<2000>,
    /// Why it ended.
    #[serde(rename = "reden")]
    pub reason: Option<Text<2000>>,
}

/// A closed case is monitored again.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseReopened {
    /// Why it is open again.
    #[serde(rename = "reden")]
    pub reason: Text<2000>,
}
