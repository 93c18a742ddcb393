//! What every part of the page shares: the reading, the plan, the running set, the time, and how to ask for each anew.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use domain::administration::ScanProgress;
use domain::administration::TroubleKind;
use domain::changes::SetState;
use domain::id::ChangeSetId;
use domain::id::ConnectionId;
use domain::provider::ProviderKind;
use domain::selection::Selection;
use domain::time::UnixMs;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::wish::Wish;
use crate::api::queues::QueueConnection;
use crate::api::queues::QueueFloor;
use crate::api::queues::QueuesPage;
use crate::api::queues::SetView;
use crate::api::queues::change_set;
use crate::api::queues::queue_floor;
use crate::api::queues::queue_reading;
use crate::components::bits::lang;
use crate::error::AppError;
use crate::row_model::Reader;

/// A handle to what the page knows. A copy is another handle to the same.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    /// The page as it was fetched.
    pub(super) page: StoredValue<QueuesPage>,
    /// What the address asks for.
    pub(super) wish: Memo<Wish>,
    /// The connection that is shown; none where there is none.
    pub(super) connection: Memo<Option<QueueConnection>>,
    /// Language and zone.
    pub(super) reader: Reader,
    /// The last good reading of this connection.
    pub(super) floor: RwSignal<Option<Arc<QueueFloor>>>,
    /// Why the last reading failed, and when.
    pub(super) trouble: RwSignal<Option<(AppError, UnixMs)>>,
    /// A reading goes on, so far.
    pub(super) reading: RwSignal<Option<ScanProgress>>,
    /// The agents that the filters leave, in order.
    pub(super) shown: Memo<Vec<String>>,
    /// Which of them are ticked.
    pub(super) selection: RwSignal<Selection<String>>,
    /// The plan at the side.
    pub(super) plan: RwSignal<Option<SetView>>,
    /// The set at the foot.
    pub(super) job: RwSignal<Option<SetView>>,
    /// The news that are read out and shown above the list.
    pub(super) said: RwSignal<Option<String>>,
    /// Server time, to the second.
    pub(super) now: RwSignal<UnixMs>,
    go: StoredValue<Box<dyn Fn(String) + Send + Sync>>,
    /// Counts the readings, so that an answer that was overtaken is not shown.
    turn: StoredValue<u64>,
}

impl Desk {
    pub(super) fn new(first: QueuesPage, wish: Memo<Wish>) -> Self {
        let reader = Reader { locale: lang(), utc_offset_s: first.utc_offset_s };
        let now = RwSignal::new(first.now);
        let page = StoredValue::new(first);
        let chosen = Memo::new(move |_| wish.read().connection);
        let connection = Memo::new(move |_| {
            page.with_value(|page| {
                let named = page.connections.iter().find(|connection| Some(connection.id) == chosen.get());
                named.or_else(|| page.connections.first()).cloned()
            })
        });
        let floor = RwSignal::new(None::<Arc<QueueFloor>>);
        let shown = Memo::new(move |_| {
            let floor = floor.get();
            floor.map(|floor| wish.read().agents(&floor)).unwrap_or_default()
        });
        let navigate = use_navigate();
        let go = move |to: String| {
            let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
            navigate(&to, options);
        };
        Self {
            page,
            wish,
            connection,
            reader,
            floor,
            trouble: RwSignal::new(None),
            reading: RwSignal::new(None),
            shown,
            selection: RwSignal::new(Selection::default()),
            plan: RwSignal::new(None),
            job: RwSignal::new(None),
            said: RwSignal::new(None),
            now,
            go: StoredValue::new(Box::new(go)),
            turn: StoredValue::new(0),
        }
    }

    pub(super) fn tenant(self) -> String {
        self.page.with_value(|page| page.me.tenant.0.clone())
    }

    /// The provider whose name stands in sentences.
    pub(super) fn kind(self) -> ProviderKind {
        self.connection.read_untracked().as_ref().map_or(ProviderKind::Alohub, |connection| connection.kind)
    }

    /// The address of the page with this wish.
    pub(super) fn href(self, wish: &Wish) -> String {
        format!("/t/{}/queues{}", self.tenant(), wish.query())
    }

    /// Changes the address, and with it what is shown.
    pub(super) fn wish_for(self, change: impl FnOnce(Wish) -> Wish) {
        let to = self.href(&change(self.wish.get_untracked()));
        self.go.with_value(|go| go(to));
    }

    /// Ticks, reads the connection whenever another one is chosen, and opens the sets that the address names.
    pub(super) fn follow(self) {
        Effect::new(move |_| {
            let ticking = set_interval_with_handle(move || self.tick(), Duration::from_secs(1));
            on_cleanup(move || {
                if let Ok(ticking) = ticking {
                    ticking.clear();
                }
            });
        });
        Effect::new(move |before: Option<Option<ConnectionId>>| {
            let id = self.connection.read().as_ref().map(|connection| connection.id);
            if before != Some(id) {
                self.floor.set(None);
                self.selection.update(Selection::clear);
                self.read(false);
            }
            id
        });
        let plan = Memo::new(move |_| self.wish.read().plan);
        Effect::new(move |_| self.open(plan.get(), self.plan));
        let job = Memo::new(move |_| self.wish.read().job.or_else(|| self.running()));
        Effect::new(move |_| self.open(job.get(), self.job));
    }

    /// A set of this connection that ran when the page was fetched.
    fn running(self) -> Option<ChangeSetId> {
        let connection = self.connection.read().as_ref()?.id;
        self.page.with_value(|page| {
            page.sets.iter().find(|set| set.is_running && set.connection == connection).map(|set| set.id)
        })
    }

    /// Fetches a set whole, unless it is there.
    fn open(self, id: Option<ChangeSetId>, place: RwSignal<Option<SetView>>) {
        let Some(id) = id else { return place.set(None) };
        if place.read_untracked().as_ref().is_some_and(|set| set.id == id) {
            return;
        }
        place.set(None);
        let tenant = self.tenant();
        spawn_local(async move {
            match change_set(tenant, id.to_string(), None).await {
                Ok(set) => {
                    place.try_set(Some(set));
                }
                Err(error) => self.say_error(&error),
            }
        });
    }

    fn tick(self) {
        if document().hidden() {
            return;
        }
        self.now.update(|now| *now = now.plus_s(1));
        self.progress();
        let runs = self.job.read_untracked().as_ref().is_some_and(|set| set.progress.state == SetState::Running);
        if runs {
            self.hear_job();
        }
    }

    /// Asks how far the reading is, where one goes on.
    fn progress(self) {
        let connection = self.connection.read_untracked().as_ref().map(|connection| connection.id);
        let (Some(id), true) = (connection, self.reading.read_untracked().is_some()) else { return };
        let tenant = self.tenant();
        spawn_local(async move {
            if let Ok(Some(progress)) = queue_reading(tenant, id.to_string()).await {
                // The answer may come after the reading itself.
                self.reading.try_update(|reading| *reading = reading.map(|_| progress));
            }
        });
    }

    /// Reads the connection. What cannot be read leaves the last reading in its place.
    pub(super) fn read(self, again: bool) {
        let Some(id) = self.connection.read_untracked().as_ref().map(|connection| connection.id) else { return };
        let Some(turn) = self.turn.try_update_value(|turn| {
            *turn += 1;
            *turn
        }) else {
            return;
        };
        self.reading.set(Some(ScanProgress::default()));
        self.trouble.set(None);
        let tenant = self.tenant();
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

    /// Hears what of the running set has moved, and reads the connection anew when it has ended.
    pub(super) fn hear_job(self) {
        let known = self.job.read_untracked().as_ref().map(|set| (set.id, set.heard_until()));
        let Some((id, since)) = known else { return };
        let tenant = self.tenant();
        spawn_local(async move {
            let Ok(news) = change_set(tenant, id.to_string(), since.map(|since| since.0)).await else { return };
            let has_ended = news.progress.state != SetState::Running;
            self.now.try_set(news.now);
            let was_running = self.job.try_update(|job| {
                let job = job.as_mut().filter(|job| job.id == news.id)?;
                let was_running = job.progress.state == SetState::Running;
                job.hear(news);
                Some(was_running)
            });
            if has_ended && was_running.flatten() == Some(true) {
                self.read(true);
            }
        });
    }

    /// Shows a plan at the side.
    pub(super) fn show_plan(self, plan: SetView) {
        let id = plan.id;
        self.said.set(None);
        self.now.set(plan.now);
        // The plan may have been made on a fresher reading than the one that is shown; the server has it at hand.
        let shown = self.floor.read_untracked().as_ref().map(|floor| floor.read_at());
        if shown.is_none_or(|shown| shown < plan.about.read_at) {
            self.read(false);
        }
        self.plan.set(Some(plan));
        self.wish_for(|wish| Wish { plan: Some(id), ..wish });
    }

    /// Takes the plan from the side.
    pub(super) fn close_plan(self) {
        self.plan.set(None);
        self.wish_for(|wish| Wish { plan: None, ..wish });
    }

    /// Takes the set from the foot. One that was found running does not come back by itself.
    pub(super) fn close_job(self) {
        let id = self.job.read_untracked().as_ref().map(|job| job.id);
        self.page.update_value(|page| {
            for set in page.sets.iter_mut().filter(|set| Some(set.id) == id) {
                set.is_running = false;
            }
        });
        self.job.set(None);
        self.wish_for(|wish| Wish { job: None, ..wish });
    }

    /// Shows a set at the foot.
    pub(super) fn show_job(self, id: ChangeSetId) {
        self.plan.set(None);
        self.wish_for(|wish| Wish { plan: None, job: Some(id), ..wish });
    }

    pub(super) fn say_error(self, error: &AppError) {
        self.said.try_set(Some(crate::words::error(self.reader.locale, error, self.reader.utc_offset_s)));
    }

    /// The rows of the open plan, by agent.
    pub(super) fn planned(self) -> Memo<HashMap<String, domain::changes::Step>> {
        Memo::new(move |_| {
            let plan = self.plan.read();
            let rows = plan.iter().flat_map(|plan| &plan.rows);
            rows.map(|row| (row.row.agent.clone(), row.row.step.clone())).collect()
        })
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
