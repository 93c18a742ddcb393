//! What an admin adjusts about a connection, around whatever vendor's client: states for words that have none here, and
//! a longer interval where the requests of a minute are limited.
//!
//! A word that Callboard has a state for is never overridden (decision X10).

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering;
use std::time::Duration;

use domain::agent::AgentSnapshot;
use domain::agent::AgentState;
use domain::agent::Confidence;
use domain::budget::RequestCounts;
use domain::capability::Capabilities;
use domain::command::Command;
use domain::command::Outcome;
use domain::in_group::InGroupChoice;
use domain::probe::ProbeReport;
use domain::provider::ProviderKind;
use domain::snapshot::Snapshot;
use domain::snapshot::Warning;
use domain::time::UnixMs;
use futures::future::BoxFuture;

use crate::Administration;
use crate::ConnectionSettings;
use crate::Provider;
use crate::ProviderError;

/// A client with an admin's adjustments.
struct Adjusted {
    inner: Arc<dyn Provider>,
    state_map: BTreeMap<String, AgentState>,
    budget_per_minute: Option<u32>,
    /// Requests of the last good poll; 0 before there was one.
    requests_last_sweep: AtomicU32,
}

/// The client as the settings adjust it; without adjustments the client itself.
pub(crate) fn adjusted(inner: Arc<dyn Provider>, settings: &ConnectionSettings) -> Arc<dyn Provider> {
    if settings.state_map.is_empty() && settings.budget_per_minute.is_none() {
        return inner;
    }
    Arc::new(Adjusted {
        inner,
        state_map: settings.state_map.clone(),
        budget_per_minute: settings.budget_per_minute,
        requests_last_sweep: AtomicU32::new(0),
    })
}

/// The shortest time between sweeps of `requests` that leaves a fifth of the minute's requests to reads and writes.
fn shortest_interval(requests: u32, per_minute: u32) -> Duration {
    const MINUTE_MS: u64 = 60_000;
    let ms = (MINUTE_MS * 5 * u64::from(requests)).div_ceil(4 * u64::from(per_minute.max(1)));
    Duration::from_millis(ms)
}

impl Adjusted {
    /// Gives the row the admin's state, where it has a word without one. `unmapped` are the answer's words of that kind.
    fn map(&self, agent: &mut AgentSnapshot, unmapped: &[String]) {
        if agent.state != AgentState::Unknown {
            return;
        }
        let label = agent.raw_label.as_deref().unwrap_or_default();
        let word = match self.inner.kind() {
            // Either of AloHub's two words may be the unknown one.
            ProviderKind::Alohub if !unmapped.contains(&agent.raw_status) => label.to_owned(),
            // VICIdial's status and sub-status are reported as one.
            ProviderKind::Vicidial => format!("{} {label}", agent.raw_status).trim().to_owned(),
            ProviderKind::Alohub | ProviderKind::Tel4vn | ProviderKind::Convoso | ProviderKind::Crocodial => {
                agent.raw_status.clone()
            }
        };
        if let Some(state) = self.state_map.get(&word) {
            agent.state = *state;
            // The provider said a word; that it means this state is the admin's conclusion.
            agent.confidence = Confidence::Derived;
        }
    }

    fn map_all(&self, snapshot: &mut Snapshot) {
        if self.state_map.is_empty() {
            return;
        }
        let unmapped = snapshot.unmapped_states();
        snapshot.agents.iter_mut().for_each(|agent| self.map(agent, &unmapped));
        snapshot.warnings.retain(|warning| match warning {
            Warning::UnknownState { raw } => !self.state_map.contains_key(raw),
            Warning::BadRow { .. }
            | Warning::DuplicateAgent { .. }
            | Warning::CaseOnlyDuplicate { .. }
            | Warning::ForeignRow { .. }
            | Warning::ClockSkew { .. }
            | Warning::MissingRows { .. }
            | Warning::NoSuchAgent { .. }
            | Warning::LeadingZeroMayBeLost { .. }
            | Warning::BadFigure { .. }
            | Warning::PartFailed { .. } => true,
        });
    }
}

impl Provider for Adjusted {
    fn kind(&self) -> ProviderKind {
        self.inner.kind()
    }

    fn capabilities(&self) -> Capabilities {
        self.inner.capabilities()
    }

    fn poll_interval(&self) -> Duration {
        let usual = self.inner.poll_interval();
        let requests = self.requests_last_sweep.load(Ordering::Relaxed);
        self.budget_per_minute.map_or(usual, |per_minute| usual.max(shortest_interval(requests, per_minute)))
    }

    fn poll(&self, now: UnixMs) -> BoxFuture<'_, Result<Snapshot, ProviderError>> {
        Box::pin(async move {
            let mut snapshot = self.inner.poll(now).await?;
            self.requests_last_sweep.store(snapshot.requests, Ordering::Relaxed);
            self.map_all(&mut snapshot);
            Ok(snapshot)
        })
    }

    fn agent<'a>(
        &'a self,
        external_id: &'a str,
        now: UnixMs,
    ) -> BoxFuture<'a, Result<Option<AgentSnapshot>, ProviderError>> {
        Box::pin(async move {
            let mut agent = self.inner.agent(external_id, now).await?;
            agent.iter_mut().for_each(|agent| self.map(agent, &[]));
            Ok(agent)
        })
    }

    fn execute<'a>(&'a self, command: &'a Command, now: UnixMs) -> BoxFuture<'a, Outcome> {
        self.inner.execute(command, now)
    }

    fn in_groups<'a>(
        &'a self,
        external_id: &'a str,
        now: UnixMs,
    ) -> BoxFuture<'a, Result<InGroupChoice, ProviderError>> {
        self.inner.in_groups(external_id, now)
    }

    fn probe(&self, now: UnixMs) -> BoxFuture<'_, ProbeReport> {
        self.inner.probe(now)
    }

    fn request_counts(&self) -> RequestCounts {
        self.inner.request_counts()
    }

    fn administration(&self) -> Option<&dyn Administration> {
        self.inner.administration()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polls_leave_a_fifth_of_the_minute_to_reads_and_writes() {
        assert_eq!(shortest_interval(1, 12), Duration::from_millis(6250));
        assert_eq!(shortest_interval(5, 20), Duration::from_millis(18_750));
        assert_eq!(shortest_interval(0, 20), Duration::ZERO);
        for (requests, per_minute) in [(1, 1), (7, 13), (413, 60), (1, 6000)] {
            let sweeps = Duration::from_secs(60).as_secs_f64() / shortest_interval(requests, per_minute).as_secs_f64();
            assert!(sweeps * f64::from(requests) <= f64::from(per_minute) * 0.8 + 1e-9, "{requests} of {per_minute}");
        }
    }
}
