//! The receiver that `docs/webhooks.md` shows, run as written; and the same behind TLS.

use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver as Lines, channel};

use serde_json::json;

use super::receiver::PATIENCE;
use super::restarting::{Running, place};
use crate::tools::{need, on_path};

/// A process that ends with the test.
struct Ends(Child);

impl Drop for Ends {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

const SECRET: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// The one block of Python on the page.
fn shown() -> &'static str {
    let page = include_str!("../../../docs/webhooks.md");
    let mut blocks = page.split("\n```python\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    blocks.find(|block| block.contains("WebHook-Allowed-Origin")).expect("the page shows a receiver")
}

/// Runs a receiver, and gives its port and the lines it prints.
fn run(folder: &Path, program: &str, secret: &str) -> (Ends, u16, Lines<String>) {
    need("python3", on_path("python3"));
    let file = folder.join("receiver.py");
    std::fs::write(&file, program).unwrap();
    // A port below those that the system gives to other tests, so that none of them can take it before the program
    // does.
    let own = std::process::id() as u16;
    let mut ports = (0..10_000).map(|next| 20_000 + own.wrapping_add(next) % 10_000);
    let port = ports.find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()).expect("a port is free");
    let mut command = Command::new("python3");
    command.arg(&file).current_dir(folder).env("WEBHOOK_SECRET", secret).env("PORT", port.to_string());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let (sender, lines) = channel();
    std::thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
    let child = Ends(child);
    while TcpStream::connect(("127.0.0.1", port)).is_err() {}
    (child, port, lines)
}

#[test]
fn the_receiver_of_the_documentation_checks_signatures_and_passes_over_doubles() {
    let (folder, data, config) = place("");
    let service = Running::start(&data, &config);
    service.record(1, 3);
    let (_receiver, port, lines) = run(folder.path(), shown(), SECRET);
    let url = format!("http://127.0.0.1:{port}");
    let made = service.post("/v1/abonnementen", &json!({ "url": url, "start": "begin", "geheim": SECRET }));
    let path = format!("/v1/abonnementen/{}", made["id"].as_str().unwrap());
    for position in 1..=3 {
        let line = lines.recv_timeout(PATIENCE).expect("an event is printed");
        let wanted = format!("{position:010} nl.peildatum.onderdeel.opgenomen onderdeel/{position} http://");
        assert!(line.starts_with(&wanted), "{line}");
    }
    let again = service.post(&format!("{path}/bezorgingen/2/herhaling"), &json!(null));
    assert_eq!((&again["afloop"], &again["httpStatus"]), (&json!("bezorgd"), &json!(204)), "{again}");
    service.record(4, 1);
    let next = lines.recv_timeout(PATIENCE).expect("an event is printed");
    assert!(next.starts_with("0000000004 "), "the double was passed over: {next}");
    // A delivery signed with another secret is refused.
    let other = service.post("/v1/abonnementen", &json!({ "url": url }));
    let path = format!("/v1/abonnementen/{}", other["id"].as_str().unwrap());
    let refused = service.post(&format!("{path}/bezorgingen/1/herhaling"), &json!(null));
    assert_eq!((&refused["afloop"], &refused["httpStatus"]), (&json!("mislukt"), &json!(401)), "{refused}");
}

#[test]
fn a_receiver_behind_tls_is_called_when_its_certificate_is_trusted() {
    need("openssl", on_path("openssl"));
    let (folder, data, config) = place("");
    let certificate = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out cert.pem -days 2 \
        -subj /CN=localhost -addext subjectAltName=DNS:localhost -addext basicConstraints=critical,CA:FALSE";
    let made =
        Command::new("openssl").args(certificate.split_whitespace()).current_dir(folder.path()).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let (before, after) =
        shown().split_once("http.server.ThreadingHTTPServer(address, Receiver).serve_forever()").unwrap();
    let tls = "import ssl\nserver = http.server.ThreadingHTTPServer(address, Receiver)\n\
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)\ncontext.load_cert_chain('cert.pem', 'key.pem')\n\
        server.socket = context.wrap_socket(server.socket, server_side=True)\nserver.serve_forever()\n";
    let (_receiver, port, lines) = run(folder.path(), &format!("{before}{tls}{after}"), SECRET);
    let order = json!({ "url": format!("https://localhost:{port}"), "geheim": SECRET });

    let service = Running::start(&data, &config);
    let refused = service.refused("/v1/abonnementen", &order);
    assert_eq!(refused["fouten"][0]["code"], "tls-geweigerd", "{refused}");
    drop(service);

    let trusts = std::fs::read_to_string(&config).unwrap()
        + "ca-file = \""
        + folder.path().join("cert.pem").to_str().unwrap()
        + "\"\n";
    std::fs::write(&config, trusts).unwrap();
    let service = Running::start(&data, &config);
    service.post("/v1/abonnementen", &order);
    service.record(1, 1);
    assert!(lines.recv_timeout(PATIENCE).expect("an event is printed").starts_with("0000000001 "));
}
