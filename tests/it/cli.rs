//! The command line from outside: the binary itself, its exit codes, its one-line errors and its output.

mod asking;
mod backup;
mod bundle;
mod clocks;
mod comparing;
mod damage;
mod demo;
mod erasing;
mod files;
mod findings;
mod keys;
mod leiden;
mod loading;
mod recording;
mod refusing;
mod rounds;
mod searching;
mod series;
mod serving;
mod usage;
mod verifying;
mod years;

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use crate::tools::need;

/// A command that ended.
#[derive(Debug)]
pub struct Ran {
    /// The exit code.
    pub code: i32,
    /// The text on stdout.
    pub out: String,
    /// The text on stderr.
    pub err: String,
}

impl Ran {
    /// Asserts that it exited with 0.
    pub fn done(self) -> Ran {
        assert_eq!(self.code, 0, "{self:#?}");
        self
    }

    /// Asserts that it exited with `code`, with nothing on stdout and one line on stderr that contains each of `said`.
    pub fn refused(self, code: i32, said: &[&str]) -> Ran {
        assert_eq!(self.code, code, "{self:#?}");
        assert_eq!(self.out, "", "{self:#?}");
        assert!(
            (self.err.starts_with("fout: ") || self.err.starts_with("error: ")) && self.err.ends_with('\n'),
            "{self:#?}"
        );
        assert_eq!(self.err.lines().count(), 1, "{self:#?}");
        for word in said {
            assert!(self.err.contains(word), "{word:?} is not in {self:#?}");
        }
        self
    }
}

/// The binary with these arguments, in an environment without any variable that it reads.
pub fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_peildatum"));
    let own = std::env::vars_os().map(|(name, _)| name);
    for name in own.filter(|name| name.to_string_lossy().starts_with("PEILDATUM_")) {
        command.env_remove(name);
    }
    for name in ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT", "RUST_LOG", "COLUMNS"] {
        command.env_remove(name);
    }
    command.args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs a command until it exits.
pub fn ran(command: &mut Command) -> Ran {
    let output = command.output().expect("the binary was built");
    Ran {
        code: output.status.code().expect("it ended by itself"),
        out: String::from_utf8(output.stdout).expect("it prints UTF-8"),
        err: String::from_utf8(output.stderr).expect("it prints UTF-8"),
    }
}

/// Runs the binary with these arguments.
pub fn run(args: &[&str]) -> Ran {
    ran(&mut command(args))
}

/// Runs the binary with these arguments and this input on stdin.
pub fn run_with(args: &[&str], stdin: &[u8]) -> Ran {
    let mut child = command(args).stdin(Stdio::piped()).spawn().expect("the binary was built");
    child.stdin.take().expect("it was piped").write_all(stdin).expect("it reads its stdin");
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes| String::from_utf8(bytes).expect("it prints UTF-8");
    Ran { code: output.status.code().expect("it ended"), out: text(output.stdout), err: text(output.stderr) }
}

/// Returns the path of a recorded stream of the repository.
pub fn stream(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("replay/streams").join(name);
    path.to_str().expect("the path is UTF-8").to_owned()
}

/// A folder of one test.
pub struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    /// Creates an empty folder.
    pub fn new() -> Place {
        Place { folder: tempfile::tempdir().expect("a folder can be made") }
    }

    /// Returns the path of a file in it.
    pub fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().expect("the path is UTF-8").to_owned()
    }

    /// Writes a file in it.
    pub fn file(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).expect("the file can be written");
        path
    }

    /// Returns the names of the files in it.
    pub fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).expect("the folder can be listed");
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
    }

    /// Creates a data folder with the recorded stream of Voorbeeldstad.
    pub fn loaded(&self) -> String {
        let data = self.path("data");
        let stream = stream("voorbeeldstad.v1.ndjson");
        run(&["import", "--data", &data, "--keep-times", "--accept-unreviewed", &stream]).done();
        data
    }
}

/// A running service, which is stopped on drop.
pub struct Running {
    child: Child,
    out: BufReader<ChildStdout>,
    /// Reads what it prints on stderr, to its end.
    err: Option<std::thread::JoinHandle<String>>,
    /// Its output up to and including the awaited line.
    pub said: String,
    /// The address on which it listens.
    pub address: String,
}

impl Running {
    /// Starts it and waits until a line of its stdout begins with `last`.
    pub fn start(args: &[&str], last: &str) -> Running {
        Running::of(&mut command(args), last)
    }

    /// Starts it with a limit on the number of open files.
    pub fn with_descriptors(most: u32, args: &[&str], last: &str) -> Running {
        let program = command(args);
        let mut limited = Command::new("prlimit");
        limited.arg(format!("--nofile={most}:{most}")).arg("--").arg(program.get_program()).args(program.get_args());
        for (key, _) in program.get_envs().filter(|(_, value)| value.is_none()) {
            limited.env_remove(key);
        }
        limited.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Running::of(&mut limited, last)
    }

    /// Starts a prepared command.
    pub fn of(command: &mut Command, last: &str) -> Running {
        let mut child = command.spawn().expect("the binary was built");
        let mut out = BufReader::new(child.stdout.take().expect("it was piped"));
        let mut said = String::new();
        while !said.lines().last().is_some_and(|line| line.starts_with(last)) {
            if out.read_line(&mut said).expect("it prints UTF-8") == 0 {
                let ended = child.wait_with_output().expect("it ended");
                panic!("it ended: {said}{}", String::from_utf8_lossy(&ended.stderr));
            }
        }
        // A pipe that nobody reads holds 64 KiB, and then the service waits for it.
        let err = child.stderr.take().map(|mut pipe| {
            std::thread::spawn(move || {
                let mut err = String::new();
                pipe.read_to_string(&mut err).expect("it prints UTF-8");
                err
            })
        });
        let from = ["http://127.0.0.1:", "https://127.0.0.1:"].iter().find_map(|begin| said.find(begin));
        let from = from.expect("it says where it listens");
        let address = said[from..].split_whitespace().next().expect("an address").to_owned();
        Running { child, out, said, err, address }
    }

    /// Returns its process id.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Serves a data folder on a free port.
    pub fn serve(data: &str) -> Running {
        Running::start(&["serve", "--data", data, "--listen", "127.0.0.1:0"], "luistert op ")
    }

    /// Sends a GET request and returns status and body.
    pub fn get(&self, path: &str) -> (u16, String) {
        answered(agent().get(format!("{}{path}", self.address)).call())
    }

    /// Sends JSON and returns status and body.
    pub fn post(&self, path: &str, json: &str) -> (u16, String) {
        let request = agent().post(format!("{}{path}", self.address)).header("Content-Type", "application/json");
        answered(request.send(json))
    }

    /// Sends lines of JSON and returns status and body.
    pub fn post_lines(&self, path: &str, lines: &str) -> (u16, String) {
        let request = agent().post(format!("{}{path}", self.address)).header("Content-Type", "application/x-ndjson");
        answered(request.send(lines))
    }

    /// Sends what a form of a page sends, as this media type, and returns status and page.
    pub fn post_form(&self, path: &str, kind: &str, form: &str) -> (u16, String) {
        let request = agent().post(format!("{}{path}", self.address)).header("Content-Type", kind);
        answered(request.header("Accept", "text/html").header("Sec-Fetch-Site", "same-origin").send(form))
    }

    /// Sends a signal and waits until it exits.
    pub fn stop(mut self, signal: &str) -> Ran {
        let process = self.child.id().to_string();
        let sent = Command::new("kill").args([signal, &process]).status().expect("kill is there");
        assert!(sent.success());
        let mut out = std::mem::take(&mut self.said);
        self.out.read_to_string(&mut out).expect("it prints UTF-8");
        let err = self.err.take().map_or_else(String::new, |err| err.join().expect("it was read to its end"));
        Ran { code: self.child.wait().expect("it ends").code().expect("it ended by itself"), out, err }
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::new_with_config(ureq::Agent::config_builder().http_status_as_error(false).build())
}

fn answered(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> (u16, String) {
    let mut answer = answer.expect("it answers");
    let bytes = answer.body_mut().read_to_vec().expect("it answers to the end");
    (answer.status().as_u16(), String::from_utf8_lossy(&bytes).into_owned())
}

impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().ok(); // it may have been stopped already
        self.child.wait().ok();
    }
}

/// The pairs of pages of successive rounds that are not part of the repository.
pub fn pages_of_years() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/pages-found/years");
    need("pages-over-years", folder.is_dir());
    folder
}

/// The report pages that are not part of the repository.
pub fn pages() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/leiden");
    need("report-pages", folder.is_dir());
    folder
}
