//! Views of the board that people keep, and with which of them boards open.

use domain::id::TenantId;
use domain::id::UserId;
use domain::id::ViewId;
use domain::role::Role;
use domain::saved_view::Params;
use domain::time::UnixMs;
use sqlx::FromRow;

use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::fresh_id;
use crate::store::on_pool;
use crate::store::read;

/// A view that somebody keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredView {
    /// Identity.
    pub id: ViewId,
    /// Whose.
    pub owner: UserId,
    /// The owner's name.
    pub owner_name: String,
    /// Content.
    pub content: ViewContent,
}

/// What a view is called, what it shows, and to whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewContent {
    /// What it is called.
    pub name: String,
    /// What it shows.
    pub params: Params,
    /// Whether everybody in the tenant finds it.
    pub is_shared: bool,
}

impl ViewContent {
    /// Names of one owner are told apart whatever their letters' case.
    fn name_key(&self) -> String {
        self.name.to_lowercase()
    }
}

/// With whose board a view opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// That of everybody in a role who has chosen no own.
    Role(Role),
    /// One person's.
    Person(UserId),
}

impl Whose {
    fn word(self) -> String {
        match self {
            Self::Role(role) => role.to_string(),
            Self::Person(user) => user.to_string(),
        }
    }

    fn of_word(word: &str) -> StoreResult<Self> {
        word.parse().map(Self::Role).or_else(|_| read::word(word, "view default").map(Self::Person))
    }
}

#[derive(FromRow)]
struct ViewRow {
    id: String,
    owner_id: String,
    owner_name: String,
    name: String,
    params_json: String,
    is_shared: i64,
}

impl ViewRow {
    fn read(self) -> StoreResult<StoredView> {
        Ok(StoredView {
            id: read::word(&self.id, "view id")?,
            owner: read::word(&self.owner_id, "user id")?,
            owner_name: self.owner_name,
            content: ViewContent {
                name: self.name,
                params: read::json(&self.params_json, "view")?,
                is_shared: self.is_shared != 0,
            },
        })
    }
}

impl Store {
    /// The views that a person finds: the own ones and those that are shared, by name.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn views_for(&self, tenant: TenantId, user: UserId) -> StoreResult<Vec<StoredView>> {
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, ViewRow>(
                "SELECT v.id, v.owner_id, u.display_name AS owner_name, v.name, v.params_json, v.is_shared
                 FROM saved_views v JOIN users u ON u.id = v.owner_id
                 WHERE v.tenant_id = $1 AND (v.owner_id = $2 OR v.is_shared = 1)
                 ORDER BY v.name_key, v.id",
            )
            .bind(tenant.to_string())
            .bind(user.to_string())
            .fetch_all(pool)
            .await
        })?;
        rows.into_iter().map(ViewRow::read).collect()
    }

    /// How many views a person keeps.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn count_views(&self, tenant: TenantId, owner: UserId) -> StoreResult<i64> {
        let count = on_pool!(self, |pool| {
            sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM saved_views WHERE tenant_id = $1 AND owner_id = $2")
                .bind(tenant.to_string())
                .bind(owner.to_string())
                .fetch_one(pool)
                .await
        })?;
        Ok(count)
    }

    /// Keeps a view.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the owner has one of that name.
    pub async fn add_view(
        &self,
        tenant: TenantId,
        owner: UserId,
        content: &ViewContent,
        now: UnixMs,
    ) -> StoreResult<ViewId> {
        let id = ViewId(fresh_id(now));
        let params_json = read::to_json(&content.params, "view")?;
        on_pool!(self, |pool| {
            sqlx::query(
                "INSERT INTO saved_views (tenant_id, id, owner_id, name, name_key, params_json, is_shared, created_at_ms)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            )
            .bind(tenant.to_string())
            .bind(id.to_string())
            .bind(owner.to_string())
            .bind(content.name.as_str())
            .bind(content.name_key())
            .bind(params_json.as_str())
            .bind(i64::from(content.is_shared))
            .bind(now.0)
            .execute(pool)
            .await
            .map(drop)
        })?;
        Ok(id)
    }

    /// Changes a view. One that is shared no more opens nobody else's board.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Conflict`] when its owner has another of that name.
    pub async fn change_view(&self, tenant: TenantId, view: ViewId, content: &ViewContent) -> StoreResult<()> {
        let params_json = read::to_json(&content.params, "view")?;
        on_pool!(self, |pool| {
            let mut tx = pool.begin().await?;
            let changed = sqlx::query(
                "UPDATE saved_views SET name = $3, name_key = $4, params_json = $5, is_shared = $6
                 WHERE tenant_id = $1 AND id = $2",
            )
            .bind(tenant.to_string())
            .bind(view.to_string())
            .bind(content.name.as_str())
            .bind(content.name_key())
            .bind(params_json.as_str())
            .bind(i64::from(content.is_shared))
            .execute(&mut *tx)
            .await?
            .rows_affected();
            if changed == 0 {
                return Err(StoreError::NotFound);
            }
            if !content.is_shared {
                sqlx::query(
                    "DELETE FROM view_defaults WHERE tenant_id = $1 AND view_id = $2 AND whose <>
                     (SELECT owner_id FROM saved_views WHERE tenant_id = $1 AND id = $2)",
                )
                .bind(tenant.to_string())
                .bind(view.to_string())
                .execute(&mut *tx)
                .await?;
            }
            tx.commit().await?;
            Ok(())
        })
    }

    /// Deletes a view. Boards that opened with it open plainly.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn delete_view(&self, tenant: TenantId, view: ViewId) -> StoreResult<()> {
        self.delete_own("DELETE FROM saved_views WHERE tenant_id = $1 AND id = $2", tenant, view).await
    }

    /// The views with which boards of the tenant open: those of roles, and the person's own.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn view_defaults(&self, tenant: TenantId, user: UserId) -> StoreResult<Vec<(Whose, ViewId)>> {
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, (String, String)>(
                "SELECT whose, view_id FROM view_defaults WHERE tenant_id = $1 AND whose IN ($2, $3, $4)",
            )
            .bind(tenant.to_string())
            .bind(user.to_string())
            .bind(Role::Supervisor.as_str())
            .bind(Role::Admin.as_str())
            .fetch_all(pool)
            .await
        })?;
        rows.into_iter().map(|(whose, view)| Ok((Whose::of_word(&whose)?, read::word(&view, "view id")?))).collect()
    }

    /// Lets a board open with a view, or with none.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the tenant has no such view.
    pub async fn set_view_default(&self, tenant: TenantId, whose: Whose, view: Option<ViewId>) -> StoreResult<()> {
        on_pool!(self, |pool| {
            let Some(view) = view else {
                return Ok(sqlx::query("DELETE FROM view_defaults WHERE tenant_id = $1 AND whose = $2")
                    .bind(tenant.to_string())
                    .bind(whose.word())
                    .execute(pool)
                    .await
                    .map(drop)?);
            };
            sqlx::query(
                "INSERT INTO view_defaults (tenant_id, whose, view_id) VALUES ($1, $2, $3)
                 ON CONFLICT (tenant_id, whose) DO UPDATE SET view_id = excluded.view_id",
            )
            .bind(tenant.to_string())
            .bind(whose.word())
            .bind(view.to_string())
            .execute(pool)
            .await
            .map(drop)
        })?;
        Ok(())
    }
}
