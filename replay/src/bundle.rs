//! `replay verify BUNDLE.zip`: performs every check that `LEESMIJ.txt` of a bundle describes.

mod archive;
mod derived_files;
mod proofs;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use peildatum_audit::derived::{CHECKPOINT, KEY, LOG, SEALING};
use peildatum_audit::faults::{Conclusion, Fault, Unchecked};
use peildatum_domain::language::{Argument, Language, Message};
use peildatum_domain::message;
use peildatum_records::free_text;
use peildatum_records::signed_note::Verifier;
use serde_json::{Value, json};

use crate::Format;
use crate::export;
use crate::failure::Failure;
use crate::output::render_lines;
use crate::verify::{Anchor, AnchorArgs, Verified, judge, read_key, read_key_text, verify_judged};
use archive::Archive;
pub use archive::is_archive;

/// The result of checking a bundle.
struct VerifiedBundle {
    /// The defects of its files, by name, each a clause.
    files: BTreeMap<String, Vec<Message>>,
    /// The number of files, and the number of proofs among them.
    count: (usize, usize),
    /// The verification of its log; `None` when the log is missing or can not be read.
    log: Option<Verified>,
    /// The sealing file of the bundle, as JSON.
    sealing: Value,
    /// What could not be checked.
    unchecked: Vec<Unchecked>,
}

/// Verifies a bundle and renders the result; exit code 1 when something does not hold.
pub fn verify(
    path: &Path,
    args: &AnchorArgs,
    format: Format,
    language: Language,
) -> Result<(Vec<u8>, ExitCode), Failure> {
    if args.tiles.is_some() {
        return Err(Failure::Usage(message!("bundle-no-tiles")));
    }
    let mut archive = Archive::open(path)?;
    let checked = match archive.defect() {
        // Two readers of such an archive may see different contents, so nothing in it is examined.
        Some(what) => VerifiedBundle::unreadable(path, &archive, what),
        None => check_bundle(&mut archive, args)?,
    };
    let told = match format {
        Format::Json => format!("{}\n", checked.to_json(language)),
        Format::Text => render_lines(&checked.lines(), language),
    };
    let code = if checked.conclusion().faults == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    Ok((told.into_bytes(), code))
}

fn check_bundle(archive: &mut Archive, args: &AnchorArgs) -> Result<VerifiedBundle, Failure> {
    let mut files = derived_files::BundleFiles::read(archive);
    let given = read_key(args)?;
    let own = files.own_key();
    let key = given.as_ref().or(own.as_ref());
    // The bundle's own key file, extracted and passed back, is not an independent source.
    let from_elsewhere = given.is_some() && files.text(KEY) != read_key_text(args);
    if own.is_some() && own.as_ref() != key {
        files.add_defect(KEY, message!("bundle-other-key"));
    }
    let anchors = read_anchors(&mut files, args, key)?;
    let lines = archive.stream_file(LOG, |input| export::read_lines_from(input).map_err(|_| ()));
    let log = match lines {
        None => None, // reported as a missing file
        Some(Err(what)) => {
            files.add_defect(LOG, what);
            None
        }
        Some(Ok((lines, hash))) => {
            files.add_hash(LOG, hash);
            Some(verify_judged(judge(lines), anchors, None)?)
        }
    };
    let mut unchecked = Vec::new();
    if !from_elsewhere {
        unchecked.push(Unchecked::KeyOrigin);
    }
    let sealing = files.json(SEALING);
    if let Some(verified) = &log {
        unchecked.extend(verified.unchecked());
        derived_files::check_derived(verified, own.as_ref(), &mut files, &mut unchecked);
        proofs::check_proofs(verified, archive, &mut files);
    } else {
        unchecked.push(Unchecked::Completeness);
    }
    files.check_hashes();
    let count = files.count();
    Ok(VerifiedBundle { files: files.into_defects(), count, log, sealing, unchecked })
}

/// Collects the checkpoint of the bundle, followed by those in a file given by the user.
fn read_anchors(
    files: &mut derived_files::BundleFiles,
    args: &AnchorArgs,
    key: Option<&Verifier>,
) -> Result<Vec<Anchor>, Failure> {
    let mut anchors = Vec::new();
    if let Some(text) = files.text(CHECKPOINT) {
        match free_text::find_checkpoints(&text, key)
            .into_iter()
            .next()
            .filter(|kept| kept.note.as_ref() == Some(&text))
        {
            Some(kept) => anchors.push(Anchor::check_signature(kept, key)),
            None => files.add_defect(CHECKPOINT, message!("bundle-no-checkpoint")),
        }
    }
    if let Some(path) = &args.checkpoint {
        anchors.extend(Anchor::read_file(path, key)?);
    }
    Ok(anchors)
}

impl VerifiedBundle {
    fn unreadable(path: &Path, archive: &Archive, what: Message) -> VerifiedBundle {
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        VerifiedBundle {
            files: BTreeMap::from([(name, vec![what])]),
            count: (archive.names().len(), 0),
            log: None,
            sealing: Value::Null,
            unchecked: vec![Unchecked::Signature, Unchecked::Completeness],
        }
    }

    /// Returns the faults of the files, then those of the log.
    fn faults(&self) -> Vec<Fault> {
        let named = |(name, what): (&String, &Vec<Message>)| Fault {
            clauses: what.clone(),
            ..Fault::named(0, Message::verbatim(name))
        };
        let of_log = self.log.iter().flat_map(Verified::faults).cloned();
        self.files.iter().map(named).chain(of_log).collect()
    }

    fn conclusion(&self) -> Conclusion {
        Conclusion { faults: self.faults().len() as u64, unchecked: self.unchecked.clone() }
    }

    fn lines(&self) -> Vec<Message> {
        let (files, proofs) = self.count;
        let mut lines = vec![message!("bundle-counted", files = files, proofs = proofs)];
        if let Some(round) = self.sealing["ronde"].as_str() {
            let word = |key: &str| self.sealing[key].as_str().unwrap_or_default().to_owned();
            lines.push(message!(
                "bundle-sealing",
                round = round,
                version = self.sealing["versie"].as_u64().unwrap_or_default(),
                body = Argument::word(word("orgaan")),
            ));
            lines.push(message!("bundle-digest", digest = word("digest").trim_start_matches("sha256:")));
        }
        if let Some(verified) = &self.log {
            lines.extend(verified.lines());
        }
        if self.unchecked.contains(&Unchecked::KeyOrigin) {
            lines.push(message!("bundle-own-key"));
        }
        lines.extend(self.faults().iter().map(|fault| message!("verify-fault", what = fault.message())));
        lines.push(self.conclusion().message());
        lines
    }

    fn to_json(&self, language: Language) -> Value {
        let faults = self.faults();
        let mut told = match &self.log {
            Some(verified) => verified.to_json(language),
            None => json!({}),
        };
        told["klopt"] = faults.is_empty().into();
        told["bevindingen"] = faults.iter().map(|fault| fault.to_json(language)).collect();
        let wrong = self.files.iter().map(|(name, what)| {
            let what: Vec<String> = what.iter().map(|what| what.in_language(language)).collect();
            json!({ "naam": name, "afwijkingen": what })
        });
        told["bundel"] = json!({
            "ronde": self.sealing["ronde"], "versie": self.sealing["versie"], "orgaan": self.sealing["orgaan"],
            "digest": self.sealing["digest"], "bestanden": self.count.0, "bewijzen": self.count.1,
            "afwijkendeBestanden": wrong.collect::<Vec<_>>(),
        });
        self.conclusion().add_to_json(&mut told, language);
        told
    }
}
