//! A service whose log lines nobody reads.

use std::process::Stdio;

use super::get;
use crate::cli::{Place, Running, command};

/// More requests than fit into a full pipe: it holds 64 KiB, and each logs a line of 150 bytes or more.
const REQUESTS: usize = 1_000;

#[test]
fn a_reader_of_log_lines_that_stops_does_not_stop_the_service() {
    let place = Place::new();
    let (unread, written) = std::io::pipe().expect("a pipe");
    let mut serve = command(&["serve", "--data", &place.path("data"), "--listen", "127.0.0.1:0"]);
    serve.env("PEILDATUM_LOG", "debug,sled=off").stderr(Stdio::from(written));
    let service = Running::of(&mut serve, "luistert op ");
    // Each waits for its answer, at most as long as a test waits.
    for _ in 0..REQUESTS {
        assert_eq!(get(&service.address, "/livez").status, 200);
    }
    drop(service);
    drop(unread);
}
