//! One agent: details, and reading them again.

use backend::audit::Actor;
use backend::auth::TenantCtx;
use backend::runtime::RereadError;
use backend::runtime::RevealError;
use domain::agent::AgentState;
use domain::audit::AuditFilter;
use domain::audit::Deed;
use domain::audit::DeedOutcome;
use domain::audit::Done;
use domain::audit::Ended;
use domain::health::HealthStatus;
use domain::id::ConnectionIndex;
use domain::role::Role;
use simulator::Fault;
use simulator::ProviderName;

use crate::installation::Installation;

pub(crate) const ONLY: ConnectionIndex = ConnectionIndex(0);

pub(crate) async fn polled(provider: ProviderName) -> (Installation, String) {
    let installation = Installation::new().await;
    installation.connect(provider).await;
    installation.backend.start_connections().await.unwrap();
    let is_polled = |board: &domain::board::Board| {
        board.connections.values().all(|connection| connection.health.status.is_good())
            && board.rows.values().any(|row| row.state != AgentState::LoggedOut)
    };
    let board = installation.until(is_polled).await;
    let row = board.rows.values().find(|row| row.state != AgentState::LoggedOut).unwrap();
    let external_id = row.external_id.clone();
    (installation, external_id)
}

#[tokio::test]
async fn an_agent_is_read_again_through_the_providers_own_request_and_not_twice_in_a_moment() {
    let (installation, agent) = polled(ProviderName::Convoso).await;
    let supervisor = installation.person("supervisor@example.com", Role::Supervisor).await;
    let before = installation.backend.agent_details(&supervisor, ONLY, &agent).unwrap();

    let after = installation.backend.reread_agent(&supervisor, ONLY, &agent).await.unwrap();
    let again = installation.backend.reread_agent(&supervisor, ONLY, &agent).await;

    assert_eq!((after.row, after.connection), (before.row, ONLY));
    assert!(after.agent.observed_at > before.agent.observed_at);
    assert!(matches!(again, Err(RereadError::TooSoon { retry_after_s: 1..=2 })), "{again:?}");
}

#[tokio::test]
async fn a_foreign_agent_and_a_missing_one_are_the_same() {
    let (installation, agent) = polled(ProviderName::Convoso).await;
    let stranger = installation.stranger().await;
    let admin = installation.person("admin@example.com", Role::Admin).await;
    let backend = &installation.backend;

    assert_eq!(backend.agent_details(&stranger, ONLY, &agent), None);
    assert_eq!(backend.reread_agent(&stranger, ONLY, &agent).await, Err(RereadError::NotFound));
    assert_eq!(backend.reread_agent(&admin, ONLY, "nobody").await, Err(RereadError::NotFound));
    assert_eq!(backend.reread_agent(&admin, ConnectionIndex(9), &agent).await, Err(RereadError::NotFound));
}

#[tokio::test]
async fn a_provider_without_such_a_request_says_so() {
    let (installation, agent) = polled(ProviderName::Tel4vn).await;
    let admin = installation.person("admin@example.com", Role::Admin).await;

    assert_eq!(installation.backend.reread_agent(&admin, ONLY, &agent).await, Err(RereadError::NotOffered));
}

#[tokio::test]
async fn a_failed_reading_is_told_and_changes_nothing() {
    let (installation, agent) = polled(ProviderName::Convoso).await;
    let admin = installation.person("admin@example.com", Role::Admin).await;
    installation.simulator.set_fault(ProviderName::Convoso, Fault::Status503);

    let error = installation.backend.reread_agent(&admin, ONLY, &agent).await.unwrap_err();

    let RereadError::Provider(error) = error else { panic!("the provider failed") };
    assert_eq!(error.health(installation.backend.now()), HealthStatus::ServerError);
    assert!(installation.board().rows.values().any(|row| row.external_id == agent));
}

/// An agent of a polled floor in whose call a customer's number is reported.
async fn with_a_number() -> (Installation, String) {
    let (installation, _) = polled(ProviderName::Tel4vn).await;
    let has_number = |row: &domain::board::AgentRow| row.call.as_ref().is_some_and(|call| call.number.is_some());
    let board = installation.until(|board| board.rows.values().any(has_number)).await;
    let external_id = board.rows.values().find(|row| has_number(row)).unwrap().external_id.clone();
    (installation, external_id)
}

async fn reveal(installation: &Installation, ctx: &TenantCtx, agent: &str) -> Result<String, RevealError> {
    installation.backend.reveal_number(ctx, &Actor::of(ctx, None), ONLY, agent).await
}

#[tokio::test]
async fn a_number_is_shown_whole_on_request_and_the_log_says_who_saw_it_but_not_the_number() {
    let (installation, agent) = with_a_number().await;
    let supervisor = installation.person("supervisor@example.com", Role::Supervisor).await;
    let masked = installation.backend.agent_details(&supervisor, ONLY, &agent).unwrap().agent.call.unwrap();

    let number = reveal(&installation, &supervisor, &agent).await.unwrap();

    assert!(masked.customer_number.unwrap().contains('•'));
    assert!(!number.contains('•'));
    let store = installation.backend.store();
    let log = backend::audit::read(store, &supervisor, &AuditFilter::default(), None, 9).await.unwrap();
    let line = log.iter().find(|line| line.done == Done::Deed(Deed::RevealNumber)).unwrap();
    assert_eq!(line.agent.as_deref(), Some(agent.as_str()));
    assert_eq!(line.ended, Some(Ended::Deed(DeedOutcome::Done)));
    assert!(!format!("{log:?}").contains(&number));
}

#[tokio::test]
async fn a_number_of_another_tenant_and_one_that_is_not_there_are_the_same() {
    let (installation, agent) = with_a_number().await;
    let stranger = installation.stranger().await;
    let admin = installation.person("admin@example.com", Role::Admin).await;

    assert_eq!(reveal(&installation, &stranger, &agent).await, Err(RevealError::NotFound));
    assert_eq!(reveal(&installation, &admin, "nobody").await, Err(RevealError::NotFound));
}

#[tokio::test]
async fn a_number_whose_showing_cannot_be_written_down_is_not_shown() {
    let (installation, agent) = with_a_number().await;
    let supervisor = installation.person("supervisor@example.com", Role::Supervisor).await;
    installation.break_the_audit_log().await;

    let refused = reveal(&installation, &supervisor, &agent).await;

    assert!(matches!(refused, Err(RevealError::NotRecorded(_))), "{refused:?}");
}
