//! Sessions, known by the hash of their identifier only.
//!
//! All identities that one sign-in has had are a family. A family is dead as soon as one of its members is revoked, and
//! has at most one member that is neither revoked nor replaced; so nothing that a request in flight still holds can
//! bring a revoked session back. Rows stay until the sign-in would have ended anyway.

use domain::id::TenantId;
use domain::id::UserId;
use domain::time::UnixMs;
use sqlx::FromRow;

use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::on_pool;
use crate::store::read;
use crate::store::renewals::LEFT_STAYS_OPEN_MS;

/// A session to be kept.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// Hash of its identifier.
    pub id_hash: String,
    /// Hash of the first identifier of this sign-in.
    pub family: String,
    /// Whose.
    pub user_id: UserId,
    /// The epoch in which the person signed in.
    pub auth_epoch: i64,
    /// What the session holds, as JSON.
    pub data_json: String,
    /// The company whose identity provider let the person in.
    pub confined_to: Option<TenantId>,
    /// The address from which the person signed in.
    pub remote_addr: Option<String>,
    /// With what the person signed in, in a classified word.
    pub browser: Option<String>,
    /// End, if it is not used.
    pub expires_at: UnixMs,
    /// End in any case.
    pub absolute_expires_at: UnixMs,
}

/// A session that is alive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// Hash of the first identifier of this sign-in.
    pub family: String,
    /// Whose.
    pub user_id: UserId,
    /// What the session holds, as JSON.
    pub data_json: String,
    /// When it was last used.
    pub last_seen: UnixMs,
    /// End, if it is not used.
    pub expires_at: UnixMs,
    /// End in any case.
    pub absolute_expires_at: UnixMs,
}

#[derive(FromRow)]
struct Row {
    family: String,
    user_id: String,
    data_json: String,
    last_seen_ms: i64,
    expires_at_ms: i64,
    absolute_expires_at_ms: i64,
}

impl Store {
    /// Keeps a new session, but only while the person may sign in and the epoch is still the person's, and only as the
    /// one living member of a family of which none was revoked.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when one of that does not hold, [`StoreError::Conflict`] when the hash was used before.
    pub async fn insert_session(&self, session: &NewSession, now: UnixMs) -> StoreResult<()> {
        let added = on_pool!(self, |pool| {
            sqlx::query(
                "INSERT INTO sessions (id_hash, family, user_id, auth_epoch, data_json, created_at_ms, last_seen_ms,
                                       expires_at_ms, absolute_expires_at_ms, remote_addr, browser, part_epoch, tenant_id)
                 SELECT $1, $2, u.id, u.auth_epoch, $5, $6, $6, $7, $8, $9, $10, u.part_epoch, $11
                 FROM users u
                 WHERE u.id = $3 AND u.auth_epoch = $4 AND u.disabled_at_ms IS NULL
                   AND NOT EXISTS (
                       SELECT 1 FROM sessions f
                       WHERE f.family = $2 AND (f.revoked_at_ms IS NOT NULL OR f.replaced_at_ms IS NULL)
                   )",
            )
            .bind(session.id_hash.as_str())
            .bind(session.family.as_str())
            .bind(session.user_id.to_string())
            .bind(session.auth_epoch)
            .bind(session.data_json.as_str())
            .bind(now.0)
            .bind(session.expires_at.0)
            .bind(session.absolute_expires_at.0)
            .bind(session.remote_addr.as_deref())
            .bind(session.browser.as_deref())
            .bind(session.confined_to.map(|tenant| tenant.to_string()))
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        if added == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }

    /// The session with that hash, if it is alive: not over, not replaced (but see `renewals`), nobody of its family revoked, the person not
    /// barred and still in the epoch of the sign-in.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn live_session(&self, id_hash: &str, now: UnixMs) -> StoreResult<Option<SessionRow>> {
        let row = on_pool!(self, |pool| {
            sqlx::query_as::<_, Row>(
                "SELECT s.family, s.user_id, s.data_json, s.last_seen_ms, s.expires_at_ms, s.absolute_expires_at_ms
                 FROM sessions s JOIN users u ON u.id = s.user_id
                 WHERE s.id_hash = $1 AND s.expires_at_ms > $2 AND s.absolute_expires_at_ms > $2
                   AND (s.replaced_at_ms IS NULL OR s.renewed_at_ms > $3)
                   AND u.auth_epoch = s.auth_epoch AND u.disabled_at_ms IS NULL
                   AND NOT EXISTS (SELECT 1 FROM sessions f WHERE f.family = s.family AND f.revoked_at_ms IS NOT NULL)",
            )
            .bind(id_hash)
            .bind(now.0)
            .bind(now.0 - LEFT_STAYS_OPEN_MS)
            .fetch_optional(pool)
            .await
        })?;
        row.map(|row| {
            Ok(SessionRow {
                family: row.family,
                user_id: read::word(&row.user_id, "user id")?,
                data_json: row.data_json,
                last_seen: UnixMs(row.last_seen_ms),
                expires_at: UnixMs(row.expires_at_ms),
                absolute_expires_at: UnixMs(row.absolute_expires_at_ms),
            })
        })
        .transpose()
    }

    /// Replaces what a living session holds and moves its idle end.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it is not alive; a session is never made here.
    pub async fn update_session(
        &self,
        id_hash: &str,
        data_json: &str,
        expires_at: UnixMs,
        now: UnixMs,
    ) -> StoreResult<()> {
        let changed = on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE sessions SET data_json = $3, last_seen_ms = $2, expires_at_ms = $4
                 WHERE id_hash = $1 AND expires_at_ms > $2 AND absolute_expires_at_ms > $2
                   AND replaced_at_ms IS NULL AND revoked_at_ms IS NULL
                   AND EXISTS (
                       SELECT 1 FROM users u
                       WHERE u.id = sessions.user_id AND u.auth_epoch = sessions.auth_epoch AND u.disabled_at_ms IS NULL
                   )
                   AND NOT EXISTS (
                       SELECT 1 FROM sessions f WHERE f.family = sessions.family AND f.revoked_at_ms IS NOT NULL
                   )",
            )
            .bind(id_hash)
            .bind(now.0)
            .bind(data_json)
            .bind(expires_at.0)
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }

    /// Moves the idle end of a session that is neither over, replaced nor revoked; otherwise does nothing.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn touch_session(&self, id_hash: &str, expires_at: UnixMs, now: UnixMs) -> StoreResult<()> {
        on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE sessions SET last_seen_ms = $2, expires_at_ms = $3
                 WHERE id_hash = $1 AND expires_at_ms > $2 AND replaced_at_ms IS NULL AND revoked_at_ms IS NULL",
            )
            .bind(id_hash)
            .bind(now.0)
            .bind(expires_at.0)
            .execute(pool)
            .await
            .map(drop)
        })?;
        Ok(())
    }

    /// Marks a session as followed by another of its family.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none, [`StoreError::Conflict`] when it was replaced or revoked before.
    pub async fn replace_session(&self, id_hash: &str, now: UnixMs) -> StoreResult<()> {
        let changed = on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE sessions SET replaced_at_ms = $2
                 WHERE id_hash = $1 AND replaced_at_ms IS NULL AND revoked_at_ms IS NULL",
            )
            .bind(id_hash)
            .bind(now.0)
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        if changed == 1 {
            return Ok(());
        }
        let known = on_pool!(self, |pool| {
            sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM sessions WHERE id_hash = $1")
                .bind(id_hash)
                .fetch_one(pool)
                .await
        })?;
        Err(if known == 0 { StoreError::NotFound } else { StoreError::Conflict })
    }

    /// Ends the sign-in to which this hash belongs, whatever identifiers it has had or will have.
    ///
    /// # Errors
    /// When the database cannot answer. Revoking twice, or what does not exist, is no error.
    pub async fn revoke_session(&self, id_hash: &str, now: UnixMs) -> StoreResult<()> {
        on_pool!(self, |pool| {
            sqlx::query("UPDATE sessions SET revoked_at_ms = $2 WHERE id_hash = $1 AND revoked_at_ms IS NULL")
                .bind(id_hash)
                .bind(now.0)
                .execute(pool)
                .await
                .map(drop)
        })?;
        Ok(())
    }

    /// Ends everything the person is signed in to, and every sign-in that is under way.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn revoke_sessions_of(&self, user: UserId, now: UnixMs) -> StoreResult<()> {
        on_pool!(self, |pool| {
            let mut tx = pool.begin().await?;
            sqlx::query("UPDATE users SET auth_epoch = auth_epoch + 1 WHERE id = $1")
                .bind(user.to_string())
                .execute(&mut *tx)
                .await?;
            sqlx::query("UPDATE sessions SET revoked_at_ms = $2 WHERE user_id = $1 AND revoked_at_ms IS NULL")
                .bind(user.to_string())
                .bind(now.0)
                .execute(&mut *tx)
                .await?;
            tx.commit().await?;
        });
        Ok(())
    }

    /// Ends what a tenant's identity provider opened for the person.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn revoke_confined_sessions(&self, tenant: TenantId, user: UserId, now: UnixMs) -> StoreResult<()> {
        on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE sessions SET revoked_at_ms = $3
                 WHERE tenant_id = $1 AND user_id = $2 AND revoked_at_ms IS NULL",
            )
            .bind(tenant.to_string())
            .bind(user.to_string())
            .bind(now.0)
            .execute(pool)
            .await
            .map(drop)
        })?;
        Ok(())
    }

    /// Removes what would have ended anyway, and returns how many rows.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn purge_sessions(&self, now: UnixMs) -> StoreResult<u64> {
        Ok(on_pool!(self, |pool| {
            sqlx::query("DELETE FROM sessions WHERE absolute_expires_at_ms <= $1")
                .bind(now.0)
                .execute(pool)
                .await
                .map(|done| done.rows_affected())
        })?)
    }
}
