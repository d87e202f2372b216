//! Many followers of one log: each receives its events, regardless of when it came and of the filters of the others.

use std::time::Duration;

use peildatum::http::HttpSettings;
use serde_json::json;
use tokio::task::JoinSet;

use super::{TestApp, actor, closed, node, opened};

#[tokio::test]
async fn a_filter_that_comes_after_events_were_read_without_one_gets_only_what_it_asks_for() {
    let app = TestApp::new();
    app.append(&node("9")).await;
    let mut live = app.follow("?na=hoofd", &[]).await;
    app.append(&json!([opened("een"), opened("twee"), opened("drie")])).await;
    assert_eq!(live.positions(3).await, [2, 3, 4], "so they are at hand for whoever comes now");
    let mut about = app.follow("?na=1&onderwerp=voorziening/twee", &[]).await;
    assert_eq!(about.positions(1).await, [3]);
    app.append(&json!([opened("vier"), closed("twee", "2020-01-01")])).await;
    assert_eq!((about.positions(1).await, live.positions(2).await), (vec![6], vec![5, 6]));
}

/// Enough followers that they are notified in turns and not all at once.
#[tokio::test(flavor = "multi_thread")]
async fn each_of_many_followers_is_told() {
    const FOLLOWERS: usize = 250;
    // No heartbeat occurs in between, at which a follower would look on its own.
    let app = TestApp::with(HttpSettings { heartbeat: Duration::from_secs(3600), ..HttpSettings::of(actor()) });
    app.append(&node("9")).await;
    let mut all = JoinSet::new();
    for _ in 0..FOLLOWERS {
        let mut stream = app.follow("?na=hoofd", &[]).await;
        stream.block().await.expect("where it begins");
        all.spawn(async move { stream.positions(3).await });
    }
    for number in 0..3 {
        app.append(&opened(&format!("plek-{number}"))).await;
    }
    assert_eq!(all.join_all().await, vec![[2, 3, 4]; FOLLOWERS]);
}

#[tokio::test(flavor = "multi_thread")]
async fn subscribers_at_every_place_get_each_event_once_in_order_while_others_write() {
    const WRITERS: usize = 4;
    const EACH: usize = 50;
    let app = TestApp::new();
    app.append(&node("9")).await;
    let last = (1 + WRITERS * EACH) as u64;
    let reading = |after: u64| {
        let app = &app;
        async move {
            let mut stream = app.follow(&format!("?na={after}"), &[]).await;
            assert_eq!(stream.positions((last - after) as usize).await, (after + 1..=last).collect::<Vec<_>>());
        }
    };
    // One disconnects after a few events and returns, repeatedly.
    let wanderer = async {
        let (mut after, mut found) = ("0".to_owned(), Vec::new());
        while found.len() < last as usize {
            let mut stream = app.follow("?na=0", &[("last-event-id", &after)]).await;
            let some = (found.len() % 5 + 1).min(last as usize - found.len());
            found.extend(stream.positions(some).await);
            after = stream.last;
        }
        assert_eq!(found, (1..=last).collect::<Vec<_>>());
    };
    let writing = |writer: usize| {
        let app = &app;
        async move {
            for n in 0..EACH {
                assert_eq!(app.append(&opened(&format!("plek-{writer}-{n}"))).await.status, 201);
            }
        }
    };
    tokio::join!(reading(0), reading(1), reading(0), wanderer, writing(0), writing(1), writing(2), writing(3), async {
        app.append(&opened("tussendoor")).await;
    },);
}
