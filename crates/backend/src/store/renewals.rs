//! Fresh identifiers for sessions whose person may open something else than when the present one was given.
//!
//! A browser sends several requests at once, and only one of them brings the fresh identifier home. So exactly one request
//! sets about to renew, and for a short while what it left behind still opens, though it can be neither saved, kept from
//! ending nor renewed; a revocation of the sign-in ends that too.

use domain::time::UnixMs;

use crate::store::Store;
use crate::store::StoreResult;
use crate::store::on_pool;

/// For so long an identifier opens that was left for a fresh one: as long as a request may be under way.
pub(crate) const LEFT_STAYS_OPEN_MS: i64 = 10_000;

impl Store {
    /// Whether what the person may open has changed since this identifier was given.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn session_is_behind(&self, id_hash: &str) -> StoreResult<bool> {
        let behind = on_pool!(self, |pool| {
            sqlx::query_scalar::<_, i64>(
                "SELECT COUNT(*) FROM sessions s JOIN users u ON u.id = s.user_id
                 WHERE s.id_hash = $1 AND s.part_epoch <> u.part_epoch AND s.replaced_at_ms IS NULL",
            )
            .bind(id_hash)
            .fetch_one(pool)
            .await
        })?;
        Ok(behind > 0)
    }

    /// Takes it upon this request to renew the session. Of several at once one is told yes; a request that came to
    /// nothing does not keep later ones from it.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn claim_renewal(&self, id_hash: &str, now: UnixMs) -> StoreResult<bool> {
        let claimed = on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE sessions SET renewed_at_ms = $2
                 WHERE id_hash = $1 AND replaced_at_ms IS NULL AND revoked_at_ms IS NULL
                   AND (renewed_at_ms IS NULL OR renewed_at_ms <= $3)
                   AND part_epoch <> (SELECT u.part_epoch FROM users u WHERE u.id = sessions.user_id)",
            )
            .bind(id_hash)
            .bind(now.0)
            .bind(now.0 - LEFT_STAYS_OPEN_MS)
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        Ok(claimed == 1)
    }
}
