//! What can be done with the ticked agents. Both buttons end in a plan; neither sends anything.

use leptos::prelude::*;
use leptos_i18n::td_string;

use super::desk::Desk;
use super::desk::Switches;
use crate::components::ticks::Ticked;

#[component]
pub(super) fn Actions(desk: Desk) -> impl IntoView {
    let locale = desk.reader.locale;
    let button = move |on: bool, text: &'static str| {
        let ask = move |_| {
            let agents = desk.selection.read_untracked().iter().cloned().collect();
            desk.ask(Switches::all(agents, on));
        };
        let busy = move || desk.is_planning.get().then_some("true");
        view! { <button class="button" type="button" aria-disabled=busy on:click=ask>{text}</button> }
    };
    // Whoever may not switch selects nothing; the notes say why.
    desk.may_switch().then(|| {
        view! {
            <div class="queues-actions" role="group" aria-label=td_string!(locale, desk_selection)>
                <Ticked ticks=desk.ticks() hint=td_string!(locale, recording_select_first)>
                    {button(true, td_string!(locale, recording_record))}
                    {button(false, td_string!(locale, recording_do_not))}
                </Ticked>
            </div>
        }
        .into_any()
    })
}
