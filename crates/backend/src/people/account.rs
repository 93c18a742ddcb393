//! What a person changes of their own account: password and name.

use std::net::IpAddr;

use domain::audit::Deed;
use domain::audit::Matter;
use domain::form::Field;
use domain::form::Problem;
use domain::language::Language;
use secrecy::ExposeSecret;
use secrecy::SecretString;
use tower_sessions::Session;

use super::PeopleError;
use super::fields::Mistakes;
use super::resets::tenants_of;
use super::sessions::current_family;
use crate::audit::Actor;
use crate::audit::Entry;
use crate::audit::recorded_in_each;
use crate::auth::Passwords;
use crate::auth::Principal;
use crate::auth::SignedIn;
use crate::auth::session;
use crate::auth::throttle::Attempt;
use crate::hub::Clock;
use crate::store::RegionalSettings;
use crate::store::Store;
use crate::store::StoreError;
use crate::zones;

/// Who changes their own account.
pub(super) fn actor(principal: &Principal, remote: Option<IpAddr>) -> Actor {
    Actor { user_id: Some(principal.user_id()), label: principal.display_name().to_owned(), remote }
}

/// Replaces the person's password. Everything else the person is signed in to ends; this session goes on under a fresh
/// identifier.
///
/// # Errors
/// [`PeopleError::Invalid`]: `Wrong` for the current password, or what is wrong with the new one;
/// [`PeopleError::TooMany`] after too many wrong ones; [`PeopleError::Forbidden`] for whom a company's provider let in.
#[allow(clippy::too_many_arguments, reason = "who, with what, from where and both passwords are all needed")]
pub async fn change_password(
    store: &Store,
    passwords: &Passwords,
    clock: &Clock,
    principal: &Principal,
    request: &Session,
    remote: IpAddr,
    current: SecretString,
    new: SecretString,
) -> Result<(), PeopleError> {
    if principal.confined_to().is_some() {
        return Err(PeopleError::Forbidden);
    }
    let mut mistakes = Mistakes::default();
    if current.expose_secret().is_empty() {
        mistakes.add(Field::CurrentPassword, Problem::Required);
    }
    mistakes.password(principal.email(), principal.display_name(), &new);
    mistakes.none_or_invalid()?;
    let now = clock.now();
    let attempt = Attempt::new(principal.email(), remote);
    let verdict = attempt.count(store, now).await?;
    if let Some(retry_after_s) = attempt.wait_s(store, verdict, now).await? {
        return Err(PeopleError::TooMany { retry_after_s });
    }
    let before = store.credentials(principal.email()).await?.ok_or(PeopleError::Forbidden)?.password_hash;
    if !passwords.verify(current, Some(before.clone())).await {
        return Err(PeopleError::invalid(Field::CurrentPassword, Problem::Wrong));
    }
    attempt.was_good(store).await?;
    let origin = session::origin(request).await?;
    let family = current_family(store, request, now).await?;
    let user = principal.user_id();
    let password_hash = passwords.hash(new).await;
    let tenants = tenants_of(store, user).await?;
    let entry = Entry::new(Deed::ChangePassword, Matter::about(principal.email()));
    let deed = async {
        let changed = store.change_password_hash(user, &before, &password_hash, family.as_deref(), clock.now()).await;
        changed.map_err(|error| match error {
            // Somebody else has just changed it: what was typed as the current one is so no more.
            StoreError::Conflict => PeopleError::invalid(Field::CurrentPassword, Problem::Wrong),
            StoreError::NotFound | StoreError::Unavailable(_) | StoreError::Corrupt { .. } => error.into(),
        })
    };
    let actor = actor(principal, Some(remote));
    let auth_epoch = recorded_in_each(store, clock, &tenants, &actor, entry, deed).await?;
    // Where codes are asked for, a password proves nothing new.
    let proved_at = principal.has_second_factor().then(|| principal.proved_at());
    let signed_in = SignedIn { user_id: user, auth_epoch, at: clock.now() };
    session::begin_proved(request, &signed_in, &origin, proved_at, None).await?;
    Ok(())
}

/// Changes the name others read, and returns it as it is kept.
///
/// # Errors
/// [`PeopleError::Invalid`] for a name that is not taken; [`PeopleError::Forbidden`] for whom one company of several let in.
pub async fn rename(
    store: &Store,
    clock: &Clock,
    principal: &Principal,
    remote: Option<IpAddr>,
    display_name: &str,
) -> Result<String, PeopleError> {
    if !principal.owns_account() {
        return Err(PeopleError::Forbidden);
    }
    let mut mistakes = Mistakes::default();
    mistakes.name(Field::Name, display_name);
    mistakes.none_or_invalid()?;
    let display_name = display_name.trim();
    if display_name == principal.display_name() {
        return Ok(display_name.to_owned());
    }
    let matter = Matter::about(principal.email()).change("name", principal.display_name(), display_name);
    let tenants = tenants_of(store, principal.user_id()).await?;
    let deed = async { Ok::<_, PeopleError>(store.set_display_name(principal.user_id(), display_name).await?) };
    let entry = Entry::new(Deed::ChangeMember, matter);
    recorded_in_each(store, clock, &tenants, &actor(principal, remote), entry, deed).await?;
    Ok(display_name.to_owned())
}

/// Changes the language and the zone of time in which the person reads; an empty zone is the company's. It concerns nobody
/// else, so it stands in no log.
///
/// # Errors
/// [`PeopleError::Invalid`] for a zone that is none; [`PeopleError::Forbidden`] for whom one company of several let in.
pub async fn read_in(
    store: &Store,
    principal: &Principal,
    language: Option<Language>,
    typed_zone: &str,
) -> Result<(), PeopleError> {
    if !principal.owns_account() {
        return Err(PeopleError::Forbidden);
    }
    let zone = zones::typed(typed_zone).map_err(|error| PeopleError::Invalid(vec![error]))?;
    let zone = zone.as_ref().and_then(zones::name_of);
    Ok(store.set_regional_of_person(principal.user_id(), &RegionalSettings { language, zone }).await?)
}
