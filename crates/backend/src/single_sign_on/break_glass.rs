//! The admins who get in while the provider is away. Each time one does is written down where the company reads it.

use std::net::IpAddr;

use domain::audit::Deed;
use domain::audit::Matter;

use crate::audit::Actor;
use crate::audit::Entry;
use crate::audit::recorded_in_each;
use crate::auth::SignedIn;
use crate::hub::Clock;
use crate::store::Store;
use crate::store::StoreError;

/// Writes down that somebody signs in with a password who is a break-glass admin of a company; to be called before the
/// session begins, since what cannot be written down is not done. For everybody else it does nothing.
///
/// # Errors
/// When the store cannot answer.
pub async fn note_break_glass(
    store: &Store,
    clock: &Clock,
    signed_in: &SignedIn,
    remote: Option<IpAddr>,
) -> Result<(), StoreError> {
    let memberships = store.memberships_of(signed_in.user_id).await?;
    let tenants: Vec<_> = memberships
        .iter()
        .filter(|membership| membership.is_break_glass() && membership.suspended_at.is_none())
        .map(|membership| membership.tenant.id)
        .collect();
    if tenants.is_empty() {
        return Ok(());
    }
    let person = store.user(signed_in.user_id).await?.ok_or(StoreError::NotFound)?;
    let actor = Actor { user_id: Some(person.id), label: person.display_name, remote };
    let entry = Entry::new(Deed::BreakGlassSignIn, Matter::about(person.email));
    recorded_in_each(store, clock, &tenants, &actor, entry, async { Ok(()) }).await
}
