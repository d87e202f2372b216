//! Rounds over HTTP: sealed, refused, reopened, sealed again, published, and shown in lists and reports.

use serde_json::{Value, json};

use super::{TestApp, node};

const ROUND: &str = "/v1/rondes/2026-vr1";

fn of_round(kind: &str, data: Value) -> Value {
    json!({ "type": format!("nl.peildatum.ronde.{kind}"), "onderwerp": "ronde/2026-vr1", "ingangsdatum": "2026-09-01", "gegevens": data })
}

async fn with_round() -> TestApp {
    let app = TestApp::new();
    let opened = json!({ "soort": "voortgangsrapportage", "begrotingsjaar": 2026, "volgnummer": 1, "titel": "Eerste", "peildatum": "2026-09-01" });
    let note = json!({ "type": "nl.peildatum.toelichting.vastgelegd", "onderwerp": "onderdeel/9", "ingangsdatum": "2026-09-01",
        "gegevens": { "tekst": "Op koers", "ronde": "2026-vr1" } });
    assert_eq!(app.append(&json!([node("9"), of_round("geopend", opened), note])).await.status, 201);
    app
}

impl TestApp {
    async fn seal(&self, said: Value) -> super::Answer {
        self.post(&format!("{ROUND}/vaststellingen"), "application/json", said.to_string()).await
    }
}

#[tokio::test]
async fn a_round_goes_from_open_to_published_and_each_version_stays_to_be_read() {
    let app = with_round().await;
    let open = app.get(&format!("{ROUND}/rapportage")).await.json();
    assert_eq!((&open["staat"]["vaststelling"], &open["staat"]["oordeel"]), (&Value::Null, &Value::Null));
    let first = app.seal(json!({ "orgaan": "college", "strekking": "aangeboden" })).await;
    assert_eq!((first.status.as_u16(), first.header("location")), (201, "/v1/rondes/2026-vr1/rapportage?versie=1"));
    let first = first.json();
    assert_eq!((&first["versie"], &first["positie"], &first["positieVaststelling"]), (&json!(1), &json!(3), &json!(4)));
    let reopened = of_round("heropend", json!({ "reden": "Fout" }));
    assert_eq!(app.append(&reopened).await.status, 201);
    let again = json!({ "orgaan": "raad", "strekking": "vastgesteld", "reden": "Hersteld" });
    assert_eq!(app.seal(again).await.json()["versie"], 2);
    let published = json!({ "moment": "2026-10-01T09:00:00Z", "url": "https://voorbeeld.example/vr1", "versie": 2,
        "weergaven": [{ "formaat": "html", "sha256": "b".repeat(64) }] });
    assert_eq!(app.append(&of_round("gepubliceerd", published)).await.status, 201);

    let round = app.get(ROUND).await.json();
    assert_eq!(round["status"], "gepubliceerd");
    let mut listed = first.clone();
    listed["gelijkAanVersie"] = Value::Null;
    assert_eq!(round["vaststellingen"][0], listed, "among those of its round");
    let complete = json!([{ "programma": "9", "titel": round["volledigheid"][0]["titel"], "gedekt": true, "gerapporteerd": true,
        "prestaties": 0, "metToelichting": 0 }]);
    assert_eq!(round["volledigheid"], complete, "of its newest sealing");
    let listed = app.get("/v1/rondes").await.json()[0].clone();
    assert_eq!(listed["volledigheid"], Value::Null, "a list does not look at every tree");
    let mut same = listed;
    same["volledigheid"] = complete;
    assert_eq!(same, round);
    for (query, version) in [("", 2), ("?orgaan=college", 1), ("?orgaan=raad", 2), ("?versie=1", 1)] {
        let report = app.get(&format!("{ROUND}/rapportage{query}")).await.json();
        assert_eq!(report["staat"]["vaststelling"]["versie"], version, "{query}");
        assert_eq!(report["staat"]["oordeel"], "klopt");
        assert_eq!(report["staat"]["digest"], report["staat"]["vaststelling"]["digest"]);
    }
    let part = app.get(&format!("{ROUND}/rapportage?versie=1&onderdeel=9")).await.json();
    assert_eq!(part["staat"]["oordeel"], "klopt", "of the whole that was sealed");
    assert_ne!(part["staat"]["digest"], first["digest"], "a part is another report");

    let page = app.get(&format!("{ROUND}/vaststellingen?limit=1")).await;
    assert_eq!(page.header("link"), "</v1/rondes/2026-vr1/vaststellingen?cursor=1&limit=1>; rel=\"next\"");
    let next = app.get(&format!("{ROUND}/vaststellingen?cursor=1&limit=1")).await;
    assert_eq!((next.json()[0]["versie"].clone(), next.header("link")), (json!(2), ""));
    let checked = app.post("/v1/controles", "application/json", "").await.json();
    let all = checked["vaststellingen"].as_array().unwrap();
    assert!(checked["klopt"] == true && all.len() == 2 && all.iter().all(|one| one["oordeel"] == "klopt"), "{checked}");
}

#[tokio::test]
async fn what_can_not_be_sealed_or_read_is_a_problem_that_says_why() {
    let app = with_round().await;
    let path = format!("{ROUND}/vaststellingen");
    let bad = app.seal(json!({ "orgaan": "burgemeester", "versie": 3 })).await;
    let gist = bad.problem(&path);
    assert!(
        gist.starts_with("400 ") && gist.contains("versie: onbekend-veld") && gist.contains("strekking: verplicht"),
        "{gist}"
    );
    let said = json!({ "orgaan": "college", "strekking": "vastgesteld" });
    let with = |key: &str, value: Value| {
        let mut said = said.clone();
        said[key] = value;
        said
    };
    let moved = app.seal(with("positie", json!(2))).await.problem(&path);
    assert!(moved.starts_with("409 ronde-intussen-gewijzigd"), "{moved}");
    let other = app.seal(with("digest", format!("sha256:{}", "0".repeat(64)).into())).await.problem(&path);
    assert!(other.starts_with("409 rapportage-anders"), "{other}");
    assert_eq!(
        app.seal(with("positie", json!(9))).await.problem(&path),
        "400 ongeldige-invoer; positie: positie-onbekend"
    );
    assert_eq!(app.seal(said.clone()).await.status, 201);
    let twice = app.seal(said.clone()).await;
    assert_eq!(twice.problem(&path), "409 orgaan-stelde-al-vast; : orgaan-stelde-al-vast");
    assert_eq!(twice.json()["posities"], json!([4]));
    let unknown = app.post("/v1/rondes/2026-vr9/vaststellingen", "application/json", said.to_string()).await;
    assert_eq!(unknown.problem("/v1/rondes/2026-vr9/vaststellingen"), "404 ronde-onbekend");
    for (path, gist) in [
        ("/v1/rondes/2026-vr9/vaststellingen", "404 ronde-onbekend"),
        ("/v1/rondes/2026-vr9", "404 niet-gevonden"),
        ("/v1/rondes/2026-vr1/rapportage?versie=2", "404 vaststelling-onbekend"),
        ("/v1/rondes/2026-vr1/rapportage?orgaan=raad", "404 vaststelling-onbekend"),
        ("/v1/rondes/2026-vr1/rapportage?orgaan=college&versie=1", "400 ongeldige-invoer; orgaan: orgaan-of-versie"),
        ("/v1/rondes/2026-vr1/rapportage?orgaan=koning", "400 ongeldige-invoer; orgaan: ongeldige-waarde"),
    ] {
        assert_eq!(app.get(path).await.problem(path), gist, "{path}");
    }
    let sent = app
        .append(&of_round(
            "vastgesteld",
            json!({ "orgaan": "raad", "strekking": "vastgesteld", "versie": 2,
        "peildatum": "2026-09-01", "positie": 4, "wortel": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "digest": format!("sha256:{}", "0".repeat(64)), "digestGeraamte": format!("sha256:{}", "0".repeat(64)),
        "rapportageVersie": 1, "softwareVersie": "0.1.0" }),
        ))
        .await;
    assert!(sent.problem("/v1/gebeurtenissen").starts_with("409 vaststelling-alleen-via-dienst"));
}

#[tokio::test]
async fn a_trial_says_in_words_what_would_be_sealed_and_seals_nothing() {
    let app = with_round().await;
    let mut draft = json!({ "type": "nl.peildatum.toelichting.vastgelegd", "onderwerp": "onderdeel/9", "ingangsdatum": "2026-09-01",
        "gegevens": { "tekst": "Gelezen", "ronde": "2026-vr1" }, "herkomst": { "document": "p.txt", "oordeel": "nakijken" } });
    draft["id"] = "00000000-0000-7000-8000-0000000000aa".into();
    assert_eq!(app.append(&draft).await.status, 201);
    let path = format!("{ROUND}/vaststellingen");
    let trial = app.post(&format!("{path}?proef=true"), "application/json", r#"{"orgaan":"raad"}"#).await;
    assert_eq!(
        (trial.status.as_u16(), trial.header("content-language"), trial.header("vary")),
        (200, "nl", "Accept-Language")
    );
    let told = trial.json();
    let words = told["woorden"].to_string();
    assert!(words.contains("1 september 2026") && words.contains("1 concept is niet nagekeken"), "{words}");
    assert_eq!(app.get(&path).await.json(), json!([]), "nothing was sealed");
    let said = json!({ "orgaan": "raad", "strekking": "vastgesteld" });
    let refused = app.seal(said.clone()).await;
    assert_eq!(refused.problem(&path), "409 niet-nagekeken; : niet-nagekeken");
    assert_eq!(refused.json()["posities"], json!([4]));
    let mut accepted = said;
    accepted["onbeoordeeld"] = true.into();
    accepted["buitenVolgorde"] = true.into();
    accepted["digest"] = told["digest"].clone();
    accepted["positie"] = told["positie"].clone();
    assert_eq!(app.seal(accepted).await.status, 201);
}
