//! One agent beside the board: now, the call, set-up, devices, what can be done and what cannot.

use domain::agent::AgentSnapshot;
use domain::agent::Confidence;
use domain::agent::Recording;
use domain::board::ConnectionView;
use domain::capability::Capability;
use domain::clock::SinceSource;
use domain::details::AgentDetails;
use domain::id::ConnectionIndex;
use domain::queue::Completeness;
use domain::queue::NamedRef;
use domain::time::UnixMs;
use domain::view::View;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::bits::Glyph;
use super::bits::Icon;
use super::bits::board_href;
use super::bits::lang;
use crate::api::agent::RereadAgent;
use crate::api::agent_details;
use crate::error::AppError;
use crate::i18n::Locale;
use crate::live::LiveBoard;
use crate::row_model::Reader;
use crate::row_model::row_model;
use crate::timing;
use crate::words;

/// A name and its value in the lists of the panel.
type Fact = (&'static str, Option<String>);

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
                view! { <PanelBody tenant=tenant.clone() open=open.clone() board=board.clone() details reread reader/> }
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
fn PanelBody(
    tenant: String,
    open: String,
    board: LiveBoard,
    details: AgentDetails,
    reread: ServerAction<RereadAgent>,
    reader: Reader,
) -> impl IntoView {
    let locale = reader.locale;
    let connection = board.connections.read_untracked().get(&details.connection).cloned();
    let Some(connection) = connection else {
        return view! { <section class="panel-section"><p>{td_string!(locale, agent_gone)}</p></section> }.into_any();
    };
    let agent = details.agent.clone();
    let call = facts(call_facts(&agent, &connection, reader));
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
        <section class="panel-section"><h3>{td_string!(locale, current_call)}</h3>{call}</section>
        <section class="panel-section"><h3>{td_string!(locale, setup)}</h3>{setup}</section>
        {devices}
        {extra}
        <Actions tenant open connection reread reader/>
    }
    .into_any()
}

/// State, clock and where both come from; ticks with the row.
#[component]
fn Now(board: LiveBoard, details: AgentDetails, reader: Reader) -> impl IntoView {
    let locale = reader.locale;
    let (connections, now, limits) = (board.connections, board.now, board.limits);
    let row = board.row(details.row);
    let model = Memo::new(move |_| {
        let row = row.as_ref()?.get();
        let connections = connections.read();
        let connection = connections.get(&row.connection)?;
        let read_at = row.read_at(connection);
        let model = row_model(&row, connection, &limits, now.get(), reader);
        Some((model, origin_text(&row, connection, reader), read_at))
    });
    let confidence = match details.agent.confidence {
        Confidence::Reported => None,
        Confidence::Assumed => Some(true),
        Confidence::Derived => Some(false),
    };
    let provider =
        connections.read_untracked().get(&details.connection).map_or("", |connection| connection.kind.label());
    let doubt = confidence.map(|assumed| {
        let text = if assumed {
            td_string!(locale, state_assumed, provider = provider)
        } else {
            td_string!(locale, state_derived, provider = provider)
        };
        view! { <p>{text}</p> }
    });
    let raw = (!details.agent.raw_status.is_empty()).then(|| {
        let label = details.agent.raw_label.clone().filter(|label| *label != details.agent.raw_status);
        let raw =
            label.map_or(details.agent.raw_status.clone(), |label| format!("{} ({label})", details.agent.raw_status));
        view! { <p class="quiet">{td_string!(locale, raw_status)}": "{raw}</p> }
    });
    view! {
        <section class="panel-section" aria-label=td_string!(locale, now)>
            <div class="now">
                <Glyph name=Signal::derive(move || model.read().as_ref().map_or("unknown", |(model, ..)| model.glyph))/>
                <span class="now-word">
                    {move || model.read().as_ref().map(|(model, ..)| model.state_word)}
                    {move || model.read().as_ref().and_then(|(model, ..)| model.state_sub.clone()).map(|sub| view! { <small>{sub}</small> })}
                </span>
                <span class="now-time">
                    {move || model.read().as_ref().and_then(|(model, ..)| model.clock.clone()).map(|clock| {
                        view! { <span title=clock.title>{clock.text}</span><small>{clock.note}</small> }
                    })}
                </span>
                <p>
                    {move || model.read().as_ref().map(|(_, origin, _)| origin.clone())}" "
                    {move || {
                        let read_at = model.read().as_ref().and_then(|(_, _, read_at)| *read_at);
                        read_at.map(|at| td_string!(locale, row_read, age = timing::age(now.get().seconds_since(at))))
                    }}
                </p>
                {doubt}
                {raw}
            </div>
        </section>
    }
    .into_any()
}

fn origin_text(row: &domain::board::AgentRow, connection: &ConnectionView, reader: Reader) -> String {
    let locale = reader.locale;
    let Some(since) = row.since_s else { return String::new() };
    let time = timing::time_of_day(UnixMs::from_s(since), reader.utc_offset_s);
    match row.source {
        SinceSource::ProviderDuration | SinceSource::ProviderTimestamp => {
            td_string!(locale, reported_since, provider = connection.kind.label(), time = time)
        }
        SinceSource::CallStart => td_string!(locale, call_since, time = time),
        SinceSource::FirstSeen if row.is_lower_bound => td_string!(locale, at_least_since, time = time),
        SinceSource::FirstSeen => td_string!(locale, observed_since, time = time),
    }
}

fn facts(facts: Vec<Fact>) -> impl IntoView {
    let rows =
        facts.into_iter().filter_map(|(name, value)| Some(view! { <dt>{name}</dt><dd>{value?}</dd> })).collect_view();
    view! { <dl class="facts">{rows}</dl> }
}

fn call_facts(agent: &AgentSnapshot, connection: &ConnectionView, reader: Reader) -> Vec<Fact> {
    let locale = reader.locale;
    let Some(call) = &agent.call else {
        let reported = connection.capabilities.allows(Capability::CurrentCall);
        let text = if reported {
            td_string!(locale, no_call).to_owned()
        } else {
            td_string!(locale, not_reported_by, provider = connection.kind.label())
        };
        return vec![(td_string!(locale, current_call), Some(text))];
    };
    let started = call.started_at.map(|at| timing::time_of_day(at, reader.utc_offset_s));
    vec![
        (td_string!(locale, call_kind), Some(kind_text(locale, call.direction, call.kind_raw.as_deref()))),
        (td_string!(locale, customer_number), call.customer_number.clone()),
        (td_string!(locale, own_number), call.own_number.clone()),
        (td_string!(locale, call_started), started),
        (td_string!(locale, lead_id), call.lead_id.clone()),
        (td_string!(locale, lead_ref), call.lead_ref.clone()),
        (td_string!(locale, call_log), call.call_log_id.clone()),
        (td_string!(locale, call_id), call.call_id.clone()),
    ]
}

fn kind_text(locale: Locale, direction: domain::call::Direction, raw: Option<&str>) -> String {
    let word = words::direction(locale, direction);
    raw.map_or_else(|| word.to_owned(), |raw| format!("{word} ({raw})"))
}

fn named(reference: &NamedRef) -> String {
    match &reference.name {
        Some(name) if *name != reference.id => format!("{name} · {}", reference.id),
        Some(_) | None => reference.id.clone(),
    }
}

fn setup_facts(agent: &AgentSnapshot, connection: &ConnectionView, reader: Reader) -> Vec<Fact> {
    let locale = reader.locale;
    let provider = connection.kind.label();
    let callin = match (agent.callin.items.as_slice(), agent.callin.completeness) {
        ([], Completeness::Unknown | Completeness::AtLeast) => None,
        ([], Completeness::Complete) => Some(td_string!(locale, no_call).to_owned()),
        (items, completeness) => {
            let names = items.iter().map(named).collect::<Vec<_>>().join(", ");
            let more = completeness != Completeness::Complete;
            Some(if more { format!("{names} ({})", td_string!(locale, at_least)) } else { names })
        }
    };
    let recording = match &agent.recording {
        Recording::Unknown => td_string!(locale, recording_unknown, provider = provider),
        Recording::Reported { on } => on_off(locale, *on).to_owned(),
        Recording::LastSetHere { on, at, .. } => {
            let time = timing::time_of_day(*at, reader.utc_offset_s);
            format!("{} ({})", on_off(locale, *on), td_string!(locale, recording_set, time = time, provider = provider))
        }
    };
    let priority = agent.callin.priority.map(|priority| format!("{priority} {}", td_string!(locale, priority_all)));
    let account = agent.enabled.map(|enabled| {
        if enabled { td_string!(locale, account_active) } else { td_string!(locale, account_inactive) }.to_owned()
    });
    let yes_no = |yes: bool| if yes { td_string!(locale, yes) } else { td_string!(locale, no) }.to_owned();
    vec![
        (td_string!(locale, campaign), agent.campaign.as_ref().map(named)),
        (td_string!(locale, queue), agent.current_queue.as_ref().map(named)),
        (td_string!(locale, callin), callin),
        (td_string!(locale, priority), priority),
        (td_string!(locale, callout), agent.callout.as_ref().map(named)),
        (td_string!(locale, list), agent.list.as_ref().map(named)),
        (td_string!(locale, skills), (!agent.skills.is_empty()).then(|| agent.skills.join(", "))),
        (td_string!(locale, recording), Some(recording)),
        (td_string!(locale, follow_me), agent.follow_me.map(yes_no)),
        (td_string!(locale, account), account),
        (td_string!(locale, calls_today), agent.calls_today.map(|count| count.to_string())),
        (td_string!(locale, calls_session), agent.calls_session.map(|count| count.to_string())),
        (td_string!(locale, login), agent.login.clone()),
        (td_string!(locale, group), agent.group.clone()),
        (td_string!(locale, external_id), Some(agent.external_id.clone())),
    ]
}

fn on_off(locale: Locale, on: bool) -> &'static str {
    if on { td_string!(locale, recording_on) } else { td_string!(locale, recording_off) }
}

fn device_sections(locale: Locale, agent: &AgentSnapshot) -> Option<impl IntoView + use<>> {
    let lists = agent
        .devices
        .iter()
        .map(|device| {
            facts(vec![
                (td_string!(locale, device), device.user_agent.clone()),
                (td_string!(locale, network), device.network_ip.clone()),
                (td_string!(locale, server), device.server.clone()),
                (td_string!(locale, session), device.session.clone()),
                (td_string!(locale, connection_type), device.connection_type.clone()),
                (td_string!(locale, channel), device.channel.clone()),
            ])
        })
        .collect::<Vec<_>>();
    (!lists.is_empty())
        .then(|| view! { <section class="panel-section"><h3>{td_string!(locale, devices)}</h3>{lists}</section> })
}

/// What can be done here, and in words what cannot.
#[component]
fn Actions(
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
