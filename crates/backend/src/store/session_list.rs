//! What a person is signed in to, as lists show it: one line for each sign-in, whatever identifiers it has had.

use domain::id::UserId;
use domain::time::UnixMs;
use sqlx::FromRow;

use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::on_pool;

/// A sign-in that is alive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// Hash of its first identifier.
    pub family: String,
    /// When the person signed in.
    pub first_seen: UnixMs,
    /// When it was last used.
    pub last_seen: UnixMs,
    /// From which address.
    pub remote_addr: Option<String>,
    /// With what, in a classified word.
    pub browser: Option<String>,
}

#[derive(FromRow)]
struct Row {
    family: String,
    first_seen_ms: i64,
    last_seen_ms: i64,
    remote_addr: Option<String>,
    browser: Option<String>,
}

impl Store {
    /// Everything the person is signed in to, last used first.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn sign_ins_of(&self, user: UserId, now: UnixMs) -> StoreResult<Vec<SignIn>> {
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, Row>(
                "SELECT s.family, (SELECT MIN(f.created_at_ms) FROM sessions f WHERE f.family = s.family) AS first_seen_ms,
                        s.last_seen_ms, s.remote_addr, s.browser
                 FROM sessions s JOIN users u ON u.id = s.user_id
                 WHERE s.user_id = $1 AND s.expires_at_ms > $2 AND s.absolute_expires_at_ms > $2
                   AND s.replaced_at_ms IS NULL
                   AND u.auth_epoch = s.auth_epoch AND u.disabled_at_ms IS NULL
                   AND NOT EXISTS (SELECT 1 FROM sessions f WHERE f.family = s.family AND f.revoked_at_ms IS NOT NULL)
                 ORDER BY s.last_seen_ms DESC, s.family",
            )
            .bind(user.to_string())
            .bind(now.0)
            .fetch_all(pool)
            .await
        })?;
        let sign_in = |row: Row| SignIn {
            family: row.family,
            first_seen: UnixMs(row.first_seen_ms),
            last_seen: UnixMs(row.last_seen_ms),
            remote_addr: row.remote_addr,
            browser: row.browser,
        };
        Ok(rows.into_iter().map(sign_in).collect())
    }

    /// Ends one of the person's sign-ins with all its identifiers, by the beginning of its family's name.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the person has no such sign-in, or it was ended before.
    pub async fn revoke_sign_in(&self, user: UserId, family_start: &str, now: UnixMs) -> StoreResult<()> {
        let length = i32::try_from(family_start.len()).map_err(|_| StoreError::NotFound)?;
        let ended = on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE sessions SET revoked_at_ms = $4
                 WHERE user_id = $1 AND substr(family, 1, $2) = $3 AND revoked_at_ms IS NULL",
            )
            .bind(user.to_string())
            .bind(length)
            .bind(family_start)
            .bind(now.0)
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        if ended == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }

    /// Ends all of the person's sign-ins but one.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn revoke_other_sign_ins(&self, user: UserId, kept_family: &str, now: UnixMs) -> StoreResult<()> {
        on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE sessions SET revoked_at_ms = $3
                 WHERE user_id = $1 AND family <> $2 AND revoked_at_ms IS NULL",
            )
            .bind(user.to_string())
            .bind(kept_family)
            .bind(now.0)
            .execute(pool)
            .await
            .map(drop)
        })?;
        Ok(())
    }
}
