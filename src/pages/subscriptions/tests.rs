//! The pages of subscriptions, in every state and with hostile texts.

use serde_json::{Value, json};

use super::*;
use crate::language::Language;
use crate::testkit::{HOSTILE, assert_sound, readers};

const VIEWER: Viewer<'_> = Viewer { name: HOSTILE, role: "beheren" };

fn subscription(status: &str) -> Value {
    let delivery = json!({ "positie": 7, "begonnenOp": "2019-05-28T10:00:00Z", "poging": 0, "afloop": "mislukt", "httpStatus": null,
        "oorzaak": "niet-bereikbaar", "duurInMs": 12 });
    let waits =
        json!({ "positie": 7, "pogingen": 8, "eersteMislukking": "2019-05-28T10:00:00Z", "volgendePoging": null });
    json!({ "id": "0190a1c0-0000-7000-8000-000000000001", "url": format!("https://x.example/{HOSTILE}"), "status": status,
        "reden": HOSTILE, "positie": 6, "achterstand": 3, "tempo": 120, "vorm": "dun", "aangemeldOp": "2019-05-28T10:00:00Z",
        "wachtOp": if status == "vastgelopen" { waits } else { Value::Null }, "aantalOnbestelbaar": 1, "laatsteBezorging": delivery,
        "filter": { "types": ["nl.peildatum.voorziening.gesloten"], "onderwerp": HOSTILE, "onderdeel": null, "vanaf": "2019-05-28T10:00:00Z" } })
}

fn index(reader: Reader, subscriptions: &[Value], typed: &TypedInputs, errors: &[FieldError]) -> String {
    let base = "https://peildatum.example";
    subscriptions_page(&SubscriptionsPage {
        reader,
        viewer: VIEWER,
        subscriptions,
        closed: None,
        typed,
        errors,
        base,
        head: 308,
    })
}

#[test]
fn each_state_offers_what_can_be_done_and_texts_stay_texts() {
    for reader in readers().into_iter().filter(|reader| !reader.has_file()) {
        for (status, steps) in [
            ("actief", &[SubscriptionAction::Pause, SubscriptionAction::Resend][..]),
            ("gepauzeerd", &[SubscriptionAction::Resume, SubscriptionAction::Resend]),
            ("vastgelopen", &[SubscriptionAction::Resume, SubscriptionAction::Skip, SubscriptionAction::Resend]),
            ("beeindigd", &[]),
        ] {
            let one = subscription(status);
            let last = std::slice::from_ref(&one["laatsteBezorging"]);
            let page = one_page(&OnePage { reader, viewer: VIEWER, subscription: &one, deliveries: last, dead: last });
            assert_sound(&page);
            for step in SubscriptionAction::ALL {
                assert_eq!(
                    page.contains(&format!("value=\"{}\"", step.word())),
                    steps.contains(&step),
                    "{status}: {step:?}"
                );
            }
            assert_sound(&index(reader, std::slice::from_ref(&one), &TypedInputs::default(), &[]));
            assert_sound(&delete_page(&DeletePage { reader, viewer: VIEWER, subscription: &one }));
            let made = made_page(&MadePage { reader, viewer: VIEWER, subscription: &one, secret: HOSTILE });
            assert_sound(&made);
        }
        assert_sound(&index(reader, &[], &TypedInputs::default(), &[]));
    }
}

#[test]
fn what_was_typed_becomes_the_order_of_the_api_and_comes_back_with_what_is_wrong() {
    let sent = [
        ("url", " https://x.example "),
        ("filter.types[0]", "nl.peildatum.a"),
        ("filter.types[7]", "nl.peildatum.b"),
        ("filter.onderwerp", ""),
        ("filter.onderdeel", "9"),
        ("vorm", "dun"),
        ("start", "na"),
        ("startNa", "12"),
        ("geheim", ""),
        ("token", "x"),
    ];
    let pairs = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Vec<_>>()
    };
    let typed = TypedInputs::new(pairs(&sent));
    assert_eq!(
        typed.order(),
        json!({ "url": "https://x.example", "vorm": "dun", "start": 12, "token": "x",
        "filter": { "types": ["nl.peildatum.a", "nl.peildatum.b"], "onderdeel": "9" } })
    );
    assert_eq!(unknown_inputs(&pairs(&[("url", ""), ("x", "")])), ["x"]);
    let words = TypedInputs::new(pairs(&[("start", "na"), ("startNa", HOSTILE)]));
    assert_eq!(words.order()["start"], *HOSTILE);
    let errors = [
        FieldError::new("filter.types[0]", "x", Message::verbatim(HOSTILE)),
        FieldError::new("start", "x", Message::verbatim("b")),
        FieldError::new("", "x", Message::verbatim("geheel")),
    ];
    let page = index(Reader::at_service(Language::Dutch, false), &[], &words, &errors);
    assert_sound(&page);
    for part in ["filter-types-fout", "start-fout", "geheel", "&lt;script&gt;"] {
        assert!(page.contains(part), "{part}: {page}");
    }
}

#[test]
fn labels_and_troubles_are_words_of_the_language_of_the_reader() {
    let one = subscription("vastgelopen");
    let last = std::slice::from_ref(&one["laatsteBezorging"]);
    let reader = Reader::at_service(Language::English, false);
    let page = one_page(&OnePage { reader, viewer: VIEWER, subscription: &one, deliveries: last, dead: last })
        + &index(reader, std::slice::from_ref(&one), &TypedInputs::default(), &[]);
    for part in
        ["Registered at", "Waits for", "Begun at", "First failure", "Last delivery", "Lag", "Outcome", "not reachable"]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
    for key in ["AangemeldOp", "WachtOp", "BegonnenOp", "Achterstand", "Afloop", "Poging", "Vorm", "Tempo"] {
        assert!(!page.contains(&format!(">{key}<")), "{key}: {page}");
    }
}
