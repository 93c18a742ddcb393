//! Alarms by mail, to members of the company that a rule names.
//!
//! Folded by rule: when a rule fires after a rest, its receivers are written to at once; whatever it does within the next five
//! minutes, firing again for others, clearing, or coming and going, is counted and told in one message when they are over, with
//! how it stood then. However many agents a rule concerns it has one alarm, so that is one message, with their number and the
//! first few names; never a customer's number. It is written in the receiver's language and zone, to whom may see all that the
//! rule looks at, decided when it is written: who was suspended or removed, or is limited to something else by then, hears
//! nothing. From there on it is mail like any other: a server that is down delays it.

use domain::alarm::Alarm;
use domain::id::TenantId;
use domain::language::Language;
use domain::mail::AlarmMail;
use domain::role::Role;
use domain::rule::AlarmLevel;
use domain::rule::RuleSpec;
use domain::time::UnixMs;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use providers::zone::zone as by_name;
use serde::Deserialize;
use serde::Serialize;

use crate::auth::TenantCtx;
use crate::auth::policy::ADMINS;
use crate::mail::Letter;
use crate::mail::Outbox;
use crate::rules::RulesError;
use crate::rules::message::Event;
use crate::runtime::Backend;
use crate::store::DueAlarmMail;
use crate::store::NewMail;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::StoredMember;

/// A rule's receivers are written to at most so often.
pub const REST_S: i64 = 5 * 60;
/// Rules that are looked after in one look.
const AT_ONCE: u32 = 50;
/// So many names stand in a message.
const NAMES: usize = 5;
/// So much of the log is shown.
const LOG_LINES: u32 = 100;

/// How an alarm stood when it was raised or over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Last {
    name: String,
    level: AlarmLevel,
    is_over: bool,
    at: UnixMs,
    count: u32,
    names: Vec<String>,
}

impl Backend {
    /// Notes an alarm for the receivers of its rule, where there are any and mail is sent at all.
    pub(crate) async fn note_alarm_mail(
        &self,
        tenant: TenantId,
        event: Event,
        alarm: &Alarm,
        now: UnixMs,
    ) -> StoreResult<()> {
        let Some(outbox) = self.outbox() else { return Ok(()) };
        let rule = self.store().rule(tenant, alarm.rule).await?;
        if rule.is_none_or(|stored| stored.rule.spec.mail_to.is_empty()) {
            return Ok(());
        }
        let last = Last {
            name: alarm.name.clone(),
            level: alarm.level,
            is_over: event == Event::Cleared,
            at: now,
            count: alarm.count,
            names: alarm.subjects.iter().take(NAMES).map(|subject| subject.name().to_owned()).collect(),
        };
        let last_json = serde_json::to_string(&last).map_err(|_| StoreError::corrupt("alarm mail"))?;
        self.store().note_alarm_mail(tenant, alarm.rule, last.is_over, &last_json, now).await?;
        outbox.ring();
        Ok(())
    }

    /// Writes what is to be told now to the receivers of each rule.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn write_due_alarm_mail(&self) -> StoreResult<()> {
        let Some(outbox) = self.outbox() else { return Ok(()) };
        let now = self.now();
        for due in self.store().due_alarm_mails(AT_ONCE, now).await? {
            let mails = self.written_to_receivers(&due, outbox, now).await?;
            self.store().tell_alarm_mail(&due, &mails, now.plus_s(REST_S), now).await?;
        }
        Ok(())
    }

    async fn written_to_receivers(
        &self,
        due: &DueAlarmMail,
        outbox: Outbox<'_>,
        now: UnixMs,
    ) -> StoreResult<Vec<NewMail>> {
        let (store, tenant) = (self.store(), due.tenant_id);
        let last: Last = serde_json::from_str(&due.last_json).map_err(|_| StoreError::corrupt("alarm mail"))?;
        // Whose rule is gone has no receivers any more.
        let Some(stored) = store.rule(tenant, due.rule).await? else { return Ok(Vec::new()) };
        let company = store.tenant(tenant).await?.ok_or(StoreError::NotFound)?;
        let company_language = store.regional_of_company(tenant).await?.language;
        let spec = &stored.rule.spec;
        let members = store.members(tenant, now).await?;
        let mut mails = Vec::new();
        for member in members.iter().filter(|member| spec.mail_to.contains(&member.user_id) && hears(member, spec)) {
            let person = store.user(member.user_id).await?;
            let regional = person.map(|person| person.regional).unwrap_or_default();
            let zone = regional.zone.and_then(|name| by_name(&name).ok()).unwrap_or_else(|| self.company_zone(tenant));
            let letter = Letter::Alarm {
                company: company.name.clone(),
                rule: last.name.clone(),
                is_critical: last.level == AlarmLevel::Alarm,
                is_over: last.is_over,
                at: time(last.at, &zone),
                raised: due.raised,
                cleared: due.cleared,
                count: last.count,
                names: last.names.clone(),
                link: outbox.link(&format!("/t/{}/board", company.slug)),
            };
            let language = regional.language.or(company_language).unwrap_or(Language::English);
            mails.push(outbox.mail(&letter, &member.email, language, Some(tenant), Some(due.rule.0), now)?);
        }
        Ok(mails)
    }

    /// What became of the tenant's messages about alarms, newest first.
    ///
    /// # Errors
    /// [`RulesError::Forbidden`] for whoever is no admin.
    pub async fn alarm_mail_log(&self, ctx: &TenantCtx) -> Result<Vec<AlarmMail>, RulesError> {
        ctx.require(ADMINS)?;
        Ok(self.store().alarm_mail_log(ctx.tenant_id(), LOG_LINES).await?)
    }
}

/// Whether a member may see all that a rule looks at.
fn hears(member: &StoredMember, spec: &RuleSpec) -> bool {
    let is_let_in = member.suspended_at.is_none() && !member.is_barred && member.role != Role::Display;
    let sees = |filter| spec.scope.within(filter).as_ref() == Some(&spec.scope);
    is_let_in && member.scope.as_ref().is_none_or(sees)
}

fn time(at: UnixMs, zone: &TimeZone) -> String {
    let Ok(at) = Timestamp::from_millisecond(at.0) else { return String::new() };
    at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M %Z").to_string()
}
