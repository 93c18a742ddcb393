//! A tenant's own identity provider, who its people are here, and sign-ins there that are under way.

use std::fmt;

use domain::id::TenantId;
use domain::id::UserId;
use domain::single_sign_on::RoleMap;
use domain::time::UnixMs;
use sqlx::FromRow;

use crate::secrets::Sealed;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::on_pool;
use crate::store::read;

/// What is set for a tenant's identity provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignOn {
    /// Whose.
    pub tenant_id: TenantId,
    /// Who the provider says it is.
    pub issuer: String,
    /// As what Callboard is known there.
    pub client_id: String,
    /// The client's secret.
    pub secret: Option<Sealed>,
    /// Which parts it gives.
    pub roles: RoleMap,
    /// Whether people may sign in there.
    pub is_on: bool,
    /// Whether people who were not invited are added.
    pub adds_people: bool,
    /// Whether a password lets nobody in but the break-glass admins.
    pub is_only_way: bool,
    /// Grows with each change; 0 before the first.
    pub version: i64,
}

/// A sign-in that is under way.
#[derive(Clone, PartialEq, Eq)]
pub struct SignOnTry {
    /// At whose provider.
    pub tenant_id: TenantId,
    /// Who is to prove anew who they are; none for a first sign-in.
    pub proves: Option<UserId>,
    /// The session in whose place the new one comes.
    pub session_hash: Option<String>,
    /// Where to go afterwards, within this site.
    pub next: Option<String>,
    /// When it was begun.
    pub begun_at: UnixMs,
}

impl fmt::Debug for SignOnTry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignOnTry").field("tenant_id", &self.tenant_id).finish_non_exhaustive()
    }
}

#[derive(FromRow)]
struct SignOnRow {
    tenant_id: String,
    issuer: String,
    client_id: String,
    secret_key_id: Option<String>,
    secret_envelope: Option<String>,
    roles_json: String,
    is_on: i64,
    adds_people: i64,
    is_only_way: i64,
    version: i64,
}

impl SignOnRow {
    fn read(self) -> StoreResult<SignOn> {
        Ok(SignOn {
            tenant_id: read::word(&self.tenant_id, "tenant id")?,
            issuer: self.issuer,
            client_id: self.client_id,
            secret: self.secret_key_id.zip(self.secret_envelope).map(|(key_id, envelope)| Sealed { key_id, envelope }),
            roles: read::json(&self.roles_json, "roles")?,
            is_on: self.is_on != 0,
            adds_people: self.adds_people != 0,
            is_only_way: self.is_only_way != 0,
            version: self.version,
        })
    }
}

#[derive(FromRow)]
struct TryRow {
    tenant_id: String,
    user_id: Option<String>,
    session_hash: Option<String>,
    next_path: Option<String>,
    begun_at_ms: i64,
}

impl Store {
    /// What is set for the tenant's identity provider; none when nothing ever was.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn sign_on(&self, tenant: TenantId) -> StoreResult<Option<SignOn>> {
        let row = on_pool!(self, |pool| {
            sqlx::query_as::<_, SignOnRow>(
                "SELECT tenant_id, issuer, client_id, secret_key_id, secret_envelope, roles_json, is_on, adds_people,
                        is_only_way, version
                 FROM single_sign_on WHERE tenant_id = $1",
            )
            .bind(tenant.to_string())
            .fetch_optional(pool)
            .await
        })?;
        row.map(SignOnRow::read).transpose()
    }

    /// Whether people of any tenant may sign in at an identity provider.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn offers_sign_on(&self) -> StoreResult<bool> {
        let count = on_pool!(self, |pool| {
            sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM single_sign_on WHERE is_on = 1").fetch_one(pool).await
        })?;
        Ok(count > 0)
    }

    /// Sets it anew, with the admins who may sign in with a password all the same. Where the provider is another one, or
    /// lets nobody in any more, what it opened is ended.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it was changed since `wish.version` was read, or when one of those admins can be none;
    /// [`StoreError::NotFound`] when there is no such tenant.
    pub async fn save_sign_on(
        &self,
        wish: &SignOn,
        break_glass: &[UserId],
        ends_sessions: bool,
        now: UnixMs,
    ) -> StoreResult<()> {
        let roles_json = read::to_json(&wish.roles, "roles")?;
        let tenant = wish.tenant_id.to_string();
        on_pool!(self, |pool| {
            let mut tx = pool.begin().await?;
            // Nobody's part changes meanwhile.
            sqlx::query("UPDATE tenants SET name = name WHERE id = $1").bind(tenant.as_str()).execute(&mut *tx).await?;
            let saved = sqlx::query(
                "INSERT INTO single_sign_on (tenant_id, issuer, client_id, secret_key_id, secret_envelope, roles_json, is_on,
                                             adds_people, is_only_way, version, changed_at_ms)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10 + 1, $11)
                 ON CONFLICT (tenant_id) DO UPDATE SET issuer = excluded.issuer, client_id = excluded.client_id,
                     secret_key_id = excluded.secret_key_id, secret_envelope = excluded.secret_envelope,
                     roles_json = excluded.roles_json, is_on = excluded.is_on, adds_people = excluded.adds_people,
                     is_only_way = excluded.is_only_way, version = excluded.version,
                     changed_at_ms = excluded.changed_at_ms
                 WHERE single_sign_on.version = excluded.version - 1",
            )
            .bind(tenant.as_str())
            .bind(read::storable(&wish.issuer))
            .bind(read::storable(&wish.client_id))
            .bind(wish.secret.as_ref().map(|sealed| sealed.key_id.as_str()))
            .bind(wish.secret.as_ref().map(|sealed| sealed.envelope.as_str()))
            .bind(roles_json.as_str())
            .bind(i64::from(wish.is_on))
            .bind(i64::from(wish.adds_people))
            .bind(i64::from(wish.is_only_way))
            .bind(wish.version)
            .bind(now.0)
            .execute(&mut *tx)
            .await?
            .rows_affected();
            if saved == 0 {
                return Err(StoreError::Conflict);
            }
            sqlx::query("UPDATE memberships SET is_break_glass = 0 WHERE tenant_id = $1")
                .bind(tenant.as_str())
                .execute(&mut *tx)
                .await?;
            for user in break_glass {
                let marked = sqlx::query(
                    "UPDATE memberships SET is_break_glass = 1
                     WHERE tenant_id = $1 AND user_id = $2 AND role = 'admin' AND suspended_at_ms IS NULL
                       AND EXISTS (SELECT 1 FROM users u
                                   WHERE u.id = $2 AND u.password_hash <> '' AND u.disabled_at_ms IS NULL)
                       AND EXISTS (SELECT 1 FROM second_factors f
                                   WHERE f.user_id = $2 AND f.confirmed_at_ms IS NOT NULL)",
                )
                .bind(tenant.as_str())
                .bind(user.to_string())
                .execute(&mut *tx)
                .await?
                .rows_affected();
                if marked == 0 {
                    return Err(StoreError::Conflict);
                }
            }
            if ends_sessions {
                sqlx::query("UPDATE sessions SET revoked_at_ms = $2 WHERE tenant_id = $1 AND revoked_at_ms IS NULL")
                    .bind(tenant.as_str())
                    .bind(now.0)
                    .execute(&mut *tx)
                    .await?;
            }
            tx.commit().await?;
            Ok(())
        })
    }

    /// Whom a provider's subject is here.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn identity(&self, tenant: TenantId, issuer: &str, subject: &str) -> StoreResult<Option<UserId>> {
        let user = on_pool!(self, |pool| {
            sqlx::query_scalar::<_, String>(
                "SELECT user_id FROM identities WHERE tenant_id = $1 AND issuer = $2 AND subject = $3",
            )
            .bind(tenant.to_string())
            .bind(read::storable(issuer))
            .bind(read::storable(subject))
            .fetch_optional(pool)
            .await
        })?;
        user.map(|user| read::word(&user, "user id")).transpose()
    }

    /// From now on a provider's subject is this member.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the subject is somebody already, or the member is another subject of that provider;
    /// [`StoreError::NotFound`] when the person is no member.
    pub async fn link_identity(
        &self,
        tenant: TenantId,
        issuer: &str,
        subject: &str,
        user: UserId,
        now: UnixMs,
    ) -> StoreResult<()> {
        let linked = on_pool!(self, |pool| {
            sqlx::query(
                "INSERT INTO identities (tenant_id, issuer, subject, user_id, created_at_ms)
                 SELECT tenant_id, $3, $4, user_id, $5 FROM memberships WHERE tenant_id = $1 AND user_id = $2",
            )
            .bind(tenant.to_string())
            .bind(user.to_string())
            .bind(read::storable(issuer))
            .bind(read::storable(subject))
            .bind(now.0)
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        if linked == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }

    /// Notes a sign-in that begins.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such tenant or person.
    pub async fn insert_sign_on_try(
        &self,
        state_hash: &str,
        browser_hash: &str,
        begun: &SignOnTry,
        expires_at: UnixMs,
    ) -> StoreResult<()> {
        on_pool!(self, |pool| {
            sqlx::query(
                "INSERT INTO sign_on_tries (state_hash, browser_hash, tenant_id, user_id, session_hash, next_path, begun_at_ms,
                                            expires_at_ms)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            )
            .bind(state_hash)
            .bind(browser_hash)
            .bind(begun.tenant_id.to_string())
            .bind(begun.proves.map(|user| user.to_string()))
            .bind(begun.session_hash.as_deref())
            .bind(begun.next.as_deref())
            .bind(begun.begun_at.0)
            .bind(expires_at.0)
            .execute(pool)
            .await
            .map(drop)
        })?;
        Ok(())
    }

    /// Takes the sign-in of that state out, for the browser that began it: of two at once one has it.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn take_sign_on_try(
        &self,
        state_hash: &str,
        browser_hash: &str,
        now: UnixMs,
    ) -> StoreResult<Option<SignOnTry>> {
        let row = on_pool!(self, |pool| {
            sqlx::query_as::<_, TryRow>(
                "DELETE FROM sign_on_tries WHERE state_hash = $1 AND browser_hash = $2 AND expires_at_ms > $3
                 RETURNING tenant_id, user_id, session_hash, next_path, begun_at_ms",
            )
            .bind(state_hash)
            .bind(browser_hash)
            .bind(now.0)
            .fetch_optional(pool)
            .await
        })?;
        row.map(|row| {
            Ok(SignOnTry {
                tenant_id: read::word(&row.tenant_id, "tenant id")?,
                proves: row.user_id.map(|user| read::word(&user, "user id")).transpose()?,
                session_hash: row.session_hash,
                next: row.next_path,
                begun_at: UnixMs(row.begun_at_ms),
            })
        })
        .transpose()
    }

    /// Removes sign-ins that nobody finished, and returns how many.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn purge_sign_on_tries(&self, now: UnixMs) -> StoreResult<u64> {
        Ok(on_pool!(self, |pool| {
            sqlx::query("DELETE FROM sign_on_tries WHERE expires_at_ms <= $1")
                .bind(now.0)
                .execute(pool)
                .await
                .map(|done| done.rows_affected())
        })?)
    }
}
