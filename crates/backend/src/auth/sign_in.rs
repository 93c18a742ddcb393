//! Signing in: one answer for an unknown address, a wrong password, a waiting account and a barred person, after the
//! same work. What becomes of the session is `session`'s.

use std::net::IpAddr;

use domain::id::UserId;
use domain::time::UnixMs;
use secrecy::SecretString;

use crate::auth::Passwords;
use crate::auth::second_factor;
use crate::auth::throttle::Attempt;
use crate::auth::throttle::FORGET_AFTER_S;
use crate::auth::throttle::Verdict;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::normal_email;

/// Longer addresses do not exist.
const LONGEST_EMAIL: usize = 254;

/// Somebody proved who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Who.
    pub user_id: UserId,
    /// The epoch that the session is bound to.
    pub auth_epoch: i64,
    /// When.
    pub at: UnixMs,
}

/// What a good password leads to.
#[derive(Clone, Debug)]
pub enum FirstStep {
    /// A session: the person has no second factor.
    SignedIn(SignedIn),
    /// A code, asked for at [`second_factor::finish`](crate::auth::second_factor::finish): the token opens nothing else.
    CodeNeeded(SecretString),
}

/// Nobody was signed in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// Check address and password, or wait; which of it, is not told.
    #[error("refused")]
    Refused,
    /// It could not be checked; try again.
    #[error("sign-in cannot be checked: {0}")]
    Unavailable(#[from] StoreError),
}

/// Checks an address and a password. Whoever has a second factor is not signed in by it.
///
/// # Errors
/// [`SignInError::Refused`], the same for every reason; [`SignInError::Unavailable`] when the store cannot answer.
pub async fn sign_in(
    store: &Store,
    passwords: &Passwords,
    email: &str,
    password: SecretString,
    remote: IpAddr,
    now: UnixMs,
) -> Result<FirstStep, SignInError> {
    let email = normal_email(email);
    let attempt = Attempt::new(&email, remote);
    let verdict = attempt.count(store, now).await?;
    if verdict == Verdict::AddressWaits {
        // Whoever sends so many knows it; a hash for each would only tire this server.
        return Err(SignInError::Refused);
    }
    let credentials = if email.len() > LONGEST_EMAIL { None } else { store.credentials(&email).await? };
    let hash = credentials.as_ref().map(|credentials| credentials.password_hash.clone());
    let fits = passwords.verify(password, hash).await;
    let Some(credentials) = credentials else {
        return Err(SignInError::Refused);
    };
    if !fits || credentials.is_disabled || verdict == Verdict::AccountWaits {
        return Err(SignInError::Refused);
    }
    attempt.was_good(store).await?;
    let signed_in = SignedIn { user_id: credentials.user_id, auth_epoch: credentials.auth_epoch, at: now };
    Ok(second_factor::first_step(store, signed_in).await?)
}

/// Removes counters, sessions and links that are over; to be called now and then.
///
/// # Errors
/// When the store cannot answer.
pub async fn purge(store: &Store, now: UnixMs) -> Result<(), StoreError> {
    store.purge_attempts(now.plus_s(-FORGET_AFTER_S)).await?;
    store.purge_sessions(now).await?;
    store.purge_links(now).await?;
    store.purge_half_sign_ins(now).await?;
    store.purge_sign_on_tries(now).await?;
    Ok(())
}
