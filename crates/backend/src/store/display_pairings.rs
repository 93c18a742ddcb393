//! Codes on screens that wait to be paired. Each is used once; how long it lives and how many there may be is for
//! `displays` to say.

use domain::time::UnixMs;
use sqlx::FromRow;

use crate::store::Store;
use crate::store::StoreResult;
use crate::store::on_pool;

/// A screen that waits.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct WaitingScreen {
    /// What it shows.
    pub code: String,
    /// The name of the tenant that shut it out, where one did.
    pub left_tenant_name: Option<String>,
    expires_at_ms: i64,
}

impl WaitingScreen {
    /// When the code ends.
    pub const fn expires_at(&self) -> UnixMs {
        UnixMs(self.expires_at_ms)
    }
}

/// A code to be shown.
#[derive(Clone, Debug)]
pub struct NewPairing<'a> {
    /// Hash of the device's token.
    pub token_hash: &'a str,
    /// The code.
    pub code: &'a str,
    /// The part of the network it comes from.
    pub remote: &'a str,
    /// The name of the tenant that shut the device out, where one did.
    pub left_tenant_name: Option<&'a str>,
    /// When the code ends.
    pub expires_at: UnixMs,
}

/// How many codes may be open at once.
#[derive(Clone, Copy, Debug)]
pub struct PairingRoom {
    /// From one part of the network.
    pub from_one: i64,
    /// In all.
    pub in_all: i64,
}

impl Store {
    /// The screen that waits with this token, also when its code is over.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn waiting_screen(&self, token_hash: &str) -> StoreResult<Option<WaitingScreen>> {
        Ok(on_pool!(self, |pool| {
            sqlx::query_as::<_, WaitingScreen>(
                "SELECT code, left_tenant_name, expires_at_ms FROM display_pairings WHERE token_hash = $1",
            )
            .bind(token_hash)
            .fetch_optional(pool)
            .await
        })?)
    }

    /// Keeps a code for a new device, or a new code for one whose code is over. False when there is no room, or the
    /// device has a code that is not over.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::store::StoreError::Conflict) when another screen shows the code.
    pub async fn open_pairing(&self, pairing: &NewPairing<'_>, room: PairingRoom, now: UnixMs) -> StoreResult<bool> {
        let kept = on_pool!(self, |pool| {
            sqlx::query(
                "INSERT INTO display_pairings (token_hash, code, remote, left_tenant_name, created_at_ms, expires_at_ms)
                 SELECT $1, $2, $3, $4, $5, $6
                 WHERE (SELECT COUNT(*) FROM display_pairings WHERE expires_at_ms > $5 AND remote = $3) < $7
                   AND (SELECT COUNT(*) FROM display_pairings WHERE expires_at_ms > $5) < $8
                 ON CONFLICT (token_hash) DO UPDATE SET
                     code = excluded.code, remote = excluded.remote, created_at_ms = excluded.created_at_ms,
                     expires_at_ms = excluded.expires_at_ms
                 WHERE display_pairings.expires_at_ms <= $5",
            )
            .bind(pairing.token_hash)
            .bind(pairing.code)
            .bind(pairing.remote)
            .bind(pairing.left_tenant_name)
            .bind(now.0)
            .bind(pairing.expires_at.0)
            .bind(room.from_one)
            .bind(room.in_all)
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        Ok(kept > 0)
    }

    /// Removes codes that ended before `before`: their screens do not come back.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn purge_pairings(&self, before: UnixMs) -> StoreResult<u64> {
        Ok(on_pool!(self, |pool| {
            sqlx::query("DELETE FROM display_pairings WHERE expires_at_ms < $1")
                .bind(before.0)
                .execute(pool)
                .await
                .map(|done| done.rows_affected())
        })?)
    }
}
