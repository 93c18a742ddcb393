//! All SQL. One statement is one function, and the first argument of everything that belongs to a tenant is the tenant.
//!
//! SQLite and PostgreSQL stand behind one [`Store`]: the same tables, the same statements, two pools. The store decides
//! nothing; who may ask is settled before, by a `TenantCtx`.

mod account;
mod address;
mod agent_turns;
mod agents;
mod alarm_mails;
mod alarms;
mod audit;
mod change_rows;
mod change_sets;
mod connection_edits;
mod connections;
mod display_pairings;
mod display_tokens;
mod displays;
mod error;
mod first_run;
mod half_hours;
mod installation;
mod invitations;
mod joins;
mod known_devices;
mod limits;
mod members;
mod memberships;
mod outbox;
mod portable;
mod queue_samples;
mod read;
mod recording_policies;
mod recordings;
mod regional;
mod renewals;
mod resets;
mod retention;
mod rules;
mod schema;
mod scopes;
mod sealed;
mod second_factors;
mod session_list;
mod sessions;
mod shapes;
mod single_sign_on;
mod state_events;
mod suspensions;
mod tenants;
mod throttle;
mod users;
mod views;
mod vitals;
mod watch_spans;
mod webhooks;

use std::fmt;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering;

use domain::time::UnixMs;
use sqlx::PgPool;
use sqlx::SqlitePool;
use uuid::Timestamp;
use uuid::Uuid;

pub use agents::AgentStamp;
pub use agents::StoredAgent;
pub use alarm_mails::DueAlarmMail;
pub use alarms::StoredAlarm;
pub use audit::AuditEntry;
pub use audit::AuditIntent;
pub use change_rows::AgentChange;
pub use change_rows::NewChangeSet;
pub use change_rows::StoredChangeRow;
pub use change_sets::Confirmed;
pub use change_sets::StoredChangeSet;
pub use connections::Connection;
pub use connections::ConnectionEdit;
pub use connections::ConnectionStamp;
pub use connections::Edited;
pub use connections::NewConnection;
pub use connections::StoredSecret;
pub use display_pairings::NewPairing;
pub use display_pairings::PairingRoom;
pub use display_pairings::WaitingScreen;
pub use display_tokens::ScreenLooks;
pub use display_tokens::TokenHolder;
pub use displays::Display;
pub use displays::DisplaySettings;
pub use error::Cause;
pub use error::StoreError;
pub use first_run::FirstPeople;
pub use half_hours::HalfHour;
pub use invitations::NewInvitation;
pub use invitations::StoredInvitation;
pub use joins::NewIdentity;
pub use limits::StoredLimits;
pub use members::MemberChange;
pub use members::StoredMember;
pub use memberships::Membership;
pub use memberships::MembershipScope;
pub use outbox::DueMail;
pub use outbox::NewMail;
pub(crate) use outbox::insert_mail;
pub(crate) use portable::Row;
pub(crate) use portable::Rows;
pub(crate) use portable::Shape;
pub(crate) use portable::Value;
pub use recording_policies::StoredRecordingPolicy;
pub use regional::RegionalSettings;
pub use retention::Kept;
pub use rules::StoredRule;
pub use schema::Schema;
pub use schema::Step;
pub use sealed::SealedRecord;
pub use second_factors::SecondFactor;
pub use session_list::SignIn;
pub use sessions::NewSession;
pub use sessions::SessionRow;
pub use single_sign_on::SignOn;
pub use single_sign_on::SignOnTry;
pub(crate) use state_events::days::day_of;
pub use tenants::NewTenant;
pub use tenants::Suspension;
pub use tenants::Tenant;
pub use users::Credentials;
pub use users::NewUser;
pub use users::User;
pub(crate) use users::normal_email;
pub use views::StoredView;
pub use views::ViewContent;
pub use views::Whose;
pub use vitals::Waiting;
pub use webhooks::DueDelivery;
pub use webhooks::Tried;
pub use webhooks::Webhook;

/// The result of a store call.
pub type StoreResult<T> = Result<T, StoreError>;

/// Where everything is kept.
#[derive(Clone)]
pub enum Store {
    /// One file, for one node.
    Sqlite(SqlitePool),
    /// A server, for one node or several.
    Postgres(PgPool),
}

/// Expands one body for both pools: the statements are the same, only their types differ.
macro_rules! on_pool {
    ($store:expr, |$pool:ident| $body:expr) => {
        match $store {
            $crate::store::Store::Sqlite($pool) => $body,
            $crate::store::Store::Postgres($pool) => $body,
        }
    };
}
pub(crate) use on_pool;

impl Store {
    /// Opens the database and brings its tables up to date: `sqlite:PATH?mode=rwc` or `postgres://…`.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the address is wrong, nobody answers there, or a migration fails.
    pub async fn open(url: &str) -> StoreResult<Self> {
        let store = Self::connect(url, true).await?;
        if let Err(error) = store.migrate().await {
            // A connection that was left in the middle of a migration may hold its lock.
            store.close().await;
            return Err(error);
        }
        Ok(store)
    }

    /// Opens a database that is there, and leaves its tables as they are.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the address is wrong or nobody answers there.
    pub async fn look_into(url: &str) -> StoreResult<Self> {
        Self::connect(url, false).await
    }

    /// Opens a database, makes its file if need be, and leaves its tables as they are.
    pub(crate) async fn prepare(url: &str) -> StoreResult<Self> {
        Self::connect(url, true).await
    }

    /// Whether the database answers now; for the readiness probe.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it does not.
    pub async fn ping(&self) -> StoreResult<()> {
        on_pool!(self, |pool| sqlx::query("SELECT COUNT(*) FROM installation").execute(pool).await.map(drop))?;
        Ok(())
    }

    /// Closes all connections after their last statement.
    pub async fn close(&self) {
        on_pool!(self, |pool| pool.close().await);
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A pool's own Debug shows the address, which may hold a password.
        f.write_str(match self {
            Self::Sqlite(_) => "Store(sqlite)",
            Self::Postgres(_) => "Store(postgres)",
        })
    }
}

/// Bits of an identity that count; the others of its 74 are chance.
const COUNTED_BITS: u8 = 20;

/// A fresh identity that sorts by time of creation, also among those of one millisecond.
pub(crate) fn fresh_id(now: UnixMs) -> Uuid {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let ms = u64::try_from(now.0).unwrap_or(0);
    let nanos = u32::try_from((ms % 1000) * 1_000_000).expect("999 ms are fewer than 2^32 ns");
    let count = MADE.fetch_add(1, Ordering::Relaxed) % (1 << COUNTED_BITS);
    Uuid::new_v7(Timestamp::from_unix_time(ms / 1000, nanos, u128::from(count), COUNTED_BITS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identities_of_one_millisecond_sort_as_they_were_made() {
        let made: Vec<Uuid> = (0..1_000).map(|_| fresh_id(UnixMs(1_800_000_000_000))).collect();

        assert!(made.is_sorted());
        assert!(made.last() < Some(&fresh_id(UnixMs(1_800_000_000_001))));
    }
}
