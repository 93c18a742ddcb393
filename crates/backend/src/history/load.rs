//! Fetches what a replay needs.

use domain::agent::AgentSnapshot;
use domain::agent::AgentState;
use domain::agent::IdKind;
use domain::audience::Audience;
use domain::audience::ScopeFilter;
use domain::capability::Capabilities;
use domain::floor::Floor;
use domain::health::ConnectionHealth;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::time::UnixMs;

use crate::hub::ConnectionSeed;
use crate::hub::KeptConnection;
use crate::hub::Reel;
use crate::runtime::Backend;
use crate::store::Connection;
use crate::store::StoreResult;
use crate::store::StoredAgent;

/// Shown until the first stretch tells the pace of that time.
const UNKNOWN_INTERVAL_MS: u32 = 10_000;

impl Backend {
    /// The boards of an audience from `from` up to and without `until`. The reel stands at `from`. None for a limited
    /// audience of which the limits are not given.
    ///
    /// It holds every change of that time in memory: ask for hours, not for weeks.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn reel(
        &self,
        tenant: TenantId,
        audience: &Audience,
        filter: Option<&ScopeFilter>,
        from: UnixMs,
        until: UnixMs,
    ) -> StoreResult<Option<Reel>> {
        let mut kept = Vec::new();
        for connection in self.store().connections(tenant).await? {
            kept.push(self.kept(connection, from, until).await?);
        }
        let epoch = u64::try_from(from.0).unwrap_or(0);
        Ok(Reel::new(kept, audience, filter, epoch, from))
    }

    /// Everybody of a connection. Somebody of whom no reading is kept is one too, so that the numbers of rows stay the same
    /// from one stretch of time to the next.
    pub(super) async fn known_agents(&self, tenant: TenantId, id: ConnectionId) -> StoreResult<Vec<AgentSnapshot>> {
        let whole = |agent: StoredAgent| {
            let StoredAgent { external_id, snapshot, last_seen, .. } = agent;
            snapshot.unwrap_or_else(|| AgentSnapshot::new(external_id, IdKind::UserId, AgentState::Unknown, last_seen))
        };
        Ok(self.store().agents(tenant, id).await?.into_iter().map(whole).collect())
    }

    async fn kept(&self, connection: Connection, from: UnixMs, until: UnixMs) -> StoreResult<KeptConnection> {
        let (store, tenant, id) = (self.store(), connection.tenant_id, connection.id);
        let agents = self.known_agents(tenant, id).await?;
        let mut events = store.last_state_events(tenant, id, None, from).await?;
        events.append(&mut store.state_events_of_all(tenant, id, from, until).await?);
        let mut samples = store.last_queue_samples(tenant, id, from).await?;
        samples.append(&mut store.queue_samples(tenant, id, from, until).await?);
        let mut spans = store.last_watch_span(tenant, id, from).await?.into_iter().collect::<Vec<_>>();
        spans.append(&mut store.watch_spans(tenant, id, from, until).await?);
        spans.dedup_by_key(|span| span.from);
        let seed = ConnectionSeed {
            id,
            kind: connection.provider(),
            name: connection.name,
            capabilities: Capabilities::default(),
            poll_interval_ms: UNKNOWN_INTERVAL_MS,
            floor: Floor::default(),
            health: ConnectionHealth::default(),
        };
        Ok(KeptConnection { seed, agents, events, spans, samples })
    }
}
