//! The simulator's clock: the wall clock, optionally faster, or one that a test sets by hand.
//! It never drives the world by itself; a face asks it for the time and moves the world to it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Instant,
};

/// Where the simulator takes its time from. Clones share one clock.
#[derive(Clone, Debug)]
pub struct SimClock(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Real { started: Instant, start_unix_ms: i64, speed: f64 },
    Manual(Arc<AtomicI64>),
}

impl SimClock {
    /// The wall clock.
    #[must_use]
    pub fn real() -> Self {
        Self::real_with_speed(1.0)
    }

    /// The wall clock, running `speed` times as fast from now on.
    #[must_use]
    pub fn real_with_speed(speed: f64) -> Self {
        let start_unix_ms = jiff::Timestamp::now().as_millisecond();
        Self(Kind::Real { started: Instant::now(), start_unix_ms, speed })
    }

    /// A clock that stands still until it is set.
    #[must_use]
    pub fn manual(unix_ms: i64) -> Self {
        Self(Kind::Manual(Arc::new(AtomicI64::new(unix_ms))))
    }

    /// The time now, in milliseconds since 1970.
    #[must_use]
    pub fn now_unix_ms(&self) -> i64 {
        match &self.0 {
            Kind::Real { started, start_unix_ms, speed } => {
                start_unix_ms + (started.elapsed().as_secs_f64() * speed * 1000.0) as i64
            }
            Kind::Manual(now) => now.load(Ordering::SeqCst),
        }
    }

    /// Moves a manual clock forward. A real clock ignores it, because nobody can move that one.
    pub fn advance_ms(&self, by_ms: i64) {
        match &self.0 {
            Kind::Real { .. } => {}
            Kind::Manual(now) => {
                now.fetch_add(by_ms, Ordering::SeqCst);
            }
        }
    }
}
