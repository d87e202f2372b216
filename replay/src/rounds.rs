//! Recomputes every sealing from the export alone: `replay rounds`, and a part of `replay verify`.

use std::path::Path;
use std::process::ExitCode;

use peildatum_audit::faults::{EventName, FailedSealing, FailureReason, Fault};
use peildatum_domain::language::{Argument, Language, Message};
use peildatum_domain::message;
use peildatum_projections::InMemoryLog;
use peildatum_projections::sealing::{
    Erased, Sealing, SealingCheckError, SealingVerdict, all_sealings, check_sealing, checked_sealing_json,
};
use peildatum_records::{commitment, tree};
use serde_json::Value;

use crate::Format;
use crate::export;
use crate::failure::Failure;
use crate::output::render_lines;

/// A sealing with its verdict, or the reason why it can not be checked.
pub struct CheckedSealing {
    sealing: Sealing,
    verdict: Result<SealingVerdict, SealingCheckError>,
}

/// How much is shown of a sealing that does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureDetail {
    /// Only the verdict; the cause is reported elsewhere.
    Verdict,
    /// The verdict and the differences.
    Differences,
}

/// Checks every sealing; exit code 1 when one differs from what was sealed or can not be checked.
pub fn rounds(path: &Path, format: Format, language: Language) -> Result<(Vec<u8>, ExitCode), Failure> {
    let log = export::read_log(path)?;
    let file = path.display().to_string();
    // A text that was altered in the export would otherwise be taken for what was recorded.
    let wrong = log.all().iter().filter_map(|record| {
        let defect = commitment::check_commitments(record).err()?.into();
        Some(Fault::of_event(&EventName::of(record), vec![defect]))
    });
    let wrong: Vec<Fault> = wrong.collect();
    if let Some(first) = wrong.first() {
        let (count, of) = (wrong.len(), log.all().len());
        return Err(Failure::DoesNotHold { file, count, of, first: first.message() });
    }
    let checked = check_all(&log);
    if let Some((checked, error)) = checked.iter().find_map(|one| Some((one, one.verdict.as_ref().err()?))) {
        let Sealing { round, version, .. } = &checked.sealing;
        let first = message!("replay-not-checked", round = round, version = *version, why = error.message());
        return Err(Failure::DoesNotHold { file, count: 1, of: log.all().len(), first });
    }
    let code = if checked.iter().all(CheckedSealing::holds) { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    let told = if format == Format::Json {
        format!("{}\n", Value::Array(checked.iter().map(|checked| checked.to_json(language)).collect()))
    } else {
        match &checked[..] {
            [] => render_lines(&[message!("verify-no-sealings")], language),
            all => render_lines(&lines(all, FailureDetail::Differences), language),
        }
    };
    Ok((told.into_bytes(), code))
}

/// Recomputes every sealing of a log, in log order.
pub fn check_all(log: &InMemoryLog) -> Vec<CheckedSealing> {
    let tree = log.tree();
    let found = all_sealings(log.state(), log, log.state().head()).expect("a log in memory has each of its records");
    let checked = found.into_iter().map(|sealing| {
        let root = (sealing.position <= tree.size()).then(|| match tree::root(&tree, sealing.position) {
            Ok(root) => root,
            Err(never) => match never {},
        });
        let verdict = check_sealing(log.state(), log, &sealing, root.as_ref());
        CheckedSealing { sealing, verdict }
    });
    checked.collect()
}

impl CheckedSealing {
    /// Returns whether the log reproduces what was sealed, apart from erased texts.
    pub fn holds(&self) -> bool {
        matches!(self.verdict, Ok(SealingVerdict::Holds | SealingVerdict::HoldsButErased { .. }))
    }

    /// Returns the sealing and its verdict; `None` when it can not be checked.
    pub fn sealing_and_verdict(&self) -> Option<(&Sealing, &SealingVerdict)> {
        self.verdict.as_ref().ok().map(|verdict| (&self.sealing, verdict))
    }

    /// Returns why the sealing does not hold; `None` when it does.
    pub fn failure(&self) -> Option<FailedSealing<'_>> {
        let sealing = &self.sealing;
        match &self.verdict {
            Ok(SealingVerdict::Differs { what }) => Some(FailedSealing { sealing, why: FailureReason::Differs(what) }),
            Ok(SealingVerdict::TextsMissing { .. }) => {
                Some(FailedSealing { sealing, why: FailureReason::TextsMissing })
            }
            Ok(SealingVerdict::Holds | SealingVerdict::HoldsButErased { .. }) => None,
            Err(error) => Some(FailedSealing { sealing, why: FailureReason::NotChecked(error) }),
        }
    }

    /// Converts the result to the JSON of a verification; `oordeel` is null when the sealing can not be checked.
    pub fn to_json(&self, language: Language) -> Value {
        let none = SealingVerdict::Differs { what: Vec::new() };
        let mut told = checked_sealing_json(&self.sealing, self.verdict.as_ref().unwrap_or(&none));
        if self.verdict.is_err() {
            told["oordeel"] = Value::Null;
        }
        let why: Vec<String> = self.differences().iter().map(|what| what.in_language(language)).collect();
        told["afwijkingen"] = why.into();
        told
    }

    fn differences(&self) -> Vec<Message> {
        match &self.verdict {
            Ok(verdict) => verdict.differences().iter().map(|what| what.message()).collect(),
            Err(error) => vec![error.message()],
        }
    }

    /// Renders one line, followed by the erasures and, if requested, the differences.
    fn lines(&self, detail: FailureDetail) -> Vec<Message> {
        let Sealing { round, version, body, position, reporting_date, .. } = &self.sealing;
        let word = match &self.verdict {
            Ok(SealingVerdict::Holds) => message!("verdict-holds"),
            Ok(SealingVerdict::HoldsButErased { .. }) => message!("verdict-holds-but-erased"),
            Ok(SealingVerdict::Differs { .. }) => message!("verdict-differs"),
            Ok(SealingVerdict::TextsMissing { .. }) => message!("verdict-texts-missing"),
            Err(_) => message!("verdict-not-checked"),
        };
        let mut lines = vec![message!(
            "verify-sealing",
            round = round,
            version = *version,
            body = Argument::word(body.as_str()),
            on = Argument::known_day(reporting_date, None),
            position = *position,
            verdict = word,
        )];
        let indented = |what: Message| Message::joined(vec![Message::verbatim("  "), what], "");
        let erased = self.verdict.as_ref().map(SealingVerdict::erased).unwrap_or_default();
        lines.extend(erased.iter().map(|erased| indented(erasure(erased))));
        if detail == FailureDetail::Differences {
            lines.extend(self.differences().into_iter().map(indented));
        }
        lines
    }
}

/// Describes the ground and the decision of an erasure.
fn erasure(erased: &Erased) -> Message {
    let word = |word: &Option<String>| word.clone().map_or_else(|| message!("nobody-knows"), Message::verbatim);
    let (ground, decision) = (word(&erased.ground), word(&erased.decision));
    message!("verify-erased-of-sealing", position = erased.position, ground = ground, decision = decision)
}

/// Renders the lines of these sealings.
pub fn lines(checked: &[CheckedSealing], detail: FailureDetail) -> Vec<Message> {
    checked.iter().flat_map(|checked| checked.lines(detail)).collect()
}
