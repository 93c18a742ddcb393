//! The members of a tenant as their admins see them, and what admins change of them. Each change that could take a tenant
//! its last admin first locks the tenant's row, so that of two at once the second sees what the first has done.

use domain::audience::ScopeFilter;
use domain::id::ScopeId;
use domain::id::TenantId;
use domain::id::UserId;
use domain::role::Role;
use domain::time::UnixMs;
use sqlx::FromRow;

use crate::store::Membership;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::on_pool;
use crate::store::read;

/// A member of a tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMember {
    /// Who.
    pub user_id: UserId,
    /// Address.
    pub email: String,
    /// The name others read.
    pub display_name: String,
    /// The part.
    pub role: Role,
    /// Limited to what.
    pub scope: Option<ScopeFilter>,
    /// An admin may switch recording, too; says nothing of any other role.
    pub may_switch_recording: bool,
    /// Since when the membership opens nothing.
    pub suspended_at: Option<UnixMs>,
    /// The operator lets the person in nowhere.
    pub is_barred: bool,
    /// Whoever set the installation up.
    pub is_operator: bool,
    /// Since when the person is a member.
    pub joined_at: UnixMs,
    /// When a session of the person was last used, as far back as sessions are kept.
    pub last_seen: Option<UnixMs>,
    /// How many sessions are alive.
    pub live_sessions: u32,
    /// To how many other tenants the person belongs.
    pub other_tenants: u32,
    /// Whether a code is asked of the person beside the password.
    pub has_second_factor: bool,
    /// Whether the person can sign in without an identity provider.
    pub has_password: bool,
    /// Whether the tenant's identity provider knows the person.
    pub has_identity: bool,
    /// An admin is let in with a password whatever the provider says; says nothing of any other role.
    pub is_break_glass: bool,
}

impl StoredMember {
    /// Whether the member gets in by password and code, whatever an identity provider says.
    pub const fn can_break_glass(&self) -> bool {
        self.has_password && self.has_second_factor && self.suspended_at.is_none() && !self.is_barred
    }
}

/// What became of a change to a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberChange {
    /// It is done.
    Done,
    /// Not done: nobody would be left who lets people in.
    LastAdmin,
}

#[derive(FromRow)]
struct MemberRow {
    id: String,
    email: String,
    display_name: String,
    role: String,
    scope_id: Option<String>,
    filter_json: Option<String>,
    may_switch_recording: i64,
    suspended_at_ms: Option<i64>,
    disabled_at_ms: Option<i64>,
    is_operator: i64,
    created_at_ms: i64,
    last_seen_ms: Option<i64>,
    live_sessions: i64,
    other_tenants: i64,
    second_factors: i64,
    passwords: i64,
    identities: i64,
    is_break_glass: i64,
}

impl MemberRow {
    fn read(self) -> StoreResult<StoredMember> {
        let scope = match (self.scope_id, self.filter_json) {
            (None, _) => None,
            (Some(_), Some(filter)) => Some(read::json(&filter, "scope filter")?),
            // A lost limit must not be shown as no limit.
            (Some(_), None) => return Err(StoreError::corrupt("scope")),
        };
        Ok(StoredMember {
            user_id: read::word(&self.id, "user id")?,
            email: self.email,
            display_name: self.display_name,
            role: read::word(&self.role, "role")?,
            scope,
            may_switch_recording: self.may_switch_recording != 0,
            suspended_at: self.suspended_at_ms.map(UnixMs),
            is_barred: self.disabled_at_ms.is_some(),
            is_operator: self.is_operator != 0,
            joined_at: UnixMs(self.created_at_ms),
            last_seen: self.last_seen_ms.map(UnixMs),
            live_sessions: u32::try_from(self.live_sessions).unwrap_or(u32::MAX),
            other_tenants: u32::try_from(self.other_tenants).unwrap_or(u32::MAX),
            has_second_factor: self.second_factors != 0,
            has_password: self.passwords != 0,
            has_identity: self.identities != 0,
            is_break_glass: self.is_break_glass != 0,
        })
    }
}

/// Holds every other change of this kind back until the transaction ends; on PostgreSQL two of them would otherwise each
/// count on the admin that the other one takes away.
const LOCK: &str = "UPDATE tenants SET name = name WHERE id = $1";

/// Sessions of the person find out with their next page that they need a fresh identifier.
const MOVE_EPOCH: &str = "UPDATE users SET part_epoch = part_epoch + 1 WHERE id = $1";

/// The member is not the tenant's last admin who can sign in, nor the last who can without the tenant's identity provider
/// where only that lets the others in.
macro_rules! an_admin_is_left {
    () => {
        "(role <> 'admin' OR suspended_at_ms IS NOT NULL OR EXISTS (
             SELECT 1 FROM memberships o JOIN users u ON u.id = o.user_id
             WHERE o.tenant_id = $1 AND o.user_id <> $2 AND o.role = 'admin' AND o.suspended_at_ms IS NULL
                 AND u.disabled_at_ms IS NULL
                 AND (u.password_hash <> '' OR memberships.is_break_glass = 0)
                 AND (o.is_break_glass = 1 OR memberships.is_break_glass = 0 OR NOT EXISTS (
                     SELECT 1 FROM single_sign_on w WHERE w.tenant_id = $1 AND w.is_on = 1 AND w.is_only_way = 1
                 ))
         ))"
    };
}

/// One statement about one member between the lock and the move of the epoch; whether it changed anything.
macro_rules! changed {
    ($store:expr, $tenant:expr, $user:expr, $sql:expr $(, $bound:expr)*) => {
        on_pool!($store, |pool| {
            let mut tx = pool.begin().await?;
            sqlx::query(LOCK).bind($tenant.to_string()).execute(&mut *tx).await?;
            let changed = sqlx::query($sql)
                .bind($tenant.to_string())
                .bind($user.to_string())
                $(.bind($bound))*
                .execute(&mut *tx)
                .await?
                .rows_affected();
            sqlx::query(MOVE_EPOCH).bind($user.to_string()).execute(&mut *tx).await?;
            if changed == 1 {
                tx.commit().await?;
            }
            changed == 1
        })
    };
}

impl Store {
    /// The members of a tenant, by name.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn members(&self, tenant: TenantId, now: UnixMs) -> StoreResult<Vec<StoredMember>> {
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, MemberRow>(
                "SELECT u.id, u.email, u.display_name, m.role, m.scope_id, s.filter_json,
                        m.may_switch_recording, m.suspended_at_ms,
                        u.disabled_at_ms, u.is_operator, m.created_at_ms,
                        (SELECT MAX(x.last_seen_ms) FROM sessions x WHERE x.user_id = u.id) AS last_seen_ms,
                        (SELECT COUNT(*) FROM sessions x
                         WHERE x.user_id = u.id AND x.expires_at_ms > $2 AND x.absolute_expires_at_ms > $2
                           AND x.replaced_at_ms IS NULL AND x.auth_epoch = u.auth_epoch AND u.disabled_at_ms IS NULL
                           AND NOT EXISTS (
                               SELECT 1 FROM sessions f WHERE f.family = x.family AND f.revoked_at_ms IS NOT NULL
                           )) AS live_sessions,
                        (SELECT COUNT(*) FROM memberships o
                         WHERE o.user_id = u.id AND o.tenant_id <> $1) AS other_tenants,
                        (SELECT COUNT(*) FROM second_factors f
                         WHERE f.user_id = u.id AND f.confirmed_at_ms IS NOT NULL) AS second_factors,
                        (SELECT COUNT(*) FROM users p WHERE p.id = u.id AND p.password_hash <> '') AS passwords,
                        m.is_break_glass,
                        (SELECT COUNT(*) FROM identities i
                         WHERE i.tenant_id = m.tenant_id AND i.user_id = u.id) AS identities
                 FROM memberships m
                 JOIN users u ON u.id = m.user_id
                 LEFT JOIN scopes s ON s.tenant_id = m.tenant_id AND s.id = m.scope_id
                 WHERE m.tenant_id = $1
                 ORDER BY u.display_name, u.email",
            )
            .bind(tenant.to_string())
            .bind(now.0)
            .fetch_all(pool)
            .await
        })?;
        rows.into_iter().map(MemberRow::read).collect()
    }

    /// Changes a member's part, as long as it is still the one of `before`.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the person is no member; [`StoreError::Conflict`] when somebody else changed the
    /// part meanwhile.
    pub async fn change_member(
        &self,
        tenant: TenantId,
        user: UserId,
        before: &Membership,
        role: Role,
        scope: Option<ScopeId>,
    ) -> StoreResult<MemberChange> {
        let scope_before = before.scope.as_ref().map(|scope| scope.id.to_string()).unwrap_or_default();
        let done = changed!(
            self,
            tenant,
            user,
            concat!(
                "UPDATE memberships SET role = $3, scope_id = $4
                 WHERE tenant_id = $1 AND user_id = $2 AND role = $5 AND COALESCE(scope_id, '') = $6
                   AND ($7 = 1 OR ",
                an_admin_is_left!(),
                ")"
            ),
            role.as_str(),
            scope.map(|scope| scope.to_string()),
            before.role.as_str(),
            scope_before.as_str(),
            i64::from(role == Role::Admin)
        );
        if done {
            return Ok(MemberChange::Done);
        }
        let now = self.membership(tenant, user).await?.ok_or(StoreError::NotFound)?;
        if now.role != before.role || now.scope != before.scope {
            return Err(StoreError::Conflict);
        }
        Ok(MemberChange::LastAdmin)
    }

    /// Lets a membership open nothing until it is resumed.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the person is no member. Suspending twice is no error.
    pub async fn suspend_member(&self, tenant: TenantId, user: UserId, now: UnixMs) -> StoreResult<MemberChange> {
        let done = changed!(
            self,
            tenant,
            user,
            concat!(
                "UPDATE memberships SET suspended_at_ms = $3
                 WHERE tenant_id = $1 AND user_id = $2 AND suspended_at_ms IS NULL AND ",
                an_admin_is_left!()
            ),
            now.0
        );
        if done {
            return Ok(MemberChange::Done);
        }
        let now = self.membership(tenant, user).await?.ok_or(StoreError::NotFound)?;
        Ok(if now.suspended_at.is_some() { MemberChange::Done } else { MemberChange::LastAdmin })
    }

    /// Lets a membership open again what it opened.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the person is no member. Resuming twice is no error.
    pub async fn resume_member(&self, tenant: TenantId, user: UserId) -> StoreResult<()> {
        let done = changed!(
            self,
            tenant,
            user,
            "UPDATE memberships SET suspended_at_ms = NULL
             WHERE tenant_id = $1 AND user_id = $2 AND suspended_at_ms IS NOT NULL"
        );
        if !done {
            self.membership(tenant, user).await?.ok_or(StoreError::NotFound)?;
        }
        Ok(())
    }

    /// Gives a membership the permission to switch recording, or takes it. It counts for an admin alone.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the person is no member. The same again is no error.
    pub async fn let_switch_recording(&self, tenant: TenantId, user: UserId, may: bool) -> StoreResult<()> {
        let done = changed!(
            self,
            tenant,
            user,
            "UPDATE memberships SET may_switch_recording = $3 WHERE tenant_id = $1 AND user_id = $2",
            i64::from(may)
        );
        if done { Ok(()) } else { Err(StoreError::NotFound) }
    }

    /// Takes a membership away. The person, and what else the person belongs to, stays.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the person is no member.
    pub async fn remove_member(&self, tenant: TenantId, user: UserId) -> StoreResult<MemberChange> {
        let done = changed!(
            self,
            tenant,
            user,
            concat!("DELETE FROM memberships WHERE tenant_id = $1 AND user_id = $2 AND ", an_admin_is_left!())
        );
        if done {
            return Ok(MemberChange::Done);
        }
        self.membership(tenant, user).await?.ok_or(StoreError::NotFound)?;
        Ok(MemberChange::LastAdmin)
    }
}
