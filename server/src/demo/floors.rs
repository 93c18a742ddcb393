//! The two companies and their provider accounts. The simulator has a new port at every start, so accounts that are
//! there already are told where it is.

use backend::runtime::Backend;
use backend::secrets::RecordName;
use backend::setup;
use backend::store::Connection;
use backend::store::NewTenant;
use backend::store::StoredSecret;
use domain::id::TenantId;
use past::PastFloor;
use providers::ConnectionSettings;
use providers::ProviderConfig;
use providers::config::AlohubConfig;
use providers::config::ConvosoConfig;
use providers::config::CrocodialConfig;
use providers::config::Tel4vnConfig;
use providers::config::VicidialConfig;
use secrecy::SecretString;
use simulator::ProviderName;
use simulator::Simulator;

use crate::failure::Failure;

/// The company with all five providers.
pub(super) const FIRST: &str = "demo";
/// The company that shows that nobody sees another's floor.
pub(super) const SECOND: &str = "demo-two";

const FIRST_FLOOR: [(ProviderName, &str); 5] = [
    (ProviderName::Tel4vn, "TEL4VN"),
    (ProviderName::Convoso, "Convoso"),
    (ProviderName::Alohub, "AloHub"),
    (ProviderName::Vicidial, "VICIdial"),
    (ProviderName::Crocodial, "CrocoDial"),
];
const SECOND_FLOOR: [(ProviderName, &str); 2] =
    [(ProviderName::Tel4vn, "TEL4VN Đà Nẵng"), (ProviderName::Convoso, "Convoso Sales")];

/// Sets both companies up, or brings them up to date.
pub(super) async fn set_up(backend: &Backend, first: &Simulator, second: &Simulator) -> Result<(), Failure> {
    company(backend, FIRST, "Nam Việt BPO", &FIRST_FLOOR, first).await?;
    company(backend, SECOND, "Second Floor Ltd", &SECOND_FLOOR, second).await
}

/// The floors that were set up, each with the world behind it.
pub(super) async fn all(backend: &Backend, first: &Simulator, second: &Simulator) -> Result<Vec<PastFloor>, Failure> {
    let mut floors = Vec::new();
    for (slug, names, simulator) in [(FIRST, &FIRST_FLOOR[..], first), (SECOND, &SECOND_FLOOR[..], second)] {
        let Some(tenant) = backend.store().tenant_by_slug(slug).await? else { continue };
        // Connections that somebody has added have no world here.
        let own = backend
            .store()
            .connections(tenant.id)
            .await?
            .into_iter()
            .filter(|connection| names.iter().any(|(_, name)| connection.name == *name));
        let floor = |connection: Connection| PastFloor {
            tenant: tenant.id,
            connection: connection.id,
            world: simulator.world().clone(),
        };
        floors.extend(own.map(floor));
    }
    Ok(floors)
}

async fn company(
    backend: &Backend,
    slug: &str,
    name: &str,
    floor: &[(ProviderName, &str)],
    simulator: &Simulator,
) -> Result<(), Failure> {
    let store = backend.store();
    let tenant = match store.tenant_by_slug(slug).await? {
        Some(tenant) => tenant.id,
        None => {
            let tenant = NewTenant { slug: slug.to_owned(), name: name.to_owned(), is_demo: true };
            setup::create_tenant(store, &tenant, backend.now()).await?
        }
    };
    for (provider, name) in floor {
        account(backend, slug, tenant, name, *provider, simulator).await?;
    }
    Ok(())
}

async fn account(
    backend: &Backend,
    slug: &str,
    tenant: TenantId,
    name: &str,
    provider: ProviderName,
    simulator: &Simulator,
) -> Result<(), Failure> {
    let (store, now) = (backend.store(), backend.now());
    let settings = settings(provider, simulator);
    let secret = SecretString::from(simulator.credentials(provider).secret);
    let known = store.connections(tenant).await?.into_iter().find(|connection| connection.name == name);
    let Some(known) = known else {
        setup::add_connection(store, backend.keys(), slug, name, settings, &secret, now).await?;
        return Ok(());
    };
    // Only the place is new: what an admin has set stays.
    let settings = ConnectionSettings { base_url: settings.base_url, ..known.settings };
    store.update_connection_settings(tenant, known.id, &settings).await?;
    // Given again, because the key file may be a new one; this also ends the wait for another secret.
    let sealed = backend.keys().seal(RecordName::ProviderSecret(tenant, known.id), &secret);
    store.set_connection_secret(tenant, known.id, &StoredSecret { sealed, set_at: now, set_by: None }).await?;
    Ok(())
}

fn settings(provider: ProviderName, simulator: &Simulator) -> ConnectionSettings {
    let user = simulator.credentials(provider).user.unwrap_or_default().to_owned();
    let (zone, provider_config) = match provider {
        ProviderName::Tel4vn => (None, ProviderConfig::Tel4vn(Tel4vnConfig::default())),
        ProviderName::Convoso => (None, ProviderConfig::Convoso(ConvosoConfig::default())),
        ProviderName::Alohub => (None, ProviderConfig::Alohub(AlohubConfig::default())),
        ProviderName::Vicidial => {
            let in_groups = ["SUPPORT_IN", "SALESLINE", "BILLING_IN"].map(str::to_owned).to_vec();
            let config = VicidialConfig { user, in_groups, ..VicidialConfig::default() };
            (Some("America/New_York".to_owned()), ProviderConfig::Vicidial(config))
        }
        ProviderName::Crocodial => {
            (None, ProviderConfig::Crocodial(CrocodialConfig { user, ..CrocodialConfig::default() }))
        }
    };
    ConnectionSettings { zone, ..ConnectionSettings::new(simulator.base_url(provider), provider_config) }
}
