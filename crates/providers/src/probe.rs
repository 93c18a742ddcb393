//! Putting the test of a connection together: which step a failure belongs to, and what is left alone after it.
//!
//! The requests themselves are each vendor's; they only read, and a refused log-in ends the test (decision X12).

use std::collections::BTreeMap;

use domain::capability::Capabilities;
use domain::capability::Capability;
use domain::capability::Support;
use domain::form::Field;
use domain::form::Problem;
use domain::probe::NotTried;
use domain::probe::ProbeCause;
use domain::probe::ProbeLine;
use domain::probe::ProbeReport;
use domain::probe::ProbeResult;
use domain::probe::ProbeStep;
use domain::right::Right;
use domain::time::UnixMs;

use crate::ProviderError;
use crate::error::BadBody;
use crate::error::Unreachable;
use crate::http::Stopwatch;

/// A test in progress.
pub(crate) struct Probe {
    at: UnixMs,
    watch: Stopwatch,
    asked_ms: u32,
    lines: BTreeMap<ProbeStep, (ProbeResult, u32)>,
    /// Whether more requests with this key make sense.
    goes_on: bool,
}

impl Probe {
    pub(crate) fn start(now: UnixMs) -> Self {
        Self { at: now, watch: Stopwatch::start(now), asked_ms: 0, lines: BTreeMap::new(), goes_on: true }
    }

    pub(crate) fn watch(&self) -> &Stopwatch {
        &self.watch
    }

    /// Whether the next request is worth sending.
    pub(crate) fn goes_on(&self) -> bool {
        self.goes_on
    }

    /// Notes the answer to a request that was sent for `step`: what was found, or the failure at the step it belongs to.
    pub(crate) fn note(&mut self, step: ProbeStep, answer: Result<Option<u32>, ProviderError>) {
        let now_ms = self.watch.elapsed_ms();
        let took_ms = now_ms.saturating_sub(self.asked_ms);
        self.asked_ms = now_ms;
        let (at, result) = match answer {
            Ok(count) => (step, ProbeResult::Good { count }),
            Err(error) => {
                let at = self.failed_at(&error, step);
                self.goes_on &= at > ProbeStep::SignIn && concerns_one_request(&error);
                (at, ProbeResult::Failed { status: error.health(self.watch.now()), cause: cause(&error) })
            }
        };
        // Whoever answers is reached, and whoever answers about agents has taken the key.
        for before in [ProbeStep::Reach, ProbeStep::SignIn].into_iter().filter(|before| *before < at) {
            self.lines.entry(before).or_insert((ProbeResult::Good { count: None }, 0));
        }
        self.lines.insert(at, (result, took_ms));
        if at != step {
            self.leave(step, NotTried::AfterFailure);
        }
    }

    /// Where a failure belongs that came of a request for `step`. Until the key was taken once, an answer that cannot be
    /// read is none of this provider's, and a provider that is busy or broken has not judged the key.
    fn failed_at(&self, error: &ProviderError, step: ProbeStep) -> ProbeStep {
        let key_was_taken = matches!(self.lines.get(&ProbeStep::SignIn), Some((ProbeResult::Good { .. }, _)));
        let unless_taken = |at| if key_was_taken { step } else { at };
        let at = match error {
            ProviderError::Unreachable(_) | ProviderError::BadBody(_) => unless_taken(ProbeStep::Reach),
            ProviderError::RateLimited { .. } | ProviderError::ServerError { .. } => unless_taken(ProbeStep::SignIn),
            ProviderError::AuthFailed
            | ProviderError::Forbidden { right: Right::WebServer | Right::AllowedAddress } => ProbeStep::SignIn,
            ProviderError::Misconfigured(error) => match (error.field, error.problem) {
                (Field::Certificates, _)
                | (Field::BaseUrl, Problem::PlainHttp | Problem::PrivateAddress | Problem::NotAnAddress) => {
                    ProbeStep::Reach
                }
                (Field::Secret | Field::User, _) => ProbeStep::SignIn,
                _ => step,
            },
            ProviderError::Forbidden { .. } | ProviderError::Refused { .. } | ProviderError::NotOffered => step,
        };
        at.min(step)
    }

    /// Notes a step that is left alone.
    pub(crate) fn leave(&mut self, step: ProbeStep, why: NotTried) {
        self.lines.entry(step).or_insert((ProbeResult::NotTried { why }, 0));
    }

    /// The report. `reads` are the steps that this provider has beside the first two; what changes something is left
    /// alone, and what is not offered is told.
    pub(crate) fn finish(mut self, reads: &[ProbeStep], capabilities: &Capabilities) -> ProbeReport {
        let changes = |capability| match capabilities.support(capability) {
            Support::Yes => ProbeResult::NotTried { why: NotTried::WouldChange },
            Support::Extension { .. } | Support::No(_) => ProbeResult::NotOffered,
        };
        let lines = ProbeStep::ALL.map(|step| {
            let noted = self.lines.remove(&step);
            let (result, took_ms) = noted.unwrap_or_else(|| {
                let result = match step {
                    ProbeStep::LogOut => changes(Capability::LogOutAgent),
                    ProbeStep::SetQueues => changes(Capability::SetCallinQueues),
                    ProbeStep::Recording => changes(Capability::SetRecording),
                    ProbeStep::Reach | ProbeStep::SignIn => ProbeResult::NotTried { why: NotTried::AfterFailure },
                    ProbeStep::Roster | ProbeStep::Agents | ProbeStep::Queues | ProbeStep::QueueFigures => {
                        if reads.contains(&step) {
                            ProbeResult::NotTried { why: NotTried::AfterFailure }
                        } else {
                            ProbeResult::NotOffered
                        }
                    }
                };
                (result, 0)
            });
            ProbeLine { step, result, took_ms }
        });
        ProbeReport { at: self.at, lines: lines.to_vec() }
    }
}

/// Whether another request may fare better.
fn concerns_one_request(error: &ProviderError) -> bool {
    match error {
        ProviderError::Forbidden { .. }
        | ProviderError::BadBody(_)
        | ProviderError::Refused { .. }
        | ProviderError::Misconfigured(_)
        | ProviderError::NotOffered => true,
        ProviderError::RateLimited { .. }
        | ProviderError::AuthFailed
        | ProviderError::Unreachable(_)
        | ProviderError::ServerError { .. } => false,
    }
}

fn cause(error: &ProviderError) -> ProbeCause {
    match error {
        ProviderError::RateLimited { retry_after } => ProbeCause::RateLimited {
            retry_after_s: retry_after.map(|wait| u32::try_from(wait.as_secs()).unwrap_or(u32::MAX)),
        },
        ProviderError::AuthFailed => ProbeCause::KeyRefused,
        ProviderError::Forbidden { right } => ProbeCause::MissingRight { right: *right },
        ProviderError::Unreachable(why) => match why {
            Unreachable::Dns => ProbeCause::NoAddress,
            Unreachable::Connect => ProbeCause::NoConnection,
            Unreachable::Timeout => ProbeCause::TimedOut,
            Unreachable::Tls => ProbeCause::NotSecure,
            Unreachable::BrokeOff => ProbeCause::BrokeOff,
        },
        ProviderError::ServerError { status } => ProbeCause::Http { status: *status },
        ProviderError::BadBody(why) => match why {
            BadBody::TooLarge => ProbeCause::TooLarge,
            BadBody::NotJson => ProbeCause::NotJson,
            BadBody::Html => ProbeCause::WebPage,
            BadBody::WrongShape => ProbeCause::OtherShape,
            BadBody::Empty => ProbeCause::Empty,
            BadBody::Redirect => ProbeCause::Redirect,
            BadBody::NotFound => ProbeCause::NoSuchPath,
        },
        ProviderError::Refused { .. } | ProviderError::NotOffered => ProbeCause::Refused,
        ProviderError::Misconfigured(error) => ProbeCause::Setting { error: *error },
    }
}

/// How many there are, for a report.
pub(crate) fn count<T>(found: &[T]) -> Option<u32> {
    u32::try_from(found.len()).ok()
}
