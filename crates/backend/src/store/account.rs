//! What a person changes of their own account.

use domain::id::UserId;
use domain::time::UnixMs;

use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::on_pool;
use crate::store::read;

impl Store {
    /// Replaces a password that is still `before`, ends everything the person is signed in to and voids a link to set
    /// another; all or nothing. Returns the epoch of the next sign-in. The session in `kept_family` is left unmarked,
    /// because its request replaces it.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the password was changed meanwhile or the person may not sign in any more.
    pub async fn change_password_hash(
        &self,
        user: UserId,
        before: &str,
        password_hash: &str,
        kept_family: Option<&str>,
        now: UnixMs,
    ) -> StoreResult<i64> {
        on_pool!(self, |pool| {
            let mut tx = pool.begin().await?;
            let epoch = sqlx::query_scalar::<_, i64>(
                "UPDATE users SET password_hash = $3, auth_epoch = auth_epoch + 1
                 WHERE id = $1 AND password_hash = $2 AND disabled_at_ms IS NULL RETURNING auth_epoch",
            )
            .bind(user.to_string())
            .bind(before)
            .bind(password_hash)
            .fetch_optional(&mut *tx)
            .await?
            .ok_or(StoreError::Conflict)?;
            sqlx::query(
                "UPDATE sessions SET revoked_at_ms = $2
                 WHERE user_id = $1 AND revoked_at_ms IS NULL AND family <> $3",
            )
            .bind(user.to_string())
            .bind(now.0)
            .bind(kept_family.unwrap_or_default())
            .execute(&mut *tx)
            .await?;
            sqlx::query("DELETE FROM password_resets WHERE user_id = $1")
                .bind(user.to_string())
                .execute(&mut *tx)
                .await?;
            tx.commit().await?;
            Ok(epoch)
        })
    }

    /// Changes the name others read.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such person.
    pub async fn set_display_name(&self, user: UserId, display_name: &str) -> StoreResult<()> {
        let changed = on_pool!(self, |pool| {
            sqlx::query("UPDATE users SET display_name = $2 WHERE id = $1")
                .bind(user.to_string())
                .bind(read::storable(display_name))
                .execute(pool)
                .await
                .map(|done| done.rows_affected())
        })?;
        if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }
}
