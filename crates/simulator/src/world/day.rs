//! The working day of a house that has lived before it opened: who is on which shift, and how many customers call when.
//! It ends with the opening; from then on the floor works round the clock, so that it is never empty before a visitor.

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// Agents come and go this much around the plan, each by a time of their own.
const SPREAD_MS: i64 = 24 * MINUTE_MS;

/// What a world has lived before it opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lived {
    /// For how long, in milliseconds.
    pub for_ms: i64,
    /// What the house's clock shows at the opening, in milliseconds since its midnight.
    pub opens_at_of_day_ms: i64,
}

impl Lived {
    /// The last `for_ms`, in a house that opens at this time of its day. Moved as little as needed to the hours in which
    /// most of the people are in, so that whoever opens the house at night does not find it empty.
    #[must_use]
    pub fn of(for_ms: i64, of_day_ms: i64) -> Self {
        let of_day_ms = of_day_ms.rem_euclid(DAY_MS);
        Self { for_ms, opens_at_of_day_ms: of_day_ms.clamp(9 * HOUR_MS + 45 * MINUTE_MS, 15 * HOUR_MS) }
    }
}

/// A shift as planned, in time since midnight.
#[derive(Clone, Copy, Debug)]
struct Shift {
    begins_ms: i64,
    length_ms: i64,
}

const EARLY: Shift = Shift { begins_ms: 7 * HOUR_MS, length_ms: 8 * HOUR_MS + 30 * MINUTE_MS };
const OFFICE: Shift = Shift { begins_ms: 8 * HOUR_MS + 30 * MINUTE_MS, length_ms: 9 * HOUR_MS };
const LATE: Shift = Shift { begins_ms: 12 * HOUR_MS, length_ms: 8 * HOUR_MS + 30 * MINUTE_MS };
const NIGHT: Shift = Shift { begins_ms: 21 * HOUR_MS + 30 * MINUTE_MS, length_ms: 9 * HOUR_MS };

/// Shifts go round the agents in this order.
const ROTA: [Shift; 12] = [OFFICE, EARLY, LATE, OFFICE, EARLY, NIGHT, OFFICE, EARLY, OFFICE, EARLY, LATE, OFFICE];

/// Calls in each hour of the day, as a share of a busy hour's.
const CALLS: [f64; 24] = [
    0.05, 0.04, 0.03, 0.03, 0.04, 0.06, 0.12, 0.35, 0.8, 1.15, 1.2, 1.0, 0.75, 0.9, 1.1, 1.1, 0.95, 0.7, 0.5, 0.4, 0.3,
    0.2, 0.12, 0.08,
];

/// The days up to the opening.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Days {
    ends_ms: i64,
    midnight_ms: i64,
}

impl Days {
    pub(crate) fn before(opening_ms: i64, lived: Lived) -> Self {
        Self { ends_ms: opening_ms, midnight_ms: opening_ms - lived.opens_at_of_day_ms }
    }

    /// Whether the plan still holds.
    pub(crate) fn hold_at(&self, now_ms: i64) -> bool {
        now_ms < self.ends_ms
    }

    /// The shift an agent is in or comes to next: its beginning and its end.
    pub(crate) fn shift_at(&self, index: usize, now_ms: i64) -> (i64, i64) {
        let shift = ROTA[index % ROTA.len()];
        let own_ms = (index as i64 * 7 * MINUTE_MS) % (2 * SPREAD_MS) - SPREAD_MS;
        let first_ms = self.midnight_ms + shift.begins_ms + own_ms;
        let days = (now_ms - shift.length_ms - first_ms).div_euclid(DAY_MS) + 1;
        let begins_ms = first_ms + days * DAY_MS;
        (begins_ms, begins_ms + shift.length_ms)
    }

    /// Lunch is in the middle of a shift.
    pub(crate) fn lunch_of(begins_ms: i64, ends_ms: i64) -> i64 {
        begins_ms + (ends_ms - begins_ms) * 2 / 5 + begins_ms / MINUTE_MS % 40 * MINUTE_MS
    }

    /// How busy the house is: 1 is a usual busy hour.
    pub(crate) fn calls_at(&self, now_ms: i64) -> f64 {
        CALLS[((now_ms - self.midnight_ms).rem_euclid(DAY_MS) / HOUR_MS) as usize]
    }

    /// Nobody is called by the house early in the morning, late in the evening or at night.
    pub(crate) fn dials_at(&self, now_ms: i64) -> bool {
        (8..20).contains(&((now_ms - self.midnight_ms).rem_euclid(DAY_MS) / HOUR_MS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPENING_MS: i64 = 1_795_270_032_000;

    fn days() -> Days {
        Days::before(OPENING_MS, Lived::of(DAY_MS, 14 * HOUR_MS))
    }

    #[test]
    fn a_house_opened_at_night_shows_the_nearest_working_hour() {
        let shown = |of_day_ms| Lived::of(DAY_MS, of_day_ms).opens_at_of_day_ms;

        assert_eq!(shown(3 * HOUR_MS), 9 * HOUR_MS + 45 * MINUTE_MS);
        assert_eq!(shown(11 * HOUR_MS), 11 * HOUR_MS);
        assert_eq!(shown(22 * HOUR_MS), 15 * HOUR_MS);
        assert_eq!(shown(-HOUR_MS), 15 * HOUR_MS);
    }

    #[test]
    fn a_shift_is_the_one_that_goes_on_or_the_next() {
        for index in 0..40 {
            for hour in -30..1 {
                let now_ms = OPENING_MS + hour * HOUR_MS;
                let (begins_ms, ends_ms) = days().shift_at(index, now_ms);
                assert!(now_ms < ends_ms && begins_ms - now_ms < DAY_MS, "agent {index} at {hour} h");
            }
        }
    }

    #[test]
    fn most_are_in_at_midday_and_few_at_night() {
        let at_work = |of_day_ms: i64| {
            let now_ms = OPENING_MS - 14 * HOUR_MS + of_day_ms;
            (0..120).filter(|index| days().shift_at(*index, now_ms).0 <= now_ms).count()
        };

        assert!(at_work(14 * HOUR_MS) > 100, "{}", at_work(14 * HOUR_MS));
        assert!((5..15).contains(&at_work(3 * HOUR_MS)), "{}", at_work(3 * HOUR_MS));
    }
}
