//! Who somebody is and what they may do: passwords, sessions, the principal of a request, and the table of what each
//! role may open.
//!
//! Authority always comes from the session. An address names a tenant; it never grants one.

mod client_address;
pub(crate) mod digest;
pub mod display;
pub mod password;
pub mod policy;
pub mod principal;
pub mod proof;
pub mod second_factor;
pub mod session;
pub mod sign_in;
pub(crate) mod throttle;

pub use client_address::ClientAddress;
pub use display::DisplayCtx;
pub use password::PasswordRule;
pub use password::Passwords;
pub use principal::Principal;
pub use principal::TenantCtx;
pub use session::SessionHash;
pub use session::Sessions;
pub use sign_in::FirstStep;
pub use sign_in::SignInError;
pub use sign_in::SignedIn;

use domain::proof::ProofBy;

use crate::store::StoreError;

/// A request that may not go on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthError {
    /// Sign in first.
    #[error("nobody is signed in")]
    SignedOut,
    /// There is no such thing for this person: missing and foreign are the same.
    #[error("not found")]
    NotFound,
    /// It is there, and this role may not open it.
    #[error("not allowed for this role")]
    Forbidden,
    /// The company asks everybody for a second factor, and this person has none yet.
    #[error("a second factor is needed")]
    NeedsSecondFactor,
    /// The company lets people in only through its own identity provider, and this session did not come from there.
    #[error("sign in at the company's provider")]
    NeedsSingleSignOn,
    /// The last proof of who it is lies too long back for this.
    #[error("a fresh proof is needed")]
    NeedsProof(ProofBy),
    /// It cannot be decided now; try again. Nobody is signed out by it.
    #[error("the session cannot be checked: {0}")]
    Unavailable(StoreError),
}

impl From<StoreError> for AuthError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound,
            StoreError::Conflict | StoreError::Unavailable(_) | StoreError::Corrupt { .. } => Self::Unavailable(error),
        }
    }
}
