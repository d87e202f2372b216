//! Reading: what is returned, where it stops, and the effect of a damaged page.

use super::*;
use crate::{
    storage::Appender,
    testing::{append, frame, open, record},
};

const LEN: usize = 700;

#[test]
fn records_are_read_one_by_one_across_frames_and_pages() {
    let dir = tempfile::tempdir().unwrap();
    let mut log = open(dir.path()).unwrap();
    append(&mut log, &[1, 1_100, 2, 60], LEN); // the table of 1,100 records alone takes two pages
    let mut wanted: Vec<u64> = vec![0, 1, 2, 3, 999, 1_000, 1_001, 1_020, 1_021, 1_101, 1_102, 1_103, 1_104, 1_163];
    wanted.push(1_164); // past the head: skipped
    let mut given = Vec::new();
    log.reader
        .read_many(&wanted, &mut |position, bytes| {
            assert_eq!(bytes, record(position, LEN));
            given.push(position);
            Ok(())
        })
        .unwrap();
    assert_eq!(given, wanted[1..wanted.len() - 1]);
    for position in 1..=1_163 {
        assert_eq!(log.reader.read(position).unwrap(), Some(record(position, LEN)));
    }
}

#[test]
fn a_record_larger_than_many_pages_is_read_whole() {
    let dir = tempfile::tempdir().unwrap();
    let mut log = open(dir.path()).unwrap();
    append(&mut log, &[2], 100_000);
    assert_eq!(log.reader.read(2).unwrap(), Some(record(2, 100_000)));
}

#[test]
fn nothing_is_read_past_the_published_head() {
    let dir = tempfile::tempdir().unwrap();
    let mut log = open(dir.path()).unwrap();
    append(&mut log, &[3], LEN);
    let head = log.appender.append(3, &frame(4, 2, LEN)).unwrap();
    assert_eq!(head, 5); // durable, but not published
    assert_eq!(log.reader.read(4).unwrap(), None);
    assert_eq!(positions(&log.reader, 1, 9), [1, 2, 3]);
    assert_eq!(positions(&log.reader, 4, 9), Vec::<u64>::new());
    let mut follow = log.reader.head().follow();
    assert_eq!(*follow.borrow_and_update(), 3);
    log.reader.head().publish(head);
    assert!(follow.has_changed().unwrap());
    assert_eq!(positions(&log.reader, 3, 4), [3, 4]);
    assert_eq!(positions(&log.reader, 0, u64::MAX), [1, 2, 3, 4, 5]);
}

#[test]
fn an_append_at_another_head_is_told_where_the_head_is() {
    let dir = tempfile::tempdir().unwrap();
    let mut log = open(dir.path()).unwrap();
    append(&mut log, &[3], LEN);
    let moved = log.appender.append(2, &frame(3, 1, LEN));
    assert!(matches!(moved, Err(LogError::HeadMoved { expected: 2, head: 3 })));
    assert_eq!(log.appender.append(3, &frame(4, 1, LEN)).unwrap(), 4);
}

#[test]
fn the_error_of_who_reads_stops_the_reading() {
    let dir = tempfile::tempdir().unwrap();
    let mut log = open(dir.path()).unwrap();
    append(&mut log, &[3], LEN);
    let mut seen = 0;
    let stopped = log.reader.for_each(1, 3, &mut |_, _| {
        seen += 1;
        Err(LogError::Closed)
    });
    assert!(matches!(stopped, Err(LogError::Closed)) && seen == 1);
}

fn positions(reader: &LogReader, from: u64, until: u64) -> Vec<u64> {
    let mut positions = Vec::new();
    reader
        .for_each(from, until, &mut |position, _| {
            positions.push(position);
            Ok(())
        })
        .unwrap();
    positions
}
