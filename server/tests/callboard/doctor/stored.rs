//! What is wrong with the database and what it holds.

use std::fs;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

use backend::store::Store;
use sqlx::AssertSqlSafe;

use super::Healthy;
use super::examined;
use super::private_folder;
use crate::support::of_folder;

impl Healthy {
    /// Changes a row behind everybody's back.
    async fn change(&self, sql: &str) {
        let file = format!("sqlite:{}", self.folder.path().join("callboard.db").display());
        let store = Store::look_into(&of_folder(self.folder.path()).unwrap_or(file)).await.unwrap();
        let sql = AssertSqlSafe(sql.to_owned());
        let changed = match &store {
            Store::Sqlite(pool) => sqlx::query(sql).execute(pool).await.unwrap().rows_affected(),
            Store::Postgres(pool) => sqlx::query(sql).execute(pool).await.unwrap().rows_affected(),
        };
        assert_eq!(changed, 1);
        store.close().await;
    }
}

#[tokio::test]
async fn a_secret_that_is_damaged() {
    let healthy = Healthy::new();
    healthy.change("UPDATE connections SET secret_envelope = 'QUJD' || SUBSTR(secret_envelope, 5)").await;

    healthy.examined(&[]).only("secrets-whole", "connection \"Hà Nội\" of tenant acme", "give these secrets again");
}

#[test]
fn a_database_server_that_does_not_answer() {
    let healthy = Healthy::new();

    let found = healthy.examined_in(&[], &[("CALLBOARD_DATABASE", "postgres://board:hunter2@127.0.0.1:1/board")]);

    found.only("database", "cannot answer", "start the database server");
    assert!(!format!("{found:?}").contains("hunter2"));
}

#[test]
fn a_file_that_is_no_database() {
    let healthy = Healthy::new();
    let folder = private_folder();
    let file = folder.path().join("callboard.db");
    fs::write(&file, "this is no database, and it is long enough to be taken for one".repeat(100)).unwrap();
    let url = format!("sqlite:{}", file.display());

    let args = ["--data-dir", folder.path().to_str().unwrap(), "--database", &url];
    let found = examined(&healthy.binary(), &args, &[]);

    found.only("database", "no SQLite database", "callboard restore");
}

#[test]
fn an_address_of_a_database_with_a_password_in_the_open() {
    let healthy = Healthy::new();

    let found = healthy.examined(&["--database", "postgres://board:hunter2@127.0.0.1/board"]);

    found.only("database", "a password on the command line", "mend the address");
    assert!(!format!("{found:?}").contains("hunter2"));
}

#[tokio::test]
async fn tables_that_lack_a_migration() {
    let healthy = Healthy::new();
    let newest = Store::newest_schema();
    healthy.change(&format!("DELETE FROM _sqlx_migrations WHERE version = {newest}")).await;

    healthy.examined(&[]).only("schema", "1 migrations are missing", "callboard migrate");
}

#[tokio::test]
async fn tables_of_a_newer_program() {
    let healthy = Healthy::new();
    let newest = Store::newest_schema();
    healthy.change(&format!("UPDATE _sqlx_migrations SET version = 9999 WHERE version = {newest}")).await;

    healthy.examined(&[]).only("schema", "newer Callboard: schema 9999", "use the newer program");
}

#[test]
fn a_tenant_without_an_admin() {
    let healthy = Healthy::new();
    healthy.set_up(&["tenant", "add", "lonely", "--name", "Lonely Ltd"]);

    healthy.examined(&[]).only("tenant-admin", "lonely", "callboard user add --tenant lonely");
}

#[tokio::test]
async fn an_admin_who_is_barred_is_none() {
    let healthy = Healthy::new();
    healthy.change("UPDATE users SET disabled_at_ms = 1").await;

    healthy.examined(&[]).only("tenant-admin", "acme", "--role admin");
}

#[test]
fn a_connection_to_a_private_address_that_is_not_allowed() {
    let healthy = Healthy::new();
    let allowed = ["--allow-private", "192.168.1.0/24"];
    let add = ["connection", "add", "--tenant", "acme", "--name", "Floor", "--allow-private", "192.168.1.0/24"];
    healthy.set_up(&[&add[..], &["tel4vn", "--base-url", "http://192.168.1.5"]].concat());

    healthy.examined(&allowed).none();
    let found = healthy.examined(&[]);

    found.only("connection-host", "connection \"Floor\" of tenant acme: 192.168.1.5", "--allow-private 192.168.1.5/32");
}

#[tokio::test]
async fn a_clock_that_is_behind_what_was_written_down() {
    let healthy = Healthy::new();
    let now_ms = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis();
    let later_ms = now_ms + 3_600_000;
    healthy
        .change(&format!(
            "INSERT INTO audit (tenant_id, id, at_ms, actor_label, action, intent_json)
             SELECT id, 'of-tomorrow', {later_ms}, 'An', 'set_up', '{{}}' FROM tenants"
        ))
        .await;

    healthy.examined(&[]).only("clock", "behind the newest line", "NTP");
}
