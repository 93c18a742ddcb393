//! Naive provider times to UTC (decision X7).
//!
//! The zone database is part of the program, so that a machine without one reads the same times.

use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::time::UnixMs;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Clocks may differ by this much before anybody is told.
const TOLERATED_MS: i64 = 2000;
/// Points before this are "no value": systems print their zero in their own zone, up to 14 hours off.
const FIRST_REAL: UnixMs = UnixMs::from_s(2 * 86_400);

/// The zone with this IANA name.
///
/// # Errors
/// [`Problem::NotAZone`] when there is none of that name.
pub fn zone(name: &str) -> Result<TimeZone, FieldError> {
    TimeZone::get(name.trim()).map_err(|_| FieldError::new(Field::Zone, Problem::NotAZone))
}

/// A time without zone, `YYYY-MM-DD HH:MM:SS`. Where the clock was turned, the offset before the turn counts: an hour
/// that came twice is its first, and an hour that never came is counted from before the gap.
pub fn naive_to_utc(text: &str, zone: &TimeZone) -> Option<UnixMs> {
    const SHORTEST: usize = "YYYY-MM-DD HH:MM:SS".len();
    let text = text.trim();
    if text.len() < SHORTEST {
        return None;
    }
    let civil: DateTime = text.parse().ok()?;
    real(zone.to_ambiguous_timestamp(civil).compatible().ok()?)
}

/// A time with its offset, such as `2024-03-01T09:00:00.123456789+07:00`.
pub fn rfc3339(text: &str) -> Option<UnixMs> {
    real(text.trim().parse().ok()?)
}

/// The point, unless it is a zero in disguise (decision X5).
fn real(at: Timestamp) -> Option<UnixMs> {
    Some(UnixMs(at.as_millisecond())).filter(|at| *at >= FIRST_REAL)
}

/// The point, or `now` when it lies ahead; beyond two seconds the difference is told as well, in seconds.
pub fn not_in_future(at: UnixMs, now: UnixMs) -> (UnixMs, Option<i64>) {
    let ahead_ms = at.0.saturating_sub(now.0);
    if ahead_ms <= 0 { (at, None) } else { (now, (ahead_ms > TOLERATED_MS).then_some(ahead_ms / 1000)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> UnixMs {
        rfc3339(text).unwrap()
    }

    #[test]
    fn x07_naive_times_are_read_in_the_connections_zone() {
        let vietnam = zone("Asia/Ho_Chi_Minh").unwrap();
        let pacific = zone("America/Los_Angeles").unwrap();

        assert_eq!(naive_to_utc("2021-07-01 09:30:00", &vietnam), Some(utc("2021-07-01T02:30:00Z")));
        assert_eq!(naive_to_utc("2025-05-28 14:43:52", &pacific), Some(utc("2025-05-28T21:43:52Z")));
    }

    #[test]
    fn x07_a_turned_clock_takes_the_offset_before_the_turn() {
        let pacific = zone("America/Los_Angeles").unwrap();

        // Came twice; the first was still UTC-7.
        assert_eq!(naive_to_utc("2025-11-02 01:30:00", &pacific), Some(utc("2025-11-02T01:30:00-07:00")));
        // Never came; UTC-8 was in force before the gap.
        assert_eq!(naive_to_utc("2025-03-09 02:30:00", &pacific), Some(utc("2025-03-09T02:30:00-08:00")));
    }

    #[test]
    fn x05_the_zero_of_unix_time_is_no_time_in_any_zone() {
        let vietnam = zone("Asia/Ho_Chi_Minh").unwrap();

        assert_eq!(rfc3339("1970-01-01T08:00:00+08:00"), None);
        assert_eq!(naive_to_utc("1970-01-01 08:00:00", &vietnam), None);
        assert_eq!(naive_to_utc("1970-01-01 00:00:00", &TimeZone::UTC), None);
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in ["", "-", "0000-00-00 00:00:00", "2021-07-01", "2021-13-01 09:30:00", "yesterday at half past nine"]
        {
            assert_eq!(naive_to_utc(text, &TimeZone::UTC), None, "{text:?}");
            assert_eq!(rfc3339(text), None, "{text:?}");
        }
    }

    #[test]
    fn fractions_of_a_second_are_kept() {
        assert_eq!(rfc3339("2024-03-01T09:00:00.123456789+07:00"), Some(UnixMs(1_709_258_400_123)));
    }

    #[test]
    fn x07_a_time_ahead_of_ours_becomes_now_and_is_told_beyond_two_seconds() {
        let now = UnixMs::from_s(1_000_000);

        assert_eq!(not_in_future(UnixMs::from_s(999_000), now), (UnixMs::from_s(999_000), None));
        assert_eq!(not_in_future(UnixMs(now.0 + 2000), now), (now, None));
        assert_eq!(not_in_future(UnixMs(now.0 + 7300), now), (now, Some(7)));
        assert_eq!(not_in_future(UnixMs(i64::MAX), UnixMs(i64::MIN)), (UnixMs(i64::MIN), Some(i64::MAX / 1000)));
    }

    #[test]
    fn an_unknown_zone_names_the_field() {
        assert_eq!(zone("Mars/Olympus").unwrap_err(), FieldError::new(Field::Zone, Problem::NotAZone));
    }
}
