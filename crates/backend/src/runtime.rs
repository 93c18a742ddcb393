//! The product as one value: opened once, handed to the pages and the server, closed once.
//!
//! It holds the parts together and decides nothing that a part decides. It reads no environment: the server says where
//! things are.

mod act;
mod connections;
pub(crate) mod floor_sink;
mod in_groups;
mod reread;
mod reveal;
mod take_up;

use std::sync::Arc;

use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::time::UnixMs;
use ipnet::IpNet;
use providers::HostGuard;
use providers::Provider;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::changes::Running;
use crate::hub::Clock;
use crate::hub::Hub;
use crate::limits;
use crate::mail::MailDesk;
use crate::poller::SharedLog;
use crate::rules::AlarmDesk;
use crate::runtime::connections::Connections;
use crate::runtime::reread::Rereads;
use crate::secrets::KeyRing;
use crate::secrets::KeySource;
use crate::secrets::OpenError;
use crate::single_sign_on::KnownProviders;
use crate::store::Store;
use crate::store::StoreResult;
use crate::zones::Zones;

pub use act::AgentOf;
pub use act::Turn;
pub use act::UnderWay;
pub use act::Wish;
pub use reread::RereadError;
pub use reveal::RevealError;

/// Where things are and what is allowed.
#[derive(Clone, Debug)]
pub struct BackendConfig {
    /// `sqlite:PATH?mode=rwc` or `postgres://…`.
    pub store_url: String,
    /// Where the keys that seal secrets are.
    pub keys: KeySource,
    /// Private address ranges in which providers may be.
    pub allow_private: Vec<IpNet>,
    /// The data are made up, and the pages say so.
    pub demo: bool,
}

/// Everything but pages. A clone is another handle to the same.
#[derive(Clone, Debug)]
pub struct Backend(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    store: Store,
    keys: Arc<KeyRing>,
    hub: Hub,
    clock: Clock,
    zones: Zones,
    guard: HostGuard,
    demo: bool,
    connections: Connections,
    rereads: Rereads,
    under_way: Arc<UnderWay>,
    changes: Running,
    alarms: AlarmDesk,
    mail: MailDesk,
    known_providers: KnownProviders,
    stopping: CancellationToken,
}

impl Backend {
    /// Opens the store and the key file. Nothing is polled yet.
    ///
    /// # Errors
    /// As [`OpenError`] tells.
    pub async fn open(config: BackendConfig) -> Result<Self, OpenError> {
        Self::open_with_clock(config, Clock::system()).await
    }

    /// The same with a clock of one's own.
    ///
    /// # Errors
    /// As [`OpenError`] tells.
    pub async fn open_with_clock(config: BackendConfig, clock: Clock) -> Result<Self, OpenError> {
        let store = Store::open(&config.store_url).await?;
        let keys = Arc::new(KeyRing::open_or_create(config.keys, &store).await?);
        let epoch = u64::try_from(clock.now().0).unwrap_or(0);
        let hub = Hub::with_clock(epoch, clock.clone());
        limits::restore(&store, &hub).await?;
        let zones = Zones::restore(&store).await?;
        let guard = HostGuard { allow_private: config.allow_private };
        let connections = Connections::new(store.clone(), Arc::clone(&keys), hub.clone(), clock.clone(), guard.clone());
        Ok(Self(Arc::new(Parts {
            store,
            keys,
            hub,
            clock,
            zones,
            guard,
            demo: config.demo,
            connections,
            rereads: Rereads::default(),
            under_way: Arc::default(),
            changes: Running::default(),
            alarms: AlarmDesk::default(),
            mail: MailDesk::default(),
            known_providers: KnownProviders::default(),
            stopping: CancellationToken::new(),
        })))
    }

    /// Starts to poll every connection that is not paused, and takes up from now on what is changed in the store by others.
    /// Boards show what was last seen until then.
    ///
    /// # Errors
    /// When the database cannot tell which connections there are.
    pub async fn start_connections(&self) -> StoreResult<()> {
        self.0.connections.start_all().await?;
        tokio::spawn(take_up::run(Arc::downgrade(&self.0), self.stopping()));
        Ok(())
    }

    /// Starts one connection anew, as it is stored now; ends it if it was paused or deleted.
    ///
    /// # Errors
    /// When the database cannot answer. The connection has ended then.
    pub async fn connection_changed(&self, tenant: TenantId, connection: ConnectionId) -> StoreResult<()> {
        self.0.connections.restart(tenant, connection).await
    }

    /// Everything that is kept.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// All boards.
    pub fn hub(&self) -> &Hub {
        &self.0.hub
    }

    /// The keys that seal secrets.
    pub fn keys(&self) -> &KeyRing {
        &self.0.keys
    }

    /// Which addresses providers may have.
    pub fn guard(&self) -> &HostGuard {
        &self.0.guard
    }

    /// Whether the data are made up.
    pub fn is_demo(&self) -> bool {
        self.0.demo
    }

    /// What tells the time.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// The time.
    pub fn now(&self) -> UnixMs {
        self.0.clock.now()
    }

    /// The zones of companies.
    pub(crate) fn zones(&self) -> &Zones {
        &self.0.zones
    }

    /// The client of a connection that is switched on and can be asked.
    pub fn provider(&self, tenant: TenantId, connection: ConnectionId) -> Option<Arc<dyn Provider>> {
        self.0.connections.provider(tenant, connection)
    }

    /// Cancelled when the product shuts down, so that streams can end.
    pub fn stopping(&self) -> CancellationToken {
        self.0.stopping.clone()
    }

    /// Ends streams and polling, keeps what was read, and closes the store.
    pub async fn shutdown(&self) {
        self.0.stopping.cancel();
        self.0.changes.stopped().await;
        self.0.alarms.stop_all().await;
        self.0.mail.stopped().await;
        self.0.connections.stop_all().await;
        self.0.store.close().await;
    }

    pub(crate) fn under_way(&self) -> Arc<UnderWay> {
        Arc::clone(&self.0.under_way)
    }

    /// Change sets that run here.
    pub(crate) fn running(&self) -> &Running {
        &self.0.changes
    }

    /// What sends mail.
    pub(crate) fn mail_desk(&self) -> &MailDesk {
        &self.0.mail
    }

    /// Alarms that are open, and who watches for them.
    pub(crate) fn known_providers(&self) -> &KnownProviders {
        &self.0.known_providers
    }

    pub(crate) fn alarm_desk(&self) -> &AlarmDesk {
        &self.0.alarms
    }

    fn rereads(&self) -> &Rereads {
        &self.0.rereads
    }

    /// What polls of a connection were like.
    pub(crate) fn poll_log(&self, tenant: TenantId, connection: ConnectionId) -> Arc<SharedLog> {
        self.0.connections.log(tenant, connection)
    }

    /// A turn to ask a provider something that nobody may ask all the time; else the seconds until the next one.
    pub(crate) fn take_turn(&self, tenant: TenantId, connection: ConnectionId, what: &str) -> Result<(), u32> {
        self.0.rereads.take_turn((tenant, connection, what.to_owned()), Instant::now())
    }

    /// Asks for a poll of a connection now.
    pub fn poke(&self, tenant: TenantId, connection: ConnectionId) {
        self.0.connections.poke(tenant, connection);
    }
}
