//! The agents of change sets, each with what was planned for it and how it stands; and what was done to one agent.

use domain::changes::About;
use domain::changes::PlannedRow;
use domain::changes::RowCounts;
use domain::changes::RowState;
use domain::changes::SetState;
use domain::id::ChangeSetId;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::queue::NamedRef;
use domain::time::UnixMs;
use sqlx::FromRow;
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::fresh_id;
use crate::store::on_pool;
use crate::store::read;

/// SQLite takes 32,766 values in one statement; eight hundred rows of eight stay well below.
const ROWS_PER_STATEMENT: usize = 800;

/// A plan, to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewChangeSet {
    /// At which connection.
    pub connection_id: ConnectionId,
    /// What it is about.
    pub about: About,
    /// Its agents.
    pub rows: Vec<PlannedRow>,
    /// Who planned it, by name.
    pub made_by: String,
    /// When.
    pub made_at: UnixMs,
}

/// One agent of a change set as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredChangeRow {
    /// Its place in the set, from 0.
    pub position: u32,
    /// What was planned.
    pub row: PlannedRow,
    /// How it stands.
    pub state: RowState,
    /// The line of the audit log that says that it was being sent.
    pub audit_id: Option<Uuid>,
    /// Since when it stands so.
    pub changed_at: UnixMs,
}

/// What a change set did to one agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentChange {
    /// Which set.
    pub set: ChangeSetId,
    /// Who let it run, by the name at that time.
    pub by: String,
    /// Why.
    pub reason: Option<String>,
    /// The inbound queues as they were listed for the set, for their names.
    pub queues: Vec<NamedRef>,
    /// What was planned and how it ended.
    pub row: StoredChangeRow,
}

#[derive(FromRow)]
struct ChangeRow {
    position: i64,
    row_json: String,
    state_json: String,
    audit_id: Option<String>,
    changed_at_ms: i64,
}

impl ChangeRow {
    fn read(self) -> StoreResult<StoredChangeRow> {
        Ok(StoredChangeRow {
            position: u32::try_from(self.position).map_err(|_| StoreError::corrupt("position"))?,
            row: read::json(&self.row_json, "planned row")?,
            state: read::json(&self.state_json, "state of a row")?,
            audit_id: read::optional_word(self.audit_id.as_deref(), "audit id")?,
            changed_at: UnixMs(self.changed_at_ms),
        })
    }
}

#[derive(FromRow)]
struct AgentChangeRow {
    set_id: String,
    about_json: String,
    by_name: String,
    #[sqlx(flatten)]
    row: ChangeRow,
}

impl Store {
    /// Keeps a plan with all its agents, or nothing of it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the tenant has no such connection.
    pub async fn add_change_set(&self, tenant: TenantId, new: &NewChangeSet) -> StoreResult<ChangeSetId> {
        let id = ChangeSetId(fresh_id(new.made_at));
        let about_json = read::to_json(&new.about, "change set")?;
        let rows = new
            .rows
            .iter()
            .zip(0_i64..)
            .map(|(row, position)| {
                let state_json = read::to_json(&RowState::of(&row.step), "state of a row")?;
                Ok((position, row.agent.as_str(), read::to_json(row, "planned row")?, state_json))
            })
            .collect::<StoreResult<Vec<_>>>()?;
        let (tenant, set, connection) = (tenant.to_string(), id.to_string(), new.connection_id.to_string());
        on_pool!(self, |pool| {
            let mut tx = pool.begin().await?;
            sqlx::query(
                "INSERT INTO change_sets (tenant_id, id, connection_id, state, about_json, made_by, made_at_ms)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(tenant.as_str())
            .bind(set.as_str())
            .bind(connection.as_str())
            .bind(SetState::Planned.slug())
            .bind(read::storable(&about_json))
            .bind(read::storable(&new.made_by))
            .bind(new.made_at.0)
            .execute(&mut *tx)
            .await?;
            for rows in rows.chunks(ROWS_PER_STATEMENT) {
                let mut insert = QueryBuilder::new(
                    "INSERT INTO change_rows (tenant_id, set_id, position, connection_id, external_id, row_json,
                                              state_json, changed_at_ms) ",
                );
                insert.push_values(rows, |mut tuple, (position, agent, row_json, state_json)| {
                    tuple
                        .push_bind(tenant.as_str())
                        .push_bind(set.as_str())
                        .push_bind(*position)
                        .push_bind(connection.as_str())
                        .push_bind(read::storable(agent))
                        .push_bind(read::storable(row_json))
                        .push_bind(state_json.as_str())
                        .push_bind(new.made_at.0);
                });
                // Hardly two are of one length, so keeping them prepared would only fill the cache.
                insert.build().persistent(false).execute(&mut *tx).await?;
            }
            tx.commit().await?;
        });
        Ok(id)
    }

    /// The agents of a set, in their order. Empty for a set that the tenant does not have.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn change_rows(&self, tenant: TenantId, set: ChangeSetId) -> StoreResult<Vec<StoredChangeRow>> {
        self.change_rows_since(tenant, set, UnixMs(i64::MIN)).await
    }

    /// As [`Store::change_rows`], but only those that have changed at or after a moment.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn change_rows_since(
        &self,
        tenant: TenantId,
        set: ChangeSetId,
        since: UnixMs,
    ) -> StoreResult<Vec<StoredChangeRow>> {
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, ChangeRow>(
                "SELECT position, row_json, state_json, audit_id, changed_at_ms FROM change_rows
                 WHERE tenant_id = $1 AND set_id = $2 AND changed_at_ms >= $3 ORDER BY position",
            )
            .bind(tenant.to_string())
            .bind(set.to_string())
            .bind(since.0)
            .fetch_all(pool)
            .await
        })?;
        rows.into_iter().map(ChangeRow::read).collect()
    }

    /// How the agents of a set stand, counted by the database: whoever watches a large set asks every second.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn change_row_counts(&self, tenant: TenantId, set: ChangeSetId) -> StoreResult<RowCounts> {
        let counted = on_pool!(self, |pool| {
            sqlx::query_as::<_, (String, i64)>(
                "SELECT state_json, COUNT(*) FROM change_rows WHERE tenant_id = $1 AND set_id = $2 GROUP BY state_json",
            )
            .bind(tenant.to_string())
            .bind(set.to_string())
            .fetch_all(pool)
            .await
        })?;
        let states = counted
            .into_iter()
            .map(|(state, agents)| {
                let agents = u32::try_from(agents).map_err(|_| StoreError::corrupt("count of rows"))?;
                Ok((read::json::<RowState>(&state, "state of a row")?, agents))
            })
            .collect::<StoreResult<Vec<_>>>()?;
        Ok(RowCounts::summed(states.iter().map(|(state, agents)| (state, *agents))))
    }

    /// Writes down how an agent of a set stands, in place of how it stood in `row`: of two processes only one goes on from
    /// there.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it does not stand so, or the tenant has no such row.
    pub async fn set_change_row(
        &self,
        tenant: TenantId,
        set: ChangeSetId,
        row: &StoredChangeRow,
        to: &RowState,
        audit_id: Option<Uuid>,
        now: UnixMs,
    ) -> StoreResult<()> {
        let (from, to) = (read::to_json(&row.state, "state of a row")?, read::to_json(to, "state of a row")?);
        let changed = on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE change_rows SET state_json = $5, audit_id = $6, changed_at_ms = $7
                 WHERE tenant_id = $1 AND set_id = $2 AND position = $3 AND state_json = $4",
            )
            .bind(tenant.to_string())
            .bind(set.to_string())
            .bind(i64::from(row.position))
            .bind(from.as_str())
            .bind(to.as_str())
            .bind(audit_id.map(|line| line.to_string()))
            .bind(now.0)
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        if changed == 0 { Err(StoreError::Conflict) } else { Ok(()) }
    }

    /// What confirmed sets did to one agent, or have still to do, the last first.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn changes_of_agent(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        external_id: &str,
        limit: u32,
    ) -> StoreResult<Vec<AgentChange>> {
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, AgentChangeRow>(
                "SELECT r.set_id, s.about_json, s.confirmed_by AS by_name, r.position, r.row_json, r.state_json,
                        r.audit_id, r.changed_at_ms
                 FROM change_rows r
                 JOIN change_sets s ON s.tenant_id = r.tenant_id AND s.id = r.set_id
                 WHERE r.tenant_id = $1 AND r.connection_id = $2 AND r.external_id = $3 AND s.confirmed_by IS NOT NULL
                 ORDER BY r.changed_at_ms DESC, r.set_id DESC LIMIT $4",
            )
            .bind(tenant.to_string())
            .bind(connection.to_string())
            .bind(read::storable(external_id))
            .bind(i64::from(limit))
            .fetch_all(pool)
            .await
        })?;
        rows.into_iter()
            .map(|found| {
                let about: About = read::json(&found.about_json, "change set")?;
                Ok(AgentChange {
                    set: read::word(&found.set_id, "change set id")?,
                    by: found.by_name,
                    reason: about.reason,
                    queues: about.queues,
                    row: found.row.read()?,
                })
            })
            .collect()
    }
}
