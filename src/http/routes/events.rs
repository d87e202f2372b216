//! Routes on events: append and read.

use serde_json::json;

use super::{
    Action, BodyContent, Method, Parameter, ParameterLocation, Route, limit, list_of, node, operation, path_id, query,
    reference,
};
use crate::app::query_keys as keys;
use crate::domain::event::EventType;
use crate::domain::time::DAY_PATTERN;
use crate::http::{events, stream as event_stream};

pub(super) fn append() -> Route {
    let one_or_more = json!({ "oneOf": [
        reference("Gebeurtenis"),
        { "type": "array", "minItems": 1, "maxItems": events::APPEND_MAX, "items": reference("Gebeurtenis") }
    ] });
    let back = json!({ "oneOf": [reference("Vastgelegd"), { "type": "array", "items": reference("Vastgelegd") }] });
    let known = json!({ "oneOf": [
        reference("Vastgelegd"),
        { "type": "array", "items": reference("Vastgelegd") },
        reference("Proef")
    ] });
    let if_match = Parameter {
        name: "If-Match",
        place: ParameterLocation::Header,
        required: false,
        what: "De onderwerpVersie die u het laatst zag, voor één gebeurtenis: \"3\", of de ETag van het onderwerp zoals u die kreeg. Zonder wordt niet vergeleken.",
        schema: json!({ "type": "string", "pattern": "^\"[0-9]{1,9}(-[0-9a-f]{16})?\"$" }),
    };
    operation(
        Method::POST,
        "/v1/gebeurtenissen",
        "legVast",
        "gebeurtenissen",
        "Legt één gebeurtenis vast, of meer samen: alle of geen. Met proef=true wordt één gebeurtenis alleen beoordeeld.",
    )
    .with_parameters([
        if_match,
        query(keys::DRY_RUN, "Beoordeelt één gebeurtenis en zegt wat de rapportage zou zeggen; legt niets vast.", json!({ "type": "boolean" })),
        query(keys::ACTOR, "Wie vastlegt, in de rol die het verzoek heeft.", json!({ "type": "string", "pattern": super::ACTOR })),
    ])
    .with_body(BodyContent::Json(one_or_more))
    .with_response(201, "Vastgelegd: de records, in de volgorde waarin ze kwamen.", BodyContent::Json(back.clone()))
    .with_headers(&["ETag", "Location"])
    .with_response(200, "Alles was al bekend: de records zoals ze er staan. Na een proef: wat zou veranderen.", BodyContent::Json(known))
    .with_headers(&["ETag", "Location"])
    .with_problems(&[409, 412])
    .answered_by([Action::Record, Action::Correct, Action::Publish, Action::Seal, Action::Erase], events::append)
}

/// Returns the parameters that filter events.
fn filters() -> [Parameter; 4] {
    let types: Vec<String> = EventType::ALL.iter().map(|kind| kind.full_name()).collect();
    let since = "Alleen wat op of na dit moment is vastgelegd; een dag is haar begin, in Nederland.";
    let moment_or_day =
        json!({ "anyOf": [super::instant(), { "type": "string", "format": "date", "pattern": DAY_PATTERN }] });
    let below =
        "Alleen wat bij dit onderdeel hoort of bij wat eronder valt, op de eigen dag en positie van de gebeurtenis.";
    [
        query(keys::TYPE, "Alleen dit type.", json!({ "enum": types })),
        query(keys::SUBJECT, "Alleen dit onderwerp, met wat er van is ingetrokken of gewist.", reference("Onderwerp")),
        node(below),
        query(keys::SINCE, since, moment_or_day),
    ]
}

pub(super) fn stream() -> Route {
    let what = "De gebeurtenissen als server-sent events: eerst wat er is, daarna wat erbij komt. Elke data is een record, of een \
                CloudEvent als Accept application/cloudevents+json noemt. Het laatste id gaat ook zonder data vooruit; het \
                event einde zegt waarom de dienst ophoudt.";
    let begin = json!({ "oneOf": [{ "type": "integer", "minimum": 0 }, { "const": event_stream::HEAD }] });
    let resume = Parameter {
        name: "Last-Event-ID",
        place: ParameterLocation::Header,
        required: false,
        what: "Het laatste id dat u kreeg: de stroom gaat daarna verder. Gaat voor na.",
        schema: json!({ "type": "string", "pattern": "^[0-9]{1,19}$" }),
    };
    let data = ["Record", "CloudEvent", "Ingegaan", "IngegaanCloudEvent"].map(reference);
    let data = json!({ "oneOf": data });
    let arrivals = "Ook een event ingegaan, zonder id, voor wat was aangekondigd zodra de dag begint; en wie terugkomt krijgt wat \
                    inging sinds zijn laatste id, hooguit 31 dagen. Dezelfde id en per kunnen dus vaker komen.";
    operation(Method::GET, "/v1/gebeurtenissen/stroom", "volgGebeurtenissen", "gebeurtenissen", what)
        .with_parameters([
            resume,
            query(keys::AFTER, "Begin na deze positie, of na de laatste (hoofd); zonder: bij de eerste.", begin),
            query(keys::ARRIVALS, arrivals, json!({ "type": "boolean", "default": false })),
        ])
        .with_parameters(filters())
        .with_response(200, "Een stroom zonder einde.", BodyContent::Events(data))
        .with_headers(&["X-Accel-Buffering"])
        .with_problems(&[404, 503])
        .answered_by(Action::Read, event_stream::stream)
}

pub(super) fn feed() -> Route {
    operation(
        Method::GET,
        "/v1/gebeurtenissen",
        "leesGebeurtenissen",
        "gebeurtenissen",
        "De gebeurtenissen, in de volgorde van het logboek.",
    )
    .with_parameters([
        query(
            keys::CURSOR,
            "De laatste positie die u zag.",
            json!({ "type": "integer", "minimum": 0, "maximum": super::POSITION_MAX }),
        ),
        limit(),
    ])
    .with_parameters(filters())
    .with_response(
        200,
        "Een bladzijde. Met een filter kan die leeg zijn en toch een volgende hebben.",
        list_of("Record"),
    )
    .with_headers(&["Link", "X-Laatste-Positie"])
    .with_problems(&[404])
    .answered_by(Action::Read, events::feed)
}

pub(super) fn record() -> Route {
    operation(Method::GET, "/v1/gebeurtenissen/{id}", "leesGebeurtenis", "gebeurtenissen", "Eén gebeurtenis.")
        .with_parameters([path_id("Het id van de gebeurtenis.", json!({ "type": "string", "format": "uuid" }))])
        .with_response(200, "Het record.", BodyContent::Json(reference("Record")))
        .with_problems(&[404])
        .answered_by(Action::Read, events::one)
}
