//! The list of inbound queues: names for the floor, and what a membership scan goes through.
//!
//! AloHub lists no outbound queues and reports no figure of any queue.

use std::collections::BTreeMap;

use domain::queue::FigureScope;
use domain::queue::NamedRef;
use domain::queue::QueueSnapshot;
use domain::snapshot::Warning;
use domain::time::UnixMs;
use serde_json::Value;

use super::client::Haste;
use super::client::Link;
use super::client::List;
use super::wire::reference;
use super::wire::text;
use crate::ProviderError;
use crate::administration::InboundQueue;
use crate::administration::InboundQueues;
use crate::http::Stopwatch;

/// Time between two readings of the list for the floor.
const EVERY_S: i64 = 300;
/// Time until a reading that failed is tried again.
const TRY_AGAIN_S: i64 = 60;
/// What the list is called in warnings.
const PART: &str = "the list of inbound queues";

/// Reads the list.
pub(crate) async fn read(link: &Link, watch: &Stopwatch, haste: Haste) -> Result<InboundQueues, ProviderError> {
    let swept = link.sweep(&List::inbound_queues(), watch, haste).await?;
    if let Some(error) = swept.broke {
        return Err(error);
    }
    let complete = swept.sweep.is_complete();
    let rows = swept.sweep.into_rows();
    let (queues, all_read) = queues(&rows);
    Ok(InboundQueues { queues, complete: complete && all_read, as_of: swept.received_at, requests: swept.requests })
}

/// The queues of the rows, each once, and whether every row was one.
fn queues(rows: &[Value]) -> (Vec<InboundQueue>, bool) {
    let mut queues = BTreeMap::new();
    let mut all_read = true;
    for row in rows {
        let Some(id) = reference(row.get("callinId")) else {
            all_read = false;
            continue;
        };
        let extra = ["strategy", "musicinQueue", "timeWait", "agentSelector", "nguongRanhRoi", "callinNumber"]
            .into_iter()
            .filter_map(|field| Some((field.to_owned(), text(row.get(field), 128)?)))
            .collect();
        let name = text(row.get("callinName"), 128);
        queues.insert(id.clone(), InboundQueue { queue: NamedRef { id, name }, extra });
    }
    (queues.into_values().collect(), all_read)
}

/// The list as last read for the floor, and how the last try went.
#[derive(Debug, Default)]
pub(crate) struct QueueMemory {
    list: Option<InboundQueues>,
    tried_at: Option<UnixMs>,
    failure: Option<ProviderError>,
}

impl QueueMemory {
    pub(crate) fn is_due(&self, now: UnixMs) -> bool {
        let pause_s = match &self.failure {
            None | Some(ProviderError::Forbidden { .. }) => EVERY_S,
            Some(_) => TRY_AGAIN_S,
        };
        self.tried_at.is_none_or(|tried_at| now.seconds_since(tried_at) >= pause_s)
    }

    /// Notes a try. A failure keeps the names that are known.
    pub(crate) fn note(&mut self, result: &Result<InboundQueues, ProviderError>, now: UnixMs) {
        self.tried_at = Some(now);
        match result {
            Ok(list) => {
                self.list = Some(list.clone());
                self.failure = None;
            }
            Err(error) => self.failure = Some(error.clone()),
        }
    }

    pub(crate) fn names(&self) -> BTreeMap<String, String> {
        let queues = self.list.iter().flat_map(|list| &list.queues);
        queues.filter_map(|entry| Some((entry.queue.id.clone(), entry.queue.name.clone()?))).collect()
    }

    /// The queues for the floor: names without figures, since AloHub reports none.
    pub(crate) fn snapshots(&self, only: Option<&str>) -> Vec<QueueSnapshot> {
        let Some(list) = &self.list else { return Vec::new() };
        list.queues
            .iter()
            .filter(|entry| only.is_none_or(|only| only == entry.queue.id))
            .map(|entry| QueueSnapshot::new(entry.queue.clone(), FigureScope::Queue, list.as_of))
            .collect()
    }

    /// What is wrong with the list, if anything.
    pub(crate) fn warning(&self) -> Option<Warning> {
        let failed = |reason: String| Warning::PartFailed { part: PART.to_owned(), reason };
        match (&self.failure, &self.list) {
            (Some(error), _) => Some(failed(error.to_string())),
            (None, Some(list)) if !list.complete => Some(failed("not every queue came".to_owned())),
            (None, Some(_) | None) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(at: UnixMs) -> InboundQueues {
        let sample: Value = serde_json::from_slice(include_bytes!("../../tests/fixtures/alohub/queues.json")).unwrap();
        let (queues, complete) = queues(sample["data"].as_array().unwrap());
        InboundQueues { queues, complete, as_of: at, requests: 1 }
    }

    #[test]
    fn a03_a_queues_number_becomes_the_same_text_as_on_agents() {
        let list = list(UnixMs(0));

        let queue = &list.queues[0];
        assert_eq!(queue.queue, NamedRef { id: "1001226".to_owned(), name: Some("test".to_owned()) });
        let extra: Vec<_> = queue.extra.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(extra, [("strategy", "1"), ("musicinQueue", "waiting.wav"), ("timeWait", "120")]);
    }

    #[test]
    fn the_list_is_read_every_five_minutes_and_sooner_after_a_failure() {
        let mut memory = QueueMemory::default();
        let start = UnixMs(1_000_000);
        assert!(memory.is_due(start));

        memory.note(&Ok(list(start)), start);
        assert!(!memory.is_due(start.plus_s(299)));
        assert!(memory.is_due(start.plus_s(300)));

        memory.note(&Err(ProviderError::ServerError { status: 500 }), start);
        assert!(!memory.is_due(start.plus_s(59)));
        assert!(memory.is_due(start.plus_s(60)));

        memory.note(&Err(ProviderError::Forbidden { right: domain::right::Right::ScopeQueue }), start);
        assert!(!memory.is_due(start.plus_s(299)));
    }

    #[test]
    fn a_failure_keeps_the_names_and_is_told_until_it_is_over() {
        let mut memory = QueueMemory::default();
        let start = UnixMs(1_000_000);
        memory.note(&Ok(list(start)), start);
        assert_eq!(memory.warning(), None);

        memory.note(&Err(ProviderError::ServerError { status: 500 }), start.plus_s(300));
        assert_eq!(memory.names().get("1001226").map(String::as_str), Some("test"));
        assert_eq!(memory.snapshots(None)[0].as_of, start);
        assert!(matches!(memory.warning(), Some(Warning::PartFailed { .. })));

        memory.note(&Ok(list(start)), start.plus_s(360));
        assert_eq!(memory.warning(), None);
    }

    #[test]
    fn queues_have_no_figures_since_none_are_reported() {
        let mut memory = QueueMemory::default();
        memory.note(&Ok(list(UnixMs(5))), UnixMs(5));

        let queue = &memory.snapshots(Some("1001226"))[0];
        assert_eq!((queue.waiting, queue.calls_today, queue.agents_reported), (None, None, None));
        assert!(memory.snapshots(Some("7")).is_empty());
    }
}
