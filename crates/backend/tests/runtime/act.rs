//! Acting on an agent of a polled floor, from the wish to the board and the log.

use backend::commands::CommandError;
use backend::runtime::Wish;
use domain::agent::AgentState;
use domain::audit::Done;
use domain::audit::Ended;
use domain::board::Board;
use domain::command::Action;
use domain::command::ActionKind;
use domain::command::Outcome;
use domain::id::CommandId;
use domain::id::ConnectionIndex;
use domain::role::Role;
use simulator::Fault;
use simulator::ProviderName;
use uuid::Uuid;

use crate::agents::ONLY;
use crate::agents::polled;

fn wish(agent: &str, number: u128, action: Action) -> Wish {
    Wish {
        connection: ONLY,
        external_id: agent.to_owned(),
        command_id: CommandId(Uuid::from_u128(number)),
        action,
        reason: None,
        remote_addr: None,
    }
}

fn badge_of(board: &Board, agent: &str) -> Option<ActionKind> {
    board.rows.values().find(|row| row.external_id == agent)?.pending.map(|pending| pending.action)
}

#[tokio::test]
async fn a_logged_out_agent_leaves_the_floor_without_a_badge_and_the_log_says_who_did_it() {
    let (installation, agent) = polled(ProviderName::Convoso).await;
    let supervisor = installation.person("supervisor@example.com", Role::Supervisor).await;

    let outcome = installation.backend.act(&supervisor, wish(&agent, 1, Action::LogOut)).await;

    assert_eq!(outcome, Ok(Outcome::Confirmed));
    let board = installation
        .until(|board| board.rows.values().any(|row| row.external_id == agent && row.state == AgentState::LoggedOut));
    assert_eq!(badge_of(&board.await, &agent), None);
    let lines = installation.backend.last_actions(&supervisor, ONLY, &agent, 5).await.unwrap().unwrap();
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].actor, "supervisor@example.com");
    assert_eq!(lines[0].done, Done::Command(Action::LogOut));
    assert_eq!(lines[0].ended, Some(Ended::Command(Outcome::Confirmed)));
    assert_eq!(installation.simulator.writes(ProviderName::Convoso), 1);
}

#[tokio::test]
async fn c10_while_one_command_is_being_sent_another_to_the_same_agent_waits_and_the_board_shows_it() {
    let (installation, agent) = polled(ProviderName::Convoso).await;
    let supervisor = installation.person("supervisor@example.com", Role::Supervisor).await;
    installation.simulator.set_fault(ProviderName::Convoso, Fault::Stall);
    let (backend, ctx, first) = (installation.backend.clone(), supervisor.clone(), wish(&agent, 1, Action::LogOut));

    let browser = tokio::spawn(async move { backend.act(&ctx, first).await });
    let board = installation.until(|board| badge_of(board, &agent).is_some()).await;
    let second = installation.backend.act(&supervisor, wish(&agent, 2, Action::LogOut)).await;

    assert_eq!(badge_of(&board, &agent), Some(ActionKind::LogOut));
    assert_eq!(second, Err(CommandError::UnderWay));
    let lines = installation.backend.last_actions(&supervisor, ONLY, &agent, 5).await.unwrap().unwrap();
    assert_eq!(lines.len(), 1, "what waits is not written down as tried");
    browser.abort();
}

#[tokio::test]
async fn who_is_not_on_the_floor_is_not_told_about_to_any_provider() {
    let (installation, agent) = polled(ProviderName::Convoso).await;
    let admin = installation.person("admin@example.com", Role::Admin).await;
    let stranger = installation.stranger().await;
    let backend = &installation.backend;

    let nobody = backend.act(&admin, wish("nobody", 1, Action::LogOut)).await;
    let elsewhere = Wish { connection: ConnectionIndex(9), ..wish(&agent, 2, Action::LogOut) };
    let elsewhere = backend.act(&admin, elsewhere).await;
    let foreign = backend.act(&stranger, wish(&agent, 3, Action::LogOut)).await;

    assert_eq!([nobody, elsewhere, foreign], [const { Err(CommandError::NotFound) }; 3]);
    assert_eq!(backend.last_actions(&stranger, ONLY, &agent, 5).await, Ok(None));
    assert_eq!(backend.last_actions(&admin, ONLY, "nobody", 5).await, Ok(None));
    assert_eq!(backend.callout_queues(&stranger, ONLY), None);
    assert_eq!(installation.simulator.writes(ProviderName::Convoso), 0);
}

#[tokio::test]
async fn what_a_role_may_ask_for_comes_with_the_agent() {
    let (installation, agent) = polled(ProviderName::Convoso).await;
    let supervisor = installation.person("supervisor@example.com", Role::Supervisor).await;

    let details = installation.backend.agent_details(&supervisor, ONLY, &agent).unwrap();

    assert_eq!(details.may, [ActionKind::LogOut, ActionKind::Pause, ActionKind::Resume]);
}
