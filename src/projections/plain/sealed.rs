//! The reference implementation: after which sealings something was recorded.

use serde_json::{Map, Value, json};

use super::PlainReport;
use crate::domain::time::Day;
use crate::log::record::Record;

impl<'r> PlainReport<'r> {
    /// Adds to an object the sealings that these events came after, in the versions that have that field.
    pub(super) fn mark(&self, view: &mut Map<String, Value>, touches: &[(u64, Day)], until: Day) {
        if self.version == 1 {
            return;
        }
        let sealings = self.log.iter().filter(|record| record.kind.name() == "ronde.vastgesteld");
        let names = sealings.filter_map(|sealing| {
            let covers = Day::parse(sealing.data["peildatum"].as_str().unwrap()).unwrap().min(until);
            let seen = sealing.data["positie"].as_u64().unwrap();
            touches.iter().any(|(position, day)| *position > seen && *day <= covers).then(|| {
                let round = &sealing.subject.as_str()["ronde/".len()..];
                json!({ "orgaan": sealing.data["orgaan"], "ronde": round, "versie": sealing.data["versie"] })
            })
        });
        view.insert("naVaststelling".into(), names.collect());
    }

    /// Does the same for a subject: its events count except notes and lights, and so do the withdrawals of those. An amount
    /// that is told again is no other for it.
    pub(super) fn mark_subject(&self, view: &mut Map<String, Value>, subject: &str) {
        let mut touches = Vec::new();
        let own = self.log.iter().filter(|record| record.subject.as_str() == subject);
        for record in own.filter(|record| record.kind.name() != "bijstelling.opnieuw-gemeld") {
            if !["toelichting.vastgelegd", "stoplicht.gezet"].contains(&record.kind.name()) {
                touches.push(self.touch(record));
            }
            let withdrawal = format!("gebeurtenis/{}", record.id);
            let withdrawn =
                |by: &&&Record| by.kind.name() == "gebeurtenis.ingetrokken" && by.subject.as_str() == withdrawal;
            touches.extend(self.log.iter().find(withdrawn).map(|by| (by.position, self.touch(record).1)));
        }
        self.mark(view, &touches, self.day);
    }

    /// Returns the position of an event, and the first day that it touches.
    pub(super) fn touch(&self, record: &Record) -> (u64, Day) {
        let corrected = record.corrects.and_then(|id| self.find(&id.to_string()));
        let day = corrected.map_or(record.effective_on, |corrected| corrected.effective_on.min(record.effective_on));
        (record.position, day)
    }
}
