//! Figures of queues through time: one row whenever they changed.

use domain::history::QueueSample;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::time::UnixMs;
use sqlx::FromRow;
use sqlx::QueryBuilder;

use crate::store::Store;
use crate::store::StoreResult;
use crate::store::on_pool;
use crate::store::read;

const ROWS_PER_STATEMENT: usize = 800;

#[derive(FromRow)]
struct QueueSampleRow {
    at_ms: i64,
    figures_json: String,
}

impl QueueSampleRow {
    fn read(self) -> StoreResult<QueueSample> {
        Ok(QueueSample { at: UnixMs(self.at_ms), figures: read::json(&self.figures_json, "figures of a queue")? })
    }
}

impl Store {
    /// Adds these samples; one of the same queue and moment stays as it was.
    ///
    /// # Errors
    /// [`StoreError::NotFound`](crate::store::StoreError::NotFound) when the tenant has no such connection.
    pub async fn append_queue_samples(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        samples: &[QueueSample],
    ) -> StoreResult<()> {
        if samples.is_empty() {
            return Ok(());
        }
        let (tenant, connection) = (tenant.to_string(), connection.to_string());
        let mut rows = Vec::with_capacity(samples.len());
        for sample in samples {
            rows.push((sample, read::to_json(&sample.figures, "figures of a queue")?));
        }
        on_pool!(self, |pool| {
            let mut tx = pool.begin().await?;
            for rows in rows.chunks(ROWS_PER_STATEMENT) {
                let mut insert = QueryBuilder::new(
                    "INSERT INTO queue_samples (tenant_id, connection_id, queue_id, at_ms, figures_json) ",
                );
                insert.push_values(rows, |mut tuple, (sample, figures)| {
                    tuple
                        .push_bind(tenant.as_str())
                        .push_bind(connection.as_str())
                        .push_bind(read::storable(&sample.figures.queue.id))
                        .push_bind(sample.at.0)
                        .push_bind(read::storable(figures));
                });
                insert.push(" ON CONFLICT (tenant_id, connection_id, queue_id, at_ms) DO NOTHING");
                insert.build().persistent(false).execute(&mut *tx).await?;
            }
            tx.commit().await?;
        });
        Ok(())
    }

    /// The samples of a connection's queues taken from `from` up to and without `until`, oldest first.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn queue_samples(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        from: UnixMs,
        until: UnixMs,
    ) -> StoreResult<Vec<QueueSample>> {
        let select = "SELECT at_ms, figures_json FROM queue_samples
             WHERE tenant_id = $1 AND connection_id = $2 AND at_ms >= $3 AND at_ms < $4
             ORDER BY at_ms";
        let rows = self.rows_between::<QueueSampleRow>(select, tenant, connection, (from, until)).await?;
        rows.into_iter().map(QueueSampleRow::read).collect()
    }

    /// The last sample of each queue of a connection taken before `before`.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn last_queue_samples(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        before: UnixMs,
    ) -> StoreResult<Vec<QueueSample>> {
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, QueueSampleRow>(
                "SELECT s.at_ms, s.figures_json
                 FROM (SELECT queue_id, MAX(at_ms) AS at_ms FROM queue_samples
                       WHERE tenant_id = $1 AND connection_id = $2 AND at_ms < $3 GROUP BY queue_id) l
                 JOIN queue_samples s ON s.tenant_id = $1 AND s.connection_id = $2
                  AND s.queue_id = l.queue_id AND s.at_ms = l.at_ms
                 ORDER BY s.at_ms",
            )
            .bind(tenant.to_string())
            .bind(connection.to_string())
            .bind(before.0)
            .fetch_all(pool)
            .await
        })?;
        rows.into_iter().map(QueueSampleRow::read).collect()
    }
}
