//! What tenants changed of the limits.

use domain::id::TenantId;
use domain::limits::TenantLimits;
use domain::time::UnixMs;
use sqlx::FromRow;

use crate::store::Store;
use crate::store::StoreResult;
use crate::store::on_pool;
use crate::store::read;

/// The limits of a tenant as they were last changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLimits {
    /// Grows with each change; 0 before the first.
    pub version: i64,
    /// The limits.
    pub limits: TenantLimits,
    /// When, and by whom, if ever.
    pub changed: Option<(UnixMs, String)>,
}

#[derive(FromRow)]
struct LimitsRow {
    version: i64,
    limits_json: String,
    changed_at_ms: i64,
    changed_by: String,
}

impl Store {
    /// The limits of a tenant.
    ///
    /// # Errors
    /// When the database cannot answer, or what it holds cannot be read.
    pub async fn limits(&self, tenant: TenantId) -> StoreResult<StoredLimits> {
        let row = on_pool!(self, |pool| {
            sqlx::query_as::<_, LimitsRow>(
                "SELECT version, limits_json, changed_at_ms, changed_by FROM tenant_limits WHERE tenant_id = $1",
            )
            .bind(tenant.to_string())
            .fetch_optional(pool)
            .await
        })?;
        let Some(row) = row else {
            return Ok(StoredLimits { version: 0, limits: TenantLimits::default(), changed: None });
        };
        Ok(StoredLimits {
            version: row.version,
            limits: read::json(&row.limits_json, "limits")?,
            changed: Some((UnixMs(row.changed_at_ms), row.changed_by)),
        })
    }

    /// The tenants that have changed their limits, for the start.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn tenants_with_limits(&self) -> StoreResult<Vec<TenantId>> {
        let ids = on_pool!(self, |pool| {
            sqlx::query_scalar::<_, String>("SELECT tenant_id FROM tenant_limits ORDER BY tenant_id")
                .fetch_all(pool)
                .await
        })?;
        ids.iter().map(|id| read::word(id, "tenant id")).collect()
    }

    /// Replaces the limits that are at `version`; false when they are at another by now.
    ///
    /// # Errors
    /// [`StoreError::NotFound`](crate::store::StoreError::NotFound) when there is no such tenant.
    pub async fn replace_limits(
        &self,
        tenant: TenantId,
        version: i64,
        limits: &TenantLimits,
        changed_by: &str,
        now: UnixMs,
    ) -> StoreResult<bool> {
        let limits_json = read::to_json(limits, "limits")?;
        let changed = on_pool!(self, |pool| {
            // The first change makes the row; of two first ones the second finds it made.
            let statement = if version == 0 {
                "INSERT INTO tenant_limits (tenant_id, version, limits_json, changed_at_ms, changed_by)
                 VALUES ($1, $2 + 1, $3, $4, $5) ON CONFLICT (tenant_id) DO NOTHING"
            } else {
                "UPDATE tenant_limits
                 SET version = version + 1, limits_json = $3, changed_at_ms = $4, changed_by = $5
                 WHERE tenant_id = $1 AND version = $2"
            };
            sqlx::query(statement)
                .bind(tenant.to_string())
                .bind(version)
                .bind(limits_json.as_str())
                .bind(now.0)
                .bind(changed_by)
                .execute(pool)
                .await
                .map(|done| done.rows_affected())
        })?;
        Ok(changed > 0)
    }
}
