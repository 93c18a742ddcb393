//! Statements of one shape for several tables; each table says its own words.

use std::fmt::Display;

use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::time::UnixMs;
use sqlx::FromRow;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;

use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::on_pool;

impl Store {
    /// The rows of a connection in a stretch of time: `$1` tenant, `$2` connection, `$3` from, `$4` up to and without.
    pub(crate) async fn rows_between<R>(
        &self,
        select: &'static str,
        tenant: TenantId,
        connection: ConnectionId,
        (from, until): (UnixMs, UnixMs),
    ) -> StoreResult<Vec<R>>
    where
        R: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        Ok(on_pool!(self, |pool| {
            sqlx::query_as::<_, R>(select)
                .bind(tenant.to_string())
                .bind(connection.to_string())
                .bind(from.0)
                .bind(until.0)
                .fetch_all(pool)
                .await
        })?)
    }

    /// Deletes one thing of a tenant: `$1` tenant, `$2` its identity.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the tenant has no such thing.
    pub(crate) async fn delete_own(&self, delete: &'static str, tenant: TenantId, id: impl Display) -> StoreResult<()> {
        let deleted = on_pool!(self, |pool| {
            sqlx::query(delete)
                .bind(tenant.to_string())
                .bind(id.to_string())
                .execute(pool)
                .await
                .map(|done| done.rows_affected())
        })?;
        if deleted == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }
}
