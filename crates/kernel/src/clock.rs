//! `Clock`: the only way to know what time it is.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use time::{Date, OffsetDateTime};

use crate::Instant;

/// The time of the house: the machine's, or one that a test moves by hand. Cheap to clone; clones share their hands.
#[derive(Debug, Clone)]
pub struct Clock(Hands);

#[derive(Debug, Clone)]
enum Hands {
    System,
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    pub const fn system() -> Self {
        Self(Hands::System)
    }

    /// A clock that stands still until [`Clock::advance_seconds`] or [`Clock::set`].
    pub fn fixed(at: Instant) -> Self {
        Self(Hands::Fixed(Arc::new(AtomicI64::new(at.unix_micros()))))
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the time")]
    pub fn now(&self) -> Instant {
        match &self.0 {
            Hands::System => Instant::from_utc(OffsetDateTime::now_utc()),
            Hands::Fixed(micros) => Instant::from_unix_micros(micros.load(Ordering::Relaxed)),
        }
    }

    /// Today's date in metropolitan France, where every deadline of the house is counted.
    pub fn today(&self) -> Date {
        self.now().to_paris().date()
    }

    /// Moves a fixed clock forward; the system's clock does not listen.
    pub fn advance_seconds(&self, seconds: i64) {
        self.set(self.now().plus_seconds(seconds));
    }

    /// Sets a fixed clock; the system's clock does not listen.
    pub fn set(&self, at: Instant) {
        if let Hands::Fixed(micros) = &self.0 {
            micros.store(at.unix_micros(), Ordering::Relaxed);
        }
    }
}
