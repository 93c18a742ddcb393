//! One agent's day: what they did when, how long in all, what went over a limit, and while when nobody looked and why.
//!
//! It adds up what was kept. Which moments a day has is told by whoever knows the zone; nothing is guessed.

use serde::Deserialize;
use serde::Serialize;

use crate::agent::AgentState;
use crate::audit::Done;
use crate::health::HealthStatus;
use crate::history::StateEvent;
use crate::history::WatchSpan;
use crate::limits::LimitTable;
use crate::limits::Limited;
use crate::time::UnixMs;
use crate::timeline::StateTotal;
use crate::timeline::Stretch;
use crate::timeline::stretches;
use crate::timeline::totals;
use crate::zone::Zone;

/// A day of the calendar in a zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// Its date, as `2026-11-20`.
    pub date: String,
    /// The day before.
    pub previous: String,
    /// The day after; none for today.
    pub next: Option<String>,
    /// The zone's name, where it has one.
    pub zone: Option<String>,
    /// How the zone's clocks stand on it.
    pub clocks: Zone,
    /// Its first moment.
    pub from: UnixMs,
    /// The first moment of the day after.
    pub until: UnixMs,
}

impl Day {
    /// The full hours between two moments, or halves or quarters of them, as clocks on the wall show them.
    pub fn clock_steps(&self, from: UnixMs, until: UnixMs, every_s: i64) -> Vec<UnixMs> {
        // Offsets are whole minutes, so every step begins with a minute.
        const MINUTE_MS: i64 = 60_000;
        let first = from.0.div_euclid(MINUTE_MS) * MINUTE_MS;
        let minutes = (first..=until.0).step_by(60_000).map(UnixMs).filter(|at| *at >= from);
        minutes.filter(|at| self.clocks.local_s(*at).rem_euclid(every_s) == 0).collect()
    }
}

/// Why nobody looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum GapCause {
    /// The provider brought nothing, for this reason.
    Provider(HealthStatus),
    /// Callboard did not run, or did not poll the connection.
    NotRunning,
    /// The connection was read, but the agent was not among those it told of.
    NotListed,
    /// Nothing is kept from before.
    NothingKept,
}

/// Time in which nobody looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// Begin.
    pub from: UnixMs,
    /// End.
    pub until: UnixMs,
    /// Why.
    pub cause: GapCause,
}

/// A stretch of the day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayStretch {
    /// What and when.
    #[serde(flatten)]
    pub stretch: Stretch,
    /// From when on it was over the state's alarm limit, if it was.
    pub over_from: Option<UnixMs>,
}

/// Time in one state for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonTotal {
    /// The reason; none: not given.
    pub reason: Option<String>,
    /// Milliseconds.
    pub ms: i64,
    /// Stretches.
    pub times: u32,
}

/// Time in one state, or not observed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayTotal {
    /// The state with its time.
    #[serde(flatten)]
    pub total: StateTotal,
    /// The same by reason, the longest first; empty where no reason was ever given.
    pub reasons: Vec<ReasonTotal>,
}

/// Something that somebody did about the agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// When.
    pub at: UnixMs,
    /// Who, by the name at that time.
    pub actor: String,
    /// What.
    pub done: Done,
}

/// An agent's day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentDay {
    /// Which day.
    pub day: Day,
    /// Up to when there is anything to tell: its end, or now.
    pub known_until: UnixMs,
    /// All of its time up to then, without holes.
    pub stretches: Vec<DayStretch>,
    /// The same added up.
    pub totals: Vec<DayTotal>,
    /// Time in any state but logged out.
    pub logged_in_ms: i64,
    /// Calls that the provider counted meanwhile; none where it counts none.
    pub calls: Option<u32>,
    /// When nobody looked, and why.
    pub gaps: Vec<Gap>,
    /// What was done about the agent.
    pub marks: Vec<Mark>,
}

/// What is kept of a day, each list oldest first and beginning with the last entry before it, where there is one.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// The agent's changes of state.
    pub events: Vec<StateEvent>,
    /// While when the connection was read.
    pub spans: Vec<WatchSpan>,
    /// What was done about the agent.
    pub marks: Vec<Mark>,
}

impl AgentDay {
    /// The day as it is kept, up to `now`.
    pub fn of(day: Day, kept: Kept, limits: &LimitTable, now: UnixMs) -> Self {
        let known_until = day.until.min(now).max(day.from);
        let found = stretches(&kept.events, &kept.spans, day.from, known_until);
        let gap = |stretch: &Stretch| Gap {
            from: stretch.from,
            until: stretch.until,
            cause: cause(&kept.spans, stretch.from),
        };
        let gaps = found.iter().filter(|stretch| stretch.doing.is_none()).map(gap).collect();
        let calls = calls(&kept.events, &day);
        let marks = kept.marks.into_iter().filter(|mark| mark.at >= day.from && mark.at < day.until).collect();
        let mut agent_day = Self {
            day,
            known_until,
            stretches: found.into_iter().map(|stretch| DayStretch { stretch, over_from: None }).collect(),
            totals: Vec::new(),
            logged_in_ms: 0,
            calls,
            gaps,
            marks,
        };
        agent_day.add_up(limits);
        agent_day
    }

    /// The same a little later, nothing having changed: its last stretch goes on.
    #[must_use]
    pub fn grown(&self, limits: &LimitTable, now: UnixMs) -> Self {
        let mut grown = self.clone();
        if now <= self.known_until || now > self.day.until {
            return grown;
        }
        grown.known_until = now;
        if let Some(last) = grown.stretches.last_mut() {
            last.stretch.until = now;
        }
        if let Some(last) = grown.gaps.last_mut().filter(|gap| gap.until == self.known_until) {
            last.until = now;
        }
        grown.add_up(limits);
        grown
    }

    /// Whether anybody ever looked.
    pub fn is_observed(&self) -> bool {
        self.stretches.iter().any(|stretch| stretch.stretch.doing.is_some())
    }

    fn add_up(&mut self, limits: &LimitTable) {
        for stretch in &mut self.stretches {
            stretch.over_from = over_from(&stretch.stretch, limits);
        }
        let plain: Vec<Stretch> = self.stretches.iter().map(|stretch| stretch.stretch.clone()).collect();
        let with_reasons = |total: StateTotal| DayTotal { reasons: reasons(&plain, total.state), total };
        self.totals = totals(&plain).into_iter().map(with_reasons).collect();
        let is_logged_in = |total: &&DayTotal| total.total.state.is_some_and(AgentState::is_logged_in);
        self.logged_in_ms = self.totals.iter().filter(is_logged_in).map(|total| total.total.ms).sum();
    }
}

/// When the stretch passed its state's alarm limit. A stretch that followed a gap began when its state began.
fn over_from(stretch: &Stretch, limits: &LimitTable) -> Option<UnixMs> {
    let doing = stretch.doing.as_ref()?;
    let limited = Limited::of(doing.state, doing.sub)?;
    let alarm_s = limits.limit(limited, doing.pause_reason.as_deref()).alarm_s?;
    let over = doing.since.plus_s(i64::from(alarm_s)).max(stretch.from);
    (over < stretch.until).then_some(over)
}

/// Why nobody looked at `at`: what ended the stretch in which the connection was last read.
fn cause(spans: &[WatchSpan], at: UnixMs) -> GapCause {
    let Some(last) = spans.iter().rev().find(|span| span.from <= at) else { return GapCause::NothingKept };
    if last.until.0.saturating_add(i64::from(last.interval_ms)) > at.0 {
        return GapCause::NotListed;
    }
    last.cause.map_or(GapCause::NotRunning, GapCause::Provider)
}

fn reasons(stretches: &[Stretch], state: Option<AgentState>) -> Vec<ReasonTotal> {
    let mut found: Vec<ReasonTotal> = Vec::new();
    let of_state = stretches.iter().filter_map(|stretch| {
        let doing = stretch.doing.as_ref()?;
        (Some(doing.state) == state).then_some((stretch, &doing.pause_reason))
    });
    for (stretch, reason) in of_state {
        match found.iter_mut().find(|total| total.reason == *reason) {
            Some(total) => {
                total.ms += stretch.lasted_ms();
                total.times += 1;
            }
            None => found.push(ReasonTotal { reason: reason.clone(), ms: stretch.lasted_ms(), times: 1 }),
        }
    }
    if found.iter().all(|total| total.reason.is_none()) {
        return Vec::new();
    }
    found.sort_by(|a, b| (b.ms, &a.reason).cmp(&(a.ms, &b.reason)));
    found
}

/// By how much the provider's own count of calls rose, from one reading to the next. It begins anew whenever the
/// provider's day does. One count alone tells nothing.
fn calls(events: &[StateEvent], day: &Day) -> Option<u32> {
    let mut counts = events.iter().filter_map(|event| Some((event.seen_at, event.calls_today?)));
    let (_, mut last) = counts.next()?;
    let mut calls = None;
    for (_, count) in counts.filter(|(seen_at, _)| *seen_at >= day.from && *seen_at < day.until) {
        calls = Some(calls.unwrap_or(0) + count.checked_sub(last).unwrap_or(count));
        last = count;
    }
    calls
}

#[cfg(test)]
mod tests;
