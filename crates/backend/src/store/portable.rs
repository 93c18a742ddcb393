//! Tables as rows that both databases mean the same by, for copies and backups.
//!
//! A column holds text or a whole number, on either database. Which columns a table has is asked of the database, so that
//! rows of an older schema can be read and written too; which tables there are is written here, in an order in which each
//! comes after those that it points to.

use std::collections::BTreeSet;

use futures::StreamExt;
use futures::TryStreamExt;
use futures::stream::BoxStream;
use serde::Deserialize;
use serde::Serialize;
use sqlx::AssertSqlSafe;
use sqlx::ColumnIndex;
use sqlx::Database;
use sqlx::Decode;
use sqlx::Postgres;
use sqlx::QueryBuilder;
use sqlx::Sqlite;
use sqlx::Transaction;
use sqlx::Type;

use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::state_events::days;

/// A table that belongs to an installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    /// Its name.
    pub(crate) name: &'static str,
    /// It is about this moment: who is signed in, waits or is being answered. Brought back from a backup, it would let
    /// somebody in who was shut out since.
    pub(crate) is_of_the_moment: bool,
}

const fn kept(name: &'static str) -> Table {
    Table { name, is_of_the_moment: false }
}

const fn of_the_moment(name: &'static str) -> Table {
    Table { name, is_of_the_moment: true }
}

/// Every table, each after those that it points to.
pub(crate) const TABLES: &[Table] = &[
    kept("installation"),
    kept("tenants"),
    kept("users"),
    kept("scopes"),
    kept("memberships"),
    kept("connections"),
    kept("agents"),
    kept("state_events"),
    kept("watch_spans"),
    kept("queue_samples"),
    kept("half_hours"),
    kept("audit"),
    kept("invitations"),
    kept("displays"),
    kept("tenant_limits"),
    kept("saved_views"),
    kept("view_defaults"),
    kept("alarm_rules"),
    kept("alarms"),
    kept("webhooks"),
    kept("webhook_deliveries"),
    kept("change_sets"),
    kept("change_rows"),
    kept("recordings_set"),
    kept("recording_policies"),
    kept("second_factors"),
    kept("recovery_codes"),
    kept("known_devices"),
    kept("single_sign_on"),
    kept("identities"),
    of_the_moment("half_sign_ins"),
    of_the_moment("sign_on_tries"),
    // What was waiting on the day of a backup was sent since.
    of_the_moment("outbox"),
    of_the_moment("alarm_mails"),
    of_the_moment("sessions"),
    of_the_moment("login_throttle"),
    of_the_moment("password_resets"),
    of_the_moment("display_pairings"),
    of_the_moment("agent_turns"),
];

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
}

/// A value as both databases have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Value {
    Number(Option<i64>),
    Text(String),
}

/// The values of a row in the order of its table's columns.
pub(crate) type Row = Vec<Value>;

/// A table as a database has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) table: Table,
    /// By name: migrations may have added them in another order.
    columns: Vec<(String, Kind)>,
}

impl Shape {
    /// The names of its columns, in the order of the values of a row.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|(name, _)| name.as_str())
    }

    fn list(&self) -> String {
        self.columns().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
    }
}

/// All rows as they are in one moment, or a place for rows that comes to be all at once.
pub(crate) enum Rows {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// Expands one body for both transactions.
macro_rules! on_rows {
    ($rows:expr, |$tx:ident, $db:ident| $body:expr) => {
        match $rows {
            Rows::Sqlite($tx) => {
                type $db = Sqlite;
                $body
            }
            Rows::Postgres($tx) => {
                type $db = Postgres;
                $body
            }
        }
    };
}

impl Store {
    /// A view of all rows in which nothing moves, whoever writes meanwhile.
    pub(crate) async fn rows_of_this_moment(&self) -> StoreResult<Rows> {
        Ok(match self {
            // The log of SQLite shows a reader what was there when it began to read.
            Self::Sqlite(pool) => Rows::Sqlite(pool.begin().await?),
            Self::Postgres(pool) => {
                Rows::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        })
    }

    /// A place for rows: all of them will be there, or none.
    pub(crate) async fn place_for_rows(&self) -> StoreResult<Rows> {
        Ok(match self {
            Self::Sqlite(pool) => Rows::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Rows::Postgres(pool.begin().await?),
        })
    }
}

impl Rows {
    /// The tables that are there, with their columns.
    pub(crate) async fn shapes(&mut self) -> StoreResult<Vec<Shape>> {
        let there = self.tables().await?;
        let mut shapes = Vec::new();
        for table in TABLES.iter().copied().filter(|table| there.contains(table.name)) {
            shapes.push(Shape { table, columns: self.columns(table).await? });
        }
        Ok(shapes)
    }

    /// The names of all tables of the database but that of its migrations.
    pub(crate) async fn tables(&mut self) -> StoreResult<BTreeSet<String>> {
        let all = match self {
            Self::Sqlite(_) => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
            Self::Postgres(_) => {
                "SELECT relname::TEXT FROM pg_class
                 WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = current_schema()::REGNAMESPACE"
            }
        };
        let names: Vec<String> = on_rows!(self, |tx, Db| sqlx::query_scalar::<Db, _>(all).fetch_all(&mut **tx).await)?;
        Ok(names.into_iter().filter(|name| name != "_sqlx_migrations").collect())
    }

    async fn columns(&mut self, table: Table) -> StoreResult<Vec<(String, Kind)>> {
        let columns = match self {
            Self::Sqlite(_) => "SELECT name, LOWER(type) FROM pragma_table_info($1)",
            Self::Postgres(_) => {
                "SELECT column_name::TEXT, data_type::TEXT FROM information_schema.columns
                 WHERE table_schema = current_schema() AND table_name = $1"
            }
        };
        let columns: Vec<(String, String)> =
            on_rows!(self, |tx, Db| sqlx::query_as::<Db, _>(columns).bind(table.name).fetch_all(&mut **tx).await)?;
        let kind = |word: &str| match word {
            "text" => Ok(Kind::Text),
            "bigint" => Ok(Kind::Number),
            _ => Err(StoreError::corrupt("kind of a column")),
        };
        let columns = columns.into_iter().map(|(name, word)| Ok((name, kind(&word)?)));
        let mut columns: Vec<(String, Kind)> = columns.collect::<StoreResult<_>>()?;
        columns.sort_by(|one, other| one.0.cmp(&other.0));
        Ok(columns)
    }

    /// All rows of a table, in whichever order.
    pub(crate) fn read<'a>(&'a mut self, shape: &'a Shape) -> BoxStream<'a, StoreResult<Row>> {
        let select = format!("SELECT {} FROM {}", shape.list(), shape.table.name);
        on_rows!(self, |tx, Db| {
            let rows = sqlx::query::<Db>(AssertSqlSafe(select)).persistent(false).fetch(&mut **tx);
            rows.map_err(StoreError::from).map(move |row| values(&row?, shape)).boxed()
        })
    }

    /// Whether nobody has set anything up.
    pub(crate) async fn is_nobodys(&mut self) -> StoreResult<bool> {
        let somebody = "SELECT (SELECT COUNT(*) FROM tenants) + (SELECT COUNT(*) FROM users)";
        let count: i64 = on_rows!(self, |tx, Db| {
            sqlx::query_scalar::<Db, _>(AssertSqlSafe(somebody)).fetch_one(&mut **tx).await
        })?;
        Ok(count == 0)
    }

    /// Takes away what a server that nobody has set up keeps, such as its link to do so.
    pub(crate) async fn clear(&mut self, shapes: &[Shape]) -> StoreResult<()> {
        for shape in shapes.iter().rev() {
            let clear = format!("DELETE FROM {}", shape.table.name);
            on_rows!(self, |tx, Db| sqlx::query::<Db>(AssertSqlSafe(clear)).execute(&mut **tx).await.map(drop))?;
        }
        Ok(())
    }

    /// Adds rows, of which each has the shape's columns.
    pub(crate) async fn add(&mut self, shape: &Shape, rows: &[Row]) -> StoreResult<()> {
        if rows.iter().any(|row| row.len() != shape.columns.len()) {
            return Err(StoreError::corrupt("row"));
        }
        if let Self::Postgres(tx) = self
            && shape.table.name == "state_events"
            && let Some(seen_at) = shape.columns().position(|name| name == "seen_at_ms")
        {
            let moments = rows.iter().filter_map(|row| if let Value::Number(ms) = row[seen_at] { ms } else { None });
            days::make_where_there_are_days(tx, moments).await?;
        }
        let insert = format!("INSERT INTO {} ({}) ", shape.table.name, shape.list());
        // Far below what either takes in one statement.
        for rows in rows.chunks((20_000 / shape.columns.len().max(1)).max(1)) {
            on_rows!(self, |tx, Db| {
                let mut builder = QueryBuilder::<Db>::new(insert.as_str());
                builder.push_values(rows, |mut tuple, row| {
                    for (value, (_, kind)) in row.iter().zip(&shape.columns) {
                        match (kind, value) {
                            (Kind::Number, Value::Number(number)) => tuple.push_bind(*number),
                            (_, Value::Text(text)) => tuple.push_bind(text.as_str()),
                            (Kind::Text, Value::Number(_)) => tuple.push_bind(None::<&str>),
                        };
                    }
                });
                builder.build().persistent(false).execute(&mut **tx).await.map(drop)
            })?;
        }
        Ok(())
    }

    /// Makes it so.
    pub(crate) async fn commit(self) -> StoreResult<()> {
        Ok(on_rows!(self, |tx, _Db| tx.commit().await)?)
    }
}

fn values<R>(row: &R, shape: &Shape) -> StoreResult<Row>
where
    R: sqlx::Row,
    usize: ColumnIndex<R>,
    for<'r> Option<String>: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> Option<i64>: Decode<'r, R::Database> + Type<R::Database>,
    R::Database: Database<Row = R>,
{
    let value = |(at, (_, kind)): (usize, &(String, Kind))| {
        Ok(match kind {
            Kind::Text => row.try_get::<Option<String>, _>(at)?.map_or(Value::Number(None), Value::Text),
            Kind::Number => Value::Number(row.try_get::<Option<i64>, _>(at)?),
        })
    };
    shape.columns.iter().enumerate().map(value).collect()
}
