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
                self.agents[index].callin = queues;
                self.agents[index].callin_pending = None;
                if priority.is_some() {
                    self.agents[index].priority = priority;
                }
            }
            Change::SetCallout(queue) => self.agents[index].callout = queue,
            Change::SetRecording(enabled) => self.agents[index].recording = enabled,
        }
    }
}
