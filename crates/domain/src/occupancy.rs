//! Time per state added up, and what part of the time in which a call could be worked on was spent on calls.
//!
//! Occupancy is (ringing + dialing + on call + on hold + wrap-up) ÷ (the same + available). Pauses and other absences are in
//! neither: they say something about the plan of the day, not about the load. Where there was neither, there is none. Nor
//! is there any of a provider that never tells that an agent is on a call: its agents are not idle, they are unknown.

use serde::Deserialize;
use serde::Serialize;

use crate::agent::AgentState;

/// The states in which an agent works on a call.
pub const BUSY: [AgentState; 5] =
    [AgentState::Ringing, AgentState::Dialing, AgentState::OnCall, AgentState::OnHold, AgentState::WrapUp];

/// Milliseconds in each state and not observed, and calls handled. Tallies can be added up; nothing is lost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Milliseconds in each state, in the order of [`AgentState::ALL`].
    pub in_state_ms: [i64; AgentState::ALL.len()],
    /// Time in which nobody looked.
    pub not_observed_ms: i64,
    /// Of the time available, how much was so at a provider that never tells that an agent is on a call.
    #[serde(default)]
    pub untold_ms: i64,
    /// Calls handled; none where the provider counts none.
    pub calls: Option<u32>,
}

impl Tally {
    /// Milliseconds in a state.
    pub const fn in_state_ms(&self, state: AgentState) -> i64 {
        self.in_state_ms[state as usize]
    }

    /// Adds time in a state; none: not observed.
    pub const fn add_ms(&mut self, state: Option<AgentState>, ms: i64) {
        match state {
            Some(state) => self.in_state_ms[state as usize] += ms,
            None => self.not_observed_ms += ms,
        }
    }

    /// The same at a provider that never tells that an agent is on a call.
    #[must_use]
    pub const fn without_work(self) -> Self {
        Self { untold_ms: self.in_state_ms(AgentState::Available), ..self }
    }

    /// Whether anybody told of this time who is at work on a call.
    pub fn tells_work(&self) -> bool {
        self.untold_ms == 0 || self.able_ms() > 0
    }

    /// Adds calls of a provider that counts them.
    pub fn add_calls(&mut self, calls: u32) {
        self.calls = Some(self.calls.unwrap_or(0).saturating_add(calls));
    }

    /// Adds another tally to this one.
    pub fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.in_state_ms.iter_mut().zip(other.in_state_ms) {
            *mine += theirs;
        }
        self.not_observed_ms += other.not_observed_ms;
        self.untold_ms += other.untold_ms;
        if let Some(calls) = other.calls {
            self.add_calls(calls);
        }
    }

    /// Milliseconds in which somebody looked.
    pub fn observed_ms(&self) -> i64 {
        self.in_state_ms.iter().sum()
    }

    /// All of it.
    pub fn total_ms(&self) -> i64 {
        self.observed_ms() + self.not_observed_ms
    }

    /// Milliseconds logged in, as far as somebody looked.
    pub fn logged_in_ms(&self) -> i64 {
        self.observed_ms() - self.in_state_ms(AgentState::LoggedOut)
    }

    /// Milliseconds at work on a call.
    pub fn busy_ms(&self) -> i64 {
        BUSY.into_iter().map(|state| self.in_state_ms(state)).sum()
    }

    /// Milliseconds at work on a call or ready for one, as far as it is told which.
    pub fn able_ms(&self) -> i64 {
        self.busy_ms() + self.in_state_ms(AgentState::Available) - self.untold_ms
    }

    /// The occupancy in tenths of a percent. None where nobody was ready or at work while somebody looked, and where the
    /// provider does not tell which.
    pub fn occupancy(&self) -> Option<u16> {
        permille(self.busy_ms(), self.able_ms())
    }

    /// The part of the time logged in that was spent in a state, in tenths of a percent.
    pub fn share(&self, state: AgentState) -> Option<u16> {
        let of = if state.is_logged_in() { self.logged_in_ms() } else { self.observed_ms() };
        permille(self.in_state_ms(state), of)
    }

    /// The part of all of it in which nobody looked, in tenths of a percent.
    pub fn not_observed(&self) -> Option<u16> {
        permille(self.not_observed_ms, self.total_ms())
    }
}

/// A part of a whole in tenths of a percent, rounded; none of nothing.
pub fn permille(part: i64, whole: i64) -> Option<u16> {
    (whole > 0).then(|| u16::try_from((2000 * part + whole) / (2 * whole)).unwrap_or(u16::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(parts: &[(Option<AgentState>, i64)]) -> Tally {
        let mut tally = Tally::default();
        for (state, ms) in parts {
            tally.add_ms(*state, *ms);
        }
        tally
    }

    #[test]
    fn a_state_is_kept_where_the_count_band_has_it() {
        for (place, state) in AgentState::ALL.into_iter().enumerate() {
            assert_eq!(state as usize, place);
            assert_eq!(tally(&[(Some(state), 7)]).in_state_ms(state), 7);
        }
    }

    #[test]
    fn occupancy_leaves_pauses_and_absence_out() {
        let day = tally(&[
            (Some(AgentState::Available), 100),
            (Some(AgentState::Ringing), 10),
            (Some(AgentState::OnCall), 250),
            (Some(AgentState::WrapUp), 40),
            (Some(AgentState::Paused), 9000),
            (Some(AgentState::LoggedOut), 9000),
            (None, 9000),
        ]);

        assert_eq!(day.occupancy(), Some(750));
        assert_eq!(day.share(AgentState::WrapUp), Some(4));
        assert_eq!(day.not_observed(), Some(328));
    }

    #[test]
    fn nothing_observed_has_no_occupancy_rather_than_none_of_it() {
        assert_eq!(Tally::default().occupancy(), None);
        assert_eq!(tally(&[(None, 1000), (Some(AgentState::Paused), 1000)]).occupancy(), None);
        assert_eq!(tally(&[(Some(AgentState::Available), 1)]).occupancy(), Some(0));
    }

    #[test]
    fn agents_of_whom_no_work_is_told_are_not_idle() {
        let untold = tally(&[(Some(AgentState::Available), 100)]).without_work();
        let mut everybody = tally(&[(Some(AgentState::Available), 100), (Some(AgentState::OnCall), 100)]);
        everybody.add(&untold);

        assert_eq!((untold.occupancy(), untold.tells_work()), (None, false));
        assert_eq!((everybody.occupancy(), everybody.tells_work()), (Some(500), true));
        assert_eq!(everybody.in_state_ms(AgentState::Available), 200);
    }

    #[test]
    fn calls_that_nobody_counts_are_not_zero_calls() {
        let mut sum = Tally::default();
        sum.add(&Tally::default());
        assert_eq!(sum.calls, None);
        sum.add(&Tally { calls: Some(3), ..Tally::default() });
        sum.add(&Tally::default());
        assert_eq!(sum.calls, Some(3));
    }
}
