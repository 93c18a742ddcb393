//! The page that stands for every page of a company that the operator lets nobody into. It says why, and needs no script.

use app::ssr::SuspendedWords;
use app::ssr::suspended_words;
use axum::http::StatusCode;
use axum::response::Html;
use axum::response::IntoResponse;
use axum::response::Response;
use backend::store::Tenant;
use domain::language::Language;

use crate::site;

/// The page, in the reader's language.
pub(crate) fn page(tenant: &Tenant, language: Language) -> Response {
    let reason = tenant.suspension.as_ref().map_or("", |suspension| suspension.reason.as_str());
    let SuspendedWords { title, text, reason } = suspended_words(language, &tenant.name, reason);
    let reason = reason.map_or_else(String::new, |reason| format!("<p>{}</p>", escaped(&reason)));
    let style = site::style_sheet()
        .map_or_else(String::new, |path| format!("<link rel=\"stylesheet\" href=\"{}\">", escaped(&path)));
    let html = format!(
        "<!DOCTYPE html><html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\"><title>{title}</title>{style}</head><body><main \
         class=\"message-page\"><h1>{title}</h1><p>{}</p>{reason}</main></body></html>\n",
        language.as_str(),
        escaped(&text),
        title = escaped(&title),
    );
    (StatusCode::FORBIDDEN, Html(html)).into_response()
}

/// Text between tags and within quotes.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_no_markup() {
        assert_eq!(escaped("<b a=\"x\">&</b>"), "&lt;b a=&quot;x&quot;&gt;&amp;&lt;/b&gt;");
    }
}
