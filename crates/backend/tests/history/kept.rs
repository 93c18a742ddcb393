//! An installation with a past that was written through the store, and people who look at it.

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
use domain::audience::ScopeFilter;
use domain::clock::Clock as StateClock;
use domain::clock::SinceSource;
use domain::history::StateEvent;
use domain::history::WatchSpan;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::role::Role;
use domain::time::UnixMs;
use providers::ConnectionSettings;
use providers::ProviderConfig;
use providers::config::Tel4vnConfig;
use tower_sessions::Session;

/// A whole second, some time ago.
pub(crate) const START: UnixMs = UnixMs(1_760_000_000_000);
/// How long after the start it is now.
pub(crate) const NOW_S: i64 = 3600;

pub(crate) struct Past {
    pub(crate) backend: Backend,
    pub(crate) tenant: TenantId,
    _folder: tempfile::TempDir,
}

pub(crate) fn event(agent: &str, to: AgentState, at_s: i64) -> StateEvent {
    StateEvent::new(agent, to, START.plus_s(at_s))
}

pub(crate) fn span(from_s: i64, until_s: i64) -> WatchSpan {
    WatchSpan { until: START.plus_s(until_s), ..WatchSpan::begin(START.plus_s(from_s), 5000) }
}

impl Past {
    pub(crate) async fn new() -> Self {
        Self::with_clock(Clock::of(|| START.plus_s(NOW_S))).await
    }

    pub(crate) async fn with_clock(clock: Clock) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = BackendConfig {
            store_url: format!("sqlite:{}?mode=rwc", folder.path().join("callboard.db").display()),
            keys: KeySource::in_folder(&folder.path().join("data")),
            allow_private: Vec::new(),
            demo: false,
        };
        let backend = Backend::open_with_clock(config, clock).await.unwrap();
        let tenant = new_tenant(&backend, "mine").await;
        Self { backend, tenant, _folder: folder }
    }

    /// A connection with these agents, what they did, and when it was read.
    pub(crate) async fn connection(
        &self,
        name: &str,
        agents: &[&str],
        events: &[StateEvent],
        spans: &[WatchSpan],
    ) -> ConnectionId {
        let (store, now) = (self.backend.store(), self.backend.now());
        let settings =
            ConnectionSettings::new("https://one.example".to_owned(), ProviderConfig::Tel4vn(Tel4vnConfig::default()));
        let new = NewConnection::new(name, settings, now);
        store.add_connection(self.tenant, &new, now).await.unwrap();
        let agents: Vec<StoredAgent> = agents.iter().map(|id| stored(id, events)).collect();
        store.upsert_agents(self.tenant, new.id, &agents).await.unwrap();
        store.append_state_events(self.tenant, new.id, events).await.unwrap();
        store.keep_watch_spans(self.tenant, new.id, spans).await.unwrap();
        new.id
    }

    pub(crate) async fn person(&self, email: &str, limits: Option<ScopeFilter>) -> TenantCtx {
        let scope = match limits {
            Some(filter) => {
                let now = self.backend.now();
                Some(self.backend.store().share_scope(self.tenant, &filter, now).await.unwrap())
            }
            None => None,
        };
        self.member(self.tenant, "mine", email, scope).await
    }

    pub(crate) async fn stranger(&self) -> TenantCtx {
        let theirs = new_tenant(&self.backend, "theirs").await;
        self.member(theirs, "theirs", "stranger@example.com", None).await
    }

    async fn member(&self, tenant: TenantId, slug: &str, email: &str, scope: Option<domain::id::ScopeId>) -> TenantCtx {
        let (store, now) = (self.backend.store(), self.backend.now());
        let user = NewUser { email: email.to_owned(), display_name: email.to_owned(), password_hash: String::new() };
        let user_id = store.create_user(&user, now).await.unwrap();
        store.grant_membership(tenant, user_id, Role::Supervisor, scope, now).await.unwrap();
        let session =
            Session::new(None, Arc::new(Sessions::new(store.clone(), Clock::of(|| START.plus_s(NOW_S)))), None);
        session::begin(&session, &SignedIn { user_id, auth_epoch: 1, at: now }).await.unwrap();
        Principal::of_session(&session, store).await.unwrap().in_tenant(slug).unwrap()
    }
}

/// The agent as last seen, in the group in which they last were.
fn stored(external_id: &str, events: &[StateEvent]) -> StoredAgent {
    let group = events.iter().rfind(|event| event.external_id == external_id).and_then(|event| event.group.clone());
    let clock = StateClock { since: START, source: SinceSource::FirstSeen, is_lower_bound: true, precision_s: 5 };
    let snapshot = AgentSnapshot {
        display_name: format!("Agent {external_id}"),
        group,
        ..AgentSnapshot::new(external_id.to_owned(), IdKind::UserId, AgentState::LoggedOut, START)
    };
    StoredAgent {
        external_id: external_id.to_owned(),
        stamp: AgentStamp {
            state: AgentState::LoggedOut,
            sub: None,
            clock,
            raw_status: String::new(),
            pause_reason: None,
        },
        snapshot: Some(snapshot),
        last_seen: START,
    }
}

async fn new_tenant(backend: &Backend, slug: &str) -> TenantId {
    let tenant = NewTenant { slug: slug.to_owned(), name: slug.to_owned(), is_demo: false };
    setup::create_tenant(backend.store(), &tenant, backend.now()).await.unwrap()
}
