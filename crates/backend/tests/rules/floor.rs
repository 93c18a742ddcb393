//! An installation whose floor the test moves by hand, with an admin, a stranger and people who are limited.

use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering;
use std::time::Duration;

use backend::audit::Actor;
use backend::auth::Principal;
use backend::auth::Sessions;
use backend::auth::SignedIn;
use backend::auth::TenantCtx;
use backend::auth::session;
use backend::hub::Clock;
use backend::hub::ConnectionSeed;
use backend::rules::RuleDraft;
use backend::runtime::Backend;
use backend::runtime::BackendConfig;
use backend::secrets::KeySource;
use backend::setup;
use backend::store::NewConnection;
use backend::store::NewTenant;
use backend::store::NewUser;
use domain::agent::AgentSnapshot;
use domain::agent::AgentState;
use domain::agent::IdKind;
use domain::alarm::Alarms;
use domain::audience::ScopeFilter;
use domain::capability::Capabilities;
use domain::floor::Floor;
use domain::health::ConnectionHealth;
use domain::health::HealthStatus;
use domain::id::ConnectionId;
use domain::id::RuleId;
use domain::id::TenantId;
use domain::provider::ProviderKind;
use domain::role::Role;
use domain::rule::AlarmLevel;
use domain::rule::Bound;
use domain::rule::Channels;
use domain::rule::Clearing;
use domain::rule::Condition;
use domain::rule::Measure;
use domain::rule::RuleSpec;
use domain::rule::Verdict;
use domain::rule::Who;
use domain::snapshot::Snapshot;
use domain::time::UnixMs;
use providers::ConnectionSettings;
use providers::ProviderConfig;
use providers::config::Tel4vnConfig;
use tower_sessions::Session;

pub(crate) const START: UnixMs = UnixMs(1_800_000_000_000);
const PATIENCE: Duration = Duration::from_secs(20);
const SLUG: &str = "mine";

pub(crate) struct Place {
    url: String,
    folder: tempfile::TempDir,
    now_ms: Arc<AtomicI64>,
    pub(crate) backend: Backend,
    pub(crate) tenant: TenantId,
    pub(crate) connection: ConnectionId,
    pub(crate) admin: TenantCtx,
}

impl Place {
    pub(crate) async fn new(url: String) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let now_ms = Arc::new(AtomicI64::new(START.0));
        let backend = open(&url, &folder, &now_ms).await;
        let tenant = new_tenant(&backend, SLUG).await;
        let settings =
            ConnectionSettings::new("https://pbx.example.com", ProviderConfig::Tel4vn(Tel4vnConfig::default()));
        let connection = NewConnection::new("Floor", settings, START);
        backend.store().add_connection(tenant, &connection, START).await.unwrap();
        let admin = member(&backend, tenant, SLUG, "admin@example.com", Role::Admin, None).await;
        let connection = connection.id;
        let place = Self { url, folder, now_ms, backend, tenant, connection, admin };
        place.show_connection();
        place.backend.start_rules("https://board.example.com").await.unwrap();
        place
    }

    fn show_connection(&self) {
        let seed = ConnectionSeed {
            id: self.connection,
            kind: ProviderKind::Tel4vn,
            name: "Floor".to_owned(),
            capabilities: Capabilities::default(),
            poll_interval_ms: 5000,
            floor: Floor::default(),
            health: ConnectionHealth::default(),
        };
        self.backend.hub().add_connection(self.tenant, seed);
    }

    /// Ends the process, so to speak, and starts it again; nothing has been read yet.
    pub(crate) async fn restart(&mut self) {
        self.backend.shutdown().await;
        self.backend = open(&self.url, &self.folder, &self.now_ms).await;
        self.show_connection();
        self.backend.start_rules("https://board.example.com").await.unwrap();
    }

    pub(crate) fn now(&self) -> UnixMs {
        self.backend.now()
    }

    pub(crate) fn pass_s(&self, seconds: i64) {
        self.now_ms.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    /// A good poll that finds these agents.
    pub(crate) fn poll(&self, agents: impl IntoIterator<Item = AgentSnapshot>) {
        let now = self.now();
        let agents: Vec<_> = agents.into_iter().map(|agent| AgentSnapshot { observed_at: now, ..agent }).collect();
        let health = ConnectionHealth {
            status: HealthStatus::Ok,
            last_ok_at: Some(now),
            last_try_at: Some(now),
            poll_interval_ms: 5000,
            ..ConnectionHealth::default()
        };
        self.backend.hub().publish(self.tenant, self.connection, Snapshot { agents, ..Snapshot::new(now) }, health);
    }

    pub(crate) fn actor(&self) -> Actor {
        Actor::of(&self.admin, None)
    }

    pub(crate) async fn save(&self, spec: RuleSpec) -> RuleId {
        let draft = RuleDraft { changes: None, spec };
        self.backend.save_rule(&self.admin, &self.actor(), draft).await.unwrap()
    }

    pub(crate) async fn supervisor(&self, email: &str, scope: Option<ScopeFilter>) -> TenantCtx {
        member(&self.backend, self.tenant, SLUG, email, Role::Supervisor, scope).await
    }

    pub(crate) async fn stranger(&self) -> TenantCtx {
        let theirs = new_tenant(&self.backend, "theirs").await;
        member(&self.backend, theirs, "theirs", "stranger@example.com", Role::Admin, None).await
    }

    /// Waits until a rule stands so.
    pub(crate) async fn until_verdict(&self, rule: RuleId, verdict: &Verdict) {
        let waiting = async {
            loop {
                let rules = self.backend.rules(&self.admin).await.unwrap();
                let standing = rules.into_iter().find(|standing| standing.rule.id == rule);
                if standing.and_then(|standing| standing.verdict).as_ref() == Some(verdict) {
                    return;
                }
                tokio::task::yield_now().await;
            }
        };
        assert!(tokio::time::timeout(PATIENCE, waiting).await.is_ok(), "the rule never stood as expected");
    }

    /// Waits until what the person sees is so.
    pub(crate) async fn until(&self, ctx: &TenantCtx, is_so: impl Fn(&Alarms) -> bool) -> Alarms {
        let mut feed = self.backend.alarm_feed(ctx.tenant_id(), ctx.audience(), ctx.scope_filter().cloned());
        let waiting = async {
            loop {
                let alarms = feed.next().await;
                if is_so(&alarms) {
                    return alarms;
                }
            }
        };
        match tokio::time::timeout(PATIENCE, waiting).await {
            Ok(alarms) => alarms,
            Err(_) => panic!("it did not come to be as expected: {:?}", self.backend.alarms_for(ctx)),
        }
    }
}

async fn open(url: &str, folder: &tempfile::TempDir, now_ms: &Arc<AtomicI64>) -> Backend {
    let config = BackendConfig {
        store_url: url.to_owned(),
        keys: KeySource::in_folder(&folder.path().join("data")),
        allow_private: vec!["127.0.0.0/8".parse().unwrap()],
        demo: false,
    };
    let told = Arc::clone(now_ms);
    Backend::open_with_clock(config, Clock::of(move || UnixMs(told.load(Ordering::SeqCst)))).await.unwrap()
}

async fn new_tenant(backend: &Backend, slug: &str) -> TenantId {
    let tenant = NewTenant { slug: slug.to_owned(), name: slug.to_owned(), is_demo: false };
    setup::create_tenant(backend.store(), &tenant, backend.now()).await.unwrap()
}

async fn member(
    backend: &Backend,
    tenant: TenantId,
    slug: &str,
    email: &str,
    role: Role,
    scope: Option<ScopeFilter>,
) -> TenantCtx {
    let (store, now) = (backend.store(), backend.now());
    let user = NewUser { email: email.to_owned(), display_name: email.to_owned(), password_hash: String::new() };
    let user_id = store.create_user(&user, now).await.unwrap();
    let scope = match scope {
        Some(filter) => Some(store.create_scope(tenant, &filter, now).await.unwrap()),
        None => None,
    };
    store.grant_membership(tenant, user_id, role, scope, now).await.unwrap();
    let session = Session::new(None, Arc::new(Sessions::new(store.clone(), backend.clock().clone())), None);
    session::begin(&session, &SignedIn { user_id, auth_epoch: 1, at: now }).await.unwrap();
    Principal::of_session(&session, store).await.unwrap().in_tenant(slug).unwrap()
}

pub(crate) fn agent(id: &str, state: AgentState) -> AgentSnapshot {
    AgentSnapshot::new(id, IdKind::UserId, state, START)
}

/// So many agents of whom the first `paused` are paused, by group in turn.
pub(crate) fn agents(all: usize, paused: usize) -> Vec<AgentSnapshot> {
    (0..all)
        .map(|n| {
            let state = if n < paused { AgentState::Paused } else { AgentState::OnCall };
            let group = Some(if n % 2 == 0 { "Sales" } else { "Care" }.to_owned());
            AgentSnapshot { group, ..agent(&format!("{n:03}"), state) }
        })
        .collect()
}

pub(crate) fn sales() -> ScopeFilter {
    ScopeFilter { groups: vec!["Sales".to_owned()], ..ScopeFilter::default() }
}

pub(crate) fn spec(name: &str, condition: Condition) -> RuleSpec {
    RuleSpec {
        name: name.to_owned(),
        is_on: true,
        condition,
        scope: ScopeFilter::default(),
        hold_s: 0,
        clearing: Clearing::default(),
        quiet_hours: None,
        level: AlarmLevel::Alarm,
        channels: Channels::default(),
        mail_to: Vec::new(),
    }
}

/// Anybody who is paused.
pub(crate) fn paused() -> RuleSpec {
    let who = Who { states: vec![AgentState::Paused], pause_reason: None };
    spec("Paused", Condition::AgentInState { who, longer_than_s: 0 })
}

/// So many of a hundred who are paused.
pub(crate) fn share(threshold: u32) -> RuleSpec {
    let who = Who { states: vec![AgentState::Paused], pause_reason: None };
    let (measure, bound) = (Measure::Percent, Bound::AtLeast);
    spec("Share", Condition::AgentCount { who, measure, bound, threshold })
}

/// Runs each of the generic bodies `async fn(url: String)` on SQLite and on PostgreSQL.
macro_rules! at_both_places {
    ($($body:ident,)*) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $body() {
                let database = crate::databases::Sqlite::new();
                super::$body(database.url()).await;
            })*
        }

        mod postgres {
            $(#[tokio::test]
            async fn $body() {
                let Some(database) = crate::databases::Postgres::new().await else { return };
                super::$body(database.url()).await;
                database.drop_database().await;
            })*
        }
    };
}
pub(crate) use at_both_places;
