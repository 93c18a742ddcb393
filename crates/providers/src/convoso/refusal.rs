//! What an error of Convoso means. The vendor uses the same codes with other meanings in other sections, so the table
//! is keyed by section, and its texts are compared whole and never shown.

use serde_json::Map;
use serde_json::Value;

use super::config::Filters;
use domain::form::Field;
use domain::form::Problem;
use domain::right::Right;

use crate::ProviderError;
use crate::lenient;

/// A refusal by what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// The token is bad.
    Token,
    /// The token lacks the section.
    Section,
    /// No such user (6006).
    User,
    /// Said to be not logged in, or fields are missing (6012): two meanings are published.
    NotLoggedIn,
    /// No such campaign (6026).
    Campaign,
    /// No such queue (6041).
    Queue,
    /// Something else, with its code where it has a short one.
    Other(Option<u32>),
}

/// The section whose table counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Search,
    Logout,
}

impl Refused {
    /// Reads the code, else the text.
    pub(super) fn read(section: Section, body: &Map<String, Value>) -> Self {
        let code = lenient::u32_lenient(body.get("code")).0.filter(|code| !matches!(code, 0 | 200));
        match (section, code) {
            (_, Some(401)) => return Self::Token,
            (_, Some(403)) => return Self::Section,
            (_, Some(6006)) => return Self::User,
            (Section::Logout, Some(6012)) => return Self::NotLoggedIn,
            (Section::Search, Some(6026)) => return Self::Campaign,
            (Section::Search, Some(6041)) => return Self::Queue,
            (Section::Search | Section::Logout, _) => {}
        }
        let text = ["text", "message", "error"].iter().find_map(|name| lenient::text(body.get(*name)));
        match text.map(|text| text.to_lowercase()).as_deref() {
            Some("invalid authentication token") => Self::Token,
            Some("forbidden" | "token is invalid for the office") => Self::Section,
            Some("user not found" | "missing or invalid user") => Self::User,
            Some("user is not logged in") if section == Section::Logout => Self::NotLoggedIn,
            Some("campaign not found" | "invalid campaign id") => Self::Campaign,
            Some("queue not found" | "invalid queue id") => Self::Queue,
            Some(_) | None => Self::Other(code.filter(|code| *code <= 9999)),
        }
    }

    /// The documented code, for the audit.
    pub(super) fn code(self) -> Option<String> {
        match self {
            Self::Token => None,
            Self::Section => Some(403),
            Self::User => Some(6006),
            Self::NotLoggedIn => Some(6012),
            Self::Campaign => Some(6026),
            Self::Queue => Some(6041),
            Self::Other(code) => code,
        }
        .map(|code| code.to_string())
    }

    /// The refusal of a search as an error; where a filter of the connection is at fault, it names that filter.
    pub(super) fn into_error(self, filters: &Filters) -> ProviderError {
        let filter = |set: bool, field: Field, what: &str| {
            if set {
                ProviderError::misconfigured(field, Problem::UnknownThere)
            } else {
                ProviderError::Refused { code: self.code(), reason: format!("no such {what}") }
            }
        };
        match self {
            Self::Token => ProviderError::AuthFailed,
            Self::Section => ProviderError::Forbidden { right: Right::AgentMonitor },
            Self::User => filter(filters.user_id.is_some(), Field::UserId, "agent"),
            Self::Campaign => filter(filters.campaign_id.is_some(), Field::CampaignId, "campaign"),
            Self::Queue => filter(filters.queue_id.is_some(), Field::QueueId, "queue"),
            Self::NotLoggedIn | Self::Other(_) => ProviderError::Refused {
                code: self.code(),
                reason: "Convoso answered with an error that its documents do not list here".to_owned(),
            },
        }
    }
}
