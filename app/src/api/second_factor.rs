//! A person's second factor, the code at sign-in, and the fresh proof of who somebody is. The forms are plain ones, answered
//! by `server`; the proof is asked for in a dialog too.

use domain::proof::ProofBy;
use domain::time::UnixMs;
use domain::zone::Zone;
use leptos::prelude::*;
use serde::Deserialize;
use serde::Serialize;

use crate::api::Me;
use crate::api::entry::Draft;
use crate::codec::JsonText;
use crate::error::AppError;

/// What the page of the second factor shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFactorPage {
    /// The person in one of their companies, for the bar; none for who belongs to none.
    pub me: Option<Me>,
    /// How it stands.
    pub standing: FactorStanding,
    /// The companies that ask for one.
    pub needed_by: Vec<String>,
    /// Recovery codes that were just made: shown now and never again.
    pub fresh_codes: FreshCodes,
    /// The reader's zone.
    pub zone: Zone,
    /// The form as it was sent before.
    pub draft: Draft,
}

/// How it stands with the second factor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FactorStanding {
    /// There is none.
    Off,
    /// It is being set up.
    Proposed {
        /// The secret in groups, to be typed.
        secret: String,
        /// The same as a picture for the app's camera.
        picture: QrPicture,
    },
    /// It is asked for.
    On {
        /// Since when.
        since: UnixMs,
        /// How many recovery codes are left.
        recovery_codes: u32,
    },
}

/// A QR code as one outline in a square.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QrPicture {
    /// The square's side with the quiet zone, in modules.
    pub side: u32,
    /// The dark modules, as the path of an SVG.
    pub path: String,
}

/// Recovery codes that the server hands to the page that follows their making; none on every other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreshCodes(pub Vec<String>);

/// What the page asks that stands before a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofForm {
    /// The person in one of their companies, for the bar; none for who belongs to none.
    pub me: Option<Me>,
    /// What proves it.
    pub by: ProofBy,
    /// Whether it was lately proved, so that nothing is asked.
    pub is_fresh: bool,
    /// The file the person was on the way to, if it is one of ours.
    pub file: Option<String>,
    /// The page it is of.
    pub page: Option<String>,
    /// The form as it was sent before.
    pub draft: Draft,
}

/// How it stands with the caller's second factor.
///
/// # Errors
/// [`AppError::SignedOut`].
#[server(name = ReadSecondFactor, endpoint = "second_factor", output = JsonText)]
pub async fn second_factor() -> Result<SecondFactorPage, AppError> {
    crate::ssr::second_factor::page().await
}

/// Whether this browser has shown a password and may now show a code.
///
/// # Errors
/// [`AppError::Unavailable`] when the store cannot answer.
#[server(name = ReadCodeForm, endpoint = "code_form", output = JsonText)]
pub async fn code_form() -> Result<bool, AppError> {
    crate::ssr::second_factor::is_code_awaited().await
}

/// What proves who the caller is, before the file `next`.
///
/// # Errors
/// [`AppError::SignedOut`].
#[server(name = ReadProofForm, endpoint = "proof_form", output = JsonText)]
pub async fn proof_form(#[server(default)] next: String) -> Result<ProofForm, AppError> {
    crate::ssr::second_factor::proof_form(next).await
}

/// Proves who the caller is, by a code or the password.
///
/// # Errors
/// [`AppError::Invalid`] for what was typed; [`AppError::TooSoon`] after too many wrong ones.
#[server(name = Prove, endpoint = "prove", output = JsonText)]
pub async fn prove(#[server(default)] typed: String) -> Result<(), AppError> {
    crate::ssr::second_factor::prove(typed).await
}
