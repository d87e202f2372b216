//! Operations on subscriptions to new events (webhooks).

use serde_json::json;

use super::{
    BodyContent, Operation, Parameter, ParameterLocation, limit, list_of, operation, path_id, query, reference,
};

pub(super) fn subscriptions() -> Vec<Operation> {
    vec![register(), list(), one(), deliveries(), dead_letters(), resend(), rotate(), pause(), resume(), remove()]
}

fn about(method: &'static str, path: &str, id: &str, summary: &str) -> Operation {
    let path = format!("/v1/abonnementen{path}");
    operation(method, &path, id, "abonnementen", summary)
}

fn id() -> Parameter {
    path_id("Het id van het abonnement.", json!({ "type": "string", "format": "uuid" }))
}

fn register() -> Operation {
    let summary = "Meldt een webhook aan. De ontvanger moet eerst toestemmen: hij krijgt OPTIONS met WebHook-Request-Origin en \
        antwoordt met WebHook-Allowed-Origin.";
    about("post", "", "meldAan", summary)
        .with_body(BodyContent::Json(reference("Abonnementsaanvraag")))
        .with_response(
            201,
            "Aangemeld; alleen dit antwoord toont het geheim.",
            BodyContent::Json(reference("NieuwAbonnement")),
        )
        .with_headers(&["Location"])
        .with_problems(&[409])
}

fn list() -> Operation {
    about("get", "", "leesAbonnementen", "De abonnementen, in de volgorde van aanmelding.")
        .with_parameters([
            query("cursor", "Het id van het laatste dat u zag.", json!({ "type": "string", "format": "uuid" })),
            limit(),
        ])
        .with_response(200, "Een bladzijde.", list_of("Abonnement"))
        .with_headers(&["Link"])
}

fn one() -> Operation {
    about("get", "/{id}", "leesAbonnement", "Eén abonnement: hoe ver het is en wat het ophoudt.")
        .with_parameters([id()])
        .with_response(200, "Het abonnement.", BodyContent::Json(reference("Abonnement")))
        .with_problems(&[404])
}

fn deliveries() -> Operation {
    let summary = "De laatste bezorgingen, de oudste eerst; van elk abonnement worden er honderd bewaard.";
    about("get", "/{id}/bezorgingen", "leesBezorgingen", summary)
        .with_parameters([
            id(),
            query(
                "cursor",
                "Het nummer van de laatste die u zag.",
                json!({ "type": "integer", "minimum": 0, "maximum": super::POSITION_MAX }),
            ),
            limit(),
        ])
        .with_response(200, "Een bladzijde.", list_of("Bezorging"))
        .with_headers(&["Link"])
        .with_problems(&[404])
}

fn dead_letters() -> Operation {
    let summary = "Gebeurtenissen waarvan ook de laatste poging mislukte.";
    about("get", "/{id}/onbestelbare-bezorgingen", "leesOnbestelbareBezorgingen", summary)
        .with_parameters([id()])
        .with_response(200, "Op volgorde van positie.", list_of("OnbestelbareBezorging"))
        .with_problems(&[404])
}

fn resend() -> Operation {
    let summary = "Bezorgt één gebeurtenis nog eens, nu, en zegt wat ervan kwam. Lukt het, en wachtte het abonnement daarop, dan gaat \
        het verder.";
    let position = Parameter {
        name: "positie",
        place: ParameterLocation::Path,
        required: true,
        what: "De positie van de gebeurtenis.",
        schema: json!({ "type": "integer", "minimum": 1 }),
    };
    about("post", "/{id}/bezorgingen/{positie}/herhaling", "herhaalBezorging", summary)
        .with_parameters([id(), position])
        .with_response(200, "Wat ervan kwam.", BodyContent::Json(reference("Bezorging")))
        .with_problems(&[404, 409, 503])
}

fn rotate() -> Operation {
    let summary = "Geeft het abonnement een ander geheim. Tot vorigGeheimTot wordt elke bezorging met beide ondertekend (twee \
        handtekeningen in webhook-signature, met een spatie ertussen); daarna is het oude vergeten. Met overlapInUren 0 eindigt het oude \
        meteen.";
    about("post", "/{id}/geheim", "wisselGeheim", summary)
        .with_parameters([id()])
        .with_body(BodyContent::Json(reference("Geheimwissel")))
        .with_response(
            200,
            "Het abonnement; alleen dit antwoord toont het nieuwe geheim.",
            BodyContent::Json(reference("NieuwAbonnement")),
        )
        .with_problems(&[404, 409])
}

fn pause() -> Operation {
    about(
        "post",
        "/{id}/pauze",
        "pauzeer",
        "Bezorgt niets meer tot het abonnement wordt hervat; er gaat niets verloren.",
    )
    .with_parameters([id()])
    .with_response(200, "Het abonnement.", BodyContent::Json(reference("Abonnement")))
    .with_problems(&[404, 409, 503, 507])
}

fn resume() -> Operation {
    let summary = "Gaat verder waar het abonnement was, of na een andere positie.";
    let after = "De positie waarna wordt verdergegaan: wat daarvoor nog niet was bezorgd wordt overgeslagen.";
    about("post", "/{id}/hervatting", "hervat", summary)
        .with_parameters([
            id(),
            query("na", after, json!({ "type": "integer", "minimum": 0, "maximum": super::POSITION_MAX })),
        ])
        .with_response(200, "Het abonnement.", BodyContent::Json(reference("Abonnement")))
        .with_problems(&[404, 409, 503, 507])
}

fn remove() -> Operation {
    about("delete", "/{id}", "meldAf", "Verwijdert een abonnement met zijn geheim en zijn bezorgingen.")
        .with_parameters([id()])
        .with_response(204, "Verwijderd.", BodyContent::Nothing)
        .with_problems(&[404, 503, 507])
}
