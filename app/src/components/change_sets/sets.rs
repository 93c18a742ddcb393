//! The sets of a page: the plan at its side, the set at its foot, and how to ask for either anew. What the page shows
//! besides is its own matter; it is told when that is to be read again.

use std::collections::HashMap;

use domain::changes::SetState;
use domain::changes::Step;
use domain::changes::Which;
use domain::form::Field;
use domain::id::ChangeSetId;
use domain::id::ConnectionId;
use domain::provider::ProviderKind;
use domain::snapshot::Allowance;
use domain::time::UnixMs;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;

use super::readings::Readings;
use crate::api::change_sets::SetLine;
use crate::api::change_sets::SetView;
use crate::api::change_sets::change_set;
use crate::api::change_sets::plan_retry;
use crate::api::change_sets::plan_undo;
use crate::components::field::mistake_in;
use crate::error::AppError;
use crate::row_model::Reader;

/// What is opened or closed, for the address of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opened {
    /// A plan is at the side, or none.
    Plan(Option<ChangeSetId>),
    /// A set is at the foot, and the plan that it was is not at the side any more.
    Job(ChangeSetId),
    /// The set is not at the foot any more.
    JobClosed,
}

/// Why what the page shows is out of date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outdated {
    /// A plan was made on a reading of that moment, which the server has at hand.
    PlannedOn(UnixMs),
    /// A set has ended.
    Ended,
}

/// The ways on from a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Again {
    /// Plan anew what is still wanted of it.
    Retry(Which),
    /// Plan what takes it back, for everybody or for the agent at this place.
    Undo(Option<u32>),
}

/// What a page gives its sets.
#[derive(Clone, Copy)]
pub(crate) struct Surroundings {
    /// The tenant in the address.
    pub(crate) tenant: StoredValue<String>,
    /// Language and zone.
    pub(crate) reader: Reader,
    /// The connection that is shown and how it is read.
    pub(crate) readings: Readings,
    /// Puts what is open into the address.
    pub(crate) go: Callback<Opened>,
    /// Reads anew what the page shows.
    pub(crate) reread: Callback<Outdated>,
}

/// A handle to the sets. A copy is another handle to the same.
#[derive(Clone, Copy)]
pub(crate) struct Sets {
    page: Surroundings,
    /// The sets that ran when the page was fetched. One that is closed does not come back by itself.
    running: RwSignal<Vec<(ConnectionId, ChangeSetId)>>,
    /// The plan at the side.
    pub(crate) plan: RwSignal<Option<SetView>>,
    /// The set at the foot.
    pub(crate) job: RwSignal<Option<SetView>>,
    /// The news that are read out and shown above the list.
    pub(crate) said: RwSignal<Option<String>>,
    /// Server time, to the second.
    pub(crate) now: RwSignal<UnixMs>,
    /// Something is being asked for, so that a second click is none.
    pub(super) pending: RwSignal<bool>,
    /// What waits for a reason: taking back what switched recording on switches it off.
    pub(super) asks_why: RwSignal<Option<Again>>,
    /// The reason, as typed.
    pub(super) why: RwSignal<String>,
}

impl Sets {
    pub(crate) fn new(page: Surroundings, last: &[SetLine], now: RwSignal<UnixMs>) -> Self {
        let running = last.iter().filter(|set| set.state == SetState::Running);
        Self {
            page,
            running: RwSignal::new(running.map(|set| (set.connection, set.id)).collect()),
            plan: RwSignal::new(None),
            job: RwSignal::new(None),
            said: RwSignal::new(None),
            now,
            pending: RwSignal::new(false),
            asks_why: RwSignal::new(None),
            why: RwSignal::new(String::new()),
        }
    }

    /// Language and zone.
    pub(crate) fn reader(self) -> Reader {
        self.page.reader
    }

    /// The tenant in the address.
    pub(crate) fn tenant(self) -> String {
        self.page.tenant.get_value()
    }

    /// The provider whose name stands in sentences.
    pub(crate) fn kind(self) -> ProviderKind {
        self.page.readings.kind()
    }

    pub(super) fn allowance(self) -> Option<Allowance> {
        self.page.readings.floor.read().as_ref().and_then(|floor| floor.allowance)
    }

    /// The plan at the side. Whoever was changed by somebody else since is a conflict, as it would be when it ran.
    pub(super) fn plan_as_it_stands(self) -> Option<SetView> {
        let mut plan = self.plan.get()?;
        let floor = self.page.readings.floor.read();
        if let (Some(floor), SetState::Planned) = (floor.as_ref(), plan.progress.state) {
            for row in &mut plan.rows {
                if let Some(conflict) = floor.conflict(&row.row, plan.about.read_at) {
                    row.state = conflict;
                }
            }
        }
        Some(plan)
    }

    /// Plans anew what a set left open, or what takes it back, and shows the plan.
    pub(super) fn plan_again(self, set: ChangeSetId, again: Again) {
        if self.pending.get_untracked() {
            return;
        }
        self.pending.set(true);
        let (tenant, id, locale) = (self.tenant(), set.to_string(), self.reader().locale);
        spawn_local(async move {
            let answer = match again {
                Again::Retry(Which::All) => plan_retry(tenant, id, None, None).await,
                Again::Retry(Which::Only(position)) => plan_retry(tenant, id, Some(position), None).await,
                Again::Retry(Which::Without(position)) => plan_retry(tenant, id, None, Some(position)).await,
                Again::Undo(only) => plan_undo(tenant, id, only, self.why.get_untracked()).await,
            };
            self.pending.try_set(false);
            match answer {
                Ok(Some(plan)) => {
                    self.asks_why.try_set(None);
                    self.show_plan(plan);
                }
                Ok(None) => {
                    self.said.try_set(Some(td_string!(locale, queues_nothing_to_undo).to_owned()));
                }
                Err(error) => {
                    let is_about_reason = mistake_in(error.field_errors(), Field::Reason).is_some();
                    self.asks_why.try_set(is_about_reason.then_some(again));
                    self.say_error(&error);
                }
            }
        });
    }

    /// Opens the sets that the address names, whenever it names others; where it names none, the one that runs.
    pub(crate) fn follow(self, plan: Memo<Option<ChangeSetId>>, job: Memo<Option<ChangeSetId>>) {
        let job = Memo::new(move |_| job.get().or_else(|| self.running()));
        Effect::new(move |_| self.open(plan.get(), self.plan));
        Effect::new(move |_| self.open(job.get(), self.job));
    }

    /// A set of this connection that ran when the page was fetched.
    fn running(self) -> Option<ChangeSetId> {
        let connection = self.page.readings.connection.read().as_ref()?.id;
        let running = self.running.read();
        running.iter().find(|(of, _)| *of == connection).map(|(_, set)| *set)
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

    /// What a second brings: news of the running set.
    pub(crate) fn tick(self) {
        let runs = self.job.read_untracked().as_ref().is_some_and(|set| set.progress.state == SetState::Running);
        if runs {
            self.hear_job();
        }
    }

    /// Hears what of the running set has moved, and has the page read anew when it has ended.
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
                self.page.reread.run(Outdated::Ended);
            }
        });
    }

    /// Shows a plan at the side.
    pub(crate) fn show_plan(self, plan: SetView) {
        self.said.set(None);
        self.now.set(plan.now);
        self.page.reread.run(Outdated::PlannedOn(plan.about.read_at));
        let id = plan.id;
        self.plan.set(Some(plan));
        self.page.go.run(Opened::Plan(Some(id)));
    }

    /// Takes the plan from the side.
    pub(super) fn close_plan(self) {
        self.plan.set(None);
        self.page.go.run(Opened::Plan(None));
    }

    /// Takes the set from the foot.
    pub(super) fn close_job(self) {
        let id = self.job.read_untracked().as_ref().map(|job| job.id);
        self.running.update(|running| running.retain(|(_, set)| Some(*set) != id));
        self.job.set(None);
        self.page.go.run(Opened::JobClosed);
    }

    /// Shows a set at the foot.
    pub(super) fn show_job(self, id: ChangeSetId) {
        self.plan.set(None);
        self.page.go.run(Opened::Job(id));
    }

    pub(crate) fn say_error(self, error: &AppError) {
        let reader = self.page.reader;
        self.said.try_set(Some(crate::words::error(reader.locale, error, reader.zone)));
    }

    /// The rows of the open plan, by agent.
    pub(crate) fn planned(self) -> Memo<HashMap<String, Step>> {
        Memo::new(move |_| {
            let plan = self.plan.read();
            let rows = plan.iter().flat_map(|plan| &plan.rows);
            rows.map(|row| (row.row.agent.clone(), row.row.step.clone())).collect()
        })
    }
}
