//! What is kept of the past: one row for each change of state, only ever added.

use domain::agent::AgentState;
use domain::clock::SinceSource;
use domain::history::StateEvent;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::time::UnixMs;
use sqlx::FromRow;
use sqlx::QueryBuilder;

use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::on_pool;
use crate::store::read;

/// SQLite takes 32,766 values in one statement; eight hundred rows of ten stay well below.
const ROWS_PER_STATEMENT: usize = 800;

#[derive(FromRow)]
struct StateEventRow {
    external_id: String,
    from_state: Option<String>,
    to_state: String,
    at_ms: i64,
    source: String,
    raw_status: String,
    pause_reason: Option<String>,
    gap_before: i64,
}

impl StateEventRow {
    fn read(self) -> StoreResult<StateEvent> {
        Ok(StateEvent {
            external_id: self.external_id,
            from: self.from_state.as_deref().map(state).transpose()?,
            to: state(&self.to_state)?,
            at: UnixMs(self.at_ms),
            source: source(&self.source)?,
            raw_status: self.raw_status,
            pause_reason: self.pause_reason,
            gap_before: self.gap_before != 0,
        })
    }
}

impl Store {
    /// Adds these changes; all or none.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the tenant has no such connection.
    pub async fn append_state_events(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        events: &[StateEvent],
    ) -> StoreResult<()> {
        if events.is_empty() {
            return Ok(());
        }
        let (tenant, connection) = (tenant.to_string(), connection.to_string());
        on_pool!(self, |pool| {
            let mut tx = pool.begin().await?;
            for rows in events.chunks(ROWS_PER_STATEMENT) {
                let mut insert = QueryBuilder::new(
                    "INSERT INTO state_events (tenant_id, connection_id, external_id, from_state, to_state, at_ms, source,
                                               raw_status, pause_reason, gap_before) ",
                );
                insert.push_values(rows, |mut tuple, event| {
                    tuple
                        .push_bind(tenant.as_str())
                        .push_bind(connection.as_str())
                        .push_bind(read::storable(&event.external_id))
                        .push_bind(event.from.map(AgentState::slug))
                        .push_bind(event.to.slug())
                        .push_bind(event.at.0)
                        .push_bind(source_letter(event.source))
                        .push_bind(read::storable(&event.raw_status))
                        .push_bind(event.pause_reason.as_deref().map(read::storable))
                        .push_bind(i64::from(event.gap_before));
                });
                // Hardly two are of one length, so keeping them prepared would only fill the cache.
                insert.build().persistent(false).execute(&mut *tx).await?;
            }
            tx.commit().await?;
        });
        Ok(())
    }

    /// One agent's changes from `from` up to and without `until`, oldest first.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn state_events(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        external_id: &str,
        from: UnixMs,
        until: UnixMs,
    ) -> StoreResult<Vec<StateEvent>> {
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, StateEventRow>(
                "SELECT external_id, from_state, to_state, at_ms, source, raw_status, pause_reason, gap_before
                 FROM state_events
                 WHERE tenant_id = $1 AND connection_id = $2 AND external_id = $3 AND at_ms >= $4 AND at_ms < $5
                 ORDER BY at_ms",
            )
            .bind(tenant.to_string())
            .bind(connection.to_string())
            .bind(read::storable(external_id))
            .bind(from.0)
            .bind(until.0)
            .fetch_all(pool)
            .await
        })?;
        rows.into_iter().map(StateEventRow::read).collect()
    }
}

fn state(slug: &str) -> StoreResult<AgentState> {
    AgentState::from_slug(slug).ok_or(StoreError::corrupt("agent state"))
}

const fn source_letter(source: SinceSource) -> &'static str {
    match source {
        SinceSource::ProviderDuration => "D",
        SinceSource::ProviderTimestamp => "T",
        SinceSource::CallStart => "C",
        SinceSource::FirstSeen => "F",
    }
}

fn source(letter: &str) -> StoreResult<SinceSource> {
    [SinceSource::ProviderDuration, SinceSource::ProviderTimestamp, SinceSource::CallStart, SinceSource::FirstSeen]
        .into_iter()
        .find(|source| source_letter(*source) == letter)
        .ok_or(StoreError::corrupt("clock source"))
}
