//! Bearer tokens: issued from an API key, kept in memory, renewed before they end (decision T12).
//!
//! The vendor contradicts itself about how long they live, so the answer's own word counts.

use domain::time::UnixMs;
use secrecy::ExposeSecret;
use secrecy::SecretString;
use serde_json::Value;
use tokio::sync::Mutex;

use super::config::Tel4vnAuth;
use crate::ProviderError;
use crate::error::BadBody;
use crate::http::HttpClient;
use crate::http::Reply;
use crate::lenient;

/// Life of a token whose end is not told or already over.
const ASSUMED_LIFE_S: i64 = 50 * 60;
/// A token is renewed this long before its end, or a tenth of its life where that is longer.
const SHORTEST_MARGIN_S: i64 = 60;

/// A token that may be used until it is due for renewal.
#[derive(Clone)]
struct Token {
    bearer: SecretString,
    renew_at: UnixMs,
}

/// The tokens of one connection.
pub(super) struct Tokens {
    http: HttpClient,
    auth: Tel4vnAuth,
    secret: SecretString,
    // Held while a token is being issued, so that requests at the same moment wait for one and the same.
    current: Mutex<Option<Token>>,
}

/// A bearer to send, and how many requests it took to have it.
pub(super) struct Bearer {
    /// The whole header value.
    pub(super) header: SecretString,
    /// Requests made for it.
    pub(super) requests: u32,
}

impl Tokens {
    pub(super) fn new(http: HttpClient, auth: Tel4vnAuth, secret: SecretString) -> Self {
        Self { http, auth, secret, current: Mutex::new(None) }
    }

    /// The bearer to use now; issues one where none is at hand or it is about to end.
    pub(super) async fn bearer(&self, now: UnixMs) -> Result<Bearer, ProviderError> {
        let path = match self.auth {
            Tel4vnAuth::Static => return Ok(Bearer { header: header(&self.secret), requests: 0 }),
            Tel4vnAuth::V1 => "/v1/auth/token",
            Tel4vnAuth::V3 => "/v3/auth/token",
        };
        let mut current = self.current.lock().await;
        if let Some(token) = current.as_ref().filter(|token| now < token.renew_at) {
            return Ok(Bearer { header: token.bearer.clone(), requests: 0 });
        }
        let token = self.issue(path, now).await?;
        let header = token.bearer.clone();
        *current = Some(token);
        Ok(Bearer { header, requests: 1 })
    }

    /// Forgets a bearer that was refused, unless another request has replaced it already. Whether asking again may help.
    pub(super) async fn drop_refused(&self, refused: &Bearer) -> bool {
        let mut current = self.current.lock().await;
        if current.as_ref().is_some_and(|token| token.bearer.expose_secret() == refused.header.expose_secret()) {
            *current = None;
        }
        match self.auth {
            Tel4vnAuth::Static => false,
            Tel4vnAuth::V1 | Tel4vnAuth::V3 => true,
        }
    }

    async fn issue(&self, path: &str, now: UnixMs) -> Result<Token, ProviderError> {
        let body = serde_json::json!({ "api_key": self.secret.expose_secret().trim() });
        let reply = self.http.post(path).json(&body).send(now).await?;
        // A key the vendor does not like is answered with 400, 401 or 403.
        if matches!(reply.status, 400 | 401 | 403) {
            return Err(ProviderError::AuthFailed);
        }
        if let Some(error) = reply.http_error() {
            return Err(error);
        }
        read_token(&reply)
    }
}

fn header(token: &SecretString) -> SecretString {
    let token = token.expose_secret().trim();
    SecretString::from(format!("Bearer {}", token.strip_prefix("Bearer ").unwrap_or(token).trim_start()))
}

fn read_token(reply: &Reply) -> Result<Token, ProviderError> {
    let Value::Object(body) = reply.json()? else { return Err(ProviderError::BadBody(BadBody::WrongShape)) };
    if super::wire::carries_error(&body) {
        return Err(ProviderError::AuthFailed);
    }
    let body = body.get("data").and_then(Value::as_object).unwrap_or(&body);
    let token = lenient::text(body.get("token")).ok_or(ProviderError::BadBody(BadBody::WrongShape))?;
    // The end is a point on the provider's clock; the length of life holds on ours as well.
    let provider_now = reply.received_at.plus_s(reply.clock_skew_s().unwrap_or(0));
    let life_s = life_s(body.get("expired"), body.get("expired_in"), provider_now);
    let margin_s = SHORTEST_MARGIN_S.max(life_s / 10);
    Ok(Token { bearer: header(&SecretString::from(token)), renew_at: reply.received_at.plus_s(life_s - margin_s) })
}

/// Seconds the token lives: version 1 tells the end in Unix seconds, version 3 the length.
fn life_s(expired: Option<&Value>, expired_in: Option<&Value>, now: UnixMs) -> i64 {
    let told = lenient::u32_lenient(expired).0.map(|end_s| i64::from(end_s) - now.whole_s());
    let told = told.or_else(|| lenient::u32_lenient(expired_in).0.map(i64::from));
    told.filter(|life_s| *life_s > 0).unwrap_or(ASSUMED_LIFE_S)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NOW: UnixMs = UnixMs::from_s(1_800_000_000);

    fn renewed_after_s(body: &Value) -> i64 {
        let reply =
            Reply { status: 200, headers: http::HeaderMap::new(), body: body.to_string().into(), received_at: NOW };
        read_token(&reply).unwrap().renew_at.seconds_since(NOW)
    }

    #[test]
    fn t12_a_token_is_renewed_a_minute_or_a_tenth_of_its_life_early() {
        assert_eq!(renewed_after_s(&json!({ "data": { "token": "t", "expired": 1_800_000_300 } })), 240);
        assert_eq!(renewed_after_s(&json!({ "data": { "token": "t", "expired": 1_800_003_540 } })), 3540 - 354);
        assert_eq!(renewed_after_s(&json!({ "token": "t", "expired_in": 13_600_000 })), 12_240_000);
        assert_eq!(renewed_after_s(&json!({ "token": "t", "expired_in": "3600" })), 3240);
    }

    #[test]
    fn t12_an_end_that_is_missing_or_past_counts_as_fifty_minutes() {
        for body in [
            json!({ "data": { "token": "t" } }),
            json!({ "data": { "token": "t", "expired": 1_625_000_000 } }),
            json!({ "data": { "token": "t", "expired": "soon" } }),
            json!({ "token": "t", "expired_in": 0 }),
            json!({ "token": "t", "expired_in": -5 }),
        ] {
            assert_eq!(renewed_after_s(&body), 45 * 60, "{body}");
        }
    }

    #[test]
    fn a_pasted_bearer_word_is_not_doubled() {
        for pasted in ["fake-token", " fake-token\n", "Bearer fake-token"] {
            assert_eq!(header(&SecretString::from(pasted)).expose_secret(), "Bearer fake-token");
        }
    }
}
