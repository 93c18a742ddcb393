//! Who a request is, and in which tenant.

use backend::auth::AuthError;
use backend::auth::Passwords;
use backend::auth::Principal;
use backend::auth::policy::ADMINS;
use backend::auth::policy::PEOPLE;
use backend::store::Store;
use domain::audience::Audience;
use domain::audience::Numbers;
use domain::audience::Scope;
use domain::audience::ScopeFilter;
use domain::role::Role;

use crate::databases::on_both_databases;
use crate::people::NOW;
use crate::people::World;
use crate::people::add_person;
use crate::people::add_tenant;

async fn principal(world: &World) -> Principal {
    let id = world.cookie().await;
    Principal::of_session(&world.request(Some(id)), &world.store).await.unwrap()
}

async fn foreign_and_missing_tenants_are_the_same(store: Store) {
    let world = World::new(store).await;
    add_tenant(&world.store, "theirs").await;
    add_person(&world.store, &Passwords::new(), "theirs", "other@example.com", Role::Admin).await;
    let principal = principal(&world).await;

    let own = principal.in_tenant("demo").unwrap();
    let foreign = principal.in_tenant("theirs").unwrap_err();
    let missing = principal.in_tenant("nowhere").unwrap_err();

    assert_eq!((own.slug(), own.name(), own.role(), own.user_id()), ("demo", "DEMO", Role::Supervisor, world.user));
    assert_eq!(own.actor_label(), "Nguyễn An");
    assert_eq!((foreign.clone(), foreign), (missing, AuthError::NotFound));
    assert_eq!(principal.in_tenant("DEMO").unwrap_err(), AuthError::NotFound);
}

async fn the_audience_follows_the_role(store: Store) {
    let world = World::new(store).await;
    let tenant = world.store.tenant_by_slug("demo").await.unwrap().unwrap().id;

    for (role, numbers) in
        [(Role::Admin, Numbers::Full), (Role::Supervisor, Numbers::Masked), (Role::Display, Numbers::None)]
    {
        world.store.grant_membership(tenant, world.user, role, None, NOW).await.unwrap();
        let ctx = principal(&world).await.in_tenant("demo").unwrap();

        assert_eq!(ctx.audience(), Audience { scope: Scope::All, numbers });
        assert_eq!(ctx.scope_filter(), None);
        assert_eq!(ctx.require(ADMINS).is_ok(), role == Role::Admin);
        assert_eq!(ctx.require(PEOPLE).is_ok(), role != Role::Display);
    }
}

async fn a_limited_supervisor_has_an_audience_of_that_limit(store: Store) {
    let world = World::new(store).await;
    let tenant = world.store.tenant_by_slug("demo").await.unwrap().unwrap().id;
    let filter = ScopeFilter { groups: vec!["Sales".to_owned()], ..ScopeFilter::default() };
    let scope = world.store.create_scope(tenant, &filter, NOW).await.unwrap();
    world.store.grant_membership(tenant, world.user, Role::Supervisor, Some(scope), NOW).await.unwrap();

    let ctx = principal(&world).await.in_tenant("demo").unwrap();

    assert_eq!(ctx.audience(), Audience { scope: Scope::Limited(scope), numbers: Numbers::Masked });
    assert_eq!(ctx.scope_filter(), Some(&filter));
}

async fn an_outage_signs_nobody_out(store: Store) {
    let world = World::new(store).await;
    let request = world.request(Some(world.cookie().await));
    world.store.close().await;

    let error = Principal::of_session(&request, &world.store).await.unwrap_err();

    assert!(matches!(error, AuthError::Unavailable(_)), "{error:?}");
    assert!(request.id().is_some(), "the cookie stays");
}

on_both_databases! {
    foreign_and_missing_tenants_are_the_same,
    the_audience_follows_the_role,
    a_limited_supervisor_has_an_audience_of_that_limit,
    an_outage_signs_nobody_out,
}
