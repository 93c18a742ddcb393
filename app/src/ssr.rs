//! Everything the server functions and the shell need from the server: who is calling, what they may see, and the
//! status an answer goes out with. Only this file and those of its folder know `backend`.

pub(crate) mod account;
pub(crate) mod act;
pub mod agent_day;
pub(crate) mod agent_queues;
pub mod agents;
pub mod audit;
pub mod board_table;
pub(crate) mod change_sets;
pub(crate) mod company;
pub(crate) mod connections;
pub(crate) mod displays;
mod document;
pub(crate) mod entry;
pub mod history;
pub(crate) mod limits;
pub(crate) mod people;
pub(crate) mod queues;
pub(crate) mod recording;
pub(crate) mod replay;
pub(crate) mod rules;
pub(crate) mod scope;
pub mod second_factor;
pub(crate) mod single_sign_on;
mod suspended;
pub(crate) mod views;
pub(crate) mod wall;

use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;

use axum::http::StatusCode;
use axum::http::request::Parts;
use backend::audit::Actor;
use backend::auth::AuthError;
use backend::auth::ClientAddress;
use backend::auth::Passwords;
use backend::auth::Principal;
use backend::auth::TenantCtx;
use backend::auth::policy;
use backend::people::first_run;
use backend::runtime::Backend;
use backend::runtime::RereadError;
use backend::store::Membership;
use backend::zones;
use domain::arrange::arrange;
use domain::board::Board;
use domain::counts::Counts;
use domain::details::AgentDetails;
use domain::exception::Subject;
use domain::exception::exceptions;
use domain::id::ConnectionIndex;
use domain::view::View;
use domain::zone::Zone;
use jiff::tz::TimeZone;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use tower_sessions::Session;

pub use self::document::ScreenTheme;
pub use self::document::Spoken;
use self::document::cookie;
pub(crate) use self::document::is_insecure;
pub(crate) use self::document::is_wall;
pub(crate) use self::document::lang;
pub(crate) use self::document::send_policy;
pub(crate) use self::document::single_keys;
pub(crate) use self::document::theme;
pub use self::suspended::SuspendedWords;
pub use self::suspended::suspended_words;
use crate::api::FirstPaint;
use crate::api::Me;
use crate::api::SignInForm;
use crate::api::sign_in::DemoAccount;
use crate::error::AppError;

/// Rows in the first paint.
const FIRST_ROWS: usize = 100;
/// Exceptions whose rows are in the first paint whatever the view shows.
const FIRST_EXCEPTIONS: usize = 8;

/// What the server hands to every page and server function.
#[derive(Clone)]
pub struct AppContext {
    /// What the product does.
    pub backend: Backend,
    /// Checks passwords.
    pub passwords: Passwords,
    /// Accounts shown on the sign-in page of a demo; empty otherwise.
    pub demo_accounts: Arc<Vec<DemoAccount>>,
    /// Scheme and host under which people reach this installation, for links that leave it; no slash at the end.
    pub base_url: Arc<str>,
    /// Whether anybody is let in without encryption, so that browsers withhold what only secure pages may do.
    pub is_insecure: bool,
    /// The word for this build of the pages.
    pub build: Arc<str>,
}

/// Who calls, in the tenant they call for.
#[derive(Clone)]
pub struct Caller {
    ctx: TenantCtx,
    principal: Principal,
    backend: Backend,
}

fn app_context() -> Result<AppContext, AppError> {
    use_context::<AppContext>().ok_or(AppError::Internal)
}

fn failed(error: AppError) -> AppError {
    answer_with(&error);
    error
}

/// Finds out who is calling, whatever they belong to.
async fn person() -> Result<(Principal, Session, Backend), AppError> {
    let backend = app_context()?.backend;
    let session: Session = leptos_axum::extract().await.map_err(|_no_layer| AppError::Internal)?;
    let principal = Principal::of_session(&session, backend.store()).await?;
    Ok((principal, session, backend))
}

/// Finds out who is calling and whether they belong to `tenant`.
///
/// # Errors
/// [`AppError::SignedOut`]; [`AppError::NotFound`] for a foreign tenant as for a missing one.
pub async fn caller(tenant: &str) -> Result<Caller, AppError> {
    let (principal, _, backend) = person().await.map_err(failed)?;
    let ctx = principal.in_tenant(tenant).map_err(|error| failed(error.into()))?;
    Ok(Caller { ctx, principal, backend })
}

/// As [`caller`], but only for an admin of the tenant.
///
/// # Errors
/// As [`caller`]; [`AppError::Forbidden`] for any other role.
pub async fn admin(tenant: &str) -> Result<Caller, AppError> {
    let caller = caller(tenant).await?;
    caller.ctx.require(policy::ADMINS).map_err(|error| failed(error.into()))?;
    Ok(caller)
}

impl Caller {
    /// The zone in which the person reads.
    fn zone(&self) -> TimeZone {
        self.backend.zone_for(&self.ctx)
    }

    /// Its clocks, for the page.
    fn clocks(&self) -> Zone {
        zones::clocks(&self.zone(), self.backend.now())
    }

    /// Who it is, for the audit log.
    fn actor(&self) -> Actor {
        Actor::of(&self.ctx, remote())
    }
}

/// The address a request came from.
fn remote() -> Option<IpAddr> {
    Some(use_context::<Parts>()?.extensions.get::<ClientAddress>()?.0)
}

impl From<AuthError> for AppError {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::SignedOut => Self::SignedOut,
            AuthError::NotFound => Self::NotFound,
            AuthError::Forbidden => Self::Forbidden,
            // The page is loaded anew, and the gate leads on to the provider.
            AuthError::NeedsSingleSignOn => Self::SignedOut,
            AuthError::NeedsSecondFactor => Self::NeedsSecondFactor,
            AuthError::NeedsProof(by) => Self::NeedsProof { by },
            AuthError::Unavailable(_) => Self::Unavailable,
        }
    }
}

/// Sets the status of the answer that carries `error`.
pub fn answer_with(error: &AppError) {
    let status = match error {
        AppError::SignedOut => StatusCode::UNAUTHORIZED,
        AppError::NotFound => StatusCode::NOT_FOUND,
        AppError::Forbidden | AppError::NeedsSecondFactor => StatusCode::FORBIDDEN,
        AppError::NeedsProof { .. } => StatusCode::PRECONDITION_REQUIRED,
        AppError::TooSoon { .. } => StatusCode::TOO_MANY_REQUESTS,
        AppError::NotOffered | AppError::BadRequest => StatusCode::BAD_REQUEST,
        AppError::Invalid { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        AppError::Conflict => StatusCode::CONFLICT,
        AppError::Provider { .. } | AppError::Administration { .. } | AppError::Network => StatusCode::BAD_GATEWAY,
        AppError::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        AppError::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    };
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status);
    }
}

/// The first paint of the caller's board for the view in `query`.
///
/// # Errors
/// [`AppError::Internal`] when the query is no query.
pub fn first_paint(caller: &Caller, query: &str) -> Result<FirstPaint, AppError> {
    let now = caller.backend.now();
    let view = view_of(query).map_err(failed)?;
    let ctx = &caller.ctx;
    let whole = caller
        .backend
        .hub()
        .board(ctx.tenant_id(), &ctx.audience(), ctx.scope_filter(), now)
        .unwrap_or_else(|| Board { now, ..Board::default() });
    Ok(paint(caller, whole, &view, caller.clocks()))
}

/// The first rows of a board, and what is counted over all of them, at the board's own time.
fn paint(caller: &Caller, whole: Board, view: &View, zone: Zone) -> FirstPaint {
    let now = whole.now;
    let arrangement = arrange(&whole, view, &whole.limits, now);
    let mut exceptions = exceptions(&whole, &whole.limits, now);
    let counts = Counts::of(&whole, &whole.limits, now);
    let arrangement = arrangement.first(FIRST_ROWS);
    let is_whole = whole.rows.len() <= FIRST_ROWS;
    let board = if is_whole {
        whole
    } else {
        let named = exceptions.iter().take(FIRST_EXCEPTIONS).filter_map(|exception| match exception.subject {
            Subject::Row(id) => Some(id),
            Subject::Connection(_) => None,
        });
        let kept: std::collections::BTreeSet<_> =
            arrangement.groups.iter().flat_map(|group| group.rows.iter().copied()).chain(named).collect();
        let rows = whole.rows.into_iter().filter(|(id, _)| kept.contains(id)).collect();
        Board { rows, ..whole }
    };
    exceptions.retain(|exception| match exception.subject {
        Subject::Row(id) => board.rows.contains_key(&id),
        Subject::Connection(_) => true,
    });
    FirstPaint {
        me: me(caller),
        whole: is_whole,
        board,
        arrangement,
        counts,
        exceptions,
        alarms: caller.backend.alarms_for(&caller.ctx),
        single_keys: single_keys(),
        zone,
    }
}

/// The view that an address asks for.
fn view_of(query: &str) -> Result<View, AppError> {
    let params: Vec<(String, String)> =
        serde_urlencoded::from_str(query).map_err(|_not_a_query| AppError::BadRequest)?;
    Ok(View::from_params(params.iter().map(|(name, value)| (name.as_str(), value.as_str()))))
}

/// The companies of a person: address word and name of each.
fn tenants_of(principal: &Principal) -> Vec<(String, String)> {
    let words = |membership: &Membership| (membership.tenant.slug.clone(), membership.tenant.name.clone());
    principal.memberships().iter().map(words).collect()
}

fn me(caller: &Caller) -> Me {
    Me {
        name: caller.principal.display_name().to_owned(),
        role: caller.ctx.role(),
        tenant: (caller.ctx.slug().to_owned(), caller.ctx.name().to_owned()),
        tenants: tenants_of(&caller.principal),
        demo: caller.ctx.is_demo(),
    }
}

/// `connection number:identifier`, as it stands in the address.
fn agent_key(text: &str) -> Result<(ConnectionIndex, &str), AppError> {
    let (connection, external_id) = text.split_once(':').ok_or_else(|| failed(AppError::NotFound))?;
    let connection = u16::from_str(connection).map_err(|_not_a_number| failed(AppError::NotFound))?;
    Ok((ConnectionIndex(connection), external_id))
}

/// One agent in full.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such agent in the caller's sight.
pub fn agent_details(caller: &Caller, agent: &str) -> Result<AgentDetails, AppError> {
    let (connection, external_id) = agent_key(agent)?;
    caller.backend.agent_details(&caller.ctx, connection, external_id).ok_or_else(|| failed(AppError::NotFound))
}

/// One agent in full, with what recording was set to for whoever may set it.
///
/// # Errors
/// As [`agent_details`]; [`AppError::Unavailable`] when the store cannot answer.
pub async fn agent_in_full(caller: &Caller, agent: &str) -> Result<AgentDetails, AppError> {
    let details = agent_details(caller, agent)?;
    let connection = caller.backend.hub().connection_id(caller.ctx.tenant_id(), details.connection);
    let connection = connection.ok_or_else(|| failed(AppError::NotFound))?;
    let recording = recording::recording_of(caller, connection, &details.agent.external_id).await?;
    Ok(AgentDetails { recording, ..details })
}

/// Reads one agent at the provider.
///
/// # Errors
/// As [`RereadError`] says.
pub async fn reread_agent(caller: &Caller, agent: &str) -> Result<AgentDetails, AppError> {
    let (connection, external_id) = agent_key(agent)?;
    let read = caller.backend.reread_agent(&caller.ctx, connection, external_id).await;
    read.map_err(|error| reread_error(caller, error))
}

fn reread_error(caller: &Caller, error: RereadError) -> AppError {
    failed(match error {
        RereadError::NotFound => AppError::NotFound,
        RereadError::NotOffered => AppError::NotOffered,
        RereadError::TooSoon { retry_after_s } => AppError::TooSoon { retry_after_s },
        RereadError::Provider(error) => AppError::Provider { cause: error.health(caller.backend.now()) },
    })
}

/// What the sign-in page shows to this visitor.
///
/// # Errors
/// [`AppError::Internal`] when the request is not there; [`AppError::Unavailable`] when the store cannot answer.
pub async fn sign_in_form() -> Result<SignInForm, AppError> {
    let AppContext { backend, demo_accounts, .. } = app_context()?;
    let first_run =
        first_run::is_first(backend.store()).await.map_err(|error| failed(AuthError::from(error).into()))?;
    let email = cookie("callboard_email").unwrap_or_default();
    let offered = backend.store().offers_sign_on().await;
    let single_sign_on = offered.map_err(|error| failed(AuthError::from(error).into()))?;
    Ok(SignInForm {
        email,
        single_sign_on,
        demo_accounts: demo_accounts.to_vec(),
        sends_mail: backend.outbox().is_some(),
        first_run,
    })
}
