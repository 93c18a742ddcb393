//! One look at a board with one rule's eyes.
//!
//! What is not known could be anything. A count is therefore measured as the least and the most it can be: only when both
//! lie on one side of the threshold is it known on which side the floor is.

use serde::Deserialize;
use serde::Serialize;

use crate::agent::AgentState;
use crate::board::AgentRow;
use crate::board::Board;
use crate::board::ConnectionView;
use crate::capability::Capability;
use crate::freshness::Freshness;
use crate::id::ConnectionId;
use crate::report::Need;
use crate::rule::Bound;
use crate::rule::Condition;
use crate::rule::Figure;
use crate::rule::Measure;
use crate::rule::RuleSpec;
use crate::rule::Trouble;
use crate::rule::Who;
use crate::rule::scope::Scoped;
use crate::time::UnixMs;

/// Why a rule cannot tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A connection brings nothing fresh.
    StaleConnection,
    /// Of some agents it is not known what they are doing.
    AgentsUnknown,
    /// No provider reports the figure.
    NotReported,
    /// There is nothing to look at: no connection of the scope is switched on.
    NothingToWatch,
    /// Nobody was looking at the time.
    NotObserved,
}

/// What a rule found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum Subject {
    /// An agent.
    Agent {
        /// Of which connection.
        connection: ConnectionId,
        /// The provider's identifier.
        external_id: String,
        /// The name to show.
        name: String,
    },
    /// A queue.
    Queue {
        /// Of which connection.
        connection: ConnectionId,
        /// The provider's identifier.
        id: String,
        /// The name to show.
        name: String,
    },
    /// A connection.
    Connection {
        /// Which one.
        connection: ConnectionId,
        /// The name to show.
        name: String,
    },
}

impl Subject {
    /// The connection it belongs to.
    pub const fn connection(&self) -> ConnectionId {
        match self {
            Self::Agent { connection, .. } | Self::Queue { connection, .. } | Self::Connection { connection, .. } => {
                *connection
            }
        }
    }

    /// The name to show.
    pub fn name(&self) -> &str {
        match self {
            Self::Agent { name, .. } | Self::Queue { name, .. } | Self::Connection { name, .. } => name,
        }
    }
}

/// On which side of a rule's threshold the floor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Zone {
    /// All is well.
    Under,
    /// Not bad enough to raise an alarm, not good enough to clear one.
    Between,
    /// Bad.
    Over,
}

/// What one look showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// It is known.
    Known {
        /// On which side.
        zone: Zone,
        /// The figure: agents, hundredths, the worst queue's figure, connections.
        value: u32,
        /// What was found.
        subjects: Vec<Subject>,
    },
    /// It is not.
    Unknown(Cause),
}

/// Looks at a tenant's whole board.
pub fn measure(spec: &RuleSpec, board: &Board, now: UnixMs) -> Reading {
    let scoped = Scoped::new(board, &spec.scope);
    if scoped.connections().next().is_none() {
        return Reading::Unknown(Cause::NothingToWatch);
    }
    let slack = spec.clearing.slack;
    match &spec.condition {
        Condition::AgentInState { who, longer_than_s } => {
            let seen = Agents::of(scoped, now, who, |row| {
                row.in_state_s(now).is_some_and(|in_state_s| in_state_s >= i64::from(*longer_than_s))
            });
            seen.reading(|met, _, unknown| (met + unknown.min(1), met), |heads| zone(heads, Bound::AtLeast, 1, 0))
        }
        Condition::AgentCount { who, measure, bound, threshold } => {
            let seen = Agents::of(scoped, now, who, |_| true);
            let zone = |figure| zone(figure, *bound, *threshold, slack);
            match measure {
                Measure::Agents => seen.reading(|met, _, unknown| (met + unknown, met), zone),
                Measure::Percent if seen.logged_in + seen.unknown == 0 && seen.stale_connections == 0 => {
                    Reading::Known { zone: Zone::Under, value: 0, subjects: Vec::new() }
                }
                Measure::Percent => seen.reading(percent, zone),
            }
        }
        Condition::QueueFigure { figure, at_least } => queue_figure(scoped, *figure, *at_least, slack, now),
        Condition::Connection { trouble } => connections(scoped, *trouble, now),
    }
}

/// Where a figure lies. The slack is taken off the threshold on the good side.
const fn zone(figure: u32, bound: Bound, threshold: u32, slack: u32) -> Zone {
    let (is_over, is_between) = match bound {
        Bound::AtLeast => (figure >= threshold, figure >= threshold.saturating_sub(slack)),
        Bound::AtMost => (figure <= threshold, figure <= threshold.saturating_add(slack)),
    };
    match (is_over, is_between) {
        (true, _) => Zone::Over,
        (false, true) => Zone::Between,
        (false, false) => Zone::Under,
    }
}

/// The most and the least that `met` of `logged_in` can be in hundredths, when nothing is known of `unknown` more.
fn percent(met: u32, logged_in: u32, unknown: u32) -> (u32, u32) {
    let of = |part: u32, whole: u32| {
        let hundredths = u64::from(part) * 100 / u64::from(whole.max(1));
        u32::try_from(hundredths).unwrap_or(100).min(100)
    };
    let everybody = logged_in.saturating_add(unknown);
    (of(met.saturating_add(unknown), everybody), of(met, everybody))
}

/// The agents of a scope, counted by what is known of them.
struct Agents {
    met: Vec<(i64, Subject)>,
    logged_in: u32,
    unknown: u32,
    stale_connections: u32,
}

impl Agents {
    fn of(scoped: Scoped<'_>, now: UnixMs, who: &Who, is_met: impl Fn(&AgentRow) -> bool) -> Self {
        let mut seen = Self { met: Vec::new(), logged_in: 0, unknown: 0, stale_connections: 0 };
        for (connection, row) in scoped.rows() {
            let is_stale = row.freshness(connection, now) == Freshness::Stale;
            // A state without a word of ours could be any, unless it is the one that is asked for.
            let is_unknown = row.state == AgentState::Unknown && !who.states.contains(&AgentState::Unknown);
            if is_stale || is_unknown {
                seen.unknown += 1;
                continue;
            }
            seen.logged_in += u32::from(row.state.is_logged_in());
            if who.is_met_by(row) && is_met(row) {
                seen.met.push((row.since_s.unwrap_or(i64::MAX), agent(connection, row)));
            }
        }
        let is_here = |index| {
            let mut rows = scoped.board.rows.values().filter(|row| row.connection == index).peekable();
            rows.peek().is_none() || scoped.rows().any(|(_, row)| row.connection == index)
        };
        let stale = scoped
            .connections()
            .filter(|(index, connection)| connection.freshness(now) == Freshness::Stale && is_here(*index));
        seen.stale_connections = count(stale.count());
        seen.met.sort();
        seen
    }

    /// `range` makes the most and the least of heads that meet the condition, heads logged in and heads unknown. Who may
    /// have logged in where a connection is silent, nobody can say.
    fn reading(self, range: impl Fn(u32, u32, u32) -> (u32, u32), zone: impl Fn(u32) -> Zone) -> Reading {
        const ANYBODY: u32 = u32::MAX / 4;
        let met = count(self.met.len());
        let unseen = if self.stale_connections > 0 { ANYBODY } else { self.unknown };
        let (most, least) = range(met, self.logged_in, unseen);
        let zone = match (zone(most), zone(least)) {
            (most, least) if most == least => most,
            _ if self.stale_connections > 0 => return Reading::Unknown(Cause::StaleConnection),
            _ => return Reading::Unknown(Cause::AgentsUnknown),
        };
        let (_, value) = range(met, self.logged_in, 0);
        Reading::Known { zone, value, subjects: self.met.into_iter().map(|(_, subject)| subject).collect() }
    }
}

fn agent(connection: &ConnectionView, row: &AgentRow) -> Subject {
    Subject::Agent { connection: connection.id, external_id: row.external_id.clone(), name: row.name.clone() }
}

fn queue_figure(scoped: Scoped<'_>, figure: Figure, at_least: u32, slack: u32, now: UnixMs) -> Reading {
    let mut worst: Option<u32> = None;
    let mut subjects = Vec::new();
    let mut is_stale = scoped.connections().any(|(index, connection)| {
        // A connection that told no queue yet may have any.
        let told_none = !scoped.board.queues.values().any(|queue| queue.connection == index);
        told_none
            && connection.capabilities.allows(Capability::QueueFigures)
            && connection.freshness(now) == Freshness::Stale
    });
    let mut lacks_one = scoped.lacks_a_named_queue();
    let names_queues = !scoped.names_no_queue();
    for (connection, queue) in scoped.queues() {
        let Some(value) = figure.of(&queue.reported) else {
            lacks_one |= names_queues;
            continue;
        };
        if queue.freshness(connection, now) == Freshness::Stale {
            is_stale = true;
            continue;
        }
        worst = worst.max(Some(value));
        if value >= at_least {
            let named = &queue.reported.queue;
            subjects.push((
                std::cmp::Reverse(value),
                Subject::Queue { connection: connection.id, id: named.id.clone(), name: named.label().to_owned() },
            ));
        }
    }
    let found = worst.map(|value| (value, zone(value, Bound::AtLeast, at_least, slack)));
    match found {
        Some((value, Zone::Over)) => {
            subjects.sort();
            let subjects = subjects.into_iter().map(|(_, subject)| subject).collect();
            Reading::Known { zone: Zone::Over, value, subjects }
        }
        _ if is_stale => Reading::Unknown(Cause::StaleConnection),
        Some((value, zone)) if !lacks_one => Reading::Known { zone, value, subjects: Vec::new() },
        Some(_) | None => Reading::Unknown(Cause::NotReported),
    }
}

/// A connection's condition is ours to know; only one that was never tried is not known yet.
fn connections(scoped: Scoped<'_>, trouble: Trouble, now: UnixMs) -> Reading {
    let mut subjects = Vec::new();
    let mut untried = false;
    for (_, connection) in scoped.connections() {
        if connection.health.last_try_at.is_none() {
            untried = true;
            continue;
        }
        let is_down = match trouble {
            Trouble::Stale => connection.freshness(now) == Freshness::Stale,
            Trouble::Failed => connection.health.status.need() == Need::Alarm,
        };
        if is_down {
            subjects.push(Subject::Connection { connection: connection.id, name: connection.name.clone() });
        }
    }
    if subjects.is_empty() && untried {
        return Reading::Unknown(Cause::StaleConnection);
    }
    let zone = if subjects.is_empty() { Zone::Under } else { Zone::Over };
    Reading::Known { zone, value: count(subjects.len()), subjects }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
