//! The partitions of PostgreSQL, one for each day of UTC. SQLite has none, and everything here does nothing there.
//!
//! A day is made ahead, or when the first row of it comes. Adding one waits for nobody; letting go of one is short and
//! gives up when it would have to wait. One process at a time does either, whichever node it is on.

use std::collections::BTreeSet;

use domain::time::UnixMs;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use sqlx::AssertSqlSafe;
use sqlx::PgConnection;
use sqlx::PgPool;

use crate::store::Cause;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;

const DAY_MS: i64 = 86_400_000;

/// Who changes days holds this lock of PostgreSQL for as long as that takes: "days" in ASCII.
const LOCK: i64 = 0x6461_7973;

/// Letting go of a day waits no longer for readers: while it waits, others wait for it.
const LEAST_PATIENCE: &str = "SET LOCAL lock_timeout = '2s'";
/// PostgreSQL's code for a lock that was not to be had in time.
const NO_LOCK: &str = "55P03";
/// And for a row that no partition takes: the table has no other rule that a row could break.
const NO_PARTITION: &str = "23514";

/// A day as PostgreSQL has it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Day {
    table: String,
    from_ms: i64,
    until_ms: i64,
}

impl Day {
    fn of(ms: i64) -> StoreResult<Self> {
        let from_ms = ms.div_euclid(DAY_MS) * DAY_MS;
        let moment = Timestamp::from_millisecond(from_ms).map_err(|_| StoreError::corrupt("moment of a change"))?;
        let table = moment.to_zoned(TimeZone::UTC).strftime("state_events_%Y%m%d").to_string();
        Ok(Self { table, from_ms, until_ms: from_ms.saturating_add(DAY_MS) })
    }
}

/// The beginning of the day of UTC in which `moment` lies.
pub(crate) fn day_of(moment: UnixMs) -> UnixMs {
    UnixMs(moment.0.div_euclid(DAY_MS) * DAY_MS)
}

pub(super) fn is_missing(error: &StoreError) -> bool {
    matches!(error, StoreError::Unavailable(Cause::Code(code)) if code == NO_PARTITION)
}

impl Store {
    /// Whether days are let go of as a whole.
    pub fn has_days(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// Makes the days from that of `from` to that of `until`.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn make_days(&self, from: UnixMs, until: UnixMs) -> StoreResult<()> {
        let Self::Postgres(pool) = self else { return Ok(()) };
        let days = (day_of(from).0..=until.0).step_by(usize::try_from(DAY_MS).expect("a day is few milliseconds"));
        make(pool, days).await
    }

    /// Lets go of all days that ended by `border`. The last change of each agent stays while nothing later that was seen
    /// before `border` says how they stood then. How many days went; the rest go another time where others are at them.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn drop_days(&self, border: UnixMs) -> StoreResult<usize> {
        let Self::Postgres(pool) = self else { return Ok(0) };
        let mut gone = 0;
        loop {
            match drop_oldest(pool, border).await {
                Ok(true) => gone += 1,
                Ok(false) => return Ok(gone),
                Err(StoreError::Unavailable(Cause::Code(code))) if code == NO_LOCK => return Ok(gone),
                Err(error) => return Err(error),
            }
        }
    }
}

/// Makes the days of these moments.
pub(super) async fn make(pool: &PgPool, moments: impl IntoIterator<Item = i64>) -> StoreResult<()> {
    let mut tx = pool.begin().await?;
    make_in(&mut tx, moments).await?;
    tx.commit().await?;
    Ok(())
}

/// The same for rows that come from elsewhere, maybe into tables of a schema before days.
pub(crate) async fn make_where_there_are_days(
    tx: &mut PgConnection,
    moments: impl IntoIterator<Item = i64>,
) -> StoreResult<()> {
    let there: bool =
        sqlx::query_scalar("SELECT to_regclass('state_events_old') IS NOT NULL").fetch_one(&mut *tx).await?;
    if there { make_in(tx, moments).await } else { Ok(()) }
}

async fn make_in(tx: &mut PgConnection, moments: impl IntoIterator<Item = i64>) -> StoreResult<()> {
    let wanted: BTreeSet<i64> = moments.into_iter().map(|ms| ms.div_euclid(DAY_MS)).collect();
    sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(LOCK).execute(&mut *tx).await?;
    let (old_until_ms, there) = days(tx).await?;
    for day in wanted {
        let day = Day::of(day.saturating_mul(DAY_MS))?;
        if day.from_ms < old_until_ms || there.contains(&day) {
            continue;
        }
        let Day { table, from_ms, until_ms } = day;
        // Made first and attached then, a day waits for no reader.
        let make = format!(
            "CREATE TABLE {table} (LIKE state_events INCLUDING DEFAULTS);
             ALTER TABLE state_events ATTACH PARTITION {table} FOR VALUES FROM ({from_ms}) TO ({until_ms})"
        );
        sqlx::raw_sql(AssertSqlSafe(make)).execute(&mut *tx).await?;
    }
    Ok(())
}

async fn drop_oldest(pool: &PgPool, border: UnixMs) -> StoreResult<bool> {
    let mut tx = pool.begin().await?;
    sqlx::raw_sql(LEAST_PATIENCE).execute(&mut *tx).await?;
    let is_mine: bool =
        sqlx::query_scalar("SELECT pg_try_advisory_xact_lock($1)").bind(LOCK).fetch_one(&mut *tx).await?;
    if !is_mine {
        return Ok(false);
    }
    let (_, there) = days(&mut tx).await?;
    let Some(Day { table, until_ms, .. }) = there.into_iter().find(|day| day.until_ms <= border.0) else {
        return Ok(false);
    };
    // What has to stay is found before anybody has to wait; nothing may be added to the day meanwhile.
    let find = format!(
        "LOCK TABLE {table} IN SHARE MODE;
         CREATE TEMPORARY TABLE state_events_left ON COMMIT DROP AS
         SELECT e.* FROM {table} e
         JOIN (SELECT tenant_id, connection_id, external_id, MAX(seen_at_ms) AS seen_at_ms FROM {table}
               GROUP BY tenant_id, connection_id, external_id) last
           USING (tenant_id, connection_id, external_id, seen_at_ms)
         WHERE NOT EXISTS (SELECT 1 FROM state_events n
                           WHERE n.tenant_id = e.tenant_id AND n.connection_id = e.connection_id
                             AND n.external_id = e.external_id AND n.seen_at_ms > e.seen_at_ms AND n.seen_at_ms < {border})",
        border = border.0,
    );
    sqlx::raw_sql(AssertSqlSafe(find)).execute(&mut *tx).await?;
    let columns = columns(&mut tx).await?.join(", ");
    let let_go = format!(
        "LOCK TABLE state_events IN ACCESS EXCLUSIVE MODE;
         ALTER TABLE state_events DETACH PARTITION state_events_old;
         DROP TABLE {table};
         INSERT INTO state_events_old ({columns}) SELECT {columns} FROM state_events_left;
         ALTER TABLE state_events ATTACH PARTITION state_events_old FOR VALUES FROM (MINVALUE) TO ({until_ms})",
    );
    sqlx::raw_sql(AssertSqlSafe(let_go)).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(true)
}

/// Up to where the rows before all days go, and the days, the oldest first.
async fn days(tx: &mut PgConnection) -> StoreResult<(i64, Vec<Day>)> {
    let parts: Vec<(String, String)> = sqlx::query_as(
        "SELECT c.relname::TEXT, pg_get_expr(c.relpartbound, c.oid) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
         WHERE i.inhparent = 'state_events'::REGCLASS",
    )
    .fetch_all(tx)
    .await?;
    let mut old_until_ms = None;
    let mut days = Vec::new();
    for (table, bounds) in parts {
        // As in FOR VALUES FROM ('0') TO ('86400000'); the first of all begins at MINVALUE.
        let numbers: Vec<i64> = bounds.split('\'').filter_map(|part| part.parse().ok()).collect();
        match numbers[..] {
            [until_ms] => old_until_ms = Some(until_ms),
            [from_ms, until_ms] => days.push(Day { table, from_ms, until_ms }),
            _ => return Err(StoreError::corrupt("bounds of a day")),
        }
    }
    days.sort_by_key(|day| day.from_ms);
    Ok((old_until_ms.ok_or(StoreError::corrupt("bounds of the oldest changes"))?, days))
}

/// A later migration may have added some in another order than a day has them.
async fn columns(tx: &mut PgConnection) -> StoreResult<Vec<String>> {
    Ok(sqlx::query_scalar(
        "SELECT attname::TEXT FROM pg_attribute WHERE attrelid = 'state_events'::REGCLASS AND attnum > 0 AND NOT attisdropped",
    )
    .fetch_all(tx)
    .await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_named_after_its_date() {
        let day = Day::of(1_795_226_832_000).unwrap();

        assert_eq!(day.table, "state_events_20261121");
        assert_eq!(day.until_ms - day.from_ms, DAY_MS);
        assert!((day.from_ms..day.until_ms).contains(&1_795_226_832_000));
        assert_eq!(day_of(UnixMs(-1)), UnixMs(-DAY_MS));
    }
}
