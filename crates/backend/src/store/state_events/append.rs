//! Adding changes of state, thousands a second: the one statement of the store that is written for each database.
//!
//! SQLite is fastest with a statement of many rows that stays prepared, PostgreSQL with one array for each column.

use std::borrow::Cow;
use std::sync::LazyLock;

use domain::agent::AgentState;
use domain::agent::SubState;
use domain::half_hour::counts_from;
use domain::history::StateEvent;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::time::UnixMs;
use sqlx::AssertSqlSafe;
use sqlx::PgPool;
use sqlx::Sqlite;
use sqlx::SqlitePool;
use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;

use super::days;
use super::direction_letter;
use super::source_letter;
use crate::store::Store;
use crate::store::StoreResult;
use crate::store::half_hours::FORGET_AFTER;
use crate::store::half_hours::begun_before;
use crate::store::read;

/// The columns in the order of the values below.
macro_rules! insert_into {
    () => {
        "INSERT INTO state_events (tenant_id, connection_id, external_id, from_state, to_state, at_ms, seen_at_ms, source,
                                   is_lower_bound, precision_s, sub_state, raw_status, pause_reason, direction, group_name,
                                   campaign, queue, calls_today, gap_before) "
    };
}

const COLUMNS: usize = 19;

/// Rows of the statement that SQLite keeps prepared; more bring nothing.
const ROWS: usize = 100;

/// Rows that PostgreSQL is given at once: some megabytes.
const ROWS_AS_ARRAYS: usize = 10_000;

const AS_ARRAYS: &str = concat!(
    insert_into!(),
    "SELECT $1, $2, * FROM UNNEST($3::TEXT[], $4::TEXT[], $5::TEXT[], $6::BIGINT[], $7::BIGINT[], $8::TEXT[],
                                  $9::BIGINT[], $10::BIGINT[], $11::TEXT[], $12::TEXT[], $13::TEXT[], $14::TEXT[],
                                  $15::TEXT[], $16::TEXT[], $17::TEXT[], $18::BIGINT[], $19::BIGINT[])",
);

static FULL_ROWS: LazyLock<String> = LazyLock::new(|| as_rows(ROWS));

impl Store {
    /// Adds these changes; all or none.
    ///
    /// # Errors
    /// [`StoreError::NotFound`](crate::store::StoreError::NotFound) when the tenant has no such connection.
    pub async fn append_state_events(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        events: &[StateEvent],
    ) -> StoreResult<()> {
        // What was added up without them is added up anew.
        let Some(earliest) = events.iter().map(counts_from).min() else { return Ok(()) };
        let (tenant, connection) = (tenant.to_string(), connection.to_string());
        match self {
            Self::Sqlite(pool) => append_rows(pool, &tenant, &connection, events, earliest).await,
            Self::Postgres(pool) => {
                let first = append_arrays(pool, &tenant, &connection, events, earliest).await;
                if !first.as_ref().is_err_and(days::is_missing) {
                    return first;
                }
                // The days ahead are there; this is one of the past, or somebody set a clock.
                days::make(pool, events.iter().map(|event| event.seen_at.0)).await?;
                append_arrays(pool, &tenant, &connection, events, earliest).await
            }
        }
    }
}

fn as_rows(rows: usize) -> String {
    let row = format!("({})", ["?"; COLUMNS].join(", "));
    format!("{}VALUES {}", insert_into!(), vec![row.as_str(); rows].join(", "))
}

async fn append_rows(
    pool: &SqlitePool,
    tenant: &str,
    connection: &str,
    events: &[StateEvent],
    earliest: UnixMs,
) -> StoreResult<()> {
    let mut tx = pool.begin().await?;
    let (full, rest) = events.as_chunks::<ROWS>();
    for rows in full {
        let insert = sqlx::query(FULL_ROWS.as_str());
        rows.iter().fold(insert, |insert, event| bind(insert, tenant, connection, event)).execute(&mut *tx).await?;
    }
    if !rest.is_empty() {
        // Hardly two are of one length, so keeping them prepared would only fill the cache.
        let insert = sqlx::query(AssertSqlSafe(as_rows(rest.len()))).persistent(false);
        rest.iter().fold(insert, |insert, event| bind(insert, tenant, connection, event)).execute(&mut *tx).await?;
    }
    sqlx::query(FORGET_AFTER).bind(tenant).bind(connection).bind(begun_before(earliest)).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(())
}

fn bind<'q>(
    insert: Query<'q, Sqlite, SqliteArguments>,
    tenant: &'q str,
    connection: &'q str,
    event: &'q StateEvent,
) -> Query<'q, Sqlite, SqliteArguments> {
    insert
        .bind(tenant)
        .bind(connection)
        .bind(read::storable(&event.external_id))
        .bind(event.from.map(AgentState::slug))
        .bind(event.to.slug())
        .bind(event.at.0)
        .bind(event.seen_at.0)
        .bind(source_letter(event.source))
        .bind(i64::from(event.is_lower_bound))
        .bind(i64::from(event.precision_s))
        .bind(event.sub.map(SubState::slug))
        .bind(read::storable(&event.raw_status))
        .bind(storable(&event.pause_reason))
        .bind(event.direction.map(direction_letter))
        .bind(storable(&event.group))
        .bind(storable(&event.campaign))
        .bind(storable(&event.queue))
        .bind(event.calls_today.map(i64::from))
        .bind(i64::from(event.gap_before))
}

async fn append_arrays(
    pool: &PgPool,
    tenant: &str,
    connection: &str,
    events: &[StateEvent],
    earliest: UnixMs,
) -> StoreResult<()> {
    fn column<'a, T>(events: &'a [StateEvent], of: impl Fn(&'a StateEvent) -> T) -> Vec<T> {
        events.iter().map(of).collect()
    }
    let mut tx = pool.begin().await?;
    for events in events.chunks(ROWS_AS_ARRAYS) {
        sqlx::query(AS_ARRAYS)
            .bind(tenant)
            .bind(connection)
            .bind(column(events, |event| read::storable(&event.external_id)))
            .bind(column(events, |event| event.from.map(AgentState::slug)))
            .bind(column(events, |event| event.to.slug()))
            .bind(column(events, |event| event.at.0))
            .bind(column(events, |event| event.seen_at.0))
            .bind(column(events, |event| source_letter(event.source)))
            .bind(column(events, |event| i64::from(event.is_lower_bound)))
            .bind(column(events, |event| i64::from(event.precision_s)))
            .bind(column(events, |event| event.sub.map(SubState::slug)))
            .bind(column(events, |event| read::storable(&event.raw_status)))
            .bind(column(events, |event| storable(&event.pause_reason)))
            .bind(column(events, |event| event.direction.map(direction_letter)))
            .bind(column(events, |event| storable(&event.group)))
            .bind(column(events, |event| storable(&event.campaign)))
            .bind(column(events, |event| storable(&event.queue)))
            .bind(column(events, |event| event.calls_today.map(i64::from)))
            .bind(column(events, |event| i64::from(event.gap_before)))
            .execute(&mut *tx)
            .await?;
    }
    sqlx::query(FORGET_AFTER).bind(tenant).bind(connection).bind(begun_before(earliest)).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(())
}

fn storable(text: &Option<String>) -> Option<Cow<'_, str>> {
    text.as_deref().map(read::storable)
}
