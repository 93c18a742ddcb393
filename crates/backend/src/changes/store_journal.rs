//! The account of a change set in the store: how every agent stands, and a line of the audit log for every write.

use std::collections::BTreeSet;

use domain::administration::RecordingSet;
use domain::changes::RowRefusal;
use domain::changes::RowState;
use domain::changes::SetState;
use domain::changes::Step;
use domain::command::Command;
use domain::command::Outcome;
use domain::command::Refusal;
use domain::id::ChangeSetId;
use domain::id::CommandId;
use domain::time::UnixMs;
use futures::future::BoxFuture;
use serde::Serialize;
use uuid::Uuid;

use crate::changes::journal::Journal;
use crate::store::AuditIntent;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::StoredChangeRow;
use crate::store::StoredChangeSet;

/// A turn that nobody gives back ends after this; a batch takes less.
const TURN_FOR_S: i64 = 300;

/// One set in the store.
pub(crate) struct StoreJournal {
    pub(crate) store: Store,
    pub(crate) set: StoredChangeSet,
}

/// What the audit log keeps of a write: the command as every command, with what was there before.
#[derive(Serialize)]
struct Intent<'a> {
    #[serde(flatten)]
    command: &'a Command,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    change_set: ChangeSetId,
    before: Vec<(&'static str, String)>,
}

impl StoreJournal {
    fn intent(&self, row: &StoredChangeRow, command: &Command, now: UnixMs) -> StoreResult<AuditIntent> {
        let intent = Intent {
            command,
            reason: self.set.about.reason.as_deref(),
            change_set: self.set.id,
            before: before(&row.row.step),
        };
        let confirmed = self.set.confirmed.as_ref().ok_or(StoreError::NotFound)?;
        Ok(AuditIntent {
            at: now,
            actor_user_id: confirmed.by_id,
            actor_label: confirmed.by.clone(),
            command_id: Some(CommandId(Uuid::new_v4())),
            connection_id: Some(self.set.connection_id),
            external_id: Some(row.row.agent.clone()),
            action: command.action.slug().to_owned(),
            intent_json: serde_json::to_string(&intent).map_err(|_| StoreError::corrupt("command"))?,
            remote_addr: confirmed.from.clone(),
        })
    }

    /// The end of what was begun. One that is written down already stays: the process died right after.
    async fn end_line(&self, line: Uuid, state: &RowState, now: UnixMs) -> StoreResult<()> {
        let Some(outcome) = outcome(state) else { return Ok(()) };
        let outcome = serde_json::to_string(&outcome).map_err(|_| StoreError::corrupt("command outcome"))?;
        match self.store.record_outcome(self.set.tenant_id, line, &outcome, now).await {
            Ok(()) | Err(StoreError::NotFound) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Nobody but we know what recording was set to (decision A13).
    async fn remember_recording(&self, row: &StoredChangeRow, state: &RowState, now: UnixMs) -> StoreResult<()> {
        let Step::Recording { on, .. } = row.row.step else { return Ok(()) };
        let (tenant, connection, agent) = (self.set.tenant_id, self.set.connection_id, row.row.agent.as_str());
        if state.was_accepted() {
            let by = self.set.confirmed.as_ref().map(|confirmed| confirmed.by.clone()).unwrap_or_default();
            let reason = self.set.about.reason.clone();
            let set = RecordingSet { on, by, at: now, reason, doubted_at: None };
            return self.store.keep_recording(tenant, connection, agent, &set).await;
        }
        if matches!(state, RowState::Unknown { .. }) {
            return self.store.doubt_recording(tenant, connection, agent, now).await;
        }
        Ok(())
    }
}

impl Journal for StoreJournal {
    fn rows(&self) -> BoxFuture<'_, StoreResult<Vec<StoredChangeRow>>> {
        Box::pin(self.store.change_rows(self.set.tenant_id, self.set.id))
    }

    fn is_cancelled(&self) -> BoxFuture<'_, StoreResult<bool>> {
        Box::pin(async {
            let set = self.store.change_set(self.set.tenant_id, self.set.id).await?.ok_or(StoreError::NotFound)?;
            Ok(set.cancelled.is_some())
        })
    }

    fn begin<'a>(&'a self, row: &'a mut StoredChangeRow, now: UnixMs) -> BoxFuture<'a, StoreResult<()>> {
        Box::pin(async move {
            let command = row.row.step.command(&row.row.agent).ok_or(StoreError::NotFound)?;
            let intent = self.intent(row, &command, now)?;
            let line = self.store.record_intent(self.set.tenant_id, &intent).await?;
            let (tenant, set) = (self.set.tenant_id, self.set.id);
            self.store.set_change_row(tenant, set, row, &RowState::Sending, Some(line), now).await?;
            *row = StoredChangeRow { state: RowState::Sending, audit_id: Some(line), changed_at: now, ..row.clone() };
            Ok(())
        })
    }

    fn mark<'a>(
        &'a self,
        row: &'a mut StoredChangeRow,
        state: RowState,
        now: UnixMs,
    ) -> BoxFuture<'a, StoreResult<()>> {
        Box::pin(async move {
            if let Some(line) = row.audit_id.filter(|_| row.state == RowState::Sending) {
                self.end_line(line, &state, now).await?;
                self.remember_recording(row, &state, now).await?;
            }
            let line = row.audit_id.filter(|_| state != RowState::Planned);
            self.store.set_change_row(self.set.tenant_id, self.set.id, row, &state, line, now).await?;
            *row = StoredChangeRow { state, audit_id: line, changed_at: now, ..row.clone() };
            Ok(())
        })
    }

    fn finish(&self, state: SetState, now: UnixMs) -> BoxFuture<'_, StoreResult<()>> {
        Box::pin(self.store.finish_change_set(self.set.tenant_id, self.set.id, state, now))
    }

    fn take_turns<'a>(
        &'a self,
        agents: &'a BTreeSet<String>,
        now: UnixMs,
    ) -> BoxFuture<'a, StoreResult<BTreeSet<String>>> {
        Box::pin(async move {
            // The set itself holds them, so that a process which goes on with it need not wait for the one that died.
            let (tenant, connection, holder) = (self.set.tenant_id, self.set.connection_id, self.set.id.to_string());
            self.store.take_agent_turns(tenant, connection, agents, &holder, now.plus_s(TURN_FOR_S), now).await
        })
    }

    fn give_back_turns(&self) -> BoxFuture<'_, StoreResult<()>> {
        Box::pin(async {
            let holder = self.set.id.to_string();
            self.store.give_back_agent_turns(self.set.tenant_id, self.set.connection_id, &holder).await
        })
    }
}

/// How it was before, where that was read; how it shall be is in the command.
fn before(step: &Step) -> Vec<(&'static str, String)> {
    match step {
        Step::Callin { before, .. } => {
            let queues = before.queues.iter().cloned().collect::<Vec<_>>().join(", ");
            let priority = before.priority.figure().map(|figure| ("priority", figure.to_string()));
            [("queue_ids", queues)].into_iter().chain(priority).collect()
        }
        Step::Callout { before, .. } => before.iter().map(|queue| ("queue_id", queue.clone())).collect(),
        Step::Recording { before, .. } => before.iter().map(|on| ("on", on.to_string())).collect(),
        Step::CallinUnseen { .. } | Step::Unchanged | Step::Impossible { .. } => Vec::new(),
    }
}

/// How the audit log says that a write ended.
fn outcome(state: &RowState) -> Option<Outcome> {
    Some(match state {
        RowState::Verified => Outcome::Confirmed,
        RowState::AcceptedNotVisible => Outcome::AcceptedNotVisible,
        RowState::AcceptedUnverifiable => Outcome::AcceptedUnverifiable,
        RowState::Unknown { .. } => Outcome::Unknown,
        RowState::Refused { reason: RowRefusal::Provider { reason }, code } => {
            Outcome::Refused { reason: *reason, code: code.clone() }
        }
        // It goes back to those that wait: nothing was changed.
        RowState::Planned | RowState::Refused { .. } | RowState::Conflict { .. } | RowState::Cancelled => {
            Outcome::Refused { reason: Refusal::NotSent, code: None }
        }
        RowState::Unchanged | RowState::Impossible | RowState::Sending => return None,
    })
}
