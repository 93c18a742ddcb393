//! What can be done with an agent here, and in words what cannot.

use domain::board::ConnectionView;
use domain::capability::Capability;
use leptos::prelude::*;
use leptos_i18n::td_string;

use crate::api::agent::RereadAgent;
use crate::components::bits::Icon;
use crate::row_model::Reader;
use crate::words;

/// What can be done here, and in words what cannot.
#[component]
pub(super) fn Actions(
    tenant: String,
    open: String,
    connection: ConnectionView,
    reread: ServerAction<RereadAgent>,
    reader: Reader,
) -> impl IntoView {
    let locale = reader.locale;
    let provider = connection.kind.label();
    let pending = reread.pending();
    let can_reread = connection.capabilities.allows(Capability::ReadAgent);
    let button = can_reread.then(|| {
        view! {
            <ActionForm action=reread>
                <input type="hidden" name="tenant" value=tenant/>
                <input type="hidden" name="agent" value=open/>
                <button class="button" type="submit" disabled=move || pending.get()>
                    <Icon name="i-refresh"/>
                    {move || if pending.get() { td_string!(locale, reread_busy) } else { td_string!(locale, reread) }}
                </button>
            </ActionForm>
        }
    });
    let failed = move || {
        let value = reread.value().get()?;
        let error = value.err()?;
        Some(view! { <p role="alert">{words::error(locale, &error, reader.utc_offset_s)}</p> })
    };
    let absent = |capability: Capability, verb: &'static str, reason: String| {
        (!connection.capabilities.allows(capability)).then(|| {
            view! { <li><Icon name="i-lock"/><b>{verb}</b><span>{reason}</span></li> }
        })
    };
    let reasons = [
        absent(
            Capability::ReadAgent,
            td_string!(locale, reread),
            td_string!(locale, reread_absent, provider = provider),
        ),
        absent(
            Capability::LogOutAgent,
            td_string!(locale, can_log_out),
            td_string!(locale, cannot_log_out, provider = provider),
        ),
        absent(
            Capability::SetCallinQueues,
            td_string!(locale, can_set_queues),
            td_string!(locale, cannot_set_queues, provider = provider),
        ),
        absent(
            Capability::SetRecording,
            td_string!(locale, can_set_recording),
            td_string!(locale, cannot_set_recording, provider = provider),
        ),
    ];
    view! {
        <section class="panel-section">
            <div class="action-row">{button}</div>
            {failed}
            <ul class="reasons" aria-label=td_string!(locale, not_possible)>{reasons.into_iter().flatten().collect_view()}</ul>
        </section>
    }
    .into_any()
}
