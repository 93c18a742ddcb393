//! Days as people count them: those of a zone, of 23 to 25 hours.

use domain::half_hour::HALF_HOUR_MS;
use domain::half_hour::half_hour_of;
use domain::time::UnixMs;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::history::day::first_moment;
use crate::history::day::millis;
use crate::history::day::today;

/// Days in one report at most.
const MOST_DAYS: i32 = 31;

/// Some days one after the other, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    first: Date,
    last: Date,
}

impl Range {
    /// None when the last one is before the first, or there are more than 31.
    pub fn new(first: Date, last: Date) -> Option<Self> {
        let days = first.until(last).ok()?.get_days();
        (0..MOST_DAYS).contains(&days).then_some(Self { first, last })
    }

    /// The last `days` days up to and with the one in which `now` lies.
    pub fn last_days(days: i32, now: UnixMs, zone: &TimeZone) -> Self {
        let last = today(now, zone);
        let first = (1..days).try_fold(last, |day, _| day.yesterday()).unwrap_or(last);
        Self { first, last }
    }

    /// The day before the one in which `now` lies.
    pub fn yesterday(now: UnixMs, zone: &TimeZone) -> Self {
        let today = today(now, zone);
        let day = today.yesterday().unwrap_or(today);
        Self { first: day, last: day }
    }

    /// The first day.
    pub const fn first(&self) -> Date {
        self.first
    }

    /// The last day.
    pub const fn last(&self) -> Date {
        self.last
    }
}

/// A day in a zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalDay {
    /// Which one.
    pub date: Date,
    /// Where it begins.
    pub from: UnixMs,
    /// Where the next one begins.
    pub until: UnixMs,
    /// Its half hours: where each begins, and which one of the wall clock's day it is, from 0 to 47.
    pub half_hours: Vec<(UnixMs, u8)>,
}

/// The days of a range. One that the calendar no longer has is left out.
pub fn days(range: Range, zone: &TimeZone) -> Vec<LocalDay> {
    let mut days = Vec::new();
    let mut date = range.first;
    while date <= range.last {
        let next = date.tomorrow().ok();
        if let (Some(from), Some(until)) = (begin(date, zone), next.and_then(|next| begin(next, zone))) {
            let starts = (from.0..until.0).step_by(usize::try_from(HALF_HOUR_MS).unwrap_or(1)).map(UnixMs);
            let half_hours = starts.map(|start| (start, place(start, zone))).collect();
            days.push(LocalDay { date, from, until, half_hours });
        }
        let Some(next) = next else { break };
        date = next;
    }
    days
}

/// Where a day begins. In the few zones that are a quarter of an hour off, its first half hour begins a little earlier.
fn begin(date: Date, zone: &TimeZone) -> Option<UnixMs> {
    first_moment(date, zone).map(|begin| half_hour_of(millis(&begin)))
}

fn place(at: UnixMs, zone: &TimeZone) -> u8 {
    let time = zone.to_datetime(timestamp(at)).time();
    u8::try_from(time.hour() * 2 + time.minute() / 30).unwrap_or(0)
}

fn timestamp(at: UnixMs) -> Timestamp {
    Timestamp::from_millisecond(at.0).unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn only_day(of: Date, zone: &str) -> LocalDay {
        let zone = TimeZone::posix(zone).unwrap();
        days(Range::new(of, of).unwrap(), &zone).remove(0)
    }

    #[test]
    fn a_day_on_which_clocks_change_has_23_or_25_hours() {
        let berlin = "CET-1CEST,M3.5.0,M10.5.0/3";
        let (spring, autumn) = (only_day(date(2026, 3, 29), berlin), only_day(date(2026, 10, 25), berlin));

        assert_eq!((spring.half_hours.len(), spring.until.ms_since(spring.from)), (46, 23 * 3_600_000));
        assert_eq!((autumn.half_hours.len(), autumn.until.ms_since(autumn.from)), (50, 25 * 3_600_000));
        let places = |day: &LocalDay| day.half_hours.iter().map(|(_, place)| *place).collect::<Vec<_>>();
        assert_eq!(places(&spring)[2..6], [2, 3, 6, 7], "there is no 02:00");
        assert_eq!(places(&autumn)[2..9], [2, 3, 4, 5, 4, 5, 6], "02:00 comes twice");
    }

    #[test]
    fn days_follow_each_other_without_a_gap_in_every_zone() {
        for zone in ["CET-1CEST,M3.5.0,M10.5.0/3", "<+07>-7", "<+0545>-5:45", "<-0330>3:30<-0230>,M3.2.0,M11.1.0"] {
            let zone = TimeZone::posix(zone).unwrap();
            let month = days(Range::new(date(2026, 3, 5), date(2026, 4, 4)).unwrap(), &zone);

            assert_eq!(month.len(), 31);
            assert!(month.windows(2).all(|pair| pair[0].until == pair[1].from));
            assert!(month.iter().all(|day| (46..=50).contains(&day.half_hours.len())));
        }
    }

    #[test]
    fn a_range_is_a_month_at_most_and_never_backwards() {
        let first = date(2026, 1, 1);

        assert!(Range::new(first, date(2026, 1, 31)).is_some());
        assert!(Range::new(first, date(2026, 2, 1)).is_none());
        assert!(Range::new(first, date(2025, 12, 31)).is_none());
        let week = Range::last_days(7, UnixMs(1_767_225_600_000), &TimeZone::posix("<+07>-7").unwrap());
        assert_eq!((week.first(), week.last()), (date(2025, 12, 26), date(2026, 1, 1)));
    }
}
