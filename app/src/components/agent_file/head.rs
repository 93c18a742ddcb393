//! The line above the page: who it is, how they are now and how old that is, and the agents before and after.

use domain::capability::Capability;
use domain::view::View;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::File;
use crate::api::agent_day::Neighbour;
use crate::components::bits::Glyph;
use crate::components::bits::Icon;
use crate::components::bits::agent_href;
use crate::components::bits::board_href;
use crate::row_model::row_model;
use crate::timing;

/// The line.
#[component]
pub(super) fn AgentHead(
    /// What is known of the agent.
    file: File,
    /// The agent before this one.
    previous: Option<Neighbour>,
    /// The agent after this one.
    next: Option<Neighbour>,
) -> impl IntoView {
    let File { tenant, connection, board, row, agent, reader, .. } = file;
    let locale = reader.locale;
    let model = {
        let (connections, now, limits) = (board.connections, board.now, board.limits);
        Memo::new(move |_| {
            let row = row.get()?;
            let connections = connections.read();
            let connection = connections.get(&row.connection)?;
            let read_at = row.read_at(connection);
            Some((row_model(&row, connection, &limits.read(), now.get(), reader), read_at))
        })
    };
    let glyph = Signal::derive(move || model.read().as_ref().map_or("loggedout", |(model, _)| model.glyph));
    let level = move || model.read().as_ref().map_or("normal", |(model, _)| model.level.slug());
    let name = move || agent.read().display_name.clone();
    let source = {
        let connection = connection.name.clone();
        move || {
            let agent = agent.read();
            let extension = agent.extension.as_ref();
            let extension =
                extension.map(|extension| format!("{} {extension}", td_string!(locale, extension).to_lowercase()));
            let parts = [Some(connection.clone()), extension, agent.group.clone()];
            parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
        }
    };
    let now_fact = move || match model.get() {
        Some((model, _)) => view! { <b>{model.state_word}</b>" "<small>{model.state_sub}</small> }.into_any(),
        None => view! { <span class="quiet">{td_string!(locale, agent_off_floor)}</span> }.into_any(),
    };
    let clock_fact = move || match model.get().and_then(|(model, _)| model.clock) {
        Some(clock) => {
            let mark = clock
                .origin
                .map(|origin| view! { <svg aria-hidden="true"><use href=format!("#{origin}")></use></svg> });
            view! { <b title=clock.title.clone()>{clock.text}</b>" "<small class="clock-origin">{mark}{clock.note}</small><span class="visually-hidden">{clock.title}</span> }.into_any()
        }
        None => view! { <span class="quiet">"–"</span> }.into_any(),
    };
    let read_fact = move || match model.get() {
        Some((model, read_at)) => {
            let at = read_at.map(|at| td_string!(locale, agent_read_at, time = timing::time_of_day(at, reader.zone)));
            view! { <b class:is-late=model.age_late>{model.age}</b>" "<small>{at}</small> }.into_any()
        }
        None => {
            let seen = timing::date_time(locale, agent.read().observed_at, reader.zone);
            view! { <span class="quiet">{seen}</span> }.into_any()
        }
    };
    let call_fact = {
        let reported = connection.capabilities.allows(Capability::CurrentCall);
        move || match model.get().map(|(model, _)| model.call) {
            Some(Some(call)) => {
                let icon = call.icon.map(|icon| view! { <Icon name=icon/> });
                view! { <b class="head-call">{icon}<span class="visually-hidden">{call.direction}" "</span>{call.number}</b> }.into_any()
            }
            Some(None) if reported => view! { <span class="quiet">{td_string!(locale, no_call)}</span> }.into_any(),
            Some(None) | None => view! { <span class="quiet">{td_string!(locale, not_reported)}</span> }.into_any(),
        }
    };
    let go = |to: Option<Neighbour>, icon: &'static str, label: fn(crate::i18n::Locale, String) -> String| {
        to.map(|to| {
            let label = label(locale, to.name);
            view! {
                <a class="button is-plain is-icon" href=agent_href(&tenant, &to.key) aria-label=label.clone() title=label><Icon name=icon/></a>
            }
        })
    };
    let steps = [
        go(previous, "i-up", |locale, name| td_string!(locale, agent_previous, name = name)),
        go(next, "i-down", |locale, name| td_string!(locale, agent_next, name = name)),
    ];
    view! {
        <header class="page-head file-head" data-level=level>
            <nav class="crumb" aria-label=td_string!(locale, agent_crumb)>
                <a href=board_href(&tenant, &View::default())>{td_string!(locale, board)}</a>
                <span aria-hidden="true">"/"</span>
            </nav>
            <Glyph name=glyph/>
            <div class="file-name">
                <h1>{name}</h1>
                <p><span class="mark" aria-hidden="true">{connection.kind.mark()}</span>{source}</p>
            </div>
            <dl class="head-facts">
                <div><dt>{td_string!(locale, now)}</dt><dd class="head-now">{now_fact}</dd></div>
                <div><dt>{td_string!(locale, agent_in_state)}</dt><dd class="head-clock">{clock_fact}</dd></div>
                <div><dt>{td_string!(locale, agent_row_read)}</dt><dd>{read_fact}</dd></div>
                <div><dt>{td_string!(locale, current_call)}</dt><dd>{call_fact}</dd></div>
            </dl>
            <div class="page-actions">{steps.into_iter().flatten().collect_view()}</div>
        </header>
    }
    .into_any()
}
