//! Words of the provider that have no state of ours, each with a state to choose.

use domain::agent::AgentState;
use domain::id::ConnectionId;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::desk::Desk;
use super::failure;
use super::part;
use crate::api::connections::MapState;
use crate::components::bits::lang;
use crate::words;

/// The panel's section; nothing where every word has a state.
#[component]
pub(super) fn UnmappedSection(desk: Desk, id: ConnectionId) -> impl IntoView {
    let locale = lang();
    let unmapped = part(desk, id, |report| report.unmapped.clone());
    let has_any = Memo::new(move |_| unmapped.get().is_some_and(|words| !words.is_empty()));
    let map = ServerAction::<MapState>::new();
    Effect::new(move |_| {
        if let Some(Ok(())) = map.value().get() {
            desk.refresh();
        }
    });
    let trouble = move || map.value().get()?.err().map(|error| failure(desk.reader, &error));
    let keys = move || unmapped.get().unwrap_or_default().into_iter().map(|word| word.word).collect::<Vec<_>>();
    let row = move |word: String| {
        let counted = {
            let word = word.clone();
            move || {
                let words = unmapped.get()?;
                let found = words.iter().find(|one| one.word == word)?;
                Some(td_string!(locale, unmapped_rows, now = found.rows_now, today = found.seen_today))
            }
        };
        let label = td_string!(locale, state_for, word = word.clone());
        let options = AgentState::ALL
            .into_iter()
            .filter(|state| *state != AgentState::Unknown)
            .map(|state| view! { <option value=state.slug()>{words::state(locale, state)}</option> })
            .collect_view();
        view! {
            <li>
                <ActionForm action=map>
                    <input type="hidden" name="tenant" value=desk.tenant.get_value()/>
                    <input type="hidden" name="id" value=id.to_string()/>
                    <input type="hidden" name="word" value=word.clone()/>
                    <div class="map-row">
                        <code>{word}</code>
                        <small>{counted}</small>
                        <select class="input" name="state" aria-label=label required>
                            <option value="">{words::state(locale, AgentState::Unknown)}</option>
                            {options}
                        </select>
                        <button class="button" type="submit">{td_string!(locale, connection_map)}</button>
                    </div>
                </ActionForm>
            </li>
        }
    };
    view! {
        <Show when=move || has_any.get()>
            <section class="panel-section">
                <h3>{td_string!(locale, unmapped_states)}<small>{td_string!(locale, connection_today)}</small></h3>
                <ul class="map-rows"><For each=keys key=|word| word.clone() children=row/></ul>
                {trouble}
                <p class="help">{td_string!(locale, unmapped_help)}</p>
            </section>
        </Show>
    }
    .into_any()
}
