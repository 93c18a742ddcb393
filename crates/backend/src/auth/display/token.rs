//! A device's token and the cookie it travels in. Only its hash is stored.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::Digest;
use sha2::Sha256;
use tower_sessions::cookie::Cookie;
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::Duration;

use crate::auth::digest::sha256_hex;
use crate::auth::display::UNSEEN_S;

/// The cookie over https, and over http on the machine itself.
const SECURE_COOKIE: &str = "__Host-callboard-display";
/// The cookie where the operator insists on http.
const INSECURE_COOKIE: &str = "callboard-display";

/// What a device proves itself with: 256 random bits.
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceToken([u8; 32]);

impl fmt::Debug for DeviceToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceToken(…)")
    }
}

impl DeviceToken {
    /// A token that nobody has.
    pub(crate) fn fresh() -> Self {
        Self(rand::random())
    }

    fn parse(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    /// What is kept of it.
    pub(crate) fn hash(&self) -> String {
        sha256_hex(self.0)
    }

    /// The token that follows: known to whoever has this one and the salt, and to nobody who lacks either.
    pub(crate) fn successor(&self, salt: &str) -> Option<Self> {
        let salt = URL_SAFE_NO_PAD.decode(salt).ok()?;
        Some(Self(Sha256::new().chain_update(salt).chain_update(self.0).finalize().into()))
    }
}

/// What a successor is made with.
pub(crate) fn fresh_salt() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

const fn cookie_name(is_secure: bool) -> &'static str {
    if is_secure { SECURE_COOKIE } else { INSECURE_COOKIE }
}

/// The token in the `Cookie` lines of a request.
pub fn device_token<'a>(lines: impl IntoIterator<Item = &'a str>, is_secure: bool) -> Option<DeviceToken> {
    let name = cookie_name(is_secure);
    let mut cookies = lines.into_iter().flat_map(Cookie::split_parse).filter_map(Result::ok);
    cookies.find(|cookie| cookie.name() == name).and_then(|cookie| DeviceToken::parse(cookie.value()))
}

/// The `Set-Cookie` line that hands a token to its device.
pub fn device_cookie(token: &DeviceToken, is_secure: bool) -> String {
    Cookie::build((cookie_name(is_secure), URL_SAFE_NO_PAD.encode(token.0)))
        .path("/")
        .secure(is_secure)
        .http_only(true)
        .same_site(SameSite::Strict)
        .max_age(Duration::seconds(UNSEEN_S))
        .build()
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_comes_back_from_its_cookie_and_from_no_other() {
        let token = DeviceToken::fresh();
        for is_secure in [true, false] {
            let line = device_cookie(&token, is_secure);
            let pair = line.split(';').next().unwrap();

            assert_eq!(device_token([pair], is_secure), Some(token.clone()));
            assert_eq!(device_token(["lang=vi; theme=dark", &format!("a=b; {pair}")], is_secure), Some(token.clone()));
            assert_eq!(device_token([pair], !is_secure), None);
            assert_eq!(device_token([format!("{pair}x").as_str()], is_secure), None);
            assert!(line.contains("HttpOnly") && line.contains("SameSite=Strict") && line.contains("Path=/"));
            assert!(line.contains("Max-Age=7776000"), "{line}");
            assert_eq!(line.contains("Secure"), is_secure);
        }
    }

    #[test]
    fn a_successor_needs_both_the_token_and_the_salt() {
        let (token, salt) = (DeviceToken::fresh(), fresh_salt());

        let next = token.successor(&salt);

        assert_eq!(next, token.successor(&salt));
        assert_ne!(next, token.successor(&fresh_salt()));
        assert_ne!(next, DeviceToken::fresh().successor(&salt));
        assert_ne!(next, Some(token));
    }

    #[test]
    fn a_token_is_never_printed() {
        assert_eq!(format!("{:?}", DeviceToken([7; 32])), "DeviceToken(…)");
    }
}
