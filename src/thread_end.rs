//! The end of a thread that works off a bounded queue, for a service that must end also where that thread stands still.

use std::sync::mpsc::{Receiver, SyncSender};
use std::thread;
use std::time::{Duration, Instant};

/// How long the end waits between two looks for room in the queue.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// What is needed to tell the thread that its queue ends, and to hear that it did.
pub struct ThreadEnd<T> {
    orders: SyncSender<T>,
    ended: Receiver<()>,
}

impl<T> ThreadEnd<T> {
    /// Creates the end of a thread that takes `orders` and says on `ended` that it is done.
    pub const fn new(orders: SyncSender<T>, ended: Receiver<()>) -> ThreadEnd<T> {
        ThreadEnd { orders, ended }
    }

    /// Sends the last order and waits until the thread is done: at most `patience` for room, and at most as long for what
    /// is still to be done. Returns false if it stands still.
    pub fn finish(self, last: impl Fn() -> T, patience: Duration) -> bool {
        let until = Instant::now() + patience;
        while self.orders.try_send(last()).is_err() {
            if Instant::now() >= until {
                return false;
            }
            thread::sleep(LOOK_AGAIN);
        }
        self.ended.recv_timeout(patience).is_ok()
    }
}
