//! One writer for each agent across processes. A turn ends by itself, so that a process which died keeps nobody waiting.

use std::collections::BTreeSet;

use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::time::UnixMs;

use crate::store::Store;
use crate::store::StoreResult;
use crate::store::on_pool;
use crate::store::read;

impl Store {
    /// Takes the turns of these agents until a moment, or keeps them, and returns whose it got: each one that nobody else
    /// has at `now`.
    ///
    /// # Errors
    /// [`StoreError::NotFound`](crate::store::StoreError::NotFound) when the tenant has no such connection.
    pub async fn take_agent_turns(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        agents: &BTreeSet<String>,
        holder: &str,
        until: UnixMs,
        now: UnixMs,
    ) -> StoreResult<BTreeSet<String>> {
        let mut taken = BTreeSet::new();
        // In one order, so that two who take several cannot wait for each other.
        on_pool!(self, |pool| {
            let mut tx = pool.begin().await?;
            for agent in agents {
                let changed = sqlx::query(
                    "INSERT INTO agent_turns (tenant_id, connection_id, external_id, holder, until_ms)
                     VALUES ($1, $2, $3, $4, $5)
                     ON CONFLICT (tenant_id, connection_id, external_id) DO UPDATE SET
                         holder = excluded.holder, until_ms = excluded.until_ms
                     WHERE agent_turns.holder = excluded.holder OR agent_turns.until_ms <= $6",
                )
                .bind(tenant.to_string())
                .bind(connection.to_string())
                .bind(read::storable(agent))
                .bind(holder)
                .bind(until.0)
                .bind(now.0)
                .execute(&mut *tx)
                .await?
                .rows_affected();
                if changed > 0 {
                    taken.insert(agent.clone());
                }
            }
            tx.commit().await?;
        });
        Ok(taken)
    }

    /// Gives all turns of a holder back.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn give_back_agent_turns(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        holder: &str,
    ) -> StoreResult<()> {
        on_pool!(self, |pool| {
            sqlx::query("DELETE FROM agent_turns WHERE tenant_id = $1 AND connection_id = $2 AND holder = $3")
                .bind(tenant.to_string())
                .bind(connection.to_string())
                .bind(holder)
                .execute(pool)
                .await
                .map(drop)
        })?;
        Ok(())
    }
}
