//! One agent's page and day, and how both are named in an address; the export of a day reads the same words.

use std::str::FromStr;

use backend::auth::TenantCtx;
use backend::history;
use backend::history::AgentDayError;
use backend::history::KnownAgent;
use backend::runtime::Backend;
use domain::agent_day::Day;
use domain::board::AgentRow;
use domain::board::Board;
use domain::board::ConnectionView;
use domain::capability::Capabilities;
use domain::counts::Counts;
use domain::fold::fold;
use domain::health::ConnectionHealth;
use domain::id::ConnectionId;
use domain::limits::Limits;
use jiff::civil::Date;

use super::Caller;
use super::failed;
use super::me;
use super::recording::recording_of;
use super::single_keys;
use crate::api::FirstPaint;
use crate::api::agent_day::AgentPaint;
use crate::api::agent_day::AgentTold;
use crate::api::agent_day::Neighbour;
use crate::api::agent_day::agent_key;
use crate::error::AppError;

/// Connection and identifier of the agent that an address names; none when it names nobody.
pub fn named_agent(key: &str) -> Option<(ConnectionId, &str)> {
    let (connection, external_id) = key.split_once(':')?;
    Some((ConnectionId::from_str(connection).ok()?, external_id)).filter(|(_, external_id)| !external_id.is_empty())
}

/// The day that an address names, today where it names none; and whether today stands in place of one that makes no sense.
///
/// # Errors
/// [`AppError::Internal`] when not even today is a day.
pub fn named_day(backend: &Backend, ctx: &TenantCtx, date: &str) -> Result<(Day, bool), AppError> {
    let (zone, now) = (backend.zone_for(ctx), backend.now());
    let named = Date::from_str(date).ok().and_then(|date| history::day(date, &zone, now));
    let not_a_day = !date.is_empty() && named.is_none();
    let day = named.or_else(|| history::day(history::today(now, &zone), &zone, now));
    Ok((day.ok_or(AppError::Internal)?, not_a_day))
}

/// The agent and the day.
pub(crate) async fn told(caller: &Caller, key: &str, date: &str) -> Result<(AgentTold, KnownAgent, bool), AppError> {
    let Caller { backend, ctx, .. } = caller;
    let (connection, external_id) = named_agent(key).ok_or_else(|| failed(AppError::NotFound))?;
    let (day, not_a_day) = named_day(backend, ctx, date).map_err(failed)?;
    let known = backend.known_agent(ctx, connection, external_id).await.map_err(told_error)?;
    let day = backend.agent_day(ctx, connection, external_id, day).await.map_err(told_error)?;
    let recording = recording_of(caller, connection, external_id).await?;
    Ok((AgentTold { agent: known.agent.clone(), on_floor: known.on_floor, day, recording }, known, not_a_day))
}

fn told_error(error: AgentDayError) -> AppError {
    failed(match error {
        AgentDayError::NotFound => AppError::NotFound,
        AgentDayError::Unavailable(_) => AppError::Unavailable,
    })
}

/// The whole page.
pub(crate) async fn page(caller: &Caller, key: &str, date: &str) -> Result<AgentPaint, AppError> {
    let (told, known, not_a_day) = told(caller, key, date).await?;
    let Caller { backend, ctx, .. } = caller;
    let now = backend.now();
    let limits = Limits::default();
    let whole = backend
        .hub()
        .board(ctx.tenant_id(), &ctx.audience(), ctx.scope_filter(), now)
        .unwrap_or_else(|| Board { now, ..Board::default() });
    let counts = Counts::of(&whole, &limits, now);
    let (previous, next) = neighbours(&whole, &known);
    let own = |row: &AgentRow| Some(row.connection) == known.on_floor && row.external_id == known.agent.external_id;
    let rows = whole.rows.iter().filter(|(_, row)| own(row)).map(|(id, row)| (*id, row.clone())).collect();
    let board = Board { rows, ..whole };
    let connection = board.connections.values().find(|view| view.id == known.connection).cloned();
    Ok(AgentPaint {
        key: agent_key(known.connection, &known.agent.external_id),
        connection: connection.unwrap_or_else(|| not_on_the_floor(&known)),
        told,
        previous,
        next,
        not_a_day,
        first: FirstPaint {
            me: me(caller),
            whole: false,
            board,
            arrangement: domain::arrange::Arrangement::default(),
            counts,
            exceptions: Vec::new(),
            alarms: backend.alarms_for(&caller.ctx),
            single_keys: single_keys(),
            zone: caller.clocks(),
        },
    })
}

/// A connection of which no more than its name is known here.
fn not_on_the_floor(known: &KnownAgent) -> ConnectionView {
    ConnectionView {
        id: known.connection,
        kind: known.kind,
        name: known.connection_name.clone(),
        health: ConnectionHealth::default(),
        totals: None,
        capabilities: Capabilities::default(),
        allowance: None,
        unmapped: Vec::new(),
    }
}

/// Who stands before and after the agent in the order of names, of those the caller may see.
fn neighbours(board: &Board, known: &KnownAgent) -> (Option<Neighbour>, Option<Neighbour>) {
    let place =
        |name: &str, connection: ConnectionId, external_id: &str| (fold(name), connection, external_id.to_owned());
    let own = place(&known.agent.display_name, known.connection, &known.agent.external_id);
    let (mut before, mut after) = (None, None);
    for row in board.rows.values() {
        let Some(connection) = board.connection_of(row) else { continue };
        let at = place(&row.name, connection.id, &row.external_id);
        if at < own && before.as_ref().is_none_or(|(best, _)| at > *best) {
            before = Some((at, row));
        } else if at > own && after.as_ref().is_none_or(|(best, _)| at < *best) {
            after = Some((at, row));
        }
    }
    let neighbour = |found: Option<((String, ConnectionId, String), &AgentRow)>| {
        found.map(|((_, connection, external_id), row)| Neighbour {
            key: agent_key(connection, &external_id),
            name: row.name.clone(),
        })
    };
    (neighbour(before), neighbour(after))
}
