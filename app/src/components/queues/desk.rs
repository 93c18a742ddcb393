//! What every part of the page shares: the wish, the reading, the selection, the sets, the time, and how to ask for each
//! anew.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use domain::administration::ScanProgress;
use domain::changes::SetState;
use domain::changes::Step;
use domain::id::ChangeSetId;
use domain::id::ConnectionId;
use domain::provider::ProviderKind;
use domain::selection::Selection;
use domain::time::UnixMs;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::wish::Wish;
use crate::api::change_sets::SetView;
use crate::api::queues::QueueConnection;
use crate::api::queues::QueueFloor;
use crate::api::queues::QueuesPage;
use crate::components::bits::lang;
use crate::components::change_sets::Opened;
use crate::components::change_sets::Readings;
use crate::components::change_sets::Sets;
use crate::components::change_sets::Surroundings;
use crate::components::ticks::Ticks;
use crate::error::AppError;
use crate::row_model::Reader;

/// How an address is made of a wish.
type Address = Box<dyn Fn(&Wish) -> String + Send + Sync>;

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
    /// Its plan and its running set.
    pub(super) sets: Sets,
    /// The news that are read out and shown above the list.
    pub(super) said: RwSignal<Option<String>>,
    /// Server time, to the second.
    pub(super) now: RwSignal<UnixMs>,
    /// How the connection is read.
    pub(super) readings: Readings,
    go: StoredValue<Box<dyn Fn(String) + Send + Sync>>,
    /// The address of the page with a wish.
    address: StoredValue<Address>,
}

impl Desk {
    pub(super) fn new(first: QueuesPage, wish: Memo<Wish>) -> Self {
        let reader = Reader { locale: lang(), utc_offset_s: first.utc_offset_s };
        let now = RwSignal::new(first.now);
        let matrix = format!("/t/{}/queues", first.me.tenant.0);
        let page = StoredValue::new(first);
        let chosen = Memo::new(move |_| wish.read().connection);
        let connection = Memo::new(move |_| {
            page.with_value(|page| {
                let named = page.connections.iter().find(|connection| Some(connection.id) == chosen.get());
                named.or_else(|| page.connections.first()).cloned()
            })
        });
        let tenant = StoredValue::new(page.with_value(|page| page.me.tenant.0.clone()));
        let readings = Readings::new(tenant, connection, now);
        let Readings { floor, trouble, reading, .. } = readings;
        let shown = Memo::new(move |_| {
            let floor = floor.get();
            floor.map(|floor| wish.read().agents(&floor)).unwrap_or_default()
        });
        let navigate = use_navigate();
        let go = move |to: String| {
            let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
            navigate(&to, options);
        };
        let go = StoredValue::new(Box::new(go) as Box<dyn Fn(String) + Send + Sync>);
        let in_matrix = move |wish: &Wish| format!("{matrix}{}", wish.query());
        let address = StoredValue::new(Box::new(in_matrix) as Address);
        let surroundings = Surroundings {
            tenant,
            reader,
            kind: Signal::derive(move || kind_of(connection.read().as_ref())),
            floor: floor.into(),
            go: Callback::new(move |opened| {
                if let Opened::JobClosed(id) = opened {
                    not_running(page, id);
                }
                let wish = wish.get_untracked().with_opened(opened);
                let to = address.with_value(|address| address(&wish));
                go.with_value(|go| go(to));
            }),
            reread: Callback::new(move |outdated| readings.catch_up(outdated)),
        };
        let sets = Sets::new(surroundings, now);
        Self {
            page,
            wish,
            connection,
            reader,
            floor,
            trouble,
            reading,
            shown,
            selection: RwSignal::new(Selection::default()),
            sets,
            said: sets.said,
            now,
            readings,
            go,
            address,
        }
    }

    /// The same for a page of another address.
    pub(super) fn at(self, address: impl Fn(&Wish) -> String + Send + Sync + 'static) -> Self {
        self.address.set_value(Box::new(address));
        self
    }

    pub(super) fn tenant(self) -> String {
        self.page.with_value(|page| page.me.tenant.0.clone())
    }

    /// The provider whose name stands in sentences.
    pub(super) fn kind(self) -> ProviderKind {
        kind_of(self.connection.read_untracked().as_ref())
    }

    /// The address of the page with this wish.
    pub(super) fn href(self, wish: &Wish) -> String {
        self.address.with_value(|address| address(wish))
    }

    /// Who of the list is ticked.
    pub(super) fn ticks(self) -> Ticks {
        Ticks { selection: self.selection, shown: self.shown }
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
        let job = Memo::new(move |_| self.wish.read().job.or_else(|| self.running()));
        self.sets.follow(plan, job);
    }

    /// A set of this connection that ran when the page was fetched.
    fn running(self) -> Option<ChangeSetId> {
        let connection = self.connection.read().as_ref()?.id;
        self.page.with_value(|page| {
            page.sets
                .iter()
                .find(|set| set.state == SetState::Running && set.connection == connection)
                .map(|set| set.id)
        })
    }

    fn tick(self) {
        if document().hidden() {
            return;
        }
        self.now.update(|now| *now = now.plus_s(1));
        self.readings.progress();
        self.sets.tick();
    }

    /// Reads the connection. What cannot be read leaves the last reading in its place.
    pub(super) fn read(self, again: bool) {
        self.readings.read(again);
    }

    /// Shows a plan at the side.
    pub(super) fn show_plan(self, plan: SetView) {
        self.sets.show_plan(plan);
    }

    /// The rows of the open plan, by agent.
    pub(super) fn planned(self) -> Memo<HashMap<String, Step>> {
        self.sets.planned()
    }
}

fn kind_of(connection: Option<&QueueConnection>) -> ProviderKind {
    connection.map_or(ProviderKind::Alohub, |connection| connection.kind)
}

/// A set that was found running and is closed does not come back by itself.
fn not_running(page: StoredValue<QueuesPage>, id: Option<ChangeSetId>) {
    page.update_value(|page| page.sets.retain(|set| Some(set.id) != id));
}
