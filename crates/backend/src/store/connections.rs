//! Provider accounts of a tenant: where they are, how to speak to them, and their sealed secret.
//!
//! The secret passes through here only as an envelope; opening it is `secrets`.

use std::collections::HashMap;

use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::id::UserId;
use domain::provider::ProviderKind;
use domain::time::UnixMs;
use providers::ConnectionSettings;
use sqlx::FromRow;

use crate::secrets::Sealed;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::fresh_id;
use crate::store::on_pool;
use crate::store::read;

/// One provider account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// Whose.
    pub tenant_id: TenantId,
    /// Identity.
    pub id: ConnectionId,
    /// The name people read; one of a kind within the tenant.
    pub name: String,
    /// Where the provider is and how to speak to it.
    pub settings: ConnectionSettings,
    /// The sealed secret, once one was given.
    pub secret: Option<StoredSecret>,
    /// An admin has paused it: it is not polled.
    pub is_paused: bool,
    /// The provider's own tenant that the first good poll showed; rows of another are refused.
    pub pinned_provider_tenant: Option<String>,
    /// Since when it is held because the provider refused the secret (decision X12).
    pub auth_held_at: Option<UnixMs>,
    /// When it was added.
    pub created_at: UnixMs,
    /// Counts the changes of its name, settings and secret; a form names the one it was opened with.
    pub version: i64,
    /// What the last test found, as JSON.
    pub last_test_json: Option<String>,
    /// The operator lets nobody into its tenant: it is not polled either.
    pub is_tenant_suspended: bool,
}

impl Connection {
    /// Whether nobody asks its provider anything.
    pub const fn rests(&self) -> bool {
        self.is_paused || self.is_tenant_suspended
    }

    /// What tells it from what it was before.
    pub const fn stamp(&self) -> ConnectionStamp {
        ConnectionStamp { version: self.version, rests: self.rests(), is_held: self.auth_held_at.is_some() }
    }

    /// Which vendor.
    pub const fn provider(&self) -> ProviderKind {
        self.settings.provider.kind()
    }
}

/// What tells a changed connection from one that is as before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectionStamp {
    /// Counts the changes of its name, settings and secret.
    pub version: i64,
    /// Nobody asks its provider anything.
    pub rests: bool,
    /// It waits for another secret.
    pub is_held: bool,
}

impl ConnectionStamp {
    /// Whether whoever polls has to begin anew, having seen `seen` last. Only a wait that is over counts: it is the poller that
    /// begins one.
    pub const fn calls_for_a_start(self, seen: Self) -> bool {
        self.version != seen.version || self.rests != seen.rests || (seen.is_held && !self.is_held)
    }
}

/// A sealed secret, and who gave it when. Shown to admins without a character of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSecret {
    /// The envelope.
    pub sealed: Sealed,
    /// When it was given.
    pub set_at: UnixMs,
    /// By whom; nobody when it came from the command line.
    pub set_by: Option<UserId>,
}

/// A provider account to be added.
#[derive(Clone, Debug)]
pub struct NewConnection {
    /// Identity, chosen beforehand because the envelope is bound to it.
    pub id: ConnectionId,
    /// The name people read.
    pub name: String,
    /// Where the provider is and how to speak to it.
    pub settings: ConnectionSettings,
    /// The sealed secret.
    pub secret: Option<StoredSecret>,
}

impl NewConnection {
    /// A connection without a secret yet, under a fresh identity.
    pub fn new(name: impl Into<String>, settings: ConnectionSettings, now: UnixMs) -> Self {
        Self { id: ConnectionId(fresh_id(now)), name: name.into(), settings, secret: None }
    }
}

/// Name, settings and perhaps secret as a form wants them.
#[derive(Clone, Debug)]
pub struct ConnectionEdit {
    /// The version the form was opened with.
    pub version: i64,
    /// The name people read.
    pub name: String,
    /// Where the provider is and how to speak to it.
    pub settings: ConnectionSettings,
    /// The new secret; none keeps the one that is there.
    pub secret: Option<StoredSecret>,
    /// The account may be another one: its pinned tenant is forgotten.
    pub forgets_pin: bool,
}

/// How a change ended that names a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edited {
    /// It is as wanted.
    Done,
    /// Somebody else was faster; nothing was changed.
    Stale,
}

#[derive(FromRow)]
struct ConnectionRow {
    tenant_id: String,
    id: String,
    name: String,
    settings_json: String,
    secret_key_id: Option<String>,
    secret_envelope: Option<String>,
    secret_set_at_ms: Option<i64>,
    secret_set_by: Option<String>,
    is_paused: i64,
    pinned_provider_tenant: Option<String>,
    auth_held_at_ms: Option<i64>,
    created_at_ms: i64,
    version: i64,
    last_test_json: Option<String>,
    tenant_suspended_at_ms: Option<i64>,
}

impl ConnectionRow {
    fn read(self) -> StoreResult<Connection> {
        let secret = match (self.secret_key_id, self.secret_envelope, self.secret_set_at_ms) {
            (Some(key_id), Some(envelope), Some(set_at_ms)) => Some(StoredSecret {
                sealed: Sealed { key_id, envelope },
                set_at: UnixMs(set_at_ms),
                set_by: read::optional_word(self.secret_set_by.as_deref(), "user id")?,
            }),
            (None, None, None) => None,
            _ => return Err(StoreError::corrupt("connection secret")),
        };
        Ok(Connection {
            tenant_id: read::word(&self.tenant_id, "tenant id")?,
            id: read::word(&self.id, "connection id")?,
            name: self.name,
            settings: read::json(&self.settings_json, "connection settings")?,
            secret,
            is_paused: self.is_paused != 0,
            pinned_provider_tenant: self.pinned_provider_tenant,
            auth_held_at: self.auth_held_at_ms.map(UnixMs),
            created_at: UnixMs(self.created_at_ms),
            version: self.version,
            last_test_json: self.last_test_json,
            is_tenant_suspended: self.tenant_suspended_at_ms.is_some(),
        })
    }
}

impl Store {
    /// Adds a provider account, with its secret if one is given: both or neither.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the tenant has one of that name, [`StoreError::NotFound`] when there is no such tenant.
    pub async fn add_connection(&self, tenant: TenantId, connection: &NewConnection, now: UnixMs) -> StoreResult<()> {
        let settings_json = read::to_json(&connection.settings, "connection settings")?;
        let secret = connection.secret.as_ref();
        on_pool!(self, |pool| {
            sqlx::query(
                "INSERT INTO connections (tenant_id, id, provider, name, settings_json, secret_key_id, secret_envelope,
                                          secret_set_at_ms, secret_set_by, created_at_ms)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            )
            .bind(tenant.to_string())
            .bind(connection.id.to_string())
            .bind(connection.settings.provider.kind().as_str())
            .bind(read::storable(&connection.name))
            .bind(settings_json.as_str())
            .bind(secret.map(|secret| secret.sealed.key_id.as_str()))
            .bind(secret.map(|secret| secret.sealed.envelope.as_str()))
            .bind(secret.map(|secret| secret.set_at.0))
            .bind(secret.and_then(|secret| secret.set_by).map(|user| user.to_string()))
            .bind(now.0)
            .execute(pool)
            .await
            .map(drop)
        })?;
        Ok(())
    }

    /// The tenant's provider accounts, by name.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn connections(&self, tenant: TenantId) -> StoreResult<Vec<Connection>> {
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, ConnectionRow>(
                "SELECT tenant_id, id, name, settings_json, secret_key_id, secret_envelope, secret_set_at_ms,
                        secret_set_by, is_paused, pinned_provider_tenant, auth_held_at_ms, created_at_ms, version,
                        last_test_json, (SELECT t.suspended_at_ms FROM tenants t
                                         WHERE t.id = connections.tenant_id) AS tenant_suspended_at_ms
                 FROM connections WHERE tenant_id = $1 AND deleted_at_ms IS NULL ORDER BY name",
            )
            .bind(tenant.to_string())
            .fetch_all(pool)
            .await
        })?;
        rows.into_iter().map(ConnectionRow::read).collect()
    }

    /// One provider account of the tenant.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn connection(&self, tenant: TenantId, connection: ConnectionId) -> StoreResult<Option<Connection>> {
        let row = on_pool!(self, |pool| {
            sqlx::query_as::<_, ConnectionRow>(
                "SELECT tenant_id, id, name, settings_json, secret_key_id, secret_envelope, secret_set_at_ms,
                        secret_set_by, is_paused, pinned_provider_tenant, auth_held_at_ms, created_at_ms, version,
                        last_test_json, (SELECT t.suspended_at_ms FROM tenants t
                                         WHERE t.id = connections.tenant_id) AS tenant_suspended_at_ms
                 FROM connections WHERE tenant_id = $1 AND id = $2 AND deleted_at_ms IS NULL",
            )
            .bind(tenant.to_string())
            .bind(connection.to_string())
            .fetch_optional(pool)
            .await
        })?;
        row.map(ConnectionRow::read).transpose()
    }

    /// Every connection of every tenant, by identity only, so that one unreadable row does not stop the others.
    /// For the poller, never for a page.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn all_connection_ids(&self) -> StoreResult<Vec<(TenantId, ConnectionId)>> {
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, (String, String)>(
                "SELECT tenant_id, id FROM connections WHERE deleted_at_ms IS NULL ORDER BY tenant_id, id",
            )
            .fetch_all(pool)
            .await
        })?;
        rows.iter()
            .map(|(tenant, id)| Ok((read::word(tenant, "tenant id")?, read::word(id, "connection id")?)))
            .collect()
    }

    /// What tells a changed connection from one that is as before, for every connection of every tenant. For the poller, never
    /// for a page.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn connection_stamps(&self) -> StoreResult<HashMap<(TenantId, ConnectionId), ConnectionStamp>> {
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, (String, String, i64, i64, Option<i64>)>(
                "SELECT c.tenant_id, c.id, c.version,
                        CASE WHEN t.suspended_at_ms IS NULL THEN c.is_paused ELSE CAST(1 AS BIGINT) END, c.auth_held_at_ms
                 FROM connections c JOIN tenants t ON t.id = c.tenant_id WHERE c.deleted_at_ms IS NULL",
            )
            .fetch_all(pool)
            .await
        })?;
        rows.into_iter()
            .map(|(tenant, id, version, rests, held_at_ms)| {
                let stamp = ConnectionStamp { version, rests: rests != 0, is_held: held_at_ms.is_some() };
                Ok(((read::word(&tenant, "tenant id")?, read::word(&id, "connection id")?), stamp))
            })
            .collect()
    }

    /// Replaces the settings. The secret stays; whether it may is the caller's business.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the tenant has no such connection.
    pub async fn update_connection_settings(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        settings: &ConnectionSettings,
    ) -> StoreResult<()> {
        let settings_json = read::to_json(settings, "connection settings")?;
        let changed = on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE connections SET settings_json = $3, provider = $4, version = version + 1
                 WHERE tenant_id = $1 AND id = $2 AND deleted_at_ms IS NULL",
            )
            .bind(tenant.to_string())
            .bind(connection.to_string())
            .bind(settings_json.as_str())
            .bind(settings.provider.kind().as_str())
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        found(changed)
    }

    /// Replaces the secret, and lets the connection be polled again if the old one had been refused.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the tenant has no such connection.
    pub async fn set_connection_secret(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        secret: &StoredSecret,
    ) -> StoreResult<()> {
        let changed = on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE connections
                 SET secret_key_id = $3, secret_envelope = $4, secret_set_at_ms = $5, secret_set_by = $6,
                     auth_held_at_ms = NULL, version = version + 1
                 WHERE tenant_id = $1 AND id = $2 AND deleted_at_ms IS NULL",
            )
            .bind(tenant.to_string())
            .bind(connection.to_string())
            .bind(secret.sealed.key_id.as_str())
            .bind(secret.sealed.envelope.as_str())
            .bind(secret.set_at.0)
            .bind(secret.set_by.map(|user| user.to_string()))
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        found(changed)
    }

    /// Pauses the connection or lets it go on.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the tenant has no such connection.
    pub async fn set_connection_paused(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        is_paused: bool,
    ) -> StoreResult<()> {
        let changed = on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE connections SET is_paused = $3
                 WHERE tenant_id = $1 AND id = $2 AND deleted_at_ms IS NULL",
            )
            .bind(tenant.to_string())
            .bind(connection.to_string())
            .bind(i64::from(is_paused))
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        found(changed)
    }

    /// Pins the provider's own tenant, so that rows of another are refused from now on; none forgets it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the tenant has no such connection.
    pub async fn pin_provider_tenant(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        provider_tenant: Option<&str>,
    ) -> StoreResult<()> {
        let changed = on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE connections SET pinned_provider_tenant = $3
                 WHERE tenant_id = $1 AND id = $2 AND deleted_at_ms IS NULL",
            )
            .bind(tenant.to_string())
            .bind(connection.to_string())
            .bind(provider_tenant.map(read::storable))
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        found(changed)
    }

    /// Holds the connection because its secret was refused, or with none lets it go on.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the tenant has no such connection.
    pub async fn set_connection_auth_held(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        held_at: Option<UnixMs>,
    ) -> StoreResult<()> {
        let changed = on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE connections SET auth_held_at_ms = $3
                 WHERE tenant_id = $1 AND id = $2 AND deleted_at_ms IS NULL",
            )
            .bind(tenant.to_string())
            .bind(connection.to_string())
            .bind(held_at.map(|at| at.0))
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        found(changed)
    }
}

const fn found(changed: u64) -> StoreResult<()> {
    if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}
