//! Drafts in the log that nobody looked at.

use serde_json::json;

use super::super::browse;
use super::super::forms::{Inputs, fill, press};
use super::super::sound;
use super::shown;
use crate::http::TestApp;

#[tokio::test]
async fn drafts_in_the_log_are_confirmed_by_a_correction_that_changes_nothing() {
    let app = TestApp::with_stream("leiden");
    let round = app.get("/v1/rondes").await.json();
    let round = round[0]["id"].as_str().or_else(|| round["rondes"][0]["id"].as_str()).unwrap().to_owned();
    let path = format!("/nakijken?ronde={round}");
    let page = shown(&app, &path).await;
    let count = page.matches("<li class=\"draft open\"").count();
    assert!(count > 3, "{page}");
    let position = page.split("value=\"akkoord:").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let form: Inputs = ["id", "getoond", "ronde"]
        .iter()
        .map(|name| {
            let value = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap().split('"').next().unwrap();
            ((*name).to_owned(), value.to_owned())
        })
        .collect();
    let head = app.service.durable_head();
    let step = format!("akkoord%3A{position}");
    let done = press(&app, &path, &form, &step).await;
    assert_eq!(
        (done.status.as_u16(), done.header("location")),
        (303, format!("{path}&klaar=1").as_str()),
        "{}",
        done.text
    );
    let again = press(&app, &path, &form, &step).await;
    assert_eq!(again.header("location"), format!("{path}&klaar=0"), "pressed twice");
    assert_eq!(app.service.durable_head(), head + 1);
    let made = &app.get(&format!("/v1/gebeurtenissen?cursor={head}&limit=1")).await.json()[0];
    let of =
        &app.get(&format!("/v1/gebeurtenissen?cursor={}&limit=1", position.parse::<u64>().unwrap() - 1)).await.json()
            [0];
    assert_eq!((&made["herstelt"], &made["gegevens"]), (&of["id"], &of["gegevens"]));
    assert_eq!(
        (&made["herkomst"]["oordeel"], &made["herkomst"]["regels"]),
        (&json!("zeker"), &of["herkomst"]["regels"])
    );
    let page = shown(&app, &format!("{path}&klaar=1")).await;
    assert_eq!(page.matches("<li class=\"draft open\"").count(), count - 1);
    // Another form about the same draft comes too late.
    let mut late = form.clone();
    fill(&mut late, "id", "019a0000-0000-7000-8000-000000000000");
    let late = press(&app, &path, &late, &step).await;
    assert_eq!(late.status, 409);
    assert!(sound(&late, &path).contains("geen concept van deze ronde"));
    // All that were shown, but no more than those.
    let all = press(&app, &path, &form, "akkoord").await;
    assert_eq!(all.header("location"), format!("{path}&klaar={}", count - 1), "{}", all.text);
    assert_eq!(app.service.durable_head(), head + count as u64);
    assert_eq!(browse(&app, "/nakijken").await.status, 400);
    assert_eq!(browse(&app, "/nakijken?gebeurtenis=99999").await.status, 404);
    assert_eq!(browse(&app, "/nakijken?ronde=nergens").await.status, 404);
}
