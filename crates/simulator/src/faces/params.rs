//! A request's parameters, from the query and from a form body. Bodies of other types are not parameters.

use axum::{
    body::to_bytes,
    extract::{FromRequest, Request},
    http::header,
    response::{IntoResponse, Response},
};

const BODY_LIMIT: usize = 1024 * 1024;

#[derive(Debug, Default)]
pub(super) struct Params {
    query: Vec<(String, String)>,
    form: Vec<(String, String)>,
}

impl Params {
    /// A parameter's value; the query wins over the form, as in every program that reads `$_GET` first.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        find(&self.query, name).or_else(|| find(&self.form, name))
    }

    /// A parameter's value, or nothing at all as the empty text.
    pub(super) fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or("")
    }

    /// A parameter that was given and is not empty.
    pub(super) fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }

    pub(super) fn from_query(query: Option<&str>) -> Self {
        Self { query: pairs(query.unwrap_or("").as_bytes()), form: Vec::new() }
    }
}

impl<S: Send + Sync> FromRequest<S> for Params {
    type Rejection = Response;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Self::Rejection> {
        let mut params = Self::from_query(request.uri().query());
        let is_form = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.starts_with("application/x-www-form-urlencoded"));
        if is_form {
            let body = to_bytes(request.into_body(), BODY_LIMIT)
                .await
                .map_err(|_| axum::http::StatusCode::PAYLOAD_TOO_LARGE.into_response())?;
            params.form = pairs(&body);
        }
        Ok(params)
    }
}

fn find<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    // PHP keeps the last of two equal names.
    pairs.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

fn pairs(text: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(text).map(|(key, value)| (key.into_owned(), value.into_owned())).collect()
}
