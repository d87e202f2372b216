//! The route that returns series over rounds.

use serde_json::json;

use super::{Action, Method, Route, known, operation, query, reference};
use crate::app::query_keys as keys;
use crate::app::series::TITLE_MAX;
use crate::domain::ids::ID_PATTERN;
use crate::domain::time::DAY_PATTERN;
use crate::http;
use crate::projections::series::{KINDS, SUBJECTS};

pub(super) fn series() -> Route {
    let day = |name, what| query(name, what, json!({ "type": "string", "format": "date", "pattern": DAY_PATTERN }));
    let kinds = KINDS.iter().map(String::as_str).collect::<Vec<_>>().join("|");
    let subjects = SUBJECTS.map(|kind| kind.name()).join("|");
    operation(
        Method::GET,
        "/v1/reeksen",
        "leesReeksen",
        "rapportage",
        "Reeksen over rondes: een rij per onderwerp, een kolom per ronde, met stoplicht, toelichting, bedrag, open taakstelling, \
         capaciteit en meting, en de doelenboom door de jaren heen.",
    )
    .with_parameters(known())
    .with_parameters([
        query(keys::OVER, "Waarover de kolommen gaan.", json!({ "type": "string", "enum": ["rondes"], "default": "rondes" })),
        query(
            keys::ROUNDS,
            "Alleen deze rondes, gescheiden door komma's: ID, ID/college of ID/2. Niet samen met van en tot.",
            json!({ "type": "string", "pattern": ROUNDS }),
        ),
        day(keys::FROM, "Alleen rondes met deze peildatum of een latere."),
        day(keys::UNTIL, "Alleen rondes met deze peildatum of een eerdere."),
        query(
            keys::NOW,
            "Elke ronde zoals nu bekend (of zoals bekend bij positie of beschikbaarOp), in plaats van zoals zij meldde.",
            json!({ "type": "boolean", "default": false }),
        ),
        query(
            keys::NODE,
            "Alleen wat in een van de rondes bij dit onderdeel hoorde of bij wat eronder viel, ook onder zijn eerdere codes.",
            json!({ "type": "string", "pattern": ID_PATTERN }),
        ),
        query(
            keys::KINDS,
            "Alleen deze soorten, gescheiden door komma's: van onderwerp (onderdeel, voorziening), toelichting, stoplicht, of de eigen \
             soort (taakstelling).",
            json!({ "type": "string", "pattern": format!("^({kinds})(,({kinds}))*$") }),
        ),
        query(
            keys::SUBJECT,
            "Alleen dit onderwerp, met de teksten van zijn toelichtingen.",
            json!({ "type": "string", "pattern": format!("^({subjects})/[A-Za-z0-9][A-Za-z0-9.-]{{0,63}}$") }),
        ),
        query(
            keys::TITLE,
            "Alleen rijen met dit in hun titel, naam of omschrijving, in een van de rondes; hoofdletters en accenten maken niet uit.",
            json!({ "type": "string", "minLength": 1, "maxLength": TITLE_MAX, "pattern": "\\S" }),
        ),
    ])
    .with_document_response("De reeksen.", reference("Reeksen"))
    .with_problems(&[404, 409])
    .answered_by(Action::Read, http::series::over_rounds)
}

/// The pattern of rounds, each with a body or a version, separated by commas.
const ROUNDS: &str = "^(ronde:)?[A-Za-z0-9][A-Za-z0-9.-]{0,63}(/(college|raad|[1-9][0-9]{0,8}))?\
    (,(ronde:)?[A-Za-z0-9][A-Za-z0-9.-]{0,63}(/(college|raad|[1-9][0-9]{0,8}))?)*$";
