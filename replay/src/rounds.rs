//! Every sealing of an export recomputed, from the export alone: `replay rounds`, and a part of `replay verify`.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use peildatum::log::{commitment, tree};
use peildatum::projections::InMemory;
use peildatum::projections::sealing::{Erased, Sealing, Verdict, all_sealings, check, checked_json};
use serde_json::Value;

use crate::commands::Failure;
use crate::export;

/// A sealing and what its check says, or why it can not be checked.
pub struct Checked {
    sealing: Sealing,
    verdict: Result<Verdict, String>,
}

/// What each sealing is worth; exit 1 when one differs from what was sealed, or can not be told.
pub fn rounds(path: &Path, as_json: bool) -> Result<(Vec<u8>, ExitCode), Failure> {
    let log = export::read(path)?;
    let file = path.display().to_string();
    // A text that was altered in the export would else be taken for what was recorded.
    let wrong: Vec<String> = log
        .all()
        .iter()
        .filter_map(|record| Some(format!("position {}: {}", record.position, commitment::check(record).err()?)))
        .collect();
    if let Some(first) = wrong.first() {
        return Err(Failure::DoesNotHold { file, count: wrong.len(), of: log.all().len(), first: first.clone() });
    }
    let checked = all_checked(&log);
    if let Some(first) = checked.iter().find_map(|checked| checked.verdict.as_ref().err()) {
        return Err(Failure::DoesNotHold { file, count: 1, of: log.all().len(), first: first.clone() });
    }
    let code = if checked.iter().all(Checked::holds) { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    let told = if as_json {
        format!("{}\n", Value::Array(checked.iter().map(Checked::to_json).collect()))
    } else {
        as_text(&checked)
    };
    Ok((told.into_bytes(), code))
}

/// Every sealing of a log, in its order, recomputed.
pub fn all_checked(log: &InMemory) -> Vec<Checked> {
    let tree = log.tree();
    let found = all_sealings(log.state(), log, log.state().head()).expect("a log in memory has each of its records");
    let checked = found.into_iter().map(|sealing| {
        let root = (sealing.position <= tree.size()).then(|| match tree::root(&tree, sealing.position) {
            Ok(root) => root,
            Err(never) => match never {},
        });
        let verdict = check(log.state(), log, &sealing, root.as_ref()).map_err(|error| error.to_string());
        Checked { sealing, verdict }
    });
    checked.collect()
}

impl Checked {
    /// True when the log gives what was sealed, texts that were erased left aside.
    pub fn holds(&self) -> bool {
        matches!(self.verdict, Ok(Verdict::Holds | Verdict::HoldsButErased { .. }))
    }

    /// The position of the sealing itself.
    pub const fn at(&self) -> u64 {
        self.sealing.at
    }

    /// What does not hold, as a sentence.
    pub fn what(&self) -> Option<String> {
        let Sealing { round, version, body, .. } = &self.sealing;
        let name = format!("sealing {version} of round {round} by {body}");
        match &self.verdict {
            Ok(Verdict::Differs { what }) => Some(format!("{name} differs: {}", what.join("; "))),
            Ok(Verdict::Holds | Verdict::HoldsButErased { .. }) => None,
            Err(error) => Some(format!("{name} can not be checked: {error}")),
        }
    }

    /// As verifications tell it; `oordeel` is null where it can not be told.
    pub fn to_json(&self) -> Value {
        match &self.verdict {
            Ok(verdict) => checked_json(&self.sealing, verdict),
            Err(error) => {
                let mut told = checked_json(&self.sealing, &Verdict::Differs { what: vec![error.clone()] });
                told["oordeel"] = Value::Null;
                told
            }
        }
    }
}

/// On what ground and by which decision a text was erased.
fn erasure(erased: &Erased) -> String {
    let word = |word: &Option<String>| word.clone().unwrap_or_else(|| "onbekend".to_owned());
    format!("positie {}, {}, {}", erased.position, word(&erased.ground), word(&erased.decision))
}

/// One line a sealing, and below it what was erased of it or differs.
pub fn as_text(checked: &[Checked]) -> String {
    let mut text = String::new();
    let mut line = |shown: String| writeln!(text, "{shown}").expect("a string takes every line");
    for Checked { sealing, verdict } in checked {
        let Sealing { round, version, body, position, reporting_date, .. } = sealing;
        let word = match verdict {
            Ok(Verdict::Differs { .. }) => "AFWIJKEND",
            Ok(verdict) => verdict.name(),
            Err(_) => "NIET NA TE GAAN",
        };
        line(format!("{round}/{version}  {body}  peildatum {reporting_date}  positie {position}  {word}"));
        match verdict {
            Ok(verdict) => {
                verdict.erased().iter().for_each(|erased| line(format!("  gewist: {}", erasure(erased))));
                verdict.differences().iter().for_each(|what| line(format!("  {what}")));
            }
            Err(error) => line(format!("  {error}")),
        }
    }
    if checked.is_empty() {
        line("geen vaststellingen".to_owned());
    }
    text
}
