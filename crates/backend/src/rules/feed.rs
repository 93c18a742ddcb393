//! The open alarms as one viewer receives them, now and whenever they change.

use std::sync::Arc;

use domain::alarm::Alarms;
use domain::audience::Audience;
use domain::audience::ScopeFilter;
use domain::id::TenantId;
use tokio::sync::watch;

use crate::auth::TenantCtx;
use crate::rules::OpenAlarms;
use crate::rules::sight;
use crate::runtime::Backend;

/// A viewer of alarms.
#[derive(Debug)]
pub struct AlarmFeed {
    backend: Backend,
    tenant: TenantId,
    audience: Audience,
    filter: Option<ScopeFilter>,
    open: watch::Receiver<Arc<OpenAlarms>>,
    told: Option<Alarms>,
}

impl AlarmFeed {
    /// What is open, at first; then every change of it that this viewer sees. May be dropped while waiting.
    pub async fn next(&mut self) -> Alarms {
        loop {
            let open = Arc::clone(&self.open.borrow_and_update());
            let seen = self.backend.seen_alarms(&open, self.tenant, &self.audience, self.filter.as_ref());
            if self.told.as_ref() != Some(&seen) {
                self.told = Some(seen.clone());
                return seen;
            }
            if self.open.changed().await.is_err() {
                // The tenant's alarms live as long as the backend, of which this holds a part.
                std::future::pending::<()>().await;
            }
        }
    }
}

impl Backend {
    /// The open alarms for a viewer.
    pub fn alarm_feed(&self, tenant: TenantId, audience: Audience, filter: Option<ScopeFilter>) -> AlarmFeed {
        let open = self.alarm_desk().of(tenant).open.subscribe();
        AlarmFeed { backend: self.clone(), tenant, audience, filter, open, told: None }
    }

    /// The open alarms for an audience now.
    pub fn alarms(&self, tenant: TenantId, audience: &Audience, filter: Option<&ScopeFilter>) -> Alarms {
        let open = Arc::clone(&self.alarm_desk().of(tenant).open.borrow());
        self.seen_alarms(&open, tenant, audience, filter)
    }

    /// The open alarms that a person sees.
    pub fn alarms_for(&self, ctx: &TenantCtx) -> Alarms {
        self.alarms(ctx.tenant_id(), &ctx.audience(), ctx.scope_filter())
    }

    fn seen_alarms(
        &self,
        open: &OpenAlarms,
        tenant: TenantId,
        audience: &Audience,
        filter: Option<&ScopeFilter>,
    ) -> Alarms {
        // Only limits need the board; without an alarm nobody does.
        let needs_board = filter.is_some() && !open.list.is_empty();
        let board = needs_board.then(|| self.hub().board(tenant, audience, filter, self.now())).flatten();
        sight::seen(open, audience, filter, &board.unwrap_or_default())
    }
}
