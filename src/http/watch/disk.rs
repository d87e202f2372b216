//! The disk of the data folder: asked seldom, on a thread that may block, so that a disk that hangs holds up no answer.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use parking_lot::Mutex;
use tokio::time::Instant;

use crate::app::Service;
use crate::log::disk_space;
use crate::log::signing::CHECKPOINT_FILE;

/// How long a measurement counts: scrapes come every 15 to 60 seconds, and a page is loaded now and then.
const FRESH: Duration = Duration::from_secs(10);

/// The most files of a data folder that are counted: it has a few dozen.
const FILES_MAX: usize = 10_000;

/// The disk of a data folder, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DiskUse {
    /// What is free.
    pub free: u64,
    /// All that the disk has.
    pub size: u64,
    /// What the data folder takes.
    pub folder: u64,
    /// Whether there is room for the next event.
    pub has_room: bool,
}

/// One time that the disk was asked.
#[derive(Debug, Clone, Copy)]
struct Asked {
    at: Instant,
    disk: Option<DiskUse>,
    /// When the log was signed last.
    signed_at: Option<f64>,
}

/// What was measured last.
#[derive(Debug, Default)]
pub struct Disks {
    last: Mutex<Option<Asked>>,
    is_asking: Arc<AtomicBool>,
}

impl Disks {
    /// Measures again where the last time is too long ago and nobody does so already; waits for it as long as told.
    pub async fn refresh(self: &Arc<Self>, service: &Service, patience: Duration) {
        let is_fresh = self.last.lock().as_ref().is_some_and(|asked| asked.at.elapsed() < FRESH);
        if is_fresh || self.is_asking.swap(true, Ordering::AcqRel) {
            return;
        }
        let (disks, service) = (Arc::clone(self), service.clone());
        let asked = tokio::task::spawn_blocking(move || {
            let (disk, signed_at) = (use_of(service.folder(), &service), signed_at(service.folder()));
            *disks.last.lock() = Some(Asked { at: Instant::now(), disk, signed_at });
            disks.is_asking.store(false, Ordering::Release);
        });
        // Whoever waits no longer leaves the thread to its disk.
        let _ = tokio::time::timeout(patience, asked).await;
    }

    /// Returns what was measured last, and when the log was signed.
    pub fn last(&self) -> (Option<DiskUse>, Option<f64>) {
        self.last.lock().map_or((None, None), |asked| (asked.disk, asked.signed_at))
    }
}

fn use_of(folder: &Path, service: &Service) -> Option<DiskUse> {
    let (free, size) = disk_space::room(folder)?;
    let mut left = FILES_MAX;
    Some(DiskUse { free, size, folder: bytes_below(folder, &mut left), has_room: service.refuse_writing().is_ok() })
}

fn bytes_below(folder: &Path, left: &mut usize) -> u64 {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if *left == 0 {
            break;
        }
        *left -= 1;
        let Ok(found) = entry.metadata() else { continue }; // it may have gone meanwhile
        bytes += if found.is_dir() { bytes_below(&entry.path(), left) } else { found.len() };
    }
    bytes
}

/// Returns when the last checkpoint was written.
fn signed_at(folder: &Path) -> Option<f64> {
    let written = std::fs::metadata(folder.join(CHECKPOINT_FILE)).and_then(|found| found.modified()).ok()?;
    written.duration_since(UNIX_EPOCH).ok().map(|since| since.as_secs_f64())
}
