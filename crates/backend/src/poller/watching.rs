//! While which stretches of time a connection is being read, and which figures of its queues have changed: what a replay
//! needs besides the changes of state.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use domain::health::HealthStatus;
use domain::history::QueueSample;
use domain::history::WatchSpan;
use domain::queue::QueueSnapshot;
use domain::time::UnixMs;

/// How far a stretch has come is written down so often; a crash loses no more than this of it.
const KEEP_EVERY_MS: i64 = 15_000;

/// The stretch that lasts, and the figures last kept.
#[derive(Debug, Default)]
pub struct Watching {
    span: Option<WatchSpan>,
    kept_until: Option<UnixMs>,
    figures: BTreeMap<String, QueueSnapshot>,
}

impl Watching {
    /// After a good poll: the stretch, if it is time to write down how far it has come.
    pub fn good(&mut self, at: UnixMs, interval_ms: u32) -> Vec<WatchSpan> {
        let extended = self.span.and_then(|span| span.extended(at, interval_ms));
        let is_new = extended.is_none();
        let ended = self.span.filter(|_| is_new && self.kept_until != self.span.map(|span| span.until));
        let span = extended.unwrap_or_else(|| WatchSpan::begin(at, interval_ms));
        self.span = Some(span);
        let is_due = is_new || self.kept_until.is_none_or(|kept| at.ms_since(kept) >= KEEP_EVERY_MS);
        if is_due {
            self.kept_until = Some(at);
        }
        ended.into_iter().chain(is_due.then_some(span)).collect()
    }

    /// After a failed poll: the stretch with what may have ended it. A good poll that comes in time takes that back.
    pub fn failed(&mut self, cause: HealthStatus) -> Vec<WatchSpan> {
        let Some(span) = self.span.as_mut().filter(|span| span.cause.is_none()) else { return Vec::new() };
        span.cause = Some(cause);
        self.kept_until = Some(span.until);
        vec![*span]
    }

    /// What is not written down yet.
    pub fn unkept(&self) -> Vec<WatchSpan> {
        self.span.into_iter().filter(|span| self.kept_until != Some(span.until)).collect()
    }

    /// The figures that are not those of the last sample. A queue that is gone is kept as one without figures.
    pub fn samples(&mut self, queues: Vec<QueueSnapshot>, at: UnixMs) -> Vec<QueueSample> {
        let here: BTreeSet<String> = queues.iter().map(|queue| queue.queue.id.clone()).collect();
        let gone = self.figures.values().filter(|queue| !here.contains(&queue.queue.id) && queue.has_figures());
        let gone: Vec<QueueSnapshot> =
            gone.map(|queue| QueueSnapshot::new(queue.queue.clone(), queue.scope, at)).collect();
        queues.into_iter().chain(gone).filter_map(|queue| self.sample(queue)).collect()
    }

    fn sample(&mut self, queue: QueueSnapshot) -> Option<QueueSample> {
        let is_same = self
            .figures
            .get(&queue.queue.id)
            .is_some_and(|before| QueueSnapshot { as_of: before.as_of, ..queue.clone() } == *before);
        if is_same {
            return None;
        }
        self.figures.insert(queue.queue.id.clone(), queue.clone());
        Some(QueueSample { at: queue.as_of, figures: queue })
    }
}

#[cfg(test)]
mod tests {
    use domain::queue::FigureScope;
    use domain::queue::NamedRef;

    use super::*;

    const START: UnixMs = UnixMs(1_000_000);

    fn queue(id: &str, waiting: u32, at: UnixMs) -> QueueSnapshot {
        let queue = NamedRef { id: id.to_owned(), name: None };
        QueueSnapshot { waiting: Some(waiting), ..QueueSnapshot::new(queue, FigureScope::Queue, at) }
    }

    #[test]
    fn a_stretch_is_written_down_when_it_begins_and_every_fifteen_seconds() {
        let mut watching = Watching::default();

        let kept: Vec<usize> = (0..8).map(|poll| watching.good(START.plus_s(5 * poll), 5000).len()).collect();

        assert_eq!(kept, [1, 0, 0, 1, 0, 0, 1, 0]);
        assert_eq!(watching.unkept()[0].until, START.plus_s(35));
    }

    #[test]
    fn a_gap_that_made_rows_stale_begins_a_new_stretch_and_keeps_the_end_of_the_old_one() {
        let mut watching = Watching::default();
        watching.good(START, 5000);
        watching.good(START.plus_s(5), 5000);

        let kept = watching.good(START.plus_s(60), 5000);

        let ends: Vec<(UnixMs, UnixMs)> = kept.iter().map(|span| (span.from, span.until)).collect();
        assert_eq!(ends, [(START, START.plus_s(5)), (START.plus_s(60), START.plus_s(60))]);
    }

    #[test]
    fn a_failure_that_is_over_in_time_does_not_end_the_stretch() {
        let mut watching = Watching::default();
        watching.good(START, 5000);

        let failed = watching.failed(HealthStatus::Unreachable);
        assert_eq!(failed[0].cause, Some(HealthStatus::Unreachable));
        assert!(watching.failed(HealthStatus::ServerError).is_empty(), "the first failure names the cause");
        watching.good(START.plus_s(15), 5000);

        let span = watching.span.unwrap();
        assert_eq!((span.from, span.until, span.cause), (START, START.plus_s(15), None));
    }

    #[test]
    fn figures_are_sampled_when_they_change_and_when_their_queue_goes() {
        let mut watching = Watching::default();

        assert_eq!(watching.samples(vec![queue("a", 1, START)], START).len(), 1);
        assert_eq!(watching.samples(vec![queue("a", 1, START.plus_s(5))], START.plus_s(5)), []);
        assert_eq!(watching.samples(vec![queue("a", 2, START.plus_s(9))], START.plus_s(9))[0].at, START.plus_s(9));
        let gone = watching.samples(Vec::new(), START.plus_s(12));
        assert_eq!((gone.len(), gone[0].figures.has_figures(), gone[0].at), (1, false, START.plus_s(12)));
        assert_eq!(watching.samples(Vec::new(), START.plus_s(15)), []);
    }
}
