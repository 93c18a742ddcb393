//! Calls as they come and go: arrivals, the customers waiting, and what a new call looks like.

use crate::world::{
    agent::{AgentState, Pause},
    call::{Call, Direction},
    durations,
    population::Population,
    schedule::Event,
};

/// How many waiting agents are looked at for one arriving call, which keeps an arrival cheap on a floor of thousands.
const PROBES: usize = 48;

impl Population {
    pub(super) fn arrive(&mut self, queue: usize) {
        let gap_ms = (self.random.exponential(self.queues[queue].arrival_gap_ms) / self.busyness())
            .clamp(1.0, 3_600_000.0) as i64;
        self.schedule.plan(self.now_ms + gap_ms, Event::Arrival { queue });
        let call = self.inbound_call(queue);
        self.queues[queue].calls += 1;
        match self.find_available(queue) {
            Some(index) => self.ring(index, call),
            None => {
                let patience_ms = durations::patience(&mut self.random);
                self.schedule.plan(self.now_ms + patience_ms, Event::Abandon { queue, call: call.number });
                self.queues[queue].waiting.push_back(call);
            }
        }
    }

    pub(super) fn find_available(&mut self, queue: usize) -> Option<usize> {
        let start = self.random.below(self.available.len());
        (0..self.available.len().min(PROBES))
            .map(|step| self.available[(start + step) % self.available.len()])
            .find(|index| self.agents[*index].callin.contains(&queue))
    }

    pub(super) fn longest_waiting(&mut self, index: usize) -> Option<Call> {
        let queue = self.agents[index]
            .callin
            .iter()
            .copied()
            .filter(|queue| !self.queues[*queue].waiting.is_empty())
            .min_by_key(|queue| self.queues[*queue].waiting.front().map_or(i64::MAX, |call| call.started_ms))?;
        self.queues[queue].waiting.pop_front()
    }

    pub(super) fn ring(&mut self, index: usize, call: Call) {
        let started_ms = call.started_ms;
        self.take_call(index, call, started_ms);
        let ring_ms = durations::ring(&mut self.random);
        self.enter(index, AgentState::Ringing, ring_ms);
    }

    /// The agent did not pick up: the customer goes back to the head of the queue and the agent onto a break.
    pub(super) fn refuse(&mut self, index: usize) {
        if let Some(call) = self.agents[index].call.take()
            && let Some(queue) = call.queue
        {
            let patience_ms = durations::patience(&mut self.random);
            self.schedule.plan(self.now_ms + patience_ms, Event::Abandon { queue, call: call.number });
            self.queues[queue].waiting.push_front(call);
        }
        self.go_on_pause(index, Pause::Break);
    }

    pub(super) fn take_call(&mut self, index: usize, mut call: Call, started_ms: i64) {
        call.started_ms = started_ms;
        let agent = &mut self.agents[index];
        agent.last_call_ms = started_ms;
        if call.direction == Direction::Inbound {
            agent.last_inbound_ms = started_ms;
        }
        agent.call = Some(call);
    }

    pub(super) fn inbound_call(&mut self, queue: usize) -> Call {
        let own = self.queues[queue].hotline.to_owned();
        let mut call = self.new_call(Direction::Inbound, own, false);
        call.queue = Some(queue);
        call
    }

    pub(super) fn outbound_call(&mut self, manual: bool) -> Call {
        let own = self.queues[0].hotline.to_owned();
        let direction = if manual && self.random.chance(0.04) { Direction::Internal } else { Direction::Outbound };
        self.new_call(direction, own, manual)
    }

    pub(super) fn new_call(&mut self, direction: Direction, own: String, manual: bool) -> Call {
        self.calls_made += 1;
        let prefix = *self.random.pick(self.profile.number_prefixes);
        let digits = self.profile.number_digits;
        let rest = self.random.below(10_usize.pow(digits as u32));
        let customer = match direction {
            Direction::Inbound | Direction::Outbound => format!("{prefix}{rest:0digits$}"),
            Direction::Internal => {
                let other = self.random.below(self.agents.len());
                self.agents[other].extension.clone()
            }
        };
        let number = self.calls_made;
        Call {
            number,
            id: self.random.uuid(),
            direction,
            customer,
            own,
            lead_id: 1000 + number,
            lead_ref: lead_ref(number),
            queue: None,
            started_ms: self.now_ms,
            manual,
            transfer: false,
            three_way: false,
            talk_left_ms: 0,
        }
    }
}

/// What a customer's own system calls the lead; a few hold the separators that break naive readers.
fn lead_ref(number: u64) -> String {
    match number % 40 {
        7 => format!("VND|{number}"),
        19 => format!("VND-{number},B"),
        // An apostrophe is legal here, unlike in a name, and breaks VICIdial's own log.
        31 => format!("O'BRIEN-{number}"),
        other if other % 3 == 0 => String::new(),
        _ => format!("VND-{number}"),
    }
}
