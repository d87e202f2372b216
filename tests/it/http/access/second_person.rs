//! Erasing with a second person: who asks does not confirm, and what is lost or too old erases nothing.

use peildatum::access::AccessSettings;
use peildatum::domain::access::Role;
use peildatum::http::HttpSettings;
use peildatum::http::routes::operations;
use serde_json::{Value, json};

use super::super::conformance::check;
use super::super::{Answer, actor};
use super::{Guarded, bearer};

const PATH: &str = "/v1/wisverzoeken";

/// A service where an erasure takes two people, with an event that has a text.
struct Pair {
    guarded: Guarded,
    event: String,
    text: String,
}

impl Pair {
    fn new() -> Pair {
        let access = Some(AccessSettings { second_person: true, ..AccessSettings::default() });
        let guarded = Guarded::with(HttpSettings { access, ..HttpSettings::of(actor()) });
        let service = &guarded.app.service;
        let noted = |position| {
            let id = service.state().id_at(position)?;
            let record = service.record_of(id).unwrap()?;
            let told = record.to_json(peildatum::log::record::RecordView::Feed);
            let text = told["gegevens"]["tekst"].as_str()?.to_owned();
            Some((told["id"].as_str()?.to_owned(), text))
        };
        let (event, text) = (1..=service.durable_head()).find_map(noted).expect("the stream has notes");
        Pair { guarded, event, text }
    }

    async fn send(&self, method: &str, path: &str, token: &str, body: &Value) -> Answer {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.guarded.send(method, path, &[("authorization", bearer(token).as_str())], &body).await
    }

    async fn ask(&self, token: &str) -> Answer {
        let sent = json!({ "gebeurtenis": self.event, "grondslag": "artikel 17 AVG", "besluit": "B&W 26.0012" });
        self.send("POST", PATH, token, &sent).await
    }

    async fn asked(&self, token: &str) -> String {
        let asked = self.ask(token).await;
        assert_eq!(asked.status, 201, "{}", asked.text);
        asked.json()["id"].as_str().unwrap().to_owned()
    }

    async fn confirm(&self, id: &str, token: &str) -> Answer {
        self.send("POST", &format!("{PATH}/{id}/bevestigingen"), token, &Value::Null).await
    }

    /// Returns true if the text of the event is still there.
    async fn is_there(&self) -> bool {
        let reader = self.guarded.token_named(&format!("lezer-{}", self.guarded.lines().len()), Role::Reader);
        let path = format!("/v1/gebeurtenissen/{}", self.event);
        self.guarded.call("GET", &path, &reader).await.json()["gegevens"]["tekst"] == self.text.as_str()
    }

    fn administrator(&self, name: &str) -> String {
        self.guarded.token_named(name, Role::Administrator)
    }

    fn refused(answer: &Answer) -> (u16, String) {
        (answer.status.as_u16(), answer.json()["code"].as_str().unwrap_or_default().to_owned())
    }
}

fn refusal(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

#[tokio::test]
async fn an_erasure_takes_somebody_else_and_both_are_on_record() {
    let pair = Pair::new();
    let (one, other) = (pair.administrator("een"), pair.administrator("ander"));
    let id = pair.asked(&one).await;
    assert!(pair.is_there().await, "nothing is erased yet");
    assert_eq!(pair.send("GET", PATH, &other, &Value::Null).await.json()[0]["gevraagdDoor"], "token:een");
    assert_eq!(Pair::refused(&pair.ask(&other).await), refusal(409, "al-gevraagd"));
    assert_eq!(Pair::refused(&pair.confirm(&id, &one).await), refusal(403, "zelfde-persoon"));
    assert!(pair.is_there().await);
    let done = pair.confirm(&id, &other).await;
    assert_eq!(done.status, 201, "{}", done.text);
    let operation = operations().into_iter().find(|operation| operation.id == "bevestigWissing").unwrap();
    check(&operation, &done);
    let record = done.json();
    assert_eq!((&record["id"], &record["actor"]["id"]), (&id.as_str().into(), &"token:ander".into()), "{record}");
    assert_eq!(record["actor"]["naam"], "token:ander, op verzoek van token:een");
    assert!(record["wist"].is_u64(), "what is left to look at: {record}");
    assert!(!pair.is_there().await);
    assert_eq!(pair.confirm(&id, &other).await.status, 404, "it waits no more");
    let lines = pair.guarded.lines();
    let route = |line: &&Value| line["object"]["route"].as_str().is_some_and(|route| route.starts_with(PATH));
    let told = lines.iter().filter(route).filter(|line| line["resultaat"] == 201);
    let told: Vec<(&Value, &Value)> = told.map(|line| (&line["actor"], &line["handeling"][0])).collect();
    assert_eq!(told, [(&"token:een".into(), &"wissen".into()), (&"token:ander".into(), &"wissen".into())]);
}

#[tokio::test]
async fn a_token_that_the_asker_made_is_the_same_person_and_so_are_two_of_one_maker() {
    let pair = Pair::new();
    let (one, other) = (pair.administrator("een"), pair.administrator("ander"));
    let mut made = Vec::new();
    for name in ["tweede", "derde"] {
        let wanted = json!({ "naam": name, "rol": "beheren", "vervaltOp": super::UNTIL });
        let answer = pair.send("POST", "/v1/toegangsbewijzen", &one, &wanted).await;
        made.push(answer.json()["toegangsbewijs"].as_str().unwrap().to_owned());
    }
    let id = pair.asked(&one).await;
    assert_eq!(Pair::refused(&pair.confirm(&id, &made[0]).await), refusal(403, "zelfde-persoon"));
    assert_eq!(pair.send("DELETE", &format!("{PATH}/{id}"), &other, &Value::Null).await.status, 204);
    let id = pair.asked(&made[0]).await;
    for same in [&one, &made[0], &made[1]] {
        assert_eq!(Pair::refused(&pair.confirm(&id, same).await), refusal(403, "zelfde-persoon"));
    }
    assert!(pair.is_there().await);
    assert_eq!(pair.confirm(&id, &other).await.status, 201);
}

#[tokio::test]
async fn a_request_that_is_too_old_or_was_taken_back_erases_nothing() {
    let pair = Pair::new();
    let (one, other) = (pair.administrator("een"), pair.administrator("ander"));
    let id = pair.asked(&one).await;
    assert_eq!(pair.send("DELETE", &format!("{PATH}/{id}"), &other, &Value::Null).await.status, 204);
    assert_eq!(pair.confirm(&id, &other).await.status, 404);
    let id = pair.asked(&one).await;
    pair.guarded.set_clock("2026-11-05T12:00:00Z");
    assert_eq!(pair.confirm(&id, &other).await.status, 404, "three days and more");
    assert_eq!(pair.send("GET", PATH, &other, &Value::Null).await.json(), json!([]));
    assert!(pair.is_there().await);
    assert_eq!(pair.confirm("geen-id", &other).await.status, 404);
}

#[tokio::test]
async fn those_that_wait_are_listed_page_by_page() {
    let pair = Pair::new();
    let one = pair.administrator("een");
    let service = &pair.guarded.app.service;
    let ids: Vec<String> = (1..=3).map(|at| service.state().id_at(at).unwrap().to_string()).collect();
    for id in &ids {
        let sent = json!({ "gebeurtenis": id, "grondslag": "artikel 17 AVG", "besluit": "B&W 26.0012" });
        assert_eq!(pair.send("POST", PATH, &one, &sent).await.status, 201);
    }
    let (mut path, mut seen) = (format!("{PATH}?limit=2"), Vec::new());
    loop {
        let page = pair.send("GET", &path, &one, &Value::Null).await;
        let all = page.json();
        seen.extend(all.as_array().unwrap().iter().map(|one| one["gebeurtenis"].as_str().unwrap().to_owned()));
        let next = page.header("link").split(['<', '>']).nth(1).map(str::to_owned);
        let Some(next) = next else { break };
        path = next;
    }
    assert_eq!(seen, ids);
    let unknown = pair.send("GET", &format!("{PATH}?cursor={}", ids[0]), &one, &Value::Null).await;
    assert_eq!(unknown.gist(), "400 ongeldige-invoer; cursor: ongeldige-waarde", "no request has that id");
}

#[tokio::test]
async fn what_was_asked_with_a_token_that_is_withdrawn_is_not_confirmed() {
    let pair = Pair::new();
    let (one, other) = (pair.administrator("een"), pair.administrator("ander"));
    let id = pair.asked(&one).await;
    let listed = pair.send("GET", "/v1/toegangsbewijzen", &other, &Value::Null).await.json();
    let token = listed.as_array().unwrap().iter().find(|token| token["naam"] == "een").unwrap()["id"].clone();
    let path = format!("/v1/toegangsbewijzen/{}", token.as_str().unwrap());
    assert_eq!(pair.send("DELETE", &path, &other, &Value::Null).await.status, 204);
    assert_eq!(pair.confirm(&id, &other).await.status, 404);
    assert!(pair.is_there().await);
    assert_eq!(pair.send("GET", PATH, &other, &Value::Null).await.json(), json!([]));
}

#[tokio::test]
async fn nobody_erases_alone_by_another_way() {
    let pair = Pair::new();
    let one = pair.administrator("een");
    let erasure = json!({ "type": "nl.peildatum.gebeurtenis.gewist", "onderwerp": format!("gebeurtenis/{}", pair.event),
        "ingangsdatum": "2026-11-02", "gegevens": { "grondslag": "artikel 17 AVG", "besluit": "B&W 26.0012" } });
    for body in [erasure.clone(), json!([erasure])] {
        let answer = pair.send("POST", "/v1/gebeurtenissen", &one, &body).await;
        assert_eq!(Pair::refused(&answer), refusal(403, "tweede-persoon-nodig"), "{}", answer.text);
    }
    let trial = pair.send("POST", "/v1/gebeurtenissen?proef=true", &one, &erasure).await;
    assert_eq!(trial.status, 200, "it may be tried: {}", trial.text);
    let headers = [("authorization", bearer(&one)), ("content-type", "application/x-ndjson".to_owned())];
    let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
    let imported = pair.guarded.send("POST", "/v1/invoer", &headers, &format!("{erasure}\n")).await;
    assert_eq!(Pair::refused(&imported), refusal(403, "tweede-persoon-nodig"), "{}", imported.text);
    assert!(pair.is_there().await);
    let unknown =
        json!({ "gebeurtenis": "019a4000-0000-7000-8000-0000000000ff", "grondslag": "x", "besluit": "B&W 26.0012" });
    let judged = pair.send("POST", PATH, &one, &unknown).await;
    assert!(
        judged.status == 409 && !judged.text.contains("al-gevraagd"),
        "it is judged when it is asked: {}",
        judged.text
    );
}
