//! Live subscribers: `cargo bench -- subscribers [SUBSCRIBERS [SECONDS]]`; target 10,000, default a smoke run.
//!
//! Starts the real service as a process, opens the streams, appends 100 events a second by the clock (a late append
//! counts from when it was due), and reads every byte, counting losses, duplicates and order per subscriber and event.
//! Then measures how fast 16 clients append with and without 1,000 subscribers that never read, in turns in one run.

use std::io::BufRead as _;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::number;
use crate::served::Server;

/// Number of events appended per second.
const RATE: u64 = 100;
/// Number of connections that append by the clock: a single one would wait for its reply.
const APPENDERS: usize = 8;
/// Number of subscribers that never read.
const SILENT: usize = 1_000;

/// Number of clients that append as fast as they can.
const CLIENTS: usize = 16;
/// Length of a turn of theirs, and number of turns with and without subscribers that never read.
const TURN: Duration = Duration::from_secs(4);
const TURNS: usize = 4;

/// An event not delivered within this time counts as lost.
const LATEST: Duration = Duration::from_secs(20);

/// Number of file descriptors of a process apart from its streams.
const SPARE: usize = 200;
/// The bytes that precede the microseconds at which an event was due.
const MARK: &[u8] = b"\"kop\":\"t=";

/// Measures with the number of subscribers and of seconds as arguments.
pub fn run(arguments: &[String]) {
    let (subscribers, seconds) = (number(arguments, 0, 200), number(arguments, 1, 5));
    raise_the_limit(subscribers.max(SILENT) + SPARE);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(async {
        delivery(subscribers, seconds).await;
        silence().await;
    });
}

/// Restarts this program with as many file descriptors as it needs: the limit is inherited, also by the service.
fn raise_the_limit(wanted: usize) {
    let text = std::fs::read_to_string("/proc/self/limits").expect("Linux tells the limits of a process");
    let line = text.lines().find(|line| line.starts_with("Max open files")).expect("there is one on open files");
    let now: usize = line.split_whitespace().nth(3).and_then(|soft| soft.parse().ok()).unwrap_or(usize::MAX);
    if now >= wanted {
        return;
    }
    let own = std::env::current_exe().expect("the path of this program");
    let again =
        "ulimit -n \"$1\" || { echo \"run: ulimit -Hn $1 as root, then this again\" >&2; exit 2; }; shift; exec \"$@\"";
    let mut command = Command::new("sh");
    command.args(["-c", again, "sh", &wanted.to_string()]).arg(own).args(std::env::args().skip(1));
    std::process::exit(command.status().expect("a shell").code().unwrap_or(2));
}

/// Starts the service over an empty folder, which goes with it.
fn start() -> (Server, tempfile::TempDir) {
    let folder = tempfile::tempdir_in("target").expect("a folder on a real disk");
    (Server::start(&folder.path().join("data")), folder)
}

/// Returns the kernel memory that the sockets of this machine use, in KiB.
fn kernel_kib() -> u64 {
    let text = std::fs::read_to_string("/proc/net/sockstat").unwrap_or_default();
    let pages = text
        .lines()
        .find(|line| line.starts_with("TCP:"))
        .and_then(|line| line.rsplit(' ').next()?.parse::<u64>().ok());
    pages.unwrap_or(0) * 4
}

/// A connection that appends.
struct Appender(TcpStream);

impl Appender {
    async fn open(address: &str) -> Appender {
        let stream = TcpStream::connect(address).await.expect("the service listens");
        stream.set_nodelay(true).expect("a socket takes it");
        Appender(stream)
    }

    async fn append(&mut self, event: &str) {
        let request = format!(
            "POST /v1/gebeurtenissen HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{event}",
            event.len()
        );
        self.0.write_all(request.as_bytes()).await.expect("it is sent");
        let (mut got, mut answer) = (0, vec![0; 8192]);
        loop {
            got += self.0.read(&mut answer[got..]).await.expect("it answers");
            let Some(head) = answer[..got].windows(4).position(|part| part == b"\r\n\r\n") else { continue };
            let text = String::from_utf8_lossy(&answer[..head]).to_ascii_lowercase();
            assert!(text.starts_with("http/1.1 201"), "{text}");
            let length =
                text.split("content-length: ").nth(1).and_then(|rest| rest.split('\r').next()?.parse::<usize>().ok());
            if got >= head + 4 + length.expect("an answer tells its length") {
                return;
            }
        }
    }
}

fn node() -> &'static str {
    r#"{"type":"nl.peildatum.onderdeel.opgenomen","onderwerp":"onderdeel/9","ingangsdatum":"2019-01-01","gegevens":{"niveau":"programma","titel":"Sociaal domein"}}"#
}

fn note(due: u64) -> String {
    format!(
        r#"{{"type":"nl.peildatum.toelichting.vastgelegd","onderwerp":"onderdeel/9","ingangsdatum":"2019-01-01","gegevens":{{"kop":"t={due:012}","tekst":"De wachtlijst telt nu meer plaatsen."}}}}"#
    )
}

async fn subscribe(address: &str, query: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.expect("the service takes a connection");
    let request = format!(
        "GET /v1/gebeurtenissen/stroom{query} HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.expect("it is sent");
    stream
}

/// The totals of all subscribers.
#[derive(Default)]
struct Totals {
    events: AtomicU64,
    doubles: AtomicU64,
    gaps: AtomicU64,
    millis: Mutex<Vec<u64>>, // the number of deliveries by latency in milliseconds
}

/// One subscriber: the last position it saw, and the rest of an incomplete line.
struct Reader {
    stream: TcpStream,
    rest: Vec<u8>,
    last: u64,
    millis: Vec<u64>,
    events: u64,
}

impl Reader {
    async fn open(address: &str) -> Reader {
        let mut stream = subscribe(address, "?na=hoofd").await;
        // Read until the head of the response and the first block have arrived.
        let (mut got, mut bytes) = (0, [0; 2048]);
        let last = loop {
            got += stream.read(&mut bytes[got..]).await.expect("it answers");
            let text = String::from_utf8_lossy(&bytes[..got]);
            if let Some(id) = text.split("\nid: ").nth(1).and_then(|rest| rest.split_once("\n\n")) {
                break id.0.parse().expect("a position");
            }
        };
        Reader { stream, rest: Vec::new(), last, millis: vec![0; LATEST.as_millis() as usize], events: 0 }
    }

    async fn read(&mut self, until: u64, begin: Instant, buffer: &mut [u8], seen: &Totals) -> bool {
        let got = match tokio::time::timeout(LATEST, self.stream.read(buffer)).await {
            Ok(Ok(got)) if got > 0 => got,
            _ => return false,
        };
        let now = begin.elapsed().as_micros() as u64;
        let mut joined = std::mem::take(&mut self.rest);
        let bytes: &[u8] = if joined.is_empty() {
            &buffer[..got]
        } else {
            joined.extend_from_slice(&buffer[..got]);
            &joined
        };
        let mut left = bytes;
        loop {
            let line = left;
            let length = left.skip_until(b'\n').expect("reading memory");
            if length == 0 || line[length - 1] != b'\n' {
                self.rest = line.to_vec();
                return self.last < until;
            }
            self.line(&line[..length - 1], now, seen);
        }
    }

    fn line(&mut self, line: &[u8], now: u64, seen: &Totals) {
        if let Some(id) = line.strip_prefix(b"id: ") {
            let id = decimal(id);
            if id > self.last + 1 {
                seen.gaps.fetch_add(1, Ordering::Relaxed);
            } else if id <= self.last {
                seen.doubles.fetch_add(1, Ordering::Relaxed);
            }
            self.last = id;
        } else if line.starts_with(b"data: ") {
            self.events += 1;
            let at = line.windows(MARK.len()).take(200).position(|part| part == MARK).expect("the mark of an event");
            let due = decimal(&line[at + MARK.len()..at + MARK.len() + 12]);
            let millis = (now.saturating_sub(due) / 1000) as usize;
            let last = self.millis.len() - 1;
            self.millis[millis.min(last)] += 1;
        }
    }
}

fn decimal(digits: &[u8]) -> u64 {
    digits.iter().filter(|digit| digit.is_ascii_digit()).fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'))
}

/// Measures the delivery of every event to every subscriber.
async fn delivery(subscribers: usize, seconds: u64) {
    let (server, _folder) = start();
    Appender::open(&server.address).await.append(node()).await;
    let before = server.resident();
    let mut readers = Vec::with_capacity(subscribers);
    while readers.len() < subscribers {
        let mut opening = JoinSet::new();
        for _ in 0..(subscribers - readers.len()).min(100) {
            let address = server.address.clone();
            opening.spawn(async move { Reader::open(&address).await });
        }
        readers.extend(opening.join_all().await);
    }
    let (open, events) = (server.resident(), RATE * seconds);
    let (seen, begin, last) = (Arc::new(Totals::default()), Instant::now(), 1 + events);
    let cpu = server.cpu();
    let mut reading = JoinSet::new();
    for mut reader in readers {
        let seen = Arc::clone(&seen);
        reading.spawn(async move {
            let mut buffer = vec![0; 16 * 1024];
            while reader.read(last, begin, &mut buffer, &seen).await {}
            let mut all = seen.millis.lock().expect("nobody panics with it");
            all.resize(reader.millis.len(), 0);
            all.iter_mut().zip(&reader.millis).for_each(|(sum, count)| *sum += count);
            seen.events.fetch_add(reader.events, Ordering::Relaxed);
        });
    }
    append_by_the_clock(&server.address, begin, events).await;
    let appended = begin.elapsed().as_secs_f64();
    let live = server.resident();
    while reading.join_next().await.is_some() {}
    let cpu = server.cpu() - cpu;
    let wanted = events * subscribers as u64;
    let got = seen.events.load(Ordering::Relaxed);
    let millis = seen.millis.lock().expect("nobody panics with it");
    let each = |kib: u64| kib.saturating_sub(before) as f64 / subscribers as f64;
    println!("{subscribers} subscribers, {events} events in {appended:.1} s, {got} deliveries of {wanted}");
    println!(
        "lost {}, doubled {}, out of order or missing between {}",
        wanted.saturating_sub(got),
        seen.doubles.load(Ordering::Relaxed),
        seen.gaps.load(Ordering::Relaxed)
    );
    println!(
        "from due to read: p50 {} ms, p99 {} ms, most {} ms",
        rank(&millis, 500),
        rank(&millis, 990),
        rank(&millis, 1000)
    );
    println!(
        "memory of the service for each: {:.1} KiB when open, {:.1} KiB while events flow ({} MiB in all)",
        each(open),
        each(live),
        live / 1024
    );
    println!("processor time of the service: {:.0} % of one core", 100.0 * cpu / begin.elapsed().as_secs_f64());
}

async fn append_by_the_clock(address: &str, begin: Instant, events: u64) {
    let mut appending = JoinSet::new();
    for lane in 0..APPENDERS as u64 {
        let mut appender = Appender::open(address).await;
        appending.spawn(async move {
            for number in (lane..events).step_by(APPENDERS) {
                let due = Duration::from_micros(number * 1_000_000 / RATE);
                tokio::time::sleep_until((begin + due).into()).await;
                appender.append(&note(due.as_micros() as u64)).await;
            }
        });
    }
    while appending.join_next().await.is_some() {}
}

/// Returns the latency in milliseconds below which this many thousandths of the deliveries lie.
fn rank(millis: &[u64], thousandths: u64) -> usize {
    let total: u64 = millis.iter().sum();
    let wanted = (total * thousandths).div_ceil(1000);
    let mut sum = 0;
    millis
        .iter()
        .position(|count| {
            sum += count;
            sum >= wanted
        })
        .unwrap_or(0)
}

/// Measures how fast clients append with and without subscribers that never read.
async fn silence() {
    let (server, _folder) = start();
    Appender::open(&server.address).await.append(node()).await;
    append_at_will(&server.address, TURN / 2).await; // warm-up
    let mut rates = [Vec::new(), Vec::new()];
    let (mut resident, mut kernel) = (0, 0);
    for _ in 0..TURNS {
        rates[0].push(append_at_will(&server.address, TURN).await);
        let (before, kernel_before) = (server.resident(), kernel_kib());
        let mut silent = Vec::with_capacity(SILENT);
        for _ in 0..SILENT {
            let mut stream = subscribe(&server.address, "?na=hoofd").await;
            stream.read_u8().await.expect("it is answered"); // it never reads after this
            silent.push(stream);
        }
        rates[1].push(append_at_will(&server.address, TURN).await);
        resident = resident.max(server.resident().saturating_sub(before));
        kernel = kernel.max(kernel_kib().saturating_sub(kernel_before));
        drop(silent);
    }
    let median = |rates: &mut Vec<f64>| {
        rates.sort_by(f64::total_cmp);
        (rates[TURNS / 2 - 1] + rates[TURNS / 2]) / 2.0
    };
    let ratios: Vec<String> =
        rates[1].iter().zip(&rates[0]).map(|(with, without)| format!("{:.2}", with / without)).collect();
    let [without, with] = &mut rates;
    let (without, with) = (median(without), median(with));
    println!(
        "{SILENT} that never read: {with:.0} appends/s with, {without:.0} without, ratio {:.2} (turns {})",
        with / without,
        ratios.join(", ")
    );
    println!(
        "memory for each of them: {:.1} KiB in the service, {:.1} KiB in the sockets of both sides",
        resident as f64 / SILENT as f64,
        kernel as f64 / SILENT as f64
    );
}

/// Returns the appends per second of clients that each wait for their reply.
async fn append_at_will(address: &str, how_long: Duration) -> f64 {
    let over = Arc::new(AtomicBool::new(false));
    let mut clients = JoinSet::new();
    let begin = Instant::now();
    for _ in 0..CLIENTS {
        let (mut appender, over) = (Appender::open(address).await, Arc::clone(&over));
        clients.spawn(async move {
            let mut count = 0_u64;
            while !over.load(Ordering::Relaxed) {
                appender.append(&note(0)).await;
                count += 1;
            }
            count
        });
    }
    tokio::time::sleep(how_long).await;
    over.store(true, Ordering::Relaxed);
    let count: u64 = clients.join_all().await.into_iter().sum();
    count as f64 / begin.elapsed().as_secs_f64()
}
