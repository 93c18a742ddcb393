//! From where a person signs in. Of a place they never signed in from they hear by mail, so that a stranger with their password
//! is noticed; the first of all places is no news.

use domain::time::UnixMs;

use super::PeopleError;
use super::resets::language_of;
use super::resets::tenants_of;
use crate::auth::SignedIn;
use crate::auth::digest::sha256_hex;
use crate::auth::session::Origin;
use crate::auth::throttle::network;
use crate::mail::Letter;
use crate::mail::Outbox;
use crate::store::Store;
use crate::store::StoreResult;

/// From where nobody has signed in for so long is news again.
const REMEMBERED_S: i64 = 400 * 24 * 3600;

/// Notes the sign-in, and writes to the person where it is news and mail is sent.
///
/// # Errors
/// When the store cannot answer; the person is signed in all the same.
pub async fn note(
    store: &Store,
    outbox: Option<Outbox<'_>>,
    signed_in: &SignedIn,
    origin: &Origin,
    now: UnixMs,
) -> Result<(), PeopleError> {
    let person = store.user(signed_in.user_id).await?.ok_or(PeopleError::NotFound)?;
    let mail = match outbox {
        Some(outbox) => {
            let letter = Letter::NewDevice {
                browser: origin.browser.clone(),
                remote: origin.remote.map(|remote| remote.to_string()),
                at: now,
                link: outbox.link("/account"),
            };
            let tenants = tenants_of(store, person.id).await?;
            let language = language_of(store, &person).await?;
            Some(outbox.mail(&letter, &person.email, language, tenants.first().copied(), None, now)?)
        }
        None => None,
    };
    let place = origin.remote.map(|remote| network(remote).to_string()).unwrap_or_default();
    let device = sha256_hex(format!("{}|{}|{place}", person.id, origin.browser.as_deref().unwrap_or_default()));
    let is_news = store.note_device(person.id, &device, mail.as_ref(), now).await?;
    if let Some(outbox) = outbox.filter(|_| is_news) {
        outbox.ring();
    }
    Ok(())
}

/// Forgets from where nobody has signed in for more than a year.
///
/// # Errors
/// When the store cannot answer.
pub async fn purge(store: &Store, now: UnixMs) -> StoreResult<()> {
    store.purge_known_devices(now.plus_s(-REMEMBERED_S)).await.map(drop)
}
