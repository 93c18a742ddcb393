//! The settings of an AloHub connection: which door, whose account, which agents. The key itself is not here.

use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use serde::Deserialize;
use serde::Deserializer;
use serde::Serialize;

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
    /// Every field that cannot work.
    pub(crate) fn checked(self, base_url: &str) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let path = base_url.trim().trim_end_matches('/');
        if path.ends_with("/v1") || path.ends_with("/api") {
            errors.push(FieldError::new(Field::BaseUrl, Problem::LeaveOutPath));
        }
        let mut digits = |field: Field, value: Option<String>| digits(field, value, &mut errors);
        let checked = Self {
            auth_style: self.auth_style,
            tenant_id: digits(Field::TenantId, self.tenant_id),
            team_id: digits(Field::TeamId, self.team_id),
            status: digits(Field::Status, self.status),
            queue_id: digits(Field::QueueId, self.queue_id),
        };
        if checked.status.as_deref().is_some_and(|status| !matches!(status, "0" | "1")) {
            errors.push(FieldError::new(Field::Status, Problem::NotOffered));
        }
        if errors.is_empty() { Ok(checked) } else { Err(errors) }
    }

    /// The filter that is at fault when AloHub refuses the input: it does not say which, and people mistype queues first.
    pub(crate) fn likeliest_filter(&self) -> Option<Field> {
        [(Field::QueueId, &self.queue_id), (Field::TeamId, &self.team_id), (Field::Status, &self.status)]
            .into_iter()
            .find_map(|(field, value)| value.as_ref().map(|_| field))
    }
}

/// Digits, or nothing where the field is blank.
fn digits(field: Field, value: Option<String>, errors: &mut Vec<FieldError>) -> Option<String> {
    const MOST: u32 = 20;
    let value = value.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())?;
    if !value.bytes().all(|byte| byte.is_ascii_digit()) {
        errors.push(FieldError::new(field, Problem::DigitsOnly));
    } else if value.len() > MOST as usize {
        errors.push(FieldError::new(field, Problem::TooLong { most: MOST }));
    }
    Some(value)
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
    use crate::ConnectionSettings;
    use crate::ProviderConfig;

    fn settings(base_url: &str) -> ConnectionSettings {
        ConnectionSettings::new(base_url, ProviderConfig::Alohub(AlohubConfig::default()))
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
            (
                AlohubConfig { tenant_id: Some("acme".to_owned()), ..AlohubConfig::default() },
                FieldError::new(Field::TenantId, Problem::DigitsOnly),
            ),
            (
                AlohubConfig { team_id: Some("-1".to_owned()), ..AlohubConfig::default() },
                FieldError::new(Field::TeamId, Problem::DigitsOnly),
            ),
            (
                AlohubConfig { status: Some("2".to_owned()), ..AlohubConfig::default() },
                FieldError::new(Field::Status, Problem::NotOffered),
            ),
            (
                AlohubConfig { queue_id: Some("1 2".to_owned()), ..AlohubConfig::default() },
                FieldError::new(Field::QueueId, Problem::DigitsOnly),
            ),
        ];
        for (config, wanted) in cases {
            assert_eq!(config.checked("https://xapi.alohub.vn"), Err(vec![wanted]));
        }
        for base_url in ["https://xapi.alohub.vn/v1/", "https://pbx.example/api"] {
            let wanted = FieldError::new(Field::BaseUrl, Problem::LeaveOutPath);

            assert_eq!(AlohubConfig::default().checked(base_url), Err(vec![wanted]));
        }
    }

    #[test]
    fn a19_team_id_is_sent_only_when_filled_in_and_then_names_the_expected_tenant() {
        let own = AlohubConfig {
            tenant_id: Some("20260310".to_owned()),
            team_id: Some(" ".to_owned()),
            ..AlohubConfig::default()
        };
        let own = own.checked("https://xapi.alohub.vn").unwrap();
        let other = AlohubConfig { team_id: Some("20260311".to_owned()), ..own.clone() };

        assert_eq!(own.team_id, None);
        assert_eq!(own.expected_tenant(), Some("20260310"));
        assert_eq!(other.expected_tenant(), Some("20260311"));
    }
}
