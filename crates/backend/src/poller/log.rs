//! The poll log of one connection, shared between its poller, which writes, and admins' pages, which read. It outlives
//! the poller, so that an edit does not wipe what the page shows.

use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use domain::poll_log::PollLog;
use domain::poll_log::PollTick;
use domain::poll_log::UnmappedWord;
use domain::snapshot::Snapshot;
use domain::time::UnixMs;
use providers::ProviderError;

/// One connection's log.
#[derive(Debug, Default)]
pub struct SharedLog(Mutex<PollLog>);

impl SharedLog {
    /// A poll that brought something.
    pub(crate) fn answered(&self, asked_at: UnixMs, snapshot: &Snapshot, interval_ms: u32) {
        let took_ms = took_ms(asked_at, snapshot.received_at);
        self.log().answered(asked_at, took_ms, interval_ms, snapshot, day(snapshot.received_at));
    }

    /// A poll that brought nothing.
    pub(crate) fn failed(&self, asked_at: UnixMs, failed_at: UnixMs, interval_ms: u32, error: &ProviderError) {
        let by_limit = matches!(error, ProviderError::RateLimited { .. });
        self.log().failed(asked_at, took_ms(asked_at, failed_at), interval_ms, by_limit);
    }

    /// The last polls up to now, oldest first.
    pub fn ticks(&self, now: UnixMs, interval_ms: u32) -> Vec<PollTick> {
        self.log().ticks(now, interval_ms)
    }

    /// The usual length of a poll.
    pub fn usual_ms(&self) -> Option<u32> {
        self.log().usual_ms()
    }

    /// Today's words without a state.
    pub fn unmapped(&self, now: UnixMs) -> Vec<UnmappedWord> {
        self.log().unmapped(day(now))
    }

    fn log(&self) -> MutexGuard<'_, PollLog> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn took_ms(from: UnixMs, to: UnixMs) -> u32 {
    u32::try_from(to.ms_since(from).max(0)).unwrap_or(u32::MAX)
}

/// The day in the machine's zone, as pages show times of day.
fn day(now: UnixMs) -> i64 {
    let at = jiff::Timestamp::from_millisecond(now.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let offset_s = jiff::tz::TimeZone::system().to_offset(at).seconds();
    (now.whole_s() + i64::from(offset_s)).div_euclid(86_400)
}
