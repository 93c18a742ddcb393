//! Backups: taken while others write, checked to the last byte, brought back into either database.

use std::fs;
use std::io::Read;
use std::io::Write;
use std::path::PathBuf;

use backend::portable;
use backend::portable::Contents;
use backend::portable::Counted;
use backend::portable::Damage;
use backend::portable::PortableError;
use backend::store::NewTenant;
use backend::store::Store;
use domain::time::UnixMs;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use sqlx::PgPool;
use sqlx::SqlitePool;
use tempfile::TempDir;

use crate::databases::Postgres;
use crate::databases::Sqlite;
use crate::filled::filled;
use crate::filled::open;

const MADE_AT: UnixMs = UnixMs(1_795_226_832_000);
/// What is about the moment of the backup.
const LEFT_OUT: [&str; 5] = ["agent_turns", "display_pairings", "login_throttle", "password_resets", "sessions"];

/// A file in a folder of its own.
struct Backup(TempDir);

impl Backup {
    async fn of(store: &Store) -> (Self, Vec<Counted>) {
        let folder = tempfile::tempdir().unwrap();
        let mut bytes = Vec::new();
        let counted = portable::back_up(store, &mut bytes, "1.2.3", MADE_AT).await.unwrap();
        let backup = Self(folder);
        fs::write(backup.path(), bytes).unwrap();
        (backup, counted)
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("backup")
    }

    fn bytes(&self) -> Vec<u8> {
        fs::read(self.path()).unwrap()
    }

    fn text(&self) -> String {
        let mut text = String::new();
        GzDecoder::new(&self.bytes()[..]).read_to_string(&mut text).unwrap();
        text
    }

    /// The same file with other contents.
    fn says(&self, text: &str) {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(text.as_bytes()).unwrap();
        fs::write(self.path(), packed.finish().unwrap()).unwrap();
    }

    fn verified(&self) -> Result<Contents, PortableError> {
        portable::verify(&self.path())
    }
}

/// What a backup of the restored database holds; of an older one the schema has moved on.
async fn again(url: &str) -> Vec<Counted> {
    let store = open(url).await;
    let (_, counted) = Backup::of(&store).await;
    for table in LEFT_OUT {
        assert!(counted.iter().all(|counted| counted.table != table), "{table}");
    }
    store.close().await;
    counted
}

#[tokio::test]
async fn a_backup_comes_back_into_either_database_as_it_was() {
    let database = filled(None).await;
    let (backup, counted) = Backup::of(&open(&database.url()).await).await;
    assert!(!counted.is_empty() && counted.iter().all(|table| table.rows > 0), "{counted:?}");

    let contents = backup.verified().unwrap();
    let sqlite = Sqlite::new();
    let restored = portable::restore(&backup.path(), &sqlite.url()).await.unwrap();

    assert_eq!(restored, contents);
    assert_eq!((contents.program.as_str(), contents.schema), ("1.2.3", Store::newest_schema()));
    assert_eq!((contents.made_at, &contents.tables), (MADE_AT, &counted));
    assert!(contents.key_ids.iter().any(|id| id.starts_with("connections.secret_key_id")), "{:?}", contents.key_ids);
    assert_eq!(again(&sqlite.url()).await, counted);
    let Some(postgres) = Postgres::new().await else { return };
    portable::restore(&backup.path(), &postgres.url()).await.unwrap();
    assert_eq!(again(&postgres.url()).await, counted);
    postgres.drop_database().await;
}

#[tokio::test]
async fn a_backup_of_an_older_schema_is_brought_up_to_date() {
    let database = filled(Some(13)).await;
    let store = Store::look_into(&database.url()).await.unwrap();
    let (backup, counted) = Backup::of(&store).await;

    let sqlite = Sqlite::new();
    let contents = portable::restore(&backup.path(), &sqlite.url()).await.unwrap();

    assert_eq!((contents.schema, &contents.tables), (13, &counted));
    let rows = |counted: &[Counted], name: &str| counted.iter().find(|table| table.table == name).unwrap().rows;
    let now = again(&sqlite.url()).await;
    assert!(counted.iter().all(|table| rows(&now, &table.table) == table.rows));
    let Some(postgres) = Postgres::new().await else { return };
    portable::restore(&backup.path(), &postgres.url()).await.unwrap();
    assert_eq!(again(&postgres.url()).await, now);
    postgres.drop_database().await;
}

#[tokio::test]
async fn rows_of_an_older_schema_fit_no_tables_of_a_newer_one() {
    let database = filled(Some(13)).await;
    let (backup, _) = Backup::of(&Store::look_into(&database.url()).await.unwrap()).await;
    let target = Sqlite::new();
    open(&target.url()).await.close().await;

    let refused = portable::restore(&backup.path(), &target.url()).await;

    assert_eq!(refused, Err(PortableError::AheadOfBackup { at: Store::newest_schema(), schema: 13 }));
}

#[tokio::test]
async fn what_is_there_is_not_replaced() {
    let database = filled(None).await;
    let store = open(&database.url()).await;
    let (backup, counted) = Backup::of(&store).await;

    let refused = portable::restore(&backup.path(), &database.url()).await;

    assert_eq!(refused, Err(PortableError::NotEmpty));
    assert_eq!(again(&database.url()).await, counted);
}

#[tokio::test]
async fn a_file_that_is_not_what_was_written_is_told_apart_and_brings_nothing() {
    let database = filled(None).await;
    let (backup, _) = Backup::of(&open(&database.url()).await).await;
    let (whole, text) = (backup.bytes(), backup.text());
    let target = Sqlite::new();

    for length in [0, 5, 40, whole.len() / 2, whole.len() - 9, whole.len() - 1] {
        fs::write(backup.path(), &whole[..length]).unwrap();
        assert_eq!(backup.verified(), Err(PortableError::Damaged(Damage::Cut)), "{length} bytes");
    }
    // Of the byte before the sums of gzip not every bit means something.
    let sums_at = whole.len() - 8;
    for at in (12..sums_at - 1).step_by(whole.len() / 40).chain(sums_at..whole.len()) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        fs::write(backup.path(), bytes).unwrap();
        let found = backup.verified();
        // Only what hits the first line can make it look like something else.
        let may_be_another = at < whole.len() / 8 && found == Err(PortableError::NotABackup);
        let is_damaged = matches!(found, Err(PortableError::Damaged(_)));
        assert!(is_damaged || may_be_another, "byte {at} of {}: {found:?}", whole.len());
        assert!(portable::restore(&backup.path(), &target.url()).await.is_err());
    }
    fs::write(backup.path(), [&whole[..], b"x"].concat()).unwrap();
    assert_eq!(backup.verified(), Err(PortableError::Damaged(Damage::Packing)));
    for (mended, says) in [
        (text.replacen("\"tenant-2\"", "\"tenant-9\"", 1), Damage::Table { table: "tenants".to_owned() }),
        (text.replacen("\"rows\":3", "\"rows\":4", 1), Damage::Table { table: "installation".to_owned() }),
        (text.replacen("[\"", "[", 1), Damage::Line { line: 2 }),
    ] {
        backup.says(&mended);
        assert_eq!(backup.verified(), Err(PortableError::Damaged(says)));
    }
    for other in ["", "hello\n", "{\"table\":{\"name\":\"tenants\",\"columns\":[]}}\n"] {
        backup.says(other);
        assert!(matches!(backup.verified(), Err(PortableError::NotABackup | PortableError::Damaged(Damage::Cut))));
    }
    fs::write(backup.path(), "SQLite format 3\0 and what follows").unwrap();
    assert_eq!(backup.verified(), Err(PortableError::NotABackup));
    assert!(matches!(portable::verify(&backup.0.path().join("none")), Err(PortableError::Io(_))));
    assert_eq!(target.bytes().len(), 0, "something was written");
}

#[tokio::test]
async fn a_backup_of_a_newer_program_is_refused() {
    let database = filled(None).await;
    let (backup, _) = Backup::of(&open(&database.url()).await).await;
    let knows = Store::newest_schema();
    backup.says(&backup.text().replacen(&format!("\"schema\":{knows}"), "\"schema\":9999", 1));
    let target = Sqlite::new();

    let refused = portable::restore(&backup.path(), &target.url()).await;

    assert_eq!(refused, Err(PortableError::Newer { schema: 9999, knows }));
    assert_eq!(target.bytes().len(), 0);
}

const PAIR: [&str; 2] = [
    "INSERT INTO tenants (id, slug, name, created_at_ms) VALUES ($1, $1, $1, 1)",
    "INSERT INTO tenant_limits (tenant_id, version, limits_json, changed_at_ms, changed_by) VALUES ($1, 1, '{}', 1, '')",
];

/// Writes rows of two tables, always together, until it is told to stop.
macro_rules! writing_pairs {
    ($pool:expr) => {{
        let pool = $pool;
        tokio::spawn(async move {
            for number in 0.. {
                let mut tx = pool.begin().await.unwrap();
                for insert in PAIR {
                    sqlx::query(insert).bind(format!("pair-{number}")).execute(&mut *tx).await.unwrap();
                }
                tx.commit().await.unwrap();
            }
        })
    }};
}

async fn shows_one_moment(store: &Store) {
    let rows = |counted: &[Counted], name: &str| counted.iter().find(|table| table.table == name).unwrap().rows;
    let mut seen = Vec::new();
    while seen.last().is_none_or(|pairs| *pairs < 40) {
        let (_, counted) = Backup::of(store).await;
        assert_eq!(rows(&counted, "tenants"), rows(&counted, "tenant_limits"));
        seen.push(rows(&counted, "tenants"));
    }
    assert!(seen.is_sorted(), "{seen:?}");
}

#[tokio::test]
async fn a_backup_is_of_one_moment_while_others_write() {
    let database = Sqlite::new();
    let store = open(&database.url()).await;
    let writing = writing_pairs!(SqlitePool::connect(&database.url()).await.unwrap());
    shows_one_moment(&store).await;
    writing.abort();
    let Some(database) = Postgres::new().await else { return };
    let store = open(&database.url()).await;
    let writing = writing_pairs!(PgPool::connect(&database.url()).await.unwrap());
    shows_one_moment(&store).await;
    writing.abort();
    store.close().await;
    database.drop_database().await;
}

#[tokio::test]
async fn a_tenant_can_be_added_to_what_was_restored() {
    let database = filled(None).await;
    let (backup, _) = Backup::of(&open(&database.url()).await).await;
    let sqlite = Sqlite::new();
    portable::restore(&backup.path(), &sqlite.url()).await.unwrap();
    let store = open(&sqlite.url()).await;

    let tenant = NewTenant { slug: "new".to_owned(), name: "New".to_owned(), is_demo: false };
    store.create_tenant(&tenant, UnixMs(1)).await.unwrap();
}
