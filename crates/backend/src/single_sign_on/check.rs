//! Whether a provider could be used, before anybody depends on it.

use domain::audit::Deed;
use domain::audit::Matter;
use domain::single_sign_on::ProviderProblem;

use crate::audit::Actor;
use crate::audit::Entry;
use crate::audit::recorded;
use crate::auth::TenantCtx;
use crate::auth::policy::ADMINS;
use crate::runtime::Backend;
use crate::single_sign_on::SettingsError;
use crate::single_sign_on::known::discover;

impl Backend {
    /// Asks the issuer that was typed what it says of itself. Nobody is signed in, and no secret is sent.
    ///
    /// # Errors
    /// [`SettingsError`] when it could not be tried; what is wrong with the provider is in the answer.
    pub async fn check_sign_on(
        &self,
        ctx: &TenantCtx,
        actor: &Actor,
        issuer: &str,
    ) -> Result<Result<(), ProviderProblem>, SettingsError> {
        ctx.require(ADMINS)?;
        let issuer = issuer.trim();
        let checked = async { Ok::<_, SettingsError>(discover(issuer, &self.transport()).await.map(drop)) };
        let host = url::Url::parse(issuer).ok().and_then(|url| url.host_str().map(str::to_owned));
        let entry = Entry::new(Deed::CheckSingleSignOn, Matter::about(host.unwrap_or_default()));
        recorded(self.store(), self.clock(), ctx.tenant_id(), actor, entry, checked).await
    }
}
