//! The reference implementation of the scope of a round: a full scan of the records, by the description at the top of
//! `round_scope`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::PlainReport;
use crate::domain::ids::compare_codes;
use crate::log::record::Record;

/// The scope of a round, by codes.
pub(crate) struct PlainScope {
    /// The programmes that stand, in the order of codes.
    pub(crate) programmes: Vec<String>,
    /// What the round names: each code, and the programme that it means.
    pub(crate) named: Option<Vec<(String, Option<String>)>>,
    /// The programmes to which something of the round belongs.
    pub(crate) came: BTreeSet<String>,
}

impl PlainScope {
    /// Returns true unless the round has a scope without this programme.
    pub(crate) fn covers(&self, programme: &str) -> bool {
        let named = self.named.iter().flatten().any(|(_, means)| means.as_deref() == Some(programme));
        self.named.is_none() && self.came.is_empty() || named || self.came.contains(programme)
    }
}

impl PlainReport<'_> {
    /// Returns the scope of a round on the day.
    pub(crate) fn scope(&self, round: &str) -> PlainScope {
        let nodes = self.subjects("onderdeel/").into_iter().map(|subject| subject["onderdeel/".len()..].to_owned());
        let mut programmes: Vec<String> =
            nodes.filter(|code| self.stands(code) && self.parent(code).is_none()).collect();
        programmes.sort_by(|a, b| compare_codes(a, b));
        let (fields, _) = self.fold(&format!("ronde/{round}"), self.day);
        let named = fields.get("programmas").map(|(list, _)| {
            let codes = list.as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned());
            let known = self.subjects("onderdeel/");
            let means = |code: &str| {
                let node = known.contains(&format!("onderdeel/{code}")).then(|| self.resolve(code, self.day))?;
                self.programme_of(&node)
            };
            codes.map(|code| (code.clone(), means(&code))).collect()
        });
        let came = self.log.iter().filter(|record| self.counts(record) && self.is_of_round(record, round));
        let came = came.filter_map(|record| self.programme_of(&self.node_of(record)?)).collect();
        PlainScope { programmes, named, came }
    }

    fn is_of_round(&self, record: &Record, round: &str) -> bool {
        let said = record.data.get("ronde").and_then(Value::as_str);
        match record.kind.name() {
            "toelichting.vastgelegd" | "stoplicht.gezet" | "bijstelling.opnieuw-gemeld" if said.is_some() => {
                said == Some(round) && record.effective_on <= self.day
            }
            "toelichting.vastgelegd"
            | "stoplicht.gezet"
            | "bijstelling.vastgelegd"
            | "bijstelling.gewijzigd"
            | "indicator.gemeten" => record.effective_on == self.day,
            _ => false,
        }
    }

    /// Returns the node that an event belongs to.
    pub(crate) fn node_of(&self, record: &Record) -> Option<String> {
        let subject = record.subject.as_str();
        match subject.strip_prefix("onderdeel/") {
            Some(code) => Some(self.resolve(code, record.effective_on)),
            None => self.place(&self.fold(subject, self.day).0).0,
        }
    }

    /// Returns the programme of a node; `None` where it does not stand.
    pub(crate) fn programme_of(&self, node: &str) -> Option<String> {
        let mut top = node.to_owned();
        while let Some(parent) = self.parent(&top) {
            top = parent;
        }
        self.stands(&top).then_some(top)
    }

    /// Returns the number of outputs of a programme, and how many have a note of the round: on the output, on a case of
    /// it, or naming such a case.
    pub(crate) fn outputs_with_notes(&self, programme: &str, round: &str) -> (u32, u32) {
        let of_round = |note: &&&Record| {
            note.kind.name() == "toelichting.vastgelegd"
                && note.data.get("ronde").and_then(Value::as_str) == Some(round)
                && note.effective_on <= self.day
                && self.counts(note)
        };
        let notes: Vec<&&Record> = self.log.iter().filter(of_round).collect();
        let is_on = |note: &&&Record, code: &str| {
            let cases = note.data.get("dossiers").and_then(Value::as_array).into_iter().flatten();
            let mut cases = cases.map(|id| format!("dossier/{}", id.as_str().unwrap()));
            self.node_of(note).as_deref() == Some(code)
                || cases.any(|case| self.place(&self.fold(&case, self.day).0).0.as_deref() == Some(code))
        };
        let mut counted = (0, 0);
        for subject in self.subjects("onderdeel/") {
            let code = &subject["onderdeel/".len()..];
            let level = self.fold(&subject, self.day).0.get("niveau").map(|(level, _)| (*level).clone());
            let is_output = level == Some("prestatie".into()) && self.stands(code);
            if is_output && self.programme_of(code).as_deref() == Some(programme) {
                counted.0 += 1;
                counted.1 += u32::from(notes.iter().any(|note| is_on(note, code)));
            }
        }
        counted
    }
}
