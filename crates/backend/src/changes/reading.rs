//! What was read right before or after writing, and how an agent stands in it.

use std::collections::BTreeSet;

use domain::administration::AgentList;
use domain::administration::Memberships;
use domain::administration::ScanProgress;
use domain::administration::Trouble;
use domain::administration::TroubleKind;
use domain::changes::RowRefusal;
use domain::changes::RowState;
use domain::changes::Step;
use domain::command::Refusal;
use domain::time::UnixMs;
use providers::administration::Administration;
use providers::administration::Aim;

/// Which reading shows a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// All inbound queues.
    Callin,
    /// The list of agents.
    Callout,
    /// None: what is sent replaces what nobody knows.
    Unseen,
}

impl Kind {
    /// None for a step that is not sent.
    pub(crate) const fn of(step: &Step) -> Option<Self> {
        match step {
            Step::Callin { .. } => Some(Self::Callin),
            Step::Callout { .. } => Some(Self::Callout),
            Step::CallinUnseen { .. } | Step::Recording { .. } => Some(Self::Unseen),
            Step::Unchanged | Step::Impossible { .. } => None,
        }
    }
}

/// A reading.
#[derive(Debug)]
pub(crate) enum Reading {
    Callin(Memberships),
    Callout(AgentList),
}

/// How an agent stands in a reading, seen from its step.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// As the plan found it.
    AsPlanned,
    /// As something else than the plan found it: the state of a row that was not sent.
    Moved(RowState),
}

impl Reading {
    /// Reads. The whole of it: an untouched queue that gained the agent would be deleted too (decision A6).
    pub(crate) async fn take(
        kind: Kind,
        administration: &dyn Administration,
        agents: &BTreeSet<String>,
        now: UnixMs,
        progress: &(dyn Fn(ScanProgress) + Send + Sync),
    ) -> Result<Option<Self>, Trouble> {
        match kind {
            Kind::Callin => {
                administration.memberships(Some(agents), Aim::ToWrite, now, progress).await.map(Self::Callin).map(Some)
            }
            Kind::Callout => administration.agents(Aim::ToWrite, now).await.map(Self::Callout).map(Some),
            Kind::Unseen => Ok(None),
        }
    }

    pub(crate) const fn is_complete(&self) -> bool {
        match self {
            Self::Callin(scan) => scan.complete,
            Self::Callout(list) => list.complete,
        }
    }

    pub(crate) const fn requests(&self) -> u32 {
        match self {
            Self::Callin(scan) => scan.requests,
            Self::Callout(list) => list.requests,
        }
    }

    /// Milliseconds since its oldest part was asked for.
    pub(crate) const fn age_ms(&self, now: UnixMs) -> i64 {
        match self {
            Self::Callin(scan) => now.ms_since(scan.as_of),
            Self::Callout(list) => now.ms_since(list.as_of),
        }
    }

    /// Whether an agent stands as the plan found it.
    pub(crate) fn standing(&self, agent: &str, step: &Step) -> Standing {
        let moved = |now, callout| Standing::Moved(RowState::Conflict { now, callout });
        match (self, step) {
            (Self::Callin(scan), Step::Callin { .. }) if scan.may_be_mixed_up(agent) => {
                let reason = RowRefusal::Provider { reason: Refusal::LeadingZeroMayBeLost };
                Standing::Moved(RowState::Refused { reason, code: None })
            }
            (Self::Callin(scan), Step::Callin { before, .. }) => {
                let now = scan.of(agent);
                if now == *before { Standing::AsPlanned } else { moved(Some(now), None) }
            }
            (Self::Callout(list), Step::Callout { before, .. }) => {
                let now = callout_of(list, agent);
                if now == *before { Standing::AsPlanned } else { moved(None, now) }
            }
            (Self::Callin(_) | Self::Callout(_), _) => moved(None, None),
        }
    }

    /// Whether the reading shows what was sent.
    pub(crate) fn shows(&self, agent: &str, step: &Step) -> bool {
        match (self, step) {
            (Self::Callin(scan), Step::Callin { after, .. }) => scan.complete && scan.of(agent).shows(after),
            (Self::Callout(list), Step::Callout { after, .. }) => callout_of(list, agent).as_ref() == Some(after),
            (Self::Callin(_) | Self::Callout(_), _) => false,
        }
    }

    /// The state of a row of which nobody knows how it ended.
    pub(crate) fn unknown(&self, agent: &str) -> RowState {
        match self {
            Self::Callin(scan) => RowState::Unknown { now: scan.complete.then(|| scan.of(agent)) },
            Self::Callout(_) => RowState::Unknown { now: None },
        }
    }
}

fn callout_of(list: &AgentList, agent: &str) -> Option<String> {
    list.agents.get(agent)?.callout.as_ref().map(|queue| queue.id.clone())
}

/// What a failed reading means for the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Remedy {
    /// Wait so many seconds, as the provider asks.
    Wait(u32),
    /// Try again after a while.
    TryAgain,
    /// Only a person can help.
    GiveUp,
}

impl Remedy {
    pub(crate) const fn of(trouble: Trouble) -> Self {
        match trouble.kind {
            TroubleKind::RateLimited { retry_after_s } => Self::Wait(retry_after_s),
            TroubleKind::Failed | TroubleKind::NoAnswer => Self::TryAgain,
            TroubleKind::KeyRefused
            | TroubleKind::MissingRight { .. }
            | TroubleKind::BadInput { .. }
            | TroubleKind::NotFound
            | TroubleKind::NotEnabled
            | TroubleKind::NotOffered => Self::GiveUp,
        }
    }
}
