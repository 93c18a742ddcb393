//! What a rule would have done: the same watch, run over what is kept of a time.
//!
//! It looks at every change that was kept, and every five seconds, where the live floor is looked at every second. Nothing is
//! kept of it, and nobody is told.

use domain::audience::Audience;
use domain::audience::Numbers;
use domain::audience::Scope;
use domain::back_test::BackTest;
use domain::back_test::Fired;
use domain::rule::Change;
use domain::rule::RuleSpec;
use domain::rule::Verdict;
use domain::rule::Watch;
use domain::time::UnixMs;
use jiff::tz::TimeZone;
use tracing::error;

use crate::auth::TenantCtx;
use crate::auth::policy::ADMINS;
use crate::hub::Reel;
use crate::rules::RulesError;
use crate::rules::local::local_time;
use crate::runtime::Backend;

/// The whole floor; nobody's number is asked for.
const EVERYTHING: Audience = Audience { scope: Scope::All, numbers: Numbers::Masked };
/// A rule may be about time alone.
const LOOK_EVERY_S: i64 = 5;
/// The longest time that is tried.
const LONGEST_S: i64 = 7 * 24 * 3600;
/// So much of the past is held in memory at a time.
const PIECE_S: i64 = 6 * 3600;

impl Backend {
    /// How often a rule would have fired from `from` up to `until`, at most seven days.
    ///
    /// # Errors
    /// As [`RulesError`] tells.
    pub async fn back_test(
        &self,
        ctx: &TenantCtx,
        spec: RuleSpec,
        from: UnixMs,
        until: UnixMs,
    ) -> Result<BackTest, RulesError> {
        ctx.require(ADMINS)?;
        let tenant = ctx.tenant_id();
        let spec = self.checked_rule(ctx, spec).await?;
        let until = until.min(self.now());
        let from = from.max(until.plus_s(-LONGEST_S)).min(until);
        let mut run = Run::new(spec, from, self.company_zone(tenant));
        while run.at < until {
            let piece_until = run.at.plus_s(PIECE_S).min(until);
            let reel = self.reel(tenant, &EVERYTHING, None, run.at, piece_until).await?;
            let Some(reel) = reel else { break };
            // A day of a large floor is a second of work, which no page shall wait behind.
            let walked = tokio::task::spawn_blocking(move || run.over(reel, piece_until)).await;
            run = match walked {
                Ok(run) => run,
                Err(panicked) => {
                    error!("a rule could not be tried: {panicked}");
                    return Err(RulesError::Store(crate::store::StoreError::Corrupt { what: "kept history" }));
                }
            };
        }
        Ok(run.result(from, until))
    }
}

/// A watch on its way through the past.
struct Run {
    spec: RuleSpec,
    watch: Watch,
    at: UnixMs,
    fired: Vec<Fired>,
    unobserved_ms: i64,
    zone: TimeZone,
}

impl Run {
    fn new(spec: RuleSpec, at: UnixMs, zone: TimeZone) -> Self {
        Self { spec, watch: Watch::default(), at, fired: Vec::new(), unobserved_ms: 0, zone }
    }

    fn over(mut self, mut reel: Reel, until: UnixMs) -> Self {
        self.look(&reel, self.at);
        while self.at < until {
            let next = reel.next_change().unwrap_or(until).min(self.at.plus_s(LOOK_EVERY_S)).min(until);
            // A reel that stands where it stood would stand there for ever.
            let next = if next > self.at { next } else { UnixMs(self.at.0 + 1) };
            if self.is_blind() {
                self.unobserved_ms += next.ms_since(self.at);
            }
            reel.step_to(next);
            self.look(&reel, next);
        }
        self
    }

    fn look(&mut self, reel: &Reel, at: UnixMs) {
        self.at = at;
        let change = self.watch.look(&self.spec, reel.board(), at, local_time(at, &self.zone));
        match (change, self.watch.verdict()) {
            (Some(Change::Raised), Verdict::Firing { subjects, .. }) => {
                let count = u32::try_from(subjects.len()).unwrap_or(u32::MAX);
                self.fired.push(Fired { from: at, until: None, most_subjects: count });
            }
            (Some(Change::Cleared), _) => {
                if let Some(last) = self.fired.last_mut() {
                    last.until = Some(at);
                }
            }
            (Some(Change::Updated), Verdict::Firing { subjects, .. }) => {
                if let Some(last) = self.fired.last_mut() {
                    let count = u32::try_from(subjects.len()).unwrap_or(u32::MAX);
                    last.most_subjects = last.most_subjects.max(count);
                }
            }
            (Some(Change::Raised | Change::Updated | Change::Lost | Change::Found) | None, _) => {}
        }
    }

    fn is_blind(&self) -> bool {
        match self.watch.verdict() {
            Verdict::Firing { unknown, .. } => unknown.is_some(),
            Verdict::Unknown { .. } => true,
            Verdict::Ok | Verdict::Pending { .. } | Verdict::Quiet => false,
        }
    }

    fn result(self, from: UnixMs, until: UnixMs) -> BackTest {
        BackTest::of(from, until, self.unobserved_ms.div_euclid(1000), self.fired)
    }
}
