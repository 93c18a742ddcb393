//! Takes messages to webhooks: through the one guarded client, signed, and again after a while when they were not taken.
//!
//! A try is counted before it is made. What happens while a message is away leaves it in the store, where the next look
//! finds it.

use std::sync::Arc;
use std::time::Duration;

use backon::BackoffBuilder;
use backon::ExponentialBuilder;
use domain::time::UnixMs;
use domain::webhook::Failure;
use providers::ProviderError;
use providers::http::HttpClient;
use tracing::error;

use crate::rules::message::SIGNATURE_HEADER;
use crate::rules::message::TIMESTAMP_HEADER;
use crate::rules::message::signature;
use crate::runtime::Backend;
use crate::secrets::RecordName;
use crate::store::DueDelivery;
use crate::store::StoreResult;
use crate::store::Tried;
use crate::store::Webhook;

/// Whether something is due is looked up so often, also when nothing new is to be told.
const LOOK_EVERY: Duration = Duration::from_secs(10);
/// Messages that are taken along in one look.
const AT_ONCE: u32 = 20;
/// Five tries, the last one about an hour after the first.
const FIRST_WAIT: Duration = Duration::from_secs(40);
const WAIT_FACTOR: f32 = 4.0;
const WAITS: usize = 4;
/// No try takes longer; after this a message that was claimed and never finished is due again.
const CLAIM_S: i64 = 60;

/// Delivers until the product stops.
pub(crate) async fn run(backend: Backend) {
    let stopping = backend.stopping();
    let bell = Arc::clone(&backend.alarm_desk().bell);
    loop {
        if let Err(cause) = backend.deliver_due().await {
            error!("messages to webhooks cannot be looked up: {cause}");
        }
        tokio::select! {
            () = stopping.cancelled() => return,
            () = bell.notified() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

impl Backend {
    /// Takes every message that is due now to its webhook, once.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn deliver_due(&self) -> StoreResult<()> {
        let due = self.store().due_deliveries(self.now(), AT_ONCE).await?;
        let tries = due.iter().map(|due| async move {
            let webhooks = self.store().webhooks(due.tenant_id).await?;
            let webhook = webhooks.iter().find(|webhook| webhook.id == due.webhook);
            self.deliver_once(due, webhook).await.map(drop)
        });
        futures::future::join_all(tries).await.into_iter().collect()
    }

    /// Tries one message, and writes down how it ended.
    pub(crate) async fn deliver_once(
        &self,
        due: &DueDelivery,
        webhook: Option<&Webhook>,
    ) -> StoreResult<Result<u16, Failure>> {
        let now = self.now();
        let Some(webhook) = webhook else { return Ok(Err(Failure::NotAllowed)) };
        if !self.store().claim_delivery(due, now.plus_s(CLAIM_S), now).await? {
            return Ok(Err(Failure::Unreachable));
        }
        let sent = self.send(webhook, &due.payload_json, now).await;
        let (status, failure) = match sent {
            Ok(status @ 200..=299) => (Some(status), None),
            Ok(status) => (Some(status), Some(Failure::Refused)),
            Err(failure) => (None, Some(failure)),
        };
        let next_try_at = failure.and_then(|_| wait_after(due.attempts + 1)).map(|wait_s| now.plus_s(wait_s));
        let tried = Tried { status, failure, next_try_at };
        self.store().finish_delivery(due.tenant_id, due.id, tried, self.now()).await?;
        Ok(match (status, failure) {
            (Some(status), None) => Ok(status),
            (_, failure) => Err(failure.unwrap_or(Failure::Unreachable)),
        })
    }

    async fn send(&self, webhook: &Webhook, body: &str, now: UnixMs) -> Result<u16, Failure> {
        let record = RecordName::WebhookSecret(webhook.tenant_id, webhook.id);
        let secret = self.keys().open(record, &webhook.secret).map_err(|_lost| Failure::SecretLost)?;
        let client = HttpClient::to(&webhook.url, self.guard().clone()).map_err(failure)?;
        let timestamp_s = now.whole_s();
        let reply = client
            .post_to_base()
            .json_text(body)
            .header(TIMESTAMP_HEADER, &timestamp_s.to_string())
            .header(SIGNATURE_HEADER, &signature(&secret, timestamp_s, body))
            .send(now)
            .await
            .map_err(failure)?;
        Ok(reply.status)
    }
}

fn failure(error: ProviderError) -> Failure {
    if matches!(error, ProviderError::Misconfigured(_)) { Failure::NotAllowed } else { Failure::Unreachable }
}

/// Seconds until the next try after so many; none when it is given up.
fn wait_after(attempts: u32) -> Option<i64> {
    let mut waits = ExponentialBuilder::new()
        .with_min_delay(FIRST_WAIT)
        .with_factor(WAIT_FACTOR)
        .with_max_delay(Duration::from_secs(3600))
        .with_max_times(WAITS)
        .build();
    let wait = waits.nth(usize::try_from(attempts.saturating_sub(1)).ok()?)?;
    i64::try_from(wait.as_secs()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_tries_in_about_an_hour_and_no_more() {
        let waits: Vec<_> = (1..=5).map(wait_after).collect();

        assert_eq!(waits, [Some(40), Some(160), Some(640), Some(2560), None]);
    }
}
