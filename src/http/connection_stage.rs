//! The stage of a connection, and its link with the service: what decides when it may be closed without losing a response.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;
use tokio::sync::{Notify, watch};

/// The connections that wait for a request, in the order in which they began to wait.
#[derive(Debug, Default)]
pub struct IdleConnections(Mutex<IdleQueue>);

#[derive(Debug, Default)]
struct IdleQueue {
    all: BTreeMap<u64, Arc<Notify>>,
    next: u64,
}

impl IdleConnections {
    fn enter(&self, bell: &Arc<Notify>) -> u64 {
        let mut waiting = self.0.lock();
        waiting.next += 1;
        let number = waiting.next;
        waiting.all.insert(number, Arc::clone(bell));
        number
    }

    fn leave(&self, number: u64) {
        self.0.lock().all.remove(&number);
    }

    /// Closes the connection that has waited longest; returns false if none waits.
    pub fn close_longest_idle(&self) -> bool {
        let longest = self.0.lock().all.pop_first();
        longest.inspect(|(_, bell)| bell.notify_one()).is_some()
    }
}

/// The stage of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Activity {
    /// No request head is complete; with the number in the waiting room.
    Waiting(u64),
    /// A request head has arrived, and its response is not complete.
    Answering,
    /// The response is complete, but not all of it has been written to the operating system.
    Flushing,
}

/// The stage of one connection, shared by its reader, service and writer.
#[derive(Debug)]
pub struct ConnectionStage {
    room: Arc<IdleConnections>,
    bell: Arc<Notify>,
    doing: Mutex<Activity>,
}

impl ConnectionStage {
    /// Creates the stage of a new connection, which is waiting for a request.
    pub fn new(room: Arc<IdleConnections>) -> Arc<ConnectionStage> {
        let bell = Arc::new(Notify::new());
        let doing = Mutex::new(Activity::Waiting(room.enter(&bell)));
        Arc::new(ConnectionStage { room, bell, doing })
    }

    pub(super) fn begin(&self) {
        if let Activity::Waiting(number) = std::mem::replace(&mut *self.doing.lock(), Activity::Answering) {
            self.room.leave(number);
        }
    }

    pub(super) fn answered(&self) {
        *self.doing.lock() = Activity::Flushing;
    }

    /// Records that everything written so far has been passed to the operating system.
    pub fn flushed(&self) {
        let mut doing = self.doing.lock();
        if *doing == Activity::Flushing {
            *doing = Activity::Waiting(self.room.enter(&self.bell));
        }
    }

    /// Waits until the connection has to give way.
    pub(super) async fn called(&self) {
        self.bell.notified().await;
    }

    pub(super) fn owes_nothing(&self) -> bool {
        matches!(*self.doing.lock(), Activity::Waiting(_))
    }
}

impl Drop for ConnectionStage {
    fn drop(&mut self) {
        if let Activity::Waiting(number) = *self.doing.lock() {
            self.room.leave(number);
        }
    }
}

/// The link of an endless response to its connection.
#[derive(Debug, Clone)]
pub struct ConnectionHandle {
    stopped: watch::Receiver<bool>,
    streams: Arc<AtomicBool>,
}

impl Default for ConnectionHandle {
    /// Creates a link without connection and without a stop.
    fn default() -> ConnectionHandle {
        ConnectionHandle { stopped: watch::channel(false).1, streams: Arc::default() }
    }
}

impl ConnectionHandle {
    /// Creates the link of a connection that is told of a stop.
    pub fn new(stopped: watch::Receiver<bool>) -> ConnectionHandle {
        ConnectionHandle { stopped, streams: Arc::default() }
    }

    /// Returns true if a response of the connection is endless.
    pub fn has_streams(&self) -> bool {
        self.streams.load(Ordering::Relaxed)
    }

    /// Marks the response as endless.
    pub fn streams(&self) {
        self.streams.store(true, Ordering::Relaxed);
    }

    /// Returns true if a stop was requested.
    pub fn is_stopped(&self) -> bool {
        *self.stopped.borrow()
    }

    /// Waits until a stop is requested.
    pub async fn stopped(&mut self) {
        if self.stopped.wait_for(|stopped| *stopped).await.is_err() {
            std::future::pending().await
        }
    }
}
