//! The provider's own console: somebody changes callin queues there, and what anybody changed can be looked up.

use crate::{
    provider::ProviderName,
    shared::{ForceError, Shared},
    world::MembershipChange,
};

/// Whoever sits at it.
pub struct Console<'a>(&'a Shared);

impl<'a> Console<'a> {
    pub(crate) fn of(shared: &'a Shared) -> Self {
        Self(shared)
    }

    /// Sets an agent's callin queues. A priority that is not named stays.
    ///
    /// # Errors
    /// When this floor has no such agent or queue.
    pub fn sets_callin(
        &self,
        provider: ProviderName,
        external_id: &str,
        queues: &[&str],
        priority: Option<i64>,
    ) -> Result<(), ForceError> {
        self.0.console(provider, external_id, queues, priority)
    }

    /// An agent's callin queues, in order, and the priority in them.
    ///
    /// # Errors
    /// When this floor has no such agent.
    pub fn callin(
        &self,
        provider: ProviderName,
        external_id: &str,
    ) -> Result<(Vec<&'static str>, Option<i64>), ForceError> {
        self.0.callin(provider, external_id)
    }

    /// Every change of anybody's callin queues so far, by the interface or here.
    #[must_use]
    pub fn journal(&self, provider: ProviderName) -> Vec<MembershipChange> {
        self.0.journal(provider)
    }
}
