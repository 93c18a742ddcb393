//! Starting, restarting, editing and pausing connections.

use std::collections::BTreeMap;

use domain::board::Board;
use domain::health::HealthStatus;
use domain::id::ConnectionIndex;
use simulator::Fault;
use simulator::ProviderName;

use crate::installation::Installation;

fn status(board: &Board) -> Option<HealthStatus> {
    board.connections.get(&ConnectionIndex(0)).map(|connection| connection.health.status)
}

/// Everybody's state with its start, by identifier.
fn states(board: &Board) -> BTreeMap<String, String> {
    let state = |row: &domain::board::AgentRow| format!("{:?} since {:?} by {:?}", row.state, row.since_s, row.source);
    board.rows.values().map(|row| (row.external_id.clone(), state(row))).collect()
}

#[tokio::test]
async fn a_restart_resets_no_clock_and_shows_everybody_as_last_seen_until_the_first_poll() {
    let mut installation = Installation::new().await;
    installation.connect(ProviderName::Tel4vn).await;
    installation.backend.start_connections().await.unwrap();
    installation.until(|board| status(board) == Some(HealthStatus::Ok)).await;
    let before = installation.board();

    installation.simulator.set_fault(ProviderName::Tel4vn, Fault::Stall);
    installation.restart().await;
    assert!(installation.board().rows.is_empty());
    installation.backend.start_connections().await.unwrap();
    let restored = installation.board();

    assert!(!before.rows.is_empty());
    assert_eq!(states(&restored), states(&before));
    let health = &restored.connections[&ConnectionIndex(0)].health;
    assert_eq!(health.status, HealthStatus::Starting);
    assert_eq!(health.last_ok_at, before.connections[&ConnectionIndex(0)].health.last_ok_at);
    assert!(restored.epoch > before.epoch);
}

#[tokio::test]
async fn an_outage_is_named_and_logs_nobody_out() {
    let installation = Installation::new().await;
    let connection = installation.connect(ProviderName::Tel4vn).await;
    installation.backend.start_connections().await.unwrap();
    let before = installation.until(|board| status(board) == Some(HealthStatus::Ok)).await;

    installation.simulator.set_fault(ProviderName::Tel4vn, Fault::Status500);
    installation.backend.poke(installation.tenant, connection);
    let during = installation.until(|board| status(board) == Some(HealthStatus::ServerError)).await;
    installation.simulator.set_fault(ProviderName::Tel4vn, Fault::None);
    installation.backend.poke(installation.tenant, connection);
    installation.until(|board| status(board) == Some(HealthStatus::Ok)).await;

    assert_eq!(states(&during), states(&before));
}

#[tokio::test]
async fn x12_a_refused_key_is_held_over_a_restart_and_tried_again_after_an_edit() {
    let mut installation = Installation::new().await;
    let connection = installation.connect(ProviderName::Tel4vn).await;
    installation.simulator.set_fault(ProviderName::Tel4vn, Fault::AuthRevoked);
    installation.backend.start_connections().await.unwrap();
    installation.until(|board| status(board) == Some(HealthStatus::AuthFailed)).await;

    installation.restart().await;
    installation.simulator.set_fault(ProviderName::Tel4vn, Fault::None);
    installation.backend.start_connections().await.unwrap();
    let held = status(&installation.board());
    installation.backend.connection_changed(installation.tenant, connection).await.unwrap();

    assert_eq!(held, Some(HealthStatus::AuthFailed));
    installation.until(|board| status(board) == Some(HealthStatus::Ok)).await;
    let stored = installation.backend.store().connection(installation.tenant, connection).await.unwrap().unwrap();
    assert_eq!(stored.auth_held_at, None);
}

#[tokio::test]
async fn a_connection_that_cannot_work_says_so_and_the_others_go_on() {
    let installation = Installation::new().await;
    let mute = installation.connect_without_secret().await;
    let good = installation.connect(ProviderName::Tel4vn).await;
    installation.backend.start_connections().await.unwrap();
    let hub = installation.backend.hub();
    let index = |id| hub.connection_index(installation.tenant, id).unwrap();

    let board = installation.until(|board| board.connections[&index(good)].health.status == HealthStatus::Ok).await;

    let health = &board.connections[&index(mute)].health;
    assert_eq!(health.status, HealthStatus::Misconfigured);
    assert_eq!(health.warnings, ["secret: enter it"]);
    assert!(installation.backend.provider(installation.tenant, mute).is_none());
}

#[tokio::test]
async fn a_paused_connection_shows_as_switched_off_without_rows_until_it_goes_on() {
    let installation = Installation::new().await;
    let connection = installation.connect(ProviderName::Tel4vn).await;
    installation.backend.start_connections().await.unwrap();
    let before = installation.until(|board| status(board) == Some(HealthStatus::Ok)).await;
    let (backend, tenant) = (&installation.backend, installation.tenant);

    backend.store().set_connection_paused(tenant, connection, true).await.unwrap();
    backend.connection_changed(tenant, connection).await.unwrap();
    let paused = installation.board();
    backend.store().set_connection_paused(tenant, connection, false).await.unwrap();
    backend.connection_changed(tenant, connection).await.unwrap();
    let again = installation.board();

    assert_eq!(status(&paused), Some(HealthStatus::Disabled));
    assert!(paused.rows.is_empty());
    assert_eq!(again.rows.len(), before.rows.len());
}
