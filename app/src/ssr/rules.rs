//! Alarm rules, alarms and webhooks for the pages.

use backend::people::members;
use backend::rules::RuleDraft;
use backend::rules::RulesError;
use backend::store::StoredMember;
use domain::back_test::BackTest;
use domain::id::AlarmId;
use domain::id::RuleId;
use domain::id::WebhookId;
use domain::role::Role;
use secrecy::ExposeSecret;

use super::Caller;
use super::failed;
use super::me;
use super::people::told;
use super::scope;
use crate::api::rules::AddedWebhook;
use crate::api::rules::Receiver;
use crate::api::rules::RuleForm;
use crate::api::rules::RuleItem;
use crate::api::rules::RulesPage;
use crate::api::rules::WebhookTest;
use crate::error::AppError;

/// A week.
const MOST_HOURS: u32 = 7 * 24;

fn refused(error: RulesError) -> AppError {
    failed(match error {
        RulesError::NotFound => AppError::NotFound,
        RulesError::Forbidden => AppError::Forbidden,
        RulesError::Invalid(errors) => AppError::Invalid { errors },
        RulesError::Conflict => AppError::Conflict,
        RulesError::TooSoon { retry_after_s } => AppError::TooSoon { retry_after_s },
        RulesError::Store(error) => {
            leptos::logging::warn!("alarm rules could not be reached: {error}");
            AppError::Unavailable
        }
    })
}

/// The page of rules.
pub(crate) async fn page(caller: &Caller) -> Result<RulesPage, AppError> {
    let (backend, ctx) = (&caller.backend, &caller.ctx);
    let rules = backend.rules(ctx).await.map_err(refused)?;
    let (webhooks, deliveries) = match ctx.role() {
        Role::Admin => backend.webhooks(ctx).await.map_err(refused)?,
        Role::Supervisor | Role::Display => (Vec::new(), Vec::new()),
    };
    let (members, mails) = match ctx.role() {
        Role::Admin => (receivers(caller).await?, backend.alarm_mail_log(ctx).await.map_err(refused)?),
        Role::Supervisor | Role::Display => (Vec::new(), Vec::new()),
    };
    let item = |standing: backend::rules::RuleStanding| RuleItem {
        rule: standing.rule,
        version: standing.version,
        verdict: standing.verdict,
        last_raised: standing.last_raised,
    };
    Ok(RulesPage {
        me: me(caller),
        rules: rules.into_iter().map(item).collect(),
        choices: scope::choices(caller),
        webhooks,
        deliveries,
        sends_mail: backend.outbox().is_some(),
        members,
        mails,
        now: backend.now(),
        zone: caller.clocks(),
    })
}

/// The members who can be written to.
async fn receivers(caller: &Caller) -> Result<Vec<Receiver>, AppError> {
    let members = members::list(caller.backend.store(), caller.backend.clock(), &caller.ctx).await.map_err(told)?;
    let receiver =
        |member: StoredMember| Receiver { id: member.user_id, name: member.display_name, email: member.email };
    Ok(members.into_iter().map(receiver).collect())
}

/// Adds or changes a rule.
pub(crate) async fn save(caller: &Caller, form: RuleForm) -> Result<RuleId, AppError> {
    let draft = RuleDraft { changes: form.id.map(|id| (id, form.version)), spec: form.spec() };
    caller.backend.save_rule(&caller.ctx, &caller.actor(), draft).await.map_err(refused)
}

/// Deletes a rule.
pub(crate) async fn delete(caller: &Caller, rule: RuleId) -> Result<(), AppError> {
    caller.backend.delete_rule(&caller.ctx, &caller.actor(), rule).await.map_err(refused)
}

/// Runs a rule over the last hours.
pub(crate) async fn try_out(caller: &Caller, form: &RuleForm, hours: u32) -> Result<BackTest, AppError> {
    let until = caller.backend.now();
    let from = until.plus_s(-3600 * i64::from(hours.clamp(1, MOST_HOURS)));
    let mut spec = form.spec();
    // What it will be called may be decided after it was tried.
    if spec.name.trim().is_empty() {
        "rule".clone_into(&mut spec.name);
    }
    caller.backend.back_test(&caller.ctx, spec, from, until).await.map_err(refused)
}

/// Puts the caller's name to an alarm.
pub(crate) async fn acknowledge(caller: &Caller, alarm: AlarmId) -> Result<(), AppError> {
    caller.backend.acknowledge_alarm(&caller.ctx, &caller.actor(), alarm).await.map_err(refused)
}

/// Adds a webhook.
pub(crate) async fn add_webhook(caller: &Caller, name: &str, url: &str) -> Result<AddedWebhook, AppError> {
    let added = caller.backend.add_webhook(&caller.ctx, &caller.actor(), name, url).await.map_err(refused)?;
    Ok(AddedWebhook { id: added.id, secret: added.secret.expose_secret().to_owned() })
}

/// Sends a webhook a message now.
pub(crate) async fn test_webhook(caller: &Caller, webhook: WebhookId) -> Result<WebhookTest, AppError> {
    let tried = caller.backend.test_webhook(&caller.ctx, &caller.actor(), webhook).await.map_err(refused)?;
    Ok(tried.map_or_else(WebhookTest::Failed, WebhookTest::Taken))
}

/// Deletes a webhook.
pub(crate) async fn delete_webhook(caller: &Caller, webhook: WebhookId) -> Result<(), AppError> {
    caller.backend.delete_webhook(&caller.ctx, &caller.actor(), webhook).await.map_err(refused)
}
