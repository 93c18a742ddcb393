//! Links to set a new password, one for each person, known by the hash of the token only.

use domain::id::TenantId;
use domain::id::UserId;
use domain::time::UnixMs;

use crate::store::NewMail;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::insert_mail;
use crate::store::on_pool;
use crate::store::read;

/// A link that an admin made holds only as long as the person belongs to the admin's tenant alone and is no operator:
/// otherwise it would open what another company guards.
macro_rules! holds {
    () => {
        "r.token_hash = $1 AND r.expires_at_ms > $2
         AND EXISTS (
             SELECT 1 FROM users u WHERE u.id = r.user_id AND u.disabled_at_ms IS NULL
                 AND (r.tenant_id IS NULL OR u.is_operator = 0)
         )
         AND (r.tenant_id IS NULL OR (
             EXISTS (SELECT 1 FROM memberships m WHERE m.user_id = r.user_id AND m.tenant_id = r.tenant_id)
             AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.user_id = r.user_id AND m.tenant_id <> r.tenant_id)
         ))"
    };
}

impl Store {
    /// Keeps a link in place of the person's earlier one, and the message with it; both or neither. `tenant` is whose admin made it; none for the operator.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such person or tenant.
    pub async fn replace_reset(
        &self,
        tenant: Option<TenantId>,
        user: UserId,
        token_hash: &str,
        expires_at: UnixMs,
        mail: Option<&NewMail>,
        now: UnixMs,
    ) -> StoreResult<()> {
        on_pool!(self, |pool| {
            let mut tx = pool.begin().await?;
            sqlx::query(
                "INSERT INTO password_resets (user_id, token_hash, tenant_id, created_at_ms, expires_at_ms)
                 VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (user_id) DO UPDATE SET token_hash = excluded.token_hash, tenant_id = excluded.tenant_id,
                     created_at_ms = excluded.created_at_ms, expires_at_ms = excluded.expires_at_ms",
            )
            .bind(user.to_string())
            .bind(token_hash)
            .bind(tenant.map(|tenant| tenant.to_string()))
            .bind(now.0)
            .bind(expires_at.0)
            .execute(&mut *tx)
            .await?;
            if let Some(mail) = mail {
                insert_mail!(&mut *tx, mail, now);
            }
            tx.commit().await?;
        });
        Ok(())
    }

    /// Whose password the link with that token sets, if it holds.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn reset_by_token(&self, token_hash: &str, now: UnixMs) -> StoreResult<Option<UserId>> {
        let id = on_pool!(self, |pool| {
            sqlx::query_scalar::<_, String>(concat!("SELECT r.user_id FROM password_resets r WHERE ", holds!()))
                .bind(token_hash)
                .bind(now.0)
                .fetch_optional(pool)
                .await
        })?;
        id.map(|id| read::word(&id, "user id")).transpose()
    }

    /// Uses the link up: sets the password and ends everything the person is signed in to; all or nothing. Returns the
    /// person and the epoch of the next sign-in.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the link was used or replaced, is over or holds no longer.
    pub async fn use_reset(&self, token_hash: &str, password_hash: &str, now: UnixMs) -> StoreResult<(UserId, i64)> {
        on_pool!(self, |pool| {
            let mut tx = pool.begin().await?;
            // Removed first: the row is what two at once contend for.
            let id = sqlx::query_scalar::<_, String>(concat!(
                "DELETE FROM password_resets AS r WHERE ",
                holds!(),
                " RETURNING user_id"
            ))
            .bind(token_hash)
            .bind(now.0)
            .fetch_optional(&mut *tx)
            .await?
            .ok_or(StoreError::NotFound)?;
            let epoch = sqlx::query_scalar::<_, i64>(
                "UPDATE users SET password_hash = $2, auth_epoch = auth_epoch + 1 WHERE id = $1 RETURNING auth_epoch",
            )
            .bind(id.as_str())
            .bind(password_hash)
            .fetch_one(&mut *tx)
            .await?;
            sqlx::query("UPDATE sessions SET revoked_at_ms = $2 WHERE user_id = $1 AND revoked_at_ms IS NULL")
                .bind(id.as_str())
                .bind(now.0)
                .execute(&mut *tx)
                .await?;
            tx.commit().await?;
            Ok((read::word(&id, "user id")?, epoch))
        })
    }
}
