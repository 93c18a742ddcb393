//! Opening the store for the commands that set things up. A server may be running beside them.

use backend::hub::Clock;
use backend::setup::SetupError;
use backend::store::Connection;
use backend::store::Store;
use backend::store::Tenant;
use domain::time::UnixMs;

use crate::config::StoreArgs;
use crate::failure::Failure;

pub(super) async fn open(args: &StoreArgs) -> Result<Store, Failure> {
    let (_, url) = args.places()?;
    Ok(Store::open(&url).await?)
}

pub(super) fn now() -> UnixMs {
    Clock::system().now()
}

pub(super) async fn tenant(store: &Store, slug: &str) -> Result<Tenant, Failure> {
    Ok(store.tenant_by_slug(slug).await?.ok_or(SetupError::NoSuchTenant)?)
}

/// The tenant's connection of that name.
pub(super) async fn connection(
    store: &Store,
    tenant: &Tenant,
    name: &str,
    field: &'static str,
) -> Result<Connection, Failure> {
    let connections = store.connections(tenant.id).await?;
    connections.into_iter().find(|connection| connection.name == name).ok_or_else(|| {
        let slug = &tenant.slug;
        Failure::usage(
            field,
            format!(
                "tenant {slug} has no connection named {name:?}; callboard connection list --tenant {slug} shows them"
            ),
        )
    })
}
