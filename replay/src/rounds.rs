//! `replay rounds`: every sealing of an export recomputed, from the export alone.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use peildatum::log::commitment;
use peildatum::projections::InMemory;
use peildatum::projections::sealing::{Sealing, Verdict, all_sealings, check, checked_json};
use serde_json::Value;

use crate::commands::Failure;
use crate::export;

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
    let unreadable = |first: String| Failure::DoesNotHold { file: file.clone(), count: 1, of: log.all().len(), first };
    let found = all_sealings(log.state(), &log, log.state().head()).map_err(|error| unreadable(error.to_string()))?;
    let mut checked = Vec::with_capacity(found.len());
    for sealing in found {
        let verdict = verdict(&log, &sealing).map_err(&unreadable)?;
        checked.push((sealing, verdict));
    }
    let differs = checked.iter().any(|(_, verdict)| matches!(verdict, Verdict::Differs { .. }));
    let code = if differs { ExitCode::FAILURE } else { ExitCode::SUCCESS };
    let told = if as_json {
        let all = checked.iter().map(|(sealing, verdict)| checked_json(sealing, verdict)).collect();
        format!("{}\n", Value::Array(all))
    } else {
        as_text(&checked)
    };
    Ok((told.into_bytes(), code))
}

fn verdict(log: &InMemory, sealing: &Sealing) -> Result<Verdict, String> {
    let root = (sealing.position <= log.state().head()).then(|| log.root(sealing.position));
    check(log.state(), log, sealing, root.as_ref()).map_err(|error| error.to_string())
}

fn as_text(checked: &[(Sealing, Verdict)]) -> String {
    let mut text = String::new();
    let mut line = |shown: String| writeln!(text, "{shown}").expect("a string takes every line");
    for (sealing, verdict) in checked {
        let Sealing { round, version, body, position, reporting_date, .. } = sealing;
        let word = if verdict.differences().is_empty() { verdict.name() } else { "AFWIJKEND" };
        line(format!("{round}/{version}  {body}  peildatum {reporting_date}  positie {position}  {word}"));
        for erased in verdict.erased() {
            let word = |word: &Option<String>| word.clone().unwrap_or_else(|| "onbekend".to_owned());
            line(format!(
                "  gewist: positie {}, {}, {}",
                erased.position,
                word(&erased.ground),
                word(&erased.decision)
            ));
        }
        verdict.differences().iter().for_each(|what| line(format!("  {what}")));
    }
    if checked.is_empty() {
        line("geen vaststellingen".to_owned());
    }
    text
}
