//! What lists of agents read from a provider have in common: a filter, and what stands in their place while nothing is read
//! or nobody is left.

use leptos::prelude::*;
use leptos_i18n::td_string;

use crate::components::bits::lang;
use crate::figures::counted;

/// A value and what stands for it.
pub(crate) type Choice = (String, String);

/// A filter of which one value is chosen, or none.
#[component]
pub(crate) fn FilterSelect(
    /// What it filters by; also its first choice, which filters nothing.
    label: &'static str,
    /// The values there are.
    choices: Memo<Vec<Choice>>,
    /// The one chosen; empty for none.
    #[prop(into)]
    chosen: Signal<String>,
    /// Called with another one.
    #[prop(into)]
    choose: Callback<String>,
) -> impl IntoView {
    let options = move || {
        let chosen = chosen.get();
        let mut choices = choices.get();
        // A value of the address that nothing has now is still a filter, and can be taken away.
        if !chosen.is_empty() && choices.iter().all(|(value, _)| *value != chosen) {
            choices.push((chosen.clone(), chosen.clone()));
        }
        choices
            .into_iter()
            .map(|(value, text)| {
                let is_chosen = value == chosen;
                view! { <option value=value selected=is_chosen>{text}</option> }
            })
            .collect_view()
    };
    view! {
        <label class="chip" class:is-on=move || !chosen.read().is_empty()>
            <span class="visually-hidden">{label}</span>
            <select prop:value=move || chosen.get() on:change=move |event| choose.run(event_target_value(&event))>
                <option value="">{label}</option>
                {options}
            </select>
        </label>
    }
    .into_any()
}

/// Nothing has been read yet, or nothing could be.
#[component]
pub(crate) fn Unread(
    /// The reading failed; the notes say why.
    #[prop(into)]
    has_failed: Signal<bool>,
) -> impl IntoView {
    let locale = lang();
    let text = move || {
        if has_failed.get() { td_string!(locale, queues_not_read) } else { td_string!(locale, queues_reading_text) }
    };
    view! { <section class="empty-state" id="agents"><p>{text}</p></section> }.into_any()
}

/// The filters leave nobody, or the provider lists nobody.
#[component]
pub(crate) fn Nobody(
    /// How many the provider lists.
    #[prop(into)]
    total: Signal<usize>,
    /// Whether a filter is set.
    #[prop(into)]
    is_filtered: Signal<bool>,
    /// Takes the filters away.
    #[prop(into)]
    clear: Callback<()>,
) -> impl IntoView {
    let locale = lang();
    let text = move || match total.get() {
        0 => td_string!(locale, queues_no_agents).to_owned(),
        total => counted!(locale, empty_filtered_text, total),
    };
    view! {
        <section class="empty-state" id="agents">
            <h2>{td_string!(locale, queues_nobody)}</h2>
            <p>{text}</p>
            <Show when=move || is_filtered.get()>
                <button class="button is-primary" type="button" on:click=move |_| clear.run(())>
                    {td_string!(locale, clear_filters)}
                </button>
            </Show>
        </section>
    }
    .into_any()
}
