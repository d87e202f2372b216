//! The clients in `docs/following-events.md`, run unchanged except for the address: curl and Python against
//! the service, and the page in a browser (in `http::browser`, and here through a proxy that answers while the service restarts).

#![expect(clippy::unwrap_used, reason = "helpers of tests: where one fails, its line is the message")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::json;

use crate::cli::{Place, Running};
use crate::tools::{need, on_path};

const ADDRESS: &str = "http://127.0.0.1:8080";

/// The code blocks in one language of the page on following the events.
pub fn blocks(language: &str) -> Vec<String> {
    let page = include_str!("../../docs/following-events.md");
    let fence = format!("```{language}\n");
    page.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

/// A client that runs until its test ends.
struct Client {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Client {
    fn start(command: &mut Command) -> Client {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Client { child, lines }
    }

    /// Returns the next line that is neither empty nor a comment.
    fn line(&mut self) -> String {
        loop {
            let mut line = String::new();
            assert!(self.lines.read_line(&mut line).unwrap() > 0, "the client ended");
            if !line.trim_end().is_empty() && !line.starts_with(':') {
                return line.trim_end().to_owned();
            }
        }
    }

    /// Returns the next line with this prefix, without the prefix.
    fn after(&mut self, start: &str) -> String {
        loop {
            if let Some(rest) = self.line().strip_prefix(start) {
                return rest.to_owned();
            }
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.child.kill().ok(); // it may have exited by itself
        self.child.wait().ok();
    }
}

/// Records a programme over HTTP.
fn append(address: &str, code: &str) {
    let node = json!({ "type": "nl.peildatum.onderdeel.opgenomen", "onderwerp": format!("onderdeel/{code}"),
        "ingangsdatum": "2019-01-01", "gegevens": { "niveau": "programma", "titel": "Nieuw" } });
    let sent = ureq::post(format!("{address}/v1/gebeurtenissen")).send_json(node).unwrap();
    assert_eq!(sent.status(), 201);
}

#[test]
fn the_lines_for_curl_show_what_is_recorded_and_where_one_left_off() {
    need("curl", on_path("curl"));
    let place = Place::new();
    let running = Running::serve(&place.loaded());
    let block = blocks("sh").remove(0).replace(ADDRESS, &running.address);
    let [live, resumed] = block.lines().collect::<Vec<_>>()[..] else { panic!("two lines: {block}") };
    let curl = |line: &str| Client::start(Command::new("sh").args(["-c", &format!("exec {line}")]));
    let mut client = curl(live);
    assert_eq!(client.after("id: "), "291", "it begins at the head");
    append(&running.address, "5");
    assert_eq!(client.after("id: "), "292");
    assert!(client.after("data: ").contains("\"onderwerp\":\"onderdeel/5\""));
    let mut client = curl(resumed);
    assert_eq!(client.after("id: "), "250", "where the stream begins");
    assert_eq!(client.after("id: "), "251");
    assert!(client.after("data: ").contains("\"sequence\":\"0000000251\""));
}

#[test]
fn the_client_in_python_resumes_after_a_restart_without_gap_or_double() {
    need("python3", on_path("python3"));
    let place = Place::new();
    let data = place.loaded();
    let running = Running::serve(&data);
    let address = running.address.clone();
    let mut client = Client::start(Command::new("python3").arg("-"));
    let script = blocks("python").remove(0).replace(ADDRESS, &address);
    client.child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    let position = |client: &mut Client| client.line().split(' ').next().unwrap().parse::<u64>().unwrap();
    for wanted in 1..=291 {
        assert_eq!(position(&mut client), wanted);
    }
    append(&address, "5");
    assert_eq!(position(&mut client), 292);
    drop(running); // killed, and then restarted at the same address
    let listen = address.trim_start_matches("http://");
    let _again = Running::start(&["serve", "--data", &data, "--listen", listen], "luistert op ");
    append(&address, "6");
    assert_eq!(position(&mut client), 293);
}

/// A web server with its default configuration as a proxy: its port, and the folder with its files.
fn nginx(place: &Place, service: &str, page: &str) -> (Client, u16) {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    place.file("index.html", page);
    let at = place.path(".");
    let config = format!(
        "daemon off; worker_processes 1; pid {at}/pid; error_log {at}/error;\nevents {{}}\nhttp {{ access_log {at}/access; types {{ text/html html; }} \
         client_body_temp_path {at}/b; proxy_temp_path {at}/p; fastcgi_temp_path {at}/f; uwsgi_temp_path {at}/u; scgi_temp_path {at}/s;\n\
         server {{ listen 127.0.0.1:{port}; root {at}; location = /gezien {{ return 204; }} location /v1/ {{ proxy_pass {service}; }} \
         location = /readyz {{ proxy_pass {service}; }} }} }}\n"
    );
    let conf = place.file("conf", &config);
    let mut command = Command::new("nginx");
    command.args(["-p", &at, "-c", &conf, "-e", &format!("{at}/early")]).stderr(Stdio::null());
    (Client::start(&mut command), port)
}

/// Waits until the web server has logged this.
fn until_seen(place: &Place, what: &str) {
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while !std::fs::read_to_string(place.path("access")).is_ok_and(|seen| seen.contains(what)) {
        assert!(
            std::time::Instant::now() < deadline,
            "{what} was not seen: {:?}",
            std::fs::read_to_string(place.path("access"))
        );
        std::thread::yield_now();
    }
}

/// A script that reports to the web server each position that the page shows.
const TELLING: &str = r#"<script>new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((line) =>
    fetch("/gezien?positie=" + line.textContent.split(" ")[0])))).observe(document.getElementById("events"), { childList: true });</script>"#;

#[test]
fn the_page_of_the_documentation_goes_on_after_a_proxy_answered_for_a_service_that_restarts() {
    need("nginx", on_path("nginx"));
    let place = Place::new();
    let data = place.loaded();
    let running = Running::serve(&data);
    let address = running.address.clone();
    let page = blocks("html").remove(0) + TELLING;
    let (_nginx, port) = nginx(&place, &address, &page);
    let mut browser = crate::browser(place.path("profile"), &format!("http://127.0.0.1:{port}/"));
    let _browser = Client::start(browser.stderr(Stdio::null()));
    until_seen(&place, "/readyz HTTP/1.1\" 200");
    // Wherever the stream is by now, it started at the head of the log.
    append(&address, "5");
    until_seen(&place, "/gezien?positie=292 ");
    drop(running);
    until_seen(&place, "/stroom?na=291 HTTP/1.1\" 502");
    let listen = address.trim_start_matches("http://");
    let again = Running::start(&["serve", "--data", &data, "--listen", listen], "luistert op ");
    append(&address, "6");
    until_seen(&place, "/gezien?positie=293 ");
    // The web server logs a stream when it ends.
    drop(again);
    until_seen(&place, "/stroom?na=292 HTTP/1.1\" ");
}
