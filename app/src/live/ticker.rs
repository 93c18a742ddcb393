//! Server time in the browser: the newest frame's time plus what the browser's own stopwatch has counted since.
//!
//! The browser's wall clock is never read; a wrong one cannot make a timer wrong.

use std::cell::Cell;
use std::rc::Rc;

use domain::time::UnixMs;
use leptos::prelude::window;

/// Where server time stood on the browser's stopwatch.
#[derive(Clone, Default)]
pub(crate) struct ServerTime {
    offset_ms: Rc<Cell<Option<f64>>>,
}

impl ServerTime {
    /// A frame says the server's time. The smallest delay seen is the truest, so only earlier arrivals move the clock
    /// forward; a clock more than two seconds behind was stopped (a sleeping laptop) and is set anew.
    pub(crate) fn hear(&self, server_now: UnixMs) {
        let Some(stopwatch_ms) = stopwatch_ms() else { return };
        let offset_ms = server_now.0 as f64 - stopwatch_ms;
        let best = match self.offset_ms.get() {
            Some(known) if (offset_ms - known).abs() < 2000.0 => known.max(offset_ms),
            Some(_) | None => offset_ms,
        };
        self.offset_ms.set(Some(best));
    }

    /// Server time now; none before the first frame.
    pub(crate) fn now(&self) -> Option<UnixMs> {
        Some(UnixMs((self.offset_ms.get()? + stopwatch_ms()?) as i64))
    }
}

/// Milliseconds on the browser's monotonic stopwatch.
pub(crate) fn stopwatch_ms() -> Option<f64> {
    window().performance().map(|performance| performance.now())
}
