//! What is wrong on the floor, worst first: agents over their limits, dead calls, and connections that went stale.

use serde::Deserialize;
use serde::Serialize;

use crate::agent::AgentState;
use crate::agent::SubState;
use crate::board::Board;
use crate::freshness::Freshness;
use crate::id::ConnectionIndex;
use crate::id::RowId;
use crate::limits::Level;
use crate::limits::Limits;
use crate::time::UnixMs;

/// What kind of thing is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ExceptionKind {
    /// A connection brings no fresh rows.
    StaleConnection,
    /// The customer left and the agent is still on the call.
    DeadCall,
    /// A call rings too long.
    LongRing,
    /// A pause is over its limit.
    PauseOverLimit,
    /// Wrap-up does not end.
    StuckWrapUp,
    /// Unavailable for too long.
    LongUnavailable,
    /// A call takes very long.
    LongCall,
    /// Nobody calls this agent.
    LongIdle,
}

/// Whom it concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Subject {
    /// An agent.
    Row(RowId),
    /// A connection.
    Connection(ConnectionIndex),
}

/// One thing that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// What kind.
    pub kind: ExceptionKind,
    /// How bad.
    pub level: Level,
    /// Whom it concerns.
    pub subject: Subject,
    /// For how long, in whole seconds; none when it was never right.
    pub for_s: Option<i64>,
    /// The limit that was crossed, in seconds.
    pub limit_s: Option<u32>,
}

const fn kind_of(state: AgentState, sub: Option<SubState>) -> Option<ExceptionKind> {
    if matches!(sub, Some(SubState::Dead)) {
        return Some(ExceptionKind::DeadCall);
    }
    match state {
        AgentState::Ringing => Some(ExceptionKind::LongRing),
        AgentState::WrapUp => Some(ExceptionKind::StuckWrapUp),
        AgentState::Paused => Some(ExceptionKind::PauseOverLimit),
        AgentState::Unavailable => Some(ExceptionKind::LongUnavailable),
        AgentState::OnCall | AgentState::OnHold => Some(ExceptionKind::LongCall),
        AgentState::Available => Some(ExceptionKind::LongIdle),
        AgentState::Dialing | AgentState::LoggedOut | AgentState::Unknown => None,
    }
}

/// Everything that is wrong at `now`: alarms before warnings, then by kind, then the longest over its limit first.
///
/// Stale rows raise nothing of their own, since their clocks have stopped; their connection does.
pub fn exceptions(board: &Board, limits: &Limits, now: UnixMs) -> Vec<Exception> {
    let mut found = Vec::new();
    for (index, connection) in &board.connections {
        if connection.freshness(now) == Freshness::Stale && connection.health.last_try_at.is_some() {
            found.push(Exception {
                kind: ExceptionKind::StaleConnection,
                level: Level::Alarm,
                subject: Subject::Connection(*index),
                for_s: connection.health.last_ok_at.map(|at| now.seconds_since(at)),
                limit_s: None,
            });
        }
    }
    for (id, row) in &board.rows {
        let level = limits.level(row, now);
        let (Level::Attention | Level::Alarm, Some(kind)) = (level, kind_of(row.state, row.sub)) else { continue };
        if board.freshness_of(row, now) == Freshness::Stale {
            continue;
        }
        found.push(Exception {
            kind,
            level,
            subject: Subject::Row(*id),
            for_s: row.in_state_s(now),
            limit_s: limits.for_row(row.state, row.sub).crossed(level),
        });
    }
    found.sort_by_key(|exception| {
        let over_s = exception.for_s.unwrap_or(i64::MAX).saturating_sub(exception.limit_s.map_or(0, i64::from));
        (std::cmp::Reverse(exception.level), exception.kind, std::cmp::Reverse(over_s), exception.subject)
    });
    found
}
