//! What happens next: the event heap, ordered by time and then by the order of planning, so that equal times never depend
//! on chance.

use std::{cmp::Reverse, collections::BinaryHeap};

use crate::world::agent::AgentState;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Event {
    /// The agent's current state ends, unless the agent has moved on since it was planned.
    StateEnds { agent: usize, generation: u32 },
    /// A customer calls this queue.
    Arrival { queue: usize },
    /// A waiting customer loses patience.
    Abandon { queue: usize, call: u64 },
    /// An agent gets into a state and stays there for longer than the limits allow.
    Exception { agent: usize, state: AgentState, hold_ms: i64 },
    /// A change asked for through an interface takes effect.
    Command { command: u64 },
}

#[derive(Debug, Default)]
pub(crate) struct Schedule {
    heap: BinaryHeap<Reverse<(i64, u64, Event)>>,
    planned: u64,
}

impl Schedule {
    pub(crate) fn plan(&mut self, at_ms: i64, event: Event) {
        self.planned += 1;
        self.heap.push(Reverse((at_ms, self.planned, event)));
    }

    /// When the next event is due.
    pub(crate) fn next_ms(&self) -> Option<i64> {
        self.heap.peek().map(|Reverse((at_ms, _, _))| *at_ms)
    }

    /// The next event that is due at `until_ms`, with its time.
    pub(crate) fn due(&mut self, until_ms: i64) -> Option<(i64, Event)> {
        let Reverse((at_ms, _, _)) = self.heap.peek()?;
        if *at_ms > until_ms {
            return None;
        }
        self.heap.pop().map(|Reverse((at_ms, _, event))| (at_ms, event))
    }
}
