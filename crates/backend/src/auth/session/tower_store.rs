//! What tower-sessions asks of a store. Its contract is wider than ours: here nothing is kept for a visitor, nothing is
//! made by saving, and what was left or revoked stays so.

use async_trait::async_trait;
use serde::Deserialize;
use tower_sessions::SessionStore;
use tower_sessions::session::Id;
use tower_sessions::session::Record;
use tower_sessions::session_store;

use crate::auth::Sessions;
use crate::auth::session::ABSOLUTE_S;
use crate::auth::session::IDLE_S;
use crate::auth::session::ORIGIN;
use crate::auth::session::Origin;
use crate::auth::session::PERSON;
use crate::auth::session::SessionHash;
use crate::auth::session::SessionPerson;
use crate::auth::session::TOUCH_EVERY_S;
use crate::store::NewSession;
use crate::store::SessionRow;
use crate::store::StoreError;

/// Under which name a session holds the hash of its sign-in's first identifier.
const FAMILY: &str = "family";

/// What tower-sessions is told when a session may not be kept or changed.
pub(crate) const NOT_ALIVE: &str = "the session is not alive";
const NOBODYS: &str = "a session is kept only once somebody has signed in";

fn backend(error: StoreError) -> session_store::Error {
    match error {
        StoreError::NotFound | StoreError::Conflict => session_store::Error::Backend(NOT_ALIVE.to_owned()),
        StoreError::Unavailable(_) => session_store::Error::Backend(error.to_string()),
        StoreError::Corrupt { .. } => session_store::Error::Decode(error.to_string()),
    }
}

fn encode(record: &Record) -> session_store::Result<String> {
    serde_json::to_string(&record.data).map_err(|_| session_store::Error::Encode("session data".to_owned()))
}

fn field<T: for<'de> Deserialize<'de>>(record: &Record, key: &str) -> session_store::Result<Option<T>> {
    let value = record.data.get(key).cloned();
    value.map(serde_json::from_value).transpose().map_err(|_| session_store::Error::Decode("session data".to_owned()))
}

/// The moment of the record's end as its type wants it; nothing here relies on it.
fn expiry_date(row: &SessionRow) -> time::OffsetDateTime {
    let seconds = row.expires_at.min(row.absolute_expires_at).whole_s();
    time::OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(time::OffsetDateTime::UNIX_EPOCH)
}

#[async_trait]
impl SessionStore for Sessions {
    /// Keeps the session of somebody who has signed in, under an identifier chosen here, and only while the person's
    /// epoch is that of the record and none of its family was revoked.
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        let now = self.clock.now();
        let person: SessionPerson =
            field(record, PERSON)?.ok_or_else(|| session_store::Error::Backend(NOBODYS.to_owned()))?;
        record.id = Id::default();
        let hash = SessionHash::of(&record.id);
        let family = match field::<String>(record, FAMILY)? {
            Some(family) => family,
            None => {
                record.data.insert(FAMILY.to_owned(), hash.0.clone().into());
                hash.0.clone()
            }
        };
        let absolute_expires_at = person.signed_in_at.plus_s(ABSOLUTE_S);
        if absolute_expires_at <= now {
            return Err(session_store::Error::Backend(NOT_ALIVE.to_owned()));
        }
        let origin: Origin = field(record, ORIGIN)?.unwrap_or_default();
        let session = NewSession {
            id_hash: hash.0,
            family,
            user_id: person.user_id,
            auth_epoch: person.auth_epoch,
            data_json: encode(record)?,
            confined_to: person.confined_to,
            remote_addr: origin.remote.map(|remote| remote.to_string()),
            browser: origin.browser,
            expires_at: now.plus_s(IDLE_S),
            absolute_expires_at,
        };
        self.store.insert_session(&session, now).await.map_err(backend)
    }

    /// Updates a living session; never makes one.
    async fn save(&self, record: &Record) -> session_store::Result<()> {
        let now = self.clock.now();
        let hash = SessionHash::of(&record.id);
        let data_json = encode(record)?;
        self.store.update_session(&hash.0, &data_json, now.plus_s(IDLE_S), now).await.map_err(backend)
    }

    async fn load(&self, session_id: &Id) -> session_store::Result<Option<Record>> {
        let now = self.clock.now();
        let hash = SessionHash::of(session_id);
        let Some(row) = self.store.live_session(&hash.0, now).await.map_err(backend)? else {
            return Ok(None);
        };
        if now.seconds_since(row.last_seen) >= TOUCH_EVERY_S {
            self.store.touch_session(&hash.0, now.plus_s(IDLE_S), now).await.map_err(backend)?;
        }
        let data = serde_json::from_str(&row.data_json)
            .map_err(|_| session_store::Error::Decode("session data".to_owned()))?;
        Ok(Some(Record { id: *session_id, data, expiry_date: expiry_date(&row) }))
    }

    /// Leaves the session behind. Whoever leaves one that was left before holds something stale: that is an error, and
    /// ends the whole sign-in, because the session that follows would be one too many.
    async fn delete(&self, session_id: &Id) -> session_store::Result<()> {
        let now = self.clock.now();
        let hash = SessionHash::of(session_id);
        match self.store.replace_session(&hash.0, now).await {
            // Never stored, as every session before its sign-in.
            Ok(()) | Err(StoreError::NotFound) => Ok(()),
            Err(error @ StoreError::Conflict) => {
                self.store.revoke_session(&hash.0, now).await.map_err(backend)?;
                Err(backend(error))
            }
            Err(error @ (StoreError::Unavailable(_) | StoreError::Corrupt { .. })) => Err(backend(error)),
        }
    }
}
