//! Sessions of people: what tower-sessions asks of a store, and the few steps a request takes with one.
//!
//! Nothing is stored before somebody signs in. Only the hash of an identifier is stored. Thirty idle minutes and twelve
//! hours in all are enforced here, whatever the cookie says. What a session may open is decided elsewhere.

mod origin;
mod tower_store;

use std::fmt;

use domain::id::TenantId;
use domain::id::UserId;
use domain::time::UnixMs;
use serde::Deserialize;
use serde::Serialize;
use tower_sessions::Expiry;
use tower_sessions::Session;
use tower_sessions::SessionManagerLayer;
use tower_sessions::cookie::SameSite;
use tower_sessions::session;
use tower_sessions::session::Id;
use tower_sessions::session_store;

use crate::auth::AuthError;
use crate::auth::SignedIn;
use crate::auth::digest::sha256_hex;
use crate::hub::Clock;
use crate::store::Store;
use crate::store::StoreError;

pub use origin::Origin;

/// A person's session ends after so long without a request or an open page.
pub const IDLE_S: i64 = 30 * 60;
/// A person's session ends after so long in any case.
pub const ABSOLUTE_S: i64 = 12 * 3600;
/// Being used is written down at most so often.
const TOUCH_EVERY_S: i64 = 60;

/// The cookie over https, and over http on the machine itself.
pub const SECURE_COOKIE: &str = "__Host-callboard";
/// The cookie where the operator insists on http.
pub const INSECURE_COOKIE: &str = "callboard";

/// What a sign-out answers besides: browsers ignore the layer's own removal, which lacks what a `__Host-` cookie needs.
pub const fn removal_cookie(secure: bool) -> &'static str {
    if secure {
        "__Host-callboard=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0"
    } else {
        "callboard=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"
    }
}

/// Under which name a session holds its person.
pub(crate) const PERSON: &str = "person";
/// Under which name a session holds from where its person signed in.
pub(crate) const ORIGIN: &str = "origin";

/// Who is signed in, as the session holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SessionPerson {
    pub(crate) user_id: UserId,
    pub(crate) auth_epoch: i64,
    pub(crate) signed_in_at: UnixMs,
    /// When the person last proved who they are; none is at sign-in.
    #[serde(default)]
    pub(crate) proved_at: Option<UnixMs>,
    /// The company whose identity provider let the person in: the session opens nothing else.
    #[serde(default)]
    pub(crate) confined_to: Option<TenantId>,
}

/// The hash under which a session is kept; safe to hold on to for as long as a stream is open.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SessionHash(pub(crate) String);

impl SessionHash {
    pub(crate) fn of(id: &Id) -> Self {
        Self(sha256_hex(id.0.to_le_bytes()))
    }

    /// The hash of the request's session, if the request brought one.
    pub fn of_session(session: &Session) -> Option<Self> {
        session.id().as_ref().map(Self::of)
    }
}

/// The sessions of this installation.
#[derive(Clone)]
pub struct Sessions {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sessions").field("store", &self.store).finish_non_exhaustive()
    }
}

impl Sessions {
    /// Sessions in `store`, by this clock.
    pub fn new(store: Store, clock: Clock) -> Self {
        Self { store, clock }
    }

    /// Whether the session would still open a page: not over, not revoked, its person not barred.
    ///
    /// # Errors
    /// When the store cannot answer, which is not a reason to end a stream.
    pub async fn is_live(&self, hash: &SessionHash) -> Result<bool, StoreError> {
        Ok(self.store.live_session(&hash.0, self.clock.now()).await?.is_some())
    }

    /// Keeps the session from ending idle; for open pages, which send no requests of their own.
    ///
    /// # Errors
    /// When the store cannot answer.
    pub async fn touch(&self, hash: &SessionHash) -> Result<(), StoreError> {
        let now = self.clock.now();
        self.store.touch_session(&hash.0, now.plus_s(IDLE_S), now).await
    }

    /// Gives the request's session a fresh identifier if its person may open something else than when the present one
    /// was given. To be called for pages, whose answer takes the identifier to the browser. Of several requests at once
    /// one does it; the others go on with what they brought, which opens for a moment longer.
    ///
    /// # Errors
    /// [`AuthError::SignedOut`] when the session was revoked meanwhile, [`AuthError::Unavailable`] when the store cannot
    /// answer.
    pub async fn renew_if_changed(&self, session: &Session) -> Result<(), AuthError> {
        let Some(hash) = SessionHash::of_session(session) else { return Ok(()) };
        if !self.store.session_is_behind(&hash.0).await? || !self.store.claim_renewal(&hash.0, self.clock.now()).await?
        {
            return Ok(());
        }
        let renewed = match session.cycle_id().await {
            Ok(()) => session.save().await,
            Err(error) => Err(error),
        };
        match renewed {
            Ok(()) => Ok(()),
            Err(session::Error::Store(session_store::Error::Backend(text))) if text == tower_store::NOT_ALIVE => {
                session.clear().await;
                Err(AuthError::SignedOut)
            }
            Err(error) => Err(unavailable(error)),
        }
    }

    /// Ends one sign-in; no request in flight brings it back.
    ///
    /// # Errors
    /// When the store cannot answer.
    pub async fn revoke(&self, hash: &SessionHash) -> Result<(), StoreError> {
        self.store.revoke_session(&hash.0, self.clock.now()).await
    }

    /// Ends everything a person is signed in to.
    ///
    /// # Errors
    /// When the store cannot answer.
    pub async fn revoke_all(&self, user: UserId) -> Result<(), StoreError> {
        self.store.revoke_sessions_of(user, self.clock.now()).await
    }

    /// Ends the request's own session and lets its cookie be removed.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`] when the store cannot answer; the person is then still signed in.
    pub async fn sign_out(&self, session: &Session) -> Result<(), AuthError> {
        if let Some(hash) = SessionHash::of_session(session) {
            self.revoke(&hash).await?;
        }
        // Reads the session again, so that this request too finds it gone and the cookie is taken away.
        session.load().await.map_err(unavailable)?;
        person(session).await?;
        Ok(())
    }

    /// The layer that gives each request its session. `secure` is false only where the operator insists on http.
    pub fn layer(self, secure: bool) -> SessionManagerLayer<Self> {
        SessionManagerLayer::new(self)
            .with_name(if secure { SECURE_COOKIE } else { INSECURE_COOKIE })
            .with_secure(secure)
            .with_http_only(true)
            .with_same_site(SameSite::Strict)
            .with_path("/")
            // The cookie ends with the browser; the true ends are kept here.
            .with_expiry(Expiry::OnSessionEnd)
    }
}

/// Makes the request's session that of the person who has just signed in, under a fresh identifier.
///
/// # Errors
/// [`AuthError::SignedOut`] when the person was barred or signed out everywhere in the meantime,
/// [`AuthError::Unavailable`] when the store cannot answer.
pub async fn begin(session: &Session, signed_in: &SignedIn) -> Result<(), AuthError> {
    begin_from(session, signed_in, &Origin::default()).await
}

/// As [`begin`], and keeps from where it was, for the person to recognise.
///
/// # Errors
/// As [`begin`].
pub async fn begin_from(session: &Session, signed_in: &SignedIn, origin: &Origin) -> Result<(), AuthError> {
    begin_proved(session, signed_in, origin, None, None).await
}

/// As [`begin_from`], for who was let in by the identity provider of `tenant`: the session opens nothing else. `proved_at` is
/// when the person last proved there who they are; a provider that does not say has proved nothing.
///
/// # Errors
/// As [`begin`].
pub async fn begin_confined(
    session: &Session,
    signed_in: &SignedIn,
    origin: &Origin,
    tenant: TenantId,
    proved_at: Option<UnixMs>,
) -> Result<(), AuthError> {
    begin_proved(session, signed_in, origin, Some(proved_at.unwrap_or(UnixMs(0))), Some(tenant)).await
}

/// As [`begin_from`], for a session that follows one in which the person last proved at `proved_at` who they are.
pub(crate) async fn begin_proved(
    session: &Session,
    signed_in: &SignedIn,
    origin: &Origin,
    proved_at: Option<UnixMs>,
    confined_to: Option<TenantId>,
) -> Result<(), AuthError> {
    // A session that is already somebody's is left behind, with everything it held.
    if person(session).await?.is_some() || session.id().is_some() {
        session.flush().await.map_err(unavailable)?;
    }
    session.clear().await;
    let person = SessionPerson {
        user_id: signed_in.user_id,
        auth_epoch: signed_in.auth_epoch,
        signed_in_at: signed_in.at,
        proved_at,
        confined_to,
    };
    session.insert(PERSON, person).await.map_err(unavailable)?;
    session.insert(ORIGIN, origin).await.map_err(unavailable)?;
    saved(session).await
}

/// Notes in the request's session that its person has just proved who they are.
///
/// # Errors
/// [`AuthError::SignedOut`] when the session is not alive any more, [`AuthError::Unavailable`] when the store cannot answer.
pub(crate) async fn note_proof(session: &Session, now: UnixMs) -> Result<(), AuthError> {
    let person = person(session).await?.ok_or(AuthError::SignedOut)?;
    session.insert(PERSON, SessionPerson { proved_at: Some(now), ..person }).await.map_err(unavailable)?;
    saved(session).await
}

async fn saved(session: &Session) -> Result<(), AuthError> {
    match session.save().await {
        Ok(()) => Ok(()),
        Err(session::Error::Store(session_store::Error::Backend(text))) if text == tower_store::NOT_ALIVE => {
            session.clear().await;
            Err(AuthError::SignedOut)
        }
        Err(error) => Err(unavailable(error)),
    }
}

/// Gives the request's session a fresh identifier; for when what it may do has changed.
///
/// # Errors
/// [`AuthError::Unavailable`] when the session was revoked meanwhile or the store cannot answer.
pub async fn rotate(session: &Session) -> Result<(), AuthError> {
    session.cycle_id().await.map_err(unavailable)?;
    session.save().await.map_err(unavailable)
}

/// From where the person of the request's session signed in.
pub(crate) async fn origin(session: &Session) -> Result<Origin, AuthError> {
    Ok(session.get(ORIGIN).await.map_err(unavailable)?.unwrap_or_default())
}

/// Who is signed in, by the request's session.
pub(crate) async fn person(session: &Session) -> Result<Option<SessionPerson>, AuthError> {
    session.get(PERSON).await.map_err(unavailable)
}

fn unavailable(error: session::Error) -> AuthError {
    AuthError::Unavailable(match error {
        session::Error::SerdeJson(_) => StoreError::corrupt("session"),
        session::Error::Store(session_store::Error::Encode(_) | session_store::Error::Decode(_)) => {
            StoreError::corrupt("session")
        }
        session::Error::Store(session_store::Error::Backend(_)) => StoreError::Unavailable(crate::store::Cause::Other),
    })
}
