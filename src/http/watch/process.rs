//! The process itself, as Linux tells it, under the names that every exporter of Prometheus uses. The crate that does this,
//! `metrics-process`, reads more files at each scrape and brings three crates for these four numbers.

use std::sync::OnceLock;

use rustix::process::{Resource, getrlimit};

use super::seconds;
use crate::app::clock::{Clock as _, SystemClock};

/// When the service began. The system would tell it in a file that its unit hides, and the times of files of `/proc` are
/// those of the first look.
static STARTED: OnceLock<f64> = OnceLock::new();

/// What the process uses; nothing where the system does not tell.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Process {
    /// Its memory in bytes.
    pub memory: Option<u64>,
    /// Its open files.
    pub files: Option<u64>,
    /// The most files that it may open.
    pub files_max: Option<u64>,
    /// When it started, in seconds since 1970.
    pub started: Option<f64>,
}

impl Process {
    /// Notes that the process starts now, and returns when it did: only the first time counts.
    pub fn note_start() -> f64 {
        *STARTED.get_or_init(|| seconds(SystemClock.now()))
    }

    /// Measures this process. Files below `/proc` are no disk: reading them takes microseconds.
    pub fn measure() -> Process {
        Process {
            memory: memory(),
            files: std::fs::read_dir("/proc/self/fd").ok().map(|all| all.count() as u64),
            files_max: getrlimit(Resource::Nofile).current,
            started: Some(Process::note_start()),
        }
    }
}

fn memory() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kib| kib * 1024)
}
