//! For how long the past is kept, and letting go of it: a little at a time, so that no poll waits for it.

use domain::half_hour::HALF_HOUR_MS;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::time::UnixMs;

use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::on_pool;

/// What can be let go of by the moment at which it was written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Changes of state. The last one before the border stays for as long as it says how the agent stood at the border.
    StateEvents,
    /// Figures of queues. The last ones before the border stay.
    QueueSamples,
}

impl Kept {
    const fn moments(self) -> &'static str {
        match self {
            Self::StateEvents => {
                "SELECT seen_at_ms FROM state_events
                 WHERE tenant_id = $1 AND connection_id = $2 AND seen_at_ms >= $3 AND seen_at_ms < $4
                 ORDER BY seen_at_ms LIMIT 1 OFFSET $5"
            }
            Self::QueueSamples => {
                "SELECT at_ms FROM queue_samples
                 WHERE tenant_id = $1 AND connection_id = $2 AND at_ms >= $3 AND at_ms < $4
                 ORDER BY at_ms LIMIT 1 OFFSET $5"
            }
        }
    }

    const fn forget(self) -> &'static str {
        match self {
            // Who was logged out at the border and never came back has no past any more. The last moment of an agent is a
            // look into the index, where "is there a later one" may become a walk through all of theirs.
            Self::StateEvents => {
                "DELETE FROM state_events AS e
                 WHERE e.tenant_id = $1 AND e.connection_id = $2 AND e.seen_at_ms >= $3 AND e.seen_at_ms < $4
                   AND (e.seen_at_ms < (SELECT MAX(n.seen_at_ms) FROM state_events n
                                        WHERE n.tenant_id = $1 AND n.connection_id = $2
                                          AND n.external_id = e.external_id AND n.seen_at_ms < $5)
                        OR (e.to_state = 'logged_out'
                            AND e.seen_at_ms = (SELECT MAX(n.seen_at_ms) FROM state_events n
                                                WHERE n.tenant_id = $1 AND n.connection_id = $2
                                                  AND n.external_id = e.external_id)))"
            }
            Self::QueueSamples => {
                "DELETE FROM queue_samples AS e
                 WHERE e.tenant_id = $1 AND e.connection_id = $2 AND e.at_ms >= $3 AND e.at_ms < $4
                   AND e.at_ms < (SELECT MAX(n.at_ms) FROM queue_samples n
                                  WHERE n.tenant_id = $1 AND n.connection_id = $2 AND n.queue_id = e.queue_id
                                    AND n.at_ms < $5)"
            }
        }
    }
}

impl Store {
    /// For how many days a tenant keeps its past.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such tenant.
    pub async fn history_days(&self, tenant: TenantId) -> StoreResult<u32> {
        let days = on_pool!(self, |pool| {
            sqlx::query_scalar::<_, i64>("SELECT history_days FROM tenants WHERE id = $1")
                .bind(tenant.to_string())
                .fetch_one(pool)
                .await
        })?;
        u32::try_from(days).map_err(|_| StoreError::corrupt("days of history"))
    }

    /// For how many days the tenant that keeps most keeps its past; none where there is no tenant.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn most_history_days(&self) -> StoreResult<Option<u32>> {
        let days: Option<i64> = on_pool!(self, |pool| {
            sqlx::query_scalar("SELECT MAX(history_days) FROM tenants").fetch_one(pool).await
        })?;
        days.map(|days| u32::try_from(days).map_err(|_| StoreError::corrupt("days of history"))).transpose()
    }

    /// Changes it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such tenant.
    pub async fn set_history_days(&self, tenant: TenantId, days: u32) -> StoreResult<()> {
        let changed = on_pool!(self, |pool| {
            sqlx::query("UPDATE tenants SET history_days = $2 WHERE id = $1")
                .bind(tenant.to_string())
                .bind(i64::from(days))
                .execute(pool)
                .await
                .map(|done| done.rows_affected())
        })?;
        if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }

    /// The moment of the row that comes `rows` after the first one at or after `from`; none when there are fewer before
    /// `until`.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn moment_after(
        &self,
        kept: Kept,
        tenant: TenantId,
        connection: ConnectionId,
        (from, until): (UnixMs, UnixMs),
        rows: u32,
    ) -> StoreResult<Option<UnixMs>> {
        let moment = on_pool!(self, |pool| {
            sqlx::query_scalar::<_, i64>(kept.moments())
                .bind(tenant.to_string())
                .bind(connection.to_string())
                .bind(from.0)
                .bind(until.0)
                .bind(i64::from(rows))
                .fetch_optional(pool)
                .await
        })?;
        Ok(moment.map(UnixMs))
    }

    /// Lets go of what was written down from `from` up to and without `until`, as far as something later says how things
    /// stood at `border`; how many rows went.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn forget(
        &self,
        kept: Kept,
        tenant: TenantId,
        connection: ConnectionId,
        (from, until): (UnixMs, UnixMs),
        border: UnixMs,
    ) -> StoreResult<u64> {
        let gone = on_pool!(self, |pool| {
            sqlx::query(kept.forget())
                .bind(tenant.to_string())
                .bind(connection.to_string())
                .bind(from.0)
                .bind(until.0)
                .bind(border.0)
                .execute(pool)
                .await
                .map(|done| done.rows_affected())
        })?;
        Ok(gone)
    }

    /// Lets go of the stretches of reading and the half hours that ended before `border`: few rows.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn forget_spans_and_half_hours(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        border: UnixMs,
    ) -> StoreResult<()> {
        let (tenant, connection) = (tenant.to_string(), connection.to_string());
        on_pool!(self, |pool| {
            sqlx::query("DELETE FROM watch_spans WHERE tenant_id = $1 AND connection_id = $2 AND until_ms < $3")
                .bind(&tenant)
                .bind(&connection)
                .bind(border.0)
                .execute(pool)
                .await?;
            sqlx::query("DELETE FROM half_hours WHERE tenant_id = $1 AND connection_id = $2 AND start_ms <= $3")
                .bind(&tenant)
                .bind(&connection)
                .bind(border.0.saturating_sub(HALF_HOUR_MS))
                .execute(pool)
                .await
                .map(drop)
        })?;
        Ok(())
    }

    /// Every connection of a tenant that may have a past: also those that were deleted.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn connections_with_a_past(&self, tenant: TenantId) -> StoreResult<Vec<ConnectionId>> {
        let ids = on_pool!(self, |pool| {
            sqlx::query_scalar::<_, String>("SELECT id FROM connections WHERE tenant_id = $1 ORDER BY id")
                .bind(tenant.to_string())
                .fetch_all(pool)
                .await
        })?;
        ids.iter().map(|id| crate::store::read::word(id, "connection id")).collect()
    }
}
