//! How many changes of state a second the store takes, beside batches written by hand into a table of the same shape.
//!
//! `cargo run --release -p bench --bin history_ingest [SECONDS]`. SQLite always; PostgreSQL as well where
//! `CALLBOARD_TEST_POSTGRES_URL` says where a throw-away server is. Both ways take turns in the same run, so that a
//! machine that is busy is busy for both.

use std::time::Duration;
use std::time::Instant;

use anyhow::Context;
use anyhow::Result;
use backend::runtime::Backend;
use backend::runtime::BackendConfig;
use backend::secrets::KeySource;
use backend::setup;
use backend::store::NewTenant;
use backend::store::Store;
use bench::PROVIDERS;
use bench::connection_at;
use bench::report;
use domain::agent::AgentState;
use domain::call::Direction;
use domain::clock::SinceSource;
use domain::history::StateEvent;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::time::UnixMs;
use simulator::Credentials;
use sqlx::AssertSqlSafe;
use sqlx::Connection;
use sqlx::Executor;
use sqlx::PgConnection;
use sqlx::PgPool;
use sqlx::SqlitePool;
use url::Url;
use uuid::Uuid;

/// Ten thousand agents change state every 1.8 s.
const A_SECOND: usize = 5_560;
const AGENTS: usize = 10_000;
const START_MS: i64 = 1_795_226_832_000;
const POSTGRES_URL: &str = "CALLBOARD_TEST_POSTGRES_URL";

#[tokio::main]
async fn main() -> Result<()> {
    let seconds: usize = std::env::args().nth(1).map_or(Ok(20), |text| text.parse())?;
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite:{}?mode=rwc", folder.path().join("bench.sqlite").display());
    measure("SQLite", url, seconds).await?;
    let Ok(server) = std::env::var(POSTGRES_URL) else {
        report(&format!("PostgreSQL     left out: {POSTGRES_URL} is not set"));
        return Ok(());
    };
    let name = format!("callboard_bench_{}", Uuid::now_v7().simple());
    let mut url = Url::parse(&server)?;
    let mut admin = PgConnection::connect(&server).await?;
    admin.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await?;
    url.set_path(&name);
    let measured = measure("PostgreSQL", url.into(), seconds).await;
    admin.execute(AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"))).await?;
    measured
}

async fn measure(database: &str, store_url: String, seconds: usize) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let keys = KeySource::in_folder(folder.path());
    let allow_private = vec!["127.0.0.0/8".parse()?];
    let backend = Backend::open(BackendConfig { store_url, keys, allow_private, demo: true }).await?;
    let (tenant, connection) = place(&backend).await?;
    plain_table(backend.store()).await?;

    let (mut ours, mut plain) = (Duration::ZERO, Duration::ZERO);
    let mut slowest = Duration::ZERO;
    for second in 0..seconds {
        let events = changes(second);
        let begun = Instant::now();
        backend.store().append_state_events(tenant, connection, &events).await?;
        slowest = slowest.max(begun.elapsed());
        ours += begun.elapsed();
        let begun = Instant::now();
        insert_plainly(backend.store(), tenant, connection, &events).await?;
        plain += begun.elapsed();
    }
    let count = (seconds * A_SECOND) as f64;
    let of = |time: Duration| count / time.as_secs_f64();
    report(&format!("{database:<14} {:.0} changes a second (goal: at least {A_SECOND})", of(ours)));
    report(&format!("               {:.0} by hand", of(plain)));
    report(&format!("               ratio {:.2} (goal: at least 0.7)", of(ours) / of(plain)));
    report(&format!("               slowest second's worth {} ms", slowest.as_millis()));
    backend.shutdown().await;
    Ok(())
}

async fn place(backend: &Backend) -> Result<(TenantId, ConnectionId)> {
    let new = NewTenant { slug: "bench".to_owned(), name: "Bench".to_owned(), is_demo: true };
    let tenant = setup::create_tenant(backend.store(), &new, backend.now()).await?;
    let (name, _) = PROVIDERS[0];
    let credentials = Credentials { user: None, secret: "none" };
    let (settings, secret) = connection_at("http://127.0.0.1:9", credentials, name)?;
    setup::add_connection(backend.store(), backend.keys(), "bench", "Bench", settings, &secret, backend.now()).await?;
    let connection = backend.store().connections(tenant).await?.pop().context("it was just added")?;
    Ok((tenant, connection.id))
}

/// One second's worth, in the order in which polls bring them.
fn changes(second: usize) -> Vec<StateEvent> {
    let states = [AgentState::Available, AgentState::Ringing, AgentState::OnCall, AgentState::WrapUp];
    let change = |number: usize| {
        let at = UnixMs(START_MS + number as i64 * 1000 / A_SECOND as i64);
        let state = number / AGENTS % states.len();
        StateEvent {
            from: Some(states[(state + states.len() - 1) % states.len()]),
            source: SinceSource::ProviderDuration,
            precision_s: 5,
            raw_status: "INCALL".to_owned(),
            direction: (states[state] == AgentState::OnCall).then_some(Direction::Inbound),
            group: Some("Main Office".to_owned()),
            campaign: Some("Sales Campaign".to_owned()),
            queue: Some("Main Queue".to_owned()),
            calls_today: Some((number % 90) as u32),
            ..StateEvent::new((1_104_055 + number % AGENTS).to_string(), states[state], at)
        }
    };
    (second * A_SECOND..(second + 1) * A_SECOND).map(change).collect()
}

/// The table of changes as its migrations leave it.
const PLAIN_TABLE: [&str; 3] = [
    "CREATE TABLE plain_events (
        tenant_id TEXT NOT NULL, connection_id TEXT NOT NULL, external_id TEXT NOT NULL, from_state TEXT,
        to_state TEXT NOT NULL, at_ms BIGINT NOT NULL, seen_at_ms BIGINT NOT NULL, source TEXT NOT NULL,
        is_lower_bound BIGINT NOT NULL, precision_s BIGINT NOT NULL, sub_state TEXT, raw_status TEXT NOT NULL,
        pause_reason TEXT, direction TEXT, group_name TEXT, campaign TEXT, queue TEXT, calls_today BIGINT,
        gap_before BIGINT NOT NULL,
        FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id))",
    "CREATE INDEX plain_events_by_agent ON plain_events (tenant_id, connection_id, external_id, seen_at_ms)",
    "CREATE INDEX plain_events_by_time ON plain_events (tenant_id, connection_id, seen_at_ms)",
];

/// Rows of one statement by hand on SQLite: enough that more bring nothing.
const ROWS: usize = 100;

const COLUMNS: usize = 19;

/// Every column of all rows as one array, as PostgreSQL is loaded fastest short of COPY.
const UNNEST: &str = "INSERT INTO plain_events
    SELECT $1, $2, * FROM UNNEST($3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::text[], $9::bigint[],
                                 $10::bigint[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[],
                                 $16::text[], $17::text[], $18::bigint[], $19::bigint[])";

async fn plain_table(store: &Store) -> Result<()> {
    for statement in PLAIN_TABLE {
        match store {
            Store::Sqlite(pool) => {
                pool.execute(statement).await?;
            }
            Store::Postgres(pool) => {
                pool.execute(statement).await?;
            }
        }
    }
    Ok(())
}

/// By hand, in one transaction: the same statement again and again, prepared once.
async fn insert_plainly(
    store: &Store,
    tenant: TenantId,
    connection: ConnectionId,
    events: &[StateEvent],
) -> Result<()> {
    let (tenant, connection) = (tenant.to_string(), connection.to_string());
    match store {
        Store::Sqlite(pool) => insert_rows(pool, &tenant, &connection, events).await,
        Store::Postgres(pool) => insert_arrays(pool, &tenant, &connection, events).await,
    }
}

async fn insert_rows(pool: &SqlitePool, tenant: &str, connection: &str, events: &[StateEvent]) -> Result<()> {
    let row = format!("({})", vec!["?"; COLUMNS].join(", "));
    let statement = |rows: usize| format!("INSERT INTO plain_events VALUES {}", vec![row.as_str(); rows].join(", "));
    let full = statement(ROWS);
    let mut tx = pool.begin().await?;
    for rows in events.chunks(ROWS) {
        let statement = if rows.len() == ROWS { full.clone() } else { statement(rows.len()) };
        let mut insert = sqlx::query(AssertSqlSafe(statement));
        for event in rows {
            insert = insert
                .bind(tenant)
                .bind(connection)
                .bind(&event.external_id)
                .bind(event.from.map(AgentState::slug))
                .bind(event.to.slug())
                .bind(event.at.0)
                .bind(event.seen_at.0)
                .bind("D")
                .bind(i64::from(event.is_lower_bound))
                .bind(i64::from(event.precision_s))
                .bind(None::<&str>)
                .bind(&event.raw_status)
                .bind(&event.pause_reason)
                .bind(event.direction.map(|_| "I"))
                .bind(&event.group)
                .bind(&event.campaign)
                .bind(&event.queue)
                .bind(event.calls_today.map(i64::from))
                .bind(i64::from(event.gap_before));
        }
        insert.execute(&mut *tx).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn insert_arrays(pool: &PgPool, tenant: &str, connection: &str, events: &[StateEvent]) -> Result<()> {
    fn column<'a, T>(events: &'a [StateEvent], of: impl Fn(&'a StateEvent) -> T) -> Vec<T> {
        events.iter().map(of).collect()
    }
    sqlx::query(UNNEST)
        .bind(tenant)
        .bind(connection)
        .bind(column(events, |event| event.external_id.as_str()))
        .bind(column(events, |event| event.from.map(AgentState::slug)))
        .bind(column(events, |event| event.to.slug()))
        .bind(column(events, |event| event.at.0))
        .bind(column(events, |event| event.seen_at.0))
        .bind(column(events, |_| "D"))
        .bind(column(events, |event| i64::from(event.is_lower_bound)))
        .bind(column(events, |event| i64::from(event.precision_s)))
        .bind(column(events, |_| None::<&str>))
        .bind(column(events, |event| event.raw_status.as_str()))
        .bind(column(events, |event| event.pause_reason.as_deref()))
        .bind(column(events, |event| event.direction.map(|_| "I")))
        .bind(column(events, |event| event.group.as_deref()))
        .bind(column(events, |event| event.campaign.as_deref()))
        .bind(column(events, |event| event.queue.as_deref()))
        .bind(column(events, |event| event.calls_today.map(i64::from)))
        .bind(column(events, |event| i64::from(event.gap_before)))
        .execute(pool)
        .await?;
    Ok(())
}
