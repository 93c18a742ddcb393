//! A screen on a wall: who it is, by the cookie it brings, and what it is shown. A cookie is handed out only here.

use axum::http::HeaderValue;
use axum::http::header;
use axum::http::request::Parts;
use backend::auth::AuthError;
use backend::auth::DisplayCtx;
use backend::auth::display::DeviceToken;
use backend::auth::display::Greeting;
use backend::auth::display::device_cookie;
use backend::auth::display::device_token;
use backend::auth::display::greet;
use backend::displays;
use backend::displays::Pairing;
use backend::displays::PairingError;
use backend::runtime::Backend;
use backend::zones;
use domain::arrange::Arrangement;
use domain::audience::Audience;
use domain::audience::ScopeFilter;
use domain::board::Board;
use domain::counts::Counts;
use domain::id::TenantId;
use domain::role::Role;
use jiff::tz::TimeZone;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use super::AppContext;
use super::app_context;
use super::failed;
use super::remote;
use crate::api::FirstPaint;
use crate::api::Me;
use crate::api::wall::Wall;
use crate::api::wall::WallPaint;
use crate::api::wall::WallPairing;
use crate::error::AppError;

/// A build's word is shorter.
const LONGEST_BUILD: usize = 80;
const MOST_PIXELS: u32 = 100_000;

fn token(context: &AppContext) -> Option<DeviceToken> {
    let parts = use_context::<Parts>()?;
    let lines = parts.headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    device_token(lines, !context.is_insecure)
}

fn hand_out(context: &AppContext, token: &DeviceToken) {
    let Some(response) = use_context::<ResponseOptions>() else { return };
    if let Ok(line) = HeaderValue::from_str(&device_cookie(token, !context.is_insecure)) {
        response.append_header(header::SET_COOKIE, line);
    }
}

/// What the calling screen shows.
pub(crate) async fn wall() -> Result<Wall, AppError> {
    let context = app_context()?;
    let (store, now) = (context.backend.store(), context.backend.now());
    let token = token(&context);
    let greeting = match &token {
        Some(token) => greet(store, token, now).await.map_err(|_unavailable| failed(AppError::Unavailable))?,
        None => Greeting::Stranger,
    };
    let left = match greeting {
        Greeting::Display { ctx, next } => {
            if let Some(next) = next {
                hand_out(&context, &next);
            }
            return Ok(Wall::Board(Box::new(painted(&context, &ctx))));
        }
        Greeting::Suspended { tenant_name, reason } => return Ok(Wall::Suspended { company: tenant_name, reason }),
        Greeting::Late => return Ok(Wall::Late),
        Greeting::ShutOut { tenant_name } => Some(tenant_name),
        Greeting::Stranger => None,
    };
    match displays::begin(store, token.as_ref(), left.as_deref(), remote(), now).await {
        Ok(pairing) => Ok(Wall::Pairing(shown(&context, pairing))),
        Err(PairingError::TooMany) => Ok(Wall::Full),
        Err(PairingError::Unavailable(error)) => {
            leptos::logging::warn!("a screen could not be given a code: {error}");
            Err(failed(AppError::Unavailable))
        }
    }
}

fn shown(context: &AppContext, pairing: Pairing) -> WallPairing {
    if let Some(token) = &pairing.token {
        hand_out(context, token);
    }
    WallPairing {
        code: pairing.code,
        expires_at: pairing.expires_at,
        address: format!("{}/pair", super::document::host().unwrap_or_default()),
        left: pairing.left_tenant_name,
        zone: zones::clocks(&TimeZone::system(), context.backend.now()),
    }
}

/// Whose eyes a board is painted for.
pub(crate) struct Seen<'a> {
    pub(crate) tenant: TenantId,
    pub(crate) tenant_name: &'a str,
    pub(crate) name: &'a str,
    pub(crate) audience: Audience,
    pub(crate) filter: Option<&'a ScopeFilter>,
}

fn painted(context: &AppContext, ctx: &DisplayCtx) -> WallPaint {
    let display = ctx.facts().clone();
    let seen_by = Seen {
        tenant: ctx.tenant_id(),
        tenant_name: ctx.tenant_name(),
        name: &display.name,
        audience: ctx.audience(),
        filter: ctx.scope_filter(),
    };
    let paint = first_paint(&context.backend, &seen_by);
    WallPaint { display, build: context.build.to_string(), paint }
}

/// The board as a screen sees it: all of it, because a wall counts whom it does not show on this page.
pub(crate) fn first_paint(backend: &Backend, seen_by: &Seen<'_>) -> FirstPaint {
    let now = backend.now();
    let me = Me {
        name: seen_by.name.to_owned(),
        role: Role::Display,
        tenant: (String::new(), seen_by.tenant_name.to_owned()),
        tenants: Vec::new(),
        demo: backend.is_demo(),
    };
    let board = backend
        .hub()
        .board(seen_by.tenant, &seen_by.audience, seen_by.filter, now)
        .unwrap_or_else(|| Board { now, ..Board::default() });
    FirstPaint {
        me,
        whole: true,
        arrangement: Arrangement::default(),
        counts: Counts::of(&board, &board.limits, now),
        board,
        exceptions: Vec::new(),
        alarms: backend.alarms(seen_by.tenant, &seen_by.audience, seen_by.filter),
        single_keys: false,
        zone: zones::clocks(&backend.company_zone(seen_by.tenant), now),
    }
}

/// Notes that the calling screen is there.
pub(crate) async fn heartbeat(build: &str, (width, height): (u32, u32)) -> Result<String, AppError> {
    let context = app_context()?;
    let (store, now) = (context.backend.store(), context.backend.now());
    let token = token(&context).ok_or_else(|| failed(AppError::SignedOut))?;
    let greeting = greet(store, &token, now).await.map_err(|_unavailable| failed(AppError::Unavailable))?;
    let (ctx, next) = match greeting {
        Greeting::Display { ctx, next } => (ctx, next),
        // A request that was overtaken is no reason to leave; the next one tells.
        Greeting::Late => return Ok(build.to_owned()),
        Greeting::ShutOut { .. } | Greeting::Suspended { .. } | Greeting::Stranger => {
            return Err(failed(AppError::SignedOut));
        }
    };
    let version: String = build.chars().filter(|c| c.is_ascii_graphic()).take(LONGEST_BUILD).collect();
    let screen = (width.min(MOST_PIXELS), height.min(MOST_PIXELS));
    ctx.see(store, Some(&version), Some(screen), now).await.map_err(|error: AuthError| failed(error.into()))?;
    if let Some(next) = next {
        hand_out(&context, &next);
    }
    Ok(context.build.to_string())
}
