//! Who should be recorded, one policy for each connection.

use domain::administration::RecordingPolicy;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::time::UnixMs;
use sqlx::FromRow;

use crate::store::Store;
use crate::store::StoreResult;
use crate::store::on_pool;
use crate::store::read;

/// The policy of a connection as it was last changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredRecordingPolicy {
    /// Grows with each change; 0 before the first.
    pub version: i64,
    /// The policy.
    pub policy: RecordingPolicy,
    /// When, and by whom, if ever.
    pub changed: Option<(UnixMs, String)>,
}

#[derive(FromRow)]
struct PolicyRow {
    version: i64,
    policy_json: String,
    changed_at_ms: i64,
    changed_by: String,
}

impl Store {
    /// The policy of a connection; the empty one where none was ever set.
    ///
    /// # Errors
    /// When the database cannot answer, or what it holds cannot be read.
    pub async fn recording_policy(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
    ) -> StoreResult<StoredRecordingPolicy> {
        let row = on_pool!(self, |pool| {
            sqlx::query_as::<_, PolicyRow>(
                "SELECT version, policy_json, changed_at_ms, changed_by FROM recording_policies
                 WHERE tenant_id = $1 AND connection_id = $2",
            )
            .bind(tenant.to_string())
            .bind(connection.to_string())
            .fetch_optional(pool)
            .await
        })?;
        let Some(row) = row else { return Ok(StoredRecordingPolicy::default()) };
        Ok(StoredRecordingPolicy {
            version: row.version,
            policy: read::json(&row.policy_json, "recording policy")?,
            changed: Some((UnixMs(row.changed_at_ms), row.changed_by)),
        })
    }

    /// Replaces the policy that is at `version`; false when it is at another by now.
    ///
    /// # Errors
    /// [`StoreError::NotFound`](crate::store::StoreError::NotFound) when the tenant has no such connection.
    pub async fn replace_recording_policy(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        version: i64,
        policy: &RecordingPolicy,
        changed_by: &str,
        now: UnixMs,
    ) -> StoreResult<bool> {
        let policy_json = read::to_json(policy, "recording policy")?;
        let changed = on_pool!(self, |pool| {
            // The first change makes the row; of two first ones the second finds it made.
            let statement = if version == 0 {
                "INSERT INTO recording_policies (tenant_id, connection_id, version, policy_json, changed_at_ms,
                                                 changed_by)
                 VALUES ($1, $2, $3 + 1, $4, $5, $6) ON CONFLICT (tenant_id, connection_id) DO NOTHING"
            } else {
                "UPDATE recording_policies
                 SET version = version + 1, policy_json = $4, changed_at_ms = $5, changed_by = $6
                 WHERE tenant_id = $1 AND connection_id = $2 AND version = $3"
            };
            sqlx::query(statement)
                .bind(tenant.to_string())
                .bind(connection.to_string())
                .bind(version)
                .bind(policy_json.as_str())
                .bind(now.0)
                .bind(read::storable(changed_by))
                .execute(pool)
                .await
                .map(|done| done.rows_affected())
        })?;
        Ok(changed > 0)
    }
}
