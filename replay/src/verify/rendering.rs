//! Renders the result of `replay verify`, as text and as JSON.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use peildatum_domain::language::{Language, Message};
use peildatum_domain::message;
use serde_json::{Value, json};

use super::anchor::root_of;
use super::events::JudgedEvent;
use super::{Verified, rounds};
use crate::output::render_lines;

impl Verified {
    fn count(&self, verdict: &str) -> usize {
        self.judged.events.iter().filter(|event| event.verdict() == verdict).count()
    }

    /// Computes the root over the whole export; `None` when a leaf is missing.
    fn root(&self) -> Option<String> {
        root_of(&self.judged.leaves(), self.judged.last()).map(|root| STANDARD.encode(root))
    }

    /// Converts the result to the JSON of `--json`.
    pub fn to_json(&self, language: Language) -> Value {
        let (judged, leaves) = (&self.judged, self.judged.leaves());
        let erased = judged.events.iter().filter(|event| event.verdict() == "gewist");
        let lost = judged.events.iter().filter(|event| event.lost);
        let missing = judged.missing.iter().map(|range| json!({ "van": range.start(), "tot": range.end() }));
        let mut told = json!({
            "klopt": self.faults.is_empty(),
            "gebeurtenissen": judged.events.len(),
            "gewist": erased.map(|event| event.position).collect::<Vec<_>>(),
            "ontbrekendeTeksten": lost.map(|event| event.position).collect::<Vec<_>>(),
            "ontbrekend": missing.collect::<Vec<_>>(),
            "wortel": self.root(),
            "checkpoint": self.anchors.first().map(|anchor| anchor.to_json(anchor.holds(&leaves), judged.last())),
            "vaststellingen": self.rounds.iter().map(|checked| checked.to_json(language)).collect::<Vec<_>>(),
            "bevindingen": self.faults.iter().map(|fault| fault.to_json(language)).collect::<Vec<_>>(),
            "oordelen": judged.events.iter().map(|event| event.to_json(language)).collect::<Vec<_>>(),
        });
        self.conclusion().add_to_json(&mut told, language);
        told
    }

    /// Renders the findings, each fault once, and the conclusion.
    pub(super) fn as_text(&self, language: Language) -> String {
        let mut lines = self.lines();
        lines.extend(self.faults.iter().map(|fault| message!("verify-fault", what = fault.message())));
        lines.push(self.conclusion().message());
        render_lines(&lines, language)
    }

    /// Renders the counts, the erasures, the sealings, the root, and the anchors.
    pub fn lines(&self) -> Vec<Message> {
        let (judged, leaves) = (&self.judged, self.judged.leaves());
        let mut lines = vec![message!(
            "verify-counted",
            count = judged.events.len(),
            recorded = self.count("zoals-geregistreerd"),
            erased = self.count("gewist"),
            differing = self.count("afwijkend"),
        )];
        lines.extend(judged.events.iter().filter_map(JudgedEvent::erasure));
        lines.push(match judged.sealings_beyond() {
            0 => message!("verify-sealings", count = self.rounds.len()),
            beyond => message!("verify-sealings-beyond", count = self.rounds.len() + beyond, beyond = beyond),
        });
        lines.extend(rounds::lines(&self.rounds, rounds::FailureDetail::Verdict));
        if let Some(root) = self.root() {
            lines.push(message!("verify-root", root = root));
        }
        match self.anchors.split_first() {
            Some((first, others)) => {
                lines.extend(first.lines(first.holds(&leaves), judged.last()));
                lines.extend(others.iter().map(|other| other.other_line(other.holds(&leaves))));
            }
            None => lines.push(message!("verify-no-checkpoint")),
        }
        if let Some(count) = self.tiles {
            lines.push(message!("verify-tiles", count = count));
        }
        lines
    }
}
