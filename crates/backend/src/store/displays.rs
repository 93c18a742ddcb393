//! Screens that were paired. A row that was revoked stays for as long as its device may come back, and no statement but
//! the purge touches it again.

use domain::audience::ScopeFilter;
use domain::display::DisplayFacts;
use domain::display::WallLayout;
use domain::id::DisplayId;
use domain::id::ScopeId;
use domain::id::TenantId;
use domain::language::Language;
use domain::theme::Theme;
use domain::time::UnixMs;
use domain::wall::program::Program;
use sqlx::FromRow;

use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::fresh_id;
use crate::store::on_pool;
use crate::store::read;

/// A display with everything known of it but its token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Display {
    /// Whose.
    pub tenant_id: TenantId,
    /// Identity.
    pub id: DisplayId,
    /// What it is told about itself.
    pub facts: DisplayFacts,
    /// Which change of its program this is; 0 before the first.
    pub program_version: i64,
    /// Whether a program is stored that cannot be read; its layout is shown instead.
    pub is_program_lost: bool,
    /// What it may see, by name and content; none is the whole floor.
    pub scope: Option<(ScopeId, ScopeFilter)>,
    /// Who paired it.
    pub paired_by: String,
    /// When.
    pub paired_at: UnixMs,
    /// When it last asked for anything.
    pub last_seen: UnixMs,
    /// The build of its page.
    pub version: Option<String>,
    /// Its screen in CSS pixels.
    pub screen: Option<(u32, u32)>,
    /// When it was shut out.
    pub revoked_at: Option<UnixMs>,
}

/// What a desk decides about a display.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisplaySettings {
    /// What people call it.
    pub name: String,
    /// Where it hangs.
    pub place: String,
    /// How it is laid out.
    pub layout: WallLayout,
    /// Which agents it shows.
    pub view: String,
    /// In which language; none is the company's.
    pub language: Option<Language>,
    /// How it looks.
    pub theme: Theme,
    /// What it may see; none is the whole floor.
    pub scope: Option<ScopeId>,
}

#[derive(FromRow)]
pub(super) struct DisplayRow {
    tenant_id: String,
    id: String,
    name: String,
    place: String,
    layout: String,
    view_query: String,
    language: Option<String>,
    theme: Option<String>,
    scope_id: Option<String>,
    filter_json: Option<String>,
    paired_by: String,
    paired_at_ms: i64,
    last_seen_ms: i64,
    version: Option<String>,
    screen_width: Option<i64>,
    screen_height: Option<i64>,
    identify_until_ms: Option<i64>,
    reloads: i64,
    revoked_at_ms: Option<i64>,
    program_json: Option<String>,
    program_version: i64,
}

impl DisplayRow {
    pub(super) fn read(self) -> StoreResult<Display> {
        let scope = match (self.scope_id, self.filter_json) {
            (None, _) => None,
            (Some(id), Some(filter)) => Some((read::word(&id, "scope id")?, read::json(&filter, "scope filter")?)),
            // A lost limit must not become no limit.
            (Some(_), None) => return Err(StoreError::corrupt("scope")),
        };
        let pixels = |pixels: i64| u32::try_from(pixels).ok();
        // One that makes no sense must not leave the wall blank; whoever greets the screen tells the operator.
        let program = self.program_json.as_deref().map(|json| read::json::<Program>(json, "display program"));
        let program = program.map(|program| program.ok().filter(|program| program.misshapen().is_empty()));
        Ok(Display {
            tenant_id: read::word(&self.tenant_id, "tenant id")?,
            id: read::word(&self.id, "display id")?,
            facts: DisplayFacts {
                name: self.name,
                place: self.place,
                layout: WallLayout::from_slug(&self.layout).ok_or(StoreError::corrupt("wall layout"))?,
                view: self.view_query,
                language: read::optional_word(self.language.as_deref(), "language")?,
                theme: read::optional_word(self.theme.as_deref(), "theme")?.unwrap_or_default(),
                program: program.clone().flatten(),
                identify_until: self.identify_until_ms.map(UnixMs),
                reloads: u32::try_from(self.reloads).map_err(|_| StoreError::corrupt("reloads"))?,
            },
            program_version: self.program_version,
            is_program_lost: program == Some(None),
            scope,
            paired_by: self.paired_by,
            paired_at: UnixMs(self.paired_at_ms),
            last_seen: UnixMs(self.last_seen_ms),
            version: self.version,
            screen: self.screen_width.and_then(pixels).zip(self.screen_height.and_then(pixels)),
            revoked_at: self.revoked_at_ms.map(UnixMs),
        })
    }
}

impl Store {
    /// Uses a code up and makes its screen a display of the tenant, both or neither.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when no screen shows this code now.
    pub async fn pair_display(
        &self,
        tenant: TenantId,
        code: &str,
        settings: &DisplaySettings,
        paired_by: &str,
        now: UnixMs,
    ) -> StoreResult<DisplayId> {
        let id = DisplayId(fresh_id(now));
        on_pool!(self, |pool| {
            let mut tx = pool.begin().await?;
            let token_hash = sqlx::query_scalar::<_, String>(
                "DELETE FROM display_pairings WHERE code = $1 AND expires_at_ms > $2 RETURNING token_hash",
            )
            .bind(code)
            .bind(now.0)
            .fetch_optional(&mut *tx)
            .await?
            .ok_or(StoreError::NotFound)?;
            sqlx::query(
                "INSERT INTO displays (tenant_id, id, name, place, layout, view_query, scope_id, token_hash,
                                       token_set_at_ms, paired_by, paired_at_ms, last_seen_ms, language, theme)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $9, $9, $11, $12)",
            )
            .bind(tenant.to_string())
            .bind(id.to_string())
            .bind(read::storable(&settings.name))
            .bind(read::storable(&settings.place))
            .bind(settings.layout.slug())
            .bind(read::storable(&settings.view))
            .bind(settings.scope.map(|scope| scope.to_string()))
            .bind(token_hash)
            .bind(now.0)
            .bind(read::storable(paired_by))
            .bind(settings.language.map(Language::as_str))
            .bind(settings.theme.attribute())
            .execute(&mut *tx)
            .await?;
            tx.commit().await?;
        });
        Ok(id)
    }

    /// The tenant's displays that are not shut out and were seen since `seen_since`, by name.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn displays(&self, tenant: TenantId, seen_since: UnixMs) -> StoreResult<Vec<Display>> {
        let rows = on_pool!(self, |pool| {
            sqlx::query_as::<_, DisplayRow>(
                "SELECT d.tenant_id, d.id, d.name, d.place, d.layout, d.view_query, d.language, d.theme, d.scope_id,
                        s.filter_json, d.paired_by, d.paired_at_ms, d.last_seen_ms, d.version, d.screen_width, d.screen_height,
                        d.identify_until_ms, d.reloads, d.revoked_at_ms, d.program_json, d.program_version
                 FROM displays d
                 LEFT JOIN scopes s ON s.tenant_id = d.tenant_id AND s.id = d.scope_id
                 WHERE d.tenant_id = $1 AND d.revoked_at_ms IS NULL AND d.last_seen_ms > $2
                 ORDER BY d.name, d.id",
            )
            .bind(tenant.to_string())
            .bind(seen_since.0)
            .fetch_all(pool)
            .await
        })?;
        rows.into_iter().map(DisplayRow::read).collect()
    }

    /// One display of the tenant, also when it is shut out.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn display(&self, tenant: TenantId, display: DisplayId) -> StoreResult<Option<Display>> {
        let row = on_pool!(self, |pool| {
            sqlx::query_as::<_, DisplayRow>(
                "SELECT d.tenant_id, d.id, d.name, d.place, d.layout, d.view_query, d.language, d.theme, d.scope_id,
                        s.filter_json, d.paired_by, d.paired_at_ms, d.last_seen_ms, d.version, d.screen_width, d.screen_height,
                        d.identify_until_ms, d.reloads, d.revoked_at_ms, d.program_json, d.program_version
                 FROM displays d
                 LEFT JOIN scopes s ON s.tenant_id = d.tenant_id AND s.id = d.scope_id
                 WHERE d.tenant_id = $1 AND d.id = $2",
            )
            .bind(tenant.to_string())
            .bind(display.to_string())
            .fetch_optional(pool)
            .await
        })?;
        row.map(DisplayRow::read).transpose()
    }

    /// Changes what a display is called and shows. With another language or theme the display
    /// loads its page anew.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the tenant has no such display, or it is shut out.
    pub async fn change_display(
        &self,
        tenant: TenantId,
        display: DisplayId,
        settings: &DisplaySettings,
    ) -> StoreResult<()> {
        let changed = on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE displays SET name = $3, place = $4, layout = $5, view_query = $6, scope_id = $7, language = $8,
                        theme = $9, reloads = reloads + CASE WHEN COALESCE(language, '') = COALESCE($8, '')
                                                              AND COALESCE(theme, '') = COALESCE($9, '') THEN 0 ELSE 1 END
                 WHERE tenant_id = $1 AND id = $2 AND revoked_at_ms IS NULL",
            )
            .bind(tenant.to_string())
            .bind(display.to_string())
            .bind(read::storable(&settings.name))
            .bind(read::storable(&settings.place))
            .bind(settings.layout.slug())
            .bind(read::storable(&settings.view))
            .bind(settings.scope.map(|scope| scope.to_string()))
            .bind(settings.language.map(Language::as_str))
            .bind(settings.theme.attribute())
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        found(changed)
    }

    /// Replaces what a display plays by what was made of version `version`; false when that is not the stored one any more.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the tenant has no such display, or it is shut out.
    pub async fn replace_program(
        &self,
        tenant: TenantId,
        display: DisplayId,
        version: i64,
        program: &Program,
    ) -> StoreResult<bool> {
        let json = read::to_json(program, "display program")?;
        let changed = on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE displays SET program_json = $4, program_version = program_version + 1
                 WHERE tenant_id = $1 AND id = $2 AND program_version = $3 AND revoked_at_ms IS NULL",
            )
            .bind(tenant.to_string())
            .bind(display.to_string())
            .bind(version)
            .bind(read::storable(&json))
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        if changed > 0 {
            return Ok(true);
        }
        let known = self.display(tenant, display).await?.filter(|display| display.revoked_at.is_none());
        known.map(|_| false).ok_or(StoreError::NotFound)
    }

    /// Lets a display show its name until then.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the tenant has no such display, or it is shut out.
    pub async fn identify_display(&self, tenant: TenantId, display: DisplayId, until: UnixMs) -> StoreResult<()> {
        let changed = on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE displays SET identify_until_ms = $3
                 WHERE tenant_id = $1 AND id = $2 AND revoked_at_ms IS NULL",
            )
            .bind(tenant.to_string())
            .bind(display.to_string())
            .bind(until.0)
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        found(changed)
    }

    /// Lets a display load its page anew.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the tenant has no such display, or it is shut out.
    pub async fn reload_display(&self, tenant: TenantId, display: DisplayId) -> StoreResult<()> {
        let changed = on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE displays SET reloads = reloads + 1 WHERE tenant_id = $1 AND id = $2 AND revoked_at_ms IS NULL",
            )
            .bind(tenant.to_string())
            .bind(display.to_string())
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        found(changed)
    }

    /// Shuts a display out, for ever.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the tenant has no such display, or it is shut out already.
    pub async fn revoke_display(&self, tenant: TenantId, display: DisplayId, now: UnixMs) -> StoreResult<()> {
        let changed = on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE displays SET revoked_at_ms = $3 WHERE tenant_id = $1 AND id = $2 AND revoked_at_ms IS NULL",
            )
            .bind(tenant.to_string())
            .bind(display.to_string())
            .bind(now.0)
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        found(changed)
    }

    /// Notes that a display is there; what it does not tell stays as it was.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the tenant has no such display, or it is shut out.
    pub async fn see_display(
        &self,
        tenant: TenantId,
        display: DisplayId,
        version: Option<&str>,
        screen: Option<(u32, u32)>,
        now: UnixMs,
    ) -> StoreResult<()> {
        let changed = on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE displays SET last_seen_ms = $3, version = COALESCE($4, version),
                                     screen_width = COALESCE($5, screen_width),
                                     screen_height = COALESCE($6, screen_height)
                 WHERE tenant_id = $1 AND id = $2 AND revoked_at_ms IS NULL",
            )
            .bind(tenant.to_string())
            .bind(display.to_string())
            .bind(now.0)
            .bind(version.map(read::storable))
            .bind(screen.map(|(width, _)| i64::from(width)))
            .bind(screen.map(|(_, height)| i64::from(height)))
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        found(changed)
    }

    /// Removes displays that were shut out or last seen before `before`, and returns how many.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn purge_displays(&self, before: UnixMs) -> StoreResult<u64> {
        Ok(on_pool!(self, |pool| {
            sqlx::query("DELETE FROM displays WHERE COALESCE(revoked_at_ms, last_seen_ms) < $1")
                .bind(before.0)
                .execute(pool)
                .await
                .map(|done| done.rows_affected())
        })?)
    }
}

const fn found(changed: u64) -> StoreResult<()> {
    if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}
