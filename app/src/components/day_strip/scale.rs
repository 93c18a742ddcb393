//! From moments to places on a strip: the hours in which anything happened, and each stretch in percent of them.

use domain::agent::AgentState;
use domain::agent_day::AgentDay;
use domain::agent_day::DayStretch;
use domain::time::UnixMs;

use crate::components::state_textures::Texture;

const HOUR_MS: i64 = 3_600_000;

/// The hours that a strip shows: whole ones, from the first in which the agent was there to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scale {
    pub(super) from: UnixMs,
    pub(super) until: UnixMs,
}

impl Scale {
    pub(super) fn of(day: &AgentDay) -> Self {
        let was_there = |stretch: &&DayStretch| {
            stretch.stretch.doing.as_ref().is_some_and(|doing| doing.state != AgentState::LoggedOut)
        };
        let lasts = day.known_until < day.day.until;
        let first = day.stretches.iter().find(was_there).map(|stretch| stretch.stretch.from);
        let last = day.stretches.iter().rfind(was_there).map(|stretch| stretch.stretch.until);
        let (from, until) = match (first, last) {
            (Some(from), Some(until)) => (from, if lasts { day.known_until } else { until }),
            (Some(_) | None, _) => (day.day.from, if lasts { day.known_until } else { day.day.until }),
        };
        let into_hour = |at: UnixMs| (at.0 + i64::from(day.day.clocks.utc_offset_s(at)) * 1000).rem_euclid(HOUR_MS);
        let rest = (HOUR_MS - into_hour(until)).rem_euclid(HOUR_MS);
        Self {
            from: UnixMs(from.0 - into_hour(from)).max(day.day.from),
            until: UnixMs(until.0 + rest).min(day.day.until).max(UnixMs(from.0 + 1)),
        }
    }

    /// Where a moment is, between 0 and 1; beyond the ends it is at them.
    pub(super) fn place(self, at: UnixMs) -> f64 {
        let length = self.until.ms_since(self.from) as f64;
        (at.ms_since(self.from) as f64 / length).clamp(0.0, 1.0)
    }

    /// Begin and length of a time, as SVG attributes; none when it is not on the strip.
    pub(super) fn percent(self, from: UnixMs, until: UnixMs) -> Option<(String, String)> {
        if until <= self.from || from >= self.until {
            return None;
        }
        let (begin, end) = (self.place(from), self.place(until));
        Some((percent(begin), percent(end - begin)))
    }

    /// The moment at a place.
    pub(super) fn moment(self, place: f64) -> UnixMs {
        let length = self.until.ms_since(self.from) as f64;
        UnixMs(self.from.0 + (length * place.clamp(0.0, 1.0)) as i64)
    }

    /// Seconds from one written moment to the next, so that at most so many stand below the strip.
    pub(super) fn step_s(self, at_most: i64) -> i64 {
        const STEPS_S: [i64; 7] = [900, 1800, 3600, 7200, 10_800, 14_400, 21_600];
        let length_s = self.until.seconds_since(self.from);
        STEPS_S.into_iter().find(|step_s| length_s / step_s <= at_most).unwrap_or(43_200)
    }
}

pub(super) fn percent(place: f64) -> String {
    format!("{:.3}%", place * 100.0)
}

/// A stretch up to its limit and beyond it.
pub(super) fn parts(stretch: &DayStretch) -> Vec<(UnixMs, UnixMs, Texture)> {
    let DayStretch { stretch, over_from } = stretch;
    let texture = stretch.doing.as_ref().map_or(Texture::NotObserved, |doing| Texture::State(doing.state));
    match over_from {
        Some(over) => [(stretch.from, *over, texture), (*over, stretch.until, Texture::OverLimit)]
            .into_iter()
            .filter(|(from, until, _)| until > from)
            .collect(),
        None => vec![(stretch.from, stretch.until, texture)],
    }
}

#[cfg(test)]
mod tests {
    use domain::agent_day::Day;
    use domain::agent_day::Kept;
    use domain::history::StateEvent;
    use domain::history::WatchSpan;
    use domain::limits::LimitTable;
    use domain::zone::Zone;

    use super::*;

    /// A midnight in UTC.
    const MIDNIGHT: UnixMs = UnixMs(1_799_971_200_000);

    fn at(hours: i64, minutes: i64) -> UnixMs {
        MIDNIGHT.plus_s(hours * 3600 + minutes * 60)
    }

    fn day(events: Vec<StateEvent>, now: UnixMs) -> AgentDay {
        let day = Day {
            date: "2027-01-15".to_owned(),
            previous: "2027-01-14".to_owned(),
            next: None,
            zone: None,
            clocks: Zone::UTC,
            from: MIDNIGHT,
            until: at(24, 0),
        };
        let spans = vec![WatchSpan { from: at(-1, 0), until: at(24, 0), interval_ms: 5000, cause: None }];
        AgentDay::of(day, Kept { events, spans, marks: Vec::new() }, &LimitTable::default(), now)
    }

    #[test]
    fn a_strip_shows_the_hours_in_which_the_agent_was_there() {
        let events = vec![
            StateEvent::new("7", AgentState::LoggedOut, at(-2, 0)),
            StateEvent::new("7", AgentState::Available, at(8, 20)),
            StateEvent::new("7", AgentState::LoggedOut, at(17, 5)),
        ];

        assert_eq!(Scale::of(&day(events.clone(), at(24, 0))), Scale { from: at(8, 0), until: at(18, 0) });
        assert_eq!(Scale::of(&day(events, at(9, 30))), Scale { from: at(8, 0), until: at(10, 0) });
        assert_eq!(Scale::of(&day(Vec::new(), at(24, 0))), Scale { from: MIDNIGHT, until: at(24, 0) });
    }

    #[test]
    fn places_are_in_percent_of_the_strip_and_never_beyond_its_ends() {
        let scale = Scale { from: at(8, 0), until: at(18, 0) };

        assert_eq!(scale.percent(at(7, 0), at(9, 0)), Some(("0.000%".to_owned(), "10.000%".to_owned())));
        assert_eq!(scale.percent(at(18, 0), at(19, 0)), None);
        assert_eq!(scale.moment(0.5), at(13, 0));
        assert_eq!(scale.step_s(12), 3600);
        assert_eq!(scale.step_s(4), 10_800);
        assert_eq!(Scale { from: at(8, 0), until: at(9, 0) }.step_s(12), 900);
    }

    #[test]
    fn what_is_over_its_limit_is_drawn_as_two_parts() {
        let events = vec![StateEvent::new("7", AgentState::Paused, at(9, 0))];
        let day = day(events, at(10, 0));

        let drawn: Vec<Texture> = parts(day.stretches.last().unwrap()).iter().map(|(.., texture)| *texture).collect();

        assert_eq!(drawn, [Texture::State(AgentState::Paused), Texture::OverLimit]);
    }
}
