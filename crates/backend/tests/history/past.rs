//! A connection with a past, and a clock that stands where the test puts it.

use std::collections::BTreeMap;

use backend::history::LocalDay;
use backend::history::Range;
use backend::history::days;
use backend::runtime::Backend;
use backend::runtime::BackendConfig;
use backend::secrets::KeySource;
use backend::store::AgentStamp;
use backend::store::NewConnection;
use backend::store::Store;
use backend::store::StoredAgent;
use domain::agent::AgentSnapshot;
use domain::agent::AgentState;
use domain::agent::IdKind;
use domain::half_hour::half_hour_of;
use domain::history::StateEvent;
use domain::history::WatchSpan;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::time::UnixMs;
use jiff::tz::TimeZone;
use providers::ConnectionSettings;
use providers::ProviderConfig;
use providers::config::ConvosoConfig;

use crate::company::Company;
use crate::company::NOW;

/// 08:00 of a day, a whole half hour of UTC.
pub(crate) const START: UnixMs = UnixMs(NOW.0 - 7 * 3_600_000);

pub(crate) struct Past {
    pub(crate) company: Company,
    pub(crate) backend: Backend,
    pub(crate) connection: ConnectionId,
    _folder: tempfile::TempDir,
}

impl Past {
    pub(crate) async fn new(url: &str) -> Self {
        assert_eq!(half_hour_of(START), START);
        let company = Company::new(crate::databases::open(url).await).await;
        let folder = tempfile::tempdir().unwrap();
        let config = BackendConfig {
            store_url: url.to_owned(),
            keys: KeySource::in_folder(folder.path()),
            allow_private: Vec::new(),
            demo: false,
        };
        let backend = Backend::open_with_clock(config, company.clock.clone()).await.unwrap();
        let connection = connect(&company.store, company.mine, "Sales").await;
        Self { company, backend, connection, _folder: folder }
    }

    pub(crate) fn store(&self) -> &Store {
        &self.company.store
    }

    /// Writes it down as a poll does: the changes, and the agents as they are now.
    pub(crate) async fn happened(&self, events: &[StateEvent]) {
        let (tenant, store) = (self.company.mine, self.store());
        store.append_state_events(tenant, self.connection, events).await.unwrap();
        let agents: BTreeMap<&str, StoredAgent> =
            events.iter().map(|event| (event.external_id.as_str(), as_last_seen(event))).collect();
        let agents: Vec<StoredAgent> = agents.into_values().collect();
        store.upsert_agents(tenant, self.connection, &agents).await.unwrap();
    }

    pub(crate) async fn watched(&self, from_s: i64, until_s: i64) {
        let span = WatchSpan { until: START.plus_s(until_s), ..WatchSpan::begin(START.plus_s(from_s), 1000) };
        self.store().keep_watch_spans(self.company.mine, self.connection, &[span]).await.unwrap();
    }

    pub(crate) async fn close(self) {
        self.backend.shutdown().await;
        self.company.store.close().await;
    }
}

pub(crate) async fn connect(store: &Store, tenant: TenantId, name: &str) -> ConnectionId {
    let config = ProviderConfig::Convoso(ConvosoConfig::default());
    let new = NewConnection::new(name, ConnectionSettings::new("https://one.example".to_owned(), config), NOW);
    store.add_connection(tenant, &new, NOW).await.unwrap();
    new.id
}

fn as_last_seen(event: &StateEvent) -> StoredAgent {
    let (id, seen_at) = (event.external_id.clone(), event.seen_at);
    StoredAgent {
        external_id: id.clone(),
        stamp: AgentStamp {
            state: event.to,
            sub: None,
            clock: event.clock(),
            raw_status: String::new(),
            pause_reason: None,
        },
        snapshot: Some(AgentSnapshot::new(id, IdKind::UserId, event.to, seen_at)),
        last_seen: seen_at,
    }
}

pub(crate) fn event(agent: &str, to: AgentState, at_s: i64) -> StateEvent {
    StateEvent::new(agent, to, START.plus_s(at_s))
}

/// The day in which the clock stands, by UTC.
pub(crate) fn today() -> Vec<LocalDay> {
    days(Range::last_days(1, NOW, &TimeZone::UTC), &TimeZone::UTC)
}

/// Runs each of the generic bodies `async fn(Past)` on SQLite and on PostgreSQL.
macro_rules! with_a_past {
    ($($body:ident,)*) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $body() {
                let database = crate::databases::Sqlite::new();
                super::$body(crate::past::Past::new(&database.url()).await).await;
            })*
        }

        mod postgres {
            $(#[tokio::test]
            async fn $body() {
                let Some(database) = crate::databases::Postgres::new().await else { return };
                super::$body(crate::past::Past::new(&database.url()).await).await;
                database.drop_database().await;
            })*
        }
    };
}
pub(crate) use with_a_past;
