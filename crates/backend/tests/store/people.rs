//! Tenants, users, scopes and memberships.

use backend::store::NewTenant;
use backend::store::NewUser;
use backend::store::Store;
use backend::store::StoreError;
use domain::audience::ScopeFilter;
use domain::id::ScopeId;
use domain::id::TenantId;
use domain::id::UserId;
use domain::role::Role;
use domain::time::UnixMs;
use uuid::Uuid;

use crate::databases::on_both_databases;
use crate::floor::NOW;
use crate::floor::tenant;

fn user(email: &str) -> NewUser {
    NewUser { email: email.to_owned(), display_name: "Nguyễn An".to_owned(), password_hash: "hash".to_owned() }
}

async fn a_tenant_is_found_by_slug_and_id_and_its_slug_is_taken(store: Store) {
    let new = NewTenant { slug: "demo".to_owned(), name: "Demo | 'Ltd'".to_owned(), is_demo: true };

    let id = store.create_tenant(&new, NOW).await.unwrap();

    let found = store.tenant_by_slug("demo").await.unwrap().unwrap();
    assert_eq!(found.id, id);
    assert_eq!((found.name.as_str(), found.is_demo, found.created_at), ("Demo | 'Ltd'", true, NOW));
    assert_eq!(store.tenant(id).await.unwrap(), Some(found.clone()));
    assert_eq!(store.all_tenants().await.unwrap(), [found]);
    assert_eq!(store.tenant_by_slug("other").await.unwrap(), None);
    assert_eq!(store.create_tenant(&new, NOW).await, Err(StoreError::Conflict));
}

async fn an_address_is_one_person_in_whatever_case(store: Store) {
    let id = store.create_user(&user(" An@Example.COM "), NOW).await.unwrap();

    let found = store.user_by_email("AN@example.com").await.unwrap().unwrap();

    assert_eq!((found.id, found.email.as_str(), found.auth_epoch), (id, "an@example.com", 1));
    assert_eq!(store.create_user(&user("an@example.com"), NOW).await, Err(StoreError::Conflict));
    assert_eq!(store.user_by_email("an@example.com\0").await.unwrap(), None);
}

async fn a_new_password_and_a_ban_move_the_epoch(store: Store) {
    let id = store.create_user(&user("an@example.com"), NOW).await.unwrap();

    store.set_password_hash(id, "other").await.unwrap();
    store.disable_user(id, NOW.plus_s(5)).await.unwrap();

    let found = store.user(id).await.unwrap().unwrap();
    let credentials = store.credentials("an@example.com").await.unwrap().unwrap();
    assert_eq!((found.auth_epoch, found.disabled_at), (3, Some(NOW.plus_s(5))));
    assert_eq!((credentials.auth_epoch, credentials.is_disabled), (3, true));
    assert_eq!(credentials.password_hash, "other");
    assert!(!format!("{credentials:?}").contains("other"));
    let nobody = UserId(Uuid::nil());
    assert_eq!(store.set_password_hash(nobody, "x").await, Err(StoreError::NotFound));
    assert_eq!(store.disable_user(nobody, NOW).await, Err(StoreError::NotFound));
}

async fn a_membership_is_in_one_tenant_only(store: Store) {
    let (mine, theirs) = (tenant(&store, "mine").await, tenant(&store, "theirs").await);
    let id = store.create_member(mine, &user("an@example.com"), Role::Supervisor, None, NOW).await.unwrap();

    let membership = store.membership(mine, id).await.unwrap().unwrap();

    assert_eq!((membership.role, membership.scope), (Role::Supervisor, None));
    assert_eq!(store.membership(theirs, id).await.unwrap(), None);
    assert_eq!(store.memberships_of(id).await.unwrap().len(), 1);
}

async fn granting_again_changes_the_part(store: Store) {
    let (mine, theirs) = (tenant(&store, "mine").await, tenant(&store, "theirs").await);
    let id = store.create_member(mine, &user("an@example.com"), Role::Supervisor, None, NOW).await.unwrap();

    store.grant_membership(mine, id, Role::Admin, None, NOW).await.unwrap();
    store.grant_membership(theirs, id, Role::Supervisor, None, NOW).await.unwrap();

    let parts: Vec<_> = store.memberships_of(id).await.unwrap().into_iter().map(|m| (m.tenant.slug, m.role)).collect();
    assert_eq!(parts, [("mine".to_owned(), Role::Admin), ("theirs".to_owned(), Role::Supervisor)]);
}

async fn a_member_is_added_whole_or_not_at_all(store: Store) {
    let nowhere = TenantId(Uuid::nil());

    let refused = store.create_member(nowhere, &user("an@example.com"), Role::Admin, None, NOW).await;

    assert_eq!(refused, Err(StoreError::NotFound));
    assert_eq!(store.user_by_email("an@example.com").await.unwrap(), None);
}

async fn a_scope_is_of_one_tenant_and_limits_its_member(store: Store) {
    let (mine, theirs) = (tenant(&store, "mine").await, tenant(&store, "theirs").await);
    let filter = ScopeFilter { queues: vec!["Bán hàng".to_owned()], ..ScopeFilter::default() };
    let scope = store.create_scope(mine, &filter, NOW).await.unwrap();
    let id = store.create_user(&user("an@example.com"), NOW).await.unwrap();

    store.grant_membership(mine, id, Role::Supervisor, Some(scope), NOW).await.unwrap();
    let foreign = store.grant_membership(theirs, id, Role::Supervisor, Some(scope), NOW).await;

    let limit = store.membership(mine, id).await.unwrap().unwrap().scope.unwrap();
    assert_eq!((limit.id, limit.filter), (scope, filter.clone()));
    assert_eq!(foreign, Err(StoreError::NotFound));
    assert_eq!(store.membership(theirs, id).await.unwrap(), None);
    assert_eq!(store.scope(mine, scope).await.unwrap(), Some(filter));
    assert_eq!(store.scope(theirs, scope).await.unwrap(), None);
    assert_eq!(store.scope(mine, ScopeId(Uuid::nil())).await.unwrap(), None);
}

async fn an_installation_value_is_replaced(store: Store) {
    assert_eq!(store.installation_value("demo").await.unwrap(), None);

    store.set_installation_value("demo", "1").await.unwrap();
    store.set_installation_value("demo", "2").await.unwrap();

    assert_eq!(store.installation_value("demo").await.unwrap().as_deref(), Some("2"));
    store.ping().await.unwrap();
}

async fn identities_sort_by_time(store: Store) {
    let mut ids = Vec::new();
    for at in 1..=5_i64 {
        let new = NewTenant { slug: format!("t{at}"), name: "T".to_owned(), is_demo: false };
        ids.push(store.create_tenant(&new, UnixMs(NOW.0 + at)).await.unwrap());
    }

    assert!(ids.is_sorted());
}

on_both_databases! {
    a_tenant_is_found_by_slug_and_id_and_its_slug_is_taken,
    an_address_is_one_person_in_whatever_case,
    a_new_password_and_a_ban_move_the_epoch,
    a_membership_is_in_one_tenant_only,
    granting_again_changes_the_part,
    a_member_is_added_whole_or_not_at_all,
    a_scope_is_of_one_tenant_and_limits_its_member,
    an_installation_value_is_replaced,
    identities_sort_by_time,
}
