//! How long a past is and how often it is looked at, so that the work stays bounded whatever the size of the floor.

use domain::provider::ProviderKind;
use simulator::Lived;

const SECOND_MS: i64 = 1000;
const HOUR_MS: i64 = 3_600_000;

/// Agents times hours that one floor may live: a hundred and twenty agents have a whole day.
const AGENT_HOURS: i64 = 24 * 120;

/// The last `hours` of a house of so many agents for each provider, shown from this time of the house's day on. Larger
/// floors have a shorter past, and those that could not even have one hour have none.
pub fn lived(agents: usize, hours: u32, of_day_ms: i64) -> Option<Lived> {
    let agents = i64::try_from(agents).unwrap_or(i64::MAX).max(1);
    let hours = i64::from(hours).min(AGENT_HOURS / agents);
    (hours > 0).then(|| Lived::of(hours * HOUR_MS, of_day_ms))
}

/// The shortest time between two polls of a floor in its past. A floor that is read agent by agent costs a request each,
/// so it is looked at half as often.
pub(crate) fn step_ms(kind: ProviderKind, agents: usize) -> i64 {
    let base_ms = (10 + i64::try_from(agents).unwrap_or(i64::MAX) / 3).min(30) * SECOND_MS;
    match kind {
        ProviderKind::Crocodial => base_ms * 2,
        ProviderKind::Tel4vn | ProviderKind::Convoso | ProviderKind::Alohub | ProviderKind::Vicidial => base_ms,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_floor_has_a_shorter_past_and_a_huge_one_none() {
        let hours = |agents| lived(agents, 24, 0).map(|lived| lived.for_ms / HOUR_MS);

        assert_eq!([hours(1), hours(60), hours(120), hours(240), hours(2880)], [24, 24, 24, 12, 1].map(Some));
        assert_eq!(hours(2881), None);
        assert_eq!(lived(60, 0, 0), None);
    }
}
