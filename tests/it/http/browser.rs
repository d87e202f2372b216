//! The page in `docs/following-events.md` in a real browser, behind a small proxy that records the requests
//! of the browser and can break its connections.

use std::net::SocketAddr;
use std::process::Stdio;

use peildatum::http::{HttpSettings, Limits};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{broadcast, mpsc};

use super::connections::{Running, soon};
use super::live::Killed;
use super::{actor, node, opened};
use crate::clients::blocks;

/// A script that reports to the proxy each line that the page shows, one after the other.
const REPORT: &str = r#"<script>let told = Promise.resolve();
    new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((line) => {
        told = told.then(() => fetch("/gezien?" + encodeURIComponent(line.textContent)));
    }))).observe(document.getElementById("events"), { childList: true });</script>"#;

/// The proxy between the browser and the service.
struct Proxy {
    address: String,
    /// The last event id of each started stream; empty if there is none.
    asked: mpsc::UnboundedReceiver<String>,
    /// The lines that the page shows.
    shown: mpsc::UnboundedReceiver<String>,
    /// Breaks all connections.
    cut: broadcast::Sender<()>,
}

impl Proxy {
    /// Starts a proxy before the service, with a page of its own. It ends each stream once `end_after` passed through.
    async fn start(service: SocketAddr, page: String, end_after: Option<&'static str>) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (ask, asked) = mpsc::unbounded_channel();
        let (show, shown) = mpsc::unbounded_channel();
        let cut = broadcast::Sender::new(1);
        let cutting = cut.clone();
        tokio::spawn(async move {
            while let Ok((browser, _)) = listener.accept().await {
                let passing = pass(browser, (service, end_after), page.clone(), ask.clone(), show.clone());
                let mut cut = cutting.subscribe();
                tokio::spawn(async move {
                    tokio::select! { () = passing => {}, _ = cut.recv() => {} }
                });
            }
        });
        Proxy { address, asked, shown, cut }
    }
}

/// Handles one request of the browser.
async fn pass(
    mut browser: TcpStream,
    (service, end_after): (SocketAddr, Option<&'static str>),
    page: String,
    ask: mpsc::UnboundedSender<String>,
    show: mpsc::UnboundedSender<String>,
) {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        match browser.read(&mut byte).await {
            Ok(1) => head.push(byte[0]),
            _ => return,
        }
    }
    let text = String::from_utf8(head.clone()).unwrap();
    let path = text.split(' ').nth(1).unwrap();
    if path.starts_with("/v1/") || path == "/readyz" {
        let is_stream = path != "/readyz";
        let last =
            text.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("last-event-id: ").map(str::to_owned));
        let mut service = TcpStream::connect(service).await.unwrap();
        // One request per connection, which a stream keeps open.
        let head = if is_stream { text.clone() } else { text.replace("keep-alive", "close") };
        service.write_all(head.as_bytes()).await.unwrap();
        let (mut passed, mut part) = (String::new(), [0; 4096]);
        // Reported once the first block arrived: from then on the stream has its position, and receives what is
        // recorded.
        let mut asked = Some(last.unwrap_or_default());
        while !end_after.is_some_and(|end| passed.contains(end)) {
            let Ok(got @ 1..) = service.read(&mut part).await else { return };
            passed.push_str(std::str::from_utf8(&part[..got]).unwrap());
            if is_stream
                && passed.contains("\n\n")
                && let Some(last) = asked.take()
            {
                ask.send(last).unwrap();
            }
            if browser.write_all(&part[..got]).await.is_err() {
                return;
            }
        }
        browser.shutdown().await.ok();
        return;
    }
    let body = match path.strip_prefix("/gezien?") {
        Some(line) => {
            show.send(line.replace("%20", " ").replace("%2F", "/")).ok();
            ""
        }
        None => &page,
    };
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    browser.write_all(answer.as_bytes()).await.ok();
}

/// Opens a page in a headless browser.
fn browse(address: &str, profile: &std::path::Path) -> Killed {
    let mut command = crate::browser(profile.display(), &format!("http://{address}/"));
    Killed(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_the_documentation_shows_events_and_resumes_by_itself() {
    let running = Running::start(Limits::default()).await;
    running.app.append(&node("9")).await;
    let mut proxy = Proxy::start(running.address, blocks("html").remove(0) + REPORT, None).await;
    let profile = tempfile::tempdir().unwrap();
    let _browser = browse(&proxy.address, profile.path());
    assert_eq!(soon(proxy.asked.recv()).await.unwrap(), "");
    running.app.append(&opened("een")).await;
    assert_eq!(soon(proxy.shown.recv()).await.unwrap(), "2 nl.peildatum.voorziening.geopend voorziening/een");
    // The connections break; what is recorded meanwhile still arrives, once.
    proxy.cut.send(()).unwrap();
    running.app.append(&opened("twee")).await;
    assert_eq!(soon(proxy.asked.recv()).await.unwrap(), "2");
    running.app.append(&opened("drie")).await;
    for wanted in
        ["3 nl.peildatum.voorziening.geopend voorziening/twee", "4 nl.peildatum.voorziening.geopend voorziening/drie"]
    {
        assert_eq!(soon(proxy.shown.recv()).await.unwrap(), wanted);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_resumes_from_an_id_that_came_without_data() {
    let mut settings = HttpSettings::of(actor());
    settings.heartbeat = std::time::Duration::from_millis(50);
    let running = Running::with(Limits::default(), settings).await;
    running.app.append(&node("9")).await;
    let page = "<ol id=events></ol><script>new EventSource('/v1/gebeurtenissen/stroom?onderwerp=voorziening/nergens')</script>";
    let mut proxy = Proxy::start(running.address, page.to_owned(), Some("\nid: 6\n\n")).await;
    let profile = tempfile::tempdir().unwrap();
    let _browser = browse(&proxy.address, profile.path());
    assert_eq!(soon(proxy.asked.recv()).await.unwrap(), "");
    for number in 0..5 {
        running.app.append(&opened(&format!("plek-{number}"))).await;
    }
    // The stream ends right after a heartbeat that contains the head.
    assert_eq!(soon(proxy.asked.recv()).await.unwrap(), "6");
}
