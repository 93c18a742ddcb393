//! The server's clock as a value, so that tests and the demonstration decide what time it is.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

use domain::time::UnixMs;

/// Tells the time. A clone tells the same time.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> UnixMs + Send + Sync>);

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self::of(|| {
            let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH);
            UnixMs(since_1970.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX)))
        })
    }

    /// A clock that tells what `tell` says.
    pub fn of(tell: impl Fn() -> UnixMs + Send + Sync + 'static) -> Self {
        Self(Arc::new(tell))
    }

    /// The time.
    pub fn now(&self) -> UnixMs {
        (self.0)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Clock").field(&self.now()).finish()
    }
}
