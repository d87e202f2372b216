//! The route that returns what takes effect between two days.

use serde_json::json;

use super::{Action, BodyContent, Method, Route, known, node, operation, query, reference};
use crate::domain::time::DAY_PATTERN;
use crate::http;

pub(super) fn agenda() -> Route {
    let day = || json!({ "type": "string", "format": "date", "pattern": DAY_PATTERN });
    operation(
        Method::GET,
        "/v1/agenda",
        "leesAgenda",
        "rapportage",
        "Wat ingaat tussen twee dagen: voorzieningen die opengaan, sluiten, beperkt worden of een andere capaciteit krijgen, besluiten, \
         en mijlpalen die zijn gepland. Wat verschoof staat alleen op zijn nieuwe dag; wat is ingetrokken staat er niet in.",
    )
    .with_parameters([
        query("van", "De eerste dag; zonder: 30 dagen voor vandaag, of voor tot als dat eerder is.", day()),
        query("tot", "De laatste dag; zonder: een jaar na vandaag, of na van als dat later is. Hooguit tien jaar na van.", day()),
    ])
    .with_parameters(known())
    .with_parameters([node(
        "Alleen wat bij dit onderdeel hoort of bij wat eronder valt, op de dag waarop het ingaat.",
    )])
    .with_response(
        200,
        "De agenda, op volgorde van dag. Als kalender (iCalendar) alleen voor wie text/calendar noemt.",
        BodyContent::Calendar(reference("Agenda")),
    )
    .with_headers(&["ETag", "Link"])
    .with_not_modified()
    .with_problems(&[404])
    .answered_by(Action::Read, http::agenda::between)
}
