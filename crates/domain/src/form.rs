//! What can be wrong with what somebody typed: which field, and what to do about it. Closed sets, so that every sentence
//! a person reads about a field exists in both languages. Checking is done by whoever owns the field.

use serde::Deserialize;
use serde::Serialize;

/// A field of a form, by the name it has on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// A person's address.
    Email,
    /// The name others read: of a person, a tenant, a connection or a display.
    Name,
    /// A password to be set.
    Password,
    /// The password that holds now.
    CurrentPassword,
    /// The word of a tenant in its addresses.
    Slug,
    /// A person's part in a tenant.
    Role,
    /// What a person or display is limited to.
    Scope,
    /// A pairing code.
    Code,
    /// Where a display hangs.
    Place,
    /// What a display shows.
    Layout,
    /// Where a provider is.
    BaseUrl,
    /// A provider's key or password.
    Secret,
    /// The zone of a provider's naive times.
    Zone,
    /// A provider's API user.
    User,
    /// The name under which VICIdial records our requests.
    Source,
    /// Path of a provider's interface below its base URL.
    Path,
    /// How agents are read.
    Mode,
    /// The agents that are read.
    Agents,
    /// The in-groups whose figures are read.
    InGroups,
    /// How parameters travel.
    Method,
    /// What the secret is (TEL4VN).
    Auth,
    /// Where the token goes (Convoso).
    TokenIn,
    /// Only agents of a campaign (Convoso).
    CampaignId,
    /// Only agents of a queue.
    QueueId,
    /// Only this agent (Convoso).
    UserId,
    /// Only agents with these skills (Convoso).
    Skills,
    /// Which of the two doors (AloHub).
    AuthStyle,
    /// The provider's own tenant (AloHub).
    TenantId,
    /// Another team than the key's own (AloHub).
    TeamId,
    /// Only active or inactive accounts (AloHub).
    Status,
    /// Requests a minute that the admin allows.
    Budget,
    /// The state for a provider's word.
    StateMap,
    /// The certificate authorities of the machine.
    Certificates,
}

/// What is wrong with a field, by what the person can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "problem")]
pub enum Problem {
    /// Fill it in.
    Required,
    /// Shorten it.
    TooLong {
        /// Characters that fit.
        most: u32,
    },
    /// Lengthen it.
    TooShort {
        /// Characters it needs.
        least: u32,
    },
    /// It is no e-mail address.
    NotAnEmail,
    /// Somebody or something has it already.
    Taken,
    /// Small letters, digits and hyphens only.
    NotASlug,
    /// Choose one that is not on every list of guesses.
    Guessable,
    /// It does not fit what is kept.
    Wrong,
    /// Choose one that is offered.
    NotOffered,
    /// It is over; ask for a new one.
    Expired,
}

/// One field and what is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{field:?}: {problem:?}")]
pub struct FieldError {
    /// Which field.
    pub field: Field,
    /// What is wrong.
    pub problem: Problem,
}

impl FieldError {
    /// What is wrong with a field.
    pub const fn new(field: Field, problem: Problem) -> Self {
        Self { field, problem }
    }
}
