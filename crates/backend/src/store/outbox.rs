//! Mail that is to be sent, and what became of it. A message is leased before it is sent, so that of two processes one sends
//! it; whoever dies in between leaves it to be sent again, under the same identity.

use domain::id::TenantId;
use domain::language::Language;
use domain::mail::MailKind;
use domain::mail::MailState;
use domain::mail::MailTrouble;
use domain::time::UnixMs;
use sqlx::FromRow;
use uuid::Uuid;

use crate::secrets::Sealed;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::on_pool;
use crate::store::read;

/// A message to be sent.
#[derive(Clone, Debug)]
pub struct NewMail {
    /// Identity, also of the message as mail servers see it.
    pub id: Uuid,
    /// Whose people see how it stands with it, and whose audit log hears when it is given up.
    pub tenant: Option<TenantId>,
    /// The invitation it is about.
    pub about: Option<Uuid>,
    /// What about.
    pub kind: MailKind,
    /// To whom.
    pub recipient: String,
    /// In which language.
    pub language: Language,
    /// What it says, sealed.
    pub content: Sealed,
}

/// A message that is leased, to be sent now.
#[derive(Clone, Debug)]
pub struct DueMail {
    /// Identity.
    pub id: Uuid,
    /// Whose audit log hears when it is given up.
    pub tenant: Option<TenantId>,
    /// What about.
    pub kind: MailKind,
    /// To whom.
    pub recipient: String,
    /// In which language.
    pub language: Language,
    /// What it says, sealed.
    pub content: Sealed,
    /// When it was written.
    pub created_at: UnixMs,
    /// How many tries there were, this one counted.
    pub attempts: u32,
}

#[derive(FromRow)]
struct Row {
    id: String,
    tenant_id: Option<String>,
    kind: String,
    recipient: String,
    language: String,
    secret_key_id: Option<String>,
    secret_envelope: Option<String>,
    created_at_ms: i64,
    attempts: i64,
}

impl Row {
    fn read(self) -> StoreResult<DueMail> {
        let (Some(key_id), Some(envelope)) = (self.secret_key_id, self.secret_envelope) else {
            return Err(StoreError::corrupt("mail"));
        };
        Ok(DueMail {
            id: read::word(&self.id, "mail id")?,
            tenant: self.tenant_id.map(|id| read::word(&id, "tenant id")).transpose()?,
            kind: read::word(&self.kind, "mail kind")?,
            recipient: self.recipient,
            language: read::word(&self.language, "language")?,
            content: Sealed { key_id, envelope },
            created_at: UnixMs(self.created_at_ms),
            attempts: u32::try_from(self.attempts).unwrap_or(u32::MAX),
        })
    }
}

/// Within a transaction, or by itself: keeps a message that is due at once.
macro_rules! insert_mail {
    ($executor:expr, $mail:expr, $now:expr) => {
        sqlx::query(
            "INSERT INTO outbox (id, tenant_id, about, kind, recipient, language, secret_key_id, secret_envelope,
                                 created_at_ms, next_try_at_ms)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
        )
        .bind($mail.id.to_string())
        .bind($mail.tenant.map(|tenant| tenant.to_string()))
        .bind($mail.about.map(|about| about.to_string()))
        .bind($mail.kind.as_str())
        .bind($mail.recipient.as_str())
        .bind($mail.language.as_str())
        .bind($mail.content.key_id.as_str())
        .bind($mail.content.envelope.as_str())
        .bind($now.0)
        .execute($executor)
        .await?
    };
}
pub(crate) use insert_mail;

impl Store {
    /// Keeps a message whose cause is written nowhere else.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn enqueue_mail(&self, mail: &NewMail, now: UnixMs) -> StoreResult<()> {
        on_pool!(self, |pool| {
            insert_mail!(pool, mail, now);
        });
        Ok(())
    }

    /// Takes messages that are due for oneself until `until`, and counts the try.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn lease_mail(&self, until: UnixMs, limit: u32, now: UnixMs) -> StoreResult<Vec<DueMail>> {
        let rows = on_pool!(self, |pool| {
            // The outer condition is asked again of a row that another process has just leased.
            sqlx::query_as::<_, Row>(
                "UPDATE outbox SET leased_until_ms = $2, attempts = attempts + 1
                 WHERE next_try_at_ms <= $1 AND leased_until_ms <= $1 AND id IN (
                     SELECT id FROM outbox WHERE next_try_at_ms <= $1 AND leased_until_ms <= $1
                     ORDER BY next_try_at_ms, id LIMIT $3
                 )
                 RETURNING id, tenant_id, kind, recipient, language, secret_key_id, secret_envelope, created_at_ms, attempts",
            )
            .bind(now.0)
            .bind(until.0)
            .bind(i64::from(limit))
            .fetch_all(pool)
            .await
        })?;
        rows.into_iter().map(Row::read).collect()
    }

    /// A mail server took it: what it said goes away.
    ///
    /// # Errors
    /// When the database cannot answer; it will be sent again then.
    pub async fn mail_was_sent(&self, id: Uuid, now: UnixMs) -> StoreResult<()> {
        on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE outbox SET sent_at_ms = $2, next_try_at_ms = NULL, leased_until_ms = 0, last_error = NULL,
                     secret_key_id = NULL, secret_envelope = NULL
                 WHERE id = $1",
            )
            .bind(id.to_string())
            .bind(now.0)
            .execute(pool)
            .await
            .map(drop)
        })?;
        Ok(())
    }

    /// It was not taken: it is due again at `next_try_at`, or given up, and then what it said goes away.
    ///
    /// # Errors
    /// When the database cannot answer; it is due again once the lease is over.
    pub async fn mail_was_not_sent(
        &self,
        id: Uuid,
        trouble: MailTrouble,
        next_try_at: Option<UnixMs>,
    ) -> StoreResult<()> {
        on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE outbox SET next_try_at_ms = $2, leased_until_ms = 0, last_error = $3,
                     secret_key_id = CASE WHEN $4 = 1 THEN NULL ELSE secret_key_id END,
                     secret_envelope = CASE WHEN $4 = 1 THEN NULL ELSE secret_envelope END
                 WHERE id = $1",
            )
            .bind(id.to_string())
            .bind(next_try_at.map(|at| at.0))
            .bind(trouble.as_str())
            .bind(i64::from(next_try_at.is_none()))
            .execute(pool)
            .await
            .map(drop)
        })?;
        Ok(())
    }

    /// How it stands with the newest message about each thing of the tenant.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn mail_about(&self, tenant: TenantId) -> StoreResult<Vec<(Uuid, MailState, Option<MailTrouble>)>> {
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, (String, Option<i64>, Option<i64>, Option<String>)>(
                "SELECT about, sent_at_ms, next_try_at_ms, last_error FROM outbox
                 WHERE tenant_id = $1 AND about IS NOT NULL AND kind <> 'alarm' ORDER BY created_at_ms, id",
            )
            .bind(tenant.to_string())
            .fetch_all(pool)
            .await
        })?;
        rows.into_iter()
            .map(|(about, sent_at_ms, next_try_at_ms, trouble)| {
                let state = match (sent_at_ms, next_try_at_ms) {
                    (Some(_), _) => MailState::Sent,
                    (None, Some(_)) => MailState::Waiting,
                    (None, None) => MailState::Failed,
                };
                Ok((
                    read::word(&about, "invitation id")?,
                    state,
                    read::optional_word(trouble.as_deref(), "mail trouble")?,
                ))
            })
            .collect()
    }

    /// Removes what was sent or given up long ago.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn purge_mail(&self, before: UnixMs) -> StoreResult<u64> {
        Ok(on_pool!(self, |pool| {
            sqlx::query("DELETE FROM outbox WHERE next_try_at_ms IS NULL AND created_at_ms < $1")
                .bind(before.0)
                .execute(pool)
                .await
                .map(|done| done.rows_affected())
        })?)
    }
}
