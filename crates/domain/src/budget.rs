//! What a provider's allowance is spent on: requests of the last minute beside what is allowed.

use serde::Deserialize;
use serde::Serialize;

use crate::snapshot::Allowance;

/// Requests sent in the last 60 seconds, by what they were for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestCounts {
    /// Polls of the floor, with the tokens, rosters and figures that belong to them.
    pub polls: u32,
    /// Single agents, queue scans and tests.
    pub reads: u32,
    /// Changes, with the looks before and after that belong to them.
    pub writes: u32,
}

impl RequestCounts {
    /// All of them.
    pub const fn total(self) -> u32 {
        self.polls.saturating_add(self.reads).saturating_add(self.writes)
    }
}

/// Who named the allowance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AllowanceSource {
    /// The provider, in its headers.
    Told,
    /// An admin, in the connection's settings.
    Set,
}

/// Requests of the last minute beside what a minute allows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    /// Requests sent.
    pub counts: RequestCounts,
    /// Requests a minute allows; none where nobody named a limit.
    pub per_minute: Option<u32>,
    /// Who named it.
    pub source: Option<AllowanceSource>,
}

impl Budget {
    /// The budget from what was sent, what the provider tells, and what an admin set. What is told wins, scaled to a minute.
    pub fn of(counts: RequestCounts, told: Option<Allowance>, set_per_minute: Option<u32>) -> Self {
        let told = told.filter(|told| told.window_s > 0).map(|told| {
            let per_minute = u64::from(told.limit) * 60 / u64::from(told.window_s);
            (u32::try_from(per_minute).unwrap_or(u32::MAX), AllowanceSource::Told)
        });
        let limit = told.or_else(|| set_per_minute.map(|set| (set, AllowanceSource::Set)));
        let (per_minute, source) = limit.unzip();
        Self { counts, per_minute, source }
    }

    /// Requests that are left of the minute, where there is a limit.
    pub fn left(self) -> Option<u32> {
        self.per_minute.map(|per_minute| per_minute.saturating_sub(self.counts.total()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COUNTS: RequestCounts = RequestCounts { polls: 58, reads: 10, writes: 28 };

    #[test]
    fn what_the_provider_tells_wins_and_is_scaled_to_a_minute() {
        let told = Allowance { limit: 20, remaining: 0, window_s: 10 };

        let budget = Budget::of(COUNTS, Some(told), Some(50));

        assert_eq!((budget.per_minute, budget.source), (Some(120), Some(AllowanceSource::Told)));
        assert_eq!(budget.left(), Some(24));
    }

    #[test]
    fn what_an_admin_set_counts_where_nothing_is_told() {
        let senseless = Allowance { limit: 20, remaining: 0, window_s: 0 };

        for told in [None, Some(senseless)] {
            let budget = Budget::of(COUNTS, told, Some(50));
            assert_eq!((budget.per_minute, budget.source), (Some(50), Some(AllowanceSource::Set)));
            assert_eq!(budget.left(), Some(0));
        }
    }

    #[test]
    fn without_a_limit_nothing_is_left_over_and_nothing_is_short() {
        let budget = Budget::of(COUNTS, None, None);

        assert_eq!((budget.per_minute, budget.source, budget.left()), (None, None, None));
        assert_eq!(budget.counts.total(), 96);
    }
}
