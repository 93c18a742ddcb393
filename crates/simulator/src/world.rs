//! One deterministic world: five separate floors that share a seed and a clock. The same seed and the same clock give the
//! same history, however often the world is moved. It knows nothing of HTTP or of any vendor's words.

pub(crate) mod agent;
pub(crate) mod call;
pub(crate) mod command;
mod day;
mod durations;
mod names;
pub(crate) mod population;
pub(crate) mod profile;
pub(crate) mod queue;
mod random;
pub(crate) mod roster;
mod schedule;
mod traffic;
mod workday;

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::provider::ProviderName;
pub use crate::world::agent::{AgentState, UnknownState};
pub use crate::world::command::{MembershipChange, Writer};
pub use crate::world::day::Lived;
use crate::world::population::Population;

/// What a world is made from.
#[derive(Clone, Debug)]
pub struct WorldConfig {
    /// Everything that looks like chance follows from this.
    pub seed: u64,
    /// The size of each of the five floors.
    pub agents_per_provider: usize,
    /// When the world opens; it has then already been at work for an hour.
    pub start_unix_ms: i64,
    /// What it has lived by then instead, days and nights.
    pub lived: Option<Lived>,
}

impl WorldConfig {
    /// When the world begins to work.
    #[must_use]
    pub fn begins_unix_ms(&self) -> i64 {
        self.start_unix_ms - self.lived.map_or(population::WARM_UP_MS, |lived| lived.for_ms)
    }
}

/// The five floors. Each has its own lock (std: never held across an await), because their faces are polled side by side.
pub struct World {
    populations: [Mutex<Population>; 5],
}

impl World {
    /// Builds the five floors and lets them work until the opening.
    #[must_use]
    pub fn new(config: &WorldConfig) -> Self {
        let world = Self::before_opening(config);
        world.advance_to(config.start_unix_ms);
        world
    }

    /// The same world when it began to work. Moved to the opening, it is the one that [`World::new`] builds.
    #[must_use]
    pub fn before_opening(config: &WorldConfig) -> Self {
        let WorldConfig { seed, agents_per_provider, start_unix_ms, lived } = *config;
        Self {
            populations: ProviderName::ALL
                .map(|provider| Mutex::new(Population::new(provider, seed, agents_per_provider, start_unix_ms, lived))),
        }
    }

    /// Moves all five floors to this time; never backwards.
    pub fn advance_to(&self, unix_ms: i64) {
        for provider in ProviderName::ALL {
            drop(self.population(provider, unix_ms));
        }
    }

    /// One floor, moved to this time.
    pub(crate) fn population(&self, provider: ProviderName, unix_ms: i64) -> MutexGuard<'_, Population> {
        let mut population = self.populations[provider.index()].lock().unwrap_or_else(PoisonError::into_inner);
        population.advance_to(unix_ms);
        population
    }
}
