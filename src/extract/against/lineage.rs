//! Says which node lies below which, by the nodes of the log and of the page: of a code with dots only they know the
//! programme.

use std::collections::{BTreeMap, BTreeSet};

use super::super::known_facts::KnownNode;
use super::super::{Draft, codes};
use super::id_of;

/// The code or codes above each code: log and page may differ.
pub(super) struct Lineage(BTreeMap<String, BTreeSet<String>>);

impl Lineage {
    pub fn of(page: &[Draft], known: &[KnownNode]) -> Lineage {
        let of_log = known.iter().map(|node| (node.code.clone(), node.parent.clone()));
        let of_page = page.iter().map(|draft| {
            let parent = draft.event["gegevens"]["bovenliggend"].as_str();
            (id_of(draft).to_owned(), parent.map(str::to_owned))
        });
        let mut above: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (code, parent) in of_log.chain(of_page) {
            above.entry(code).or_default().extend(parent);
        }
        Lineage(above)
    }

    /// Counts the parts of nodes that were divided as below those: what was said of the whole may be theirs.
    pub fn divide(&mut self, divided: &[(String, String)]) {
        for (whole, part) in divided.iter().filter(|(whole, part)| whole != part) {
            self.0.entry(part.clone()).or_default().insert(whole.clone());
        }
    }

    /// Returns true where one of two codes lies below the other: `5A2.1` below `5`.
    pub fn is_apart_in_line(&self, one: &str, other: &str) -> bool {
        one != other && (self.is_within(one, other) || self.is_within(other, one))
    }

    fn is_within(&self, code: &str, other: &str) -> bool {
        let (mut seen, mut ahead) = (BTreeSet::new(), vec![code.to_owned()]);
        while let Some(at) = ahead.pop() {
            if at == other {
                return true;
            }
            if seen.insert(at.clone()) {
                ahead.extend(self.above(&at));
            }
        }
        false
    }

    /// Returns what is above a code; of one that neither has, what its form says.
    fn above(&self, code: &str) -> Vec<String> {
        let by_form = || codes::parse_at_start(code).and_then(|found| found.code.parent()).map(|up| up.to_string());
        self.0.get(code).map_or_else(|| by_form().into_iter().collect(), |above| above.iter().cloned().collect())
    }
}
