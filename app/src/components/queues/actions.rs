//! What can be done with the ticked agents. Every button ends in a plan; none sends anything.

use leptos::prelude::*;
use leptos_i18n::td_string;

use super::choice::Choice;
use super::choice::Wanted;
use super::desk::Desk;
use super::import::ImportButton;
use super::last_sets::LastSets;
use crate::components::bits::Icon;

#[component]
pub(super) fn Actions(desk: Desk) -> impl IntoView {
    let locale = desk.reader.locale;
    let count = Memo::new(move |_| desk.selection.read().len());
    let wanted = RwSignal::new(None::<Wanted>);
    let button = move |of: Wanted| {
        let open = move |_| wanted.set(Some(of));
        view! { <button class="button" type="button" on:click=open>{of.button(locale)}</button> }
    };
    let hidden = move || {
        let (selection, shown) = (desk.selection.read(), desk.shown.read());
        let seen = shown.iter().filter(|agent| selection.contains(agent)).count();
        let hidden = selection.len() - seen;
        (hidden > 0).then(|| td_string!(locale, desk_selected_hidden, count = hidden))
    };
    let clear = move |_| desk.selection.update(domain::selection::Selection::clear);
    view! {
        <div class="queues-actions" role="group" aria-label=td_string!(locale, desk_selection)>
            <Show
                when=move || { count.get() > 0 }
                fallback=move || view! { <p class="help">{td_string!(locale, queues_select_first)}</p> }
            >
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
                {Wanted::ALL.map(button)}
                <span class="queues-hidden">{hidden}</span>
            </Show>
            <span class="spacer"></span>
            <LastSets desk/>
            <ImportButton desk/>
        </div>
        {move || wanted.get().map(|of| view! { <Choice desk wanted=of close=move |()| wanted.set(None)/> })}
    }
    .into_any()
}
