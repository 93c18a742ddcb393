//! What rules have done since their receivers were last written to, and what became of those messages.

use domain::id::RuleId;
use domain::id::TenantId;
use domain::mail::AlarmMail;
use domain::mail::MailState;
use domain::time::UnixMs;
use sqlx::FromRow;

use crate::store::NewMail;
use crate::store::Store;
use crate::store::StoreResult;
use crate::store::insert_mail;
use crate::store::on_pool;
use crate::store::read;

/// What is to be told of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueAlarmMail {
    /// Whose.
    pub tenant_id: TenantId,
    /// Of which rule.
    pub rule: RuleId,
    /// How often it fired.
    pub raised: u32,
    /// How often it was over.
    pub cleared: u32,
    /// How it was when it last did either, as JSON.
    pub last_json: String,
}

#[derive(FromRow)]
struct DueRow {
    tenant_id: String,
    rule_id: String,
    raised: i64,
    cleared: i64,
    last_json: String,
}

#[derive(FromRow)]
struct LogRow {
    recipient: String,
    created_at_ms: i64,
    attempts: i64,
    sent_at_ms: Option<i64>,
    next_try_at_ms: Option<i64>,
    last_error: Option<String>,
}

impl Store {
    /// Notes that a rule fired, or is over; it is due at once, or when the rest after the last message is over.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn note_alarm_mail(
        &self,
        tenant: TenantId,
        rule: RuleId,
        is_over: bool,
        last_json: &str,
        now: UnixMs,
    ) -> StoreResult<()> {
        on_pool!(self, |pool| {
            sqlx::query(
                "INSERT INTO alarm_mails (tenant_id, rule_id, raised, cleared, last_json, due_at_ms)
                 VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (tenant_id, rule_id) DO UPDATE SET raised = alarm_mails.raised + excluded.raised,
                     cleared = alarm_mails.cleared + excluded.cleared, last_json = excluded.last_json",
            )
            .bind(tenant.to_string())
            .bind(rule.to_string())
            .bind(i64::from(!is_over))
            .bind(i64::from(is_over))
            .bind(read::storable(last_json))
            .bind(now.0)
            .execute(pool)
            .await
            .map(drop)
        })?;
        Ok(())
    }

    /// What is to be told now.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn due_alarm_mails(&self, limit: u32, now: UnixMs) -> StoreResult<Vec<DueAlarmMail>> {
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, DueRow>(
                "SELECT tenant_id, rule_id, raised, cleared, last_json FROM alarm_mails
                 WHERE due_at_ms <= $1 AND raised + cleared > 0 ORDER BY due_at_ms, tenant_id, rule_id LIMIT $2",
            )
            .bind(now.0)
            .bind(i64::from(limit))
            .fetch_all(pool)
            .await
        })?;
        rows.into_iter()
            .map(|row| {
                Ok(DueAlarmMail {
                    tenant_id: read::word(&row.tenant_id, "tenant id")?,
                    rule: read::word(&row.rule_id, "rule id")?,
                    raised: u32::try_from(row.raised).unwrap_or(u32::MAX),
                    cleared: u32::try_from(row.cleared).unwrap_or(u32::MAX),
                    last_json: row.last_json,
                })
            })
            .collect()
    }

    /// Puts the messages about it into the outbox, and lets the rule rest until `rest_until`. False, and nothing is put there,
    /// when another process was first or the rule has done something since.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn tell_alarm_mail(
        &self,
        due: &DueAlarmMail,
        mails: &[NewMail],
        rest_until: UnixMs,
        now: UnixMs,
    ) -> StoreResult<bool> {
        Ok(on_pool!(self, |pool| {
            let mut tx = pool.begin().await?;
            let told = sqlx::query(
                "UPDATE alarm_mails SET raised = 0, cleared = 0, due_at_ms = $5
                 WHERE tenant_id = $1 AND rule_id = $2 AND raised = $3 AND cleared = $4 AND due_at_ms <= $6",
            )
            .bind(due.tenant_id.to_string())
            .bind(due.rule.to_string())
            .bind(i64::from(due.raised))
            .bind(i64::from(due.cleared))
            .bind(rest_until.0)
            .bind(now.0)
            .execute(&mut *tx)
            .await?
            .rows_affected();
            if told == 1 {
                for mail in mails {
                    insert_mail!(&mut *tx, mail, now);
                }
                tx.commit().await?;
            }
            told == 1
        }))
    }

    /// What became of the tenant's messages about alarms, newest first.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn alarm_mail_log(&self, tenant: TenantId, limit: u32) -> StoreResult<Vec<AlarmMail>> {
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, LogRow>(
                "SELECT recipient, created_at_ms, attempts, sent_at_ms, next_try_at_ms, last_error FROM outbox
                 WHERE tenant_id = $1 AND kind = 'alarm' ORDER BY created_at_ms DESC, id DESC LIMIT $2",
            )
            .bind(tenant.to_string())
            .bind(i64::from(limit))
            .fetch_all(pool)
            .await
        })?;
        rows.into_iter()
            .map(|row| {
                Ok(AlarmMail {
                    recipient: row.recipient,
                    made_at: UnixMs(row.created_at_ms),
                    attempts: u32::try_from(row.attempts).unwrap_or(u32::MAX),
                    state: match (row.sent_at_ms, row.next_try_at_ms) {
                        (Some(_), _) => MailState::Sent,
                        (None, Some(_)) => MailState::Waiting,
                        (None, None) => MailState::Failed,
                    },
                    trouble: read::optional_word(row.last_error.as_deref(), "mail trouble")?,
                })
            })
            .collect()
    }
}
