//! People of a company, and their part in it.

use domain::audience::ScopeFilter;
use domain::audit::Deed;
use domain::audit::Matter;
use domain::id::TenantId;
use domain::id::UserId;
use domain::role::Role;

use crate::audit::Actor;
use crate::audit::Entry;
use crate::audit::LimitNames;
use crate::audit::recorded;
use crate::auth::Passwords;
use crate::hub::Clock;
use crate::people::PeopleError;
use crate::people::members::give_part;
use crate::people::members::kept;
use crate::setup;
use crate::setup::NewPerson;
use crate::setup::SetupError;
use crate::store::Membership;
use crate::store::Store;
use crate::store::Tenant;
use crate::store::User;

/// Adds a person as a member, who sees no more than the limits allow.
///
/// # Errors
/// The field that is wrong, or what the store says.
pub async fn add_member(
    store: &Store,
    clock: &Clock,
    passwords: &Passwords,
    tenant: &Tenant,
    person: NewPerson<'_>,
    role: Role,
    limits: Option<&ScopeFilter>,
) -> Result<(), SetupError> {
    let entry = added(store, tenant, person.email, role, limits).await?;
    let adding = setup::create_user(store, passwords, &tenant.slug, person, role, limits, clock.now());
    recorded(store, clock, tenant.id, &Actor::operator(), entry, adding).await.map(drop)
}

/// Makes somebody who signs in already a member of one more tenant.
///
/// # Errors
/// The field that is wrong, or what the store says.
pub async fn grant(
    store: &Store,
    clock: &Clock,
    tenant: &Tenant,
    email: &str,
    role: Role,
    limits: Option<&ScopeFilter>,
) -> Result<(), SetupError> {
    let entry = added(store, tenant, email, role, limits).await?;
    let granting = setup::grant(store, &tenant.slug, email, role, limits, clock.now());
    recorded(store, clock, tenant.id, &Actor::operator(), entry, granting).await
}

async fn added(
    store: &Store,
    tenant: &Tenant,
    email: &str,
    role: Role,
    limits: Option<&ScopeFilter>,
) -> Result<Entry, SetupError> {
    let limits = LimitNames::read(store, tenant.id).await?.words(limits);
    Ok(Entry::new(Deed::AddMember, Matter::about(email).with("role", role.as_str()).with("limits", limits)))
}

/// Gives a member another part. What the member is limited to stays.
///
/// # Errors
/// [`PeopleError::NotFound`] for who is no member; [`PeopleError::Invalid`] for the tenant's last admin.
pub async fn change_role(
    store: &Store,
    clock: &Clock,
    tenant: TenantId,
    user: UserId,
    role: Role,
) -> Result<(), PeopleError> {
    let (before, person) = member(store, tenant, user).await?;
    let limits = before.scope.as_ref().map(|scope| &scope.filter);
    give_part(store, clock, &Actor::operator(), &person, &before, role, limits).await
}

/// Gives a member another part and other limits.
///
/// # Errors
/// As [`change_role`].
pub async fn change_member(
    store: &Store,
    clock: &Clock,
    tenant: TenantId,
    user: UserId,
    role: Role,
    limits: Option<&ScopeFilter>,
) -> Result<(), PeopleError> {
    let (before, person) = member(store, tenant, user).await?;
    give_part(store, clock, &Actor::operator(), &person, &before, role, limits).await
}

async fn member(store: &Store, tenant: TenantId, user: UserId) -> Result<(Membership, User), PeopleError> {
    let membership = store.membership(tenant, user).await?.ok_or(PeopleError::NotFound)?;
    let person = store.user(user).await?.ok_or(PeopleError::NotFound)?;
    Ok((membership, person))
}

/// Takes a membership away. The person, and what else the person belongs to, stays.
///
/// # Errors
/// As [`change_role`].
pub async fn remove_member(store: &Store, clock: &Clock, tenant: TenantId, user: UserId) -> Result<(), PeopleError> {
    let (before, person) = member(store, tenant, user).await?;
    let matter = Matter::about(person.email).change("role", before.role.as_str(), "");
    let deed = async { kept(store.remove_member(tenant, user).await?) };
    recorded(store, clock, tenant, &Actor::operator(), Entry::new(Deed::RemoveMember, matter), deed).await
}
