//! A row while it is looked at: a signal for each thing it says, so that a second that passes touches its clock and its age, and
//! a change of state what shows the state.

use domain::agent::AgentState;
use domain::command::ActionKind;
use domain::id::RowId;
use domain::limits::Level;
use domain::provider::ProviderKind;
use leptos::prelude::*;

use super::CallModel;
use super::ClockModel;
use super::Reader;
use super::RowModel;
use super::row_model;
use crate::live::LiveBoard;

/// What a row says, followed. A copy is another handle to the same.
#[derive(Clone, Copy)]
pub(crate) struct RowCells {
    pub(crate) kind: ProviderKind,
    pub(crate) external_id: StoredValue<String>,
    pub(crate) state: RwSignal<AgentState>,
    pub(crate) level: RwSignal<Level>,
    pub(crate) stale: RwSignal<bool>,
    pub(crate) glyph: RwSignal<&'static str>,
    pub(crate) pending: RwSignal<Option<ActionKind>>,
    pub(crate) name: RwSignal<String>,
    pub(crate) state_word: RwSignal<&'static str>,
    pub(crate) state_sub: RwSignal<Option<String>>,
    pub(crate) clock: RwSignal<Option<ClockModel>>,
    pub(crate) queue: RwSignal<Option<String>>,
    pub(crate) queue_title: RwSignal<String>,
    pub(crate) call: RwSignal<Option<CallModel>>,
    pub(crate) extension: RwSignal<String>,
    pub(crate) source_name: RwSignal<String>,
    pub(crate) age: RwSignal<String>,
    pub(crate) age_late: RwSignal<bool>,
    pub(crate) is_new: RwSignal<bool>,
}

impl RowCells {
    /// The cells of a row for as long as the calling component lives; none when the row is gone.
    pub(crate) fn follow(board: &LiveBoard, id: RowId, reader: Reader) -> Option<Self> {
        let row = board.row(id)?;
        let (connections, now, limits) = (board.connections, board.now, board.limits);
        let first = {
            let connections = connections.read_untracked();
            let row = row.read_untracked();
            row_model(&row, connections.get(&row.connection)?, &limits.read_untracked(), now.get_untracked(), reader)
        };
        let cells = Self::of(&first);
        Effect::new(move |last: Option<RowModel>| {
            let last = last.unwrap_or_else(|| first.clone());
            let row = row.read();
            let connections = connections.read();
            // A connection that is gone takes its rows with it; until it has, they stay as they are.
            let Some(connection) = connections.get(&row.connection) else { return last };
            let now = now.get();
            let next = row_model(&row, connection, &limits.read(), now, reader).after(Some(&last), now);
            cells.say(&next);
            next
        });
        Some(cells)
    }

    fn of(model: &RowModel) -> Self {
        Self {
            kind: model.kind,
            external_id: StoredValue::new(model.external_id.clone()),
            state: RwSignal::new(model.state),
            level: RwSignal::new(model.level),
            stale: RwSignal::new(model.stale),
            glyph: RwSignal::new(model.glyph),
            pending: RwSignal::new(model.pending),
            name: RwSignal::new(model.name.clone()),
            state_word: RwSignal::new(model.state_word),
            state_sub: RwSignal::new(model.state_sub.clone()),
            clock: RwSignal::new(model.clock.clone()),
            queue: RwSignal::new(model.queue.clone()),
            queue_title: RwSignal::new(model.queue_title.clone()),
            call: RwSignal::new(model.call.clone()),
            extension: RwSignal::new(model.extension.clone()),
            source_name: RwSignal::new(model.source_name.clone()),
            age: RwSignal::new(model.age.clone()),
            age_late: RwSignal::new(model.age_late),
            is_new: RwSignal::new(model.is_new),
        }
    }

    fn say(&self, model: &RowModel) {
        tell(self.state, &model.state);
        tell(self.level, &model.level);
        tell(self.stale, &model.stale);
        tell(self.glyph, &model.glyph);
        tell(self.pending, &model.pending);
        tell(self.name, &model.name);
        tell(self.state_word, &model.state_word);
        tell(self.state_sub, &model.state_sub);
        tell(self.clock, &model.clock);
        tell(self.queue, &model.queue);
        tell(self.queue_title, &model.queue_title);
        tell(self.call, &model.call);
        tell(self.extension, &model.extension);
        tell(self.source_name, &model.source_name);
        tell(self.age, &model.age);
        tell(self.age_late, &model.age_late);
        tell(self.is_new, &model.is_new);
    }

    /// The word for the row's level, where it has one.
    pub(crate) fn level_word(self) -> Option<&'static str> {
        let level = self.level.get();
        (level > Level::Normal).then(|| level.slug())
    }
}

/// Whoever looks at it is told only when it is another one.
fn tell<T: Clone + PartialEq + Send + Sync + 'static>(cell: RwSignal<T>, said: &T) {
    if *cell.read_untracked() != *said {
        cell.set(said.clone());
    }
}
