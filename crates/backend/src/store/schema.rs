//! Which migrations the tables have seen. Each runs in a transaction of its own together with the note that it ran, so
//! that one which was interrupted has not happened.

use sqlx::migrate::Migrator;

use crate::store::Cause;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::on_pool;

static SQLITE_MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/sqlite");
static POSTGRES_MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/postgres");

/// A migration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its number.
    pub version: i64,
    /// What it is about.
    pub name: String,
}

/// How far the tables are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    /// The last migration they have seen; 0 is none.
    pub at: i64,
    /// Those they have not seen.
    pub pending: Vec<Step>,
}

impl Store {
    /// The newest schema this program knows.
    pub fn newest_schema() -> i64 {
        SQLITE_MIGRATIONS.iter().map(|step| step.version).max().unwrap_or(0)
    }

    /// How far the tables are. Nothing is written.
    ///
    /// # Errors
    /// [`Cause::Newer`] when they are of a newer program, or when the database cannot answer.
    pub async fn schema(&self) -> StoreResult<Schema> {
        let applied = self.applied().await?;
        let at = applied.iter().copied().max().unwrap_or(0);
        let knows = Self::newest_schema();
        if at > knows {
            return Err(StoreError::Unavailable(Cause::Newer { at, knows }));
        }
        let steps = self.migrations().iter().filter(|step| !applied.contains(&step.version));
        let pending = steps.map(|step| Step { version: step.version, name: step.description.to_string() }).collect();
        Ok(Schema { at, pending })
    }

    /// Brings the tables up to date.
    ///
    /// # Errors
    /// [`Cause::Newer`] when they are of a newer program, [`Cause::Migration`] when a migration fails. Those before it
    /// have happened then, and it has not.
    pub async fn migrate(&self) -> StoreResult<()> {
        self.migrate_until(None).await
    }

    /// Brings the tables to an older schema, for rows that were written down then.
    pub(crate) async fn migrate_to(&self, version: i64) -> StoreResult<()> {
        self.migrate_until(Some(version)).await
    }

    async fn migrate_until(&self, version: Option<i64>) -> StoreResult<()> {
        self.schema().await?;
        let outcome = match (self, version) {
            (Self::Sqlite(pool), None) => SQLITE_MIGRATIONS.run(pool).await,
            (Self::Sqlite(pool), Some(version)) => SQLITE_MIGRATIONS.run_to(version, pool).await,
            (Self::Postgres(pool), None) => POSTGRES_MIGRATIONS.run(pool).await,
            (Self::Postgres(pool), Some(version)) => POSTGRES_MIGRATIONS.run_to(version, pool).await,
        };
        outcome.map_err(|error| StoreError::from(sqlx::Error::from(error)))
    }

    fn migrations(&self) -> &'static Migrator {
        match self {
            Self::Sqlite(_) => &SQLITE_MIGRATIONS,
            Self::Postgres(_) => &POSTGRES_MIGRATIONS,
        }
    }

    async fn applied(&self) -> StoreResult<Vec<i64>> {
        let notes = match self {
            Self::Sqlite(_) => "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = '_sqlx_migrations'",
            Self::Postgres(_) => "SELECT COUNT(*) FROM pg_class WHERE oid = to_regclass('_sqlx_migrations')",
        };
        Ok(on_pool!(self, |pool| {
            if sqlx::query_scalar::<_, i64>(notes).fetch_one(pool).await? == 0 {
                return Ok(Vec::new());
            }
            sqlx::query_scalar("SELECT version FROM _sqlx_migrations WHERE success ORDER BY version")
                .fetch_all(pool)
                .await
        })?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_databases_have_the_same_migrations() {
        let of = |migrator: &Migrator| -> Vec<(i64, String)> {
            migrator.iter().map(|step| (step.version, step.description.to_string())).collect()
        };

        assert_eq!(of(&SQLITE_MIGRATIONS), of(&POSTGRES_MIGRATIONS));
    }
}
