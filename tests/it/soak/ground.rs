//! The environment of the service in a soak: a disk that can be filled, a clock that can be shifted, and its process.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::can_run;
use crate::cli::{self, Ran, Running};
use crate::tools::need;

/// Room for several times what a second of load records: 200 events of 4 KiB, with the overhead of the engine.
const MIB_PER_SECOND: u64 = 2;

/// Room for an empty folder, and for the second copy that a start after a kill makes of a small log.
const MIB_AT_LEAST: u64 = 128;

/// A disk, a clock and a process.
pub struct Ground {
    folder: tempfile::TempDir,
    mib: u64,
    /// The library that bends the clock.
    bender: PathBuf,
    port: u16,
    process: Mutex<Option<Running>>,
    /// The number of starts: a response may break off only if this changed.
    generation: AtomicU64,
    is_down: AtomicBool,
}

impl Ground {
    /// A disk with room for a soak of so many seconds, and a clock that can be bent.
    pub fn new(seconds: u64) -> Ground {
        let bender = bender();
        need("faketime", bender.is_some());
        let folder = tempfile::tempdir().expect("a folder can be made");
        let mib = MIB_AT_LEAST + seconds * MIB_PER_SECOND;
        let disk = folder.path().join("disk");
        fs::create_dir(&disk).expect("a folder can be made");
        let size = format!("size={mib}m");
        need("mount", can_run(Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&disk)));
        // A port that was free a moment ago: clients keep the address over restarts.
        let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let port = port.expect("a port is free").port();
        let ground = Ground {
            folder,
            mib,
            bender: bender.expect("it is here"),
            port,
            process: Mutex::default(),
            generation: AtomicU64::new(0),
            is_down: AtomicBool::new(true),
        };
        ground.set_clock("+0");
        ground
    }

    pub fn data(&self) -> String {
        self.folder.path().join("disk/data").to_str().expect("the path is UTF-8").to_owned()
    }

    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn clock_file(&self) -> PathBuf {
        self.folder.path().join("clock")
    }

    /// Sets the offset of the clock of the process from that of the machine: `+0`, `-1h`, `+30y`.
    pub fn set_clock(&self, offset: &str) {
        let beside = self.folder.path().join("clock.new");
        fs::write(&beside, format!("{offset}\n")).expect("a file can be written");
        fs::rename(beside, self.clock_file()).expect("a file can be renamed");
    }

    /// Shrinks the disk to its present contents, or restores its size.
    pub fn set_full(&self, full: bool) {
        let disk = self.folder.path().join("disk");
        let resize =
            |size: String| can_run(Command::new("mount").args(["-o", &format!("remount,size={size}")]).arg(&disk));
        // The contents grow meanwhile, and a disk cannot be smaller than them, so each attempt leaves a little more.
        let resized = match full {
            true => (1..=20).any(|time| resize(format!("{}k", kib_used(&disk) + 64 * time))),
            false => resize(format!("{}m", self.mib)),
        };
        assert!(resized, "a disk in memory can be resized");
    }

    /// Starts the service, and returns when it responds.
    pub fn start(&self) {
        let mut command =
            cli::command(&["serve", "--data", &self.data(), "--listen", &format!("127.0.0.1:{}", self.port)]);
        command.env("LD_PRELOAD", &self.bender).env("FAKETIME_TIMESTAMP_FILE", self.clock_file());
        // Timers stay true: only what time it is jumps.
        command.env("FAKETIME_CACHE_DURATION", "1").env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        let running = Running::of(&mut command, "luistert op ");
        *self.process.lock().expect("no thread panicked") = Some(running);
        self.generation.fetch_add(1, Ordering::SeqCst);
        self.is_down.store(false, Ordering::SeqCst);
    }

    /// Kills it.
    pub fn kill(&self) {
        self.is_down.store(true, Ordering::SeqCst);
        drop(self.process.lock().expect("no thread panicked").take()); // dropping it is SIGKILL
    }

    /// Sends a stop signal and waits until it exits.
    pub fn stop(&self) -> Ran {
        self.is_down.store(true, Ordering::SeqCst);
        let running = self.process.lock().expect("no thread panicked").take();
        running.expect("it runs").stop("-TERM")
    }

    /// Returns the number of starts and whether it is running, for judging a response that broke off.
    pub fn standing(&self) -> (u64, bool) {
        (self.generation.load(Ordering::SeqCst), !self.is_down.load(Ordering::SeqCst))
    }

    /// Returns its resident memory in KiB, and its number of open descriptors; `None` while it is down.
    pub fn measured(&self) -> Option<(u64, usize)> {
        let id = self.process.lock().expect("no thread panicked").as_ref()?.process();
        let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        let resident = line.trim().trim_end_matches("kB").trim().parse().ok()?;
        Some((resident, fs::read_dir(format!("/proc/{id}/fd")).ok()?.count()))
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        drop(self.process.lock().map(|mut process| process.take()));
        can_run(Command::new("umount").arg("-l").arg(self.folder.path().join("disk")));
    }
}

fn kib_used(disk: &Path) -> u64 {
    let told = Command::new("df").args(["-k", "--output=used"]).arg(disk).output().expect("df is there");
    let text = String::from_utf8_lossy(&told.stdout).into_owned();
    text.lines().nth(1).and_then(|line| line.trim().parse().ok()).expect("df tells what is used")
}

/// Returns the library of the package `faketime`.
fn bender() -> Option<PathBuf> {
    let folders = fs::read_dir("/usr/lib").ok()?;
    let places = folders.filter_map(Result::ok).map(|folder| folder.path().join("faketime/libfaketimeMT.so.1"));
    places.into_iter().find(|place| place.is_file())
}
