//! Setting an empty installation up: the first person and the first tenant, together and once.

use domain::id::TenantId;
use domain::id::UserId;
use domain::role::Role;
use domain::time::UnixMs;

use crate::store::AuditIntent;
use crate::store::NewTenant;
use crate::store::NewUser;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::fresh_id;
use crate::store::normal_email;
use crate::store::on_pool;
use crate::store::read;

/// Operator and first tenant, to be added.
#[derive(Clone, Debug)]
pub struct FirstPeople {
    /// The company.
    pub tenant: NewTenant,
    /// The person, who becomes operator and the company's admin.
    pub operator: NewUser,
    /// What the company's audit log says about it; it stands there as done.
    pub audit: AuditIntent,
    /// How it ended, as JSON.
    pub outcome_json: String,
}

impl Store {
    /// Whether anybody was ever added.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn has_users(&self) -> StoreResult<bool> {
        let found = on_pool!(self, |pool| {
            sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM (SELECT 1 FROM users LIMIT 1) AS anybody")
                .fetch_one(pool)
                .await
        })?;
        Ok(found > 0)
    }

    /// Adds operator and tenant while there is nobody, and uses up the installation value `key` that must still be
    /// `value`; all or nothing.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the value was used up or replaced, or somebody was added meanwhile;
    /// [`StoreError::Conflict`] when the slug is taken.
    pub async fn set_up_first(
        &self,
        key: &str,
        value: &str,
        first: &FirstPeople,
        now: UnixMs,
    ) -> StoreResult<(TenantId, UserId)> {
        let (tenant, user, line) = (TenantId(fresh_id(now)), UserId(fresh_id(now)), fresh_id(now));
        on_pool!(self, |pool| {
            let mut tx = pool.begin().await?;
            // Removed first: the row is what two at once contend for.
            let taken = sqlx::query("DELETE FROM installation WHERE key = $1 AND value = $2")
                .bind(key)
                .bind(value)
                .execute(&mut *tx)
                .await?
                .rows_affected();
            let added = sqlx::query(
                "INSERT INTO users (id, email, display_name, password_hash, is_operator, created_at_ms)
                 SELECT $1, $2, $3, $4, 1, $5 WHERE NOT EXISTS (SELECT 1 FROM users)",
            )
            .bind(user.to_string())
            .bind(normal_email(&first.operator.email))
            .bind(read::storable(&first.operator.display_name))
            .bind(first.operator.password_hash.as_str())
            .bind(now.0)
            .execute(&mut *tx)
            .await?
            .rows_affected();
            if taken == 0 || added == 0 {
                return Err(StoreError::NotFound);
            }
            sqlx::query("INSERT INTO tenants (id, slug, name, is_demo, created_at_ms) VALUES ($1, $2, $3, $4, $5)")
                .bind(tenant.to_string())
                .bind(first.tenant.slug.as_str())
                .bind(read::storable(&first.tenant.name))
                .bind(i64::from(first.tenant.is_demo))
                .bind(now.0)
                .execute(&mut *tx)
                .await?;
            sqlx::query("INSERT INTO memberships (tenant_id, user_id, role, created_at_ms) VALUES ($1, $2, $3, $4)")
                .bind(tenant.to_string())
                .bind(user.to_string())
                .bind(Role::Admin.as_str())
                .bind(now.0)
                .execute(&mut *tx)
                .await?;
            sqlx::query(
                "INSERT INTO audit (tenant_id, id, at_ms, actor_user_id, actor_label, action, intent_json, outcome_json,
                                    finished_at_ms, remote_addr)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $3, $9)",
            )
            .bind(tenant.to_string())
            .bind(line.to_string())
            .bind(first.audit.at.0)
            .bind(user.to_string())
            .bind(read::storable(&first.audit.actor_label))
            .bind(first.audit.action.as_str())
            .bind(first.audit.intent_json.as_str())
            .bind(first.outcome_json.as_str())
            .bind(first.audit.remote_addr.as_deref())
            .execute(&mut *tx)
            .await?;
            tx.commit().await?;
            Ok((tenant, user))
        })
    }
}
