//! Work for a caller that has disconnected stops at the next record.

use peildatum::app::cancellation::{CancelOnDrop, run_cancellable};
use peildatum::log::LogError;

use super::*;

#[test]
fn work_stops_at_the_next_record_once_its_caller_is_gone() {
    let log = Opened::new();
    log.append(&[node("9", "Zorg"), node("8", "Jeugd")]).unwrap();
    let caller = CancelOnDrop::default();
    let (flag, mut read) = (caller.flag(), 0);
    let mut caller = Some(caller);
    let stopped = run_cancellable(flag, || {
        log.service.for_each(1, 2, &mut |_| {
            read += 1;
            caller.take();
            Ok(())
        })
    });
    assert!(matches!(stopped, Err(LogError::Closed)), "{stopped:?}");
    assert_eq!(read, 1, "its caller went away at the first");
    assert_eq!(log.service.records(0, 10).unwrap().len(), 2, "the next work on this thread has a caller of its own");
}

#[test]
fn records_by_position_are_not_read_for_a_caller_that_is_gone() {
    let log = Opened::new();
    log.append(&[node("9", "Zorg")]).unwrap();
    let flag = CancelOnDrop::default().flag();
    assert!(matches!(run_cancellable(flag, || log.service.records_at(&[1])), Err(LogError::Closed)));
}
