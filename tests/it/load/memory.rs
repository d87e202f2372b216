//! Memory of the process with clients that never read, and with bodies that are far too long.

use std::io::Write;
use std::net::TcpStream;
use std::thread;
use std::time::Instant;

use super::{PATIENCE, append, ask, connect, get};
use crate::cli::{Place, Running};

/// Returns the resident memory in megabytes.
fn resident(service: &Running) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", service.process())).expect("it runs");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("a process has memory");
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).expect("a number") / 1024
}

/// Starts a service in whose log one node has 3,000 long notes: its history is 10 MB of JSON.
fn with_a_long_history(place: &Place) -> Running {
    let service = Running::serve(&place.loaded());
    let note = super::note(&"Er wachten dertig inwoners op een plek. ".repeat(40));
    let many = serde_json::Value::Array(vec![note; 1_000]).to_string();
    for _ in 0..3 {
        let appended = ask(&service.address, "POST", "/v1/gebeurtenissen", "application/json", &many);
        assert_eq!(appended.status, 201, "{}", appended.head);
    }
    service
}

#[test]
fn clients_that_ask_for_much_and_never_read_cost_little_and_keep_nobody_waiting() {
    let place = Place::new();
    let service = with_a_long_history(&place);
    let address = service.address.clone();
    let before = resident(&service);
    let held: Vec<TcpStream> = (0..60)
        .map(|_| {
            let mut stream = connect(&address);
            stream
                .write_all(b"GET /v1/onderdelen/9A/geschiedenis HTTP/1.1\r\nhost: localhost\r\n\r\n")
                .expect("it is sent");
            stream
        })
        .collect();
    // All have started once this many are counted. At 10 MB each, 60 complete responses would be 600 MB of bytes alone.
    for stream in &held {
        let mut first = [0];
        stream.peek(&mut first).expect("it is answered");
    }
    assert_eq!(append(&address, &super::note("Nog een.")).status, 201);
    assert_eq!(get(&address, "/v1/rapportage?geldigOp=2021-05-01&onderdeel=9B").status, 200);
    let after = resident(&service);
    assert!(after < before + 250, "{before} MB became {after} MB");
    drop(held);
    service.stop("-TERM").done();
}

#[test]
fn a_body_of_a_million_values_costs_no_more_than_its_bytes() {
    let place = Place::new();
    let service = Running::serve(&place.path("data"));
    let address = service.address.clone();
    let list = format!("[{}]", vec!["{\"a\":0}"; 1_800_000].join(","));
    let nested = format!("{{\"gegevens\":{list}}}");
    let before = resident(&service);
    for body in [&list, &nested] {
        let refused = ask(&address, "POST", "/v1/gebeurtenissen", "application/json", body);
        assert_eq!(refused.status, 400, "{}", refused.head);
    }
    let after = resident(&service);
    assert!(after < before + 150, "{before} MB became {after} MB");
    service.stop("-TERM").done();
}

#[test]
fn memory_comes_back_after_many_clients() {
    let place = Place::new();
    let service = with_a_long_history(&place);
    let address = service.address.clone();
    let whole = ["/v1/rapportage?geldigOp=2021-05-01", "/v1/vergelijking?van=2021-04-01&naar=2021-09-01"];
    for path in whole {
        assert_eq!(get(&address, path).status, 200);
    }
    let before = resident(&service);
    let clients = (0..32).map(|client| {
        let address = address.clone();
        thread::spawn(move || {
            for turn in 0..2 {
                let path = whole.get((client + turn) % 3).copied().unwrap_or("/v1/onderdelen/9A/geschiedenis");
                let status = get(&address, path).status;
                assert!(status == 200 || status == 503, "{path}: {status}");
            }
        })
    });
    clients.collect::<Vec<_>>().into_iter().for_each(|client| client.join().expect("a client ends"));
    // The allocator gives back what was unused for ten seconds.
    let until = Instant::now() + PATIENCE;
    while resident(&service) > before + 40 {
        assert!(Instant::now() < until, "{before} MB became {} MB", resident(&service));
        assert_eq!(get(&address, "/livez").status, 200);
    }
    service.stop("-TERM").done();
}
