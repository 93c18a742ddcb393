//! The page of all components. It is for those who make them: anywhere but in a demonstration there is no such page.

use axum::extract::Request;
use axum::extract::State;
use axum::response::Response;
use leptos::context::provide_context;

use crate::routes::site_files;
use crate::site::Site;

/// The page, or the one that says there is none.
pub(crate) async fn design(State(site): State<Site>, request: Request) -> Response {
    if !site.backend.is_demo() {
        return site_files::serve(site, request).await;
    }
    let context = site.app_context();
    let options = site.options.clone();
    let render = leptos_axum::render_app_to_stream_in_order_with_context(
        move || provide_context(context.clone()),
        move || app::design(options.clone()),
    );
    render(request).await
}
