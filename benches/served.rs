//! The built service as a process, with what it used of the machine, and a connection of a client that waits for each
//! answer.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A service over a folder, on a free port. It is killed when this is dropped.
pub struct Server {
    child: Child,
    /// Host and port.
    pub address: String,
}

impl Server {
    /// Starts the service, and returns when it says where it listens.
    pub fn start(folder: &Path) -> Server {
        let mut command = Command::new(env!("CARGO_BIN_EXE_peildatum"));
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the service was built");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("it was piped"))
            .read_line(&mut line)
            .expect("it says where it listens");
        let address = line.trim().rsplit_once("http://").expect("an address").1.to_owned();
        Server { child, address }
    }

    /// Returns the resident memory in KiB.
    pub fn resident(&self) -> u64 {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("it runs");
        let line = text.lines().find(|line| line.starts_with("VmRSS")).expect("Linux tells what is resident");
        line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).expect("a number")
    }

    /// Returns the processor time used so far, in seconds.
    pub fn cpu(&self) -> f64 {
        processor_seconds(self.child.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Returns the processor time that a process used so far, in seconds.
pub fn processor_seconds(process: u32) -> f64 {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).expect("it runs");
    let fields: Vec<&str> = text.rsplit(')').next().expect("fields").split_whitespace().collect();
    fields[11..13].iter().map(|ticks| ticks.parse::<f64>().expect("ticks")).sum::<f64>() / 100.0
}

/// A connection that is kept, of a client that sends the next request when it has the answer to the last.
pub struct Client {
    stream: TcpStream,
    answer: Vec<u8>,
}

impl Client {
    /// Connects.
    pub fn open(address: &str) -> Client {
        let stream = TcpStream::connect(address).expect("the service listens");
        stream.set_nodelay(true).expect("a socket takes it");
        Client { stream, answer: vec![0; 1 << 20] }
    }

    /// Sends a request, and reads the whole answer, which must have this status.
    pub fn ask(&mut self, request: &[u8], status: &str) {
        self.stream.write_all(request).expect("it is sent");
        let mut got = 0;
        loop {
            got += self.more(got);
            let Some(head) = self.answer[..got].windows(4).position(|part| part == b"\r\n\r\n") else { continue };
            let text = String::from_utf8_lossy(&self.answer[..head]).to_ascii_lowercase();
            assert!(
                text.starts_with(&format!("http/1.1 {status}")),
                "{}",
                String::from_utf8_lossy(&self.answer[..got])
            );
            let length = text.split("content-length: ").nth(1).and_then(|rest| rest.split('\r').next()?.parse().ok());
            let length: usize = length.expect("an answer tells its length");
            while got < head + 4 + length {
                got += self.more(got);
            }
            return;
        }
    }

    fn more(&mut self, got: usize) -> usize {
        let more = self.stream.read(&mut self.answer[got..]).expect("it answers");
        assert!(more > 0, "the answer is whole, and at most a mebibyte");
        more
    }
}

/// Returns the bytes of a request that appends.
pub fn append_request(body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "POST /v1/gebeurtenissen HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\
         \r\n{body}"
    )
    .into_bytes()
}
