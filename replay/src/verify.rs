//! `replay verify`: what of an export holds, event by event and round by round, against what was signed.

mod anchor;
mod events;
mod leaves;
mod order;

use std::fmt::Write as _;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::Args;
use serde_json::{Value, json};

use crate::commands::Failure;
use crate::export;
use crate::rounds::{self, Checked};
use anchor::{Anchor, root_of};
use events::{Event, Judged};

/// What the export is held against.
#[derive(Debug, Args)]
pub struct AnchorArgs {
    /// A checkpoint of the log (a signed note): the export must hold the events it was signed over
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Option<PathBuf>,
    /// The verifier key of the log, or a file that holds it, as it was kept apart from the log
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
    /// The folder that `peildatum export --tiles` wrote: tells which event is not the one that was signed
    #[arg(long, value_name = "DIR")]
    pub tiles: Option<PathBuf>,
}

/// What was found.
struct Verified {
    judged: Judged,
    rounds: Vec<Checked>,
    anchor: Option<Anchor>,
    /// The export gives what the checkpoint was signed over.
    anchor_holds: bool,
    /// How many tiles hold with it; none where none were given.
    tiles: Option<usize>,
    /// What does not hold, by position.
    findings: Vec<Finding>,
}

/// Something that does not hold.
struct Finding {
    /// Where; 0 when it is about the whole.
    position: u64,
    /// What, as a sentence.
    what: String,
    /// An event or a sealing says it, too: a text tells it there.
    of_its_own: bool,
}

/// Says what holds; exit 1 when something does not.
pub fn verify(export: &Path, args: &AnchorArgs, as_json: bool) -> Result<(Vec<u8>, ExitCode), Failure> {
    let anchor = Anchor::read(args)?;
    let verified = look(events::judge(export::lines(export)?), anchor, args.tiles.as_deref())?;
    let told = if as_json { format!("{}\n", verified.to_json()) } else { verified.as_text() };
    let code = if verified.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    Ok((told.into_bytes(), code))
}

/// Holds what was judged event by event against what was signed and sealed.
fn look(mut judged: Judged, anchor: Option<Anchor>, tiles: Option<&Path>) -> Result<Verified, Failure> {
    let leaves = judged.leaves();
    let mut findings = Vec::new();
    let whole = |position, what| Finding { position, what, of_its_own: false };
    for missing in &judged.missing {
        findings.push(whole(*missing.start(), format!("nothing stands at position {}", span(missing))));
    }
    let against = anchor.as_ref().map_or_else(Vec::new, |anchor| anchor.wrong(&leaves));
    findings.extend(against.into_iter().map(|what| whole(0, what)));
    let gives = |anchor: &Anchor| root_of(&leaves, anchor.checkpoint.size) == Some(anchor.checkpoint.root);
    let anchor_holds = anchor.as_ref().is_some_and(gives);
    let mut looked_at = None;
    if let (Some(folder), Some(anchor)) = (tiles, &anchor) {
        let found = leaves::check(folder, anchor, &leaves)?;
        for position in &found.other {
            let event = judged.at_mut(*position).expect("a leaf is that of an event");
            event.wrong.push("it is not the event that was signed at its position".to_owned());
        }
        findings.extend(found.wrong.into_iter().map(|what| whole(0, what)));
        looked_at = Some(found.tiles);
    }
    let of_its_own = |position, what| Finding { position, what, of_its_own: true };
    let rounds = rounds::all_checked(&judged.log);
    findings.extend(rounds.iter().filter_map(|checked| Some(of_its_own(checked.at(), checked.what()?))));
    let head = judged.log.state().head();
    for (position, round) in judged.sealings_beyond() {
        let what = format!("the sealing of {round} can not be checked: the log does not hold together after {head}");
        findings.push(whole(position, what));
    }
    for event in &judged.events {
        findings.extend(event.wrong.iter().map(|what| of_its_own(event.position.unwrap_or(0), what.clone())));
    }
    findings.sort_by_key(|finding| finding.position); // stable: of one position in the order in which they were found
    Ok(Verified { judged, rounds, anchor, anchor_holds, tiles: looked_at, findings })
}

impl Verified {
    fn count(&self, verdict: &str) -> usize {
        self.judged.events.iter().filter(|event| event.verdict() == verdict).count()
    }

    /// The root over the whole export, where it can be computed.
    fn root(&self) -> Option<String> {
        root_of(&self.judged.leaves(), self.judged.last()).map(|root| STANDARD.encode(root))
    }

    fn to_json(&self) -> Value {
        let judged = &self.judged;
        let erased = judged.events.iter().filter(|event| event.verdict() == "gewist");
        let missing = judged.missing.iter().map(|range| json!({ "van": range.start(), "tot": range.end() }));
        let finding = |finding: &Finding| json!({ "positie": finding.position, "wat": finding.what });
        json!({
            "klopt": self.findings.is_empty(),
            "gebeurtenissen": judged.events.len(),
            "gewist": erased.map(|event| event.position).collect::<Vec<_>>(),
            "ontbrekend": missing.collect::<Vec<_>>(),
            "wortel": self.root(),
            "checkpoint": self.anchor.as_ref().map(|anchor| anchor.to_json(self.anchor_holds, judged.last())),
            "vaststellingen": self.rounds.iter().map(Checked::to_json).collect::<Vec<_>>(),
            "bevindingen": self.findings.iter().map(finding).collect::<Vec<_>>(),
            "oordelen": judged.events.iter().map(Event::to_json).collect::<Vec<_>>(),
        })
    }

    fn as_text(&self) -> String {
        let mut text = String::new();
        let judged = &self.judged;
        let mut line = |shown: std::fmt::Arguments<'_>| writeln!(text, "{shown}").expect("a string takes every line");
        line(format_args!(
            "{} gebeurtenissen: {} zoals geregistreerd, {} gewist, {} afwijkend",
            judged.events.len(),
            self.count("zoals-geregistreerd"),
            self.count("gewist"),
            self.count("afwijkend")
        ));
        for event in &judged.events {
            let place = event.position.map_or_else(|| format!("regel {}", event.line), |at| format!("positie {at}"));
            if let Some(erased) = &event.erased {
                let word = |word: &Option<String>| word.clone().unwrap_or_else(|| "onbekend".to_owned());
                let (decision, ground) = (word(&erased.decision), word(&erased.ground));
                line(format_args!("{place}  gewist op positie {} onder besluit {decision}: {ground}", erased.by));
            }
            event.wrong.iter().for_each(|what| line(format_args!("{place}  AFWIJKEND: {what}")));
        }
        line(format_args!("vaststellingen: {}", self.rounds.len()));
        if !self.rounds.is_empty() {
            text.push_str(&rounds::as_text(&self.rounds));
        }
        if let Some(root) = self.root() {
            text.push_str(&format!("wortel {root}\n"));
        }
        match &self.anchor {
            Some(anchor) => text.push_str(&anchor.as_text(self.anchor_holds, judged.last())),
            None => text.push_str(
                "geen checkpoint gegeven: of dit het logboek is dat werd ondertekend, is NIET gecontroleerd (--checkpoint, --key)\n",
            ),
        }
        if let Some(tiles) = self.tiles {
            text.push_str(&format!("{tiles} tegels bekeken\n"));
        }
        for finding in self.findings.iter().filter(|finding| !finding.of_its_own) {
            text.push_str(&format!("AFWIJKEND: {}\n", finding.what));
        }
        text.push_str(&match self.findings.len() {
            0 => "alles klopt\n".to_owned(),
            1 => "KLOPT NIET: 1 bevinding\n".to_owned(),
            count => format!("KLOPT NIET: {count} bevindingen\n"),
        });
        text
    }
}

/// Positions that lie together.
fn span(range: &RangeInclusive<u64>) -> String {
    let (from, to) = (range.start(), range.end());
    if from == to { from.to_string() } else { format!("{from} to {to}") }
}
