//! The loop of one connection: ask, publish, keep, rest.

use std::sync::Arc;
use std::time::Duration;

use domain::health::ConnectionHealth;
use domain::health::HealthStatus;
use domain::snapshot::Snapshot;
use domain::snapshot::Warning;
use domain::time::UnixMs;
use futures::FutureExt;
use providers::ProviderError;
use providers::error::BadBody;
use providers::error::Unreachable;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;
use tracing::error;
use tracing::info;
use tracing::warn;

use crate::poller::FloorChanges;
use crate::poller::PollerSeed;
use crate::poller::attention::Attention;
use crate::poller::backoff::Backoff;
use crate::poller::backoff::Rest;
use crate::poller::backoff::jittered;
use crate::poller::backoff::jittered_later;
use crate::poller::keeper::Keeper;
use crate::poller::meter::Meter;
use crate::poller::reading;
use crate::poller::reading::Times;
use crate::poller::watching::Watching;

/// A poll that takes longer is given up; every request in it has a limit of its own, so this is a client that hangs.
const POLL_AT_MOST: Duration = Duration::from_secs(120);
/// However often it is poked, a provider is left alone between two polls for so long.
const BREATH: Duration = Duration::from_secs(1);
/// Agents of whom nothing changes are kept so often, so that a restart knows how long it was blind.
const ROSTER_EVERY: Duration = Duration::from_secs(5 * 60);

pub(crate) struct Task {
    seed: PollerSeed,
    poke: Arc<Notify>,
    stop: CancellationToken,
    meter: Meter,
    health: ConnectionHealth,
    backoff: Backoff,
    attention: Attention,
    keeper: Keeper,
    watching: Watching,
    roster_kept: Instant,
}

impl Task {
    pub(crate) fn new(seed: PollerSeed, poke: Arc<Notify>, stop: CancellationToken) -> Self {
        let health = seed.hub.health(seed.tenant, seed.connection).unwrap_or_default();
        let attention = Attention::new(seed.hub.watch_viewers(seed.tenant), seed.keeps_history);
        let keeper = Keeper::new(Arc::clone(&seed.sink), seed.tenant, seed.connection);
        let meter = Meter::new(seed.tenant, seed.connection, seed.provider.kind());
        let (backoff, watching, roster_kept) = (Backoff::new(), Watching::default(), Instant::now());
        Self { seed, poke, stop, meter, health, backoff, attention, keeper, watching, roster_kept }
    }

    pub(crate) async fn run(mut self) {
        loop {
            // Whoever poked before this poll is served by it; a poke during it asks for another.
            let _ = self.poke.notified().now_or_never();
            let begun = Instant::now();
            let asked_at = self.seed.clock.now();
            let stop = self.stop.clone();
            let read = tokio::select! {
                () = stop.cancelled() => break,
                read = self.read(asked_at) => read,
            };
            let took = begun.elapsed();
            let rest = match read {
                Ok(snapshot) => self.good(snapshot, asked_at, begun),
                Err(error) => self.failed(&error, asked_at),
            };
            self.meter.polled(self.health.status, took);
            self.keeper.pump();
            tokio::select! {
                () = stop.cancelled() => break,
                () = self.rest(rest, begun) => {}
            }
        }
        // Cancelling cannot leave a half-merged floor: merging and publishing do not wait for anything.
        self.keep_roster();
        self.keeper.add(FloorChanges { watched: self.watching.unkept(), ..FloorChanges::default() });
        self.keeper.finish().await;
    }

    /// One poll, in a task of its own: a fault in a client is a failed poll and not the end of polling.
    async fn read(&self, asked_at: UnixMs) -> Result<Snapshot, ProviderError> {
        let provider = Arc::clone(&self.seed.provider);
        let at_most = POLL_AT_MOST.max(10 * provider.poll_interval());
        let mut polling = JoinSet::new();
        polling.spawn(async move { provider.poll(asked_at).await }.in_current_span());
        match tokio::time::timeout(at_most, polling.join_next()).await {
            Err(_) => Err(ProviderError::Unreachable(Unreachable::Timeout)),
            Ok(Some(Ok(read))) => read,
            Ok(Some(Err(fault))) => {
                error!(connection.id = %self.seed.connection, "the client of connection {} failed: {fault}", self.seed.connection);
                Err(ProviderError::BadBody(BadBody::WrongShape))
            }
            Ok(None) => Err(ProviderError::BadBody(BadBody::Empty)),
        }
    }

    fn good(&mut self, snapshot: Snapshot, asked_at: UnixMs, begun: Instant) -> Until {
        self.backoff.forget();
        if !self.health.status.is_good() && self.health.consecutive_failures > 0 {
            info!(connection.id = %self.seed.connection, "connection {} answers again", self.seed.connection);
        }
        let interval = self.interval();
        // From the beginning of this poll, but never to catch up.
        let due = (begun + jittered(interval)).max(Instant::now() + interval.min(BREATH));
        self.health = reading::good(&snapshot, self.times(asked_at, Some(due), interval));
        self.seed.log.answered(asked_at, &snapshot, millis(interval));
        let received_at = snapshot.received_at;
        let PollerSeed { tenant, connection, hub, .. } = &self.seed;
        let absorbed = hub.publish(*tenant, *connection, snapshot, self.health.clone());
        if absorbed.foreign_rows > 0 {
            let rows = absorbed.foreign_rows;
            warn!(connection.id = %connection, "security: connection {connection} sent {rows} rows of another account; they were dropped");
            self.health.status = HealthStatus::Degraded;
            self.health.warnings.push(Warning::ForeignRow { rows }.to_string());
            hub.publish_health(*tenant, *connection, self.health.clone());
        }
        let agents = hub.agents(*tenant, *connection, Some(&absorbed.changed));
        self.keeper.add(FloorChanges {
            agents: agents.into_iter().map(|agent| (agent.external_id.clone(), agent)).collect(),
            events: absorbed.events,
            pinned_tenant: absorbed.newly_pinned,
            watched: self.watching.good(received_at, millis(interval)),
            queue_samples: self.watching.samples(hub.queues(*tenant, *connection), received_at),
            ..FloorChanges::default()
        });
        if self.roster_kept.elapsed() >= ROSTER_EVERY {
            self.keep_roster();
        }
        Until { due: Some(due), hears_pokes: true }
    }

    fn failed(&mut self, error: &ProviderError, asked_at: UnixMs) -> Until {
        let PollerSeed { tenant, connection, provider, hub, clock, .. } = &self.seed;
        let now = Instant::now();
        let provider_interval = provider.poll_interval();
        let until = match self.backoff.after(error, provider.kind(), provider_interval) {
            Rest::Poll(wait) => Until { due: Some(now + jittered(wait)), hears_pokes: true },
            Rest::NotBefore(wait) => Until { due: Some(now + jittered_later(wait)), hears_pokes: false },
            Rest::Hold => Until { due: None, hears_pokes: false },
        };
        let failed_at = clock.now();
        self.seed.log.failed(asked_at, failed_at, millis(provider_interval), error);
        let times = self.times(asked_at, until.due, provider_interval);
        let health = reading::failed(&self.health, error, failed_at, times);
        if health.status.slug() != self.health.status.slug() {
            warn!(connection.id = %connection, "poll of connection {connection} failed: {error}");
        }
        hub.publish_health(*tenant, *connection, health.clone());
        self.keeper.add(FloorChanges { watched: self.watching.failed(health.status), ..FloorChanges::default() });
        self.health = health;
        if until.due.is_none() {
            warn!(connection.id = %connection, "connection {connection} is held until its settings change");
            self.keeper.add(FloorChanges { auth_held_at: Some(failed_at), ..FloorChanges::default() });
        }
        until
    }

    fn interval(&mut self) -> Duration {
        self.attention.interval(self.seed.provider.poll_interval(), Instant::now())
    }

    fn times(&self, asked_at: UnixMs, due: Option<Instant>, interval: Duration) -> Times {
        let now = self.seed.clock.now();
        let next_try_at = due.map(|due| {
            let wait_ms = due.saturating_duration_since(Instant::now()).as_millis();
            UnixMs(now.0.saturating_add(i64::try_from(wait_ms).unwrap_or(i64::MAX)))
        });
        Times { asked_at, next_try_at, interval_ms: millis(interval) }
    }

    /// Waits for the time of the next poll, or for a reason to poll now.
    async fn rest(&mut self, until: Until, begun: Instant) {
        let Until { due: Some(due), hears_pokes } = until else {
            return std::future::pending().await;
        };
        if !hears_pokes {
            return tokio::time::sleep_until(due).await;
        }
        tokio::select! {
            () = tokio::time::sleep_until(due) => {}
            () = self.poke.notified() => tokio::time::sleep_until(begun + BREATH).await,
            () = self.attention.somebody_comes() => {}
        }
    }

    fn keep_roster(&mut self) {
        let agents = self.seed.hub.agents(self.seed.tenant, self.seed.connection, None);
        let agents = agents.into_iter().map(|agent| (agent.external_id.clone(), agent)).collect();
        self.keeper.add(FloorChanges { agents, ..FloorChanges::default() });
        self.roster_kept = Instant::now();
    }
}

fn millis(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}

/// Until when to rest; none is until the settings change.
#[derive(Clone, Copy, Debug)]
struct Until {
    due: Option<Instant>,
    hears_pokes: bool,
}
