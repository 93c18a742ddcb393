//! Reports of connections, put together from what is stored and what is known of the last minutes.

use std::collections::BTreeMap;

use domain::budget::Budget;
use domain::health::ConnectionHealth;
use domain::health::HealthStatus;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::id::UserId;
use domain::report::ConnectionReport;
use domain::report::SecretNote;
use domain::report::TestNote;
use domain::report::worst_first;
use domain::settings::secret_kind;
use url::Url;

use crate::auth::TenantCtx;
use crate::auth::policy::ADMINS;
use crate::connections::ConnectionsError;
use crate::runtime::Backend;
use crate::store::Connection;
use crate::store::StoreResult;

impl Backend {
    /// Every connection of the tenant, worst first.
    ///
    /// # Errors
    /// As [`ConnectionsError`] tells.
    pub async fn connection_reports(&self, ctx: &TenantCtx) -> Result<Vec<ConnectionReport>, ConnectionsError> {
        ctx.require(ADMINS)?;
        let mut people = BTreeMap::new();
        let mut reports = Vec::new();
        for connection in self.store().connections(ctx.tenant_id()).await? {
            reports.push(self.report_of(connection, &mut people).await?);
        }
        worst_first(&mut reports);
        Ok(reports)
    }

    /// One connection of a tenant.
    ///
    /// # Errors
    /// [`ConnectionsError::NotFound`]; [`ConnectionsError::Store`] when the database cannot answer.
    pub async fn connection_report(
        &self,
        tenant: TenantId,
        id: ConnectionId,
    ) -> Result<ConnectionReport, ConnectionsError> {
        let connection = self.store().connection(tenant, id).await?.ok_or(ConnectionsError::NotFound)?;
        Ok(self.report_of(connection, &mut BTreeMap::new()).await?)
    }

    async fn report_of(
        &self,
        connection: Connection,
        people: &mut BTreeMap<UserId, Option<String>>,
    ) -> StoreResult<ConnectionReport> {
        let (tenant, id, now) = (connection.tenant_id, connection.id, self.now());
        let kind = connection.provider();
        let secret = match &connection.secret {
            Some(secret) => {
                let set_by = match secret.set_by {
                    Some(user) => self.name_of(user, people).await?,
                    None => None,
                };
                Some(SecretNote { set_at: secret.set_at, set_by })
            }
            None => None,
        };
        let health = self.health_of(&connection);
        let log = self.poll_log(tenant, id);
        let (allowance, agents_kept) = self.hub().allowance_and_agents(tenant, id);
        let counts = self.provider(tenant, id).map(|provider| provider.request_counts()).unwrap_or_default();
        let mut unmapped = log.unmapped(now);
        unmapped.retain(|word| !connection.settings.state_map.contains_key(&word.word));
        let (place, is_plain_http) = place_of(&connection.settings.base_url);
        Ok(ConnectionReport {
            id,
            kind,
            name: connection.name,
            place,
            is_plain_http,
            added_at: connection.created_at,
            ticks: log.ticks(now, health.poll_interval_ms),
            usual_ms: log.usual_ms(),
            health,
            agents_kept,
            budget: Budget::of(counts, allowance, connection.settings.budget_per_minute),
            allowance,
            unmapped,
            secret_kind: secret_kind(kind, &providers::form::form_of(&connection.settings)),
            secret,
            last_test: connection.last_test_json.as_deref().and_then(last_test),
        })
    }

    /// The condition on the board; what is not on it was not started.
    pub(super) fn health_of(&self, connection: &Connection) -> ConnectionHealth {
        let health = self.hub().health(connection.tenant_id, connection.id).unwrap_or_default();
        if connection.is_paused { ConnectionHealth { status: HealthStatus::Disabled, ..health } } else { health }
    }

    async fn name_of(
        &self,
        user: UserId,
        people: &mut BTreeMap<UserId, Option<String>>,
    ) -> StoreResult<Option<String>> {
        if let Some(name) = people.get(&user) {
            return Ok(name.clone());
        }
        let name = self.store().user(user).await?.map(|user| user.display_name);
        people.insert(user, name.clone());
        Ok(name)
    }
}

/// A test that an older version kept in other words is no reason to show no page.
fn last_test(json: &str) -> Option<TestNote> {
    serde_json::from_str(json).ok()
}

/// Host, port and path, and whether it speaks without encryption.
pub(super) fn place_of(base_url: &str) -> (String, bool) {
    let Ok(url) = Url::parse(base_url) else { return (String::new(), false) };
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let place = format!("{}{port}{}", url.host_str().unwrap_or_default(), url.path().trim_end_matches('/'));
    (place, url.scheme() == "http")
}
