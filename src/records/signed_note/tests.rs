//! The examples of the specification, other implementations reading our notes, and everything that must be refused.

use signed_note::{Note, StandardVerifier, VerifierList};

use super::*;

/// The example of C2SP `signed-note`.
const KEY: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const NOTE: &str = "This is an example message.\n\n\u{2014} example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

fn signer() -> Signer {
    Signer::from_seed(KeyName::parse("peildatum.example/log").unwrap(), &[7; 32])
}

#[test]
fn the_example_of_the_specification_holds_and_one_other_character_does_not() {
    let verifier = Verifier::parse(KEY).unwrap();
    assert_eq!(verifier.to_string(), KEY);
    assert_eq!(SignedNote::parse(NOTE).unwrap().verify(&verifier), Ok("This is an example message.\n"));
    let altered = SignedNote::parse(&NOTE.replace("This", "That")).unwrap();
    assert_eq!(altered.verify(&verifier), Err(NoteError::Signature));
}

#[test]
fn what_we_sign_others_verify_with_the_key_we_print() {
    let text = "first line\n\nthird line, \u{e9}\n";
    let note = signer().sign(text).unwrap();
    let theirs = StandardVerifier::new(&signer().verifier().to_string()).unwrap();
    let known = VerifierList::new(vec![Box::new(theirs)]);
    let (verified, unknown) = Note::from_bytes(note.as_bytes()).unwrap().verify(&known).unwrap();
    assert_eq!((verified.len(), unknown.len()), (1, 0));
    assert_eq!(SignedNote::parse(&note).unwrap().verify(&signer().verifier()), Ok(text));
}

#[test]
fn a_secret_key_reads_back_and_others_read_it_as_well() {
    let secret = signer().to_secret();
    assert_eq!(Signer::parse(&secret).unwrap().verifier(), signer().verifier());
    let theirs = signed_note::StandardSigner::new(&secret).unwrap();
    assert_eq!(signed_note::Signer::name(&theirs), "peildatum.example/log");
    assert!(!format!("{:?}", signer()).contains(secret.rsplit('+').next().unwrap()), "a debug form shows no secret");
    let mut one_other = secret.clone();
    one_other.replace_range(12..13, "q");
    assert_eq!(Signer::parse(&one_other).unwrap_err(), NoteError::KeyId);
}

#[test]
fn notes_that_are_none_are_refused() {
    let (head, line) = NOTE.split_at(NOTE.find('\u{2014}').unwrap());
    for bad in [
        "",
        "\n",
        "text\n",
        "text\n\n",
        head,
        line,
        NOTE.trim_end(),
        &NOTE.replace('\u{2014}', "-"),
        &NOTE.replace("foo Uw2Q", "foo  Uw2Q"),
        &NOTE.replace("message.", "mess\tage."),
        &format!("{NOTE}\n"),
        &format!("{NOTE}more\n"),
        "text\n\n\u{2014} name AAAA\n",
        "text\n\n\u{2014} na+me Uw2QOkn8srU=\n",
        &format!("{}{NOTE}", "x".repeat(NOTE_MAX)),
    ] {
        assert_eq!(SignedNote::parse(bad).err(), Some(NoteError::Form), "{bad:.80}");
    }
}

#[test]
fn signatures_of_others_are_passed_over_and_a_false_one_of_ours_is_not() {
    let mine = signer();
    let other = Signer::from_seed(KeyName::parse("witness.example").unwrap(), &[8; 32]);
    let note = mine.sign("text\n").unwrap();
    let theirs = other.sign("text\n").unwrap().split_once("\n\n").unwrap().1.to_owned();
    let both = format!("{note}{theirs}");
    let parsed = SignedNote::parse(&both).unwrap();
    assert_eq!(parsed.verify(&mine.verifier()), Ok("text\n"));
    assert_eq!(parsed.verify(&other.verifier()), Ok("text\n"));
    assert_eq!(SignedNote::parse(&note).unwrap().verify(&other.verifier()), Err(NoteError::Unsigned));
    let false_one = mine.sign("other\n").unwrap().split_once("\n\n").unwrap().1.to_owned();
    let doubled = SignedNote::parse(&format!("{note}{false_one}")).unwrap();
    assert_eq!(doubled.verify(&mine.verifier()), Err(NoteError::Signature), "one that does not hold is enough");
    let renamed = mine.renamed(KeyName::parse("elders.example").unwrap());
    assert_eq!(parsed.verify(&renamed.verifier()), Err(NoteError::Unsigned), "the name belongs to the key");
}

#[test]
fn keys_that_are_none_are_refused() {
    for (bad, why) in [
        ("", NoteError::VerifierKey),
        ("example.com/foo", NoteError::VerifierKey),
        ("example.com/foo+530d903a+", NoteError::VerifierKey),
        ("example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", NoteError::VerifierKey),
        ("example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", NoteError::KeyId),
        ("example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", NoteError::KeyId),
        ("example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", NoteError::Kind),
        ("+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", NoteError::Name),
    ] {
        assert_eq!(Verifier::parse(bad).err(), Some(why), "{bad}");
    }
    for bad in ["", "a b", "a\u{a0}b", "a+b", "a\u{7}b", &"x".repeat(256)] {
        assert_eq!(KeyName::parse(bad), Err(NoteError::Name), "{bad}");
    }
}
