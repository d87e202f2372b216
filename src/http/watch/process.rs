//! The process itself, as Linux tells it, under the names that every exporter of Prometheus uses. The crate that does this,
//! `metrics-process`, reads more files at each scrape and brings three crates for these four numbers.

use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

use rustix::process::{Resource, getrlimit};

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
    /// Measures this process. Files below `/proc` are no disk: reading them takes microseconds.
    pub fn measure() -> Process {
        Process {
            memory: memory(),
            files: std::fs::read_dir("/proc/self/fd").ok().map(|all| all.count() as u64),
            files_max: getrlimit(Resource::Nofile).current,
            started: started(),
        }
    }
}

fn memory() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kib| kib * 1024)
}

/// Returns when the folder of this process was made, which is when it started.
fn started() -> Option<f64> {
    static STARTED: OnceLock<Option<f64>> = OnceLock::new();
    *STARTED.get_or_init(|| {
        let made: SystemTime = std::fs::metadata("/proc/self/stat").and_then(|found| found.modified()).ok()?;
        made.duration_since(UNIX_EPOCH).ok().map(|since| since.as_secs_f64())
    })
}
