//! Provider accounts of a company.

use domain::audit::Deed;
use domain::audit::Matter;
use domain::id::ConnectionId;
use providers::ConnectionSettings;
use secrecy::SecretString;

use crate::audit::Actor;
use crate::audit::Entry;
use crate::audit::recorded;
use crate::hub::Clock;
use crate::secrets::KeyRing;
use crate::secrets::RecordName;
use crate::setup;
use crate::setup::SetupError;
use crate::store::Connection;
use crate::store::Store;
use crate::store::StoreResult;
use crate::store::StoredSecret;
use crate::store::Tenant;

/// Adds a connection with its secret. Whether the settings can work is for `providers::connect` to say, before.
///
/// # Errors
/// The field that is wrong, or what the store says.
pub async fn add_connection(
    store: &Store,
    clock: &Clock,
    keys: &KeyRing,
    tenant: &Tenant,
    name: &str,
    settings: ConnectionSettings,
    secret: &SecretString,
) -> Result<ConnectionId, SetupError> {
    let matter = Matter::about(name).with("provider", settings.provider.kind().as_str());
    let connection = setup::new_connection(keys, tenant.id, name, settings, secret, clock.now())?;
    let entry = Entry::about_connection(Deed::AddConnection, connection.id, matter);
    let adding = setup::keep_connection(store, tenant.id, &connection, clock.now());
    recorded(store, clock, tenant.id, &Actor::operator(), entry, adding).await?;
    Ok(connection.id)
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
