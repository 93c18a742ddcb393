//! Watches one tenant's floor: at every change, and at least once a second, since a rule may be about time alone.
//!
//! The alarm is kept first and shown then. What could not be kept is tried again at the next look, so a database that is
//! away for a while costs no alarm.

use std::sync::Arc;
use std::time::Duration;

use domain::alarm::Alarm;
use domain::audience::Audience;
use domain::audience::Numbers;
use domain::audience::Scope;
use domain::board::Board;
use domain::id::AlarmId;
use domain::id::TenantId;
use domain::rule::Cause;
use domain::rule::Change;
use domain::rule::Rule;
use domain::rule::Subject;
use domain::rule::Verdict;
use domain::rule::Watch;
use domain::time::UnixMs;
use tokio::time::MissedTickBehavior;
use tracing::error;

use crate::hub::Subscription;
use crate::rules::OpenAlarm;
use crate::rules::TenantAlarms;
use crate::rules::local::local_time;
use crate::rules::message::Event;
use crate::runtime::Backend;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::StoredAlarm;

/// The whole floor as a supervisor without limits sees it, so that frames are made once for both.
const EVERYTHING: Audience = Audience { scope: Scope::All, numbers: Numbers::Masked };
/// Rules may be about time alone.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// However fast a floor changes, it is looked at no more often than this.
const REST: Duration = Duration::from_millis(200);
/// What an open alarm shows is kept so often.
const KEEP_EVERY_S: i64 = 5;

/// One tenant's watcher.
pub(crate) struct Watcher {
    backend: Backend,
    tenant: TenantId,
    alarms: Arc<TenantAlarms>,
    watched: Vec<Watched>,
}

struct Watched {
    rule: Rule,
    watch: Watch,
    open: Option<Kept>,
}

struct Kept {
    id: AlarmId,
    at: UnixMs,
    is_behind: bool,
}

impl Watcher {
    pub(crate) fn new(backend: Backend, tenant: TenantId, alarms: Arc<TenantAlarms>) -> Self {
        Self { backend, tenant, alarms, watched: Vec::new() }
    }

    /// Watches until the product stops.
    pub(crate) async fn run(mut self) {
        let stopping = self.backend.stopping();
        let mut tick = tokio::time::interval(LOOK_EVERY);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut viewing: Option<Subscription> = None;
        let mut is_read = false;
        loop {
            tokio::select! {
                biased;
                () = stopping.cancelled() => return,
                () = self.alarms.changed.notified() => is_read = false,
                () = next_change(&mut viewing) => {}
                _ = tick.tick() => {}
            }
            if !is_read {
                is_read = match self.read().await {
                    Ok(()) => true,
                    Err(cause) => {
                        error!("the alarm rules of a tenant cannot be read: {cause}");
                        false
                    }
                };
            }
            if self.watched.is_empty() {
                viewing = None;
            } else {
                if viewing.is_none() {
                    viewing = self.backend.hub().subscribe(self.tenant, EVERYTHING, None, None);
                }
                self.look().await;
            }
            tokio::select! {
                () = stopping.cancelled() => return,
                () = tokio::time::sleep(REST) => {}
            }
        }
    }

    /// Takes over the rules as they are now. A rule that goes on keeps what it has seen so far.
    async fn read(&mut self) -> StoreResult<()> {
        let store = self.backend.store();
        let rules = store.rules(self.tenant).await?;
        let mut open = store.open_alarms(self.tenant).await?;
        let mut before = std::mem::take(&mut self.watched);
        for stored in rules.into_iter().filter(|stored| stored.rule.spec.is_on) {
            let rule = stored.rule;
            let kept = open.iter().position(|alarm| alarm.rule == rule.id).map(|at| open.swap_remove(at));
            let known = before.iter().position(|watched| watched.rule.id == rule.id).map(|at| before.swap_remove(at));
            let watched = match (known, kept) {
                (Some(known), _) => Watched { rule, ..known },
                (None, Some(kept)) => self.taken_up(rule, kept),
                (None, None) => Watched { rule, watch: Watch::default(), open: None },
            };
            self.watched.push(watched);
        }
        let live: Vec<_> = self.watched.iter().map(|watched| watched.rule.clone()).collect();
        self.alarms.verdicts().retain(|id, _| live.iter().any(|rule| rule.id == *id));
        self.alarms.change(|open| {
            for open in open.iter_mut() {
                if let Some(rule) = live.iter().find(|rule| rule.id == open.alarm.rule) {
                    open.scope = rule.spec.scope.clone();
                    open.is_a_count = rule.spec.condition.is_a_count();
                }
            }
        });
        self.alarms.note_watched(!self.watched.is_empty());
        // Whose rule is gone or switched off, of that nobody can say any more whether it is over.
        for alarm in open {
            self.close(alarm.id).await?;
        }
        Ok(())
    }

    /// An alarm from before a restart goes on, and says that nobody has looked since.
    fn taken_up(&self, rule: Rule, kept: StoredAlarm) -> Watched {
        let watch = Watch::firing(kept.raised_at, kept.value, kept.subjects.clone());
        let open = OpenAlarm {
            alarm: Alarm {
                id: kept.id,
                rule: rule.id,
                name: kept.rule_name,
                level: kept.level,
                raised_at: kept.raised_at,
                value: Some(kept.value),
                count: kept.count,
                subjects: kept.subjects,
                unknown: Some(Cause::NotObserved),
                acknowledged: kept.acknowledged,
                channels: rule.spec.channels,
            },
            scope: rule.spec.scope.clone(),
            is_a_count: rule.spec.condition.is_a_count(),
        };
        self.alarms.change(|alarms| {
            alarms.retain(|known| known.alarm.id != open.alarm.id);
            alarms.push(open);
        });
        Watched { rule, watch, open: Some(Kept { id: kept.id, at: kept.raised_at, is_behind: false }) }
    }

    async fn look(&mut self) {
        let now = self.backend.now();
        let board = self.backend.hub().board(self.tenant, &EVERYTHING, None, now).unwrap_or_default();
        let mut watched = std::mem::take(&mut self.watched);
        for one in &mut watched {
            if let Err(cause) = self.look_with(one, &board, now).await {
                error!(rule.id = %one.rule.id, "an alarm of rule {} cannot be kept: {cause}", one.rule.id);
            }
        }
        self.watched = watched;
    }

    async fn look_with(&self, watched: &mut Watched, board: &Board, now: UnixMs) -> StoreResult<()> {
        let local = local_time(now, &self.backend.company_zone(self.tenant));
        let change = watched.watch.look(&watched.rule.spec, board, now, local);
        let verdict = watched.watch.verdict();
        self.alarms.verdicts().insert(watched.rule.id, verdict.clone().without_subjects());
        match (verdict, &mut watched.open) {
            (Verdict::Firing { value, subjects, .. }, None) => {
                watched.open = Some(self.raise(&watched.rule, value, subjects, now).await?);
            }
            (Verdict::Firing { value, subjects, unknown, .. }, Some(kept)) => {
                kept.is_behind |= change == Some(Change::Updated);
                self.show(kept.id, value, &subjects, unknown);
                if kept.is_behind && now.seconds_since(kept.at) >= KEEP_EVERY_S {
                    self.backend.store().update_alarm(self.tenant, kept.id, value, &subjects).await?;
                    (kept.at, kept.is_behind) = (now, false);
                }
            }
            (Verdict::Ok | Verdict::Pending { .. } | Verdict::Quiet | Verdict::Unknown { .. }, Some(kept)) => {
                self.close(kept.id).await?;
                watched.open = None;
            }
            (Verdict::Ok | Verdict::Pending { .. } | Verdict::Quiet | Verdict::Unknown { .. }, None) => {}
        }
        Ok(())
    }

    async fn raise(&self, rule: &Rule, value: u32, subjects: Vec<Subject>, now: UnixMs) -> StoreResult<Kept> {
        let (store, spec) = (self.backend.store(), &rule.spec);
        let raised = store.raise_alarm(self.tenant, rule.id, &spec.name, spec.level, value, &subjects, now).await;
        let id = match raised {
            // Another node was first, or an answer of the database got lost: there is one alarm all the same.
            Err(StoreError::Conflict) => {
                let open = store.open_alarms(self.tenant).await?;
                open.iter().find(|alarm| alarm.rule == rule.id).map(|alarm| alarm.id).ok_or(StoreError::Conflict)?
            }
            raised => raised?,
        };
        let open = OpenAlarm {
            alarm: Alarm {
                id,
                rule: rule.id,
                name: spec.name.clone(),
                level: spec.level,
                raised_at: now,
                value: Some(value),
                count: u32::try_from(subjects.len()).unwrap_or(u32::MAX),
                subjects,
                unknown: None,
                acknowledged: None,
                channels: spec.channels,
            },
            scope: spec.scope.clone(),
            is_a_count: spec.condition.is_a_count(),
        };
        self.tell(Event::Raised, &open.alarm, now).await;
        self.alarms.change(|alarms| alarms.push(open));
        Ok(Kept { id, at: now, is_behind: false })
    }

    fn show(&self, id: AlarmId, value: u32, subjects: &[Subject], unknown: Option<Cause>) {
        let is_same = |alarm: &Alarm| {
            alarm.value == Some(value) && alarm.unknown == unknown && alarm.subjects.as_slice() == subjects
        };
        if self.alarms.open.borrow().list.iter().any(|open| open.alarm.id == id && is_same(&open.alarm)) {
            return;
        }
        self.alarms.change(|alarms| {
            if let Some(open) = alarms.iter_mut().find(|open| open.alarm.id == id) {
                open.alarm.value = Some(value);
                open.alarm.count = u32::try_from(subjects.len()).unwrap_or(u32::MAX);
                open.alarm.subjects = subjects.to_vec();
                open.alarm.unknown = unknown;
            }
        });
    }

    async fn close(&self, id: AlarmId) -> StoreResult<()> {
        let now = self.backend.now();
        self.backend.store().clear_alarm(self.tenant, id, now).await?;
        let closed = self.alarms.open.borrow().list.iter().find(|open| open.alarm.id == id).cloned();
        if let Some(closed) = closed {
            self.tell(Event::Cleared, &closed.alarm, now).await;
        }
        self.alarms.change(|alarms| alarms.retain(|open| open.alarm.id != id));
        Ok(())
    }

    /// Puts a message to each webhook and receiver of mail on its way. A page shows the alarm whatever becomes of it.
    async fn tell(&self, event: Event, alarm: &Alarm, now: UnixMs) {
        if let Err(cause) = self.backend.note_alarm_mail(self.tenant, event, alarm, now).await {
            error!("nobody can be written to about an alarm: {cause}");
        }
        if !alarm.channels.webhook {
            return;
        }
        if let Err(cause) = self.backend.queue_messages(self.tenant, event, alarm, now).await {
            error!("webhooks cannot be told of an alarm: {cause}");
        }
    }
}

async fn next_change(viewing: &mut Option<Subscription>) {
    match viewing {
        Some(viewing) => drop(viewing.next().await),
        None => std::future::pending().await,
    }
}
