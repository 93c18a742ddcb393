//! One provider's floor: its agents, queues and the events that move them. It knows nothing of how a face shows them.

use std::collections::HashMap;

use crate::{
    provider::ProviderName,
    world::{
        agent::{Agent, AgentState, Pause},
        call::Direction,
        command::{Command, MembershipChange},
        day::{Days, Lived},
        durations,
        profile::{self, Profile},
        queue::Queue,
        random::Random,
        roster,
        schedule::{Event, Schedule},
    },
};

/// The floor has been at work for this long when the simulator opens, where nothing else is asked for.
pub(super) const WARM_UP_MS: i64 = 3_600_000;

/// Agents who are over the usual limits at the opening, so that an exceptions lane has something true to show: who, in
/// which state, and for how long by then.
const EXCEPTIONS: [(usize, AgentState, i64); 4] = [
    (1, AgentState::Paused, 38 * 60_000),
    (3, AgentState::WrapUp, 7 * 60_000),
    (7, AgentState::Ringing, 41_000),
    (8, AgentState::Dead, 95_000),
];

/// How long an exception goes on after the opening.
const EXCEPTION_GOES_ON_MS: i64 = 25 * 60_000;

pub(crate) struct Population {
    pub(crate) profile: &'static Profile,
    pub(crate) agents: Vec<Agent>,
    pub(crate) queues: Vec<Queue>,
    pub(crate) now_ms: i64,
    pub(super) schedule: Schedule,
    pub(super) commands: HashMap<u64, Command>,
    pub(super) commands_planned: u64,
    /// Every change of anybody's callin queues since the beginning.
    pub(crate) journal: Vec<MembershipChange>,
    pub(super) by_external_id: HashMap<String, usize>,
    pub(super) available: Vec<usize>,
    pub(super) random: Random,
    pub(super) calls_made: u64,
    /// The plan of a house that has lived; none works round the clock from the start.
    days: Option<Days>,
}

impl Population {
    /// The floor as it was when it began to work: an hour before it opens, or what it has lived.
    pub(crate) fn new(provider: ProviderName, seed: u64, size: usize, opening_ms: i64, lived: Option<Lived>) -> Self {
        let profile = profile::of(provider);
        let mut random = Random::new(seed ^ (0xCA11_0000 + provider.index() as u64).wrapping_mul(0x9E37_79B9));
        let agents = roster::agents(provider, profile, size, &mut random);
        let by_external_id = agents.iter().map(|agent| (agent.external_id.clone(), agent.index)).collect();
        let mut population = Self {
            profile,
            queues: queues(profile, size),
            agents,
            now_ms: opening_ms - lived.map_or(WARM_UP_MS, |lived| lived.for_ms),
            schedule: Schedule::default(),
            commands: HashMap::new(),
            commands_planned: 0,
            journal: Vec::new(),
            by_external_id,
            available: Vec::new(),
            random,
            calls_made: 0,
            days: lived.map(|lived| Days::before(opening_ms, lived)),
        };
        population.open();
        population.plan_exceptions(opening_ms);
        population
    }

    /// Moves the floor to this time. Going back in time is not possible and does nothing.
    pub(crate) fn advance_to(&mut self, unix_ms: i64) {
        while let Some((at_ms, event)) = self.schedule.due(unix_ms) {
            self.now_ms = at_ms;
            self.happen(event);
        }
        self.now_ms = self.now_ms.max(unix_ms);
    }

    /// When something may change next.
    pub(crate) fn next_event_ms(&self) -> Option<i64> {
        self.schedule.next_ms()
    }

    pub(crate) fn agent(&self, external_id: &str) -> Option<&Agent> {
        self.by_external_id.get(external_id).map(|index| &self.agents[*index])
    }

    pub(crate) fn campaign_of(&self, agent: &Agent) -> &'static profile::Campaign {
        &self.profile.campaigns[agent.campaign]
    }

    /// The queue an agent is serving, or would serve first.
    pub(crate) fn queue_of(&self, agent: &Agent) -> Option<&Queue> {
        let index = agent.call.as_ref().and_then(|call| call.queue).or_else(|| agent.callin.first().copied())?;
        self.queues.get(index)
    }

    fn open(&mut self) {
        for queue in 0..self.queues.len() {
            let gap_ms = self.random.exponential(self.queues[queue].arrival_gap_ms) as i64;
            self.schedule.plan(self.now_ms + gap_ms, Event::Arrival { queue });
        }
        for index in 0..self.agents.len() {
            if !self.agents[index].enabled {
                continue;
            }
            if self.days.is_some() {
                self.open_on_plan(index);
                continue;
            }
            let shift_ms = durations::shift(&mut self.random);
            let worked_ms = self.random.between(0, shift_ms - 1);
            if self.random.chance(0.84) {
                self.agents[index].calls_today = (worked_ms / 400_000) as u32;
                self.agents[index].calls_session = self.agents[index].calls_today;
                self.agents[index].login_ms = self.now_ms - worked_ms;
                self.agents[index].shift_ends_ms = self.now_ms - worked_ms + shift_ms;
                self.become_available(index);
            } else {
                self.agents[index].since_ms = self.now_ms;
                let back_ms = self.random.between(60_000, 9_000_000);
                self.enter(index, AgentState::LoggedOut, back_ms);
            }
        }
    }

    fn open_on_plan(&mut self, index: usize) {
        let Some((begins_ms, ends_ms)) = self.planned_shift(index) else { return };
        let worked_ms = self.now_ms - begins_ms;
        if worked_ms < 0 {
            self.agents[index].since_ms = self.now_ms;
            self.enter(index, AgentState::LoggedOut, -worked_ms);
            return;
        }
        let agent = &mut self.agents[index];
        agent.calls_today = (worked_ms / 400_000) as u32;
        agent.calls_session = agent.calls_today;
        agent.login_ms = begins_ms;
        agent.shift_ends_ms = ends_ms;
        agent.lunch_due_ms = Days::lunch_of(begins_ms, ends_ms);
        if agent.lunch_due_ms < self.now_ms {
            agent.lunch_due_ms = i64::MAX;
        }
        self.become_available(index);
    }

    /// The shift that goes on or comes next, while the house works by a plan.
    pub(super) fn planned_shift(&self, index: usize) -> Option<(i64, i64)> {
        self.days.filter(|days| days.hold_at(self.now_ms)).map(|days| days.shift_at(index, self.now_ms))
    }

    /// Whether the house works by a plan now.
    pub(super) fn works_by_plan(&self) -> bool {
        self.days.is_some_and(|days| days.hold_at(self.now_ms))
    }

    /// How busy the house is; 1 where it works round the clock.
    pub(super) fn busyness(&self) -> f64 {
        self.days.filter(|days| days.hold_at(self.now_ms)).map_or(1.0, |days| days.calls_at(self.now_ms))
    }

    /// Whether agents call customers at this time of the day.
    pub(super) fn dials(&self) -> bool {
        self.days.is_none_or(|days| !days.hold_at(self.now_ms) || days.dials_at(self.now_ms))
    }

    fn plan_exceptions(&mut self, opening_ms: i64) {
        let size = self.agents.len();
        for (index, state, by_then_ms) in EXCEPTIONS {
            // The short floor of a test is not all exceptions.
            let wanted = size >= 9 || index < 7;
            if wanted && index < size && self.agents[index].enabled {
                let hold_ms = by_then_ms + EXCEPTION_GOES_ON_MS;
                self.schedule.plan(opening_ms - by_then_ms, Event::Exception { agent: index, state, hold_ms });
            }
        }
    }

    /// Puts an agent into a state and holds it for `hold_ms`, with a call where the state needs one.
    pub(super) fn place(&mut self, index: usize, state: AgentState, hold_ms: i64) {
        let now_ms = self.now_ms;
        if !self.agents[index].logged_in() && state != AgentState::LoggedOut {
            self.agents[index].login_ms = now_ms;
        }
        self.agents[index].pause_requested = false;
        self.agents[index].logout_requested = false;
        let shift_ends_ms = self.agents[index].shift_ends_ms.max(now_ms + hold_ms + 3_600_000);
        self.agents[index].shift_ends_ms = shift_ends_ms;
        match state {
            AgentState::Ringing | AgentState::Dialing | AgentState::OnCall | AgentState::OnHold => {
                let inbound = state != AgentState::Dialing;
                if self.agents[index].call.as_ref().is_none_or(|call| inbound != (call.direction == Direction::Inbound))
                {
                    let call = if inbound {
                        let queue = self.agents[index].callin.first().copied().unwrap_or(0);
                        self.inbound_call(queue)
                    } else {
                        self.outbound_call(true)
                    };
                    self.take_call(index, call, now_ms);
                }
                if let Some(call) = self.agents[index].call.as_mut() {
                    call.talk_left_ms = 0;
                }
            }
            AgentState::WrapUp | AgentState::Dead => {
                if self.agents[index].call.is_none() {
                    let call = self.outbound_call(false);
                    self.take_call(index, call, now_ms - 180_000);
                }
            }
            AgentState::Paused => {
                if self.agents[index].pause.is_none() {
                    self.agents[index].pause = Some(Pause::Lunch);
                }
                self.agents[index].call = None;
            }
            AgentState::Available | AgentState::LoggedOut => self.agents[index].call = None,
        }
        self.enter(index, state, hold_ms);
        self.agents[index].since_ms = now_ms;
        // A state that was placed is held: no arriving call may end it.
        self.mark_available(index, false);
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::StateEnds { agent, generation } => {
                if self.agents[agent].generation == generation {
                    self.end_state(agent);
                }
            }
            Event::Arrival { queue } => self.arrive(queue),
            Event::Abandon { queue, call } => {
                let queue = &mut self.queues[queue];
                if let Some(position) = queue.waiting.iter().position(|waiting| waiting.number == call) {
                    queue.waiting.remove(position);
                    queue.dropped += 1;
                }
            }
            Event::Exception { agent, state, hold_ms } => {
                if state == AgentState::Paused {
                    self.agents[agent].pause = Some(Pause::Lunch);
                }
                self.place(agent, state, hold_ms);
            }
            Event::Command { command } => {
                if let Some(command) = self.commands.remove(&command) {
                    self.obey(command);
                }
            }
        }
    }

    /// The only place where a state changes: keeps the set of waiting agents and plans the state's end.
    pub(super) fn enter(&mut self, index: usize, state: AgentState, for_ms: i64) {
        let now_ms = self.now_ms;
        let agent = &mut self.agents[index];
        if agent.state != state {
            agent.since_ms = now_ms;
        }
        agent.state = state;
        agent.generation += 1;
        if state != AgentState::Paused {
            agent.pause = None;
        }
        let generation = agent.generation;
        self.schedule.plan(now_ms + for_ms, Event::StateEnds { agent: index, generation });
        self.mark_available(index, state == AgentState::Available);
    }

    pub(super) fn mark_available(&mut self, index: usize, available: bool) {
        match (self.agents[index].available_slot, available) {
            (None, true) => {
                self.agents[index].available_slot = Some(self.available.len());
                self.available.push(index);
            }
            (Some(slot), false) => {
                self.agents[index].available_slot = None;
                self.available.swap_remove(slot);
                if let Some(moved) = self.available.get(slot) {
                    self.agents[*moved].available_slot = Some(slot);
                }
            }
            (None, false) | (Some(_), true) => {}
        }
    }
}

fn queues(profile: &'static Profile, size: usize) -> Vec<Queue> {
    let count = profile.queues.len() as f64;
    let gap_ms = 740_000.0 / (size.max(1) as f64 * 0.8) * count;
    profile
        .queues
        .iter()
        .enumerate()
        .map(|(index, queue)| Queue {
            id: queue.id,
            name: queue.name,
            hotline: queue.hotline,
            waiting: std::collections::VecDeque::new(),
            calls: 0,
            answered: 0,
            dropped: 0,
            dialable_leads: 1200 + 317 * index as u64,
            arrival_gap_ms: gap_ms,
        })
        .collect()
}
