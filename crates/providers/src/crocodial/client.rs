//! Asking CrocoDial: one action, one request, the body read before the status (decision X1). Nothing is sent twice.
//!
//! `getUserInfo` is deliberately not here: it answers with passwords in clear text.

use domain::budget::RequestCounts;
use domain::right::Right;
use domain::time::UnixMs;
use secrecy::SecretString;
use serde_json::Map;
use serde_json::Value;

use super::config::CrocodialConfig;
use super::config::Method;
use super::wire;
use super::wire::Failure;
use crate::ProviderError;
use crate::http::HttpClient;
use crate::http::Reply;
use crate::http::Stopwatch;

const USERS: &str = "/goAPIv2/goUsers/goAPI.php";
const DASHBOARD: &str = "/goAPIv2/goDashboard/goAPI.php";

/// What is asked for, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Question<'a> {
    /// One agent's live state; the user is sent exactly as given (decision G11).
    LiveAgent(&'a str),
    /// All users of the account.
    Roster,
    /// The account's totals.
    Totals,
}

/// The API of one CrocoDial account under one user.
pub(crate) struct Client {
    http: HttpClient,
    config: CrocodialConfig,
    secret: SecretString,
}

impl Client {
    /// `config` has been checked.
    pub(crate) fn new(http: HttpClient, config: CrocodialConfig, secret: SecretString) -> Self {
        Self { http, config, secret }
    }

    pub(crate) fn stopwatch(&self, now: UnixMs) -> Stopwatch {
        self.http.stopwatch(now)
    }

    pub(crate) fn request_counts(&self) -> RequestCounts {
        self.http.request_counts()
    }

    pub(crate) fn config(&self) -> &CrocodialConfig {
        &self.config
    }

    /// Sends the question. Returns the whole object of a success and when it came.
    ///
    /// # Errors
    /// What the body says; else what the status says; else why no answer came.
    pub(crate) async fn ask(
        &self,
        question: Question<'_>,
        now: UnixMs,
    ) -> Result<(Map<String, Value>, UnixMs), Failure> {
        let (path, action, parameter) = match question {
            Question::LiveAgent(user) => (USERS, "getLiveAgentInfo", Some(("user", user))),
            Question::Roster => (USERS, "goGetAllUsers", Some(("only_inactives", "0"))),
            Question::Totals => (DASHBOARD, "getAgentStatus", None),
        };
        let plain = [("goAction", action), ("goUser", self.config.user.as_str()), ("responsetype", "json")];
        let plain = plain.into_iter().chain(parameter);
        let request = match self.config.method {
            Method::Post => plain
                .fold(self.http.post(path), |request, (name, value)| request.form(name, value))
                .secret_form("goPass", &self.secret),
            Method::Get => plain
                .fold(self.http.get(path), |request, (name, value)| request.query(name, value))
                .secret_query("goPass", &self.secret),
        };
        let reply = request.send(now).await?;
        let answer = match (wire::read(&reply.text()), http_error(&reply)) {
            (answer, None) => answer,
            (Ok(answer), Some(ProviderError::ServerError { .. })) => Ok(answer),
            (Ok(_) | Err(Failure::Failed(ProviderError::BadBody(_))), Some(status)) => Err(status.into()),
            (Err(said), Some(_)) => Err(said),
        }?;
        Ok((answer, reply.received_at))
    }
}

/// What the status says. CrocoDial itself answers 200 to a wrong password, so 401 and 403 come from a server before it.
fn http_error(reply: &Reply) -> Option<ProviderError> {
    match reply.status {
        401 | 403 => Some(ProviderError::Forbidden { right: Right::WebServer }),
        _ => reply.http_error(),
    }
}
