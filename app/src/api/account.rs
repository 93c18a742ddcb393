//! A person's own account. Its forms are plain ones, answered by `server`.

use domain::language::Language;
use domain::role::Role;
use domain::time::UnixMs;
use domain::zone::Zone;
use leptos::prelude::*;
use serde::Deserialize;
use serde::Serialize;

use crate::api::Me;
use crate::api::entry::Draft;
use crate::codec::JsonText;
use crate::error::AppError;

/// What the account page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The name others read.
    pub name: String,
    /// The address with which the person signs in.
    pub email: String,
    /// The person in one of their companies, for the bar; none for who belongs to none.
    pub me: Option<Me>,
    /// Companies: address word, name and part.
    pub companies: Vec<(String, String, Role)>,
    /// What the person is signed in to, last used first.
    pub sessions: Vec<OwnSession>,
    /// The company whose identity provider let the person in; password and second factor are then not theirs to change here.
    pub through: Option<String>,
    /// Whether the account is more than one company's that let the person in, so that nothing of it is changed here.
    pub is_fixed: bool,
    /// Whether a code is asked for beside the password.
    pub has_second_factor: bool,
    /// Whether keys of one character do anything in this browser.
    pub single_keys: bool,
    /// The language that was chosen.
    pub language: Option<Language>,
    /// The name of the zone that was chosen.
    pub own_zone: Option<String>,
    /// The name of the zone that counts where none was chosen: that of the first company.
    pub company_zone: Option<String>,
    /// The zones there are.
    pub zones: Vec<String>,
    /// The reader's zone.
    pub zone: Zone,
    /// The form as it was sent before.
    pub draft: Draft,
}

/// One of a person's own sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnSession {
    /// Its name, which opens nothing.
    pub name: String,
    /// When the person signed in.
    pub first_seen: UnixMs,
    /// When it was last used.
    pub last_seen: UnixMs,
    /// The address at sign-in.
    pub remote: Option<String>,
    /// Browser and system at sign-in, as `Chrome on Windows`.
    pub browser: Option<String>,
    /// The one that looks at the page.
    pub is_current: bool,
}

/// The caller's own account.
///
/// # Errors
/// [`AppError::SignedOut`].
#[server(name = ReadAccount, endpoint = "account", output = JsonText)]
pub async fn account() -> Result<Account, AppError> {
    crate::ssr::account::account().await
}
