//! Everything that is sealed, wherever it is kept, for those who look after the keys.

use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::id::UserId;
use domain::id::WebhookId;
use uuid::Uuid;

use crate::secrets::MAIL;
use crate::secrets::RecordName;
use crate::secrets::Sealed;
use crate::secrets::TOTP_SECRET;
use crate::secrets::WEBHOOK_SECRET;
use crate::store::Store;
use crate::store::StoreResult;
use crate::store::on_pool;
use crate::store::read;

/// A sealed secret and what it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedRecord {
    /// What it belongs to.
    pub record: RecordName,
    /// The envelope.
    pub sealed: Sealed,
}

/// A record and its envelope, as each of the tables has them.
type SealedRow = (String, String, String, String);

impl Store {
    /// Every sealed secret of every tenant and person. For the keys' keeper, never for a page.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn sealed_records(&self) -> StoreResult<Vec<SealedRecord>> {
        let mut records = Vec::new();
        for (select, name) in [
            (
                "SELECT tenant_id, id, secret_key_id, secret_envelope FROM connections WHERE secret_envelope IS NOT NULL",
                (|tenant, id| RecordName::provider_secret(tenant, ConnectionId(id)))
                    as fn(TenantId, Uuid) -> RecordName,
            ),
            ("SELECT tenant_id, id, secret_key_id, secret_envelope FROM webhooks", |tenant, id| {
                RecordName::webhook_secret(tenant, WebhookId(id))
            }),
            ("SELECT '', user_id, secret_key_id, secret_envelope FROM second_factors", |_, id| {
                RecordName::totp_secret(UserId(id))
            }),
            ("SELECT '', id, secret_key_id, secret_envelope FROM outbox WHERE secret_envelope IS NOT NULL", |_, id| {
                RecordName::mail(id)
            }),
        ] {
            let rows = on_pool!(self, |pool| sqlx::query_as::<_, SealedRow>(select).fetch_all(pool).await)?;
            for (tenant, id, key_id, envelope) in rows {
                let tenant = read::optional_word(Some(tenant.as_str()).filter(|id| !id.is_empty()), "tenant id")?;
                let record = name(tenant.unwrap_or(TenantId(Uuid::nil())), read::word(&id, "record id")?);
                records.push(SealedRecord { record, sealed: Sealed { key_id, envelope } });
            }
        }
        Ok(records)
    }

    /// Puts an envelope of the same secret in the place of one; false when that one is not there any more. It is not a change
    /// of the record: nobody's form is out of date.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn reseal(&self, record: &RecordName, before: &Sealed, after: &Sealed) -> StoreResult<bool> {
        // What belongs to a person has no tenant; its statement takes the same five values.
        let statement = match record.field {
            WEBHOOK_SECRET => {
                "UPDATE webhooks SET secret_key_id = $3, secret_envelope = $4
                 WHERE tenant_id = $1 AND id = $2 AND secret_envelope = $5"
            }
            TOTP_SECRET => {
                "UPDATE second_factors SET secret_key_id = $3, secret_envelope = $4
                 WHERE $1 <> '' AND user_id = $2 AND secret_envelope = $5"
            }
            MAIL => {
                "UPDATE outbox SET secret_key_id = $3, secret_envelope = $4
                 WHERE $1 <> '' AND id = $2 AND secret_envelope = $5"
            }
            _ => {
                "UPDATE connections SET secret_key_id = $3, secret_envelope = $4
                 WHERE tenant_id = $1 AND id = $2 AND secret_envelope = $5"
            }
        };
        let changed = on_pool!(self, |pool| {
            sqlx::query(statement)
                .bind(record.tenant.to_string())
                .bind(record.connection.to_string())
                .bind(after.key_id.as_str())
                .bind(after.envelope.as_str())
                .bind(before.envelope.as_str())
                .execute(pool)
                .await
                .map(|done| done.rows_affected())
        })?;
        Ok(changed > 0)
    }
}
