//! Who belongs to which company, as what, and limited to what.

use domain::audience::ScopeFilter;
use domain::id::ScopeId;
use domain::id::TenantId;
use domain::id::UserId;
use domain::role::Role;
use domain::time::UnixMs;
use sqlx::FromRow;

use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::Suspension;
use crate::store::Tenant;
use crate::store::on_pool;
use crate::store::read;

/// A person's part in one company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The company.
    pub tenant: Tenant,
    /// The part.
    pub role: Role,
    /// What the person is limited to, if limited.
    pub scope: Option<MembershipScope>,
    /// An admin may switch recording, too; says nothing of any other role.
    pub may_switch_recording: bool,
    /// Only the company's identity provider lets people in.
    pub only_by_sign_on: bool,
    /// An admin is let in with a password all the same; says nothing of any other role.
    pub break_glass: bool,
    /// Since when it opens nothing.
    pub suspended_at: Option<UnixMs>,
}

impl Membership {
    /// Whether it is that of an admin who is let in with a password whatever the provider says.
    pub fn is_break_glass(&self) -> bool {
        self.break_glass && self.role == Role::Admin
    }
}

/// A limit, by name and content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MembershipScope {
    /// Its name.
    pub id: ScopeId,
    /// What may be seen.
    pub filter: ScopeFilter,
}

#[derive(FromRow)]
struct MembershipRow {
    id: String,
    slug: String,
    name: String,
    locale: Option<String>,
    is_demo: i64,
    created_at_ms: i64,
    needs_second_factor: i64,
    role: String,
    scope_id: Option<String>,
    filter_json: Option<String>,
    may_switch_recording: i64,
    is_break_glass: i64,
    only_by_sign_on: i64,
    suspended_at_ms: Option<i64>,
    tenant_suspended_at_ms: Option<i64>,
    tenant_suspended_reason: Option<String>,
}

impl MembershipRow {
    fn read(self) -> StoreResult<Membership> {
        let scope = match (self.scope_id, self.filter_json) {
            (None, _) => None,
            (Some(id), Some(filter)) => {
                Some(MembershipScope { id: read::word(&id, "scope id")?, filter: read::json(&filter, "scope filter")? })
            }
            // A lost limit must not become no limit.
            (Some(_), None) => return Err(StoreError::corrupt("scope")),
        };
        Ok(Membership {
            tenant: Tenant {
                id: read::word(&self.id, "tenant id")?,
                slug: self.slug,
                name: self.name,
                language: read::optional_word(self.locale.as_deref(), "language")?,
                is_demo: self.is_demo != 0,
                created_at: UnixMs(self.created_at_ms),
                needs_second_factor: self.needs_second_factor != 0,
                suspension: Suspension::read(self.tenant_suspended_at_ms, self.tenant_suspended_reason),
            },
            role: read::word(&self.role, "role")?,
            scope,
            may_switch_recording: self.may_switch_recording != 0,
            only_by_sign_on: self.only_by_sign_on != 0,
            break_glass: self.is_break_glass != 0,
            suspended_at: self.suspended_at_ms.map(UnixMs),
        })
    }
}

impl Store {
    /// Makes the person a member, or changes the part the person has. A suspended member stays so.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when tenant, person or scope do not exist in this tenant.
    pub async fn grant_membership(
        &self,
        tenant: TenantId,
        user: UserId,
        role: Role,
        scope: Option<ScopeId>,
        now: UnixMs,
    ) -> StoreResult<()> {
        on_pool!(self, |pool| {
            let mut tx = pool.begin().await?;
            sqlx::query(
                "INSERT INTO memberships (tenant_id, user_id, role, scope_id, created_at_ms) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (tenant_id, user_id) DO UPDATE SET role = excluded.role, scope_id = excluded.scope_id",
            )
            .bind(tenant.to_string())
            .bind(user.to_string())
            .bind(role.as_str())
            .bind(scope.map(|scope| scope.to_string()))
            .bind(now.0)
            .execute(&mut *tx)
            .await?;
            sqlx::query("UPDATE users SET part_epoch = part_epoch + 1 WHERE id = $1")
                .bind(user.to_string())
                .execute(&mut *tx)
                .await?;
            tx.commit().await?;
        });
        Ok(())
    }

    /// The person's part in this company.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn membership(&self, tenant: TenantId, user: UserId) -> StoreResult<Option<Membership>> {
        let row = on_pool!(self, |pool| {
            sqlx::query_as::<_, MembershipRow>(
                "SELECT t.id, t.slug, t.name, t.locale, t.is_demo, t.created_at_ms, t.needs_second_factor, m.role, m.scope_id,
                        s.filter_json, m.may_switch_recording, m.suspended_at_ms, m.is_break_glass,
                        (SELECT COUNT(*) FROM single_sign_on o
                         WHERE o.tenant_id = t.id AND o.is_on = 1 AND o.is_only_way = 1) AS only_by_sign_on,
                        t.suspended_at_ms AS tenant_suspended_at_ms, t.suspended_reason AS tenant_suspended_reason
                 FROM memberships m
                 JOIN tenants t ON t.id = m.tenant_id
                 LEFT JOIN scopes s ON s.tenant_id = m.tenant_id AND s.id = m.scope_id
                 WHERE m.tenant_id = $1 AND m.user_id = $2",
            )
            .bind(tenant.to_string())
            .bind(user.to_string())
            .fetch_optional(pool)
            .await
        })?;
        row.map(MembershipRow::read).transpose()
    }

    /// Every company the person belongs to, by name.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn memberships_of(&self, user: UserId) -> StoreResult<Vec<Membership>> {
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, MembershipRow>(
                "SELECT t.id, t.slug, t.name, t.locale, t.is_demo, t.created_at_ms, t.needs_second_factor, m.role, m.scope_id,
                        s.filter_json, m.may_switch_recording, m.suspended_at_ms, m.is_break_glass,
                        (SELECT COUNT(*) FROM single_sign_on o
                         WHERE o.tenant_id = t.id AND o.is_on = 1 AND o.is_only_way = 1) AS only_by_sign_on,
                        t.suspended_at_ms AS tenant_suspended_at_ms, t.suspended_reason AS tenant_suspended_reason
                 FROM memberships m
                 JOIN tenants t ON t.id = m.tenant_id
                 LEFT JOIN scopes s ON s.tenant_id = m.tenant_id AND s.id = m.scope_id
                 WHERE m.user_id = $1
                 ORDER BY t.name, t.slug",
            )
            .bind(user.to_string())
            .fetch_all(pool)
            .await
        })?;
        rows.into_iter().map(MembershipRow::read).collect()
    }
}
