//! The result of a verification as JSON.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::Verified;
use crate::language::Language;
use crate::projections::sealing::checked_sealing_json;

impl Verified {
    /// Returns the body of the answer to `POST /v1/controles`, with its sentences in `language`.
    pub fn to_json(&self, language: Language) -> Value {
        let sealings = self.sealings.iter().map(|checked| checked_sealing_json(&checked.sealing, &checked.verdict));
        let faults = self.faults.iter().map(|fault| fault.to_json(language));
        let mut told = json!({
            "klopt": self.holds(),
            "gebeurtenissen": self.events,
            "gewist": self.erased,
            "ontbrekendeTeksten": self.missing,
            "wortel": STANDARD.encode(self.root),
            "vaststellingen": sealings.collect::<Vec<_>>(),
            "bevindingen": faults.collect::<Vec<_>>(),
            "aantalBevindingen": self.found,
        });
        self.conclusion().add_to_json(&mut told, language);
        told
    }
}
