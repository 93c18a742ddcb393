//! What every part of the page shares: the wish, the reading, the selection, the sets, the time, and how to ask for each
//! anew.

use std::collections::HashMap;
use std::sync::Arc;

use domain::administration::ScanProgress;
use domain::changes::Step;
use domain::provider::ProviderKind;
use domain::selection::Selection;
use domain::time::UnixMs;
use leptos::prelude::*;

use super::wish::Wish;
use crate::api::change_sets::SetView;
use crate::api::queues::QueueConnection;
use crate::api::queues::QueueFloor;
use crate::api::queues::QueuesPage;
use crate::components::bits::lang;
use crate::components::bits::use_replace;
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
    go: Callback<String>,
    /// The address of the page with a wish.
    address: StoredValue<Address>,
}

impl Desk {
    pub(super) fn new(first: QueuesPage, wish: Memo<Wish>) -> Self {
        let reader = Reader { locale: lang(), zone: first.zone };
        let now = RwSignal::new(first.now);
        let matrix = format!("/t/{}/queues", first.me.tenant.0);
        let tenant = StoredValue::new(first.me.tenant.0.clone());
        let chosen = Memo::new(move |_| wish.read().connection);
        let readings = Readings::new(tenant, first.connections.clone(), chosen, now);
        let Readings { connection, floor, trouble, reading, .. } = readings;
        let shown = Memo::new(move |_| {
            let floor = floor.get();
            floor.map(|floor| wish.read().agents(&floor)).unwrap_or_default()
        });
        let go = use_replace();
        let in_matrix = move |wish: &Wish| format!("{matrix}{}", wish.query());
        let address = StoredValue::new(Box::new(in_matrix) as Address);
        let surroundings = Surroundings {
            tenant,
            reader,
            readings,
            go: Callback::new(move |opened| {
                let wish = wish.get_untracked().with_opened(opened);
                go.run(address.with_value(|address| address(&wish)));
            }),
            reread: Callback::new(move |outdated| readings.catch_up(outdated)),
        };
        let sets = Sets::new(surroundings, &first.sets, now);
        Self {
            page: StoredValue::new(first),
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
        self.readings.kind()
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
        self.go.run(to);
    }

    /// Ticks, reads the connection whenever another one is chosen, and opens the sets that the address names.
    pub(super) fn follow(self) {
        let leave = move || self.selection.update(Selection::clear);
        self.readings.follow(move || self.sets.tick(), leave);
        let plan = Memo::new(move |_| self.wish.read().plan);
        let job = Memo::new(move |_| self.wish.read().job);
        self.sets.follow(plan, job);
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
