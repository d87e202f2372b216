//! The fields that a report as text and a page of it show with their label, because nothing else there says them.

use crate::domain::field::Field;
use crate::projections::VIEWS;

/// Returns the keys of the fields of a view that stand in a report with their label, in the order of its declaration:
/// all that the view reads as recorded, except what has its own place there, or none. So a new field of a view shows
/// without a change here. `fact` is the word of the view, such as `voorziening`.
pub fn labelled_fields(fact: &str) -> Vec<&'static str> {
    let (placed, left_out) = (placed_fields(fact), left_out(fact));
    let view = VIEWS.iter().filter(|view| view.fact == fact).flat_map(|view| view.fields).map(|read| read.field);
    view.filter(|field| !placed.contains(field) && !left_out.contains(field)).map(Field::name).collect()
}

/// Returns what has its own place: in a heading, in a line or a table of words, or beside what it refers to.
fn placed_fields(fact: &str) -> &'static [Field] {
    use Field as F;
    match fact {
        "onderdeel" => &[F::Level, F::Title],
        "toelichting" => &[F::Heading, F::Body, F::Round],
        "dossier" => &[F::Title, F::Kind, F::Summary, F::Outcome, F::References],
        "voorziening" => &[F::Name, F::Kind, F::Capacity, F::Place, F::Temporary],
        "bijstelling" => &[
            F::Description,
            F::Cents,
            F::ProMemorie,
            F::Kind,
            F::Effect,
            F::Standing,
            F::Side,
            F::Duration,
            F::FiscalYear,
            F::Decision,
            F::Covers,
            F::Realises,
        ],
        "indicator" => &[F::Name, F::Unit, F::Period, F::Value, F::Trend, F::Norm, F::Status],
        "mijlpaal" => &[F::Description, F::Due],
        "besluit" => &[F::PaperNumber, F::Kind, F::Title, F::Purport, F::Reservation, F::Concerns, F::Url],
        _ => &[],
    }
}

/// Returns what only files and lists have: a page would not be easier to read with it.
fn left_out(fact: &str) -> &'static [Field] {
    match fact {
        "toelichting" => &[Field::Order, Field::FollowUpOn],
        "bijstelling" => &[Field::SourceUnit, Field::TaskField],
        "indicator" => &[Field::Direction, Field::Source],
        "mijlpaal" => &[Field::DecidingBody, Field::DependsOn],
        "besluit" => &[Field::DecidingBody],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_of_a_view_without_its_own_place_stands_in_a_report_with_its_label() {
        let labelled = labelled_fields("voorziening");
        assert!(
            ["reden", "omvang", "vervangenDoor", "besluit"].iter().all(|key| labelled.contains(key)),
            "{labelled:?}"
        );
        assert!(["naam", "capaciteit", "locatie"].iter().all(|key| !labelled.contains(key)), "{labelled:?}");
        assert_eq!(labelled_fields("geenFeit"), Vec::<&str>::new());
    }

    #[test]
    fn what_has_a_place_in_a_report_is_a_field_of_its_view() {
        for view in VIEWS {
            for field in placed_fields(view.fact).iter().chain(left_out(view.fact)) {
                assert!(view.fields.iter().any(|read| read.field == *field), "{}: {field:?}", view.fact);
            }
        }
    }
}
