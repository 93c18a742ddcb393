//! Days of the calendar in a zone: where they begin and end, and how the wall's clock runs through them.

use domain::agent_day::Day;
use domain::time::UnixMs;
use jiff::Timestamp;
use jiff::Zoned;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::zones::clocks;

const DAY_S: i64 = 86_400;

/// The date of a moment.
pub fn today(now: UnixMs, zone: &TimeZone) -> Date {
    Timestamp::from_millisecond(now.0).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(zone.clone()).date()
}

/// The day of that date; none for one that has not begun at `now`, or that no calendar has.
pub fn day(date: Date, zone: &TimeZone, now: UnixMs) -> Option<Day> {
    let (previous, next) = (date.yesterday().ok()?, date.tomorrow().ok()?);
    let (begin, end) = (first_moment(date, zone)?, first_moment(next, zone)?);
    let (from, until) = (millis(&begin), millis(&end));
    if from > now {
        return None;
    }
    Some(Day {
        date: date.to_string(),
        previous: previous.to_string(),
        next: (until <= now).then(|| next.to_string()),
        zone: zone.iana_name().map(str::to_owned),
        clocks: clocks(zone, from),
        from,
        until,
    })
}

/// The first moment of the day of the zone in which `at` lies, and that of the next day. Beyond the years that a
/// calendar has, a day has 24 hours.
pub(super) fn day_around(at: UnixMs, zone: &TimeZone) -> (UnixMs, UnixMs) {
    let date = today(at, zone);
    let begin = |date| first_moment(date, zone).map(|begin| millis(&begin));
    let bounds =
        begin(date).zip(date.tomorrow().ok().and_then(begin)).filter(|(from, until)| (*from..*until).contains(&at));
    bounds.unwrap_or_else(|| {
        let from = at.plus_s(-at.whole_s().rem_euclid(DAY_S));
        (from, from.plus_s(DAY_S))
    })
}

/// Midnight, or the first moment after it where clocks are put forward at midnight.
pub(super) fn first_moment(date: Date, zone: &TimeZone) -> Option<Zoned> {
    date.to_zoned(zone.clone()).ok()?.start_of_day().ok()
}

pub(super) fn millis(at: &Zoned) -> UnixMs {
    UnixMs(at.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR_MS: i64 = 3_600_000;

    fn of(date: &str, zone: &str) -> Day {
        let zone = TimeZone::get(zone).unwrap();
        day(date.parse().unwrap(), &zone, UnixMs(1_900_000_000_000)).unwrap()
    }

    #[test]
    fn a_day_on_which_clocks_are_put_forward_has_twenty_three_hours() {
        let day = of("2026-03-29", "Europe/Berlin");

        assert_eq!(day.until.ms_since(day.from), 23 * HOUR_MS);
        assert_eq!(day.clocks.utc_offset_s(day.from), 3600);
        assert_eq!(day.clocks.utc_offset_s(UnixMs(day.from.0 + 2 * HOUR_MS)), 7200);
        assert_eq!(day.clock_steps(day.from, day.until, 3600).len(), 24);
    }

    #[test]
    fn a_day_on_which_clocks_are_put_back_has_twenty_five() {
        let day = of("2026-10-25", "Europe/Berlin");

        assert_eq!(day.until.ms_since(day.from), 25 * HOUR_MS);
        assert_eq!(day.clocks.utc_offset_s(day.from), 7200);
        assert_eq!(day.clocks.utc_offset_s(day.until), 3600);
        assert_eq!((day.previous.as_str(), day.next.as_deref()), ("2026-10-24", Some("2026-10-26")));
    }

    #[test]
    fn a_day_without_a_midnight_begins_when_it_begins() {
        // In Beirut clocks go from 00:00 to 01:00.
        let day = of("2026-03-29", "Asia/Beirut");

        assert_eq!(day.until.ms_since(day.from), 23 * HOUR_MS);
        assert_eq!(day.clocks.utc_offset_s(day.from), 3 * 3600);
    }

    #[test]
    fn a_moment_lies_in_the_day_around_it_also_out_of_every_calendar() {
        for at in [UnixMs(1_761_480_000_000), UnixMs(i64::MAX / 4)] {
            let (from, until) = day_around(at, &TimeZone::system());

            assert!((from..until).contains(&at));
            assert!((23..=25).contains(&(until.ms_since(from) / HOUR_MS)));
        }
    }

    #[test]
    fn today_has_no_day_after_it_and_tomorrow_is_no_day_yet() {
        let zone = TimeZone::get("Asia/Ho_Chi_Minh").unwrap();
        // 2027-01-15, 15:00 there.
        let now = UnixMs(1_800_000_000_000);

        let date = today(now, &zone);
        assert_eq!(date.to_string(), "2027-01-15");
        assert_eq!(day(date, &zone, now).unwrap().next, None);
        assert_eq!(day(date.tomorrow().unwrap(), &zone, now), None);
    }
}
