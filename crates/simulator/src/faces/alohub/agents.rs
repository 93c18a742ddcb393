//! The list of agents: everybody of the tenant, logged in or not, one row and one callin queue each, in pages from 0.

use std::sync::Arc;

use axum::{
    extract::{OriginalUri, State},
    http::{HeaderMap, Uri},
    response::Response,
};
use serde::Serialize;

use super::TENANT_ID;
use crate::{
    faces::params::Params,
    provider::ProviderName,
    shared::Shared,
    world::{
        agent::{Agent, AgentState},
        population::Population,
    },
};

const DEFAULT_SIZE: usize = 20;

#[derive(Serialize)]
struct Listing {
    success: &'static str,
    error_code: &'static str,
    error_message: &'static str,
    #[serde(rename = "totalRecord")]
    total_record: usize,
    data: Vec<Row>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    tenant_id: u64,
    tenant_name: &'static str,
    agent_id: AgentId,
    status: u8,
    user_name: Option<String>,
    queue_callin: Option<String>,
    queue_callout: Option<u64>,
    queue_callout_name: Option<&'static str>,
    queue_callin_id: Option<&'static str>,
    is_follow_me: Option<u8>,
    priority: Option<String>,
    system_status: Option<&'static str>,
    user_status: Option<&'static str>,
}

/// A string, as the sample has it.
#[derive(Serialize)]
#[serde(untagged)]
enum AgentId {
    Text(String),
    Number(u64),
}

impl Row {
    fn lose_leading_zeros(&mut self) {
        if let AgentId::Text(id) = &self.agent_id
            && let Ok(number) = id.parse()
        {
            self.agent_id = AgentId::Number(number);
        }
    }
}

pub(super) async fn list(
    State(shared): State<Arc<Shared>>,
    OriginalUri(original): OriginalUri,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    super::admitted(&shared, &headers, is_backend(&original), "agent", "GET agents", || {
        let params = Params::from_query(uri.query());
        let floor = shared.floor(ProviderName::Alohub);
        let options = shared.options().alohub;
        let mut listing = listing(&floor, &params, options.page_cap);
        listing.total_record = super::total(&shared, listing.total_record);
        if options.numeric_agent_ids {
            listing.data.iter_mut().for_each(Row::lose_leading_zeros);
        }
        super::json(&listing)
    })
}

pub(super) fn is_backend(uri: &Uri) -> bool {
    uri.path().contains("/api/v1/")
}

/// The page's number and size; what is no number counts as not given.
pub(super) fn paging(params: &Params, cap: usize) -> (usize, usize) {
    let number = |name| params.filled(name).and_then(|value| value.parse::<usize>().ok());
    let size = number("size").filter(|size| *size > 0).unwrap_or(DEFAULT_SIZE).min(cap);
    (number("page").unwrap_or(0), size)
}

fn listing(floor: &Population, params: &Params, cap: usize) -> Listing {
    let (page, size) = paging(params, cap);
    let agents: Vec<&Agent> = floor.agents.iter().filter(|agent| is_wanted(floor, agent, params)).collect();
    let data = agents.iter().skip(page.saturating_mul(size)).take(size).map(|agent| row(floor, agent)).collect();
    Listing { success: "1", error_code: "SUCCESS", error_message: "SUCCESS", total_record: agents.len(), data }
}

fn is_wanted(floor: &Population, agent: &Agent, params: &Params) -> bool {
    let team = params.filled("team_id").is_none_or(|team| team == TENANT_ID.to_string());
    let status = params.filled("status").is_none_or(|status| (status == "1") == agent.enabled);
    let queue = params
        .filled("queue_id")
        .is_none_or(|wanted| agent.callin.iter().any(|queue| floor.queues[*queue].id == wanted));
    team && status && queue
}

fn row(floor: &Population, agent: &Agent) -> Row {
    // Only the first of an agent's callin queues is shown. Some accounts have none of these columns filled.
    let bare = agent.index % 17 == 9;
    let callin = agent.callin.first().map(|queue| &floor.queues[*queue]).filter(|_| !bare);
    let callout = floor.profile.callouts.iter().find(|(id, _)| *id == agent.callout && !bare);
    let (system_status, user_status) = statuses(agent);
    Row {
        tenant_id: TENANT_ID,
        tenant_name: floor.profile.groups[0],
        agent_id: AgentId::Text(agent.external_id.clone()),
        status: u8::from(agent.enabled),
        user_name: (!bare).then(|| agent.login.clone()),
        queue_callin: callin.map(|queue| format!("{}-{}", queue.id, queue.name)),
        queue_callout: callout.map(|(id, _)| *id).or((agent.callout != 0 && !bare).then_some(agent.callout)),
        queue_callout_name: callout.map(|(_, name)| *name),
        queue_callin_id: callin.map(|queue| queue.id),
        is_follow_me: (!bare).then(|| u8::from(agent.index.is_multiple_of(3))),
        priority: agent.priority.map(|priority| priority.to_string()),
        system_status,
        user_status,
    }
}

/// A telephone that rings, talks or rests is NOT AVAILABLE; a person who left shows LOGOUT with the telephone available,
/// as in the published sample. A few rows lack one of the two.
fn statuses(agent: &Agent) -> (Option<&'static str>, Option<&'static str>) {
    let (system, user) = match agent.state {
        AgentState::LoggedOut => ("AVAILABLE", "LOGOUT"),
        AgentState::Available => ("AVAILABLE", "AVAILABLE"),
        AgentState::Ringing
        | AgentState::Dialing
        | AgentState::OnCall
        | AgentState::OnHold
        | AgentState::WrapUp
        | AgentState::Dead
        | AgentState::Paused => ("NOT AVAILABLE", "AVAILABLE"),
    };
    match agent.index % 29 {
        13 => (Some(system), None),
        27 => (None, None),
        _ => (Some(system), Some(user)),
    }
}
