//! What is done for the past while nobody asks: half hours that are over are added up, and what is too old goes.

use std::time::Duration;

use domain::id::TenantId;
use tokio::time::MissedTickBehavior;
use tracing::info;
use tracing::warn;

use super::cut::catch_up;
use super::retention::border;
use super::retention::let_go;
use super::retention::let_go_of_days;
use crate::runtime::Backend;
use crate::store::StoreResult;

const CATCH_UP_EVERY: Duration = Duration::from_secs(10 * 60);
/// Every sixth time what is too old goes too.
const LET_GO_EVERY: u32 = 6;
/// Nobody would notice for a week that no days are made any more.
const DAYS_AHEAD: i64 = 7;

/// Looks after the past of every tenant until the product shuts down.
pub async fn look_after(backend: Backend) {
    let mut ticks = tokio::time::interval(CATCH_UP_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let stopping = backend.stopping();
    for turn in (0..LET_GO_EVERY).cycle() {
        tokio::select! {
            () = stopping.cancelled() => return,
            _ = ticks.tick() => {}
        }
        // Alone among the work here this is for all tenants together.
        if let Err(error) = backend.look_after_days(turn == 0).await {
            warn!("the days of the past could not be looked after: {error}");
        }
        let tenants = match backend.store().all_tenants().await {
            Ok(tenants) => tenants,
            Err(error) => {
                warn!("the past could not be looked after: {error}");
                continue;
            }
        };
        for tenant in tenants {
            let looked_after = tokio::select! {
                () = stopping.cancelled() => return,
                done = backend.look_after_past(tenant.id, turn == 0) => done,
            };
            if let Err(error) = looked_after {
                warn!(tenant.id = %tenant.id, "the past of tenant {} could not be looked after: {error}", tenant.id);
            }
        }
    }
}

impl Backend {
    /// Has days ready for what is about to be written down, and lets go of those that are too old for everybody if
    /// `lets_go`.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn look_after_days(&self, lets_go: bool) -> StoreResult<()> {
        let (store, now) = (self.store(), self.now());
        store.make_days(now.plus_s(-86_400), now.plus_s(DAYS_AHEAD * 86_400)).await?;
        if lets_go {
            let gone = let_go_of_days(store, now).await?;
            if gone > 0 {
                info!("{gone} days of the past were too old for every tenant");
            }
        }
        Ok(())
    }

    /// Adds up the half hours of a tenant that are over, and lets go of what is too old if `lets_go`.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn look_after_past(&self, tenant: TenantId, lets_go: bool) -> StoreResult<()> {
        let (store, now) = (self.store(), self.now());
        let border = border(store, tenant, now).await?;
        if lets_go {
            let mut gone = 0;
            for connection in store.connections_with_a_past(tenant).await? {
                gone += let_go(store, tenant, connection, border).await?;
            }
            if gone > 0 {
                info!(tenant.id = %tenant, "{gone} rows of the past of tenant {tenant} were too old");
            }
        }
        for connection in store.connections(tenant).await? {
            catch_up(store, tenant, connection.id, border, now).await?;
        }
        Ok(())
    }
}
