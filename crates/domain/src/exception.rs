//! What is wrong on the floor, worst first: agents over their limits, dead calls, and connections that went stale.

use serde::Deserialize;
use serde::Serialize;

use crate::board::Board;
use crate::freshness::Freshness;
use crate::id::ConnectionIndex;
use crate::id::RowId;
use crate::limits::Level;
use crate::limits::Limited;
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

const fn kind_of(limited: Limited) -> ExceptionKind {
    match limited {
        Limited::Ringing => ExceptionKind::LongRing,
        Limited::Paused => ExceptionKind::PauseOverLimit,
        Limited::Unavailable => ExceptionKind::LongUnavailable,
        Limited::WrapUp => ExceptionKind::StuckWrapUp,
        Limited::OnCall => ExceptionKind::LongCall,
        Limited::Available => ExceptionKind::LongIdle,
        Limited::Dead => ExceptionKind::DeadCall,
        Limited::Stale => ExceptionKind::StaleConnection,
    }
}

/// Everything that is wrong at `now`: alarms before warnings, then by kind, then the longest over its limit first.
///
/// Stale rows raise nothing of their own, since their clocks have stopped; their connection does.
pub fn exceptions(board: &Board, limits: &Limits, now: UnixMs) -> Vec<Exception> {
    let mut found = Vec::new();
    for (index, connection) in &board.connections {
        if connection.freshness(now) != Freshness::Stale || connection.health.last_try_at.is_none() {
            continue;
        }
        let limit = limits.at(index, Limited::Stale, None);
        let for_s = connection.health.last_ok_at.map(|at| now.seconds_since(at));
        // What was never right is beyond every limit.
        let level = limit.level(for_s.unwrap_or(i64::MAX));
        if level > Level::Normal {
            found.push(Exception {
                kind: kind_of(Limited::Stale),
                level,
                subject: Subject::Connection(*index),
                for_s,
                limit_s: limit.crossed(level),
            });
        }
    }
    for (id, row) in &board.rows {
        let level = limits.level(row, now);
        let (Level::Attention | Level::Alarm, Some(limited)) = (level, Limited::of(row.state, row.sub)) else {
            continue;
        };
        if board.freshness_of(row, now) == Freshness::Stale {
            continue;
        }
        found.push(Exception {
            kind: kind_of(limited),
            level,
            subject: Subject::Row(*id),
            for_s: row.in_state_s(now),
            limit_s: limits.for_row(row).crossed(level),
        });
    }
    found.sort_by_key(|exception| {
        let over_s = exception.for_s.unwrap_or(i64::MAX).saturating_sub(exception.limit_s.map_or(0, i64::from));
        (std::cmp::Reverse(exception.level), exception.kind, std::cmp::Reverse(over_s), exception.subject)
    });
    found
}
