//! Refusals that a schema cannot express: requests that are well-formed but refused, because two parameters exclude
//! each other or because the log does not reach that far.

use serde_json::{Value, json};

use crate::http::operation::Operation;

/// One reason: the parameters that an operation must have for it, the field named in the response, the code, and the
/// condition.
type DocumentedRefusal = (&'static [&'static str], &'static str, &'static str, &'static str);

/// All reasons that depend on parameters.
const BY_PARAMETERS: [DocumentedRefusal; 40] = [
    (&["beschikbaarOp"], "beschikbaarOp", "moment-voor-begin", "beschikbaarOp ligt voor de eerste gebeurtenis"),
    (&["beschikbaarOp"], "beschikbaarOp", "moment-in-toekomst", "beschikbaarOp ligt na nu"),
    (&["beschikbaarOp"], "beschikbaarOp", "ongeldige-waarde", "de kalender kent de dag van beschikbaarOp niet"),
    (&["beschikbaarOp", "positie"], "beschikbaarOp", "moment-of-positie", "beschikbaarOp en positie staan er allebei"),
    (&["positie"], "positie", "positie-onbekend", "het logboek heeft die positie nog niet"),
    (&["positie"], "positie", "ongeldige-waarde", "het logboek heeft die positie nog niet"),
    (&["vanaf"], "vanaf", "moment-in-toekomst", "vanaf ligt na nu"),
    (&["vanaf"], "vanaf", "ongeldige-waarde", "de kalender kent de dag van vanaf niet"),
    (&["geldigOp"], "geldigOp", "datum-voor-begin", "geldigOp ligt voor alles wat er is vastgelegd"),
    (&["orgaan", "versie"], "orgaan", "orgaan-of-versie", "orgaan en versie staan er allebei"),
    (
        &["nu", "versie"],
        "nu",
        "een-van-deze",
        "van nu, versie of orgaan, en positie of beschikbaarOp staat er meer dan een",
    ),
    (&["na"], "na", "ongeldige-waarde", "het logboek heeft die positie nog niet"),
    (&["na"], "na", "positie-onbekend", "het logboek heeft die positie nog niet"),
    (&["Last-Event-ID"], "Last-Event-ID", "positie-onbekend", "het logboek heeft die positie nog niet"),
    (&["over", "rondes"], "rondes", "een-van-deze", "rondes staat naast van of tot"),
    (&["over", "nu"], "nu", "een-van-deze", "nu staat naast een vaststelling van een ronde"),
    (&["over", "rondes"], "rondes", "te-veel-rondes", "er zijn meer rondes dan in een antwoord passen"),
    (&["over", "rondes"], "onderdeel", "te-groot", "er zijn meer cellen dan in een antwoord passen"),
    (
        &["tot"],
        "tot",
        "ongeldige-waarde",
        "tot bestaat niet: geen dag van de kalender, of een positie die het logboek nog niet heeft",
    ),
    (&["type", "cursor"], "cursor", "ongeldige-waarde", "het logboek heeft die positie nog niet"),
    (&["van"], "van", "ongeldige-waarde", "de kalender kent de dag niet, of het logboek de positie niet"),
    (&["naar"], "naar", "ongeldige-waarde", "de kalender kent de dag niet, of naar ligt voor van"),
    (&["van", "minimum"], "van", "moment-voor-begin", "het moment ligt voor de eerste gebeurtenis"),
    (&["naar", "minimum"], "naar", "moment-voor-begin", "het moment ligt voor de eerste gebeurtenis"),
    (&["van", "minimum"], "van", "datum-voor-begin", "de dag ligt voor alles wat er is vastgelegd"),
    (&["naar", "minimum"], "naar", "datum-voor-begin", "de dag ligt voor alles wat er is vastgelegd"),
    (&["If-Match", "proef"], "If-Match", "if-match-bij-meer", "If-Match staat bij meer dan een gebeurtenis"),
    (&["positie", "wortel"], "positie", "ontbreekt", "van positie en wortel staat er maar een"),
    (&["positie", "wortel"], "wortel", "ontbreekt", "van positie en wortel staat er maar een"),
    (&["positie", "wortel"], "wortel", "andere-wortel", "het logboek heeft op die positie een andere wortel"),
    (&["id", "proef"], "besluit", "verkeerde-vorm", "besluit is geen id, en geen kenmerk dat er is"),
    (&["If-Match", "proef"], "proef", "proef-bij-meer", "proef staat bij meer dan een gebeurtenis"),
    (&["If-Match", "proef"], "herkomst.regels", "ongeldige-waarde", "de regels van een herkomst lopen terug"),
    (&["If-Match", "proef"], "gegevens", "lege-wijziging", "een wijziging noemt geen veld"),
    (
        &["If-Match", "proef"],
        "gegevens",
        "meting-zonder-uitkomst",
        "een meting heeft geen waarde en geen andere uitkomst",
    ),
    (&["If-Match", "proef"], "gegevens", "te-groot", "een gebeurtenis is te groot"),
    (
        &["If-Match", "proef"],
        "gegevens.bedragInCenten",
        "bedrag-of-pm",
        "van bedragInCenten en pm staat er niet precies een",
    ),
    (
        &["If-Match", "proef"],
        "gegevens.onderdeel",
        "onderdeel-of-dossier",
        "van onderdeel en dossier staat er niet precies een",
    ),
    (&["If-Match", "proef"], "gegevens.verwijzingen[]", "url-of-id", "een verwijzing heeft geen url en geen id"),
    (
        &["If-Match", "proef"],
        "gegevens.kenmerk",
        "kenmerk-vorm",
        "het kenmerk van dat soort besluit heeft een andere vorm",
    ),
];

/// The reasons of single operations, which their parameters do not tell: the id of the operation, and the reason.
const BY_OPERATION: [(&str, DocumentedRefusal); 14] = [
    ("leesAgenda", (&[], "tot", "periode-te-lang", "tussen van en tot ligt meer dan tien jaar")),
    ("leesAgenda", (&[], "tot", "verkeerde-volgorde", "tot ligt voor van")),
    ("leesSessies", (&[], "cursor", "ongeldige-waarde", "de cursor is geen sessie van deze lijst")),
    ("leesEigenSessies", (&[], "cursor", "ongeldige-waarde", "de cursor is geen sessie van deze lijst")),
    ("leesToegangsbewijzen", (&[], "cursor", "ongeldige-waarde", "de cursor is geen toegangsbewijs van deze lijst")),
    ("leesWisverzoeken", (&[], "cursor", "ongeldige-waarde", "de cursor is geen verzoek van deze lijst")),
    ("maakToegangsbewijs", (&[], "vervaltOp", "moment-voorbij", "vervaltOp ligt voor nu")),
    ("maakToegangsbewijs", (&[], "vervaltOp", "te-ver-vooruit", "vervaltOp ligt verder vooruit dan is toegestaan")),
    (
        "maakToegangsbewijs",
        (&[], "onderdelen", "ontbreekt", "de rol geldt voor eigen onderdelen, en er is geen genoemd"),
    ),
    ("maakToegangsbewijs", (&[], "onderdelen", "niet-bij-deze-rol", "de rol geldt voor alle onderdelen")),
    ("maakToegangsbewijs", (&[], "onderdelen[]", "onderdeel-onbekend", "het logboek kent een onderdeel niet")),
    ("stelVast", (&[], "geregistreerdOp", "moment-te-vroeg", "geregistreerdOp ligt voor wat er al is vastgelegd")),
    ("stelVast", (&[], "geregistreerdOp", "moment-in-toekomst", "geregistreerdOp ligt na nu")),
    ("vraagWissing", (&[], "gebeurtenis", "ongeldige-waarde", "het id is er geen van een gebeurtenis")),
];

/// Returns the refusals of an operation.
pub fn of(operation: &Operation) -> Vec<&'static DocumentedRefusal> {
    let asks = |name: &&str| operation.parameters.iter().any(|parameter| parameter.name == *name);
    let by_parameters = BY_PARAMETERS.iter().filter(|(needs, ..)| needs.iter().all(&asks));
    let by_operation = BY_OPERATION.iter().filter(|(id, _)| *id == operation.id).map(|(_, refusal)| refusal);
    by_parameters.chain(by_operation).collect()
}

/// Describes the 400 response of an operation with these refusals.
pub fn described(refusals: &[&DocumentedRefusal]) -> Value {
    let mut whens: Vec<&str> = refusals.iter().map(|(.., when)| *when).collect();
    whens.dedup();
    let what = format!("De invoer klopt niet, of: {}.", whens.join("; "));
    let mut described = super::problem(&what);
    let listed = refusals.iter().map(|(_, field, code, when)| json!({ "veld": field, "code": code, "wanneer": when }));
    described["x-weigeringen"] = listed.collect();
    described
}
