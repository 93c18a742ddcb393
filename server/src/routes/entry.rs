//! What the forms behind a link have in common: reading what was sent, showing the page again when something is wrong, and
//! letting whoever came in go on to the board. No token and nothing typed is ever logged here.

use app::api::entry::Draft;
use app::api::second_factor::FreshCodes;
use app::error::AppError;
use axum::Form;
use axum::body::Body;
use axum::extract::FromRequest;
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::Method;
use axum::http::StatusCode;
use axum::http::header;
use axum::http::request::Parts;
use axum::response::IntoResponse;
use axum::response::Redirect;
use axum::response::Response;
use backend::auth::ClientAddress;
use backend::auth::FirstStep;
use backend::auth::session;
use backend::auth::session::Origin;
use backend::people::Entered;
use backend::people::PeopleError;
use backend::single_sign_on::note_break_glass;
use domain::form::Field;
use leptos::context::provide_context;
use serde::de::DeserializeOwned;
use tower_sessions::Session;

use crate::local_path::encode;
use crate::routes::sign_in_code;
use crate::site::Site;

/// From where a request comes, for the person to recognise the session.
pub(crate) fn origin(client: ClientAddress, headers: &HeaderMap) -> Origin {
    let user_agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    Origin::new(Some(client.0), user_agent)
}

/// What a form holds, beside the request it came in. What cannot be read as a form is an empty one, and its page says
/// which fields to fill in.
pub(crate) async fn read<F: DeserializeOwned + Default>(request: Request) -> (Parts, F) {
    let (parts, body) = request.into_parts();
    let form = Form::<F>::from_request(Request::from_parts(parts.clone(), body), &()).await;
    (parts, form.map(|Form(fields)| fields).unwrap_or_default())
}

/// Shows the page of the form again, with what was typed and what is wrong with it.
pub(crate) async fn again(site: &Site, parts: Parts, error: PeopleError, values: Vec<(Field, String)>) -> Response {
    let mut draft = Draft { values, ..Draft::default() };
    let mut retry_after = None;
    let status = match error {
        PeopleError::Invalid(errors) => {
            draft.errors = errors;
            StatusCode::UNPROCESSABLE_ENTITY
        }
        // The page finds out the same by itself, and says so.
        PeopleError::NotFound => StatusCode::NOT_FOUND,
        PeopleError::Forbidden => StatusCode::FORBIDDEN,
        PeopleError::NeedsProof(_) => {
            let here = parts.uri.path_and_query().map_or("/", |here| here.as_str());
            return Redirect::to(&format!("/account/proof?next={}", encode(here))).into_response();
        }
        PeopleError::TooMany { retry_after_s } => {
            draft.problem = Some(AppError::TooSoon { retry_after_s });
            retry_after = Some(HeaderValue::from(retry_after_s));
            StatusCode::TOO_MANY_REQUESTS
        }
        PeopleError::Store(error) => {
            tracing::warn!("a form could not be worked: {error}");
            draft.problem = Some(AppError::Unavailable);
            StatusCode::SERVICE_UNAVAILABLE
        }
    };
    let mut response = page(site, parts, draft, FreshCodes::default()).await;
    // A page that finds its link over, or the person signed out, says so itself.
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    response
}

/// Shows the page of the form with recovery codes that were just made, which stand in no other answer.
pub(crate) async fn with_codes(site: &Site, parts: Parts, codes: Vec<String>) -> Response {
    page(site, parts, Draft::default(), FreshCodes(codes)).await
}

async fn page(site: &Site, parts: Parts, draft: Draft, codes: FreshCodes) -> Response {
    let mut request = Request::from_parts(parts, Body::empty());
    *request.method_mut() = Method::GET;
    let context = site.app_context();
    let options = site.options.clone();
    let render = leptos_axum::render_app_async_with_context(
        move || {
            provide_context(context.clone());
            provide_context(draft.clone());
            provide_context(codes.clone());
        },
        move || app::shell(options.clone()),
    );
    render(request).await
}

/// Signs the person in who came in through a link, and goes on to the board; or asks for the code that is still missing.
pub(crate) async fn enter(site: &Site, session: &Session, origin: &Origin, entered: &Entered) -> Response {
    let signed_in = match &entered.first_step {
        FirstStep::SignedIn(signed_in) => signed_in,
        FirstStep::CodeNeeded(token) => return sign_in_code::ask(site, token, None),
    };
    let (store, clock) = (site.backend.store(), site.backend.clock());
    if let Err(error) = note_break_glass(store, clock, signed_in, origin.remote).await {
        tracing::warn!("a sign-in could not be written down: {error}");
        return Redirect::to("/sign-in").into_response();
    }
    if let Err(error) = session::begin_from(session, signed_in, origin).await {
        // What the link was for is done; only the session is missing.
        tracing::warn!("a session could not be begun: {error}");
        return Redirect::to("/sign-in").into_response();
    }
    to_board(entered.tenant.as_deref())
}

/// Goes on to a tenant's board, or to the start page.
pub(crate) fn to_board(tenant: Option<&str>) -> Response {
    match tenant {
        Some(slug) => Redirect::to(&format!("/t/{slug}/board")).into_response(),
        None => Redirect::to("/").into_response(),
    }
}
