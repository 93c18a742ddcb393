//! Changes that come from outside: an interface's writes and the tests' hand. They take effect as events, in order of time.

use crate::world::{
    agent::{AgentState, Pause},
    population::Population,
    schedule::Event,
};

/// A state that was forced holds this long before the floor takes over again.
const FORCED_HOLD_MS: i64 = 600_000;

/// An agent who was logged out by a supervisor stays out this long.
const LOGGED_OUT_MS: i64 = 1_800_000;

#[derive(Debug)]
pub(crate) struct Command {
    pub(crate) agent: usize,
    pub(crate) change: Change,
}

/// Who changes an agent's queues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writer {
    /// A request of the interface.
    Interface,
    /// Somebody at the provider's own console.
    Console,
}

/// One change of an agent's callin queues, when it took effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MembershipChange {
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
    /// Whose queues.
    pub external_id: String,
    /// The queues until then, in order.
    pub before: Vec<&'static str>,
    /// The queues since then, in order.
    pub after: Vec<&'static str>,
    /// The priority since then.
    pub priority: Option<i64>,
    /// Who did it.
    pub by: Writer,
}

#[derive(Debug)]
pub(crate) enum Change {
    /// At once, whatever the agent is doing.
    LogOut,
    /// When the call and its disposition are over.
    LogOutAfterCall,
    Pause,
    Resume,
    SetCallin {
        queues: Vec<usize>,
        priority: Option<i64>,
    },
    SetCallout(u64),
    SetRecording(bool),
}

impl Population {
    /// Plans a change to take effect after a delay.
    pub(crate) fn request(&mut self, agent: usize, change: Change, delay_ms: i64) {
        self.commands_planned += 1;
        let command = self.commands_planned;
        self.commands.insert(command, Command { agent, change });
        self.schedule.plan(self.now_ms + delay_ms, Event::Command { command });
        let now_ms = self.now_ms;
        self.advance_to(now_ms);
    }

    /// Puts an agent into a state now and holds it there for ten minutes.
    pub(crate) fn force(&mut self, agent: usize, state: AgentState) {
        self.place(agent, state, FORCED_HOLD_MS);
    }

    /// Replaces an agent's callin queues now, and keeps who did it. A priority that is not named stays.
    pub(crate) fn set_callin(&mut self, index: usize, queues: Vec<usize>, priority: Option<i64>, by: Writer) {
        let before = std::mem::replace(&mut self.agents[index].callin, queues);
        if priority.is_some() {
            self.agents[index].priority = priority;
        }
        self.journal.push(MembershipChange {
            at_ms: self.now_ms,
            external_id: self.agents[index].external_id.clone(),
            before: self.names_of(&before),
            after: self.names_of(&self.agents[index].callin),
            priority: self.agents[index].priority,
            by,
        });
    }

    /// Identifiers of queues, in order.
    pub(crate) fn names_of(&self, queues: &[usize]) -> Vec<&'static str> {
        let mut names: Vec<&'static str> = queues.iter().map(|queue| self.queues[*queue].id).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    pub(super) fn obey(&mut self, command: Command) {
        let index = command.agent;
        match command.change {
            Change::LogOut => {
                if self.agents[index].logged_in() {
                    self.log_out(index, LOGGED_OUT_MS);
                }
            }
            Change::LogOutAfterCall => match self.agents[index].state {
                AgentState::Available | AgentState::Paused => self.log_out(index, LOGGED_OUT_MS),
                AgentState::LoggedOut => {}
                AgentState::Ringing
                | AgentState::Dialing
                | AgentState::OnCall
                | AgentState::OnHold
                | AgentState::Dead
                | AgentState::WrapUp => self.agents[index].logout_requested = true,
            },
            Change::Pause => match self.agents[index].state {
                AgentState::Available => self.go_on_pause(index, Pause::Break),
                AgentState::LoggedOut | AgentState::Paused => {}
                AgentState::Ringing
                | AgentState::Dialing
                | AgentState::OnCall
                | AgentState::OnHold
                | AgentState::Dead
                | AgentState::WrapUp => self.agents[index].pause_requested = true,
            },
            Change::Resume => {
                if self.agents[index].state == AgentState::Paused {
                    self.become_available(index);
                }
            }
            Change::SetCallin { queues, priority } => {
                self.agents[index].callin_pending = None;
                self.set_callin(index, queues, priority, Writer::Interface);
            }
            Change::SetCallout(queue) => self.agents[index].callout = queue,
            Change::SetRecording(enabled) => self.agents[index].recording = enabled,
        }
    }
}
