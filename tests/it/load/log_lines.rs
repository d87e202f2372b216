//! A service whose log lines nobody reads.

use std::process::Stdio;

use super::get;
use crate::cli::{Place, Running, command};

/// More requests than lines that wait (5,000) and that fit into a full pipe (64 KiB of 150 bytes and more a line).
const REQUESTS: usize = 6_000;

#[test]
fn a_reader_of_log_lines_that_stands_still_stops_neither_the_service_nor_its_end() {
    let place = Place::new();
    let (unread, written) = std::io::pipe().expect("a pipe");
    let mut serve = command(&["serve", "--data", &place.path("data"), "--listen", "127.0.0.1:0"]);
    serve.env("PEILDATUM_LOG", "debug,sled=off").stderr(Stdio::from(written));
    let service = Running::of(&mut serve, "luistert op ");
    // Each waits for its answer, at most as long as a test waits.
    for _ in 0..REQUESTS {
        assert_eq!(get(&service.address, "/livez").status, 200);
    }
    assert_eq!(service.stop("-TERM").code, 0);
    drop(unread);
}
