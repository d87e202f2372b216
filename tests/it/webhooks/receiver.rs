//! A webhook receiver that can misbehave: real sockets, one thread per connection, with responses set by the test.

use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver as Queue, Sender, channel};
use std::time::Duration;

use parking_lot::Mutex;
use serde_json::Value;

/// The maximum time a test waits; reaching it is a failure.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// The response to a delivery.
#[derive(Debug, Clone)]
pub enum Reaction {
    /// This status, with this header.
    Status(u16, &'static str),
    /// No response, until the other side gives up.
    Hang,
    /// Half a head, and then nothing.
    HalfAnAnswer,
    /// The connection is closed.
    Reset,
    /// 200 with an endless body.
    EndlessBody,
    /// 200 with an endless head.
    EndlessHead,
    /// Bytes that are not HTTP.
    Nonsense,
}

pub const TAKEN: Reaction = Reaction::Status(204, "");

/// A received request.
#[derive(Debug, Clone)]
pub struct Arrived {
    pub method: String,
    pub path: String,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Arrived {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub fn event(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Returns the position of the event, from its sequence.
    pub fn position(&self) -> u64 {
        self.event()["sequence"].as_str().unwrap().parse().unwrap()
    }
}

/// A receiver on a free port.
pub struct Receiver {
    pub address: SocketAddr,
    arrived: Mutex<Queue<Arrived>>,
    shared: Arc<Shared>,
}

struct Shared {
    /// The response to OPTIONS; `None` refuses.
    consent: Mutex<Option<String>>,
    /// The responses to the next deliveries, before the usual one.
    next: Mutex<VecDeque<Reaction>>,
    usual: Mutex<Reaction>,
    closed: AtomicBool,
}

impl Receiver {
    /// Creates a receiver that agrees to everything and accepts everything.
    pub fn start() -> Receiver {
        Receiver::at(TcpListener::bind("127.0.0.1:0").unwrap())
    }

    pub fn at(listener: TcpListener) -> Receiver {
        let consent = "webhook-allowed-origin: *\r\nwebhook-allowed-rate: *\r\n".to_owned();
        let shared = Arc::new(Shared {
            consent: Mutex::new(Some(consent)),
            next: Mutex::default(),
            usual: Mutex::new(TAKEN),
            closed: AtomicBool::new(false),
        });
        let (sender, arrived) = channel();
        let address = listener.local_addr().unwrap();
        let theirs = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if theirs.closed.load(Ordering::SeqCst) {
                    return;
                }
                let (shared, sender) = (Arc::clone(&theirs), sender.clone());
                std::thread::spawn(move || answer(stream, &shared, &sender));
            }
        });
        Receiver { address, arrived: Mutex::new(arrived), shared }
    }

    pub fn url(&self) -> String {
        format!("http://{}/haak", self.address)
    }

    pub fn consents(&self, headers: Option<&str>) {
        *self.shared.consent.lock() = headers.map(str::to_owned);
    }

    /// Sets the responses to the next deliveries, in order.
    pub fn next(&self, reactions: impl IntoIterator<Item = Reaction>) {
        self.shared.next.lock().extend(reactions);
    }

    /// Sets the usual response from now on.
    pub fn always(&self, reaction: Reaction) {
        *self.shared.usual.lock() = reaction;
    }

    /// Returns the next delivery.
    #[track_caller]
    pub fn delivery(&self) -> Arrived {
        loop {
            let arrived = self.arrived.lock().recv_timeout(PATIENCE).expect("a delivery comes in");
            if arrived.method == "POST" {
                return arrived;
            }
        }
    }

    /// Returns the next request of any kind.
    #[track_caller]
    pub fn request(&self) -> Arrived {
        self.arrived.lock().recv_timeout(PATIENCE).expect("a request comes in")
    }

    /// Returns all received requests that were not taken yet.
    pub fn rest(&self) -> Vec<Arrived> {
        self.arrived.lock().try_iter().collect()
    }

    /// Goes away: its port refuses connections.
    pub fn stop(self) -> SocketAddr {
        self.shared.closed.store(true, Ordering::SeqCst);
        TcpStream::connect(self.address).ok(); // wakes the accepting thread
        while TcpStream::connect(self.address).is_ok() {}
        self.address
    }

    /// Comes back on the same port.
    pub fn again(address: SocketAddr) -> Receiver {
        loop {
            if let Ok(listener) = TcpListener::bind(address) {
                return Receiver::at(listener);
            }
        }
    }
}

fn answer(stream: TcpStream, shared: &Shared, arrived: &Sender<Arrived>) {
    let mut stream = BufReader::new(stream);
    while let Some(request) = read(&mut stream) {
        let asks = request.method == "OPTIONS";
        arrived.send(request).ok(); // the test may be over
        let out = stream.get_mut();
        let done = if asks {
            let consent = shared.consent.lock().clone().unwrap_or_default();
            write!(out, "HTTP/1.1 200 OK\r\nallow: POST\r\n{consent}content-length: 0\r\n\r\n")
        } else {
            let next = shared.next.lock().pop_front();
            react(out, next.unwrap_or_else(|| shared.usual.lock().clone()))
        };
        if done.is_err() {
            return;
        }
    }
}

fn react(out: &mut TcpStream, reaction: Reaction) -> std::io::Result<()> {
    let over = || std::io::Error::other("this connection is over");
    match reaction {
        Reaction::Status(status, header) => {
            write!(out, "HTTP/1.1 {status} X\r\n{header}content-length: 0\r\n\r\n")
        }
        Reaction::Hang => {
            out.read_to_end(&mut Vec::new())?;
            Err(over())
        }
        Reaction::HalfAnAnswer => {
            write!(out, "HTTP/1.1 200 OK\r\ncontent-le")?;
            out.read_to_end(&mut Vec::new())?;
            Err(over())
        }
        // Unread bytes make the system reset the connection.
        Reaction::Reset => Err(over()),
        Reaction::EndlessBody => {
            write!(out, "HTTP/1.1 200 OK\r\ncontent-length: 1000000000000\r\n\r\n")?;
            loop {
                out.write_all(&[b'x'; 65536])?;
            }
        }
        Reaction::EndlessHead => {
            write!(out, "HTTP/1.1 200 OK\r\n")?;
            loop {
                write!(out, "x-more: {}\r\n", "x".repeat(1000))?;
            }
        }
        Reaction::Nonsense => {
            write!(out, "220 mail.example ESMTP\r\n\r\n")?;
            Err(over())
        }
    }
}

fn read(stream: &mut BufReader<TcpStream>) -> Option<Arrived> {
    let mut line = String::new();
    stream.read_line(&mut line).ok().filter(|read| *read > 0)?;
    let mut words = line.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).ok().filter(|read| *read > 0)?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.insert(name.to_ascii_lowercase(), value.to_owned());
    }
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    Some(Arrived { method, path, headers, body })
}
