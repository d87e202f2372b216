//! Routes on erasures that wait for a second person.

use serde_json::json;

use super::{Action, BodyContent, Method, Route, limit, list_of, operation, path_id, query, reference};
use crate::domain::ids::UUID_PATTERN;
use crate::http::erasures::{self, PATH};

pub(super) fn all() -> [Route; 5] {
    let id = || json!({ "type": "string", "format": "uuid", "pattern": UUID_PATTERN });
    let one = || path_id("Het id van het verzoek.", id());
    let of =
        |method, more: &str, name: &str, what: &str| operation(method, &format!("{PATH}{more}"), name, "toegang", what);
    let confirm =
        "Een ander dan wie vroeg bevestigt het verzoek: de teksten zijn dan gewist, en het record noemt beiden.";
    [
        of(Method::GET, "", "leesWisverzoeken", "De wissingen die op een tweede persoon wachten.")
            .with_parameters([query("cursor", "Het id van het laatste dat u zag.", id()), limit()])
            .with_response(200, "Een bladzijde.", list_of("Wisverzoek"))
            .with_headers(&["Link"])
            .answered_by(Action::Erase, erasures::list),
        of(
            Method::POST,
            "",
            "vraagWissing",
            "Vraagt een wissing, die een ander binnen drie dagen bevestigt. Er wordt nog niets gewist.",
        )
        .with_body(BodyContent::Json(reference("Wisverzoeksaanvraag")))
        .with_response(201, "Gevraagd.", BodyContent::Json(reference("Wisverzoek")))
        .with_problems(&[409])
        .answered_by(Action::Erase, erasures::ask),
        of(Method::GET, "/{id}", "leesWisverzoek", "Een wissing die op een tweede persoon wacht.")
            .with_parameters([one()])
            .with_response(200, "Het verzoek.", BodyContent::Json(reference("Wisverzoek")))
            .with_problems(&[404])
            .answered_by(Action::Erase, erasures::one),
        of(Method::POST, "/{id}/bevestigingen", "bevestigWissing", confirm)
            .with_parameters([one()])
            .with_response(201, "Gewist: het record van de wissing.", BodyContent::Json(reference("Vastgelegd")))
            .with_problems(&[404, 409])
            .answered_by(Action::Erase, erasures::confirm),
        of(Method::DELETE, "/{id}", "trekWisverzoekIn", "Neemt een verzoek terug: er wordt niets gewist.")
            .with_parameters([one()])
            .with_response(204, "Teruggenomen.", BodyContent::Nothing)
            .with_problems(&[404])
            .answered_by(Action::Erase, erasures::withdraw),
    ]
}
