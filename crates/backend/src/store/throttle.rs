//! Counters of attempts to sign in, by account and by address. How long to wait after how many is `auth`'s to say.

use domain::time::UnixMs;

use crate::store::Store;
use crate::store::StoreResult;
use crate::store::on_pool;

impl Store {
    /// Counts one attempt before it is judged, so that many at once cannot slip through between the check and the count.
    /// `block_until` says, from the number of attempts so far, until when further ones are refused.
    ///
    /// Returns the number of attempts including this one; none when this one is refused because of the earlier ones.
    /// Attempts older than `forget_before` no longer count. A refused attempt counts for nothing: otherwise anybody could
    /// lock an account for ever.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn count_attempt(
        &self,
        key: &str,
        now: UnixMs,
        forget_before: UnixMs,
        block_until: impl Fn(i64) -> UnixMs + Send,
    ) -> StoreResult<Option<i64>> {
        on_pool!(self, |pool| {
            let mut tx = pool.begin().await?;
            let failures = sqlx::query_scalar::<_, i64>(
                "INSERT INTO login_throttle (key, failures, last_attempt_ms, blocked_until_ms) VALUES ($1, 1, $2, 0)
                 ON CONFLICT (key) DO UPDATE SET
                     failures = CASE WHEN login_throttle.last_attempt_ms < $3 THEN 1 ELSE login_throttle.failures + 1 END,
                     last_attempt_ms = $2
                 WHERE login_throttle.blocked_until_ms <= $2
                 RETURNING failures",
            )
            .bind(key)
            .bind(now.0)
            .bind(forget_before.0)
            .fetch_optional(&mut *tx)
            .await?;
            if let Some(failures) = failures {
                sqlx::query("UPDATE login_throttle SET blocked_until_ms = $2 WHERE key = $1")
                    .bind(key)
                    .bind(block_until(failures).0)
                    .execute(&mut *tx)
                    .await?;
            }
            tx.commit().await?;
            Ok(failures)
        })
    }

    /// Until when attempts under the key are refused, if there was any.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn blocked_until(&self, key: &str) -> StoreResult<Option<UnixMs>> {
        let until = on_pool!(self, |pool| {
            sqlx::query_scalar::<_, i64>("SELECT blocked_until_ms FROM login_throttle WHERE key = $1")
                .bind(key)
                .fetch_optional(pool)
                .await
        })?;
        Ok(until.map(UnixMs))
    }

    /// Forgets every attempt under the key: the person has proved who they are.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn clear_attempts(&self, key: &str) -> StoreResult<()> {
        on_pool!(self, |pool| {
            sqlx::query("DELETE FROM login_throttle WHERE key = $1").bind(key).execute(pool).await.map(drop)
        })?;
        Ok(())
    }

    /// Takes back one attempt that turned out to be good, and the wait it caused.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn take_back_attempt(&self, key: &str) -> StoreResult<()> {
        on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE login_throttle SET failures = failures - 1, blocked_until_ms = 0 WHERE key = $1 AND failures > 0",
            )
            .bind(key)
            .execute(pool)
            .await
            .map(drop)
        })?;
        Ok(())
    }

    /// Removes counters that no longer count, and returns how many.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn purge_attempts(&self, forget_before: UnixMs) -> StoreResult<u64> {
        Ok(on_pool!(self, |pool| {
            sqlx::query("DELETE FROM login_throttle WHERE last_attempt_ms < $1")
                .bind(forget_before.0)
                .execute(pool)
                .await
                .map(|done| done.rows_affected())
        })?)
    }
}
