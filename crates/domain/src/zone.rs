//! How the clocks of a time zone stand, as far as a page needs to know it: their offset from UTC and when that changes.
//! Calendars and the names of zones belong to the server, which knows them from a library.

use serde::Deserialize;
use serde::Serialize;

use crate::time::UnixMs;

/// Changes that are told at most. Zones that change most often do so four times a year.
pub const MOST_CHANGES: usize = 15;

/// The clocks of a zone.
///
/// It is copied to whatever tells a time, and so it is small and of a fixed size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(i32, Vec<(UnixMs, i32)>)", into = "(i32, Vec<(UnixMs, i32)>)")]
pub struct Zone {
    first_s: i32,
    /// From when on which offset holds, in whole seconds since 1970; what is not needed repeats the last.
    changes: [(u32, i32); MOST_CHANGES],
}

impl Zone {
    /// No offset.
    pub const UTC: Self = Self::fixed(0);

    /// The same offset at all times, in seconds.
    pub const fn fixed(offset_s: i32) -> Self {
        Self { first_s: offset_s, changes: [(0, offset_s); MOST_CHANGES] }
    }

    /// An offset in seconds, and from when on another one holds, oldest first. Only the last changes are kept, and the
    /// offset before the first of these holds for all time before.
    pub fn changing(first_s: i32, changes: &[(UnixMs, i32)]) -> Self {
        let (left_out, kept) = changes.split_at(changes.len().saturating_sub(MOST_CHANGES));
        let first_s = left_out.last().map_or(first_s, |(_, offset_s)| *offset_s);
        let short = |(from, offset_s): &(UnixMs, i32)| (u32::try_from(from.whole_s()).unwrap_or(0), *offset_s);
        let mut all = [kept.last().map_or((0, first_s), short); MOST_CHANGES];
        for (place, change) in all.iter_mut().zip(kept) {
            *place = short(change);
        }
        Self { first_s, changes: all }
    }

    /// The offset from UTC at a moment, in seconds; positive to the east.
    pub fn utc_offset_s(&self, at: UnixMs) -> i32 {
        let at_s = at.whole_s();
        self.changes
            .iter()
            .rev()
            .find(|(from_s, _)| i64::from(*from_s) <= at_s)
            .map_or(self.first_s, |(_, offset_s)| *offset_s)
    }

    /// Seconds since 1970 as the zone's clocks count them.
    pub fn local_s(&self, at: UnixMs) -> i64 {
        at.whole_s() + i64::from(self.utc_offset_s(at))
    }

    /// The moment at which the zone's clocks show so many seconds since 1970. What they show twice is the earlier one, and
    /// what they skip is as much later as they are put forward.
    pub fn moment_of(&self, local_s: i64) -> UnixMs {
        let guess = |offset_s: i32| UnixMs::from_s(local_s - i64::from(offset_s));
        let offsets = || std::iter::once(self.first_s).chain(self.changes.iter().map(|(_, offset_s)| *offset_s));
        let shown = offsets().map(guess).filter(|at| self.local_s(*at) == local_s).min();
        shown.unwrap_or_else(|| {
            let before = guess(offsets().max().unwrap_or(self.first_s));
            guess(self.utc_offset_s(before))
        })
    }
}

impl From<(i32, Vec<(UnixMs, i32)>)> for Zone {
    fn from((first_s, changes): (i32, Vec<(UnixMs, i32)>)) -> Self {
        Self::changing(first_s, &changes)
    }
}

impl From<Zone> for (i32, Vec<(UnixMs, i32)>) {
    fn from(zone: Zone) -> Self {
        let mut changes = zone.changes.to_vec();
        changes.dedup();
        changes.retain(|(from_s, _)| *from_s > 0);
        let changes = changes.into_iter().map(|(from_s, offset_s)| (UnixMs::from_s(from_s.into()), offset_s));
        (zone.first_s, changes.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Clocks one hour ahead, put forward by an hour at 1,000 s and back at 9,000 s.
    fn summer() -> Zone {
        Zone::changing(3600, &[(UnixMs::from_s(1000), 7200), (UnixMs::from_s(9000), 3600)])
    }

    #[test]
    fn an_offset_holds_from_its_change_to_the_next() {
        let offsets = [i64::MIN, 999_999, 1_000_000, 8_999_999, 9_000_000, i64::MAX];
        assert_eq!(offsets.map(|at| summer().utc_offset_s(UnixMs(at))), [3600, 3600, 7200, 7200, 3600, 3600]);
        assert_eq!(Zone::fixed(-60).utc_offset_s(UnixMs(i64::MIN)), -60);
    }

    #[test]
    fn what_a_clock_shows_is_the_moment_it_shows_it() {
        for at_s in [0, 999, 1000, 5000, 8999, 12_600, 20_000] {
            let at = UnixMs::from_s(at_s);
            assert_eq!(summer().moment_of(summer().local_s(at)), at, "{at_s}");
        }
    }

    #[test]
    fn what_is_shown_twice_is_the_earlier_and_what_is_skipped_is_put_forward() {
        // 5,400 s after the clocks are put back they show again what they showed before.
        assert_eq!(summer().moment_of(9000 + 3600), UnixMs::from_s(5400));
        // From 4,600 to 8,200 they show nothing.
        assert_eq!(summer().moment_of(5000), UnixMs::from_s(1400));
    }

    #[test]
    fn a_zone_is_sent_and_read_back() {
        for zone in [Zone::UTC, Zone::fixed(7 * 3600), summer()] {
            let text = serde_json::to_string(&zone).unwrap();
            assert_eq!(serde_json::from_str::<Zone>(&text).unwrap(), zone, "{text}");
        }
        assert_eq!(serde_json::to_string(&Zone::fixed(25_200)).unwrap(), "[25200,[]]");
    }

    #[test]
    fn of_too_many_changes_the_last_are_kept() {
        let many: Vec<_> = (1..=20).map(|n| (UnixMs::from_s(n * 100), i32::try_from(n).unwrap())).collect();
        let zone = Zone::changing(0, &many);

        assert_eq!(zone.utc_offset_s(UnixMs::from_s(2000)), 20);
        assert_eq!(zone.utc_offset_s(UnixMs::from_s(650)), 6);
        assert_eq!(zone.utc_offset_s(UnixMs::from_s(0)), 5, "the last of those left out");
    }
}
