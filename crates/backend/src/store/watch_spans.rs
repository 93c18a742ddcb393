//! While which stretches of time each connection was read.

use domain::half_hour::HALF_HOUR_MS;
use domain::history::WatchSpan;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::time::UnixMs;
use sqlx::FromRow;

use crate::store::Store;
use crate::store::StoreResult;
use crate::store::on_pool;
use crate::store::read;

#[derive(FromRow)]
struct WatchSpanRow {
    from_ms: i64,
    until_ms: i64,
    interval_ms: i64,
    cause_json: Option<String>,
}

impl WatchSpanRow {
    fn read(self) -> StoreResult<WatchSpan> {
        Ok(WatchSpan {
            from: UnixMs(self.from_ms),
            until: UnixMs(self.until_ms),
            interval_ms: u32::try_from(self.interval_ms).unwrap_or(u32::MAX),
            cause: self.cause_json.as_deref().map(|text| read::json(text, "cause of a gap")).transpose()?,
        })
    }
}

impl Store {
    /// Writes down how far these stretches have come.
    ///
    /// # Errors
    /// [`StoreError::NotFound`](crate::store::StoreError::NotFound) when the tenant has no such connection.
    pub async fn keep_watch_spans(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        spans: &[WatchSpan],
    ) -> StoreResult<()> {
        for span in spans {
            let cause = span.cause.map(|cause| read::to_json(&cause, "cause of a gap")).transpose()?;
            on_pool!(self, |pool| {
                // What was added up while less of the stretch was known is added up anew.
                sqlx::query(
                    "DELETE FROM half_hours
                     WHERE tenant_id = $1 AND connection_id = $2
                       AND start_ms > COALESCE((SELECT until_ms FROM watch_spans
                                                WHERE tenant_id = $1 AND connection_id = $2 AND from_ms = $3), $3) - $4",
                )
                .bind(tenant.to_string())
                .bind(connection.to_string())
                .bind(span.from.0)
                .bind(HALF_HOUR_MS)
                .execute(pool)
                .await?;
                sqlx::query(
                    "INSERT INTO watch_spans (tenant_id, connection_id, from_ms, until_ms, interval_ms, cause_json)
                     VALUES ($1, $2, $3, $4, $5, $6)
                     ON CONFLICT (tenant_id, connection_id, from_ms)
                     DO UPDATE SET until_ms = excluded.until_ms, interval_ms = excluded.interval_ms,
                                   cause_json = excluded.cause_json",
                )
                .bind(tenant.to_string())
                .bind(connection.to_string())
                .bind(span.from.0)
                .bind(span.until.0)
                .bind(i64::from(span.interval_ms))
                .bind(&cause)
                .execute(pool)
                .await
                .map(|_| ())
            })?;
        }
        Ok(())
    }

    /// The stretches of a connection that reach into the time from `from` up to and without `until`, oldest first.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn watch_spans(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        from: UnixMs,
        until: UnixMs,
    ) -> StoreResult<Vec<WatchSpan>> {
        let select = "SELECT from_ms, until_ms, interval_ms, cause_json FROM watch_spans
             WHERE tenant_id = $1 AND connection_id = $2 AND until_ms >= $3 AND from_ms < $4
             ORDER BY from_ms";
        let rows = self.rows_between::<WatchSpanRow>(select, tenant, connection, (from, until)).await?;
        rows.into_iter().map(WatchSpanRow::read).collect()
    }

    /// When a connection was read for the first time of which anything is kept.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn first_watched(&self, tenant: TenantId, connection: ConnectionId) -> StoreResult<Option<UnixMs>> {
        let first: Option<i64> = on_pool!(self, |pool| {
            sqlx::query_scalar("SELECT MIN(from_ms) FROM watch_spans WHERE tenant_id = $1 AND connection_id = $2")
                .bind(tenant.to_string())
                .bind(connection.to_string())
                .fetch_one(pool)
                .await
        })?;
        Ok(first.map(UnixMs))
    }

    /// The last stretch of a connection that began before `before`.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn last_watch_span(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        before: UnixMs,
    ) -> StoreResult<Option<WatchSpan>> {
        let row = on_pool!(self, |pool| {
            sqlx::query_as::<_, WatchSpanRow>(
                "SELECT from_ms, until_ms, interval_ms, cause_json FROM watch_spans
                 WHERE tenant_id = $1 AND connection_id = $2 AND from_ms < $3
                 ORDER BY from_ms DESC LIMIT 1",
            )
            .bind(tenant.to_string())
            .bind(connection.to_string())
            .bind(before.0)
            .fetch_optional(pool)
            .await
        })?;
        row.map(WatchSpanRow::read).transpose()
    }
}
