//! Who did what, when, from where, and how it ended. Rows are added and finished once, never changed and never removed.

use domain::audit::AuditFilter;
use domain::id::CommandId;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::id::UserId;
use domain::time::UnixMs;
use sqlx::FromRow;
use uuid::Uuid;

use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::fresh_id;
use crate::store::on_pool;
use crate::store::read;

/// A list to choose from is of no use when it is longer.
const MOST_ACTORS: i64 = 500;

/// What somebody is about to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditIntent {
    /// When.
    pub at: UnixMs,
    /// Who; nobody when it came from the command line.
    pub actor_user_id: Option<UserId>,
    /// The actor's name at that time.
    pub actor_label: String,
    /// The command's own identity, once per tenant.
    pub command_id: Option<CommandId>,
    /// Which connection it concerns.
    pub connection_id: Option<ConnectionId>,
    /// Which agent it concerns.
    pub external_id: Option<String>,
    /// The word of the action.
    pub action: String,
    /// What exactly, as JSON; no secret.
    pub intent_json: String,
    /// The address it came from.
    pub remote_addr: Option<String>,
}

/// A line of the audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// Identity.
    pub id: Uuid,
    /// What was about to be done.
    pub intent: AuditIntent,
    /// How it ended, as JSON; none when nobody knows.
    pub outcome_json: Option<String>,
    /// When it ended.
    pub finished_at: Option<UnixMs>,
}

#[derive(FromRow)]
struct AuditRow {
    id: String,
    at_ms: i64,
    actor_user_id: Option<String>,
    actor_label: String,
    command_id: Option<String>,
    connection_id: Option<String>,
    external_id: Option<String>,
    action: String,
    intent_json: String,
    outcome_json: Option<String>,
    finished_at_ms: Option<i64>,
    remote_addr: Option<String>,
}

impl AuditRow {
    fn read(self) -> StoreResult<AuditEntry> {
        Ok(AuditEntry {
            id: read::word(&self.id, "audit id")?,
            intent: AuditIntent {
                at: UnixMs(self.at_ms),
                actor_user_id: read::optional_word(self.actor_user_id.as_deref(), "user id")?,
                actor_label: self.actor_label,
                command_id: read::optional_word(self.command_id.as_deref(), "command id")?,
                connection_id: read::optional_word(self.connection_id.as_deref(), "connection id")?,
                external_id: self.external_id,
                action: self.action,
                intent_json: self.intent_json,
                remote_addr: self.remote_addr,
            },
            outcome_json: self.outcome_json,
            finished_at: self.finished_at_ms.map(UnixMs),
        })
    }
}

impl Store {
    /// When the newest line of any tenant was written; for the operator, never for a page.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn newest_audit_at(&self) -> StoreResult<Option<UnixMs>> {
        let at_ms = on_pool!(self, |pool| {
            sqlx::query_scalar::<_, Option<i64>>("SELECT MAX(at_ms) FROM audit").fetch_one(pool).await
        })?;
        Ok(at_ms.map(UnixMs))
    }

    /// Writes down what is about to be done, and returns the line's identity.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the tenant has used the command's identity before: do not act again.
    pub async fn record_intent(&self, tenant: TenantId, intent: &AuditIntent) -> StoreResult<Uuid> {
        let id = fresh_id(intent.at);
        on_pool!(self, |pool| {
            sqlx::query(
                "INSERT INTO audit (tenant_id, id, at_ms, actor_user_id, actor_label, command_id, connection_id,
                                    external_id, action, intent_json, remote_addr)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            )
            .bind(tenant.to_string())
            .bind(id.to_string())
            .bind(intent.at.0)
            .bind(intent.actor_user_id.map(|user| user.to_string()))
            .bind(read::storable(&intent.actor_label))
            .bind(intent.command_id.map(|command| command.to_string()))
            .bind(intent.connection_id.map(|connection| connection.to_string()))
            .bind(intent.external_id.as_deref().map(read::storable))
            .bind(intent.action.as_str())
            .bind(intent.intent_json.as_str())
            .bind(intent.remote_addr.as_deref())
            .execute(pool)
            .await
            .map(drop)
        })?;
        Ok(id)
    }

    /// Writes down how it ended.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the tenant has no such line, or its end is written down already.
    pub async fn record_outcome(
        &self,
        tenant: TenantId,
        audit_id: Uuid,
        outcome_json: &str,
        finished_at: UnixMs,
    ) -> StoreResult<()> {
        let changed = on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE audit SET outcome_json = $3, finished_at_ms = $4
                 WHERE tenant_id = $1 AND id = $2 AND outcome_json IS NULL",
            )
            .bind(tenant.to_string())
            .bind(audit_id.to_string())
            .bind(outcome_json)
            .bind(finished_at.0)
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }

    /// The line of one command.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn audit_of_command(&self, tenant: TenantId, command: CommandId) -> StoreResult<Option<AuditEntry>> {
        let row = on_pool!(self, |pool| {
            sqlx::query_as::<_, AuditRow>(
                "SELECT id, at_ms, actor_user_id, actor_label, command_id, connection_id, external_id, action,
                        intent_json, outcome_json, finished_at_ms, remote_addr
                 FROM audit WHERE tenant_id = $1 AND command_id = $2",
            )
            .bind(tenant.to_string())
            .bind(command.to_string())
            .fetch_optional(pool)
            .await
        })?;
        row.map(AuditRow::read).transpose()
    }

    /// The lines about one agent from `from` up to and without `until`, oldest first.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn audit_of_agent_between(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        external_id: &str,
        from: UnixMs,
        until: UnixMs,
    ) -> StoreResult<Vec<AuditEntry>> {
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, AuditRow>(
                "SELECT id, at_ms, actor_user_id, actor_label, command_id, connection_id, external_id, action,
                        intent_json, outcome_json, finished_at_ms, remote_addr
                 FROM audit
                 WHERE tenant_id = $1 AND at_ms >= $2 AND at_ms < $3 AND connection_id = $4 AND external_id = $5
                 ORDER BY at_ms, id",
            )
            .bind(tenant.to_string())
            .bind(from.0)
            .bind(until.0)
            .bind(connection.to_string())
            .bind(read::storable(external_id))
            .fetch_all(pool)
            .await
        })?;
        rows.into_iter().map(AuditRow::read).collect()
    }

    /// The lines that match, newest first, at most `limit`; after the line `older_than`, where one is given.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn audit(
        &self,
        tenant: TenantId,
        filter: &AuditFilter,
        older_than: Option<(UnixMs, Uuid)>,
        limit: u32,
    ) -> StoreResult<Vec<AuditEntry>> {
        // Whatever is not asked for is asked for in a way that every line fits.
        let from = filter.from.map_or(i64::MIN, |at| at.0);
        let until = filter.until.map_or(i64::MAX, |at| at.0);
        let (cursor_at, cursor_id) = older_than.unwrap_or((UnixMs(i64::MAX), Uuid::max()));
        let text = read::storable(filter.text.as_deref().unwrap_or_default().trim()).into_owned();
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, AuditRow>(
                "SELECT id, at_ms, actor_user_id, actor_label, command_id, connection_id, external_id, action,
                        intent_json, outcome_json, finished_at_ms, remote_addr
                 FROM audit
                 WHERE tenant_id = $1 AND at_ms >= $2 AND at_ms < $3
                   AND (at_ms < $4 OR (at_ms = $4 AND id < $5))
                   AND ($6 = '' OR action = $6)
                   AND ($7 = '' OR actor_label = $7)
                   AND (intent_json LIKE $8 ESCAPE '!' OR LOWER(intent_json) LIKE $9 ESCAPE '!'
                        OR external_id LIKE $8 ESCAPE '!')
                 ORDER BY at_ms DESC, id DESC LIMIT $10",
            )
            .bind(tenant.to_string())
            .bind(from)
            .bind(until)
            .bind(cursor_at.0)
            .bind(cursor_id.to_string())
            .bind(filter.action.clone().unwrap_or_default())
            .bind(filter.actor.as_deref().map(read::storable).unwrap_or_default())
            .bind(containing(&text))
            // The databases do not agree on capital letters beyond ASCII, so both spellings are tried.
            .bind(containing(&text.to_lowercase()))
            .bind(i64::from(limit))
            .fetch_all(pool)
            .await
        })?;
        rows.into_iter().map(AuditRow::read).collect()
    }

    /// The last lines about one agent of a connection, newest first, at most `limit`.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn audit_of_agent(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        external_id: &str,
        limit: u32,
    ) -> StoreResult<Vec<AuditEntry>> {
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, AuditRow>(
                "SELECT id, at_ms, actor_user_id, actor_label, command_id, connection_id, external_id, action,
                        intent_json, outcome_json, finished_at_ms, remote_addr
                 FROM audit WHERE tenant_id = $1 AND connection_id = $2 AND external_id = $3
                 ORDER BY at_ms DESC, id DESC LIMIT $4",
            )
            .bind(tenant.to_string())
            .bind(connection.to_string())
            .bind(read::storable(external_id))
            .bind(i64::from(limit))
            .fetch_all(pool)
            .await
        })?;
        rows.into_iter().map(AuditRow::read).collect()
    }

    /// The names of those who have done something, in their order.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn audit_actors(&self, tenant: TenantId) -> StoreResult<Vec<String>> {
        Ok(on_pool!(self, |pool| {
            sqlx::query_scalar::<_, String>(
                "SELECT DISTINCT actor_label FROM audit WHERE tenant_id = $1 ORDER BY actor_label LIMIT $2",
            )
            .bind(tenant.to_string())
            .bind(MOST_ACTORS)
            .fetch_all(pool)
            .await
        })?)
    }
}

/// A pattern for what contains the text.
fn containing(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}
