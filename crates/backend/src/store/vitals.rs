//! Counts of what waits and what is open, of all tenants. For the operator, never for a page.

use std::collections::BTreeMap;

use domain::id::TenantId;
use domain::time::UnixMs;

use crate::store::Store;
use crate::store::StoreResult;
use crate::store::on_pool;
use crate::store::read;

/// What waits to be sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// How many messages.
    pub count: u64,
    /// When the oldest of them was made.
    pub oldest_at: Option<UnixMs>,
}

impl Store {
    /// How many displays of each tenant were seen since a moment.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn displays_seen_since(&self, since: UnixMs) -> StoreResult<BTreeMap<TenantId, u64>> {
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, (String, i64)>(
                "SELECT tenant_id, COUNT(*) FROM displays
                 WHERE revoked_at_ms IS NULL AND last_seen_ms > $1 GROUP BY tenant_id",
            )
            .bind(since.0)
            .fetch_all(pool)
            .await
        })?;
        by_tenant(rows)
    }

    /// How many jobs of each tenant are under way or wait for their turn.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn jobs_under_way(&self) -> StoreResult<BTreeMap<TenantId, u64>> {
        self.count_by_tenant("SELECT tenant_id, COUNT(*) FROM change_sets WHERE state = 'running' GROUP BY tenant_id")
            .await
    }

    /// How many alarms of each tenant are open.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn alarms_open(&self) -> StoreResult<BTreeMap<TenantId, u64>> {
        self.count_by_tenant("SELECT tenant_id, COUNT(*) FROM alarms WHERE cleared_at_ms IS NULL GROUP BY tenant_id")
            .await
    }

    /// Mail that waits to be sent.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn mail_waiting(&self) -> StoreResult<Waiting> {
        self.waiting("SELECT COUNT(*), MIN(created_at_ms) FROM outbox WHERE next_try_at_ms IS NOT NULL").await
    }

    /// Messages to webhooks that wait to be sent.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn deliveries_waiting(&self) -> StoreResult<Waiting> {
        self.waiting("SELECT COUNT(*), MIN(made_at_ms) FROM webhook_deliveries WHERE next_try_at_ms IS NOT NULL").await
    }

    async fn count_by_tenant(&self, statement: &'static str) -> StoreResult<BTreeMap<TenantId, u64>> {
        by_tenant(on_pool!(self, |pool| sqlx::query_as::<_, (String, i64)>(statement).fetch_all(pool).await)?)
    }

    async fn waiting(&self, statement: &'static str) -> StoreResult<Waiting> {
        let (count, oldest_at_ms) =
            on_pool!(self, |pool| sqlx::query_as::<_, (i64, Option<i64>)>(statement).fetch_one(pool).await)?;
        Ok(Waiting { count: u64::try_from(count).unwrap_or(0), oldest_at: oldest_at_ms.map(UnixMs) })
    }
}

fn by_tenant(rows: Vec<(String, i64)>) -> StoreResult<BTreeMap<TenantId, u64>> {
    rows.into_iter()
        .map(|(tenant, count)| Ok((read::word(&tenant, "tenant id")?, u64::try_from(count).unwrap_or(0))))
        .collect()
}
