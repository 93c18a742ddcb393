//! What a provider says of a person, as far as it is needed: who it is, by which address and name, and in which groups.

use domain::time::UnixMs;
use openidconnect::AdditionalClaims;
use openidconnect::Client;
use openidconnect::EmptyExtraTokenFields;
use openidconnect::EndpointMaybeSet;
use openidconnect::EndpointNotSet;
use openidconnect::EndpointSet;
use openidconnect::IdTokenClaims;
use openidconnect::IdTokenFields;
use openidconnect::StandardErrorResponse;
use openidconnect::StandardTokenResponse;
use openidconnect::UserInfoClaims;
use openidconnect::core::CoreAuthDisplay;
use openidconnect::core::CoreAuthPrompt;
use openidconnect::core::CoreErrorResponseType;
use openidconnect::core::CoreGenderClaim;
use openidconnect::core::CoreJsonWebKey;
use openidconnect::core::CoreJweContentEncryptionAlgorithm;
use openidconnect::core::CoreJwsSigningAlgorithm;
use openidconnect::core::CoreRevocableToken;
use openidconnect::core::CoreRevocationErrorResponse;
use openidconnect::core::CoreTokenIntrospectionResponse;
use openidconnect::core::CoreTokenType;
use serde::Deserialize;
use serde::Serialize;
use serde_json::Map;
use serde_json::Value;

/// Longer names are shortened.
const LONGEST_NAME: usize = 80;
/// Nobody is in more groups than that for our purpose.
const MOST_VALUES: usize = 1000;

/// Whatever a provider says beside what the standard names.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct MoreClaims {
    #[serde(flatten)]
    all: Map<String, Value>,
}

impl AdditionalClaims for MoreClaims {}

type Fields = IdTokenFields<
    MoreClaims,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;

/// What a provider answers to a code.
pub(super) type Tokens = StandardTokenResponse<Fields, CoreTokenType>;

/// What a provider's token says, verified.
pub(super) type TokenClaims = IdTokenClaims<MoreClaims, CoreGenderClaim>;

/// What a provider tells for an access token.
pub(super) type InfoClaims = UserInfoClaims<MoreClaims, CoreGenderClaim>;

/// Callboard as a provider's client.
pub(super) type Relying = Client<
    MoreClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Somebody of a provider.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Person {
    /// Who, for good.
    pub(super) subject: String,
    /// The address, if the provider has verified it.
    pub(super) verified_email: Option<String>,
    /// The name others read.
    pub(super) name: Option<String>,
    /// The values of the claim that names groups or roles; none where the provider has not told it at all.
    pub(super) values: Option<Vec<String>>,
    /// When the person last proved there who they are.
    pub(super) proved_at: Option<UnixMs>,
}

impl Person {
    /// From the token alone.
    pub(super) fn of_token(claims: &TokenClaims, role_claim: &str) -> Self {
        let name = claims.name().and_then(|name| name.get(None)).map(|name| name.as_str());
        let other = claims.preferred_username().map(|name| name.as_str());
        let email = claims.email().filter(|_| claims.email_verified() == Some(true));
        Self {
            subject: claims.subject().as_str().to_owned(),
            verified_email: email.map(|email| email.as_str().to_owned()),
            name: name.or(other).and_then(tidy),
            values: values(&claims.additional_claims().all, role_claim),
            proved_at: claims.auth_time().map(|at| UnixMs(at.timestamp_millis())),
        }
    }

    /// Whether the claim that decides on parts is missing.
    pub(super) const fn lacks_values(&self, role_claim: &str) -> bool {
        !role_claim.is_empty() && self.values.is_none()
    }

    /// Whether something is missing that the provider may tell when it is asked.
    pub(super) fn lacks_something(&self, role_claim: &str) -> bool {
        self.verified_email.is_none() || self.lacks_values(role_claim)
    }

    /// With what the provider told for the access token; the token itself counts more.
    pub(super) fn with(mut self, info: &InfoClaims, role_claim: &str) -> Self {
        let email = info.email().filter(|_| info.email_verified() == Some(true));
        self.verified_email = self.verified_email.or_else(|| email.map(|email| email.as_str().to_owned()));
        let name = info.name().and_then(|name| name.get(None)).map(|name| name.as_str());
        self.name = self.name.or_else(|| name.and_then(tidy));
        self.values = self.values.or_else(|| values(&info.additional_claims().all, role_claim));
        self
    }
}

fn tidy(name: &str) -> Option<String> {
    let name: String = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let name: String = name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
    (!name.is_empty()).then_some(name)
}

/// The values of a claim: one, or a list, also within another one, as in `realm_access.roles`.
fn values(all: &Map<String, Value>, claim: &str) -> Option<Vec<String>> {
    if claim.is_empty() {
        return None;
    }
    let found = all.get(claim).or_else(|| {
        let mut parts = claim.split('.');
        let first = all.get(parts.next()?)?;
        parts.try_fold(first, |value, part| value.get(part))
    });
    match found {
        Some(Value::String(value)) => Some(vec![value.clone()]),
        Some(Value::Array(list)) => {
            Some(list.iter().filter_map(Value::as_str).take(MOST_VALUES).map(str::to_owned).collect())
        }
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) | None => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_one_or_a_list_by_name_or_by_path() {
        let all = json!({
            "groups": ["a", 1, "b"], "role": "c", "https://callboard.example/roles": ["d"],
            "realm_access": { "roles": ["e"] }, "odd": { "roles": true }
        });
        let all = all.as_object().unwrap();

        for (claim, expected) in [
            ("groups", Some(vec!["a", "b"])),
            ("role", Some(vec!["c"])),
            ("https://callboard.example/roles", Some(vec!["d"])),
            ("realm_access.roles", Some(vec!["e"])),
            ("realm_access.groups", None),
            ("odd.roles", None),
            ("", None),
        ] {
            let expected = expected.map(|words| words.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(values(all, claim), expected, "{claim}");
        }
    }

    #[test]
    fn a_name_is_one_line_of_a_length_that_is_shown() {
        assert_eq!(tidy("  Trần\n Thị  Hoa "), Some("Trần Thị Hoa".to_owned()));
        assert_eq!(tidy(" \t"), None);
        assert_eq!(tidy(&"x".repeat(500)).map(|name| name.len()), Some(LONGEST_NAME));
    }
}
