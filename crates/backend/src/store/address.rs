//! Reading the address of a database, and deciding how much a way to a PostgreSQL server has to be trusted.
//!
//! On the way to another machine everything is encrypted and the server shows a certificate, unless somebody wrote down
//! that it need not. What sounds encrypted and may not be is refused.

use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;

use sqlx::ConnectOptions;
use sqlx::Executor;
use sqlx::PgPool;
use sqlx::SqlitePool;
use sqlx::postgres::PgConnectOptions;
use sqlx::postgres::PgPoolOptions;
use sqlx::postgres::PgSslMode;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::sqlite::SqliteJournalMode;
use sqlx::sqlite::SqlitePoolOptions;
use sqlx::sqlite::SqliteSynchronous;
use tracing::warn;
use url::Url;

use crate::store::Cause;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;

/// How long a statement waits for another writer (SQLite) or for a free connection (both).
const PATIENCE: Duration = Duration::from_secs(5);

/// One node: pages and polls hold a connection for milliseconds. A server takes a hundred unless told otherwise.
const POSTGRES_CONNECTIONS: u32 = 16;
const SQLITE_CONNECTIONS: u32 = 8;

/// What is not needed goes back to the server after a while.
const IDLE: Duration = Duration::from_secs(5 * 60);

/// What is there already, PostgreSQL mentions each time.
const NO_NOTICES: &str = "SET client_min_messages = warning";

/// What an address may say after its question mark.
const PARAMETERS: [&str; 18] = [
    "sslmode",
    "ssl-mode",
    "sslrootcert",
    "ssl-root-cert",
    "ssl-ca",
    "sslcert",
    "ssl-cert",
    "sslkey",
    "ssl-key",
    "statement-cache-capacity",
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "application_name",
    "options",
];

impl Store {
    /// Connects and changes nothing. `makes_file` makes the file of SQLite where there is none.
    pub(super) async fn connect(url: &str, makes_file: bool) -> StoreResult<Self> {
        if url.starts_with("sqlite:") {
            let options = SqliteConnectOptions::from_str(url)?
                .disable_statement_logging()
                // An audit record must outlive a power cut, and there are few commits a second.
                .synchronous(SqliteSynchronous::Full)
                .busy_timeout(PATIENCE)
                .foreign_keys(true);
            if !makes_file && !options.get_filename().exists() {
                return Err(StoreError::Unavailable(Cause::NoFile));
            }
            // Only looking at a file must not change how it is written.
            let options = if makes_file {
                options.journal_mode(SqliteJournalMode::Wal)
            } else {
                options.create_if_missing(false)
            };
            let pool = SqlitePoolOptions::new().acquire_timeout(PATIENCE).max_connections(SQLITE_CONNECTIONS);
            let pool: SqlitePool = pool.connect_with(options).await?;
            Ok(Self::Sqlite(pool))
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let pool = PgPoolOptions::new().acquire_timeout(PATIENCE).max_connections(POSTGRES_CONNECTIONS);
            let pool = pool
                .idle_timeout(IDLE)
                .after_connect(|connection, _| Box::pin(async move { connection.execute(NO_NOTICES).await.map(drop) }));
            // Statements have no business in a log, and asking for each whether it may be there costs more than it seems:
            // a filter that says no to a question forgets what it says to the next event.
            let options = postgres(url)?.disable_statement_logging();
            let pool: PgPool = pool.connect_with(options).await?;
            Ok(Self::Postgres(pool))
        } else {
            Err(StoreError::Unavailable(Cause::Address))
        }
    }
}

fn postgres(url: &str) -> StoreResult<PgConnectOptions> {
    let parsed = Url::parse(url).map_err(|_| StoreError::Unavailable(Cause::Address))?;
    // sqlx writes what it does not know into the log, and a password may be misspelt.
    if !parsed.query_pairs().all(|(key, _)| PARAMETERS.contains(&&*key) || key.starts_with("options[")) {
        return Err(StoreError::Unavailable(Cause::Address));
    }
    let options = PgConnectOptions::from_str(url)?;
    let options = match options.get_application_name() {
        Some(_) => options,
        None => options.application_name("callboard"),
    };
    if is_near(&options) {
        return Ok(options);
    }
    let is_written = parsed.query_pairs().any(|(key, _)| key == "sslmode" || key == "ssl-mode");
    match options.get_ssl_mode() {
        _ if !is_written => Ok(options.ssl_mode(PgSslMode::VerifyFull)),
        // Both fall back to plain text as soon as anybody in between says that there is no encryption.
        PgSslMode::Allow | PgSslMode::Prefer => Err(StoreError::Unavailable(Cause::HalfEncrypted)),
        PgSslMode::Disable => {
            warn!("the database is on another machine and sslmode=disable: whoever is in between reads along");
            Ok(options)
        }
        PgSslMode::Require | PgSslMode::VerifyCa | PgSslMode::VerifyFull => Ok(options),
    }
}

/// Whether nobody but this machine sees what is said.
fn is_near(options: &PgConnectOptions) -> bool {
    let host = options.get_host().trim_start_matches('[').trim_end_matches(']');
    let is_loopback = || host.parse::<IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback());
    options.get_socket().is_some() || host.starts_with('/') || host == "localhost" || is_loopback()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(url: &str) -> Result<&'static str, StoreError> {
        postgres(url).map(|options| match options.get_ssl_mode() {
            PgSslMode::Disable => "disable",
            PgSslMode::Allow => "allow",
            PgSslMode::Prefer => "prefer",
            PgSslMode::Require => "require",
            PgSslMode::VerifyCa => "verify-ca",
            PgSslMode::VerifyFull => "verify-full",
        })
    }

    #[test]
    fn another_machine_has_to_prove_who_it_is_unless_somebody_wrote_otherwise() {
        assert_eq!(mode("postgres://me@db.example/board"), Ok("verify-full"));
        assert_eq!(mode("postgres://me@192.168.1.9/board?sslrootcert=/etc/ca.pem"), Ok("verify-full"));
        assert_eq!(mode("postgres://me@db.example/board?sslmode=verify-ca"), Ok("verify-ca"));
        assert_eq!(mode("postgres://me@db.example/board?sslmode=require"), Ok("require"));
        assert_eq!(mode("postgres://me@db.example/board?sslmode=disable"), Ok("disable"));
        for half in ["allow", "prefer"] {
            let refused = mode(&format!("postgres://me@db.example/board?sslmode={half}"));
            assert_eq!(refused, Err(StoreError::Unavailable(Cause::HalfEncrypted)), "{half}");
        }
    }

    #[test]
    fn what_an_address_may_not_say_is_refused_and_not_logged() {
        let misspelt = mode("postgres://db.example/board?passwrod=hunter2");

        assert_eq!(misspelt, Err(StoreError::Unavailable(Cause::Address)));
    }

    #[test]
    fn on_this_machine_the_address_is_taken_as_it_is() {
        for near in ["127.0.0.1", "[::1]", "localhost", "%2Fvar%2Frun%2Fpostgresql"] {
            assert_eq!(mode(&format!("postgres://me@{near}/board?sslmode=prefer")), Ok("prefer"), "{near}");
        }
        assert_eq!(mode("postgres:///board?host=/run/postgresql&sslmode=disable"), Ok("disable"));
    }
}
