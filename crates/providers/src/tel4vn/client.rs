//! Asking TEL4VN: one request for all agents, and a second try with a fresh token when the first is refused.

use domain::budget::RequestCounts;
use domain::probe::ProbeStep;
use domain::right::Right;
use domain::snapshot::Snapshot;
use domain::time::UnixMs;
use jiff::tz::TimeZone;
use secrecy::SecretString;

use super::config::Tel4vnConfig;
use super::normalise::Context;
use super::normalise::normalise;
use super::token::Bearer;
use super::token::Tokens;
use super::wire;
use crate::ProviderError;
use crate::http::HttpClient;
use crate::http::Reply;
use crate::http::Stopwatch;
use crate::probe::Probe;
use crate::probe::count;

pub(super) struct Client {
    http: HttpClient,
    path: String,
    zone: TimeZone,
    tokens: Tokens,
}

impl Client {
    pub(super) fn new(config: Tel4vnConfig, zone: TimeZone, secret: SecretString, http: HttpClient) -> Self {
        Self { tokens: Tokens::new(http.clone(), config.auth, secret), http, path: config.path, zone }
    }

    pub(super) async fn poll(&self, now: UnixMs) -> Result<Snapshot, ProviderError> {
        let watch = self.http.stopwatch(now);
        let bearer = self.tokens.bearer(watch.now()).await?;
        let mut requests = bearer.requests + 1;
        let mut reply = self.ask(&bearer, &watch).await?;
        if reply.status == 401 {
            if !self.tokens.drop_refused(&bearer).await {
                return Err(ProviderError::AuthFailed);
            }
            let fresh = self.tokens.bearer(watch.now()).await?;
            requests += fresh.requests + 1;
            reply = self.ask(&fresh, &watch).await?;
            if reply.status == 401 {
                self.tokens.drop_refused(&fresh).await;
                return Err(ProviderError::AuthFailed);
            }
        }
        let mut snapshot = self.read(&reply)?;
        snapshot.requests = requests;
        snapshot.sweep_ms = watch.elapsed_ms();
        snapshot.clock_skew_s = reply.clock_skew_s();
        Ok(snapshot)
    }

    /// Tests the key, asking for one token at most: the vendor limits how often that may be done.
    pub(super) async fn probe(&self, probe: &mut Probe) {
        let mut bearer = match self.tokens.bearer(probe.watch().now()).await {
            Ok(bearer) => bearer,
            Err(error) => return probe.note(ProbeStep::SignIn, Err(error)),
        };
        let mut reply = self.ask(&bearer, probe.watch()).await;
        let is_refused = |reply: &Result<Reply, ProviderError>| matches!(reply, Ok(reply) if reply.status == 401);
        // A token from before may have ended early; one that was issued just now has not.
        if is_refused(&reply) && bearer.requests == 0 && self.tokens.drop_refused(&bearer).await {
            bearer = match self.tokens.bearer(probe.watch().now()).await {
                Ok(bearer) => bearer,
                Err(error) => return probe.note(ProbeStep::SignIn, Err(error)),
            };
            reply = self.ask(&bearer, probe.watch()).await;
        }
        if is_refused(&reply) {
            self.tokens.drop_refused(&bearer).await;
            return probe.note(ProbeStep::SignIn, Err(ProviderError::AuthFailed));
        }
        if bearer.requests > 0 {
            probe.note(ProbeStep::SignIn, Ok(None));
        }
        probe
            .note(ProbeStep::Agents, reply.and_then(|reply| self.read(&reply)).map(|snapshot| count(&snapshot.agents)));
    }

    pub(super) fn request_counts(&self) -> RequestCounts {
        self.http.request_counts()
    }

    fn read(&self, reply: &Reply) -> Result<Snapshot, ProviderError> {
        let context = Context { zone: &self.zone, received_at: reply.received_at };
        Ok(normalise(read(reply)?, &context))
    }

    async fn ask(&self, bearer: &Bearer, watch: &Stopwatch) -> Result<Reply, ProviderError> {
        self.http.get(&self.path).secret_header("authorization", &bearer.header).send(watch.now()).await
    }
}

fn read(reply: &Reply) -> Result<wire::Answer, ProviderError> {
    if reply.status == 403 {
        return Err(ProviderError::Forbidden { right: Right::ViewMonitor });
    }
    if let Some(error) = reply.http_error() {
        return Err(error);
    }
    wire::answer(reply.json()?)
}
