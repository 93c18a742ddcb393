//! Asking AloHub: one key header, one request at a time, and what each kind of answer means for a read.
//!
//! It knows nothing of agents; rows are handed on as they came. What an answer means for a write is `write`'s part.

use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::time::Duration;

use domain::budget::RequestCounts;
use domain::form::Problem;
use domain::right::Right;
use domain::snapshot::Allowance;
use domain::time::UnixMs;
use secrecy::SecretString;
use serde_json::Value;
use tokio::time::Instant;

use super::config::AlohubConfig;
use super::pace::Pace;
use super::paging::Page;
use super::paging::RowKey;
use super::paging::Sweep;
use super::wire::Answer;
use super::wire::Envelope;
use super::wire::ErrorCode;
use super::wire::reference;
use crate::ProviderError;
use crate::error::BadBody;
use crate::http::HttpClient;
use crate::http::Reply;
use crate::http::Request;
use crate::http::Stopwatch;

/// How long to wait where AloHub leaves no other way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timings {
    /// Length of a rate-limit window.
    pub window: Duration,
    /// Pauses before the re-reads that follow a write (decision A23).
    pub look_after: [Duration; 3],
    /// Longest time that all re-reads of one write may take together.
    pub look_for: Duration,
}

impl Default for Timings {
    fn default() -> Self {
        Self {
            window: Duration::from_secs(10),
            look_after: [Duration::ZERO, Duration::from_secs(2), Duration::from_secs(4)],
            look_for: Duration::from_secs(20),
        }
    }
}

/// AloHub's requests, with the scope that each needs (our own table: the guide and the pages name different ones).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    Agents,
    InboundQueues,
    AgentQueues,
    AgentRecording,
}

impl Endpoint {
    const fn lacking(self) -> ProviderError {
        let right = match self {
            Self::Agents | Self::AgentQueues | Self::AgentRecording => Right::ScopeAgent,
            Self::InboundQueues => Right::ScopeQueue,
        };
        ProviderError::Forbidden { right }
    }
}

/// A list to read page by page.
#[derive(Clone, Debug)]
pub(crate) struct List {
    endpoint: Endpoint,
    query: Vec<(&'static str, String)>,
    /// Stop at this agent's row.
    until_agent: Option<String>,
}

impl List {
    /// The agents that the connection covers.
    pub(crate) fn agents(config: &AlohubConfig) -> Self {
        let filters = [("team_id", &config.team_id), ("status", &config.status), ("queue_id", &config.queue_id)];
        let query = filters.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))).collect();
        Self { endpoint: Endpoint::Agents, query, until_agent: None }
    }

    /// All agents of the team whatever the filters.
    pub(crate) fn everybody(config: &AlohubConfig) -> Self {
        let query = config.team_id.iter().map(|team| ("team_id", team.clone())).collect();
        Self { endpoint: Endpoint::Agents, query, until_agent: None }
    }

    /// All agents of the team whatever the filters, up to the page that has `agent`.
    pub(crate) fn until_agent(config: &AlohubConfig, agent: &str) -> Self {
        Self { until_agent: Some(agent.to_owned()), ..Self::everybody(config) }
    }

    /// All agents of the team in one callin queue.
    pub(crate) fn agents_of_queue(config: &AlohubConfig, queue_id: &str) -> Self {
        let team = config.team_id.iter().map(|team| ("team_id", team.clone()));
        let query = team.chain([("queue_id", queue_id.to_owned())]).collect();
        Self { endpoint: Endpoint::Agents, query, until_agent: None }
    }

    /// The inbound queues.
    pub(crate) const fn inbound_queues() -> Self {
        Self { endpoint: Endpoint::InboundQueues, query: Vec::new(), until_agent: None }
    }

    const fn path(&self) -> &'static str {
        match self.endpoint {
            Endpoint::InboundQueues => "/queues/inbound",
            Endpoint::Agents | Endpoint::AgentQueues | Endpoint::AgentRecording => "/agents",
        }
    }

    const fn key(&self) -> RowKey {
        match self.endpoint {
            Endpoint::InboundQueues => RowKey(&["callinId"]),
            Endpoint::Agents | Endpoint::AgentQueues | Endpoint::AgentRecording => {
                RowKey(&["agentId", "queueCallinId"])
            }
        }
    }

    fn ends_with(&self, envelope: &Envelope) -> bool {
        self.until_agent.as_deref().is_some_and(|agent| {
            envelope.rows.iter().flatten().any(|row| reference(row.get("agentId")).as_deref() == Some(agent))
        })
    }
}

/// Whether a read leaves room for writes (decision A22). The re-reads of a write use that very room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Haste {
    LeaveRoomForWrites,
    PartOfAWrite,
}

/// A list as read.
#[derive(Clone, Debug)]
pub(crate) struct Swept {
    pub(crate) sweep: Sweep,
    pub(crate) requests: u32,
    pub(crate) received_at: UnixMs,
    pub(crate) clock_skew_s: Option<i64>,
    /// Why a later page did not come, where that is so.
    pub(crate) broke: Option<ProviderError>,
}

/// The way to one AloHub account.
pub(crate) struct Link {
    http: HttpClient,
    pub(crate) config: AlohubConfig,
    key: SecretString,
    pub(crate) timings: Timings,
    /// std mutex: never held across an await.
    pace: Mutex<Pace>,
}

impl Link {
    pub(crate) fn new(http: HttpClient, config: AlohubConfig, key: SecretString) -> Self {
        Self { http, config, key, timings: Timings::default(), pace: Mutex::default() }
    }

    /// Reads a list to its end. A refused key, a lacking right and a rate limit end it with the error on any page, since
    /// the caller must act on them; another failure after the first page leaves the list incomplete.
    pub(crate) async fn sweep(&self, list: &List, watch: &Stopwatch, haste: Haste) -> Result<Swept, ProviderError> {
        let mut swept = Swept {
            sweep: Sweep::new(list.key()),
            requests: 0,
            received_at: watch.now(),
            clock_skew_s: None,
            broke: None,
        };
        while let Some(page) = swept.sweep.next() {
            swept.requests += 1;
            match self.page(list, page, watch, haste).await {
                Ok((reply, envelope)) => {
                    swept.received_at = reply.received_at;
                    swept.clock_skew_s = reply.clock_skew_s();
                    let ends_here = list.ends_with(&envelope);
                    swept.sweep.take(envelope);
                    if ends_here {
                        swept.sweep.cut_short();
                    }
                }
                Err(error) if swept.sweep.pages() == 0 || must_be_acted_on(&error) => return Err(error),
                Err(error) => {
                    swept.broke = Some(error);
                    swept.sweep.cut_short();
                }
            }
        }
        Ok(swept)
    }

    async fn page(
        &self,
        list: &List,
        page: Page,
        watch: &Stopwatch,
        haste: Haste,
    ) -> Result<(Reply, Envelope), ProviderError> {
        if haste == Haste::LeaveRoomForWrites {
            let wait = self.pace().wait_before_read(self.timings.window, Instant::now());
            if !wait.is_zero() {
                tokio::time::sleep(wait).await;
            }
        }
        let mut request = self.http.get(&format!("{}{}", self.config.auth_style.prefix(), list.path()));
        for (name, value) in &list.query {
            request = request.query(name, value);
        }
        request = request.query("page", &page.number.to_string()).query("size", &page.size.to_string());
        let reply = self.send(request, list.endpoint, watch).await?;
        let envelope = self.read(&reply, list.endpoint)?;
        Ok((reply, envelope))
    }

    /// Sends a write once.
    pub(crate) async fn put(
        &self,
        endpoint: Endpoint,
        path: &str,
        kind: Option<&str>,
        body: &Value,
        watch: &Stopwatch,
    ) -> Result<Reply, ProviderError> {
        let mut request = self.http.put(&format!("{}{path}", self.config.auth_style.prefix())).json(body);
        if let Some(kind) = kind {
            request = request.query("type", kind);
        }
        self.send(request, endpoint, watch).await
    }

    async fn send(&self, request: Request, endpoint: Endpoint, watch: &Stopwatch) -> Result<Reply, ProviderError> {
        let mut request = request.secret_header(self.config.auth_style.key_header(), &self.key);
        if let Some(tenant) = &self.config.tenant_id {
            request = request.header("x-tenant-id", tenant);
        }
        let reply = request.send(watch.now()).await?;
        self.pace().note(&reply.headers, endpoint == Endpoint::Agents, Instant::now());
        Ok(reply)
    }

    /// What an answer means for a read.
    fn read(&self, reply: &Reply, endpoint: Endpoint) -> Result<Envelope, ProviderError> {
        match hear(reply) {
            Ok(Answer::Good(envelope)) => match (&envelope.rows, envelope.total) {
                (Some(_), _) | (None, Some(0)) => Ok(envelope),
                (None, _) => Err(ProviderError::BadBody(BadBody::WrongShape)),
            },
            Ok(Answer::Said(code)) => Err(self.refused(code, reply, endpoint)),
            Ok(Answer::Refused) => {
                Err(ProviderError::Refused { code: None, reason: "no reason that is documented".to_owned() })
            }
            Ok(Answer::NoEnvelope) => {
                Err(by_status(reply, endpoint).unwrap_or(ProviderError::BadBody(BadBody::WrongShape)))
            }
            Err(unreadable) => Err(by_status(reply, endpoint).unwrap_or(unreadable)),
        }
    }

    fn refused(&self, code: ErrorCode, reply: &Reply, endpoint: Endpoint) -> ProviderError {
        let refused =
            |reason: &str| ProviderError::Refused { code: Some(code.as_str().to_owned()), reason: reason.to_owned() };
        match code {
            ErrorCode::Unauthorized => ProviderError::AuthFailed,
            ErrorCode::InsufficientScope => endpoint.lacking(),
            ErrorCode::RateLimitExceeded => ProviderError::RateLimited { retry_after: reply.retry_after() },
            ErrorCode::InvalidInput | ErrorCode::NotFound => {
                if let Some(filter) = self.config.likeliest_filter().filter(|_| endpoint == Endpoint::Agents) {
                    return ProviderError::misconfigured(filter, Problem::UnknownThere);
                }
                refused(if code == ErrorCode::NotFound { "nothing of that kind" } else { "the input is called wrong" })
            }
            ErrorCode::Fail if reply.status >= 500 => ProviderError::ServerError { status: reply.status },
            ErrorCode::Fail => refused("a failure inside AloHub"),
        }
    }

    pub(crate) fn stopwatch(&self, now: UnixMs) -> Stopwatch {
        self.http.stopwatch(now)
    }

    pub(crate) fn request_counts(&self) -> RequestCounts {
        self.http.request_counts()
    }

    /// How long to wait until so many requests leave a fifth of the allowance over.
    pub(crate) fn wait_for_room(&self, requests: u32) -> Duration {
        self.pace().wait_for_room(requests, self.timings.window, Instant::now())
    }

    /// Requests that can be sent now with a fifth of the allowance left over.
    pub(crate) fn room(&self) -> Option<u32> {
        self.pace().room(self.timings.window, Instant::now())
    }

    /// Notes how many pages the floor takes.
    pub(crate) fn note_pages(&self, pages: u32) {
        self.pace().note_pages(pages);
    }

    pub(crate) fn interval(&self) -> Duration {
        self.pace().interval()
    }

    pub(crate) fn allowance(&self) -> Option<Allowance> {
        self.pace().allowance()
    }

    fn pace(&self) -> MutexGuard<'_, Pace> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads an answer's body; the error is that of a body which is no JSON.
pub(crate) fn hear(reply: &Reply) -> Result<Answer, ProviderError> {
    reply.json::<Value>().map(|body| Answer::read(reply.status, body))
}

/// What the status alone says, with the scope that we know of.
fn by_status(reply: &Reply, endpoint: Endpoint) -> Option<ProviderError> {
    if reply.status == 403 { Some(endpoint.lacking()) } else { reply.http_error() }
}

/// Errors that no partial answer may hide.
fn must_be_acted_on(error: &ProviderError) -> bool {
    match error {
        ProviderError::RateLimited { .. } | ProviderError::AuthFailed | ProviderError::Forbidden { .. } => true,
        ProviderError::Unreachable(_)
        | ProviderError::ServerError { .. }
        | ProviderError::BadBody(_)
        | ProviderError::Refused { .. }
        | ProviderError::Misconfigured { .. }
        | ProviderError::NotOffered => false,
    }
}
