//! How fast AloHub may be asked, as its rate headers tell (decisions A18 and A22).
//!
//! Two buckets of ten seconds: the tenant's, shared with the customer's other programs, and the route's. A fifth of
//! the tenant's is left for writes. Nothing here waits; it says how long to wait.

use std::time::Duration;

use domain::snapshot::Allowance;
use http::HeaderMap;
use tokio::time::Instant;

/// Time between polls while nothing asks for more.
pub(crate) const BASE_INTERVAL: Duration = Duration::from_secs(15);

/// Length of AloHub's window in seconds.
pub(crate) const WINDOW_S: u32 = 10;

/// One bucket as last told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Bucket {
    limit: u32,
    remaining: u32,
    told_at: Instant,
}

/// What the headers have told so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pace {
    tenant: Option<Bucket>,
    /// The agent list's own bucket; the other routes are asked rarely.
    agents_route: Option<Bucket>,
    pages: u32,
}

impl Pace {
    /// Notes an answer's headers.
    pub(crate) fn note(&mut self, headers: &HeaderMap, of_agent_list: bool, now: Instant) {
        if let Some(bucket) = bucket(headers, "x-ratelimit-limit-tenant", "x-ratelimit-remaining-tenant", now) {
            self.tenant = Some(bucket);
        }
        if !of_agent_list {
            return;
        }
        if let Some(bucket) = bucket(headers, "x-ratelimit-limit-route", "x-ratelimit-remaining-route", now) {
            self.agents_route = Some(bucket);
        }
    }

    /// Notes how many requests a sweep took.
    pub(crate) fn note_pages(&mut self, pages: u32) {
        self.pages = pages;
    }

    /// How long to hold back a read so that writes find room.
    pub(crate) fn wait_before_read(&self, window: Duration, now: Instant) -> Duration {
        let tenant = self.tenant.filter(|bucket| bucket.remaining <= bucket.limit / 5);
        let route = self.agents_route.filter(|bucket| bucket.remaining == 0);
        longest_wait([tenant, route], window, now)
    }

    /// How long to wait until `requests` can be sent with a fifth of the tenant's bucket left over. A bucket that is too
    /// small for them whatever the wait is only waited for until it is full.
    pub(crate) fn wait_for_room(&self, requests: u32, window: Duration, now: Instant) -> Duration {
        let is_short = |bucket: &Bucket, kept: u32| {
            let usable = bucket.limit - kept;
            bucket.remaining < requests.min(usable).saturating_add(kept)
        };
        let tenant = self.tenant.filter(|bucket| is_short(bucket, bucket.limit / 5));
        let route = self.agents_route.filter(|bucket| is_short(bucket, 0));
        longest_wait([tenant, route], window, now)
    }

    /// Requests that can be sent now with a fifth of the tenant's bucket left over; none while nothing is known.
    pub(crate) fn room(&self, window: Duration, now: Instant) -> Option<u32> {
        let left = |bucket: Bucket, kept: u32| {
            let is_over = now.saturating_duration_since(bucket.told_at) >= window;
            if is_over { bucket.limit - kept } else { bucket.remaining.saturating_sub(kept) }
        };
        let tenant = self.tenant.map(|bucket| left(bucket, bucket.limit / 5));
        let route = self.agents_route.map(|bucket| left(bucket, 0));
        tenant.into_iter().chain(route).min()
    }

    /// Time between polls: a sweep may take half of what the tighter bucket allows.
    pub(crate) fn interval(&self) -> Duration {
        let limits = [self.tenant, self.agents_route].into_iter().flatten().map(|bucket| bucket.limit);
        let Some(limit) = limits.min() else { return BASE_INTERVAL };
        let requests = u64::from(self.pages.max(1));
        let needed_ms = (u64::from(WINDOW_S) * 1000 * 2 * requests).div_ceil(u64::from(limit));
        BASE_INTERVAL.max(Duration::from_millis(needed_ms))
    }

    /// The tighter bucket, for the meter.
    pub(crate) fn allowance(&self) -> Option<Allowance> {
        let buckets = [self.tenant, self.agents_route].into_iter().flatten();
        buckets
            .min_by_key(|bucket| u64::from(bucket.remaining) * 1_000_000 / u64::from(bucket.limit))
            .map(|bucket| Allowance { limit: bucket.limit, remaining: bucket.remaining, window_s: WINDOW_S })
    }
}

/// The time until all of these are full again.
fn longest_wait(short: [Option<Bucket>; 2], window: Duration, now: Instant) -> Duration {
    short
        .into_iter()
        .flatten()
        .map(|bucket| window.saturating_sub(now.saturating_duration_since(bucket.told_at)))
        .max()
        .unwrap_or_default()
}

/// A bucket whose two headers are both there; a limit of 0 says nothing.
fn bucket(headers: &HeaderMap, limit: &str, remaining: &str, now: Instant) -> Option<Bucket> {
    let figure = |name: &str| -> Option<u32> { headers.get(name)?.to_str().ok()?.trim().parse().ok() };
    let limit = figure(limit).filter(|limit| *limit > 0)?;
    Some(Bucket { limit, remaining: figure(remaining)?.min(limit), told_at: now })
}

#[cfg(test)]
mod tests {
    use http::HeaderName;
    use http::HeaderValue;

    use super::*;

    const WINDOW: Duration = Duration::from_secs(10);

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    fn told(tenant: (&'static str, &'static str), route: (&'static str, &'static str)) -> HeaderMap {
        headers(&[
            ("x-ratelimit-limit-tenant", tenant.0),
            ("x-ratelimit-remaining-tenant", tenant.1),
            ("x-ratelimit-limit-route", route.0),
            ("x-ratelimit-remaining-route", route.1),
        ])
    }

    #[test]
    fn a18_the_interval_is_fifteen_seconds_until_the_headers_ask_for_more() {
        let now = Instant::now();
        let mut pace = Pace::default();
        pace.note_pages(5);
        assert_eq!(pace.interval(), BASE_INTERVAL);

        pace.note(&told(("100", "90"), ("50", "45")), true, now);
        assert_eq!(pace.interval(), BASE_INTERVAL);

        pace.note(&told(("100", "90"), ("5", "4")), true, now);
        assert_eq!(pace.interval(), Duration::from_secs(20));
    }

    #[test]
    fn a18_the_interval_follows_the_tighter_limit_and_the_number_of_pages() {
        let mut pace = Pace::default();
        pace.note(&told(("10", "9"), ("40", "1")), true, Instant::now());
        pace.note_pages(21);

        assert_eq!(pace.interval(), Duration::from_secs(42));
        assert_eq!(pace.allowance(), Some(Allowance { limit: 40, remaining: 1, window_s: 10 }));
    }

    #[test]
    fn a22_a_fifth_of_the_tenants_bucket_is_left_for_writes() {
        let now = Instant::now();
        let mut pace = Pace::default();
        assert_eq!(pace.wait_before_read(WINDOW, now), Duration::ZERO);

        pace.note(&told(("50", "11"), ("50", "1")), true, now);
        assert_eq!(pace.wait_before_read(WINDOW, now), Duration::ZERO);

        pace.note(&told(("50", "10"), ("50", "1")), true, now);
        assert_eq!(pace.wait_before_read(WINDOW, now), WINDOW);
        let later = now + Duration::from_secs(4);
        assert_eq!(pace.wait_before_read(WINDOW, later), Duration::from_secs(6));
        assert_eq!(pace.wait_before_read(WINDOW, now + WINDOW), Duration::ZERO);
    }

    #[test]
    fn a22_a_scan_begins_when_it_can_end_with_a_fifth_left_over() {
        let now = Instant::now();
        let mut pace = Pace::default();
        assert_eq!(pace.wait_for_room(1000, WINDOW, now), Duration::ZERO, "nothing is known");

        pace.note(&told(("20", "9"), ("20", "20")), true, now);
        assert_eq!(pace.wait_for_room(5, WINDOW, now), Duration::ZERO);
        assert_eq!(pace.wait_for_room(6, WINDOW, now), WINDOW);
        assert_eq!(pace.wait_for_room(6, WINDOW, now + WINDOW), Duration::ZERO);

        assert_eq!((pace.room(WINDOW, now), pace.room(WINDOW, now + WINDOW)), (Some(5), Some(16)));
        assert_eq!(Pace::default().room(WINDOW, now), None);

        pace.note(&told(("20", "20"), ("20", "19")), true, now);
        assert_eq!(pace.wait_for_room(100, WINDOW, now), WINDOW, "more than there ever is waits for a full bucket");
        pace.note(&told(("20", "20"), ("20", "20")), true, now);
        assert_eq!(pace.wait_for_room(100, WINDOW, now), Duration::ZERO);
    }

    #[test]
    fn a_write_routes_bucket_does_not_slow_the_sweep() {
        let now = Instant::now();
        let mut pace = Pace::default();
        pace.note(&told(("50", "40"), ("2", "0")), false, now);

        assert_eq!(pace.interval(), BASE_INTERVAL);
        assert_eq!(pace.wait_before_read(WINDOW, now), Duration::ZERO);
    }

    #[test]
    fn headers_that_make_no_sense_change_nothing() {
        let mut pace = Pace::default();
        pace.note(&told(("0", "0"), ("many", "few")), true, Instant::now());

        assert_eq!(pace.interval(), BASE_INTERVAL);
        assert_eq!(pace.allowance(), None);
    }
}
