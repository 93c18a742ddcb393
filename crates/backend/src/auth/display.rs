//! The session of a screen on a wall: a token of its own in a cookie of its own, apart from people's sessions, so that
//! pairing a second monitor signs nobody out. It opens what a display may see and names no action: everything that acts
//! asks for a `TenantCtx`, which only a person has.
//!
//! A token is replaced every week. The one before is good until its successor has been seen, and the successor is made
//! from it and a stored salt: an answer that is lost, late or doubled leaves the device with the same new token.

mod token;

use domain::audience::Audience;
use domain::audience::Numbers;
use domain::audience::Scope;
use domain::audience::ScopeFilter;
use domain::display::DisplayFacts;
use domain::id::DisplayId;
use domain::id::TenantId;
use domain::time::UnixMs;

use crate::auth::AuthError;
use crate::store::Display;
use crate::store::ScreenLooks;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::TokenHolder;

pub use token::DeviceToken;
pub use token::device_cookie;
pub use token::device_token;

/// A display that nobody saw for so long is forgotten; nothing else ends one but the desk.
pub const UNSEEN_S: i64 = 90 * 24 * 3600;
/// A token is replaced when it is older than this.
pub const REPLACE_AFTER_S: i64 = 7 * 24 * 3600;
/// A request that set out with the token before the present one may be so late. It gets nothing, and costs nothing.
const LATE_S: i64 = 15 * 60;

/// A display that makes a request. Nothing but the token of a device that is paired makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisplayCtx {
    tenant_name: String,
    display: Display,
}

impl DisplayCtx {
    /// The display with this token.
    ///
    /// # Errors
    /// [`AuthError::SignedOut`] when no display has it now; [`AuthError::Unavailable`] when the store cannot answer.
    pub async fn of_token(store: &Store, token: &DeviceToken, now: UnixMs) -> Result<Self, AuthError> {
        match find(store, token, now).await? {
            Found::Display { ctx, .. } => Ok(*ctx),
            Found::ShutOut { .. } | Found::Suspended { .. } | Found::Late | Found::Stranger => {
                Err(AuthError::SignedOut)
            }
        }
    }

    /// The same display as the store has it now; none when it was shut out, or nobody is let into its tenant.
    ///
    /// # Errors
    /// When the store cannot answer, which is not a reason to end a stream.
    pub async fn again(&self, store: &Store) -> StoreResult<Option<Self>> {
        let display = store.display(self.tenant_id(), self.id()).await?;
        let tenant = store.tenant(self.tenant_id()).await?;
        let is_open = tenant.is_some_and(|tenant| tenant.suspension.is_none());
        let display = display.filter(|display| is_open && display.revoked_at.is_none());
        Ok(display.map(|display| Self { tenant_name: self.tenant_name.clone(), display }))
    }

    /// Its tenant.
    pub const fn tenant_id(&self) -> TenantId {
        self.display.tenant_id
    }

    /// The name of its tenant.
    pub fn tenant_name(&self) -> &str {
        &self.tenant_name
    }

    /// Which display it is.
    pub const fn id(&self) -> DisplayId {
        self.display.id
    }

    /// What it is told about itself.
    pub const fn facts(&self) -> &DisplayFacts {
        &self.display.facts
    }

    /// Which frames it receives: never a customer's number.
    pub fn audience(&self) -> Audience {
        let scope = self.display.scope.as_ref();
        Audience { scope: scope.map_or(Scope::All, |(id, _)| Scope::Limited(*id)), numbers: Numbers::None }
    }

    /// What it is limited to, if limited.
    pub fn scope_filter(&self) -> Option<&ScopeFilter> {
        self.display.scope.as_ref().map(|(_, filter)| filter)
    }

    /// Notes that it is there, with what it tells of itself.
    ///
    /// # Errors
    /// [`AuthError::SignedOut`] when it was shut out meanwhile; [`AuthError::Unavailable`].
    pub async fn see(
        &self,
        store: &Store,
        version: Option<&str>,
        screen: Option<(u32, u32)>,
        now: UnixMs,
    ) -> Result<(), AuthError> {
        match store.see_display(self.tenant_id(), self.id(), version, screen, now).await {
            Ok(()) => Ok(()),
            Err(StoreError::NotFound) => Err(AuthError::SignedOut),
            Err(error) => Err(error.into()),
        }
    }
}

/// What the document of a screen is made with; nothing is chosen where nobody did, or it is nobody's.
///
/// # Errors
/// When the store cannot answer.
pub async fn looks_of(store: &Store, token: &DeviceToken) -> StoreResult<ScreenLooks> {
    store.looks_of_screen(&token.hash()).await
}

/// Who stands before the wall's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Greeting {
    /// A display, with the token it shall keep from now on where that is another.
    Display {
        /// Which.
        ctx: Box<DisplayCtx>,
        /// Its next token.
        next: Option<DeviceToken>,
    },
    /// A device that was a display until a desk shut it out.
    ShutOut {
        /// Whose desk.
        tenant_name: String,
    },
    /// A display of a tenant that the operator lets nobody into. It stays paired.
    Suspended {
        /// Which tenant.
        tenant_name: String,
        /// Why; may be empty.
        reason: String,
    },
    /// A request that set out before the device had its present token.
    Late,
    /// Any other device.
    Stranger,
}

/// Greets a device where it can be handed a cookie: notes that it is there, and replaces a token that is old.
///
/// # Errors
/// When the store cannot answer.
pub async fn greet(store: &Store, token: &DeviceToken, now: UnixMs) -> StoreResult<Greeting> {
    let (ctx, holder) = match find(store, token, now).await? {
        Found::Display { ctx, holder } => (ctx, holder),
        Found::ShutOut { tenant_name } => return Ok(Greeting::ShutOut { tenant_name }),
        Found::Suspended { tenant_name, reason } => return Ok(Greeting::Suspended { tenant_name, reason }),
        Found::Late => return Ok(Greeting::Late),
        Found::Stranger => return Ok(Greeting::Stranger),
    };
    match ctx.see(store, None, None, now).await {
        Ok(()) => {}
        Err(AuthError::Unavailable(error)) => return Err(error),
        Err(
            AuthError::SignedOut
            | AuthError::NotFound
            | AuthError::Forbidden
            | AuthError::NeedsSecondFactor
            | AuthError::NeedsSingleSignOn
            | AuthError::NeedsProof(_),
        ) => {
            return Ok(Greeting::ShutOut { tenant_name: ctx.tenant_name });
        }
    }
    let next = next_token(store, token, &holder, now).await?;
    Ok(Greeting::Display { ctx, next })
}

enum Found {
    Display { ctx: Box<DisplayCtx>, holder: TokenHolder },
    ShutOut { tenant_name: String },
    Suspended { tenant_name: String, reason: String },
    Late,
    Stranger,
}

async fn find(store: &Store, token: &DeviceToken, now: UnixMs) -> StoreResult<Found> {
    let hash = token.hash();
    let Some(holder) = store.token_holder(&hash).await? else { return Ok(Found::Stranger) };
    if !holder.is_current
        && let Some(dead_at) = holder.previous_dead_at
    {
        return Ok(if now.seconds_since(dead_at) < LATE_S { Found::Late } else { Found::Stranger });
    }
    if holder.is_revoked {
        return Ok(Found::ShutOut { tenant_name: holder.tenant_name });
    }
    if now.seconds_since(holder.last_seen) >= UNSEEN_S {
        return Ok(Found::Stranger);
    }
    if let Some(suspension) = holder.suspension {
        return Ok(Found::Suspended { tenant_name: holder.tenant_name, reason: suspension.reason });
    }
    if holder.is_current && holder.salt.is_some() {
        store.end_previous_token(holder.tenant_id, holder.display_id, &hash, now).await?;
    }
    let Some(display) = store.display(holder.tenant_id, holder.display_id).await? else {
        return Ok(Found::Stranger);
    };
    if display.revoked_at.is_some() {
        return Ok(Found::ShutOut { tenant_name: holder.tenant_name });
    }
    if display.is_program_lost {
        let (id, tenant) = (display.id, display.tenant_id);
        tracing::error!("the program of display {id} of tenant {tenant} cannot be read: the screen shows its layout");
    }
    let ctx = Box::new(DisplayCtx { tenant_name: holder.tenant_name.clone(), display });
    Ok(Found::Display { ctx, holder })
}

/// The token to go on with, where it is another than the one that came.
async fn next_token(
    store: &Store,
    token: &DeviceToken,
    holder: &TokenHolder,
    now: UnixMs,
) -> StoreResult<Option<DeviceToken>> {
    if !holder.is_current {
        return Ok(holder.salt.as_deref().and_then(|salt| token.successor(salt)));
    }
    if now.seconds_since(holder.token_set_at) < REPLACE_AFTER_S {
        return Ok(None);
    }
    let salt = token::fresh_salt();
    let next = token.successor(&salt);
    let Some(next) = next else { return Ok(None) };
    let hashes = (token.hash(), next.hash());
    let is_replaced =
        store.replace_token(holder.tenant_id, holder.display_id, (&hashes.0, &hashes.1), &salt, now).await?;
    if is_replaced {
        return Ok(Some(next));
    }
    // Another request of the device was quicker, and its salt holds for both.
    let holder = store.token_holder(&hashes.0).await?;
    let salt = holder.filter(|holder| !holder.is_current && !holder.is_revoked).and_then(|holder| holder.salt);
    Ok(salt.and_then(|salt| token.successor(&salt)))
}
