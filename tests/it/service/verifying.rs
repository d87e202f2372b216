//! Verification: valid logs, and the findings for invalid ones.

use peildatum::faults::Defect;

use super::*;

#[test]
fn a_log_that_holds_is_told_with_its_root() {
    let log = Opened::new();
    assert!(log.verified().holds(), "an empty log holds");
    log.append(&[node("9", "a"), node("8", "b")]).unwrap();
    let report = log.verified();
    assert!(report.holds());
    assert_eq!((report.events, report.erased), (2, 0));
    assert_eq!(Some(report.root), log.service.root(2).unwrap());
}

#[test]
fn a_text_whose_secret_is_lost_or_changed_is_found() {
    let log = Opened::new();
    log.append(&[node("9", "a"), node("8", "b"), node("7", "c")]).unwrap();
    let log = log.closed();
    let path = log.folder.path().join("secrets");
    let mut secrets = std::fs::read(&path).unwrap();
    secrets[..64].fill(0);
    secrets[64] ^= 1;
    std::fs::write(&path, secrets).unwrap();
    let report = log.opened().verified();
    assert!(!report.holds());
    let found: Vec<String> = report.faults.iter().map(|fault| fault.message().to_string()).collect();
    assert_eq!(
        found,
        [
            "1, opname van onderdeel 9 van 1 januari 2019: tekst is weg, en geen gebeurtenis zegt dat hij is gewist",
            "2, opname van onderdeel 8 van 1 januari 2019: tekst gaat niet open met zijn sleutel"
        ]
    );
}

#[test]
fn a_salt_that_changed_is_found_by_the_commitment() {
    let log = Opened::new();
    log.append(&[node("9", "a")]).unwrap();
    let log = log.closed();
    let path = log.folder.path().join("secrets");
    let mut secrets = std::fs::read(&path).unwrap();
    secrets[32] ^= 1;
    std::fs::write(&path, secrets).unwrap();
    let report = log.opened().verified();
    assert_eq!(report.faults[0].defects, [Defect::TextAltered]);
}
