//! Asking the non-agent API and telling the agent API: one function, one request, the body read before the status
//! (decision X1).
//!
//! Nothing is sent twice. A refused password is returned at once, because ten of them lock the account.

use domain::budget::RequestCounts;
use domain::right::Right;
use domain::time::UnixMs;
use secrecy::SecretString;

use super::config::Method;
use super::config::VicidialConfig;
use crate::ProviderError;
use crate::http::HttpClient;
use crate::http::Reply;
use crate::http::Request;
use crate::http::Stopwatch;

/// Whether the request carries user and password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LogIn {
    /// It does.
    With,
    /// The function needs none, so none is sent.
    Without,
}

/// The API of one VICIdial system under one user.
pub(crate) struct Client {
    http: HttpClient,
    config: VicidialConfig,
    secret: SecretString,
}

impl Client {
    /// `config` and `secret` have been checked.
    pub(crate) fn new(http: HttpClient, config: VicidialConfig, secret: SecretString) -> Self {
        Self { http, config, secret }
    }

    pub(crate) fn stopwatch(&self, now: UnixMs) -> Stopwatch {
        self.http.stopwatch(now)
    }

    pub(crate) fn request_counts(&self) -> RequestCounts {
        self.http.request_counts()
    }

    pub(crate) fn config(&self) -> &VicidialConfig {
        &self.config
    }

    /// Asks for `function` and reads the answer with `read`. Returns what was read and when it came.
    ///
    /// # Errors
    /// What the body says; else what the status says; else why no answer came.
    pub(crate) async fn ask<T>(
        &self,
        function: &str,
        log_in: LogIn,
        parameters: &[(&str, &str)],
        now: UnixMs,
        read: impl FnOnce(&str) -> Result<T, ProviderError>,
    ) -> Result<(T, UnixMs), ProviderError> {
        let reply = self.request(&self.config.path, function, log_in, parameters).send(now).await?;
        let value = match (read(&reply.text()), http_error(&reply)) {
            (read, None) => read,
            // Where a value holds an apostrophe, PHP 8.1 fails after the whole answer was written: 500 and good data.
            (Ok(value), Some(ProviderError::ServerError { .. })) => Ok(value),
            (Err(ProviderError::BadBody(_)) | Ok(_), Some(status)) => Err(status),
            (Err(said), Some(_)) => Err(said),
        }?;
        Ok((value, reply.received_at))
    }

    /// Tells the agent API to do `function`, once. What the answer means is the caller's to read.
    ///
    /// # Errors
    /// Why no whole answer came.
    pub(crate) async fn tell(
        &self,
        function: &str,
        parameters: &[(&str, &str)],
        now: UnixMs,
    ) -> Result<Reply, ProviderError> {
        self.request(&self.config.agent_api_path, function, LogIn::With, parameters).send(now).await
    }

    fn request(&self, path: &str, function: &str, log_in: LogIn, parameters: &[(&str, &str)]) -> Request {
        let method = self.config.method;
        let add = |request: Request, name: &str, value: &str| match method {
            Method::Post => request.form(name, value),
            Method::Get => request.query(name, value),
        };
        let mut request = match method {
            Method::Post => self.http.post(path),
            Method::Get => self.http.get(path),
        };
        request = add(request, "source", &self.config.source);
        request = add(request, "function", function);
        if log_in == LogIn::With {
            request = add(request, "user", &self.config.user);
            request = match method {
                Method::Post => request.secret_form("pass", &self.secret),
                Method::Get => request.secret_query("pass", &self.secret),
            };
        }
        parameters.iter().fold(request, |request, (name, value)| add(request, name, value))
    }
}

/// What the status says. VICIdial itself answers 200 to a wrong password, so 401 and 403 come from a web server before it.
fn http_error(reply: &Reply) -> Option<ProviderError> {
    match reply.status {
        401 | 403 => Some(ProviderError::Forbidden { right: Right::WebServer }),
        _ => reply.http_error(),
    }
}
