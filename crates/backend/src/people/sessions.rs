//! What a person is signed in to, as lists show it, and ending it. A list holds names of sessions that open nothing.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use domain::audit::Deed;
use domain::audit::Matter;
use domain::id::UserId;
use domain::time::UnixMs;
use tower_sessions::Session;

use super::PeopleError;
use super::account::actor;
use super::resets::tenants_of;
use crate::audit::Entry;
use crate::audit::recorded_in_each;
use crate::auth::Principal;
use crate::auth::SessionHash;
use crate::hub::Clock;
use crate::store::Store;
use crate::store::StoreError;

/// Sixty-four bits tell one person's sessions apart.
const NAME_LENGTH: usize = 16;

/// Names a session among those of one person: the beginning of a hash, which opens nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SessionName(String);

impl SessionName {
    fn of_family(family: &str) -> Self {
        Self(family.chars().take(NAME_LENGTH).collect())
    }
}

impl fmt::Display for SessionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text names no session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no name of a session")]
pub struct NoSessionName;

impl FromStr for SessionName {
    type Err = NoSessionName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_name = text.len() == NAME_LENGTH && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_name { Ok(Self(text.to_ascii_lowercase())) } else { Err(NoSessionName) }
    }
}

/// Something a person is signed in to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionInfo {
    /// Its name.
    pub name: SessionName,
    /// When the person signed in.
    pub first_seen: UnixMs,
    /// When it was last used.
    pub last_seen: UnixMs,
    /// The address at sign-in.
    pub remote: Option<String>,
    /// Browser and system at sign-in, as `Chrome on Windows`.
    pub browser: Option<String>,
    /// The session of the request that asks.
    pub is_current: bool,
}

/// What a person is signed in to, last used first. `request` is the session that asks, where it is the person's own.
///
/// # Errors
/// When the store cannot answer.
pub async fn sessions_of(
    store: &Store,
    user: UserId,
    request: Option<&Session>,
    now: UnixMs,
) -> Result<Vec<SessionInfo>, StoreError> {
    let current = match request {
        Some(request) => current_family(store, request, now).await?,
        None => None,
    };
    let sign_ins = store.sign_ins_of(user, now).await?;
    let info = |sign_in: crate::store::SignIn| SessionInfo {
        name: SessionName::of_family(&sign_in.family),
        first_seen: sign_in.first_seen,
        last_seen: sign_in.last_seen,
        remote: sign_in.remote_addr,
        browser: sign_in.browser,
        is_current: current.as_deref() == Some(sign_in.family.as_str()),
    };
    Ok(sign_ins.into_iter().map(info).collect())
}

/// Ends one of a person's sessions. Whether the caller may, and writing it down, is the caller's.
///
/// # Errors
/// [`StoreError::NotFound`] when the person has no such session.
pub async fn revoke(store: &Store, user: UserId, name: &SessionName, now: UnixMs) -> Result<(), StoreError> {
    store.revoke_sign_in(user, &name.0, now).await
}

/// Ends one of the caller's own sessions.
///
/// # Errors
/// [`PeopleError::NotFound`] when the caller has no such session.
pub async fn revoke_own(
    store: &Store,
    clock: &Clock,
    principal: &Principal,
    remote: Option<IpAddr>,
    name: &SessionName,
) -> Result<(), PeopleError> {
    let user = principal.user_id();
    let deed = async { Ok::<_, PeopleError>(revoke(store, user, name, clock.now()).await?) };
    recorded_own(store, clock, principal, remote, deed).await
}

/// Ends all of the caller's sessions but the one that asks.
///
/// # Errors
/// [`PeopleError::Forbidden`] when the request has no session that is alive.
pub async fn revoke_others(
    store: &Store,
    clock: &Clock,
    principal: &Principal,
    request: &Session,
    remote: Option<IpAddr>,
) -> Result<(), PeopleError> {
    let family = current_family(store, request, clock.now()).await?.ok_or(PeopleError::Forbidden)?;
    let user = principal.user_id();
    let deed = async { Ok::<_, PeopleError>(store.revoke_other_sign_ins(user, &family, clock.now()).await?) };
    recorded_own(store, clock, principal, remote, deed).await
}

async fn recorded_own(
    store: &Store,
    clock: &Clock,
    principal: &Principal,
    remote: Option<IpAddr>,
    deed: impl Future<Output = Result<(), PeopleError>>,
) -> Result<(), PeopleError> {
    if !principal.owns_account() {
        return Err(PeopleError::Forbidden);
    }
    let tenants = tenants_of(store, principal.user_id()).await?;
    let entry = Entry::new(Deed::RevokeSession, Matter::about(principal.email()));
    recorded_in_each(store, clock, &tenants, &actor(principal, remote), entry, deed).await
}

/// The family of the session that asks, if it is alive.
pub(super) async fn current_family(
    store: &Store,
    request: &Session,
    now: UnixMs,
) -> Result<Option<String>, StoreError> {
    let Some(hash) = SessionHash::of_session(request) else { return Ok(None) };
    Ok(store.live_session(&hash.0, now).await?.map(|row| row.family))
}
