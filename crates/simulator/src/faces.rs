//! The five faces and what they have in common: parameters, plain bodies, PHP's way of writing JSON, naive times.

pub(crate) mod alohub;
pub(crate) mod convoso;
pub(crate) mod crocodial;
mod params;
pub(crate) mod tel4vn;
mod time;
pub(crate) mod vicidial;

use std::sync::Arc;

use axum::{
    Router,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use crate::{provider::ProviderName, shared::Shared};

pub(crate) fn router(provider: ProviderName) -> Router<Arc<Shared>> {
    match provider {
        ProviderName::Tel4vn => tel4vn::router(),
        ProviderName::Convoso => convoso::router(),
        ProviderName::Alohub => alohub::router(),
        ProviderName::Vicidial => vicidial::router(),
        ProviderName::Crocodial => crocodial::router(),
    }
}

/// The vendor's words for a refusal at its rate limit, without the `Retry-After` header.
pub(crate) fn rate_limited(provider: ProviderName) -> Response {
    match provider {
        ProviderName::Alohub => alohub::failure(alohub::Failure::RateLimited),
        ProviderName::Tel4vn | ProviderName::Convoso | ProviderName::Vicidial | ProviderName::Crocodial => {
            (StatusCode::TOO_MANY_REQUESTS, "Too Many Requests").into_response()
        }
    }
}

/// An error inside a 200, in the vendor's words.
pub(crate) fn error_in_200(provider: ProviderName) -> Response {
    match provider {
        ProviderName::Tel4vn => json_text(r#"{"status":"fail","error":[{"monitor":"SERVER_ERROR"}]}"#.to_owned()),
        ProviderName::Convoso => json_text(r#"{"success":false,"code":500,"text":"Internal error"}"#.to_owned()),
        ProviderName::Alohub => {
            json_text(r#"{"success":"0","error_code":"FAIL","error_message":"System error"}"#.to_owned())
        }
        ProviderName::Vicidial => html_text("MySQL connect ERROR:  Connection refused".to_owned()),
        ProviderName::Crocodial => {
            html_text(r#"{"code":"40001","message":"Error: Missing required parameters"}"#.to_owned())
        }
    }
}

fn json_text(text: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], text).into_response()
}

fn html_text(text: String) -> Response {
    ([(header::CONTENT_TYPE, "text/html; charset=UTF-8")], text).into_response()
}

/// JSON as PHP writes it: slashes escaped, everything outside ASCII as `\uXXXX`.
fn php_json(value: &impl Serialize) -> String {
    let plain = serde_json::to_string(value).expect("the faces' own values always serialize");
    let mut text = String::with_capacity(plain.len());
    for letter in plain.chars() {
        match letter {
            '/' => text.push_str("\\/"),
            letter if letter.is_ascii() => text.push(letter),
            letter => {
                for unit in letter.encode_utf16(&mut [0; 2]) {
                    text.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    text
}
