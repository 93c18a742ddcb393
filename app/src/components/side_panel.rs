//! One agent beside the board: now, the call, set-up, devices, what can be done and what cannot, and what was done.

mod day;
mod facts;
mod now;
mod number;
mod past;

use domain::agent::AgentSnapshot;
use domain::board::AgentRow;
use domain::details::AgentDetails;
use domain::id::ConnectionIndex;
use domain::id::RowId;
use domain::view::View;
use leptos::prelude::*;
use leptos_i18n::td_string;

use self::day::PanelDay;
use self::facts::device_sections;
use self::facts::setup_facts;
use self::now::Now;
use super::agent_actions::Actions;
use super::bits::Icon;
use super::bits::board_href;
use super::bits::lang;
use super::last_actions::LastActions;
use super::pending_badge::PendingBadge;
use crate::api::act::Act;
use crate::api::agent::RereadAgent;
use crate::api::agent_day::AgentTold;
use crate::api::agent_day::agent_day;
use crate::api::agent_day::agent_key;
use crate::api::agent_details;
use crate::error::AppError;
use crate::live::LiveBoard;
use crate::row_model::Reader;
use crate::words;

pub(super) use self::facts::call_facts;
pub(super) use self::facts::device_facts;
pub(super) use self::facts::facts;
pub(super) use self::facts::named;
pub(super) use self::facts::person_facts;
pub(super) use self::number::CustomerNumber;
pub(crate) use self::past::PastPanel;

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
    let row_id = row_named(&board, &open);
    let moved = {
        let board = board.clone();
        Memo::new(move |_| row_id.get().and_then(|id| board.row(id)).map(|row| row.get()))
    };
    let turn = turn_of(moved, act);
    let details = details_of(&tenant, &open, moved, reread, turn);
    // Today goes on by itself; only a change of state is fetched.
    let day = {
        let (tenant, connections) = (tenant.clone(), board.connections);
        let key = Memo::new(move |_| {
            let row = moved.read();
            let row = row.as_ref()?;
            connections.read().get(&row.connection).map(|connection| agent_key(connection.id, &row.external_id))
        });
        let state = Memo::new(move |_| moved.get().map(|row| (row.state, row.sub, row.pause_reason, row.since_s)));
        Resource::new(
            move || (key.get(), state.get(), reread.version().get()),
            move |(key, ..)| {
                let tenant = tenant.clone();
                async move { agent_day(tenant, key.ok_or(AppError::NotFound)?, String::new()).await }
            },
        )
    };
    let shown = {
        let (board, tenant, open) = (board.clone(), tenant.clone(), open.clone());
        move |details: Result<AgentDetails, AppError>, told: Result<AgentTold, AppError>| match details {
            Ok(details) => {
                view! { <PanelBody tenant=tenant.clone() open=open.clone() board=board.clone() details told reader/> }
                    .into_any()
            }
            Err(AppError::NotFound) => {
                view! { <section class="panel-section"><p>{td_string!(locale, agent_gone)}</p></section> }.into_any()
            }
            Err(error) => {
                let text = words::error(locale, &error, reader.zone);
                view! { <section class="panel-section"><p role="alert">{text}</p></section> }.into_any()
            }
        }
    };
    let doing = actions_of(&tenant, &open, &board, details, reread, act, reader);
    // What nobody decides by comes last: whoever wants to do something need not pass it.
    let rest = move || {
        Suspend::new(async move { details.await.ok().map(|details| view! { <PanelRest agent=details.agent reader/> }) })
    };
    view! {
        <PanelFrame tenant=tenant.clone() board view open=open.clone() moved>
            <Transition fallback=move || view! { <section class="panel-section skeleton" aria-busy="true"></section> }>
                {move || { let shown = shown.clone(); Suspend::new(async move { shown(details.await, day.await) }) }}
            </Transition>
            <Transition>{doing}</Transition>
            <LastActions tenant open turn reader/>
            <Transition>{rest}</Transition>
        </PanelFrame>
    }
    .into_any()
}

/// What can be done with an agent and what was done last, on the agent's own page.
#[component]
pub(super) fn AgentActions(
    /// Address word of the tenant.
    tenant: String,
    /// The agent's word on the board.
    open: String,
    /// The board's feed.
    board: LiveBoard,
    /// The agent's row.
    moved: Memo<Option<AgentRow>>,
    /// Reads the agent again.
    reread: ServerAction<RereadAgent>,
    /// Does what is asked for.
    act: ServerAction<Act>,
    /// Counts what was done.
    turn: Signal<usize>,
    /// Language and zone.
    reader: Reader,
) -> impl IntoView {
    let details = details_of(&tenant, &open, moved, reread, turn);
    let doing = actions_of(&tenant, &open, &board, details, reread, act, reader);
    view! {
        <Transition>{doing}</Transition>
        <LastActions tenant open turn reader/>
    }
    .into_any()
}

/// The agent in full, fetched anew whenever the row moves, after a re-read and after whatever was done: what recording
/// was set to is on no row.
fn details_of(
    tenant: &str,
    open: &str,
    moved: Memo<Option<AgentRow>>,
    reread: ServerAction<RereadAgent>,
    turn: Signal<usize>,
) -> Resource<Result<AgentDetails, AppError>> {
    let (tenant, open) = (tenant.to_owned(), open.to_owned());
    Resource::new(
        move || (moved.get(), reread.version().get(), turn.get()),
        move |_| agent_details(tenant.clone(), open.clone()),
    )
}

/// The actions, made once and not with every reading: a dialog that is open and an outcome that is shown outlive those.
fn actions_of(
    tenant: &str,
    open: &str,
    board: &LiveBoard,
    details: Resource<Result<AgentDetails, AppError>>,
    reread: ServerAction<RereadAgent>,
    act: ServerAction<Act>,
    reader: Reader,
) -> impl IntoView + use<> {
    let (board, tenant, open) = (board.clone(), tenant.to_owned(), open.to_owned());
    untrack(move || {
        Suspend::new(async move {
            let first = details.await.ok()?;
            let place = board.connections.read_untracked().get(&first.connection).cloned()?;
            let (connections, index, now) = (board.connections, first.connection, board.now);
            let details = Memo::new(move |_| details.get().and_then(Result::ok).unwrap_or_else(|| first.clone()));
            let connection =
                Memo::new(move |_| connections.read().get(&index).cloned().unwrap_or_else(|| place.clone()));
            Some(view! { <Actions tenant open connection details now reread act reader/> })
        })
    })
}

/// Counts what was done: whoever does something, the badge comes and goes with it.
pub(super) fn turn_of(moved: Memo<Option<AgentRow>>, act: ServerAction<Act>) -> Signal<usize> {
    let turns = Memo::new(move |before: Option<&(usize, _, usize)>| {
        let pending = moved.read().as_ref().and_then(|row| row.pending).map(|pending| pending.action);
        let version = act.version().get();
        match before {
            Some((count, was, seen)) if *was == pending && *seen == version => (*count, pending, version),
            Some((count, ..)) => (count + 1, pending, version),
            None => (0, pending, version),
        }
    });
    Signal::derive(move || turns.read().0)
}

/// The row of the agent with that word in the address; none while the board has none.
fn row_named(board: &LiveBoard, open: &str) -> Memo<Option<RowId>> {
    let (board, open) = (board.clone(), open.to_owned());
    Memo::new(move |_| {
        board.roster.track();
        let (connection, external_id) = open.split_once(':')?;
        let connection = ConnectionIndex(connection.parse().ok()?);
        board.with_board(|board| {
            let is_it = |row: &AgentRow| row.connection == connection && row.external_id == external_id;
            board.rows.iter().find(|(_, row)| is_it(row)).map(|(id, _)| *id)
        })
    })
}

/// The panel around what is said of an agent: name, source, and the way to close it.
#[component]
fn PanelFrame(
    tenant: String,
    board: LiveBoard,
    view: Memo<View>,
    open: String,
    moved: Memo<Option<AgentRow>>,
    children: Children,
) -> impl IntoView {
    let locale = lang();
    let close = move || board_href(&tenant, &View { open: None, invalid: Vec::new(), ..view.get() });
    let title = move || {
        let name = moved.get().map(|row| row.name);
        name.unwrap_or_else(|| open.split_once(':').map_or_else(String::new, |(_, id)| id.to_owned()))
    };
    let pending = Memo::new(move |_| moved.read().as_ref().and_then(|row| row.pending).map(|pending| pending.action));
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
                <PanelSource board moved/>
            </header>
            <div class="panel-body">{children()}</div>
        </aside>
    }
    .into_any()
}

/// Where the agent comes from: provider, extension, group.
#[component]
fn PanelSource(board: LiveBoard, moved: Memo<Option<AgentRow>>) -> impl IntoView {
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
fn PanelBody(
    tenant: String,
    open: String,
    board: LiveBoard,
    details: AgentDetails,
    told: Result<AgentTold, AppError>,
    reader: Reader,
) -> impl IntoView {
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
    let setup = facts(setup_facts(&agent, details.recording.as_ref(), &connection, reader));
    view! {
        <Now board=board.clone() details=details.clone() reader/>
        <PanelDay tenant board told details connection reader/>
        <section class="panel-section"><h3>{td_string!(locale, current_call)}</h3>{number}{call}</section>
        <section class="panel-section"><h3>{td_string!(locale, setup)}</h3>{setup}</section>
    }
    .into_any()
}

/// Devices, and the provider's own words.
#[component]
fn PanelRest(agent: AgentSnapshot, reader: Reader) -> impl IntoView {
    let locale = reader.locale;
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
    view! { {devices}{extra} }.into_any()
}

/// The panel with what is known of an agent, for the page of all components, which fetches nothing.
#[cfg(feature = "ssr")]
#[component]
pub(crate) fn PanelKnown(
    /// Address word of the tenant.
    tenant: String,
    /// The board.
    board: LiveBoard,
    /// The view, which names the agent.
    view: Memo<View>,
    /// The agent's word in the address.
    open: String,
    /// The agent in full.
    details: AgentDetails,
    /// What they did today, or why that is not known.
    told: Result<AgentTold, AppError>,
    /// Language and zone.
    reader: Reader,
) -> impl IntoView {
    let connection = board.connections.read_untracked().get(&details.connection).cloned();
    let known = Signal::stored(details.clone());
    let agent = details.agent.clone();
    let row = board.row(details.row);
    let moved = Memo::new(move |_| row.as_ref().map(|row| row.get()));
    let now = board.now;
    let actions = connection.map(|connection| {
        let (tenant, open, connection) = (tenant.clone(), open.clone(), Signal::stored(connection));
        let (reread, act) = (ServerAction::<RereadAgent>::new(), ServerAction::<Act>::new());
        view! { <Actions tenant open connection details=known now reread act reader/> }
    });
    view! {
        <PanelFrame tenant=tenant.clone() board=board.clone() view open=open.clone() moved>
            <PanelBody tenant open board details told reader/>
            {actions}
            <PanelRest agent reader/>
        </PanelFrame>
    }
    .into_any()
}
