//! What polls change, kept in the store; and a floor as the store kept it.

use domain::agent::AgentSnapshot;
use domain::agent::IdKind;
use domain::clock::Clock;
use domain::clock::SinceSource;
use domain::floor::Floor;
use domain::id::ConnectionId;
use domain::id::TenantId;
use futures::future::BoxFuture;

use crate::poller::FloorChanges;
use crate::poller::FloorSink;
use crate::runtime::Backend;
use crate::store::AgentStamp;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::StoredAgent;

/// The store as a poller sees it.
#[derive(Clone, Debug)]
pub(crate) struct StoreSink(pub(crate) Store);

impl FloorSink for StoreSink {
    fn save<'a>(
        &'a self,
        tenant: TenantId,
        connection: ConnectionId,
        changes: &'a mut FloorChanges,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let Self(store) = self;
            if let Some(pinned) = &changes.pinned_tenant {
                store.pin_provider_tenant(tenant, connection, Some(pinned)).await?;
                changes.pinned_tenant = None;
            }
            if changes.auth_held_at.is_some() {
                store.set_connection_auth_held(tenant, connection, changes.auth_held_at).await?;
                changes.auth_held_at = None;
            }
            // The history before the agents: a crash in between repeats an event instead of losing it.
            store.append_state_events(tenant, connection, &changes.events).await?;
            changes.events.clear();
            store.append_queue_samples(tenant, connection, &changes.queue_samples).await?;
            changes.queue_samples.clear();
            let agents: Vec<StoredAgent> = changes.agents.values().map(stored).collect();
            store.upsert_agents(tenant, connection, &agents).await?;
            changes.agents.clear();
            // Last, so that nothing counts as watched of which the changes are not kept.
            store.keep_watch_spans(tenant, connection, &changes.watched).await?;
            changes.watched.clear();
            Ok(())
        })
    }
}

impl Backend {
    /// Keeps what changed before the polling began: the history as ever, and of the agents only those of whom nothing is
    /// kept, because what polls have read is newer.
    ///
    /// # Errors
    /// When something could not be kept.
    pub async fn keep_past(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        mut changes: FloorChanges,
    ) -> StoreResult<()> {
        let agents: Vec<StoredAgent> = std::mem::take(&mut changes.agents).values().map(stored).collect();
        StoreSink(self.store().clone()).save(tenant, connection, &mut changes).await?;
        self.store().add_missing_agents(tenant, connection, &agents).await
    }
}

fn stored(agent: &AgentSnapshot) -> StoredAgent {
    let first_seen =
        Clock { since: agent.observed_at, source: SinceSource::FirstSeen, is_lower_bound: true, precision_s: 0 };
    StoredAgent {
        external_id: agent.external_id.clone(),
        stamp: AgentStamp {
            state: agent.state,
            sub: agent.sub,
            clock: agent.clock.unwrap_or(first_seen),
            raw_status: agent.raw_status.clone(),
            pause_reason: agent.pause_reason.clone(),
        },
        snapshot: Some(agent.clone()),
        last_seen: agent.observed_at,
    }
}

/// The floor as it was kept.
pub(crate) fn restored(agents: Vec<StoredAgent>, pinned_tenant: Option<String>) -> Floor {
    Floor::restore(agents.into_iter().map(snapshot_of).collect(), pinned_tenant)
}

/// The last reading; where only the stamp was kept, an agent of whom no more than that is known.
pub(crate) fn snapshot_of(agent: StoredAgent) -> AgentSnapshot {
    let StoredAgent { external_id, stamp, snapshot, last_seen } = agent;
    snapshot.unwrap_or_else(|| AgentSnapshot {
        sub: stamp.sub,
        clock: Some(stamp.clock),
        raw_status: stamp.raw_status,
        pause_reason: stamp.pause_reason,
        ..AgentSnapshot::new(external_id, IdKind::UserId, stamp.state, last_seen)
    })
}
