//! The reference implementation of findings on programmes and outputs for which nothing came.

use super::plain::Scan;

impl Scan<'_> {
    pub(super) fn programmes(&mut self) {
        let scope = self.plain.scope(&self.round);
        for code in scope.programmes.iter().filter(|code| !scope.came.contains(*code)) {
            self.add("programma-niet-gerapporteerd", &format!("onderdeel/{code}"), &[]);
        }
        for _ in scope.named.iter().flatten().filter(|(_, means)| means.is_none()) {
            self.add("programma-niet-gerapporteerd", &format!("ronde/{}", self.round), &[]);
        }
    }

    pub(super) fn outputs(&mut self) {
        let scope = self.plain.scope(&self.round);
        for code in self.nodes.keys().flatten().cloned().collect::<Vec<_>>() {
            let subject = format!("onderdeel/{code}");
            let (fields, _) = self.plain.fold(&subject, self.plain.day);
            let output = fields.get("niveau").is_some_and(|(level, _)| *level == "prestatie");
            let written = self.notes_of(&subject).iter().any(|note| self.of_round(note));
            let programme = self.plain.programme_of(&code);
            let covered = programme.is_none_or(|programme| scope.covers(&programme));
            if output && self.plain.stands(&code) && covered && !written {
                self.add("prestatie-zonder-toelichting", &subject, &[]);
            }
        }
    }
}

impl Scan<'_> {
    /// Returns true for an event in a report that the council adopted.
    pub(super) fn is_adopted(&self, record: &crate::log::record::Record) -> bool {
        self.plain.log.iter().filter(|sealing| sealing.kind.name() == "ronde.vastgesteld").any(|sealing| {
            let said = |key: &str| sealing.data[key].as_str().unwrap().to_owned();
            said("orgaan") == "raad"
                && ["vastgesteld", "gewijzigd-vastgesteld"].contains(&said("strekking").as_str())
                && record.position <= sealing.data["positie"].as_u64().unwrap()
                && record.effective_on.to_string() <= said("peildatum")
        })
    }
}
