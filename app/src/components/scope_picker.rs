//! What somebody may be limited to: connections, groups and queues, each a list of boxes to tick. A list with nothing
//! ticked limits nothing.

use domain::audience::ScopeFilter;
use domain::fold::fold;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::bits::lang;
use crate::api::ScopeChoices;

/// From so many choices on a list can be searched.
const SEARCHED_FROM: usize = 9;

/// The three lists. What is ticked but not on the floor now stays to be unticked.
#[component]
pub(crate) fn ScopePicker(
    /// What there is.
    choices: ScopeChoices,
    /// What is ticked.
    value: RwSignal<ScopeFilter>,
) -> impl IntoView {
    let locale = lang();
    let ticked = value.get_untracked();
    let mut connections: Vec<(String, String)> =
        choices.connections.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
    for id in ticked.connections.iter().filter(|id| choices.connections.iter().all(|(known, _)| known != *id)) {
        connections.push((id.to_string(), td_string!(locale, scope_gone).to_owned()));
    }
    let words = |known: Vec<String>, ticked: &[String]| -> Vec<(String, String)> {
        let gone = ticked.iter().filter(|word| !known.contains(word)).cloned().collect::<Vec<_>>();
        known.into_iter().chain(gone).map(|word| (word.clone(), word)).collect()
    };
    let groups = words(choices.groups.clone(), &ticked.groups);
    let queues = words(choices.queues.clone(), &ticked.queues);
    let toggle_connection = move |key: String, on: bool| {
        value.update(|value| {
            value.connections.retain(|id| id.to_string() != key);
            if let (true, Ok(id)) = (on, key.parse()) {
                value.connections.push(id);
                value.connections.sort_unstable();
            }
        });
    };
    view! {
        <div class="scope-picker">
            <ScopeList
                legend=td_string!(locale, connections_label)
                options=connections
                ticked=Signal::derive(move || value.read().connections.iter().map(ToString::to_string).collect())
                toggle=Callback::new(move |(key, on)| toggle_connection(key, on))
            />
            <ScopeList
                legend=td_string!(locale, scope_groups)
                options=groups
                ticked=Signal::derive(move || value.read().groups.clone())
                toggle=Callback::new(move |(key, on)| value.update(|value| tick(&mut value.groups, key, on)))
            />
            <ScopeList
                legend=td_string!(locale, queues_label)
                options=queues
                ticked=Signal::derive(move || value.read().queues.clone())
                toggle=Callback::new(move |(key, on)| value.update(|value| tick(&mut value.queues, key, on)))
            />
        </div>
    }
    .into_any()
}

/// Sorted, so that the same limits are kept as the same text.
fn tick(words: &mut Vec<String>, word: String, on: bool) {
    words.retain(|known| *known != word);
    if on {
        words.push(word);
        words.sort_unstable();
    }
}

#[component]
fn ScopeList(
    /// What the list is of.
    legend: &'static str,
    /// Key and name of each choice.
    options: Vec<(String, String)>,
    /// The keys that are ticked.
    ticked: Signal<Vec<String>>,
    /// Ticks or unticks a key.
    toggle: Callback<(String, bool)>,
) -> impl IntoView {
    let locale = lang();
    let wanted = RwSignal::new(String::new());
    let search = (options.len() >= SEARCHED_FROM).then(|| {
        let label = format!("{}: {legend}", td_string!(locale, scope_search));
        view! {
            <input
                class="input"
                type="search"
                aria-label=label
                placeholder=td_string!(locale, scope_search)
                on:input=move |event| wanted.set(fold(&event_target_value(&event)))
            />
        }
    });
    let none = options.is_empty().then(|| view! { <p class="quiet">{td_string!(locale, scope_none)}</p> });
    let items = options
        .into_iter()
        .map(|(key, name)| {
            let folded = fold(&name);
            let is_on = {
                let key = key.clone();
                move || ticked.read().contains(&key)
            };
            view! {
                <li hidden=move || !folded.contains(wanted.read().as_str())>
                    <label class="check-field">
                        <input
                            type="checkbox"
                            checked=is_on.clone()
                            prop:checked=is_on
                            on:change=move |event| toggle.run((key.clone(), event_target_checked(&event)))
                        />
                        <span>{name}</span>
                    </label>
                </li>
            }
        })
        .collect_view();
    view! {
        <fieldset class="scope-list">
            <legend>{legend}</legend>
            {search}
            {none}
            <ul>{items}</ul>
        </fieldset>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticking_in_another_order_gives_the_same_limits() {
        let (mut one, mut other) = (Vec::new(), Vec::new());

        for word in ["b", "a", "a"] {
            tick(&mut one, word.to_owned(), true);
        }
        for word in ["a", "c", "b"] {
            tick(&mut other, word.to_owned(), true);
        }
        tick(&mut other, "c".to_owned(), false);

        assert_eq!(one, ["a", "b"]);
        assert_eq!(one, other);
    }
}
