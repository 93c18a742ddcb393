//! Which open alarms an audience sees, and how much of each.
//!
//! A limited person sees of an alarm over single agents, queues or connections those that they see on their own board, and
//! nothing when there is none; a count only when everything it counts lies within their limits, for a part of it would tell of
//! the rest. A screen on a wall is told what is wrong and how many it concerns, not whom: what it shows of agents are
//! its tiles.

use std::collections::HashSet;

use domain::alarm::Alarm;
use domain::alarm::Alarms;
use domain::alarm::SUBJECTS_SENT;
use domain::audience::Audience;
use domain::audience::Numbers;
use domain::audience::ScopeFilter;
use domain::board::Board;
use domain::id::ConnectionId;
use domain::rule::Subject;

use crate::rules::OpenAlarm;
use crate::rules::OpenAlarms;

/// What somebody with this audience's board is shown.
pub(crate) fn seen(open: &OpenAlarms, audience: &Audience, filter: Option<&ScopeFilter>, board: &Board) -> Alarms {
    let limits = filter.map(|filter| (filter, Names::on(board)));
    let alarms = open.list.iter().filter_map(|open| match &limits {
        None => Some(open.alarm.clone()),
        Some((filter, names)) => within(open, filter, names),
    });
    Alarms::new(
        open.is_watched,
        alarms
            .map(|mut alarm| {
                match audience.numbers {
                    Numbers::None => alarm.subjects.clear(),
                    Numbers::Full | Numbers::Masked => alarm.subjects.truncate(SUBJECTS_SENT),
                }
                alarm
            })
            .collect(),
    )
}

fn within(open: &OpenAlarm, filter: &ScopeFilter, names: &Names<'_>) -> Option<Alarm> {
    let mut alarm = open.alarm.clone();
    if open.scope.within(filter).as_ref() == Some(&open.scope) {
        return Some(alarm);
    }
    if open.is_a_count {
        return None;
    }
    // The figure is that of the first subject, or the number of all.
    let first = alarm.subjects.first().cloned();
    let is_a_number = alarm.value == Some(alarm.count);
    alarm.subjects.retain(|subject| names.has(subject));
    alarm.count = u32::try_from(alarm.subjects.len()).unwrap_or(u32::MAX);
    if is_a_number {
        alarm.value = Some(alarm.count);
    } else if alarm.subjects.first() != first.as_ref() {
        alarm.value = None;
    }
    (!alarm.subjects.is_empty()).then_some(alarm)
}

/// What stands on a board.
struct Names<'a> {
    agents: HashSet<(ConnectionId, &'a str)>,
    queues: HashSet<(ConnectionId, &'a str)>,
    connections: HashSet<ConnectionId>,
}

impl<'a> Names<'a> {
    fn on(board: &'a Board) -> Self {
        let id = |index| board.connections.get(index).map(|connection| connection.id);
        let agents = board.rows.values().filter_map(|row| Some((id(&row.connection)?, row.external_id.as_str())));
        let queues =
            board.queues.values().filter_map(|queue| Some((id(&queue.connection)?, queue.reported.queue.id.as_str())));
        Self {
            agents: agents.collect(),
            queues: queues.collect(),
            connections: board.connections.values().map(|connection| connection.id).collect(),
        }
    }

    fn has(&self, subject: &Subject) -> bool {
        match subject {
            Subject::Agent { connection, external_id, .. } => {
                self.agents.contains(&(*connection, external_id.as_str()))
            }
            Subject::Queue { connection, id, .. } => self.queues.contains(&(*connection, id.as_str())),
            Subject::Connection { connection, .. } => self.connections.contains(connection),
        }
    }
}
