//! Changes of a connection that come from a form: each names the version it was made from, so that of two people who
//! change the same connection the second one learns of the first instead of undoing it.

use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::time::UnixMs;

use crate::store::ConnectionEdit;
use crate::store::Edited;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::on_pool;
use crate::store::read;

impl Store {
    /// Replaces name and settings, and the secret where a new one is given, if the version is still the one named: all
    /// or nothing. Ends the wait for another secret.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the tenant has no such connection, [`StoreError::Conflict`] when another one of it
    /// has the name.
    pub async fn edit_connection(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        edit: &ConnectionEdit,
    ) -> StoreResult<Edited> {
        let settings_json = read::to_json(&edit.settings, "connection settings")?;
        let secret = edit.secret.as_ref();
        let changed = on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE connections
                 SET name = $4, provider = $5, settings_json = $6,
                     secret_key_id = COALESCE($7, secret_key_id), secret_envelope = COALESCE($8, secret_envelope),
                     secret_set_by = CASE WHEN $7 IS NULL THEN secret_set_by ELSE $10 END,
                     secret_set_at_ms = COALESCE($9, secret_set_at_ms),
                     pinned_provider_tenant = CASE WHEN $11 = 1 THEN NULL ELSE pinned_provider_tenant END,
                     auth_held_at_ms = NULL, version = version + 1
                 WHERE tenant_id = $1 AND id = $2 AND version = $3 AND deleted_at_ms IS NULL",
            )
            .bind(tenant.to_string())
            .bind(connection.to_string())
            .bind(edit.version)
            .bind(read::storable(&edit.name))
            .bind(edit.settings.provider.kind().as_str())
            .bind(settings_json.as_str())
            .bind(secret.map(|secret| secret.sealed.key_id.as_str()))
            .bind(secret.map(|secret| secret.sealed.envelope.as_str()))
            .bind(secret.map(|secret| secret.set_at.0))
            .bind(secret.and_then(|secret| secret.set_by).map(|user| user.to_string()))
            .bind(i64::from(edit.forgets_pin))
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        if changed > 0 {
            return Ok(Edited::Done);
        }
        match self.connection(tenant, connection).await? {
            Some(_) => Ok(Edited::Stale),
            None => Err(StoreError::NotFound),
        }
    }

    /// Keeps what a test found, in place of what the one before found.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the tenant has no such connection.
    pub async fn keep_connection_test(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        test_json: &str,
    ) -> StoreResult<()> {
        let changed = on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE connections SET last_test_json = $3
                 WHERE tenant_id = $1 AND id = $2 AND deleted_at_ms IS NULL",
            )
            .bind(tenant.to_string())
            .bind(connection.to_string())
            .bind(test_json)
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }

    /// Deletes a connection for everybody who asks for connections. Its secret is gone at once and its name is free;
    /// what was recorded of its agents, and the audit lines about it, keep the place to which they lead.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the tenant has no such connection.
    pub async fn delete_connection(&self, tenant: TenantId, connection: ConnectionId, now: UnixMs) -> StoreResult<()> {
        let changed = on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE connections
                 SET deleted_at_ms = $3, deleted_name = name, name = id, version = version + 1,
                     secret_key_id = NULL, secret_envelope = NULL, secret_set_at_ms = NULL, secret_set_by = NULL,
                     last_test_json = NULL, auth_held_at_ms = NULL
                 WHERE tenant_id = $1 AND id = $2 AND deleted_at_ms IS NULL",
            )
            .bind(tenant.to_string())
            .bind(connection.to_string())
            .bind(now.0)
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }
}
