//! Companies that use this installation.

use domain::id::TenantId;
use domain::language::Language;
use domain::time::UnixMs;
use sqlx::FromRow;

use crate::store::Store;
use crate::store::StoreResult;
use crate::store::fresh_id;
use crate::store::on_pool;
use crate::store::read;

/// A company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant {
    /// Identity.
    pub id: TenantId,
    /// The word in addresses.
    pub slug: String,
    /// The name people read.
    pub name: String,
    /// Language of its screens, where it has chosen one.
    pub language: Option<Language>,
    /// Its data are made up.
    pub is_demo: bool,
    /// When it was set up.
    pub created_at: UnixMs,
    /// Nobody opens anything of it without a second factor.
    pub needs_second_factor: bool,
    /// Nobody opens anything of it at all, and nothing of it is polled.
    pub suspension: Option<Suspension>,
}

/// Why nobody is let into a company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspension {
    /// Since when.
    pub at: UnixMs,
    /// Why, for those who are not let in; may be empty.
    pub reason: String,
}

impl Suspension {
    /// As two columns have it.
    pub(crate) fn read(at_ms: Option<i64>, reason: Option<String>) -> Option<Self> {
        at_ms.map(|at_ms| Self { at: UnixMs(at_ms), reason: reason.unwrap_or_default() })
    }
}

/// A company to be set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTenant {
    /// The word in addresses.
    pub slug: String,
    /// The name people read.
    pub name: String,
    /// Its data are made up.
    pub is_demo: bool,
}

#[derive(FromRow)]
pub(crate) struct TenantRow {
    id: String,
    slug: String,
    name: String,
    locale: Option<String>,
    is_demo: i64,
    created_at_ms: i64,
    needs_second_factor: i64,
    suspended_at_ms: Option<i64>,
    suspended_reason: Option<String>,
}

impl TenantRow {
    pub(crate) fn read(self) -> StoreResult<Tenant> {
        Ok(Tenant {
            id: read::word(&self.id, "tenant id")?,
            slug: self.slug,
            name: self.name,
            language: read::optional_word(self.locale.as_deref(), "language")?,
            is_demo: self.is_demo != 0,
            created_at: UnixMs(self.created_at_ms),
            needs_second_factor: self.needs_second_factor != 0,
            suspension: Suspension::read(self.suspended_at_ms, self.suspended_reason),
        })
    }
}

impl Store {
    /// Sets up a company.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::store::StoreError::Conflict) when the slug is taken.
    pub async fn create_tenant(&self, tenant: &NewTenant, now: UnixMs) -> StoreResult<TenantId> {
        let id = TenantId(fresh_id(now));
        on_pool!(self, |pool| {
            sqlx::query("INSERT INTO tenants (id, slug, name, is_demo, created_at_ms) VALUES ($1, $2, $3, $4, $5)")
                .bind(id.to_string())
                .bind(tenant.slug.as_str())
                .bind(tenant.name.as_str())
                .bind(i64::from(tenant.is_demo))
                .bind(now.0)
                .execute(pool)
                .await
                .map(drop)
        })?;
        Ok(id)
    }

    /// The company of that identity.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn tenant(&self, tenant: TenantId) -> StoreResult<Option<Tenant>> {
        let row = on_pool!(self, |pool| {
            sqlx::query_as::<_, TenantRow>(
                "SELECT id, slug, name, locale, is_demo, created_at_ms, needs_second_factor, suspended_at_ms, suspended_reason
                 FROM tenants WHERE id = $1",
            )
            .bind(tenant.to_string())
            .fetch_optional(pool)
            .await
        })?;
        row.map(TenantRow::read).transpose()
    }

    /// The company with that word in its addresses. For the command line: a page asks its session instead.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn tenant_by_slug(&self, slug: &str) -> StoreResult<Option<Tenant>> {
        let row = on_pool!(self, |pool| {
            sqlx::query_as::<_, TenantRow>(
                "SELECT id, slug, name, locale, is_demo, created_at_ms, needs_second_factor, suspended_at_ms, suspended_reason
                 FROM tenants WHERE slug = $1 AND removed_at_ms IS NULL",
            )
            .bind(slug)
            .fetch_optional(pool)
            .await
        })?;
        row.map(TenantRow::read).transpose()
    }

    /// Every company of the installation. For the operator and the poller, never for a page.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn all_tenants(&self) -> StoreResult<Vec<Tenant>> {
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, TenantRow>(
                "SELECT id, slug, name, locale, is_demo, created_at_ms, needs_second_factor, suspended_at_ms, suspended_reason
                 FROM tenants WHERE removed_at_ms IS NULL ORDER BY slug",
            )
            .fetch_all(pool)
            .await
        })?;
        rows.into_iter().map(TenantRow::read).collect()
    }
}
