//! Encryption and decryption: which slot and event decrypt a text, and which changes are detected.

use super::*;

fn slot(key: u8) -> Slot {
    Slot { number: 3, key: [key; 32], salt: [9; 32] }
}

fn id(last: u8) -> EventId {
    let mut bytes = [7; 16];
    bytes[15] = last;
    EventId::from_bytes(bytes)
}

#[test]
fn texts_open_under_their_own_key_and_event_only() {
    let long = "de wachtlijst loopt op ".repeat(50);
    for texts in [vec!["kort"], vec![long.as_str(), "é", ""]] {
        let sealed = encrypt(&slot(1), id(1), &texts).unwrap();
        assert_eq!(decrypt(&slot(1), id(1), sealed.compressed, &sealed.bytes).unwrap().to_vec(), texts);
        assert_eq!(decrypt(&slot(2), id(1), sealed.compressed, &sealed.bytes), Err(DecryptError::NotAuthentic));
        assert_eq!(decrypt(&slot(1), id(2), sealed.compressed, &sealed.bytes), Err(DecryptError::NotAuthentic));
        assert!(decrypt(&slot(1), id(1), !sealed.compressed, &sealed.bytes).is_err());
    }
}

#[test]
fn every_changed_byte_is_noticed() {
    let sealed = encrypt(&slot(1), id(1), &["een tekst"]).unwrap();
    for at in 0..sealed.bytes.len() {
        let mut bytes = sealed.bytes.clone();
        bytes[at] ^= 1;
        assert_eq!(decrypt(&slot(1), id(1), sealed.compressed, &bytes), Err(DecryptError::NotAuthentic));
    }
}

#[test]
fn texts_are_compressed_where_that_pays() {
    let long = "de wachtlijst loopt op ".repeat(50);
    let sealed = encrypt(&slot(1), id(1), &[&long]).unwrap();
    assert!(sealed.compressed && sealed.bytes.len() < long.len() / 4, "{}", sealed.bytes.len());
    assert!(!encrypt(&slot(1), id(1), &["kort"]).unwrap().compressed);
    assert!(encrypt(&slot(1), id(1), &[]).unwrap().bytes.is_empty());
}
