//! The displays of a tenant for its desk.

use backend::displays;
use backend::displays::DisplayError;
use backend::displays::NewDisplay;
use backend::store::Display;
use domain::audience::Audience;
use domain::audience::Numbers;
use domain::audience::Scope;
use domain::audience::ScopeFilter;
use domain::display::DisplayFacts;
use domain::id::DisplayId;
use domain::wall::program::Program;

use super::Caller;
use super::document::host;
use super::failed;
use super::me;
use super::person;
use super::scope;
use super::tenants_of;
use super::wall;
use crate::api::display_program::ProgramPage;
use crate::api::displays::DisplayItem;
use crate::api::displays::DisplaysPage;
use crate::error::AppError;

fn refused(error: DisplayError) -> AppError {
    failed(match error {
        DisplayError::Invalid(errors) => AppError::Invalid { errors },
        DisplayError::TooManyTries { retry_after_s } => AppError::TooSoon { retry_after_s },
        DisplayError::Forbidden => AppError::Forbidden,
        DisplayError::Conflict => AppError::Conflict,
        DisplayError::NotFound => AppError::NotFound,
        DisplayError::Unavailable(error) => {
            leptos::logging::warn!("displays could not be reached: {error}");
            AppError::Unavailable
        }
    })
}

/// The tenants for which the caller may pair a screen; whoever has one is sent there.
pub(crate) async fn pair_places() -> Result<Vec<(String, String)>, AppError> {
    let (principal, ..) = person().await.map_err(failed)?;
    let places = tenants_of(&principal);
    if let [(slug, _)] = places.as_slice() {
        leptos_axum::redirect(&format!("/t/{slug}/displays"));
    }
    Ok(places)
}

/// The page of displays.
pub(crate) async fn page(caller: &Caller) -> Result<DisplaysPage, AppError> {
    let backend = &caller.backend;
    let displays = displays::list(backend.store(), backend.clock(), &caller.ctx).await.map_err(refused)?;
    Ok(DisplaysPage {
        me: me(caller),
        displays: displays.into_iter().map(item).collect(),
        choices: scope::choices(caller),
        wall_address: format!("{}/wall", host().unwrap_or_default()),
        now: backend.now(),
        zone: caller.clocks(),
    })
}

fn item(display: Display) -> DisplayItem {
    DisplayItem {
        id: display.id,
        facts: display.facts,
        scope: display.scope.map(|(_, filter)| filter),
        paired_by: display.paired_by,
        paired_at: display.paired_at,
        last_seen: display.last_seen,
        version: display.version,
        screen: display.screen,
    }
}

fn wish(facts: DisplayFacts, scope: ScopeFilter) -> NewDisplay {
    NewDisplay {
        name: facts.name,
        place: facts.place,
        layout: facts.layout,
        view: facts.view,
        language: facts.language,
        theme: facts.theme,
        scope: (!scope.is_everything()).then_some(scope),
    }
}

/// Pairs the screen that shows `code`.
pub(crate) async fn approve(
    caller: &Caller,
    code: &str,
    facts: DisplayFacts,
    scope: ScopeFilter,
) -> Result<(), AppError> {
    let (backend, wish) = (&caller.backend, wish(facts, scope));
    displays::approve(backend.store(), backend.clock(), &caller.ctx, &caller.actor(), code, wish)
        .await
        .map(drop)
        .map_err(refused)
}

/// Changes what a display is called and shows.
pub(crate) async fn change(
    caller: &Caller,
    display: DisplayId,
    facts: DisplayFacts,
    scope: ScopeFilter,
) -> Result<(), AppError> {
    let (backend, wish) = (&caller.backend, wish(facts, scope));
    displays::change(backend.store(), backend.clock(), &caller.ctx, &caller.actor(), display, wish)
        .await
        .map_err(refused)
}

/// Lets a display show its name for a while.
pub(crate) async fn identify(caller: &Caller, display: DisplayId) -> Result<(), AppError> {
    let backend = &caller.backend;
    displays::identify(backend.store(), backend.clock(), &caller.ctx, &caller.actor(), display).await.map_err(refused)
}

/// Lets a display load its page anew.
pub(crate) async fn reload(caller: &Caller, display: DisplayId) -> Result<(), AppError> {
    let backend = &caller.backend;
    displays::reload(backend.store(), backend.clock(), &caller.ctx, &caller.actor(), display).await.map_err(refused)
}

/// Shuts a display out.
pub(crate) async fn revoke(caller: &Caller, display: DisplayId) -> Result<(), AppError> {
    let backend = &caller.backend;
    displays::revoke(backend.store(), backend.clock(), &caller.ctx, &caller.actor(), display).await.map_err(refused)
}

/// What a display plays, with the board as it sees it.
pub(crate) async fn program(caller: &Caller, display: &str) -> Result<ProgramPage, AppError> {
    let (backend, ctx, me) = (&caller.backend, &caller.ctx, me(caller));
    let id = display.parse().map_err(|_no_identity| failed(AppError::NotFound))?;
    let display = displays::with_program(backend.store(), ctx, id).await.map_err(refused)?;
    let scope = display.scope.as_ref();
    let audience = Audience { scope: scope.map_or(Scope::All, |(id, _)| Scope::Limited(*id)), numbers: Numbers::None };
    let seen_by = wall::Seen {
        tenant: ctx.tenant_id(),
        tenant_name: &me.tenant.1,
        name: &display.facts.name,
        audience,
        filter: scope.map(|(_, filter)| filter),
    };
    let paint = wall::first_paint(backend, &seen_by);
    Ok(ProgramPage {
        me,
        display: display.id,
        facts: display.facts,
        version: display.program_version,
        is_lost: display.is_program_lost,
        screen: display.screen,
        choices: scope::choices(caller),
        paint,
    })
}

/// Keeps what a display plays, and answers with its version.
pub(crate) async fn save_program(caller: &Caller, display: &str, version: i64, program: &str) -> Result<i64, AppError> {
    let (backend, ctx) = (&caller.backend, &caller.ctx);
    let id = display.parse().map_err(|_no_identity| failed(AppError::NotFound))?;
    // Whoever may not is told so before what they sent is read.
    displays::with_program(backend.store(), ctx, id).await.map_err(refused)?;
    let program: Program = serde_json::from_str(program).map_err(|_no_program| failed(AppError::BadRequest))?;
    displays::replace_program(backend.store(), backend.clock(), ctx, &caller.actor(), id, version, program)
        .await
        .map_err(refused)
}
