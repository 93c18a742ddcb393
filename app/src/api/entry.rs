//! What the pages behind a link show: setting up, joining, setting a new password. The forms themselves are plain ones,
//! answered by `server`, which shows the page again with a [`Draft`] when something is wrong.

use domain::form::Field;
use domain::form::FieldError;
use domain::role::Role;
use leptos::prelude::*;
use serde::Deserialize;
use serde::Serialize;

use crate::codec::JsonText;
use crate::error::AppError;

/// A form as it was sent and not taken: what was typed, passwords excepted, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// What was typed.
    pub values: Vec<(Field, String)>,
    /// What is wrong, field by field.
    pub errors: Vec<FieldError>,
    /// What is wrong with no field.
    pub problem: Option<AppError>,
}

impl Draft {
    /// What was typed into `field`.
    pub fn value(&self, field: Field) -> Option<String> {
        self.values.iter().find(|(of, _)| *of == field).map(|(_, value)| value.clone())
    }
}

/// An invitation, as whoever holds its link sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinForm {
    /// The company's name.
    pub tenant: String,
    /// Whom it is for.
    pub email: String,
    /// As what.
    pub role: Role,
    /// Who invites.
    pub invited_by: String,
    /// How this visitor can join.
    pub guest: Guest,
    /// The form as it was sent before.
    pub draft: Draft,
}

/// Who looks at an invitation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Guest {
    /// Somebody without an account, who makes one.
    New,
    /// Somebody who has an account and is not signed in.
    HasAccount,
    /// The invited person, signed in under this name.
    Invited {
        /// The name.
        name: String,
    },
    /// Somebody who is signed in with another address.
    SomebodyElse {
        /// The address.
        email: String,
    },
}

/// A link to set a password, as whoever holds it sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResetForm {
    /// Whose password it sets.
    pub email: String,
    /// The form as it was sent before.
    pub draft: Draft,
}

/// The set-up form of an installation that nobody has set up.
///
/// # Errors
/// [`AppError::NotFound`] when the link is over.
#[server(name = ReadSetUp, endpoint = "set_up_form", output = JsonText)]
pub async fn set_up_form(token: String) -> Result<Draft, AppError> {
    crate::ssr::entry::set_up_form(token).await
}

/// The invitation of a link.
///
/// # Errors
/// [`AppError::NotFound`] when the link is over.
#[server(name = ReadJoin, endpoint = "join_form", output = JsonText)]
pub async fn join_form(token: String) -> Result<JoinForm, AppError> {
    crate::ssr::entry::join_form(token).await
}

/// Whose password a link sets.
///
/// # Errors
/// [`AppError::NotFound`] when the link is over.
#[server(name = ReadReset, endpoint = "reset_form", output = JsonText)]
pub async fn reset_form(token: String) -> Result<ResetForm, AppError> {
    crate::ssr::entry::reset_form(token).await
}
