//! Companies come, rest and go.

use domain::audit::Deed;
use domain::audit::Matter;
use domain::id::TenantId;

use crate::audit::Actor;
use crate::audit::Entry;
use crate::audit::recorded;
use crate::hub::Clock;
use crate::setup;
use crate::setup::SetupError;
use crate::store::NewTenant;
use crate::store::Store;
use crate::store::StoreResult;
use crate::store::Tenant;

/// Adds a tenant. Its log begins with that, once there is a tenant to have one.
///
/// # Errors
/// The field that is wrong, or what the store says.
pub async fn add_tenant(store: &Store, clock: &Clock, new: &NewTenant) -> Result<TenantId, SetupError> {
    let id = setup::create_tenant(store, new, clock.now()).await?;
    let entry = Entry::new(Deed::AddTenant, Matter::about(&new.name).with("slug", &new.slug));
    recorded(store, clock, id, &Actor::operator(), entry, async { Ok::<_, SetupError>(id) }).await
}

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
