//! Everything that is sealed, wherever it is kept, for those who look after the keys.

use domain::id::ConnectionId;
use domain::id::UserId;
use domain::id::WebhookId;
use uuid::Uuid;

use crate::secrets::RecordName;
use crate::secrets::Sealed;
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

/// Whose it is where it is a tenant's, its identity, and its envelope, as each of the tables has them.
type SealedRow = (String, String, String, String);

/// What a row is the envelope of.
type Naming = fn(&str, Uuid) -> StoreResult<RecordName>;

impl Store {
    /// Every sealed secret of every tenant and person. For the keys' keeper, never for a page.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn sealed_records(&self) -> StoreResult<Vec<SealedRecord>> {
        let tables: [(&str, Naming); 5] = [
            (
                "SELECT tenant_id, id, secret_key_id, secret_envelope FROM connections WHERE secret_envelope IS NOT NULL",
                |tenant, id| Ok(RecordName::ProviderSecret(read::word(tenant, "tenant id")?, ConnectionId(id))),
            ),
            ("SELECT tenant_id, id, secret_key_id, secret_envelope FROM webhooks", |tenant, id| {
                Ok(RecordName::WebhookSecret(read::word(tenant, "tenant id")?, WebhookId(id)))
            }),
            (
                "SELECT tenant_id, tenant_id, secret_key_id, secret_envelope FROM single_sign_on
                 WHERE secret_envelope IS NOT NULL",
                |tenant, _| Ok(RecordName::OidcSecret(read::word(tenant, "tenant id")?)),
            ),
            ("SELECT '', user_id, secret_key_id, secret_envelope FROM second_factors", |_, id| {
                Ok(RecordName::TotpSecret(UserId(id)))
            }),
            ("SELECT '', id, secret_key_id, secret_envelope FROM outbox WHERE secret_envelope IS NOT NULL", |_, id| {
                Ok(RecordName::Mail(id))
            }),
        ];
        let mut records = Vec::new();
        for (select, name) in tables {
            let rows = on_pool!(self, |pool| sqlx::query_as::<_, SealedRow>(select).fetch_all(pool).await)?;
            for (tenant, id, key_id, envelope) in rows {
                let record = name(&tenant, read::word(&id, "record id")?)?;
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
        let (statement, id) = match record {
            RecordName::ProviderSecret(_, id) => (
                "UPDATE connections SET secret_key_id = $2, secret_envelope = $3 WHERE id = $1 AND secret_envelope = $4",
                id.0,
            ),
            RecordName::WebhookSecret(_, id) => (
                "UPDATE webhooks SET secret_key_id = $2, secret_envelope = $3 WHERE id = $1 AND secret_envelope = $4",
                id.0,
            ),
            RecordName::OidcSecret(tenant) => (
                "UPDATE single_sign_on SET secret_key_id = $2, secret_envelope = $3
                 WHERE tenant_id = $1 AND secret_envelope = $4",
                tenant.0,
            ),
            RecordName::TotpSecret(user) => (
                "UPDATE second_factors SET secret_key_id = $2, secret_envelope = $3
                 WHERE user_id = $1 AND secret_envelope = $4",
                user.0,
            ),
            RecordName::Mail(id) => (
                "UPDATE outbox SET secret_key_id = $2, secret_envelope = $3 WHERE id = $1 AND secret_envelope = $4",
                *id,
            ),
        };
        let changed = on_pool!(self, |pool| {
            sqlx::query(statement)
                .bind(id.to_string())
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
