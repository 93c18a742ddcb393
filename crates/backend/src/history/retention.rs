//! For how long a tenant keeps its past: an admin decides, and it stands in the audit log.

use domain::audit::Deed;
use domain::audit::DeedOutcome;
use domain::audit::Matter;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::half_hour::half_hour_of;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::time::UnixMs;

use crate::audit::Actor;
use crate::audit::Ending;
use crate::audit::Entry;
use crate::audit::recorded;
use crate::auth::TenantCtx;
use crate::hub::Clock;
use crate::store::Kept;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::day_of;

/// A week can always be looked back on.
pub const LEAST_DAYS: u32 = 7;
/// Two years.
pub const MOST_DAYS: u32 = 730;
/// Rows that are let go of in one statement.
const ROWS_AT_ONCE: u32 = 500;

/// Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RetentionError {
    /// Mend the field.
    #[error(transparent)]
    Invalid(FieldError),
    /// Try again later.
    #[error(transparent)]
    Unavailable(StoreError),
}

impl From<StoreError> for RetentionError {
    fn from(error: StoreError) -> Self {
        Self::Unavailable(error)
    }
}

impl Ending for RetentionError {
    fn outcome(&self) -> DeedOutcome {
        match self {
            Self::Invalid(_) => DeedOutcome::Refused,
            Self::Unavailable(_) => DeedOutcome::Failed,
        }
    }
}

/// Keeps the past for as many days as somebody typed. What is older goes within the hour, and where a database has days,
/// the last of it with its day.
///
/// # Errors
/// [`RetentionError::Invalid`] for what is no number from 7 to 730.
pub async fn keep_for(
    store: &Store,
    clock: &Clock,
    ctx: &TenantCtx,
    actor: &Actor,
    typed: &str,
) -> Result<u32, RetentionError> {
    let problem = Problem::NotBetween { least: LEAST_DAYS, most: MOST_DAYS };
    let days = typed.trim().parse().ok().filter(|days| (LEAST_DAYS..=MOST_DAYS).contains(days));
    let days: u32 = days.ok_or(RetentionError::Invalid(FieldError::new(Field::HistoryDays, problem)))?;
    let before = store.history_days(ctx.tenant_id()).await?;
    if before == days {
        return Ok(days);
    }
    let matter = Matter::about(ctx.name()).change("days", before.to_string(), days.to_string());
    let entry = Entry::new(Deed::ChangeRetention, matter);
    let change = async { store.set_history_days(ctx.tenant_id(), days).await.map_err(RetentionError::from) };
    recorded(store, clock, ctx.tenant_id(), actor, entry, change).await?;
    Ok(days)
}

/// The moment before which a tenant keeps nothing.
pub(super) async fn border(store: &Store, tenant: TenantId, now: UnixMs) -> StoreResult<UnixMs> {
    Ok(border_of(store.history_days(tenant).await?, now))
}

fn border_of(days: u32, now: UnixMs) -> UnixMs {
    half_hour_of(now.plus_s(-i64::from(days) * 86_400))
}

/// Lets go of the days that are too old for every tenant, where a database has days; how many.
///
/// # Errors
/// When the database cannot answer.
pub(super) async fn let_go_of_days(store: &Store, now: UnixMs) -> StoreResult<usize> {
    let Some(days) = store.most_history_days().await? else { return Ok(0) };
    store.drop_days(border_of(days, now)).await
}

/// Up to which moment changes of state go one by one. Those of the tenant that keeps most go with their day where a database
/// has days: taking them away first would make letting go of a day as slow as if there were none.
async fn border_of_rows(store: &Store, tenant: TenantId, border: UnixMs) -> StoreResult<UnixMs> {
    if !store.has_days() {
        return Ok(border);
    }
    let keeps_most = store.most_history_days().await? == Some(store.history_days(tenant).await?);
    Ok(if keeps_most { day_of(border) } else { border })
}

/// Lets go of what is older than `border`, a little at a time; how many rows went.
///
/// # Errors
/// When the database cannot answer.
pub(super) async fn let_go(
    store: &Store,
    tenant: TenantId,
    connection: ConnectionId,
    border: UnixMs,
) -> StoreResult<u64> {
    let mut gone = 0;
    let of_rows = border_of_rows(store, tenant, border).await?;
    for (kept, border) in [(Kept::StateEvents, of_rows), (Kept::QueueSamples, border)] {
        let mut from = UnixMs(i64::MIN);
        while from < border {
            let next = store.moment_after(kept, tenant, connection, (from, border), ROWS_AT_ONCE).await?;
            // So many may have been seen in one moment that the next row is of the same one.
            let until = next.map_or(border, |next| UnixMs(next.0.max(from.0.saturating_add(1))));
            gone += store.forget(kept, tenant, connection, (from, until), border).await?;
            from = until;
            tokio::task::yield_now().await;
        }
    }
    store.forget_spans_and_half_hours(tenant, connection, border).await?;
    Ok(gone)
}
