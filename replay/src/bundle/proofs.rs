//! Checks the inclusion proofs of a bundle, each of which proves that one event is in the signed log.

use std::collections::BTreeSet;

use peildatum_audit::derived::{CHECKPOINT, PROOFS, proof_name};
use peildatum_domain::message;
use peildatum_records::commitment::canonical_json;
use peildatum_records::proof::InclusionProof;
use peildatum_records::record::RecordView;
use peildatum_records::tree::verify_inclusion;

use super::archive::Archive;
use super::derived_files::BundleFiles;
use crate::verify::Verified;

/// Checks every proof against the log and its checkpoint, and that each event that should have a proof has one.
pub fn check_proofs(verified: &Verified, archive: &mut Archive, files: &mut BundleFiles) {
    let names: Vec<String> = archive.names().iter().filter(|name| name.starts_with(PROOFS)).cloned().collect();
    let checkpoint = files.text(CHECKPOINT);
    for name in &names {
        match archive.read(name) {
            Some(Ok(unpacked)) => {
                files.add_hash(name, unpacked.hash);
                let proof = std::str::from_utf8(&unpacked.bytes).ok().and_then(|text| InclusionProof::parse(text).ok());
                let holds = proof.is_some_and(|proof| {
                    checkpoint.as_ref() == Some(&proof.checkpoint) && proves(verified, name, &proof)
                });
                if !holds {
                    files.add_defect(name, message!("bundle-proof-wrong"));
                }
            }
            Some(Err(what)) => files.add_defect(name, what),
            None => files.add_defect(name, message!("bundle-file-missing")),
        }
    }
    let there: BTreeSet<&String> = names.iter().collect();
    for position in std::mem::take(&mut files.proved) {
        let Some(record) = verified.record(position) else { continue };
        let name = proof_name(position, record.id);
        if !there.contains(&name) {
            files.add_defect(&name, message!("bundle-file-missing"));
        }
    }
}

/// Returns whether a proof proves the event that its name and index refer to, as it is in the log, under the
/// checkpoint.
fn proves(verified: &Verified, name: &str, proof: &InclusionProof) -> bool {
    let position = proof.index + 1;
    let (Some(record), Some(leaf), Some(signed)) =
        (verified.record(position), verified.leaf(position), verified.signed())
    else {
        return false;
    };
    let (size, root) = (signed.checkpoint.size, &signed.checkpoint.root);
    name == proof_name(position, record.id)
        && proof.extra.as_ref().is_some_and(|extra| *extra == canonical_json(&record.to_json(RecordView::Export)))
        && verify_inclusion(leaf, proof.index, size, &proof.hashes, root)
}
