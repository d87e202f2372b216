//! Webhooks from a page, as a browser without scripts does it.

use super::forms::{FORM, Inputs, encoded, fill, inputs, opened, press, send};
use super::{BROWSER, browse, links, sound};
use crate::http::{Answer, TestApp, node};

const LIST: &str = "/abonnementen";

async fn register(app: &TestApp, filled: &Inputs) -> Answer {
    send(app, LIST, &[("content-type", FORM), ("accept", BROWSER), ("sec-fetch-site", "same-origin")], encoded(filled))
        .await
}

/// Registers a webhook, and returns the address of its page and its secret.
async fn registered(app: &TestApp) -> (String, String) {
    let mut filled = opened(app, LIST).await;
    fill(&mut filled, "url", "https://ontvanger.example/haak");
    fill(&mut filled, "start", "begin");
    let made = register(app, &filled).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let page = sound(&made, LIST);
    let secret = page.split("<code>whsec_").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert!(secret.len() > 30, "{page}");
    let one = links(&page).into_iter().find(|link| link.starts_with("/abonnementen/") && !link.contains('?')).unwrap();
    (one, secret)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_is_registered_paused_resumed_resent_and_deleted_from_pages() {
    let app = TestApp::new();
    assert_eq!(app.append(&node("9")).await.status, 201);
    let (one, secret) = registered(&app).await;
    let list = sound(&browse(&app, LIST).await, LIST);
    assert!(links(&list).contains(&one) && !list.contains(&secret), "{list}");
    let id = one.strip_prefix("/abonnementen/").unwrap();
    let state = async || app.get(&format!("/v1/abonnementen/{id}")).await.json()["status"].as_str().unwrap().to_owned();
    for (button, then) in [("pauzeren", "gepauzeerd"), ("hervatten", "actief")] {
        let done = press(&app, &one, &Inputs::new(), button).await;
        assert_eq!((done.status.as_u16(), done.header("location")), (303, one.as_str()), "{}", done.text);
        assert_eq!(state().await, then);
    }
    let position = vec![("positie".to_owned(), "1".to_owned())];
    assert_eq!(press(&app, &one, &position, "herhalen").await.status, 303);
    let page = sound(&browse(&app, &one).await, &one);
    assert!(page.contains("met de hand") && page.contains("/gebeurtenissen/1\"") && !page.contains(&secret), "{page}");
    let ask = format!("{one}/verwijderen");
    let question = sound(&browse(&app, &ask).await, &ask);
    assert!(
        question.contains(&format!("action=\"{ask}\"")) && state().await == "actief",
        "nothing is deleted by looking"
    );
    let gone = send(&app, &ask, &[("content-type", FORM), ("sec-fetch-site", "same-origin")], String::new()).await;
    assert_eq!((gone.status.as_u16(), gone.header("location")), (303, LIST));
    assert_eq!(browse(&app, &one).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_wrong_with_a_webhook_is_told_at_once_and_nothing_typed_is_lost() {
    let app = TestApp::new();
    let mut filled = opened(&app, LIST).await;
    for (name, value) in [
        ("url", "http://"),
        ("filter.onderwerp", "niet goed"),
        ("filter.onderdeel", "9 A"),
        ("vorm", "volledig"),
        ("start", "na"),
        ("startNa", "veel"),
        ("geheim", "whsec_kort"),
        ("token", "a b"),
    ] {
        fill(&mut filled, name, value);
    }
    filled.push(("filter.types[4]".to_owned(), "nl.peildatum.voorziening.gesloten".to_owned()));
    let refused = register(&app, &filled).await;
    assert_eq!(refused.status, 400);
    let page = sound(&refused, LIST);
    for field in ["url", "filter-onderwerp", "filter-onderdeel", "start", "token"] {
        assert!(page.contains(&format!("id=\"{field}-fout\"")), "{field}: {page}");
    }
    // The number in the name of a box to tick is only its place.
    let plain = |(name, value): &(String, String)| (name.split('[').next().unwrap().to_owned(), value.clone());
    let again: Inputs = inputs(&page).iter().map(plain).collect();
    let lost: Vec<_> = filled.iter().map(plain).filter(|input| !again.contains(input)).collect();
    assert!(lost.is_empty(), "{lost:?}");
    // What only the service knows is told in the same place.
    for (name, value) in [
        ("url", "https://x.example"),
        ("filter.onderwerp", ""),
        ("filter.onderdeel", "77"),
        ("start", "hoofd"),
        ("geheim", ""),
        ("token", ""),
    ] {
        fill(&mut filled, name, value);
    }
    let refused = register(&app, &filled).await;
    assert!(
        refused.status == 400 && sound(&refused, LIST).contains("id=\"filter-onderdeel-fout\""),
        "{}",
        refused.text
    );
    assert_eq!(app.get("/v1/abonnementen").await.json(), serde_json::json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_another_site_and_an_input_that_the_form_has_not_change_nothing() {
    let app = TestApp::new();
    let (one, _) = registered(&app).await;
    let post = async |path: &str, site: &str, body: &str| {
        let headers = [("content-type", FORM), ("sec-fetch-site", site)];
        send(&app, path, &headers, body.to_owned()).await.gist()
    };
    let delete = format!("{one}/verwijderen");
    for path in [LIST, one.as_str(), delete.as_str()] {
        assert_eq!(post(path, "cross-site", "").await, "403 andere-herkomst", "{path}");
        assert_eq!(post(path, "none", "").await, "403 andere-herkomst", "{path}");
        assert_eq!(post(path, "same-origin", "x=1").await, "400 ongeldige-invoer; x: onbekend-veld", "{path}");
    }
    assert_eq!(post(&one, "same-origin", "stap=weg").await, "400 ongeldige-invoer; stap: ongeldige-waarde");
    assert_eq!(post(&one, "same-origin", "stap=herhalen").await, "400 ongeldige-invoer; positie: ontbreekt");
    assert_eq!(post(&one, "same-origin", "stap=herhalen&positie=9").await, "404 niet-gevonden");
    assert_eq!(browse(&app, "/abonnementen/x").await.status, 404);
    assert_eq!(browse(&app, &one).await.status, 200);
}
