//! The settings of a TEL4VN connection.

use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use serde::Deserialize;
use serde::Serialize;

/// What the connection's secret is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tel4vnAuth {
    /// A bearer token that does not change.
    #[default]
    Static,
    /// An API key that version 1 turns into tokens.
    V1,
    /// An API key that version 3 turns into tokens.
    V3,
}

/// How to speak to this TEL4VN account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tel4vnConfig {
    /// What the secret is.
    pub auth: Tel4vnAuth,
    /// Path of the monitor; versions drift (decision T13).
    pub path: String,
}

impl Default for Tel4vnConfig {
    fn default() -> Self {
        Self { auth: Tel4vnAuth::default(), path: "/v1/monitor/agent".to_owned() }
    }
}

impl Tel4vnConfig {
    /// The settings, if they can work.
    pub(crate) fn checked(self) -> Result<Self, FieldError> {
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "/-_.~".contains(letter);
        if self.path.starts_with('/') && self.path.len() > 1 && self.path.chars().all(plain) {
            Ok(self)
        } else {
            Err(FieldError::new(Field::Path, Problem::NotAPath))
        }
    }
}
