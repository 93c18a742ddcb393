//! Rotating the keys: nothing is lost, whoever stops it wherever, and whatever else is being sealed meanwhile.

use std::fs::File;
use std::path::Path;
use std::time::Duration;
use std::time::SystemTime;

use backend::secrets::KeyRing;
use backend::secrets::KeySource;
use backend::secrets::RecordName;
use backend::secrets::RotationError;
use backend::secrets::inspect;
use backend::secrets::retire;
use backend::secrets::rotate;
use backend::setup;
use backend::store::Store;
use backend::store::StoredSecret;
use domain::id::ConnectionId;
use domain::id::TenantId;
use providers::ConnectionSettings;
use providers::ProviderConfig;
use providers::config::ConvosoConfig;
use secrecy::ExposeSecret;
use secrecy::SecretString;

use crate::databases::on_both_databases;
use crate::people::NOW;
use crate::people::add_tenant;

async fn the_tenant(store: &Store) -> TenantId {
    add_tenant(store, "demo").await;
    store.tenant_by_slug("demo").await.unwrap().unwrap().id
}

async fn connections(store: &Store, keys: &KeyRing, count: usize) -> Vec<ConnectionId> {
    let settings = ConnectionSettings::new("https://one.example", ProviderConfig::Convoso(ConvosoConfig::default()));
    let mut ids = Vec::new();
    for at in 0..count {
        let (name, secret) = (format!("Connection {at}"), SecretString::from(format!("secret {at}")));
        ids.push(setup::add_connection(store, keys, "demo", &name, settings.clone(), &secret, NOW).await.unwrap());
    }
    ids
}

async fn all_open(store: &Store, keys: &KeyRing, tenant: TenantId) -> usize {
    let connections = store.connections(tenant).await.unwrap();
    for connection in &connections {
        let number = connection.name.strip_prefix("Connection ").unwrap();
        assert_eq!(keys.open_connection(connection).unwrap().expose_secret(), format!("secret {number}"));
    }
    connections.len()
}

fn grow_old(folder: &Path) {
    let before = SystemTime::now() - Duration::from_secs(120);
    File::options().append(true).open(folder.join("secret.key")).unwrap().set_modified(before).unwrap();
}

async fn everything_is_sealed_anew_and_a_server_that_runs_knows_the_key(store: Store) {
    let folder = tempfile::tempdir().unwrap();
    let tenant = the_tenant(&store).await;
    let of_the_server = KeyRing::in_folder(folder.path()).unwrap();
    let ids = connections(&store, &of_the_server, 20).await;
    let version = store.connection(tenant, ids[0]).await.unwrap().unwrap().version;
    let of_the_command = KeyRing::in_folder(folder.path()).unwrap();

    let done = rotate(&store, &of_the_command).await.unwrap();

    assert!(done.has_new_key && done.resealed == 20 && done.broken.is_empty(), "{done:?}");
    assert_eq!(all_open(&store, &of_the_server, tenant).await, 20, "without a restart");
    assert_eq!(of_the_server.current_id(), of_the_command.current_id());
    let connection = store.connection(tenant, ids[0]).await.unwrap().unwrap();
    assert_eq!(connection.version, version, "no form is out of date");
    assert_eq!(connection.secret.unwrap().sealed.key_id, of_the_command.current_id());
}

async fn a_server_seals_with_the_key_that_another_process_added(store: Store) {
    let folder = tempfile::tempdir().unwrap();
    add_tenant(&store, "demo").await;
    let of_the_server = KeyRing::in_folder(folder.path()).unwrap();
    let first = of_the_server.current_id();
    rotate(&store, &KeyRing::in_folder(folder.path()).unwrap()).await.unwrap();

    connections(&store, &of_the_server, 1).await;

    let found = inspect(&store, &of_the_server).await.unwrap();
    assert_eq!(found.behind(), 0, "{found:?}");
    assert_ne!(of_the_server.current_id(), first);
}

async fn a_rotation_that_was_stopped_is_finished_without_another_key(store: Store) {
    let folder = tempfile::tempdir().unwrap();
    let tenant = the_tenant(&store).await;
    let keys = KeyRing::in_folder(folder.path()).unwrap();
    connections(&store, &keys, 12).await;
    // Stopped after five records.
    keys.add_key().unwrap();
    for known in store.sealed_records().await.unwrap().into_iter().take(5) {
        let secret = keys.open(known.record, &known.sealed).unwrap();
        assert!(store.reseal(&known.record, &known.sealed, &keys.seal(known.record, &secret)).await.unwrap());
    }
    assert_eq!(all_open(&store, &KeyRing::in_folder(folder.path()).unwrap(), tenant).await, 12);

    let done = rotate(&store, &KeyRing::in_folder(folder.path()).unwrap()).await.unwrap();

    assert!(!done.has_new_key && done.resealed == 7, "{done:?}");
    assert_eq!(KeyRing::in_folder(folder.path()).unwrap().key_ids().len(), 2);
    assert_eq!(all_open(&store, &keys, tenant).await, 12);
}

async fn a_secret_that_is_replaced_meanwhile_is_not_overwritten(store: Store) {
    let folder = tempfile::tempdir().unwrap();
    let tenant = the_tenant(&store).await;
    let keys = KeyRing::in_folder(folder.path()).unwrap();
    let id = connections(&store, &keys, 1).await[0];
    let read = store.sealed_records().await.unwrap().remove(0);
    let record = RecordName::ProviderSecret(tenant, id);
    let replaced =
        StoredSecret { sealed: keys.seal(record, &SecretString::from("another")), set_at: NOW, set_by: None };
    store.set_connection_secret(tenant, id, &replaced).await.unwrap();

    let resealed = store.reseal(&record, &read.sealed, &keys.seal(record, &SecretString::from("secret 0"))).await;

    assert_eq!(resealed, Ok(false));
    let connection = store.connection(tenant, id).await.unwrap().unwrap();
    assert_eq!(keys.open_connection(&connection).unwrap().expose_secret(), "another");
}

async fn what_no_key_opens_is_named_and_left_and_its_key_can_come_back(store: Store) {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let tenant = the_tenant(&store).await;
    let lost = KeyRing::in_folder(other.path()).unwrap();
    let id = connections(&store, &lost, 1).await[0];
    let keys = KeyRing::in_folder(folder.path()).unwrap();

    let done = rotate(&store, &keys).await.unwrap();

    assert_eq!((done.resealed, done.broken.len()), (0, 1));
    assert!(done.broken[0].to_string().contains(&id.to_string()));
    let connection = store.connection(tenant, id).await.unwrap().unwrap();
    assert_eq!(lost.open_connection(&connection).unwrap().expose_secret(), "secret 0");
}

async fn keys_are_forgotten_only_when_nothing_needs_them(store: Store) {
    let folder = tempfile::tempdir().unwrap();
    let tenant = the_tenant(&store).await;
    let keys = KeyRing::in_folder(folder.path()).unwrap();
    let first = keys.current_id();
    connections(&store, &keys, 3).await;
    keys.add_key().unwrap();
    grow_old(folder.path());
    assert_eq!(retire(&store, &keys).await, Ok(Vec::new()), "three records want the first");
    rotate(&store, &keys).await.unwrap();

    let just_changed = {
        keys.add_key().unwrap();
        retire(&store, &keys).await
    };
    grow_old(folder.path());
    rotate(&store, &keys).await.unwrap();
    grow_old(folder.path());
    let retired = retire(&store, &keys).await.unwrap();

    assert_eq!(just_changed, Err(RotationError::TooEarly));
    assert!(retired.contains(&first), "{retired:?}");
    assert_eq!(KeyRing::in_folder(folder.path()).unwrap().key_ids(), [keys.current_id()]);
    assert_eq!(all_open(&store, &keys, tenant).await, 3);
}

async fn two_rotations_at_once_lose_no_key(store: Store) {
    let folder = tempfile::tempdir().unwrap();
    let tenant = the_tenant(&store).await;
    let (one, two) = (KeyRing::in_folder(folder.path()).unwrap(), KeyRing::in_folder(folder.path()).unwrap());
    connections(&store, &one, 10).await;

    for _ in 0..5 {
        let (first, second) = futures::join!(rotate(&store, &one), rotate(&store, &two));
        assert!(first.is_ok() && second.is_ok(), "{first:?} {second:?}");
    }

    assert_eq!(all_open(&store, &KeyRing::in_folder(folder.path()).unwrap(), tenant).await, 10);
}

async fn keys_that_somebody_else_looks_after_are_read_and_not_written(store: Store) {
    let folder = tempfile::tempdir().unwrap();
    let tenant = the_tenant(&store).await;
    let file = folder.path().join("callboard.key");
    std::fs::write(&file, KeyRing::fresh_key().expose_secret()).unwrap();
    let keys = KeyRing::open_existing(KeySource::Given(file.clone())).unwrap();
    connections(&store, &keys, 2).await;
    assert!(matches!(rotate(&store, &keys).await, Err(RotationError::Secrets(_))), "there is nowhere to add a key");

    let both = format!("{}\n{}", std::fs::read_to_string(&file).unwrap(), KeyRing::fresh_key().expose_secret());
    std::fs::write(&file, &both).unwrap();
    let keys = KeyRing::open_existing(KeySource::Environment(SecretString::from(both.replace('\n', ",")))).unwrap();
    let done = rotate(&store, &keys).await.unwrap();

    assert_eq!((done.has_new_key, done.resealed), (false, 2));
    assert_eq!(all_open(&store, &keys, tenant).await, 2);
}

on_both_databases! {
    everything_is_sealed_anew_and_a_server_that_runs_knows_the_key,
    a_server_seals_with_the_key_that_another_process_added,
    a_rotation_that_was_stopped_is_finished_without_another_key,
    a_secret_that_is_replaced_meanwhile_is_not_overwritten,
    what_no_key_opens_is_named_and_left_and_its_key_can_come_back,
    keys_are_forgotten_only_when_nothing_needs_them,
    two_rotations_at_once_lose_no_key,
    keys_that_somebody_else_looks_after_are_read_and_not_written,
}
