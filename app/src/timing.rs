//! Durations and times of day as text. The reader's zone comes from the server, so both sides write the same.

pub(crate) use domain::duration::clock;
use domain::time::UnixMs;
use domain::zone::Zone;
use leptos_i18n::td_string;

use crate::i18n::Locale;

/// `0:00:41`, `46:12:05`: a sum, whose hours are always told.
pub(crate) fn hours(ms: i64) -> String {
    let seconds = (ms.max(0) + 500) / 1000;
    format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// `8 s` up to a minute and a half, then as a clock.
pub(crate) fn age(seconds: i64) -> String {
    let seconds = seconds.max(0);
    if seconds < 90 { format!("{seconds} s") } else { clock(seconds) }
}

/// `14:05:31` in a zone.
pub(crate) fn time_of_day(at: UnixMs, zone: Zone) -> String {
    let seconds = zone.local_s(at).rem_euclid(86_400);
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// How far a zone is from UTC at a moment: `UTC+7`, `UTC+5:30`.
pub(crate) fn distance_from_utc(at: UnixMs, zone: Zone) -> String {
    let offset_s = zone.utc_offset_s(at);
    let minutes = offset_s.abs() / 60;
    let sign = if offset_s < 0 { '−' } else { '+' };
    match (minutes / 60, minutes % 60) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
    }
}

/// `14:05` in a zone.
pub(crate) fn hour_minute(at: UnixMs, zone: Zone) -> String {
    let mut time = time_of_day(at, zone);
    time.truncate(5);
    time
}

/// `2026-11-21T14:05:31`, as a field for date and time wants it, in a zone.
pub(crate) fn field_value(at: UnixMs, zone: Zone) -> String {
    let (year, month, day) = civil_date(at, zone);
    format!("{year:04}-{month:02}-{day:02}T{}", time_of_day(at, zone))
}

/// What such a field holds; seconds may be left out.
pub(crate) fn read_field(text: &str, zone: Zone) -> Option<UnixMs> {
    let (date, time) = text.split_once('T')?;
    let numbers = |text: &str, mark: char| -> Option<Vec<i64>> {
        text.split(mark).map(|part| part.split('.').next()?.parse().ok()).collect()
    };
    let (date, time) = (numbers(date, '-')?, numbers(time, ':')?);
    let ([year, month @ 1..=12, day @ 1..=31], [hour @ 0..=23, minute @ 0..=59, rest @ ..]) = (&date[..], &time[..])
    else {
        return None;
    };
    let second = rest.first().copied().unwrap_or(0);
    let days = days_since_1970(*year, *month, *day);
    Some(zone.moment_of(days * 86_400 + hour * 3600 + minute * 60 + second))
}

/// The reverse of [`civil_date`], in days.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// `21 Nov 2026` or `21/11/2026`, in a zone.
pub(crate) fn date(locale: Locale, at: UnixMs, zone: Zone) -> String {
    let (year, month, day) = civil_date(at, zone);
    match locale {
        Locale::en => format!("{day} {} {year}", month_name(locale, month)),
        Locale::vi => format!("{day:02}/{month:02}/{year}"),
    }
}

/// `21 Nov` or `21/11`, with the year where it is not that of `now`.
pub(crate) fn short_date(locale: Locale, at: UnixMs, now: UnixMs, zone: Zone) -> String {
    let (year, month, day) = civil_date(at, zone);
    if year != civil_date(now, zone).0 {
        return date(locale, at, zone);
    }
    match locale {
        Locale::en => format!("{day} {}", month_name(locale, month)),
        Locale::vi => format!("{day:02}/{month:02}"),
    }
}

/// `Sat 21 Nov 2026` or `Th 7 21/11/2026`.
pub(crate) fn weekday_date(locale: Locale, at: UnixMs, zone: Zone) -> String {
    let weekday = td_string!(locale, weekdays_short).split(',').nth(weekday(at, zone)).unwrap_or_default();
    format!("{weekday} {}", date(locale, at, zone))
}

/// Which day of the week it is, Monday being 0.
fn weekday(at: UnixMs, zone: Zone) -> usize {
    let days = zone.local_s(at).div_euclid(86_400);
    // The first day of 1970 was a Thursday.
    usize::try_from((days + 3).rem_euclid(7)).unwrap_or(0)
}

/// `Friday 20 November 2026` or `Thứ Sáu, 20/11/2026`, in a zone.
pub(crate) fn weekday_and_date(locale: Locale, at: UnixMs, zone: Zone) -> String {
    let weekday = td_string!(locale, weekdays).split(',').nth(weekday(at, zone)).unwrap_or_default();
    let date = date(locale, at, zone);
    match locale {
        Locale::en => format!("{weekday} {date}"),
        Locale::vi => format!("{weekday}, {date}"),
    }
}

fn month_name(locale: Locale, month: u8) -> &'static str {
    td_string!(locale, months_short).split(' ').nth(usize::from(month) - 1).unwrap_or_default()
}

/// Date and time of day, in a zone.
pub(crate) fn date_time(locale: Locale, at: UnixMs, zone: Zone) -> String {
    format!("{}, {}", date(locale, at, zone), time_of_day(at, zone))
}

/// Year, month and day in the proleptic Gregorian calendar. A calendar library would weigh more in the page than all of
/// its own dates; the server, which reads dates that people type, has one.
fn civil_date(at: UnixMs, zone: Zone) -> (i64, u8, u8) {
    let days = zone.local_s(at).div_euclid(86_400);
    // Counted from 1 March of year 0, so that a leap day is the last day of its year; 400 years are an era.
    let since_march_0 = days + 719_468;
    let era = since_march_0.div_euclid(146_097);
    let day_of_era = since_march_0.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (year, u8::try_from(month).unwrap_or(1), u8::try_from(day).unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "ssr")]
    #[test]
    fn dates_are_those_of_the_calendar() {
        for day in -80_000..80_000_i64 {
            let at = UnixMs(day * 86_400_000);
            let known = jiff::Timestamp::from_millisecond(at.0).unwrap().to_zoned(jiff::tz::TimeZone::UTC).date();
            let known =
                (i64::from(known.year()), u8::try_from(known.month()).unwrap(), u8::try_from(known.day()).unwrap());
            assert_eq!(civil_date(at, Zone::UTC), known);
        }
        assert_eq!(date(Locale::vi, UnixMs(0), Zone::fixed(-1)), "31/12/1969");
        assert_eq!(date_time(Locale::en, UnixMs(0), Zone::fixed(7 * 3600)), "1 Jan 1970, 07:00:00");
        assert_eq!(weekday_and_date(Locale::en, UnixMs(1_800_000_000_000), Zone::UTC), "Friday 15 Jan 2027");
        assert_eq!(weekday_and_date(Locale::vi, UnixMs(0), Zone::fixed(-1)), "Thứ Tư, 31/12/1969");
    }

    #[test]
    fn a_date_names_its_weekday_and_a_sum_its_hours() {
        assert_eq!(weekday_date(Locale::en, UnixMs(1_795_226_832_000), Zone::UTC), "Sat 21 Nov 2026");
        assert_eq!(weekday_date(Locale::vi, UnixMs(1_795_226_832_000), Zone::UTC), "T7 21/11/2026");
        assert_eq!(weekday_date(Locale::en, UnixMs(-1), Zone::UTC), "Wed 31 Dec 1969");
        assert_eq!([41_499, 59_999, 165_600_000].map(hours), ["0:00:41", "0:01:00", "46:00:00"]);
    }

    #[test]
    fn a_field_for_date_and_time_is_read_as_it_was_written() {
        let ahead = Zone::fixed(7 * 3600);
        for at_s in (-80_000..80_000_i64).map(|day| day * 86_400 + 86_399 - day.rem_euclid(86_400)) {
            let at = UnixMs::from_s(at_s);
            assert_eq!(read_field(&field_value(at, ahead), ahead), Some(at));
        }
        assert_eq!(field_value(UnixMs(0), Zone::fixed(7 * 3600)), "1970-01-01T07:00:00");
        assert_eq!(read_field("1970-01-01T07:00", ahead), Some(UnixMs(0)));
        for wrong in ["", "1970-01-01", "1970-13-01T00:00", "1970-01-01T24:00", "1970-01-01T00", "x-y-zT1:2"] {
            assert_eq!(read_field(wrong, Zone::UTC), None, "{wrong}");
        }
    }

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
    fn a_time_of_day_is_in_the_zone_of_the_reader() {
        assert_eq!(time_of_day(UnixMs(0), Zone::fixed(7 * 3600)), "07:00:00");
        assert_eq!(time_of_day(UnixMs(0), Zone::fixed(-3600)), "23:00:00");
    }
}
