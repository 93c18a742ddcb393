//! Durations and times of day as text. The zone's offset comes from the server, so both sides write the same.

use domain::time::UnixMs;

/// `0:41`, `46:12`, `1:34:42`.
pub(crate) fn clock(seconds: i64) -> String {
    let seconds = seconds.max(0);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// `8 s` up to a minute and a half, then as a clock.
pub(crate) fn age(seconds: i64) -> String {
    let seconds = seconds.max(0);
    if seconds < 90 { format!("{seconds} s") } else { clock(seconds) }
}

/// `14:05:31` in the installation's zone.
pub(crate) fn time_of_day(at: UnixMs, utc_offset_s: i32) -> String {
    let seconds = (at.whole_s() + i64::from(utc_offset_s)).rem_euclid(86_400);
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_a_clock_and_are_never_negative() {
        assert_eq!(clock(41), "0:41");
        assert_eq!(clock(2772), "46:12");
        assert_eq!(clock(5682), "1:34:42");
        assert_eq!(clock(-3), "0:00");
        assert_eq!(age(8), "8 s");
        assert_eq!(age(141), "2:21");
    }

    #[test]
    fn a_time_of_day_is_in_the_zone_of_the_installation() {
        assert_eq!(time_of_day(UnixMs(0), 7 * 3600), "07:00:00");
        assert_eq!(time_of_day(UnixMs(0), -3600), "23:00:00");
    }
}
