//! An installation in a folder of its own with one tenant, whose provider is the simulator.

use std::sync::Arc;
use std::time::Duration;

use backend::auth::Principal;
use backend::auth::Sessions;
use backend::auth::SignedIn;
use backend::auth::TenantCtx;
use backend::auth::session;
use backend::hub::Clock;
use backend::runtime::Backend;
use backend::runtime::BackendConfig;
use backend::secrets::KeySource;
use backend::setup;
use backend::store::NewConnection;
use backend::store::NewTenant;
use backend::store::NewUser;
use domain::audience::Audience;
use domain::audience::Numbers;
use domain::audience::Scope;
use domain::board::Board;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::id::UserId;
use domain::role::Role;
use providers::ConnectionSettings;
use providers::ProviderConfig;
use providers::alohub::config::AlohubConfig;
use providers::config::ConvosoConfig;
use providers::config::Tel4vnConfig;
use providers::vicidial::config::AgentApi;
use providers::vicidial::config::VicidialConfig;
use simulator::ProviderName;
use simulator::Simulator;
use simulator::SimulatorConfig;
use tower_sessions::Session;

pub(crate) const ADMIN: Audience = Audience { scope: Scope::All, numbers: Numbers::Full };
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Installation {
    folder: tempfile::TempDir,
    pub(crate) simulator: Simulator,
    pub(crate) backend: Backend,
    pub(crate) tenant: TenantId,
}

impl Installation {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let simulator = simulator::start(SimulatorConfig::default()).await.unwrap();
        let backend = open(&folder).await;
        let tenant = new_tenant(&backend, "mine").await;
        Self { folder, simulator, backend, tenant }
    }

    /// Ends the process, so to speak, and starts it again without polling yet.
    pub(crate) async fn restart(&mut self) {
        self.backend.shutdown().await;
        self.backend = open(&self.folder).await;
    }

    pub(crate) async fn connect(&self, provider: ProviderName) -> ConnectionId {
        let secret = self.simulator.credentials(provider).secret.to_owned().into();
        let settings = self.settings(provider);
        let (store, keys, now) = (self.backend.store(), self.backend.keys(), self.backend.now());
        setup::add_connection(store, keys, "mine", provider.prefix(), settings, &secret, now).await.unwrap()
    }

    pub(crate) async fn connect_without_secret(&self) -> ConnectionId {
        let now = self.backend.now();
        let connection = NewConnection::new("no secret", self.settings(ProviderName::Tel4vn), now);
        self.backend.store().add_connection(self.tenant, &connection, now).await.unwrap();
        connection.id
    }

    fn settings(&self, provider: ProviderName) -> ConnectionSettings {
        let base_url = self.simulator.base_url(provider);
        let (base_url, config) = match provider {
            ProviderName::Tel4vn => (base_url, ProviderConfig::Tel4vn(Tel4vnConfig::default())),
            ProviderName::Convoso => (format!("{base_url}/v1"), ProviderConfig::Convoso(ConvosoConfig::default())),
            ProviderName::Alohub => (base_url, ProviderConfig::Alohub(AlohubConfig::default())),
            ProviderName::Vicidial => {
                let user = self.simulator.credentials(provider).user.unwrap().to_owned();
                let in_groups = vec!["SALESLINE".to_owned()];
                let config = VicidialConfig { user, agent_api: AgentApi::On, in_groups, ..VicidialConfig::default() };
                (base_url, ProviderConfig::Vicidial(config))
            }
            ProviderName::Crocodial => panic!("{provider:?} is not needed here"),
        };
        ConnectionSettings::new(base_url, config)
    }

    pub(crate) fn board(&self) -> Board {
        self.backend.hub().board(self.tenant, &ADMIN, None, self.backend.now()).unwrap()
    }

    /// Waits, frame by frame, until the board is so.
    pub(crate) async fn until(&self, is_so: impl Fn(&Board) -> bool) -> Board {
        let mut frames = self.backend.hub().subscribe(self.tenant, ADMIN, None, None).unwrap();
        let waiting = async {
            loop {
                frames.next().await;
                let board = self.board();
                if is_so(&board) {
                    return board;
                }
            }
        };
        match tokio::time::timeout(PATIENCE, waiting).await {
            Ok(board) => board,
            Err(_) => panic!("the board did not come to be as expected: {:?}", self.board().connections),
        }
    }

    pub(crate) async fn person(&self, email: &str, role: Role) -> TenantCtx {
        member(&self.backend, self.tenant, "mine", email, role).await
    }

    /// From now on nothing can be written down.
    pub(crate) async fn break_the_audit_log(&self) {
        let url = format!("sqlite:{}", self.folder.path().join("callboard.db").display());
        let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
        sqlx::query("DROP TABLE audit").execute(&pool).await.unwrap();
        pool.close().await;
    }

    pub(crate) async fn stranger(&self) -> TenantCtx {
        let theirs = new_tenant(&self.backend, "theirs").await;
        member(&self.backend, theirs, "theirs", "stranger@example.com", Role::Admin).await
    }
}

async fn open(folder: &tempfile::TempDir) -> Backend {
    let config = BackendConfig {
        store_url: format!("sqlite:{}?mode=rwc", folder.path().join("callboard.db").display()),
        keys: KeySource::in_folder(&folder.path().join("data")),
        allow_private: vec!["127.0.0.0/8".parse().unwrap()],
        demo: false,
    };
    Backend::open(config).await.unwrap()
}

async fn new_tenant(backend: &Backend, slug: &str) -> TenantId {
    let tenant = NewTenant { slug: slug.to_owned(), name: slug.to_owned(), is_demo: false };
    setup::create_tenant(backend.store(), &tenant, backend.now()).await.unwrap()
}

async fn member(backend: &Backend, tenant: TenantId, slug: &str, email: &str, role: Role) -> TenantCtx {
    let (store, now) = (backend.store(), backend.now());
    let user = NewUser { email: email.to_owned(), display_name: email.to_owned(), password_hash: String::new() };
    let user_id = store.create_user(&user, now).await.unwrap();
    store.grant_membership(tenant, user_id, role, None, now).await.unwrap();
    signed_in(backend, slug, user_id).await
}

/// The person with a page of now.
pub(crate) async fn signed_in(backend: &Backend, slug: &str, user_id: UserId) -> TenantCtx {
    let (store, now) = (backend.store(), backend.now());
    let session = Session::new(None, Arc::new(Sessions::new(store.clone(), Clock::system())), None);
    session::begin(&session, &SignedIn { user_id, auth_epoch: 1, at: now }).await.unwrap();
    Principal::of_session(&session, store).await.unwrap().in_tenant(slug).unwrap()
}
