//! An agent's callin queues, changed from their panel: a change set of one agent. The whole list is read, what shall be
//! different is planned on the reading, and what was confirmed is followed to its end. Nothing is sent unplanned.

mod choose;
mod course;
mod plan;

use std::collections::BTreeSet;
use std::time::Duration;

use domain::administration::ScanProgress;
use domain::changes::SetState;
use domain::command::ActionKind;
use domain::time::UnixMs;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;

use self::choose::Choose;
use self::course::Course;
use self::plan::Planned;
use super::Desk;
use super::ask::Present;
use crate::api::agent_queues::AgentCallin;
use crate::api::agent_queues::agent_callin;
use crate::api::change_sets::SetView;
use crate::api::change_sets::change_set;
use crate::api::change_sets::confirm_changes;
use crate::api::change_sets::discard_changes;
use crate::api::queues::plan_changes;
use crate::api::queues::queue_reading;
use crate::components::bits::every;
use crate::components::dialog::close_dialog;
use crate::components::dialog::show_dialog;
use crate::error::AppError;
use crate::words;

/// What the steps share; a copy is another handle to the same.
#[derive(Clone, Copy)]
struct Callin {
    desk: Desk,
    dialog: NodeRef<html::Dialog>,
    /// The agent's queues as read last.
    read: RwSignal<Option<AgentCallin>>,
    /// A reading goes on, so far.
    reading: RwSignal<Option<ScanProgress>>,
    /// Why the last reading brought nothing.
    trouble: RwSignal<Option<AppError>>,
    /// The queues that the agent shall be in.
    ticked: RwSignal<BTreeSet<String>>,
    /// The plan that is asked about.
    plan: RwSignal<Option<SetView>>,
    /// The set that was let run last.
    set: RwSignal<Option<SetView>>,
    /// Why nothing came of the last click.
    problem: RwSignal<Option<String>>,
    /// A click is being answered.
    pending: RwSignal<bool>,
    /// Counts the readings, so that an answer that was overtaken is not shown.
    turn: StoredValue<u64>,
}

/// Whether the agent's lists are the kind that is planned, at a connection that can and for a reader who may.
pub(super) fn is_offered(desk: Desk) -> bool {
    let connection = desk.connection.read();
    connection.kind.has_administration()
        && connection.capabilities.allows(domain::capability::Capability::SetCallinQueues)
        && desk.details.read().may.contains(&ActionKind::SetCallinQueues)
}

/// The button and its dialog.
#[component]
pub(super) fn CallinQueues(desk: Desk, callin: CallinHandle) -> impl IntoView {
    let CallinHandle(callin) = callin;
    let locale = desk.reader.locale;
    let title = move || td_string!(locale, panel_callin_title, name = desk.details.read().agent.display_name.clone());
    let has_plan = Memo::new(move |_| callin.plan.read().is_some());
    let step = move || match has_plan.get() {
        true => view! { <Planned callin/> }.into_any(),
        false => view! { <Choose callin/> }.into_any(),
    };
    view! {
        <button class="button" type="button" aria-haspopup="dialog" on:click=move |_| callin.open(false)>
            {td_string!(locale, queues_callin)}
        </button>
        <dialog class="confirm queues-choice" node_ref=callin.dialog aria-labelledby="callin-title" on:close=move |_| callin.closed()>
            <div class="confirm-body">
                <h2 id="callin-title">{title}</h2>
                <Present desk/>
                {step}
            </div>
        </dialog>
    }
    .into_any()
}

/// How the set goes that was let run from here.
#[component]
pub(super) fn CallinCourse(callin: CallinHandle) -> impl IntoView {
    view! { <Course callin=callin.0/> }.into_any()
}

/// What button and course share; made once, beside both.
#[derive(Clone, Copy)]
pub(super) struct CallinHandle(Callin);

impl CallinHandle {
    /// Nothing is read before somebody asks.
    pub(super) fn new(desk: Desk) -> Self {
        let callin = Callin {
            desk,
            dialog: NodeRef::new(),
            read: RwSignal::new(None),
            reading: RwSignal::new(None),
            trouble: RwSignal::new(None),
            ticked: RwSignal::new(BTreeSet::new()),
            plan: RwSignal::new(None),
            set: RwSignal::new(None),
            problem: RwSignal::new(None),
            pending: RwSignal::new(false),
            turn: StoredValue::new(0),
        };
        Effect::new(move |_| every(Duration::from_secs(1), move || callin.tick()));
        Self(callin)
    }
}

impl Callin {
    fn tenant(self) -> String {
        self.desk.tenant.get_value()
    }

    fn say(self, error: &AppError) {
        let reader = self.desk.reader;
        self.problem.try_set(Some(words::error(reader.locale, error, reader.zone)));
    }

    /// Asks the question; a reading of the last minute is good enough unless `again`.
    fn open(self, again: bool) {
        self.plan.set(None);
        self.problem.set(None);
        show_dialog(self.dialog);
        self.read(again);
    }

    /// A plan that nobody confirmed is thrown away with the question.
    fn closed(self) {
        self.drop_plan();
    }

    /// Reads the agent's queues. What cannot be read leaves nothing to choose from: a list is only ever changed from
    /// what was read.
    fn read(self, again: bool) {
        let Some(turn) = self.turn.try_update_value(|turn| {
            *turn += 1;
            *turn
        }) else {
            return;
        };
        self.read.set(None);
        self.trouble.set(None);
        self.reading.set(Some(ScanProgress::default()));
        spawn_local(async move {
            let answer = agent_callin(self.tenant(), self.desk.open.get_value(), again).await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            self.reading.try_set(None);
            match answer {
                Ok(read) => {
                    self.ticked.try_set(read.callin.queues.clone());
                    self.read.try_set(Some(read));
                }
                Err(error) => {
                    self.trouble.try_set(Some(error));
                }
            }
        });
    }

    /// What a second brings: how far the reading is, and how the set goes.
    fn tick(self) {
        if document().hidden() {
            return;
        }
        if self.reading.read_untracked().is_some() {
            let id = self.desk.connection.read_untracked().id.to_string();
            spawn_local(async move {
                if let Ok(Some(progress)) = queue_reading(self.tenant(), id).await {
                    // The answer may come after the reading itself.
                    self.reading.try_update(|reading| *reading = reading.map(|_| progress));
                }
            });
        }
        if self.set.read_untracked().as_ref().is_some_and(|set| set.progress.state == SetState::Running) {
            self.hear();
        }
    }

    fn hear(self) {
        let Some(id) = self.set.read_untracked().as_ref().map(|set| set.id) else { return };
        spawn_local(async move {
            let Ok(news) = change_set(self.tenant(), id.to_string(), None).await else { return };
            self.set.try_update(|set| {
                if set.as_ref().is_some_and(|set| set.id == news.id) {
                    *set = Some(news);
                }
            });
        });
    }

    /// Makes a plan of what is ticked.
    fn make_plan(self) {
        if self.pending.get_untracked() {
            return;
        }
        let Some(read) = self.read.get_untracked() else { return };
        let Some(change) = read.change(&self.ticked.read_untracked()) else {
            let locale = self.desk.reader.locale;
            self.problem.set(Some(td_string!(locale, panel_callin_nothing).to_owned()));
            return;
        };
        let change = serde_json::to_string(&change).expect("a change can be written as JSON");
        self.problem.set(None);
        self.pending.set(true);
        spawn_local(async move {
            let answer = plan_changes(self.tenant(), read.connection.to_string(), read.agent, change).await;
            self.pending.try_set(false);
            match answer {
                Ok(plan) => {
                    self.plan.try_set(Some(plan));
                }
                Err(error) => self.say(&error),
            }
        });
    }

    /// Throws the plan away and goes back to the choice.
    fn drop_plan(self) {
        let Some(plan) = self.plan.get_untracked().filter(|_| !self.pending.get_untracked()) else { return };
        self.plan.set(None);
        self.problem.set(None);
        spawn_local(async move {
            // A plan that stays does no harm; nothing runs that was not confirmed.
            drop(discard_changes(self.tenant(), plan.id.to_string()).await);
        });
    }

    /// Lets the plan run; `typed` is what a dangerous one asks to be typed.
    fn apply(self, typed: String) {
        let Some(plan) = self.plan.get_untracked().filter(|_| !self.pending.get_untracked()) else { return };
        self.problem.set(None);
        self.pending.set(true);
        spawn_local(async move {
            let answer = confirm_changes(self.tenant(), plan.id.to_string(), typed).await;
            match answer {
                Ok(()) => {
                    let mut set = plan;
                    set.progress.state = SetState::Running;
                    self.set.try_set(Some(set));
                    // It is no plan any more that closing the question could throw away.
                    self.plan.try_set(None);
                    self.pending.try_set(false);
                    close_dialog(self.dialog);
                    self.hear();
                }
                Err(error) => {
                    self.pending.try_set(false);
                    self.say(&error);
                }
            }
        });
    }

    /// The time for ages.
    fn now(self) -> UnixMs {
        self.desk.now.get()
    }
}
