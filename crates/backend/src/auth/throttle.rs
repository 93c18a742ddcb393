//! How long to wait after how many attempts to sign in, by account and by address. The counters are in the store, so a
//! restart forgets none.

use std::net::IpAddr;
use std::net::Ipv6Addr;
use std::time::Duration;

use backon::BackoffBuilder;
use backon::ExponentialBuilder;
use domain::id::UserId;
use domain::time::UnixMs;

use crate::auth::digest::sha256_hex;
use crate::store::Store;
use crate::store::StoreError;

/// What is counted under one key, and how.
#[derive(Clone, Copy, Debug)]
struct Limit {
    /// So many attempts cost nothing.
    free: i64,
    /// The delay grows up to this.
    longest: Duration,
    /// After so long without an attempt the count starts again.
    forget_after_s: i64,
}

/// An account: the longest wait is short enough that a stranger cannot keep its owner out for long.
const ACCOUNT: Limit = Limit { free: 4, longest: Duration::from_secs(5 * 60), forget_after_s: 24 * 3600 };

/// An address: a whole call centre may sit behind one.
const ADDRESS: Limit = Limit { free: 20, longest: Duration::from_secs(15 * 60), forget_after_s: 3600 };

/// The codes of an account: only whoever knows its password tries them, so the owner's patience counts for less.
const CODE: Limit = Limit { free: 4, longest: Duration::from_secs(15 * 60), forget_after_s: 24 * 3600 };

/// Links for one mailbox: two at once, and then fewer and fewer.
const FORGOTTEN: Limit = Limit { free: 2, longest: Duration::from_secs(3600), forget_after_s: 24 * 3600 };

/// The longest time for which a counter matters.
pub(crate) const FORGET_AFTER_S: i64 = ACCOUNT.forget_after_s;

/// One attempt's two counters.
#[derive(Debug)]
pub(crate) struct Attempt {
    account_key: String,
    address_key: String,
}

/// Whether an attempt may be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It may.
    Open,
    /// Too many for this account.
    AccountWaits,
    /// Too many from this address.
    AddressWaits,
}

impl Attempt {
    pub(crate) fn new(normal_email: &str, remote: IpAddr) -> Self {
        // Hashed: what people type into the field is sometimes a password.
        let account = sha256_hex(normal_email);
        Self { account_key: format!("account:{account}"), address_key: format!("address:{}", network(remote)) }
    }

    /// Counts the attempt under both keys.
    pub(crate) async fn count(&self, store: &Store, now: UnixMs) -> Result<Verdict, StoreError> {
        if !count(store, &self.address_key, ADDRESS, now).await? {
            return Ok(Verdict::AddressWaits);
        }
        if !count(store, &self.account_key, ACCOUNT, now).await? {
            return Ok(Verdict::AccountWaits);
        }
        Ok(Verdict::Open)
    }

    /// How long whoever waits still waits.
    pub(crate) async fn wait_s(&self, store: &Store, verdict: Verdict, now: UnixMs) -> Result<Option<u32>, StoreError> {
        match verdict {
            Verdict::Open => Ok(None),
            Verdict::AccountWaits => wait_s(store, &self.account_key, now).await.map(Some),
            Verdict::AddressWaits => wait_s(store, &self.address_key, now).await.map(Some),
        }
    }

    /// The attempt was good: the account starts afresh, and the address is given back what it was charged.
    pub(crate) async fn was_good(&self, store: &Store) -> Result<(), StoreError> {
        store.clear_attempts(&self.account_key).await?;
        store.take_back_attempt(&self.address_key).await
    }
}

/// An address that works somebody's link: each use costs a hash, as a sign-in does, so it is counted with them.
#[derive(Debug)]
pub(crate) struct LinkAttempt {
    address_key: String,
}

impl LinkAttempt {
    pub(crate) fn new(remote: IpAddr) -> Self {
        Self { address_key: format!("address:{}", network(remote)) }
    }

    /// Counts the attempt. Some: wait so many seconds.
    pub(crate) async fn count(&self, store: &Store, now: UnixMs) -> Result<Option<u32>, StoreError> {
        if count(store, &self.address_key, ADDRESS, now).await? {
            return Ok(None);
        }
        wait_s(store, &self.address_key, now).await.map(Some)
    }

    /// The attempt was good: the address is given back what it was charged.
    pub(crate) async fn was_good(&self, store: &Store) -> Result<(), StoreError> {
        store.take_back_attempt(&self.address_key).await
    }
}

/// One attempt at a code of the second factor, counted by account and address as a password is.
#[derive(Debug)]
pub(crate) struct FactorAttempt {
    code_key: String,
    address: LinkAttempt,
}

impl FactorAttempt {
    pub(crate) fn new(user: UserId, remote: IpAddr) -> Self {
        Self { code_key: format!("code:{user}"), address: LinkAttempt::new(remote) }
    }

    /// Counts the attempt. Some: wait so many seconds.
    pub(crate) async fn count(&self, store: &Store, now: UnixMs) -> Result<Option<u32>, StoreError> {
        if let Some(wait_s) = self.address.count(store, now).await? {
            return Ok(Some(wait_s));
        }
        if count(store, &self.code_key, CODE, now).await? {
            return Ok(None);
        }
        wait_s(store, &self.code_key, now).await.map(Some)
    }

    /// The attempt was good: the account's codes start afresh, and the address is given back what it was charged.
    pub(crate) async fn was_good(&self, store: &Store) -> Result<(), StoreError> {
        store.clear_attempts(&self.code_key).await?;
        self.address.was_good(store).await
    }
}

/// Somebody asks for a link to set a new password: a mailbox is not to be filled by it.
#[derive(Debug)]
pub(crate) struct ForgottenAttempt {
    account_key: String,
    address: LinkAttempt,
}

impl ForgottenAttempt {
    pub(crate) fn new(normal_email: &str, remote: IpAddr) -> Self {
        let account = sha256_hex(normal_email);
        Self { account_key: format!("forgotten:{account}"), address: LinkAttempt::new(remote) }
    }

    /// Counts it; false when nothing is to be done. It stays charged: nobody has proved anything by asking.
    pub(crate) async fn count(&self, store: &Store, now: UnixMs) -> Result<bool, StoreError> {
        Ok(self.address.count(store, now).await?.is_none() && count(store, &self.account_key, FORGOTTEN, now).await?)
    }
}

/// How long a key still waits, rounded up and at least a second.
async fn wait_s(store: &Store, key: &str, now: UnixMs) -> Result<u32, StoreError> {
    let until = store.blocked_until(key).await?.unwrap_or(now);
    let wait_ms = until.0.saturating_sub(now.0).max(1);
    Ok(u32::try_from((wait_ms + 999) / 1000).unwrap_or(u32::MAX))
}

/// Wrong pairing codes that one address may type,
const WRONG_CODES: i64 = 5;
/// in this time; then it waits as long.
pub(crate) const CODES_WITHIN_S: u32 = 10 * 60;

/// One pairing code that somebody types.
#[derive(Debug)]
pub(crate) struct CodeTry(String);

impl CodeTry {
    pub(crate) fn new(remote: Option<IpAddr>) -> Self {
        Self(remote.map_or_else(|| "pair:unknown".to_owned(), |remote| format!("pair:{}", network(remote))))
    }

    /// Counts it; false when the address has to wait.
    pub(crate) async fn count(&self, store: &Store, now: UnixMs) -> Result<bool, StoreError> {
        let within_s = i64::from(CODES_WITHIN_S);
        let block_until = |wrong| if wrong >= WRONG_CODES { now.plus_s(within_s) } else { UnixMs(0) };
        Ok(store.count_attempt(&self.0, now, now.plus_s(-within_s), block_until).await?.is_some())
    }

    /// It was right: the address is given back what it was charged.
    pub(crate) async fn was_good(&self, store: &Store) -> Result<(), StoreError> {
        store.take_back_attempt(&self.0).await
    }
}

async fn count(store: &Store, key: &str, limit: Limit, now: UnixMs) -> Result<bool, StoreError> {
    // Without a wait there is no end of one either: of two at once the second may have read the clock before the first.
    let block_until = |failures| match wait_ms(limit, failures) {
        0 => UnixMs(0),
        wait_ms => UnixMs(now.0.saturating_add(wait_ms)),
    };
    Ok(store.count_attempt(key, now, now.plus_s(-limit.forget_after_s), block_until).await?.is_some())
}

/// 1 s after the first attempt that is not free, doubling from there.
fn wait_ms(limit: Limit, failures: i64) -> i64 {
    let Some(beyond) = usize::try_from(failures - limit.free).ok().and_then(|beyond| beyond.checked_sub(1)) else {
        return 0;
    };
    let delays = ExponentialBuilder::new()
        .with_min_delay(Duration::from_secs(1))
        .with_factor(2.0)
        .with_max_delay(limit.longest)
        .without_max_times();
    // Twenty doublings are beyond the longest wait of both limits.
    let wait = delays.build().nth(beyond.min(20)).unwrap_or(limit.longest).min(limit.longest);
    i64::try_from(wait.as_millis()).expect("minutes fit")
}

/// The part of an address that one customer of a network provider has.
pub(crate) fn network(remote: IpAddr) -> IpAddr {
    match remote.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let prefix = u128::from(address) & !u128::from(u64::MAX);
            IpAddr::V6(Ipv6Addr::from(prefix))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_begins_after_the_free_attempts_and_doubles_up_to_the_longest() {
        let waits: Vec<i64> = [1, 4, 5, 6, 7, 8, 13, 14, 1_000_000].map(|n| wait_ms(ACCOUNT, n)).to_vec();

        assert_eq!(waits, [0, 0, 1_000, 2_000, 4_000, 8_000, 256_000, 300_000, 300_000]);
    }

    #[test]
    fn an_address_may_fail_more_often_than_an_account() {
        assert_eq!(wait_ms(ADDRESS, 20), 0);
        assert_eq!(wait_ms(ADDRESS, 21), 1_000);
        assert_eq!(wait_ms(ADDRESS, 99), 900_000);
    }

    #[test]
    fn neighbours_in_one_ipv6_network_share_a_counter_and_ipv4_hosts_do_not() {
        let key = |text: &str| Attempt::new("a@example.com", text.parse().unwrap()).address_key;

        assert_eq!(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::9"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_ne!(key("192.0.2.1"), key("192.0.2.2"));
        assert_eq!(key("192.0.2.1"), key("::ffff:192.0.2.1"));
    }

    #[test]
    fn the_account_key_does_not_show_what_was_typed() {
        let attempt = Attempt::new("someone@example.com", "192.0.2.1".parse().unwrap());

        assert!(!attempt.account_key.contains("someone"));
    }
}
