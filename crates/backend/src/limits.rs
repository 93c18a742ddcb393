//! How long is too long in a tenant: read and changed by its admins, and told to every board that is open.

use domain::audit::Deed;
use domain::audit::DeedOutcome;
use domain::audit::Matter;
use domain::form::FieldError;
use domain::id::ConnectionId;
use domain::limits::LimitLine;
use domain::limits::TenantLimits;
use domain::time::UnixMs;

use crate::audit::Actor;
use crate::audit::Ending;
use crate::audit::Entry;
use crate::audit::recorded;
use crate::auth::AuthError;
use crate::auth::TenantCtx;
use crate::auth::policy::ADMINS;
use crate::hub::Clock;
use crate::hub::Hub;
use crate::store::Connection;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;

/// What stands in the log for a limit that is off.
const OFF: &str = "off";

/// Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LimitsError {
    /// Only admins.
    #[error("not allowed for this role")]
    Forbidden,
    /// Mend these fields.
    #[error("{} fields are wrong", .0.len())]
    Invalid(Vec<FieldError>),
    /// They were changed meanwhile.
    #[error("changed meanwhile")]
    Conflict,
    /// Look after the database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<AuthError> for LimitsError {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::SignedOut
            | AuthError::NotFound
            | AuthError::Forbidden
            | AuthError::NeedsSecondFactor
            | AuthError::NeedsSingleSignOn
            | AuthError::NeedsProof(_) => Self::Forbidden,
            AuthError::Unavailable(error) => Self::Store(error),
        }
    }
}

impl Ending for LimitsError {
    fn outcome(&self) -> DeedOutcome {
        match self {
            Self::Forbidden | Self::Invalid(_) | Self::Conflict => DeedOutcome::Refused,
            Self::Store(error) => error.outcome(),
        }
    }
}

/// The limits as a form is opened with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitsForm {
    /// Which change it shows; 0 before the first.
    pub version: i64,
    /// Line by line.
    pub lines: Vec<LimitLine>,
    /// The tenant's connections, by name.
    pub connections: Vec<(ConnectionId, String)>,
    /// Reasons of pauses that agents on the floor have now.
    pub reasons: Vec<String>,
    /// The last change, and by whom, if there was one.
    pub changed: Option<(UnixMs, String)>,
}

/// Tells the hub what every tenant has set. Limits that cannot be read are a defect of one tenant: its boards measure by
/// the defaults, and the others start as always.
///
/// # Errors
/// When the database cannot answer.
pub async fn restore(store: &Store, hub: &Hub) -> StoreResult<()> {
    for tenant in store.tenants_with_limits().await? {
        match store.limits(tenant).await {
            Ok(stored) => hub.set_limits(tenant, stored.version, stored.limits),
            Err(error) => {
                tracing::error!(tenant.id = %tenant, "the limits of tenant {tenant} cannot be restored: {error}");
            }
        }
    }
    Ok(())
}

/// The limits of the person's tenant, for its admins.
///
/// # Errors
/// [`LimitsError::Forbidden`]; [`LimitsError::Store`].
pub async fn form(store: &Store, hub: &Hub, ctx: &TenantCtx) -> Result<LimitsForm, LimitsError> {
    ctx.require(ADMINS)?;
    let tenant = ctx.tenant_id();
    let stored = store.limits(tenant).await?;
    let connections = store.connections(tenant).await?;
    let mut lines = stored.limits.lines();
    // What was set for a connection that is gone goes with the next change.
    lines.retain(|line| line.connection.is_none_or(|id| connections.iter().any(|connection| connection.id == id)));
    Ok(LimitsForm {
        version: stored.version,
        lines,
        connections: connections.into_iter().map(|connection| (connection.id, connection.name)).collect(),
        reasons: hub.pause_reasons(tenant),
        changed: stored.changed,
    })
}

/// Replaces the limits by those of a form that was opened with `version`. Every board follows at once.
///
/// # Errors
/// As [`LimitsError`] tells.
pub async fn change(
    store: &Store,
    hub: &Hub,
    clock: &Clock,
    ctx: &TenantCtx,
    actor: &Actor,
    version: i64,
    lines: &[LimitLine],
) -> Result<(), LimitsError> {
    ctx.require(ADMINS)?;
    let tenant = ctx.tenant_id();
    let connections = store.connections(tenant).await?;
    let ids: Vec<ConnectionId> = connections.iter().map(|connection| connection.id).collect();
    let limits = TenantLimits::of_lines(lines, &ids).map_err(LimitsError::Invalid)?;
    let before = store.limits(tenant).await?;
    if before.version == version && before.limits == limits {
        return Ok(());
    }
    let entry = Entry::new(Deed::ChangeLimits, matter(&before.limits, &limits, &connections));
    let changing = async {
        let is_changed = store.replace_limits(tenant, version, &limits, ctx.actor_label(), clock.now()).await?;
        if is_changed { Ok(()) } else { Err(LimitsError::Conflict) }
    };
    recorded(store, clock, tenant, actor, entry, changing).await?;
    hub.set_limits(tenant, version + 1, limits);
    Ok(())
}

/// What changes, by the words of the page: a state, a reason, and before them the connection where it is one's own.
fn matter(before: &TenantLimits, after: &TenantLimits, connections: &[Connection]) -> Matter {
    let (before, after) = (before.lines(), after.lines());
    let in_words = |lines: &[LimitLine], like: &LimitLine| {
        let found = lines.iter().find(|line| is_same_place(line, like));
        found.map(|line| [&line.warn, &line.alarm].map(|text| if text.is_empty() { OFF } else { text }).join(" / "))
    };
    let mut matter = Matter::about("limits");
    let added = after.iter().filter(|line| !before.iter().any(|known| is_same_place(known, line)));
    for line in before.iter().chain(added) {
        let name = line.connection.map(|id| {
            let known = connections.iter().find(|connection| connection.id == id);
            known.map_or_else(|| id.to_string(), |connection| connection.name.clone())
        });
        let what = line.reason.clone().unwrap_or_else(|| line.limited.slug().to_owned());
        let field = name.map_or(what.clone(), |name| format!("{name}: {what}"));
        matter = matter.change(
            &field,
            in_words(&before, line).unwrap_or_default(),
            in_words(&after, line).unwrap_or_default(),
        );
    }
    matter
}

fn is_same_place(one: &LimitLine, other: &LimitLine) -> bool {
    (one.connection, one.limited, &one.reason) == (other.connection, other.limited, &other.reason)
}
