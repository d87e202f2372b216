//! The kinds of subject: what is true of a kind everywhere is declared once.

use crate::field::Field;

/// Declares the kinds. A line has the word before the slash, the word in the path of its lists, where its subjects
/// stand in a report, and (unless they have no name) the field that names them.
macro_rules! subject_kinds {
    ($($(#[$doc:meta])+ $kind:ident = $name:literal, $collection:literal, $placement:ident $(, $named_by:ident)?;)+) => {
        /// What an event is about: the part of `onderwerp` before the slash.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum SubjectKind { $($(#[$doc])+ $kind,)+ }

        impl SubjectKind {
            /// Every kind, in the order of the catalogue.
            pub const ALL: [SubjectKind; [$($name),+].len()] = [$(SubjectKind::$kind),+];

            /// Returns the Dutch word before the slash.
            pub const fn name(self) -> &'static str {
                match self { $(SubjectKind::$kind => $name,)+ }
            }

            /// Returns the kind with this Dutch name.
            pub fn from_name(name: &str) -> Option<SubjectKind> {
                match name { $($name => Some(SubjectKind::$kind),)+ _ => None }
            }

            /// Returns the word for its lists: the segment of their path.
            pub const fn collection(self) -> &'static str {
                match self { $(SubjectKind::$kind => $collection,)+ }
            }

            /// Returns where subjects of the kind stand in a report.
            pub const fn placement(self) -> Placement {
                match self { $(SubjectKind::$kind => Placement::$placement,)+ }
            }

            /// Returns the field that names subjects of the kind.
            pub const fn named_by(self) -> Option<Field> {
                match self { $(SubjectKind::$kind => subject_kinds!(@ $($named_by)?),)+ }
            }
        }
    };
    (@) => { None };
    (@ $field:ident) => { Some(Field::$field) };
}

subject_kinds! {
    /// An element of the goal tree, `onderdeel/9A1.1`.
    Node = "onderdeel", "onderdelen", Tree, Title;
    /// A matter that is monitored over rounds, `dossier/wachtlijst-beschermd-wonen`.
    Case = "dossier", "dossiers", Case, Title;
    /// A moment something should happen, `mijlpaal/subsidies-opgezegd`.
    Milestone = "mijlpaal", "mijlpalen", Attached, Description;
    /// An amount that changes, covers or realises a budget, `bijstelling/taakstelling-wijkteams`.
    Adjustment = "bijstelling", "bijstellingen", Attached, Description;
    /// A place or service, `voorziening/gebouw-c`.
    Facility = "voorziening", "voorzieningen", Attached, Name;
    /// A series of measurements, `indicator/clienten-begeleiding`.
    Indicator = "indicator", "indicatoren", Attached, Name;
    /// A numbered paper of the executive or the council, `besluit/bw-19.0017`.
    Decision = "besluit", "besluiten", Listed, Title;
    /// One report of one budget year, `ronde/2021-vr2`.
    Round = "ronde", "rondes", Apart, Title;
    /// Another event, `gebeurtenis/<uuid>`.
    Event = "gebeurtenis", "gebeurtenissen", Apart;
}

/// Where subjects of a kind stand in a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// In the goal tree: it is an element of it.
    Tree,
    /// Below an element: it is a case, which others belong to.
    Case,
    /// Below the element or the case that it belongs to.
    Attached,
    /// In a list after the tree: it belongs to no element.
    Listed,
    /// Nowhere: a report is made for it, or it is an event.
    Apart,
}

impl SubjectKind {
    /// Returns the kinds with this placement, in the order of the catalogue.
    pub fn placed(placement: Placement) -> impl Iterator<Item = SubjectKind> {
        SubjectKind::ALL.into_iter().filter(move |kind| kind.placement() == placement)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_of_one_kind_and_of_one_collection() {
        for (at, kind) in SubjectKind::ALL.into_iter().enumerate() {
            assert_eq!(SubjectKind::from_name(kind.name()), Some(kind));
            assert_eq!(kind as usize, at, "a kind is an index in lists of all kinds");
            let same = SubjectKind::ALL.into_iter().filter(|other| other.collection() == kind.collection());
            assert_eq!(same.count(), 1, "{}", kind.collection());
        }
        assert_eq!(SubjectKind::from_name("onderdelen"), None);
    }
}
