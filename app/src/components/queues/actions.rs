//! What can be done with the ticked agents. Every button ends in a plan; none sends anything.

use leptos::prelude::*;
use leptos_i18n::td_string;

use super::choice::Choice;
use super::choice::Wanted;
use super::desk::Desk;
use super::import::ImportButton;
use super::last_sets::LastSets;
use crate::components::ticks::Ticked;

#[component]
pub(super) fn Actions(desk: Desk) -> impl IntoView {
    let locale = desk.reader.locale;
    let wanted = RwSignal::new(None::<Wanted>);
    let button = move |of: Wanted| {
        let open = move |_| wanted.set(Some(of));
        view! { <button class="button" type="button" on:click=open>{of.button(locale)}</button> }
    };
    view! {
        <div class="queues-actions" role="group" aria-label=td_string!(locale, desk_selection)>
            <Ticked ticks=desk.ticks() hint=td_string!(locale, queues_select_first)>
                {Wanted::ALL.map(button)}
            </Ticked>
            <span class="spacer"></span>
            <LastSets desk/>
            <ImportButton desk/>
        </div>
        {move || wanted.get().map(|of| view! { <Choice desk wanted=of close=move |()| wanted.set(None)/> })}
    }
    .into_any()
}
