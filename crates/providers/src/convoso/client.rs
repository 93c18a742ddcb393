//! Asking Convoso: a search for the floor, a search for one agent, and the logout request itself.

use domain::agent::AgentSnapshot;
use domain::budget::RequestCounts;
use domain::snapshot::Snapshot;
use domain::time::UnixMs;
use jiff::tz::TimeZone;
use secrecy::SecretString;
use serde_json::Value;

use super::config::ConvosoConfig;
use super::config::Filters;
use super::config::TokenPlace;
use super::normalise::Context;
use super::normalise::normalise;
use super::refusal::Refused;
use super::refusal::Section;
use super::wire;
use crate::ProviderError;
use crate::http::HttpClient;
use crate::http::Reply;
use crate::http::Request;

pub(super) struct Client {
    http: HttpClient,
    version: &'static str,
    token: SecretString,
    token_in: TokenPlace,
    filters: Filters,
    zone: TimeZone,
}

/// The vendor's pages give the address with its version at the end; some people type the host alone. Both are taken.
fn version(base_url: &str) -> &'static str {
    if base_url.trim_end_matches('/').ends_with("/v1") { "" } else { "/v1" }
}

/// What a search for one agent shows.
pub(super) enum Sight {
    /// In the answer, which may say that they are logged out.
    Seen(Box<AgentSnapshot>),
    /// Not in the answer: the search goes through logged-in agents.
    Absent,
    /// The provider knows no such agent.
    NoSuchAgent,
}

impl Client {
    pub(super) fn new(
        config: ConvosoConfig,
        base_url: &str,
        zone: TimeZone,
        token: SecretString,
        http: HttpClient,
    ) -> Self {
        Self { http, version: version(base_url), token, token_in: config.token_in, filters: Filters::of(&config), zone }
    }

    pub(super) fn request_counts(&self) -> RequestCounts {
        self.http.request_counts()
    }

    /// The queue the connection is limited to.
    pub(super) fn queue(&self) -> Option<&str> {
        self.filters.queue()
    }

    pub(super) async fn poll(&self, now: UnixMs) -> Result<Snapshot, ProviderError> {
        let watch = self.http.stopwatch(now);
        let reply = self.search(&self.filters).send(now).await?;
        let mut snapshot = self.read(&reply, &self.filters)?;
        snapshot.requests = 1;
        snapshot.sweep_ms = watch.elapsed_ms();
        snapshot.clock_skew_s = reply.clock_skew_s();
        Ok(snapshot)
    }

    pub(super) async fn agent(&self, external_id: &str, now: UnixMs) -> Result<Option<AgentSnapshot>, ProviderError> {
        Ok(match self.look(external_id, now).await? {
            Sight::Seen(agent) => Some(*agent),
            Sight::Absent | Sight::NoSuchAgent => None,
        })
    }

    /// Looks for one agent.
    pub(super) async fn look(&self, external_id: &str, now: UnixMs) -> Result<Sight, ProviderError> {
        let filters = Filters::agent(external_id);
        let reply = self.search(&filters).send(now).await?;
        if refusal(Section::Search, &reply) == Some(Refused::User) {
            return Ok(Sight::NoSuchAgent);
        }
        let snapshot = self.read(&reply, &filters)?;
        let complete = snapshot.complete;
        match snapshot.agents.into_iter().find(|agent| agent.external_id == external_id) {
            Some(agent) => Ok(Sight::Seen(Box::new(agent))),
            None if complete => Ok(Sight::Absent),
            // The row that could not be read may be this agent's.
            None => Err(ProviderError::BadBody(crate::error::BadBody::WrongShape)),
        }
    }

    /// Asks to log the agent out, once.
    pub(super) async fn send_logout(&self, external_id: &str, now: UnixMs) -> Result<Reply, ProviderError> {
        self.request("agent-monitor/logout").form("user_id", external_id).send(now).await
    }

    fn search(&self, filters: &Filters) -> Request {
        filters.pairs().fold(self.request("agent-monitor/search"), |request, (name, value)| request.form(name, value))
    }

    fn request(&self, path: &str) -> Request {
        let request = self.http.post(&format!("{}/{path}", self.version));
        match self.token_in {
            TokenPlace::Query => request.secret_query("auth_token", &self.token),
            TokenPlace::Body => request.secret_form("auth_token", &self.token),
        }
    }

    /// The body first, the status second (decision X1): a refusal says more than its status.
    fn read(&self, reply: &Reply, filters: &Filters) -> Result<Snapshot, ProviderError> {
        if let Some(error) = reply.http_error() {
            return Err(match refusal(Section::Search, reply) {
                Some(refused) if !matches!(refused, Refused::Other(_)) => refused.into_error(filters),
                Some(_) | None if reply.status == 403 => Refused::Section.into_error(filters),
                Some(_) | None => error,
            });
        }
        let answer = wire::search(&reply.json()?, filters)?;
        let context = Context { zone: &self.zone, filters, received_at: reply.received_at };
        Ok(normalise(&answer, &context))
    }
}

/// The refusal in an answer of any status, if there is one to be read.
pub(super) fn refusal(section: Section, reply: &Reply) -> Option<Refused> {
    let body: Value = reply.json().ok()?;
    wire::refusal(section, &body)
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn the_address_may_be_given_with_or_without_its_version() {
        assert_eq!(version("https://api.convoso.com/v1"), "");
        assert_eq!(version("https://api.convoso.com/v1/"), "");
        assert_eq!(version("https://api.convoso.com"), "/v1");
    }
}
