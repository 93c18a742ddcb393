//! Which callin queues an agent is really in. The agent list shows one of them; asking for the agents of every inbound
//! queue shows all (decision A6).
//!
//! It costs a request for every page of every queue (decision A7), so it serves administration and not the floor, and
//! it keeps nothing: how long a scan may be relied on is the caller's decision.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use domain::administration::Route;
use domain::queue::Completeness;
use domain::queue::NamedRef;
use domain::queue::QueueMembership;
use domain::time::UnixMs;

use super::client::Haste;
use super::client::Link;
use super::client::List;
use super::normalise::is_foreign;
use super::queues;
use super::row::AgentRow;
use super::row::distinct;
use crate::ProviderError;
use crate::administration::InboundQueue;
use crate::http::Stopwatch;

pub use domain::administration::ScanProgress;

/// The memberships as one scan shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MembershipScan {
    /// Agents asked for, by identifier; one that is in no queue has an empty list. Without a choice: all agents of any queue.
    pub memberships: BTreeMap<String, QueueMembership>,
    /// The inbound queues gone through.
    pub queues: Vec<InboundQueue>,
    /// Whether every page of every queue was read; only then may a list be written back.
    pub complete: bool,
    /// When the first page was asked for: nothing in the scan is older.
    pub as_of: UnixMs,
    /// When the last page came.
    pub finished_at: UnixMs,
    /// Requests it took.
    pub requests: u32,
    /// Agents whose rows tell different priorities; their membership has none.
    pub unclear_priority: BTreeSet<String>,
    /// Identifiers that came as numbers, of whomever (decision A2).
    pub came_as_number: BTreeSet<String>,
}

/// A scan that failed, and on which of its two lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Broken {
    pub(crate) route: Route,
    pub(crate) error: ProviderError,
}

impl Broken {
    fn on(route: Route) -> impl Fn(ProviderError) -> Self {
        move |error| Self { route, error }
    }
}

/// Whom a scan is about.
pub(crate) type Chosen<'a> = Option<&'a BTreeSet<String>>;

/// One agent's findings while the scan runs.
#[derive(Default)]
struct Found {
    queues: Vec<NamedRef>,
    priorities: BTreeSet<i32>,
}

/// Goes through all inbound queues.
pub(crate) async fn scan(
    link: &Link,
    chosen: Chosen<'_>,
    watch: &Stopwatch,
    haste: Haste,
    progress: &(dyn Fn(ScanProgress) + Send + Sync),
) -> Result<MembershipScan, Broken> {
    let as_of = watch.now();
    let list = queues::read(link, watch, haste).await.map_err(Broken::on(Route::ListInboundQueues))?;
    let mut complete = list.complete;
    let mut requests = list.requests;
    let mut finished_at = list.as_of;
    let mut found: BTreeMap<String, Found> =
        chosen.into_iter().flatten().map(|agent| (agent.clone(), Found::default())).collect();
    let mut came_as_number = BTreeSet::new();
    let of = u32::try_from(list.queues.len()).unwrap_or(u32::MAX);
    progress(ScanProgress { done: 0, of });
    for (done, entry) in (1..).zip(&list.queues) {
        let members = members(link, &entry.queue, watch, haste).await.map_err(Broken::on(Route::ListAgents))?;
        complete &= members.complete;
        requests += members.requests;
        finished_at = members.received_at;
        for row in members.rows {
            if row.id_was_number {
                came_as_number.insert(row.agent_id.clone());
            }
            if chosen.is_some_and(|chosen| !chosen.contains(&row.agent_id)) {
                continue;
            }
            let agent = found.entry(row.agent_id).or_default();
            agent.queues.push(entry.queue.clone());
            // A queue that only the row knows of is kept: leaving it out would delete it at the next write.
            agent.queues.extend(row.callin);
            agent.priorities.extend(row.priority);
        }
        progress(ScanProgress { done, of });
    }
    let unclear_priority =
        found.iter().filter(|(_, found)| found.priorities.len() > 1).map(|(agent, _)| agent.clone()).collect();
    let completeness = if complete { Completeness::Complete } else { Completeness::AtLeast };
    let memberships = found.into_iter().map(|(agent, found)| (agent, found.membership(completeness, as_of)));
    Ok(MembershipScan {
        memberships: memberships.collect(),
        queues: list.queues,
        complete,
        as_of,
        finished_at,
        requests,
        unclear_priority,
        came_as_number,
    })
}

impl Found {
    fn membership(self, completeness: Completeness, as_of: UnixMs) -> QueueMembership {
        let mut priorities = self.priorities.into_iter();
        // Two priorities are not the one of the whole list (decision A10).
        let priority = priorities.next().filter(|_| priorities.next().is_none());
        QueueMembership { items: distinct(self.queues), completeness, priority, as_of: Some(as_of) }
    }
}

/// The agents of one queue.
pub(crate) struct Members {
    pub(crate) rows: Vec<AgentRow>,
    complete: bool,
    requests: u32,
    received_at: UnixMs,
}

pub(crate) async fn members(
    link: &Link,
    queue: &NamedRef,
    watch: &Stopwatch,
    haste: Haste,
) -> Result<Members, ProviderError> {
    let swept = link.sweep(&List::agents_of_queue(&link.config, &queue.id), watch, haste).await?;
    if let Some(error) = swept.broke {
        return Err(error);
    }
    let mut complete = swept.sweep.is_complete();
    let mut rows = Vec::new();
    for value in swept.sweep.into_rows() {
        match AgentRow::read(&value) {
            Ok(row) if is_foreign(&row, link.config.expected_tenant()) => {}
            Ok(row) => rows.push(row),
            Err(_) => complete = false,
        }
    }
    Ok(Members { rows, complete, requests: swept.requests, received_at: swept.received_at })
}
