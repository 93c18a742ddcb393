//! What a company sets for all that are in it: the language of its screens and the zone of time its days are those of.

use domain::audit::Deed;
use domain::audit::DeedOutcome;
use domain::audit::Matter;
use domain::form::FieldError;
use domain::language::Language;

use crate::audit::Actor;
use crate::audit::Ending;
use crate::audit::Entry;
use crate::audit::recorded;
use crate::auth::AuthError;
use crate::auth::TenantCtx;
use crate::auth::policy::ADMINS;
use crate::runtime::Backend;
use crate::store::RegionalSettings;
use crate::store::StoreError;
use crate::zones;

/// What stands in the log where nothing was chosen.
const NOTHING: &str = "–";

/// Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CompanyError {
    /// Only admins.
    #[error("not allowed for this role")]
    Forbidden,
    /// Mend the field.
    #[error(transparent)]
    Invalid(#[from] FieldError),
    /// Look after the database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<AuthError> for CompanyError {
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

impl Ending for CompanyError {
    fn outcome(&self) -> DeedOutcome {
        match self {
            Self::Forbidden | Self::Invalid(_) => DeedOutcome::Refused,
            Self::Store(error) => error.outcome(),
        }
    }
}

impl Backend {
    /// What the person's company chose, for its admins.
    ///
    /// # Errors
    /// [`CompanyError::Forbidden`]; [`CompanyError::Store`].
    pub async fn company_regional(&self, ctx: &TenantCtx) -> Result<RegionalSettings, CompanyError> {
        ctx.require(ADMINS)?;
        Ok(self.store().regional_of_company(ctx.tenant_id()).await?)
    }

    /// Changes the language of the company's screens and the zone that was typed. Rules go by the zone at once; a page that
    /// is open keeps its times until it is opened anew.
    ///
    /// # Errors
    /// As [`CompanyError`] tells.
    pub async fn change_company(
        &self,
        ctx: &TenantCtx,
        actor: &Actor,
        language: Option<Language>,
        typed_zone: &str,
    ) -> Result<(), CompanyError> {
        ctx.require(ADMINS)?;
        let zone = zones::typed(typed_zone)?;
        let after = RegionalSettings { language, zone: zone.as_ref().and_then(zones::name_of) };
        let (store, tenant) = (self.store(), ctx.tenant_id());
        // Of two admins at once the second waits, so that the zone that is known here is the one that is stored.
        let _turn = self.zones().turn().await;
        let before = store.regional_of_company(tenant).await?;
        if before == after {
            return Ok(());
        }
        let language_word =
            |settings: &RegionalSettings| settings.language.map_or(NOTHING, Language::as_str).to_owned();
        let zone_word = |settings: &RegionalSettings| settings.zone.as_deref().unwrap_or(NOTHING).to_owned();
        let matter = Matter::about(ctx.name())
            .change("language", language_word(&before), language_word(&after))
            .change("zone", zone_word(&before), zone_word(&after));
        let change = async { store.set_regional_of_company(tenant, &after).await.map_err(CompanyError::from) };
        recorded(store, self.clock(), tenant, actor, Entry::new(Deed::ChangeCompany, matter), change).await?;
        self.zones().set(tenant, zone);
        Ok(())
    }
}
