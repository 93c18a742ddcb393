//! What a replay is made of: a board of the past with the steps that follow it, and the day it belongs to.
//!
//! Nothing here says what happened; that is kept as events (see [`crate::history`]) and shown by a board.

use serde::Deserialize;
use serde::Serialize;

use crate::board::Board;
use crate::delta::Delta;
use crate::history::WatchSpan;
use crate::time::UnixMs;

/// The crowd of a day is counted so often.
pub const CROWD_EVERY_S: i64 = 300;

/// The longest time that is answered at once: what happened in it is held in memory.
pub const LONGEST_CHUNK_S: u32 = 900;

/// A board at a moment, and every step after it until another moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplayChunk {
    /// The board at the first moment, which is its `now`.
    pub board: Board,
    /// The steps after it, oldest first, each at a whole second, which is its `now`.
    pub steps: Vec<Delta>,
    /// Up to and with this moment nothing else happened.
    pub until: UnixMs,
    /// Where the past ends: what is later may not be written down yet.
    pub edge: UnixMs,
}

/// What is kept of one day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptDay {
    /// The day's first moment.
    pub from: UnixMs,
    /// The first moment of the next day.
    pub until: UnixMs,
    /// The first whole second of which anything is kept at all; none where nothing is.
    pub first: Option<UnixMs>,
    /// Where the past ends: what is later may not be written down yet.
    pub edge: UnixMs,
    /// The stretches of the day in which at least one connection was read, in order and apart from each other.
    pub watched: Vec<(UnixMs, UnixMs)>,
    /// How many agents were logged in, every [`CROWD_EVERY_S`] from the day's first moment on; none where nobody looked.
    /// Empty where it was not asked for.
    pub crowd: Vec<Option<u32>>,
}

impl KeptDay {
    /// What can be replayed of the day: from the first moment kept to where the past ends. None where there is nothing.
    pub fn bounds(&self) -> Option<(UnixMs, UnixMs)> {
        let (from, until) = (self.from.max(self.first?), self.until.min(self.edge));
        (from < until).then_some((from, until))
    }

    /// The stretch without a reading in which a moment lies, within the day; none when something was read then.
    pub fn gap_at(&self, at: UnixMs) -> Option<(UnixMs, UnixMs)> {
        self.gaps(self.from, self.until).into_iter().find(|(from, until)| (*from..*until).contains(&at))
    }

    /// The stretches between two moments in which nothing was read.
    pub fn gaps(&self, from: UnixMs, until: UnixMs) -> Vec<(UnixMs, UnixMs)> {
        let mut gaps = Vec::new();
        let mut end = from;
        for (begin, stop) in &self.watched {
            if *begin > end {
                gaps.push((end, (*begin).min(until)));
            }
            end = end.max(*stop);
            if end >= until {
                return gaps;
            }
        }
        gaps.push((end, until));
        gaps
    }
}

/// The time that any of these stretches covers, between two moments. A stretch lasts until its rows are stale.
pub fn watched(spans: &[WatchSpan], from: UnixMs, until: UnixMs) -> Vec<(UnixMs, UnixMs)> {
    let mut parts: Vec<(UnixMs, UnixMs)> = spans
        .iter()
        .map(|span| (span.from.max(from), span.gone_stale().min(until)))
        .filter(|(begin, end)| begin < end)
        .collect();
    parts.sort_unstable();
    let mut joined: Vec<(UnixMs, UnixMs)> = Vec::new();
    for (begin, end) in parts {
        match joined.last_mut() {
            Some((_, last)) if begin <= *last => *last = end.max(*last),
            Some(_) | None => joined.push((begin, end)),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DAY: UnixMs = UnixMs(1_800_000_000_000);

    fn span(from_s: i64, until_s: i64) -> WatchSpan {
        WatchSpan { until: DAY.plus_s(until_s), ..WatchSpan::begin(DAY.plus_s(from_s), 5000) }
    }

    fn day(spans: &[WatchSpan]) -> KeptDay {
        let until = DAY.plus_s(1000);
        KeptDay { from: DAY, until, watched: watched(spans, DAY, until), edge: until, ..KeptDay::default() }
    }

    #[test]
    fn time_is_watched_while_any_connection_is_read() {
        let found = day(&[span(500, 600), span(-50, 100), span(90, 300)]);

        let seconds: Vec<(i64, i64)> =
            found.watched.iter().map(|(from, until)| (from.seconds_since(DAY), until.seconds_since(DAY))).collect();
        assert_eq!(seconds, [(0, 320), (500, 620)]);
        assert_eq!(found.gap_at(DAY.plus_s(400)).map(|(from, _)| from.seconds_since(DAY)), Some(320));
        assert_eq!(found.gap_at(DAY.plus_s(550)), None);
    }

    #[test]
    fn a_day_of_which_nothing_is_kept_cannot_be_replayed() {
        let kept = KeptDay { first: Some(DAY.plus_s(100)), ..day(&[]) };

        assert_eq!(kept.bounds(), Some((DAY.plus_s(100), DAY.plus_s(1000))));
        assert_eq!(KeptDay { edge: DAY.plus_s(50), ..kept.clone() }.bounds(), None);
        assert_eq!(KeptDay { first: None, ..kept }.bounds(), None);
    }

    proptest! {
        #[test]
        fn every_moment_is_either_watched_or_in_a_gap(
            stretches in proptest::collection::vec((-100_i64..1100, 0_i64..200), 0..8),
            at_s in 0_i64..1000,
        ) {
            let spans: Vec<WatchSpan> = stretches.iter().map(|(from, length)| span(*from, from + length)).collect();
            let at = DAY.plus_s(at_s);

            let kept = day(&spans);

            let is_watched = kept.watched.iter().any(|(from, until)| (*from..*until).contains(&at));
            prop_assert_eq!(kept.gap_at(at).is_none(), is_watched);
        }
    }
}
