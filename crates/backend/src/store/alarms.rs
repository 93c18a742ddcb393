//! Alarms: one row for each raising of a rule. A rule has one open alarm at most, which the database itself sees to.

use domain::alarm::Acknowledgement;
use domain::id::AlarmId;
use domain::id::RuleId;
use domain::id::TenantId;
use domain::rule::AlarmLevel;
use domain::rule::Subject;
use domain::time::UnixMs;
use sqlx::FromRow;

use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::fresh_id;
use crate::store::on_pool;
use crate::store::read;

/// So many subjects are kept with an alarm; the count tells of the others.
const SUBJECTS_KEPT: usize = 200;

/// An alarm as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAlarm {
    /// Identity.
    pub id: AlarmId,
    /// The rule, which may be gone.
    pub rule: RuleId,
    /// Its name when the alarm was raised.
    pub rule_name: String,
    /// How bad it was.
    pub level: AlarmLevel,
    /// When it was raised.
    pub raised_at: UnixMs,
    /// When it cleared.
    pub cleared_at: Option<UnixMs>,
    /// Who has seen it.
    pub acknowledged: Option<Acknowledgement>,
    /// The figure as last known.
    pub value: u32,
    /// How many were found.
    pub count: u32,
    /// The first of them.
    pub subjects: Vec<Subject>,
}

#[derive(FromRow)]
struct AlarmRow {
    id: String,
    rule_id: String,
    rule_name: String,
    level: String,
    raised_at_ms: i64,
    cleared_at_ms: Option<i64>,
    acknowledged_by: Option<String>,
    acknowledged_at_ms: Option<i64>,
    value: i64,
    subject_count: i64,
    subjects_json: String,
}

impl AlarmRow {
    fn read(self) -> StoreResult<StoredAlarm> {
        let number = |number: i64| u32::try_from(number).map_err(|_| StoreError::corrupt("alarm figure"));
        let acknowledged = self.acknowledged_by.zip(self.acknowledged_at_ms);
        Ok(StoredAlarm {
            id: read::word(&self.id, "alarm id")?,
            rule: read::word(&self.rule_id, "rule id")?,
            rule_name: self.rule_name,
            level: AlarmLevel::from_slug(&self.level).ok_or(StoreError::corrupt("alarm level"))?,
            raised_at: UnixMs(self.raised_at_ms),
            cleared_at: self.cleared_at_ms.map(UnixMs),
            acknowledged: acknowledged.map(|(by, at)| Acknowledgement { by, at: UnixMs(at) }),
            value: number(self.value)?,
            count: number(self.subject_count)?,
            subjects: read::json(&self.subjects_json, "alarm subjects")?,
        })
    }
}

fn subjects_json(subjects: &[Subject]) -> StoreResult<String> {
    read::to_json(&&subjects[..subjects.len().min(SUBJECTS_KEPT)], "alarm subjects")
}

fn count_of(subjects: &[Subject]) -> i64 {
    i64::try_from(subjects.len()).unwrap_or(i64::MAX)
}

impl Store {
    /// Raises an alarm.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the rule has an open one.
    #[allow(clippy::too_many_arguments, reason = "an alarm has so many facts at its beginning")]
    pub async fn raise_alarm(
        &self,
        tenant: TenantId,
        rule: RuleId,
        rule_name: &str,
        level: AlarmLevel,
        value: u32,
        subjects: &[Subject],
        now: UnixMs,
    ) -> StoreResult<AlarmId> {
        let id = AlarmId(fresh_id(now));
        let subjects_json = subjects_json(subjects)?;
        on_pool!(self, |pool| {
            sqlx::query(
                "INSERT INTO alarms (tenant_id, id, rule_id, rule_name, level, raised_at_ms, value, subject_count,
                                     subjects_json)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            )
            .bind(tenant.to_string())
            .bind(id.to_string())
            .bind(rule.to_string())
            .bind(read::storable(rule_name))
            .bind(level.slug())
            .bind(now.0)
            .bind(i64::from(value))
            .bind(count_of(subjects))
            .bind(read::storable(&subjects_json))
            .execute(pool)
            .await
            .map(drop)
        })?;
        Ok(id)
    }

    /// Keeps what an open alarm shows now.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the tenant has no such alarm open.
    pub async fn update_alarm(
        &self,
        tenant: TenantId,
        alarm: AlarmId,
        value: u32,
        subjects: &[Subject],
    ) -> StoreResult<()> {
        let subjects_json = subjects_json(subjects)?;
        let changed = on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE alarms SET value = $3, subject_count = $4, subjects_json = $5
                 WHERE tenant_id = $1 AND id = $2 AND cleared_at_ms IS NULL",
            )
            .bind(tenant.to_string())
            .bind(alarm.to_string())
            .bind(i64::from(value))
            .bind(count_of(subjects))
            .bind(read::storable(&subjects_json))
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        found(changed)
    }

    /// Ends an alarm. One that has ended already stays as it is.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn clear_alarm(&self, tenant: TenantId, alarm: AlarmId, now: UnixMs) -> StoreResult<()> {
        on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE alarms SET cleared_at_ms = $3 WHERE tenant_id = $1 AND id = $2 AND cleared_at_ms IS NULL",
            )
            .bind(tenant.to_string())
            .bind(alarm.to_string())
            .bind(now.0)
            .execute(pool)
            .await
            .map(drop)
        })?;
        Ok(())
    }

    /// Notes who has seen an open alarm; of two the first one stands.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the tenant has no such alarm open.
    pub async fn acknowledge_alarm(
        &self,
        tenant: TenantId,
        alarm: AlarmId,
        by: &str,
        now: UnixMs,
    ) -> StoreResult<Acknowledgement> {
        let row = on_pool!(self, |pool| {
            sqlx::query_as::<_, (String, i64)>(
                "UPDATE alarms
                 SET acknowledged_by = COALESCE(acknowledged_by, $3),
                     acknowledged_at_ms = COALESCE(acknowledged_at_ms, $4)
                 WHERE tenant_id = $1 AND id = $2 AND cleared_at_ms IS NULL
                 RETURNING acknowledged_by, acknowledged_at_ms",
            )
            .bind(tenant.to_string())
            .bind(alarm.to_string())
            .bind(read::storable(by))
            .bind(now.0)
            .fetch_optional(pool)
            .await
        })?;
        let (by, at) = row.ok_or(StoreError::NotFound)?;
        Ok(Acknowledgement { by, at: UnixMs(at) })
    }

    /// The tenant's open alarms.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn open_alarms(&self, tenant: TenantId) -> StoreResult<Vec<StoredAlarm>> {
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, AlarmRow>(
                "SELECT id, rule_id, rule_name, level, raised_at_ms, cleared_at_ms, acknowledged_by,
                        acknowledged_at_ms, value, subject_count, subjects_json
                 FROM alarms WHERE tenant_id = $1 AND cleared_at_ms IS NULL ORDER BY raised_at_ms, id",
            )
            .bind(tenant.to_string())
            .fetch_all(pool)
            .await
        })?;
        rows.into_iter().map(AlarmRow::read).collect()
    }

    /// When each rule of the tenant fired last.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn last_raised(&self, tenant: TenantId) -> StoreResult<Vec<(RuleId, UnixMs)>> {
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, (String, i64)>(
                "SELECT rule_id, MAX(raised_at_ms) FROM alarms WHERE tenant_id = $1 GROUP BY rule_id",
            )
            .bind(tenant.to_string())
            .fetch_all(pool)
            .await
        })?;
        rows.into_iter().map(|(rule, at)| Ok((read::word(&rule, "rule id")?, UnixMs(at)))).collect()
    }

    /// Removes alarms that ended longer ago than their tenant keeps the past, and returns how many.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn purge_alarms(&self, now: UnixMs) -> StoreResult<u64> {
        Ok(on_pool!(self, |pool| {
            sqlx::query(
                "DELETE FROM alarms
                 WHERE cleared_at_ms < $1 - 86400000 *
                       (SELECT t.history_days FROM tenants t WHERE t.id = alarms.tenant_id)",
            )
            .bind(now.0)
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?)
    }
}

const fn found(changed: u64) -> StoreResult<()> {
    if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}
