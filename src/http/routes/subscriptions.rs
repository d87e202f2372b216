//! Routes on subscriptions to new events (webhooks).

use serde_json::json;

use super::{
    Action, BodyContent, Method, Operation, Parameter, ParameterLocation, Route, limit, list_of, operation, path_id,
    query, reference,
};
use crate::app::query_keys as keys;
use crate::http::subscriptions as handlers;

pub(super) fn subscriptions() -> Vec<Route> {
    vec![register(), list(), one(), deliveries(), dead_letters(), resend(), rotate(), pause(), resume(), remove()]
}

fn about(method: Method, path: &str, id: &str, summary: &str) -> Operation {
    let path = format!("/v1/abonnementen{path}");
    operation(method, &path, id, "abonnementen", summary)
}

fn id() -> Parameter {
    path_id("Het id van het abonnement.", json!({ "type": "string", "format": "uuid" }))
}

fn register() -> Route {
    let summary = "Meldt een webhook aan. De ontvanger moet eerst toestemmen: hij krijgt OPTIONS met WebHook-Request-Origin en \
        antwoordt met WebHook-Allowed-Origin.";
    about(Method::POST, "", "meldAan", summary)
        .with_body(BodyContent::Json(reference("Abonnementsaanvraag")))
        .with_response(
            201,
            "Aangemeld; alleen dit antwoord toont het geheim.",
            BodyContent::Json(reference("NieuwAbonnement")),
        )
        .with_headers(&["Location"])
        .with_problems(&[409])
        .answered_by(Action::ManageSubscriptions, handlers::register)
}

fn list() -> Route {
    about(Method::GET, "", "leesAbonnementen", "De abonnementen, in de volgorde van aanmelding.")
        .with_parameters([
            query(keys::CURSOR, "Het id van het laatste dat u zag.", json!({ "type": "string", "format": "uuid" })),
            limit(),
        ])
        .with_response(200, "Een bladzijde.", list_of("Abonnement"))
        .with_headers(&["Link"])
        .answered_by(Action::ManageSubscriptions, handlers::list)
}

fn one() -> Route {
    about(Method::GET, "/{id}", "leesAbonnement", "Eén abonnement: hoe ver het is en wat het ophoudt.")
        .with_parameters([id()])
        .with_response(200, "Het abonnement.", BodyContent::Json(reference("Abonnement")))
        .with_problems(&[404])
        .answered_by(Action::ManageSubscriptions, handlers::one)
}

fn deliveries() -> Route {
    let summary = "De laatste bezorgingen, de oudste eerst; van elk abonnement worden er honderd bewaard.";
    about(Method::GET, "/{id}/bezorgingen", "leesBezorgingen", summary)
        .with_parameters([
            id(),
            query(
                keys::CURSOR,
                "Het nummer van de laatste die u zag.",
                json!({ "type": "integer", "minimum": 0, "maximum": super::POSITION_MAX }),
            ),
            limit(),
        ])
        .with_response(200, "Een bladzijde.", list_of("Bezorging"))
        .with_headers(&["Link"])
        .with_problems(&[404])
        .answered_by(Action::ManageSubscriptions, handlers::deliveries)
}

fn dead_letters() -> Route {
    let summary = "Gebeurtenissen waarvan ook de laatste poging mislukte.";
    about(Method::GET, "/{id}/onbestelbare-bezorgingen", "leesOnbestelbareBezorgingen", summary)
        .with_parameters([id()])
        .with_response(200, "Op volgorde van positie.", list_of("OnbestelbareBezorging"))
        .with_problems(&[404])
        .answered_by(Action::ManageSubscriptions, handlers::dead_letters)
}

fn resend() -> Route {
    let summary = "Bezorgt één gebeurtenis nog eens, nu, en zegt wat ervan kwam. Lukt het, en wachtte het abonnement daarop, dan gaat \
        het verder.";
    let position = Parameter {
        name: "positie",
        place: ParameterLocation::Path,
        required: true,
        what: "De positie van de gebeurtenis.",
        schema: json!({ "type": "integer", "minimum": 1, "maximum": super::POSITION_MAX }),
    };
    about(Method::POST, "/{id}/bezorgingen/{positie}/herhaling", "herhaalBezorging", summary)
        .with_parameters([id(), position])
        .with_response(200, "Wat ervan kwam.", BodyContent::Json(reference("Bezorging")))
        .with_problems(&[404, 409, 503])
        .answered_by(Action::ManageSubscriptions, handlers::resend)
}

fn rotate() -> Route {
    let summary = "Geeft het abonnement een ander geheim. Tot vorigGeheimTot wordt elke bezorging met beide ondertekend (twee \
        handtekeningen in webhook-signature, met een spatie ertussen); daarna is het oude vergeten. Met overlapInUren 0 eindigt het oude \
        meteen.";
    about(Method::POST, "/{id}/geheim", "wisselGeheim", summary)
        .with_parameters([id()])
        .with_body(BodyContent::Json(reference("Geheimwissel")))
        .with_response(
            200,
            "Het abonnement; alleen dit antwoord toont het nieuwe geheim.",
            BodyContent::Json(reference("NieuwAbonnement")),
        )
        .with_problems(&[404, 409])
        .answered_by(Action::ManageSubscriptions, handlers::rotate)
}

fn pause() -> Route {
    about(
        Method::POST,
        "/{id}/pauze",
        "pauzeer",
        "Bezorgt niets meer tot het abonnement wordt hervat; er gaat niets verloren.",
    )
    .with_parameters([id()])
    .with_response(200, "Het abonnement.", BodyContent::Json(reference("Abonnement")))
    .with_problems(&[404, 409, 503, 507])
    .answered_by(Action::ManageSubscriptions, handlers::pause)
}

fn resume() -> Route {
    let summary = "Gaat verder waar het abonnement was, of na een andere positie.";
    let after = "De positie waarna wordt verdergegaan: wat daarvoor nog niet was bezorgd wordt overgeslagen.";
    about(Method::POST, "/{id}/hervatting", "hervat", summary)
        .with_parameters([
            id(),
            query(keys::AFTER, after, json!({ "type": "integer", "minimum": 0, "maximum": super::POSITION_MAX })),
        ])
        .with_response(200, "Het abonnement.", BodyContent::Json(reference("Abonnement")))
        .with_problems(&[404, 409, 503, 507])
        .answered_by(Action::ManageSubscriptions, handlers::resume)
}

fn remove() -> Route {
    about(Method::DELETE, "/{id}", "meldAf", "Verwijdert een abonnement met zijn geheim en zijn bezorgingen.")
        .with_parameters([id()])
        .with_response(204, "Verwijderd.", BodyContent::Nothing)
        .with_problems(&[404, 503, 507])
        .answered_by(Action::ManageSubscriptions, handlers::remove)
}
