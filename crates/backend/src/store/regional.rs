//! What a company chose for itself: its language and its zone of time; and what a person chose.

use domain::id::TenantId;
use domain::id::UserId;
use domain::language::Language;

use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::on_pool;
use crate::store::read;

/// A language and the name of a zone; what is none is as somebody larger has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegionalSettings {
    /// The language.
    pub language: Option<Language>,
    /// The zone's IANA name.
    pub zone: Option<String>,
}

impl Store {
    /// What a company chose.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such company.
    pub async fn regional_of_company(&self, tenant: TenantId) -> StoreResult<RegionalSettings> {
        let (language, zone) = on_pool!(self, |pool| {
            sqlx::query_as::<_, (Option<String>, Option<String>)>("SELECT locale, zone FROM tenants WHERE id = $1")
                .bind(tenant.to_string())
                .fetch_one(pool)
                .await
        })?;
        Ok(RegionalSettings { language: read::optional_word(language.as_deref(), "language")?, zone })
    }

    /// Changes it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such company.
    pub async fn set_regional_of_company(&self, tenant: TenantId, regional: &RegionalSettings) -> StoreResult<()> {
        let changed = on_pool!(self, |pool| {
            sqlx::query("UPDATE tenants SET locale = $2, zone = $3 WHERE id = $1")
                .bind(tenant.to_string())
                .bind(regional.language.map(Language::as_str))
                .bind(regional.zone.as_deref())
                .execute(pool)
                .await
                .map(|done| done.rows_affected())
        })?;
        if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }

    /// The names of the zones that companies have chosen.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn company_zones(&self) -> StoreResult<Vec<(TenantId, String)>> {
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, (String, String)>("SELECT id, zone FROM tenants WHERE zone IS NOT NULL")
                .fetch_all(pool)
                .await
        })?;
        rows.into_iter().map(|(id, zone)| Ok((read::word(&id, "tenant id")?, zone))).collect()
    }

    /// Changes what a person chose.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such person.
    pub async fn set_regional_of_person(&self, user: UserId, regional: &RegionalSettings) -> StoreResult<()> {
        let changed = on_pool!(self, |pool| {
            sqlx::query("UPDATE users SET language = $2, zone = $3 WHERE id = $1")
                .bind(user.to_string())
                .bind(regional.language.map(Language::as_str))
                .bind(regional.zone.as_deref())
                .execute(pool)
                .await
                .map(|done| done.rows_affected())
        })?;
        if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }

    /// Changes a person's language alone.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such person.
    pub async fn set_language_of_person(&self, user: UserId, language: Language) -> StoreResult<()> {
        let changed = on_pool!(self, |pool| {
            sqlx::query("UPDATE users SET language = $2 WHERE id = $1")
                .bind(user.to_string())
                .bind(language.as_str())
                .execute(pool)
                .await
                .map(|done| done.rows_affected())
        })?;
        if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }
}
