//! The administration of an AloHub account: its lists and scans in the product's words, and what a failed request means
//! on its route.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::time::Duration;

use domain::administration::AgentList;
use domain::administration::AgentRecord;
use domain::administration::Callin;
use domain::administration::Memberships;
use domain::administration::Priority;
use domain::administration::Route;
use domain::administration::Trouble;
use domain::command::Command;
use domain::command::Outcome;
use domain::command::Refusal;
use domain::snapshot::Allowance;
use domain::time::UnixMs;
use futures::future::BoxFuture;

use super::Alohub;
use super::client::Haste;
use super::client::List;
use super::membership;
use super::membership::MembershipScan;
use super::normalise::is_foreign;
use super::queues;
use super::row::AgentRow;
use super::row::distinct;
use super::write;
use crate::ProviderError;
use crate::administration::Administration;
use crate::administration::Aim;
use crate::administration::InboundQueues;
use crate::administration::OnProgress;
use crate::administration::trouble;
use crate::meter::Purpose;

impl Aim {
    const fn haste(self) -> Haste {
        match self {
            Self::ToShow => Haste::LeaveRoomForWrites,
            Self::ToWrite => Haste::PartOfAWrite,
        }
    }

    const fn purpose(self) -> Purpose {
        match self {
            Self::ToShow => Purpose::Read,
            Self::ToWrite => Purpose::Write,
        }
    }
}

impl Alohub {
    async fn everybody(&self, aim: Aim, now: UnixMs) -> Result<AgentList, ProviderError> {
        let watch = self.link.stopwatch(now);
        let swept = self.link.sweep(&List::everybody(&self.link.config), &watch, aim.haste()).await?;
        if let Some(error) = swept.broke {
            return Err(error);
        }
        let mut complete = swept.sweep.is_complete();
        let mut agents: BTreeMap<String, AgentRecord> = BTreeMap::new();
        for value in swept.sweep.into_rows() {
            match AgentRow::read(&value) {
                Ok(row) if is_foreign(&row, self.link.config.expected_tenant()) => {}
                Ok(row) => {
                    let record = record(row);
                    match agents.get_mut(&record.external_id) {
                        Some(earlier) => merge(earlier, record),
                        None => drop(agents.insert(record.external_id.clone(), record)),
                    }
                }
                Err(_) => complete = false,
            }
        }
        self.note_identifiers(agents.values().map(|agent| (agent.external_id.clone(), agent.id_came_as_number)));
        Ok(AgentList { agents, complete, as_of: now, requests: swept.requests })
    }

    fn note_identifiers(&self, came_as_number: impl Iterator<Item = (String, bool)>) {
        self.memory().came_as_number.extend(came_as_number);
    }

    fn seen(&self, scan: MembershipScan) -> Memberships {
        let numbers = &scan.came_as_number;
        self.note_identifiers(
            scan.memberships
                .iter()
                .filter(|(_, membership)| !membership.items.is_empty())
                .map(|(agent, _)| (agent.clone(), numbers.contains(agent))),
        );
        let unclear = &scan.unclear_priority;
        let agents = scan.memberships.into_iter().map(|(agent, membership)| {
            let priority = match membership.priority {
                Some(figure) => Priority::Is(figure),
                None if unclear.contains(&agent) => Priority::Unclear,
                None => Priority::NotTold,
            };
            let queues = membership.items.into_iter().map(|queue| queue.id).collect();
            (agent, Callin { queues, priority })
        });
        let told = scan.queues.iter().map(|entry| (entry.queue.id.clone(), entry.extra.clone())).collect();
        Memberships {
            agents: agents.collect(),
            told,
            queues: scan.queues.into_iter().map(|entry| entry.queue).collect(),
            numbers: scan.came_as_number,
            complete: scan.complete,
            as_of: scan.as_of,
            finished_at: scan.finished_at,
            requests: scan.requests,
        }
    }
}

/// A row as the administration shows it.
fn record(row: AgentRow) -> AgentRecord {
    AgentRecord {
        external_id: row.agent_id,
        id_came_as_number: row.id_was_number,
        login: row.user_name,
        group: row.tenant_name,
        provider_tenant: row.tenant_id,
        enabled: row.enabled,
        system_status: row.system_status,
        user_status: row.user_status,
        callin_shown: row.callin,
        callout: row.callout,
        priority: row.priority,
        follow_me: row.follow_me,
    }
}

/// A further row of the same agent: all queues of both (decision A5); what either leaves open the other fills.
fn merge(earlier: &mut AgentRecord, later: AgentRecord) {
    let mut queues = std::mem::take(&mut earlier.callin_shown);
    queues.extend(later.callin_shown);
    earlier.callin_shown = distinct(queues);
    earlier.id_came_as_number |= later.id_came_as_number;
    earlier.login = earlier.login.take().or(later.login);
    earlier.group = earlier.group.take().or(later.group);
    earlier.provider_tenant = earlier.provider_tenant.take().or(later.provider_tenant);
    earlier.enabled = earlier.enabled.or(later.enabled);
    earlier.system_status = earlier.system_status.take().or(later.system_status);
    earlier.user_status = earlier.user_status.take().or(later.user_status);
    earlier.callout = earlier.callout.take().or(later.callout);
    earlier.follow_me = earlier.follow_me.or(later.follow_me);
    // Two priorities cannot be shown as the one of the whole list.
    earlier.priority = match (earlier.priority, later.priority) {
        (Some(one), Some(other)) if one != other => None,
        (one, other) => one.or(other),
    };
}

impl Administration for Alohub {
    fn inbound_queues(&self, now: UnixMs) -> BoxFuture<'_, Result<InboundQueues, Trouble>> {
        Box::pin(Purpose::Read.of(async move {
            let watch = self.link.stopwatch(now);
            let list = queues::read(&self.link, &watch, Haste::LeaveRoomForWrites).await;
            list.map_err(|error| trouble(Route::ListInboundQueues, &error))
        }))
    }

    fn agents(&self, aim: Aim, now: UnixMs) -> BoxFuture<'_, Result<AgentList, Trouble>> {
        Box::pin(
            aim.purpose()
                .of(async move { self.everybody(aim, now).await.map_err(|error| trouble(Route::ListAgents, &error)) }),
        )
    }

    fn memberships<'a>(
        &'a self,
        agents: Option<&'a BTreeSet<String>>,
        aim: Aim,
        now: UnixMs,
        progress: OnProgress<'a>,
    ) -> BoxFuture<'a, Result<Memberships, Trouble>> {
        Box::pin(aim.purpose().of(async move {
            let watch = self.link.stopwatch(now);
            let scan = membership::scan(&self.link, agents, &watch, aim.haste(), progress).await;
            scan.map(|scan| self.seen(scan)).map_err(|broken| trouble(broken.route, &broken.error))
        }))
    }

    fn check(&self, command: &Command) -> Result<(), Refusal> {
        write::check(command)
    }

    fn write<'a>(&'a self, command: &'a Command, now: UnixMs) -> BoxFuture<'a, Result<(), Outcome>> {
        Box::pin(self.send(command, now))
    }

    fn wait_for_room(&self, requests: u32) -> Duration {
        self.link.wait_for_room(requests)
    }

    fn room(&self) -> Option<u32> {
        self.link.room()
    }

    fn allowance(&self) -> Option<Allowance> {
        self.link.allowance()
    }
}
