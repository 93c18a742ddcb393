//! Places outside that are told of alarms, as their admins see and change them. The signing secret is shown once.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::alarm::Alarm;
use domain::audit::Deed;
use domain::audit::Matter;
use domain::form::Field;
use domain::form::Problem;
use domain::id::TenantId;
use domain::id::WebhookId;
use domain::time::UnixMs;
use domain::webhook::Delivery;
use domain::webhook::Failure;
use domain::webhook::WebhookView;
use providers::ProviderError;
use providers::http::HttpClient;
use secrecy::SecretString;

use crate::audit::Actor;
use crate::audit::Entry;
use crate::audit::recorded;
use crate::auth::TenantCtx;
use crate::auth::policy::ADMINS;
use crate::rules::RulesError;
use crate::rules::message;
use crate::rules::message::Event;
use crate::runtime::Backend;
use crate::secrets::RecordName;
use crate::store::DueDelivery;
use crate::store::StoreResult;
use crate::store::Webhook;
use crate::store::fresh_id;

/// Bytes of a signing secret.
const SECRET_BYTES: usize = 32;
const LONGEST_NAME: u32 = 60;
const MOST_WEBHOOKS: usize = 10;
/// So much of the log is shown.
const LOG_LINES: u32 = 100;

/// A webhook that was added.
#[derive(Debug)]
pub struct NewWebhook {
    /// Identity.
    pub id: WebhookId,
    /// What its messages are signed with; it is not shown again.
    pub secret: SecretString,
}

impl Backend {
    /// The tenant's webhooks, and what was told to them lately.
    ///
    /// # Errors
    /// As [`RulesError`] tells.
    pub async fn webhooks(&self, ctx: &TenantCtx) -> Result<(Vec<WebhookView>, Vec<Delivery>), RulesError> {
        ctx.require(ADMINS)?;
        let webhooks = self.store().webhooks(ctx.tenant_id()).await?;
        let deliveries = self.store().deliveries(ctx.tenant_id(), LOG_LINES).await?;
        Ok((webhooks.into_iter().map(view).collect(), deliveries))
    }

    /// Adds a webhook.
    ///
    /// # Errors
    /// As [`RulesError`] tells; the address is refused as that of a provider would be.
    pub async fn add_webhook(
        &self,
        ctx: &TenantCtx,
        actor: &Actor,
        name: &str,
        url: &str,
    ) -> Result<NewWebhook, RulesError> {
        ctx.require(ADMINS)?;
        let (tenant, now) = (ctx.tenant_id(), self.now());
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            return Err(RulesError::field(Field::Name, Problem::Required));
        }
        if name.chars().count() > LONGEST_NAME as usize {
            return Err(RulesError::field(Field::Name, Problem::TooLong { most: LONGEST_NAME }));
        }
        let url = url.trim().to_owned();
        if let Err(ProviderError::Misconfigured(error)) = HttpClient::to(&url, self.guard().clone()) {
            return Err(RulesError::Invalid(vec![error]));
        }
        if self.store().webhooks(tenant).await?.len() >= MOST_WEBHOOKS {
            let most = u32::try_from(MOST_WEBHOOKS).unwrap_or(u32::MAX);
            return Err(RulesError::field(Field::Name, Problem::NotBetween { least: 0, most }));
        }
        let id = WebhookId(fresh_id(now));
        let secret = SecretString::from(URL_SAFE_NO_PAD.encode(rand::random::<[u8; SECRET_BYTES]>()));
        let sealed = self.keys().seal(RecordName::WebhookSecret(tenant, id), &secret);
        let by = ctx.actor_label().to_owned();
        let webhook =
            Webhook { tenant_id: tenant, id, name: name.clone(), url, secret: sealed, added_by: by, added_at: now };
        // Of the address only the host: what follows it is often as good as a password.
        let host = url::Url::parse(&webhook.url).ok().and_then(|url| url.host_str().map(str::to_owned));
        let matter = Matter::about(name).with("host", host.unwrap_or_default());
        let entry = Entry::new(Deed::AddWebhook, matter);
        let adding = async { Ok::<_, RulesError>(self.store().add_webhook(&webhook).await?) };
        recorded(self.store(), self.clock(), tenant, actor, entry, adding).await?;
        Ok(NewWebhook { id, secret })
    }

    /// Deletes a webhook, with what was still to be told to it.
    ///
    /// # Errors
    /// As [`RulesError`] tells.
    pub async fn delete_webhook(&self, ctx: &TenantCtx, actor: &Actor, id: WebhookId) -> Result<(), RulesError> {
        let webhook = self.own_webhook(ctx, id).await?;
        let tenant = ctx.tenant_id();
        let entry = Entry::new(Deed::DeleteWebhook, Matter::about(webhook.name));
        let deleting = async { Ok::<_, RulesError>(self.store().delete_webhook(tenant, id).await?) };
        recorded(self.store(), self.clock(), tenant, actor, entry, deleting).await
    }

    /// Sends a message now, once, and says how it ended.
    ///
    /// # Errors
    /// As [`RulesError`] tells.
    pub async fn test_webhook(
        &self,
        ctx: &TenantCtx,
        actor: &Actor,
        id: WebhookId,
    ) -> Result<Result<u16, Failure>, RulesError> {
        let webhook = self.own_webhook(ctx, id).await?;
        let (tenant, now) = (ctx.tenant_id(), self.now());
        let link = self.alarm_desk().link(&format!("/t/{}/rules", ctx.slug()));
        let payload_json = message::of_test(ctx.slug(), &link, now).to_string();
        let entry = Entry::new(Deed::TestWebhook, Matter::about(webhook.name.clone()));
        let sending = async {
            let event = Event::Test.as_str();
            let delivery = self.store().queue_delivery(tenant, id, event, &payload_json, now).await?;
            let due = DueDelivery { tenant_id: tenant, id: delivery, webhook: id, payload_json, attempts: 0 };
            Ok::<_, RulesError>(self.deliver_once(&due, Some(&webhook)).await?)
        };
        recorded(self.store(), self.clock(), tenant, actor, entry, sending).await
    }

    async fn own_webhook(&self, ctx: &TenantCtx, id: WebhookId) -> Result<Webhook, RulesError> {
        ctx.require(ADMINS)?;
        let webhooks = self.store().webhooks(ctx.tenant_id()).await?;
        webhooks.into_iter().find(|webhook| webhook.id == id).ok_or(RulesError::NotFound)
    }

    /// Puts a message about an alarm on its way to each webhook of the tenant.
    pub(crate) async fn queue_messages(
        &self,
        tenant: TenantId,
        event: Event,
        alarm: &Alarm,
        now: UnixMs,
    ) -> StoreResult<()> {
        let webhooks = self.store().webhooks(tenant).await?;
        if webhooks.is_empty() {
            return Ok(());
        }
        let slug = self.store().tenant(tenant).await?.map(|tenant| tenant.slug).unwrap_or_default();
        let link = self.alarm_desk().link(&format!("/t/{slug}/board"));
        let payload_json = message::of_alarm(event, &slug, alarm, &link, now).to_string();
        for webhook in webhooks {
            self.store().queue_delivery(tenant, webhook.id, event.as_str(), &payload_json, now).await?;
        }
        self.alarm_desk().bell.notify_one();
        Ok(())
    }
}

fn view(webhook: Webhook) -> WebhookView {
    let Webhook { id, name, url, added_by, added_at, .. } = webhook;
    WebhookView { id, name, url, added_by, added_at }
}
