//! No decrypted text is left in the memory of the process once its record is dropped. Another process writes the text, and
//! this one searches for it by a ROT13 copy, so that the text itself is in this process only where the service put it.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::process::{Command, Stdio};

use super::*;

/// The text that is searched for, in ROT13.
const TURNED: &[u8] = b"mhqcvzcrykjnnafpuhjvatfbetinyqvtirefgevwxgbssryxjnxmnpxwmxvk";

/// The part of it that is searched for. Its first bytes are left out, since the allocator writes into freed memory.
const LOOKED_FOR: &[u8] = TURNED.split_at(24).1;

fn turn(letter: u8) -> u8 {
    if letter.is_ascii_lowercase() { (letter - b'a' + 13) % 26 + b'a' } else { 0 }
}

/// Returns how many copies of the text are in the writable memory of this process.
fn copies() -> usize {
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
    let mut memory = File::open("/proc/self/mem").unwrap();
    let mut buffer = vec![0; 1 << 20];
    let own = buffer.as_ptr_range();
    let (own_from, own_to) = (own.start as u64, own.end as u64);
    let mut found = 0;
    for line in maps.lines().filter(|line| line.contains(" rw")) {
        let (from, to) = line.split(' ').next().and_then(|range| range.split_once('-')).unwrap();
        let (from, to) = (u64::from_str_radix(from, 16).unwrap(), u64::from_str_radix(to, 16).unwrap());
        let mut at = from;
        while at < to {
            // The buffer of the search is skipped: it still contains what was read last.
            if (own_from..own_to).contains(&at) {
                at = own_to;
                continue;
            }
            let end = if at < own_from { to.min(own_from) } else { to };
            let length = usize::try_from(end - at).unwrap().min(buffer.len());
            if memory.seek(SeekFrom::Start(at)).is_err() || memory.read_exact(&mut buffer[..length]).is_err() {
                break;
            }
            let begins = memchr::memchr_iter(turn(LOOKED_FOR[0]), &buffer[..length]);
            let whole = begins.filter(|begin| {
                let here = buffer[*begin..length].iter().map(|byte| turn(*byte));
                here.take(LOOKED_FOR.len()).eq(LOOKED_FOR.iter().copied())
            });
            found += whole.count();
            // The pieces overlap by one byte less than the text, so that each copy is counted once.
            at += if length < buffer.len() { length } else { length - LOOKED_FOR.len() + 1 } as u64;
        }
    }
    found
}

/// Returns a folder, made by another process, with one note that contains the text.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let lines = format!(
        "{}\n{}",
        json!({ "type": "nl.peildatum.onderdeel.opgenomen", "onderwerp": "onderdeel/9", "ingangsdatum": "2019-01-01",
            "gegevens": { "niveau": "programma", "titel": "Zorg" } }),
        json!({ "type": "nl.peildatum.toelichting.vastgelegd", "onderwerp": "onderdeel/9", "ingangsdatum": "2019-01-01",
            "gegevens": { "tekst": "@" } }),
    );
    let turned = String::from_utf8(TURNED.to_vec()).unwrap();
    let made = format!(
        "printf '%s' '{lines}' | sed \"s/@/$(printf %s {turned} | tr a-z n-za-m)/\" | \"$0\" import --data \"$1\" -"
    );
    let data = folder.path().join("data");
    let done = Command::new("sh")
        .args(["-c", &made, env!("CARGO_BIN_EXE_peildatum")])
        .arg(&data)
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(done.success());
    folder
}

#[test]
fn of_a_text_that_was_opened_nothing_is_left_in_memory_when_its_record_is_dropped() {
    let folder = folder();
    let service = Service::open(&folder.path().join("data"), OpenOptions::default()).unwrap();
    assert_eq!(copies(), 0, "nothing was opened yet");
    let record = service.record(2).unwrap().unwrap();
    assert_eq!(record.data["tekst"].as_str().unwrap().len(), TURNED.len());
    assert_eq!(copies(), 1, "what is searched for is found while it is held");
    let another = record.clone();
    assert_eq!(copies(), 2);
    drop((record, another));
    assert_eq!(copies(), 0);
    service.records(0, 10).unwrap();
    service.for_each(1, 2, &mut |_| Ok(())).unwrap();
    assert_eq!(copies(), 0);
}
