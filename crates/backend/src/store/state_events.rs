//! What is kept of the past: one row for each change of state, only ever added.

mod append;
pub(crate) mod days;

use domain::agent::AgentState;
use domain::agent::SubState;
use domain::call::Direction;
use domain::clock::SinceSource;
use domain::history::StateEvent;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::time::UnixMs;
use sqlx::FromRow;

use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::on_pool;
use crate::store::read;

/// The columns of [`StateEventRow`], of the table named `e`.
macro_rules! columns {
    () => {
        "e.external_id, e.from_state, e.to_state, e.at_ms, e.seen_at_ms, e.source, e.is_lower_bound, e.precision_s,
         e.sub_state, e.raw_status, e.pause_reason, e.direction, e.group_name, e.campaign, e.queue, e.calls_today,
         e.gap_before"
    };
}

#[derive(FromRow)]
struct StateEventRow {
    external_id: String,
    from_state: Option<String>,
    to_state: String,
    at_ms: i64,
    seen_at_ms: i64,
    source: String,
    is_lower_bound: i64,
    precision_s: i64,
    sub_state: Option<String>,
    raw_status: String,
    pause_reason: Option<String>,
    direction: Option<String>,
    group_name: Option<String>,
    campaign: Option<String>,
    queue: Option<String>,
    calls_today: Option<i64>,
    gap_before: i64,
}

impl StateEventRow {
    fn read(self) -> StoreResult<StateEvent> {
        Ok(StateEvent {
            external_id: self.external_id,
            from: self.from_state.as_deref().map(state).transpose()?,
            to: state(&self.to_state)?,
            at: UnixMs(self.at_ms),
            seen_at: UnixMs(self.seen_at_ms),
            source: source(&self.source)?,
            is_lower_bound: self.is_lower_bound != 0,
            precision_s: u16::try_from(self.precision_s).unwrap_or(u16::MAX),
            sub: self.sub_state.as_deref().map(sub_state).transpose()?,
            raw_status: self.raw_status,
            pause_reason: self.pause_reason,
            direction: self.direction.as_deref().map(direction).transpose()?,
            group: self.group_name,
            campaign: self.campaign,
            queue: self.queue,
            calls_today: self.calls_today.and_then(|calls| u32::try_from(calls).ok()),
            gap_before: self.gap_before != 0,
        })
    }
}

impl Store {
    /// Whether anything is kept of the connection's past.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn has_state_events(&self, tenant: TenantId, connection: ConnectionId) -> StoreResult<bool> {
        let found: Option<(i64,)> = on_pool!(self, |pool| {
            sqlx::query_as("SELECT at_ms FROM state_events WHERE tenant_id = $1 AND connection_id = $2 LIMIT 1")
                .bind(tenant.to_string())
                .bind(connection.to_string())
                .fetch_optional(pool)
                .await
        })?;
        Ok(found.is_some())
    }

    /// One agent's changes that were seen from `from` up to and without `until`, oldest first.
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
            sqlx::query_as::<_, StateEventRow>(concat!(
                "SELECT ",
                columns!(),
                " FROM state_events e
                 WHERE e.tenant_id = $1 AND e.connection_id = $2 AND e.external_id = $3
                   AND e.seen_at_ms >= $4 AND e.seen_at_ms < $5
                 ORDER BY e.seen_at_ms",
            ))
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

    /// The changes of all agents of a connection that were seen from `from` up to and without `until`, oldest first.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn state_events_of_all(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        from: UnixMs,
        until: UnixMs,
    ) -> StoreResult<Vec<StateEvent>> {
        let select = concat!(
            "SELECT ",
            columns!(),
            " FROM state_events e
             WHERE e.tenant_id = $1 AND e.connection_id = $2 AND e.seen_at_ms >= $3 AND e.seen_at_ms < $4
             ORDER BY e.seen_at_ms",
        );
        let rows = self.rows_between::<StateEventRow>(select, tenant, connection, (from, until)).await?;
        rows.into_iter().map(StateEventRow::read).collect()
    }

    /// When the last change was seen, from `from` up to and without `until`, that tells of a time before `from`.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn reached_back_until(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        from: UnixMs,
        until: UnixMs,
    ) -> StoreResult<Option<UnixMs>> {
        let seen_at = on_pool!(self, |pool| {
            sqlx::query_scalar::<_, Option<i64>>(
                "SELECT MAX(seen_at_ms) FROM state_events
                 WHERE tenant_id = $1 AND connection_id = $2 AND seen_at_ms >= $3 AND seen_at_ms < $4 AND at_ms < $3",
            )
            .bind(tenant.to_string())
            .bind(connection.to_string())
            .bind(from.0)
            .bind(until.0)
            .fetch_one(pool)
            .await
        })?;
        Ok(seen_at.map(UnixMs))
    }

    /// When the first change of a connection that is kept was seen.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn first_state_event_at(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
    ) -> StoreResult<Option<UnixMs>> {
        let seen_at = on_pool!(self, |pool| {
            sqlx::query_scalar::<_, Option<i64>>(
                "SELECT MIN(seen_at_ms) FROM state_events WHERE tenant_id = $1 AND connection_id = $2",
            )
            .bind(tenant.to_string())
            .bind(connection.to_string())
            .fetch_one(pool)
            .await
        })?;
        Ok(seen_at.map(UnixMs))
    }

    /// The changes by which agents of a connection came to be logged in or ceased to be, or were seen for the first time,
    /// from `from` up to and without `until`, oldest first.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn login_events(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        from: UnixMs,
        until: UnixMs,
    ) -> StoreResult<Vec<StateEvent>> {
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, StateEventRow>(concat!(
                "SELECT ",
                columns!(),
                " FROM state_events e
                 WHERE e.tenant_id = $1 AND e.connection_id = $2 AND e.seen_at_ms >= $3 AND e.seen_at_ms < $4
                   AND (e.from_state IS NULL OR e.from_state = $5 OR e.to_state = $5)
                 ORDER BY e.seen_at_ms",
            ))
            .bind(tenant.to_string())
            .bind(connection.to_string())
            .bind(from.0)
            .bind(until.0)
            .bind(AgentState::LoggedOut.slug())
            .fetch_all(pool)
            .await
        })?;
        rows.into_iter().map(StateEventRow::read).collect()
    }

    /// The last change of each agent of a connection that was seen before `before`: how the floor stood then. One agent
    /// only, where one is named.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn last_state_events(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        external_id: Option<&str>,
        before: UnixMs,
    ) -> StoreResult<Vec<StateEvent>> {
        // SQLite keeps the order of a cross join: from the few agents to one event each, never through all events.
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, StateEventRow>(concat!(
                "SELECT ",
                columns!(),
                " FROM agents a CROSS JOIN state_events e
                 WHERE a.tenant_id = $1 AND a.connection_id = $2 AND (CAST($4 AS TEXT) IS NULL OR a.external_id = $4)
                   AND e.tenant_id = $1 AND e.connection_id = $2 AND e.external_id = a.external_id
                   AND e.seen_at_ms = (SELECT MAX(l.seen_at_ms) FROM state_events l
                                       WHERE l.tenant_id = $1 AND l.connection_id = $2
                                         AND l.external_id = a.external_id AND l.seen_at_ms < $3)
                 ORDER BY e.seen_at_ms",
            ))
            .bind(tenant.to_string())
            .bind(connection.to_string())
            .bind(before.0)
            .bind(external_id.map(read::storable))
            .fetch_all(pool)
            .await
        })?;
        rows.into_iter().map(StateEventRow::read).collect()
    }
}

fn state(slug: &str) -> StoreResult<AgentState> {
    AgentState::from_slug(slug).ok_or(StoreError::corrupt("agent state"))
}

fn sub_state(slug: &str) -> StoreResult<SubState> {
    SubState::from_slug(slug).ok_or(StoreError::corrupt("sub-state"))
}

const fn direction_letter(direction: Direction) -> &'static str {
    match direction {
        Direction::Inbound => "I",
        Direction::Outbound => "O",
        Direction::Internal => "X",
        Direction::Unknown => "U",
    }
}

fn direction(letter: &str) -> StoreResult<Direction> {
    [Direction::Inbound, Direction::Outbound, Direction::Internal, Direction::Unknown]
        .into_iter()
        .find(|direction| direction_letter(*direction) == letter)
        .ok_or(StoreError::corrupt("call direction"))
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
