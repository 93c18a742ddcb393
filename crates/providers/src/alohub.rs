//! AloHub: agents with their queues, and the only provider here through which queues and recording can be changed.
//!
//! It lists every agent, logged out or not, in pages; it reports neither calls nor times nor figures of queues. The
//! plan of a safe change (read, merge, confirm, write, verify) belongs to the backend: here are the list, the
//! membership scan and the single verified write.

pub mod config;
pub mod membership;
pub mod queues;

mod administration;
mod client;
mod normalise;
mod pace;
mod paging;
mod row;
mod wire;
mod write;

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::time::Duration;

use domain::agent::AgentSnapshot;
use domain::budget::RequestCounts;
use domain::capability::Absence;
use domain::capability::Capabilities;
use domain::capability::Capability;
use domain::capability::Support;
use domain::command::Command;
use domain::command::Outcome;
use domain::form::Field;
use domain::form::Problem;
use domain::probe::ProbeReport;
use domain::probe::ProbeStep;
use domain::provider::ProviderKind;
use domain::queue::FigureScope;
use domain::snapshot::ProviderTotals;
use domain::snapshot::Snapshot;
use domain::snapshot::Warning;
use domain::time::UnixMs;
use futures::future::BoxFuture;
use secrecy::ExposeSecret;
use secrecy::SecretString;

use crate::Administration;
use crate::ConnectionSettings;
use crate::Provider;
use crate::ProviderError;
use crate::administration::InboundQueues;
use crate::http::HttpClient;
use crate::http::Stopwatch;
use crate::meter::Purpose;
use crate::probe::Probe;
use crate::probe::count;
use client::Haste;
use client::Link;
use client::List;
use config::AlohubConfig;
use membership::MembershipScan;
use membership::ScanProgress;
use queues::QueueMemory;
use row::AgentRow;

pub use client::Timings;

/// One AloHub account.
pub struct Alohub {
    link: Link,
    /// std mutex: never held across an await.
    memory: Mutex<Memory>,
}

/// What is kept between polls; losing it costs a request and nothing else.
#[derive(Debug, Default)]
struct Memory {
    queues: QueueMemory,
    /// Agents seen, and whether their identifier came as a number (decision A2).
    came_as_number: BTreeMap<String, bool>,
}

impl Alohub {
    /// A client for the account that `settings` describe.
    ///
    /// # Errors
    /// [`ProviderError::Misconfigured`] naming the setting.
    pub fn new(
        config: AlohubConfig,
        settings: &ConnectionSettings,
        secret: SecretString,
        http: HttpClient,
    ) -> Result<Self, ProviderError> {
        let key = secret.expose_secret().trim();
        if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(ProviderError::misconfigured(Field::Secret, Problem::NotAsShown));
        }
        let key = SecretString::from(key);
        let config = config.checked(&settings.base_url).map_err(|errors| ProviderError::first_of(&errors))?;
        Ok(Self { link: Link::new(http, config, key), memory: Mutex::default() })
    }

    /// The same client with other waiting times.
    #[must_use]
    pub fn with_timings(mut self, timings: Timings) -> Self {
        self.link.timings = timings;
        self
    }

    /// Reads the list of inbound queues; the floor shows its names from then on.
    ///
    /// # Errors
    /// As [`Provider::poll`]; [`ProviderError::Forbidden`] where the key lacks the scope for queues.
    pub async fn inbound_queues(&self, now: UnixMs) -> Result<InboundQueues, ProviderError> {
        let watch = self.link.stopwatch(now);
        self.read_queues(&watch).await
    }

    /// Reads the complete callin queues of `agents`, or of everybody: one request for each page of each inbound queue.
    ///
    /// # Errors
    /// As [`Provider::poll`]: half a scan is of no use, so that any failed page fails it.
    pub async fn membership_scan(
        &self,
        agents: Option<&BTreeSet<String>>,
        now: UnixMs,
        progress: &(dyn Fn(ScanProgress) + Send + Sync),
    ) -> Result<MembershipScan, ProviderError> {
        let watch = self.link.stopwatch(now);
        let scan = membership::scan(&self.link, agents, &watch, Haste::LeaveRoomForWrites, progress).await;
        scan.map_err(|broken| broken.error)
    }

    async fn read_queues(&self, watch: &Stopwatch) -> Result<InboundQueues, ProviderError> {
        let result = queues::read(&self.link, watch, Haste::LeaveRoomForWrites).await;
        self.memory().queues.note(&result, watch.now());
        result
    }

    async fn read_floor(&self, now: UnixMs) -> Result<Snapshot, ProviderError> {
        let watch = self.link.stopwatch(now);
        let swept = self.link.sweep(&List::agents(&self.link.config), &watch, Haste::LeaveRoomForWrites).await?;
        self.link.note_pages(swept.requests);
        let mut snapshot = Snapshot::new(swept.received_at);
        snapshot.requests = swept.requests;
        snapshot.clock_skew_s = swept.clock_skew_s;
        if self.queues_are_due(watch.now()) {
            // A failure is kept and told by the memory; the agents are good without the names.
            snapshot.requests += self.read_queues(&watch).await.map_or(1, |list| list.requests);
        }
        let complete = swept.sweep.is_complete();
        let missing = swept.sweep.missing();
        snapshot.totals = self.totals(swept.sweep.told());
        let rows = swept.sweep.into_rows();
        let mut memory = self.memory();
        let floor = normalise::floor(
            &rows,
            &normalise::Context {
                received_at: swept.received_at,
                expected_tenant: self.link.config.expected_tenant(),
                queue_names: &memory.queues.names(),
            },
        );
        snapshot.complete = complete && floor.all_rows_read;
        if snapshot.complete {
            memory.came_as_number.clear();
        }
        let identifiers = floor.agents.iter().map(|agent| agent.external_id.clone());
        memory.came_as_number.extend(identifiers.map(|id| {
            let came_as_number = floor.numeric_ids.contains(&id);
            (id, came_as_number)
        }));
        snapshot.agents = floor.agents;
        snapshot.queues = memory.queues.snapshots(self.link.config.queue_id.as_deref());
        snapshot.warnings = floor.warnings;
        snapshot.warnings.extend(missing);
        snapshot.warnings.extend(swept.broke.map(|error| Warning::PartFailed {
            part: "the rest of the agent list".to_owned(),
            reason: error.to_string(),
        }));
        snapshot.warnings.extend(memory.queues.warning());
        snapshot.allowance = self.link.allowance();
        snapshot.sweep_ms = watch.elapsed_ms();
        Ok(snapshot)
    }

    /// The two scopes are told apart: a key that may read agents polls, whether or not it may list queues.
    async fn test(&self, now: UnixMs) -> ProbeReport {
        let mut probe = Probe::start(now);
        let list = List::agents(&self.link.config);
        let swept = self.link.sweep(&list, probe.watch(), Haste::LeaveRoomForWrites).await;
        let agents = swept.and_then(|swept| swept.broke.clone().map_or(Ok(swept), Err)).map(|swept| {
            let rows = swept.sweep.into_rows();
            let ids: BTreeSet<String> =
                rows.iter().filter_map(|row| Some(AgentRow::read(row).ok()?.agent_id)).collect();
            u32::try_from(ids.len()).ok()
        });
        probe.note(ProbeStep::Agents, agents);
        if probe.goes_on() {
            let queues = queues::read(&self.link, probe.watch(), Haste::LeaveRoomForWrites).await;
            probe.note(ProbeStep::Queues, queues.map(|list| count(&list.queues)));
        }
        probe.finish(&[ProbeStep::Agents, ProbeStep::Queues], &self.capabilities())
    }

    /// `totalRecord`, beside our own count and never instead of it (decision A5).
    fn totals(&self, told: Option<u32>) -> Option<ProviderTotals> {
        let scope = match self.link.config.queue_id {
            Some(_) => FigureScope::Queue,
            None => FigureScope::Account,
        };
        told.map(|told| ProviderTotals { records: Some(told), ..ProviderTotals::new(scope) })
    }

    fn queues_are_due(&self, now: UnixMs) -> bool {
        self.memory().queues.is_due(now)
    }

    fn came_as_number(&self, external_id: &str) -> Option<bool> {
        self.memory().came_as_number.get(external_id).copied()
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Provider for Alohub {
    fn kind(&self) -> ProviderKind {
        ProviderKind::Alohub
    }

    fn capabilities(&self) -> Capabilities {
        use Capability as C;
        let not_reported = Support::No(Absence::NotReported);
        let not_offered = Support::No(Absence::NotOffered);
        Capabilities(vec![
            (C::ListAgents, Support::Yes),
            (C::ListLoggedOut, Support::Yes),
            (C::ReadAgent, not_offered),
            (C::QueueFigures, not_reported),
            (C::TimeInState, not_reported),
            (C::CurrentCall, not_reported),
            (C::PauseReason, not_reported),
            (C::LogOutAgent, not_offered),
            (C::SetCallinQueues, Support::Yes),
            (C::SetCalloutQueue, Support::Yes),
            (C::SetRecording, Support::Yes),
            (C::PauseAgent, not_offered),
        ])
    }

    fn poll_interval(&self) -> Duration {
        self.link.interval()
    }

    fn poll(&self, now: UnixMs) -> BoxFuture<'_, Result<Snapshot, ProviderError>> {
        Box::pin(Purpose::Poll.of(self.read_floor(now)))
    }

    fn agent<'a>(
        &'a self,
        _external_id: &'a str,
        _now: UnixMs,
    ) -> BoxFuture<'a, Result<Option<AgentSnapshot>, ProviderError>> {
        Box::pin(async { Err(ProviderError::NotOffered) })
    }

    fn execute<'a>(&'a self, command: &'a Command, now: UnixMs) -> BoxFuture<'a, Outcome> {
        Box::pin(Purpose::Write.of(self.perform(command, now)))
    }
    fn probe(&self, now: UnixMs) -> BoxFuture<'_, ProbeReport> {
        Box::pin(Purpose::Read.of(self.test(now)))
    }

    fn request_counts(&self) -> RequestCounts {
        self.link.request_counts()
    }

    fn administration(&self) -> Option<&dyn Administration> {
        Some(self)
    }
}
