//! One connection's floor through time: polls are merged into it, and it decides on absence and on clocks.
//!
//! Rules: section 8.2 (time in state), decisions X2, X3 (absence), X13 (the provider's tenant), T2 (aliases).
//! An outage never reaches this code, so it can never log anybody out.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::agent::AgentSnapshot;
use crate::agent::AgentState;
use crate::agent::Confidence;
use crate::clock::Clock;
use crate::clock::SinceSource;
use crate::history::StateEvent;
use crate::queue::NamedRef;
use crate::snapshot::Snapshot;
use crate::time::UnixMs;

/// Absent in so many complete polls in a row before an agent counts as logged out.
const MISSES_TO_LOG_OUT: u8 = 2;
/// The same when a whole floor vanishes at once, which is likelier a hiccup than a walk-out.
const MISSES_TO_LOG_OUT_A_FLOOR: u8 = 3;
/// From so many agents on a floor can vanish at once.
const FLOOR_SIZE: usize = 5;
/// And absent for at least so long.
const ABSENT_AT_LEAST_S: i64 = 10;
/// Reported times within so many seconds of the old one do not move a clock (C3).
const JITTER_S: i64 = 3;
/// Logged-out agents are kept on the roster for so long.
const KEEP_LOGGED_OUT_S: i64 = 14 * 24 * 3600;

/// What one poll changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Absorbed {
    /// Changes of state, to be kept as history.
    pub events: Vec<StateEvent>,
    /// Agents of whom anything but the time of reading changed, by identifier.
    pub changed: BTreeSet<String>,
    /// Agents dropped from the roster or joined with another identity.
    pub gone: Vec<String>,
    /// Rows of another provider tenant that were dropped.
    pub foreign_rows: u32,
    /// The provider tenant pinned by this poll.
    pub newly_pinned: Option<String>,
}

#[derive(Clone, Debug)]
struct Tracked {
    agent: AgentSnapshot,
    misses: u8,
    misses_needed: u8,
}

/// The agents of one connection as last known.
#[derive(Clone, Debug, Default)]
pub struct Floor {
    agents: BTreeMap<String, Tracked>,
    identity_of_alias: BTreeMap<String, String>,
    pinned_tenant: Option<String>,
}

impl Floor {
    /// A floor as it was stored: the agents with their clocks, and the provider tenant pinned earlier.
    pub fn restore(agents: Vec<AgentSnapshot>, pinned_tenant: Option<String>) -> Self {
        let mut floor = Self { pinned_tenant, ..Self::default() };
        for agent in agents {
            floor.remember_aliases(&agent);
            floor.agents.insert(agent.external_id.clone(), Tracked::new(agent));
        }
        floor
    }

    /// All agents, by identifier.
    pub fn agents(&self) -> impl Iterator<Item = &AgentSnapshot> {
        self.agents.values().map(|tracked| &tracked.agent)
    }

    /// One agent.
    pub fn agent(&self, external_id: &str) -> Option<&AgentSnapshot> {
        self.agents.get(external_id).map(|tracked| &tracked.agent)
    }

    /// When the newest row was read.
    pub fn last_read_at(&self) -> Option<UnixMs> {
        self.agents().map(|agent| agent.observed_at).max()
    }

    /// Merges one good poll that was due every `interval_s`.
    pub fn absorb(&mut self, snapshot: Snapshot, interval_s: u16) -> Absorbed {
        let mut absorbed = Absorbed::default();
        let logged_in_before = self.agents().filter(|agent| agent.state.is_logged_in()).count();
        let received_at = snapshot.received_at;
        let complete = snapshot.complete;
        let mut seen = BTreeSet::new();
        for agent in self.own_rows(snapshot.agents, &mut absorbed) {
            let agent = self.settle_identity(agent, &mut absorbed);
            seen.insert(agent.external_id.clone());
            self.see(agent, interval_s, &mut absorbed);
        }
        if complete {
            let floor_vanished = seen.is_empty() && logged_in_before >= FLOOR_SIZE;
            self.miss(&seen, floor_vanished, received_at, interval_s, &mut absorbed);
        }
        self.forget(received_at, &mut absorbed);
        absorbed
    }

    /// Puts an agent as a kept event shows them, without deciding anything: a replay repeats what was decided.
    pub fn put(&mut self, agent: AgentSnapshot) {
        self.agents.insert(agent.external_id.clone(), Tracked::new(agent));
    }

    /// Merges one agent read on their own (a re-read from the agent page).
    pub fn absorb_one(&mut self, agent: AgentSnapshot, interval_s: u16) -> Absorbed {
        let mut absorbed = Absorbed::default();
        for agent in self.own_rows(vec![agent], &mut absorbed) {
            let agent = self.settle_identity(agent, &mut absorbed);
            self.see(agent, interval_s, &mut absorbed);
        }
        absorbed
    }

    /// X13: the first good poll pins the provider's tenant; rows of another are dropped.
    fn own_rows(&mut self, agents: Vec<AgentSnapshot>, absorbed: &mut Absorbed) -> Vec<AgentSnapshot> {
        if self.pinned_tenant.is_none() {
            self.pinned_tenant = agents.iter().find_map(|agent| agent.provider_tenant.clone());
            absorbed.newly_pinned.clone_from(&self.pinned_tenant);
        }
        let (own, foreign): (Vec<_>, Vec<_>) =
            agents.into_iter().partition(|agent| match (&agent.provider_tenant, &self.pinned_tenant) {
                (Some(tenant), Some(pinned)) => tenant == pinned,
                (None, _) | (_, None) => true,
            });
        absorbed.foreign_rows = u32::try_from(foreign.len()).unwrap_or(u32::MAX);
        own
    }

    /// T2: one agent under two names stays one row, under the name that came first and is the better one.
    fn settle_identity(&mut self, mut agent: AgentSnapshot, absorbed: &mut Absorbed) -> AgentSnapshot {
        if !self.agents.contains_key(&agent.external_id) {
            if let Some(identity) = self.identity_of_alias.get(&agent.external_id) {
                agent.external_id.clone_from(identity);
            } else if let Some((alias, tracked)) =
                agent.aliases.iter().find_map(|alias| self.agents.remove_entry(alias.as_str()))
            {
                absorbed.gone.push(alias);
                self.agents.insert(agent.external_id.clone(), tracked);
            }
        }
        self.remember_aliases(&agent);
        agent
    }

    fn remember_aliases(&mut self, agent: &AgentSnapshot) {
        for alias in &agent.aliases {
            self.identity_of_alias.insert(alias.clone(), agent.external_id.clone());
        }
    }

    fn see(&mut self, mut agent: AgentSnapshot, interval_s: u16, absorbed: &mut Absorbed) {
        let before = self.agents.get(&agent.external_id).map(|tracked| &tracked.agent);
        if before.is_some_and(|before| before.observed_at > agent.observed_at) {
            return;
        }
        let gap = before.is_some_and(|before| {
            agent.observed_at.ms_since(before.observed_at) > 2000 * i64::from(interval_s.max(1))
                && before.observed_at != agent.observed_at
        });
        agent.clock = Some(settle_clock(before, &agent, gap, interval_s));
        if before.is_none_or(|before| !same_state(before, &agent)) {
            absorbed.events.push(event(before, &agent, gap));
        }
        let Some(tracked) = self.agents.get_mut(&agent.external_id) else {
            absorbed.changed.insert(agent.external_id.clone());
            self.agents.insert(agent.external_id.clone(), Tracked::new(agent));
            return;
        };
        // The old row is about to go, so that its times of reading can be made those of the new one to compare the rest.
        tracked.agent.observed_at = agent.observed_at;
        tracked.agent.callin.as_of = agent.callin.as_of;
        if tracked.agent != agent {
            absorbed.changed.insert(agent.external_id.clone());
        }
        *tracked = Tracked::new(agent);
    }

    fn miss(
        &mut self,
        seen: &BTreeSet<String>,
        floor_vanished: bool,
        now: UnixMs,
        interval_s: u16,
        absorbed: &mut Absorbed,
    ) {
        for (id, tracked) in &mut self.agents {
            if seen.contains(id) || !tracked.agent.state.is_logged_in() {
                continue;
            }
            tracked.misses = tracked.misses.saturating_add(1);
            if floor_vanished {
                tracked.misses_needed = MISSES_TO_LOG_OUT_A_FLOOR;
            }
            let absent_s = now.seconds_since(tracked.agent.observed_at);
            if tracked.misses >= tracked.misses_needed && absent_s >= ABSENT_AT_LEAST_S {
                let out = logged_out(&tracked.agent, now, interval_s);
                absorbed.events.push(event(Some(&tracked.agent), &out, false));
                absorbed.changed.insert(id.clone());
                *tracked = Tracked::new(out);
            }
        }
    }

    fn forget(&mut self, now: UnixMs, absorbed: &mut Absorbed) {
        let gone: Vec<String> = self
            .agents()
            .filter(|agent| !agent.state.is_logged_in() && now.seconds_since(agent.observed_at) > KEEP_LOGGED_OUT_S)
            .map(|agent| agent.external_id.clone())
            .collect();
        for id in &gone {
            self.agents.remove(id);
            self.identity_of_alias.retain(|_, identity| identity != id);
        }
        absorbed.gone.extend(gone);
    }
}

impl Tracked {
    const fn new(agent: AgentSnapshot) -> Self {
        Self { agent, misses: 0, misses_needed: MISSES_TO_LOG_OUT }
    }
}

/// Whether the agent is still in the same stretch of the same state: same word, same reason, same call.
fn same_state(before: &AgentSnapshot, now: &AgentSnapshot) -> bool {
    let call_id = |agent: &AgentSnapshot| agent.call.as_ref().and_then(|call| call.call_id.clone());
    before.state == now.state
        && before.sub == now.sub
        && before.pause_reason == now.pause_reason
        && match (call_id(before), call_id(now)) {
            (Some(a), Some(b)) => a == b,
            (None, _) | (_, None) => true,
        }
        && (now.state != AgentState::Unknown || before.raw_status == now.raw_status)
}

fn settle_clock(before: Option<&AgentSnapshot>, agent: &AgentSnapshot, gap: bool, interval_s: u16) -> Clock {
    let same = before.filter(|before| same_state(before, agent));
    if let Some(mut reported) = agent.clock {
        reported.since = reported.since.min(agent.observed_at);
        if let Some(old) = same.and_then(|before| before.clock)
            && old.source == reported.source
            && (old.since.ms_since(reported.since)).abs() <= JITTER_S * 1000
        {
            reported.since = old.since;
        }
        return reported;
    }
    if let Some(old) = same.and_then(|before| before.clock) {
        return old;
    }
    Clock {
        since: agent.observed_at,
        source: SinceSource::FirstSeen,
        is_lower_bound: before.is_none() || gap,
        precision_s: interval_s,
    }
}

fn event(before: Option<&AgentSnapshot>, agent: &AgentSnapshot, gap: bool) -> StateEvent {
    let clock = agent.clock.unwrap_or(Clock {
        since: agent.observed_at,
        source: SinceSource::FirstSeen,
        is_lower_bound: true,
        precision_s: 0,
    });
    let label = |named: &Option<NamedRef>| named.as_ref().map(|named| named.label().to_owned());
    StateEvent {
        external_id: agent.external_id.clone(),
        from: before.map(|before| before.state),
        to: agent.state,
        at: clock.since,
        seen_at: agent.observed_at,
        source: clock.source,
        is_lower_bound: clock.is_lower_bound,
        precision_s: clock.precision_s,
        sub: agent.sub,
        raw_status: agent.raw_status.clone(),
        pause_reason: agent.pause_reason.clone(),
        direction: agent.call.as_ref().map(|call| call.direction),
        group: agent.group.clone(),
        campaign: label(&agent.campaign),
        queue: label(&agent.current_queue),
        calls_today: agent.calls_today,
        gap_before: gap || before.is_none(),
    }
}

/// The agent after enough complete polls without them. Who they are stays; what they were doing does not.
fn logged_out(agent: &AgentSnapshot, now: UnixMs, interval_s: u16) -> AgentSnapshot {
    AgentSnapshot {
        state: AgentState::LoggedOut,
        sub: None,
        raw_status: String::new(),
        raw_label: None,
        pause_reason: None,
        confidence: Confidence::Derived,
        clock: Some(Clock {
            since: agent.observed_at.plus_s(i64::from(interval_s)).min(now),
            source: SinceSource::FirstSeen,
            is_lower_bound: false,
            precision_s: interval_s,
        }),
        call: None,
        current_queue: None,
        devices: Vec::new(),
        observed_at: now,
        ..agent.clone()
    }
}
