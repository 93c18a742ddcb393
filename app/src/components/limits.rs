//! The limits of a tenant as one form: a table of states, one of reasons of pauses, one of what differs at a connection.
//! All of it is saved at once; what was typed stays, whatever the server says to it.

mod desk;
mod inputs;
mod mistakes;
mod own_tables;
mod state_table;

use domain::zone::Zone;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_i18n::td_string;

use self::desk::Desk;
use self::mistakes::Mistakes;
use self::own_tables::ConnectionTable;
use self::own_tables::ReasonTable;
use self::state_table::StateTable;
use super::bits::lang;
use super::settings_frame::SettingsFrame;
use super::settings_frame::SettingsTab;
use crate::api::limits::LimitsPage;
use crate::error::AppError;
use crate::timing;
use crate::words;

/// The page of limits.
#[component]
pub(crate) fn LimitsDesk(
    /// What there is, as first read.
    first: LimitsPage,
) -> impl IntoView {
    let locale = lang();
    let (me, zone) = (first.me.clone(), first.zone);
    let desk = Desk::new(first);
    let changed = move || {
        let (at, by) = desk.changed.get()?;
        Some(td_string!(locale, limits_changed, by = by, time = timing::date_time(locale, at, zone)))
    };
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        desk.send();
    };
    let pending = desk.action.pending();
    let said = move || matches!(desk.action.value().get(), Some(Ok(_))).then(|| td_string!(locale, limits_saved));
    view! {
        <SettingsFrame
            me=me
            tab=SettingsTab::Limits
            title=td_string!(locale, limits_title)
            summary=Signal::derive(move || changed().unwrap_or_else(|| td_string!(locale, limits_unchanged).to_owned()))
        >
            <form class="limits-form" method="post" novalidate on:submit=send>
                <Mistakes desk/>
                <Refusal desk/>
                <section class="settings-section">
                    <h2>{td_string!(locale, limits_states)}</h2>
                    <p>{td_string!(locale, limits_states_text)}</p>
                    <StateTable desk/>
                </section>
                <section class="settings-section">
                    <h2>{td_string!(locale, limits_reasons)}</h2>
                    <p>{td_string!(locale, limits_reasons_text)}</p>
                    <ReasonTable desk/>
                </section>
                <section class="settings-section">
                    <h2>{td_string!(locale, limits_connections)}</h2>
                    <p>{td_string!(locale, limits_connections_text)}</p>
                    <ConnectionTable desk/>
                </section>
                <div class="limits-foot">
                    <button class="button is-primary" type="submit" disabled=move || pending.get()>
                        {td_string!(locale, limits_save)}
                    </button>
                    <p class="notice is-info" role="status">{said}</p>
                </div>
            </form>
        </SettingsFrame>
    }
    .into_any()
}

/// What the server said where no field is to blame. After somebody else's change, what is kept now can be had.
#[component]
fn Refusal(desk: Desk) -> impl IntoView {
    let locale = lang();
    let refusal = move || match desk.action.value().get() {
        Some(Err(error)) if error.field_errors().is_empty() => Some(error),
        Some(Ok(_) | Err(_)) | None => None,
    };
    move || {
        refusal().map(|error| {
            let reload = (error == AppError::Conflict).then(|| {
                view! {
                    <button class="button" type="button" on:click=move |_| desk.reload()>
                        {td_string!(locale, limits_reload)}
                    </button>
                }
            });
            view! { <div class="notice" role="alert"><p>{words::error(locale, &error, Zone::UTC)}</p>{reload}</div> }
        })
    }
}
