//! Testing: what the provider really answers, classified, step by step.
//!
//! A key that was refused is not tried again by a test of what is stored: providers lock accounts for that. A stored
//! secret never goes to a machine that a form names anew.

use std::sync::Arc;
use std::time::Duration;

use domain::audit::Deed;
use domain::audit::Matter;
use domain::form::Field;
use domain::form::Problem;
use domain::health::HealthStatus;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::probe::ProbeReport;
use domain::report::TestNote;
use providers::Provider;
use tracing::error;
use uuid::Uuid;

use crate::audit::Actor;
use crate::audit::Entry;
use crate::audit::recorded;
use crate::auth::TenantCtx;
use crate::auth::policy::ADMINS;
use crate::connections::ConnectionDraft;
use crate::connections::ConnectionsError;
use crate::connections::draft::setting_mistake;
use crate::connections::report::place_of;
use crate::runtime::Backend;
use crate::store::StoreError;

/// Every request of a test has a limit of its own; this is for a client that hangs.
const TEST_AT_MOST: Duration = Duration::from_secs(90);

impl Backend {
    /// Tests a connection as it is stored, and keeps what was found.
    ///
    /// # Errors
    /// [`ConnectionsError::Resting`] while its provider has refused the key or asks to wait; otherwise as
    /// [`ConnectionsError`] tells.
    pub async fn test_connection(
        &self,
        ctx: &TenantCtx,
        actor: &Actor,
        id: ConnectionId,
    ) -> Result<ProbeReport, ConnectionsError> {
        let connection = self.own_connection(ctx, id).await?;
        self.may_be_asked(self.health_of(&connection).status)?;
        let secret = self
            .keys()
            .open_connection(&connection)
            .map_err(|_cannot_be_had| ConnectionsError::field(Field::Secret, Problem::Required))?;
        let provider = providers::connect(&connection.settings, secret, self.guard().clone())
            .map_err(|error| ConnectionsError::Invalid(vec![setting_mistake(&error)]))?;
        let tenant = ctx.tenant_id();
        let entry = Entry::about_connection(Deed::TestConnection, id, Matter::about(&connection.name));
        let testing = async {
            let report = self.probe(ctx, Some(id), provider).await?;
            self.keep_test(tenant, id, actor, &report).await?;
            Ok(report)
        };
        recorded(self.store(), self.clock(), tenant, actor, entry, testing).await
    }

    /// Tests the values of a form. Nothing is kept but the line in the audit log.
    ///
    /// # Errors
    /// As [`ConnectionsError`] tells.
    pub async fn try_connection(
        &self,
        ctx: &TenantCtx,
        actor: &Actor,
        draft: ConnectionDraft,
    ) -> Result<ProbeReport, ConnectionsError> {
        ctx.require(ADMINS)?;
        let id = draft.id;
        let checked = self.check(ctx, draft).await?;
        if let (Some(before), None) = (&checked.before, &checked.given) {
            self.may_be_asked(self.health_of(before).status)?;
        }
        let provider = providers::connect(&checked.settings, checked.secret, self.guard().clone())
            .map_err(|error| ConnectionsError::Invalid(vec![setting_mistake(&error)]))?;
        let (place, _) = place_of(&checked.settings.base_url);
        let matter = Matter::about(checked.name).with("base_url", place);
        let entry = match id {
            Some(id) => Entry::about_connection(Deed::TestConnection, id, matter),
            None => Entry::new(Deed::TestConnection, matter),
        };
        let testing = self.probe(ctx, id, provider);
        recorded(self.store(), self.clock(), ctx.tenant_id(), actor, entry, testing).await
    }

    /// Asks a provider everything that can be asked without changing anything.
    pub(super) async fn probe(
        &self,
        ctx: &TenantCtx,
        id: Option<ConnectionId>,
        provider: Arc<dyn Provider>,
    ) -> Result<ProbeReport, ConnectionsError> {
        let turn_of = id.unwrap_or(ConnectionId(Uuid::nil()));
        self.take_turn(ctx.tenant_id(), turn_of, "test")
            .map_err(|retry_after_s| ConnectionsError::TooSoon { retry_after_s })?;
        let now = self.now();
        // In a task of its own, so that a fault in a client is one failed test.
        let mut testing = tokio::task::JoinSet::new();
        testing.spawn(async move { provider.probe(now).await });
        match tokio::time::timeout(TEST_AT_MOST, testing.join_next()).await {
            Ok(Some(Ok(report))) => Ok(report),
            Ok(Some(Err(fault))) => {
                error!("the client of a connection under test failed: {fault}");
                Err(ConnectionsError::Resting(HealthStatus::BadBody))
            }
            Ok(None) | Err(_) => Err(ConnectionsError::Resting(HealthStatus::Unreachable)),
        }
    }

    pub(super) async fn keep_test(
        &self,
        tenant: TenantId,
        id: ConnectionId,
        actor: &Actor,
        report: &ProbeReport,
    ) -> Result<(), ConnectionsError> {
        let note = TestNote { by: actor.label.clone(), report: report.clone() };
        let json = serde_json::to_string(&note).map_err(|_| StoreError::corrupt("connection test"))?;
        Ok(self.store().keep_connection_test(tenant, id, &json).await?)
    }

    /// A provider that wants to be left alone is not asked through a side door.
    fn may_be_asked(&self, status: HealthStatus) -> Result<(), ConnectionsError> {
        let wants_rest = match status {
            HealthStatus::AuthFailed => true,
            HealthStatus::RateLimited { until } => until > self.now(),
            HealthStatus::Starting
            | HealthStatus::Ok
            | HealthStatus::Degraded
            | HealthStatus::Forbidden
            | HealthStatus::Unreachable
            | HealthStatus::ServerError
            | HealthStatus::BadBody
            | HealthStatus::Refused
            | HealthStatus::Misconfigured
            | HealthStatus::Disabled => false,
        };
        if wants_rest { Err(ConnectionsError::Resting(status)) } else { Ok(()) }
    }
}
