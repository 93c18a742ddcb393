//! One agent at a moment of the past: what a board knew of them then, and the way to their day. Nothing can be done here.

use domain::agent::AgentSnapshot;
use domain::agent::AgentState;
use domain::agent::IdKind;
use domain::board::AgentRow;
use domain::details::AgentDetails;
use domain::id::RowId;
use domain::view::View;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::PanelFrame;
use super::facts::Fact;
use super::facts::facts;
use super::now::Now;
use super::row_named;
use crate::components::bits::encode;
use crate::components::bits::lang;
use crate::live::LiveBoard;
use crate::row_model::Reader;
use crate::timing;
use crate::words;

/// The panel of the agent named in the view.
#[component]
pub(crate) fn PastPanel(
    /// Address word of the tenant.
    tenant: String,
    /// The board.
    board: LiveBoard,
    /// The view, which names the agent.
    view: Memo<View>,
    /// The agent's word in the address.
    open: String,
    /// Language and zone.
    reader: Reader,
) -> impl IntoView {
    let locale = lang();
    let row_id = row_named(&board, &open);
    let moved = {
        let board = board.clone();
        Memo::new(move |_| row_id.get().and_then(|id| board.row(id)).map(|row| row.get()))
    };
    // Only what this section cannot follow by itself makes it anew.
    let now = {
        let board = board.clone();
        move || {
            let known = row_id.get().zip(moved.get());
            known.map(|(id, row)| {
                let details = details_of(id, &row);
                view! { <Now board=board.clone() details reader/> }
            })
        }
    };
    let body = move || match moved.get() {
        Some(row) => facts(row_facts(&row, reader)).into_any(),
        None => view! { <p>{td_string!(locale, replay_agent_unseen)}</p> }.into_any(),
    };
    let day = {
        let (connections, tenant) = (board.connections, tenant.clone());
        move || {
            let row = moved.get()?;
            let connection = connections.read().get(&row.connection)?.id;
            let key = encode(&format!("{connection}:{}", row.external_id));
            let mut day = timing::field_value(view.read().at?, reader.zone);
            day.truncate(day.find('T')?);
            let href = format!("/t/{tenant}/agents/{key}?day={day}");
            Some(view! { <a class="button" href=href>{td_string!(locale, replay_agent_day)}</a> })
        }
    };
    view! {
        <PanelFrame tenant board view open moved>
            {now}
            <section class="panel-section">
                <h3>{td_string!(locale, replay_then)}</h3>
                {body}
            </section>
            <section class="panel-section"><div class="action-row">{day}</div></section>
        </PanelFrame>
    }
    .into_any()
}

/// As much of the details as a row tells.
fn details_of(id: RowId, row: &AgentRow) -> AgentDetails {
    let read_at = domain::time::UnixMs::default();
    let known = AgentSnapshot::new(row.external_id.clone(), IdKind::UserId, AgentState::Unknown, read_at);
    let raw_status = row.raw_status.clone().unwrap_or_default();
    let agent = AgentSnapshot { state: row.state, confidence: row.confidence, raw_status, ..known };
    AgentDetails { row: id, connection: row.connection, agent, may: Vec::new(), recording: None }
}

fn row_facts(row: &AgentRow, reader: Reader) -> Vec<Fact> {
    let locale = reader.locale;
    let direction = row.call.as_ref().map(|call| words::direction(locale, call.direction).to_owned());
    let queues = (!row.queues.is_empty()).then(|| row.queues.join(", "));
    vec![
        (td_string!(locale, current_call), direction),
        (td_string!(locale, campaign), row.campaign.clone()),
        (td_string!(locale, queue), queues),
        (td_string!(locale, skills), (!row.skills.is_empty()).then(|| row.skills.join(", "))),
        (td_string!(locale, calls_today), row.calls_today.map(|calls| calls.to_string())),
        (td_string!(locale, group), row.group.clone()),
        (td_string!(locale, extension), row.extension.clone()),
        (td_string!(locale, external_id), Some(row.external_id.clone())),
    ]
}
