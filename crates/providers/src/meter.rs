//! Counting requests: how many of the last minute went to polls, single reads and changes.
//!
//! What a request is for is set around the whole piece of work and found where the request is sent, so that no vendor's
//! code has to pass it on. It counts tries: a request that found no connection was made all the same.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use domain::budget::RequestCounts;
use tokio::time::Instant;

const WINDOW: Duration = Duration::from_secs(60);

/// What requests are sent for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The floor.
    Poll,
    /// One agent, a queue scan, a test.
    Read,
    /// A change, with the looks before and after it.
    Write,
}

tokio::task_local! {
    static PURPOSE: Purpose;
}

impl Purpose {
    /// The work, whose requests count for this purpose. The work must not hand requests to another task.
    pub(crate) fn of<F: Future>(self, work: F) -> impl Future<Output = F::Output> {
        PURPOSE.scope(self, work)
    }

    /// The purpose of the work in progress; what nobody gave a purpose is a read.
    fn now() -> Self {
        PURPOSE.try_with(|purpose| *purpose).unwrap_or(Self::Read)
    }
}

/// The requests of one connection in the last minute.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    // A std mutex: never held across an await.
    sent: Mutex<VecDeque<(Instant, Purpose)>>,
}

impl Meter {
    /// Counts a request that is about to be sent.
    pub(crate) fn count(&self) {
        self.count_at(Instant::now(), Purpose::now());
    }

    fn count_at(&self, now: Instant, purpose: Purpose) {
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        while sent.front().is_some_and(|(at, _)| now.saturating_duration_since(*at) >= WINDOW) {
            sent.pop_front();
        }
        sent.push_back((now, purpose));
    }

    /// The requests of the last minute.
    pub(crate) fn counts(&self) -> RequestCounts {
        self.counts_at(Instant::now())
    }

    fn counts_at(&self, now: Instant) -> RequestCounts {
        let sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        let mut counts = RequestCounts::default();
        for (_, purpose) in sent.iter().filter(|(at, _)| now.saturating_duration_since(*at) < WINDOW) {
            match purpose {
                Purpose::Poll => counts.polls += 1,
                Purpose::Read => counts.reads += 1,
                Purpose::Write => counts.writes += 1,
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_counts_for_a_minute() {
        let meter = Meter::default();
        let start = Instant::now();
        meter.count_at(start, Purpose::Poll);
        meter.count_at(start + Duration::from_secs(30), Purpose::Write);

        let after = |seconds| meter.counts_at(start + Duration::from_secs(seconds));

        assert_eq!(after(59), RequestCounts { polls: 1, reads: 0, writes: 1 });
        assert_eq!(after(60), RequestCounts { polls: 0, reads: 0, writes: 1 });
        assert_eq!(after(90), RequestCounts::default());
    }

    #[test]
    fn requests_that_are_over_are_forgotten() {
        let meter = Meter::default();
        let start = Instant::now();
        for minute in 0..10 {
            meter.count_at(start + WINDOW * minute, Purpose::Poll);
        }

        assert_eq!(meter.sent.lock().unwrap().len(), 1);
    }

    #[tokio::test]
    async fn the_purpose_is_that_of_the_work_around_the_request() {
        let meter = Meter::default();

        meter.count();
        Purpose::Poll.of(async { meter.count() }).await;
        Purpose::Write.of(async { meter.count() }).await;

        assert_eq!(meter.counts(), RequestCounts { polls: 1, reads: 1, writes: 1 });
    }
}
