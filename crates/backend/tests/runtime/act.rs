//! Acting on an agent of a polled floor, from the wish to the board and the log.

use std::collections::BTreeSet;

use backend::commands::CommandError;
use backend::runtime::RereadError;
use backend::runtime::Wish;
use domain::administration::RecordingState;
use domain::agent::AgentState;
use domain::audit::Done;
use domain::audit::Ended;
use domain::board::AgentRow;
use domain::board::Board;
use domain::command::Action;
use domain::command::ActionKind;
use domain::command::Outcome;
use domain::id::CommandId;
use domain::id::ConnectionIndex;
use domain::in_group::InGroupChange;
use domain::in_group::InGroupEdit;
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

#[tokio::test]
async fn in_groups_are_read_for_whom_the_person_sees_and_one_change_is_sent_once_and_confirmed() {
    let (installation, _) = polled(ProviderName::Vicidial).await;
    let board = installation.board();
    let takes_inbound = |row: &&AgentRow| row.campaign.as_deref() == Some("SUPPORT") && row.state.is_logged_in();
    let agent = board.rows.values().find(takes_inbound).unwrap().external_id.clone();
    let admin = installation.person("admin@example.com", Role::Admin).await;
    let stranger = installation.stranger().await;
    let backend = &installation.backend;

    let choice = backend.in_groups(&admin, ONLY, &agent).await.unwrap();
    let again = backend.in_groups(&admin, ONLY, &agent).await;

    assert!(choice.known.contains("SALESLINE"), "{choice:?}");
    assert!(matches!(again, Err(RereadError::TooSoon { .. })), "{again:?}");
    assert_eq!(backend.in_groups(&stranger, ONLY, &agent).await, Err(RereadError::NotFound));
    assert_eq!(backend.in_groups(&admin, ONLY, "nobody").await, Err(RereadError::NotFound));
    let others: BTreeSet<String> = choice.taken.map(|taken| taken.groups).unwrap_or_default();
    let group = ["SALESLINE", "SUPPORT_IN"].into_iter().find(|group| !others.contains(*group));
    let groups = BTreeSet::from([group.unwrap_or("SALESLINE").to_owned()]);
    assert_ne!(groups, others);
    let change = InGroupChange { edit: InGroupEdit::Replace, groups, also_dials: false };
    let wish = wish(&agent, 1, Action::ChangeInGroups(change));
    assert_eq!(backend.act(&admin, wish.clone()).await, Ok(Outcome::Confirmed));
    assert_eq!(backend.act(&admin, wish).await, Ok(Outcome::Confirmed), "a second click");
    assert_eq!(installation.simulator.writes(ProviderName::Vicidial), 1);
}

#[tokio::test]
async fn a_connection_without_in_groups_says_so() {
    let (installation, agent) = polled(ProviderName::Convoso).await;
    let admin = installation.person("admin@example.com", Role::Admin).await;

    assert_eq!(installation.backend.in_groups(&admin, ONLY, &agent).await, Err(RereadError::NotOffered));
}

#[tokio::test]
async fn a13_recording_is_told_to_those_who_may_set_it_and_where_it_can_be_set() {
    let (installation, agent) = polled(ProviderName::Alohub).await;
    let admin = installation.person("admin@example.com", Role::Admin).await;
    let supervisor = installation.person("supervisor@example.com", Role::Supervisor).await;
    let stranger = installation.stranger().await;
    let backend = &installation.backend;
    let id = backend.hub().connection_id(installation.tenant, ONLY).unwrap();
    let told = async |ctx| backend.recording_of(ctx, id, &agent).await.unwrap();

    assert_eq!(told(&admin).await, Some(RecordingState::Unknown));
    let set = backend.act(&admin, wish(&agent, 1, Action::SetRecording { on: true })).await;
    assert_eq!(set, Ok(Outcome::AcceptedUnverifiable));

    let Some(RecordingState::LastSet { on: true, by, is_relied_on: true, .. }) = told(&admin).await else {
        panic!("it was set here a moment ago")
    };
    assert_eq!(by, "admin@example.com");
    assert_eq!((told(&supervisor).await, told(&stranger).await), (None, None));
}
