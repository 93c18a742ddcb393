//! How long a screen waits for a server that is away: never so long that it is missed for half a minute once it is back.

/// A server that has not answered by then will not: behind a proxy that waits for it nobody else says so.
pub(super) const ANSWER_WITHIN_MS: f64 = 10_000.0;
/// The server beats every 15 s; after so much silence the stream counts as dead.
pub(super) const SILENCE_MS: f64 = 35_000.0;
/// First wait before asking again; doubled each time.
const RETRY_MS: f64 = 1_000.0;
/// Longest wait, before it is spread.
const RETRY_MAX_MS: f64 = 12_000.0;

/// How long to wait after so many failures in a row; `chance` from 0 to 1 spreads the screens of a floor.
pub(super) fn wait_ms(failures: i32, chance: f64) -> f64 {
    let wait_ms = (RETRY_MS * 2f64.powi(failures.clamp(0, 6))).min(RETRY_MAX_MS);
    wait_ms * (0.5 + chance)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The watch looks once a second, at both ends of a wait.
    const TICKS_MS: f64 = 2_000.0;

    fn chances() -> impl Iterator<Item = f64> {
        (0..=100).map(|percent| f64::from(percent) / 100.0)
    }

    #[test]
    fn a_server_that_is_back_is_found_within_30_s_however_long_it_was_away() {
        // More failures than a screen can count in a year of them, and whatever a counter may hold.
        let failures = (0..40_000).step_by(97).chain([0, 1, 2, 3, 4, 5, 6, 7, i32::MAX, i32::MIN]);
        for failures in failures {
            for chance in chances() {
                // The worst moment to come back: an attempt has just begun that will never be answered.
                let found_after_ms = ANSWER_WITHIN_MS + wait_ms(failures, chance) + TICKS_MS;
                assert!(found_after_ms <= 30_000.0, "{failures} failures: {found_after_ms} ms");
            }
        }
    }

    #[test]
    fn waits_grow_and_are_spread() {
        for failures in 0..8 {
            let (shortest, longest) = (wait_ms(failures, 0.0), wait_ms(failures, 1.0));
            assert!(shortest >= 500.0 && longest >= 3.0 * shortest - 1.0, "{failures}: {shortest} to {longest}");
            assert!(wait_ms(failures + 1, 0.5) >= wait_ms(failures, 0.5));
        }
    }
}
