//! Tokens of links that work once: 256 random bits for the link, their hash for the store. A token is compared by looking
//! its hash up, so that the time it takes says nothing about how much of it was right.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::ExposeSecret;
use secrecy::SecretString;

use crate::auth::digest::sha256_hex;

/// A token that nobody has had, as text that an address takes as it is.
pub(crate) fn fresh() -> SecretString {
    let random: [u8; 32] = rand::random();
    SecretString::from(URL_SAFE_NO_PAD.encode(random))
}

/// Under what a token is kept.
pub(crate) fn hash(token: &SecretString) -> String {
    sha256_hex(token.expose_secret())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_fits_into_an_address_and_is_new_each_time() {
        let (one, other) = (fresh(), fresh());

        assert_eq!(one.expose_secret().len(), 43);
        assert!(one.expose_secret().chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'));
        assert_ne!(one.expose_secret(), other.expose_secret());
        assert_ne!(hash(&one), hash(&other));
    }
}
