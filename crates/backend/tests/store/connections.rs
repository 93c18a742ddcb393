//! Changing, testing and deleting connections; in each, another tenant asks too.

use backend::secrets::Sealed;
use backend::store::ConnectionEdit;
use backend::store::Edited;
use backend::store::NewConnection;
use backend::store::Store;
use backend::store::StoreError;
use backend::store::StoredSecret;
use domain::agent::AgentState;
use domain::history::StateEvent;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::time::UnixMs;
use providers::ConnectionSettings;
use providers::ProviderConfig;
use providers::config::ConvosoConfig;

use crate::databases::on_both_databases;
use crate::floor::NOW;
use crate::floor::tenant;

fn settings(host: &str) -> ConnectionSettings {
    ConnectionSettings::new(format!("https://{host}"), ProviderConfig::Convoso(ConvosoConfig::default()))
}

fn secret(envelope: &str, set_at: UnixMs) -> StoredSecret {
    StoredSecret { sealed: Sealed { key_id: "k1".to_owned(), envelope: envelope.to_owned() }, set_at, set_by: None }
}

async fn connection(store: &Store, tenant: TenantId, name: &str) -> ConnectionId {
    let mut new = NewConnection::new(name, settings("one.example"), NOW);
    new.secret = Some(secret("old", NOW));
    store.add_connection(tenant, &new, NOW).await.unwrap();
    new.id
}

fn edit(version: i64, name: &str, host: &str) -> ConnectionEdit {
    ConnectionEdit { version, name: name.to_owned(), settings: settings(host), secret: None, forgets_pin: false }
}

async fn an_edit_keeps_what_it_does_not_name(store: Store) {
    let mine = tenant(&store, "mine").await;
    let id = connection(&store, mine, "Sales").await;
    store.pin_provider_tenant(mine, id, Some("42")).await.unwrap();
    store.set_connection_auth_held(mine, id, Some(NOW)).await.unwrap();

    assert_eq!(store.edit_connection(mine, id, &edit(1, "Sales HN", "one.example")).await, Ok(Edited::Done));

    let after = store.connection(mine, id).await.unwrap().unwrap();
    assert_eq!((after.name.as_str(), after.version), ("Sales HN", 2));
    assert_eq!(after.secret, Some(secret("old", NOW)));
    assert_eq!((after.pinned_provider_tenant.as_deref(), after.auth_held_at), (Some("42"), None));
}

async fn an_edit_with_a_secret_to_another_machine_takes_both_and_forgets_the_account(store: Store) {
    let mine = tenant(&store, "mine").await;
    let id = connection(&store, mine, "Sales").await;
    store.pin_provider_tenant(mine, id, Some("42")).await.unwrap();
    let given = secret("new", NOW.plus_s(9));

    let moved = ConnectionEdit { secret: Some(given.clone()), forgets_pin: true, ..edit(1, "Sales", "two.example") };
    assert_eq!(store.edit_connection(mine, id, &moved).await, Ok(Edited::Done));

    let after = store.connection(mine, id).await.unwrap().unwrap();
    assert_eq!((after.secret, after.settings), (Some(given), settings("two.example")));
    assert_eq!(after.pinned_provider_tenant, None);
}

async fn of_two_who_edit_the_same_version_the_second_changes_nothing(store: Store) {
    let mine = tenant(&store, "mine").await;
    let id = connection(&store, mine, "Sales").await;

    assert_eq!(store.edit_connection(mine, id, &edit(1, "First", "one.example")).await, Ok(Edited::Done));
    let between = store.connection(mine, id).await.unwrap();
    assert_eq!(store.edit_connection(mine, id, &edit(1, "Second", "two.example")).await, Ok(Edited::Stale));

    assert_eq!(store.connection(mine, id).await.unwrap(), between);
}

async fn a_new_secret_makes_an_open_form_stale(store: Store) {
    let mine = tenant(&store, "mine").await;
    let id = connection(&store, mine, "Sales").await;

    store.set_connection_secret(mine, id, &secret("new", NOW)).await.unwrap();

    assert_eq!(store.edit_connection(mine, id, &edit(1, "Sales", "two.example")).await, Ok(Edited::Stale));
}

async fn a_taken_name_changes_nothing(store: Store) {
    let mine = tenant(&store, "mine").await;
    let id = connection(&store, mine, "Sales").await;
    connection(&store, mine, "Support").await;
    let before = store.connection(mine, id).await.unwrap();

    assert_eq!(store.edit_connection(mine, id, &edit(1, "Support", "x.example")).await, Err(StoreError::Conflict));

    assert_eq!(store.connection(mine, id).await.unwrap(), before);
}

async fn a_deleted_connection_is_nowhere_and_its_name_is_free(store: Store) {
    let mine = tenant(&store, "mine").await;
    let id = connection(&store, mine, "Sales").await;
    let event = StateEvent::new("1", AgentState::Available, NOW);
    store.append_state_events(mine, id, std::slice::from_ref(&event)).await.unwrap();

    store.delete_connection(mine, id, NOW).await.unwrap();

    assert_eq!(store.connection(mine, id).await.unwrap(), None);
    assert_eq!(store.connections(mine).await.unwrap(), []);
    assert_eq!(store.all_connection_ids().await.unwrap(), []);
    assert_eq!(store.delete_connection(mine, id, NOW).await, Err(StoreError::NotFound));
    assert_eq!(store.set_connection_paused(mine, id, true).await, Err(StoreError::NotFound));
    assert_eq!(store.set_connection_secret(mine, id, &secret("x", NOW)).await, Err(StoreError::NotFound));
    assert_eq!(store.edit_connection(mine, id, &edit(2, "Sales", "x.example")).await, Err(StoreError::NotFound));
    let again = connection(&store, mine, "Sales").await;
    assert_ne!(again, id);
    let kept = store.state_events(mine, id, "1", NOW.plus_s(-1), NOW.plus_s(1)).await.unwrap();
    assert_eq!(kept, [event]);
}

async fn what_a_test_found_is_kept_until_the_next(store: Store) {
    let mine = tenant(&store, "mine").await;
    let id = connection(&store, mine, "Sales").await;

    store.keep_connection_test(mine, id, "{\"first\":1}").await.unwrap();
    store.keep_connection_test(mine, id, "{\"second\":2}").await.unwrap();

    let after = store.connection(mine, id).await.unwrap().unwrap();
    assert_eq!((after.last_test_json.as_deref(), after.version), (Some("{\"second\":2}"), 1));
}

async fn another_tenant_neither_edits_nor_deletes(store: Store) {
    let (mine, theirs) = (tenant(&store, "mine").await, tenant(&store, "theirs").await);
    let id = connection(&store, mine, "Sales").await;
    let before = store.connection(mine, id).await.unwrap();

    let not_found = StoreError::NotFound;
    assert_eq!(store.edit_connection(theirs, id, &edit(1, "Evil", "evil.example")).await, Err(not_found.clone()));
    assert_eq!(store.keep_connection_test(theirs, id, "{}").await, Err(not_found.clone()));
    assert_eq!(store.delete_connection(theirs, id, NOW).await, Err(not_found));

    assert_eq!(store.connection(mine, id).await.unwrap(), before);
}

on_both_databases! {
    an_edit_keeps_what_it_does_not_name,
    an_edit_with_a_secret_to_another_machine_takes_both_and_forgets_the_account,
    of_two_who_edit_the_same_version_the_second_changes_nothing,
    a_new_secret_makes_an_open_form_stale,
    a_taken_name_changes_nothing,
    a_deleted_connection_is_nowhere_and_its_name_is_free,
    what_a_test_found_is_kept_until_the_next,
    another_tenant_neither_edits_nor_deletes,
}

/// The envelope itself, in the column where it was.
#[tokio::test]
async fn a_deleted_connections_secret_is_erased_at_once() {
    let database = crate::databases::Sqlite::new();
    let store = crate::databases::open(&database.url()).await;
    let mine = tenant(&store, "mine").await;
    let id = connection(&store, mine, "Sales").await;

    store.delete_connection(mine, id, NOW).await.unwrap();

    let pool = sqlx::SqlitePool::connect(&database.url()).await.unwrap();
    let (envelope, key, name): (Option<String>, Option<String>, String) =
        sqlx::query_as("SELECT secret_envelope, secret_key_id, deleted_name FROM connections")
            .fetch_one(&pool)
            .await
            .unwrap();
    assert_eq!((envelope, key, name.as_str()), (None, None, "Sales"));
}
