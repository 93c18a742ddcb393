//! When the providers of a past were out of reach: twice a day, for some minutes, at times that follow from the seed.

use domain::provider::ProviderKind;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// One stretch without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Outage {
    /// Its first moment.
    pub(crate) from_ms: i64,
    /// The first moment after it.
    pub(crate) until_ms: i64,
}

impl Outage {
    pub(crate) const fn covers(&self, at_ms: i64) -> bool {
        self.from_ms <= at_ms && at_ms < self.until_ms
    }
}

/// The outages of one provider before the opening. They lie some four and some twenty-one hours back, so that one falls
/// into this working day and one into the last.
pub(crate) fn before(opening_ms: i64, begins_ms: i64, seed: u64, kind: ProviderKind) -> Vec<Outage> {
    let own = (seed % 1000) as i64 * 31 + kind as i64 * 17;
    let days = (opening_ms - begins_ms + DAY_MS - 1) / DAY_MS;
    let mut outages: Vec<Outage> = (0..days)
        .flat_map(|day| {
            let recent = (230 + own * 7 % 40, 6 + own % 4);
            let earlier = (1250 + own * 11 % 60, 8 + own % 6);
            [recent, earlier].map(|(minutes_back, minutes)| {
                let from_ms = opening_ms - day * DAY_MS - minutes_back * MINUTE_MS;
                Outage { from_ms, until_ms: from_ms + minutes * MINUTE_MS }
            })
        })
        .filter(|outage| outage.from_ms > begins_ms)
        .collect();
    outages.sort_by_key(|outage| outage.from_ms);
    outages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_provider_is_away_twice_a_day_for_minutes_and_not_all_at_once() {
        let opening_ms = 100 * DAY_MS;
        let of = |kind| before(opening_ms, opening_ms - DAY_MS, 1, kind);

        for kind in ProviderKind::ALL {
            let outages = of(kind);
            assert_eq!(outages.len(), 2, "{kind}");
            for outage in outages {
                let minutes = (outage.until_ms - outage.from_ms) / MINUTE_MS;
                assert!((6..=14).contains(&minutes), "{kind}: {minutes}");
                assert!(outage.from_ms > opening_ms - DAY_MS && outage.until_ms < opening_ms);
            }
        }
        assert_ne!(of(ProviderKind::Tel4vn), of(ProviderKind::Convoso));
    }

    #[test]
    fn a_past_of_one_hour_has_none() {
        assert_eq!(before(100 * DAY_MS, 100 * DAY_MS - 60 * MINUTE_MS, 1, ProviderKind::Alohub), []);
    }
}
