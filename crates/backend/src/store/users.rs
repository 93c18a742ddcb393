//! People who sign in. What they may do is in their memberships; here are only who they are and how they prove it.

use std::fmt;

use domain::id::ScopeId;
use domain::id::TenantId;
use domain::id::UserId;
use domain::role::Role;
use domain::time::UnixMs;
use sqlx::FromRow;

use crate::store::RegionalSettings;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::fresh_id;
use crate::store::on_pool;
use crate::store::read;

/// A person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Identity.
    pub id: UserId,
    /// Address, in lower case.
    pub email: String,
    /// The name others read.
    pub display_name: String,
    /// Grows when everything the person is signed in to must end.
    pub auth_epoch: i64,
    /// Whoever set the installation up; no admin of one company takes such an account over.
    pub is_operator: bool,
    /// Since when the person may not sign in.
    pub disabled_at: Option<UnixMs>,
    /// When the person was added.
    pub created_at: UnixMs,
    /// What the person chose to read in.
    pub regional: RegionalSettings,
    /// Whether a code is asked for beside the password.
    pub has_second_factor: bool,
}

/// A person to be added.
#[derive(Clone)]
pub struct NewUser {
    /// Address; kept in lower case.
    pub email: String,
    /// The name others read.
    pub display_name: String,
    /// The password's Argon2id hash.
    pub password_hash: String,
}

impl fmt::Debug for NewUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewUser").field("email", &self.email).finish_non_exhaustive()
    }
}

/// What a sign-in is checked against.
#[derive(Clone)]
pub struct Credentials {
    /// Whose.
    pub user_id: UserId,
    /// The password's Argon2id hash.
    pub password_hash: String,
    /// The epoch a new session is bound to.
    pub auth_epoch: i64,
    /// The person may not sign in.
    pub is_disabled: bool,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("user_id", &self.user_id).finish_non_exhaustive()
    }
}

#[derive(FromRow)]
struct UserRow {
    id: String,
    email: String,
    display_name: String,
    auth_epoch: i64,
    is_operator: i64,
    disabled_at_ms: Option<i64>,
    created_at_ms: i64,
    language: Option<String>,
    zone: Option<String>,
    second_factors: i64,
}

impl UserRow {
    fn read(self) -> StoreResult<User> {
        Ok(User {
            id: read::word(&self.id, "user id")?,
            email: self.email,
            display_name: self.display_name,
            auth_epoch: self.auth_epoch,
            is_operator: self.is_operator != 0,
            disabled_at: self.disabled_at_ms.map(UnixMs),
            created_at: UnixMs(self.created_at_ms),
            regional: RegionalSettings {
                language: read::optional_word(self.language.as_deref(), "language")?,
                zone: self.zone,
            },
            has_second_factor: self.second_factors != 0,
        })
    }
}

/// The one spelling under which an address is kept and looked up.
pub(crate) fn normal_email(email: &str) -> String {
    read::storable(email.trim()).to_lowercase()
}

impl Store {
    /// Adds a person who belongs to no company yet.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the address is taken.
    pub async fn create_user(&self, user: &NewUser, now: UnixMs) -> StoreResult<UserId> {
        let id = UserId(fresh_id(now));
        on_pool!(self, |pool| {
            sqlx::query(
                "INSERT INTO users (id, email, display_name, password_hash, created_at_ms) VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(id.to_string())
            .bind(normal_email(&user.email))
            .bind(read::storable(&user.display_name))
            .bind(user.password_hash.as_str())
            .bind(now.0)
            .execute(pool)
            .await
            .map(drop)
        })?;
        Ok(id)
    }

    /// Adds a person together with the first membership: both or neither.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the address is taken, [`StoreError::NotFound`] when there is no such tenant, or no such
    /// scope in it.
    pub async fn create_member(
        &self,
        tenant: TenantId,
        user: &NewUser,
        role: Role,
        scope: Option<ScopeId>,
        now: UnixMs,
    ) -> StoreResult<UserId> {
        let id = UserId(fresh_id(now));
        on_pool!(self, |pool| {
            let mut tx = pool.begin().await?;
            sqlx::query(
                "INSERT INTO users (id, email, display_name, password_hash, created_at_ms) VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(id.to_string())
            .bind(normal_email(&user.email))
            .bind(read::storable(&user.display_name))
            .bind(user.password_hash.as_str())
            .bind(now.0)
            .execute(&mut *tx)
            .await?;
            sqlx::query(
                "INSERT INTO memberships (tenant_id, user_id, role, scope_id, created_at_ms) VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(tenant.to_string())
            .bind(id.to_string())
            .bind(role.as_str())
            .bind(scope.map(|scope| scope.to_string()))
            .bind(now.0)
            .execute(&mut *tx)
            .await?;
            tx.commit().await?;
        });
        Ok(id)
    }

    /// The person of that identity.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn user(&self, user: UserId) -> StoreResult<Option<User>> {
        let row = on_pool!(self, |pool| {
            sqlx::query_as::<_, UserRow>(
                "SELECT id, email, display_name, auth_epoch, is_operator, disabled_at_ms, created_at_ms, language, zone,
                        (SELECT COUNT(*) FROM second_factors f
                         WHERE f.user_id = users.id AND f.confirmed_at_ms IS NOT NULL) AS second_factors
                 FROM users WHERE id = $1",
            )
            .bind(user.to_string())
            .fetch_optional(pool)
            .await
        })?;
        row.map(UserRow::read).transpose()
    }

    /// The person with that address, in whatever case it is written.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn user_by_email(&self, email: &str) -> StoreResult<Option<User>> {
        let row = on_pool!(self, |pool| {
            sqlx::query_as::<_, UserRow>(
                "SELECT id, email, display_name, auth_epoch, is_operator, disabled_at_ms, created_at_ms, language, zone,
                        (SELECT COUNT(*) FROM second_factors f
                         WHERE f.user_id = users.id AND f.confirmed_at_ms IS NOT NULL) AS second_factors
                 FROM users WHERE email = $1",
            )
            .bind(normal_email(email))
            .fetch_optional(pool)
            .await
        })?;
        row.map(UserRow::read).transpose()
    }

    /// What a sign-in with that address is checked against.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn credentials(&self, email: &str) -> StoreResult<Option<Credentials>> {
        let row = on_pool!(self, |pool| {
            sqlx::query_as::<_, (String, String, i64, Option<i64>)>(
                "SELECT id, password_hash, auth_epoch, disabled_at_ms FROM users WHERE email = $1",
            )
            .bind(normal_email(email))
            .fetch_optional(pool)
            .await
        })?;
        row.map(|(id, password_hash, auth_epoch, disabled_at_ms)| {
            Ok(Credentials {
                user_id: read::word(&id, "user id")?,
                password_hash,
                auth_epoch,
                is_disabled: disabled_at_ms.is_some(),
            })
        })
        .transpose()
    }

    /// Replaces the password and ends everything the person is signed in to.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such person.
    pub async fn set_password_hash(&self, user: UserId, password_hash: &str) -> StoreResult<()> {
        let changed = on_pool!(self, |pool| {
            sqlx::query("UPDATE users SET password_hash = $2, auth_epoch = auth_epoch + 1 WHERE id = $1")
                .bind(user.to_string())
                .bind(password_hash)
                .execute(pool)
                .await
                .map(|done| done.rows_affected())
        })?;
        if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }

    /// Bars the person from signing in and ends everything the person is signed in to.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such person.
    pub async fn disable_user(&self, user: UserId, now: UnixMs) -> StoreResult<()> {
        let changed = on_pool!(self, |pool| {
            sqlx::query("UPDATE users SET disabled_at_ms = $2, auth_epoch = auth_epoch + 1 WHERE id = $1")
                .bind(user.to_string())
                .bind(now.0)
                .execute(pool)
                .await
                .map(|done| done.rows_affected())
        })?;
        if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }
}
