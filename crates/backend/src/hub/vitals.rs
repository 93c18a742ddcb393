//! How it stands with what is on the hub, in figures and without anybody's rows.

use domain::health::ConnectionHealth;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::provider::ProviderKind;

use crate::hub::Hub;

/// A connection of a floor, in figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionVitals {
    /// Which.
    pub id: ConnectionId,
    /// Whose phone system.
    pub kind: ProviderKind,
    /// Its condition.
    pub health: ConnectionHealth,
    /// How many agents it has on the board.
    pub agents: usize,
}

impl Hub {
    /// Every connection of a tenant. For the operator, never for a page.
    pub fn vitals(&self, tenant: TenantId) -> Vec<ConnectionVitals> {
        let Some(tenant) = self.tenant(tenant) else { return Vec::new() };
        tenant.read(|floor| {
            let connections = floor.connections().map(|(_, live)| ConnectionVitals {
                id: live.id,
                kind: live.kind,
                health: live.health.clone(),
                agents: live.floor.agents().count(),
            });
            connections.collect()
        })
    }
}
