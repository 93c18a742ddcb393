//! One floor, from the beginning of its world to the opening: poll, merge, hand on, move the clock.

use std::sync::Arc;

use backend::poller::FloorChanges;
use backend::poller::Watching;
use backend::runtime::Backend;
use domain::floor::Floor;
use domain::history::WatchSpan;
use domain::provider::ProviderKind;
use domain::time::UnixMs;
use providers::Provider;
use simulator::Fault;
use simulator::InProcess;
use simulator::ProviderName;
use tokio::sync::mpsc;

use crate::PastError;
use crate::PastFloor;
use crate::Written;
use crate::face::Face;
use crate::opening;
use crate::outages;
use crate::outages::Outage;
use crate::pace;

/// Events handed on at once: large transactions are what makes a store fast.
const BATCH: usize = 8_000;

/// What one floor has to be kept.
pub(crate) struct Batch {
    pub(crate) floor: PastFloor,
    pub(crate) changes: FloorChanges,
}

/// A floor that is about to be lived through.
pub(crate) struct Walk {
    of: PastFloor,
    world: InProcess,
    name: ProviderName,
    provider: Arc<dyn Provider>,
    floor: Floor,
    watching: Watching,
    outages: Vec<Outage>,
    step_ms: i64,
    unsaved: FloorChanges,
    written: Written,
}

impl Walk {
    /// Stands at the beginning, with the connection's settings and secret as they are stored.
    pub(crate) async fn at_the_beginning(backend: &Backend, of: PastFloor) -> Result<Self, PastError> {
        let connection =
            backend.store().connection(of.tenant, of.connection).await?.ok_or(PastError::NoSuchConnection)?;
        let secret = backend.keys().open_connection(&connection)?;
        let world = InProcess::before_opening(&of.world);
        let face = Arc::new(Face(world.router()));
        let provider = providers::connect_in_process(&connection.settings, secret, backend.guard().clone(), face)?;
        let kind = provider.kind();
        Ok(Self {
            outages: outages::before(of.world.start_unix_ms, of.world.begins_unix_ms(), of.world.seed, kind),
            step_ms: pace::step_ms(kind, of.world.agents_per_provider),
            name: name(kind),
            of,
            world,
            provider,
            floor: Floor::default(),
            watching: Watching::default(),
            unsaved: FloorChanges::default(),
            written: Written { floors: 1, ..Written::default() },
        })
    }

    /// Lives through it. Everything that has to be kept goes to `keep`; nobody there any more is the end.
    pub(crate) async fn live(mut self, keep: mpsc::Sender<Batch>) -> Result<Written, PastError> {
        let opening_ms = opening(&self.of.world).0;
        loop {
            let now_ms = self.world.now_unix_ms();
            self.poll(UnixMs(now_ms)).await;
            let is_over = now_ms >= opening_ms;
            if is_over {
                self.unsaved.agents =
                    self.floor.agents().map(|agent| (agent.external_id.clone(), agent.clone())).collect();
                self.watched(self.watching.unkept());
            }
            if is_over || self.unsaved.events.len() >= BATCH {
                let changes = std::mem::take(&mut self.unsaved);
                self.written.events += changes.events.len() as u64;
                let batch = Batch { floor: self.of.clone(), changes };
                keep.send(batch).await.map_err(|_| PastError::Stopped)?;
            }
            if is_over {
                return Ok(self.written);
            }
            self.world.advance_to(self.next_ms(now_ms).min(opening_ms));
        }
    }

    async fn poll(&mut self, now: UnixMs) {
        let away = self.outages.iter().any(|outage| outage.covers(now.0));
        self.world.set_fault(self.name, if away { Fault::Status502 } else { Fault::None });
        let snapshot = match self.provider.poll(now).await {
            Ok(snapshot) => snapshot,
            Err(error) => {
                self.written.failed_polls += 1;
                let told = self.watching.failed(error.health(now));
                return self.watched(told);
            }
        };
        self.written.polls += 1;
        let told = self.watching.good(snapshot.received_at, u32::try_from(self.step_ms).unwrap_or(u32::MAX));
        self.watched(told);
        let samples = self.watching.samples(snapshot.queues.clone(), snapshot.received_at);
        self.unsaved.queue_samples.extend(samples);
        let interval_s = u16::try_from(self.step_ms / 1000).unwrap_or(u16::MAX);
        let absorbed = self.floor.absorb(snapshot, interval_s);
        self.unsaved.events.extend(absorbed.events);
    }

    /// Only how far a stretch has come counts.
    fn watched(&mut self, spans: Vec<WatchSpan>) {
        for span in spans {
            self.unsaved.watched.retain(|earlier| earlier.from != span.from);
            self.unsaved.watched.push(span);
        }
    }

    /// When something may have changed, but neither at once nor so late that the floor would count as not observed.
    fn next_ms(&self, now_ms: i64) -> i64 {
        let change_ms = self.world.next_change_unix_ms(self.name).unwrap_or(i64::MAX);
        change_ms.clamp(now_ms + self.step_ms, now_ms + 2 * self.step_ms)
    }
}

const fn name(kind: ProviderKind) -> ProviderName {
    match kind {
        ProviderKind::Tel4vn => ProviderName::Tel4vn,
        ProviderKind::Convoso => ProviderName::Convoso,
        ProviderKind::Alohub => ProviderName::Alohub,
        ProviderKind::Vicidial => ProviderName::Vicidial,
        ProviderKind::Crocodial => ProviderName::Crocodial,
    }
}
