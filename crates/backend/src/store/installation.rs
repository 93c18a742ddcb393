//! Facts about the whole installation, such as that it is a demo. Nothing of a tenant, and no secret.

use crate::store::Store;
use crate::store::StoreResult;
use crate::store::on_pool;

impl Store {
    /// The value kept under `key`.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn installation_value(&self, key: &str) -> StoreResult<Option<String>> {
        Ok(on_pool!(self, |pool| {
            sqlx::query_scalar::<_, String>("SELECT value FROM installation WHERE key = $1")
                .bind(key)
                .fetch_optional(pool)
                .await
        })?)
    }

    /// Keeps `value` under `key`, in place of what was there.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn set_installation_value(&self, key: &str, value: &str) -> StoreResult<()> {
        on_pool!(self, |pool| {
            sqlx::query(
                "INSERT INTO installation (key, value) VALUES ($1, $2)
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            )
            .bind(key)
            .bind(value)
            .execute(pool)
            .await
            .map(drop)
        })?;
        Ok(())
    }
}
