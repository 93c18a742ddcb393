//! Administration of agents and queues, for the providers that offer it: reading everything whole, and single writes
//! without a look afterwards, because one reading verifies a whole batch.
//!
//! It decides nothing: merging, asking a person, keeping writers apart and judging the age of a reading are the
//! caller's part.

use std::collections::BTreeSet;
use std::time::Duration;

use domain::administration::AgentList;
use domain::administration::Memberships;
use domain::administration::Route;
use domain::administration::ScanProgress;
use domain::administration::Trouble;
use domain::administration::TroubleKind;
use domain::command::Command;
use domain::command::Outcome;
use domain::command::Refusal;
use domain::queue::NamedRef;
use domain::snapshot::Allowance;
use domain::time::UnixMs;
use futures::future::BoxFuture;

use crate::ProviderError;

/// What a reading is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// To be looked at: it waits where a fifth of the allowance would not be left for writes (decision A22).
    ToShow,
    /// To write what is merged with it: it uses that very fifth, since a reading that waits grows old.
    ToWrite,
}

/// An inbound queue as the provider lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboundQueue {
    /// Identifier and name.
    pub queue: NamedRef,
    /// Further fields by the provider's own names.
    pub extra: Vec<(String, String)>,
}

/// The list of inbound queues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboundQueues {
    /// The queues by identifier.
    pub queues: Vec<InboundQueue>,
    /// Whether all of them were read.
    pub complete: bool,
    /// When they were read.
    pub as_of: UnixMs,
    /// Requests it took.
    pub requests: u32,
}

/// Is told how far a scan is.
pub type OnProgress<'a> = &'a (dyn Fn(ScanProgress) + Send + Sync);

/// The administration of one account. Reached through [`crate::Provider::administration`].
pub trait Administration: Send + Sync {
    /// Reads the list of inbound queues.
    ///
    /// # Errors
    /// Which request went wrong, and with what.
    fn inbound_queues(&self, now: UnixMs) -> BoxFuture<'_, Result<InboundQueues, Trouble>>;

    /// Reads every agent of the account, whatever the connection's filters.
    ///
    /// # Errors
    /// Which request went wrong, and with what.
    fn agents(&self, aim: Aim, now: UnixMs) -> BoxFuture<'_, Result<AgentList, Trouble>>;

    /// Reads the complete callin queues of `agents`, or of everybody.
    ///
    /// # Errors
    /// Which request went wrong, and with what. Half a scan is of no use, so that any failed page fails it.
    fn memberships<'a>(
        &'a self,
        agents: Option<&'a BTreeSet<String>>,
        aim: Aim,
        now: UnixMs,
        progress: OnProgress<'a>,
    ) -> BoxFuture<'a, Result<Memberships, Trouble>>;

    /// What would be refused without asking anybody: an identifier that cannot be written, a list that is empty.
    ///
    /// # Errors
    /// Why.
    fn check(&self, command: &Command) -> Result<(), Refusal>;

    /// Sends a command once and does not look afterwards.
    ///
    /// # Errors
    /// How it ended, when the provider did not accept it; [`Outcome::Unknown`] when nobody knows.
    fn write<'a>(&'a self, command: &'a Command, now: UnixMs) -> BoxFuture<'a, Result<(), Outcome>>;

    /// How long to wait until `requests` can be sent with a fifth of the allowance left over. Zero also where more is
    /// wanted than there ever is.
    fn wait_for_room(&self, requests: u32) -> Duration;

    /// Requests that can be sent now with a fifth of the allowance left over; none where no allowance is known.
    fn room(&self) -> Option<u32>;

    /// The tighter allowance as last told.
    fn allowance(&self) -> Option<Allowance>;
}

/// A 429 that tells no time counts as one window.
pub(crate) const UNTOLD_WAIT_S: u32 = 10;

/// What an error means on a route.
pub(crate) fn trouble(route: Route, error: &ProviderError) -> Trouble {
    let kind = match error {
        ProviderError::AuthFailed => TroubleKind::KeyRefused,
        ProviderError::Forbidden { right } => TroubleKind::MissingRight { right: *right },
        ProviderError::RateLimited { retry_after } => TroubleKind::RateLimited {
            retry_after_s: retry_after.and_then(|wait| u32::try_from(wait.as_secs()).ok()).unwrap_or(UNTOLD_WAIT_S),
        },
        ProviderError::Misconfigured(error) => TroubleKind::BadInput { field: Some(error.field) },
        ProviderError::Refused { code, .. } => match code.as_deref() {
            Some("NOT_FOUND") => TroubleKind::NotFound,
            Some("INVALID_INPUT") => TroubleKind::BadInput { field: None },
            Some(_) | None => TroubleKind::Failed,
        },
        ProviderError::ServerError { .. } => TroubleKind::Failed,
        ProviderError::Unreachable(_) | ProviderError::BadBody(_) => TroubleKind::NoAnswer,
        ProviderError::NotOffered => TroubleKind::NotOffered,
    };
    Trouble { route, kind }
}
