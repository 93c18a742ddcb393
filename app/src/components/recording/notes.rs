//! What stands above the list: that nothing here is the provider's own word, whether the person may switch, whether the
//! provider has the switch at all, news, and a reading that failed.

use domain::changes::RowRefusal;
use domain::changes::RowState;
use domain::command::Refusal;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::desk::Desk;
use crate::components::change_sets::Failure;
use crate::components::change_sets::ReadingBar;
use crate::words;

#[component]
pub(super) fn Notes(desk: Desk) -> impl IntoView {
    let locale = desk.reader.locale;
    let trouble = move || {
        let trouble = desk.readings.trouble.get();
        trouble.map(|trouble| view! { <Failure readings=desk.readings reader=desk.reader trouble/> })
    };
    let unseen = move || {
        let floor = desk.readings.floor.read();
        let trouble = floor.as_ref()?.unseen?;
        let text = format!("{} {}", words::queues::trouble(locale, trouble), td_string!(locale, recording_unseen));
        Some(view! { <p class="notice is-attention">{text}</p> })
    };
    let may_not = (!desk.may_switch()).then(|| {
        view! { <p class="notice is-attention">{td_string!(locale, recording_may_not)}</p> }
    });
    view! {
        <div class="queues-notes">
            <ReadingBar readings=desk.readings/>
            <p class="help recording-truth">{move || td_string!(locale, recording_truth, provider = desk.provider())}</p>
            {may_not}
            {move || is_not_enabled(desk).then(|| view! {
                <p class="notice is-attention">{td_string!(locale, recording_not_enabled, provider = desk.provider())}</p>
            })}
            <p class="notice is-info" role="status">{move || desk.sets.said.get()}</p>
            {trouble}
            {unseen}
        </div>
    }
    .into_any()
}

/// Whether the provider has answered the set at the foot that its system has no such switch (decision A14).
fn is_not_enabled(desk: Desk) -> bool {
    let job = desk.sets.job.read();
    job.iter().flat_map(|job| &job.rows).any(|row| match row.state {
        RowState::Refused { reason: RowRefusal::Provider { reason: Refusal::NotEnabled }, .. } => true,
        RowState::Refused { .. }
        | RowState::Unchanged
        | RowState::Impossible
        | RowState::Planned
        | RowState::Sending
        | RowState::Verified
        | RowState::AcceptedNotVisible
        | RowState::AcceptedUnverifiable
        | RowState::Conflict { .. }
        | RowState::Unknown { .. }
        | RowState::Cancelled => false,
    })
}
