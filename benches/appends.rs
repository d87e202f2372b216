//! Appending over HTTP beside UmaDB over gRPC: `cargo bench -- appends [SECONDS [TURNS [UMADB]]]`.
//!
//! UMADB is the folder of the programs `python` and `umadb`, as `python -m venv` and `pip install umadb` make it. Without it
//! only this service is measured. Both run on the same disk and get the same events, in turns, from the same number of
//! clients, each of which waits for its answer before it sends again. What both sync is measured as well: one write of
//! 4 KiB with `fdatasync`. The clients of this service are threads of this program; those of UmaDB are threads of
//! Python over its own compiled client. What each side took of the processor is told apart for that reason.

use std::io::Write as _;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::served::{Client, Server, append_request, processor_seconds};
use crate::{median, number, percentile};

/// Clients, and events in each request.
const SHAPES: [(usize, usize); 4] = [(1, 1), (16, 1), (64, 1), (64, 64)];
/// Number of subjects that the events are about.
const SUBJECTS: usize = 500;
/// Number of different events; each is sent again and again, as a new event.
const EVENTS: usize = 8_192;

/// Measures with the seconds and the number of turns for each shape as arguments, and the folder of UmaDB.
pub fn run(arguments: &[String]) {
    let (seconds, turns) = (number(arguments, 0, 3.0), number(arguments, 1, 3_usize));
    let programs = arguments.get(2).map(PathBuf::from);
    let folder = tempfile::tempdir_in("target").expect("a folder on a real disk");
    let events: Vec<String> = (0..EVENTS).map(|at| note(at).to_string()).collect();
    let bytes = events.iter().map(String::len).sum::<usize>() / EVENTS;
    println!("events of {bytes} bytes as sent; one fdatasync of 4 KiB: {:.3} ms", sync_time(folder.path()));
    for (clients, size) in SHAPES {
        let mut ours = Vec::new();
        let mut theirs = Vec::new();
        for turn in 0..turns {
            let name = format!("{clients}-{size}-{turn}");
            ours.push(append_here(&folder.path().join(&name), &events, (clients, size), seconds));
            theirs.extend(programs.as_deref().map(|programs| {
                append_there(programs, &folder.path().join(name + ".uma"), &events, (clients, size), seconds)
            }));
        }
        println!("{clients} clients, {size} events a request, median of {turns} turns:");
        print_rate("  peildatum", &ours);
        if !theirs.is_empty() {
            print_rate("  umadb", &theirs);
            let ratio = ours.iter().zip(&theirs).map(|(ours, theirs)| ours.events / theirs.events);
            let server = ours.iter().zip(&theirs).map(|(ours, theirs)| theirs.server_cpu / ours.server_cpu);
            println!(
                "  ratio {:.2} in events, {:.2} in events for each second of the server",
                median(ratio),
                median(server)
            );
        }
    }
}

/// What one turn gave.
struct Turn {
    /// Events a second.
    events: f64,
    /// Milliseconds that a request took.
    p50: f64,
    p99: f64,
    /// Microseconds of processor for each event.
    server_cpu: f64,
    client_cpu: f64,
}

fn print_rate(who: &str, turns: &[Turn]) {
    let middle = |of: fn(&Turn) -> f64| median(turns.iter().map(of));
    println!(
        "{who}: {:.0} events/s, a request p50 {:.2} ms, p99 {:.2} ms, processor an event {:.1} us server, {:.1} us clients",
        middle(|turn| turn.events),
        middle(|turn| turn.p50),
        middle(|turn| turn.p99),
        middle(|turn| turn.server_cpu),
        middle(|turn| turn.client_cpu),
    );
}

fn node(subject: usize) -> Value {
    json!({
        "type": "nl.peildatum.onderdeel.opgenomen", "onderwerp": format!("onderdeel/{subject}"),
        "ingangsdatum": "2019-01-01", "gegevens": { "niveau": "programma", "titel": format!("Programma {subject}") },
    })
}

/// Returns a note with a text of the length that those of a report have in the middle.
fn note(at: usize) -> Value {
    let text = format!(
        "Op {} plekken in de stad is de wachtlijst korter geworden; met {} aanbieders zijn nieuwe afspraken gemaakt over de \
         doorlooptijd. De gevolgen voor het budget van {} euro staan in de volgende rapportage.",
        at % 17 + 2,
        at % 7 + 1,
        at * 137 % 100_000
    );
    json!({
        "type": "nl.peildatum.toelichting.vastgelegd", "onderwerp": format!("onderdeel/{}", at % SUBJECTS),
        "ingangsdatum": format!("20{}-0{}-15", 20 + at % 6, 1 + at % 9),
        "gegevens": { "kop": "Stand van zaken", "tekst": text },
    })
}

/// Returns the median time of a small write with its sync, in milliseconds.
fn sync_time(folder: &Path) -> f64 {
    let file = std::fs::File::create(folder.join("sync")).expect("a file");
    file.write_all_at(&vec![1; 1 << 20], 0).and_then(|()| file.sync_all()).expect("a disk");
    let once = |at: u64| {
        let begin = Instant::now();
        file.write_all_at(&[2; 4096], at % 256 * 4096).and_then(|()| file.sync_data()).expect("a disk");
        begin.elapsed().as_secs_f64() * 1e3
    };
    median((0..500).map(once))
}

fn append_here(folder: &Path, events: &[String], (clients, size): (usize, usize), seconds: f64) -> Turn {
    let server = Server::start(folder);
    let nodes: Vec<String> = (0..SUBJECTS).map(|subject| node(subject).to_string()).collect();
    Client::open(&server.address).ask(&append_request(&format!("[{}]", nodes.join(","))), "201");
    let requests: Vec<Vec<u8>> = events.chunks(size).map(|chunk| append_request(&body(chunk, size))).collect();
    let over = AtomicBool::new(false);
    let (server_before, own_before, begin) = (server.cpu(), processor_seconds(std::process::id()), Instant::now());
    let took: Vec<f64> = thread::scope(|scope| {
        let client = |number: usize| {
            let (requests, over, address) = (&requests, &over, &server.address);
            scope.spawn(move || {
                let mut client = Client::open(address);
                let mut took = Vec::new();
                for at in (number..).step_by(clients).take_while(|_| !over.load(Ordering::Relaxed)) {
                    let begin = Instant::now();
                    client.ask(&requests[at % requests.len()], "201");
                    took.push(begin.elapsed().as_secs_f64() * 1e3);
                }
                took
            })
        };
        let working: Vec<_> = (0..clients).map(client).collect();
        thread::sleep(Duration::from_secs_f64(seconds));
        over.store(true, Ordering::Relaxed);
        working.into_iter().flat_map(|client| client.join().expect("no client fails")).collect()
    });
    let (passed, count) = (begin.elapsed().as_secs_f64(), (took.len() * size) as f64);
    Turn {
        events: count / passed,
        p50: percentile(took.iter().copied(), 50),
        p99: percentile(took.iter().copied(), 99),
        server_cpu: (server.cpu() - server_before) * 1e6 / count,
        client_cpu: (processor_seconds(std::process::id()) - own_before) * 1e6 / count,
    }
}

fn body(events: &[String], size: usize) -> String {
    if size == 1 { events[0].clone() } else { format!("[{}]", events.join(",")) }
}

/// UmaDB as a process.
struct UmaDb(Child);

impl Drop for UmaDb {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

fn append_there(
    programs: &Path,
    folder: &Path,
    events: &[String],
    (clients, size): (usize, usize),
    seconds: f64,
) -> Turn {
    std::fs::create_dir(folder).expect("a folder");
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
    let address = format!("127.0.0.1:{port}");
    let mut command = Command::new(programs.join("umadb"));
    command.args(["--listen", &address, "--db-path"]).arg(folder).stdout(Stdio::null()).stderr(Stdio::null());
    let server = UmaDb(command.spawn().expect("umadb is installed"));
    let latest = Instant::now() + Duration::from_secs(20);
    while std::net::TcpStream::connect(&address).is_err() {
        assert!(Instant::now() < latest, "umadb does not listen");
        thread::sleep(Duration::from_millis(50));
    }
    let before = processor_seconds(server.0.id());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/umadb_appends.py");
    let mut clients_of_it = Command::new(programs.join("python"))
        .arg(script)
        .args([format!("http://{address}"), clients.to_string(), size.to_string(), seconds.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python is installed");
    let mut input = clients_of_it.stdin.take().expect("it was piped");
    input.write_all(events.join("\n").as_bytes()).expect("it reads");
    drop(input);
    let output = clients_of_it.wait_with_output().expect("it ends");
    let told: Value = serde_json::from_slice(&output.stdout).expect("it tells what it did");
    let figure = |key: &str| told[key].as_f64().expect("a number");
    let count = figure("requests") * size as f64;
    Turn {
        events: count / figure("seconds"),
        p50: figure("p50"),
        p99: figure("p99"),
        server_cpu: (processor_seconds(server.0.id()) - before) * 1e6 / count,
        client_cpu: figure("cpu") * 1e6 / count,
    }
}
