//! Invitations that are open, one for each address in a tenant. Their links are known by the hash of the token only.

use std::fmt;

use domain::audience::ScopeFilter;
use domain::id::TenantId;
use domain::role::Role;
use domain::time::UnixMs;
use sqlx::FromRow;
use uuid::Uuid;

use crate::store::NewMail;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::fresh_id;
use crate::store::insert_mail;
use crate::store::normal_email;
use crate::store::on_pool;
use crate::store::read;

/// An invitation to be kept.
#[derive(Clone)]
pub struct NewInvitation {
    /// Hash of the link's token.
    pub token_hash: String,
    /// Whom; kept in lower case.
    pub email: String,
    /// As what.
    pub role: Role,
    /// Limited to what.
    pub scope: Option<ScopeFilter>,
    /// The inviting person's name.
    pub invited_by: String,
    /// When it is over.
    pub expires_at: UnixMs,
}

impl fmt::Debug for NewInvitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewInvitation").field("email", &self.email).field("role", &self.role).finish_non_exhaustive()
    }
}

/// An open invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredInvitation {
    /// Into which tenant.
    pub tenant: TenantId,
    /// Identity.
    pub id: Uuid,
    /// Whom.
    pub email: String,
    /// As what.
    pub role: Role,
    /// Limited to what.
    pub scope: Option<ScopeFilter>,
    /// The inviting person's name.
    pub invited_by: String,
    /// When it was made.
    pub created_at: UnixMs,
    /// When it is over.
    pub expires_at: UnixMs,
}

#[derive(FromRow)]
pub(crate) struct InvitationRow {
    tenant_id: String,
    id: String,
    email: String,
    role: String,
    filter_json: Option<String>,
    invited_by: String,
    created_at_ms: i64,
    expires_at_ms: i64,
}

impl InvitationRow {
    pub(crate) fn read(self) -> StoreResult<StoredInvitation> {
        Ok(StoredInvitation {
            tenant: read::word(&self.tenant_id, "tenant id")?,
            id: read::word(&self.id, "invitation id")?,
            email: self.email,
            role: read::word(&self.role, "role")?,
            scope: self.filter_json.map(|text| read::json(&text, "scope filter")).transpose()?,
            invited_by: self.invited_by,
            created_at: UnixMs(self.created_at_ms),
            expires_at: UnixMs(self.expires_at_ms),
        })
    }
}

impl Store {
    /// Keeps an invitation in place of an open one for the same address, whose link opens nothing any more, and the message
    /// about it; both or neither.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such tenant.
    pub async fn replace_invitation(
        &self,
        tenant: TenantId,
        invitation: &NewInvitation,
        mail: Option<&NewMail>,
        now: UnixMs,
    ) -> StoreResult<Uuid> {
        let id = fresh_id(now);
        let mail = mail.map(|mail| NewMail { about: Some(id), ..mail.clone() });
        let filter_json = invitation.scope.as_ref().map(|filter| read::to_json(filter, "scope filter")).transpose()?;
        on_pool!(self, |pool| {
            let mut tx = pool.begin().await?;
            sqlx::query(
                "INSERT INTO invitations (tenant_id, id, token_hash, email, role, filter_json, invited_by,
                                          created_at_ms, expires_at_ms)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                 ON CONFLICT (tenant_id, email) DO UPDATE SET id = excluded.id, token_hash = excluded.token_hash,
                     role = excluded.role, filter_json = excluded.filter_json, invited_by = excluded.invited_by,
                     created_at_ms = excluded.created_at_ms, expires_at_ms = excluded.expires_at_ms",
            )
            .bind(tenant.to_string())
            .bind(id.to_string())
            .bind(invitation.token_hash.as_str())
            .bind(normal_email(&invitation.email))
            .bind(invitation.role.as_str())
            .bind(filter_json.as_deref())
            .bind(read::storable(&invitation.invited_by))
            .bind(now.0)
            .bind(invitation.expires_at.0)
            .execute(&mut *tx)
            .await?;
            if let Some(mail) = &mail {
                insert_mail!(&mut *tx, mail, now);
            }
            tx.commit().await?;
        });
        Ok(id)
    }

    /// The tenant's invitations that are not over, newest first.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn invitations(&self, tenant: TenantId, now: UnixMs) -> StoreResult<Vec<StoredInvitation>> {
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, InvitationRow>(
                "SELECT tenant_id, id, email, role, filter_json, invited_by, created_at_ms, expires_at_ms
                 FROM invitations WHERE tenant_id = $1 AND expires_at_ms > $2 ORDER BY created_at_ms DESC, id DESC",
            )
            .bind(tenant.to_string())
            .bind(now.0)
            .fetch_all(pool)
            .await
        })?;
        rows.into_iter().map(InvitationRow::read).collect()
    }

    /// One of the tenant's invitations, over or not.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn invitation(&self, tenant: TenantId, id: Uuid) -> StoreResult<Option<StoredInvitation>> {
        let row = on_pool!(self, |pool| {
            sqlx::query_as::<_, InvitationRow>(
                "SELECT tenant_id, id, email, role, filter_json, invited_by, created_at_ms, expires_at_ms
                 FROM invitations WHERE tenant_id = $1 AND id = $2",
            )
            .bind(tenant.to_string())
            .bind(id.to_string())
            .fetch_optional(pool)
            .await
        })?;
        row.map(InvitationRow::read).transpose()
    }

    /// The invitation whose link holds that token, if it is not over. The token itself says in which tenant.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn invitation_by_token(&self, token_hash: &str, now: UnixMs) -> StoreResult<Option<StoredInvitation>> {
        let row = on_pool!(self, |pool| {
            sqlx::query_as::<_, InvitationRow>(
                "SELECT tenant_id, id, email, role, filter_json, invited_by, created_at_ms, expires_at_ms
                 FROM invitations WHERE token_hash = $1 AND expires_at_ms > $2",
            )
            .bind(token_hash)
            .bind(now.0)
            .fetch_optional(pool)
            .await
        })?;
        row.map(InvitationRow::read).transpose()
    }

    /// Takes an invitation back.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the tenant has no such invitation, or it was used.
    pub async fn remove_invitation(&self, tenant: TenantId, id: Uuid) -> StoreResult<()> {
        let removed = on_pool!(self, |pool| {
            sqlx::query("DELETE FROM invitations WHERE tenant_id = $1 AND id = $2")
                .bind(tenant.to_string())
                .bind(id.to_string())
                .execute(pool)
                .await
                .map(|done| done.rows_affected())
        })?;
        if removed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }

    /// Removes invitations and links to set a password that are over, and returns how many.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn purge_links(&self, now: UnixMs) -> StoreResult<u64> {
        Ok(on_pool!(self, |pool| {
            let invitations = sqlx::query("DELETE FROM invitations WHERE expires_at_ms <= $1")
                .bind(now.0)
                .execute(pool)
                .await?
                .rows_affected();
            let resets = sqlx::query("DELETE FROM password_resets WHERE expires_at_ms <= $1")
                .bind(now.0)
                .execute(pool)
                .await?
                .rows_affected();
            invitations + resets
        }))
    }
}
