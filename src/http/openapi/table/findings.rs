//! Operations that return findings or amounts.

use serde_json::json;

use super::{Operation, day, known, operation, path_id, query, reference};
use crate::domain::ids::ID_PATTERN;

pub(super) fn findings() -> Operation {
    operation(
        "get",
        "/v1/rondes/{id}/signalen",
        "leesSignalen",
        "rapportage",
        "Waar een controller naar moet kijken voordat de rapportage van een ronde de deur uitgaat.",
    )
    .asks([path_id("Het id van de ronde.", json!({ "type": "string", "pattern": ID_PATTERN }))])
    .asks(known())
    .asks([
        query(
            "onderdeel",
            "Alleen wat bij dit onderdeel hoort of bij wat eronder valt.",
            json!({ "type": "string", "pattern": ID_PATTERN }),
        ),
        query(
            "versie",
            "Zoals bij deze vaststelling. Zonder: bij de nieuwste, en van een open ronde zoals nu bekend.",
            json!({ "type": "integer", "minimum": 1, "maximum": super::POSITION_MAX }),
        ),
        query(
            "orgaan",
            "Zoals bij de nieuwste vaststelling door dit orgaan.",
            json!({ "type": "string", "enum": ["college", "raad"] }),
        ),
        query("nu", "Zoals nu bekend, ook van een vastgestelde ronde.", json!({ "type": "boolean" })),
    ])
    .answers_forms("De signalen, de zwaarste eerst.", reference("Signalen"))
    .or_problems(&[404, 409])
}

pub(super) fn finance() -> Operation {
    operation(
        "get",
        "/v1/financien",
        "leesFinancien",
        "rapportage",
        "Alle bedragen die er op een dag staan: totalen per programma en beleidsterrein, dekking, en hoe een raming verliep.",
    )
    .asks([day()])
    .asks(known())
    .asks([
        query(
            "onderdeel",
            "Alleen wat bij dit onderdeel hoort of bij wat eronder valt.",
            json!({ "type": "string", "pattern": ID_PATTERN }),
        ),
        query(
            "begrotingsjaar",
            "Alleen bedragen van dit jaar, met alles wat daaraan door dekking of realisatie is verbonden; `buitenBeeld` telt de rest. Zonder: alle jaren, en bedragen zonder jaar.",
            json!({ "type": "integer", "minimum": 1900, "maximum": 2200 }),
        ),
    ])
    .answers_forms("De bedragen.", reference("Financien"))
    .or_problems(&[404, 409])
}
