//! One agent beside the board: now, the call, set-up, devices, what can be done and what cannot, and what was done.

mod facts;
mod now;
mod number;

use domain::details::AgentDetails;
use domain::id::ConnectionIndex;
use domain::view::View;
use leptos::prelude::*;
use leptos_i18n::td_string;

use self::facts::call_facts;
use self::facts::device_sections;
use self::facts::facts;
use self::facts::setup_facts;
use self::now::Now;
use self::number::CustomerNumber;
use super::agent_actions::Actions;
use super::bits::Icon;
use super::bits::board_href;
use super::bits::lang;
use super::last_actions::LastActions;
use super::pending_badge::PendingBadge;
use crate::api::act::Act;
use crate::api::agent::RereadAgent;
use crate::api::agent_details;
use crate::error::AppError;
use crate::live::LiveBoard;
use crate::row_model::Reader;
use crate::words;

/// The panel of the agent named in the view.
#[component]
pub(crate) fn SidePanel(
    /// Address word of the tenant.
    tenant: String,
    /// The board's feed.
    board: LiveBoard,
    /// The view, which names the agent.
    view: Memo<View>,
    /// The agent's word in the address.
    open: String,
    /// Language and zone.
    reader: Reader,
) -> impl IntoView {
    let locale = lang();
    let reread = ServerAction::<RereadAgent>::new();
    let act = ServerAction::<Act>::new();
    let row_id = {
        let (board, open) = (board.clone(), open.clone());
        Memo::new(move |_| {
            board.version.track();
            let (connection, external_id) = open.split_once(':')?;
            let connection = ConnectionIndex(connection.parse().ok()?);
            board.with_board(|board| {
                board
                    .rows
                    .iter()
                    .find(|(_, row)| row.connection == connection && row.external_id == external_id)
                    .map(|(id, _)| *id)
            })
        })
    };
    // The details are fetched anew whenever the row moves, and once more after a re-read.
    let moved = {
        let board = board.clone();
        Memo::new(move |_| row_id.get().and_then(|id| board.row(id)).map(|row| row.get()))
    };
    let details = {
        let (tenant, open) = (tenant.clone(), open.clone());
        Resource::new(
            move || (moved.get(), reread.version().get()),
            move |_| agent_details(tenant.clone(), open.clone()),
        )
    };
    let close = {
        let tenant = tenant.clone();
        move || board_href(&tenant, &View { open: None, invalid: Vec::new(), ..view.get() })
    };
    let shown = {
        let (board, tenant, open) = (board.clone(), tenant.clone(), open.clone());
        move |details: Result<AgentDetails, AppError>| match details {
            Ok(details) => {
                view! { <PanelBody tenant=tenant.clone() open=open.clone() board=board.clone() details reader/> }
                    .into_any()
            }
            Err(AppError::NotFound) => {
                view! { <section class="panel-section"><p>{td_string!(locale, agent_gone)}</p></section> }.into_any()
            }
            Err(error) => {
                let text = words::error(locale, &error, reader.utc_offset_s);
                view! { <section class="panel-section"><p role="alert">{text}</p></section> }.into_any()
            }
        }
    };
    // Made once and not with every reading: a dialog that is open and an outcome that is shown outlive the readings.
    let doing = {
        let (board, tenant, open) = (board.clone(), tenant.clone(), open.clone());
        untrack(move || {
            Suspend::new(async move {
                let first = details.await.ok()?;
                let place = board.connections.read_untracked().get(&first.connection).cloned()?;
                let (connections, index, now) = (board.connections, first.connection, board.now);
                let details = Memo::new(move |_| details.get().and_then(Result::ok).unwrap_or_else(|| first.clone()));
                let connection =
                    Memo::new(move |_| connections.read().get(&index).cloned().unwrap_or_else(|| place.clone()));
                let (tenant, open) = (tenant.clone(), open.clone());
                Some(view! { <Actions tenant open connection details now reread act reader/> })
            })
        })
    };
    let pending = Memo::new(move |_| moved.read().as_ref().and_then(|row| row.pending).map(|pending| pending.action));
    // Whoever does something, the badge comes and goes with it.
    let turn = {
        let turns = Memo::new(move |before: Option<&(usize, _, usize)>| {
            let (pending, version) = (pending.get(), act.version().get());
            match before {
                Some((count, was, seen)) if *was == pending && *seen == version => (*count, pending, version),
                Some((count, ..)) => (count + 1, pending, version),
                None => (0, pending, version),
            }
        });
        Signal::derive(move || turns.read().0)
    };
    let title = {
        let open = open.clone();
        move || {
            let name = moved.get().map(|row| row.name);
            name.unwrap_or_else(|| open.split_once(':').map_or_else(String::new, |(_, id)| id.to_owned()))
        }
    };
    let label = {
        let title = title.clone();
        move || td_string!(locale, panel_label, name = title())
    };
    view! {
        <aside class="side-panel" aria-label=label>
            <header class="panel-head">
                <h2 title=title.clone()>{title.clone()}</h2>
                <div class="panel-tools">
                    <PendingBadge pending/>
                    <a class="button is-plain is-icon" href=close aria-label=td_string!(locale, close) title=td_string!(locale, close)>
                        <Icon name="i-close"/>
                    </a>
                </div>
                <PanelSource board=board.clone() moved/>
            </header>
            <div class="panel-body">
                <Transition fallback=move || view! { <section class="panel-section skeleton" aria-busy="true"></section> }>
                    {move || { let shown = shown.clone(); Suspend::new(async move { shown(details.await) }) }}
                </Transition>
                <Transition>{doing}</Transition>
                <LastActions tenant=tenant.clone() open=open.clone() turn reader/>
            </div>
        </aside>
    }
    .into_any()
}

/// Where the agent comes from: provider, extension, group.
#[component]
fn PanelSource(board: LiveBoard, moved: Memo<Option<domain::board::AgentRow>>) -> impl IntoView {
    let locale = lang();
    let connections = board.connections;
    move || {
        let row = moved.get()?;
        let connections = connections.read();
        let connection = connections.get(&row.connection)?;
        let extension =
            row.extension.map(|extension| format!("{} {extension}", td_string!(locale, extension).to_lowercase()));
        let parts: Vec<String> = [Some(connection.name.clone()), extension, row.group].into_iter().flatten().collect();
        Some(
            view! { <p><span class="mark" aria-hidden="true">{connection.kind.mark()}</span>" "{parts.join(" · ")}</p> },
        )
    }
}

#[component]
fn PanelBody(tenant: String, open: String, board: LiveBoard, details: AgentDetails, reader: Reader) -> impl IntoView {
    let locale = reader.locale;
    let connection = board.connections.read_untracked().get(&details.connection).cloned();
    let Some(connection) = connection else {
        return view! { <section class="panel-section"><p>{td_string!(locale, agent_gone)}</p></section> }.into_any();
    };
    let agent = details.agent.clone();
    let call = facts(call_facts(&agent, &connection, reader));
    let number = agent.call.as_ref().and_then(|call| call.customer_number.clone()).map(|number| {
        view! { <CustomerNumber tenant=tenant.clone() open=open.clone() number reader/> }
    });
    let setup = facts(setup_facts(&agent, &connection, reader));
    let devices = device_sections(locale, &agent);
    let extra = (!agent.provider_extra.is_empty()).then(|| {
        let rows = agent
            .provider_extra
            .iter()
            .map(|(name, value)| view! { <dt>{name.clone()}</dt><dd>{value.clone()}</dd> })
            .collect_view();
        view! {
            <section class="panel-section">
                <h3>{td_string!(locale, provider_fields)}</h3>
                <dl class="facts">{rows}</dl>
            </section>
        }
    });
    view! {
        <Now board=board details=details.clone() reader/>
        <section class="panel-section"><h3>{td_string!(locale, current_call)}</h3>{number}{call}</section>
        <section class="panel-section"><h3>{td_string!(locale, setup)}</h3>{setup}</section>
        {devices}
        {extra}
    }
    .into_any()
}
