//! The way to an identity provider: the one guarded client, with its limits of addresses and time, and a smaller one of size.

use std::pin::Pin;

use domain::form::FieldError;
use domain::single_sign_on::ProviderProblem;
use domain::time::UnixMs;
use openidconnect::AsyncHttpClient;
use openidconnect::HttpRequest;
use openidconnect::HttpResponse;
use openidconnect::http::Method;
use openidconnect::http::Response;
use openidconnect::http::header::ACCEPT;
use openidconnect::http::header::AUTHORIZATION;
use providers::HostGuard;
use providers::ProviderError;
use providers::http::HttpClient;
use secrecy::SecretString;

/// Descriptions, key sets and tokens are a few kilobytes.
const LARGEST_ANSWER_BYTES: usize = 512 * 1024;

/// Asks identity providers, at one moment.
pub(super) struct Transport {
    pub(super) guard: HostGuard,
    pub(super) now: UnixMs,
}

/// No answer that could be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum TransportError {
    /// The address may not be asked, or nothing answers.
    #[error(transparent)]
    Provider(#[from] ProviderError),
    /// It is longer than any that is needed.
    #[error("the answer is too long")]
    TooLong,
    /// It cannot be passed on.
    #[error("the answer is no answer")]
    Broken,
}

impl TransportError {
    /// What an admin can do about it.
    pub(super) fn problem(&self) -> ProviderProblem {
        match self {
            Self::Provider(ProviderError::Misconfigured(FieldError { problem, .. })) => {
                ProviderProblem::Address(*problem)
            }
            Self::Provider(ProviderError::Unreachable(providers::Unreachable::Tls)) => ProviderProblem::Certificate,
            Self::Provider(ProviderError::Unreachable(_)) => ProviderProblem::Unreachable,
            Self::Provider(_) | Self::TooLong | Self::Broken => ProviderProblem::Unreadable,
        }
    }
}

impl<'c> AsyncHttpClient<'c> for Transport {
    type Error = TransportError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, TransportError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.ask(request))
    }
}

impl Transport {
    async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        // The client takes no address with a query, which some providers have in those of their endpoints.
        let address = request.uri().to_string();
        let (base, query) = address.split_once('?').map_or((address.as_str(), ""), |(base, query)| (base, query));
        let client = HttpClient::to(base, self.guard.clone())?;
        let mut asked = if request.method() == Method::POST { client.post_to_base() } else { client.get("") };
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            asked = asked.query(&name, &value);
        }
        for (name, value) in url::form_urlencoded::parse(request.body()) {
            asked = asked.secret_form(&name, &SecretString::from(value.into_owned()));
        }
        for (name, word) in [(ACCEPT, "accept"), (AUTHORIZATION, "authorization")] {
            if let Some(value) = request.headers().get(&name).and_then(|value| value.to_str().ok()) {
                asked = asked.secret_header(word, &SecretString::from(value));
            }
        }
        let reply = asked.send(self.now).await?;
        if reply.body.len() > LARGEST_ANSWER_BYTES {
            return Err(TransportError::TooLong);
        }
        let mut response = Response::builder().status(reply.status);
        for (name, value) in &reply.headers {
            response = response.header(name, value);
        }
        response.body(reply.body.to_vec()).map_err(|_| TransportError::Broken)
    }
}
