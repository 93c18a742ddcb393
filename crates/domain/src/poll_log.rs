//! The last polls of one connection as ticks, and the words of the day that have no state. Bounded, whatever a provider
//! sends; nothing of it is stored.

use std::collections::BTreeMap;
use std::collections::VecDeque;

use serde::Deserialize;
use serde::Serialize;

use crate::agent::AgentState;
use crate::snapshot::Snapshot;
use crate::time::UnixMs;

/// Ticks that are shown.
pub const TICKS: usize = 60;
/// Words that are counted; a provider with more is not one that a person maps word by word.
const WORDS: usize = 50;
/// Characters of a word, as a warning has them.
const WORD: usize = 64;
/// A poll below this is never called slow.
const SLOW_FROM_MS: u32 = 1000;
/// A poll is slow from this many times the usual one.
const SLOW_TIMES: u32 = 3;

/// How one poll ended, or why there was none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PollOutcome {
    /// In the usual time.
    Answered,
    /// Long over the usual time.
    Slow,
    /// The provider asked us to wait.
    RefusedByLimit,
    /// It brought nothing.
    Failed,
    /// Its time came and nobody was asked: a key was refused, or a pause was on.
    NotTried,
}

impl PollOutcome {
    /// The word used in page attributes.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Slow => "slow",
            Self::RefusedByLimit => "refused_by_limit",
            Self::Failed => "failed",
            Self::NotTried => "not_tried",
        }
    }
}

/// One poll.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PollTick {
    /// When it was asked for.
    pub at: UnixMs,
    /// How it ended.
    pub outcome: PollOutcome,
    /// How long it took, in milliseconds.
    pub took_ms: u32,
}

/// A word of the provider's that has no state, as the day has seen it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnmappedWord {
    /// The provider's word.
    pub word: String,
    /// Rows that have it now.
    pub rows_now: u32,
    /// How often a row came to have it today, as far as polls show: two rows that swap count once.
    pub seen_today: u32,
}

/// The last polls of one connection, and the unmapped words of the day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PollLog {
    ticks: VecDeque<PollTick>,
    words: BTreeMap<String, Counted>,
    day: i64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counted {
    rows_now: u32,
    seen_today: u32,
}

impl PollLog {
    /// Notes a poll that brought something. `day` is any number that changes at midnight.
    pub fn answered(&mut self, at: UnixMs, took_ms: u32, interval_ms: u32, snapshot: &Snapshot, day: i64) {
        let usual = self.usual_ms();
        let is_slow = took_ms > SLOW_FROM_MS && usual.is_some_and(|usual| took_ms > usual.saturating_mul(SLOW_TIMES));
        let outcome = if is_slow { PollOutcome::Slow } else { PollOutcome::Answered };
        self.push(PollTick { at, outcome, took_ms }, interval_ms);
        self.count_words(snapshot, day);
    }

    /// Notes a poll that brought nothing.
    pub fn failed(&mut self, at: UnixMs, took_ms: u32, interval_ms: u32, by_limit: bool) {
        let outcome = if by_limit { PollOutcome::RefusedByLimit } else { PollOutcome::Failed };
        self.push(PollTick { at, outcome, took_ms }, interval_ms);
    }

    /// The last polls up to `now`, oldest first; where one was due and nobody was asked, that is a tick too.
    pub fn ticks(&self, now: UnixMs, interval_ms: u32) -> Vec<PollTick> {
        let mut whole = self.clone();
        whole.fill(now, interval_ms);
        whole.ticks.into_iter().collect()
    }

    /// The usual length of a poll; none before there were any.
    pub fn usual_ms(&self) -> Option<u32> {
        let answered = |tick: &&PollTick| matches!(tick.outcome, PollOutcome::Answered | PollOutcome::Slow);
        let mut took: Vec<u32> = self.ticks.iter().filter(answered).map(|tick| tick.took_ms).collect();
        took.sort_unstable();
        took.get(took.len() / 2).copied()
    }

    /// The unmapped words of the day, those on the floor now first.
    pub fn unmapped(&self, day: i64) -> Vec<UnmappedWord> {
        let is_today = self.day == day;
        let mut words: Vec<UnmappedWord> = self
            .words
            .iter()
            .map(|(word, counted)| UnmappedWord {
                word: word.clone(),
                rows_now: counted.rows_now,
                seen_today: if is_today { counted.seen_today } else { counted.rows_now },
            })
            .filter(|word| word.seen_today > 0)
            .collect();
        words.sort_by_key(|word| (std::cmp::Reverse(word.rows_now), std::cmp::Reverse(word.seen_today)));
        words
    }

    fn push(&mut self, tick: PollTick, interval_ms: u32) {
        self.fill(tick.at, interval_ms);
        self.ticks.push_back(tick);
        self.trim();
    }

    /// Adds what was due between the last tick and `now` and not tried. A poll that is a little late is not missing.
    fn fill(&mut self, now: UnixMs, interval_ms: u32) {
        let Some(last) = self.ticks.back().copied() else { return };
        let interval_ms = i64::from(interval_ms.max(1000));
        let idle_ms = now.ms_since(last.at) - i64::from(last.took_ms);
        let missing = ((idle_ms - interval_ms / 2) / interval_ms).saturating_sub(1).clamp(0, TICKS as i64);
        let begin = now.0 - missing * interval_ms;
        for step in 0..missing {
            let at = UnixMs(begin + step * interval_ms);
            self.ticks.push_back(PollTick { at, outcome: PollOutcome::NotTried, took_ms: 0 });
        }
        self.trim();
    }

    fn trim(&mut self) {
        let too_many = self.ticks.len().saturating_sub(TICKS);
        self.ticks.drain(..too_many);
    }

    fn count_words(&mut self, snapshot: &Snapshot, day: i64) {
        if self.day != day {
            self.day = day;
            self.words.retain(|_, counted| counted.rows_now > 0);
            for counted in self.words.values_mut() {
                counted.seen_today = counted.rows_now;
            }
        }
        let mut now: BTreeMap<String, u32> = snapshot.unmapped_states().into_iter().map(|word| (word, 0)).collect();
        for agent in snapshot.agents.iter().filter(|agent| agent.state == AgentState::Unknown) {
            if let Some(rows) = now.get_mut(&short(&agent.raw_status)) {
                *rows += 1;
            }
        }
        for (word, counted) in &mut self.words {
            let rows = now.remove(word).unwrap_or(0);
            counted.seen_today = counted.seen_today.saturating_add(rows.saturating_sub(counted.rows_now));
            counted.rows_now = rows;
        }
        for (word, rows) in now {
            if self.words.len() < WORDS {
                self.words.insert(short(&word), Counted { rows_now: rows, seen_today: rows });
            }
        }
    }
}

fn short(word: &str) -> String {
    word.chars().take(WORD).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::AgentSnapshot;
    use crate::agent::IdKind;
    use crate::snapshot::Warning;

    const DAY: i64 = 20_000;

    fn at(seconds: i64) -> UnixMs {
        UnixMs::from_s(1_800_000_000 + seconds)
    }

    fn floor(words: &[&str]) -> Snapshot {
        let mut snapshot = Snapshot::new(at(0));
        for (number, word) in words.iter().enumerate() {
            let agent = AgentSnapshot::new(number.to_string(), IdKind::UserId, AgentState::Unknown, at(0));
            snapshot.agents.push(AgentSnapshot { raw_status: (*word).to_owned(), ..agent });
            snapshot.warnings.push(Warning::UnknownState { raw: short(word) });
        }
        snapshot
    }

    fn outcomes(log: &PollLog, now: UnixMs) -> Vec<PollOutcome> {
        log.ticks(now, 10_000).into_iter().map(|tick| tick.outcome).collect()
    }

    #[test]
    fn sixty_polls_are_kept_and_the_newest_is_last() {
        let mut log = PollLog::default();
        for number in 0..80 {
            log.answered(at(number * 10), 300, 10_000, &floor(&[]), DAY);
        }

        let ticks = log.ticks(at(795), 10_000);

        assert_eq!((ticks.len(), ticks.last().map(|tick| tick.at)), (TICKS, Some(at(790))));
        assert!(ticks.iter().all(|tick| tick.outcome == PollOutcome::Answered));
    }

    #[test]
    fn slow_is_long_over_the_usual_time_and_never_below_a_second() {
        let mut log = PollLog::default();
        for number in 0..10 {
            log.answered(at(number * 10), 300, 10_000, &floor(&[]), DAY);
        }

        log.answered(at(100), 950, 10_000, &floor(&[]), DAY);
        log.answered(at(110), 1200, 10_000, &floor(&[]), DAY);

        assert_eq!(outcomes(&log, at(111))[10..], [PollOutcome::Answered, PollOutcome::Slow]);
    }

    #[test]
    fn what_was_due_and_not_asked_is_a_tick_of_its_own() {
        let mut log = PollLog::default();
        log.answered(at(0), 300, 10_000, &floor(&[]), DAY);
        log.failed(at(10), 300, 10_000, false);

        assert_eq!(outcomes(&log, at(19)), [PollOutcome::Answered, PollOutcome::Failed]);
        assert_eq!(outcomes(&log, at(47))[2..], [PollOutcome::NotTried, PollOutcome::NotTried]);
        assert_eq!(outcomes(&log, at(100_000)), [PollOutcome::NotTried; TICKS]);
        log.failed(at(50), 300, 10_000, true);
        let tail = outcomes(&log, at(51));
        assert_eq!(tail[2..], [PollOutcome::NotTried, PollOutcome::NotTried, PollOutcome::RefusedByLimit]);
    }

    #[test]
    fn words_are_counted_now_and_for_the_day() {
        let mut log = PollLog::default();

        log.answered(at(0), 300, 10_000, &floor(&["HOLD", "HOLD", "TRAINING"]), DAY);
        log.answered(at(10), 300, 10_000, &floor(&["HOLD"]), DAY);
        log.answered(at(20), 300, 10_000, &floor(&["HOLD", "HOLD"]), DAY);

        let word = |word: &str, rows_now, seen_today| UnmappedWord { word: word.to_owned(), rows_now, seen_today };
        assert_eq!(log.unmapped(DAY), [word("HOLD", 2, 3), word("TRAINING", 0, 1)]);
        assert_eq!(log.unmapped(DAY + 1), [word("HOLD", 2, 2)]);
        log.answered(at(30), 300, 10_000, &floor(&["HOLD"]), DAY + 1);
        assert_eq!(log.unmapped(DAY + 1), [word("HOLD", 1, 2)]);
    }

    #[test]
    fn a_provider_of_endless_words_fills_no_memory() {
        let mut log = PollLog::default();
        let words: Vec<String> = (0..500).map(|number| format!("{number}{}", "W".repeat(500))).collect();

        log.answered(at(0), 300, 10_000, &floor(&words.iter().map(String::as_str).collect::<Vec<_>>()), DAY);

        let counted = log.unmapped(DAY);
        assert_eq!(counted.len(), WORDS);
        assert!(counted.iter().all(|word| word.word.len() <= WORD && word.rows_now == 1));
    }
}
