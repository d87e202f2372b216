//! The two requests of a back-up: their responses, and refusals of the second.

use peildatum::log::backup::{BackupPart, BackupReader, read_secrets};
use serde_json::json;

use super::{TestApp, node, opened};

#[tokio::test]
async fn the_secrets_are_given_for_the_back_up_that_was_made_and_for_no_other() {
    let app = TestApp::new();
    app.append(&node("9")).await;
    let first = app.append(&opened("a")).await.json();
    let made = app.get("/v1/back-up").await;
    assert_eq!(made.status, 200);
    let mut records = BackupReader::begin(&made.bytes[..]).unwrap();
    assert!(
        matches!(records.next_part(), Ok(BackupPart::Record(_)))
            && matches!(records.next_part(), Ok(BackupPart::Record(_)))
    );
    let BackupPart::End(end) = records.next_part().unwrap() else { panic!("two records") };
    let asked =
        |position: u64, root: &[u8]| format!("/v1/back-up/geheim?positie={position}&wortel={}", hex::encode(root));
    let given = app.get(&asked(2, &end.extent.root)).await;
    let secrets = read_secrets(&given.bytes[..]).unwrap();
    assert_eq!(secrets.extent, end.extent);
    assert!(secrets.key.is_empty(), "the signing key does not leave the machine");
    assert!(secrets.slots.chunks(64).all(|slot| slot != [0; 64]));

    for (query, said) in [
        ("", "400 ongeldige-invoer; positie: ontbreekt; wortel: ontbreekt"),
        ("?positie=3&wortel=00", "400 ongeldige-invoer; positie: ongeldige-waarde; wortel: ongeldige-waarde"),
    ] {
        assert_eq!(app.get(&format!("/v1/back-up/geheim{query}")).await.problem("/v1/back-up/geheim"), said);
    }
    let other = app.get(&asked(2, &[7; 32])).await.problem("/v1/back-up/geheim");
    assert_eq!(other, "400 ongeldige-invoer; wortel: andere-wortel");
    let erasure = json!({ "type": "nl.peildatum.gebeurtenis.gewist", "ingangsdatum": "2026-11-02",
        "onderwerp": format!("gebeurtenis/{}", first["id"].as_str().unwrap()),
        "gegevens": { "grondslag": "artikel 17 AVG", "besluit": "B&W 26.0012" } });
    assert_eq!(app.append(&erasure).await.status, 201);
    let late = app.get(&asked(2, &end.extent.root)).await;
    assert!(
        late.problem("/v1/back-up/geheim").starts_with("409 intussen-gewist"),
        "its text would be gone without a reason"
    );
}
