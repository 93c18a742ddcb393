//! What every part of the page shares: the wish, the reading, what was last set, the selection, the sets, and how to ask for
//! each anew.

use std::sync::Arc;

use domain::administration::PolicyReview;
use domain::administration::RecordingState;
use domain::selection::Selection;
use domain::time::UnixMs;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;

use super::wish::Wish;
use crate::api::queues::QueueConnection;
use crate::api::recording::RecordingBook;
use crate::api::recording::RecordingPage;
use crate::api::recording::plan_recording;
use crate::api::recording::recording_book;
use crate::components::bits::encode;
use crate::components::bits::lang;
use crate::components::bits::use_replace;
use crate::components::change_sets::MOST_ENCODED;
use crate::components::change_sets::Outdated;
use crate::components::change_sets::Readings;
use crate::components::change_sets::Sets;
use crate::components::change_sets::Surroundings;
use crate::components::ticks::Ticks;
use crate::error::AppError;
use crate::row_model::Reader;

/// Whom to record and whom not, before there is a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Switches {
    pub(super) on: Vec<String>,
    pub(super) off: Vec<String>,
}

impl Switches {
    /// The same for several agents.
    pub(super) fn all(agents: Vec<String>, on: bool) -> Self {
        if on { Self { on: agents, off: Vec::new() } } else { Self { on: Vec::new(), off: agents } }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.on.is_empty() && self.off.is_empty()
    }
}

/// A handle to what the page knows. A copy is another handle to the same.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    /// The page as it was fetched.
    pub(super) page: StoredValue<RecordingPage>,
    /// What the address asks for.
    pub(super) wish: Memo<Wish>,
    /// Language and zone.
    pub(super) reader: Reader,
    /// How the connection is read.
    pub(super) readings: Readings,
    /// What was last set at it, and what is wanted.
    pub(super) book: RwSignal<Option<Arc<RecordingBook>>>,
    /// The agents that the filters leave, in order.
    pub(super) shown: Memo<Vec<String>>,
    /// Everybody against the policy.
    pub(super) review: Memo<PolicyReview>,
    /// Which agents are ticked.
    pub(super) selection: RwSignal<Selection<String>>,
    /// The plan and the running set.
    pub(super) sets: Sets,
    /// What waits for a reason, before it is planned.
    pub(super) asks_why: RwSignal<Option<Switches>>,
    /// A plan is being made.
    pub(super) is_planning: RwSignal<bool>,
    go: Callback<String>,
}

impl Desk {
    pub(super) fn new(first: RecordingPage, wish: Memo<Wish>) -> Self {
        let reader = Reader { locale: lang(), zone: first.zone };
        let now = RwSignal::new(first.now);
        let tenant = StoredValue::new(first.me.tenant.0.clone());
        let chosen = Memo::new(move |_| wish.read().connection);
        let readings = Readings::new(tenant, first.connections.clone(), chosen, now);
        let Readings { connection, floor, .. } = readings;
        let book = RwSignal::new(None::<Arc<RecordingBook>>);
        // What is relied on decays within hours: a look once a minute is enough for lists.
        let minute = Memo::new(move |_| UnixMs(now.get().0 / 60_000 * 60_000));
        let shown = Memo::new(move |_| {
            let (floor, book) = (floor.read(), book.read());
            let (Some(floor), Some(book)) = (floor.as_ref(), book.as_ref()) else { return Vec::new() };
            wish.read().agents(floor, &book.set, minute.get())
        });
        let review = Memo::new(move |_| {
            let (floor, book) = (floor.read(), book.read());
            let (Some(floor), Some(book)) = (floor.as_ref(), book.as_ref()) else { return PolicyReview::default() };
            book.policy.review(&floor.agents, floor.memberships.as_ref(), &book.set, minute.get())
        });
        let go = use_replace();
        let surroundings = Surroundings {
            tenant,
            reader,
            readings,
            go: Callback::new(move |opened| go.run(href(tenant, &wish.get_untracked().with_opened(opened)))),
            reread: Callback::new(move |outdated| match outdated {
                // What a provider lists is the same as before: no list shows recording.
                Outdated::Ended => read_book(tenant, connection, book),
                Outdated::PlannedOn(_) => readings.catch_up(outdated),
            }),
        };
        let sets = Sets::new(surroundings, &first.sets, now);
        Self {
            page: StoredValue::new(first),
            wish,
            reader,
            readings,
            book,
            shown,
            review,
            selection: RwSignal::new(Selection::default()),
            sets,
            asks_why: RwSignal::new(None),
            is_planning: RwSignal::new(false),
            go,
        }
    }

    /// Whether the person may switch recording.
    pub(super) fn may_switch(self) -> bool {
        self.page.with_value(|page| page.may_switch)
    }

    /// The provider whose name stands in sentences.
    pub(super) fn provider(self) -> &'static str {
        self.readings.kind().label()
    }

    /// Who of the list is ticked.
    pub(super) fn ticks(self) -> Ticks {
        Ticks { selection: self.selection, shown: self.shown }
    }

    /// Changes the address, and with it what is shown.
    pub(super) fn wish_for(self, change: impl FnOnce(Wish) -> Wish) {
        let to = href(self.readings.tenant, &change(self.wish.get_untracked()));
        self.go.run(to);
    }

    /// Ticks, reads the connection whenever another one is chosen, and opens the sets that the address names.
    pub(super) fn follow(self) {
        let other = move || {
            self.book.set(None);
            self.selection.update(Selection::clear);
            self.read_book();
        };
        self.readings.follow(move || self.sets.tick(), other);
        let plan = Memo::new(move |_| self.wish.read().plan);
        let job = Memo::new(move |_| self.wish.read().job);
        self.sets.follow(plan, job);
    }

    /// Reads the connection, and what was last set at it.
    pub(super) fn read(self, again: bool) {
        self.readings.read(again);
        self.read_book();
    }

    fn read_book(self) {
        read_book(self.readings.tenant, self.readings.connection, self.book);
    }

    /// How recording of an agent stands, as far as it was set here.
    pub(super) fn state(self, agent: &str) -> RecordingState {
        let book = self.book.read();
        let set = book.as_ref().and_then(|book| book.set.get(agent));
        set.map(|set| set.state(self.sets.now.get())).unwrap_or_default()
    }

    /// Asks for a plan; for the reason first, where somebody is not to be recorded.
    pub(super) fn ask(self, switches: Switches) {
        if switches.is_empty() || self.is_planning.get_untracked() {
            return;
        }
        if switches.off.is_empty() {
            self.plan(switches, String::new(), Callback::new(move |error: AppError| self.sets.say_error(&error)));
        } else {
            self.asks_why.set(Some(switches));
        }
    }

    /// Makes the plan, or says why there is none.
    pub(super) fn plan(self, switches: Switches, reason: String, fail: Callback<AppError>) {
        let connection = self.readings.connection.read_untracked().as_ref().map(|connection| connection.id);
        let Some(id) = connection.filter(|_| !self.is_planning.get_untracked()) else { return };
        let (on, off) = (switches.on.join("\n"), switches.off.join("\n"));
        if encode(&on).len() + encode(&off).len() > MOST_ENCODED {
            self.asks_why.set(None);
            self.sets.said.set(Some(td_string!(self.reader.locale, recording_too_many).to_owned()));
            return;
        }
        self.is_planning.set(true);
        let tenant = self.readings.tenant.get_value();
        spawn_local(async move {
            let answer = plan_recording(tenant, id.to_string(), on, off, reason).await;
            self.is_planning.try_set(false);
            match answer {
                Ok(plan) => {
                    self.asks_why.try_set(None);
                    self.sets.show_plan(plan);
                }
                Err(error) => fail.run(error),
            }
        });
    }
}

/// Reads what was last set. What cannot be read leaves what is shown: the reading itself says what is wrong.
fn read_book(
    tenant: StoredValue<String>,
    connection: Memo<Option<QueueConnection>>,
    book: RwSignal<Option<Arc<RecordingBook>>>,
) {
    let Some(id) = connection.read_untracked().as_ref().map(|connection| connection.id) else { return };
    let tenant = tenant.get_value();
    spawn_local(async move {
        let Ok(read) = recording_book(tenant, id.to_string()).await else { return };
        let now = connection.try_get_untracked().flatten().map(|connection| connection.id);
        if now == Some(id) {
            book.try_set(Some(Arc::new(read)));
        }
    });
}

/// The address of the page with this wish.
fn href(tenant: StoredValue<String>, wish: &Wish) -> String {
    format!("/t/{}/recording{}", tenant.get_value(), wish.query())
}
