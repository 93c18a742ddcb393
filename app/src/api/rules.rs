//! Alarm rules, alarms and webhooks, as people read and admins change them.

mod form;

use domain::back_test::BackTest;
use domain::id::AlarmId;
use domain::id::RuleId;
use domain::id::UserId;
use domain::id::WebhookId;
use domain::mail::AlarmMail;
use domain::rule::Rule;
use domain::rule::Verdict;
use domain::time::UnixMs;
use domain::webhook::Delivery;
use domain::webhook::Failure;
use domain::webhook::WebhookView;
use domain::zone::Zone;
use leptos::prelude::*;
use serde::Deserialize;
use serde::Serialize;

use super::Me;
use super::ScopeChoices;
use crate::codec::JsonText;
use crate::error::AppError;

pub use form::RuleForm;
pub use form::RuleKind;

/// A rule with how it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleItem {
    /// The rule.
    pub rule: Rule,
    /// Counts its changes.
    pub version: i64,
    /// What it says now; none while nobody watches.
    pub verdict: Option<Verdict>,
    /// When it fired last.
    pub last_raised: Option<UnixMs>,
}

/// The page of rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesPage {
    /// Who is looking.
    pub me: Me,
    /// The rules, by name.
    pub rules: Vec<RuleItem>,
    /// What a rule can be limited to.
    pub choices: ScopeChoices,
    /// Places outside; none for who is no admin.
    pub webhooks: Vec<WebhookView>,
    /// What was told to them, the newest first; none for who is no admin.
    pub deliveries: Vec<Delivery>,
    /// Whether mail is sent here at all.
    pub sends_mail: bool,
    /// Who can be written to; none for who is no admin.
    pub members: Vec<Receiver>,
    /// What became of messages about alarms, the newest first; none for who is no admin.
    pub mails: Vec<AlarmMail>,
    /// The server's time.
    pub now: UnixMs,
    /// The reader's zone.
    pub zone: Zone,
}

/// A member who can be written to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receiver {
    /// Who.
    pub id: UserId,
    /// The name others read.
    pub name: String,
    /// Address.
    pub email: String,
}

/// A webhook that was added. Its secret is not shown again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddedWebhook {
    /// Identity.
    pub id: WebhookId,
    /// What its messages are signed with.
    pub secret: String,
}

impl std::fmt::Debug for AddedWebhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AddedWebhook").field("id", &self.id).finish_non_exhaustive()
    }
}

/// How a message that was sent as a test ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WebhookTest {
    /// It was taken, with this status.
    Taken(u16),
    /// It was not.
    Failed(Failure),
}

/// The rules of `tenant` that the person has to do with.
///
/// # Errors
/// [`AppError::SignedOut`], [`AppError::NotFound`] for a tenant that is not the caller's.
#[server(name = ReadRules, endpoint = "rules", output = JsonText)]
pub async fn rules(tenant: String) -> Result<RulesPage, AppError> {
    let caller = crate::ssr::caller(&tenant).await?;
    crate::ssr::rules::page(&caller).await
}

/// Adds or changes a rule.
///
/// # Errors
/// [`AppError::Invalid`] with the fields that are wrong, [`AppError::Conflict`] when it was changed meanwhile.
#[server(name = SaveRule, endpoint = "save_rule", output = JsonText)]
pub async fn save_rule(tenant: String, spec: RuleForm) -> Result<RuleId, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::rules::save(&caller, spec).await
}

/// Deletes a rule.
///
/// # Errors
/// [`AppError::NotFound`].
#[server(name = DeleteRule, endpoint = "delete_rule", output = JsonText)]
pub async fn delete_rule(tenant: String, rule: RuleId) -> Result<(), AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::rules::delete(&caller, rule).await
}

/// What a rule would have done over the last `hours`.
///
/// # Errors
/// [`AppError::Invalid`] with the fields that are wrong.
#[server(name = TryRule, endpoint = "try_rule", output = JsonText)]
pub async fn try_rule(tenant: String, spec: RuleForm, #[server(default)] hours: u32) -> Result<BackTest, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::rules::try_out(&caller, &spec, hours).await
}

/// Puts the person's name to an alarm.
///
/// # Errors
/// [`AppError::NotFound`] also for an alarm that is over, or not in the caller's sight.
#[server(name = AcknowledgeAlarm, endpoint = "acknowledge_alarm", output = JsonText)]
pub async fn acknowledge_alarm(tenant: String, alarm: AlarmId) -> Result<(), AppError> {
    let caller = crate::ssr::caller(&tenant).await?;
    crate::ssr::rules::acknowledge(&caller, alarm).await
}

/// Adds a webhook.
///
/// # Errors
/// [`AppError::Invalid`] with the fields that are wrong.
#[server(name = AddWebhook, endpoint = "add_webhook", output = JsonText)]
pub async fn add_webhook(tenant: String, name: String, base_url: String) -> Result<AddedWebhook, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::rules::add_webhook(&caller, &name, &base_url).await
}

/// Sends a webhook a message now.
///
/// # Errors
/// [`AppError::NotFound`].
#[server(name = TestWebhook, endpoint = "test_webhook", output = JsonText)]
pub async fn test_webhook(tenant: String, webhook: WebhookId) -> Result<WebhookTest, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::rules::test_webhook(&caller, webhook).await
}

/// Deletes a webhook.
///
/// # Errors
/// [`AppError::NotFound`].
#[server(name = DeleteWebhook, endpoint = "delete_webhook", output = JsonText)]
pub async fn delete_webhook(tenant: String, webhook: WebhookId) -> Result<(), AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::rules::delete_webhook(&caller, webhook).await
}
