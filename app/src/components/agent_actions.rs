//! What can be done with an agent here, and in words what cannot: by the provider, by the connection's settings, or by
//! the reader's role. Nothing is sent without a question first.

mod ask;
mod asked;
mod callin;
mod ended;
mod in_groups;
mod reasons;

use domain::board::ConnectionView;
use domain::details::AgentDetails;
use domain::time::UnixMs;
use leptos::prelude::*;
use leptos_i18n::td_string;

use self::ask::Ask;
use self::asked::Asked;
use self::callin::CallinCourse;
use self::callin::CallinHandle;
use self::callin::CallinQueues;
use self::ended::Ended;
use self::reasons::reasons;
use crate::api::act::Act;
use crate::api::agent::RereadAgent;
use crate::components::bits::Icon;
use crate::row_model::Reader;
use crate::words;

/// What every part of the actions needs; a copy is the same.
#[derive(Clone, Copy)]
struct Desk {
    tenant: StoredValue<String>,
    open: StoredValue<String>,
    connection: Signal<ConnectionView>,
    details: Signal<AgentDetails>,
    now: Signal<UnixMs>,
    act: ServerAction<Act>,
    /// What was sent last, for the words about its course.
    last: RwSignal<Option<Asked>>,
    reader: Reader,
}

/// The buttons, how the last of them ended, and the reasons for those that are not there.
///
/// It must outlive readings of the agent: a dialog that is open, or an outcome that is shown, would be lost with it.
#[component]
pub(crate) fn Actions(
    /// Address word of the tenant.
    tenant: String,
    /// The agent's word in the address.
    open: String,
    /// The agent's connection.
    #[prop(into)]
    connection: Signal<ConnectionView>,
    /// The agent as last read.
    #[prop(into)]
    details: Signal<AgentDetails>,
    /// Server time.
    #[prop(into)]
    now: Signal<UnixMs>,
    /// Reads the agent again.
    reread: ServerAction<RereadAgent>,
    /// Does what is asked for; whoever shows more of the agent follows it.
    act: ServerAction<Act>,
    /// Language and zone.
    reader: Reader,
) -> impl IntoView {
    let desk = Desk {
        tenant: StoredValue::new(tenant),
        open: StoredValue::new(open),
        connection,
        details,
        now,
        act,
        last: RwSignal::new(None),
        reader,
    };
    let locale = reader.locale;
    // Which buttons there are changes seldom; a button that stays keeps its dialog.
    let offered = Memo::new(move |_| Asked::offered(&connection.read(), &details.read()));
    let absent = Memo::new(move |_| reasons(&connection.read(), &details.read(), reader));
    let failed = move || {
        let error = reread.value().get()?.err()?;
        Some(view! { <p role="alert">{words::error(locale, &error, reader.zone)}</p> })
    };
    let absences = move || {
        absent
            .get()
            .into_iter()
            .map(|(verb, reason)| view! { <li><Icon name="i-lock"/><b>{verb}</b><span>{reason}</span></li> })
            .collect_view()
    };
    let callin = CallinHandle::new(desk);
    let has_callin = Memo::new(move |_| callin::is_offered(desk));
    let has_absences = Memo::new(move |_| !absent.read().is_empty());
    view! {
        <section class="panel-section agent-actions" aria-label=td_string!(locale, act_heading)>
            <div class="action-row">
                <RereadButton desk reread/>
                <For each=move || offered.get() key=|asked| *asked let:asked>
                    <Ask desk asked/>
                </For>
                <Show when=move || has_callin.get()>
                    <CallinQueues desk callin/>
                </Show>
            </div>
            {failed}
            <Ended desk/>
            <CallinCourse callin/>
            <Show when=move || has_absences.get()>
                <ul class="reasons" aria-label=td_string!(locale, not_possible)>{absences}</ul>
            </Show>
        </section>
    }
    .into_any()
}

#[component]
fn RereadButton(desk: Desk, reread: ServerAction<RereadAgent>) -> impl IntoView {
    let locale = desk.reader.locale;
    let pending = reread.pending();
    let can_reread = move || desk.connection.read().capabilities.allows(domain::capability::Capability::ReadAgent);
    view! {
        <Show when=can_reread>
            <ActionForm action=reread>
                <input type="hidden" name="tenant" value=desk.tenant.get_value()/>
                <input type="hidden" name="agent" value=desk.open.get_value()/>
                <button class="button" type="submit" disabled=move || pending.get()>
                    <Icon name="i-refresh"/>
                    {move || if pending.get() { td_string!(locale, reread_busy) } else { td_string!(locale, reread) }}
                </button>
            </ActionForm>
        </Show>
    }
    .into_any()
}
