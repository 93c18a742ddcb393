//! A tenant with one connection whose agents were watched through a morning, and people who look at it.

use std::sync::Arc;

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
use backend::store::AgentStamp;
use backend::store::NewConnection;
use backend::store::NewTenant;
use backend::store::NewUser;
use backend::store::StoredAgent;
use domain::agent::AgentSnapshot;
use domain::agent::AgentState;
use domain::agent::IdKind;
use domain::agent_day::Day;
use domain::audience::ScopeFilter;
use domain::health::HealthStatus;
use domain::history::StateEvent;
use domain::history::WatchSpan;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::role::Role;
use domain::time::UnixMs;
use jiff::tz::TimeZone;
use providers::ConnectionSettings;
use providers::ProviderConfig;
use providers::config::ConvosoConfig;
use tower_sessions::Session;

/// 2027-01-15, 15:00 in Hồ Chí Minh City.
pub(crate) const NOW: UnixMs = UnixMs(1_800_000_000_000);
pub(crate) const AGENT: &str = "an@sales/1";

pub(crate) struct Floor {
    _folder: tempfile::TempDir,
    pub(crate) backend: Backend,
    pub(crate) tenant: TenantId,
    pub(crate) connection: ConnectionId,
}

impl Floor {
    pub(crate) async fn new(store_url: String) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = BackendConfig {
            store_url,
            keys: KeySource::in_folder(&folder.path().join("data")),
            allow_private: Vec::new(),
            demo: false,
        };
        let backend = Backend::open_with_clock(config, Clock::of(|| NOW)).await.unwrap();
        let tenant = new_tenant(&backend, "mine").await;
        let settings = ConnectionSettings::new(
            "https://one.example".to_owned(),
            ProviderConfig::Convoso(ConvosoConfig::default()),
        );
        let connection = NewConnection::new("Sales", settings, NOW);
        backend.store().add_connection(tenant, &connection, NOW).await.unwrap();
        let floor = Self { _folder: folder, backend, tenant, connection: connection.id };
        floor.watch().await;
        floor
    }

    /// From 08:00 on, with a gap from 10:36 to 10:42 for which the provider was to blame.
    async fn watch(&self) {
        let store = self.backend.store();
        let snapshot = AgentSnapshot {
            group: Some("Sales".to_owned()),
            ..AgentSnapshot::new(AGENT, IdKind::UserId, AgentState::LoggedOut, at(12, 0))
        };
        let agent = StoredAgent {
            external_id: AGENT.to_owned(),
            stamp: AgentStamp {
                state: AgentState::LoggedOut,
                sub: None,
                clock: StateEvent::new(AGENT, AgentState::LoggedOut, at(12, 0)).clock(),
                raw_status: String::new(),
                pause_reason: None,
            },
            snapshot: Some(snapshot),
            last_seen: at(12, 0),
        };
        store.upsert_agents(self.tenant, self.connection, &[agent]).await.unwrap();
        let event = |to, at| StateEvent::new(AGENT, to, at);
        let events = [
            event(AgentState::LoggedOut, at(-2, 0)),
            event(AgentState::Available, at(8, 0)),
            event(AgentState::OnCall, at(9, 0)),
            event(AgentState::Paused, at(10, 0)),
            event(AgentState::LoggedOut, at(12, 0)),
        ];
        store.append_state_events(self.tenant, self.connection, &events).await.unwrap();
        let span = |from, until, cause| WatchSpan { from, until, interval_ms: 5000, cause };
        let spans = [span(at(-3, 0), at(10, 36), Some(HealthStatus::ServerError)), span(at(10, 42), NOW, None)];
        store.keep_watch_spans(self.tenant, self.connection, &spans).await.unwrap();
    }

    /// The day of which the morning is.
    pub(crate) fn day(&self) -> Day {
        backend::history::day("2027-01-15".parse().unwrap(), &zone(), NOW).unwrap()
    }

    pub(crate) async fn supervisor(&self, email: &str, filter: Option<ScopeFilter>) -> TenantCtx {
        member(&self.backend, self.tenant, "mine", email, filter).await
    }

    /// Somebody of another tenant, in which they may do everything.
    pub(crate) async fn stranger(&self) -> TenantCtx {
        let theirs = new_tenant(&self.backend, "theirs").await;
        member(&self.backend, theirs, "theirs", "stranger@example.com", None).await
    }
}

pub(crate) fn zone() -> TimeZone {
    TimeZone::get("Asia/Ho_Chi_Minh").unwrap()
}

/// A moment of the day.
pub(crate) fn at(hours: i64, minutes: i64) -> UnixMs {
    NOW.plus_s((hours - 15) * 3600 + minutes * 60)
}

async fn new_tenant(backend: &Backend, slug: &str) -> TenantId {
    let tenant = NewTenant { slug: slug.to_owned(), name: slug.to_owned(), is_demo: false };
    setup::create_tenant(backend.store(), &tenant, NOW).await.unwrap()
}

async fn member(
    backend: &Backend,
    tenant: TenantId,
    slug: &str,
    email: &str,
    filter: Option<ScopeFilter>,
) -> TenantCtx {
    let store = backend.store();
    let user = NewUser { email: email.to_owned(), display_name: email.to_owned(), password_hash: String::new() };
    let user_id = store.create_user(&user, NOW).await.unwrap();
    let scope = match filter {
        Some(filter) => Some(store.create_scope(tenant, &filter, NOW).await.unwrap()),
        None => None,
    };
    store.grant_membership(tenant, user_id, Role::Supervisor, scope, NOW).await.unwrap();
    let session = Session::new(None, Arc::new(Sessions::new(store.clone(), Clock::system())), None);
    session::begin(&session, &SignedIn { user_id, auth_epoch: 1, at: NOW }).await.unwrap();
    Principal::of_session(&session, store).await.unwrap().in_tenant(slug).unwrap()
}
