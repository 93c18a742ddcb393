//! Boards of the past: the first paint of a moment, the steps that follow it, and what is kept of a day.

use domain::replay::KeptDay;
use domain::replay::ReplayChunk;
use domain::time::UnixMs;
use leptos::prelude::*;
use serde::Deserialize;
use serde::Serialize;

use super::FirstPaint;
use crate::codec::JsonText;
use crate::error::AppError;

/// What the page of a replay needs before it can play.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplayPaint {
    /// The board at the moment, painted as the live one.
    pub first: FirstPaint,
    /// The day of the moment, without its crowd.
    pub day: KeptDay,
}

/// The first paint of `tenant`'s board at the moment and for the view in `query` (the address without its question mark).
///
/// # Errors
/// [`AppError::SignedOut`]; [`AppError::NotFound`] for a tenant that does not exist or is not the caller's;
/// [`AppError::Unavailable`] when the past cannot be read.
#[server(name = ReadReplay, endpoint = "replay", output = JsonText)]
pub async fn replay(tenant: String, query: String) -> Result<ReplayPaint, AppError> {
    let caller = crate::ssr::caller(&tenant).await?;
    crate::ssr::replay::paint_of_the_past(&caller, &query).await
}

/// The whole board at `at` and every step of the next `length_s` seconds.
///
/// # Errors
/// As [`replay`].
#[server(name = ReadReplayChunk, endpoint = "replay_chunk", output = JsonText)]
pub async fn replay_chunk(tenant: String, at: UnixMs, length_s: u32) -> Result<ReplayChunk, AppError> {
    let caller = crate::ssr::caller(&tenant).await?;
    crate::ssr::replay::chunk(&caller, at, length_s).await
}

/// What is kept of the day in which `at` lies, with its crowd.
///
/// # Errors
/// As [`replay`].
#[server(name = ReadKeptDay, endpoint = "kept_day", output = JsonText)]
pub async fn kept_day(tenant: String, at: UnixMs) -> Result<KeptDay, AppError> {
    let caller = crate::ssr::caller(&tenant).await?;
    crate::ssr::replay::day(&caller, at).await
}
