//! From adding to deleting, without a restart in between.

use backend::connections::ConnectionsError;
use domain::agent::AgentState;
use domain::audit::Deed;
use domain::health::HealthStatus;
use domain::poll_log::PollOutcome;
use domain::probe::ProbeResult;
use domain::probe::ProbeStep;
use simulator::Fault;
use simulator::ProviderName;

use crate::desk::Desk;
use crate::desk::status;

#[tokio::test]
async fn what_is_added_is_polled_and_fills_the_board_without_a_restart() {
    let desk = Desk::new().await;

    let id = desk.connected().await;

    let backend = &desk.installation.backend;
    assert!(!desk.installation.board().rows.is_empty());
    let report = backend.connection_report(desk.admin.tenant_id(), id).await.unwrap();
    assert_eq!(report.ticks.last().map(|tick| tick.outcome), Some(PollOutcome::Answered));
    assert_eq!(report.secret.and_then(|secret| secret.set_by).as_deref(), Some("admin@example.com"));
    assert!(report.budget.counts.polls > 0 && report.agents_kept > 0);
    assert!(report.place.starts_with("127.0.0.1:") && report.is_plain_http);
}

#[tokio::test]
async fn a_wrong_key_is_named_stops_the_polls_and_is_mended_by_another() {
    let desk = Desk::new().await;
    let backend = &desk.installation.backend;
    let id = desk.save(desk.tel4vn("a wrong key")).await.unwrap();
    desk.installation.until(|board| status(board) == Some(HealthStatus::AuthFailed)).await;

    // A refused key is not tried again by a test: providers lock accounts for that.
    let tested = backend.test_connection(&desk.admin, &desk.actor, id).await;
    assert_eq!(tested, Err(ConnectionsError::Resting(HealthStatus::AuthFailed)));
    let replaced = backend
        .replace_connection_secret(&desk.admin, &desk.actor, id, &format!(" {}\n", desk.key()).into())
        .await
        .unwrap();

    assert!(replaced.is_kept && replaced.report.can_poll());
    desk.installation.until(|board| status(board) == Some(HealthStatus::Ok)).await;
    assert!(desk.audit().await.iter().any(|(action, _, _)| action == Deed::ReplaceSecret.as_str()));
}

#[tokio::test]
async fn a_refused_new_key_is_not_kept_and_the_old_one_goes_on() {
    let desk = Desk::new().await;
    let backend = &desk.installation.backend;
    let id = desk.connected().await;
    let tenant = desk.admin.tenant_id();
    let before = backend.store().connection(tenant, id).await.unwrap().unwrap();

    let wrong = "a wrong key".to_owned().into();
    let replaced = backend.replace_connection_secret(&desk.admin, &desk.actor, id, &wrong).await.unwrap();

    assert!(!replaced.is_kept);
    let after = backend.store().connection(tenant, id).await.unwrap().unwrap();
    assert_eq!((after.secret, after.version), (before.secret, before.version));
    backend.poke(tenant, id);
    assert_eq!(status(&desk.installation.board()), Some(HealthStatus::Ok));
}

#[tokio::test]
async fn a_test_tells_each_step_and_is_kept_with_who_asked() {
    let desk = Desk::new().await;
    let backend = &desk.installation.backend;
    let id = desk.connected().await;

    let tested = backend.test_connection(&desk.admin, &desk.actor, id).await.unwrap();
    let again = backend.test_connection(&desk.admin, &desk.actor, id).await;

    assert!(matches!(tested.result(ProbeStep::Agents), Some(ProbeResult::Good { count: Some(count) }) if count > 0));
    assert!(matches!(again, Err(ConnectionsError::TooSoon { .. })));
    let report = backend.connection_report(desk.admin.tenant_id(), id).await.unwrap();
    let note = report.last_test.unwrap();
    assert_eq!((note.by.as_str(), note.report), ("admin@example.com", tested));
}

#[tokio::test]
async fn a_form_is_tested_before_it_is_saved_and_nothing_is_kept() {
    let desk = Desk::new().await;
    let backend = &desk.installation.backend;

    let tested = backend.try_connection(&desk.admin, &desk.actor, desk.tel4vn("a wrong key")).await.unwrap();

    let (_, status, _) = tested.first_failure().unwrap();
    assert_eq!(status, HealthStatus::AuthFailed);
    assert!(backend.connection_reports(&desk.admin).await.unwrap().is_empty());
    assert_eq!(desk.audit().await[0].0, Deed::TestConnection.as_str());
}

#[tokio::test]
async fn pausing_and_going_on_take_effect_at_once() {
    let desk = Desk::new().await;
    let backend = &desk.installation.backend;
    let id = desk.connected().await;

    backend.pause_connection(&desk.admin, &desk.actor, id, true).await.unwrap();
    let paused = desk.installation.board();
    let listed = backend.connection_reports(&desk.admin).await.unwrap();
    let tested = backend.poll_connection_now(&desk.admin, id).await;
    backend.pause_connection(&desk.admin, &desk.actor, id, false).await.unwrap();

    assert_eq!((status(&paused), paused.rows.len()), (Some(HealthStatus::Disabled), 0));
    assert_eq!(listed[0].health.status, HealthStatus::Disabled);
    assert_eq!(tested, Ok(()));
    desk.installation.until(|board| status(board) == Some(HealthStatus::Ok)).await;
}

#[tokio::test]
async fn a_failed_poll_leaves_a_tick_and_a_mapped_word_reaches_the_settings() {
    let desk = Desk::new().await;
    let backend = &desk.installation.backend;
    let (id, tenant) = (desk.connected().await, desk.admin.tenant_id());
    desk.installation.simulator.set_fault(ProviderName::Tel4vn, Fault::Status500);
    backend.poke(tenant, id);
    desk.installation.until(|board| status(board) == Some(HealthStatus::ServerError)).await;
    let report = backend.connection_report(tenant, id).await.unwrap();

    backend.map_state(&desk.admin, &desk.actor, id, "LUNCH", AgentState::Paused).await.unwrap();

    assert_eq!(report.ticks.last().map(|tick| tick.outcome), Some(PollOutcome::Failed));
    let stored = backend.store().connection(tenant, id).await.unwrap().unwrap();
    assert_eq!(stored.settings.state_map.get("LUNCH"), Some(&AgentState::Paused));
    assert!(desk.audit().await[0].1.contains("LUNCH=paused"));
    // An edit of the form, which does not show words, keeps them.
    desk.save(desk.open(id).await).await.unwrap();
    let stored = backend.store().connection(tenant, id).await.unwrap().unwrap();
    assert_eq!(stored.settings.state_map.len(), 1);
}

#[tokio::test]
async fn what_is_deleted_leaves_the_board_and_its_secret_the_store() {
    let desk = Desk::new().await;
    let backend = &desk.installation.backend;
    let (id, tenant) = (desk.connected().await, desk.admin.tenant_id());
    // The board shows what a poll brings before the store has it.
    while backend.store().agents(tenant, id).await.unwrap().is_empty() {
        tokio::task::yield_now().await;
    }

    backend.delete_connection(&desk.admin, &desk.actor, id).await.unwrap();

    let board = desk.installation.board();
    assert!(board.connections.is_empty() && board.rows.is_empty());
    assert!(backend.provider(tenant, id).is_none());
    assert_eq!(backend.store().connection(tenant, id).await.unwrap(), None);
    assert!(!backend.store().agents(tenant, id).await.unwrap().is_empty());
    // The name is free again.
    assert_ne!(desk.save(desk.tel4vn(desk.key())).await.unwrap(), id);
}
