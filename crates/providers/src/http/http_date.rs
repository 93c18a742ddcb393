//! Dates in HTTP headers, in the three spellings that senders use.

use domain::time::UnixMs;
use jiff::civil::DateTime;
use jiff::fmt::strtime;
use jiff::tz::TimeZone;

/// The point in time a `Date` or `Retry-After` header names.
pub(super) fn parse(text: &str) -> Option<UnixMs> {
    const SPELLINGS: [&str; 3] = ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];
    SPELLINGS.iter().find_map(|spelling| {
        let civil: DateTime = strtime::parse(spelling, text.trim()).ok()?.to_datetime().ok()?;
        let at = civil.to_zoned(TimeZone::UTC).ok()?;
        Some(UnixMs(at.timestamp().as_millisecond()))
    })
}
