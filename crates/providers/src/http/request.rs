//! One request: put together piece by piece, sent once.

use std::fmt;
use std::sync::Arc;

use domain::form::Field;
use domain::form::Problem;
use domain::time::UnixMs;
use http::HeaderName;
use http::HeaderValue;
use http::Method;
use http::header::CONTENT_TYPE;
use secrecy::ExposeSecret;
use secrecy::SecretString;
use url::Url;
use url::form_urlencoded;

use super::Reply;
use super::Shared;
use super::Way;
use super::checked_host;
use super::fault;
use super::in_process;
use super::reply;
use crate::ProviderError;

/// A request that has not been sent. Its `Debug` shows the method alone.
#[must_use = "a request does nothing until it is sent"]
pub struct Request {
    shared: Arc<Shared>,
    method: Method,
    path: String,
    query: Vec<(String, SecretString)>,
    form: Vec<(String, SecretString)>,
    json: Option<Vec<u8>>,
    headers: Vec<(&'static str, SecretString, bool)>,
}

impl Request {
    pub(super) fn new(shared: Arc<Shared>, method: Method, path: String) -> Self {
        Self { shared, method, path, query: Vec::new(), form: Vec::new(), json: None, headers: Vec::new() }
    }

    /// Adds a query parameter.
    pub fn query(self, name: &str, value: &str) -> Self {
        self.secret_query(name, &SecretString::from(value))
    }

    /// Adds a query parameter that must never be shown.
    pub fn secret_query(mut self, name: &str, value: &SecretString) -> Self {
        self.query.push((name.to_owned(), value.clone()));
        self
    }

    /// Adds a header.
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, SecretString::from(value), false));
        self
    }

    /// Adds a header that must never be shown.
    pub fn secret_header(mut self, name: &'static str, value: &SecretString) -> Self {
        self.headers.push((name, value.clone(), true));
        self
    }

    /// Adds a field to the form in the body.
    pub fn form(self, name: &str, value: &str) -> Self {
        self.secret_form(name, &SecretString::from(value))
    }

    /// Adds a field to the form in the body that must never be shown.
    pub fn secret_form(mut self, name: &str, value: &SecretString) -> Self {
        self.form.push((name.to_owned(), value.clone()));
        self
    }

    /// Makes the body this JSON; a form is left out then.
    pub fn json(mut self, body: &serde_json::Value) -> Self {
        self.json = Some(body.to_string().into_bytes());
        self
    }

    /// Makes the body this JSON text as it stands, since whoever signed it signed its bytes.
    pub fn json_text(mut self, body: &str) -> Self {
        self.json = Some(body.as_bytes().to_vec());
        self
    }

    /// Sends the request once and reads the answer whole, whatever its status.
    ///
    /// # Errors
    /// [`ProviderError::Unreachable`] when no whole answer came, [`ProviderError::BadBody`] when it was too large,
    /// [`ProviderError::Misconfigured`] when the address or a header may not be used.
    pub async fn send(self, now: UnixMs) -> Result<Reply, ProviderError> {
        let shared = Arc::clone(&self.shared);
        let watch = shared.stopwatch(now);
        let request = self.build()?;
        shared.meter.count();
        match &shared.way {
            Way::Network(client) => {
                let response = client.execute(request).await.map_err(|error| fault::classify(&error))?;
                reply::read(response, &watch).await
            }
            Way::InProcess(provider) => in_process::ask(provider.as_ref(), request, watch.now()).await,
        }
    }

    fn build(self) -> Result<reqwest::Request, ProviderError> {
        let mut request = reqwest::Request::new(self.method.clone(), self.url()?);
        let body = if let Some(json) = self.json {
            Some((HeaderValue::from_static("application/json"), json))
        } else if !self.form.is_empty() || self.method == Method::POST {
            let mut form = form_urlencoded::Serializer::new(String::new());
            for (name, value) in &self.form {
                form.append_pair(name, value.expose_secret());
            }
            Some((HeaderValue::from_static("application/x-www-form-urlencoded"), form.finish().into_bytes()))
        } else {
            None
        };
        if let Some((content_type, bytes)) = body {
            request.headers_mut().insert(CONTENT_TYPE, content_type);
            *request.body_mut() = Some(bytes.into());
        }
        for (name, value, secret) in &self.headers {
            // Secrets are the only free text that travels in a header; a letter that does not belong there was pasted along.
            let mut value = HeaderValue::from_str(value.expose_secret())
                .map_err(|_| ProviderError::misconfigured(Field::Secret, Problem::NotAsShown))?;
            value.set_sensitive(*secret);
            request.headers_mut().insert(HeaderName::from_static(name), value);
        }
        Ok(request)
    }

    fn url(&self) -> Result<Url, ProviderError> {
        let mut url = self.shared.base.clone();
        let path = match self.path.as_str() {
            "" => url.path().to_owned(),
            path => format!("{}/{}", url.path().trim_end_matches('/'), path.trim_start_matches('/')),
        };
        url.set_path(&path);
        // Dots that climb out of the prefix survive percent-encoding; an identifier must not choose another path.
        if url.path() != path {
            return Err(ProviderError::Refused {
                code: None,
                reason: "an identifier cannot stand in an address".to_owned(),
            });
        }
        checked_host(&url, &self.shared.guard)?;
        if !self.query.is_empty() {
            let mut pairs = url.query_pairs_mut();
            for (name, value) in &self.query {
                pairs.append_pair(name, value.expose_secret());
            }
        }
        Ok(url)
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("method", &self.method).finish_non_exhaustive()
    }
}

/// Percent-encodes everything but letters, digits and `-_.~`, so that foreign text stays one path segment.
pub fn encode_segment(segment: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut encoded = String::with_capacity(segment.len());
    for byte in segment.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.push(char::from(HEX[usize::from(byte >> 4)]));
            encoded.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    encoded
}
