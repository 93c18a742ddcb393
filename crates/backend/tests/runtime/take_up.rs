//! What somebody else changes in the store is taken up by the process that polls.

use backend::hub::Clock;
use backend::operator;
use domain::board::Board;
use domain::health::HealthStatus;
use simulator::ProviderName;

use crate::installation::Installation;

fn is(board: &Board, wanted: HealthStatus) -> bool {
    !board.connections.is_empty() && board.connections.values().all(|connection| connection.health.status == wanted)
}

#[tokio::test]
async fn a_connection_that_others_pause_resume_and_remove_follows() {
    let installation = Installation::new().await;
    let id = installation.connect(ProviderName::Tel4vn).await;
    installation.backend.start_connections().await.unwrap();
    installation.until(|board| is(board, HealthStatus::Ok)).await;
    let (store, clock) = (installation.backend.store(), Clock::system());
    let connection = store.connection(installation.tenant, id).await.unwrap().unwrap();

    operator::pause_connection(store, &clock, &connection, true).await.unwrap();
    installation.until(|board| is(board, HealthStatus::Disabled)).await;
    assert!(installation.backend.provider(installation.tenant, id).is_none(), "nobody can ask it");
    operator::pause_connection(store, &clock, &connection, false).await.unwrap();
    installation.until(|board| is(board, HealthStatus::Ok)).await;
    operator::remove_connection(store, &clock, &connection).await.unwrap();

    installation.until(|board| board.connections.is_empty()).await;
}

#[tokio::test]
async fn a_tenant_that_is_suspended_is_polled_no_more_until_it_is_resumed() {
    let installation = Installation::new().await;
    let id = installation.connect(ProviderName::Tel4vn).await;
    installation.backend.start_connections().await.unwrap();
    installation.until(|board| is(board, HealthStatus::Ok)).await;
    let (store, clock) = (installation.backend.store(), Clock::system());
    let tenant = store.tenant(installation.tenant).await.unwrap().unwrap();

    operator::suspend_tenant(store, &clock, &tenant, "unpaid").await.unwrap();
    installation.until(|board| is(board, HealthStatus::Disabled)).await;
    assert!(installation.backend.provider(installation.tenant, id).is_none(), "nobody can ask it");
    operator::resume_tenant(store, &clock, &tenant).await.unwrap();

    installation.until(|board| is(board, HealthStatus::Ok)).await;
}
