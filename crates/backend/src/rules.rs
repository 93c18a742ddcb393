//! Alarm rules at work: one watcher for each tenant that has rules, alarms that survive a restart, and who may see them.
//!
//! What a rule finds and when it fires is `domain::rule`'s business. Alarms are kept before anybody is told, so that no
//! page shows one that a restart forgets.

mod back_test;
mod deliver;
mod desk;
mod feed;
mod local;
mod mail;
mod matter;
mod message;
mod sight;
mod watcher;
mod webhooks;

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::OnceLock;
use std::sync::PoisonError;

use domain::alarm::Alarm;
use domain::audience::ScopeFilter;
use domain::audit::DeedOutcome;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::id::RuleId;
use domain::id::TenantId;
use domain::rule::Verdict;
use tokio::sync::Notify;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::audit::Ending;
use crate::auth::AuthError;
use crate::rules::watcher::Watcher;
use crate::runtime::Backend;
use crate::store::StoreError;
use crate::store::StoreResult;

pub use desk::RuleDraft;
pub use desk::RuleStanding;
pub use feed::AlarmFeed;
pub use mail::REST_S;
pub use message::SIGNATURE_HEADER;
pub use message::TIMESTAMP_HEADER;
pub use message::signature;
pub use webhooks::NewWebhook;

/// Something about a rule, an alarm or a webhook that was not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RulesError {
    /// No such thing for this person: foreign and missing are the same.
    #[error("not found")]
    NotFound,
    /// Only admins.
    #[error("not allowed for this role")]
    Forbidden,
    /// Mend these fields; nothing was changed.
    #[error("{} fields are wrong", .0.len())]
    Invalid(Vec<FieldError>),
    /// It was changed meanwhile; nothing was changed.
    #[error("changed meanwhile")]
    Conflict,
    /// Wait a moment.
    #[error("try again in {retry_after_s} s")]
    TooSoon {
        /// Seconds to wait.
        retry_after_s: u32,
    },
    /// Look after the database.
    #[error(transparent)]
    Store(StoreError),
}

impl RulesError {
    pub(crate) fn field(field: Field, problem: Problem) -> Self {
        Self::Invalid(vec![FieldError::new(field, problem)])
    }
}

impl From<StoreError> for RulesError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound,
            // Only names are one of a kind.
            StoreError::Conflict => Self::field(Field::Name, Problem::Taken),
            StoreError::Unavailable(_) | StoreError::Corrupt { .. } => Self::Store(error),
        }
    }
}

impl From<AuthError> for RulesError {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::SignedOut | AuthError::NotFound => Self::NotFound,
            AuthError::Forbidden
            | AuthError::NeedsSecondFactor
            | AuthError::NeedsSingleSignOn
            | AuthError::NeedsProof(_) => Self::Forbidden,
            AuthError::Unavailable(error) => Self::Store(error),
        }
    }
}

impl Ending for RulesError {
    fn outcome(&self) -> DeedOutcome {
        match self {
            Self::Store(error) => error.outcome(),
            Self::NotFound | Self::Forbidden | Self::Invalid(_) | Self::Conflict | Self::TooSoon { .. } => {
                DeedOutcome::Refused
            }
        }
    }
}

/// An open alarm with everything that decides who sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OpenAlarm {
    /// With all its subjects.
    pub(crate) alarm: Alarm,
    /// Where its rule looks.
    pub(crate) scope: ScopeFilter,
    /// Its figure stands for everybody in the scope.
    pub(crate) is_a_count: bool,
}

/// Everything that is open in one tenant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct OpenAlarms {
    /// Whether any rule is watched.
    pub(crate) is_watched: bool,
    /// In the order in which they were raised.
    pub(crate) list: Vec<OpenAlarm>,
}

/// What is known of one tenant's rules now.
#[derive(Debug)]
pub(crate) struct TenantAlarms {
    pub(crate) open: watch::Sender<Arc<OpenAlarms>>,
    pub(crate) verdicts: Mutex<BTreeMap<RuleId, Verdict>>,
    /// The rules are to be read anew.
    pub(crate) changed: Notify,
}

impl Default for TenantAlarms {
    fn default() -> Self {
        Self { open: watch::Sender::new(Arc::default()), verdicts: Mutex::default(), changed: Notify::new() }
    }
}

impl TenantAlarms {
    /// Changes the open alarms and tells everybody who looks; nobody when nothing is different.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Vec<OpenAlarm>)) {
        self.change_all(|open| change(&mut open.list));
    }

    /// Notes whether any rule is watched.
    pub(crate) fn note_watched(&self, is_watched: bool) {
        self.change_all(|open| open.is_watched = is_watched);
    }

    fn change_all(&self, change: impl FnOnce(&mut OpenAlarms)) {
        self.open.send_if_modified(|open| {
            let mut next = OpenAlarms::clone(open);
            change(&mut next);
            let is_news = next != **open;
            if is_news {
                *open = Arc::new(next);
            }
            is_news
        });
    }

    pub(crate) fn verdicts(&self) -> MutexGuard<'_, BTreeMap<RuleId, Verdict>> {
        self.verdicts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Who watches for alarms, and what is open.
#[derive(Debug, Default)]
pub(crate) struct AlarmDesk {
    tenants: Mutex<HashMap<TenantId, Arc<TenantAlarms>>>,
    /// None before the watchers may start and after they have ended.
    running: tokio::sync::Mutex<Option<HashMap<TenantId, JoinHandle<()>>>>,
    deliverer: Mutex<Option<JoinHandle<()>>>,
    /// There is something to tell a webhook.
    pub(crate) bell: Arc<Notify>,
    /// Scheme and host under which people reach this installation.
    base_url: OnceLock<String>,
}

impl AlarmDesk {
    /// One tenant's alarms.
    pub(crate) fn of(&self, tenant: TenantId) -> Arc<TenantAlarms> {
        let mut tenants = self.tenants.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(tenants.entry(tenant).or_default())
    }

    /// Where a page of the tenant is.
    pub(crate) fn link(&self, path: &str) -> String {
        format!("{}{path}", self.base_url.get().map_or("", String::as_str))
    }

    /// Waits until all watchers have ended; they are told so by the backend's own word to stop.
    pub(crate) async fn stop_all(&self) {
        let watchers = self.running.lock().await.take().unwrap_or_default();
        let deliverer = self.deliverer.lock().unwrap_or_else(PoisonError::into_inner).take();
        futures::future::join_all(watchers.into_values().chain(deliverer)).await;
    }
}

impl Backend {
    /// Starts to watch for alarms, and to tell webhooks of them. `base_url` is where people reach this installation.
    ///
    /// # Errors
    /// When the database cannot tell which tenants have rules.
    pub async fn start_rules(&self, base_url: &str) -> StoreResult<()> {
        let desk = self.alarm_desk();
        // Set once: a second start would only repeat it.
        drop(desk.base_url.set(base_url.to_owned()));
        let tenants = self.store().tenants_with_rules().await?;
        desk.running.lock().await.get_or_insert_default();
        for tenant in tenants {
            self.rules_changed(tenant).await;
        }
        let deliverer = tokio::spawn(deliver::run(self.clone()));
        *desk.deliverer.lock().unwrap_or_else(PoisonError::into_inner) = Some(deliverer);
        Ok(())
    }

    /// The tenant's rules are read anew, by a watcher that is there or a new one.
    pub(crate) async fn rules_changed(&self, tenant: TenantId) {
        let desk = self.alarm_desk();
        let alarms = desk.of(tenant);
        if let Some(running) = desk.running.lock().await.as_mut()
            && running.get(&tenant).is_none_or(JoinHandle::is_finished)
        {
            let watcher = Watcher::new(self.clone(), tenant, Arc::clone(&alarms));
            running.insert(tenant, tokio::spawn(watcher.run()));
        }
        alarms.changed.notify_one();
    }
}
