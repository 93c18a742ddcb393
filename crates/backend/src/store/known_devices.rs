//! From where people have signed in, as hashes that tell only whether it was from there.

use domain::id::UserId;
use domain::time::UnixMs;

use crate::store::NewMail;
use crate::store::Store;
use crate::store::StoreResult;
use crate::store::on_pool;
use crate::store::outbox::insert_mail;

impl Store {
    /// Notes from where a person signs in. From where they never did, and were elsewhere before, the message is kept too.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn note_device(
        &self,
        user: UserId,
        device_hash: &str,
        mail: Option<&NewMail>,
        now: UnixMs,
    ) -> StoreResult<bool> {
        Ok(on_pool!(self, |pool| {
            let mut tx = pool.begin().await?;
            // It writes first: SQLite refuses at once who has read and wants to write after somebody else.
            let added = sqlx::query(
                "INSERT INTO known_devices (user_id, device_hash, last_seen_ms) VALUES ($1, $2, $3)
                 ON CONFLICT (user_id, device_hash) DO NOTHING",
            )
            .bind(user.to_string())
            .bind(device_hash)
            .bind(now.0)
            .execute(&mut *tx)
            .await?
            .rows_affected();
            let elsewhere = sqlx::query_scalar::<_, i64>(
                "SELECT COUNT(*) FROM known_devices WHERE user_id = $1 AND device_hash <> $2",
            )
            .bind(user.to_string())
            .bind(device_hash)
            .fetch_one(&mut *tx)
            .await?;
            sqlx::query("UPDATE known_devices SET last_seen_ms = $3 WHERE user_id = $1 AND device_hash = $2")
                .bind(user.to_string())
                .bind(device_hash)
                .bind(now.0)
                .execute(&mut *tx)
                .await?;
            let is_news = added == 1 && elsewhere > 0;
            if let Some(mail) = mail.filter(|_| is_news) {
                insert_mail!(&mut *tx, mail, now);
            }
            tx.commit().await?;
            is_news
        }))
    }

    /// Forgets from where nobody has signed in since `before`.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn purge_known_devices(&self, before: UnixMs) -> StoreResult<u64> {
        Ok(on_pool!(self, |pool| {
            sqlx::query("DELETE FROM known_devices WHERE last_seen_ms < $1")
                .bind(before.0)
                .execute(pool)
                .await
                .map(|done| done.rows_affected())
        })?)
    }
}
