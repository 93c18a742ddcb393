//! Alarm rules. A change names the version it was made from, as a change of a connection does.

use domain::id::RuleId;
use domain::id::TenantId;
use domain::rule::Rule;
use domain::rule::RuleSpec;
use domain::time::UnixMs;
use sqlx::FromRow;

use crate::store::Edited;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::fresh_id;
use crate::store::on_pool;
use crate::store::read;

/// A rule as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRule {
    /// The rule.
    pub rule: Rule,
    /// Counts its changes.
    pub version: i64,
    /// Who changed it last.
    pub changed_by: String,
    /// When.
    pub changed_at: UnixMs,
}

#[derive(FromRow)]
struct RuleRow {
    id: String,
    spec_json: String,
    version: i64,
    changed_by: String,
    changed_at_ms: i64,
}

impl RuleRow {
    fn read(self) -> StoreResult<StoredRule> {
        Ok(StoredRule {
            rule: Rule { id: read::word(&self.id, "rule id")?, spec: read::json(&self.spec_json, "rule")? },
            version: self.version,
            changed_by: self.changed_by,
            changed_at: UnixMs(self.changed_at_ms),
        })
    }
}

impl Store {
    /// The tenants that have rules or alarms to look after.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn tenants_with_rules(&self) -> StoreResult<Vec<TenantId>> {
        let rows = on_pool!(self, |pool| {
            sqlx::query_scalar::<_, String>(
                "SELECT tenant_id FROM alarm_rules
                 UNION SELECT tenant_id FROM alarms WHERE cleared_at_ms IS NULL",
            )
            .fetch_all(pool)
            .await
        })?;
        rows.iter().map(|tenant| read::word(tenant, "tenant id")).collect()
    }

    /// The tenant's rules, by name.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn rules(&self, tenant: TenantId) -> StoreResult<Vec<StoredRule>> {
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, RuleRow>(
                "SELECT id, spec_json, version, changed_by, changed_at_ms
                 FROM alarm_rules WHERE tenant_id = $1 ORDER BY name, id",
            )
            .bind(tenant.to_string())
            .fetch_all(pool)
            .await
        })?;
        rows.into_iter().map(RuleRow::read).collect()
    }

    /// One rule of the tenant.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn rule(&self, tenant: TenantId, rule: RuleId) -> StoreResult<Option<StoredRule>> {
        let row = on_pool!(self, |pool| {
            sqlx::query_as::<_, RuleRow>(
                "SELECT id, spec_json, version, changed_by, changed_at_ms
                 FROM alarm_rules WHERE tenant_id = $1 AND id = $2",
            )
            .bind(tenant.to_string())
            .bind(rule.to_string())
            .fetch_optional(pool)
            .await
        })?;
        row.map(RuleRow::read).transpose()
    }

    /// Adds a rule.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another one of the tenant has the name.
    pub async fn add_rule(&self, tenant: TenantId, spec: &RuleSpec, by: &str, now: UnixMs) -> StoreResult<RuleId> {
        let id = RuleId(fresh_id(now));
        let spec_json = read::to_json(spec, "rule")?;
        on_pool!(self, |pool| {
            sqlx::query(
                "INSERT INTO alarm_rules (tenant_id, id, name, spec_json, changed_by, changed_at_ms)
                 VALUES ($1, $2, $3, $4, $5, $6)",
            )
            .bind(tenant.to_string())
            .bind(id.to_string())
            .bind(read::storable(&spec.name))
            .bind(read::storable(&spec_json))
            .bind(read::storable(by))
            .bind(now.0)
            .execute(pool)
            .await
            .map(drop)
        })?;
        Ok(id)
    }

    /// Changes a rule if its version is still the one named.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the tenant has no such rule, [`StoreError::Conflict`] when another one of it has the
    /// name.
    pub async fn change_rule(
        &self,
        tenant: TenantId,
        rule: RuleId,
        version: i64,
        spec: &RuleSpec,
        by: &str,
        now: UnixMs,
    ) -> StoreResult<Edited> {
        let spec_json = read::to_json(spec, "rule")?;
        let changed = on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE alarm_rules
                 SET name = $4, spec_json = $5, changed_by = $6, changed_at_ms = $7, version = version + 1
                 WHERE tenant_id = $1 AND id = $2 AND version = $3",
            )
            .bind(tenant.to_string())
            .bind(rule.to_string())
            .bind(version)
            .bind(read::storable(&spec.name))
            .bind(read::storable(&spec_json))
            .bind(read::storable(by))
            .bind(now.0)
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        if changed > 0 {
            return Ok(Edited::Done);
        }
        match self.rule(tenant, rule).await? {
            Some(_) => Ok(Edited::Stale),
            None => Err(StoreError::NotFound),
        }
    }

    /// Deletes a rule. The alarms that it raised stay.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the tenant has no such rule.
    pub async fn delete_rule(&self, tenant: TenantId, rule: RuleId) -> StoreResult<()> {
        self.delete_own("DELETE FROM alarm_rules WHERE tenant_id = $1 AND id = $2", tenant, rule).await
    }
}
