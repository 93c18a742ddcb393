//! A database of its own for each test, on both kinds.

use backend::store::Store;
use sqlx::AssertSqlSafe;
use sqlx::Connection;
use sqlx::PgConnection;
use url::Url;
use uuid::Uuid;

/// Says where a throw-away PostgreSQL is; the test run starts one and sets it.
const POSTGRES_URL: &str = "CALLBOARD_TEST_POSTGRES_URL";

/// A fresh SQLite file in a folder that goes away with the test.
pub(crate) struct Sqlite {
    folder: tempfile::TempDir,
}

impl Sqlite {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn url(&self) -> String {
        format!("sqlite:{}?mode=rwc", self.folder.path().join("callboard.db").display())
    }

    /// Everything that is in the database's files.
    #[allow(dead_code, reason = "not every test binary looks into the files")]
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let files = std::fs::read_dir(self.folder.path()).unwrap();
        files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
    }
}

/// A fresh database on the test run's PostgreSQL.
pub(crate) struct Postgres {
    server: Url,
    name: String,
}

impl Postgres {
    /// None where the test run has no PostgreSQL, and says so.
    pub(crate) async fn new() -> Option<Self> {
        let Ok(server) = std::env::var(POSTGRES_URL) else {
            eprintln!("SKIPPED on PostgreSQL: {POSTGRES_URL} is not set");
            return None;
        };
        let name = format!("callboard_test_{}", Uuid::new_v4().simple());
        let server = Url::parse(&server).unwrap();
        let mut connection = PgConnection::connect(server.as_str()).await.unwrap();
        sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut connection).await.unwrap();
        Some(Self { server, name })
    }

    pub(crate) fn url(&self) -> String {
        let mut url = self.server.clone();
        url.set_path(&self.name);
        url.into()
    }

    pub(crate) async fn drop_database(self) {
        let mut connection = PgConnection::connect(self.server.as_str()).await.unwrap();
        let drop = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        sqlx::query(AssertSqlSafe(drop)).execute(&mut connection).await.unwrap();
    }
}

#[allow(dead_code, reason = "a whole backend opens its own")]
pub(crate) async fn open(url: &str) -> Store {
    Store::open(url).await.unwrap()
}

/// Runs each of the generic bodies `async fn(Store)` on SQLite and on PostgreSQL.
#[allow(unused_macros, reason = "not every test binary has bodies of this form")]
macro_rules! on_both_databases {
    ($($body:ident,)*) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $body() {
                let database = crate::databases::Sqlite::new();
                super::$body(crate::databases::open(&database.url()).await).await;
            })*
        }

        mod postgres {
            $(#[tokio::test]
            async fn $body() {
                let Some(database) = crate::databases::Postgres::new().await else { return };
                let store = crate::databases::open(&database.url()).await;
                super::$body(store.clone()).await;
                store.close().await;
                database.drop_database().await;
            })*
        }
    };
}
#[allow(unused_imports, reason = "not every test binary has bodies of this form")]
pub(crate) use on_both_databases;
