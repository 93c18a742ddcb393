//! What a form holds, and what is wrong with it.

use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::id::ConnectionId;
use domain::provider::ProviderKind;
use domain::settings::Settings;
use domain::settings::parse_roster;
use providers::ConnectionSettings;
use providers::ProviderError;
use secrecy::ExposeSecret;
use secrecy::SecretString;
use url::Url;

use crate::auth::TenantCtx;
use crate::connections::ConnectionsError;
use crate::runtime::Backend;
use crate::store::Connection;

const LONGEST_NAME: u32 = 120;
const LONGEST_SECRET: u32 = 4096;

/// A form as it was sent.
#[derive(Debug)]
pub struct ConnectionDraft {
    /// Which connection is edited; none adds one.
    pub id: Option<ConnectionId>,
    /// The version the form was opened with.
    pub version: i64,
    /// Vendor.
    pub kind: ProviderKind,
    /// The name people read.
    pub name: String,
    /// What was typed, field by field.
    pub settings: Settings,
    /// The secret; empty keeps the one that is there.
    pub secret: SecretString,
}

/// A form as it is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionForm {
    /// The version it is opened with.
    pub version: i64,
    /// Vendor.
    pub kind: ProviderKind,
    /// The name people read.
    pub name: String,
    /// What is set, field by field.
    pub settings: Settings,
}

/// A form in order, with everything that is needed to ask its provider.
pub(super) struct Checked {
    pub(super) before: Option<Connection>,
    pub(super) name: String,
    pub(super) settings: ConnectionSettings,
    /// The secret that was typed.
    pub(super) given: Option<SecretString>,
    /// The typed secret, or the stored one where it may be used.
    pub(super) secret: SecretString,
    /// It leads to another machine than before, or to another account on it.
    pub(super) moves: bool,
}

impl Backend {
    /// The form of a connection as it is set now.
    ///
    /// # Errors
    /// As [`ConnectionsError`] tells.
    pub async fn connection_form(&self, ctx: &TenantCtx, id: ConnectionId) -> Result<ConnectionForm, ConnectionsError> {
        let connection = self.own_connection(ctx, id).await?;
        Ok(ConnectionForm {
            version: connection.version,
            kind: connection.provider(),
            name: connection.name,
            settings: providers::form::form_of(&connection.settings),
        })
    }

    /// Checks a form. Nothing is asked of any provider.
    pub(super) async fn check(&self, ctx: &TenantCtx, draft: ConnectionDraft) -> Result<Checked, ConnectionsError> {
        let before = match draft.id {
            Some(id) => Some(self.own_connection(ctx, id).await?),
            None => None,
        };
        if before.as_ref().is_some_and(|before| before.provider() != draft.kind) {
            return Err(ConnectionsError::NotFound);
        }
        let mut mistakes = Vec::new();
        let name = draft.name.trim().to_owned();
        mistakes.extend(name_mistake(&name));
        // What the page does not show stays as it is.
        let mut whole = before.as_ref().map(|before| providers::form::form_of(&before.settings)).unwrap_or_default();
        whole.extend(draft.settings);
        if let Some(agents) = whole.get_mut(&Field::Agents) {
            *agents = parse_roster(agents).agents.join("\n");
        }
        let settings = match providers::form::settings_of(draft.kind, &whole, self.guard()) {
            Ok(settings) => Some(settings),
            Err(wrong) => {
                mistakes.extend(wrong);
                None
            }
        };
        let given = trimmed(&draft.secret);
        let moves_host = match (&before, &settings) {
            (Some(before), Some(settings)) => !is_same_origin(&before.settings.base_url, &settings.base_url),
            (None, _) | (_, None) => false,
        };
        let secret = self.usable_secret(before.as_ref(), given.as_ref(), moves_host);
        let (Some(settings), Some(secret)) = (settings, &secret) else {
            if secret.is_none() {
                mistakes.push(FieldError::new(Field::Secret, Problem::Required));
            }
            return Err(ConnectionsError::Invalid(mistakes));
        };
        if secret.expose_secret().chars().count() > LONGEST_SECRET as usize {
            mistakes.push(FieldError::new(Field::Secret, Problem::TooLong { most: LONGEST_SECRET }));
        }
        // Building the client asks nobody; it knows what cannot work, also of the address.
        if let Err(error) = providers::connect(&settings, secret.clone(), self.guard().clone()) {
            mistakes.push(setting_mistake(&error));
        }
        if !mistakes.is_empty() {
            return Err(ConnectionsError::Invalid(mistakes));
        }
        let moves = moves_host || before.as_ref().is_some_and(|before| account(&before.settings) != account(&settings));
        Ok(Checked { before, name, settings, given, secret: secret.clone(), moves })
    }

    /// The secret that was typed; else the stored one, which never goes to a machine it was not given for.
    fn usable_secret(
        &self,
        before: Option<&Connection>,
        given: Option<&SecretString>,
        moves_host: bool,
    ) -> Option<SecretString> {
        match (given, before) {
            (Some(given), _) => Some(given.clone()),
            (None, Some(before)) if !moves_host => self.keys().open_connection(before).ok(),
            (None, _) => None,
        }
    }
}

/// Pasted text often has a line end that is no part of it.
pub(super) fn trimmed(secret: &SecretString) -> Option<SecretString> {
    let text = secret.expose_secret().trim();
    (!text.is_empty()).then(|| SecretString::from(text))
}

fn name_mistake(name: &str) -> Option<FieldError> {
    let problem = if name.is_empty() || name.chars().any(char::is_control) {
        Problem::Required
    } else if name.chars().count() > LONGEST_NAME as usize {
        Problem::TooLong { most: LONGEST_NAME }
    } else {
        return None;
    };
    Some(FieldError::new(Field::Name, problem))
}

/// The field that a client cannot work with.
pub(super) fn setting_mistake(error: &ProviderError) -> FieldError {
    match error {
        ProviderError::Misconfigured(mistake) => *mistake,
        ProviderError::RateLimited { .. }
        | ProviderError::AuthFailed
        | ProviderError::Forbidden { .. }
        | ProviderError::Unreachable(_)
        | ProviderError::ServerError { .. }
        | ProviderError::BadBody(_)
        | ProviderError::Refused { .. }
        | ProviderError::NotOffered => FieldError::new(Field::BaseUrl, Problem::NotAnAddress),
    }
}

/// Scheme, host and port; what cannot be read is never the same.
pub(super) fn is_same_origin(one: &str, other: &str) -> bool {
    match (Url::parse(one), Url::parse(other)) {
        (Ok(one), Ok(other)) => one.origin().is_tuple() && one.origin() == other.origin(),
        (Err(_), _) | (_, Err(_)) => false,
    }
}

/// The provider's own tenant, where the settings name one.
fn account(settings: &ConnectionSettings) -> Option<String> {
    providers::form::form_of(settings).remove(&Field::TenantId).filter(|tenant| !tenant.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        let base = "https://api.example.com/v1";

        assert!(is_same_origin(base, "https://API.example.com:443/other"));
        assert!(!is_same_origin(base, "http://api.example.com/v1"));
        assert!(!is_same_origin(base, "https://api.example.com:8443/v1"));
        assert!(!is_same_origin(base, "https://api.example.com.evil.test/v1"));
        assert!(!is_same_origin("not an address", "not an address"));
    }
}
