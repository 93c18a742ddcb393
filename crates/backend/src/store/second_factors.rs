//! The second factors of people, their recovery codes, and sign-ins that wait for a code. What may be taken only once is
//! taken by one statement, so that of two at once one has it.

use domain::id::TenantId;
use domain::id::UserId;
use domain::time::UnixMs;

use crate::secrets::Sealed;
use crate::store::NewMail;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::insert_mail;
use crate::store::on_pool;
use crate::store::read;

/// A second factor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondFactor {
    /// What its codes are made of.
    pub secret: Sealed,
    /// Since when it is asked for; none while it is being set up.
    pub confirmed_at: Option<UnixMs>,
}

/// Within a transaction: the hashes of fresh recovery codes in place of the old.
macro_rules! replace_codes {
    ($tx:ident, $user:expr, $hashes:expr) => {
        sqlx::query("DELETE FROM recovery_codes WHERE user_id = $1").bind($user.to_string()).execute(&mut *$tx).await?;
        for hash in $hashes {
            sqlx::query("INSERT INTO recovery_codes (user_id, code_hash) VALUES ($1, $2)")
                .bind($user.to_string())
                .bind(hash.as_str())
                .execute(&mut *$tx)
                .await?;
        }
    };
}

impl Store {
    /// The person's second factor, also one that is being set up.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn second_factor(&self, user: UserId) -> StoreResult<Option<SecondFactor>> {
        let row = on_pool!(self, |pool| {
            sqlx::query_as::<_, (String, String, Option<i64>)>(
                "SELECT secret_key_id, secret_envelope, confirmed_at_ms FROM second_factors WHERE user_id = $1",
            )
            .bind(user.to_string())
            .fetch_optional(pool)
            .await
        })?;
        Ok(row.map(|(key_id, envelope, confirmed_at_ms)| SecondFactor {
            secret: Sealed { key_id, envelope },
            confirmed_at: confirmed_at_ms.map(UnixMs),
        }))
    }

    /// Whether the person is asked for a code at sign-in.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn has_second_factor(&self, user: UserId) -> StoreResult<bool> {
        Ok(self.second_factor(user).await?.is_some_and(|factor| factor.confirmed_at.is_some()))
    }

    /// Keeps a secret that is being set up, in place of an earlier one that was never confirmed.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the person has a second factor.
    pub async fn propose_second_factor(&self, user: UserId, secret: &Sealed, now: UnixMs) -> StoreResult<()> {
        let changed = on_pool!(self, |pool| {
            sqlx::query(
                "INSERT INTO second_factors (user_id, secret_key_id, secret_envelope, last_step, created_at_ms)
                 VALUES ($1, $2, $3, 0, $4)
                 ON CONFLICT (user_id) DO UPDATE SET secret_key_id = excluded.secret_key_id,
                     secret_envelope = excluded.secret_envelope, created_at_ms = excluded.created_at_ms
                 WHERE second_factors.confirmed_at_ms IS NULL",
            )
            .bind(user.to_string())
            .bind(secret.key_id.as_str())
            .bind(secret.envelope.as_str())
            .bind(now.0)
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        if changed == 0 { Err(StoreError::Conflict) } else { Ok(()) }
    }

    /// Confirms the secret that the person was shown, with the step of its first code, and keeps the recovery codes.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it was confirmed or replaced meanwhile.
    pub async fn confirm_second_factor(
        &self,
        user: UserId,
        secret: &Sealed,
        step: i64,
        code_hashes: &[String],
        mail: Option<&NewMail>,
        now: UnixMs,
    ) -> StoreResult<()> {
        on_pool!(self, |pool| {
            let mut tx = pool.begin().await?;
            let confirmed = sqlx::query(
                "UPDATE second_factors SET confirmed_at_ms = $3, last_step = $4
                 WHERE user_id = $1 AND secret_envelope = $2 AND confirmed_at_ms IS NULL",
            )
            .bind(user.to_string())
            .bind(secret.envelope.as_str())
            .bind(now.0)
            .bind(step)
            .execute(&mut *tx)
            .await?
            .rows_affected();
            if confirmed == 0 {
                return Err(StoreError::Conflict);
            }
            replace_codes!(tx, user, code_hashes);
            if let Some(mail) = mail {
                insert_mail!(&mut *tx, mail, now);
            }
            tx.commit().await?;
        });
        Ok(())
    }

    /// Takes a code of that step; false when one of that step or a later one was taken before. One statement, so that two
    /// sign-ins at once with one code are one.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn take_step(&self, user: UserId, step: i64) -> StoreResult<bool> {
        let taken = on_pool!(self, |pool| {
            sqlx::query(
                "UPDATE second_factors SET last_step = $2
                 WHERE user_id = $1 AND last_step < $2 AND confirmed_at_ms IS NOT NULL",
            )
            .bind(user.to_string())
            .bind(step)
            .execute(pool)
            .await
            .map(|done| done.rows_affected())
        })?;
        Ok(taken == 1)
    }

    /// Uses a recovery code up; false when there is none with that hash.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn take_recovery_code(&self, user: UserId, code_hash: &str) -> StoreResult<bool> {
        let taken = on_pool!(self, |pool| {
            sqlx::query("DELETE FROM recovery_codes WHERE user_id = $1 AND code_hash = $2")
                .bind(user.to_string())
                .bind(code_hash)
                .execute(pool)
                .await
                .map(|done| done.rows_affected())
        })?;
        Ok(taken == 1)
    }

    /// How many recovery codes are left.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn recovery_codes_left(&self, user: UserId) -> StoreResult<u32> {
        let left = on_pool!(self, |pool| {
            sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM recovery_codes WHERE user_id = $1")
                .bind(user.to_string())
                .fetch_one(pool)
                .await
        })?;
        Ok(u32::try_from(left).unwrap_or(u32::MAX))
    }

    /// Puts fresh recovery codes in place of the old.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn replace_recovery_codes(&self, user: UserId, code_hashes: &[String]) -> StoreResult<()> {
        on_pool!(self, |pool| {
            let mut tx = pool.begin().await?;
            replace_codes!(tx, user, code_hashes);
            tx.commit().await?;
        });
        Ok(())
    }

    /// Takes the person's second factor away, with its codes and the sign-ins that wait for one.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the person has none.
    pub async fn remove_second_factor(&self, user: UserId, mail: Option<&NewMail>, now: UnixMs) -> StoreResult<()> {
        on_pool!(self, |pool| {
            let mut tx = pool.begin().await?;
            let removed = sqlx::query("DELETE FROM second_factors WHERE user_id = $1")
                .bind(user.to_string())
                .execute(&mut *tx)
                .await?
                .rows_affected();
            if removed == 0 {
                return Err(StoreError::NotFound);
            }
            for table in
                ["DELETE FROM recovery_codes WHERE user_id = $1", "DELETE FROM half_sign_ins WHERE user_id = $1"]
            {
                sqlx::query(table).bind(user.to_string()).execute(&mut *tx).await?;
            }
            if let Some(mail) = mail {
                insert_mail!(&mut *tx, mail, now);
            }
            tx.commit().await?;
        });
        Ok(())
    }

    /// Keeps a sign-in that waits for a code.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such person.
    pub async fn insert_half_sign_in(
        &self,
        token_hash: &str,
        user: UserId,
        auth_epoch: i64,
        expires_at: UnixMs,
    ) -> StoreResult<()> {
        on_pool!(self, |pool| {
            sqlx::query(
                "INSERT INTO half_sign_ins (token_hash, user_id, auth_epoch, expires_at_ms) VALUES ($1, $2, $3, $4)",
            )
            .bind(token_hash)
            .bind(user.to_string())
            .bind(auth_epoch)
            .bind(expires_at.0)
            .execute(pool)
            .await
            .map(drop)
        })?;
        Ok(())
    }

    /// Whose sign-in waits under that token.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn half_sign_in(&self, token_hash: &str, now: UnixMs) -> StoreResult<Option<UserId>> {
        let id = on_pool!(self, |pool| {
            sqlx::query_scalar::<_, String>(
                "SELECT h.user_id FROM half_sign_ins h JOIN users u ON u.id = h.user_id
                 WHERE h.token_hash = $1 AND h.expires_at_ms > $2 AND u.auth_epoch = h.auth_epoch
                   AND u.disabled_at_ms IS NULL",
            )
            .bind(token_hash)
            .bind(now.0)
            .fetch_optional(pool)
            .await
        })?;
        id.map(|id| read::word(&id, "user id")).transpose()
    }

    /// Uses such a sign-in up and returns the epoch it is bound to; none when it is over. Of two at once one has it.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn take_half_sign_in(&self, token_hash: &str, now: UnixMs) -> StoreResult<Option<i64>> {
        Ok(on_pool!(self, |pool| {
            sqlx::query_scalar::<_, i64>(
                "DELETE FROM half_sign_ins WHERE token_hash = $1 AND expires_at_ms > $2 RETURNING auth_epoch",
            )
            .bind(token_hash)
            .bind(now.0)
            .fetch_optional(pool)
            .await
        })?)
    }

    /// Removes sign-ins that waited too long.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn purge_half_sign_ins(&self, now: UnixMs) -> StoreResult<u64> {
        Ok(on_pool!(self, |pool| {
            sqlx::query("DELETE FROM half_sign_ins WHERE expires_at_ms <= $1")
                .bind(now.0)
                .execute(pool)
                .await
                .map(|done| done.rows_affected())
        })?)
    }

    /// Whether everybody in the tenant needs a second factor; returns whether anything changed.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn need_second_factor(&self, tenant: TenantId, needed: bool) -> StoreResult<bool> {
        let changed = on_pool!(self, |pool| {
            sqlx::query("UPDATE tenants SET needs_second_factor = $2 WHERE id = $1 AND needs_second_factor <> $2")
                .bind(tenant.to_string())
                .bind(i64::from(needed))
                .execute(pool)
                .await
                .map(|done| done.rows_affected())
        })?;
        Ok(changed == 1)
    }
}
