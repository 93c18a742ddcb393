//! The agents last seen and since when they are in their state, so that a restart resets no clock and a board that has
//! not been polled yet can show its rows as stale.

use std::borrow::Cow;

use domain::agent::AgentSnapshot;
use domain::agent::AgentState;
use domain::agent::SubState;
use domain::clock::Clock;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::time::UnixMs;
use serde::Deserialize;
use serde::Serialize;
use sqlx::FromRow;
use sqlx::QueryBuilder;

use crate::store::Store;
use crate::store::StoreResult;
use crate::store::on_pool;
use crate::store::read;

/// SQLite takes 32,766 values in one statement; eight hundred rows of six stay well below.
const ROWS_PER_STATEMENT: usize = 800;

/// An agent's state and since when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentStamp {
    /// The state.
    pub state: AgentState,
    /// The finer word.
    pub sub: Option<SubState>,
    /// Since when, who says so, and how exactly.
    pub clock: Clock,
    /// The provider's word.
    pub raw_status: String,
    /// The reason of a pause.
    pub pause_reason: Option<String>,
}

/// An agent as last seen.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredAgent {
    /// The provider's identifier.
    pub external_id: String,
    /// State and since when.
    pub stamp: AgentStamp,
    /// The last reading, where it is kept.
    pub snapshot: Option<AgentSnapshot>,
    /// When a poll last reported the agent.
    pub last_seen: UnixMs,
}

#[derive(FromRow)]
struct AgentRow {
    external_id: String,
    stamp_json: String,
    snapshot_json: Option<String>,
    last_seen_ms: i64,
}

impl AgentRow {
    fn read(self) -> StoreResult<StoredAgent> {
        Ok(StoredAgent {
            external_id: self.external_id,
            stamp: read::json(&self.stamp_json, "agent stamp")?,
            snapshot: self.snapshot_json.map(|text| read::json(&text, "agent snapshot")).transpose()?,
            last_seen: UnixMs(self.last_seen_ms),
        })
    }
}

struct AgentValues<'a> {
    external_id: Cow<'a, str>,
    stamp_json: String,
    snapshot_json: Option<String>,
    last_seen_ms: i64,
}

impl Store {
    /// The agents of a connection as last seen.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn agents(&self, tenant: TenantId, connection: ConnectionId) -> StoreResult<Vec<StoredAgent>> {
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, AgentRow>(
                "SELECT external_id, stamp_json, snapshot_json, last_seen_ms FROM agents
                 WHERE tenant_id = $1 AND connection_id = $2 ORDER BY external_id",
            )
            .bind(tenant.to_string())
            .bind(connection.to_string())
            .fetch_all(pool)
            .await
        })?;
        rows.into_iter().map(AgentRow::read).collect()
    }

    /// One agent as last seen.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn agent(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        external_id: &str,
    ) -> StoreResult<Option<StoredAgent>> {
        let row = on_pool!(self, |pool| {
            sqlx::query_as::<_, AgentRow>(
                "SELECT external_id, stamp_json, snapshot_json, last_seen_ms FROM agents
                 WHERE tenant_id = $1 AND connection_id = $2 AND external_id = $3",
            )
            .bind(tenant.to_string())
            .bind(connection.to_string())
            .bind(read::storable(external_id))
            .fetch_optional(pool)
            .await
        })?;
        row.map(AgentRow::read).transpose()
    }

    /// Keeps these agents in place of what was kept of them; all or none. No agent may be in the list twice.
    ///
    /// # Errors
    /// [`StoreError::NotFound`](crate::store::StoreError::NotFound) when the tenant has no such connection.
    pub async fn upsert_agents(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        agents: &[StoredAgent],
    ) -> StoreResult<()> {
        let in_place = " ON CONFLICT (tenant_id, connection_id, external_id) DO UPDATE SET
            stamp_json = excluded.stamp_json, snapshot_json = excluded.snapshot_json, last_seen_ms = excluded.last_seen_ms";
        self.insert_agents(tenant, connection, agents, in_place).await
    }

    /// Keeps those of these agents of whom nothing is kept yet; all or none.
    ///
    /// # Errors
    /// [`StoreError::NotFound`](crate::store::StoreError::NotFound) when the tenant has no such connection.
    pub async fn add_missing_agents(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        agents: &[StoredAgent],
    ) -> StoreResult<()> {
        let leave = " ON CONFLICT (tenant_id, connection_id, external_id) DO NOTHING";
        self.insert_agents(tenant, connection, agents, leave).await
    }

    async fn insert_agents(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        agents: &[StoredAgent],
        on_conflict: &'static str,
    ) -> StoreResult<()> {
        if agents.is_empty() {
            return Ok(());
        }
        let values = agents.iter().map(values_of).collect::<StoreResult<Vec<_>>>()?;
        let (tenant, connection) = (tenant.to_string(), connection.to_string());
        on_pool!(self, |pool| {
            let mut tx = pool.begin().await?;
            for rows in values.chunks(ROWS_PER_STATEMENT) {
                let mut insert = QueryBuilder::new(
                    "INSERT INTO agents (tenant_id, connection_id, external_id, stamp_json, snapshot_json, last_seen_ms) ",
                );
                insert.push_values(rows, |mut tuple, row| {
                    tuple
                        .push_bind(tenant.as_str())
                        .push_bind(connection.as_str())
                        .push_bind(row.external_id.as_ref())
                        .push_bind(row.stamp_json.as_str())
                        .push_bind(row.snapshot_json.as_deref())
                        .push_bind(row.last_seen_ms);
                });
                insert.push(on_conflict);
                // Hardly two are of one length, so keeping them prepared would only fill the cache.
                insert.build().persistent(false).execute(&mut *tx).await?;
            }
            tx.commit().await?;
        });
        Ok(())
    }
}

fn values_of(agent: &StoredAgent) -> StoreResult<AgentValues<'_>> {
    Ok(AgentValues {
        external_id: read::storable(&agent.external_id),
        stamp_json: read::to_json(&agent.stamp, "agent stamp")?,
        snapshot_json: agent.snapshot.as_ref().map(|snapshot| read::to_json(snapshot, "agent snapshot")).transpose()?,
        last_seen_ms: agent.last_seen.0,
    })
}
