//! Agents and queues as a provider's administration has them, for the pages and for the table for spreadsheets. It knows no
//! file format; cells are as they are, and whoever writes them down makes them harmless.

use std::collections::BTreeSet;

use backend::auth::TenantCtx;
use backend::changes::AdminFloor;
use backend::changes::ChangesError;
use backend::runtime::Backend;
use backend::store::AgentChange;
use backend::zones;
use domain::administration::AgentRecord;
use domain::administration::Callin;
use domain::changes::RowState;
use domain::changes::Step;
use domain::id::ConnectionId;
use domain::language::Language;
use domain::queue::NamedRef;
use leptos_i18n::td_string;
use leptos_router::params::ParamsMap;

use super::Caller;
use super::agent_day::named_agent;
use super::board_table::local;
use super::change_sets::refused;
use super::document::locale_of;
use super::failed;
use super::queues::page;
use crate::api::agents::AgentChangeLine;
use crate::api::queues::QueueFloor;
use crate::api::queues::QueuesPage;
use crate::components::Column;
use crate::components::callin;
use crate::components::shown_agents;
use crate::error::AppError;
use crate::i18n::Locale;

/// Changes that an agent's page lists.
const LAST_CHANGES: u32 = 20;

/// The page of one queue.
pub(crate) async fn queue_page(caller: &Caller, connection: &str) -> Result<QueuesPage, AppError> {
    let page = page(caller).await?;
    let is_there = page.connections.iter().any(|known| known.id.to_string() == connection);
    if is_there { Ok(page) } else { Err(failed(AppError::NotFound)) }
}

/// What was changed about an agent.
pub(crate) async fn changes(caller: &Caller, key: &str) -> Result<Vec<AgentChangeLine>, AppError> {
    let (connection, external_id) = named_agent(key).ok_or_else(|| failed(AppError::NotFound))?;
    let changes = caller.backend.changes_of_agent(&caller.ctx, connection, external_id, LAST_CHANGES).await;
    let changes = changes.map_err(refused)?;
    // What was never to be sent changed nothing.
    Ok(changes.into_iter().filter(|change| change.row.row.step.is_sent()).map(line).collect())
}

fn line(change: AgentChange) -> AgentChangeLine {
    let AgentChange { set, by, reason, queues, row } = change;
    let named = named_in(&row.row.step, &row.state);
    let queues = queues.into_iter().filter(|queue| named.contains(&queue.id)).collect();
    AgentChangeLine { set, by, reason, at: row.changed_at, step: row.row.step, state: row.state, queues }
}

/// The callin queues that a change names.
fn named_in(step: &Step, state: &RowState) -> BTreeSet<String> {
    let now = match state {
        RowState::Conflict { now, .. } | RowState::Unknown { now } => now.as_ref(),
        RowState::Unchanged
        | RowState::Impossible
        | RowState::Planned
        | RowState::Sending
        | RowState::Verified
        | RowState::AcceptedNotVisible
        | RowState::AcceptedUnverifiable
        | RowState::Refused { .. }
        | RowState::Cancelled => None,
    };
    let lists: [Option<&Callin>; 3] = match step {
        Step::Callin { before, after } => [Some(before), Some(after), now],
        Step::CallinUnseen { after } => [None, Some(after), now],
        Step::Callout { .. } | Step::Recording { .. } | Step::Unchanged | Step::Impossible { .. } => [None, None, now],
    };
    lists.into_iter().flatten().flat_map(|callin| callin.queues.iter().cloned()).collect()
}

/// Cells in a row of the table.
const COLUMNS: usize = 17;

/// The agents that a page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentsTable {
    /// At which connection.
    pub connection: ConnectionId,
    /// What each column is.
    pub headings: [&'static str; COLUMNS],
    /// The rows, in the order of the page.
    pub rows: Vec<[String; COLUMNS]>,
    /// The filters and the order, as they were understood.
    pub words: Vec<(&'static str, String)>,
}

/// The agents that `query` asks for as they were last read, in the language of the request. None where it names no
/// connection.
///
/// # Errors
/// As [`ChangesError`] tells.
pub async fn agents_table(
    backend: &Backend,
    ctx: &TenantCtx,
    query: &str,
    language: Language,
) -> Result<Option<AgentsTable>, ChangesError> {
    let params: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
    let named = params.iter().find(|(name, _)| name == "connection").and_then(|(_, id)| id.parse().ok());
    let Some(connection) = named else { return Ok(None) };
    let AdminFloor { agents, memberships, unseen, allowance } = backend.last_admin_floor(ctx, connection).await?;
    let callout_queues = agents.callout_queues();
    let floor = QueueFloor { agents, memberships, unseen, callout_queues, allowance, now: backend.now() };
    let query: ParamsMap = params.into_iter().collect();
    let (shown, words) = shown_agents(&query, &floor);
    let locale = locale_of(language);
    let read_at = local(floor.read_at(), zones::clocks(&backend.zone_for(ctx), backend.now()));
    let agents = shown.iter().filter_map(|id| floor.agents.agents.get(id));
    let rows = agents.map(|agent| cells(locale, &floor, agent, &read_at)).collect();
    Ok(Some(AgentsTable { connection, headings: headings(locale), rows, words }))
}

fn headings(locale: Locale) -> [&'static str; COLUMNS] {
    let of = |column: Column| column.head(locale);
    [
        of(Column::Name),
        of(Column::Number),
        td_string!(locale, agents_admin_as_number_title),
        of(Column::Group),
        of(Column::Tenant),
        of(Column::Status),
        of(Column::SystemStatus),
        of(Column::UserStatus),
        td_string!(locale, agents_admin_csv_count),
        of(Column::Queues),
        td_string!(locale, agents_admin_csv_queue_ids),
        td_string!(locale, agents_admin_csv_whole),
        of(Column::Callout),
        td_string!(locale, agents_admin_csv_callout_id),
        of(Column::Priority),
        of(Column::FollowMe),
        td_string!(locale, desk_csv_read_at),
    ]
}

fn cells(locale: Locale, floor: &QueueFloor, agent: &AgentRecord, read_at: &str) -> [String; COLUMNS] {
    let says = |column: Column| column.says(locale, floor, agent);
    let yes_no = |yes| if yes { td_string!(locale, yes) } else { td_string!(locale, no) }.to_owned();
    let known = callin(floor, agent);
    let ids: Vec<&str> = known.queues.iter().map(|queue: &NamedRef| queue.id.as_str()).collect();
    [
        says(Column::Name),
        says(Column::Number),
        yes_no(agent.id_came_as_number),
        says(Column::Group),
        says(Column::Tenant),
        says(Column::Status),
        says(Column::SystemStatus),
        says(Column::UserStatus),
        known.queues.len().to_string(),
        says(Column::Queues),
        ids.join(" "),
        yes_no(!known.may_be_more),
        says(Column::Callout),
        agent.callout.as_ref().map(|queue| queue.id.clone()).unwrap_or_default(),
        says(Column::Priority),
        says(Column::FollowMe),
        read_at.to_owned(),
    ]
}
