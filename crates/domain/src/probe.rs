//! The test of a connection, step by step. Only what can be asked without changing anything at the provider is tried;
//! what would change something is listed as not tried, so that nobody takes silence for a yes.

use serde::Deserialize;
use serde::Serialize;

use crate::form::FieldError;
use crate::health::HealthStatus;
use crate::right::Right;
use crate::time::UnixMs;

/// One thing a test looks at, in the order in which they are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProbeStep {
    /// The provider answers at the address, and nothing else does.
    Reach,
    /// It takes the key or password.
    SignIn,
    /// The list of users that the agents are asked from.
    Roster,
    /// The agents can be read.
    Agents,
    /// The list of queues can be read.
    Queues,
    /// The figures of queues can be read.
    QueueFigures,
    /// An agent could be logged out.
    LogOut,
    /// The queues of an agent could be set.
    SetQueues,
    /// Recording could be switched.
    Recording,
}

impl ProbeStep {
    /// All of them, in order; every report has a line for each.
    pub const ALL: [Self; 9] = [
        Self::Reach,
        Self::SignIn,
        Self::Roster,
        Self::Agents,
        Self::Queues,
        Self::QueueFigures,
        Self::LogOut,
        Self::SetQueues,
        Self::Recording,
    ];

    /// The word used in page attributes.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Reach => "reach",
            Self::SignIn => "sign_in",
            Self::Roster => "roster",
            Self::Agents => "agents",
            Self::Queues => "queues",
            Self::QueueFigures => "queue_figures",
            Self::LogOut => "log_out",
            Self::SetQueues => "set_queues",
            Self::Recording => "recording",
        }
    }
}

/// Why a step failed, finer than its [`HealthStatus`]. A closed set: no word of an answer is ever part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "cause")]
pub enum ProbeCause {
    /// The host name has no address.
    NoAddress,
    /// Nobody listens there.
    NoConnection,
    /// No answer in time.
    TimedOut,
    /// The certificate or the encryption failed.
    NotSecure,
    /// The connection ended in the middle of the answer.
    BrokeOff,
    /// The key or password was refused.
    KeyRefused,
    /// The key lacks a right.
    MissingRight {
        /// Which one.
        right: Right,
    },
    /// The provider asks to wait.
    RateLimited {
        /// How long, where told.
        retry_after_s: Option<u32>,
    },
    /// A server error.
    Http {
        /// HTTP status.
        status: u16,
    },
    /// The answer is larger than is read.
    TooLarge,
    /// The answer is not JSON.
    NotJson,
    /// A web page instead of data.
    WebPage,
    /// The answer has other fields than this provider's.
    OtherShape,
    /// The answer is empty.
    Empty,
    /// A redirect, which is never followed.
    Redirect,
    /// The path does not exist there.
    NoSuchPath,
    /// The provider understood and said no.
    Refused,
    /// A setting cannot work.
    Setting {
        /// Which one, and what to do.
        error: FieldError,
    },
}

/// Why a step was not tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotTried {
    /// It would change something at the provider.
    WouldChange,
    /// A step before it failed, so that it could not work or would count as another wrong log-in.
    AfterFailure,
    /// The settings leave it out.
    NotConfigured,
}

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "result")]
pub enum ProbeResult {
    /// It works.
    Good {
        /// Agents, queues or users found, where the step counts any.
        count: Option<u32>,
    },
    /// It does not.
    Failed {
        /// What it would do to the connection's health.
        status: HealthStatus,
        /// Why.
        cause: ProbeCause,
    },
    /// It was left alone.
    NotTried {
        /// Why.
        why: NotTried,
    },
    /// The provider has nothing of the kind.
    NotOffered,
}

/// One step and how it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbeLine {
    /// Which step.
    pub step: ProbeStep,
    /// How it went.
    pub result: ProbeResult,
    /// How long it took in milliseconds; 0 for what took no request of its own.
    pub took_ms: u32,
}

/// A whole test, one line for every step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbeReport {
    /// When it began.
    pub at: UnixMs,
    /// In the order of [`ProbeStep::ALL`].
    pub lines: Vec<ProbeLine>,
}

impl ProbeReport {
    /// Whether nothing that was tried failed.
    pub fn is_good(&self) -> bool {
        self.first_failure().is_none()
    }

    /// Whether the floor can be polled, whatever else the key lacks.
    pub fn can_poll(&self) -> bool {
        [ProbeStep::Reach, ProbeStep::SignIn, ProbeStep::Agents]
            .into_iter()
            .all(|step| matches!(self.result(step), Some(ProbeResult::Good { .. })))
    }

    /// How a step went.
    pub fn result(&self, step: ProbeStep) -> Option<ProbeResult> {
        self.lines.iter().find(|line| line.step == step).map(|line| line.result)
    }

    /// The first step that failed.
    pub fn first_failure(&self) -> Option<(ProbeStep, HealthStatus, ProbeCause)> {
        self.lines.iter().find_map(|line| match line.result {
            ProbeResult::Failed { status, cause } => Some((line.step, status, cause)),
            ProbeResult::Good { .. } | ProbeResult::NotTried { .. } | ProbeResult::NotOffered => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(results: &[(ProbeStep, ProbeResult)]) -> ProbeReport {
        let lines = results.iter().map(|&(step, result)| ProbeLine { step, result, took_ms: 1 }).collect();
        ProbeReport { at: UnixMs(1), lines }
    }

    const GOOD: ProbeResult = ProbeResult::Good { count: None };
    const FAILED: ProbeResult = ProbeResult::Failed {
        status: HealthStatus::Forbidden,
        cause: ProbeCause::MissingRight { right: Right::ScopeQueue },
    };
    const LEFT: ProbeResult = ProbeResult::NotTried { why: NotTried::WouldChange };

    #[test]
    fn what_was_not_tried_fails_nothing_and_a_lacking_side_right_does_not_stop_polls() {
        let floor = [(ProbeStep::Reach, GOOD), (ProbeStep::SignIn, GOOD), (ProbeStep::Agents, GOOD)];
        let good = report(&[floor.as_slice(), &[(ProbeStep::Recording, LEFT)]].concat());
        let lacking = report(&[floor.as_slice(), &[(ProbeStep::Queues, FAILED)]].concat());
        let blind = report(&[(ProbeStep::Reach, GOOD), (ProbeStep::SignIn, GOOD), (ProbeStep::Agents, FAILED)]);

        assert_eq!((good.is_good(), good.can_poll()), (true, true));
        assert_eq!((lacking.is_good(), lacking.can_poll()), (false, true));
        assert_eq!((blind.is_good(), blind.can_poll()), (false, false));
        assert!(matches!(lacking.first_failure(), Some((ProbeStep::Queues, HealthStatus::Forbidden, _))));
    }

    #[test]
    fn a_report_survives_the_wire() {
        let report = report(&[(ProbeStep::Queues, FAILED), (ProbeStep::Recording, LEFT)]);

        let wire = serde_json::to_string(&report).unwrap();

        assert_eq!(serde_json::from_str::<ProbeReport>(&wire).unwrap(), report);
    }
}
