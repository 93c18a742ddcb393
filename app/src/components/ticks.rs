//! Which agents of a list are ticked: the box of each row, the one for all that is shown, and what tells how many there are.

use domain::selection::Selection;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos_i18n::td_string;

use crate::components::bits::Icon;
use crate::components::bits::lang;

/// A handle to the ticks of a list. A copy is another handle to the same.
#[derive(Clone, Copy)]
pub(crate) struct Ticks {
    /// Which agents are ticked.
    pub(crate) selection: RwSignal<Selection<String>>,
    /// The agents that the filters leave, in order.
    pub(crate) shown: Memo<Vec<String>>,
}

impl Ticks {
    /// Whether an agent is ticked.
    pub(crate) fn picked(self, agent: StoredValue<String>) -> Memo<bool> {
        Memo::new(move |_| agent.with_value(|id| self.selection.read().contains(id)))
    }

    /// The place of an agent in the table, whose head is the first row.
    pub(crate) fn row_index(self, agent: StoredValue<String>) -> Option<String> {
        let place = agent.with_value(|id| self.shown.read().iter().position(|shown| shown == id));
        place.map(|place| (place + 2).to_string())
    }
}

/// The box of one agent; with Shift, of everybody since the last one.
#[component]
pub(crate) fn TickBox(
    /// The list.
    ticks: Ticks,
    /// Whose box.
    agent: StoredValue<String>,
    /// Their name.
    #[prop(into)]
    name: Signal<String>,
) -> impl IntoView {
    let locale = lang();
    let picked = ticks.picked(agent);
    let select = move |event: MouseEvent| {
        let is_range = event.shift_key();
        agent.with_value(|id| {
            ticks.selection.update(|selection| {
                if is_range {
                    selection.toggle_range(id, &ticks.shown.read_untracked());
                } else {
                    selection.toggle(id);
                }
            });
        });
    };
    view! {
        <input
            type="checkbox"
            class="select-box"
            aria-label=move || td_string!(locale, desk_select, name = name.get())
            prop:checked=move || picked.get()
            on:click=select
        />
    }
    .into_any()
}

/// The box that ticks everybody shown, and takes the ticks away.
#[component]
pub(crate) fn TickAll(
    /// The list.
    ticks: Ticks,
) -> impl IntoView {
    let locale = lang();
    let picked = Memo::new(move |_| {
        let (selection, shown) = (ticks.selection.read(), ticks.shown.read());
        if selection.is_empty() {
            return (false, false);
        }
        let all = shown.iter().all(|agent| selection.contains(agent));
        (all, !all)
    });
    let select = move |_| {
        let shown = ticks.shown.get_untracked();
        ticks.selection.update(|selection| selection.toggle_all(&shown));
    };
    view! {
        <input
            type="checkbox"
            class="select-box"
            aria-label=td_string!(locale, desk_select_all)
            title=td_string!(locale, desk_select_all)
            prop:checked=move || picked.get().0
            prop:indeterminate=move || picked.get().1
            on:click=select
        />
    }
    .into_any()
}

/// How many are ticked, how many of them the filters hide, and what can be done with them.
#[component]
pub(crate) fn Ticked(
    /// The list.
    ticks: Ticks,
    /// What is said while nobody is ticked.
    hint: &'static str,
    /// What can be done.
    children: ChildrenFn,
) -> impl IntoView {
    let locale = lang();
    let count = Memo::new(move |_| ticks.selection.read().len());
    let hidden = move || {
        let (selection, shown) = (ticks.selection.read(), ticks.shown.read());
        let seen = shown.iter().filter(|agent| selection.contains(agent)).count();
        let hidden = selection.len() - seen;
        (hidden > 0).then(|| td_string!(locale, desk_selected_hidden, count = hidden))
    };
    let clear = move |_| ticks.selection.update(Selection::clear);
    view! {
        <Show when=move || { count.get() > 0 } fallback=move || view! { <p class="help">{hint}</p> }>
            <span class="chip is-on">
                {move || td_string!(locale, desk_selected, count = count.get())}
                <button
                    type="button"
                    class="button is-plain is-tiny is-icon"
                    aria-label=td_string!(locale, desk_clear_selection)
                    title=td_string!(locale, desk_clear_selection)
                    on:click=clear
                >
                    <Icon name="i-close"/>
                </button>
            </span>
            {children()}
            <span class="queues-hidden">{hidden}</span>
        </Show>
    }
    .into_any()
}
