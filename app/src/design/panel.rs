//! One agent beside the board: on a call with everything reported, and over a limit with little known.

use domain::agent::AgentSnapshot;
use domain::agent::AgentState;
use domain::agent::IdKind;
use domain::alarm::Alarms;
use domain::capability::Absence;
use domain::capability::Capabilities;
use domain::capability::Capability;
use domain::capability::Support;
use domain::command::ActionKind;
use domain::details::AgentDetails;
use domain::id::ConnectionIndex;
use domain::id::RowId;
use domain::queue::NamedRef;
use domain::view::View;
use leptos::prelude::*;

use super::day::agent_day;
use super::fixtures::NOW;
use super::fixtures::TENANT;
use super::fixtures::live;
use super::fixtures::reader;
use super::floor::floor;
use super::parts::Specimen;
use crate::api::agent_day::AgentTold;
use crate::components::PanelKnown;
use crate::error::AppError;

#[component]
pub(super) fn Panels() -> impl IntoView {
    let told = |agent: &AgentSnapshot| AgentTold {
        agent: agent.clone(),
        on_floor: Some(ConnectionIndex(0)),
        day: agent_day(),
        recording: None,
    };
    let on_call = agent("107", AgentState::OnCall);
    let told = told(&on_call);
    view! {
        <Specimen name="SidePanel: on a call, with the day and what can be done" bare=true>
            {panel(on_call, Ok(told))}
        </Specimen>
        <Specimen name="SidePanel: over a limit, the day not to be had" bare=true>
            {panel(agent("116", AgentState::Paused), Err(AppError::Unavailable))}
        </Specimen>
    }
    .into_any()
}

fn agent(external_id: &str, state: AgentState) -> AgentSnapshot {
    AgentSnapshot {
        extension: Some(external_id.to_owned()),
        group: Some("Bán hàng".to_owned()),
        callout: Some(NamedRef { id: "13876".to_owned(), name: Some("Telesale Bắc".to_owned()) }),
        calls_today: Some(12),
        provider_extra: vec![("userStatus".to_owned(), "AVAILABLE".to_owned())],
        ..AgentSnapshot::new(external_id, IdKind::UserId, state, NOW.plus_s(-3))
    }
}

fn panel(agent: AgentSnapshot, told: Result<AgentTold, AppError>) -> impl IntoView {
    let open = format!("0:{}", agent.external_id);
    let mut floor = floor();
    if let Some(connection) = floor.connections.get_mut(&ConnectionIndex(0)) {
        connection.capabilities = Capabilities(vec![
            (Capability::ReadAgent, Support::Yes),
            (Capability::CurrentCall, Support::Yes),
            (Capability::SetCalloutQueue, Support::Yes),
            (Capability::LogOutAgent, Support::No(Absence::NotOffered)),
            (Capability::PauseAgent, Support::No(Absence::NotOffered)),
        ]);
    }
    let row = floor.rows.iter().find(|(_, row)| row.external_id == agent.external_id).map_or(RowId(0), |(id, _)| *id);
    let (board, view, _) = live(floor, &View { open: Some(open.clone()), ..View::default() }, Alarms::default());
    let may = vec![ActionKind::LogOut, ActionKind::SetCalloutQueue, ActionKind::SetRecording];
    let details = AgentDetails { row, connection: ConnectionIndex(0), agent, may, recording: None };
    view! { <PanelKnown tenant=TENANT.to_owned() board view open details told reader=reader()/> }
}
