//! Tenants that are suspended or removed; in each, another tenant goes on.

use backend::audit::Actor;
use backend::hub::Clock;
use backend::operator;
use backend::store::NewConnection;
use backend::store::NewUser;
use backend::store::Store;
use backend::store::StoreError;
use domain::audience::ScopeFilter;
use domain::audit::AuditFilter;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::role::Role;
use providers::ConnectionSettings;
use providers::ProviderConfig;
use providers::config::ConvosoConfig;

use crate::databases::on_both_databases;
use crate::floor::NOW;
use crate::floor::tenant;

async fn connection(store: &Store, tenant: TenantId) -> ConnectionId {
    let config = ProviderConfig::Convoso(ConvosoConfig::default());
    let new = NewConnection::new("Sales", ConnectionSettings::new("https://one.example", config), NOW);
    store.add_connection(tenant, &new, NOW).await.unwrap();
    new.id
}

async fn a_suspended_tenants_connections_rest_and_the_others_do_not(store: Store) {
    let (mine, theirs) = (tenant(&store, "mine").await, tenant(&store, "theirs").await);
    let (ours, other) = ((mine, connection(&store, mine).await), (theirs, connection(&store, theirs).await));
    let before = store.connection_stamps().await.unwrap();

    store.suspend_tenant(mine, "unpaid", NOW).await.unwrap();
    store.suspend_tenant(mine, "still unpaid", NOW.plus_s(9)).await.unwrap();
    let suspended = store.connection_stamps().await.unwrap();
    let suspension = store.tenant(mine).await.unwrap().unwrap().suspension.unwrap();
    let connection = store.connection(ours.0, ours.1).await.unwrap().unwrap();
    store.resume_tenant(mine).await.unwrap();
    let resumed = store.connection_stamps().await.unwrap();

    assert!(suspended[&ours].calls_for_a_start(before[&ours]) && suspended[&ours].rests);
    assert_eq!(suspended[&other], before[&other]);
    assert_eq!((suspension.at, suspension.reason.as_str()), (NOW, "still unpaid"));
    assert!(connection.rests() && !connection.is_paused);
    assert_eq!(resumed, before);
    assert_eq!(store.tenant(mine).await.unwrap().unwrap().suspension, None);
}

async fn only_a_wait_that_is_over_calls_for_a_start(store: Store) {
    let mine = tenant(&store, "mine").await;
    let key = (mine, connection(&store, mine).await);
    let before = store.connection_stamps().await.unwrap()[&key];

    store.set_connection_auth_held(mine, key.1, Some(NOW)).await.unwrap();
    let held = store.connection_stamps().await.unwrap()[&key];
    store.set_connection_auth_held(mine, key.1, None).await.unwrap();
    let over = store.connection_stamps().await.unwrap()[&key];
    store.delete_connection(mine, key.1, NOW).await.unwrap();

    assert!(!held.calls_for_a_start(before) && over.calls_for_a_start(held));
    assert!(store.connection_stamps().await.unwrap().is_empty());
}

async fn a_removed_tenant_leaves_its_audit_log_and_nothing_else(store: Store) {
    let (mine, theirs) = (tenant(&store, "mine").await, tenant(&store, "theirs").await);
    connection(&store, mine).await;
    connection(&store, theirs).await;
    let person =
        NewUser { email: "an@one.test".to_owned(), display_name: "An".to_owned(), password_hash: String::new() };
    let person = store.create_user(&person, NOW).await.unwrap();
    let scope = store.create_scope(mine, &ScopeFilter::default(), NOW).await.unwrap();
    store.grant_membership(mine, person, Role::Supervisor, Some(scope), NOW).await.unwrap();
    store.grant_membership(theirs, person, Role::Admin, None, NOW).await.unwrap();
    let removed = store.tenant(mine).await.unwrap().unwrap();

    operator::remove_tenant(&store, &Clock::system(), &removed).await.unwrap();

    assert_eq!(store.remove_tenant(mine, NOW).await, Err(StoreError::NotFound));
    assert_eq!(store.tenant_by_slug("mine").await.unwrap(), None);
    let left: Vec<String> = store.all_tenants().await.unwrap().into_iter().map(|tenant| tenant.slug).collect();
    assert_eq!(left, ["theirs"]);
    let of_person = store.memberships_of(person).await.unwrap();
    assert_eq!(of_person.iter().map(|membership| membership.tenant.id).collect::<Vec<_>>(), [theirs]);
    assert_eq!(store.connections(theirs).await.unwrap().len(), 1);
    assert_eq!(store.all_connection_ids().await.unwrap().len(), 1);
    let log = store.audit(mine, &AuditFilter::default(), None, 10).await.unwrap();
    assert_eq!(log.len(), 1);
    assert_eq!(
        (log[0].intent.action.as_str(), &log[0].intent.actor_label),
        ("remove_tenant", &Actor::operator().label)
    );
    assert!(log[0].outcome_json.as_ref().is_some_and(|outcome| outcome.contains("done")));
    let again = tenant(&store, "mine").await;
    assert_ne!(again, mine, "the word is free");
}

on_both_databases! {
    a_suspended_tenants_connections_rest_and_the_others_do_not,
    only_a_wait_that_is_over_calls_for_a_start,
    a_removed_tenant_leaves_its_audit_log_and_nothing_else,
}
