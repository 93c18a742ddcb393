//! Some agents of a change set: read again, compare, and send each once.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use domain::administration::ScanProgress;
use domain::administration::Trouble;
use domain::administration::TroubleKind;
use domain::changes::ChangeProgress;
use domain::changes::Doing;
use domain::changes::RowCounts;
use domain::changes::RowRefusal;
use domain::changes::RowState;
use domain::changes::SetState;
use domain::command::Action;
use domain::command::Command;
use domain::command::Outcome;
use domain::command::Refusal;
use domain::time::UnixMs;
use providers::Administration;
use providers::Provider;

use crate::changes::reading::Kind;
use crate::changes::reading::Reading;
use crate::changes::reading::Remedy;
use crate::changes::reading::Standing;
use crate::changes::runner::Run;
use crate::changes::runner::nobody_to_ask;
use crate::changes::settle::Sent;
use crate::runtime::Turn;
use crate::store::StoreResult;

/// A reading may be ten seconds old when the write arrives (decision A6); three of them are left for its way there.
const SEND_WITHIN_MS: i64 = 7_000;
/// A whole reading that takes longer is given up.
const READ_DEADLINE: Duration = Duration::from_secs(60);
/// A write that takes longer is unknown. The client's own limit is shorter.
const WRITE_DEADLINE: Duration = Duration::from_secs(20);
/// The same for a write that the client looks after itself.
const WRITE_AND_LOOK_DEADLINE: Duration = Duration::from_secs(45);
/// Readings in a row that may fail or not be whole, and after which no time was left to send.
const MOST_TRIES: u32 = 3;
/// What to wait for before the next agents, and how long.
type Pause = Option<(Doing, Duration)>;

impl Run {
    /// Sends those agents whose turns are held, as far as one reading reaches.
    pub(crate) async fn batch(&mut self, kind: Kind, held: &[(usize, Turn)]) -> StoreResult<Pause> {
        let Some(provider) = (self.of.provider)() else {
            self.refuse_the_rest(kind, RowRefusal::SwitchedOff, None).await?;
            return Ok(None);
        };
        let Some(administration) = provider.administration() else {
            self.refuse_the_rest(kind, RowRefusal::NotReadAgain { trouble: nobody_to_ask(kind) }, None).await?;
            return Ok(None);
        };
        let agents = u32::try_from(held.len()).unwrap_or(u32::MAX);
        // The reading before, the writes, and the reading after.
        let wait = administration.wait_for_room(self.read_cost.saturating_mul(2).saturating_add(agents));
        if !wait.is_zero() {
            let (doing, wait) = self.wait_for_allowance(wait);
            self.pause(doing, wait).await;
        }
        let chosen: Vec<usize> = held.iter().map(|(at, _)| *at).collect();
        let reading = match self.read(kind, provider.as_ref(), &chosen).await {
            Ok(reading) => reading,
            Err(trouble) => return self.not_read(kind, trouble).await,
        };
        if reading.as_ref().is_some_and(|reading| !reading.is_complete()) {
            return self.not_whole(&chosen).await;
        }
        self.incomplete = 0;
        let most = self.writes_that_fit(kind, administration).min(chosen.len());
        let (sent, pause) = self.send(kind, &provider, reading.as_ref(), &chosen[..most]).await?;
        if sent.is_empty() {
            return Ok(pause);
        }
        self.settle(kind, Some(provider.as_ref()), sent).await?;
        Ok(pause)
    }

    /// Writes that leave room for the reading after them and a fifth of the allowance alone (decision A22). One is always
    /// tried: the provider then says itself how long to wait.
    fn writes_that_fit(&self, kind: Kind, administration: &dyn Administration) -> usize {
        let after = if kind == Kind::Unseen { 0 } else { self.read_cost };
        let room = administration.room().map(|room| room.saturating_sub(after).max(1));
        room.and_then(|room| usize::try_from(room).ok()).unwrap_or(usize::MAX)
    }

    pub(crate) async fn read(
        &mut self,
        kind: Kind,
        provider: &dyn Provider,
        chosen: &[usize],
    ) -> Result<Option<Reading>, Trouble> {
        let administration = provider.administration().ok_or(nobody_to_ask(kind))?;
        let agents: BTreeSet<String> = chosen.iter().map(|&at| self.agent(at).to_owned()).collect();
        let counts = RowCounts::of(self.rows.iter().map(|row| &row.state));
        let told = self.of.progress.clone();
        let progress = move |progress: ScanProgress| {
            told.send_replace(ChangeProgress::new(SetState::Running, counts, Doing::Reading { progress }));
        };
        let taking = Reading::take(kind, administration, &agents, self.of.clock.now(), &progress);
        let late = Trouble { kind: TroubleKind::NoAnswer, ..nobody_to_ask(kind) };
        let reading = tokio::time::timeout(READ_DEADLINE, taking).await.unwrap_or(Err(late))?;
        if let Some(reading) = &reading {
            self.read_cost = reading.requests();
        }
        self.failed = 0;
        Ok(reading)
    }

    async fn not_read(&mut self, kind: Kind, trouble: Trouble) -> StoreResult<Pause> {
        let pause = match Remedy::of(trouble) {
            Remedy::Wait(retry_after_s) => self.asked_to_wait(retry_after_s),
            Remedy::TryAgain => {
                self.failed += 1;
                let wait = Duration::from_secs(1 << self.failed.min(5));
                (self.failed <= MOST_TRIES).then(|| self.try_again(wait))
            }
            Remedy::GiveUp => None,
        };
        if pause.is_none() {
            self.failed = 0;
            self.refuse_the_rest(kind, RowRefusal::NotReadAgain { trouble }, None).await?;
        }
        Ok(pause)
    }

    /// A list that shifts while it is read is read again.
    async fn not_whole(&mut self, chosen: &[usize]) -> StoreResult<Pause> {
        self.incomplete += 1;
        if self.incomplete < MOST_TRIES {
            return Ok(Some(self.try_again(Duration::from_secs(1))));
        }
        self.incomplete = 0;
        let refused = RowState::Refused { reason: RowRefusal::ReadIncomplete, code: None };
        self.mark_all(chosen, &refused).await?;
        Ok(None)
    }

    /// Sends each of these agents once, while the reading is fresh; who is left over comes with the next reading.
    async fn send(
        &mut self,
        kind: Kind,
        provider: &Arc<dyn Provider>,
        reading: Option<&Reading>,
        chosen: &[usize],
    ) -> StoreResult<(Vec<Sent>, Pause)> {
        let mut sent = Vec::new();
        let mut has_ended_any = false;
        let mut pause = None;
        self.tell(Doing::Sending);
        for &at in chosen {
            if self.of.cancelled.is_cancelled() || self.is_too_old(reading) {
                break;
            }
            has_ended_any = true;
            if let Some(reading) = reading
                && let Standing::Moved(state) = reading.standing(self.agent(at), &self.rows[at].row.step)
            {
                self.mark(at, state).await?;
                continue;
            }
            let now = self.of.clock.now();
            self.of.journal.begin(&mut self.rows[at], now).await?;
            // Writing the intent down may have taken its time, too.
            if self.is_too_old(reading) {
                self.mark(at, RowState::Planned).await?;
                break;
            }
            match self.send_one(kind, provider, at).await? {
                Next::Sent { is_accepted } => {
                    self.answered();
                    sent.push(Sent::new(at, is_accepted));
                    self.tell(Doing::Sending);
                }
                Next::Ended => self.tell(Doing::Sending),
                Next::Stop(wanted) => {
                    pause = wanted;
                    break;
                }
            }
        }
        self.slow = if has_ended_any { 0 } else { self.slow + 1 };
        if self.slow >= MOST_TRIES && !self.of.cancelled.is_cancelled() {
            self.slow = 0;
            self.refuse_the_rest(kind, RowRefusal::ReadTooSlow, None).await?;
        }
        Ok((sent, pause))
    }

    fn is_too_old(&self, reading: Option<&Reading>) -> bool {
        reading.is_some_and(|reading| reading.age_ms(self.of.clock.now()) > SEND_WITHIN_MS)
    }

    async fn send_one(&mut self, kind: Kind, provider: &Arc<dyn Provider>, at: usize) -> StoreResult<Next> {
        let row = &self.rows[at].row;
        let Some(command) = row.step.command(&row.agent) else {
            return Ok(Next::Ended);
        };
        let (provider, now) = (Arc::clone(provider), self.of.clock.now());
        let writing = async move { write(provider.as_ref(), &command, kind, now).await };
        let deadline = if kind == Kind::Unseen { WRITE_AND_LOOK_DEADLINE } else { WRITE_DEADLINE };
        let outcome = tokio::time::timeout(deadline, writing).await.unwrap_or(Outcome::Unknown);
        Ok(match outcome {
            Outcome::AcceptedNotVisible if kind != Kind::Unseen => Next::Sent { is_accepted: true },
            Outcome::Unknown if kind != Kind::Unseen => Next::Sent { is_accepted: false },
            Outcome::Confirmed | Outcome::AlreadyDone => self.end(at, RowState::Verified).await?,
            Outcome::AcceptedNotVisible => self.end(at, RowState::AcceptedNotVisible).await?,
            Outcome::AcceptedUnverifiable => self.end(at, RowState::AcceptedUnverifiable).await?,
            Outcome::Unknown => self.end(at, RowState::Unknown { now: None }).await?,
            Outcome::Refused { reason: Refusal::RateLimited { retry_after_s }, code } => {
                self.refused_for_now(at, retry_after_s, code).await?
            }
            Outcome::Refused { reason, code } => {
                let refused = RowRefusal::Provider { reason };
                self.mark(at, RowState::Refused { reason: refused, code: code.clone() }).await?;
                if concerns_all(reason) {
                    self.refuse_the_rest(kind, refused, code.as_deref()).await?;
                    Next::Stop(None)
                } else {
                    Next::Ended
                }
            }
        })
    }

    async fn end(&mut self, at: usize, state: RowState) -> StoreResult<Next> {
        self.answered();
        self.mark(at, state).await?;
        Ok(Next::Ended)
    }

    /// A refusal with a wait has changed nothing: the agent is sent again after it, on a reading of its own.
    async fn refused_for_now(&mut self, at: usize, retry_after_s: u32, code: Option<String>) -> StoreResult<Next> {
        let pause = self.asked_to_wait(retry_after_s);
        let state = if pause.is_some() {
            RowState::Planned
        } else {
            let reason = RowRefusal::Provider { reason: Refusal::RateLimited { retry_after_s } };
            RowState::Refused { reason, code }
        };
        self.mark(at, state).await?;
        Ok(Next::Stop(pause))
    }
}

/// What comes after an agent was sent.
enum Next {
    /// It has to be looked for.
    Sent { is_accepted: bool },
    /// It has ended.
    Ended,
    /// The others have to wait, or have ended with it.
    Stop(Pause),
}

/// Sends once. What a reading of many shows is not looked for one by one.
async fn write(provider: &dyn Provider, command: &Command, kind: Kind, now: UnixMs) -> Outcome {
    let is_recording = matches!(command.action, Action::SetRecording { .. });
    match provider.administration() {
        Some(administration) if kind != Kind::Unseen || is_recording => {
            let accepted = if is_recording { Outcome::AcceptedUnverifiable } else { Outcome::AcceptedNotVisible };
            administration.write(command, now).await.map_or_else(|outcome| outcome, |()| accepted)
        }
        Some(_) | None => provider.execute(command, now).await,
    }
}

/// Refusals that every further agent would meet as well.
const fn concerns_all(reason: Refusal) -> bool {
    match reason {
        Refusal::KeyRefused | Refusal::MissingRight | Refusal::NotEnabled | Refusal::NotOffered => true,
        Refusal::NoSuchAgent
        | Refusal::StillLoggedIn
        | Refusal::InvalidInput
        | Refusal::EmptyQueueList
        | Refusal::NotANumber
        | Refusal::LeadingZeroMayBeLost
        | Refusal::NotLoggedIn
        | Refusal::CampaignForbids
        | Refusal::NoSuchQueue
        | Refusal::EarlierChangeWaits
        | Refusal::RateLimited { .. }
        | Refusal::NotSent
        | Refusal::ProviderFailed => false,
    }
}
