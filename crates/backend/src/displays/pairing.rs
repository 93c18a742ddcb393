//! The code on a screen that waits: the same until it ends, then another.

use std::net::IpAddr;

use domain::display::CODE_ALPHABET;
use domain::display::CODE_LENGTH;
use domain::time::UnixMs;

use crate::auth::display::DeviceToken;
use crate::auth::throttle::network;
use crate::store::NewPairing;
use crate::store::PairingRoom;
use crate::store::Store;
use crate::store::StoreError;

/// A code lives so long.
const LIVES_S: i64 = 10 * 60;
/// A whole wall of screens may wait behind one address, and no stranger can fill the store.
const ROOM: PairingRoom = PairingRoom { from_one: 50, in_all: 2_000 };
/// Two codes of 37 bits are the same so rarely that trying again so often always helps.
const TRIES: usize = 5;

/// What a screen that waits shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pairing {
    /// The code.
    pub code: String,
    /// When it is replaced.
    pub expires_at: UnixMs,
    /// The token to hand to the device; none when it has one.
    pub token: Option<DeviceToken>,
    /// The name of the tenant that shut the device out, where one did.
    pub left_tenant_name: Option<String>,
}

/// No code can be shown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PairingError {
    /// Too many screens wait already; some will be paired or give up.
    #[error("too many screens wait to be paired")]
    TooMany,
    /// Try again later.
    #[error("codes cannot be kept: {0}")]
    Unavailable(#[from] StoreError),
}

/// The code of the device with this token, or of one that has none yet or one that is worth nothing.
///
/// # Errors
/// As [`PairingError`] says.
pub async fn begin(
    store: &Store,
    token: Option<&DeviceToken>,
    left_tenant_name: Option<&str>,
    remote: Option<IpAddr>,
    now: UnixMs,
) -> Result<Pairing, PairingError> {
    // Only a token that was made here goes on: one that a stranger put into the device would be the stranger's too.
    let waiting = match token {
        Some(token) => store.waiting_screen(&token.hash()).await?.map(|screen| (token.clone(), screen)),
        None => None,
    };
    let fresh = DeviceToken::fresh();
    let (token, is_new, left) = match waiting {
        Some((_, screen)) if screen.expires_at() > now => {
            let expires_at = screen.expires_at();
            return Ok(Pairing {
                code: screen.code,
                expires_at,
                token: None,
                left_tenant_name: screen.left_tenant_name,
            });
        }
        Some((token, screen)) => (token, false, screen.left_tenant_name),
        None => (fresh, true, left_tenant_name.map(str::to_owned)),
    };
    let remote = remote.map_or_else(|| "unknown".to_owned(), |remote| network(remote).to_string());
    let token_hash = token.hash();
    for _ in 0..TRIES {
        let code = fresh_code();
        let expires_at = now.plus_s(LIVES_S);
        let pairing = NewPairing {
            token_hash: &token_hash,
            code: &code,
            remote: &remote,
            left_tenant_name: left.as_deref(),
            expires_at,
        };
        match store.open_pairing(&pairing, ROOM, now).await {
            Ok(true) => {
                return Ok(Pairing { code, expires_at, token: is_new.then_some(token), left_tenant_name: left });
            }
            Ok(false) => break,
            Err(StoreError::Conflict) => {}
            Err(error) => return Err(error.into()),
        }
    }
    // Either there is no room, or another request of this device has just been given a code.
    match store.waiting_screen(&token_hash).await?.filter(|screen| screen.expires_at() > now) {
        Some(screen) => {
            let expires_at = screen.expires_at();
            Ok(Pairing { code: screen.code, expires_at, token: None, left_tenant_name: screen.left_tenant_name })
        }
        None => Err(PairingError::TooMany),
    }
}

/// Every code is as likely as every other.
fn fresh_code() -> String {
    (0..CODE_LENGTH).map(|_| char::from(CODE_ALPHABET[rand::random_range(0..CODE_ALPHABET.len())])).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use domain::display::normal_code;

    use super::*;

    #[test]
    fn codes_use_every_character_about_equally_often() {
        let mut seen: BTreeMap<char, u32> = BTreeMap::new();
        for _ in 0..5_000 {
            let code = fresh_code();
            assert_eq!(normal_code(&code).as_deref(), Some(code.as_str()));
            for c in code.chars() {
                *seen.entry(c).or_default() += 1;
            }
        }

        // 40,000 draws from 25: 1,600 each, and a deviation of 39.
        assert_eq!(seen.len(), CODE_ALPHABET.len());
        assert!(seen.values().all(|count| (1_350..1_850).contains(count)), "{seen:?}");
    }
}
