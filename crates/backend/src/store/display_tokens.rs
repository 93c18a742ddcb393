//! Which display a device's token belongs to, and the replacing of tokens. The statements compare what they replace, so
//! that of two requests with the same token one does it and the other finds it done.

use domain::id::DisplayId;
use domain::id::TenantId;
use domain::language::Language;
use domain::theme::Theme;
use domain::time::UnixMs;
use sqlx::FromRow;

use crate::store::Store;
use crate::store::StoreResult;
use crate::store::Suspension;
use crate::store::on_pool;
use crate::store::read;

/// What the document of a screen is made with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ScreenLooks {
    /// In which language; none where neither the display nor its company chose one.
    pub language: Option<Language>,
    /// How it looks.
    pub theme: Theme,
}

/// The display that has, or had, a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenHolder {
    /// Whose display it is.
    pub tenant_id: TenantId,
    /// The name of that tenant.
    pub tenant_name: String,
    /// The operator lets nobody into that tenant, and why.
    pub suspension: Option<Suspension>,
    /// Which.
    pub display_id: DisplayId,
    /// When it last asked for anything.
    pub last_seen: UnixMs,
    /// When its present token was made.
    pub token_set_at: UnixMs,
    /// Whether it was shut out.
    pub is_revoked: bool,
    /// Whether this is the token it has now; otherwise the one it had before.
    pub is_current: bool,
    /// What the present token was made with from the one before.
    pub salt: Option<String>,
    /// Since when the one before is worth nothing; none while it is, or where there is none.
    pub previous_dead_at: Option<UnixMs>,
}

#[derive(FromRow)]
struct HolderRow {
    tenant_id: String,
    tenant_name: String,
    suspended_at_ms: Option<i64>,
    suspended_reason: Option<String>,
    id: String,
    last_seen_ms: i64,
    token_hash: String,
    token_set_at_ms: i64,
    previous_salt: Option<String>,
    previous_dead_at_ms: Option<i64>,
    revoked_at_ms: Option<i64>,
}

impl Store {
    /// The display whose token this is or was.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn token_holder(&self, token_hash: &str) -> StoreResult<Option<TokenHolder>> {
        let row = on_pool!(self, |pool| {
            sqlx::query_as::<_, HolderRow>(
                "SELECT d.tenant_id, t.name AS tenant_name, t.suspended_at_ms, t.suspended_reason, d.id, d.last_seen_ms, d.token_hash, d.token_set_at_ms,
                        d.previous_salt, d.previous_dead_at_ms, d.revoked_at_ms
                 FROM displays d JOIN tenants t ON t.id = d.tenant_id
                 WHERE d.token_hash = $1 OR d.previous_token_hash = $1",
            )
            .bind(token_hash)
            .fetch_optional(pool)
            .await
        })?;
        row.map(|row| {
            Ok(TokenHolder {
                tenant_id: read::word(&row.tenant_id, "tenant id")?,
                tenant_name: row.tenant_name,
                suspension: Suspension::read(row.suspended_at_ms, row.suspended_reason),
                display_id: read::word(&row.id, "display id")?,
                last_seen: UnixMs(row.last_seen_ms),
                token_set_at: UnixMs(row.token_set_at_ms),
                is_revoked: row.revoked_at_ms.is_some(),
                is_current: row.token_hash == token_hash,
                salt: row.previous_salt,
                previous_dead_at: row.previous_dead_at_ms.map(UnixMs),
            })
        })
        .transpose()
    }

    /// The language, its own or else its company's, and the theme of the display whose token this is or was. It tells
    /// nothing else, and whether the token is worth anything is asked elsewhere.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn looks_of_screen(&self, token_hash: &str) -> StoreResult<ScreenLooks> {
        let words = on_pool!(self, |pool| {
            sqlx::query_as::<_, (Option<String>, Option<String>)>(
                "SELECT COALESCE(d.language, t.locale), d.theme FROM displays d JOIN tenants t ON t.id = d.tenant_id
                 WHERE d.token_hash = $1 OR d.previous_token_hash = $1",
            )
            .bind(token_hash)
            .fetch_optional(pool)
            .await
        })?;
        let (language, theme) = words.unwrap_or_default();
        Ok(ScreenLooks {
            language: read::optional_word(language.as_deref(), "language")?,
            theme: read::optional_word(theme.as_deref(), "theme")?.unwrap_or_default(),
        })
    }

    /// Gives a display a new token; the old one stays good until the new one has been seen. False when the old one is not
    /// its present token any more, or the display was shut out.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn replace_token(
        &self,
        tenant: TenantId,
        display: DisplayId,
        (old_hash, new_hash): (&str, &str),
        salt: &str,
        now: UnixMs,
    ) -> StoreResult<bool> {
        let changed = on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE displays SET token_hash = $4, token_set_at_ms = $6, previous_token_hash = $3, previous_salt = $5,
                                     previous_dead_at_ms = NULL
                 WHERE tenant_id = $1 AND id = $2 AND token_hash = $3 AND revoked_at_ms IS NULL",
            )
            .bind(tenant.to_string())
            .bind(display.to_string())
            .bind(old_hash)
            .bind(new_hash)
            .bind(salt)
            .bind(now.0)
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        Ok(changed > 0)
    }

    /// The present token was seen: the one before it is worth nothing from now on.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn end_previous_token(
        &self,
        tenant: TenantId,
        display: DisplayId,
        token_hash: &str,
        now: UnixMs,
    ) -> StoreResult<()> {
        on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE displays SET previous_salt = NULL, previous_dead_at_ms = $4
                 WHERE tenant_id = $1 AND id = $2 AND token_hash = $3 AND previous_salt IS NOT NULL
                   AND revoked_at_ms IS NULL",
            )
            .bind(tenant.to_string())
            .bind(display.to_string())
            .bind(token_hash)
            .bind(now.0)
            .execute(pool)
            .await
            .map(drop)
        })?;
        Ok(())
    }
}
