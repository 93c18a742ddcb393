//! A fresh proof of who somebody is, asked for before what could do great harm: whoever finds a browser unattended, or has
//! stolen its session, cannot give it. Where it is needed stands in the policy table.

use std::net::IpAddr;

use domain::form::Field;
use domain::form::Problem;
use domain::proof::ProofBy;
use domain::time::UnixMs;
use secrecy::ExposeSecret;
use secrecy::SecretString;
use tower_sessions::Session;

use crate::auth::AuthError;
use crate::auth::Passwords;
use crate::auth::Principal;
use crate::auth::second_factor;
use crate::auth::session;
use crate::auth::throttle::Attempt;
use crate::auth::throttle::FactorAttempt;
use crate::hub::Clock;
use crate::people::PeopleError;
use crate::secrets::KeyRing;
use crate::store::Store;

/// A proof is fresh for so long.
pub const FRESH_FOR_S: i64 = 10 * 60;

/// Goes on only for whoever has lately proved who they are.
///
/// # Errors
/// [`AuthError::NeedsProof`] with what proves it.
pub fn require_recent_proof(principal: &Principal, now: UnixMs) -> Result<(), AuthError> {
    if now.seconds_since(principal.proved_at()) < FRESH_FOR_S {
        return Ok(());
    }
    Err(AuthError::NeedsProof(principal.proves_by()))
}

/// Takes the proof and notes it in the request's session. Throttled as a sign-in is.
///
/// # Errors
/// [`PeopleError::Forbidden`] for who signs in at a company's provider and proves it there;
/// [`PeopleError::Invalid`], `Required` or `Wrong`, for the field of [`field`]; [`PeopleError::TooMany`].
#[allow(clippy::too_many_arguments, reason = "who, from where, what is typed and what checks it are all needed")]
pub async fn prove(
    store: &Store,
    passwords: &Passwords,
    keys: &KeyRing,
    clock: &Clock,
    principal: &Principal,
    request: &Session,
    remote: IpAddr,
    typed: SecretString,
) -> Result<(), PeopleError> {
    let by = principal.proves_by();
    if by != ProofBy::Provider && typed.expose_secret().trim().is_empty() {
        return Err(PeopleError::invalid(field(by), Problem::Required));
    }
    match by {
        // It is proved there and not here; `single_sign_on` begins a session anew.
        ProofBy::Provider => return Err(PeopleError::Forbidden),
        ProofBy::Code => code(store, keys, clock, principal, remote, typed.expose_secret()).await?,
        ProofBy::Password => password(store, passwords, clock, principal, remote, typed).await?,
    }
    Ok(session::note_proof(request, clock.now()).await?)
}

/// The field into which it is typed.
pub const fn field(by: ProofBy) -> Field {
    match by {
        ProofBy::Code | ProofBy::Provider => Field::Code,
        ProofBy::Password => Field::CurrentPassword,
    }
}

/// Checks and takes a code of the person's second factor.
pub(crate) async fn code(
    store: &Store,
    keys: &KeyRing,
    clock: &Clock,
    principal: &Principal,
    remote: IpAddr,
    typed: &str,
) -> Result<(), PeopleError> {
    let attempt = FactorAttempt::new(principal.user_id(), remote);
    if let Some(retry_after_s) = attempt.count(store, clock.now()).await? {
        return Err(PeopleError::TooMany { retry_after_s });
    }
    if second_factor::take(store, keys, clock, principal.user_id(), typed, remote).await?.is_none() {
        return Err(PeopleError::invalid(Field::Code, Problem::Wrong));
    }
    Ok(attempt.was_good(store).await?)
}

/// Checks the person's password.
pub(crate) async fn password(
    store: &Store,
    passwords: &Passwords,
    clock: &Clock,
    principal: &Principal,
    remote: IpAddr,
    typed: SecretString,
) -> Result<(), PeopleError> {
    let (attempt, now) = (Attempt::new(principal.email(), remote), clock.now());
    let verdict = attempt.count(store, now).await?;
    if let Some(retry_after_s) = attempt.wait_s(store, verdict, now).await? {
        return Err(PeopleError::TooMany { retry_after_s });
    }
    let credentials = store.credentials(principal.email()).await?.ok_or(PeopleError::Forbidden)?;
    if credentials.is_disabled || !passwords.verify(typed, Some(credentials.password_hash)).await {
        return Err(PeopleError::invalid(Field::CurrentPassword, Problem::Wrong));
    }
    Ok(attempt.was_good(store).await?)
}
