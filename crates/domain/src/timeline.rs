//! An agent's time cut into stretches: what they were doing, and when nobody was looking.
//!
//! Time counts as observed only while the connection was being read (`WatchSpan`), or where the provider itself told since
//! when a state had lasted. What was not observed is nobody's state.

use serde::Deserialize;
use serde::Serialize;

use crate::agent::AgentState;
use crate::agent::SubState;
use crate::clock::SinceSource;
use crate::history::StateEvent;
use crate::history::WatchSpan;
use crate::time::UnixMs;

/// What an agent was doing during a stretch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doing {
    /// State.
    pub state: AgentState,
    /// Sub-state.
    pub sub: Option<SubState>,
    /// The reason of a pause.
    pub pause_reason: Option<String>,
    /// When it began, which may be before the stretch.
    pub since: UnixMs,
    /// Who told when it began.
    pub source: SinceSource,
    /// It had begun before it was first seen.
    pub is_lower_bound: bool,
}

/// A stretch of time, from `from` up to and without `until`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// Begin.
    pub from: UnixMs,
    /// End.
    pub until: UnixMs,
    /// What the agent was doing; none: not observed.
    pub doing: Option<Doing>,
}

impl Stretch {
    /// How long, in milliseconds.
    pub const fn lasted_ms(&self) -> i64 {
        self.until.ms_since(self.from)
    }
}

/// Cuts the time from `from` up to and without `until` into stretches without holes.
///
/// `events` are one agent's, oldest first, with the last one before `from` where there is one; `spans` are those of the
/// connection, oldest first. A stretch ends where the next begins, and two of the same state stay two.
pub fn stretches(events: &[StateEvent], spans: &[WatchSpan], from: UnixMs, until: UnixMs) -> Vec<Stretch> {
    let mut found = Vec::new();
    let mut end = from;
    for (index, event) in events.iter().enumerate() {
        let next = events.get(index + 1);
        let begin = event.at.max(end).min(until);
        let stop = next.map_or(until, |next| next.at.max(event.at)).min(until).max(begin);
        not_observed(&mut found, end, begin);
        end = begin;
        if stop <= begin {
            continue;
        }
        // The provider's word, or our own first sight of it, vouches for the time up to the moment it was seen.
        let mut known = vec![(event.at, event.seen_at)];
        known.extend(spans.iter().map(|span| (span.from, watched_until(span))));
        known.sort();
        let doing = Doing {
            state: event.to,
            sub: event.sub,
            pause_reason: event.pause_reason.clone(),
            since: event.at,
            source: event.source,
            is_lower_bound: event.is_lower_bound,
        };
        let mut is_first = true;
        for (known_from, known_until) in known {
            let (known_from, known_until) = (known_from.max(end), known_until.min(stop));
            if known_until <= known_from {
                continue;
            }
            not_observed(&mut found, end, known_from);
            match found.last_mut() {
                // However many spans vouch for it, one event is one stretch as long as there is no gap in it.
                Some(last) if !is_first && last.until == known_from && last.doing.is_some() => last.until = known_until,
                _ => found.push(Stretch { from: known_from, until: known_until, doing: Some(doing.clone()) }),
            }
            is_first = false;
            end = known_until;
        }
        not_observed(&mut found, end, stop);
        end = stop;
    }
    not_observed(&mut found, end, until);
    found
}

/// A state that was read holds until the next reading was due.
fn watched_until(span: &WatchSpan) -> UnixMs {
    UnixMs(span.until.0.saturating_add(i64::from(span.interval_ms)))
}

fn not_observed(found: &mut Vec<Stretch>, from: UnixMs, until: UnixMs) {
    if until <= from {
        return;
    }
    match found.last_mut() {
        Some(last) if last.doing.is_none() && last.until == from => last.until = until,
        _ => found.push(Stretch { from, until, doing: None }),
    }
}

/// Time in one state, or not observed, over some stretches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateTotal {
    /// The state; none: not observed.
    pub state: Option<AgentState>,
    /// Milliseconds in it.
    pub ms: i64,
    /// Stretches of it.
    pub times: u32,
}

/// The totals of all states that occur, in the order of [`AgentState::ALL`], the time not observed last.
pub fn totals(stretches: &[Stretch]) -> Vec<StateTotal> {
    let of = |state: Option<AgentState>| {
        let of_state = stretches.iter().filter(|stretch| stretch.doing.as_ref().map(|doing| doing.state) == state);
        let (mut ms, mut times) = (0, 0);
        for stretch in of_state {
            ms += stretch.lasted_ms();
            times += 1;
        }
        (times > 0).then_some(StateTotal { state, ms, times })
    };
    AgentState::ALL.into_iter().map(Some).chain([None]).filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const START: UnixMs = UnixMs(1_800_000_000_000);

    fn event(to: AgentState, at_s: i64, seen_s: i64) -> StateEvent {
        StateEvent { seen_at: START.plus_s(seen_s), ..StateEvent::new("a", to, START.plus_s(at_s)) }
    }

    fn span(from_s: i64, until_s: i64) -> WatchSpan {
        WatchSpan { from: START.plus_s(from_s), until: START.plus_s(until_s), interval_ms: 5000, cause: None }
    }

    fn shape(found: &[Stretch]) -> Vec<(i64, i64, Option<AgentState>)> {
        let state = |stretch: &Stretch| stretch.doing.as_ref().map(|doing| doing.state);
        found
            .iter()
            .map(|stretch| (stretch.from.seconds_since(START), stretch.until.seconds_since(START), state(stretch)))
            .collect()
    }

    #[test]
    fn time_in_which_nobody_looked_is_nobodys_state() {
        let events = [event(AgentState::Available, -10, -10), event(AgentState::Paused, 60, 60)];
        let spans = [span(-20, 30), span(60, 95)];

        let found = stretches(&events, &spans, START, START.plus_s(120));

        assert_eq!(
            shape(&found),
            [
                (0, 35, Some(AgentState::Available)),
                (35, 60, None),
                (60, 100, Some(AgentState::Paused)),
                (100, 120, None),
            ]
        );
    }

    #[test]
    fn what_the_provider_tells_of_a_gap_is_known() {
        // We were blind from 10 on; at 100 the provider says: paused since 40.
        let told = StateEvent { source: SinceSource::ProviderDuration, ..event(AgentState::Paused, 40, 100) };
        let events = [event(AgentState::Available, 0, 0), told];

        let found = stretches(&events, &[span(0, 5), span(100, 120)], START, START.plus_s(120));

        assert_eq!(
            shape(&found),
            [(0, 10, Some(AgentState::Available)), (10, 40, None), (40, 120, Some(AgentState::Paused))]
        );
    }

    #[test]
    fn totals_count_time_and_times_and_leave_nothing_out() {
        let events = [
            event(AgentState::Available, 0, 0),
            event(AgentState::OnCall, 10, 10),
            event(AgentState::Available, 40, 40),
        ];

        let found = stretches(&events, &[span(0, 95)], START, START.plus_s(120));

        assert_eq!(
            totals(&found),
            [
                StateTotal { state: Some(AgentState::Available), ms: 70_000, times: 2 },
                StateTotal { state: Some(AgentState::OnCall), ms: 30_000, times: 1 },
                StateTotal { state: None, ms: 20_000, times: 1 },
            ]
        );
    }

    #[test]
    fn nothing_kept_is_one_stretch_that_was_not_observed() {
        assert_eq!(shape(&stretches(&[], &[], START, START.plus_s(60))), [(0, 60, None)]);
    }

    proptest! {
        #[test]
        fn stretches_cover_the_time_without_holes_and_in_order(
            moments in proptest::collection::vec((0_i64..2000, 0_i64..100, 0_usize..AgentState::ALL.len()), 0..30),
            watched in proptest::collection::vec((0_i64..2000, 0_i64..300), 0..8),
            length_s in 1_i64..2000,
        ) {
            let mut events: Vec<StateEvent> = moments
                .into_iter()
                .map(|(at, lag, state)| event(AgentState::ALL[state], at - 200, at - 200 + lag))
                .collect();
            events.sort_by_key(|event| event.seen_at);
            let mut spans: Vec<WatchSpan> = watched.into_iter().map(|(at, length)| span(at, at + length)).collect();
            spans.sort_by_key(|span| span.from);
            let until = START.plus_s(length_s);

            let found = stretches(&events, &spans, START, until);

            prop_assert_eq!(found.first().map(|stretch| stretch.from), Some(START));
            prop_assert_eq!(found.last().map(|stretch| stretch.until), Some(until));
            prop_assert!(found.windows(2).all(|pair| pair[0].until == pair[1].from));
            prop_assert!(found.iter().all(|stretch| stretch.until > stretch.from));
            let sum: i64 = totals(&found).iter().map(|total| total.ms).sum();
            prop_assert_eq!(sum, length_s * 1000);
        }
    }
}
