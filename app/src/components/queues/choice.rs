//! The question behind each button: which queues, which callout queue, which priority. Its answer is a plan.

use std::collections::BTreeSet;

use domain::changes::Change;
use leptos::html;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::desk::Desk;
use super::filters::columns;
use super::wish::Side;
use crate::api::queues::plan_changes;
use crate::components::bits::encode;
use crate::components::change_sets::MOST_ENCODED;
use crate::components::show_dialog;
use crate::figures::counted;
use crate::i18n::Locale;
use crate::words;

/// Which button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Add,
    Remove,
    Move,
    Replace,
    Priority,
    Callout,
}

impl Wanted {
    pub(super) const ALL: [Self; 6] =
        [Self::Add, Self::Remove, Self::Move, Self::Priority, Self::Callout, Self::Replace];

    pub(super) fn button(self, locale: Locale) -> &'static str {
        match self {
            Self::Add => td_string!(locale, queues_add),
            Self::Remove => td_string!(locale, queues_remove),
            Self::Move => td_string!(locale, queues_move),
            Self::Replace => td_string!(locale, queues_replace),
            Self::Priority => td_string!(locale, queues_set_priority),
            Self::Callout => td_string!(locale, queues_set_callout),
        }
    }

    fn title(self, locale: Locale, count: usize) -> String {
        match self {
            Self::Add => counted!(locale, queues_add_title, count),
            Self::Remove => counted!(locale, queues_remove_title, count),
            Self::Move => counted!(locale, queues_move_title, count),
            Self::Replace => counted!(locale, queues_replace_title, count),
            Self::Priority => counted!(locale, queues_priority_title, count),
            Self::Callout => counted!(locale, queues_callout_title, count),
        }
    }

    /// The change, once something was chosen; `from` counts for a move only.
    fn change(self, queues: &BTreeSet<String>, from: &BTreeSet<String>, typed: &str) -> Option<Change> {
        let some = |queues: &BTreeSet<String>| Some(queues.clone()).filter(|queues| !queues.is_empty());
        let typed = typed.trim();
        match self {
            Self::Add => some(queues).map(Change::add),
            Self::Remove => some(queues).map(Change::remove),
            Self::Move => Some(Change::some(some(queues)?, some(from)?)),
            Self::Replace => some(queues).map(Change::replace),
            Self::Priority => typed.parse().ok().map(Change::priority),
            Self::Callout => {
                Some(typed).filter(|id| !id.is_empty()).map(|id| Change::Callout { queue_id: id.to_owned() })
            }
        }
    }
}

#[component]
pub(super) fn Choice(
    desk: Desk,
    /// Which button was pressed.
    wanted: Wanted,
    /// Called when the question is over.
    #[prop(into)]
    close: Callback<()>,
) -> impl IntoView {
    let locale = desk.reader.locale;
    let count = desk.selection.read_untracked().len();
    let chosen = RwSignal::new(BTreeSet::<String>::new());
    let from = RwSignal::new(BTreeSet::<String>::new());
    let typed = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<String>);
    let pending = RwSignal::new(false);
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        dialog.track();
        show_dialog(dialog);
    });
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if pending.get_untracked() {
            return;
        }
        let Some(change) = wanted.change(&chosen.read_untracked(), &from.read_untracked(), &typed.read_untracked())
        else {
            problem.set(Some(td_string!(locale, queues_choose_something).to_owned()));
            return;
        };
        let agents = desk.selection.read_untracked().iter().cloned().collect::<Vec<_>>().join("\n");
        if encode(&agents).len() > MOST_ENCODED {
            problem.set(Some(td_string!(locale, queues_too_many).to_owned()));
            return;
        }
        let Some(id) = desk.connection.read_untracked().as_ref().map(|connection| connection.id.to_string()) else {
            return;
        };
        let change = serde_json::to_string(&change).expect("a change can be written as JSON");
        problem.set(None);
        pending.set(true);
        leptos::task::spawn_local(async move {
            let answer = plan_changes(desk.tenant(), id, agents, change).await;
            pending.try_set(false);
            match answer {
                Ok(plan) => {
                    desk.show_plan(plan);
                    close.run(());
                }
                Err(error) => {
                    problem.try_set(Some(words::error(locale, &error, desk.reader.zone)));
                }
            }
        });
    };
    let field = match wanted {
        Wanted::Add | Wanted::Remove | Wanted::Replace => {
            view! { <QueueBoxes desk chosen label=td_string!(locale, queues_callin)/> }.into_any()
        }
        Wanted::Move => view! {
            <div class="queues-move">
                <QueueBoxes desk chosen=from label=td_string!(locale, queues_move_from)/>
                <QueueBoxes desk chosen label=td_string!(locale, queues_move_to)/>
            </div>
        }
        .into_any(),
        Wanted::Priority => view! {
            <div class="field">
                <label for="queues-priority">{td_string!(locale, queues_priority)}</label>
                <input
                    id="queues-priority"
                    type="number"
                    step="1"
                    required
                    aria-describedby="queues-priority-help"
                    on:input=move |event| typed.set(event_target_value(&event))
                />
                <small id="queues-priority-help">{td_string!(locale, queues_priority_help)}</small>
            </div>
        }
        .into_any(),
        Wanted::Callout => view! { <CalloutField desk typed/> }.into_any(),
    };
    let replaces = (wanted == Wanted::Replace).then(|| view! { <p>{td_string!(locale, queues_replace_text)}</p> });
    let busy =
        move || if pending.get() { td_string!(locale, queues_planning) } else { td_string!(locale, queues_make_plan) };
    view! {
        <dialog class="confirm queues-choice" node_ref=dialog aria-labelledby="queues-choice" on:close=move |_| close.run(())>
            <form method="post" on:submit=send>
                <h2 id="queues-choice">{wanted.title(locale, count)}</h2>
                {replaces}
                {field}
                <p class="field-error" role="alert">{move || problem.get()}</p>
                <p class="help">{td_string!(locale, queues_nothing_sent)}</p>
                <div class="action-row">
                    <button class="button" type="button" on:click=move |_| close.run(())>{td_string!(locale, cancel)}</button>
                    <button class="button is-primary" type="submit" aria-disabled=move || pending.get().then_some("true")>{busy}</button>
                </div>
            </form>
        </dialog>
    }
    .into_any()
}

/// The inbound queues, each with how many of the ticked agents are in it.
#[component]
fn QueueBoxes(
    desk: Desk,
    /// Which are ticked.
    chosen: RwSignal<BTreeSet<String>>,
    /// What ticking one means.
    label: &'static str,
) -> impl IntoView {
    let locale = desk.reader.locale;
    let floor = desk.floor.get_untracked();
    let queues = floor.as_ref().map(|floor| columns(floor, Side::Callin)).unwrap_or_default();
    let scan = floor.as_ref().and_then(|floor| floor.memberships.clone());
    let among = |queue: &str| {
        let scan = scan.as_ref()?;
        let selection = desk.selection.read_untracked();
        Some(scan.members(queue).filter(|agent| selection.contains(&(*agent).to_owned())).count())
    };
    let boxes = queues
        .iter()
        .map(|queue| {
            let id = queue.id.clone();
            let have = among(&queue.id).map(|count| counted!(locale, queues_have_it, count));
            let toggle = move |_| {
                chosen.update(|chosen| {
                    if !chosen.remove(&id) {
                        chosen.insert(id.clone());
                    }
                });
            };
            view! {
                <label class="check-field">
                    <input type="checkbox" on:change=toggle/>
                    <span>{queue.label().to_owned()}" "<small>{queue.id.clone()}</small></span>
                    <small class="is-end">{have}</small>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="queues-boxes">
            <legend>{label}</legend>
            {boxes}
        </fieldset>
    }
    .into_any()
}

/// A callout queue: those that agents have now are proposed, and another can be typed, since no provider lists them.
#[component]
fn CalloutField(desk: Desk, typed: RwSignal<String>) -> impl IntoView {
    let locale = desk.reader.locale;
    let floor = desk.floor.get_untracked();
    let known = floor.map(|floor| floor.callout_queues.clone()).unwrap_or_default();
    let options = known
        .iter()
        .map(|queue| view! { <option value=queue.id.clone()>{queue.label().to_owned()}</option> })
        .collect_view();
    view! {
        <div class="field">
            <label for="queues-callout">{td_string!(locale, act_queue)}</label>
            <input
                id="queues-callout"
                type="text"
                list="queues-callouts"
                autocomplete="off"
                required
                aria-describedby="queues-callout-help"
                on:input=move |event| typed.set(event_target_value(&event))
            />
            <datalist id="queues-callouts">{options}</datalist>
            <small id="queues-callout-help">{td_string!(locale, act_queue_help)}</small>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_chosen_is_no_change() {
        for wanted in Wanted::ALL {
            assert_eq!(wanted.change(&BTreeSet::new(), &BTreeSet::new(), " "), None, "{wanted:?}");
        }
        let queues = BTreeSet::from(["7".to_owned()]);
        assert_eq!(Wanted::Move.change(&queues, &BTreeSet::new(), ""), None, "out of where?");
        assert_eq!(Wanted::Move.change(&BTreeSet::new(), &queues, ""), None, "nobody is taken out by a move");
    }

    #[test]
    fn a_leading_zero_stays() {
        let queues = BTreeSet::from(["007".to_owned()]);
        let none = BTreeSet::new();

        assert_eq!(Wanted::Add.change(&queues, &none, ""), Some(Change::add(["007".to_owned()])));
        assert_eq!(Wanted::Callout.change(&queues, &none, " 09 "), Some(Change::Callout { queue_id: "09".to_owned() }));
        assert_eq!(Wanted::Priority.change(&queues, &none, "2.5"), None);
    }
}
