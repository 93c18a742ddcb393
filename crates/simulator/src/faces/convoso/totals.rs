//! The sums beside the agents. They count only what the vendor counts: ringing, transfers and wrap-up are in none of them.

use serde::Serialize;

use crate::world::{
    agent::{Agent, AgentState},
    population::Population,
};

#[derive(Serialize)]
struct CallData {
    total_calls: u64,
    answered: u64,
    dropped: u64,
}

#[derive(Serialize)]
pub(super) struct Totals {
    call_data: CallData,
    queue_dialable_leads: u64,
    queue_calls_today: u64,
    queue_dropped: u64,
    queue_answered: u64,
    agent_total: usize,
    agent_incall: usize,
    agent_ready: usize,
    agent_paused: usize,
}

impl Totals {
    pub(super) fn of(floor: &Population, agents: &[&Agent], queue: Option<usize>) -> Self {
        let queues = floor.queues.iter().enumerate().filter(|(index, _)| queue.is_none_or(|only| only == *index));
        let mut leads = 0;
        let mut calls = CallData { total_calls: 0, answered: 0, dropped: 0 };
        for (_, queue) in queues {
            leads += queue.dialable_leads;
            calls.total_calls += queue.calls;
            calls.answered += queue.answered;
            calls.dropped += queue.dropped;
        }
        let count = |state| agents.iter().filter(|agent| agent.state == state).count();
        Self {
            queue_dialable_leads: leads,
            queue_calls_today: calls.total_calls,
            queue_dropped: calls.dropped,
            queue_answered: calls.answered,
            call_data: calls,
            agent_total: agents.iter().filter(|agent| agent.logged_in()).count(),
            agent_incall: count(AgentState::OnCall) + count(AgentState::OnHold),
            agent_ready: count(AgentState::Available),
            agent_paused: count(AgentState::Paused),
        }
    }
}
