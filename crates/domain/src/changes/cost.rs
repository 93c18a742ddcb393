//! What a change set costs: requests, and seconds at the present allowance.

use serde::Deserialize;
use serde::Serialize;

use crate::changes::Plan;
use crate::changes::Step;
use crate::snapshot::Allowance;

/// Agents that one scan of all queues serves.
pub const MOST_IN_BATCH: u32 = 25;

/// Requests of a plan. The looks before and after the writes are most of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Readings of all queues or of all agents, before and after the writes of each batch.
    pub scans: u32,
    /// Requests for them.
    pub read: u32,
    /// Requests that change something.
    pub write: u32,
    /// Seconds it takes at the present allowance with a fifth of it left alone; none where no allowance is known.
    pub seconds: Option<u32>,
}

impl Cost {
    /// The cost of a plan where one scan of the queues takes `scan` requests and one reading of all agents `agents`.
    pub fn of(plan: &Plan, scan: u32, agents: u32, allowance: Option<Allowance>) -> Self {
        let rows = |is: fn(&Step) -> bool| {
            u32::try_from(plan.rows.iter().filter(|row| is(&row.step)).count()).unwrap_or(u32::MAX)
        };
        let callin = rows(|step| matches!(step, Step::Callin { .. }));
        let unseen = rows(|step| matches!(step, Step::CallinUnseen { .. }));
        let callout = rows(|step| matches!(step, Step::Callout { .. }));
        let recording = rows(|step| matches!(step, Step::Recording { .. }));
        let batches = |rows: u32, reading: u32| rows.div_ceil(in_batch(reading, allowance));
        let (scans_of_queues, readings_of_agents) = (2 * batches(callin, scan), 2 * batches(callout, agents));
        let mut cost = Self {
            scans: scans_of_queues + readings_of_agents,
            read: scans_of_queues.saturating_mul(scan).saturating_add(readings_of_agents.saturating_mul(agents)),
            write: callin.saturating_add(unseen).saturating_add(callout).saturating_add(recording),
            seconds: None,
        };
        cost.seconds = allowance.and_then(|allowance| seconds(cost.requests(), allowance));
        cost
    }

    /// All requests.
    pub const fn requests(self) -> u32 {
        self.read.saturating_add(self.write)
    }
}

/// Writes that go with one reading: what a window holds beside the readings before and after them.
fn in_batch(reading: u32, allowance: Option<Allowance>) -> u32 {
    let fit = allowance.map(|allowance| (allowance.limit - allowance.limit / 5).saturating_sub(2 * reading));
    fit.unwrap_or(MOST_IN_BATCH).clamp(1, MOST_IN_BATCH)
}

/// Seconds for so many requests when a fifth of every window is left alone.
fn seconds(requests: u32, allowance: Allowance) -> Option<u32> {
    let kept = allowance.limit / 5;
    let usable = allowance.limit.checked_sub(kept).filter(|usable| *usable > 0 && allowance.window_s > 0)?;
    let now = allowance.remaining.saturating_sub(kept);
    Some(requests.saturating_sub(now).div_ceil(usable).saturating_mul(allowance.window_s))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::administration::Callin;
    use crate::changes::Change;
    use crate::changes::PlannedRow;

    fn plan(agents: u32) -> Plan {
        let step = Step::Callin { before: Callin::default(), after: Callin::default() };
        let row = |agent: u32| PlannedRow {
            agent: agent.to_string(),
            label: String::new(),
            change: Change::priority(1),
            step: step.clone(),
        };
        Plan { rows: (0..agents).map(row).collect(), dangers: Vec::new() }
    }

    #[test]
    fn a07_the_scans_of_every_batch_are_counted() {
        let cost = Cost::of(&plan(26), 9, 5, None);

        assert_eq!((cost.scans, cost.read, cost.write, cost.requests()), (4, 36, 26, 62));
        assert_eq!(cost.seconds, None);
        assert_eq!(Cost::of(&plan(0), 9, 5, None), Cost::default());
    }

    #[test]
    fn a22_a_fifth_of_every_window_is_left_alone() {
        let allowance = Allowance { limit: 20, remaining: 20, window_s: 10 };
        let seconds =
            |agents, remaining| Cost::of(&plan(agents), 4, 1, Some(Allowance { remaining, ..allowance })).seconds;

        assert_eq!(seconds(8, 20), Some(0), "16 requests are there");
        assert_eq!(seconds(9, 20), Some(10), "a second batch has its own readings");
        assert_eq!(seconds(8, 4), Some(10), "what is left is not ours");
        assert_eq!(seconds(24, 4), Some(30));
    }

    #[test]
    fn a_small_window_makes_small_batches_with_a_reading_before_and_after_each() {
        let allowance = Allowance { limit: 20, remaining: 20, window_s: 10 };

        let cost = Cost::of(&plan(24), 5, 1, Some(allowance));

        assert_eq!((cost.scans, cost.read, cost.write), (8, 40, 24), "six writes go with two readings of five");
        assert_eq!(Cost::of(&plan(2), 50, 1, Some(allowance)).scans, 4, "at least one");
    }

    #[test]
    fn an_allowance_of_nothing_tells_no_time() {
        let allowance = Allowance { limit: 0, remaining: 0, window_s: 10 };

        assert_eq!(Cost::of(&plan(1), 4, 1, Some(allowance)).seconds, None);
    }
}
