//! What whoever has the shell does to an installation that may be serving meanwhile. Nothing here checks a role: whoever has
//! the shell is the operator. Each deed is written down as the operator's, and a server that runs takes it up by itself:
//! members and displays with their next request, connections within seconds.

use domain::audit::Deed;
use domain::audit::Matter;
use domain::id::TenantId;
use domain::id::UserId;
use domain::role::Role;
use secrecy::SecretString;

use crate::audit::Actor;
use crate::audit::Entry;
use crate::audit::LimitNames;
use crate::audit::recorded;
use crate::hub::Clock;
use crate::people::PeopleError;
use crate::people::members::kept;
use crate::secrets::KeyRing;
use crate::secrets::RecordName;
use crate::store::Connection;
use crate::store::Display;
use crate::store::Store;
use crate::store::StoreResult;
use crate::store::StoredSecret;
use crate::store::Tenant;

/// Lets nobody into a tenant until it is resumed: people and displays read the reason, and nothing of it is polled.
///
/// # Errors
/// When the store cannot answer.
pub async fn suspend_tenant(store: &Store, clock: &Clock, tenant: &Tenant, reason: &str) -> StoreResult<()> {
    let entry = Entry::new(Deed::SuspendTenant, Matter::about(&tenant.name).with("reason", reason));
    let suspending = store.suspend_tenant(tenant.id, reason, clock.now());
    recorded(store, clock, tenant.id, &Actor::operator(), entry, suspending).await
}

/// Lets people into a tenant again, and polls what it has.
///
/// # Errors
/// When the store cannot answer.
pub async fn resume_tenant(store: &Store, clock: &Clock, tenant: &Tenant) -> StoreResult<()> {
    let entry = Entry::new(Deed::ResumeTenant, Matter::about(&tenant.name));
    recorded(store, clock, tenant.id, &Actor::operator(), entry, store.resume_tenant(tenant.id)).await
}

/// Removes a tenant with everything of it but its audit log.
///
/// # Errors
/// When the store cannot answer.
pub async fn remove_tenant(store: &Store, clock: &Clock, tenant: &Tenant) -> StoreResult<()> {
    let matter = Matter::about(&tenant.name).with("slug", &tenant.slug);
    let removing = store.remove_tenant(tenant.id, clock.now());
    recorded(store, clock, tenant.id, &Actor::operator(), Entry::new(Deed::RemoveTenant, matter), removing).await
}

/// Stops asking a provider account, or asks it again; that is also what a refused secret waits for.
///
/// # Errors
/// When the store cannot answer.
pub async fn pause_connection(
    store: &Store,
    clock: &Clock,
    connection: &Connection,
    is_paused: bool,
) -> StoreResult<()> {
    let (tenant, id) = (connection.tenant_id, connection.id);
    let deed = if is_paused { Deed::PauseConnection } else { Deed::ResumeConnection };
    let entry = Entry::about_connection(deed, id, Matter::about(&connection.name));
    let switching = async {
        store.set_connection_paused(tenant, id, is_paused).await?;
        if !is_paused && connection.auth_held_at.is_some() {
            store.set_connection_auth_held(tenant, id, None).await?;
        }
        Ok(())
    };
    recorded(store, clock, tenant, &Actor::operator(), entry, switching).await
}

/// Gives a connection another secret. Whether its provider takes it, the next poll says.
///
/// # Errors
/// When the store cannot answer.
pub async fn replace_secret(
    store: &Store,
    clock: &Clock,
    keys: &KeyRing,
    connection: &Connection,
    secret: &SecretString,
) -> StoreResult<()> {
    let (tenant, id) = (connection.tenant_id, connection.id);
    let sealed = keys.seal(RecordName::ProviderSecret(tenant, id), secret);
    let secret = StoredSecret { sealed, set_at: clock.now(), set_by: None };
    let entry = Entry::about_connection(Deed::ReplaceSecret, id, Matter::about(&connection.name));
    let replacing = store.set_connection_secret(tenant, id, &secret);
    recorded(store, clock, tenant, &Actor::operator(), entry, replacing).await
}

/// Deletes a connection: its rows leave every board and its secret is erased at once. What was recorded stays.
///
/// # Errors
/// When the store cannot answer.
pub async fn remove_connection(store: &Store, clock: &Clock, connection: &Connection) -> StoreResult<()> {
    let (tenant, id) = (connection.tenant_id, connection.id);
    let entry = Entry::about_connection(Deed::DeleteConnection, id, Matter::about(&connection.name));
    let deleting = store.delete_connection(tenant, id, clock.now());
    recorded(store, clock, tenant, &Actor::operator(), entry, deleting).await
}

/// Shuts a display out. Its stream ends within seconds and nothing of it opens anything again.
///
/// # Errors
/// When the store cannot answer.
pub async fn revoke_display(store: &Store, clock: &Clock, display: &Display) -> StoreResult<()> {
    let entry = Entry::new(Deed::RevokeDisplay, Matter::about(&display.facts.name));
    let revoking = store.revoke_display(display.tenant_id, display.id, clock.now());
    recorded(store, clock, display.tenant_id, &Actor::operator(), entry, revoking).await
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
    let before = store.membership(tenant, user).await?.ok_or(PeopleError::NotFound)?;
    let person = store.user(user).await?.ok_or(PeopleError::NotFound)?;
    if before.role == role {
        return Ok(());
    }
    let limits = before.scope.as_ref().map(|scope| &scope.filter);
    let matter = Matter::about(person.email)
        .change("role", before.role.as_str(), role.as_str())
        .with("limits", LimitNames::read(store, tenant).await?.words(limits));
    let scope = before.scope.as_ref().map(|scope| scope.id);
    let deed = async { kept(store.change_member(tenant, user, &before, role, scope).await?) };
    recorded(store, clock, tenant, &Actor::operator(), Entry::new(Deed::ChangeMember, matter), deed).await
}

/// Takes a membership away. The person, and what else the person belongs to, stays.
///
/// # Errors
/// As [`change_role`].
pub async fn remove_member(store: &Store, clock: &Clock, tenant: TenantId, user: UserId) -> Result<(), PeopleError> {
    let before = store.membership(tenant, user).await?.ok_or(PeopleError::NotFound)?;
    let person = store.user(user).await?.ok_or(PeopleError::NotFound)?;
    let matter = Matter::about(person.email).change("role", before.role.as_str(), "");
    let deed = async { kept(store.remove_member(tenant, user).await?) };
    recorded(store, clock, tenant, &Actor::operator(), Entry::new(Deed::RemoveMember, matter), deed).await
}
