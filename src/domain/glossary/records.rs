//! Glossary: keys of records. Those of the data of events are in the catalogue of fields.

use super::term::{Term, term};

/// Keys of records.
pub(super) const RECORDS: &[Term] = &[
    term("actor", "actor", "wie de gebeurtenis vastlegde"),
    term("gegevens", "data", "de velden van het type gebeurtenis"),
    term("gelogdDoor", "logged by", "wie de gebeurtenis in dit logboek schreef"),
    term("gelogdOp", "logged at", "wanneer dit logboek de gebeurtenis schreef"),
    term("geregistreerdOp", "recorded at", "moment van vastleggen, in UTC"),
    term("ingangsdatum", "effective day", "dag vanaf wanneer een feit geldt"),
    term("ingangsdatumNauwkeurigheid", "precision of the effective day", "hoe precies de bron die dag noemt"),
    term("kern", "core", "deel van een gebeurtenis dat niet kan worden gewist"),
    term("onderwerpVersie", "subject version", "teller per onderwerp, vanaf 1; sleutel voor If-Match"),
    term("schemaVersie", "schema version", "versie van het schema waarmee is vastgelegd"),
    term("toelichtingWijziging", "reason for recording", "waarom een gebeurtenis is vastgelegd"),
    term("type", "type", "soort gebeurtenis, of soort probleem in een foutmelding"),
    term("verbintenis", "commitment", "hash die een gebeurtenis vastlegt zonder haar te tonen"),
    term("verbintenisTekst", "text commitment", "hash die alleen de tekst vastlegt"),
    term("zoutKern", "core salt", "willekeurige bytes bij de verbintenis van de kern"),
    term("zoutTekst", "text salt", "willekeurige bytes bij de verbintenis van de tekst"),
];
