//! Quiet hours in the tenant's own time of day, which the caller knows: zones are not the domain's business.

use serde::Deserialize;
use serde::Serialize;

/// Minutes of a day.
const DAY_MIN: u16 = 24 * 60;

/// A moment as a clock on the wall shows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalTime {
    /// 0 is Monday.
    pub weekday: u8,
    /// Minutes since midnight.
    pub minute: u16,
}

/// Days of the week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Weekdays(pub u8);

impl Weekdays {
    /// All seven.
    pub const ALL: Self = Self(0b111_1111);

    /// Whether a day is among them; 0 is Monday.
    pub const fn has(self, weekday: u8) -> bool {
        self.0 >> (weekday % 7) & 1 == 1
    }

    /// The same with a day more or less.
    #[must_use]
    pub const fn set(self, weekday: u8, is_in: bool) -> Self {
        let bit = 1 << (weekday % 7);
        Self(if is_in { self.0 | bit } else { self.0 & !bit })
    }
}

/// When a rule raises nothing. An alarm that is open when they begin stays open until it clears.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietHours {
    /// The days on which they begin.
    pub days: Weekdays,
    /// From this minute of the day.
    pub from_min: u16,
    /// Until this one, on the next day where it is not later than `from_min`.
    pub until_min: u16,
}

impl QuietHours {
    /// Whether a moment lies in them.
    pub const fn hold_at(self, at: LocalTime) -> bool {
        let day_before = (at.weekday + 6) % 7;
        if self.from_min < self.until_min {
            return self.days.has(at.weekday) && self.from_min <= at.minute && at.minute < self.until_min;
        }
        (self.days.has(at.weekday) && at.minute >= self.from_min)
            || (self.days.has(day_before) && at.minute < self.until_min)
    }

    /// Whether both ends are minutes of a day, and at least one day is named.
    pub const fn are_sound(self) -> bool {
        self.from_min < DAY_MIN && self.until_min < DAY_MIN && self.days.0 & Weekdays::ALL.0 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRIDAY: u8 = 4;

    fn at(weekday: u8, hour: u16) -> LocalTime {
        LocalTime { weekday, minute: hour * 60 }
    }

    #[test]
    fn a_night_belongs_to_the_day_on_which_it_begins() {
        let night = QuietHours { days: Weekdays::default().set(FRIDAY, true), from_min: 22 * 60, until_min: 6 * 60 };

        assert!(night.hold_at(at(FRIDAY, 23)));
        assert!(night.hold_at(at(FRIDAY + 1, 5)));
        assert!(!night.hold_at(at(FRIDAY + 1, 6)));
        assert!(!night.hold_at(at(FRIDAY, 5)));
        assert!(!night.hold_at(at(FRIDAY + 1, 23)));
    }

    #[test]
    fn the_same_hour_twice_is_a_whole_day() {
        let day = QuietHours { days: Weekdays::ALL, from_min: 480, until_min: 480 };

        assert!((0..7).all(|weekday| (0..24).all(|hour| day.hold_at(at(weekday, hour)))));
    }

    #[test]
    fn a_lunch_break_ends_on_its_own_day() {
        let lunch = QuietHours { days: Weekdays::default().set(0, true), from_min: 12 * 60, until_min: 13 * 60 };

        assert!(lunch.hold_at(at(0, 12)));
        assert!(!lunch.hold_at(at(0, 13)));
        assert!(!lunch.hold_at(at(1, 12)));
    }
}
