//! A company with five simulated providers that nobody polls.

use backend::runtime::Backend;
use backend::runtime::BackendConfig;
use backend::secrets::KeySource;
use backend::setup;
use backend::store::AgentStamp;
use backend::store::Connection;
use backend::store::NewTenant;
use backend::store::StoredAgent;
use domain::agent::AgentState;
use domain::clock::Clock;
use domain::clock::SinceSource;
use domain::history::StateEvent;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::provider::ProviderKind;
use domain::time::UnixMs;
use past::PastFloor;
use providers::ConnectionSettings;
use providers::ProviderConfig;
use providers::config::AlohubConfig;
use providers::config::ConvosoConfig;
use providers::config::CrocodialConfig;
use providers::config::Tel4vnConfig;
use providers::config::VicidialConfig;
use secrecy::SecretString;
use simulator::InProcess;
use simulator::ProviderName;
use simulator::WorldConfig;

/// When the worlds of the tests open.
pub(crate) const OPENING: UnixMs = UnixMs(1_795_270_032_000);
/// And what the house's clock shows then.
pub(crate) const OF_DAY_MS: i64 = 14 * 3_600_000;

pub(crate) struct House {
    pub(crate) backend: Backend,
    connections: Vec<Connection>,
    world: WorldConfig,
    _folder: tempfile::TempDir,
}

impl House {
    /// A house with a past of six hours.
    pub(crate) async fn open(seed: u64, agents: usize) -> Self {
        Self::lived(seed, agents, 6).await
    }

    pub(crate) async fn lived(seed: u64, agents: usize, hours: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = BackendConfig {
            store_url: format!("sqlite:{}?mode=rwc", folder.path().join("callboard.db").display()),
            keys: KeySource::in_folder(folder.path()),
            allow_private: vec!["127.0.0.0/8".parse().unwrap()],
            demo: true,
        };
        let backend = Backend::open(config).await.unwrap();
        let lived = past::lived(agents, hours, OF_DAY_MS);
        let world = WorldConfig { seed, agents_per_provider: agents, start_unix_ms: OPENING.0, lived };
        let mut house = Self { backend, connections: Vec::new(), world, _folder: folder };
        house.connections = house.company("own", &ProviderName::ALL).await;
        house
    }

    async fn company(&self, slug: &str, providers: &[ProviderName]) -> Vec<Connection> {
        let (store, keys) = (self.backend.store(), self.backend.keys());
        let new = NewTenant { slug: slug.to_owned(), name: slug.to_owned(), is_demo: true };
        let tenant = setup::create_tenant(store, &new, OPENING).await.unwrap();
        let faces = InProcess::before_opening(&self.world);
        for provider in providers {
            let secret = SecretString::from(faces.credentials(*provider).secret);
            let settings = settings(*provider, faces.credentials(*provider).user.unwrap_or_default());
            setup::add_connection(store, keys, slug, provider.as_str(), settings, &secret, OPENING).await.unwrap();
        }
        store.connections(tenant).await.unwrap()
    }

    /// Every connection with its world.
    pub(crate) fn floors(&self) -> Vec<PastFloor> {
        let floor = |connection: &Connection| PastFloor {
            tenant: connection.tenant_id,
            connection: connection.id,
            world: self.world.clone(),
        };
        self.connections.iter().map(floor).collect()
    }

    /// A company whose floor nobody asks to fill.
    pub(crate) async fn neighbour(&self) -> PastFloor {
        let connection = self.company("neighbour", &[ProviderName::Convoso]).await.remove(0);
        PastFloor { tenant: connection.tenant_id, connection: connection.id, world: self.world.clone() }
    }

    pub(crate) fn connection(&self, kind: ProviderKind) -> (TenantId, ConnectionId) {
        let connection = self.connections.iter().find(|connection| connection.provider() == kind).unwrap();
        (connection.tenant_id, connection.id)
    }

    /// An agent as a poll after the opening has read them.
    pub(crate) async fn polled_agent(&self, kind: ProviderKind) -> StoredAgent {
        let (tenant, connection) = self.connection(kind);
        let clock = Clock { since: OPENING, source: SinceSource::FirstSeen, is_lower_bound: true, precision_s: 4 };
        let stamp =
            AgentStamp { state: AgentState::OnHold, sub: None, clock, raw_status: String::new(), pause_reason: None };
        // The first of Convoso's agents.
        let agent = StoredAgent { external_id: "1104055".to_owned(), stamp, snapshot: None, last_seen: OPENING };
        self.backend.store().upsert_agents(tenant, connection, std::slice::from_ref(&agent)).await.unwrap();
        agent
    }

    /// What is kept of one provider, agent by agent.
    pub(crate) async fn events(&self, kind: ProviderKind) -> Vec<StateEvent> {
        let (tenant, connection) = self.connection(kind);
        let store = self.backend.store();
        let mut events = Vec::new();
        for agent in store.agents(tenant, connection).await.unwrap() {
            let (from, until) = (UnixMs(0), UnixMs(i64::MAX));
            events.extend(store.state_events(tenant, connection, &agent.external_id, from, until).await.unwrap());
        }
        events
    }
}

fn settings(provider: ProviderName, user: &str) -> ConnectionSettings {
    let user = user.to_owned();
    let (zone, config) = match provider {
        ProviderName::Tel4vn => (None, ProviderConfig::Tel4vn(Tel4vnConfig::default())),
        ProviderName::Convoso => (None, ProviderConfig::Convoso(ConvosoConfig::default())),
        ProviderName::Alohub => (None, ProviderConfig::Alohub(AlohubConfig::default())),
        ProviderName::Vicidial => {
            let in_groups = vec!["SUPPORT_IN".to_owned()];
            let config = VicidialConfig { user, in_groups, ..VicidialConfig::default() };
            (Some("America/New_York".to_owned()), ProviderConfig::Vicidial(config))
        }
        ProviderName::Crocodial => {
            (None, ProviderConfig::Crocodial(CrocodialConfig { user, ..CrocodialConfig::default() }))
        }
    };
    ConnectionSettings { zone, ..ConnectionSettings::new(format!("http://127.0.0.1:9{}", provider.prefix()), config) }
}
