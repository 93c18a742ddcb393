//! The server's clock and zone, from `version`: asked at the first poll and hourly, without a log-in.

use std::sync::Mutex;
use std::sync::PoisonError;

use domain::snapshot::Warning;
use domain::time::UnixMs;
use jiff::tz::Offset;
use jiff::tz::TimeZone;

use super::client::Client;
use super::client::LogIn;
use super::wire;
use crate::http::Stopwatch;

const EVERY_MS: i64 = 3_600_000;
const AFTER_FAILURE_MS: i64 = 60_000;
/// Clocks may differ by this much before anybody is told.
const TOLERATED_S: i64 = 2;

/// What is known of the server's clock.
#[derive(Default)]
pub(crate) struct ServerClock {
    // A std mutex: never held across an await.
    known: Mutex<Known>,
}

#[derive(Clone, Default)]
struct Known {
    next_try_at: Option<UnixMs>,
    skew_s: Option<i64>,
    offset_s: Option<i32>,
    failure: Option<String>,
}

impl ServerClock {
    /// Asks if it is time to. Returns the number of requests; a failure is a warning of [`Self::warnings`].
    pub(crate) async fn refresh(&self, client: &Client, watch: &Stopwatch) -> u32 {
        let asked_at = watch.now();
        if self.known().next_try_at.is_some_and(|next| asked_at < next) {
            return 0;
        }
        let answer = client.ask("version", LogIn::Without, &[], asked_at, wire::read_version).await;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        match answer {
            Ok((version, received_at)) => {
                // The server read its clock somewhere between question and answer.
                let middle = UnixMs(asked_at.0 + received_at.ms_since(asked_at) / 2);
                *known = Known {
                    next_try_at: Some(UnixMs(asked_at.0 + EVERY_MS)),
                    skew_s: Some(version.epoch_s.saturating_sub(middle.whole_s())),
                    offset_s: version.offset_s,
                    failure: None,
                };
            }
            Err(error) => {
                known.next_try_at = Some(UnixMs(asked_at.0 + AFTER_FAILURE_MS));
                known.failure = Some(error.to_string());
            }
        }
        1
    }

    /// The server's clock minus ours, in seconds.
    pub(crate) fn skew_s(&self) -> Option<i64> {
        self.known().skew_s
    }

    /// The server's present offset as a zone, for want of a chosen one.
    pub(crate) fn zone(&self) -> Option<TimeZone> {
        Some(TimeZone::fixed(Offset::from_seconds(self.known().offset_s?).ok()?))
    }

    /// What is odd about the server's clock.
    pub(crate) fn warnings(&self) -> Vec<Warning> {
        let known = self.known();
        let skew = known.skew_s.filter(|skew| skew.unsigned_abs() > TOLERATED_S.unsigned_abs());
        let failure = known.failure.map(|reason| Warning::PartFailed { part: "the server's clock".to_owned(), reason });
        skew.map(|seconds| Warning::ClockSkew { seconds }).into_iter().chain(failure).collect()
    }

    fn known(&self) -> Known {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
