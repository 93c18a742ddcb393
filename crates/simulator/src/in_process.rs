//! The five faces without a listener, on a clock that the caller moves: for whoever wants to live through the world's
//! past faster than it went. It opens no socket and starts no task.

use std::sync::Arc;

use axum::Router;

use crate::{
    clock::SimClock,
    console::Console,
    faults::Fault,
    options::Options,
    provider::ProviderName,
    server::{self, Credentials},
    shared::Shared,
    world::{AgentState, World, WorldConfig},
};

/// One world as it was when it began to work, and its faces.
pub struct InProcess {
    shared: Arc<Shared>,
    router: Router,
}

impl InProcess {
    /// The world of `config` before its opening; its clock stands at the beginning.
    #[must_use]
    pub fn before_opening(config: &WorldConfig) -> Self {
        let clock = SimClock::manual(config.begins_unix_ms());
        let shared = Arc::new(Shared::new(World::before_opening(config), clock, Options::default()));
        Self { router: server::router(&shared), shared }
    }

    /// The faces under their prefixes, as the listener of a running simulator serves them.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// The account and secret this provider accepts.
    #[must_use]
    pub fn credentials(&self, provider: ProviderName) -> Credentials {
        server::credentials(provider)
    }

    /// The time, in milliseconds since 1970.
    #[must_use]
    pub fn now_unix_ms(&self) -> i64 {
        self.shared.now_ms()
    }

    /// Moves the clock forward to this time; never back.
    pub fn advance_to(&self, unix_ms: i64) {
        self.shared.clock.advance_ms((unix_ms - self.shared.now_ms()).max(0));
    }

    /// When something may change next on this floor, as it was last moved.
    #[must_use]
    pub fn next_change_unix_ms(&self, provider: ProviderName) -> Option<i64> {
        self.shared.floor(provider).next_event_ms()
    }

    /// Switches a fault on, or off with [`Fault::None`].
    pub fn set_fault(&self, provider: ProviderName, fault: Fault) {
        self.shared.set_fault(provider, fault);
    }

    /// Changes what can be chosen about the faces.
    pub fn set_options(&self, change: impl FnOnce(&mut Options)) {
        let mut options = self.shared.options();
        change(&mut options);
        self.shared.set_options(options);
    }

    /// Every agent of this floor, logged in or not, with its state now.
    #[must_use]
    pub fn agents(&self, provider: ProviderName) -> Vec<(String, AgentState)> {
        let floor = self.shared.floor(provider);
        floor.agents.iter().map(|agent| (agent.external_id.clone(), agent.state)).collect()
    }

    /// Whoever sits at the provider's own console.
    #[must_use]
    pub fn console(&self) -> Console<'_> {
        Console::of(&self.shared)
    }
}
