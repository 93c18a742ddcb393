//! A database with something in every column of every table, whatever migrations have made of them.

use backend::store::Store;
use sqlx::AssertSqlSafe;
use sqlx::Connection;
use sqlx::SqliteConnection;
use sqlx::migrate::Migrator;

use crate::databases::Sqlite;

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/sqlite");

/// A moment in 2026, as all moments here.
const MOMENT: i64 = 1_795_226_832_000;
pub(crate) const ROWS: i64 = 3;

#[derive(sqlx::FromRow)]
struct Column {
    name: String,
    r#type: String,
    notnull: bool,
}

/// The columns that point to other tables hold the identities of these rows.
fn identity(table: &str, column: &str, row: i64) -> Option<String> {
    let of = match (table, column) {
        ("tenants", "id") | (_, "tenant_id") => "tenant",
        ("users", "id") | (_, "user_id" | "owner_id" | "actor_user_id" | "secret_set_by") => "user",
        ("connections", "id") | (_, "connection_id") => "connection",
        ("scopes", "id") | (_, "scope_id") => "scope",
        ("saved_views", "id") | (_, "view_id") => "view",
        ("webhooks", "id") | (_, "webhook_id") => "webhook",
        ("change_sets", "id") | (_, "set_id") => "set",
        _ => return None,
    };
    Some(format!("{of}-{row}"))
}

/// Fills a file that has the tables of a schema; of the newest one where none is named.
pub(crate) async fn filled(schema: Option<i64>) -> Sqlite {
    let database = Sqlite::new();
    let mut connection = SqliteConnection::connect(&database.url()).await.unwrap();
    MIGRATIONS.run_to(schema.unwrap_or(i64::MAX), &mut connection).await.unwrap();
    // They are filled in the order of their names.
    sqlx::query("PRAGMA foreign_keys = OFF").execute(&mut connection).await.unwrap();
    for table in tables(&database.url()).await {
        let columns: Vec<Column> = sqlx::query_as("SELECT name, type, \"notnull\" FROM pragma_table_info($1)")
            .bind(&table)
            .fetch_all(&mut connection)
            .await
            .unwrap();
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        for row in 1..=ROWS {
            let insert =
                format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), vec!["?"; names.len()].join(", "));
            let mut insert = sqlx::query(AssertSqlSafe(insert));
            for (at, Column { name, r#type, notnull }) in columns.iter().enumerate() {
                let is_empty = !notnull && row == ROWS;
                insert = match (identity(&table, name, row), r#type.as_str()) {
                    (Some(id), _) => insert.bind(id),
                    (None, "TEXT") if is_empty => insert.bind(None::<String>),
                    (None, "TEXT") => insert.bind(format!("{table}.{name} {row}: \"Hà Nội\" \\ \u{1f600}\n\t{{}}")),
                    (None, _) if is_empty => insert.bind(None::<i64>),
                    (None, _) => insert.bind(MOMENT + row * 86_400_000 + i64::try_from(at).unwrap()),
                };
            }
            insert.execute(&mut connection).await.unwrap();
        }
    }
    connection.close().await.unwrap();
    database
}

/// The tables of a file of SQLite but that of its migrations.
pub(crate) async fn tables(url: &str) -> Vec<String> {
    let mut connection = SqliteConnection::connect(url).await.unwrap();
    let select =
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('_sqlx_migrations', 'sqlite_sequence')
                  ORDER BY name";
    sqlx::query_scalar(select).fetch_all(&mut connection).await.unwrap()
}

/// A store on that database.
pub(crate) async fn open(url: &str) -> Store {
    Store::open(url).await.unwrap()
}
