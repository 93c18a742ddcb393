//! How long a seek of a replay takes: a shift of eight hours, from the question to the JSON of the answer, in SQLite.
//!
//! `cargo run --release -p bench --bin replay_seek [AGENTS]`

use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

use anyhow::Context;
use anyhow::Result;
use backend::auth::Principal;
use backend::auth::Sessions;
use backend::auth::SignedIn;
use backend::auth::TenantCtx;
use backend::auth::session;
use backend::runtime::Backend;
use backend::runtime::BackendConfig;
use backend::secrets::KeySource;
use backend::setup;
use backend::store::AgentStamp;
use backend::store::NewConnection;
use backend::store::NewTenant;
use backend::store::NewUser;
use backend::store::StoredAgent;
use bench::report;
use domain::agent::AgentSnapshot;
use domain::agent::AgentState;
use domain::agent::IdKind;
use domain::clock::Clock;
use domain::clock::SinceSource;
use domain::history::StateEvent;
use domain::history::WatchSpan;
use domain::id::TenantId;
use domain::role::Role;
use domain::time::UnixMs;
use providers::ConnectionSettings;
use providers::ProviderConfig;
use providers::config::Tel4vnConfig;
use tower_sessions::Session;

const CONNECTIONS: usize = 5;
const SHIFT_S: i64 = 8 * 3600;
/// An agent changes state so often on average.
const CHANGE_S: i64 = 75;
const SEEKS: usize = 100;
/// What a page asks for first after a seek, and while it plays at the highest speed.
const LENGTHS_S: [u32; 2] = [60, 900];
const STATES: [AgentState; 4] = [AgentState::Available, AgentState::Ringing, AgentState::OnCall, AgentState::WrapUp];

#[tokio::main]
async fn main() -> Result<()> {
    let agents: usize = std::env::args().nth(1).map_or(Ok(1000), |text| text.parse())?;
    let folder = tempfile::tempdir()?;
    let backend = Backend::open(BackendConfig {
        store_url: format!("sqlite:{}?mode=rwc", folder.path().join("callboard.db").display()),
        keys: KeySource::in_folder(&folder.path().join("data")),
        allow_private: Vec::new(),
        demo: false,
    })
    .await?;
    let new = NewTenant { slug: "floor".to_owned(), name: "Floor".to_owned(), is_demo: false };
    let tenant = setup::create_tenant(backend.store(), &new, backend.now()).await?;
    let start = backend.now().plus_s(-SHIFT_S - 60);
    let mut events = 0;
    for connection in 0..CONNECTIONS {
        events += work_a_shift(&backend, tenant, connection, agents / CONNECTIONS, start).await?;
    }
    let ctx = somebody(&backend, tenant).await?;
    report(&format!("agents                     {agents}, {events} changes in {} h", SHIFT_S / 3600));

    let mut chance = Chance(7);
    for length_s in LENGTHS_S {
        let (mut times, mut bytes) = (Vec::new(), 0);
        for _ in 0..SEEKS {
            let at = start.plus_s(chance.below(SHIFT_S));
            let asked = Instant::now();
            let chunk = backend.replay_chunk(&ctx, at, length_s).await?;
            bytes += serde_json::to_vec(&chunk)?.len();
            times.push(asked.elapsed());
        }
        times.sort();
        let goal = if length_s == LENGTHS_S[0] { " (goal: at most 200 ms)" } else { "" };
        report(&format!(
            "seek with {length_s:>3} s            p50 {:.0} ms, p99 {:.0} ms{goal}, {} KiB",
            ms(times[SEEKS / 2]),
            ms(times[SEEKS * 99 / 100]),
            bytes / SEEKS / 1024,
        ));
    }
    let asked = Instant::now();
    let day = backend.kept_day_with_crowd(&ctx, start).await?;
    let most = day.crowd.iter().flatten().max().copied().unwrap_or(0);
    report(&format!("the day with its crowd     {:.0} ms, at most {most} logged in", ms(asked.elapsed())));
    backend.shutdown().await;
    Ok(())
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Writes down what a connection's agents did in a shift; how many changes that were.
async fn work_a_shift(
    backend: &Backend,
    tenant: TenantId,
    number: usize,
    agents: usize,
    start: UnixMs,
) -> Result<usize> {
    let store = backend.store();
    let config = ProviderConfig::Tel4vn(Tel4vnConfig::default());
    let settings = ConnectionSettings::new("https://one.example".to_owned(), config);
    let connection = NewConnection::new(format!("Connection {number}"), settings, start);
    store.add_connection(tenant, &connection, start).await?;
    let people: Vec<StoredAgent> = (0..agents).map(|agent| person(agent, start)).collect();
    store.upsert_agents(tenant, connection.id, &people).await?;
    let mut chance = Chance(11 + number as u64);
    let mut events = Vec::new();
    for person in &people {
        let mut at_s = chance.below(300);
        let mut state = 0;
        while at_s < SHIFT_S {
            let at = start.plus_s(at_s);
            events.push(StateEvent {
                from: (state > 0).then(|| STATES[(state - 1) % STATES.len()]),
                group: Some(format!("Group {}", number % 3)),
                ..StateEvent::new(person.external_id.clone(), STATES[state % STATES.len()], at)
            });
            state += 1;
            at_s += 1 + chance.below(2 * CHANGE_S);
        }
    }
    events.sort_by_key(|event| event.seen_at);
    store.append_state_events(tenant, connection.id, &events).await?;
    let span = WatchSpan { until: start.plus_s(SHIFT_S), ..WatchSpan::begin(start, 5000) };
    store.keep_watch_spans(tenant, connection.id, &[span]).await?;
    Ok(events.len())
}

fn person(number: usize, start: UnixMs) -> StoredAgent {
    let external_id = format!("agent{number:04}");
    let clock = Clock { since: start, source: SinceSource::FirstSeen, is_lower_bound: false, precision_s: 5 };
    let snapshot = AgentSnapshot {
        display_name: format!("Nguyễn Thị Number {number}"),
        extension: Some(format!("{}", 1000 + number)),
        skills: vec!["sales".to_owned(), "english".to_owned()],
        ..AgentSnapshot::new(external_id.clone(), IdKind::UserId, AgentState::Available, start)
    };
    let (sub, raw_status, pause_reason) = (None, String::new(), None);
    let stamp = AgentStamp { state: AgentState::Available, sub, clock, raw_status, pause_reason };
    StoredAgent { external_id, stamp, snapshot: Some(snapshot), last_seen: start }
}

async fn somebody(backend: &Backend, tenant: TenantId) -> Result<TenantCtx> {
    let (store, now) = (backend.store(), backend.now());
    let (email, display_name) = ("lan@example.com".to_owned(), "Lan".to_owned());
    let user = NewUser { email, display_name, password_hash: String::new() };
    let user_id = store.create_user(&user, now).await?;
    store.grant_membership(tenant, user_id, Role::Supervisor, None, now).await?;
    let session = Session::new(None, Arc::new(Sessions::new(store.clone(), backend.clock().clone())), None);
    session::begin(&session, &SignedIn { user_id, auth_epoch: 1, at: now }).await.context("a session begins")?;
    let principal = Principal::of_session(&session, store).await.context("it is somebody's")?;
    principal.in_tenant("floor").context("who belongs to the company")
}

/// The same numbers in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((self.0 >> 33) % limit.unsigned_abs().max(1)).unwrap_or(0)
    }
}
