//! Queues of agents, as admins read and change them. Nothing here sends anything to a provider but what was planned and
//! confirmed before.

use std::collections::BTreeSet;

use domain::administration::AgentList;
use domain::administration::AgentRecord;
use domain::administration::Memberships;
use domain::administration::ScanProgress;
use domain::administration::Trouble;
use domain::changes::ImportProblem;
use domain::changes::PlannedRow;
use domain::changes::RowState;
use domain::changes::Step;
use domain::id::ConnectionId;
use domain::provider::ProviderKind;
use domain::queue::NamedRef;
use domain::snapshot::Allowance;
use domain::time::UnixMs;
use domain::zone::Zone;
use leptos::prelude::*;
use serde::Deserialize;
use serde::Serialize;

use super::Me;
use super::change_sets::SetLine;
use super::change_sets::SetView;
use crate::codec::JsonText;
use crate::error::AppError;

/// A connection that can be administered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueConnection {
    /// Identity.
    pub id: ConnectionId,
    /// Its name.
    pub name: String,
    /// Which provider.
    pub kind: ProviderKind,
}

/// The page before anything was read from a provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueuesPage {
    /// Who is looking.
    pub me: Me,
    /// The connections that can be administered, by name.
    pub connections: Vec<QueueConnection>,
    /// The last sets that were confirmed, the newest first.
    pub sets: Vec<SetLine>,
    /// The server's time.
    pub now: UnixMs,
    /// The reader's zone.
    pub zone: Zone,
}

/// Everybody of a connection and their queues, as one reading shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueFloor {
    /// Every agent.
    pub agents: AgentList,
    /// The complete callin queues; none where the key may not list queues.
    pub memberships: Option<Memberships>,
    /// Why there are none.
    pub unseen: Option<Trouble>,
    /// The callout queues that agents have now: no provider lists them.
    pub callout_queues: Vec<NamedRef>,
    /// The allowance as last told.
    pub allowance: Option<Allowance>,
    /// The server's time.
    pub now: UnixMs,
}

impl QueueFloor {
    /// Nothing that is shown is older.
    pub fn read_at(&self) -> UnixMs {
        self.memberships.as_ref().map_or(self.agents.as_of, |scan| scan.as_of)
    }

    /// The conflict that an agent of a plan made on an earlier reading would end with: somebody else changed it since.
    pub fn conflict(&self, row: &PlannedRow, planned_on: UnixMs) -> Option<RowState> {
        if self.read_at() <= planned_on {
            return None;
        }
        match (&row.step, &self.memberships) {
            (Step::Callin { before, .. }, Some(scan)) if scan.complete => {
                let now = scan.of(&row.agent);
                (now != *before).then_some(RowState::Conflict { now: Some(now), callout: None })
            }
            (Step::Callout { before, .. }, _) => {
                let record = self.agents.agents.get(&row.agent)?;
                let callout = record.callout.as_ref().map(|queue| queue.id.clone());
                (callout != *before).then_some(RowState::Conflict { now: None, callout })
            }
            (
                Step::Callin { .. }
                | Step::CallinUnseen { .. }
                | Step::Recording { .. }
                | Step::Unchanged
                | Step::Impossible { .. },
                _,
            ) => None,
        }
    }

    /// The callin queues that are known: all of them, or those that agents show.
    pub fn callin_queues(&self) -> Vec<NamedRef> {
        let Some(scan) = &self.memberships else {
            let shown: BTreeSet<_> =
                self.agents.agents.values().flat_map(|agent| agent.callin_shown.iter().cloned()).collect();
            return shown.into_iter().collect();
        };
        scan.queues.clone()
    }

    /// Whether an agent is in a callin queue, as far as is known.
    pub fn is_in_callin(&self, agent: &AgentRecord, queue: &str) -> bool {
        match &self.memberships {
            Some(scan) => scan.agents.get(&agent.external_id).is_some_and(|callin| callin.queues.contains(queue)),
            None => agent.callin_shown.iter().any(|shown| shown.id == queue),
        }
    }
}

/// What came of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Imported {
    /// Every line is good, and this is the plan.
    Plan(Box<SetView>),
    /// These lines cannot be used; nothing was planned.
    Problems(Vec<ImportProblem>),
}

/// The page.
///
/// # Errors
/// [`AppError::SignedOut`], [`AppError::NotFound`] for a tenant that is not the caller's, [`AppError::Forbidden`].
#[server(name = ReadQueues, endpoint = "queues", output = JsonText)]
pub async fn queues(tenant: String) -> Result<QueuesPage, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::queues::page(&caller).await
}

/// Everybody of a connection: as read within the last minute, or read anew, which `again` wants in any case.
///
/// # Errors
/// [`AppError::Administration`] with what went wrong and on which request; [`AppError::NotOffered`].
#[server(name = ReadQueueFloor, endpoint = "queue_floor", output = JsonText)]
pub async fn queue_floor(tenant: String, id: String, #[server(default)] again: bool) -> Result<QueueFloor, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::queues::floor(&caller, &id, again).await
}

/// How far the reading is that goes on now; none when nobody reads.
///
/// # Errors
/// As [`queues`].
#[server(name = ReadQueueReading, endpoint = "queue_reading", output = JsonText)]
pub async fn queue_reading(tenant: String, id: String) -> Result<Option<ScanProgress>, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::queues::reading(&caller, &id).await
}

/// Plans one change for many agents. `agents` are named one on a line, `change` is a [`domain::changes::Change`] in JSON.
/// Nothing is sent to the provider.
///
/// # Errors
/// [`AppError::Invalid`] when nothing or too much is asked for; as [`queue_floor`].
#[server(name = PlanChanges, endpoint = "plan_changes", output = JsonText)]
pub async fn plan_changes(
    tenant: String,
    id: String,
    #[server(default)] agents: String,
    #[server(default)] change: String,
) -> Result<SetView, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::queues::plan(&caller, &id, &agents, &change).await
}

/// Plans what a CSV file or a pasted table asks for; `mode` is `add`, `remove` or `replace`.
///
/// # Errors
/// As [`plan_changes`].
#[server(name = PlanImport, endpoint = "plan_import", output = JsonText)]
pub async fn plan_import(
    tenant: String,
    id: String,
    #[server(default)] mode: String,
    #[server(default)] text: String,
) -> Result<Imported, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::queues::import(&caller, &id, &mode, &text).await
}

#[cfg(test)]
mod tests {
    use domain::administration::Callin;
    use domain::changes::Change;

    use super::*;

    fn callin(queues: &[&str]) -> Callin {
        Callin { queues: queues.iter().map(|&queue| queue.to_owned()).collect(), ..Callin::default() }
    }

    fn floor(queues: &[&str], read_at: i64, complete: bool) -> QueueFloor {
        let agents = [("7".to_owned(), callin(queues))].into();
        let scan = Memberships { agents, complete, as_of: UnixMs(read_at), ..Memberships::default() };
        QueueFloor {
            agents: AgentList::default(),
            memberships: Some(scan),
            unseen: None,
            callout_queues: Vec::new(),
            allowance: None,
            now: UnixMs(read_at),
        }
    }

    #[test]
    fn only_a_later_and_whole_reading_shows_that_an_agent_of_a_plan_has_moved() {
        let step = Step::Callin { before: callin(&["1"]), after: callin(&["1", "2"]) };
        let change = Change::add(["2".to_owned()]);
        let row = PlannedRow { agent: "7".to_owned(), label: String::new(), change, step };
        let conflict = |queues: &[&str], at, complete| floor(queues, at, complete).conflict(&row, UnixMs(10));

        let moved = RowState::Conflict { now: Some(callin(&["1", "3"])), callout: None };
        assert_eq!(conflict(&["1", "3"], 11, true), Some(moved));
        assert_eq!(conflict(&["1"], 11, true), None, "as planned");
        assert_eq!(conflict(&["1", "3"], 10, true), None, "the plan's own reading");
        assert_eq!(conflict(&["1", "3"], 11, false), None, "half a reading proves nothing");
    }
}
