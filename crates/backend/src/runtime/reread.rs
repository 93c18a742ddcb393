//! Reading one agent now, through the provider's per-agent request.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use domain::agent::AgentSnapshot;
use domain::capability::Capability;
use domain::details::AgentDetails;
use domain::health::HealthStatus;
use domain::id::ConnectionId;
use domain::id::ConnectionIndex;
use domain::id::TenantId;
use domain::time::UnixMs;
use providers::ProviderError;
use providers::error::BadBody;
use tokio::time::Instant;
use tracing::Instrument;
use tracing::error;
use tracing::warn;

use crate::auth::TenantCtx;
use crate::poller::FloorChanges;
use crate::poller::FloorSink;
use crate::runtime::Backend;
use crate::runtime::act::may;
use crate::runtime::floor_sink::StoreSink;

/// One agent is not read more often than this, whoever asks.
const PAUSE: Duration = Duration::from_secs(2);

/// An agent that was not read again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RereadError {
    /// No such agent for this person: foreign, out of scope and missing are the same.
    #[error("not found")]
    NotFound,
    /// This connection cannot read one agent, or cannot be asked at all.
    #[error("this connection cannot read one agent")]
    NotOffered,
    /// The provider brought nothing.
    #[error(transparent)]
    Provider(ProviderError),
    /// The agent was read a moment ago.
    #[error("read a moment ago; try again in {retry_after_s} s")]
    TooSoon {
        /// Seconds to wait.
        retry_after_s: u32,
    },
}

type AgentOf = (TenantId, ConnectionId, String);

/// When agents were last read one by one.
#[derive(Debug, Default)]
pub(crate) struct Rereads(Mutex<HashMap<AgentOf, Instant>>);

impl Rereads {
    /// Takes a turn, or tells how many seconds are left until the next one.
    pub(super) fn take_turn(&self, agent: AgentOf, now: Instant) -> Result<(), u32> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.retain(|_, at| now.duration_since(*at) < PAUSE);
        match last.get(&agent) {
            Some(at) => {
                let left = PAUSE.saturating_sub(now.duration_since(*at));
                Err(u32::try_from(left.as_millis().div_ceil(1000)).unwrap_or(u32::MAX))
            }
            None => {
                last.insert(agent, now);
                Ok(())
            }
        }
    }
}

impl Backend {
    /// Everything known of one agent, numbers as the person may see them. None also when the agent is out of scope. What
    /// recording was set to is [`Backend::recording_of`].
    pub fn agent_details(
        &self,
        ctx: &TenantCtx,
        connection: ConnectionIndex,
        external_id: &str,
    ) -> Option<AgentDetails> {
        let (row, connection, agent) =
            self.hub().agent_for(ctx.tenant_id(), &ctx.audience(), ctx.scope_filter(), connection, external_id)?;
        Some(AgentDetails { row, connection, agent, may: may(ctx.role(), ctx.may_switch_recording()), recording: None })
    }

    /// Reads one agent now and publishes what came. Where the provider says that there is no such live agent, the floor
    /// stays as it is and a whole poll is asked for: one absence is not a log-out.
    ///
    /// # Errors
    /// As [`RereadError`] tells.
    pub async fn reread_agent(
        &self,
        ctx: &TenantCtx,
        connection: ConnectionIndex,
        external_id: &str,
    ) -> Result<AgentDetails, RereadError> {
        let tenant = ctx.tenant_id();
        self.agent_details(ctx, connection, external_id).ok_or(RereadError::NotFound)?;
        let id = self.hub().connection_id(tenant, connection).ok_or(RereadError::NotFound)?;
        let provider = self.provider(tenant, id).ok_or(RereadError::NotOffered)?;
        if !provider.capabilities().allows(Capability::ReadAgent) {
            return Err(RereadError::NotOffered);
        }
        self.may_ask(tenant, id)?;
        self.rereads()
            .take_turn((tenant, id, external_id.to_owned()), Instant::now())
            .map_err(|retry_after_s| RereadError::TooSoon { retry_after_s })?;
        let (wanted, now) = (external_id.to_owned(), self.now());
        // In a task of its own, so that a fault in a client is one failed reading.
        let reading = tokio::spawn(async move { provider.agent(&wanted, now).await }.in_current_span());
        let read = reading.await.unwrap_or_else(|fault| {
            error!(connection.id = %id, "the client of connection {id} failed: {fault}");
            Err(ProviderError::BadBody(BadBody::WrongShape))
        });
        match read {
            Ok(Some(agent)) => self.take_over(tenant, id, agent).await,
            Ok(None) => self.poke(tenant, id),
            Err(ProviderError::NotOffered) => return Err(RereadError::NotOffered),
            Err(error) => return Err(RereadError::Provider(error)),
        }
        self.agent_details(ctx, connection, external_id).ok_or(RereadError::NotFound)
    }

    /// A provider that wants to be left alone is not asked through a side door.
    pub(super) fn may_ask(&self, tenant: TenantId, connection: ConnectionId) -> Result<(), RereadError> {
        let health = self.hub().health(tenant, connection).ok_or(RereadError::NotFound)?;
        match health.status {
            HealthStatus::AuthFailed => Err(RereadError::Provider(ProviderError::AuthFailed)),
            HealthStatus::RateLimited { until } if until > self.now() => {
                let retry_after = wait_until(until, self.now());
                Err(RereadError::Provider(ProviderError::RateLimited { retry_after }))
            }
            HealthStatus::Starting
            | HealthStatus::Ok
            | HealthStatus::Degraded
            | HealthStatus::RateLimited { .. }
            | HealthStatus::Forbidden
            | HealthStatus::Unreachable
            | HealthStatus::ServerError
            | HealthStatus::BadBody
            | HealthStatus::Refused
            | HealthStatus::Misconfigured
            | HealthStatus::Disabled => Ok(()),
        }
    }

    async fn take_over(&self, tenant: TenantId, connection: ConnectionId, agent: AgentSnapshot) {
        let absorbed = self.hub().publish_agent(tenant, connection, agent);
        if absorbed.foreign_rows > 0 {
            warn!(connection.id = %connection, "security: connection {connection} sent a row of another account; it was dropped");
        }
        let agents = self.hub().agents(tenant, connection, Some(&absorbed.changed));
        let mut changes = FloorChanges {
            agents: agents.into_iter().map(|agent| (agent.external_id.clone(), agent)).collect(),
            events: absorbed.events,
            pinned_tenant: absorbed.newly_pinned,
            ..FloorChanges::default()
        };
        if let Err(error) = StoreSink(self.store().clone()).save(tenant, connection, &mut changes).await {
            warn!(connection.id = %connection, "what was read of one agent of connection {connection} is not kept: {error}");
        }
    }
}

fn wait_until(until: UnixMs, now: UnixMs) -> Option<Duration> {
    u64::try_from(until.ms_since(now)).ok().map(Duration::from_millis)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn agent(name: &str) -> AgentOf {
        (TenantId(Uuid::nil()), ConnectionId(Uuid::nil()), name.to_owned())
    }

    #[test]
    fn an_agent_is_read_once_in_two_seconds_and_others_do_not_wait() {
        let rereads = Rereads::default();
        let start = Instant::now();

        assert_eq!(rereads.take_turn(agent("a"), start), Ok(()));
        assert_eq!(rereads.take_turn(agent("a"), start + Duration::from_millis(500)), Err(2));
        assert_eq!(rereads.take_turn(agent("a"), start + Duration::from_millis(1500)), Err(1));
        assert_eq!(rereads.take_turn(agent("b"), start), Ok(()));
        assert_eq!(rereads.take_turn(agent("a"), start + PAUSE), Ok(()));
    }
}
