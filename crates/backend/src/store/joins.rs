//! Using an invitation up: it goes away and the membership appears in one transaction, so that of two browsers with the
//! same link one comes in and the other finds it over.

use domain::audience::ScopeFilter;
use domain::id::TenantId;
use domain::id::UserId;
use domain::role::Role;
use domain::time::UnixMs;

use crate::store::NewUser;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::fresh_id;
use crate::store::invitations::InvitationRow;
use crate::store::normal_email;
use crate::store::on_pool;
use crate::store::read;

/// Removed first: the row is what two at once contend for.
const TAKE: &str = "DELETE FROM invitations WHERE token_hash = $1 AND expires_at_ms > $2
     RETURNING tenant_id, id, email, role, filter_json, invited_by, created_at_ms, expires_at_ms";
const FIND_SCOPE: &str =
    "SELECT id FROM scopes WHERE tenant_id = $1 AND filter_json = $2 ORDER BY created_at_ms, id LIMIT 1";
const ADD_SCOPE: &str = "INSERT INTO scopes (tenant_id, id, filter_json, created_at_ms) VALUES ($1, $2, $3, $4)";
const ADD_MEMBER: &str =
    "INSERT INTO memberships (tenant_id, user_id, role, scope_id, created_at_ms) VALUES ($1, $2, $3, $4, $5)";

/// What a new member is to be, where no invitation says so alone.
struct Part {
    tenant: TenantId,
    role: Role,
    scope: Option<ScopeFilter>,
}

/// The rest of the transaction, the same for new people and for those who have an account.
macro_rules! add_member {
    ($tx:ident, $invitation:ident, $user:expr, $now:expr) => {{
        let tenant = $invitation.tenant.to_string();
        let scope = match &$invitation.scope {
            None => None,
            Some(filter) => {
                let filter_json = read::to_json(filter, "scope filter")?;
                // Who shares a limit shares an audience.
                let known = sqlx::query_scalar::<_, String>(FIND_SCOPE)
                    .bind(tenant.as_str())
                    .bind(filter_json.as_str())
                    .fetch_optional(&mut *$tx)
                    .await?;
                match known {
                    Some(id) => Some(id),
                    None => {
                        let id = fresh_id($now).to_string();
                        sqlx::query(ADD_SCOPE)
                            .bind(tenant.as_str())
                            .bind(id.as_str())
                            .bind(filter_json.as_str())
                            .bind($now.0)
                            .execute(&mut *$tx)
                            .await?;
                        Some(id)
                    }
                }
            }
        };
        sqlx::query(ADD_MEMBER)
            .bind(tenant.as_str())
            .bind($user)
            .bind($invitation.role.as_str())
            .bind(scope)
            .bind($now.0)
            .execute(&mut *$tx)
            .await?;
    }};
}

/// Somebody of a tenant's identity provider who comes for the first time and has no account.
#[derive(Clone)]
pub struct NewIdentity {
    /// Who the provider says it is.
    pub issuer: String,
    /// Who the person is there.
    pub subject: String,
    /// The address, which the provider has verified.
    pub email: String,
    /// The name others read.
    pub display_name: String,
    /// The part that the provider gives, where it decides.
    pub role: Option<Role>,
    /// Whether people who were not invited are added.
    pub may_be_uninvited: bool,
}

impl Store {
    /// Adds a person of an identity provider as a member, without a password, and uses an open invitation of that address up;
    /// all or nothing.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for who was not invited and is not to be added; [`StoreError::Conflict`] when the address has
    /// an account, whosever it is, or the subject is somebody already.
    pub async fn join_by_identity(&self, tenant: TenantId, new: &NewIdentity, now: UnixMs) -> StoreResult<UserId> {
        let id = UserId(fresh_id(now));
        on_pool!(self, |pool| {
            let mut tx = pool.begin().await?;
            sqlx::query(
                "INSERT INTO users (id, email, display_name, password_hash, created_at_ms) VALUES ($1, $2, $3, '', $4)",
            )
            .bind(id.to_string())
            .bind(normal_email(&new.email))
            .bind(read::storable(&new.display_name))
            .bind(now.0)
            .execute(&mut *tx)
            .await?;
            let invited = sqlx::query_as::<_, InvitationRow>(
                "DELETE FROM invitations WHERE tenant_id = $1 AND email = $2 AND expires_at_ms > $3
                 RETURNING tenant_id, id, email, role, filter_json, invited_by, created_at_ms, expires_at_ms",
            )
            .bind(tenant.to_string())
            .bind(normal_email(&new.email))
            .bind(now.0)
            .fetch_optional(&mut *tx)
            .await?;
            let (role, scope) = match (invited, new.role) {
                (Some(invited), given) => {
                    let invited = invited.read()?;
                    let role = given.unwrap_or(invited.role);
                    (role, invited.scope.filter(|_| role == Role::Supervisor))
                }
                (None, Some(role)) if new.may_be_uninvited => (role, None),
                (None, _) => return Err(StoreError::NotFound),
            };
            let part = Part { tenant, role, scope };
            add_member!(tx, part, id.to_string(), now);
            sqlx::query(
                "INSERT INTO identities (tenant_id, issuer, subject, user_id, created_at_ms) VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(tenant.to_string())
            .bind(read::storable(&new.issuer))
            .bind(read::storable(&new.subject))
            .bind(id.to_string())
            .bind(now.0)
            .execute(&mut *tx)
            .await?;
            tx.commit().await?;
            Ok(id)
        })
    }

    /// Adds the invited person, with the address of the invitation whatever `user` says, as a member; all or nothing.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the invitation was used, withdrawn or is over; [`StoreError::Conflict`] when the
    /// address has an account meanwhile, and the invitation stays.
    pub async fn join_as_new(&self, token_hash: &str, user: &NewUser, now: UnixMs) -> StoreResult<(TenantId, UserId)> {
        let id = UserId(fresh_id(now));
        on_pool!(self, |pool| {
            let mut tx = pool.begin().await?;
            let row =
                sqlx::query_as::<_, InvitationRow>(TAKE).bind(token_hash).bind(now.0).fetch_optional(&mut *tx).await?;
            let invitation = row.ok_or(StoreError::NotFound)?.read()?;
            sqlx::query(
                "INSERT INTO users (id, email, display_name, password_hash, created_at_ms) VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(id.to_string())
            .bind(normal_email(&invitation.email))
            .bind(read::storable(&user.display_name))
            .bind(user.password_hash.as_str())
            .bind(now.0)
            .execute(&mut *tx)
            .await?;
            add_member!(tx, invitation, id.to_string(), now);
            tx.commit().await?;
            Ok((invitation.tenant, id))
        })
    }

    /// Makes a person who has the invited address a member; all or nothing.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the invitation was used, withdrawn, is over or is for another address;
    /// [`StoreError::Conflict`] when the person is a member already, and the invitation stays.
    pub async fn join_as_member(&self, token_hash: &str, user: UserId, now: UnixMs) -> StoreResult<TenantId> {
        on_pool!(self, |pool| {
            let mut tx = pool.begin().await?;
            let row =
                sqlx::query_as::<_, InvitationRow>(TAKE).bind(token_hash).bind(now.0).fetch_optional(&mut *tx).await?;
            let invitation = row.ok_or(StoreError::NotFound)?.read()?;
            let invited = sqlx::query_scalar::<_, i64>(
                "SELECT COUNT(*) FROM users WHERE id = $1 AND email = $2 AND disabled_at_ms IS NULL",
            )
            .bind(user.to_string())
            .bind(invitation.email.as_str())
            .fetch_one(&mut *tx)
            .await?;
            if invited == 0 {
                return Err(StoreError::NotFound);
            }
            add_member!(tx, invitation, user.to_string(), now);
            tx.commit().await?;
            Ok(invitation.tenant)
        })
    }
}
