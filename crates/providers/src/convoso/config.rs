//! The settings of a Convoso connection.

use serde::Deserialize;
use serde::Serialize;

/// Where the token goes (decision C2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenPlace {
    /// In the query, as the document shows.
    #[default]
    Query,
    /// In the form, which no log of an address can hold.
    Body,
}

/// How to speak to this Convoso account. The filters limit what the connection covers; empty ones are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConvosoConfig {
    /// Where the token goes.
    pub token_in: TokenPlace,
    /// Agents of this campaign only.
    pub campaign_id: Option<String>,
    /// Agents of this queue only; its figures are shown then.
    pub queue_id: Option<String>,
    /// This agent only.
    pub user_id: Option<String>,
    /// Agents with these skills only, separated by commas.
    pub skills: Option<String>,
}

/// The filters by the provider's names, blanks left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filters {
    pub(super) campaign_id: Option<String>,
    pub(super) queue_id: Option<String>,
    pub(super) user_id: Option<String>,
    pub(super) skills: Option<String>,
}

impl Filters {
    pub(super) fn of(config: &ConvosoConfig) -> Self {
        let filled =
            |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        // The vendor's lists have commas and no spaces.
        let list = |text: &Option<String>| {
            filled(text).map(|text| {
                text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(",")
            })
        };
        Self {
            campaign_id: list(&config.campaign_id),
            queue_id: list(&config.queue_id),
            user_id: list(&config.user_id),
            skills: list(&config.skills),
        }
    }

    /// The filter on one agent alone; whether filters combine by "and" or "or" is not documented (decision C9).
    pub(super) fn agent(external_id: &str) -> Self {
        Self { user_id: Some(external_id.to_owned()), ..Self::default() }
    }

    pub(super) fn pairs(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("campaign_id", &self.campaign_id),
            ("queue_id", &self.queue_id),
            ("user_id", &self.user_id),
            ("filter_by_skill_options", &self.skills),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.as_deref()?)))
    }

    /// The one queue the connection covers, if it is one.
    pub(super) fn queue(&self) -> Option<&str> {
        self.queue_id.as_deref().filter(|id| !id.contains(','))
    }

    /// The one campaign the connection covers, if it is one.
    pub(super) fn campaign(&self) -> Option<&str> {
        self.campaign_id.as_deref().filter(|id| !id.contains(','))
    }
}
