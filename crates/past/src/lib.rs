//! The past of a demonstration: the world of its simulated providers, lived through once more and fast, into the store.
//!
//! Nothing here makes events up. The faces answer at every simulated moment, the product's own clients read them, the
//! floor's own merge decides what changed, and only that is kept. A provider is out of reach now and then, as in any
//! life. It belongs to the demonstration and to tests; a deployment has no simulated world and no use for it.

mod face;
mod outages;
mod pace;
mod walk;
mod write;

use backend::runtime::Backend;
use backend::secrets::SecretError;
use backend::store::StoreError;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::time::UnixMs;
use providers::ProviderError;
use simulator::WorldConfig;

pub use pace::lived;
pub use write::write;

/// One connection and the world behind it, which opens where the past ends.
#[derive(Clone, Debug)]
pub struct PastFloor {
    /// Whose connection.
    pub tenant: TenantId,
    /// Which connection.
    pub connection: ConnectionId,
    /// The world of its provider, as the running simulator has it.
    pub world: WorldConfig,
}

/// What was lived through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Connections.
    pub floors: usize,
    /// Polls that brought something.
    pub polls: u64,
    /// Polls of a provider that was out of reach.
    pub failed_polls: u64,
    /// Changes of state that were kept.
    pub events: u64,
}

/// Why a past could not be written. What was written of it stays.
#[derive(Debug, thiserror::Error)]
pub enum PastError {
    /// Look after the database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Enter the connection's secret again.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// Mend the connection's settings.
    #[error(transparent)]
    Provider(#[from] ProviderError),
    /// The connection was deleted meanwhile.
    #[error("the connection is gone")]
    NoSuchConnection,
    /// The product ends; the rest of the past stays a gap.
    #[error("the product ended before the past was written")]
    Stopped,
    /// A mistake in a client or here.
    #[error("a floor's past ended in a fault: {0}")]
    Fault(#[from] tokio::task::JoinError),
}

/// Those floors of which nothing is kept yet: a second past would contradict the first.
///
/// # Errors
/// When the database cannot answer.
pub async fn without_history(backend: &Backend, floors: Vec<PastFloor>) -> Result<Vec<PastFloor>, StoreError> {
    let mut without = Vec::new();
    for floor in floors {
        if !backend.store().has_state_events(floor.tenant, floor.connection).await? {
            without.push(floor);
        }
    }
    Ok(without)
}

/// When the past of a floor ends: its world opens then.
const fn opening(world: &WorldConfig) -> UnixMs {
    UnixMs(world.start_unix_ms)
}
