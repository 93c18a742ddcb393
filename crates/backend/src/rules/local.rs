//! The time of day that quiet hours are told in.

use domain::rule::LocalTime;
use domain::time::UnixMs;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A moment as a clock shows it where the installation is.
pub(crate) fn local_time(at: UnixMs, zone: &TimeZone) -> LocalTime {
    let at = Timestamp::from_millisecond(at.0).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(zone.clone());
    LocalTime {
        weekday: u8::try_from(at.weekday().to_monday_zero_offset()).unwrap_or(0),
        minute: u16::try_from(i32::from(at.hour()) * 60 + i32::from(at.minute())).unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sunday_evening_in_london_is_a_monday_morning_in_saigon() {
        let zone = TimeZone::fixed(jiff::tz::offset(7));
        let sunday_at_18_30_utc = UnixMs(1_795_977_000_000);

        let local = local_time(sunday_at_18_30_utc, &zone);

        assert_eq!(local, LocalTime { weekday: 0, minute: 90 });
    }
}
