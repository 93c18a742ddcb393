//! Every change of state that somebody may see, half an hour at a time: a month is never in memory as a whole.

use std::collections::VecDeque;

use domain::half_hour::HALF_HOUR_MS;
use domain::history::StateEvent;
use domain::time::UnixMs;

use super::calendar::LocalDay;
use super::who::Roster;
use crate::auth::TenantCtx;
use crate::hub::Sight;
use crate::runtime::Backend;
use crate::store::StoreResult;

/// One change with the names people read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventLine {
    /// The connection's name.
    pub connection: String,
    /// The agent's name as last known.
    pub agent: String,
    /// What changed.
    pub event: StateEvent,
}

/// The changes of some days that are still to be read.
#[derive(Debug)]
pub struct Events {
    backend: Backend,
    ctx: TenantCtx,
    sight: Sight,
    /// Connection by connection, so that who its agents are is read once.
    ahead: VecDeque<crate::store::Connection>,
    days: (UnixMs, UnixMs),
    at: UnixMs,
}

impl Events {
    /// Nothing is read yet. None for a limited person of whom the limits are not known, and of no days.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn begin(backend: &Backend, ctx: &TenantCtx, days: &[LocalDay]) -> StoreResult<Option<Self>> {
        let Some(sight) = Sight::of(&ctx.audience(), ctx.scope_filter()) else { return Ok(None) };
        let (Some(first), Some(last)) = (days.first(), days.last()) else { return Ok(None) };
        let ahead = backend.store().connections(ctx.tenant_id()).await?.into();
        let days = (first.from, last.until.min(backend.now()));
        Ok(Some(Self { backend: backend.clone(), ctx: ctx.clone(), sight, ahead, days, at: first.from }))
    }

    /// The next changes, in the order in which they were seen; none when there are no more.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn next(&mut self) -> StoreResult<Option<Vec<EventLine>>> {
        let (store, tenant) = (self.backend.store(), self.ctx.tenant_id());
        while let Some(connection) = self.ahead.front() {
            let (name, id) = (connection.name.clone(), connection.id);
            let roster = Roster::read(store, tenant, id, &self.sight).await?;
            while self.at < self.days.1 {
                let until = UnixMs(self.at.0 + HALF_HOUR_MS).min(self.days.1);
                let events = store.state_events_of_all(tenant, id, self.at, until).await?;
                self.at = until;
                let lines: Vec<EventLine> = events
                    .into_iter()
                    .filter_map(|event| roster.masked(event))
                    .map(|event| EventLine { connection: name.clone(), agent: roster.name(&event.external_id), event })
                    .collect();
                if !lines.is_empty() {
                    return Ok(Some(lines));
                }
            }
            self.at = self.days.0;
            self.ahead.pop_front();
        }
        Ok(None)
    }
}
