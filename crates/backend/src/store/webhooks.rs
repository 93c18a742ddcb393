//! Places outside that are told of alarms, and what was told to each of them. A secret is kept sealed.

use domain::id::DeliveryId;
use domain::id::TenantId;
use domain::id::WebhookId;
use domain::time::UnixMs;
use domain::webhook::Delivery;
use domain::webhook::Failure;
use sqlx::FromRow;

use crate::secrets::Sealed;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::fresh_id;
use crate::store::on_pool;
use crate::store::read;

/// A webhook as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Whose.
    pub tenant_id: TenantId,
    /// Identity.
    pub id: WebhookId,
    /// What people call it.
    pub name: String,
    /// Where it is.
    pub url: String,
    /// What its messages are signed with.
    pub secret: Sealed,
    /// Who added it.
    pub added_by: String,
    /// When.
    pub added_at: UnixMs,
}

/// A message that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueDelivery {
    /// Whose.
    pub tenant_id: TenantId,
    /// Identity.
    pub id: DeliveryId,
    /// To which webhook.
    pub webhook: WebhookId,
    /// What is said, as it is signed and sent.
    pub payload_json: String,
    /// How often it was tried.
    pub attempts: u32,
}

/// How a try ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tried {
    /// The status of the answer, where one came.
    pub status: Option<u16>,
    /// Why it failed; none when it was taken.
    pub failure: Option<Failure>,
    /// When it is tried again; never when it was taken or given up.
    pub next_try_at: Option<UnixMs>,
}

#[derive(FromRow)]
struct WebhookRow {
    tenant_id: String,
    id: String,
    name: String,
    url: String,
    secret_key_id: String,
    secret_envelope: String,
    added_by: String,
    added_at_ms: i64,
}

impl WebhookRow {
    fn read(self) -> StoreResult<Webhook> {
        Ok(Webhook {
            tenant_id: read::word(&self.tenant_id, "tenant id")?,
            id: read::word(&self.id, "webhook id")?,
            name: self.name,
            url: self.url,
            secret: Sealed { key_id: self.secret_key_id, envelope: self.secret_envelope },
            added_by: self.added_by,
            added_at: UnixMs(self.added_at_ms),
        })
    }
}

#[derive(FromRow)]
struct DueRow {
    tenant_id: String,
    id: String,
    webhook_id: String,
    payload_json: String,
    attempts: i64,
}

#[derive(FromRow)]
struct DeliveryRow {
    id: String,
    webhook_name: String,
    event: String,
    made_at_ms: i64,
    attempts: i64,
    tried_at_ms: Option<i64>,
    next_try_at_ms: Option<i64>,
    status: Option<i64>,
    failure: Option<String>,
    delivered_at_ms: Option<i64>,
}

impl DeliveryRow {
    fn read(self) -> StoreResult<Delivery> {
        let failure =
            self.failure.as_deref().map(|word| Failure::from_slug(word).ok_or(StoreError::corrupt("failure")));
        Ok(Delivery {
            id: read::word(&self.id, "delivery id")?,
            webhook: self.webhook_name,
            event: self.event,
            made_at: UnixMs(self.made_at_ms),
            attempts: u32::try_from(self.attempts).map_err(|_| StoreError::corrupt("attempts"))?,
            tried_at: self.tried_at_ms.map(UnixMs),
            next_try_at: self.next_try_at_ms.map(UnixMs),
            status: self.status.and_then(|status| u16::try_from(status).ok()),
            failure: failure.transpose()?,
            delivered_at: self.delivered_at_ms.map(UnixMs),
        })
    }
}

impl Store {
    /// The tenant's webhooks, by name.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn webhooks(&self, tenant: TenantId) -> StoreResult<Vec<Webhook>> {
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, WebhookRow>(
                "SELECT tenant_id, id, name, url, secret_key_id, secret_envelope, added_by, added_at_ms
                 FROM webhooks WHERE tenant_id = $1 ORDER BY name, id",
            )
            .bind(tenant.to_string())
            .fetch_all(pool)
            .await
        })?;
        rows.into_iter().map(WebhookRow::read).collect()
    }

    /// Adds a webhook.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another one of the tenant has the name.
    pub async fn add_webhook(&self, webhook: &Webhook) -> StoreResult<()> {
        on_pool!(self, |pool| {
            sqlx::query(
                "INSERT INTO webhooks (tenant_id, id, name, url, secret_key_id, secret_envelope, added_by, added_at_ms)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            )
            .bind(webhook.tenant_id.to_string())
            .bind(webhook.id.to_string())
            .bind(read::storable(&webhook.name))
            .bind(read::storable(&webhook.url))
            .bind(webhook.secret.key_id.as_str())
            .bind(webhook.secret.envelope.as_str())
            .bind(read::storable(&webhook.added_by))
            .bind(webhook.added_at.0)
            .execute(pool)
            .await
            .map(drop)
        })?;
        Ok(())
    }

    /// Deletes a webhook with what was told to it and what was still to be told.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the tenant has no such webhook.
    pub async fn delete_webhook(&self, tenant: TenantId, webhook: WebhookId) -> StoreResult<()> {
        self.delete_own("DELETE FROM webhooks WHERE tenant_id = $1 AND id = $2", tenant, webhook).await
    }

    /// Puts a message on its way to one webhook.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the tenant has no such webhook.
    pub async fn queue_delivery(
        &self,
        tenant: TenantId,
        webhook: WebhookId,
        event: &str,
        payload_json: &str,
        now: UnixMs,
    ) -> StoreResult<DeliveryId> {
        let id = DeliveryId(fresh_id(now));
        on_pool!(self, |pool| {
            sqlx::query(
                "INSERT INTO webhook_deliveries (tenant_id, id, webhook_id, event, payload_json, made_at_ms,
                                                 next_try_at_ms)
                 VALUES ($1, $2, $3, $4, $5, $6, $6)",
            )
            .bind(tenant.to_string())
            .bind(id.to_string())
            .bind(webhook.to_string())
            .bind(event)
            .bind(read::storable(payload_json))
            .bind(now.0)
            .execute(pool)
            .await
            .map(drop)
        })?;
        Ok(id)
    }

    /// The messages that are due, of all tenants, the oldest first.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn due_deliveries(&self, now: UnixMs, limit: u32) -> StoreResult<Vec<DueDelivery>> {
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, DueRow>(
                "SELECT tenant_id, id, webhook_id, payload_json, attempts
                 FROM webhook_deliveries WHERE next_try_at_ms <= $1 ORDER BY next_try_at_ms, id LIMIT $2",
            )
            .bind(now.0)
            .bind(i64::from(limit))
            .fetch_all(pool)
            .await
        })?;
        rows.into_iter()
            .map(|row| {
                Ok(DueDelivery {
                    tenant_id: read::word(&row.tenant_id, "tenant id")?,
                    id: read::word(&row.id, "delivery id")?,
                    webhook: read::word(&row.webhook_id, "webhook id")?,
                    payload_json: row.payload_json,
                    attempts: u32::try_from(row.attempts).map_err(|_| StoreError::corrupt("attempts"))?,
                })
            })
            .collect()
    }

    /// Counts a try before it is made, so that a message that brings the process down is not tried for ever, and no two
    /// nodes try the same one. False when somebody else has it.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn claim_delivery(&self, due: &DueDelivery, until: UnixMs, now: UnixMs) -> StoreResult<bool> {
        let changed = on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE webhook_deliveries SET attempts = attempts + 1, tried_at_ms = $5, next_try_at_ms = $4
                 WHERE tenant_id = $1 AND id = $2 AND attempts = $3 AND next_try_at_ms <= $5",
            )
            .bind(due.tenant_id.to_string())
            .bind(due.id.to_string())
            .bind(i64::from(due.attempts))
            .bind(until.0)
            .bind(now.0)
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        Ok(changed > 0)
    }

    /// Writes down how a try ended.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn finish_delivery(
        &self,
        tenant: TenantId,
        delivery: DeliveryId,
        tried: Tried,
        now: UnixMs,
    ) -> StoreResult<()> {
        on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE webhook_deliveries
                 SET status = $3, failure = $4, next_try_at_ms = $5,
                     delivered_at_ms = CASE WHEN $4 IS NULL THEN $6 ELSE delivered_at_ms END
                 WHERE tenant_id = $1 AND id = $2",
            )
            .bind(tenant.to_string())
            .bind(delivery.to_string())
            .bind(tried.status.map(i64::from))
            .bind(tried.failure.map(Failure::slug))
            .bind(tried.next_try_at.map(|at| at.0))
            .bind(now.0)
            .execute(pool)
            .await
            .map(drop)
        })?;
        Ok(())
    }

    /// What was told and is to be told to the tenant's webhooks, the newest first.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn deliveries(&self, tenant: TenantId, limit: u32) -> StoreResult<Vec<Delivery>> {
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, DeliveryRow>(
                "SELECT d.id, w.name AS webhook_name, d.event, d.made_at_ms, d.attempts, d.tried_at_ms,
                        d.next_try_at_ms, d.status, d.failure, d.delivered_at_ms
                 FROM webhook_deliveries d
                 JOIN webhooks w ON w.tenant_id = d.tenant_id AND w.id = d.webhook_id
                 WHERE d.tenant_id = $1 ORDER BY d.made_at_ms DESC, d.id DESC LIMIT $2",
            )
            .bind(tenant.to_string())
            .bind(i64::from(limit))
            .fetch_all(pool)
            .await
        })?;
        rows.into_iter().map(DeliveryRow::read).collect()
    }

    /// Removes messages that are not on their way any more and were made longer ago than their tenant keeps the past, and
    /// returns how many.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn purge_deliveries(&self, now: UnixMs) -> StoreResult<u64> {
        Ok(on_pool!(self, |pool| {
            sqlx::query(
                "DELETE FROM webhook_deliveries
                 WHERE next_try_at_ms IS NULL AND made_at_ms < $1 - 86400000 *
                       (SELECT t.history_days FROM tenants t WHERE t.id = webhook_deliveries.tenant_id)",
            )
            .bind(now.0)
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?)
    }
}
