//! How the whole installation does, in figures: what an operator's monitoring asks for. It names tenants and connections by
//! identity and tenants by slug; nobody's name, number or address is in it.

use domain::id::TenantId;
use domain::time::UnixMs;

use crate::hub::ConnectionVitals;
use crate::runtime::Backend;
use crate::store::StoreResult;
use crate::store::Waiting;

/// A display that shows something is noted as seen once a minute.
const DISPLAY_SEEN_WITHIN_S: i64 = 150;

/// The figures of a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vitals {
    /// The moment.
    pub at: UnixMs,
    /// Each tenant.
    pub tenants: Vec<TenantVitals>,
    /// Mail that waits to be sent.
    pub mail: Waiting,
    /// Messages to webhooks that wait to be sent.
    pub deliveries: Waiting,
}

/// The figures of a tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TenantVitals {
    /// Which.
    pub id: TenantId,
    /// The word in addresses.
    pub slug: String,
    /// Streams that are open, displays' too.
    pub viewers: usize,
    /// Displays that were seen within the last minutes.
    pub displays: u64,
    /// Jobs that are under way or wait for their turn.
    pub jobs: u64,
    /// Alarms that are open.
    pub alarms: u64,
    /// Its connections.
    pub connections: Vec<ConnectionVitals>,
}

impl Backend {
    /// The figures of now.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn vitals(&self) -> StoreResult<Vitals> {
        let (store, at) = (self.store(), self.now());
        let displays = store.displays_seen_since(at.plus_s(-DISPLAY_SEEN_WITHIN_S)).await?;
        let (jobs, alarms) = (store.jobs_under_way().await?, store.alarms_open().await?);
        let (mail, deliveries) = (store.mail_waiting().await?, store.deliveries_waiting().await?);
        let tenants = store.all_tenants().await?.into_iter().map(|tenant| TenantVitals {
            id: tenant.id,
            slug: tenant.slug,
            viewers: self.hub().viewers(tenant.id),
            displays: displays.get(&tenant.id).copied().unwrap_or(0),
            jobs: jobs.get(&tenant.id).copied().unwrap_or(0),
            alarms: alarms.get(&tenant.id).copied().unwrap_or(0),
            connections: self.hub().vitals(tenant.id),
        });
        Ok(Vitals { at, tenants: tenants.collect(), mail, deliveries })
    }
}
