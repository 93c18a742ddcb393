//! Today beside the board: the strip, its sums, and the way to the whole day.

use domain::agent_day::AgentDay;
use domain::board::ConnectionView;
use domain::details::AgentDetails;
use domain::freshness::Freshness;
use leptos::prelude::*;
use leptos_i18n::td_string;

use crate::api::agent_day::AgentTold;
use crate::api::agent_day::agent_key;
use crate::components::bits::Icon;
use crate::components::bits::agent_href;
use crate::components::day_strip::DayStrip;
use crate::components::day_totals::DayTotalsList;
use crate::components::state_textures::StateTextures;
use crate::error::AppError;
use crate::live::LiveBoard;
use crate::row_model::Reader;
use crate::words;

/// Today's strip and sums, growing while the row is fresh.
#[component]
pub(super) fn PanelDay(
    /// Address word of the tenant.
    tenant: String,
    /// The board's feed.
    board: LiveBoard,
    /// The day as it was fetched.
    told: Result<AgentTold, AppError>,
    /// The agent on the board.
    details: AgentDetails,
    /// The agent's connection.
    connection: ConnectionView,
    /// Language and zone.
    reader: Reader,
) -> impl IntoView {
    let locale = reader.locale;
    let href = agent_href(&tenant, &agent_key(connection.id, &details.agent.external_id));
    let body = match told {
        Err(error) => view! { <p class="quiet">{words::error(locale, &error, reader.zone)}</p> }.into_any(),
        Ok(told) if !told.day.is_observed() => {
            view! { <p class="quiet">{td_string!(locale, day_nothing_title)}</p> }.into_any()
        }
        Ok(told) => {
            let day = grown(&board, &details, told.day);
            view! { <StateTextures/><DayStrip day compact=true/><DayTotalsList day/> }.into_any()
        }
    };
    view! {
        <section class="panel-section" aria-label=td_string!(locale, day_today)>
            <h3>
                {td_string!(locale, day_today)}
                <a class="panel-more" href=href>{td_string!(locale, day_open)}<Icon name="i-right"/></a>
            </h3>
            {body}
        </section>
    }
    .into_any()
}

fn grown(board: &LiveBoard, details: &AgentDetails, day: AgentDay) -> Memo<AgentDay> {
    let (row, connections, now, limits) = (board.row(details.row), board.connections, board.now, board.limits);
    let index = details.connection;
    Memo::new(move |_| {
        let now = now.get();
        let connections = connections.read();
        let is_watched = row.as_ref().is_some_and(|row| {
            let row = row.read();
            let connection = connections.get(&row.connection);
            connection.is_some_and(|connection| row.freshness(connection, now) != Freshness::Stale)
        });
        if is_watched { day.grown(&limits.read().only(&index), now) } else { day.clone() }
    })
}
