//! One agent's day, for whoever may see the agent: also of agents who have left the floor.

use domain::agent::AgentSnapshot;
use domain::agent_day::AgentDay;
use domain::agent_day::Day;
use domain::agent_day::Kept;
use domain::freshness::Freshness;
use domain::freshness::freshness;
use domain::history::StateEvent;
use domain::history::WatchSpan;
use domain::id::ConnectionId;
use domain::id::ConnectionIndex;
use domain::id::TenantId;
use domain::provider::ProviderKind;
use domain::time::UnixMs;

use crate::audit;
use crate::auth::TenantCtx;
use crate::hub::Hub;
use crate::runtime::Backend;
use crate::runtime::floor_sink::snapshot_of;
use crate::store::StoreError;

/// A day that is not told.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AgentDayError {
    /// No such agent for this person: foreign, out of scope and missing are the same.
    #[error("not found")]
    NotFound,
    /// The store does not answer.
    #[error(transparent)]
    Unavailable(#[from] StoreError),
}

/// An agent on the floor, or as they were last seen there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownAgent {
    /// Which connection tells of them.
    pub connection: ConnectionId,
    /// Its name.
    pub connection_name: String,
    /// Its vendor.
    pub kind: ProviderKind,
    /// Its number on the board; none for an agent who is not on the floor any more.
    pub on_floor: Option<ConnectionIndex>,
    /// The agent as the person may see them.
    pub agent: AgentSnapshot,
}

impl Backend {
    /// An agent of the tenant, on the floor or kept from before.
    ///
    /// # Errors
    /// As [`AgentDayError`] tells.
    pub async fn known_agent(
        &self,
        ctx: &TenantCtx,
        connection: ConnectionId,
        external_id: &str,
    ) -> Result<KnownAgent, AgentDayError> {
        let tenant = ctx.tenant_id();
        let stored = self.store().connection(tenant, connection).await?.ok_or(AgentDayError::NotFound)?;
        let live = self.hub().agent(tenant, connection, external_id);
        let on_floor = live.as_ref().and_then(|_| self.hub().connection_index(tenant, connection));
        let agent = match live {
            Some(agent) => agent,
            None => {
                let kept = self.store().agent(tenant, connection, external_id).await?;
                snapshot_of(kept.ok_or(AgentDayError::NotFound)?)
            }
        };
        let agent = Hub::seen_by(&ctx.audience(), ctx.scope_filter(), connection, agent);
        Ok(KnownAgent {
            connection,
            kind: stored.provider(),
            connection_name: stored.name,
            on_floor,
            agent: agent.ok_or(AgentDayError::NotFound)?,
        })
    }

    /// What an agent did on a day, as far as it is kept.
    ///
    /// # Errors
    /// As [`AgentDayError`] tells.
    pub async fn agent_day(
        &self,
        ctx: &TenantCtx,
        connection: ConnectionId,
        external_id: &str,
        day: Day,
    ) -> Result<AgentDay, AgentDayError> {
        self.known_agent(ctx, connection, external_id).await?;
        let (store, tenant, now) = (self.store(), ctx.tenant_id(), self.now());
        let mut events = store.last_state_events(tenant, connection, Some(external_id), day.from).await?;
        events.append(&mut store.state_events(tenant, connection, external_id, day.from, day.until).await?);
        let mut spans: Vec<WatchSpan> =
            store.last_watch_span(tenant, connection, day.from).await?.into_iter().collect();
        spans.append(&mut store.watch_spans(tenant, connection, day.from, day.until).await?);
        spans.dedup_by_key(|span| span.from);
        if now < day.until {
            self.extend_to_now(tenant, connection, &mut spans, now);
            let live = self.hub().agent(tenant, connection, external_id);
            events.extend(live.and_then(|agent| unkept(&agent, events.last())));
        }
        let marks = audit::marks(store, tenant, connection, external_id, day.from, day.until).await?;
        let limits = store.limits(tenant).await?.limits.only(&connection);
        Ok(AgentDay::of(day, Kept { events, spans, marks }, &limits, now))
    }

    /// The stretch that lasts is written down every few seconds only, and what may end it is known before it is stale.
    fn extend_to_now(&self, tenant: TenantId, connection: ConnectionId, spans: &mut [WatchSpan], now: UnixMs) {
        let (Some(last), Some(health)) = (spans.last_mut(), self.hub().health(tenant, connection)) else { return };
        let Some(read_at) = health.last_ok_at else { return };
        let Some(extended) = last.extended(read_at, health.poll_interval_ms) else { return };
        *last = WatchSpan { cause: last.cause, ..extended };
        if freshness(Some(last.until), last.interval_ms, now) == Freshness::Stale {
            last.cause = last.cause.or((!health.status.is_good()).then_some(health.status));
        } else {
            last.until = now;
        }
    }
}

/// The change that the floor has seen and the store not yet: what is told must not lag behind the board.
fn unkept(agent: &AgentSnapshot, last: Option<&StateEvent>) -> Option<StateEvent> {
    let clock = agent.clock?;
    let is_newer =
        last.is_none_or(|last| clock.since > last.seen_at || (clock.since > last.at && agent.state != last.to));
    is_newer.then(|| StateEvent {
        seen_at: agent.observed_at.max(clock.since),
        source: clock.source,
        is_lower_bound: clock.is_lower_bound,
        precision_s: clock.precision_s,
        sub: agent.sub,
        pause_reason: agent.pause_reason.clone(),
        calls_today: agent.calls_today,
        ..StateEvent::new(agent.external_id.clone(), agent.state, clock.since)
    })
}

#[cfg(test)]
mod tests {
    use domain::agent::AgentState;
    use domain::agent::IdKind;
    use domain::clock::Clock;

    use super::*;

    const SINCE: UnixMs = UnixMs(1_800_000_000_000);

    fn agent(state: AgentState, since: UnixMs) -> AgentSnapshot {
        let clock = Some(Clock::reported_timestamp(since));
        AgentSnapshot { clock, ..AgentSnapshot::new("7", IdKind::UserId, state, since.plus_s(3)) }
    }

    #[test]
    fn what_the_floor_has_seen_is_told_before_it_is_kept_and_never_twice() {
        let kept = StateEvent { seen_at: SINCE.plus_s(2), ..StateEvent::new("7", AgentState::OnCall, SINCE) };
        let told = |agent: &AgentSnapshot| unkept(agent, Some(&kept)).map(|event| (event.to, event.at));

        assert_eq!(told(&agent(AgentState::OnCall, SINCE)), None);
        assert_eq!(told(&agent(AgentState::WrapUp, SINCE.plus_s(1))), Some((AgentState::WrapUp, SINCE.plus_s(1))));
        assert_eq!(told(&agent(AgentState::OnCall, SINCE.plus_s(9))), Some((AgentState::OnCall, SINCE.plus_s(9))));
        assert_eq!(told(&agent(AgentState::WrapUp, SINCE.plus_s(-60))), None);
    }
}
