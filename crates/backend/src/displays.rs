//! Screens on walls: the code that pairs one with a tenant, and what a desk does with those it has. How a device proves
//! itself afterwards is `auth::display`; what it then receives is the hub's.

mod desk;
mod error;
mod pairing;
mod program;
mod wish;

use domain::time::UnixMs;

pub use desk::approve;
pub use desk::change;
pub use desk::identify;
pub use desk::list;
pub use desk::reload;
pub use desk::revoke;
pub use error::DisplayError;
pub use pairing::Pairing;
pub use pairing::PairingError;
pub use pairing::begin;
pub use program::replace_program;
pub use program::with_program;
pub use wish::NewDisplay;

use crate::auth::display::UNSEEN_S;
use crate::store::Store;
use crate::store::StoreError;

/// A code that ended so long ago belongs to a screen that was switched off.
const ABANDONED_S: i64 = 24 * 3600;

/// Removes abandoned codes, and displays that were shut out or unseen for long; to be called now and then.
///
/// # Errors
/// When the store cannot answer.
pub async fn purge(store: &Store, now: UnixMs) -> Result<(), StoreError> {
    store.purge_pairings(now.plus_s(-ABANDONED_S)).await?;
    store.purge_displays(now.plus_s(-UNSEEN_S)).await?;
    Ok(())
}
