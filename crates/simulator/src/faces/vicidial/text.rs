//! VICIdial's text: delimiters, filters, the encoding, and the ways in which a good answer arrives damaged.

use axum::{
    body::Body,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::{faces::params::Params, options::VicidialOptions};

/// PHP sends what exceeds its output buffer before the API log fails, so that only small bodies become a 500.
const OUTPUT_BUFFER: usize = 4096;

pub(super) fn delimiter(params: &Params) -> &'static str {
    match params.text("stage") {
        "csv" => ",",
        "tab" => "\t",
        _ => "|",
    }
}

pub(super) fn wants_header(params: &Params) -> bool {
    params.text("header") == "YES"
}

/// What is left of a name or password after the program's filter.
pub(super) fn filtered(text: &str) -> String {
    text.chars().filter(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_')).collect()
}

/// What is left of `source`.
pub(super) fn filtered_source(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// An error, a notice or a success: always 200.
pub(super) fn line(text: &str, options: &VicidialOptions) -> Response {
    respond(StatusCode::OK, format!("{text}\n"), options)
}

/// Data from the tables, which may hold an apostrophe.
pub(super) fn data(text: String, options: &VicidialOptions) -> Response {
    let breaks_the_log = options.apostrophe_500 && text.contains('\'') && text.len() <= OUTPUT_BUFFER;
    let status = if breaks_the_log { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::OK };
    respond(status, text, options)
}

pub(super) fn respond(status: StatusCode, text: String, options: &VicidialOptions) -> Response {
    let text = if options.php_noise { format!("{}{text}", noise()) } else { text };
    let bytes = if options.latin1 { latin1(&text) } else { text.into_bytes() };
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache, must-revalidate"),
        (header::PRAGMA, "no-cache"),
    ];
    (status, headers, Body::from(bytes)).into_response()
}

/// One byte per character, and a question mark for what latin1 lacks, under a header that still says utf-8.
fn latin1(text: &str) -> Vec<u8> {
    text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?')).collect()
}

fn noise() -> String {
    (0..200)
        .map(|line| {
            format!(
                "<br />\n<b>Warning</b>:  Undefined variable $setting{line} in <b>/srv/www/htdocs/vicidial/non_agent_api.php</b> on line <b>{}</b><br />\n",
                240 + line
            )
        })
        .collect()
}
