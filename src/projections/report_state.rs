//! The report as HTTP, the CLI and exports return it: its canonical bytes, followed by the object `staat`, which
//! describes them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::BuiltReport;
use super::erasures::erasures;
use super::report::RoundContext;
use super::report_writer::ReportDigests;
use super::sealing::{Sealing, SealingVerdict};
use super::{RecordReadError, RecordSource};
use crate::domain::state::State;

impl BuiltReport {
    /// Returns the canonical bytes with `staat` as the last key, which is its place in the order of RFC 8785. `root` is
    /// the root hash of the log at the position of the report; `sealed` is the sealing that fixed this report, with the
    /// verdict of checking it.
    ///
    /// # Panics
    /// Never: a report is an object.
    pub fn canonical_with_state(&self, root: &[u8; 32], sealed: Option<(&Sealing, &SealingVerdict)>) -> Vec<u8> {
        let mut json = self.canonical.clone();
        let state = json!({
            "digest": self.digest,
            "digestGeraamte": self.skeleton_digest,
            "gewist": self.erased,
            "laatsteRonde": last_round(&self.context),
            "nietGerapporteerd": self.context.not_reported,
            "ontbrekendeTeksten": self.lost,
            "opnieuwGemeldeBijstellingen": self.context.told_again,
            "oordeel": sealed.and_then(|(_, verdict)| verdict.name()),
            "overgenomenBijstellingen": self.context.carried_over,
            "vaststelling": sealed.map(|(sealing, _)| sealing),
            "wissingen": self.erasures,
            "wortel": STANDARD.encode(root),
            "zekerOvergenomenBijstellingen": self.context.known_carried_over,
        });
        add_state(&mut json, &state);
        json
    }
}

/// Appends `staat` to the last part of an unsealed report that is written part by part. The result is the same as that
/// of [`BuiltReport::canonical_with_state`] with `sealed` absent.
///
/// # Errors
/// [`RecordReadError`] when a record can not be read.
pub fn append_state(
    state: &State,
    contents: &dyn RecordSource,
    (digests, root): (&ReportDigests, &[u8; 32]),
    end: &[u8],
) -> Result<Vec<u8>, RecordReadError> {
    let told = json!({
        "digest": digests.whole,
        "digestGeraamte": digests.skeleton,
        "gewist": digests.erased,
        "laatsteRonde": last_round(&digests.context),
        "nietGerapporteerd": digests.context.not_reported,
        "ontbrekendeTeksten": digests.lost,
        "opnieuwGemeldeBijstellingen": digests.context.told_again,
        "oordeel": null,
        "overgenomenBijstellingen": digests.context.carried_over,
        "vaststelling": null,
        "wissingen": erasures(state, contents, &digests.erased)?,
        "wortel": STANDARD.encode(root),
        "zekerOvergenomenBijstellingen": digests.context.known_carried_over,
    });
    let mut ended = end.to_vec();
    add_state(&mut ended, &told);
    Ok(ended)
}

fn last_round(context: &RoundContext) -> Option<Value> {
    context.last_round.as_ref().map(|(id, date)| json!({ "id": id, "peildatum": date }))
}

fn add_state(json: &mut Vec<u8>, state: &Value) {
    assert_eq!(json.pop(), Some(b'}'), "a report is an object");
    json.extend_from_slice(b",\"staat\":");
    json.extend_from_slice(state.to_string().as_bytes());
    json.push(b'}');
}
