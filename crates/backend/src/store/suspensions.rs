//! Letting nobody into a company for a while, and removing one.

use domain::id::TenantId;
use domain::time::UnixMs;
use sqlx::AssertSqlSafe;

use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::on_pool;
use crate::store::read;

/// Every table that has rows of a tenant and goes with it, each before those that it points to. The audit log stays.
pub(crate) const GONE_WITH_TENANT: &[&str] = &[
    "alarm_mails",
    "sign_on_tries",
    "identities",
    "single_sign_on",
    "agent_turns",
    "password_resets",
    "outbox",
    "recording_policies",
    "recordings_set",
    "change_rows",
    "change_sets",
    "webhook_deliveries",
    "webhooks",
    "alarms",
    "alarm_rules",
    "view_defaults",
    "saved_views",
    "tenant_limits",
    "displays",
    "invitations",
    "half_hours",
    "queue_samples",
    "watch_spans",
    "state_events",
    "agents",
    "connections",
    "memberships",
    "scopes",
];

impl Store {
    /// Lets nobody into a company until it is resumed; suspending again changes the reason.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such company.
    pub async fn suspend_tenant(&self, tenant: TenantId, reason: &str, now: UnixMs) -> StoreResult<()> {
        let changed = on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE tenants SET suspended_at_ms = COALESCE(suspended_at_ms, $2), suspended_reason = $3
                 WHERE id = $1 AND removed_at_ms IS NULL",
            )
            .bind(tenant.to_string())
            .bind(now.0)
            .bind(read::storable(reason))
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }

    /// Lets people into a company again.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such company.
    pub async fn resume_tenant(&self, tenant: TenantId) -> StoreResult<()> {
        let changed = on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE tenants SET suspended_at_ms = NULL, suspended_reason = NULL
                 WHERE id = $1 AND removed_at_ms IS NULL",
            )
            .bind(tenant.to_string())
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }

    /// Removes a company with everything of it but its audit log: all or nothing. Its word is free again; people stay, and so
    /// does what else they belong to.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such company.
    pub async fn remove_tenant(&self, tenant: TenantId, now: UnixMs) -> StoreResult<()> {
        on_pool!(self, |pool| {
            let mut tx = pool.begin().await?;
            let removed = sqlx::query(
                "UPDATE tenants SET removed_at_ms = $2, removed_slug = slug, slug = id
                 WHERE id = $1 AND removed_at_ms IS NULL",
            )
            .bind(tenant.to_string())
            .bind(now.0)
            .execute(&mut *tx)
            .await?
            .rows_affected();
            if removed == 0 {
                return Err(StoreError::NotFound);
            }
            // A poll that is just being kept would add rows behind those that go. On PostgreSQL only a change of what others may
            // point to keeps them from doing so, and the name is one such column; on SQLite nobody else writes now.
            sqlx::query("UPDATE connections SET name = id WHERE tenant_id = $1")
                .bind(tenant.to_string())
                .execute(&mut *tx)
                .await?;
            for table in GONE_WITH_TENANT {
                // The names are those above.
                sqlx::query(AssertSqlSafe(format!("DELETE FROM {table} WHERE tenant_id = $1")))
                    .bind(tenant.to_string())
                    .execute(&mut *tx)
                    .await?;
            }
            tx.commit().await?;
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::store::portable::TABLES;

    #[test]
    fn a_new_table_is_either_a_tenants_or_not() {
        let of_nobody = [
            "installation",
            "tenants",
            "users",
            "audit",
            "second_factors",
            "recovery_codes",
            "known_devices",
            "half_sign_ins",
            "sessions",
            "login_throttle",
            "display_pairings",
        ];

        let told: BTreeSet<&str> = GONE_WITH_TENANT.iter().copied().chain(of_nobody).collect();

        assert_eq!(told, TABLES.iter().map(|table| table.name).collect());
        assert_eq!(told.len(), GONE_WITH_TENANT.len() + of_nobody.len());
    }
}
