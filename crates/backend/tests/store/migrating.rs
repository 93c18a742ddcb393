//! Bringing tables up to date: interrupted half-way, tried again, and tables of a newer program.

use backend::store::Cause;
use backend::store::Store;
use backend::store::StoreError;
use sqlx::PgPool;
use sqlx::SqlitePool;
use sqlx::migrate::Migrator;

use crate::databases::Postgres;
use crate::databases::Sqlite;
use crate::databases::open;

static SQLITE: Migrator = sqlx::migrate!("../../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../../migrations/postgres");

/// The migration that is made to fail adds several tables, of which this is not the first.
const FAILS_AT: i64 = 13;
const IN_THE_WAY: &str = "CREATE TABLE recordings_set (other BIGINT)";
const FIRST_OF_IT: &str = "SELECT COUNT(*) FROM change_sets";

macro_rules! fails_half_way {
    ($pool:expr, $migrator:expr, $url:expr) => {{
        let (pool, url) = ($pool, $url);
        $migrator.run_to(FAILS_AT - 1, &pool).await.unwrap();
        sqlx::query(IN_THE_WAY).execute(&pool).await.unwrap();

        let failed = Store::open(&url).await.unwrap_err();

        assert_eq!(failed, StoreError::Unavailable(Cause::Migration));
        assert!(sqlx::query(FIRST_OF_IT).execute(&pool).await.is_err(), "a part of it has happened");
        let store = Store::look_into(&url).await.unwrap();
        let schema = store.schema().await.unwrap();
        assert_eq!((schema.at, schema.pending[0].version), (FAILS_AT - 1, FAILS_AT));
        sqlx::query("DROP TABLE recordings_set").execute(&pool).await.unwrap();
        store.migrate().await.unwrap();
        assert_eq!(store.schema().await.unwrap().pending, []);
        sqlx::query(FIRST_OF_IT).execute(&pool).await.unwrap();
        store.close().await;
        pool.close().await;
    }};
}

#[tokio::test]
async fn a_migration_of_sqlite_that_fails_half_way_has_not_happened_and_can_run_again() {
    let database = Sqlite::new();
    fails_half_way!(SqlitePool::connect(&database.url()).await.unwrap(), SQLITE, database.url());
}

#[tokio::test]
async fn a_migration_of_postgres_that_fails_half_way_has_not_happened_and_can_run_again() {
    let Some(database) = Postgres::new().await else { return };
    fails_half_way!(PgPool::connect(&database.url()).await.unwrap(), POSTGRES, database.url());
    database.drop_database().await;
}

const OF_A_NEWER_PROGRAM: &str =
    "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
    SELECT 9999, 'the future', success, checksum, execution_time FROM _sqlx_migrations WHERE version = 1";

async fn is_refused(url: &str) {
    let newer = StoreError::Unavailable(Cause::Newer { at: 9999, knows: Store::newest_schema() });

    let opened = Store::open(url).await.unwrap_err();
    let store = Store::look_into(url).await.unwrap();

    assert_eq!(opened, newer);
    assert_eq!(store.schema().await.unwrap_err(), newer);
    assert!(opened.to_string().contains("newer Callboard"), "{opened}");
    store.close().await;
}

#[tokio::test]
async fn tables_of_a_newer_program_are_refused_on_sqlite() {
    let database = Sqlite::new();
    open(&database.url()).await.close().await;
    let pool = SqlitePool::connect(&database.url()).await.unwrap();
    sqlx::query(OF_A_NEWER_PROGRAM).execute(&pool).await.unwrap();
    pool.close().await;

    is_refused(&database.url()).await;
}

#[tokio::test]
async fn tables_of_a_newer_program_are_refused_on_postgres() {
    let Some(database) = Postgres::new().await else { return };
    open(&database.url()).await.close().await;
    let pool = PgPool::connect(&database.url()).await.unwrap();
    sqlx::query(OF_A_NEWER_PROGRAM).execute(&pool).await.unwrap();
    pool.close().await;

    is_refused(&database.url()).await;
    database.drop_database().await;
}

#[tokio::test]
async fn looking_how_far_the_tables_are_writes_nothing() {
    let database = Sqlite::new();
    let pool = SqlitePool::connect(&database.url()).await.unwrap();
    SQLITE.run_to(FAILS_AT, &pool).await.unwrap();
    pool.close().await;
    let before = database.bytes();

    let store = Store::look_into(&database.url()).await.unwrap();
    let schema = store.schema().await.unwrap();
    store.close().await;

    assert_eq!(schema.at, FAILS_AT);
    assert_eq!(schema.pending.len(), SQLITE.iter().filter(|step| step.version > FAILS_AT).count());
    assert!(database.bytes() == before, "the file is another");
    let elsewhere = Sqlite::new();
    assert!(Store::look_into(&elsewhere.url()).await.is_err());
    assert_eq!(elsewhere.bytes().len(), 0, "a file was made");
}

#[tokio::test]
async fn changes_of_a_schema_before_days_get_the_days_they_were_seen_on() {
    let Some(database) = Postgres::new().await else { return };
    let pool = PgPool::connect(&database.url()).await.unwrap();
    POSTGRES.run_to(16, &pool).await.unwrap();
    for statement in [
        "INSERT INTO tenants (id, slug, name, created_at_ms) VALUES ('t', 'a', 'A', 1)",
        "INSERT INTO connections (tenant_id, id, provider, name, settings_json, created_at_ms)
         VALUES ('t', 'c', 'convoso', 'x', '{}', 1)",
        "INSERT INTO state_events (tenant_id, connection_id, external_id, to_state, at_ms, seen_at_ms, source, raw_status,
                                   gap_before)
         SELECT 't', 'c', 'agent', 'available', half * 43200000, half * 43200000 + 7, 'F', 'READY', 0
         FROM generate_series(-1, 8) half",
    ] {
        sqlx::query(statement).execute(&pool).await.unwrap();
    }

    let store = open(&database.url()).await;

    let days: Vec<(String, i64)> =
        sqlx::query_as("SELECT tableoid::REGCLASS::TEXT, COUNT(*) FROM state_events GROUP BY 1 ORDER BY 1")
            .fetch_all(&pool)
            .await
            .unwrap();
    let names: Vec<&str> = days.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "state_events_19700101",
            "state_events_19700102",
            "state_events_19700103",
            "state_events_19700104",
            "state_events_19700105",
            "state_events_old"
        ]
    );
    assert_eq!(days.iter().map(|(_, rows)| rows).sum::<i64>(), 10);
    store.close().await;
    pool.close().await;
    database.drop_database().await;
}
