//! Rules as people read and change them, and alarms as they acknowledge them.

use domain::audit::Deed;
use domain::audit::Matter;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::id::AlarmId;
use domain::id::RuleId;
use domain::rule::Rule;
use domain::rule::RuleSpec;
use domain::rule::Verdict;
use domain::time::UnixMs;

use crate::audit::Actor;
use crate::audit::Entry;
use crate::audit::LimitNames;
use crate::audit::recorded;
use crate::auth::TenantCtx;
use crate::auth::policy::ADMINS;
use crate::auth::policy::PEOPLE;
use crate::rules::RulesError;
use crate::rules::matter;
use crate::runtime::Backend;
use crate::store::Edited;
use crate::store::StoreResult;

/// A tenant with more has no rules but noise.
const MOST_RULES: usize = 100;
/// More receivers than that read nothing of it any more.
const MOST_RECEIVERS: u32 = 50;

/// A rule as a form brings it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleDraft {
    /// Which rule, and the version it was made from; none for a new one.
    pub changes: Option<(RuleId, i64)>,
    /// What it shall say.
    pub spec: RuleSpec,
}

/// A rule with how it stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleStanding {
    /// The rule.
    pub rule: Rule,
    /// Counts its changes.
    pub version: i64,
    /// What it says now; none while nobody watches: it is switched off, or was switched on this moment.
    pub verdict: Option<Verdict>,
    /// When it fired last.
    pub last_raised: Option<UnixMs>,
}

impl Backend {
    /// The tenant's rules by name. Whoever is limited sees those that look nowhere beyond their limits.
    ///
    /// # Errors
    /// As [`RulesError`] tells.
    pub async fn rules(&self, ctx: &TenantCtx) -> Result<Vec<RuleStanding>, RulesError> {
        ctx.require(PEOPLE)?;
        let tenant = ctx.tenant_id();
        let (rules, raised) = (self.store().rules(tenant).await?, self.store().last_raised(tenant).await?);
        let verdicts = self.alarm_desk().of(tenant).verdicts().clone();
        Ok(rules
            .into_iter()
            .filter(|stored| sees(ctx, &stored.rule.spec))
            .map(|stored| RuleStanding {
                verdict: verdicts.get(&stored.rule.id).cloned(),
                last_raised: raised.iter().find(|(rule, _)| *rule == stored.rule.id).map(|(_, at)| *at),
                version: stored.version,
                rule: stored.rule,
            })
            .collect())
    }

    /// Adds or changes a rule; it is watched at once.
    ///
    /// # Errors
    /// As [`RulesError`] tells.
    pub async fn save_rule(&self, ctx: &TenantCtx, actor: &Actor, draft: RuleDraft) -> Result<RuleId, RulesError> {
        ctx.require(ADMINS)?;
        let (tenant, now) = (ctx.tenant_id(), self.now());
        let spec = self.checked_rule(ctx, draft.spec).await?;
        let names = LimitNames::read(self.store(), tenant).await?;
        let by = ctx.actor_label();
        let id = match draft.changes {
            None => {
                if self.store().rules(tenant).await?.len() >= MOST_RULES {
                    return Err(RulesError::field(Field::Name, Problem::NotBetween { least: 0, most: 100 }));
                }
                let entry = Entry::new(Deed::AddRule, matter::of_edit(&names, None, &spec));
                let adding = async { Ok::<_, RulesError>(self.store().add_rule(tenant, &spec, by, now).await?) };
                recorded(self.store(), self.clock(), tenant, actor, entry, adding).await?
            }
            Some((id, version)) => {
                let before = self.store().rule(tenant, id).await?.ok_or(RulesError::NotFound)?;
                let entry = Entry::new(Deed::ChangeRule, matter::of_edit(&names, Some(&before.rule.spec), &spec));
                let changing = async {
                    match self.store().change_rule(tenant, id, version, &spec, by, now).await? {
                        Edited::Done => Ok(id),
                        Edited::Stale => Err(RulesError::Conflict),
                    }
                };
                recorded(self.store(), self.clock(), tenant, actor, entry, changing).await?
            }
        };
        self.rules_changed(tenant).await;
        Ok(id)
    }

    /// Deletes a rule. Its open alarm ends; what it raised before is kept.
    ///
    /// # Errors
    /// As [`RulesError`] tells.
    pub async fn delete_rule(&self, ctx: &TenantCtx, actor: &Actor, id: RuleId) -> Result<(), RulesError> {
        ctx.require(ADMINS)?;
        let tenant = ctx.tenant_id();
        let rule = self.store().rule(tenant, id).await?.ok_or(RulesError::NotFound)?;
        let entry = Entry::new(Deed::DeleteRule, Matter::about(rule.rule.spec.name));
        let deleting = async { Ok::<_, RulesError>(self.store().delete_rule(tenant, id).await?) };
        recorded(self.store(), self.clock(), tenant, actor, entry, deleting).await?;
        self.rules_changed(tenant).await;
        Ok(())
    }

    /// Somebody has seen an alarm; their name stands at it from now on. Of two people the first one's stands.
    ///
    /// # Errors
    /// [`RulesError::NotFound`] also for an alarm that the person does not see, and for one that is over.
    pub async fn acknowledge_alarm(&self, ctx: &TenantCtx, actor: &Actor, id: AlarmId) -> Result<(), RulesError> {
        ctx.require(PEOPLE)?;
        let tenant = ctx.tenant_id();
        let seen = self.alarms_for(ctx).open.into_iter().find(|alarm| alarm.id == id);
        let alarm = seen.ok_or(RulesError::NotFound)?;
        let entry = Entry::new(Deed::AcknowledgeAlarm, Matter::about(alarm.name));
        let (by, now) = (ctx.actor_label(), self.now());
        let acknowledging = async { Ok::<_, RulesError>(self.store().acknowledge_alarm(tenant, id, by, now).await?) };
        let acknowledged = recorded(self.store(), self.clock(), tenant, actor, entry, acknowledging).await?;
        self.alarm_desk().of(tenant).change(|open| {
            if let Some(open) = open.iter_mut().find(|open| open.alarm.id == id) {
                open.alarm.acknowledged = Some(acknowledged);
            }
        });
        Ok(())
    }

    /// A rule that can be kept, tidied.
    pub(crate) async fn checked_rule(&self, ctx: &TenantCtx, mut spec: RuleSpec) -> Result<RuleSpec, RulesError> {
        spec.name = spec.name.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut errors = spec.check();
        let wanted = &spec.scope.connections;
        if !wanted.is_empty() {
            let known = self.store().connections(ctx.tenant_id()).await?;
            if !wanted.iter().all(|id| known.iter().any(|connection| connection.id == *id)) {
                errors.push(FieldError::new(Field::Scope, Problem::NotOffered));
            }
        }
        spec.mail_to.sort_unstable();
        spec.mail_to.dedup();
        if spec.mail_to.len() > MOST_RECEIVERS as usize {
            errors.push(FieldError::new(Field::MailTo, Problem::TooMany { most: MOST_RECEIVERS }));
        } else if !spec.mail_to.is_empty() {
            let members = self.store().members(ctx.tenant_id(), self.now()).await?;
            if !spec.mail_to.iter().all(|wanted| members.iter().any(|member| member.user_id == *wanted)) {
                errors.push(FieldError::new(Field::MailTo, Problem::NotOffered));
            }
        }
        if errors.is_empty() { Ok(spec) } else { Err(RulesError::Invalid(errors)) }
    }

    /// Removes alarms and messages that are older than their tenant keeps the past.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn purge_alarms(&self) -> StoreResult<()> {
        self.store().purge_alarms(self.now()).await?;
        self.store().purge_deliveries(self.now()).await?;
        Ok(())
    }
}

/// Whether a rule looks nowhere beyond what the person sees.
fn sees(ctx: &TenantCtx, spec: &RuleSpec) -> bool {
    ctx.scope_filter().is_none_or(|filter| spec.scope.within(filter).as_ref() == Some(&spec.scope))
}
