//! What all requests share: the world, the clock, the faults, the counters and the little state each face keeps.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::{
    clock::SimClock,
    faces::{alohub::Buckets, tel4vn::Tokens, vicidial::Logins},
    faults::Fault,
    options::Options,
    provider::ProviderName,
    world::{AgentState, MembershipChange, World, Writer, population::Population},
};

/// Requests and writes of one provider since the start.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counters {
    pub(crate) requests: u64,
    pub(crate) writes: u64,
    pub(crate) routes: BTreeMap<String, u64>,
}

/// Why a state could not be forced, or a console could not change an agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ForceError {
    /// This provider's floor has no such agent.
    NoSuchAgent,
    /// This provider's floor has no such queue.
    NoSuchQueue,
}

impl fmt::Display for ForceError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchAgent => formatter.write_str("this provider's floor has no such agent"),
            Self::NoSuchQueue => formatter.write_str("this provider's floor has no such queue"),
        }
    }
}

impl std::error::Error for ForceError {}

// The locks are std mutexes: none is held across an await.
pub(crate) struct Shared {
    pub(crate) world: World,
    pub(crate) clock: SimClock,
    options: Mutex<Options>,
    faults: [Mutex<Fault>; 5],
    counters: [Mutex<Counters>; 5],
    pub(crate) tokens: Mutex<Tokens>,
    pub(crate) buckets: Mutex<Buckets>,
    pub(crate) logins: Mutex<Logins>,
    stamped: Mutex<BTreeMap<ProviderName, String>>,
}

impl Shared {
    pub(crate) fn new(world: World, clock: SimClock, options: Options) -> Self {
        let start_ms = clock.now_unix_ms();
        Self {
            world,
            clock,
            options: Mutex::new(options),
            faults: ProviderName::ALL.map(|_| Mutex::new(Fault::None)),
            counters: ProviderName::ALL.map(|_| Mutex::new(Counters::default())),
            tokens: Mutex::new(Tokens::default()),
            buckets: Mutex::new(Buckets::default()),
            logins: Mutex::new(Logins::new(start_ms)),
            stamped: Mutex::default(),
        }
    }

    pub(crate) fn now_ms(&self) -> i64 {
        self.clock.now_unix_ms()
    }

    /// One provider's floor, moved to the clock's time.
    pub(crate) fn floor(&self, provider: ProviderName) -> MutexGuard<'_, Population> {
        let mut floor = self.world.population(provider, self.now_ms());
        if let Some(external_id) = lock(&self.stamped).get(&provider)
            && let Some(index) = floor.agent(external_id).map(|agent| agent.index)
        {
            floor.agents[index].name.full = format!("stamp {}", jiff::Timestamp::now().as_millisecond());
        }
        floor
    }

    /// From now on the agent is named after the moment of each answer, by the wall clock.
    pub(crate) fn stamp(&self, provider: ProviderName, external_id: &str) -> Result<(), ForceError> {
        self.floor(provider).agent(external_id).ok_or(ForceError::NoSuchAgent)?;
        lock(&self.stamped).insert(provider, external_id.to_owned());
        Ok(())
    }

    pub(crate) fn options(&self) -> Options {
        lock(&self.options).clone()
    }

    pub(crate) fn set_options(&self, options: Options) {
        *lock(&self.options) = options;
    }

    pub(crate) fn fault(&self, provider: ProviderName) -> Fault {
        *lock(&self.faults[provider.index()])
    }

    pub(crate) fn set_fault(&self, provider: ProviderName, fault: Fault) {
        *lock(&self.faults[provider.index()]) = fault;
    }

    pub(crate) fn counters(&self, provider: ProviderName) -> Counters {
        lock(&self.counters[provider.index()]).clone()
    }

    pub(crate) fn count_request(&self, provider: ProviderName, route: &str) {
        let mut counters = lock(&self.counters[provider.index()]);
        counters.requests += 1;
        *counters.routes.entry(route.to_owned()).or_default() += 1;
    }

    /// The function inside a route that serves many; not one more request.
    pub(crate) fn count_function(&self, provider: ProviderName, function: &str) {
        *lock(&self.counters[provider.index()]).routes.entry(function.to_owned()).or_default() += 1;
    }

    /// One accepted change.
    pub(crate) fn count_write(&self, provider: ProviderName) {
        lock(&self.counters[provider.index()]).writes += 1;
    }

    pub(crate) fn force_state(
        &self,
        provider: ProviderName,
        external_id: &str,
        state: AgentState,
    ) -> Result<(), ForceError> {
        let mut floor = self.floor(provider);
        let index = floor.agent(external_id).ok_or(ForceError::NoSuchAgent)?.index;
        floor.force(index, state);
        Ok(())
    }

    /// Somebody at the provider's own console sets an agent's callin queues. A console may also take the last one.
    pub(crate) fn console(
        &self,
        provider: ProviderName,
        external_id: &str,
        queues: &[&str],
        priority: Option<i64>,
    ) -> Result<(), ForceError> {
        let mut floor = self.floor(provider);
        let index = floor.agent(external_id).ok_or(ForceError::NoSuchAgent)?.index;
        let position = |id: &&str| floor.queues.iter().position(|queue| queue.id == *id);
        let queues = queues.iter().map(position).collect::<Option<Vec<_>>>().ok_or(ForceError::NoSuchQueue)?;
        floor.set_callin(index, queues, priority, Writer::Console);
        Ok(())
    }

    /// An agent's callin queues, in order, and the priority in them.
    pub(crate) fn callin(
        &self,
        provider: ProviderName,
        external_id: &str,
    ) -> Result<(Vec<&'static str>, Option<i64>), ForceError> {
        let floor = self.floor(provider);
        let agent = floor.agent(external_id).ok_or(ForceError::NoSuchAgent)?;
        Ok((floor.names_of(&agent.callin), agent.priority))
    }

    /// Every change of anybody's callin queues so far.
    pub(crate) fn journal(&self, provider: ProviderName) -> Vec<MembershipChange> {
        self.floor(provider).journal.clone()
    }

    pub(crate) fn rename(&self, provider: ProviderName, external_id: &str, name: &str) -> Result<(), ForceError> {
        let mut floor = self.floor(provider);
        let index = floor.agent(external_id).ok_or(ForceError::NoSuchAgent)?.index;
        name.clone_into(&mut floor.agents[index].name.full);
        Ok(())
    }
}

/// A lock whose content stays usable after a panic elsewhere: everything behind it is replaced whole.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
