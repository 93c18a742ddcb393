//! Change sets: who planned and confirmed what, how the set stands, and which process runs it. Its agents are in
//! `change_rows`.

use domain::changes::About;
use domain::changes::SetState;
use domain::id::ChangeSetId;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::id::UserId;
use domain::time::UnixMs;
use sqlx::FromRow;

use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::on_pool;
use crate::store::read;

/// A change set as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredChangeSet {
    /// Whose.
    pub tenant_id: TenantId,
    /// Identity.
    pub id: ChangeSetId,
    /// At which connection.
    pub connection_id: ConnectionId,
    /// How it stands.
    pub state: SetState,
    /// What it is about.
    pub about: About,
    /// Who planned it, by the name at that time.
    pub made_by: String,
    /// When.
    pub made_at: UnixMs,
    /// Who confirmed it and when.
    pub confirmed: Option<Confirmed>,
    /// Who cancelled it, by the name at that time, and when.
    pub cancelled: Option<(String, UnixMs)>,
    /// When its last agent ended.
    pub finished_at: Option<UnixMs>,
}

/// Who let a change set run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmed {
    /// The person.
    pub by_id: Option<UserId>,
    /// By the name at that time.
    pub by: String,
    /// The address it came from.
    pub from: Option<String>,
    /// When.
    pub at: UnixMs,
}

#[derive(FromRow)]
struct SetRow {
    tenant_id: String,
    id: String,
    connection_id: String,
    state: String,
    about_json: String,
    made_by: String,
    made_at_ms: i64,
    confirmed_by_id: Option<String>,
    confirmed_by: Option<String>,
    confirmed_from: Option<String>,
    confirmed_at_ms: Option<i64>,
    cancelled_by: Option<String>,
    cancelled_at_ms: Option<i64>,
    finished_at_ms: Option<i64>,
}

impl SetRow {
    fn read(self) -> StoreResult<StoredChangeSet> {
        let by_id = read::optional_word(self.confirmed_by_id.as_deref(), "user id")?;
        let from = self.confirmed_from;
        Ok(StoredChangeSet {
            tenant_id: read::word(&self.tenant_id, "tenant id")?,
            id: read::word(&self.id, "change set id")?,
            connection_id: read::word(&self.connection_id, "connection id")?,
            state: read::word(&self.state, "state of a change set")?,
            about: read::json(&self.about_json, "change set")?,
            made_by: self.made_by,
            made_at: UnixMs(self.made_at_ms),
            confirmed: self.confirmed_by.zip(self.confirmed_at_ms).map(|(by, at)| Confirmed {
                by_id,
                by,
                from,
                at: UnixMs(at),
            }),
            cancelled: self.cancelled_by.zip(self.cancelled_at_ms.map(UnixMs)),
            finished_at: self.finished_at_ms.map(UnixMs),
        })
    }
}

impl Store {
    /// One change set.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn change_set(&self, tenant: TenantId, set: ChangeSetId) -> StoreResult<Option<StoredChangeSet>> {
        let row = on_pool!(self, |pool| {
            sqlx::query_as::<_, SetRow>(
                "SELECT tenant_id, id, connection_id, state, about_json, made_by, made_at_ms, confirmed_by_id,
                        confirmed_by, confirmed_from, confirmed_at_ms, cancelled_by, cancelled_at_ms, finished_at_ms
                 FROM change_sets WHERE tenant_id = $1 AND id = $2",
            )
            .bind(tenant.to_string())
            .bind(set.to_string())
            .fetch_optional(pool)
            .await
        })?;
        row.map(SetRow::read).transpose()
    }

    /// The tenant's change sets but those thrown away, the newest first.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn change_sets(&self, tenant: TenantId, limit: u32) -> StoreResult<Vec<StoredChangeSet>> {
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, SetRow>(
                "SELECT tenant_id, id, connection_id, state, about_json, made_by, made_at_ms, confirmed_by_id,
                        confirmed_by, confirmed_from, confirmed_at_ms, cancelled_by, cancelled_at_ms, finished_at_ms
                 FROM change_sets WHERE tenant_id = $1 AND state <> 'discarded'
                 ORDER BY made_at_ms DESC, id DESC LIMIT $2",
            )
            .bind(tenant.to_string())
            .bind(i64::from(limit))
            .fetch_all(pool)
            .await
        })?;
        rows.into_iter().map(SetRow::read).collect()
    }

    /// Lets a plan run. Of two who confirm it the first one stands.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it is no plan any more; [`StoreError::NotFound`] when the tenant has no such set.
    pub async fn confirm_change_set(
        &self,
        tenant: TenantId,
        set: ChangeSetId,
        confirmed: &Confirmed,
    ) -> StoreResult<()> {
        let changed = on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE change_sets
                 SET state = 'running', confirmed_by_id = $3, confirmed_by = $4, confirmed_from = $5, confirmed_at_ms = $6
                 WHERE tenant_id = $1 AND id = $2 AND state = 'planned'",
            )
            .bind(tenant.to_string())
            .bind(set.to_string())
            .bind(confirmed.by_id.map(|user| user.to_string()))
            .bind(read::storable(&confirmed.by))
            .bind(confirmed.from.as_deref())
            .bind(confirmed.at.0)
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        self.changed_or_missing(tenant, set, changed).await
    }

    /// Throws a plan away.
    ///
    /// # Errors
    /// As [`Store::confirm_change_set`].
    pub async fn discard_change_set(&self, tenant: TenantId, set: ChangeSetId) -> StoreResult<()> {
        let changed = on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE change_sets SET state = 'discarded' WHERE tenant_id = $1 AND id = $2 AND state = 'planned'",
            )
            .bind(tenant.to_string())
            .bind(set.to_string())
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        self.changed_or_missing(tenant, set, changed).await
    }

    /// Asks a running set to stop after the agent it is at. Of two who ask the first one stands.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it does not run; [`StoreError::NotFound`] when the tenant has no such set.
    pub async fn cancel_change_set(
        &self,
        tenant: TenantId,
        set: ChangeSetId,
        by: &str,
        now: UnixMs,
    ) -> StoreResult<()> {
        let changed = on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE change_sets
                 SET cancelled_by = COALESCE(cancelled_by, $3), cancelled_at_ms = COALESCE(cancelled_at_ms, $4)
                 WHERE tenant_id = $1 AND id = $2 AND state = 'running'",
            )
            .bind(tenant.to_string())
            .bind(set.to_string())
            .bind(read::storable(by))
            .bind(now.0)
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        self.changed_or_missing(tenant, set, changed).await
    }

    /// Ends a running set.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it does not run; [`StoreError::NotFound`] when the tenant has no such set.
    pub async fn finish_change_set(
        &self,
        tenant: TenantId,
        set: ChangeSetId,
        state: SetState,
        now: UnixMs,
    ) -> StoreResult<()> {
        let changed = on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE change_sets SET state = $3, finished_at_ms = $4, runner = NULL, runner_until_ms = NULL
                 WHERE tenant_id = $1 AND id = $2 AND state = 'running'",
            )
            .bind(tenant.to_string())
            .bind(set.to_string())
            .bind(state.slug())
            .bind(now.0)
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        self.changed_or_missing(tenant, set, changed).await
    }

    /// The running sets, of all tenants, that no process runs at `now`.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn change_sets_to_run(&self, now: UnixMs) -> StoreResult<Vec<(TenantId, ChangeSetId)>> {
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, (String, String)>(
                "SELECT tenant_id, id FROM change_sets
                 WHERE state = 'running' AND (runner_until_ms IS NULL OR runner_until_ms <= $1)
                 ORDER BY confirmed_at_ms, id",
            )
            .bind(now.0)
            .fetch_all(pool)
            .await
        })?;
        rows.into_iter()
            .map(|(tenant, set)| Ok((read::word(&tenant, "tenant id")?, read::word(&set, "change set id")?)))
            .collect()
    }

    /// Takes or keeps the right to run a set until a moment. False when another process has it, or the set does not run.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn claim_change_set(
        &self,
        tenant: TenantId,
        set: ChangeSetId,
        runner: &str,
        until: UnixMs,
        now: UnixMs,
    ) -> StoreResult<bool> {
        let changed = on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE change_sets SET runner = $3, runner_until_ms = $4
                 WHERE tenant_id = $1 AND id = $2 AND state = 'running'
                   AND (runner IS NULL OR runner = $3 OR runner_until_ms <= $5)",
            )
            .bind(tenant.to_string())
            .bind(set.to_string())
            .bind(runner)
            .bind(until.0)
            .bind(now.0)
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        Ok(changed > 0)
    }

    /// Takes the right to run sets from processes that are gone. An embedded database serves one process, so that whoever
    /// had it before is gone; with a server they may be alive, and their right ends by itself.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn forget_dead_runners(&self) -> StoreResult<()> {
        if let Self::Sqlite(pool) = self {
            sqlx::query("UPDATE change_sets SET runner = NULL, runner_until_ms = NULL WHERE runner IS NOT NULL")
                .execute(pool)
                .await?;
        }
        Ok(())
    }

    /// Gives the right to run a set back.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn release_change_set(&self, tenant: TenantId, set: ChangeSetId, runner: &str) -> StoreResult<()> {
        on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE change_sets SET runner = NULL, runner_until_ms = NULL
                 WHERE tenant_id = $1 AND id = $2 AND runner = $3",
            )
            .bind(tenant.to_string())
            .bind(set.to_string())
            .bind(runner)
            .execute(pool)
            .await
            .map(drop)
        })?;
        Ok(())
    }

    async fn changed_or_missing(&self, tenant: TenantId, set: ChangeSetId, changed: u64) -> StoreResult<()> {
        if changed > 0 {
            return Ok(());
        }
        Err(if self.change_set(tenant, set).await?.is_some() { StoreError::Conflict } else { StoreError::NotFound })
    }
}
