//! Who the agents of the past are, and which of them somebody may see: the live board's own eyes, on what was kept.

use std::collections::HashMap;

use domain::agent::AgentSnapshot;
use domain::agent::AgentState;
use domain::history::StateEvent;
use domain::id::ConnectionId;
use domain::id::TenantId;

use crate::hub::Sight;
use crate::hub::agent_at;
use crate::store::Store;
use crate::store::StoreResult;

/// The agents of a connection as last known, with the eyes that look at them.
#[derive(Debug)]
pub(super) struct Roster<'a> {
    sight: &'a Sight,
    connection: ConnectionId,
    agents: HashMap<String, AgentSnapshot>,
    verdicts: HashMap<(String, Option<String>, Option<String>), bool>,
}

impl<'a> Roster<'a> {
    /// Reads who they are.
    pub(super) async fn read(
        store: &Store,
        tenant: TenantId,
        connection: ConnectionId,
        sight: &'a Sight,
    ) -> StoreResult<Self> {
        let agents = store.agents(tenant, connection).await?.into_iter().filter_map(|agent| agent.snapshot);
        let agents = agents.map(|agent| (agent.external_id.clone(), agent)).collect();
        Ok(Self { sight, connection, agents, verdicts: HashMap::new() })
    }

    /// The name as last known.
    pub(super) fn name(&self, external_id: &str) -> String {
        self.agents.get(external_id).map_or_else(|| external_id.to_owned(), |agent| agent.display_name.clone())
    }

    /// Whether the agent is seen for as long as they are in this group and serve this queue.
    pub(super) fn admits(&mut self, external_id: &str, group: Option<&str>, queue: Option<&str>) -> bool {
        if self.sight.is_everything() {
            return true;
        }
        let key = (external_id.to_owned(), group.map(str::to_owned), queue.map(str::to_owned));
        if let Some(verdict) = self.verdicts.get(&key) {
            return *verdict;
        }
        let at_that_time = StateEvent {
            group: key.1.clone(),
            queue: key.2.clone(),
            ..StateEvent::new(external_id, AgentState::Unknown, domain::time::UnixMs(0))
        };
        let agent = agent_at(self.agents.get(external_id), &at_that_time);
        let verdict = self.sight.admits_agent_of(self.connection, &agent);
        self.verdicts.insert(key, verdict);
        verdict
    }

    /// The event without what the eyes may not see of it; none when they may not see the agent at that time.
    pub(super) fn masked(&self, mut event: StateEvent) -> Option<StateEvent> {
        if self.sight.is_everything() {
            return Some(event);
        }
        let agent = agent_at(self.agents.get(&event.external_id), &event);
        if !self.sight.admits_agent_of(self.connection, &agent) {
            return None;
        }
        let shown = self.sight.masked(agent);
        event.queue = shown.current_queue.map(|queue| queue.label().to_owned());
        Some(event)
    }
}
