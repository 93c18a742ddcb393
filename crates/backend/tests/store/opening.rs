//! Opening a database: first start, second start, and addresses that cannot work.

use backend::store::Cause;
use backend::store::Store;
use backend::store::StoreError;

use crate::databases::Postgres;
use crate::databases::Sqlite;
use crate::databases::open;

#[tokio::test]
async fn a_sqlite_file_keeps_what_it_held_over_a_restart() {
    let database = Sqlite::new();
    let store = open(&database.url()).await;
    store.set_installation_value("demo", "1").await.unwrap();
    store.close().await;

    let again = open(&database.url()).await;

    assert_eq!(again.installation_value("demo").await.unwrap().as_deref(), Some("1"));
}

#[tokio::test]
async fn two_nodes_bring_one_postgres_up_to_date_at_once() {
    let Some(database) = Postgres::new().await else { return };
    let url = database.url();

    let (first, second) = tokio::join!(open(&url), open(&url));

    first.set_installation_value("demo", "1").await.unwrap();
    assert_eq!(second.installation_value("demo").await.unwrap().as_deref(), Some("1"));
    first.close().await;
    second.close().await;
    database.drop_database().await;
}

#[tokio::test]
async fn a_wrong_address_is_a_clear_error_without_its_password() {
    for url in ["mysql://root:hunter2@localhost/x", "", "callboard.db", "postgres://%zz:hunter2@@"] {
        let error = Store::open(url).await.unwrap_err();
        assert_eq!(error, StoreError::Unavailable(Cause::Address), "{url}");
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_unavailable() {
    let error = Store::open("sqlite:/nonexistent/callboard.db?mode=rwc").await.unwrap_err();

    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
}

#[tokio::test]
async fn a_closed_store_says_unavailable_and_shows_no_address() {
    let database = Sqlite::new();
    let store = open(&database.url()).await;
    store.close().await;

    assert!(matches!(store.ping().await, Err(StoreError::Unavailable(_))));
    assert_eq!(format!("{store:?}"), "Store(sqlite)");
}
