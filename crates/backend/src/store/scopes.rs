//! What a limited person may see, by name, so that all who share a limit share an audience.

use domain::audience::ScopeFilter;
use domain::id::ScopeId;
use domain::id::TenantId;
use domain::time::UnixMs;

use crate::store::Store;
use crate::store::StoreResult;
use crate::store::fresh_id;
use crate::store::on_pool;
use crate::store::read;

impl Store {
    /// The name of a filter, kept once however many people share it: who shares a limit shares an audience.
    ///
    /// # Errors
    /// [`StoreError::NotFound`](crate::store::StoreError::NotFound) when there is no such tenant.
    pub async fn share_scope(&self, tenant: TenantId, filter: &ScopeFilter, now: UnixMs) -> StoreResult<ScopeId> {
        let filter_json = read::to_json(filter, "scope filter")?;
        let known = on_pool!(self, |pool| {
            sqlx::query_scalar::<_, String>(
                "SELECT id FROM scopes WHERE tenant_id = $1 AND filter_json = $2 ORDER BY created_at_ms, id LIMIT 1",
            )
            .bind(tenant.to_string())
            .bind(filter_json.as_str())
            .fetch_optional(pool)
            .await
        })?;
        match known {
            Some(id) => read::word(&id, "scope id"),
            None => self.create_scope(tenant, filter, now).await,
        }
    }

    /// Keeps a filter.
    ///
    /// # Errors
    /// [`StoreError::NotFound`](crate::store::StoreError::NotFound) when there is no such tenant.
    pub async fn create_scope(&self, tenant: TenantId, filter: &ScopeFilter, now: UnixMs) -> StoreResult<ScopeId> {
        let id = ScopeId(fresh_id(now));
        let filter_json = read::to_json(filter, "scope filter")?;
        on_pool!(self, |pool| {
            sqlx::query("INSERT INTO scopes (tenant_id, id, filter_json, created_at_ms) VALUES ($1, $2, $3, $4)")
                .bind(tenant.to_string())
                .bind(id.to_string())
                .bind(filter_json.as_str())
                .bind(now.0)
                .execute(pool)
                .await
                .map(drop)
        })?;
        Ok(id)
    }

    /// The filter of that name.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn scope(&self, tenant: TenantId, scope: ScopeId) -> StoreResult<Option<ScopeFilter>> {
        let row = on_pool!(self, |pool| {
            sqlx::query_scalar::<_, String>("SELECT filter_json FROM scopes WHERE tenant_id = $1 AND id = $2")
                .bind(tenant.to_string())
                .bind(scope.to_string())
                .fetch_optional(pool)
                .await
        })?;
        row.map(|text| read::json(&text, "scope filter")).transpose()
    }
}
