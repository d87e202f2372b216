//! The log that grows on its page: what the page says to the script that follows it, and the filters.

use super::{browse, sound};
use crate::http::{TestApp, actor, node};
use peildatum::domain::actor::Actor;
use peildatum::domain::text::{Slug, Text};

/// What stands between `key="` and the next quote.
fn attribute(page: &str, key: &str) -> Option<String> {
    let rest = page.split(&format!(" {key}=\"")).nth(1)?;
    Some(rest.split('"').next().unwrap().replace("&amp;", "&"))
}

fn positions(page: &str) -> Vec<u64> {
    page.split("<tr data-positie=\"").skip(1).map(|rest| rest.split('"').next().unwrap().parse().unwrap()).collect()
}

#[tokio::test]
async fn a_list_that_new_events_can_come_to_names_a_stream_that_gives_each_of_them() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let path = "/gebeurtenissen?type=onderdeel.opgenomen&onderwerp=onderdeel/77";
    let answer = browse(&app, path).await;
    assert!(answer.header("content-security-policy").contains("connect-src 'self'"), "the script may ask the service");
    let page = sound(&answer, path);
    let (stream, head) = (attribute(&page, "data-stroom").unwrap(), attribute(&page, "data-positie").unwrap());
    assert_eq!((positions(&page), head.as_str()), (vec![], "308"));
    for other in ["78", "77"] {
        let mut event = node("9");
        event["onderwerp"] = format!("onderdeel/{other}").into();
        assert_eq!(app.append(&event).await.status, 201);
    }
    let told = app.get(&format!("{stream}&na={head}")).await;
    assert!(told.text.contains("id: 310\n") && !told.text.contains("id: 309\n"), "{}", told.text);
    assert_eq!(positions(&sound(&browse(&app, path).await, path)), [310]);
}

#[tokio::test]
async fn an_older_page_and_a_period_that_is_over_do_not_grow() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    for (query, grows) in [("", true), ("voor=259", false), ("tot=2021-01-01", false), ("tot=2026-11-02", true)] {
        let path = format!("/gebeurtenissen?{query}");
        let page = sound(&browse(&app, &path).await, &path);
        assert_eq!(page.contains("data-stroom=") && page.contains("<script"), grows, "{path}");
    }
}

#[tokio::test]
async fn the_log_is_filtered_by_who_recorded_and_by_what_came_after_a_sealing() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let someone =
        Actor::new("extern:jdv", Some(Text::parse("J. de Vries").unwrap()), Slug::parse("beheren").unwrap()).unwrap();
    let proposal = peildatum::input::proposal(&node("5")).unwrap();
    let options = peildatum::app::AppendOptions::default();
    app.service.append_async(vec![proposal], &someone, options).await.unwrap();
    assert_eq!(app.append(&node("6")).await.status, 201);
    let shown = async |query: &str| {
        let path = format!("/gebeurtenissen?{query}");
        positions(&sound(&browse(&app, &path).await, &path))
    };
    for part in ["vries", "J.+de", "EXTERN:JDV"] {
        assert_eq!(shown(&format!("actor={part}")).await, [309], "{part}");
    }
    assert_eq!(shown(&format!("actor={}", actor().id())).await, [310]);
    assert_eq!(shown("actor=niemand").await, Vec::<u64>::new());
    // Page by page it is what the feed has of this actor.
    let feed = app.get("/v1/gebeurtenissen?limit=500").await.json();
    let is_by = |event: &&serde_json::Value, part: &str| event["actor"]["id"].as_str().unwrap().contains(part);
    for part in ["griffie", "concern"] {
        let of_feed = feed.as_array().unwrap().iter().rev().filter(|event| is_by(event, part));
        let of_feed: Vec<u64> = of_feed.map(|event| event["positie"].as_u64().unwrap()).collect();
        let mut found = shown(&format!("actor={part}")).await;
        while let Some(next) = found.last().filter(|_| found.len() < of_feed.len()) {
            found.extend(shown(&format!("actor={part}&voor={next}")).await);
        }
        assert_eq!(found, of_feed, "{part}");
    }

    let after = shown("naVaststelling=2019-vr1/2&tot=2019-06-10").await;
    assert_eq!(after.last(), Some(&124), "the council sealed position 123");
    for (query, gist) in [
        ("naVaststelling=2020-vr2/9", "404 vaststelling-onbekend"),
        ("naVaststelling=nergens", "404 ronde-onbekend"),
        ("naVaststelling=a+b", "400 ongeldige-invoer; naVaststelling: ongeldige-waarde"),
        (&format!("actor={}", "x".repeat(301)), "400 ongeldige-invoer; actor: ongeldige-waarde"),
    ] {
        assert_eq!(app.get(&format!("/gebeurtenissen?{query}")).await.problem("/gebeurtenissen"), gist, "{query}");
    }
}
