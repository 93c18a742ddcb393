//! How long to leave a provider alone after what it said.

use std::time::Duration;

use backon::BackoffBuilder;
use backon::ExponentialBackoff;
use backon::ExponentialBuilder;
use domain::provider::ProviderKind;
use providers::ProviderError;

/// Until a person changes something, asking often is of no use.
const SLOW_RETRY: Duration = Duration::from_secs(5 * 60);
/// A 429 that does not say for how long (as `ProviderError::health` counts it).
const RATE_LIMIT: Duration = Duration::from_secs(30);
/// No provider's word silences a connection for longer.
const RATE_LIMIT_AT_MOST: Duration = Duration::from_secs(24 * 3600);

/// What comes after a poll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rest {
    /// The next poll, by default after this long; a poke may bring it forward.
    Poll(Duration),
    /// The next poll, not before this has passed, whoever asks.
    NotBefore(Duration),
    /// No further poll until the settings change (decision X12).
    Hold,
}

#[derive(Debug)]
pub(crate) struct Backoff {
    delays: ExponentialBackoff,
    key_refusals: u32,
}

impl Backoff {
    pub(crate) fn new() -> Self {
        let delays = ExponentialBuilder::new()
            .with_min_delay(Duration::from_secs(2))
            .with_factor(2.0)
            .with_max_delay(Duration::from_secs(60))
            .without_max_times()
            .build();
        Self { delays, key_refusals: 0 }
    }

    /// A good poll: everything that came before is forgiven.
    pub(crate) fn forget(&mut self) {
        *self = Self::new();
    }

    /// What comes after this failure at a provider that is asked every `interval`.
    pub(crate) fn after(&mut self, error: &ProviderError, kind: ProviderKind, interval: Duration) -> Rest {
        match error {
            ProviderError::RateLimited { retry_after } => {
                Rest::NotBefore(retry_after.unwrap_or(RATE_LIMIT).clamp(Duration::from_secs(1), RATE_LIMIT_AT_MOST))
            }
            ProviderError::AuthFailed => {
                self.key_refusals += 1;
                if self.key_refusals <= second_tries(kind) { Rest::NotBefore(SLOW_RETRY) } else { Rest::Hold }
            }
            ProviderError::Forbidden { .. } | ProviderError::Misconfigured { .. } => Rest::Poll(SLOW_RETRY),
            ProviderError::Unreachable(_)
            | ProviderError::ServerError { .. }
            | ProviderError::BadBody(_)
            | ProviderError::Refused { .. }
            | ProviderError::NotOffered => {
                let delay = self.delays.next().expect("the number of delays has no limit");
                Rest::Poll(delay.max(interval))
            }
        }
    }
}

/// How often a refused key is tried again. VICIdial locks the account, CrocoDial descends from it, and TEL4VN's client
/// has issued a fresh token already.
const fn second_tries(kind: ProviderKind) -> u32 {
    match kind {
        ProviderKind::Convoso | ProviderKind::Alohub => 1,
        ProviderKind::Tel4vn | ProviderKind::Vicidial | ProviderKind::Crocodial => 0,
    }
}

/// Spreads polls by a tenth, so that connections which started together do not stay together.
pub(crate) fn jittered(wait: Duration) -> Duration {
    wait.mul_f64(rand::random_range(0.9..=1.1))
}

/// The same where earlier is not allowed.
pub(crate) fn jittered_later(wait: Duration) -> Duration {
    wait + wait.min(Duration::from_secs(10)).mul_f64(rand::random_range(0.0..=0.1))
}

#[cfg(test)]
mod tests {
    use providers::error::Unreachable;

    use super::*;

    const UNREACHABLE: ProviderError = ProviderError::Unreachable(Unreachable::Connect);

    fn seconds(rest: Rest) -> u64 {
        match rest {
            Rest::Poll(wait) | Rest::NotBefore(wait) => wait.as_secs(),
            Rest::Hold => 0,
        }
    }

    #[test]
    fn waits_double_up_to_a_minute_and_begin_anew_after_a_good_poll() {
        let mut backoff = Backoff::new();
        let mut next =
            |interval_s| seconds(backoff.after(&UNREACHABLE, ProviderKind::Tel4vn, Duration::from_secs(interval_s)));

        assert_eq!([next(4), next(4), next(4), next(4), next(4), next(4), next(4)], [4, 4, 8, 16, 32, 60, 60]);
        assert_eq!(next(90), 90);
        backoff.forget();
        assert_eq!(seconds(backoff.after(&UNREACHABLE, ProviderKind::Tel4vn, Duration::from_secs(1))), 2);
    }

    #[test]
    fn x12_a_refused_key_is_tried_again_once_where_no_account_is_locked() {
        for kind in ProviderKind::ALL {
            let mut backoff = Backoff::new();
            let mut next = || backoff.after(&ProviderError::AuthFailed, kind, Duration::from_secs(4));

            if matches!(kind, ProviderKind::Convoso | ProviderKind::Alohub) {
                assert_eq!(next(), Rest::NotBefore(SLOW_RETRY), "{kind}");
            }
            assert_eq!(next(), Rest::Hold, "{kind}");
        }
    }

    #[test]
    fn a_rate_limit_is_obeyed_to_the_second_and_never_for_ever() {
        let after = |retry_after| {
            Backoff::new().after(
                &ProviderError::RateLimited { retry_after },
                ProviderKind::Alohub,
                Duration::from_secs(15),
            )
        };

        assert_eq!(after(Some(Duration::from_secs(77))), Rest::NotBefore(Duration::from_secs(77)));
        assert_eq!(after(None), Rest::NotBefore(RATE_LIMIT));
        assert_eq!(after(Some(Duration::MAX)), Rest::NotBefore(RATE_LIMIT_AT_MOST));
    }

    #[test]
    fn jitter_stays_within_a_tenth() {
        for _ in 0..100 {
            let wait = jittered(Duration::from_secs(10)).as_secs_f64();
            let later = jittered_later(Duration::from_secs(10)).as_secs_f64();

            assert!((9.0..=11.0).contains(&wait) && (10.0..=11.0).contains(&later), "{wait} {later}");
        }
    }
}
