//! `Wake`: tells the workers of this process that something was committed.

use std::sync::Arc;

use tokio::sync::watch;

/// Shared by who enqueues and by the workers of the process: they look at once instead of at their next poll.
/// Nothing is lost without it.
#[derive(Debug, Clone)]
pub struct Wake(Arc<watch::Sender<u64>>);

impl Wake {
    pub fn new() -> Self {
        Self(Arc::new(watch::Sender::new(0)))
    }

    /// To be called after the commit.
    pub fn now(&self) {
        self.0.send_modify(|calls| *calls = calls.wrapping_add(1));
    }

    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.0.subscribe()
    }
}

impl Default for Wake {
    fn default() -> Self {
        Self::new()
    }
}
