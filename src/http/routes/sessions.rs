//! Routes on the sessions of browsers.

use serde_json::json;

use super::{Action, BodyContent, Method, Parameter, Route, limit, list_of, operation, path_id, query, reference};
use crate::access::sessions::SESSION_ID_PATTERN;
use crate::http::sessions::{self, OWN_PATH, PATH, WHO_KEY};

pub(super) fn all() -> [Route; 5] {
    let id = || json!({ "type": "string", "pattern": SESSION_ID_PATTERN });
    let cursor = || [query("cursor", "Het id van de laatste die u zag.", id()), limit()];
    let one = || path_id("Het id van de sessie.", id());
    let who = "Het id van wie, zoals de lijst het geeft.";
    let who = Parameter {
        required: true,
        ..query(WHO_KEY, who, json!({ "type": "string", "minLength": 1, "maxLength": 300 }))
    };
    let person = "Beëindigt alles van één persoon: de sessies met wat daarin openstaat, en wat een aanbieder tot nu toe aan die persoon uitgaf. \
        Een toegangsbewijs blijft gelden: trek dat apart in.";
    [
        operation(Method::GET, PATH, "leesSessies", "toegang", "De sessies van iedereen, de nieuwste eerst.")
            .with_parameters(cursor())
            .with_response(200, "Een bladzijde.", list_of("Sessie"))
            .with_headers(&["Link"])
            .answered_by(Action::ManageTokens, sessions::list),
        operation(Method::DELETE, PATH, "beeindigPersoon", "toegang", person)
            .with_parameters([who])
            .with_response(200, "Hoeveel sessies eindigden.", BodyContent::Json(reference("BeeindigdeSessies")))
            .answered_by(Action::ManageTokens, sessions::end_person),
        operation(Method::DELETE, &format!("{PATH}/{{id}}"), "beeindigSessie", "toegang", "Beëindigt één sessie.")
            .with_parameters([one()])
            .with_response(204, "Beëindigd.", BodyContent::Nothing)
            .with_problems(&[404])
            .answered_by(Action::ManageTokens, sessions::end_one),
        operation(Method::GET, OWN_PATH, "leesEigenSessies", "toegang", "Uw eigen sessies, de nieuwste eerst.")
            .with_parameters(cursor())
            .with_response(200, "Een bladzijde.", list_of("Sessie"))
            .with_headers(&["Link"])
            .answered_by(Action::ManageOwnSessions, sessions::own),
        operation(
            Method::DELETE,
            &format!("{OWN_PATH}/{{id}}"),
            "beeindigEigenSessie",
            "toegang",
            "Beëindigt één van uw eigen sessies.",
        )
        .with_parameters([one()])
        .with_response(204, "Beëindigd.", BodyContent::Nothing)
        .with_problems(&[404])
        .answered_by(Action::ManageOwnSessions, sessions::end_own),
    ]
}
