//! Keys and checkpoints are found amid other text, and nowhere else.

use super::*;

fn signer(name: &str) -> Signer {
    Signer::from_seed(KeyName::parse(name).unwrap(), &[3; 32])
}

fn signed(signer: &Signer, size: u64) -> SignedCheckpoint {
    Checkpoint { origin: signer.name().clone(), size, root: [7; 32] }.sign(signer)
}

/// Breaks `text` into indented lines of `width` characters.
fn broken(text: &str, width: usize) -> String {
    let chars: Vec<char> = text.chars().collect();
    chars.chunks(width).map(|line| format!("   {}\r\n", line.iter().collect::<String>())).collect()
}

const NAMES: [&str; 4] = ["peildatum/0123456789abcd89", "stad.example/log", "1", "een-naam/met.streep"];

#[test]
fn a_key_is_found_alone_between_sentences_and_broken_over_lines() {
    for name in NAMES {
        let verifier = signer(name).verifier();
        let key = verifier.to_string();
        for text in [
            key.clone(),
            format!("{key}\n\nHierboven staat de openbare sleutel. LET OP: a+b.\n"),
            format!("Openbare sleutel waarmee iedereen dat controleert:\n  {key}\n\nNagaan kan iedereen"),
            format!("De raad besluit:{key}en verder niets."),
            format!("twee keer {key} en {key}"),
            format!("{}nog een regel\n", broken(&key, 11)),
            key.replace('+', "+\u{ad}\u{200b}"),
        ] {
            assert_eq!(find_key(&text), Ok(verifier.clone()), "{text}");
        }
    }
}

#[test]
fn a_text_without_a_key_with_a_wrong_one_with_two_or_with_the_secret_one_is_told_apart() {
    let (ours, other) = (signer("stad.example/log"), Signer::from_seed(KeyName::parse("elders").unwrap(), &[4; 32]));
    let key = ours.verifier().to_string();
    assert_eq!(find_key("geen sleutel + niets + meer"), Err(KeySearchError::None));
    let altered = key.replacen("stad", "stat", 1);
    assert_eq!(find_key(&altered), Err(KeySearchError::Wrong(NoteError::KeyId)));
    assert_eq!(find_key(&format!("sleutel: {}", ours.to_secret())), Err(KeySearchError::Secret));
    let both = format!("{key}\n{}\n", other.verifier());
    assert_eq!(find_key(&both), Err(KeySearchError::Several(vec![ours.verifier(), other.verifier()])));
}

#[test]
fn a_checkpoint_is_found_alone_between_sentences_and_broken_over_lines() {
    for name in NAMES {
        for size in [1, 308, 89_001] {
            let signer = signer(name);
            let (signed, key) = (signed(&signer, size), signer.verifier());
            let (note, body) = (&signed.note, signed.note.trim_end());
            for text in [
                note.clone(),
                note.replace('\n', "\r\n"),
                format!(
                    "Checkpoint tot en met gebeurtenis {size}:\n  {}\n\nOpenbare sleutel:",
                    body.replace('\n', "\n  ")
                ),
                format!("{}\nen verder", broken(body, 13)),
                format!("tekst. {body} tekst").replace('\u{2014}', "\u{2013}"),
            ] {
                for key in [Some(&key), None] {
                    let found = find_checkpoints(&text, key);
                    assert_eq!(found.len(), 1, "{text}");
                    // A name of digits alone can not be distinguished from the number after it, unless the key
                    // determines the name.
                    if name != "1" || key.is_some() {
                        assert_eq!(found[0].checkpoint, signed.checkpoint, "{text}");
                        assert_eq!(found[0].note.as_ref(), Some(note), "byte for byte as it was signed");
                    }
                }
            }
        }
    }
}

#[test]
fn every_checkpoint_of_a_paper_is_found_and_a_number_with_a_root_is_one_without_a_signature() {
    let signer = signer("stad.example/log");
    let [short, long] = [120, 308].map(|size| signed(&signer, size));
    let paper = format!("Bijlage 1\n{}\nBijlage 2\n{}\n", short.note, long.note);
    let found = find_checkpoints(&paper, None);
    assert_eq!(found.iter().map(|kept| kept.checkpoint.size).collect::<Vec<_>>(), [308, 120]);
    let root = STANDARD.encode([7; 32]);
    let page = format!("Checkpoint tot en met gebeurtenis 308:\n  308\n  {root}\n\nOpenbare sleutel:\n");
    let found = find_checkpoints(&page, Some(&signer.verifier()));
    assert_eq!((found.len(), &found[0].checkpoint, &found[0].note), (1, &long.checkpoint, &None));
    assert_eq!(find_checkpoints("een brief zonder iets\n12\n", None), []);
}

#[test]
fn a_text_is_read_whatever_editor_kept_it_and_a_picture_of_it_is_none() {
    let text = "— peildatum";
    let wide: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(decode_text(text.as_bytes()).as_deref(), Some(text));
    assert_eq!(decode_text(&wide).as_deref(), Some(text));
    assert_eq!(decode_text(b"\x97 peildatum").as_deref(), Some(text));
    assert_eq!(
        [decode_text(b"%PDF-1.7 ..."), decode_text(b"PK\x03\x04..."), decode_text(&[0, 159, 146])],
        [None, None, None]
    );
}
