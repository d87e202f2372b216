//! File descriptors: with more connections than descriptors, and with no descriptor left, the log continues.

use std::io::Write;
use std::process::{Command, Stdio};

use super::{append, ask, connect, get, note};
use crate::cli::{Place, Running, run, stream};

#[test]
fn more_idle_connections_than_descriptors_keep_nobody_out() {
    let place = Place::new();
    let data = place.loaded();
    let service =
        Running::with_descriptors(128, &["serve", "--data", &data, "--listen", "127.0.0.1:0"], "luistert op ");
    let address = service.address.clone();
    let mut idle = Vec::new();
    for number in 0..300 {
        let mut stream = connect(&address);
        if number % 3 == 0 {
            stream.write_all(b"GET /livez HTTP/1.1\r\nhos").expect("half a head is sent");
        }
        idle.push(stream);
    }
    for round in 0..3 {
        let appended = append(&address, &note(&format!("Nummer {round}.")));
        assert_eq!(appended.status, 201, "{appended:?}");
        for path in ["/v1/rapportage?geldigOp=2021-05-01", "/v1/export", "/readyz", "/v1/back-up"] {
            assert_eq!(get(&address, path).status, 200, "{path}");
        }
        idle.extend((0..100).map(|_| connect(&address)));
    }
    let file = std::fs::read_to_string(stream("voorbeeldstad.v1.ndjson")).expect("the stream is there");
    let imported = ask(&address, "POST", "/v1/invoer?metTijden=true&onbeoordeeld=true", "application/x-ndjson", &file);
    assert_eq!(imported.status, 200, "{}: {}", imported.head, imported.body);
    let ended = service.stop("-TERM").done();
    assert!(ended.err.contains("connections=48") && ended.err.contains("log=64"), "told at the start: {}", ended.err);
    let warnings = ended.err.lines().filter(|line| line.contains("give way")).count();
    assert_eq!(warnings, 1, "told once a minute: {}", ended.err);
    run(&["verify", "--data", &data]).done();
}

/// Every opening of a file fails, as when the process has no descriptor left.
#[test]
fn without_a_descriptor_one_request_is_refused_and_the_log_goes_on() {
    crate::tools::need_strace();
    let place = Place::new();
    let data = place.loaded();
    let service = Running::serve(&data);
    let address = service.address.clone();
    let file = std::fs::read_to_string(stream("voorbeeldstad.v1.ndjson")).expect("the stream is there");
    let import = || ask(&address, "POST", "/v1/invoer?metTijden=true&onbeoordeeld=true", "application/x-ndjson", &file);
    let trace = place.path("trace");
    let mut strace = Command::new("strace")
        .args(["-f", "-qq", "-e", "trace=openat,open", "-e", "inject=openat,open:error=EMFILE", "-o", &trace])
        .args(["-p", &service.process().to_string()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("strace is here");
    // It is there as soon as something that opens a file is refused.
    let refused = loop {
        let answer = import();
        if answer.status != 200 {
            break answer;
        }
    };
    assert_eq!((refused.status, refused.code().as_str()), (503, Some("bezet")), "{refused:?}");
    assert!(refused.head.contains("retry-after: "), "{}", refused.head);
    for number in 0..20 {
        let appended = append(&address, &note(&format!("Nummer {number}.")));
        assert_eq!(appended.status, 201, "{appended:?}");
    }
    for path in ["/v1/rapportage?geldigOp=2021-05-01", "/v1/export", "/readyz"] {
        assert_eq!(get(&address, path).status, 200, "{path}");
    }
    assert_eq!(get(&address, "/v1/back-up").status, 503, "it begins with a file that can not be opened");
    let ended = Command::new("kill").arg(strace.id().to_string()).status().expect("kill is there");
    assert!(ended.success() && strace.wait().is_ok());
    assert_eq!(import().status, 200, "what was refused is taken again");
    assert_eq!(get(&address, "/v1/back-up").status, 200);
    service.stop("-TERM").done();
    run(&["verify", "--data", &data]).done();
}
