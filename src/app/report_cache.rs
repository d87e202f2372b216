//! Reports that were asked for before. A report follows from its request and the log up to its position, so it is kept
//! as it was answered, within a bound; only an erasure changes it.
//!
//! An erasure forgets all of them, under the write lock of the state: whoever asks after it is acknowledged finds no
//! text of before it, and a report that was under way meanwhile is not kept.

use std::sync::Arc;

use lru::LruCache;
use parking_lot::Mutex;

use crate::projections::ReportRequest;

/// The bytes that are kept: some 50 reports of one programme of 500 subjects, or 600 of a municipality's own size.
const BYTES_MAX: usize = 32 << 20;
/// The largest report that is kept, so that one answer does not push out all others.
const REPORT_MAX: usize = 4 << 20;
/// What an entry takes beside its report, at most: its request and its place in the list.
const ENTRY_BYTES: usize = 512;

/// What determines a report: the request, and the position of its sealing if it is asked for as sealed.
pub type ReportKey = (ReportRequest, Option<u64>);

/// The reports that are kept.
#[derive(Debug)]
pub struct ReportCache(Mutex<Kept>);

#[derive(Debug)]
struct Kept {
    reports: LruCache<ReportKey, Arc<[u8]>>,
    bytes: usize,
    erasures: u64,
}

/// A report that is not kept yet. It is kept only when no erasure came since.
#[derive(Debug, Clone, Copy)]
pub struct MissingReport {
    erasures: u64,
}

impl Default for ReportCache {
    fn default() -> ReportCache {
        ReportCache(Mutex::new(Kept { reports: LruCache::unbounded(), bytes: 0, erasures: 0 }))
    }
}

impl ReportCache {
    /// Returns a report that is kept.
    ///
    /// # Errors
    /// [`MissingReport`], with which it is kept once it was built.
    pub fn find(&self, key: &ReportKey) -> Result<Arc<[u8]>, MissingReport> {
        let mut kept = self.0.lock();
        let erasures = kept.erasures;
        kept.reports.get(key).cloned().ok_or(MissingReport { erasures })
    }

    /// Keeps a report that was begun after `missing`, and drops those that were not asked for the longest.
    pub fn keep(&self, missing: MissingReport, key: ReportKey, report: &Arc<[u8]>) {
        let mut kept = self.0.lock();
        if report.len() > REPORT_MAX || kept.erasures != missing.erasures {
            return;
        }
        kept.bytes += report.len() + ENTRY_BYTES;
        if let Some(before) = kept.reports.put(key, Arc::clone(report)) {
            kept.bytes -= before.len() + ENTRY_BYTES;
        }
        while kept.bytes > BYTES_MAX {
            let Some((_, oldest)) = kept.reports.pop_lru() else { break };
            kept.bytes -= oldest.len() + ENTRY_BYTES;
        }
    }

    /// Forgets all reports, because texts in them were erased.
    pub fn forget(&self) {
        let mut kept = self.0.lock();
        kept.reports.clear();
        kept.bytes = 0;
        kept.erasures += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Day;

    fn key(position: u64) -> ReportKey {
        let on = Day::parse("2019-07-01").unwrap();
        (ReportRequest { on, position, node: None, fiscal_year: None, round: None }, None)
    }

    fn keep(cache: &ReportCache, position: u64, length: usize) {
        let missing = cache.find(&key(position)).unwrap_err();
        cache.keep(missing, key(position), &vec![b'x'; length].into());
    }

    #[test]
    fn what_was_kept_is_found_under_its_own_request_only() {
        let cache = ReportCache::default();
        keep(&cache, 1, 10);
        assert_eq!(cache.find(&key(1)).unwrap().len(), 10);
        assert!(cache.find(&key(2)).is_err());
        assert!(cache.find(&(key(1).0, Some(1))).is_err(), "the sealed one is another");
    }

    #[test]
    fn an_erasure_forgets_all_and_keeps_out_what_was_under_way() {
        let cache = ReportCache::default();
        keep(&cache, 1, 10);
        let under_way = cache.find(&key(2)).unwrap_err();
        cache.forget();
        assert!(cache.find(&key(1)).is_err());
        cache.keep(under_way, key(2), &vec![b'x'; 10].into());
        assert!(cache.find(&key(2)).is_err());
        keep(&cache, 2, 10);
        assert!(cache.find(&key(2)).is_ok());
    }

    #[test]
    fn the_bytes_are_bounded_and_what_is_asked_for_stays() {
        let cache = ReportCache::default();
        keep(&cache, 0, REPORT_MAX + 1);
        assert!(cache.find(&key(0)).is_err());
        for position in 1..=20 {
            keep(&cache, position, REPORT_MAX);
            assert!(cache.find(&key(1)).is_ok(), "it is asked for again and again");
        }
        let kept = cache.0.lock();
        assert!(kept.bytes <= BYTES_MAX && kept.bytes > BYTES_MAX - 2 * REPORT_MAX, "{} bytes", kept.bytes);
        assert_eq!(kept.bytes, kept.reports.iter().map(|(_, report)| report.len() + ENTRY_BYTES).sum::<usize>());
        assert!(!kept.reports.contains(&key(2)), "the one that was not asked for the longest");
    }
}
