//! On which database the servers of a test run: each has one of its own. SQLite files lie in the data folder; with
//! `CALLBOARD_TEST_STORE=postgres` a database on the test run's PostgreSQL stands for each folder.

use std::collections::BTreeSet;
use std::hash::DefaultHasher;
use std::hash::Hash;
use std::hash::Hasher;
use std::io::Read;
use std::path::Path;
use std::sync::Mutex;
use std::thread;

use flate2::read::GzDecoder;
use sqlx::AssertSqlSafe;
use sqlx::Connection;
use sqlx::PgConnection;

use super::command::callboard;

const STORE: &str = "CALLBOARD_TEST_STORE";
const POSTGRES_URL: &str = "CALLBOARD_TEST_POSTGRES_URL";

/// Folders of this process that have a database.
static MADE: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Whether it is PostgreSQL.
pub(crate) fn is_postgres() -> bool {
    std::env::var(STORE).is_ok_and(|store| store == "postgres")
}

/// The address of the database that stands for a folder; none where the folder holds it.
pub(crate) fn of_folder(folder: &Path) -> Option<String> {
    if !is_postgres() {
        return None;
    }
    let server =
        std::env::var(POSTGRES_URL).expect("with CALLBOARD_TEST_STORE=postgres the run says where a server is");
    let mut hasher = DefaultHasher::new();
    folder.hash(&mut hasher);
    let name = format!("callboard_of_{}_{:016x}", std::process::id(), hasher.finish());
    let mut made = MADE.lock().unwrap();
    if made.insert(name.clone()) {
        let (server, name, is_first) = (server.clone(), name.clone(), made.len() == 1);
        // Tests ask for this from within runtimes and without.
        let making = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(make(&server, &name, is_first));
        });
        making.join().unwrap();
    }
    let (rest, _) = server.rsplit_once('/').unwrap();
    Some(format!("{rest}/{name}"))
}

async fn make(server: &str, name: &str, is_first: bool) {
    let mut connection = PgConnection::connect(server).await.unwrap();
    sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut connection).await.unwrap();
    if is_first {
        sweep(&mut connection).await;
    }
}

/// Drops the databases of tests that are over: a process has no last moment of its own.
async fn sweep(connection: &mut PgConnection) {
    let select = "SELECT datname::TEXT FROM pg_database WHERE datname LIKE 'callboard_of_%'";
    let names: Vec<String> = sqlx::query_scalar(select).fetch_all(&mut *connection).await.unwrap();
    for name in names {
        let pid = name.split('_').nth(2).unwrap();
        if !Path::new("/proc").join(pid).exists() {
            // Another test may be just as quick.
            let drop = AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
            let _ = sqlx::query(drop).execute(&mut *connection).await;
        }
    }
}

/// Everything that is stored for `callboard serve` in a folder, as somebody who gets hold of it would read it.
pub(crate) fn stored(folder: &Path) -> Vec<u8> {
    let beside = tempfile::tempdir().unwrap();
    let mut bytes = unpacked(&back_up(folder, &beside.path().join("backup")));
    for file in ["callboard.db", "callboard.db-wal"] {
        bytes.extend(std::fs::read(folder.join(file)).unwrap_or_default());
    }
    bytes
}

/// Takes a backup and returns its bytes.
pub(crate) fn back_up(folder: &Path, file: &Path) -> Vec<u8> {
    let taken = callboard(&["backup", "--data-dir", folder.to_str().unwrap(), "--out", file.to_str().unwrap()]);
    assert_eq!(taken.code, 0, "{taken:?}");
    std::fs::read(file).unwrap()
}

/// What a backup says.
pub(crate) fn unpacked(backup: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    GzDecoder::new(backup).read_to_end(&mut text).unwrap();
    text
}
