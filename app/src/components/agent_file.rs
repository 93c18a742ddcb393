//! One agent's page below the bar: who and how they are now, their day, and what is known of them.

mod cards;
mod changes_card;
mod day_card;
mod head;

use domain::administration::RecordingState;
use domain::agent::AgentSnapshot;
use domain::agent_day::AgentDay;
use domain::board::AgentRow;
use domain::board::ConnectionView;
use domain::freshness::Freshness;
use leptos::prelude::*;
use leptos_i18n::td_string;

use self::cards::CallCard;
use self::cards::DevicesCard;
use self::cards::QueuesCard;
use self::cards::RecordingCard;
use self::cards::SentCard;
use self::cards::SetupCard;
use self::cards::TotalsCard;
use self::changes_card::ChangesCard;
use self::day_card::DayCard;
use self::head::AgentHead;
use super::bits::lang;
use super::side_panel::AgentActions;
use super::side_panel::turn_of;
use super::state_textures::StateTextures;
use crate::api::act::Act;
use crate::api::agent::RereadAgent;
use crate::api::agent_day;
use crate::api::agent_day::AgentPaint;
use crate::api::agent_day::AgentTold;
use crate::live::LiveBoard;
use crate::row_model::Reader;

/// What every part of the page is told of the agent, following the floor.
#[derive(Clone)]
struct File {
    /// Address word of the tenant.
    tenant: String,
    /// The agent's word in an address.
    key: String,
    /// The connection as it was when the page came.
    connection: ConnectionView,
    /// The board's feed.
    board: LiveBoard,
    /// The agent's row; none when they are not on the floor.
    row: Memo<Option<AgentRow>>,
    /// The agent in full.
    agent: Memo<AgentSnapshot>,
    /// The day, up to the moment that is shown.
    day: Memo<AgentDay>,
    /// Recording as it was last set here, for whoever may set it.
    recording: Memo<Option<RecordingState>>,
    /// Language and zone.
    reader: Reader,
}

/// The page of one agent.
#[component]
pub(crate) fn AgentFile(
    /// The first paint.
    paint: AgentPaint,
    /// The board's feed.
    board: LiveBoard,
    /// The day that the address names; empty for today.
    date: String,
) -> impl IntoView {
    let locale = lang();
    let tenant = paint.first.me.tenant.0.clone();
    let reader = Reader { locale, zone: paint.first.zone };
    let (key, connection) = (paint.key.clone(), paint.connection.clone());
    let row = own_row(&board, &connection, paint.told.agent.external_id.clone());
    let is_stale = {
        let board = board.clone();
        Memo::new(move |_| {
            let row = row.read();
            let connections = board.connections.read();
            let connection = row.as_ref().and_then(|row| connections.get(&row.connection));
            let row = row.as_ref().zip(connection);
            row.is_none_or(|(row, connection)| row.freshness(connection, board.now.get()) == Freshness::Stale)
        })
    };
    let reread = ServerAction::<RereadAgent>::new();
    let act = ServerAction::<Act>::new();
    let turn = turn_of(row, act);
    let again = Memo::new(move |_| (is_stale.get(), reread.version().get(), turn.get()));
    let told = follow_agent(&tenant, &key, date, &paint, row, again);
    let agent = Memo::new(move |_| told.read().agent.clone());
    let recording = Memo::new(move |_| told.read().recording.clone());
    let day = {
        let (now, limits) = (board.now, board.limits);
        Memo::new(move |_| {
            let told = told.read();
            // Nobody looks at a row that is stale, so its state does not go on.
            if is_stale.get() {
                return told.day.clone();
            }
            let limits = row.read().as_ref().map(|row| limits.read().only(&row.connection)).unwrap_or_default();
            told.day.grown(&limits, now.get())
        })
    };
    let open = paint.told.on_floor.map(|index| format!("{}:{}", index.0, paint.told.agent.external_id));
    let at_work = board.clone();
    let file = File { tenant: tenant.clone(), key, connection, board, row, agent, day, recording, reader };
    let actions =
        open.clone().map(|open| view! { <AgentActions tenant open board=at_work moved=row reread act turn reader/> });
    view! {
        <StateTextures/>
        <AgentHead file=file.clone() previous=paint.previous next=paint.next/>
        <div class="file-cards">
            <DayCard file=file.clone() not_a_day=paint.not_a_day/>
            <div class="file-column">
                <TotalsCard file=file.clone()/>
                <section class="file-card" aria-labelledby="agent-actions">
                    <header><h2 id="agent-actions">{td_string!(locale, agent_actions)}</h2></header>
                    {match actions {
                        Some(actions) => actions.into_any(),
                        None => view! { <p class="card-note">{td_string!(locale, agent_not_here)}</p> }.into_any(),
                    }}
                </section>
            </div>
            <div class="file-column">
                <CallCard file=file.clone() open/>
                <SetupCard file=file.clone()/>
                <SentCard file=file.clone()/>
            </div>
            <div class="file-column">
                <QueuesCard file=file.clone()/>
                <RecordingCard file=file.clone()/>
                <DevicesCard file=file.clone()/>
            </div>
            <ChangesCard file/>
        </div>
    }
    .into_any()
}

/// The agent's row wherever it is on the board; a new epoch deals rows and connections anew.
fn own_row(board: &LiveBoard, connection: &ConnectionView, external_id: String) -> Memo<Option<AgentRow>> {
    let (board, connection) = (board.clone(), connection.id);
    let id = {
        let board = board.clone();
        Memo::new(move |_| {
            board.roster.track();
            board.with_board(|board| {
                let index =
                    board.connections.iter().find(|(_, view)| view.id == connection).map(|(index, _)| *index)?;
                let mut rows = board.rows.iter();
                let row = rows.find(|(_, row)| row.connection == index && row.external_id == external_id);
                row.map(|(id, _)| *id)
            })
        })
    };
    Memo::new(move |_| id.get().and_then(|id| board.row(id)).map(|row| row.get()))
}

/// The agent and the day, fetched anew when the row moves, goes stale or fresh, after a re-read and after whatever was
/// done. A fetch that fails leaves what is there; the row says how old it is.
fn follow_agent(
    tenant: &str,
    key: &str,
    date: String,
    paint: &AgentPaint,
    row: Memo<Option<AgentRow>>,
    again: Memo<(bool, usize, usize)>,
) -> Memo<AgentTold> {
    let (tenant, key) = (tenant.to_owned(), key.to_owned());
    let fetch = Action::new(move |(): &()| agent_day(tenant.clone(), key.clone(), date.clone()));
    let moved = Memo::new(move |_| {
        // The time of reading moves with every poll, and the page has it from the row.
        let row = row.get().map(|row| AgentRow { read_at_s: None, ..row });
        (row, again.get())
    });
    Effect::watch(
        move || moved.get(),
        move |_, _, _| {
            fetch.dispatch(());
        },
        false,
    );
    let first = paint.told.clone();
    Memo::new(move |last: Option<&AgentTold>| match fetch.value().get() {
        Some(Ok(told)) => told,
        Some(Err(_)) | None => last.unwrap_or(&first).clone(),
    })
}
