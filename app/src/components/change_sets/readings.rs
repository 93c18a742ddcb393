//! The reading of the connection that is shown: asked for, told how far it is, and shown until there is a later one.

use std::sync::Arc;
use std::time::Duration;

use domain::administration::ScanProgress;
use domain::administration::TroubleKind;
use domain::id::ConnectionId;
use domain::provider::ProviderKind;
use domain::time::UnixMs;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::sets::Outdated;
use crate::api::queues::QueueConnection;
use crate::api::queues::QueueFloor;
use crate::api::queues::queue_floor;
use crate::api::queues::queue_reading;
use crate::components::bits::every;
use crate::error::AppError;

/// A handle to the reading. A copy is another handle to the same.
#[derive(Clone, Copy)]
pub(crate) struct Readings {
    /// The tenant in the address.
    pub(crate) tenant: StoredValue<String>,
    /// The connection that is shown; none where there is none.
    pub(crate) connection: Memo<Option<QueueConnection>>,
    /// Its last good reading.
    pub(crate) floor: RwSignal<Option<Arc<QueueFloor>>>,
    /// Why the last reading failed, and when.
    pub(crate) trouble: RwSignal<Option<(AppError, UnixMs)>>,
    /// A reading goes on, so far.
    pub(crate) reading: RwSignal<Option<ScanProgress>>,
    /// Server time, to the second.
    pub(crate) now: RwSignal<UnixMs>,
    /// Counts the readings, so that an answer that was overtaken is not shown.
    turn: StoredValue<u64>,
}

impl Readings {
    /// Shows the connection that is chosen among these, or the first of them.
    pub(crate) fn new(
        tenant: StoredValue<String>,
        connections: Vec<QueueConnection>,
        chosen: Memo<Option<ConnectionId>>,
        now: RwSignal<UnixMs>,
    ) -> Self {
        let connection = Memo::new(move |_| {
            let named = connections.iter().find(|connection| Some(connection.id) == chosen.get());
            named.or_else(|| connections.first()).cloned()
        });
        Self {
            tenant,
            connection,
            floor: RwSignal::new(None),
            trouble: RwSignal::new(None),
            reading: RwSignal::new(None),
            now,
            turn: StoredValue::new(0),
        }
    }

    /// The provider whose name stands in sentences.
    pub(crate) fn kind(self) -> ProviderKind {
        self.connection.read_untracked().as_ref().map_or(ProviderKind::Alohub, |connection| connection.kind)
    }

    /// Ticks every second while the page can be seen, and reads the connection whenever another one is chosen; `other` is
    /// told before, since what the page shows belongs to the one before.
    pub(crate) fn follow(self, tick: impl Fn() + Clone + 'static, other: impl Fn() + 'static) {
        Effect::new(move |_| {
            let tick = tick.clone();
            every(Duration::from_secs(1), move || {
                if !document().hidden() {
                    self.now.update(|now| *now = now.plus_s(1));
                    self.progress();
                    tick();
                }
            });
        });
        Effect::new(move |before: Option<Option<ConnectionId>>| {
            let id = self.connection.read().as_ref().map(|connection| connection.id);
            if before != Some(id) {
                self.floor.set(None);
                other();
                self.read(false);
            }
            id
        });
    }

    /// Asks how far the reading is, where one goes on.
    fn progress(self) {
        let connection = self.connection.read_untracked().as_ref().map(|connection| connection.id);
        let (Some(id), true) = (connection, self.reading.read_untracked().is_some()) else { return };
        let tenant = self.tenant.get_value();
        spawn_local(async move {
            if let Ok(Some(progress)) = queue_reading(tenant, id.to_string()).await {
                // The answer may come after the reading itself.
                self.reading.try_update(|reading| *reading = reading.map(|_| progress));
            }
        });
    }

    /// Reads the connection. What cannot be read leaves the last reading in its place.
    pub(crate) fn read(self, again: bool) {
        let Some(id) = self.connection.read_untracked().as_ref().map(|connection| connection.id) else { return };
        let Some(turn) = self.turn.try_update_value(|turn| {
            *turn += 1;
            *turn
        }) else {
            return;
        };
        self.reading.set(Some(ScanProgress::default()));
        self.trouble.set(None);
        let tenant = self.tenant.get_value();
        spawn_local(async move {
            let answer = queue_floor(tenant, id.to_string(), again).await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            self.reading.try_set(None);
            match answer {
                Ok(floor) => {
                    self.now.try_set(floor.now);
                    self.floor.try_set(Some(Arc::new(floor)));
                }
                Err(error) => {
                    let now = self.now.get_untracked();
                    self.trouble.try_set(Some((error, now)));
                }
            }
        });
    }

    /// Reads what a set has made out of date.
    pub(crate) fn catch_up(self, outdated: Outdated) {
        match outdated {
            Outdated::Ended => self.read(true),
            Outdated::PlannedOn(read_at) => {
                let shown = self.floor.read_untracked().as_ref().map(|floor| floor.read_at());
                if shown.is_none_or(|shown| shown < read_at) {
                    self.read(false);
                }
            }
        }
    }
}

/// The seconds left of a wait that the provider asked for, counted down.
pub(super) fn wait_left(trouble: &(AppError, UnixMs), now: UnixMs) -> Option<u32> {
    let (AppError::Administration { trouble }, at) = trouble else { return None };
    let TroubleKind::RateLimited { retry_after_s } = trouble.kind else { return None };
    let left = i64::from(retry_after_s) - now.seconds_since(*at);
    u32::try_from(left).ok().filter(|left| *left > 0)
}

#[cfg(test)]
mod tests {
    use domain::administration::Route;
    use domain::administration::Trouble;

    use super::*;

    #[test]
    fn a_wait_is_counted_down_to_its_end() {
        let kind = TroubleKind::RateLimited { retry_after_s: 9 };
        let error = AppError::Administration { trouble: Trouble { route: Route::ListAgents, kind } };
        let trouble = (error, UnixMs(1_000));

        assert_eq!(wait_left(&trouble, UnixMs(1_000)), Some(9));
        assert_eq!(wait_left(&trouble, UnixMs(9_500)), Some(1));
        assert_eq!(wait_left(&trouble, UnixMs(10_000)), None);
        assert_eq!(wait_left(&(AppError::Conflict, UnixMs(0)), UnixMs(0)), None);
    }
}
