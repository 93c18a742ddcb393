//! Screens on a wall.

use domain::audit::Deed;
use domain::audit::Matter;

use crate::audit::Actor;
use crate::audit::Entry;
use crate::audit::recorded;
use crate::hub::Clock;
use crate::store::Display;
use crate::store::Store;
use crate::store::StoreResult;

/// Shuts a display out. Its stream ends within seconds and nothing of it opens anything again.
///
/// # Errors
/// When the store cannot answer.
pub async fn revoke_display(store: &Store, clock: &Clock, display: &Display) -> StoreResult<()> {
    let entry = Entry::new(Deed::RevokeDisplay, Matter::about(&display.facts.name));
    let revoking = store.revoke_display(display.tenant_id, display.id, clock.now());
    recorded(store, clock, display.tenant_id, &Actor::operator(), entry, revoking).await
}
