//! Adding and changing connections, and giving them another secret.

use domain::audit::Deed;
use domain::audit::Matter;
use domain::form::Field;
use domain::form::Problem;
use domain::id::ConnectionId;
use domain::probe::ProbeReport;
use secrecy::SecretString;

use crate::audit::Actor;
use crate::audit::Entry;
use crate::audit::recorded;
use crate::auth::TenantCtx;
use crate::auth::policy::ADMINS;
use crate::connections::ConnectionDraft;
use crate::connections::ConnectionsError;
use crate::connections::draft::Checked;
use crate::connections::draft::setting_mistake;
use crate::connections::draft::trimmed;
use crate::connections::matter;
use crate::runtime::Backend;
use crate::secrets::RecordName;
use crate::store::ConnectionEdit;
use crate::store::Edited;
use crate::store::NewConnection;
use crate::store::StoredSecret;

/// What became of a new secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// What the test with it found.
    pub report: ProbeReport,
    /// Whether it is kept: not when the provider refused it.
    pub is_kept: bool,
}

impl Backend {
    /// Adds or changes a connection: all of it or nothing. It is polled anew at once. Whether it works is for a test to
    /// say, before or after.
    ///
    /// # Errors
    /// As [`ConnectionsError`] tells.
    pub async fn save_connection(
        &self,
        ctx: &TenantCtx,
        actor: &Actor,
        draft: ConnectionDraft,
    ) -> Result<ConnectionId, ConnectionsError> {
        ctx.require(ADMINS)?;
        let version = draft.version;
        let checked = self.check(ctx, draft).await?;
        let matter = matter::of_edit(&checked);
        let id = match checked.before.as_ref().map(|before| before.id) {
            None => self.add(ctx, actor, checked, matter).await?,
            Some(id) => self.change(ctx, actor, id, version, checked, matter).await?,
        };
        self.connection_changed(ctx.tenant_id(), id).await?;
        Ok(id)
    }

    async fn add(
        &self,
        ctx: &TenantCtx,
        actor: &Actor,
        checked: Checked,
        matter: Matter,
    ) -> Result<ConnectionId, ConnectionsError> {
        let (tenant, now) = (ctx.tenant_id(), self.now());
        let mut new = NewConnection::new(checked.name, checked.settings, now);
        new.secret = Some(self.sealed(ctx, new.id, &checked.secret));
        let entry = Entry::about_connection(Deed::AddConnection, new.id, matter);
        let adding = async { Ok::<_, ConnectionsError>(self.store().add_connection(tenant, &new, now).await?) };
        recorded(self.store(), self.clock(), tenant, actor, entry, adding).await?;
        Ok(new.id)
    }

    async fn change(
        &self,
        ctx: &TenantCtx,
        actor: &Actor,
        id: ConnectionId,
        version: i64,
        checked: Checked,
        matter: Matter,
    ) -> Result<ConnectionId, ConnectionsError> {
        let tenant = ctx.tenant_id();
        let secret = checked.given.as_ref().map(|given| self.sealed(ctx, id, given));
        let edit = ConnectionEdit {
            version,
            name: checked.name,
            settings: checked.settings,
            secret,
            forgets_pin: checked.moves,
        };
        let entry = Entry::about_connection(Deed::ChangeConnection, id, matter);
        let changing = async {
            match self.store().edit_connection(tenant, id, &edit).await? {
                Edited::Done => Ok(id),
                Edited::Stale => Err(ConnectionsError::Conflict),
            }
        };
        recorded(self.store(), self.clock(), tenant, actor, entry, changing).await
    }

    /// Tests a new secret with the connection as it is, and keeps it unless the provider refuses it.
    ///
    /// # Errors
    /// As [`ConnectionsError`] tells.
    pub async fn replace_connection_secret(
        &self,
        ctx: &TenantCtx,
        actor: &Actor,
        id: ConnectionId,
        secret: &SecretString,
    ) -> Result<Replaced, ConnectionsError> {
        let connection = self.own_connection(ctx, id).await?;
        let tenant = ctx.tenant_id();
        let secret = trimmed(secret).ok_or_else(|| ConnectionsError::field(Field::Secret, Problem::Required))?;
        let provider = providers::connect(&connection.settings, secret.clone(), self.guard().clone())
            .map_err(|error| ConnectionsError::Invalid(vec![setting_mistake(&error)]))?;
        let report = self.probe(ctx, Some(id), provider).await?;
        self.keep_test(tenant, id, actor, &report).await?;
        if is_refused(&report) {
            return Ok(Replaced { report, is_kept: false });
        }
        let sealed = self.sealed(ctx, id, &secret);
        let entry = Entry::about_connection(Deed::ReplaceSecret, id, Matter::about(&connection.name));
        let replacing =
            async { Ok::<_, ConnectionsError>(self.store().set_connection_secret(tenant, id, &sealed).await?) };
        recorded(self.store(), self.clock(), tenant, actor, entry, replacing).await?;
        self.connection_changed(tenant, id).await?;
        Ok(Replaced { report, is_kept: true })
    }

    fn sealed(&self, ctx: &TenantCtx, id: ConnectionId, secret: &SecretString) -> StoredSecret {
        let sealed = self.keys().seal(RecordName::ProviderSecret(ctx.tenant_id(), id), secret);
        StoredSecret { sealed, set_at: self.now(), set_by: Some(ctx.user_id()) }
    }
}

/// The provider does not take this secret.
fn is_refused(report: &ProbeReport) -> bool {
    use domain::health::HealthStatus;
    use domain::probe::ProbeResult;
    report.lines.iter().any(|line| matches!(line.result, ProbeResult::Failed { status: HealthStatus::AuthFailed, .. }))
}
