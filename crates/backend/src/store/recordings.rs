//! Recording as it was last set here, one line for each agent.

use std::collections::BTreeMap;

use domain::administration::RecordingSet;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::time::UnixMs;
use sqlx::FromRow;

use crate::store::Store;
use crate::store::StoreResult;
use crate::store::on_pool;
use crate::store::read;

#[derive(FromRow)]
struct RecordingRow {
    external_id: String,
    is_on: i64,
    set_by: String,
    set_at_ms: i64,
    reason: Option<String>,
    doubted_at_ms: Option<i64>,
}

impl RecordingRow {
    fn set(self) -> RecordingSet {
        RecordingSet {
            on: self.is_on != 0,
            by: self.set_by,
            at: UnixMs(self.set_at_ms),
            reason: self.reason,
            doubted_at: self.doubted_at_ms.map(UnixMs),
        }
    }
}

impl Store {
    /// What was last set at a connection, by agent.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn recordings_set(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
    ) -> StoreResult<BTreeMap<String, RecordingSet>> {
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, RecordingRow>(
                "SELECT external_id, is_on, set_by, set_at_ms, reason, doubted_at_ms FROM recordings_set
                 WHERE tenant_id = $1 AND connection_id = $2",
            )
            .bind(tenant.to_string())
            .bind(connection.to_string())
            .fetch_all(pool)
            .await
        })?;
        Ok(rows.into_iter().map(|row| (row.external_id.clone(), row.set())).collect())
    }

    /// What was last set for one agent.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn recording_set(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        external_id: &str,
    ) -> StoreResult<Option<RecordingSet>> {
        let row = on_pool!(self, |pool| {
            sqlx::query_as::<_, RecordingRow>(
                "SELECT external_id, is_on, set_by, set_at_ms, reason, doubted_at_ms FROM recordings_set
                 WHERE tenant_id = $1 AND connection_id = $2 AND external_id = $3",
            )
            .bind(tenant.to_string())
            .bind(connection.to_string())
            .bind(read::storable(external_id))
            .fetch_optional(pool)
            .await
        })?;
        Ok(row.map(RecordingRow::set))
    }

    /// Keeps what was set in place of what was kept of the agent.
    ///
    /// # Errors
    /// [`StoreError::NotFound`](crate::store::StoreError::NotFound) when the tenant has no such connection.
    pub async fn keep_recording(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        external_id: &str,
        set: &RecordingSet,
    ) -> StoreResult<()> {
        on_pool!(self, |pool| {
            sqlx::query(
                "INSERT INTO recordings_set (tenant_id, connection_id, external_id, is_on, set_by, set_at_ms, reason,
                                             doubted_at_ms)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                 ON CONFLICT (tenant_id, connection_id, external_id) DO UPDATE SET
                     is_on = excluded.is_on, set_by = excluded.set_by, set_at_ms = excluded.set_at_ms,
                     reason = excluded.reason, doubted_at_ms = excluded.doubted_at_ms",
            )
            .bind(tenant.to_string())
            .bind(connection.to_string())
            .bind(read::storable(external_id))
            .bind(i64::from(set.on))
            .bind(read::storable(&set.by))
            .bind(set.at.0)
            .bind(set.reason.as_deref().map(read::storable))
            .bind(set.doubted_at.map(|at| at.0))
            .execute(pool)
            .await
            .map(drop)
        })?;
        Ok(())
    }

    /// Notes that a try to set it ended without anybody knowing how. Nothing where it was never set.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn doubt_recording(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        external_id: &str,
        now: UnixMs,
    ) -> StoreResult<()> {
        on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE recordings_set SET doubted_at_ms = $4
                 WHERE tenant_id = $1 AND connection_id = $2 AND external_id = $3",
            )
            .bind(tenant.to_string())
            .bind(connection.to_string())
            .bind(read::storable(external_id))
            .bind(now.0)
            .execute(pool)
            .await
            .map(drop)
        })?;
        Ok(())
    }
}
