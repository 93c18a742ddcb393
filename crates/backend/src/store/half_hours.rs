//! Half hours that are over, added up: one row for all agents of a connection, since they are always asked for together.
//!
//! What is kept here can be made again from the changes of state. Whoever writes something down that belongs into a half
//! hour takes its row away in the same breath.

use domain::agent::AgentState;
use domain::half_hour::HALF_HOUR_MS;
use domain::half_hour::Slice;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::occupancy::Tally;
use domain::time::UnixMs;
use serde::Deserialize;
use serde::Serialize;
use sqlx::FromRow;
use sqlx::QueryBuilder;

use crate::store::Store;
use crate::store::StoreResult;
use crate::store::on_pool;
use crate::store::read;

/// SQLite takes 32,766 values in one statement; rows of four are far below.
const ROWS_PER_STATEMENT: usize = 100;
const WHAT: &str = "half hour";

/// Forgets the half hours that reach beyond a moment: `$1` tenant, `$2` connection, `$3` the moment less half an hour.
pub(crate) const FORGET_AFTER: &str =
    "DELETE FROM half_hours WHERE tenant_id = $1 AND connection_id = $2 AND start_ms > $3";

/// A half hour of a connection, with the slices of all its agents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HalfHour {
    /// Where it begins.
    pub start: UnixMs,
    /// Of each agent at least one.
    pub slices: Vec<Slice>,
}

#[derive(FromRow)]
struct HalfHourRow {
    start_ms: i64,
    slices_json: String,
}

/// A state in one letter: a week of a large floor is a hundred thousand of these.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
enum Letter {
    A,
    R,
    D,
    C,
    H,
    W,
    P,
    N,
    L,
    U,
}

impl Letter {
    const fn of(state: AgentState) -> Self {
        match state {
            AgentState::Available => Self::A,
            AgentState::Ringing => Self::R,
            AgentState::Dialing => Self::D,
            AgentState::OnCall => Self::C,
            AgentState::OnHold => Self::H,
            AgentState::WrapUp => Self::W,
            AgentState::Paused => Self::P,
            AgentState::Unavailable => Self::N,
            AgentState::LoggedOut => Self::L,
            AgentState::Unknown => Self::U,
        }
    }

    const fn state(self) -> AgentState {
        match self {
            Self::A => AgentState::Available,
            Self::R => AgentState::Ringing,
            Self::D => AgentState::Dialing,
            Self::C => AgentState::OnCall,
            Self::H => AgentState::OnHold,
            Self::W => AgentState::WrapUp,
            Self::P => AgentState::Paused,
            Self::N => AgentState::Unavailable,
            Self::L => AgentState::LoggedOut,
            Self::U => AgentState::Unknown,
        }
    }
}

/// Agent, group, queue, milliseconds in each state that occurs, milliseconds not observed, calls.
#[derive(Serialize, Deserialize)]
struct Packed(String, Option<String>, Option<String>, Vec<(Letter, i64)>, i64, Option<u32>);

impl Packed {
    fn of(slice: &Slice) -> Self {
        let ms = |state| Some((Letter::of(state), slice.tally.in_state_ms(state))).filter(|(_, ms)| *ms > 0);
        Self(
            read::storable(&slice.external_id).into_owned(),
            slice.group.as_deref().map(|group| read::storable(group).into_owned()),
            slice.queue.as_deref().map(|queue| read::storable(queue).into_owned()),
            AgentState::ALL.into_iter().filter_map(ms).collect(),
            slice.tally.not_observed_ms,
            slice.tally.calls,
        )
    }

    fn slice(self, start: UnixMs) -> Slice {
        let Self(external_id, group, queue, in_state, not_observed_ms, calls) = self;
        let mut tally = Tally { not_observed_ms, calls, ..Tally::default() };
        for (letter, ms) in in_state {
            tally.add_ms(Some(letter.state()), ms);
        }
        Slice { start, external_id, group, queue, tally }
    }
}

impl HalfHourRow {
    fn read(self) -> StoreResult<HalfHour> {
        let start = UnixMs(self.start_ms);
        let packed: Vec<Packed> = read::json(&self.slices_json, WHAT)?;
        Ok(HalfHour { start, slices: packed.into_iter().map(|packed| packed.slice(start)).collect() })
    }
}

/// The latest beginning of a half hour that is over by `moment`, as [`FORGET_AFTER`] takes it.
pub(crate) const fn begun_before(moment: UnixMs) -> i64 {
    moment.0.saturating_sub(HALF_HOUR_MS)
}

impl Store {
    /// The half hours of a connection that are kept, of those that begin from `from` up to and without `until`.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn half_hours(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        from: UnixMs,
        until: UnixMs,
    ) -> StoreResult<Vec<HalfHour>> {
        let select = "SELECT start_ms, slices_json FROM half_hours
             WHERE tenant_id = $1 AND connection_id = $2 AND start_ms >= $3 AND start_ms < $4
             ORDER BY start_ms";
        let rows = self.rows_between::<HalfHourRow>(select, tenant, connection, (from, until)).await?;
        rows.into_iter().map(HalfHourRow::read).collect()
    }

    /// The beginnings of the half hours of a connection that are kept.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn kept_half_hours(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        from: UnixMs,
        until: UnixMs,
    ) -> StoreResult<Vec<UnixMs>> {
        let starts = on_pool!(self, |pool| {
            sqlx::query_scalar::<_, i64>(
                "SELECT start_ms FROM half_hours
                 WHERE tenant_id = $1 AND connection_id = $2 AND start_ms >= $3 AND start_ms < $4
                 ORDER BY start_ms",
            )
            .bind(tenant.to_string())
            .bind(connection.to_string())
            .bind(from.0)
            .bind(until.0)
            .fetch_all(pool)
            .await
        })?;
        Ok(starts.into_iter().map(UnixMs).collect())
    }

    /// Keeps these half hours; one that is there already stays.
    ///
    /// # Errors
    /// [`StoreError::NotFound`](crate::store::StoreError::NotFound) when the tenant has no such connection.
    pub async fn keep_half_hours(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        half_hours: &[HalfHour],
    ) -> StoreResult<()> {
        let (tenant, connection) = (tenant.to_string(), connection.to_string());
        for rows in half_hours.chunks(ROWS_PER_STATEMENT) {
            let packed = |half: &HalfHour| {
                let slices: Vec<Packed> = half.slices.iter().map(Packed::of).collect();
                Ok((half.start.0, read::to_json(&slices, WHAT)?))
            };
            let rows = rows.iter().map(packed).collect::<StoreResult<Vec<_>>>()?;
            on_pool!(self, |pool| {
                let mut insert =
                    QueryBuilder::new("INSERT INTO half_hours (tenant_id, connection_id, start_ms, slices_json) ");
                insert.push_values(&rows, |mut tuple, (start_ms, slices_json)| {
                    tuple
                        .push_bind(tenant.as_str())
                        .push_bind(connection.as_str())
                        .push_bind(*start_ms)
                        .push_bind(slices_json.as_str());
                });
                insert.push(" ON CONFLICT (tenant_id, connection_id, start_ms) DO NOTHING");
                insert.build().persistent(false).execute(pool).await.map(drop)
            })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_that_is_packed_is_the_same_afterwards() {
        let mut tally = Tally { not_observed_ms: 3, calls: Some(2), ..Tally::default() };
        for (ms, state) in (1..).zip(AgentState::ALL) {
            tally.add_ms(Some(state), ms);
        }
        let slice =
            Slice { start: UnixMs(0), external_id: "7".to_owned(), group: Some("CSKH".to_owned()), queue: None, tally };

        let text = read::to_json(&Packed::of(&slice), WHAT).unwrap();

        assert!(text.starts_with(r#"["7","CSKH",null,[["A",1],["R",2],"#), "{text}");
        assert_eq!(read::json::<Packed>(&text, WHAT).unwrap().slice(UnixMs(0)), slice);
    }
}
