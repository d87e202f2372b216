//! What is measured, the alarms on it, and the page that says the same in words.

use std::collections::BTreeSet;
use std::path::Path;

use peildatum::http::watch::alarms::{self, ALL, Alarm};
use peildatum::http::watch::samples;
use peildatum::language::{Language, names, sentence};
use serde_json::Value;

use super::TestApp;
use crate::generated::same;

/// The folder of what Prometheus and Grafana load.
const FOLDER: &str = "docs/beheer/bewaking";

/// What only a service that ends TLS itself measures.
const UNDER_TLS: &str = samples::CERTIFICATE_END;

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// Returns the names of metrics in a text: words that begin as ours do, or as those about the process do.
fn named(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    words.filter(|word| word.starts_with("peildatum_") || word.starts_with("process_")).collect()
}

/// Returns the expressions of the panels of the dashboard.
pub fn expressions() -> Vec<String> {
    let dashboard: Value = serde_json::from_str(&read(&format!("{FOLDER}/dashboard.json"))).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let targets = panels.iter().flat_map(|panel| panel["targets"].as_array().unwrap());
    targets.map(|target| target["expr"].as_str().unwrap().to_owned()).collect()
}

/// The rules that are committed, made from the table of alarms.
pub fn rules() -> String {
    alarms::rules(|alarm| sentence(Language::Dutch, &format!("alarm-{}", alarm.slug), &[]))
}

#[test]
fn the_rules_for_prometheus_are_committed_as_made_from_the_alarms() {
    same(&format!("{FOLDER}/peildatum.rules.yml"), &rules());
}

#[tokio::test]
async fn every_metric_that_the_dashboard_the_rules_and_the_page_name_is_in_a_live_answer() {
    let app = TestApp::with_stream("voorbeeldstad");
    app.get("/livez").await;
    let live = app.get("/metrics").await.text;
    let measured: BTreeSet<&str> =
        live.lines().filter(|line| !line.starts_with('#')).flat_map(|line| line.split(['{', ' ']).next()).collect();
    let (expressions, rules, page) = (expressions().join("\n"), rules(), read("docs/beheer/bewaking.md"));
    let is_live = |name: &str| {
        name == UNDER_TLS || measured.contains(name) || measured.contains(format!("{name}_bucket").as_str())
    };
    for (place, text) in [("dashboard", &expressions), ("rules", &rules), ("page", &page)] {
        let names = named(text);
        let missing: Vec<&&str> = names.iter().filter(|name| !is_live(name)).collect();
        assert!(missing.is_empty() && names.len() > 8, "{place}: {missing:?} of {names:?}");
    }
    // And nothing is measured that the page does not name.
    let told = named(&page);
    let types: BTreeSet<&str> =
        live.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()).collect();
    assert_eq!(types.difference(&told).collect::<Vec<_>>(), Vec::<&&str>::new());
}

#[test]
fn the_dashboard_is_one_that_grafana_loads() {
    let dashboard: Value = serde_json::from_str(&read(&format!("{FOLDER}/dashboard.json"))).unwrap();
    assert!(dashboard["title"].is_string() && dashboard["uid"].is_string() && dashboard["schemaVersion"].is_number());
    let (mut ids, mut taken) = (BTreeSet::new(), BTreeSet::new());
    for panel in dashboard["panels"].as_array().unwrap() {
        assert!(ids.insert(panel["id"].as_u64().unwrap()), "two panels with one id");
        assert_eq!(panel["datasource"]["uid"], "${datasource}", "the one who imports chooses the source");
        let place = |key: &str| panel["gridPos"][key].as_u64().unwrap();
        for (x, y) in (place("x")..place("x") + place("w"))
            .flat_map(|x| (place("y")..place("y") + place("h")).map(move |y| (x, y)))
        {
            assert!(x < 24 && taken.insert((x, y)), "{} lies over another or beside the grid", panel["title"]);
        }
    }
}

#[test]
fn every_alarm_has_its_page_its_sentences_and_its_place_in_the_index_and_nothing_else_has() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/beheer/alarmen");
    let files = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let files: BTreeSet<String> = files.filter(|name| name != "README.md").collect();
    let down = ("onbereikbaar", "PeildatumDown");
    let all = || ALL.iter().map(|alarm| (alarm.slug, alarm.alert)).chain([down]);
    assert_eq!(files, all().map(|(slug, _)| format!("{slug}.md")).collect());
    for (slug, alert) in all() {
        let page = read(&format!("docs/beheer/alarmen/{slug}.md"));
        assert!(
            page.contains(alert) && page.contains("## Wat het betekent") && page.contains("## Wat te doen"),
            "{slug}"
        );
    }
    let there = names(Language::Dutch).keys().cloned();
    let there: BTreeSet<String> = there.filter(|name| name.starts_with("alarm-")).collect();
    let said = |alarm: &Alarm| ["", "-means", "-do"].map(|what| format!("alarm-{}{what}", alarm.slug));
    assert_eq!(there, ALL.iter().flat_map(said).collect());
}

#[tokio::test]
async fn the_page_says_which_alarms_go_off_and_a_back_up_and_a_verification_end_theirs() {
    let app = TestApp::with_stream("voorbeeldstad");
    let state = async |slug: &str, path: &str| {
        let page = app.get(path).await;
        assert_eq!(page.status, 200);
        let row =
            page.text.split(&format!("<tr id=\"{slug}\">")).nth(1).unwrap().split("</tr>").next().unwrap().to_owned();
        row.split("<td>").nth(1).unwrap().split("</td>").next().unwrap().to_owned()
    };
    assert!(state("back-up", "/beheer").await.contains("Kijk ernaar"));
    assert!(state("back-up", "/beheer?taal=en").await.contains("Look at it"));
    assert!(state("controle-te-oud", "/beheer").await.contains("Kijk ernaar"));
    assert_eq!(state("certificaat", "/beheer").await, "niet van toepassing, of niet te meten");
    app.post("/v1/controles", "application/json", "").await;
    assert_eq!(state("controle-te-oud", "/beheer").await, "in orde");
    assert!(!app.get("/v1/back-up").await.text.is_empty());
    assert!(state("back-up", "/beheer").await.contains("Kijk ernaar"), "half a back-up is none");
    let (head, root) = (app.service.durable_head(), app.service.checkpoint().checkpoint.root);
    let secrets = format!("/v1/back-up/geheim?positie={head}&wortel={}", hex::encode(root));
    assert_eq!(app.get(&secrets).await.status, 200);
    assert_eq!(state("back-up", "/beheer").await, "in orde");
    let metrics = app.get("/metrics").await.text;
    assert!(metrics.contains(&format!("peildatum_backup_position {head}\n")), "{metrics}");
    assert!(metrics.contains("peildatum_verification_faults 0\n"));
}

#[tokio::test]
async fn what_the_log_does_not_take_is_counted_by_its_reason() {
    let app = TestApp::new();
    let count = async || {
        let text = app.get("/metrics").await.text;
        let line = text.lines().find_map(|line| line.strip_prefix("peildatum_refusals_total{reason=\"rule\"} "));
        line.unwrap().parse::<u64>().unwrap()
    };
    let before = count().await;
    assert_eq!(app.append(&super::closed("nergens", "2019-04-01")).await.status, 409);
    assert!(count().await > before);
}

#[tokio::test]
async fn a_stream_whose_reader_takes_nothing_is_behind() {
    let app = TestApp::with_stream("leiden");
    let told = async || app.get("/beheer").await.text;
    assert!(told().await.contains("0 open, waarvan 0 nog niet alles heeft"));
    let stream = app.follow("", &[]).await;
    assert!(told().await.contains("1 open, waarvan 1 nog niet alles heeft"));
    drop(stream);
    assert!(told().await.contains("0 open, waarvan 0 nog niet alles heeft"));
}

#[tokio::test]
async fn a_back_up_of_which_only_the_secrets_were_asked_is_none() {
    let app = TestApp::with_stream("voorbeeldstad");
    let position = async || {
        let text = app.get("/metrics").await.text;
        text.lines().find_map(|line| line.strip_prefix("peildatum_backup_position ")).unwrap().to_owned()
    };
    let head = app.service.durable_head();
    let root = app.service.root(head).unwrap().unwrap();
    let secrets = format!("/v1/back-up/geheim?positie={head}&wortel={}", hex::encode(root));
    assert_eq!(app.get(&secrets).await.status, 200);
    assert_eq!(position().await, "0");
    app.get("/v1/back-up").await;
    assert_eq!(app.call("HEAD", &secrets).await.status, 200);
    assert_eq!(position().await, "0", "nobody read them");
    app.get(&secrets).await;
    assert_eq!(position().await, head.to_string());
}
