//! Checkpoints that we sign are readable by other implementations; everything else is refused.

use super::*;

fn signer() -> Signer {
    Signer::from_seed(KeyName::parse("peildatum.example/log").unwrap(), &[7; 32])
}

fn signed(size: u64) -> SignedCheckpoint {
    Checkpoint { origin: signer().name().clone(), size, root: [9; 32] }.sign(&signer())
}

#[test]
fn a_checkpoint_reads_back_and_others_read_it_as_well() {
    for size in [0, 1, 20_852_163, u64::MAX] {
        let ours = signed(size);
        assert_eq!(SignedCheckpoint::open(&ours.note, &signer().verifier()).unwrap(), ours);
        let theirs = tlog_tiles::Checkpoint::from_bytes(ours.checkpoint.text().as_bytes()).unwrap();
        assert_eq!((theirs.origin(), theirs.size(), theirs.hash().0), ("peildatum.example/log", size, [9; 32]));
    }
}

#[test]
fn extension_lines_are_passed_over() {
    let text = format!("{}extension\n", signed(3).checkpoint.text());
    assert_eq!(Checkpoint::parse(&text).unwrap(), signed(3).checkpoint);
    let note = signer().sign(&text).unwrap();
    assert_eq!(SignedCheckpoint::open(&note, &signer().verifier()).unwrap().checkpoint, signed(3).checkpoint);
}

#[test]
fn a_checkpoint_of_another_log_or_key_is_refused() {
    let note = signed(3).note;
    let other = Signer::from_seed(KeyName::parse("peildatum.example/log").unwrap(), &[8; 32]);
    let open = |note: &str, signer: &Signer| SignedCheckpoint::open(note, &signer.verifier());
    assert_eq!(open(&note, &other), Err(CheckpointError::Note(NoteError::Unsigned)));
    let theirs = signer().sign(&signed(3).checkpoint.text().replace("example", "elders")).unwrap();
    assert_eq!(open(&theirs, &signer()), Err(CheckpointError::Origin));
    assert_eq!(open(&note.replace("\n3\n", "\n4\n"), &signer()), Err(CheckpointError::Note(NoteError::Signature)));
}

#[test]
fn what_is_no_checkpoint_is_refused() {
    let text = signed(3).checkpoint.text();
    for bad in [
        "",
        "\n",
        "a\n3\n",
        text.trim_end(),
        &text.replace("\n3\n", "\n03\n"),
        &text.replace("\n3\n", "\n+3\n"),
        &text.replace("\n3\n", "\n\n"),
        &text.replace("\n3\n", "\n18446744073709551616\n"),
        &text.replace("=\n", "\n"),
        &text.replacen("CQ", "", 1),
        &format!("{text}\nextension\n"),
        &format!("\n{text}"),
    ] {
        assert_eq!(Checkpoint::parse(bad), Err(CheckpointError::Form), "{bad:?}");
    }
}
