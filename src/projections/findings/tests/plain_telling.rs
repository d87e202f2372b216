//! The reference implementation of the finding on amounts that a round says nothing of.

use super::plain::Scan;

impl Scan<'_> {
    pub(super) fn not_told(&mut self) {
        let mut amounts = Vec::new();
        for id in self.plain.shown_amounts() {
            let subject = format!("bijstelling/{id}");
            if !self.plain.shows(&subject) || self.plain.amount(&id).is_none() {
                continue;
            }
            let (fields, _) = self.plain.fold(&subject, self.plain.day);
            let node = self.plain.place(&fields).0;
            let programme = node.and_then(|node| self.plain.programme_of(&node));
            let year = fields.get("begrotingsjaar").and_then(|(year, _)| year.as_i64());
            amounts.push((self.plain.telling(&subject), programme, year, subject));
        }
        let again: Vec<_> = amounts.iter().filter(|(told, ..)| *told == "opnieuw-gemeld").cloned().collect();
        for (told, programme, year, subject) in &amounts {
            let beside = programme.is_some() && again.iter().any(|(_, other, ..)| other == programme);
            if *told == "overgenomen" && beside && year.is_none_or(|year| year == self.plain.year) {
                self.add("bedrag-niet-opnieuw-gemeld", subject, &[]);
            }
        }
    }
}
