//! What the sign-in page shows before anybody is signed in. Signing in itself is a plain form, answered by `server`.

use leptos::prelude::*;
use serde::Deserialize;
use serde::Serialize;

use crate::codec::JsonText;
use crate::error::AppError;

/// A demo account, shown only by `callboard demo`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoAccount {
    /// Role word.
    pub role: String,
    /// Email.
    pub email: String,
    /// Password; demo accounts have nothing to protect.
    pub password: String,
}

/// What the sign-in page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInForm {
    /// The email typed before a refused try.
    pub email: String,
    /// Demo accounts, in the demo.
    pub demo_accounts: Vec<DemoAccount>,
    /// Whether a link to set a new password can be sent.
    pub sends_mail: bool,
    /// Whether some company's people sign in at its own identity provider.
    pub single_sign_on: bool,
    /// Nobody has set this installation up yet.
    pub first_run: bool,
}

/// What the sign-in page shows to this visitor.
///
/// # Errors
/// [`AppError::Internal`] when the request is not there.
#[server(name = ReadSignInForm, endpoint = "sign_in_form", output = JsonText)]
pub async fn sign_in_form() -> Result<SignInForm, AppError> {
    crate::ssr::sign_in_form().await
}
