//! Bringing connections to life, restarting them after an edit, and ending them.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use domain::capability::Capabilities;
use domain::floor::Floor;
use domain::health::ConnectionHealth;
use domain::health::HealthStatus;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::provider::ProviderKind;
use providers::HostGuard;
use providers::Provider;
use providers::ProviderError;
use tracing::error;
use tracing::warn;

use crate::hub::Clock;
use crate::hub::ConnectionSeed;
use crate::hub::Hub;
use crate::poller;
use crate::poller::PollerHandle;
use crate::poller::PollerSeed;
use crate::poller::SharedLog;
use crate::runtime::floor_sink::StoreSink;
use crate::runtime::floor_sink::restored;
use crate::secrets::KeyRing;
use crate::secrets::SecretError;
use crate::store::Connection;
use crate::store::ConnectionStamp;
use crate::store::Store;
use crate::store::StoreResult;

/// Shown for a connection that could not be tried yet; its provider's own pace is not known.
const UNKNOWN_INTERVAL_MS: u32 = 10_000;

/// All connections that are switched on.
pub(crate) struct Connections {
    store: Store,
    keys: Arc<KeyRing>,
    hub: Hub,
    clock: Clock,
    guard: HostGuard,
    live: Mutex<HashMap<(TenantId, ConnectionId), Live>>,
    logs: Mutex<HashMap<(TenantId, ConnectionId), Arc<SharedLog>>>,
    /// How each was when it was last started or looked at.
    seen: Mutex<HashMap<(TenantId, ConnectionId), ConnectionStamp>>,
    /// Held while a connection is started or ended, so that no two pollers of one connection overlap.
    turn: tokio::sync::Mutex<bool>,
}

struct Live {
    provider: Arc<dyn Provider>,
    poller: Option<PollerHandle>,
}

impl fmt::Debug for Connections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connections").field("live", &self.live().len()).finish_non_exhaustive()
    }
}

impl Connections {
    pub(crate) fn new(store: Store, keys: Arc<KeyRing>, hub: Hub, clock: Clock, guard: HostGuard) -> Self {
        let turn = tokio::sync::Mutex::new(true);
        let (live, logs, seen) = (Mutex::default(), Mutex::default(), Mutex::default());
        Self { store, keys, hub, clock, guard, live, logs, seen, turn }
    }

    /// Starts every connection of every tenant; a paused one is only shown. One that cannot be read or started is logged or shows
    /// its condition, and the others go on.
    pub(crate) async fn start_all(&self) -> StoreResult<()> {
        let goes_on = self.turn.lock().await;
        for (tenant, id) in self.store.all_connection_ids().await? {
            match self.store.connection(tenant, id).await {
                Ok(Some(connection)) if *goes_on => self.start_or_show_paused(connection).await,
                Ok(_) => {}
                Err(cause) => error!(connection.id = %id, "connection {id} cannot be started: {cause}"),
            }
        }
        drop(goes_on);
        Ok(())
    }

    /// Takes up what others have changed in the store: another node, or somebody with a shell.
    pub(crate) async fn take_up(&self) -> StoreResult<()> {
        let stored = self.store.connection_stamps().await?;
        let gone: Vec<_> = self.seen().keys().filter(|key| !stored.contains_key(key)).copied().collect();
        let changed = stored.into_iter().filter(|(key, stamp)| self.is_changed(*key, *stamp)).map(|(key, _)| key);
        let mut outcome = Ok(());
        for (tenant, id) in gone.into_iter().chain(changed) {
            // One that cannot be read holds none of the others up.
            outcome = self.restart_if_changed(tenant, id).await.and(outcome);
        }
        outcome
    }

    /// Whether it has to be started anew; a wait that began is only noted.
    fn is_changed(&self, key: (TenantId, ConnectionId), stamp: ConnectionStamp) -> bool {
        let mut seen = self.seen();
        match seen.get_mut(&key) {
            None => true,
            Some(seen) if stamp.calls_for_a_start(*seen) => true,
            Some(seen) => {
                *seen = stamp;
                false
            }
        }
    }

    /// Whoever changed it here starts it, too: only one of the two does.
    async fn restart_if_changed(&self, tenant: TenantId, id: ConnectionId) -> StoreResult<()> {
        let goes_on = self.turn.lock().await;
        let stored = self.store.connection(tenant, id).await?;
        let is_changed = match &stored {
            Some(connection) => self.is_changed((tenant, id), connection.stamp()),
            None => self.seen().contains_key(&(tenant, id)),
        };
        if is_changed {
            self.restart_in_turn(tenant, id, *goes_on).await?;
        }
        Ok(())
    }

    /// Ends the connection and starts it as it is stored now. An edit is what a refused key waits for (decision X12).
    pub(crate) async fn restart(&self, tenant: TenantId, id: ConnectionId) -> StoreResult<()> {
        let goes_on = self.turn.lock().await;
        self.restart_in_turn(tenant, id, *goes_on).await
    }

    async fn restart_in_turn(&self, tenant: TenantId, id: ConnectionId, goes_on: bool) -> StoreResult<()> {
        let running = self.live().remove(&(tenant, id));
        if let Some(poller) = running.and_then(|live| live.poller) {
            poller.stop().await;
        }
        match self.store.connection(tenant, id).await? {
            Some(mut connection) if goes_on => {
                if !connection.is_paused && connection.auth_held_at.take().is_some() {
                    self.store.set_connection_auth_held(tenant, id, None).await?;
                }
                self.start_or_show_paused(connection).await;
            }
            Some(_) => self.hub.remove_connection(tenant, id),
            None => {
                self.hub.remove_connection(tenant, id);
                self.logs().remove(&(tenant, id));
                self.seen().remove(&(tenant, id));
            }
        }
        Ok(())
    }

    /// Ends all connections for good; what they have read is kept.
    pub(crate) async fn stop_all(&self) {
        let mut goes_on = self.turn.lock().await;
        *goes_on = false;
        let ended: Vec<Live> = self.live().drain().map(|(_, live)| live).collect();
        futures::future::join_all(ended.into_iter().filter_map(|live| live.poller).map(PollerHandle::stop)).await;
        drop(goes_on);
    }

    /// The client of a connection.
    pub(crate) fn provider(&self, tenant: TenantId, connection: ConnectionId) -> Option<Arc<dyn Provider>> {
        self.live().get(&(tenant, connection)).map(|live| Arc::clone(&live.provider))
    }

    /// Asks for a poll now.
    pub(crate) fn poke(&self, tenant: TenantId, connection: ConnectionId) {
        if let Some(poller) = self.live().get(&(tenant, connection)).and_then(|live| live.poller.as_ref()) {
            poller.poke();
        }
    }

    /// What polls of a connection were like.
    pub(crate) fn log(&self, tenant: TenantId, connection: ConnectionId) -> Arc<SharedLog> {
        Arc::clone(self.logs().entry((tenant, connection)).or_default())
    }

    fn seen(&self) -> MutexGuard<'_, HashMap<(TenantId, ConnectionId), ConnectionStamp>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn logs(&self) -> MutexGuard<'_, HashMap<(TenantId, ConnectionId), Arc<SharedLog>>> {
        self.logs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn live(&self) -> MutexGuard<'_, HashMap<(TenantId, ConnectionId), Live>> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A paused connection stays on the board as switched off, so that nobody wonders where it went. Its agents are not
    /// there: nobody knows how they are, and a row that nobody reads would only grow older.
    async fn start_or_show_paused(&self, connection: Connection) {
        self.seen().insert((connection.tenant_id, connection.id), connection.stamp());
        if !connection.rests() {
            return self.start(connection).await;
        }
        let health = ConnectionHealth { status: HealthStatus::Disabled, ..ConnectionHealth::default() };
        let kind = connection.provider();
        self.show(&connection, kind, Capabilities::default(), UNKNOWN_INTERVAL_MS, Floor::default(), health);
    }

    async fn start(&self, connection: Connection) {
        let floor = self.floor_of(&connection).await;
        match self.connect(&connection) {
            Ok(provider) => self.go(&connection, floor, provider),
            Err(obstacle) => {
                warn!(connection.id = %connection.id, "connection {} cannot be asked: {obstacle}", connection.id);
                let health = ConnectionHealth {
                    status: HealthStatus::Misconfigured,
                    warnings: vec![obstacle.to_string()],
                    last_try_at: Some(self.clock.now()),
                    ..as_last_seen(&floor)
                };
                let kind = connection.provider();
                self.show(&connection, kind, Capabilities::default(), UNKNOWN_INTERVAL_MS, floor, health);
            }
        }
    }

    fn go(&self, connection: &Connection, floor: Floor, provider: Arc<dyn Provider>) {
        let interval_ms = u32::try_from(provider.poll_interval().as_millis()).unwrap_or(u32::MAX);
        let held = connection.auth_held_at;
        let health = ConnectionHealth {
            status: if held.is_some() { HealthStatus::AuthFailed } else { HealthStatus::Starting },
            last_try_at: held,
            consecutive_failures: u32::from(held.is_some()),
            ..as_last_seen(&floor)
        };
        self.show(connection, provider.kind(), provider.capabilities(), interval_ms, floor, health);
        let poller = held.is_none().then(|| {
            poller::spawn(PollerSeed {
                tenant: connection.tenant_id,
                connection: connection.id,
                provider: Arc::clone(&provider),
                hub: self.hub.clone(),
                sink: Arc::new(StoreSink(self.store.clone())),
                clock: self.clock.clone(),
                keeps_history: true,
                log: self.log(connection.tenant_id, connection.id),
            })
        });
        self.live().insert((connection.tenant_id, connection.id), Live { provider, poller });
    }

    fn show(
        &self,
        connection: &Connection,
        kind: ProviderKind,
        capabilities: Capabilities,
        poll_interval_ms: u32,
        floor: Floor,
        health: ConnectionHealth,
    ) {
        let (id, name) = (connection.id, connection.name.clone());
        let seed = ConnectionSeed { id, kind, name, capabilities, poll_interval_ms, floor, health };
        self.hub.add_connection(connection.tenant_id, seed);
    }

    async fn floor_of(&self, connection: &Connection) -> Floor {
        let agents = self.store.agents(connection.tenant_id, connection.id).await.unwrap_or_else(|cause| {
            // The board starts without its past and is right again after the first poll.
            error!(connection.id = %connection.id, "the agents of connection {} cannot be restored: {cause}", connection.id);
            Vec::new()
        });
        restored(agents, connection.pinned_provider_tenant.clone())
    }

    fn connect(&self, connection: &Connection) -> Result<Arc<dyn Provider>, Obstacle> {
        let secret = self.keys.open_connection(connection).map_err(Obstacle::of_secret)?;
        Ok(providers::connect(&connection.settings, secret, self.guard.clone())?)
    }
}

/// Why a connection cannot even be tried, in words for its admin.
#[derive(Debug, thiserror::Error)]
enum Obstacle {
    #[error("secret: enter it")]
    NoSecret,
    #[error("secret: enter it again, the stored one cannot be opened")]
    SecretLost,
    #[error(transparent)]
    Settings(#[from] ProviderError),
}

impl Obstacle {
    fn of_secret(error: SecretError) -> Self {
        match error {
            SecretError::Missing { .. } => Self::NoSecret,
            SecretError::UnknownKey { .. } | SecretError::Damaged { .. } | SecretError::Keys { .. } => Self::SecretLost,
        }
    }
}

/// A floor that comes from the store was good when its newest row was read, and shows as last seen then.
fn as_last_seen(floor: &Floor) -> ConnectionHealth {
    ConnectionHealth { last_ok_at: floor.last_read_at(), ..ConnectionHealth::default() }
}
