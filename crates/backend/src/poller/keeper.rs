//! Hands changes to the store beside the polling: one save at a time, and whatever could not be kept is offered again.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use domain::id::ConnectionId;
use domain::id::TenantId;
use tokio::task::JoinError;
use tokio::task::JoinSet;
use tracing::error;
use tracing::warn;

use crate::poller::FloorChanges;
use crate::poller::FloorSink;
use crate::store::StoreError;

/// A store that stays broken must not fill the memory: beyond this the oldest events are lost, and the log says so.
const EVENTS: usize = 100_000;
/// How long the end of a poller may wait for the store.
const LAST_SAVE: Duration = Duration::from_secs(5);

type Saved = (FloorChanges, Result<(), StoreError>);

pub(crate) struct Keeper {
    sink: Arc<dyn FloorSink>,
    tenant: TenantId,
    connection: ConnectionId,
    unsaved: FloorChanges,
    saving: JoinSet<Saved>,
    is_failing: bool,
}

impl Keeper {
    pub(crate) fn new(sink: Arc<dyn FloorSink>, tenant: TenantId, connection: ConnectionId) -> Self {
        let (unsaved, saving) = (FloorChanges::default(), JoinSet::new());
        Self { sink, tenant, connection, unsaved, saving, is_failing: false }
    }

    /// Takes changes over; newer ones go on top.
    pub(crate) fn add(&mut self, mut changes: FloorChanges) {
        self.unsaved.agents.append(&mut changes.agents);
        self.unsaved.events.append(&mut changes.events);
        self.unsaved.queue_samples.append(&mut changes.queue_samples);
        for span in changes.watched {
            // Only how far a stretch has come counts.
            self.unsaved.watched.retain(|earlier| earlier.from != span.from);
            self.unsaved.watched.push(span);
        }
        self.unsaved.pinned_tenant = changes.pinned_tenant.or(self.unsaved.pinned_tenant.take());
        self.unsaved.auth_held_at = changes.auth_held_at.or(self.unsaved.auth_held_at.take());
        let too_many = self.unsaved.events.len().saturating_sub(EVENTS);
        let samples = self.unsaved.queue_samples.len().saturating_sub(EVENTS);
        self.unsaved.queue_samples.drain(..samples);
        if too_many > 0 {
            self.unsaved.events.drain(..too_many);
            error!(connection.id = %self.connection, "{too_many} state events are lost: the store keeps failing");
        }
    }

    /// Starts the next save if the last one has ended. Does not wait.
    pub(crate) fn pump(&mut self) {
        while let Some(ended) = self.saving.try_join_next() {
            self.settle(ended);
        }
        if self.saving.is_empty() && !self.unsaved.is_empty() {
            let changes = std::mem::take(&mut self.unsaved);
            let (sink, tenant, connection) = (Arc::clone(&self.sink), self.tenant, self.connection);
            self.saving.spawn(async move {
                let mut changes = changes;
                let outcome = sink.save(tenant, connection, &mut changes).await;
                (changes, outcome)
            });
        }
    }

    /// Keeps everything, waiting for the store for as long as is reasonable at the end.
    pub(crate) async fn finish(mut self) {
        let all = async {
            if let Some(ended) = self.saving.join_next().await {
                self.settle(ended);
            }
            self.pump();
            if let Some(ended) = self.saving.join_next().await {
                self.settle(ended);
            }
        };
        if tokio::time::timeout(LAST_SAVE, all).await.is_err() {
            warn!(connection.id = %self.connection, "the last changes of connection {} are not kept", self.connection);
        }
    }

    fn settle(&mut self, ended: Result<Saved, JoinError>) {
        match ended {
            Ok((_, Ok(()))) => self.is_failing = false,
            Ok((left, Err(error))) => {
                if !std::mem::replace(&mut self.is_failing, true) {
                    warn!(connection.id = %self.connection, "changes of connection {} wait for the store: {error}", self.connection);
                }
                self.put_back(left);
            }
            Err(error) => error!(connection.id = %self.connection, "a save ended in a fault: {error}"),
        }
    }

    /// What was left goes below what has come since.
    fn put_back(&mut self, left: FloorChanges) {
        let newer = std::mem::replace(&mut self.unsaved, FloorChanges { agents: BTreeMap::new(), ..left });
        self.unsaved.agents = left.agents;
        self.add(newer);
    }
}
