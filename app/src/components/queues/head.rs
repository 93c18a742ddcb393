//! The title: which connection, which side, how old and how whole the reading is, and reading it again.

use leptos::prelude::*;
use leptos_i18n::td_string;

use super::desk::Desk;
use super::reading::ConnectionOfDesk;
use super::reading::ReadingAge;
use super::sub_nav::QueuesTab;
use super::sub_nav::SubNav;
use super::wish::Side;
use super::wish::Wish;
use crate::components::change_sets::Reread;

#[component]
pub(super) fn Head(desk: Desk) -> impl IntoView {
    let locale = desk.reader.locale;
    let side = move |side: Side, text: &'static str| {
        let pressed = move || if desk.wish.read().side == side { "true" } else { "false" };
        let choose = move |_| desk.wish_for(|wish| Wish { side, queue: String::new(), ..wish });
        view! { <button type="button" aria-pressed=pressed on:click=choose>{text}</button> }
    };
    let title = move || match desk.wish.read().side {
        Side::Callin => td_string!(locale, queues_callin),
        Side::Callout => td_string!(locale, queues_callout),
    };
    view! {
        <header class="page-head queues-head">
            <h1>{title}</h1>
            <SubNav tenant=desk.tenant() current=QueuesTab::Matrix/>
            <ConnectionOfDesk desk/>
            <div class="segmented" role="group" aria-label=td_string!(locale, queues_side)>
                {side(Side::Callin, td_string!(locale, queues_side_callin))}
                {side(Side::Callout, td_string!(locale, queues_side_callout))}
            </div>
            <ReadingAge desk before_plans=true/>
            <div class="page-actions">
                <Reread readings=desk.readings read=move |()| desk.read(true)/>
            </div>
        </header>
    }
    .into_any()
}
