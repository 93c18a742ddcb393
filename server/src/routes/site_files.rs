//! The files of the site, and the page for what does not exist.

use axum::body::Body;
use axum::extract::Request;
use axum::http::Method;
use axum::http::StatusCode;
use axum::http::header;
use axum::response::IntoResponse;
use axum::response::Response;
use leptos::context::provide_context;
use tower::ServiceExt;
use tower_http::services::ServeDir;

use crate::headers::IsFile;
use crate::site::Site;

/// A file of the site, or the page that says there is nothing.
pub(crate) async fn serve(site: Site, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return (StatusCode::NOT_FOUND, "There is no such page.\n").into_response();
    }
    let wanted = without_body(&request);
    match file(&site, wanted).await {
        Some(response) => response,
        None => not_found(&site, request).await,
    }
}

fn without_body(request: &Request) -> Request {
    let mut wanted = Request::new(Body::empty());
    *wanted.method_mut() = request.method().clone();
    *wanted.uri_mut() = request.uri().clone();
    for name in [header::ACCEPT_ENCODING, header::IF_MODIFIED_SINCE, header::IF_UNMODIFIED_SINCE, header::RANGE] {
        if let Some(value) = request.headers().get(&name) {
            wanted.headers_mut().insert(name, value.clone());
        }
    }
    wanted
}

async fn file(site: &Site, wanted: Request) -> Option<Response> {
    let files = ServeDir::new(&*site.options.site_root)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip();
    let mut response = match files.oneshot(wanted).await {
        Ok(response) => response.map(Body::new),
        Err(never) => match never {},
    };
    let status = response.status();
    // A folder is answered with a redirect to itself with a slash; there is nothing to see in folders.
    if status == StatusCode::NOT_FOUND || (status.is_redirection() && status != StatusCode::NOT_MODIFIED) {
        return None;
    }
    response.extensions_mut().insert(IsFile);
    Some(response)
}

async fn not_found(site: &Site, request: Request) -> Response {
    let context = site.app_context();
    let options = site.options.clone();
    let render = leptos_axum::render_app_to_stream_in_order_with_context(
        move || provide_context(context.clone()),
        move || app::shell(options.clone()),
    );
    let mut response = render(request).await;
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}
