//! The part of a command that must run to its end once begun: send, write down the outcome, ask for a poll.

use std::sync::Arc;
use std::time::Duration;

use backon::ExponentialBuilder;
use backon::Retryable;
use domain::administration::RecordingSet;
use domain::command::Action;
use domain::command::Command;
use domain::command::Outcome;
use domain::id::CommandId;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::time::UnixMs;
use providers::Provider;
use tokio::time::Instant;
use tracing::Instrument;
use tracing::error;
use tracing::info;
use uuid::Uuid;

use crate::commands::Poke;
use crate::recording;
use crate::store::Store;
use crate::store::StoreError;

/// The provider's own limits are shorter; this one ends a command that goes through several requests.
const DEADLINE: Duration = Duration::from_secs(45);

pub(crate) struct Act {
    pub(crate) store: Store,
    pub(crate) provider: Arc<dyn Provider>,
    pub(crate) poke: Arc<dyn Poke>,
    pub(crate) tenant_id: TenantId,
    pub(crate) connection_id: ConnectionId,
    pub(crate) audit_id: Uuid,
    pub(crate) command_id: CommandId,
    /// Who asks, by the name at this time.
    pub(crate) by: String,
    pub(crate) reason: Option<String>,
    pub(crate) command: Command,
    pub(crate) now: UnixMs,
}

impl Act {
    pub(crate) async fn run(self) -> Outcome {
        let begun = Instant::now();
        self.poke.begun(self.tenant_id, self.connection_id, self.command_id, &self.command);
        let outcome = self.send().await;
        let took_ms = i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX);
        info!(took_ms, "a command {}", ended(&outcome));
        let finished_at = UnixMs(self.now.0.saturating_add(took_ms));
        if let Err(error) = self.write_down(&outcome, finished_at).await {
            // The line stays without an outcome, which reads as unknown; the command itself is not repeated.
            error!(audit.id = %self.audit_id, "the outcome of a command could not be written down: {error}");
        }
        if let Err(error) = self.remember_recording(&outcome, finished_at).await {
            // The page of recording then shows what was set before; the audit log has this.
            error!(audit.id = %self.audit_id, "what recording was set to could not be kept: {error}");
        }
        self.poke.ended(self.tenant_id, self.connection_id, self.command_id, &self.command, &outcome);
        self.poke.poke(self.tenant_id, self.connection_id);
        outcome
    }

    async fn send(&self) -> Outcome {
        let (provider, command, now) = (Arc::clone(&self.provider), self.command.clone(), self.now);
        // In a task of its own, so that a fault in a client is one unknown outcome and the audit log still has its end.
        let mut sending = tokio::spawn(async move { provider.execute(&command, now).await }.in_current_span());
        match tokio::time::timeout(DEADLINE, &mut sending).await {
            Ok(sent) => sent.unwrap_or(Outcome::Unknown),
            Err(_) => {
                sending.abort();
                Outcome::Unknown
            }
        }
    }

    /// Nobody but we know what recording was set to (decision A13).
    async fn remember_recording(&self, outcome: &Outcome, at: UnixMs) -> Result<(), StoreError> {
        let Action::SetRecording { on } = self.command.action else { return Ok(()) };
        let set = RecordingSet { on, by: self.by.clone(), at, reason: self.reason.clone(), doubted_at: None };
        let agent = &self.command.external_id;
        recording::remember(&self.store, self.tenant_id, self.connection_id, agent, set, outcome).await
    }

    async fn write_down(&self, outcome: &Outcome, finished_at: UnixMs) -> Result<(), StoreError> {
        let outcome_json = serde_json::to_string(outcome).map_err(|_| StoreError::corrupt("command outcome"))?;
        (|| self.store.record_outcome(self.tenant_id, self.audit_id, &outcome_json, finished_at))
            .retry(ExponentialBuilder::new().with_max_times(3))
            .when(|error| matches!(error, StoreError::Unavailable(_)))
            .await
    }
}

/// How it ended, without anything that a provider has written.
const fn ended(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Confirmed => "is confirmed",
        Outcome::AcceptedNotVisible => "was accepted and does not show yet",
        Outcome::AcceptedUnverifiable => "was accepted and cannot be verified",
        Outcome::AlreadyDone => "was done already",
        Outcome::Refused { .. } => "was refused",
        Outcome::Unknown => "has no known outcome",
    }
}
