//! The settings of an AloHub connection: which door, whose account, which agents. The key itself is not here.

use serde::Deserialize;
use serde::Deserializer;
use serde::Serialize;

use crate::ConnectionSettings;
use crate::ProviderError;

/// Which of AloHub's two doors is used; each has its own path prefix and key header (decision A1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthStyle {
    /// The public gateway: `/v1`, key in `X-Api-Key`.
    #[default]
    Gateway,
    /// The backend behind it: `/api/v1`, key alone in `Authorization`.
    Backend,
}

impl AuthStyle {
    /// What every path begins with.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Gateway => "/v1",
            Self::Backend => "/api/v1",
        }
    }

    /// The one header that carries the key.
    pub const fn key_header(self) -> &'static str {
        match self {
            Self::Gateway => "x-api-key",
            Self::Backend => "authorization",
        }
    }
}

/// How to speak to this AloHub account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AlohubConfig {
    /// Which door.
    pub auth_style: AuthStyle,
    /// AloHub's tenant id, sent as `X-Tenant-ID` where filled in; rows of other tenants are dropped (decision X13).
    #[serde(deserialize_with = "digits_or_number")]
    pub tenant_id: Option<String>,
    /// Another team than the key's own (decision A19).
    #[serde(deserialize_with = "digits_or_number")]
    pub team_id: Option<String>,
    /// Only active (`1`) or only inactive (`0`) accounts.
    #[serde(deserialize_with = "digits_or_number")]
    pub status: Option<String>,
    /// Only the agents of this callin queue.
    #[serde(deserialize_with = "digits_or_number")]
    pub queue_id: Option<String>,
}

impl AlohubConfig {
    /// The tenant whose rows are expected, where the settings tell.
    pub fn expected_tenant(&self) -> Option<&str> {
        self.team_id.as_deref().or(self.tenant_id.as_deref())
    }

    /// The same settings with blanks taken as not filled in.
    ///
    /// # Errors
    /// [`ProviderError::Misconfigured`] naming the field.
    pub(crate) fn checked(self, settings: &ConnectionSettings) -> Result<Self, ProviderError> {
        let path = settings.base_url.trim_end_matches('/');
        if path.ends_with("/v1") || path.ends_with("/api") {
            return Err(ProviderError::misconfigured(
                "base_url",
                "leave out /v1 and /api/v1; they are added according to the kind of access",
            ));
        }
        let status = digits("status", self.status)?;
        if status.as_deref().is_some_and(|status| !matches!(status, "0" | "1")) {
            return Err(ProviderError::misconfigured("status", "use 1 for active, 0 for inactive, or leave it empty"));
        }
        Ok(Self {
            auth_style: self.auth_style,
            tenant_id: digits("tenant_id", self.tenant_id)?,
            team_id: digits("team_id", self.team_id)?,
            status,
            queue_id: digits("queue_id", self.queue_id)?,
        })
    }

    /// The filters that are set, by the names of their fields.
    pub(crate) fn filters(&self) -> Vec<&'static str> {
        [("team_id", &self.team_id), ("status", &self.status), ("queue_id", &self.queue_id)]
            .into_iter()
            .filter_map(|(name, value)| value.as_ref().map(|_| name))
            .collect()
    }
}

/// Digits, or nothing where the field is blank.
fn digits(field: &str, value: Option<String>) -> Result<Option<String>, ProviderError> {
    let Some(value) = value else { return Ok(None) };
    let value = value.trim();
    if value.is_empty() {
        return Ok(None);
    }
    if value.len() > 20 || !value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(ProviderError::misconfigured(field, "use digits only, or leave it empty"));
    }
    Ok(Some(value.to_owned()))
}

/// Settings written by hand may hold a number where a text of digits is meant.
fn digits_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Text(String),
        Number(u64),
    }
    Ok(Option::<Either>::deserialize(deserializer)?.map(|either| match either {
        Either::Text(text) => text,
        Either::Number(number) => number.to_string(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ProviderConfig;

    fn settings(base_url: &str) -> ConnectionSettings {
        ConnectionSettings {
            base_url: base_url.to_owned(),
            zone: None,
            provider: ProviderConfig::Alohub(AlohubConfig::default()),
        }
    }

    #[test]
    fn settings_stored_before_there_were_any_still_load() {
        let old: ConnectionSettings =
            serde_json::from_str(r#"{"base_url":"https://xapi.alohub.vn","provider":"alohub"}"#).unwrap();

        assert_eq!(old, settings("https://xapi.alohub.vn"));
    }

    #[test]
    fn a_number_is_taken_for_its_digits() {
        let config: AlohubConfig =
            serde_json::from_str(r#"{"auth_style":"backend","tenant_id":20260310,"status":1}"#).unwrap();

        assert_eq!(config.auth_style, AuthStyle::Backend);
        assert_eq!(config.tenant_id.as_deref(), Some("20260310"));
        assert_eq!(config.status.as_deref(), Some("1"));
    }

    #[test]
    fn a_wrong_setting_is_named() {
        let cases = [
            (AlohubConfig { tenant_id: Some("acme".to_owned()), ..AlohubConfig::default() }, "tenant_id"),
            (AlohubConfig { team_id: Some("-1".to_owned()), ..AlohubConfig::default() }, "team_id"),
            (AlohubConfig { status: Some("2".to_owned()), ..AlohubConfig::default() }, "status"),
            (AlohubConfig { queue_id: Some("1 2".to_owned()), ..AlohubConfig::default() }, "queue_id"),
        ];
        for (config, wanted) in cases {
            let error = config.checked(&settings("https://xapi.alohub.vn")).unwrap_err();

            assert!(matches!(&error, ProviderError::Misconfigured { field, .. } if field == wanted), "{error}");
        }
        for base_url in ["https://xapi.alohub.vn/v1/", "https://pbx.example/api"] {
            let error = AlohubConfig::default().checked(&settings(base_url)).unwrap_err();

            assert!(matches!(&error, ProviderError::Misconfigured { field, .. } if field == "base_url"), "{error}");
        }
    }

    #[test]
    fn a19_team_id_is_sent_only_when_filled_in_and_then_names_the_expected_tenant() {
        let own = AlohubConfig {
            tenant_id: Some("20260310".to_owned()),
            team_id: Some(" ".to_owned()),
            ..AlohubConfig::default()
        };
        let own = own.checked(&settings("https://xapi.alohub.vn")).unwrap();
        let other = AlohubConfig { team_id: Some("20260311".to_owned()), ..own.clone() };

        assert_eq!(own.team_id, None);
        assert_eq!(own.expected_tenant(), Some("20260310"));
        assert_eq!(other.expected_tenant(), Some("20260311"));
    }
}
