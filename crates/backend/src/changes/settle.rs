//! What was sent is read until it shows: right after sending, and again when a run goes on where another one died.

use std::time::Duration;

use domain::changes::Doing;
use domain::changes::RowState;
use providers::Provider;

use crate::changes::reading::Kind;
use crate::changes::reading::Remedy;
use crate::changes::runner::Run;
use crate::store::StoreResult;

/// Pauses before the looks after a write (decision A23).
const LOOK_AFTER: [Duration; 3] = [Duration::ZERO, Duration::from_secs(2), Duration::from_secs(4)];
/// Looks that fail do not count as looks, so many times.
const MOST_FAILED_LOOKS: u32 = 3;

/// An agent that was sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sent {
    pub(crate) at: usize,
    /// The provider said that it took it.
    pub(crate) is_accepted: bool,
    /// The last look showed it.
    was_shown: bool,
}

impl Sent {
    pub(crate) const fn new(at: usize, is_accepted: bool) -> Self {
        Self { at, is_accepted, was_shown: false }
    }
}

impl Run {
    /// What a run before this one was sending when it ended: nobody knows, so it is read again.
    pub(crate) async fn settle_what_was_being_sent(&mut self) -> StoreResult<()> {
        for kind in [Kind::Callin, Kind::Callout, Kind::Unseen] {
            let is_meant = |at: &usize| {
                let row = &self.rows[*at];
                row.state == RowState::Sending && Kind::of(&row.row.step) == Some(kind)
            };
            let sent: Vec<Sent> = (0..self.rows.len()).filter(is_meant).map(|at| Sent::new(at, false)).collect();
            if !sent.is_empty() {
                self.settle(kind, (self.of.provider)().as_deref(), sent).await?;
            }
        }
        Ok(())
    }

    /// Reads until it shows what was sent, three times over six seconds.
    pub(crate) async fn settle(
        &mut self,
        kind: Kind,
        provider: Option<&dyn Provider>,
        mut sent: Vec<Sent>,
    ) -> StoreResult<()> {
        let mut last = None;
        let mut failed = 0;
        let mut looks = LOOK_AFTER.into_iter();
        let mut pause = looks.next();
        while let (Some(wait), Some(provider), false) = (pause, provider, kind == Kind::Unseen || sent.is_empty()) {
            let room = provider.administration().map(|administration| administration.wait_for_room(self.read_cost));
            let room = room.unwrap_or_default();
            self.tell(if room > wait { self.wait_for_allowance(room).0 } else { Doing::Verifying });
            tokio::time::sleep(wait.max(room)).await;
            self.tell(Doing::Verifying);
            let chosen: Vec<usize> = sent.iter().map(|sent| sent.at).collect();
            match self.read(kind, provider, &chosen).await {
                Ok(Some(reading)) => {
                    let mut left = Vec::new();
                    for sent in sent {
                        let is_shown = reading.shows(self.agent(sent.at), &self.rows[sent.at].row.step);
                        // The pages of one reading are of different moments, and together may show a list that never
                        // was. Where the provider has not said that it took what was sent, two readings have to agree.
                        if is_shown && (sent.is_accepted || sent.was_shown) {
                            self.mark(sent.at, RowState::Verified).await?;
                        } else {
                            left.push(Sent { was_shown: is_shown, ..sent });
                        }
                    }
                    sent = left;
                    last = Some(reading);
                    pause = looks.next();
                }
                Ok(None) => break,
                Err(trouble) => {
                    failed += 1;
                    pause = match Remedy::of(trouble) {
                        _ if failed > MOST_FAILED_LOOKS => None,
                        Remedy::Wait(retry_after_s) => Some(Duration::from_secs(retry_after_s.max(1).into())),
                        Remedy::TryAgain => Some(Duration::from_secs(2)),
                        Remedy::GiveUp => None,
                    };
                    if let (Remedy::Wait(_), Some(wait)) = (Remedy::of(trouble), pause) {
                        self.tell(self.wait_for_allowance(wait).0);
                    }
                }
            }
        }
        for Sent { at, is_accepted, .. } in sent {
            let state = match &last {
                _ if is_accepted => RowState::AcceptedNotVisible,
                Some(reading) => reading.unknown(self.agent(at)),
                None => RowState::Unknown { now: None },
            };
            self.mark(at, state).await?;
        }
        Ok(())
    }
}
