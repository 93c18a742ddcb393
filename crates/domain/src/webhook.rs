//! What was told to places outside, as their admins read it. Never an address's answer, and never the secret.

use serde::Deserialize;
use serde::Serialize;

use crate::id::DeliveryId;
use crate::id::WebhookId;
use crate::time::UnixMs;

/// Why a message was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// No connection, or no answer in time.
    Unreachable,
    /// The answer was not a success; a redirect is none.
    Refused,
    /// The address may not be asked.
    NotAllowed,
    /// The secret cannot be opened any more.
    SecretLost,
}

impl Failure {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Unreachable, Self::Refused, Self::NotAllowed, Self::SecretLost];

    /// The word in the store.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Refused => "refused",
            Self::NotAllowed => "not_allowed",
            Self::SecretLost => "secret_lost",
        }
    }

    /// The failure whose word this is.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|failure| failure.slug() == slug)
    }
}

/// A place outside, as its admins see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookView {
    /// Identity.
    pub id: WebhookId,
    /// What people call it.
    pub name: String,
    /// Where it is.
    pub url: String,
    /// Who added it.
    pub added_by: String,
    /// When.
    pub added_at: UnixMs,
}

/// One message to one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Identity.
    pub id: DeliveryId,
    /// The webhook's name.
    pub webhook: String,
    /// What it tells of, in the word of the message.
    pub event: String,
    /// When it was made.
    pub made_at: UnixMs,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was tried last.
    pub tried_at: Option<UnixMs>,
    /// When it is tried next; never when it was taken or given up.
    pub next_try_at: Option<UnixMs>,
    /// The status of the last answer.
    pub status: Option<u16>,
    /// Why the last try failed.
    pub failure: Option<Failure>,
    /// When it was taken.
    pub delivered_at: Option<UnixMs>,
}
